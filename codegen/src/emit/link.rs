//! Types as links, for documentation that stands where they are not imported.

use super::index::Index;
use super::scope::Side;
use crate::ir::TypeRef;

/// A type in words, with links to the models in it. `qualified` says whether the name tells the
/// module too.
pub(super) fn link(index: &Index, ty: &TypeRef, side: Side, qualified: bool) -> String {
    match ty {
        TypeRef::Named(name) => {
            let module = match side {
                _ if index.enumeration(name).is_some() => "enums",
                Side::Request => "request",
                Side::Response => "response",
            };
            let path = if qualified { format!("{module}::{name}") } else { name.to_string() };
            format!("[`{path}`](crate::{module}::{name})")
        }
        TypeRef::Array(item) => format!("a list of {}", many(index, item, side, qualified)),
        TypeRef::Map(item) => format!("a map of {}", many(index, item, side, qualified)),
        TypeRef::String(_) => "text".to_owned(),
        TypeRef::Integer => "an integer".to_owned(),
        TypeRef::Number => "a number".to_owned(),
        TypeRef::Boolean => "a boolean".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "a number or text".to_owned(),
        TypeRef::Any(_) => "a value of JSON".to_owned(),
    }
}

/// The same for several values of the type.
fn many(index: &Index, ty: &TypeRef, side: Side, qualified: bool) -> String {
    match ty {
        TypeRef::Named(_) | TypeRef::String(_) => link(index, ty, side, qualified),
        TypeRef::Array(item) => format!("lists of {}", many(index, item, side, qualified)),
        TypeRef::Map(item) => format!("maps of {}", many(index, item, side, qualified)),
        TypeRef::Integer => "integers".to_owned(),
        TypeRef::Number => "numbers".to_owned(),
        TypeRef::Boolean => "booleans".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "numbers or text".to_owned(),
        TypeRef::Any(_) => "values of JSON".to_owned(),
    }
}
