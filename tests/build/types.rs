//! The tables of types: for each, a function that decodes a value and encodes it again; for those
//! of both directions, one that converts a response to a request.

use std::fmt::Write as _;

use codegen::ir::{Api, Shape};

/// The source of the table.
pub(crate) fn table(api: &Api) -> String {
    let mut text = "pub(crate) const TYPES: &[Type] = &[\n".to_owned();
    for model in api.models.values() {
        let (name, at) = (&model.name, model.at.to_string());
        let is_struct = matches!(model.shape, Shape::Object(_) | Shape::Union(_));
        let mut row = |module: &str| {
            let check = match module {
                "request" if is_struct => format!("Some(check::<{module}::{name}>)"),
                _ => "None".to_owned(),
            };
            let _ = writeln!(
                text,
                "    Type {{ module: {module:?}, name: {:?}, at: {at:?}, cross: cross::<{module}::{name}>, fresh: fresh::<{module}::{name}>, check: {check} }},",
                name.as_str()
            );
        };
        if matches!(model.shape, Shape::Enum(_)) {
            row("enums");
            continue;
        }
        if model.in_request {
            row("request");
        }
        if model.in_response {
            row("response");
        }
    }
    text.push_str("];\n\npub(crate) const BOTH: &[Both] = &[\n");
    for model in api.models.values().filter(|model| model.in_request && model.in_response) {
        if matches!(model.shape, Shape::Object(_) | Shape::Union(_)) {
            let name = &model.name;
            let _ = writeln!(
                text,
                "    Both {{ name: {:?}, back: back::<response::{name}, request::{name}> }},",
                name.as_str()
            );
        }
    }
    text.push_str("];\n");
    text
}

/// The source of the table of places that the fuzzers read into: the path of a type, and how to
/// make an empty value of it.
pub(crate) fn slots(api: &Api) -> String {
    let mut text = "pub(crate) const SLOTS: &[(&str, Fresh)] = &[\n".to_owned();
    for model in api.models.values() {
        let modules: &[(&str, bool)] = if matches!(model.shape, Shape::Enum(_)) {
            &[("enums", true)]
        } else {
            &[("request", model.in_request), ("response", model.in_response)]
        };
        for (module, _) in modules.iter().filter(|(_, exists)| *exists) {
            let path = format!("{module}::{}", model.name);
            let _ = writeln!(text, "    ({path:?}, fresh::<{path}>),");
        }
    }
    text.push_str("];\n");
    text
}
