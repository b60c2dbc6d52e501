//! A model in a few lines.

use std::fmt::Write as _;

use crate::ir::{Additional, Field, Model, Shape, TypeRef};
use crate::pointer::Pointer;

use super::{notation, plan};

/// Returns the lines of one model: a heading, then one line for each field, value or variant.
pub(super) fn text(model: &Model) -> String {
    let kind = match &model.shape {
        Shape::Object(_) => "struct",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(_) => "alias",
    };
    let mut text = format!("{kind} {}  {}", model.name, directions(model));
    if let Some(place) = place(model) {
        let _ = write!(text, "  at {place}");
    }
    // Remarks about an inline schema are beside the field that holds it.
    if model.at.segments().count() == 3 {
        for remark in notation::remarks(&model.docs) {
            let _ = write!(text, "  {remark}");
        }
    }
    text.push('\n');
    match &model.shape {
        Shape::Object(object) => {
            for field in &object.fields {
                let _ = writeln!(text, "    {}", self::field(field));
            }
            if !object.asked.is_empty() {
                let _ = writeln!(text, "    `new` takes {}", object.asked.join(" "));
            }
            match &object.additional {
                Additional::Unspecified => {}
                Additional::Closed => text.push_str("    no other properties\n"),
                Additional::Open(ty) => {
                    let _ = writeln!(text, "    other properties: {}", notation::ty(ty));
                }
            }
        }
        Shape::Enum(values) => {
            if let Some(same) = &values.same_as {
                let _ = writeln!(text, "    same as {same}");
            } else {
                for value in &values.values {
                    let _ = writeln!(text, "    {:?}", value.wire);
                }
            }
        }
        Shape::Union(union) => {
            for arm in &union.arms {
                let _ = writeln!(text, "    {}({})", arm.name, notation::ty(&arm.ty));
            }
            let _ = writeln!(text, "    by {}", plan::text(union));
        }
        Shape::Alias(ty) => {
            let _ = writeln!(text, "    = {}", notation::ty(ty));
        }
    }
    text
}

fn directions(model: &Model) -> &'static str {
    match (model.in_request, model.in_response, model.patch_only) {
        (true, true, false) => "request+response",
        (true, true, true) => "request(patch)+response",
        (true, false, false) => "request",
        (true, false, true) => "request(patch)",
        (false, _, _) => "response",
    }
}

/// Where the schema is, unless it is the component schema of the same name.
fn place(model: &Model) -> Option<String> {
    let component = Pointer::root().child("components").child("schemas").child(&model.name);
    (model.at != component).then(|| {
        let at = model.at.to_string();
        at.strip_prefix("#/components/schemas/").map(str::to_owned).unwrap_or(at)
    })
}

/// `name?: type | null = "tag"  remarks`.
fn field(field: &Field) -> String {
    let optional = if field.required { "" } else { "?" };
    let mut text = format!("{}{optional}: {}", wire(&field.wire), notation::ty(&field.ty));
    if field.nullable {
        text.push_str(" | null");
    }
    if let Some(tag) = &field.tag {
        let _ = write!(text, " = {tag:?}");
    }
    if field.secret {
        text.push_str("  secret");
    }
    if field.boxed {
        text.push_str("  boxed");
    }
    if let Some(reason) = any(&field.ty) {
        let _ = write!(text, "  ({reason})");
    }
    for remark in notation::remarks(&field.docs) {
        let _ = write!(text, "  {remark}");
    }
    text
}

/// Returns a wire name, quoted where it would not read as one word.
fn wire(name: &str) -> String {
    let plain =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if plain { name.to_owned() } else { format!("{name:?}") }
}

/// Returns why a type has no shape, where it has none.
fn any(ty: &TypeRef) -> Option<&'static str> {
    match ty {
        TypeRef::Any(reason) => Some(reason),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => any(inner),
        _ => None,
    }
}
