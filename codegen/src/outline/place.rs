//! Tables of all locations of the IR that hold a value: those of any type, and those that are
//! secret.

use std::fmt::Write as _;

use crate::ir::{Api, Content, Model, Shape, TypeRef};
use crate::pointer::Pointer;

use super::notation;

/// Returns the table of places without a shape, sorted by the Rust name of the place.
pub(super) fn values(api: &Api) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut place = |name: String, ty: &TypeRef, at: &Pointer| {
        if let Some(reason) = reason(ty) {
            lines.push(format!("{name}: {}  {reason}  {at}", notation::ty(ty)));
        }
    };
    for operation in &api.operations {
        for parameter in operation.parameters() {
            place(
                format!("{} parameter {}", operation.method_path(), parameter.wire),
                &parameter.ty,
                &parameter.at,
            );
        }
        if let Some(body) = &operation.body {
            place(format!("{} body", operation.method_path()), &body.ty, &body.at);
        }
        if let Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } =
            &operation.success.content
        {
            place(format!("{} result", operation.method_path()), ty, &operation.success.at);
        }
    }
    for model in api.models.values() {
        match &model.shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    place(format!("{}.{}", model.name, field.wire), &field.ty, &field.at);
                }
            }
            Shape::Union(union) => {
                for arm in &union.arms {
                    place(format!("{}::{}", model.name, arm.name), &arm.ty, &arm.at);
                }
            }
            Shape::Alias(ty) => place(model.name.to_string(), ty, &model.at),
            Shape::Enum(_) => {}
        }
    }
    lines.sort();
    lines.into_iter().fold(String::new(), |text, line| text + &line + "\n")
}

/// Returns the table of secret fields, sorted by the Rust name of the struct.
pub(super) fn secrets(api: &Api) -> String {
    let mut text = String::new();
    for model in api.models.values() {
        let Shape::Object(object) = &model.shape else { continue };
        for field in object.fields.iter().filter(|field| field.secret) {
            let _ = writeln!(text, "{}.{}  {}", model.name, field.wire, directions(model));
        }
    }
    text
}

fn directions(model: &Model) -> &'static str {
    match (model.in_request, model.in_response) {
        (true, true) => "request+response",
        (true, false) => "request",
        (false, _) => "response",
    }
}

/// Returns why a value has no shape; nothing where it has one.
fn reason(ty: &TypeRef) -> Option<&'static str> {
    match ty {
        TypeRef::Any(reason) => Some(reason),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => reason(inner),
        _ => None,
    }
}
