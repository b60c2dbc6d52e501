//! Changes while they are collected: what was seen, before it is known which items of the crate
//! it takes away.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Edit;
use super::claim::Claim;
use super::facet::{Facet, Reach};
use super::rule::{self, Rule};
use super::verdict::Wire;
use crate::pointer::Pointer;

/// Where a change was seen.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// In the document.
    pub(super) pointer: Pointer,
    /// In Rust: what a user would search for.
    pub(super) rust: Vec<String>,
    /// All items that it may touch.
    pub(super) claims: Vec<Claim>,
}

impl Spot {
    /// The place of a change that no item of the crate shows.
    pub(super) fn unseen(pointer: Pointer, rust: &str) -> Self {
        Self { pointer, rust: vec![rust.to_owned()], claims: Vec::new() }
    }
}

/// A change that was seen.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// What it is; the worst first.
    pub(super) rules: Vec<&'static Rule>,
    pub(super) pointer: Pointer,
    pub(super) rust: BTreeSet<String>,
    pub(super) claims: BTreeSet<Claim>,
    pub(super) operations: BTreeSet<String>,
    pub(super) message: String,
    /// The verdict on the wire, which is not that of the rule where no call can reach it.
    pub(super) wire: Wire,
}

/// What makes two drafts one change: place and message.
type Key = (Pointer, String);

/// All changes seen so far.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    found: BTreeMap<Key, Draft>,
    /// Prose that changed, by place.
    edits: BTreeMap<Pointer, BTreeSet<&'static str>>,
    /// The rule that is left out, to see that somebody misses it.
    without: Option<String>,
}

impl Drafts {
    /// Collects everything but what the rule of this name covers.
    pub(super) fn without(rule: Option<&str>) -> Self {
        Self { without: rule.map(str::to_owned), ..Self::default() }
    }

    /// Adds what a place has seen, judged by the directions that reach it.
    pub(super) fn judge(
        &mut self,
        facet: Facet,
        reach: &Reach,
        spot: &Spot,
        message: impl Into<String>,
    ) {
        self.add(facet.rules(reach), reach, spot, message);
    }

    /// Adds a change that is the same in all directions.
    pub(super) fn rule(
        &mut self,
        rule: &'static Rule,
        reach: &Reach,
        spot: &Spot,
        message: impl Into<String>,
    ) {
        self.add(vec![rule], reach, spot, message);
    }

    /// Adds a change with the rules that name it.
    pub(super) fn add(
        &mut self,
        mut rules: Vec<&'static Rule>,
        reach: &Reach,
        spot: &Spot,
        message: impl Into<String>,
    ) {
        rules.retain(|rule| Some(rule.id) != self.without.as_deref());
        let Some(worst) = rules.iter().map(|rule| rule.wire).max() else { return };
        let wire = if reach.dormant { Wire::Ok } else { worst };
        let message = message.into();
        let draft =
            self.found.entry((spot.pointer.clone(), message.clone())).or_insert_with(|| Draft {
                rules: Vec::new(),
                pointer: spot.pointer.clone(),
                rust: BTreeSet::new(),
                claims: BTreeSet::new(),
                operations: BTreeSet::new(),
                message,
                wire,
            });
        rules.retain(|rule| !draft.rules.contains(rule));
        draft.rules.extend(rules);
        draft.rules.sort_by_key(|rule| std::cmp::Reverse((rule.wire, rule.source)));
        draft.wire = draft.wire.max(wire);
        draft.rust.extend(spot.rust.iter().cloned());
        draft.claims.extend(spot.claims.iter().cloned());
        draft.operations.extend(reach.operations.iter().cloned());
    }

    /// Notes that prose changed.
    pub(super) fn edit(&mut self, pointer: &Pointer, what: &'static str) {
        self.edits.entry(pointer.clone()).or_default().insert(what);
    }

    /// Whether prose changed at exactly this place.
    pub(super) fn is_edited(&self, at: &Pointer) -> bool {
        self.edits.contains_key(at)
    }

    /// Whether a change claims exactly this.
    pub(super) fn claims(&self, claim: &Claim) -> bool {
        self.found.values().any(|draft| draft.claims.contains(claim))
    }

    /// Whether a change was seen at a place or inside it.
    pub(super) fn explains(&self, at: &Pointer) -> bool {
        // All that is inside begins with the empty name, in the order of pointers.
        let inside = self.first_from(&at.child(""));
        self.stands_at(at) || inside.is_some_and(|place| place.starts_with(at))
    }

    /// Whether a change was seen at exactly this place.
    pub(super) fn stands_at(&self, at: &Pointer) -> bool {
        self.first_from(at) == Some(at)
    }

    /// The first place of a change that is not before `at`.
    fn first_from(&self, at: &Pointer) -> Option<&Pointer> {
        let (key, _) = self.found.range((at.clone(), String::new())..).next()?;
        Some(&key.0)
    }

    /// Takes out the changes that were seen at a place or inside it.
    pub(super) fn take(&mut self, at: &Pointer) -> Vec<Draft> {
        let inside = |(place, _): &&Key| place.starts_with(at);
        let keys: Vec<Key> = self.found.keys().filter(inside).cloned().collect();
        keys.iter().filter_map(|key| self.found.remove(key)).collect()
    }

    /// Takes out the changes that a rule names at a place.
    pub(super) fn take_rule(&mut self, rule: &Rule, at: &Pointer) -> Vec<Draft> {
        let named = |(key, draft): &(&Key, &Draft)| {
            key.0 == *at && draft.rules.iter().any(|found| found.id == rule.id)
        };
        let keys: Vec<Key> = self.found.iter().filter(named).map(|(key, _)| key.clone()).collect();
        keys.iter().filter_map(|key| self.found.remove(key)).collect()
    }

    /// Rewrites the places of all changes in the new document. Parameters that are gone stand in
    /// the old one.
    pub(super) fn move_places(&mut self, moved: impl Fn(&Pointer) -> Pointer) {
        let gone = [&rule::PARAM_REMOVED, &rule::PATH_PARAM_REMOVED];
        let found = std::mem::take(&mut self.found).into_values().map(|mut draft| {
            if !draft.rules.iter().any(|rule| gone.contains(rule)) {
                draft.pointer = moved(&draft.pointer);
            }
            ((draft.pointer.clone(), draft.message.clone()), draft)
        });
        self.found = found.collect();
        let edits = std::mem::take(&mut self.edits).into_iter();
        self.edits = edits.map(|(at, what)| (moved(&at), what)).collect();
    }

    /// Everything that was found.
    pub(super) fn finish(self) -> (Vec<Draft>, Vec<Edit>) {
        let edits = self
            .edits
            .into_iter()
            .map(|(pointer, what)| Edit { pointer, what: what.into_iter().collect() });
        (self.found.into_values().collect(), edits.collect())
    }
}
