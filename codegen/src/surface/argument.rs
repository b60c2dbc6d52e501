//! Arguments of constructors and setters: their types, and how the value of a field is made of one.

use super::presence::Presence;
use super::schemas::Schemas;
use super::types::{Direction, Type};
use crate::ir::{Field, TypeRef};

/// How an argument becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// It is the value.
    None,
    /// `.into()`.
    Into,
    /// `.to_string()`.
    Text,
    /// `.into_iter().collect()`.
    Collect,
    /// `.into_iter().map(Into::into).collect()`.
    CollectInto,
    /// `.into_iter().map(|(key, value)| (key.into(), value.into())).collect()`.
    CollectEntries,
}

/// An argument for the value of a field.
#[derive(Debug, Clone)]
pub(crate) struct Argument<'a> {
    /// The field.
    pub(crate) field: &'a Field,
    /// The type of the argument.
    pub(crate) ty: Type,
    /// When the field is sent.
    pub(crate) presence: Presence,
    /// How the argument is converted.
    pub(crate) conversion: Conversion,
    /// Whether the converted value goes into a box.
    pub(crate) boxed: bool,
    /// Whether the converted value becomes a secret.
    pub(crate) secret: bool,
}

impl Argument<'_> {
    /// Whether the argument is the value of a required field, unchanged.
    pub(crate) fn is_value(&self) -> bool {
        self.presence.is_required()
            && self.conversion == Conversion::None
            && !self.boxed
            && !self.secret
    }
}

/// Returns the argument of `new` for a field. An enum is taken as it is, so that no two strings can
/// change places unseen.
pub(super) fn of_new<'a>(
    schemas: &Schemas<'a>,
    field: &'a Field,
    presence: Presence,
) -> Argument<'a> {
    let exact = match (presence, schemas.resolve(&field.ty)) {
        (Presence::Nullable, _) => value(schemas, field, Direction::Request).option(),
        (_, TypeRef::Named(name)) if schemas.enumeration(name).is_some() => {
            value(schemas, field, Direction::Request)
        }
        _ => return of_setter(schemas, field, presence),
    };
    Argument {
        field,
        ty: exact,
        presence,
        conversion: Conversion::None,
        boxed: false,
        secret: false,
    }
}

/// Returns the argument of a setter.
pub(super) fn of_setter<'a>(
    schemas: &Schemas<'a>,
    field: &'a Field,
    presence: Presence,
) -> Argument<'a> {
    if field.secret && !field.boxed {
        let ty = value(schemas, field, Direction::Request).into();
        return Argument {
            field,
            ty,
            presence,
            conversion: Conversion::Into,
            boxed: false,
            secret: false,
        };
    }
    let (ty, conversion) = taken(schemas, &field.ty);
    Argument { field, ty, presence, conversion, boxed: field.boxed, secret: field.secret }
}

/// Returns what is taken where a value of a type is wanted: what a caller has at hand.
fn taken(schemas: &Schemas, ty: &TypeRef) -> (Type, Conversion) {
    let exact = |ty| schemas.ty(ty, Direction::Request);
    match schemas.resolve(ty) {
        // No other type converts into these without a loss.
        TypeRef::Integer | TypeRef::Boolean => (exact(ty), Conversion::None),
        TypeRef::Map(item) => match schemas.resolve(item) {
            // Only these take more than their own type.
            TypeRef::String(_)
            | TypeRef::Any(_)
            | TypeRef::Number
            | TypeRef::IntegerOrText
            | TypeRef::NumberOrText => {
                (Type::Entries(Box::new(taken(schemas, item).0)), Conversion::CollectEntries)
            }
            _ => (exact(ty), Conversion::None),
        },
        TypeRef::Array(item) => {
            let (item, conversion) = match schemas.resolve(item) {
                TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Nullable(_) => {
                    (exact(item), Conversion::None)
                }
                // Nothing converts into a struct, and a list without items says its type.
                TypeRef::Named(name) if schemas.is_struct(name) => (exact(item), Conversion::None),
                _ => taken(schemas, item),
            };
            let collect = match conversion {
                Conversion::None => Conversion::Collect,
                _ => Conversion::CollectInto,
            };
            (Type::IntoIterator(Box::new(item)), collect)
        }
        // Whole numbers convert too.
        TypeRef::Number => (Type::F64.into(), Conversion::Into),
        _ => (exact(ty).into(), Conversion::Into),
    }
}

/// Returns the type of the value of a field, when there is one.
pub(super) fn value(schemas: &Schemas, field: &Field, direction: Direction) -> Type {
    let mut ty = schemas.ty(&field.ty, direction);
    if field.boxed {
        ty = ty.boxed();
    }
    if field.secret {
        ty = ty.secret();
    }
    ty
}
