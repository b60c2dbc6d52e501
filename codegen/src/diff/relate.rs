//! How one type follows from another: the same, wider, narrower, or something else.

use super::links::Links;
use super::same::values;
use super::side::Kind;
use crate::ir::{Format, Object, TypeRef};

/// What became of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is the same, or another version of it, which is compared by itself.
    Same,
    /// A string of another format.
    Format(Format, Format),
    /// It holds all values that the old one did, and others.
    Widened,
    /// The old one held all its values, and others.
    Narrowed,
    /// Text became an enum.
    BecameEnum,
    /// An enum became text.
    EnumDropped,
    /// It became a union that does not hold what it was.
    BecameUnion,
    /// It became a union that holds what it was.
    Wrapped,
    /// A union became one of its arms.
    Unwrapped,
    /// An object or enum became another one that declares all that the old one did.
    Replaced,
    /// None of these.
    Changed,
}

impl Links<'_> {
    /// What became of the type at one place.
    pub(super) fn relate(&mut self, old: &TypeRef, new: &TypeRef) -> Relation {
        if let (TypeRef::Named(old), TypeRef::Named(new)) = (old, new)
            && self.link(old, new).is_some()
        {
            return Relation::Same;
        }
        self.relate_kinds(self.old.kind(&old.clone()), self.new.kind(&new.clone()))
    }

    /// What became of a definition whose name stayed: as [`relate`](Self::relate), but for kinds.
    pub(super) fn relate_kinds(&mut self, old: Kind<'_>, new: Kind<'_>) -> Relation {
        match (old, new) {
            (Kind::Text(old), Kind::Text(new)) if old != new => Relation::Format(old, new),
            (Kind::Array(old), Kind::Array(new)) | (Kind::Map(old), Kind::Map(new)) => {
                self.relate(old, new)
            }
            (Kind::Enum(old, _), Kind::Enum(new, _))
            | (Kind::Union(old, _), Kind::Union(new, _))
                if self.link(&old.name, &new.name).is_some() =>
            {
                Relation::Same
            }
            (Kind::Enum(_, old), Kind::Enum(_, new)) => {
                if values(new).is_superset(&values(old)) {
                    Relation::Replaced
                } else {
                    Relation::Changed
                }
            }
            (Kind::Object(old, before), Kind::Object(new, after)) => {
                if self.link(&old.name, &new.name).is_some() {
                    Relation::Same
                } else if self.declares(after, before) {
                    Relation::Replaced
                } else {
                    Relation::Changed
                }
            }
            (old, Kind::Union(_, union)) if !matches!(old, Kind::Union(..) | Kind::Any) => {
                let holds = union.arms.iter().any(|arm| self.fits(old, self.new.kind(&arm.ty)));
                if holds { Relation::Wrapped } else { Relation::BecameUnion }
            }
            (Kind::Union(_, union), new) if !matches!(new, Kind::Union(..) | Kind::Any) => {
                let held = union.arms.iter().any(|arm| self.fits(self.old.kind(&arm.ty), new));
                if held { Relation::Unwrapped } else { Relation::Changed }
            }
            (Kind::Text(_), Kind::Enum(..)) => Relation::BecameEnum,
            (Kind::Enum(..), Kind::Text(_)) => Relation::EnumDropped,
            (old, new) if std::mem::discriminant(&old) == std::mem::discriminant(&new) => {
                scalar(old).map_or(Relation::Changed, |_| Relation::Same)
            }
            (old, new) if holds(new, old) => Relation::Widened,
            (old, new) if holds(old, new) => Relation::Narrowed,
            _ => Relation::Changed,
        }
    }

    /// Whether one kind is the other, so that a value need only be wrapped or unwrapped.
    fn fits(&mut self, old: Kind<'_>, new: Kind<'_>) -> bool {
        self.relate_kinds(old, new) == Relation::Same
    }

    /// Whether an object declares all that another one does, with the same types.
    fn declares(&mut self, object: &Object, other: &Object) -> bool {
        !other.fields.is_empty()
            && other.fields.iter().all(|field| {
                let found = object.fields.iter().find(|found| found.wire == field.wire);
                found.is_some_and(|found| self.relate(&field.ty, &found.ty) == Relation::Same)
            })
    }
}

/// The JSON types of scalar values, as bits: text, whole numbers, fractions, booleans.
fn scalar(kind: Kind<'_>) -> Option<u8> {
    Some(match kind {
        Kind::Text(_) | Kind::Enum(..) => 0b0001,
        Kind::Integer => 0b0010,
        Kind::Number => 0b0110,
        Kind::Boolean => 0b1000,
        Kind::IntegerOrText => 0b0011,
        Kind::NumberOrText => 0b0111,
        Kind::Any => 0b1111,
        Kind::Array(_) | Kind::Map(_) | Kind::Object(..) | Kind::Union(..) => return None,
    })
}

/// Whether every value of `small` is one of `large`.
fn holds(large: Kind<'_>, small: Kind<'_>) -> bool {
    match (large, small) {
        (_, Kind::Any) => matches!(large, Kind::Any),
        // A map of anything takes every object.
        (Kind::Any, _) | (Kind::Map(TypeRef::Any(_)), Kind::Object(..)) => true,
        _ => match (scalar(large), scalar(small)) {
            (Some(large), Some(small)) => large & small == small,
            _ => false,
        },
    }
}
