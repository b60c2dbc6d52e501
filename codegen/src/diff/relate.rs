//! How one type follows from another: the same, wider, narrower, or something else.

use super::links::Links;
use super::resolved::Resolved;
use super::same::values;
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
        self.relate_kinds(
            Resolved::of(self.old, &old.clone()),
            Resolved::of(self.new, &new.clone()),
        )
    }

    /// What became of a definition whose name stayed: as [`relate`](Self::relate), but for kinds.
    pub(super) fn relate_kinds(&mut self, old: Resolved<'_>, new: Resolved<'_>) -> Relation {
        match (old, new) {
            (Resolved::Text(old), Resolved::Text(new)) if old != new => Relation::Format(old, new),
            (Resolved::Array(old), Resolved::Array(new))
            | (Resolved::Map(old), Resolved::Map(new)) => self.relate(old, new),
            (Resolved::Enum(old, _), Resolved::Enum(new, _))
            | (Resolved::Union(old, _), Resolved::Union(new, _))
                if self.link(&old.name, &new.name).is_some() =>
            {
                Relation::Same
            }
            (Resolved::Enum(_, old), Resolved::Enum(_, new)) => {
                if values(new).is_superset(&values(old)) {
                    Relation::Replaced
                } else {
                    Relation::Changed
                }
            }
            (Resolved::Object(old, before), Resolved::Object(new, after)) => {
                if self.link(&old.name, &new.name).is_some() {
                    Relation::Same
                } else if self.declares(after, before) {
                    Relation::Replaced
                } else {
                    Relation::Changed
                }
            }
            (old, Resolved::Union(_, union))
                if !matches!(old, Resolved::Union(..) | Resolved::Any) =>
            {
                let holds =
                    union.arms.iter().any(|arm| self.fits(old, Resolved::of(self.new, &arm.ty)));
                if holds { Relation::Wrapped } else { Relation::BecameUnion }
            }
            (Resolved::Union(_, union), new)
                if !matches!(new, Resolved::Union(..) | Resolved::Any) =>
            {
                let held =
                    union.arms.iter().any(|arm| self.fits(Resolved::of(self.old, &arm.ty), new));
                if held { Relation::Unwrapped } else { Relation::Changed }
            }
            (Resolved::Text(_), Resolved::Enum(..)) => Relation::BecameEnum,
            (Resolved::Enum(..), Resolved::Text(_)) => Relation::EnumDropped,
            (old, new) if std::mem::discriminant(&old) == std::mem::discriminant(&new) => {
                scalar(old).map_or(Relation::Changed, |_| Relation::Same)
            }
            (old, new) if holds(new, old) => Relation::Widened,
            (old, new) if holds(old, new) => Relation::Narrowed,
            _ => Relation::Changed,
        }
    }

    /// Whether one kind is the other, so that a value need only be wrapped or unwrapped.
    fn fits(&mut self, old: Resolved<'_>, new: Resolved<'_>) -> bool {
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
fn scalar(kind: Resolved<'_>) -> Option<u8> {
    Some(match kind {
        Resolved::Text(_) | Resolved::Enum(..) => 0b0001,
        Resolved::Integer => 0b0010,
        Resolved::Number => 0b0110,
        Resolved::Boolean => 0b1000,
        Resolved::IntegerOrText => 0b0011,
        Resolved::NumberOrText => 0b0111,
        Resolved::Any => 0b1111,
        Resolved::Array(_) | Resolved::Map(_) | Resolved::Object(..) | Resolved::Union(..) => {
            return None;
        }
    })
}

/// Whether every value of `small` is one of `large`.
fn holds(large: Resolved<'_>, small: Resolved<'_>) -> bool {
    match (large, small) {
        (_, Resolved::Any) => matches!(large, Resolved::Any),
        // A map of anything takes every object.
        (Resolved::Any, _) | (Resolved::Map(TypeRef::Any(_)), Resolved::Object(..)) => true,
        _ => match (scalar(large), scalar(small)) {
            (Some(large), Some(small)) => large & small == small,
            _ => false,
        },
    }
}
