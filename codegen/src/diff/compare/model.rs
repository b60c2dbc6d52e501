//! Two versions of a definition.

use std::collections::BTreeSet;

use super::facts::Said;
use super::types::{Typed, told};
use super::{Compare, either_owners};
use crate::diff::claim::{self, Claim};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::relate::Relation;
use crate::diff::resolved::Resolved;
use crate::diff::rule;
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;
use crate::surface::items::Owner;
use crate::surface::{Module, Schemas};

impl<'a> Compare<'a> {
    /// Compares two versions of a definition.
    pub(super) fn models(&mut self, old: &'a Model, new: &'a Model, reach: &Reach) {
        let Model {
            at,
            owner: _,
            name: _,
            in_request: _,
            in_response: _,
            patch_only: _,
            operations: _,
            groups: _,
            write_backs: _,
            docs,
            shape,
        } = new;
        let owners = either_owners(old, new);
        let rust = owners.iter().map(Owner::path).collect();
        let claims = owners.into_iter().map(Claim::all).collect();
        let spot = Spot { pointer: at.clone(), rust, claims };
        // Where both names stay, each is compared with itself.
        if old.name == new.name || self.is_replaced(old, new) {
            self.directions(old, new, &spot);
        }
        let said = Said { old: &old.docs, new: docs, types: None };
        self.facts(said, reach, &spot);
        match (&old.shape, shape) {
            (Shape::Object(before), Shape::Object(after)) => {
                self.objects((old, before), (new, after), reach);
            }
            (Shape::Enum(before), Shape::Enum(after)) => self.enums(before, (new, after), reach),
            (Shape::Union(before), Shape::Union(after)) => {
                self.unions((old, before), (new, after), reach);
            }
            (Shape::Alias(before), Shape::Alias(after)) => {
                let (from, to) =
                    (Typed { ty: before, at: &old.at }, Typed { ty: after, at: &new.at });
                let mut own = spot.clone();
                if self.links.relate(before, after) != Relation::Same {
                    // Whatever is spelled with the name is another type with it.
                    own.claims.push(Claim::Spelled(names_of(self.new, &new.name)));
                }
                let relation = self.types(from, to, reach, &own);
                self.format(relation, said, reach, &spot);
            }
            (before, after) => self.kinds((old, before), (new, after), reach, &spot),
        }
    }

    /// Compares definitions of different kinds: a struct that became a union, and so on.
    fn kinds(
        &mut self,
        (old, before): (&'a Model, &'a Shape),
        (new, after): (&'a Model, &'a Shape),
        reach: &Reach,
        spot: &Spot,
    ) {
        let (from, to) = (TypeRef::Named(old.name.clone()), TypeRef::Named(new.name.clone()));
        let relation =
            self.links.relate_kinds(Resolved::of(self.old, &from), Resolved::of(self.new, &to));
        if relation == Relation::Same {
            self.became_other_name(old, new);
            return;
        }
        let told = |compare: &Self, shape: &Shape, ty: &TypeRef, old: bool| match shape {
            Shape::Object(_) => "a struct".to_owned(),
            Shape::Alias(target) => told(if old { compare.old } else { compare.new }, target),
            Shape::Enum(_) | Shape::Union(_) => {
                let kind = if matches!(shape, Shape::Enum(_)) { "an enum" } else { "a union" };
                format!("{kind}, {}", told(if old { compare.old } else { compare.new }, ty))
            }
        };
        let message =
            format!("{} → {}", told(self, before, &from, true), told(self, after, &to, false));
        let mut spot = spot.clone();
        spot.claims.extend(self.gone(&old.at));
        spot.claims.extend(self.fresh(&new.at));
        if [before, after].iter().any(|shape| matches!(shape, Shape::Alias(_))) {
            // Whatever is spelled with the name is another type with it.
            spot.claims.push(Claim::Spelled(names_of(self.new, &new.name)));
        }
        self.report(relation, reach, &spot, message);
    }

    /// Whether a name took the place of another one that is gone.
    fn is_replaced(&self, old: &Model, new: &Model) -> bool {
        self.new.model(&old.name).is_none() && self.old.model(&new.name).is_none()
    }

    /// Compares in which modules the types of a definition are.
    fn directions(&mut self, old: &Model, new: &Model, spot: &Spot) {
        let (before, after): (Vec<_>, Vec<_>) =
            (Module::of(old).collect(), Module::of(new).collect());
        let reach = Reach { operations: new.operations.clone(), ..Reach::default() };
        let is_enum = |model: &Model| matches!(model.shape, Shape::Enum(_));
        if !is_enum(old) && !is_enum(new) {
            // A type of both modules can be sent as it was answered.
            let back = claim::write_back(&new.name, &new.name);
            for module in after.iter().filter(|module| !before.contains(module)) {
                let owner = Owner::Model(*module, new.name.clone());
                let message = format!("`{}` is there too", owner.path());
                let spot = Spot {
                    rust: vec![owner.path()],
                    claims: vec![Claim::all(owner), back.clone()],
                    ..spot.clone()
                };
                self.drafts.rule(&rule::RUST_DIRECTION_GAINED, &reach, &spot, message);
            }
            for module in before.iter().filter(|module| !after.contains(module)) {
                let owner = Owner::Model(*module, new.name.clone());
                let message = format!("`{}` is gone", owner.path());
                let spot = Spot {
                    rust: vec![owner.path()],
                    claims: vec![Claim::all(owner), back.clone()],
                    ..spot.clone()
                };
                self.drafts.rule(&rule::RUST_DIRECTION_LOST, &reach, &spot, message);
            }
        }
        self.write_backs(old, new, &reach, spot);
    }

    /// Compares from which answers a request can be made.
    fn write_backs(&mut self, old: &Model, new: &Model, reach: &Reach, spot: &Spot) {
        let has = |model: &Model, from: &TypeName| {
            model.write_backs.iter().any(|found| found.from == *from)
        };
        let lost = old.write_backs.iter().filter(|found| !has(new, &found.from));
        let gained = new.write_backs.iter().filter(|found| !has(old, &found.from));
        let lost = lost.map(|found| (&rule::WRITE_BACK_LOST, found, "no longer made"));
        for (rule, found, what) in
            lost.chain(gained.map(|found| (&rule::WRITE_BACK_GAINED, found, "can be made")))
        {
            let message = format!("{what} from `response::{}`", found.from);
            let rust = vec![format!("request::{}", new.name)];
            let spot = Spot {
                rust,
                claims: vec![claim::write_back(&new.name, &found.from)],
                ..spot.clone()
            };
            self.drafts.rule(rule, reach, &spot, message);
        }
    }
}

/// A name of a type with all aliases of it: what is written with one of them is another type when
/// the name stands for another one.
fn names_of(schemas: &Schemas<'_>, name: &TypeName) -> BTreeSet<TypeName> {
    let mut names = BTreeSet::from([name.clone()]);
    loop {
        let known = names.len();
        let aliases = schemas.api.models.values().filter(|model| match &model.shape {
            Shape::Alias(target) => mentions(target, &names),
            _ => false,
        });
        let found: Vec<TypeName> = aliases.map(|model| model.name.clone()).collect();
        names.extend(found);
        // A cycle of aliases adds nothing new.
        if names.len() == known {
            return names;
        }
    }
}

fn mentions(ty: &TypeRef, names: &BTreeSet<TypeName>) -> bool {
    match ty {
        TypeRef::Named(name) => names.contains(name),
        TypeRef::Array(inner) | TypeRef::Map(inner) => mentions(inner, names),
        _ => false,
    }
}
