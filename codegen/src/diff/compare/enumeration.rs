//! Enums: values that came and went, and enums that stopped being one type.

use std::collections::{BTreeMap, BTreeSet};

use super::{Compare, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::rule;
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
        // Which name stands for enums of the same values is no news by itself.
        let Enum { values, same_as } = new;
        let owner = Owner::Model(Module::Enums, model.name.clone());
        // All names of a type have its variants.
        let shared = same_as.as_ref().unwrap_or(&model.name);
        let others = self.new.api.enums.get(shared).into_iter().flatten();
        let types: BTreeSet<Owner> = others
            .chain([shared, &model.name])
            .map(|name| Owner::Model(Module::Enums, name.clone()))
            .collect();
        let only = |these: &'a [EnumValue], those: &[EnumValue]| -> Vec<&'a EnumValue> {
            these
                .iter()
                .filter(|value| those.iter().all(|other| other.wire != value.wire))
                .collect()
        };
        let (added, removed) = (only(values, &old.values), only(&old.values, values));
        let spot = |values: &[&EnumValue]| Spot {
            pointer: model.at.clone(),
            rust: vec![owner.path()],
            claims: values
                .iter()
                .flat_map(|value| {
                    // A value of one place is a variant of the type that it shares.
                    types
                        .iter()
                        .map(|ty| Claim::Part(ty.clone(), Part::Variant(value.name.clone())))
                })
                .collect(),
        };
        let told =
            |values: &[&'a EnumValue]| listed(values.iter().map(|value| value.wire.as_str()));
        if let ([before], [after]) = (old.values.as_slice(), values.as_slice())
            && before.wire != after.wire
        {
            let message = format!("`{}` → `{}`", before.wire, after.wire);
            self.drafts.judge(facet::CONST_CHANGED, reach, &spot(&[before, after]), message);
            return;
        }
        if !added.is_empty() {
            let mut rules = facet::ENUM_VALUE_ADDED.rules(reach);
            if reach.response && self.states.contains(&model.name) {
                rules.push(&rule::STATE_ENUM_CHANGED);
            }
            self.drafts.add(rules, reach, &spot(&added), format!("+ {}", told(&added)));
        }
        if !removed.is_empty() {
            let message = format!("− {}", told(&removed));
            let mut rules = facet::ENUM_VALUE_REMOVED.rules(reach);
            if removed.iter().any(|value| self.awaited.contains(&(&model.name, &*value.wire))) {
                rules.push(&rule::WAIT_STATE_REMOVED);
            }
            self.drafts.add(rules, reach, &spot(&removed), message);
        }
        for value in values {
            let before = old.values.iter().find(|other| other.wire == value.wire);
            if let Some(before) = before.filter(|before| before.name != value.name) {
                let message =
                    format!("`{}` is `{}` instead of `{}`", value.wire, value.name, before.name);
                self.drafts.rule(&rule::RUST_NAME_CHANGED, reach, &spot(&[before, value]), message);
            }
        }
    }

    /// Finds enums that were one type under several names and are several types now.
    pub(super) fn identities(&mut self) {
        let mut groups: BTreeMap<&TypeName, Vec<&Model>> = BTreeMap::new();
        for model in
            self.old.api.models.values().filter(|model| matches!(model.shape, Shape::Enum(_)))
        {
            groups.entry(self.old.canonical(&model.name)).or_default().push(model);
        }
        for (_, members) in groups.into_iter().filter(|(_, members)| members.len() > 1) {
            let mut parts: BTreeMap<&TypeName, Vec<&Model>> = BTreeMap::new();
            for model in members.iter().filter_map(|model| self.new.model(&model.name)) {
                if matches!(model.shape, Shape::Enum(_)) {
                    parts.entry(self.new.canonical(&model.name)).or_default().push(model);
                }
            }
            if parts.len() > 1 {
                self.split(parts);
            }
        }
    }

    fn split(&mut self, parts: BTreeMap<&TypeName, Vec<&Model>>) {
        let mut parts: Vec<Vec<&Model>> = parts.into_values().collect();
        // The largest part is what the type is now; the others left it.
        parts.sort_by_key(|part| {
            (std::cmp::Reverse(part.len()), part.first().map(|model| model.name.clone()))
        });
        let told: Vec<String> =
            parts.iter().map(|part| listed(part.iter().map(|model| model.name.as_str()))).collect();
        let leaving = parts.iter().skip(1).flatten();
        let operations: BTreeSet<String> =
            leaving.flat_map(|model| model.operations.iter().cloned()).collect();
        let Some(first) = parts.get(1).and_then(|part| part.first()) else { return };
        let spot = Spot {
            pointer: first.at.clone(),
            rust: parts.iter().flatten().map(|model| format!("enums::{}", model.name)).collect(),
            claims: Vec::new(),
        };
        let reach = Reach { operations, ..Reach::default() };
        let message = format!("one type before, {} now: {}", parts.len(), told.join(" | "));
        self.drafts.rule(&rule::ENUM_IDENTITY_SPLIT, &reach, &spot, message);
    }
}
