//! How a type relates to its old version: the same, wider, narrower, or something else.

use super::links::Links;
use super::resolved::{Resolved, field};
use super::same::values;
use crate::ir::{Format, Object, TypeRef, Union};
use crate::surface::Schemas;

/// How a type changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is the same, or another version of it, which is compared on its own.
    Same,
    /// A string of another format.
    Format(Format, Format),
    /// It takes all values that the old one took, and others.
    Widened,
    /// The old one took all its values, and others.
    Narrowed,
    /// A string became an enum.
    BecameEnum,
    /// An enum became a string.
    EnumDropped,
    /// It became a union without a variant of the old type. `reads`: released SDKs read all
    /// variants as the old type.
    BecameUnion { reads: bool },
    /// It became a union with a variant of the old type.
    Wrapped { reads: bool },
    /// A union became one of its variants.
    Unwrapped,
    /// An object or enum became another one that declares everything that the old one did.
    Replaced,
    /// None of these.
    Changed,
}

impl Links<'_> {
    /// Returns how the type at one place changed.
    pub(super) fn relate(&mut self, old: &TypeRef, new: &TypeRef) -> Relation {
        if let (TypeRef::Named(old), TypeRef::Named(new)) = (old, new)
            && self.link(old, new).is_some()
        {
            return Relation::Same;
        }
        self.relate_resolved(Resolved::of(self.old, old), Resolved::of(self.new, new))
    }

    /// The same for a definition, whose name may be unchanged.
    pub(super) fn relate_resolved(&mut self, old: Resolved<'_>, new: Resolved<'_>) -> Relation {
        if let (Some(old), Some(new)) = (old.model(), new.model())
            && std::mem::discriminant(&old.shape) == std::mem::discriminant(&new.shape)
            && self.link(&old.name, &new.name).is_some()
        {
            return Relation::Same;
        }
        let replaced = |is: bool| if is { Relation::Replaced } else { Relation::Changed };
        match (old, new) {
            (Resolved::Text(old), Resolved::Text(new)) if old != new => Relation::Format(old, new),
            (Resolved::Array(old), Resolved::Array(new))
            | (Resolved::Map(old), Resolved::Map(new)) => self.relate(old, new),
            (Resolved::Enum(_, old), Resolved::Enum(_, new)) => {
                replaced(values(new).is_superset(&values(old)))
            }
            (Resolved::Object(_, old), Resolved::Object(_, new)) => {
                replaced(self.declares(new, old))
            }
            (Resolved::Union(..), Resolved::Union(..)) => Relation::Changed,
            (Resolved::Any, Resolved::Union(..)) => Relation::Narrowed,
            (Resolved::Union(..), Resolved::Any) => Relation::Widened,
            (old, Resolved::Union(_, union)) => {
                let mut variants = variants(self.new, union);
                let has = variants.any(|new| self.relate_resolved(old, new) == Relation::Same);
                let reads = self.reads_variants(old, new);
                if has { Relation::Wrapped { reads } } else { Relation::BecameUnion { reads } }
            }
            (Resolved::Union(_, union), new) => {
                let mut variants = variants(self.old, union);
                let had = variants.any(|old| self.relate_resolved(old, new) == Relation::Same);
                if had { Relation::Unwrapped } else { Relation::Changed }
            }
            (Resolved::Text(_), Resolved::Enum(..)) => Relation::BecameEnum,
            (Resolved::Enum(..), Resolved::Text(_)) => Relation::EnumDropped,
            (old, new) if std::mem::discriminant(&old) == std::mem::discriminant(&new) => {
                Relation::Same
            }
            (old, new) if holds(new, old) => Relation::Widened,
            (old, new) if holds(old, new) => Relation::Narrowed,
            _ => Relation::Changed,
        }
    }

    /// Whether an object declares everything that another one does, with the same types.
    fn declares(&mut self, object: &Object, other: &Object) -> bool {
        !other.fields.is_empty()
            && other.fields.iter().all(|old| {
                let new = field(object, &old.wire);
                new.is_some_and(|new| self.relate(&old.ty, &new.ty) == Relation::Same)
            })
    }
}

/// Returns the types of the variants of a union.
pub(super) fn variants<'a>(
    schemas: &'a Schemas<'a>,
    union: &'a Union,
) -> impl Iterator<Item = Resolved<'a>> + use<'a> {
    union.arms.iter().map(|variant| Resolved::of(schemas, &variant.ty))
}

/// Returns the JSON types of scalar values, as bits: strings, whole numbers, fractions, booleans.
fn scalar(kind: Resolved<'_>) -> Option<u8> {
    Some(match kind {
        Resolved::Text(_) | Resolved::Enum(..) => 0b0001,
        Resolved::Integer => 0b0010,
        Resolved::Number => 0b0110,
        Resolved::Boolean => 0b1000,
        Resolved::IntegerOrText => 0b0011,
        Resolved::NumberOrText => 0b0111,
        Resolved::Any => 0b1111,
        Resolved::Bytes
        | Resolved::Array(_)
        | Resolved::Map(_)
        | Resolved::Object(..)
        | Resolved::Union(..) => return None,
    })
}

/// Whether every value of `small` is one of `large`.
pub(super) fn holds(large: Resolved<'_>, small: Resolved<'_>) -> bool {
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
