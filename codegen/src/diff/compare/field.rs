//! Two versions of a property.

use super::Compare;
use super::facts::Facts;
use super::object::{Struct, field_spot, within};
use super::types::Typed;
use crate::diff::draft::Spot;
use crate::diff::facet;
use crate::diff::relate::Relation;
use crate::diff::resolved::Resolved;
use crate::diff::rule;
use crate::ir::Field;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares two versions of a property.
    pub(super) fn fields(
        &mut self,
        (old, before): (Struct<'a>, &'a Field),
        (new, after): (Struct<'a>, &'a Field),
        (owners, shared): (&[Owner], &Spot),
    ) {
        let Field { at, wire, name, ty, required: _, nullable: _, secret, boxed, tag: _, docs } =
            after;
        let arguments = self.are_arguments(old.0, new.0, wire);
        let affects_new = arguments.0 || arguments.1 || before.tag.is_some();
        let spot = field_spot(owners, after, affects_new, shared);
        if before.name != *name {
            // Code uses the old name.
            let past = field_spot(owners, before, false, shared);
            let spot = Spot { rust: past.rust, ..spot.claiming(past.claims) };
            let message = format!("`{wire}` is `{name}` instead of `{}`", before.name);
            self.add(rule::RUST_NAME_CHANGED, &spot, message);
        }
        // Only a change of the argument of `new` may explain a change of `new`.
        let own = field_spot(owners, after, arguments.0 && arguments.1, shared);
        let both = within(&within(&shared.reach, before), after);
        let relation = self.types(
            Typed { ty: &before.ty, at: &before.at },
            Typed { ty, at },
            &Spot { reach: both.clone(), ..own.clone() },
        );
        let spot_of_both = Spot { reach: both, ..spot.clone() };
        self.presence((old, before), (new, after), arguments, &spot_of_both);
        let secrecy = [
            (rule::SECRET_FIELD_GAINED, "a secret"),
            (rule::SECRET_FIELD_LOST, "no longer a secret"),
        ];
        self.switch((before.secret, *secret), secrecy, &own);
        if relation == Relation::Same {
            let boxing = [
                (rule::RUST_RECURSION_BOXED, "boxed: it contains itself"),
                (rule::RUST_RECURSION_BOXED, "no longer boxed"),
            ];
            self.switch((before.boxed, *boxed), boxing, &own);
        }
        let types = self.docs_of_types(&before.ty, ty);
        let facts = Facts { old: &before.docs, new: docs, types };
        if before.secret == *secret {
            self.format(relation, facts, &own);
        }
        self.facts(facts, &spot);
    }

    /// Compares whether a property is required, can be null, and has only one value.
    fn presence(
        &mut self,
        (old, before): (Struct<'a>, &'a Field),
        (new, after): (Struct<'a>, &'a Field),
        arguments: (bool, bool),
        spot: &Spot,
    ) {
        let has_default = after.docs.default.is_some();
        let required = if has_default { "required, although it has a default" } else { "required" };
        let ways = [
            (facet::PROP_BECAME_REQUIRED, required),
            (facet::PROP_BECAME_OPTIONAL, "no longer required"),
        ];
        self.switch((before.required, after.required), ways, spot);
        // A value without a type can be null too, whatever the document says; the change of its
        // type is reported.
        let is_any = |resolved| matches!(resolved, Resolved::Any);
        if is_any(Resolved::of(self.old, &before.ty)) == is_any(Resolved::of(self.new, &after.ty)) {
            let lost = if old.0.patch_only && new.0.patch_only {
                facet::PATCH_BECAME_NOT_NULLABLE
            } else {
                facet::PROP_BECAME_NOT_NULLABLE
            };
            let ways =
                [(facet::PROP_BECAME_NULLABLE, "can be null"), (lost, "can no longer be null")];
            self.switch((before.nullable, after.nullable), ways, spot);
        }
        // A change of `required` decides what is a tag and an argument too; that is reported above.
        if before.required != after.required || !spot.reach.request {
            return;
        }
        match (&before.tag, &after.tag) {
            (None, Some(value)) => {
                self.add(rule::REQ_BECAME_CONST, spot, format!("always `{value}`"));
            }
            (Some(value), None) => {
                self.add(rule::REQ_CONST_REMOVED, spot, format!("not always `{value}`"));
            }
            (None, None) => {
                let ways = [
                    (rule::RUST_ARGUMENT_GAINED, "an argument of `new`"),
                    (rule::RUST_ARGUMENT_LOST, "no longer an argument of `new`"),
                ];
                let asked =
                    |object: Struct<'a>, is: bool| is && object.1.asked.contains(&after.wire);
                let values = (asked(old, arguments.0), asked(new, arguments.1));
                self.switch(values, ways, spot);
            }
            _ => {}
        }
    }
}
