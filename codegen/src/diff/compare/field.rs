//! Two versions of a member.

use super::Compare;
use super::facts::Said;
use super::object::{field_spot, is_argument};
use super::types::Typed;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::format;
use crate::diff::relate::Relation;
use crate::diff::resolved::Resolved;
use crate::diff::rule;
use crate::ir::{Docs, Field, Model};
use crate::surface::Schemas;
use crate::surface::items::Owner;

/// A field of a struct in one of the documents.
type Member<'a> = (&'a Model, &'a Field);

impl<'a> Compare<'a> {
    /// Compares two versions of a member.
    pub(super) fn fields(
        &mut self,
        old: Member<'a>,
        new: Member<'a>,
        reach: &Reach,
        owners: &[Owner],
    ) {
        let (before, after) = (old.1, new.1);
        let Field { at, wire, name, ty, required: _, nullable: _, secret: _, boxed, tag: _, docs } =
            after;
        let was_argument = is_argument(old.0, before);
        let is_argument = is_argument(new.0, after);
        let spot = field_spot(owners, after, was_argument || is_argument || before.tag.is_some());
        if before.name != *name {
            // Code knows the old name.
            let past = field_spot(owners, before, false);
            let claims = spot.claims.iter().cloned().chain(past.claims).collect();
            let spot = Spot { rust: past.rust, claims, ..spot.clone() };
            let message = format!("`{wire}` is `{name}` instead of `{}`", before.name);
            self.drafts.rule(&rule::RUST_NAME_CHANGED, reach, &spot, message);
        }
        // Only what changes the argument of `new` may be blamed for a change of `new`.
        let own = field_spot(owners, after, is_argument && was_argument);
        let relation =
            self.types(Typed { ty: &before.ty, at: &before.at }, Typed { ty, at }, reach, &own);
        self.presence(old, new, reach, &spot);
        self.secrecy(before, after, reach, &own);
        if before.boxed != *boxed && relation == Relation::Same {
            let message = if *boxed { "boxed: it contains itself" } else { "no longer boxed" };
            self.drafts.rule(&rule::RUST_RECURSION_BOXED, reach, &own, message);
        }
        let types = self.docs_of_types(&before.ty, ty);
        let said = Said { old: &before.docs, new: docs, types };
        if before.secret == after.secret {
            self.format(relation, said, reach, &own);
        }
        self.facts(said, reach, &spot);
    }

    /// Compares a format that no type shows, such as that of a number.
    pub(super) fn format(
        &mut self,
        relation: Relation,
        said: Said<'a>,
        reach: &Reach,
        spot: &Spot,
    ) {
        let Said { old, new, .. } = said;
        if relation == Relation::Same && said.differs(|docs| &docs.format) {
            let told = |docs: &Docs| docs.format.as_deref().unwrap_or("none").to_owned();
            let message = format!("format {} → {}", told(old), told(new));
            let spot = Spot { claims: Vec::new(), ..spot.clone() };
            let facet = format::change(old.format.as_deref(), new.format.as_deref());
            self.drafts.judge(facet, reach, &spot, message);
        }
    }

    /// Compares whether a member must be there, may be null, and can have one value only.
    fn presence(
        &mut self,
        (old, before): Member<'a>,
        (new, after): Member<'a>,
        reach: &Reach,
        spot: &Spot,
    ) {
        let default = after.docs.default.is_some();
        match (before.required, after.required) {
            (false, true) => {
                let message =
                    if default { "required, although it has a default" } else { "required" };
                self.drafts.judge(facet::PROP_BECAME_REQUIRED, reach, spot, message);
            }
            (true, false) => {
                self.drafts.judge(facet::PROP_BECAME_OPTIONAL, reach, spot, "no longer required");
            }
            _ => {}
        }
        let is_any = |schemas: &Schemas<'_>, field: &Field| {
            matches!(Resolved::of(schemas, &field.ty), Resolved::Any)
        };
        match (before.nullable, after.nullable) {
            // A value without a type may be null too, whatever is said; the change of its type is
            // reported.
            _ if is_any(self.old, before) != is_any(self.new, after) => {}
            (false, true) => {
                self.drafts.judge(facet::PROP_BECAME_NULLABLE, reach, spot, "may be null");
            }
            (true, false) => {
                let patch = old.patch_only && new.patch_only;
                let facet = if patch {
                    facet::PATCH_BECAME_NOT_NULLABLE
                } else {
                    facet::PROP_BECAME_NOT_NULLABLE
                };
                self.drafts.judge(facet, reach, spot, "may not be null");
            }
            _ => {}
        }
        // Becoming required makes a mark of a single value too; that is said above.
        if before.required != after.required || !reach.request {
            return;
        }
        match (&before.tag, &after.tag) {
            (None, Some(value)) => {
                let message = format!("always `{value}`");
                self.drafts.rule(&rule::REQ_BECAME_CONST, reach, spot, message);
            }
            (Some(value), None) => {
                let message = format!("not always `{value}`");
                self.drafts.rule(&rule::REQ_CONST_REMOVED, reach, spot, message);
            }
            _ => {}
        }
    }

    fn secrecy(&mut self, old: &Field, new: &Field, reach: &Reach, spot: &Spot) {
        match (old.secret, new.secret) {
            (false, true) => {
                self.drafts.rule(&rule::SECRET_FIELD_GAINED, reach, spot, "a secret");
            }
            (true, false) => {
                self.drafts.rule(&rule::SECRET_FIELD_LOST, reach, spot, "no secret any more");
            }
            _ => {}
        }
    }
}
