//! Operations: a method of a handle, a marker type, and the setters of the call.

use super::argument::Conversion;
use super::features::Features;
use super::schemas::Schemas;
use super::types::{Direction, Type};
use crate::ir::{
    Content, Format, Location, Operation, Pagination, Parameter, Status, TypeRef, Wait,
};

/// Everything that is written about one operation.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The operation; the marker has its name.
    pub(crate) operation: &'a Operation,
    /// With which features it exists.
    pub(crate) features: Features<'a>,
    /// The arguments of the method, in order.
    pub(crate) arguments: Vec<CallArgument<'a>>,
    /// What a call returns.
    pub(crate) output: Type,
    /// The type of one item, where a call returns one page of several.
    pub(crate) paged: Option<Type>,
    /// The setters of optional parameters.
    pub(crate) setters: Vec<Setting<'a>>,
    /// How to wait for a state, and the enum of the states.
    pub(crate) wait: Option<(&'a Wait, Type)>,
    /// The types of the bodies of errors, by status.
    pub(crate) errors: Vec<(Status, Type)>,
}

/// An argument of the method of an operation.
#[derive(Debug)]
pub(crate) enum CallArgument<'a> {
    /// A required parameter.
    Parameter(Setting<'a>),
    /// The body.
    Body {
        /// Its type: a reference, or what becomes bytes.
        ty: Type,
        /// The media type, as written.
        media_type: &'a str,
    },
}

impl CallArgument<'_> {
    /// Returns the type of the argument.
    pub(crate) fn ty(&self) -> &Type {
        match self {
            Self::Parameter(setting) => &setting.ty,
            Self::Body { ty, .. } => ty,
        }
    }
}

/// A parameter as an argument or as a setter.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    /// The parameter.
    pub(crate) parameter: &'a Parameter,
    /// The type of the argument.
    pub(crate) ty: Type,
    /// How one value is made of it.
    pub(crate) conversion: Conversion,
    /// Whether a value is written as JSON or as bytes; of a part only.
    pub(crate) written: Written,
    /// What a value does.
    pub(crate) effect: Effect,
}

/// How a value of a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// As a string.
    Text,
    /// As JSON.
    Json,
    /// As bytes.
    Bytes,
}

/// What a value of a parameter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It replaces the last value.
    Sets,
    /// It is one more value.
    Adds,
    /// Each of the values is one more.
    AddsEach,
}

impl<'a> Call<'a> {
    /// Creates what is written about an operation.
    pub(super) fn of(schemas: &Schemas<'a>, operation: &'a Operation) -> Self {
        let (required, optional): (Vec<_>, Vec<_>) =
            operation.arguments().partition(|parameter| parameter.required);
        let parameters = required
            .into_iter()
            .map(|parameter| CallArgument::Parameter(argument(schemas, parameter)));
        let body = operation.body.iter().map(|body| CallArgument::Body {
            ty: match schemas.ty(&body.ty, Direction::Request) {
                Type::Bytes => Type::Bytes.into(),
                json => Type::Reference(Box::new(json)),
            },
            media_type: &body.media_type,
        });
        let response = |ty: &TypeRef| schemas.ty(ty, Direction::Response);
        let (output, item) = match &operation.success.content {
            Content::Empty => (Type::Unit, None),
            Content::Result(ty) | Content::Body(ty) => (response(ty), None),
            Content::Page { item, .. } => {
                (Type::Page(Box::new(response(item))), Some(response(item)))
            }
            Content::Text => (Type::String, None),
            Content::Bytes => (Type::Bytes, None),
        };
        let errors = operation.errors.iter().filter_map(|error| match &error.body {
            Some(ty @ TypeRef::Named(_)) => Some((error.status, response(ty))),
            _ => None,
        });
        Self {
            operation,
            features: Features::Any([operation.group.as_str()].into()),
            arguments: parameters.chain(body).collect(),
            output,
            paged: item.filter(|_| operation.pagination != Pagination::None),
            setters: optional.into_iter().map(|parameter| setter(schemas, parameter)).collect(),
            wait: operation
                .wait
                .as_ref()
                .map(|wait| (wait, response(&TypeRef::Named(wait.states.clone())))),
            errors: errors.collect(),
        }
    }
}

/// Returns a required parameter.
fn argument<'a>(schemas: &Schemas<'a>, parameter: &'a Parameter) -> Setting<'a> {
    if let TypeRef::Array(item) = schemas.resolve(&parameter.ty) {
        let (ty, conversion, written) = single(schemas, parameter, item);
        let ty = Type::IntoIterator(Box::new(ty));
        return Setting { parameter, ty, conversion, written, effect: Effect::AddsEach };
    }
    let (ty, conversion, written) = single(schemas, parameter, &parameter.ty);
    Setting { parameter, ty, conversion, written, effect: Effect::Sets }
}

/// Returns an optional parameter. A list grows by one value a call.
fn setter<'a>(schemas: &Schemas<'a>, parameter: &'a Parameter) -> Setting<'a> {
    let (item, effect) = match schemas.resolve(&parameter.ty) {
        TypeRef::Array(item) => (&**item, Effect::Adds),
        _ => (&parameter.ty, Effect::Sets),
    };
    let (ty, conversion, written) = single(schemas, parameter, item);
    Setting { parameter, ty, conversion, written, effect }
}

/// Returns the type of an argument for one value of a parameter, and how it is written.
fn single(schemas: &Schemas, parameter: &Parameter, ty: &TypeRef) -> (Type, Conversion, Written) {
    let resolved = schemas.resolve(ty);
    if parameter.location == Location::Part {
        let is_json = match resolved {
            TypeRef::Bytes => return (Type::FilePart.into(), Conversion::Into, Written::Bytes),
            TypeRef::Named(name) => schemas.enumeration(name).is_none(),
            TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Any(_) | TypeRef::Nullable(_) => true,
            _ => false,
        };
        if is_json {
            let ty = Type::Reference(Box::new(schemas.ty(ty, Direction::Request)));
            return (ty, Conversion::None, Written::Json);
        }
    }
    let (ty, conversion) = match resolved {
        TypeRef::String(Format::Boolean) | TypeRef::Boolean => (Type::Bool, Conversion::None),
        TypeRef::Integer => (Type::I64, Conversion::None),
        // Whole numbers convert too.
        TypeRef::Number => (Type::F64.into(), Conversion::Into),
        TypeRef::Named(name) if schemas.enumeration(name).is_none() => {
            (Type::Display, Conversion::Text)
        }
        TypeRef::String(_) | TypeRef::Named(_) => {
            (schemas.ty(resolved, Direction::Request).into(), Conversion::Into)
        }
        _ => (Type::Display, Conversion::Text),
    };
    (ty, conversion, Written::Text)
}
