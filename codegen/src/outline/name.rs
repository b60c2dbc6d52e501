//! The table of names that do not follow from the wire name by case alone.

use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use crate::ir::{Api, Model, Shape};
use crate::name::TypeName;

/// One line for each distinct pair of a wire name and a Rust name, by kind.
pub(super) fn text(api: &Api) -> String {
    let mut lines: BTreeSet<String> = BTreeSet::new();
    let mut pair = |kind: &str, wire: &str, rust: &str| {
        lines.insert(format!("{kind:<9} {wire:?} → {rust}"));
    };
    for operation in &api.operations {
        for parameter in operation.parameters() {
            if !is_snake_of(parameter.name.as_str(), &parameter.wire) {
                pair("parameter", &parameter.wire, parameter.name.as_str());
            }
        }
    }
    for model in api.models.values() {
        if let Some(wire) = unexpected_name(model) {
            pair("type", &wire, model.name.as_str());
        }
        match &model.shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    if !is_snake_of(field.name.as_str(), &field.wire) {
                        pair("field", &field.wire, field.name.as_str());
                    }
                }
            }
            Shape::Enum(values) => {
                for value in &values.values {
                    // The `_` before a digit, as in `UsEast_1`, follows from the value as well.
                    if value.name.as_str().replace('_', "") != value.wire.to_upper_camel_case() {
                        pair("value", &value.wire, value.name.as_str());
                    }
                }
            }
            Shape::Union(_) | Shape::Alias(_) => {}
        }
    }
    lines.into_iter().fold(String::new(), |text, line| text + &line + "\n")
}

/// Whether a Rust name is the wire name in snake_case, and leads back to it.
fn is_snake_of(rust: &str, wire: &str) -> bool {
    rust == wire || (rust == wire.to_snake_case() && rust.to_lower_camel_case() == wire)
}

/// Returns the wire name of a model, or its place, where its Rust name is another one.
fn unexpected_name(model: &Model) -> Option<String> {
    let mut segments = model.at.segments().skip(2);
    let component = segments.next().filter(|name| *name == model.owner)?;
    let mut name = component.clone();
    let mut steps: Vec<String> = segments.collect();
    if !steps.is_empty() {
        name = TypeName::new(&component).to_string();
    }
    steps.reverse();
    while let Some(keyword) = steps.pop() {
        let step = match keyword.as_str() {
            "properties" => steps.pop()?,
            "items" => "Item".to_owned(),
            "additionalProperties" => "Value".to_owned(),
            // A variant is named after its tag, which is in the plan.
            _ => return None,
        };
        name.push_str(&step.to_upper_camel_case());
    }
    (model.name.as_str() != name).then(|| model.at.to_string())
}
