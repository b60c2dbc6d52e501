//! Two versions of a definition.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::types::{Typed, show};
use super::{Compare, either_owners};
use crate::diff::claim::{self, Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::relate::Relation;
use crate::diff::resolved::{Resolved, owners};
use crate::diff::{pairing, rule};
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
        let spot = Spot {
            pointer: at.clone(),
            rust: owners.iter().map(Owner::path).collect(),
            reach: reach.clone(),
            claims: owners.into_iter().map(Claim::all).collect(),
        };
        // Where both names stay, each is compared with itself.
        if old.name == new.name || self.is_replaced(old, new) {
            self.directions(old, new, &spot);
        }
        let facts = Facts { old: &old.docs, new: docs, types: None };
        self.facts(facts, &spot);
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
                let relation = self.types(from, to, &self.spelled(&spot, new));
                self.format(relation, facts, &spot);
            }
            (before, after) => self.shapes((old, before), (new, after), &spot),
        }
    }

    /// Compares definitions of different shapes: a struct that became a union, and so on.
    fn shapes(
        &mut self,
        (old, before): (&'a Model, &'a Shape),
        (new, after): (&'a Model, &'a Shape),
        spot: &Spot,
    ) {
        let (from, to) = (TypeRef::Named(old.name.clone()), TypeRef::Named(new.name.clone()));
        let relation =
            self.links.relate_resolved(Resolved::of(self.old, &from), Resolved::of(self.new, &to));
        if relation == Relation::Same {
            return self.became_other_name(old, new);
        }
        let name = |schemas, shape: &Shape, ty: &TypeRef| match shape {
            Shape::Object(_) => "a struct".to_owned(),
            Shape::Alias(target) => show(schemas, target),
            Shape::Enum(_) => format!("an enum, {}", show(schemas, ty)),
            Shape::Union(_) => format!("a union, {}", show(schemas, ty)),
        };
        let message = format!("{} → {}", name(self.old, before, &from), name(self.new, after, &to));
        let mut spot = spot.claiming(self.gone(&old.at)).claiming(self.fresh(&new.at));
        if [before, after].iter().any(|shape| matches!(shape, Shape::Alias(_))) {
            spot = self.spelled(&spot, new);
        }
        self.report(relation, &spot, message);
    }

    /// The place with a claim of everything that is written with the name of a definition: it has
    /// another type with it.
    pub(in crate::diff) fn spelled(&self, spot: &Spot, model: &Model) -> Spot {
        let names = names_of(self.new, &model.name);
        let mut claims = Vec::new();
        // A setter is written with the items of an array, and not with its name.
        for user in self.new.api.models.values() {
            let Shape::Object(object) = &user.shape else { continue };
            for field in object.fields.iter().filter(|field| mentions(&field.ty, &names)) {
                let is_argument = self.are_arguments(user, user, &field.wire).1;
                for owner in owners(user) {
                    claims.push(Claim::named(&owner, &field.name));
                    if is_argument {
                        claims.push(Claim::Part(owner, Part::Constructors));
                    }
                }
            }
        }
        for operation in &self.new.api.operations {
            for parameter in operation.arguments().filter(|it| mentions(&it.ty, &names)) {
                let call = Owner::Call(operation.name.clone());
                claims.push(Claim::named(&call, &parameter.name));
                claims.extend(parameter.required.then(|| claim::of_method(operation)));
            }
        }
        claims.push(Claim::Spelled(names));
        spot.claiming(claims)
    }

    /// Whether a name replaced another one that was removed.
    fn is_replaced(&self, old: &Model, new: &Model) -> bool {
        self.new.model(&old.name).is_none() && self.old.model(&new.name).is_none()
    }

    /// Compares in which modules the types of a definition are.
    fn directions(&mut self, old: &Model, new: &Model, spot: &Spot) {
        let (before, after): (Vec<_>, Vec<_>) =
            (Module::of(old).collect(), Module::of(new).collect());
        let operations = new.operations.clone();
        let spot = Spot { reach: Reach { operations, ..Reach::default() }, ..spot.unclaimed() };
        let is_enum = |model: &Model| matches!(model.shape, Shape::Enum(_));
        if !is_enum(old) && !is_enum(new) {
            let ways = [
                (&after, &before, rule::RUST_DIRECTION_GAINED, "added"),
                (&before, &after, rule::RUST_DIRECTION_LOST, "removed"),
            ];
            for (these, those, rule, what) in ways {
                for module in pairing::only(these, those, |module| *module) {
                    let owner = Owner::Model(*module, new.name.clone());
                    let message = format!("`{}` was {what}", owner.path());
                    // A type of both modules can be sent as it was returned.
                    let claims =
                        [Claim::all(owner.clone()), claim::write_back(&new.name, &new.name)];
                    let spot = Spot { rust: vec![owner.path()], ..spot.claiming(claims) };
                    self.add(rule, &spot, message);
                }
            }
        }
        self.write_backs(old, new, &spot);
    }

    /// Compares from which responses a request can be made.
    fn write_backs(&mut self, old: &Model, new: &Model, spot: &Spot) {
        let (before, after) = (&old.write_backs, &new.write_backs);
        let ways = [
            (before, after, rule::WRITE_BACK_LOST, "can no longer be converted"),
            (after, before, rule::WRITE_BACK_GAINED, "can be converted"),
        ];
        for (these, those, rule, what) in ways {
            for found in pairing::only(these, those, |found| found.from.clone()) {
                let message = format!("{what} from `response::{}`", found.from);
                let spot = spot.claiming([claim::write_back(&new.name, &found.from)]);
                let rust = vec![format!("request::{}", new.name)];
                self.add(rule, &Spot { rust, ..spot }, message);
            }
        }
    }
}

/// Returns a name of a type with all its aliases: when the type behind the name changes, so does
/// everything that is written with one of them.
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
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            mentions(inner, names)
        }
        _ => false,
    }
}
