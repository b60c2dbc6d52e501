//! Whether a released SDK reads values of a new type in place of the old one without loss.

use std::collections::BTreeSet;

use super::links::Links;
use super::relate::{holds, variants};
use super::resolved::{Resolved, field};
use crate::ir::TypeRef;
use crate::name::TypeName;

/// The number of pairs of definitions that one comparison may read; beyond it, a loss is assumed.
const PAIRS: usize = 200;

/// The pairs of definitions that are being compared: a recursive type is read if nothing else in
/// it is lost.
type Seen = BTreeSet<(TypeName, TypeName)>;

impl Links<'_> {
    /// Whether a released SDK reads every variant of a union as the type that the union replaces,
    /// one of which declares all that the type declares. The SDK reads properties that a variant
    /// lacks as absent, and preserves those that it does not know.
    pub(super) fn reads_variants(&mut self, old: Resolved<'_>, union: Resolved<'_>) -> bool {
        let Resolved::Union(_, union) = union else { return false };
        let has = |links: &mut Self, new| match (old, new) {
            (Resolved::Object(_, old), Resolved::Object(_, new)) => {
                !old.fields.is_empty()
                    && old.fields.iter().all(|old| {
                        field(new, &old.wire)
                            .is_some_and(|new| links.reads_type(&old.ty, &new.ty, &mut Seen::new()))
                    })
            }
            _ => false,
        };
        variants(self.new, union).any(|new| has(self, new))
            && variants(self.new, union).all(|new| self.reads(old, new, &mut Seen::new()))
    }

    fn reads_type(&mut self, old: &TypeRef, new: &TypeRef, seen: &mut Seen) -> bool {
        self.reads(Resolved::of(self.old, old), Resolved::of(self.new, new), seen)
    }

    fn reads(&mut self, old: Resolved<'_>, new: Resolved<'_>, seen: &mut Seen) -> bool {
        if let (Some(old), Some(new)) = (old.model(), new.model()) {
            let pair = (old.name.clone(), new.name.clone());
            if seen.contains(&pair) {
                return true;
            }
            if seen.len() == PAIRS {
                return false;
            }
            // Two versions of one definition are compared on their own.
            let is_same = std::mem::discriminant(&old.shape) == std::mem::discriminant(&new.shape)
                && self.link(&old.name, &new.name).is_some();
            if is_same {
                return true;
            }
            seen.insert(pair);
        }
        match (old, new) {
            (Resolved::Object(_, old), Resolved::Object(_, new)) => new.fields.iter().all(|new| {
                field(old, &new.wire).is_none_or(|old| self.reads_type(&old.ty, &new.ty, seen))
            }),
            (Resolved::Object(..), Resolved::Union(_, union)) => {
                variants(self.new, union).all(|new| self.reads(old, new, seen))
            }
            (Resolved::Array(old), Resolved::Array(new))
            | (Resolved::Map(old), Resolved::Map(new)) => self.reads_type(old, new, seen),
            // An enum reads a value that it does not know.
            (old, new) => holds(old, new),
        }
    }
}
