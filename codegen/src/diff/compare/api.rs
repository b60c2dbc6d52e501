//! What documents say about the API as a whole.

use std::collections::BTreeSet;

use super::{Compare, listed, nowhere};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::rule;
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
            // They follow from the fields, which are compared one by one.
            resources: _,
            enums: _,
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
        let spot = |index: usize| Spot {
            pointer: at.child(index),
            rust: vec!["meta::DEFAULT_BASE_URL".to_owned()],
            claims: Vec::new(),
        };
        if let (before, Some(after)) = (old.first(), new.first())
            && before != Some(after)
        {
            let before = before.map_or("none", String::as_str);
            self.drafts.rule(
                &rule::SERVER_URL_CHANGED,
                &nowhere(),
                &spot(0),
                format!("`{before}` → `{after}`"),
            );
        }
        let known = |url: &&String, urls: &[String]| urls.contains(url);
        for (index, url) in new.iter().enumerate().skip(1).filter(|(_, url)| !known(url, old)) {
            self.drafts.rule(&rule::SERVER_URL_ADDED, &nowhere(), &spot(index), format!("`{url}`"));
        }
        for (index, url) in old.iter().enumerate().skip(1).filter(|(_, url)| !known(url, new)) {
            self.drafts.rule(
                &rule::SERVER_URL_REMOVED,
                &nowhere(),
                &spot(index),
                format!("`{url}`"),
            );
        }
    }

    /// Compares the groups, which are cargo features.
    fn groups(&mut self, old: &[Group], new: &[Group]) {
        let names = |groups: &[Group]| -> BTreeSet<String> {
            groups.iter().map(|group| group.name.clone()).collect()
        };
        let (before, after) = (names(old), names(new));
        let spot = |name: &str| Spot {
            pointer: Pointer::root().child("x-sdk-groups"),
            rust: vec![format!("feature {name}")],
            claims: vec![Claim::Part(Owner::Crate, Part::Feature(name.to_owned()))],
        };
        for name in after.difference(&before) {
            self.drafts.rule(
                &rule::FEATURE_ADDED,
                &nowhere(),
                &spot(name),
                format!("feature `{name}`"),
            );
        }
        for name in before.difference(&after) {
            self.drafts.rule(
                &rule::FEATURE_REMOVED,
                &nowhere(),
                &spot(name),
                format!("feature `{name}`"),
            );
        }
        for group in new {
            let Group { name, tags: _, summary } = group;
            let before = old.iter().find(|other| other.name == *name);
            if before.is_some_and(|before| before.summary != *summary) {
                self.drafts.edit(&Pointer::root().child("x-sdk-groups"), "summary");
            }
        }
    }

    /// A document that names permissions for the first time tightens nothing; it says more.
    fn permissions_at_all(&mut self) {
        if !self.first_permissions() {
            return;
        }
        let named = self.operations.both.iter().filter(|(_, new)| !new.permissions.is_empty());
        let operations: BTreeSet<String> = named.map(|(_, new)| new.id.clone()).collect();
        let spot = Spot {
            pointer: Pointer::root().child("paths"),
            rust: vec!["OPERATIONS".to_owned()],
            claims: Vec::new(),
        };
        let message = format!("{} operations name permissions; none did before", operations.len());
        let reach = Reach { operations, ..Reach::default() };
        self.drafts.rule(&rule::PERMISSIONS_DOCUMENTED, &reach, &spot, message);
    }

    /// Whether the old document, unlike the new one, names no permission anywhere.
    pub(super) fn first_permissions(&self) -> bool {
        let both = &self.operations.both;
        // With one operation there is no telling a habit of the document from a change.
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
        let changed: Vec<&String> = before.symmetric_difference(&after).collect();
        for name in changed {
            let reached = |api: &Api| api.models.values().any(|model| model.owner == *name);
            if !reached(self.old.api) && !reached(self.new.api) {
                let at = Pointer::root().child("components").child("schemas").child(name);
                self.drafts.edit(&at, "unused schema");
            }
        }
    }
}

/// Names in the order of the alphabet, for a message.
pub(super) fn sorted<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: BTreeSet<&str> = names.into_iter().map(String::as_str).collect();
    listed(names)
}
