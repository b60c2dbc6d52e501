//! How the type at one place changed.

use super::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet;
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
    /// Compares the types of a place, and returns how they relate.
    pub(super) fn types(&mut self, old: Typed<'_>, new: Typed<'_>, spot: &Spot) -> Relation {
        let relation = self.links.relate(old.ty, new.ty);
        if relation != Relation::Same {
            let spot = spot.claiming(self.gone(old.at)).claiming(self.fresh(new.at));
            let message = format!("{} → {}", show(self.old, old.ty), show(self.new, new.ty));
            self.report(relation, &spot, message);
        }
        relation
    }

    /// Reports that a type changed.
    pub(super) fn report(&mut self, relation: Relation, spot: &Spot, message: String) {
        let facet = match relation {
            Relation::Same => return,
            Relation::Format(old, new) => format::change_of_string(old, new),
            Relation::Widened => facet::TYPE_WIDENED,
            Relation::Narrowed => facet::TYPE_NARROWED,
            Relation::BecameEnum => facet::BECAME_ENUM,
            Relation::EnumDropped => facet::ENUM_DROPPED,
            Relation::BecameUnion { reads: false } => facet::BECAME_ONEOF,
            Relation::BecameUnion { reads: true } => facet::BECAME_READABLE_ONEOF,
            Relation::Wrapped { reads: false } => facet::WRAPPED_IN_ONEOF,
            Relation::Wrapped { reads: true } => facet::WRAPPED_IN_READABLE_ONEOF,
            Relation::Unwrapped => facet::ONEOF_UNWRAPPED,
            Relation::Replaced => facet::TYPE_REPLACED,
            Relation::Changed => facet::TYPE_CHANGED,
        };
        self.add(facet, spot, message);
    }
}

/// Writes a type for a message.
pub(super) fn show(schemas: &Schemas<'_>, ty: &TypeRef) -> String {
    let name = notation::ty(ty);
    let quoted = |names: Vec<&str>| format!("`{}`", names.join("`, `"));
    match Resolved::of(schemas, ty) {
        Resolved::Enum(_, found) if found.values.len() <= 4 => {
            let values = found.values.iter().map(|value| value.wire.as_str()).collect();
            format!("`{name}` ({})", quoted(values))
        }
        Resolved::Union(_, union) => {
            let variants = union.arms.iter().map(|arm| arm.name.as_str()).collect();
            format!("`{name}` (one of {})", quoted(variants))
        }
        _ => match schemas.resolve(ty) {
            resolved if resolved != ty => format!("`{name}` ({})", notation::ty(resolved)),
            _ => format!("`{name}`"),
        },
    }
}
