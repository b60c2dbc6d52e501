//! Enums: values that were added and removed, and enums that stopped being one type.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Compare, listed};
use crate::diff::claim::Claim;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach, Rules as _};
use crate::diff::{pairing, rule};
use crate::ir::{Enum, EnumValue, Model, Shape};
use crate::name::TypeName;
use crate::surface::Module;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares the values of two versions of an enum.
    pub(super) fn enums(
        &mut self,
        old: &'a Enum,
        (model, new): (&'a Model, &'a Enum),
        reach: &Reach,
    ) {
        // The name of a type that enums share may change without an effect.
        let Enum { values, same_as } = new;
        let owner = |name: &TypeName| Owner::Model(Module::Enums, name.clone());
        // All names of a type have its variants: a value of one place is a variant of them all.
        let shared = same_as.as_ref().unwrap_or(&model.name);
        let others = self.new.api.enums.get(shared).into_iter().flatten();
        let types: BTreeSet<Owner> = others.chain([shared, &model.name]).map(owner).collect();
        let spot = |values: &[&EnumValue]| {
            let variants = values.iter().map(|value| &value.name);
            let claims =
                variants.flat_map(|name| types.iter().map(move |owner| Claim::named(owner, name)));
            Spot::new(&model.at, owner(&model.name).path(), reach.clone()).claiming(claims)
        };
        let list =
            |values: &[&'a EnumValue]| listed(values.iter().map(|value| value.wire.as_str()));
        if let ([before], [after]) = (old.values.as_slice(), values.as_slice())
            && before.wire != after.wire
        {
            let message = format!("`{}` → `{}`", before.wire, after.wire);
            return self.add(facet::CONST_CHANGED, &spot(&[before, after]), message);
        }
        let added = pairing::only(values, &old.values, |value| value.wire.clone());
        if !added.is_empty() {
            let mut rules = facet::ENUM_VALUE_ADDED.rules(reach);
            if reach.response && self.states.contains(&model.name) {
                rules.push(rule::STATE_ENUM_CHANGED);
            }
            self.add(rules, &spot(&added), format!("+ {}", list(&added)));
        }
        let removed = pairing::only(&old.values, values, |value| value.wire.clone());
        if !removed.is_empty() {
            let mut rules = facet::ENUM_VALUE_REMOVED.rules(reach);
            if removed.iter().any(|value| self.awaited.contains(&(&model.name, &*value.wire))) {
                rules.push(rule::WAIT_STATE_REMOVED);
            }
            self.add(rules, &spot(&removed), format!("− {}", list(&removed)));
        }
        for value in values {
            let before = old.values.iter().find(|other| other.wire == value.wire);
            if let Some(before) = before.filter(|before| before.name != value.name) {
                let message =
                    format!("`{}` is `{}` instead of `{}`", value.wire, value.name, before.name);
                self.add(rule::RUST_NAME_CHANGED, &spot(&[before, value]), message);
            }
        }
    }

    /// Finds enums that were one type under several names and are several types now.
    pub(super) fn identities(&mut self) {
        let mut types: BTreeMap<&TypeName, BTreeMap<&TypeName, Vec<&Model>>> = BTreeMap::new();
        for (name, before) in &self.old.api.models {
            if let (Shape::Enum(_), Some(model)) = (&before.shape, self.new.model(name))
                && matches!(model.shape, Shape::Enum(_))
            {
                let parts = types.entry(self.old.canonical(name)).or_default();
                parts.entry(self.new.canonical(name)).or_default().push(model);
            }
        }
        for parts in types.into_values().filter(|parts| parts.len() > 1) {
            self.split(parts.into_values().collect());
        }
    }

    fn split(&mut self, mut parts: Vec<Vec<&Model>>) {
        // The largest part keeps the type; the others left it.
        parts.sort_by_key(|part| {
            (Reverse(part.len()), part.first().map(|model| model.name.clone()))
        });
        let names: Vec<String> =
            parts.iter().map(|part| listed(part.iter().map(|model| model.name.as_str()))).collect();
        let leaving: Vec<_> = parts.iter().skip(1).flatten().collect();
        let Some(first) = leaving.first() else { return };
        let operations = leaving.iter().flat_map(|model| model.operations.iter().cloned());
        let spot = Spot {
            pointer: first.at.clone(),
            rust: parts.iter().flatten().map(|model| format!("enums::{}", model.name)).collect(),
            reach: Reach { operations: operations.collect(), ..Reach::default() },
            claims: Vec::new(),
        };
        let message = format!("one type before, {} now: {}", parts.len(), names.join(" | "));
        self.add(rule::ENUM_IDENTITY_SPLIT, &spot, message);
    }
}
