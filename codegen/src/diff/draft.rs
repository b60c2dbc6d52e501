//! Changes while they are collected: what was found, before it is known which items of the crate it
//! affects.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Edit;
use super::claim::Claim;
use super::facet::{Reach, Rules};
use super::rule::{self, Rule};
use super::verdict::Wire;
use crate::pointer::Pointer;

/// Where a change was found, and whom it concerns.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    /// In the document.
    pub(super) pointer: Pointer,
    /// In Rust: what a user would search for.
    pub(super) rust: Vec<String>,
    /// Who reaches it.
    pub(super) reach: Reach,
    /// All items that the change may affect.
    pub(super) claims: Vec<Claim>,
}

impl Spot {
    /// Creates a place that claims no item of the crate.
    pub(super) fn new(pointer: &Pointer, rust: impl Into<String>, reach: Reach) -> Self {
        Self { pointer: pointer.clone(), rust: vec![rust.into()], reach, claims: Vec::new() }
    }

    /// Creates the place with more claims.
    pub(super) fn claiming(&self, claims: impl IntoIterator<Item = Claim>) -> Self {
        let claims = self.claims.iter().cloned().chain(claims).collect();
        Self { claims, ..self.clone() }
    }

    /// Returns the place without claims: of a change that affects no item.
    pub(super) fn unclaimed(&self) -> Self {
        Self { claims: Vec::new(), ..self.clone() }
    }

    /// The same change at another place.
    pub(super) fn at(&self, pointer: &Pointer) -> Self {
        Self { pointer: pointer.clone(), ..self.clone() }
    }
}

/// A change that was found.
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

/// All changes found so far.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    found: BTreeMap<Key, Draft>,
    /// Prose that changed, by place.
    edits: BTreeMap<Pointer, BTreeSet<&'static str>>,
    /// The rule that is left out, for tests that each rule is missed.
    without: Option<String>,
}

impl Drafts {
    /// Collects everything but what the rule of this name covers.
    pub(super) fn without(rule: Option<&str>) -> Self {
        Self { without: rule.map(str::to_owned), ..Self::default() }
    }

    /// Adds a change, named by the rules for the directions that reach its place.
    pub(super) fn add(&mut self, named: impl Rules, spot: &Spot, message: impl Into<String>) {
        let Spot { pointer, rust, reach, claims } = spot;
        let mut rules = named.rules(reach);
        rules.retain(|rule| Some(rule.id) != self.without.as_deref());
        let Some(worst) = rules.iter().map(|rule| rule.wire).max() else { return };
        let wire = if reach.dormant { Wire::Ok } else { worst };
        let message = message.into();
        let draft = self.found.entry((pointer.clone(), message.clone())).or_insert_with(|| Draft {
            rules: Vec::new(),
            pointer: pointer.clone(),
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
        draft.rust.extend(rust.iter().cloned());
        draft.claims.extend(claims.iter().cloned());
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

    /// Whether a change was found at a place or inside it.
    pub(super) fn explains(&self, at: &Pointer) -> bool {
        // All that is inside begins with the empty name, in the order of pointers.
        let inside = self.first_from(&at.child(""));
        self.has(at) || inside.is_some_and(|place| place.starts_with(at))
    }

    /// Whether a change was found at exactly this place.
    pub(super) fn has(&self, at: &Pointer) -> bool {
        self.first_from(at) == Some(at)
    }

    /// Returns the first place of a change that is not before `at`.
    fn first_from(&self, at: &Pointer) -> Option<&Pointer> {
        let (key, _) = self.found.range((at.clone(), String::new())..).next()?;
        Some(&key.0)
    }

    /// Takes out the changes for which a test holds.
    pub(super) fn take(&mut self, test: impl Fn(&Draft) -> bool) -> Vec<Draft> {
        let (taken, left) =
            std::mem::take(&mut self.found).into_iter().partition(|(_, draft)| test(draft));
        self.found = left;
        BTreeMap::into_values(taken).collect()
    }

    /// Rewrites the places of all changes in the new document. Parameters that were removed are in
    /// the old one.
    pub(super) fn move_places(&mut self, moved: impl Fn(&Pointer) -> Pointer) {
        let gone = [rule::PARAM_REMOVED, rule::PATH_PARAM_REMOVED];
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

    /// Returns everything that was found.
    pub(super) fn finish(self) -> (Vec<Draft>, Vec<Edit>) {
        let edit = |(pointer, what): (_, BTreeSet<_>)| Edit { pointer, what: Vec::from_iter(what) };
        (self.found.into_values().collect(), self.edits.into_iter().map(edit).collect())
    }
}
