//! Operations: a method of a handle, a marker type, and the setters of the call.

use super::argument::Conversion;
use super::features::Features;
use super::schemas::Schemas;
use super::types::{Direction, Type};
use crate::ir::{Content, Format, Operation, Pagination, Parameter, TypeRef, Wait};

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
    /// The setters of optional query parameters.
    pub(crate) setters: Vec<Query<'a>>,
    /// How to wait for a state, and the enum of the states.
    pub(crate) wait: Option<(&'a Wait, Type)>,
    /// The types of the bodies of errors, by status.
    pub(crate) errors: Vec<(u16, Type)>,
}

/// An argument of the method of an operation.
#[derive(Debug)]
pub(crate) enum CallArgument<'a> {
    /// A required query parameter.
    Query(Query<'a>),
    /// The body.
    Body {
        /// Its type: a reference.
        ty: Type,
        /// The media type, as written.
        media_type: &'a str,
    },
}

impl CallArgument<'_> {
    /// The type of the argument.
    pub(crate) fn ty(&self) -> &Type {
        match self {
            Self::Query(query) => &query.ty,
            Self::Body { ty, .. } => ty,
        }
    }
}

/// A query parameter as an argument or as a setter.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    /// The parameter.
    pub(crate) parameter: &'a Parameter,
    /// The type of the argument.
    pub(crate) ty: Type,
    /// How one value is made of it.
    pub(crate) conversion: Conversion,
    /// What a value does.
    pub(crate) effect: Effect,
}

/// What a value of a query parameter does.
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
    /// What is written about an operation.
    pub(super) fn of(schemas: &Schemas<'a>, operation: &'a Operation) -> Self {
        let (required, optional): (Vec<_>, Vec<_>) =
            operation.query_parameters.iter().partition(|parameter| parameter.required);
        let query =
            required.into_iter().map(|parameter| CallArgument::Query(argument(schemas, parameter)));
        let body = operation.body.iter().map(|body| CallArgument::Body {
            ty: Type::Reference(Box::new(schemas.ty(&body.ty, Direction::Request))),
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
        };
        let errors = operation.errors.iter().filter_map(|error| match &error.body {
            Some(ty @ TypeRef::Named(_)) => Some((error.status, response(ty))),
            _ => None,
        });
        Self {
            operation,
            features: Features::Any([operation.group.as_str()].into()),
            arguments: query.chain(body).collect(),
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

/// A required query parameter.
fn argument<'a>(schemas: &Schemas<'a>, parameter: &'a Parameter) -> Query<'a> {
    if let TypeRef::Array(item) = schemas.resolve(&parameter.ty) {
        let (ty, conversion) = single(schemas, item);
        let ty = Type::IntoIterator(Box::new(ty));
        return Query { parameter, ty, conversion, effect: Effect::AddsEach };
    }
    let (ty, conversion) = single(schemas, &parameter.ty);
    Query { parameter, ty, conversion, effect: Effect::Sets }
}

/// An optional query parameter. A list grows by one value a call.
fn setter<'a>(schemas: &Schemas<'a>, parameter: &'a Parameter) -> Query<'a> {
    let (item, effect) = match schemas.resolve(&parameter.ty) {
        TypeRef::Array(item) => (&**item, Effect::Adds),
        _ => (&parameter.ty, Effect::Sets),
    };
    let (ty, conversion) = single(schemas, item);
    Query { parameter, ty, conversion, effect }
}

/// The type of an argument for one value of a parameter.
fn single(schemas: &Schemas, ty: &TypeRef) -> (Type, Conversion) {
    let resolved = schemas.resolve(ty);
    match resolved {
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
    }
}
