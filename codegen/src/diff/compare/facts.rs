//! What the document says about a value beside its type: defaults, limits, deprecation, prose.

use super::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::{limits, rule};
use crate::ir::{Docs, TypeRef};
use crate::pointer::Pointer;

/// What both documents say about a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) old: &'a Docs,
    pub(super) new: &'a Docs,
    /// What they say about the types that the place names; what a place only repeats is compared
    /// where its type is.
    pub(super) types: Option<(&'a Docs, &'a Docs)>,
}

/// A text of a place.
type Text = fn(&Docs) -> &Option<String>;

impl<'a> Said<'a> {
    /// Whether the place differs, and does not only repeat what its type says.
    pub(super) fn differs<T: PartialEq>(&self, fact: impl Fn(&'a Docs) -> T) -> bool {
        let repeats = self
            .types
            .is_some_and(|(old, new)| fact(self.old) == fact(old) && fact(self.new) == fact(new));
        !repeats && fact(self.old) != fact(self.new)
    }
}

impl<'a> Compare<'a> {
    /// What is said about the types of a place, where both name one.
    pub(super) fn docs_of_types(
        &self,
        old: &TypeRef,
        new: &TypeRef,
    ) -> Option<(&'a Docs, &'a Docs)> {
        let (TypeRef::Named(old), TypeRef::Named(new)) = (old, new) else { return None };
        Some((&self.old.model(old)?.docs, &self.new.model(new)?.docs))
    }

    /// Compares everything that is said about a place but its format.
    pub(super) fn facts(&mut self, said: Said<'a>, reach: &Reach, spot: &Spot) {
        let Said { old, new, .. } = said;
        // Facts touch no item of the crate but its documentation.
        let spot = &Spot { claims: Vec::new(), ..spot.clone() };
        if said.differs(|docs| docs.deprecated) {
            let (facet, message) = if new.deprecated {
                (facet::DEPRECATED, "deprecated")
            } else {
                (facet::UNDEPRECATED, "no longer deprecated")
            };
            self.drafts.judge(facet, reach, spot, message);
        }
        if said.differs(|docs| docs.write_only) && reach.response {
            let (rule, message) = if new.write_only {
                (&rule::RESP_WRITE_ONLY_GAINED, "only ever written")
            } else {
                (&rule::RESP_WRITE_ONLY_LOST, "no longer only written")
            };
            self.drafts.rule(rule, reach, spot, message);
        }
        if said.differs(|docs| &docs.default) {
            self.default(old.default.as_deref(), new.default.as_deref(), reach, spot);
        }
        if said.differs(|docs| &docs.constraints) {
            for (facet, message) in limits::compare(&old.constraints, &new.constraints) {
                self.drafts.judge(facet, reach, spot, message);
            }
        }
        if said.differs(|docs| &docs.item_constraints) {
            let of_items =
                |docs: &Docs| docs.item_constraints.as_deref().cloned().unwrap_or_default();
            for (facet, message) in limits::compare(&of_items(old), &of_items(new)) {
                self.drafts.judge(facet, reach, spot, format!("each item: {message}"));
            }
        }
        self.prose(said, &spot.pointer);
    }

    fn default(&mut self, old: Option<&str>, new: Option<&str>, reach: &Reach, spot: &Spot) {
        let (facet, message) = match (old, new) {
            (None, Some(new)) => (facet::DEFAULT_ADDED, format!("default `{new}`")),
            (Some(old), None) => (facet::DEFAULT_REMOVED, format!("no default (was `{old}`)")),
            (old, new) => {
                let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
                (facet::DEFAULT_CHANGED, format!("default `{old}` → `{new}`"))
            }
        };
        self.drafts.judge(facet, reach, spot, message);
    }

    /// Notes what changed for readers only.
    pub(super) fn prose(&mut self, said: Said<'a>, at: &Pointer) {
        let texts: [(&'static str, Text); 5] = [
            ("summary", |docs| &docs.summary),
            ("title", |docs| &docs.title),
            ("description", |docs| &docs.description),
            ("example", |docs| &docs.example),
            ("externalDocs", |docs| &docs.external),
        ];
        for (what, text) in texts {
            if said.differs(text) {
                self.drafts.edit(at, what);
            }
        }
    }
}
