//! What the document says about a value besides its type: defaults, limits, deprecation, prose.

use super::Compare;
use crate::diff::draft::Spot;
use crate::diff::relate::Relation;
use crate::diff::{facet, format, limits, rule};
use crate::ir::{Constraints, Docs, TypeRef};
use crate::pointer::Pointer;

/// What both documents say about a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) old: &'a Docs,
    pub(super) new: &'a Docs,
    /// What they say about the types that the place names; a fact that the place only repeats is
    /// compared where its type is.
    pub(super) types: Option<(&'a Docs, &'a Docs)>,
}

/// A text of a place.
type Text = fn(&Docs) -> &Option<String>;

impl<'a> Facts<'a> {
    /// Whether the place differs, and does not only repeat the fact of its type.
    pub(super) fn differ<T: PartialEq>(&self, fact: impl Fn(&'a Docs) -> T) -> bool {
        let repeats = self
            .types
            .is_some_and(|(old, new)| fact(self.old) == fact(old) && fact(self.new) == fact(new));
        !repeats && fact(self.old) != fact(self.new)
    }

    /// Returns the old and the new value of a fact, or the same twice where the place only repeats
    /// it.
    fn flag(&self, fact: impl Fn(&'a Docs) -> bool) -> (bool, bool) {
        (if self.differ(&fact) { fact(self.old) } else { fact(self.new) }, fact(self.new))
    }
}

impl<'a> Compare<'a> {
    /// Returns the documentation of the types of a place, where both are named.
    pub(super) fn docs_of_types(
        &self,
        old: &TypeRef,
        new: &TypeRef,
    ) -> Option<(&'a Docs, &'a Docs)> {
        let (TypeRef::Named(old), TypeRef::Named(new)) = (old, new) else { return None };
        Some((&self.old.model(old)?.docs, &self.new.model(new)?.docs))
    }

    /// Compares all facts about a place except its format.
    pub(super) fn facts(&mut self, facts: Facts<'a>, spot: &Spot) {
        let Facts { old, new, .. } = facts;
        // A property that is only written is not a field of responses.
        if spot.reach.response {
            let write_only = [
                (rule::RESP_WRITE_ONLY_GAINED, "write-only"),
                (rule::RESP_WRITE_ONLY_LOST, "no longer write-only"),
            ];
            self.switch(facts.flag(|docs| docs.write_only), write_only, spot);
        }
        // The other facts affect no item of the crate but its documentation.
        let spot = &spot.unclaimed();
        let deprecation =
            [(facet::DEPRECATED, "deprecated"), (facet::UNDEPRECATED, "no longer deprecated")];
        self.switch(facts.flag(|docs| docs.deprecated), deprecation, spot);
        if facts.differ(|docs| &docs.default) {
            let (facet, message) = match (&old.default, &new.default) {
                (Some(old), None) => (facet::DEFAULT_REMOVED, format!("no default (was `{old}`)")),
                (None, new) => {
                    let new = new.as_deref().unwrap_or_default();
                    (facet::DEFAULT_ADDED, format!("default `{new}`"))
                }
                (Some(old), Some(new)) => {
                    (facet::DEFAULT_CHANGED, format!("default `{old}` → `{new}`"))
                }
            };
            self.add(facet, spot, message);
        }
        if facts.differ(|docs| &docs.constraints) {
            self.limits(&old.constraints, &new.constraints, "", spot);
        }
        if facts.differ(|docs| &docs.item_constraints) {
            let none = Constraints::default();
            let [old, new] =
                [old, new].map(|docs| docs.item_constraints.as_deref().unwrap_or(&none));
            self.limits(old, new, "each item: ", spot);
        }
        self.prose(facts, &spot.pointer);
    }

    fn limits(&mut self, old: &Constraints, new: &Constraints, of: &str, spot: &Spot) {
        for (facet, message) in limits::compare(old, new) {
            self.add(facet, spot, format!("{of}{message}"));
        }
    }

    /// Compares a format that no type shows, such as that of a number.
    pub(super) fn format(&mut self, relation: Relation, facts: Facts<'a>, spot: &Spot) {
        if relation == Relation::Same && facts.differ(|docs| &docs.format) {
            let [old, new] = [facts.old, facts.new].map(|docs| docs.format.as_deref());
            let show = |format: Option<&'a str>| format.unwrap_or("none");
            let message = format!("format {} → {}", show(old), show(new));
            self.add(format::change(old, new), &spot.unclaimed(), message);
        }
    }

    /// Notes what changed for readers only.
    pub(super) fn prose(&mut self, facts: Facts<'a>, at: &Pointer) {
        let texts: [(&'static str, Text); 5] = [
            ("summary", |docs| &docs.summary),
            ("title", |docs| &docs.title),
            ("description", |docs| &docs.description),
            ("example", |docs| &docs.example),
            ("externalDocs", |docs| &docs.external),
        ];
        for (what, text) in texts {
            if facts.differ(text) {
                self.drafts.edit(at, what);
            }
        }
    }
}
