//! Types as links, for documentation in files that do not import them.

use crate::ir::{Operation, TypeRef};
use crate::surface::{Direction, Schemas};

/// Returns the method of an operation as readers call it, and its path for a link.
pub(super) fn method(operation: &Operation) -> (String, String) {
    let name = operation.method_path();
    let module = if operation.resource.is_some() { "crate::resources" } else { "crate" };
    let path = format!("{module}::{name}");
    (name, path)
}

/// Returns a type in words, with links to the models in it. `qualified` says whether the name tells
/// the module too.
pub(super) fn link(
    schemas: &Schemas,
    ty: &TypeRef,
    direction: Direction,
    qualified: bool,
) -> String {
    match ty {
        TypeRef::Named(name) => {
            let module = schemas.module(name, direction).name();
            let path = if qualified { format!("{module}::{name}") } else { name.to_string() };
            format!("[`{path}`](crate::{module}::{name})")
        }
        TypeRef::Array(item) => {
            format!("an array of {}", many(schemas, item, direction, qualified))
        }
        TypeRef::Map(item) => format!("a map of {}", many(schemas, item, direction, qualified)),
        TypeRef::String(_) => "a string".to_owned(),
        TypeRef::Integer => "an integer".to_owned(),
        TypeRef::Number => "a number".to_owned(),
        TypeRef::Boolean => "a boolean".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "a number or a string".to_owned(),
        TypeRef::Any(_) => "any JSON value".to_owned(),
        TypeRef::Nullable(item) => {
            format!("{} or null", link(schemas, item, direction, qualified))
        }
        TypeRef::Bytes => "bytes".to_owned(),
    }
}

/// Several values of a type, in words.
pub(super) fn many(
    schemas: &Schemas,
    ty: &TypeRef,
    direction: Direction,
    qualified: bool,
) -> String {
    match ty {
        TypeRef::Named(_) => link(schemas, ty, direction, qualified),
        TypeRef::String(_) => "strings".to_owned(),
        TypeRef::Array(item) => format!("arrays of {}", many(schemas, item, direction, qualified)),
        TypeRef::Map(item) => format!("maps of {}", many(schemas, item, direction, qualified)),
        TypeRef::Integer => "integers".to_owned(),
        TypeRef::Number => "numbers".to_owned(),
        TypeRef::Boolean => "booleans".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "numbers or strings".to_owned(),
        TypeRef::Any(_) => "JSON values".to_owned(),
        TypeRef::Nullable(item) => {
            format!("{} or nulls", many(schemas, item, direction, qualified))
        }
        TypeRef::Bytes => "files".to_owned(),
    }
}
