//! Types as links, for documentation that stands where they are not imported.

use crate::ir::TypeRef;
use crate::surface::{Direction, Schemas};

/// A type in words, with links to the models in it. `qualified` says whether the name tells the
/// module too.
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
        TypeRef::Array(item) => format!("a list of {}", many(schemas, item, direction, qualified)),
        TypeRef::Map(item) => format!("a map of {}", many(schemas, item, direction, qualified)),
        TypeRef::String(_) => "text".to_owned(),
        TypeRef::Integer => "an integer".to_owned(),
        TypeRef::Number => "a number".to_owned(),
        TypeRef::Boolean => "a boolean".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "a number or text".to_owned(),
        TypeRef::Any(_) => "a value of JSON".to_owned(),
    }
}

/// The same for several values of the type.
fn many(schemas: &Schemas, ty: &TypeRef, direction: Direction, qualified: bool) -> String {
    match ty {
        TypeRef::Named(_) | TypeRef::String(_) => link(schemas, ty, direction, qualified),
        TypeRef::Array(item) => format!("lists of {}", many(schemas, item, direction, qualified)),
        TypeRef::Map(item) => format!("maps of {}", many(schemas, item, direction, qualified)),
        TypeRef::Integer => "integers".to_owned(),
        TypeRef::Number => "numbers".to_owned(),
        TypeRef::Boolean => "booleans".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText => "numbers or text".to_owned(),
        TypeRef::Any(_) => "values of JSON".to_owned(),
    }
}
