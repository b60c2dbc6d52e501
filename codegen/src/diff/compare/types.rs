//! What became of the type at one place.

use super::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::format;
use crate::diff::relate::Relation;
use crate::diff::resolved::Resolved;
use crate::ir::TypeRef;
use crate::outline::notation;
use crate::pointer::Pointer;
use crate::surface::Schemas;

/// A type, and the place that may define it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) ty: &'a TypeRef,
    pub(super) at: &'a Pointer,
}

impl Compare<'_> {
    /// Compares the types of a place, and says how they relate.
    pub(super) fn types(
        &mut self,
        old: Typed<'_>,
        new: Typed<'_>,
        reach: &Reach,
        spot: &Spot,
    ) -> Relation {
        let relation = self.links.relate(old.ty, new.ty);
        if relation == Relation::Same {
            return relation;
        }
        let mut spot = spot.clone();
        spot.claims.extend(self.gone(old.at));
        spot.claims.extend(self.fresh(new.at));
        let message = format!("{} → {}", told(self.old, old.ty), told(self.new, new.ty));
        self.report(relation, reach, &spot, message);
        relation
    }

    /// Reports that a type changed.
    pub(super) fn report(
        &mut self,
        relation: Relation,
        reach: &Reach,
        spot: &Spot,
        message: String,
    ) {
        let facet = match relation {
            Relation::Same => return,
            Relation::Format(old, new) => format::change_of_string(old, new),
            Relation::Widened => facet::TYPE_WIDENED,
            Relation::Narrowed => facet::TYPE_NARROWED,
            Relation::BecameEnum => facet::BECAME_ENUM,
            Relation::EnumDropped => facet::ENUM_DROPPED,
            Relation::BecameUnion => facet::BECAME_ONEOF,
            Relation::Wrapped => facet::WRAPPED_IN_ONEOF,
            Relation::Unwrapped => facet::ONEOF_UNWRAPPED,
            Relation::Replaced => facet::TYPE_REPLACED,
            Relation::Changed => facet::TYPE_CHANGED,
        };
        self.drafts.judge(facet, reach, spot, message);
    }
}

/// A type in a message.
pub(super) fn told(schemas: &Schemas<'_>, ty: &TypeRef) -> String {
    let name = notation::ty(ty);
    match Resolved::of(schemas, ty) {
        Resolved::Enum(_, values) if values.values.len() <= 4 => {
            let values: Vec<String> =
                values.values.iter().map(|value| format!("`{}`", value.wire)).collect();
            format!("`{name}` ({})", values.join(", "))
        }
        Resolved::Union(_, union) => {
            let arms: Vec<String> =
                union.arms.iter().map(|arm| format!("`{}`", arm.name)).collect();
            format!("`{name}` (one of {})", arms.join(", "))
        }
        _ => match schemas.resolve(ty) {
            resolved if resolved != ty => format!("`{name}` ({})", notation::ty(resolved)),
            _ => format!("`{name}`"),
        },
    }
}
