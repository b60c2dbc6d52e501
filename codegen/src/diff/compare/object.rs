//! Structs: properties that were added and removed, undeclared properties, and the arguments of
//! `new`.

use super::types::{Typed, show};
use super::{Arguments, Compare, common_owners, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach, Rules as _};
use crate::diff::relate::Relation;
use crate::diff::{pairing, rule};
use crate::ir::{Additional, Field, Model, Object, TypeRef};
use crate::outline::notation;
use crate::surface::items::Owner;
use crate::surface::{Module, Presence};

/// A struct in one of the documents.
pub(super) type Struct<'a> = (&'a Model, &'a Object);

impl<'a> Compare<'a> {
    /// Compares two versions of a struct.
    pub(super) fn objects(&mut self, old: Struct<'a>, new: Struct<'a>, reach: &Reach) {
        let Object { fields, additional: _, required: _, asked: _ } = new.1;
        let owners = common_owners(old.0, new.0);
        let spot = Spot {
            pointer: new.0.at.clone(),
            rust: owners.iter().map(Owner::path).collect(),
            reach: reach.clone(),
            claims: Vec::new(),
        };
        for matched in pairing::by_key(&old.1.fields, fields, |field| &field.wire) {
            match matched {
                (Some(before), Some(after)) => {
                    self.fields((old, before), (new, after), (&owners, &spot));
                }
                (Some(before), None) => {
                    let spot = Spot { reach: within(reach, before), ..spot.clone() };
                    self.removed(old.0, before, (&owners, &spot));
                }
                (None, Some(after)) => {
                    let spot = Spot { reach: within(reach, after), ..spot.clone() };
                    self.added(new, after, (&owners, &spot));
                }
                (None, None) => {}
            }
        }
        self.additional(old, new, (&owners, &spot));
        self.patch_only(old, new, (&owners, &spot));
        self.order_of_arguments(old, new, &spot);
    }

    fn removed(&mut self, model: &Model, field: &Field, (owners, shared): (&[Owner], &Spot)) {
        let is_argument = is_argument(&self.arguments.0, model, &field.wire);
        let spot = field_spot(owners, field, is_argument, shared).claiming(self.gone(&field.at));
        let facet = if field.required {
            facet::PROP_REMOVED_REQUIRED
        } else {
            facet::PROP_REMOVED_OPTIONAL
        };
        let message = format!("no longer in the schema; was {}", show(self.old, &field.ty));
        self.add(facet, &spot, message);
    }

    fn added(&mut self, new: Struct<'a>, field: &Field, (owners, shared): (&[Owner], &Spot)) {
        let (model, object) = new;
        let reach = &shared.reach;
        let is_argument = is_argument(&self.arguments.1, model, &field.wire);
        let spot = field_spot(owners, field, is_argument, shared).claiming(self.fresh(&field.at));
        let is_required = Presence::of(model, field).is_required();
        let facet = match (is_required, &field.docs.default) {
            (true, Some(_)) => facet::PROP_ADDED_WITH_DEFAULT,
            (true, None) => facet::PROP_ADDED_REQUIRED,
            (false, _) => facet::PROP_ADDED_OPTIONAL,
        };
        let mut rules = facet.rules(reach);
        if field.secret && reach.response {
            rules.push(rule::SECRET_FIELD_ADDED);
        }
        if is_argument && object.asked.contains(&field.wire) {
            rules.push(rule::RUST_ARGUMENT_GAINED);
        }
        let required = if is_required && reach.request { "required: " } else { "" };
        self.add(rules, &spot, format!("{required}{}", show(self.new, &field.ty)));
    }

    /// Compares which undeclared properties are allowed.
    fn additional(
        &mut self,
        (old, before): Struct<'a>,
        (new, after): Struct<'a>,
        (owners, shared): (&[Owner], &Spot),
    ) {
        // That undeclared properties are anything is what the absent keyword means.
        let meant = |additional: &'a Additional| match additional {
            Additional::Open(TypeRef::Any(_)) => &Additional::Unspecified,
            other => other,
        };
        let (before, after) = (meant(&before.additional), meant(&after.additional));
        let (facet, message) = match (before, after) {
            (Additional::Open(from), Additional::Open(to)) => {
                let (from, to) = (Typed { ty: from, at: &old.at }, Typed { ty: to, at: &new.at });
                if self.links.relate(from.ty, to.ty) == Relation::Same {
                    return;
                }
                let [from, to] = [from, to].map(|typed| notation::ty(typed.ty));
                (facet::RETYPED, format!("undeclared properties: `{from}` → `{to}`"))
            }
            (before, after) if before == after => return,
            (_, Additional::Closed) => {
                (facet::CLOSED, "undeclared properties are no longer allowed".to_owned())
            }
            (_, Additional::Open(ty)) => (
                facet::OPENED,
                format!("undeclared properties are allowed: `{}`", notation::ty(ty)),
            ),
            (_, Additional::Unspecified) => {
                (facet::OPENED, "undeclared properties are no longer restricted".to_owned())
            }
        };
        let claims = owners.iter().map(|owner| Claim::Part(owner.clone(), Part::Additional));
        self.add(facet, &shared.claiming(claims), message);
    }

    /// Nullable required properties are optional where PATCH alone sends the struct.
    fn patch_only(
        &mut self,
        old: Struct<'a>,
        new: Struct<'a>,
        (owners, shared): (&[Owner], &Spot),
    ) {
        if old.0.patch_only == new.0.patch_only || !(old.0.in_request && new.0.in_request) {
            return;
        }
        let is_affected = |field: &&Field| field.required && field.nullable;
        let before: Vec<&Field> = old.1.fields.iter().filter(is_affected).collect();
        let affected = new.1.fields.iter().filter(is_affected);
        let affected: Vec<&Field> =
            affected.filter(|field| before.iter().any(|old| old.wire == field.wire)).collect();
        if affected.is_empty() {
            return;
        }
        let claims =
            affected.iter().flat_map(|field| field_spot(owners, field, true, shared).claims);
        let rust = vec![format!("request::{}", new.0.name)];
        let spot = Spot { rust, ..shared.claiming(claims) };
        let names = listed(affected.iter().map(|field| field.wire.as_str()));
        let message = if new.0.patch_only {
            format!("sent by PATCH only, so {names} may be absent")
        } else {
            format!("now sent by methods other than PATCH, so {names} must be present")
        };
        self.add(rule::REQ_PATCH_ONLY_CHANGED, &spot, message);
    }

    /// Compares the order of the arguments of `new` that both documents have.
    fn order_of_arguments(&mut self, old: Struct<'a>, new: Struct<'a>, spot: &Spot) {
        let (before, after) = &self.arguments;
        let (Some(before), Some(after)) = (before.get(&old.0.name), after.get(&new.0.name)) else {
            return;
        };
        let (before, after) = (pairing::common(before, after), pairing::common(after, before));
        if before == after {
            return;
        }
        let owner = Owner::Model(Module::Request, new.0.name.clone());
        let rust = vec![format!("{}::new", owner.path())];
        let spot = Spot { rust, ..spot.at(&new.0.at.child("required")) };
        // The arguments may have the same types, so that no item shows the change.
        self.quiet.push(Claim::Part(owner, Part::Constructors));
        let message = format!("({}) → ({})", before.join(", "), after.join(", "));
        self.add(rule::RUST_ARGUMENT_ORDER_CHANGED, &spot, message);
    }

    /// Whether `new` takes a property as an argument, in the old and in the new document.
    pub(super) fn are_arguments(&self, old: &Model, new: &Model, wire: &str) -> (bool, bool) {
        let (before, after) = &self.arguments;
        (is_argument(before, old, wire), is_argument(after, new, wire))
    }
}

/// Whether `new` takes a property as an argument.
fn is_argument(arguments: &Arguments<'_>, model: &Model, wire: &str) -> bool {
    arguments.get(&model.name).is_some_and(|wires| wires.contains(&wire))
}

/// Returns the directions in which a field exists.
pub(super) fn within(reach: &Reach, field: &Field) -> Reach {
    Reach {
        request: reach.request && field.in_request(),
        response: reach.response && field.in_response(),
        ..reach.clone()
    }
}

/// Returns the place of a field, in the document and in Rust.
pub(super) fn field_spot(
    owners: &[Owner],
    field: &Field,
    affects_new: bool,
    shared: &Spot,
) -> Spot {
    let mut claims = Vec::new();
    for owner in owners {
        claims.push(Claim::named(owner, &field.name));
        claims.push(Claim::named(owner, &field.name.null_setter()));
        // Whether a struct can start empty depends on its required fields and on its tags.
        if affects_new || field.tag.is_some() {
            claims.push(Claim::Part(owner.clone(), Part::Constructors));
        }
    }
    let rust = owners.iter().map(|owner| format!("{}::{}", owner.path(), field.name)).collect();
    Spot { pointer: field.at.clone(), rust, claims, reach: shared.reach.clone() }
}
