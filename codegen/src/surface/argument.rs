//! Arguments of constructors and setters: their types, and how the value of a field is made of one.

use super::presence::Presence;
use super::schemas::Schemas;
use super::types::{Direction, Type};
use crate::ir::{Field, TypeRef};

/// How an argument becomes the value that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// It is the value.
    None,
    /// `.into()`.
    Into,
    /// `.to_string()`.
    Text,
}

/// An argument for the value of a field.
#[derive(Debug, Clone)]
pub(crate) struct Argument<'a> {
    /// The field.
    pub(crate) field: &'a Field,
    /// The type of the argument.
    pub(crate) ty: Type,
    /// How the argument is converted.
    pub(crate) conversion: Conversion,
    /// Whether the converted value goes into a box.
    pub(crate) boxed: bool,
    /// Whether the converted value becomes a secret.
    pub(crate) secret: bool,
}

impl Argument<'_> {
    /// Whether the argument is the value of the field, unchanged.
    pub(crate) fn is_value(&self) -> bool {
        self.conversion == Conversion::None && !self.boxed && !self.secret
    }
}

/// The argument of `new` for a required field.
pub(super) fn of_new<'a>(
    schemas: &Schemas<'a>,
    field: &'a Field,
    presence: Presence,
) -> Argument<'a> {
    if presence != Presence::Nullable {
        return of_setter(schemas, field);
    }
    Argument {
        field,
        ty: value(schemas, field, Direction::Request).option(),
        conversion: Conversion::None,
        boxed: false,
        secret: false,
    }
}

/// The argument of a setter.
pub(super) fn of_setter<'a>(schemas: &Schemas<'a>, field: &'a Field) -> Argument<'a> {
    if field.secret && !field.boxed {
        return Argument {
            field,
            ty: value(schemas, field, Direction::Request).into(),
            conversion: Conversion::Into,
            boxed: false,
            secret: false,
        };
    }
    let ty = schemas.ty(&field.ty, Direction::Request);
    let plain = is_plain(schemas, &field.ty);
    Argument {
        field,
        ty: if plain { ty } else { ty.into() },
        conversion: if plain { Conversion::None } else { Conversion::Into },
        boxed: field.boxed,
        secret: field.secret,
    }
}

/// Whether nothing that a caller has at hand would convert into the type without a loss.
fn is_plain(schemas: &Schemas, ty: &TypeRef) -> bool {
    matches!(
        schemas.resolve(ty),
        TypeRef::Integer | TypeRef::Number | TypeRef::Boolean | TypeRef::Map(_)
    )
}

/// The type of the value of a field, when there is one.
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
