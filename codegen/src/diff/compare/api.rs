//! What documents say about the API as a whole.

use std::collections::BTreeSet;

use super::{Compare, listed};
use crate::diff::claim::Claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::{pairing, rule};
use crate::ir::{Api, Group};
use crate::pointer::Pointer;
use crate::surface::items::Owner;

impl Compare<'_> {
    /// Compares titles, servers, groups, and whether there are permissions at all.
    pub(super) fn api(&mut self) {
        let Api {
            title,
            openapi,
            servers,
            groups,
            operations: _,
            models: _,
            unreached: _,
            resources: _,
            // They follow from the fields, which are compared one by one.
            enums: _,
            no_write_backs: _,
            secret_names: _,
        } = self.new.api;
        let old = self.old.api;
        let root = Pointer::root();
        if old.title != *title {
            self.drafts.edit(&root.child("info").child("title"), "title");
        }
        if old.openapi != *openapi {
            self.drafts.edit(&root.child("openapi"), "openapi");
        }
        self.servers(&old.servers, servers);
        self.groups(&old.groups, groups);
        self.permissions_at_all();
        self.unreached();
    }

    fn servers(&mut self, old: &[String], new: &[String]) {
        let at = Pointer::root().child("servers");
        let spot =
            |index: usize| Spot::new(&at.child(index), "meta::DEFAULT_BASE_URL", Reach::default());
        if let (before, Some(after)) = (old.first(), new.first())
            && before != Some(after)
        {
            let message = format!("`{}` → `{after}`", before.map_or("none", String::as_str));
            self.add(rule::SERVER_URL_CHANGED, &spot(0), message);
        }
        let ways = [(new, old, rule::SERVER_URL_ADDED), (old, new, rule::SERVER_URL_REMOVED)];
        for (these, those, rule) in ways {
            for (index, url) in these.iter().enumerate().skip(1) {
                if !those.contains(url) {
                    self.add(rule, &spot(index), format!("`{url}`"));
                }
            }
        }
    }

    /// Compares the groups, which are cargo features.
    fn groups(&mut self, old: &[Group], new: &[Group]) {
        let at = Pointer::root().child("x-sdk-groups");
        for (these, those, rule) in
            [(new, old, rule::FEATURE_ADDED), (old, new, rule::FEATURE_REMOVED)]
        {
            for Group { name, .. } in pairing::only(these, those, |group| group.name.clone()) {
                let spot = Spot::new(&at, format!("feature {name}"), Reach::default())
                    .claiming([Claim::named(&Owner::Crate, name)]);
                self.add(rule, &spot, format!("feature `{name}`"));
            }
        }
        for group in new {
            let Group { name, tags: _, summary } = group;
            let before = old.iter().find(|other| other.name == *name);
            if before.is_some_and(|before| before.summary != *summary) {
                self.drafts.edit(&at, "summary");
            }
        }
    }

    /// A document that names permissions for the first time restricts nothing; it documents more.
    fn permissions_at_all(&mut self) {
        if !self.first_permissions() {
            return;
        }
        let named = self.operations.both.iter().filter(|(_, new)| !new.permissions.is_empty());
        let operations: BTreeSet<String> = named.map(|(_, new)| new.id.clone()).collect();
        let verb = if operations.len() == 1 { "operation names" } else { "operations name" };
        let message = format!("{} {verb} permissions; none did before", operations.len());
        let reach = Reach { operations, ..Reach::default() };
        let spot = Spot::new(&Pointer::root().child("paths"), "OPERATIONS", reach);
        self.add(rule::PERMISSIONS_DOCUMENTED, &spot, message);
    }

    /// Whether the old document, unlike the new one, names no permission anywhere.
    pub(super) fn first_permissions(&self) -> bool {
        let both = &self.operations.both;
        // One operation does not show whether the document ever names permissions.
        both.len() > 1
            && self.old.api.operations.iter().all(|operation| operation.permissions.is_empty())
            && both.iter().filter(|(_, new)| !new.permissions.is_empty()).count() * 2 > both.len()
    }

    /// Schemas that no operation reaches are listed and nothing else.
    fn unreached(&mut self) {
        let names = |api: &Api| -> BTreeSet<String> {
            api.unreached.iter().map(|schema| schema.wire.clone()).collect()
        };
        let (before, after) = (names(self.old.api), names(self.new.api));
        for name in before.symmetric_difference(&after) {
            let reached = |api: &Api| api.models.values().any(|model| model.owner == *name);
            if !reached(self.old.api) && !reached(self.new.api) {
                let at = Pointer::root().child("components").child("schemas").child(name);
                self.drafts.edit(&at, "unused schema");
            }
        }
    }
}

/// Returns names in alphabetical order, for a message.
pub(super) fn sorted<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: BTreeSet<&str> = names.into_iter().map(String::as_str).collect();
    listed(names)
}
