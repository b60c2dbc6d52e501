//! Two versions of a definition.

use super::facts::Said;
use super::types::{Typed, told};
use super::{Compare, either_paths};
use crate::diff::draft::{Claim, Spot};
use crate::diff::facet::Reach;
use crate::diff::relate::Relation;
use crate::diff::rule;
use crate::diff::side::modules;
use crate::diff::surface;
use crate::ir::{Model, Shape, TypeRef};

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
        let paths = either_paths(old, new);
        let claims = paths.iter().cloned().map(Claim::Under).collect();
        let spot = Spot { pointer: at.clone(), rust: paths, claims };
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
                    let users = surface::spelled_with(self.new, &new.name);
                    own.claims.extend(users.into_iter().map(Claim::Item));
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
        let relation = self.links.relate_kinds(self.old.kind(&from), self.new.kind(&to));
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
            let users = surface::spelled_with(self.new, &new.name);
            spot.claims.extend(users.into_iter().map(Claim::Item));
        }
        self.report(relation, reach, &spot, message);
    }

    /// Whether a name took the place of another one that is gone.
    fn is_replaced(&self, old: &Model, new: &Model) -> bool {
        self.new.model(&old.name).is_none() && self.old.model(&new.name).is_none()
    }

    /// Compares in which modules the types of a definition are.
    fn directions(&mut self, old: &Model, new: &Model, spot: &Spot) {
        let (before, after) = (modules(old), modules(new));
        let reach = Reach { operations: new.operations.clone(), ..Reach::default() };
        let is_enum = |model: &Model| matches!(model.shape, Shape::Enum(_));
        if !is_enum(old) && !is_enum(new) {
            // A type of both modules can be sent as it was answered.
            let back = Claim::Item(format!("request::{0}: TryFrom<response::{0}>", new.name));
            for module in after.iter().filter(|module| !before.contains(module)) {
                let path = format!("{module}::{}", new.name);
                let message = format!("`{path}` is there too");
                let spot = Spot {
                    rust: vec![path.clone()],
                    claims: vec![Claim::Under(path), back.clone()],
                    ..spot.clone()
                };
                self.drafts.rule(&rule::RUST_DIRECTION_GAINED, &reach, &spot, message);
            }
            for module in before.iter().filter(|module| !after.contains(module)) {
                let path = format!("{module}::{}", new.name);
                let message = format!("`{path}` is gone");
                let spot = Spot {
                    rust: vec![path.clone()],
                    claims: vec![Claim::Under(path), back.clone()],
                    ..spot.clone()
                };
                self.drafts.rule(&rule::RUST_DIRECTION_LOST, &reach, &spot, message);
            }
        }
        self.write_backs(old, new, &reach, spot);
    }

    /// Compares from which answers a request can be made.
    fn write_backs(&mut self, old: &Model, new: &Model, reach: &Reach, spot: &Spot) {
        let has = |model: &Model, from: &crate::name::TypeName| {
            model.write_backs.iter().any(|found| found.from == *from)
        };
        let lost = old.write_backs.iter().filter(|found| !has(new, &found.from));
        let gained = new.write_backs.iter().filter(|found| !has(old, &found.from));
        let lost = lost.map(|found| (&rule::WRITE_BACK_LOST, found, "no longer made"));
        for (rule, found, what) in
            lost.chain(gained.map(|found| (&rule::WRITE_BACK_GAINED, found, "can be made")))
        {
            let item = format!("request::{}: TryFrom<response::{}>", new.name, found.from);
            let message = format!("{what} from `response::{}`", found.from);
            let rust = vec![format!("request::{}", new.name)];
            let spot = Spot { rust, claims: vec![Claim::Item(item)], ..spot.clone() };
            self.drafts.rule(rule, reach, &spot, message);
        }
    }
}
