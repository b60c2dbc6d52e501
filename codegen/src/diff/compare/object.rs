//! Structs: members that came and went, what else they may hold, and the arguments of `new`.

use super::types::{Typed, told};
use super::{Compare, common_owners};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::relate::Relation;
use crate::diff::{pairing, rule};
use crate::ir::{Additional, Field, Model, Object};
use crate::outline::notation;
use crate::surface::items::Owner;
use crate::surface::{Module, Presence};

/// A struct in one of the documents.
pub(super) type Struct<'a> = (&'a Model, &'a Object);

impl<'a> Compare<'a> {
    /// Compares two versions of a struct.
    pub(super) fn objects(&mut self, old: Struct<'a>, new: Struct<'a>, reach: &Reach) {
        let Object { fields, additional, required: _, asked: _ } = new.1;
        let owners = common_owners(old.0, new.0);
        for matched in pairing::by_key(&old.1.fields, fields, |field| &field.wire) {
            match matched {
                (Some(before), Some(after)) => {
                    self.fields((old.0, before), (new.0, after), reach, &owners);
                }
                (Some(before), None) => self.removed((old.0, before), reach, &owners),
                (None, Some(after)) => self.added((new.0, after), reach, &owners),
                (None, None) => {}
            }
        }
        let at = &new.0.at;
        let spot = Spot {
            pointer: at.clone(),
            rust: owners.iter().map(Owner::path).collect(),
            claims: Vec::new(),
        };
        self.additional((&old.1.additional, old.0), (additional, new.0), reach, &spot);
        self.patch_only(old, new, reach, &owners);
        self.order_of_arguments(old, new, reach);
    }

    fn removed(&mut self, (model, field): (&Model, &Field), reach: &Reach, owners: &[Owner]) {
        let mut spot = field_spot(owners, field, is_argument(model, field));
        spot.claims.extend(self.gone(&field.at));
        let facet = if field.required {
            facet::PROP_REMOVED_REQUIRED
        } else {
            facet::PROP_REMOVED_OPTIONAL
        };
        let message = format!("no longer in the schema; was {}", told(self.old, &field.ty));
        self.drafts.judge(facet, reach, &spot, message);
    }

    fn added(&mut self, (model, field): (&Model, &Field), reach: &Reach, owners: &[Owner]) {
        let mut spot = field_spot(owners, field, is_argument(model, field));
        spot.claims.extend(self.fresh(&field.at));
        let is_required = Presence::of(model, field).is_required();
        let facet = match (is_required, &field.docs.default) {
            (true, Some(_)) => facet::PROP_ADDED_WITH_DEFAULT,
            (true, None) => facet::PROP_ADDED_REQUIRED,
            (false, _) => facet::PROP_ADDED_OPTIONAL,
        };
        let mut rules = facet.rules(reach);
        if field.secret && reach.response {
            rules.push(&rule::SECRET_FIELD_ADDED);
        }
        let needed = if is_required && reach.request { "required: " } else { "" };
        let message = format!("{needed}{}", told(self.new, &field.ty));
        self.drafts.add(rules, reach, &spot, message);
    }

    /// Compares what may stand beside the declared members.
    fn additional(
        &mut self,
        (old, before): (&'a Additional, &Model),
        (new, after): (&'a Additional, &Model),
        reach: &Reach,
        spot: &Spot,
    ) {
        match (old, new) {
            (Additional::Open(old), Additional::Open(new)) => {
                let (old, new) =
                    (Typed { ty: old, at: &before.at }, Typed { ty: new, at: &after.at });
                if self.links.relate(old.ty, new.ty) != Relation::Same {
                    let message = format!(
                        "other members: `{}` → `{}`",
                        notation::ty(old.ty),
                        notation::ty(new.ty)
                    );
                    self.drafts.judge(facet::RETYPED, reach, spot, message);
                }
            }
            (old, new) if old == new => {}
            (_, Additional::Closed) => {
                self.drafts.judge(
                    facet::CLOSED,
                    reach,
                    spot,
                    "no members beside the declared ones",
                );
            }
            (_, Additional::Open(ty)) => {
                let message = format!("other members may be there: `{}`", notation::ty(ty));
                self.drafts.judge(facet::OPENED, reach, spot, message);
            }
            (_, Additional::Unspecified) => {
                self.drafts.judge(
                    facet::OPENED,
                    reach,
                    spot,
                    "nothing is said about other members",
                );
            }
        }
    }

    /// Nullable members need not be given where PATCH alone sends the struct.
    fn patch_only(&mut self, old: Struct<'a>, new: Struct<'a>, reach: &Reach, owners: &[Owner]) {
        if old.0.patch_only == new.0.patch_only || !(old.0.in_request && new.0.in_request) {
            return;
        }
        let fields = new.1.fields.iter().filter(|field| field.required && field.nullable);
        let affected: Vec<&Field> = fields
            .filter(|field| {
                old.1.fields.iter().any(|o| o.wire == field.wire && o.required && o.nullable)
            })
            .collect();
        if affected.is_empty() {
            return;
        }
        let claims = affected.iter().flat_map(|field| field_spot(owners, field, true).claims);
        let spot = Spot {
            pointer: new.0.at.clone(),
            rust: vec![format!("request::{}", new.0.name)],
            claims: claims.collect(),
        };
        let names = super::listed(affected.iter().map(|field| field.wire.as_str()));
        let message = if new.0.patch_only {
            format!("sent by PATCH alone, so {names} may be left out")
        } else {
            format!("no longer sent by PATCH alone, so {names} must be given")
        };
        self.drafts.rule(&rule::REQ_PATCH_ONLY_CHANGED, reach, &spot, message);
    }

    /// Required members are arguments, in the order in which the document lists them.
    fn order_of_arguments(&mut self, old: Struct<'a>, new: Struct<'a>, reach: &Reach) {
        let names = |(model, object): Struct<'a>, other: Struct<'a>| -> Vec<&'a str> {
            let find = |object: &'a Object, wire: &str| {
                object.fields.iter().find(|field| field.wire == *wire)
            };
            let stays = |wire: &&String| {
                find(object, wire).is_some_and(|field| is_argument(model, field))
                    && find(other.1, wire).is_some_and(|field| is_argument(other.0, field))
            };
            object.required.iter().filter(stays).map(String::as_str).collect()
        };
        let (before, after) = (names(old, new), names(new, old));
        if before == after {
            return;
        }
        let owner = Owner::Model(Module::Request, new.0.name.clone());
        let spot = Spot {
            pointer: new.0.at.child("required"),
            rust: vec![format!("{}::new", owner.path())],
            claims: Vec::new(),
        };
        // The types of the arguments may be the same, so that no item shows it.
        self.quiet.push(Claim::Part(owner, Part::Constructors));
        let message = format!("({}) → ({})", before.join(", "), after.join(", "));
        self.drafts.rule(&rule::RUST_ARGUMENT_ORDER_CHANGED, reach, &spot, message);
    }
}

/// Whether `new` takes a field as an argument.
pub(super) fn is_argument(model: &Model, field: &Field) -> bool {
    model.in_request && field.tag.is_none() && Presence::of(model, field).is_required()
}

/// The place of a field, in the document and in Rust.
pub(super) fn field_spot(owners: &[Owner], field: &Field, touches_new: bool) -> Spot {
    let mut claims = Vec::new();
    for owner in owners {
        claims.push(Claim::Part(owner.clone(), Part::Field(field.name.clone())));
        // Whether a struct can start empty depends on its required fields and on its marks.
        if touches_new || field.tag.is_some() {
            claims.push(Claim::Part(owner.clone(), Part::Constructors));
        }
    }
    let rust = owners.iter().map(|owner| format!("{}::{}", owner.path(), field.name)).collect();
    Spot { pointer: field.at.clone(), rust, claims }
}
