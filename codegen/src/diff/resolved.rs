//! Types with all their names resolved, and the types of the crate that a model has.

use crate::ir::{Enum, Field, Format, Model, Object, Operation, Shape, TypeRef, Union};
use crate::pointer::Pointer;
use crate::surface::{Module, Schemas, items};

/// A type with all its names resolved.
#[derive(Debug, Clone, Copy)]
pub(super) enum Resolved<'a> {
    Text(Format),
    Bytes,
    Integer,
    Number,
    Boolean,
    IntegerOrText,
    NumberOrText,
    Any,
    Array(&'a TypeRef),
    Map(&'a TypeRef),
    Object(&'a Model, &'a Object),
    Enum(&'a Model, &'a Enum),
    Union(&'a Model, &'a Union),
}

impl<'a> Resolved<'a> {
    /// Resolves a type.
    pub(super) fn of(schemas: &'a Schemas<'a>, ty: &'a TypeRef) -> Self {
        match schemas.resolve(ty) {
            TypeRef::String(format) => Self::Text(*format),
            TypeRef::Integer => Self::Integer,
            TypeRef::Number => Self::Number,
            TypeRef::Boolean => Self::Boolean,
            TypeRef::IntegerOrText => Self::IntegerOrText,
            TypeRef::NumberOrText => Self::NumberOrText,
            TypeRef::Any(_) => Self::Any,
            TypeRef::Bytes => Self::Bytes,
            TypeRef::Nullable(item) => Self::of(schemas, item),
            TypeRef::Array(item) => Self::Array(item),
            TypeRef::Map(value) => Self::Map(value),
            TypeRef::Named(name) => match schemas.model(name) {
                Some(model) => match &model.shape {
                    Shape::Object(object) => Self::Object(model, object),
                    Shape::Enum(values) => Self::Enum(model, values),
                    Shape::Union(union) => Self::Union(model, union),
                    // A cycle of aliases has no value.
                    Shape::Alias(_) => Self::Any,
                },
                None => Self::Any,
            },
        }
    }

    /// Returns the definition, where there is one.
    pub(super) fn model(self) -> Option<&'a Model> {
        match self {
            Self::Object(model, _) | Self::Enum(model, _) | Self::Union(model, _) => Some(model),
            _ => None,
        }
    }
}

/// Returns the field of an object for a property.
pub(super) fn field<'a>(object: &'a Object, wire: &str) -> Option<&'a Field> {
    object.fields.iter().find(|field| field.wire == wire)
}

/// Whether a component schema of this name exists, but no operation reaches it.
pub(super) fn is_unreached(schemas: &Schemas<'_>, wire: &str) -> bool {
    schemas.api.unreached.iter().any(|schema| schema.wire == wire)
}

/// Whether a pointer is that of a component schema, and not of something inside one.
pub(super) fn is_component(at: &Pointer) -> bool {
    let segments: Vec<String> = at.segments().collect();
    matches!(segments.as_slice(), [root, kind, _] if root == "components" && kind == "schemas")
}

/// Returns the types of a model, which items of the crate belong to.
pub(super) fn owners(model: &Model) -> Vec<items::Owner> {
    Module::of(model).map(|module| items::Owner::Model(module, model.name.clone())).collect()
}

/// Returns the paths of the types of a model: `request::Service`, `response::Service`.
pub(super) fn paths(model: &Model) -> Vec<String> {
    owners(model).iter().map(items::Owner::path).collect()
}

/// Returns the method of an operation, as a user searches for it.
pub(super) fn method(operation: &Operation) -> String {
    format!("{}::{}", items::Owner::of(operation).path(), operation.resource_method)
}
