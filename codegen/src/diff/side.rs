//! One of the two documents, with the questions that a comparison asks of it.

use crate::ir::{Api, Enum, Format, Model, Object, Shape, TypeRef, Union};
use crate::name::TypeName;
use crate::pointer::Pointer;

/// A document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
}

/// What a value is, with all names of it resolved.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    Text(Format),
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

impl<'a> Side<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// The model of this name.
    pub(super) fn model(self, name: &TypeName) -> Option<&'a Model> {
        self.api.models.get(name)
    }

    /// The type behind all aliases. Takes a bounded number of steps, so that not even a cycle of
    /// aliases keeps it from returning.
    pub(super) fn resolve(self, mut ty: &'a TypeRef) -> &'a TypeRef {
        for _ in 0..16 {
            let TypeRef::Named(name) = ty else { break };
            let Some(Shape::Alias(target)) = self.model(name).map(|model| &model.shape) else {
                break;
            };
            ty = target;
        }
        ty
    }

    /// What a value of the type is.
    pub(super) fn kind(self, ty: &'a TypeRef) -> Kind<'a> {
        match self.resolve(ty) {
            TypeRef::String(format) => Kind::Text(*format),
            TypeRef::Integer => Kind::Integer,
            TypeRef::Number => Kind::Number,
            TypeRef::Boolean => Kind::Boolean,
            TypeRef::IntegerOrText => Kind::IntegerOrText,
            TypeRef::NumberOrText => Kind::NumberOrText,
            TypeRef::Any(_) => Kind::Any,
            TypeRef::Array(item) => Kind::Array(item),
            TypeRef::Map(value) => Kind::Map(value),
            TypeRef::Named(name) => match self.model(name) {
                Some(model) => match &model.shape {
                    Shape::Object(object) => Kind::Object(model, object),
                    Shape::Enum(values) => Kind::Enum(model, values),
                    Shape::Union(union) => Kind::Union(model, union),
                    // A cycle of aliases has no value.
                    Shape::Alias(_) => Kind::Any,
                },
                None => Kind::Any,
            },
        }
    }

    /// The name that identifies a type in Rust: another name of an enum is the canonical one.
    pub(super) fn canonical(self, name: &'a TypeName) -> &'a TypeName {
        match self.model(name).map(|model| &model.shape) {
            Some(Shape::Enum(Enum { same_as: Some(canonical), .. })) => canonical,
            _ => name,
        }
    }

    /// Whether a component schema of this name exists, but no operation reaches it.
    pub(super) fn is_unreached(self, wire: &str) -> bool {
        self.api.unreached.iter().any(|schema| schema.wire == wire)
    }
}

/// Whether a pointer is that of a component schema, and not of something inside one.
pub(super) fn is_component(at: &Pointer) -> bool {
    let segments: Vec<String> = at.segments().collect();
    matches!(segments.as_slice(), [root, kind, _] if root == "components" && kind == "schemas")
}

/// The modules of the crate that hold a type for a model.
pub(super) fn modules(model: &Model) -> Vec<&'static str> {
    if matches!(model.shape, Shape::Enum(_)) {
        return vec!["enums"];
    }
    let places = [(model.in_request, "request"), (model.in_response, "response")];
    places.into_iter().filter(|(there, _)| *there).map(|(_, module)| module).collect()
}

/// The paths of the types of a model: `request::Service`, `response::Service`.
pub(super) fn paths(model: &Model) -> Vec<String> {
    modules(model).into_iter().map(|module| format!("{module}::{}", model.name)).collect()
}
