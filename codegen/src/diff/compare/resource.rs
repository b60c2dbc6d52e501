//! Resource handles, and on which handle the method of an operation is.

use std::collections::{BTreeMap, BTreeSet};

use super::Compare;
use crate::diff::claim::{self, Claim};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::pairing::{self, Operations};
use crate::diff::resolved::method;
use crate::diff::rule::{self, Rule};
use crate::ir::{Api, Operation, Resource};
use crate::name::TypeName;
use crate::surface::items::Owner;

/// Returns the new names of handles that have another name: the handles of an operation that only
/// the old document has are those that only the new one has.
pub(super) fn renamed_handles<'a>(
    old: &'a Api,
    new: &'a Api,
    operations: &Operations<'a>,
) -> BTreeMap<&'a TypeName, &'a TypeName> {
    let mut renamed = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (before, after) in &operations.both {
        let (from, to) = (old.handles(before), new.handles(after));
        // From the end, since a handle may have been inserted above the others.
        for (from, to) in from.into_iter().rev().zip(to.into_iter().rev()) {
            let free = !new.resources.contains_key(&from.name)
                && !old.resources.contains_key(&to.name)
                && !renamed.contains_key(&from.name);
            if free && taken.insert(&to.name) {
                renamed.insert(&from.name, &to.name);
            }
        }
    }
    renamed
}

impl Compare<'_> {
    /// Compares the handles.
    pub(super) fn handles(&mut self) {
        let (old, new) = (&self.old.api.resources, &self.new.api.resources);
        let (before, after): (Vec<_>, Vec<_>) = (old.values().collect(), new.values().collect());
        let name = |handle: &&Resource| self.new_handle(Some(&handle.name)).cloned();
        let removed = pairing::only(&before, &after, name);
        let added = pairing::only(&after, &before, name);
        for handle in removed {
            self.handle(rule::HANDLE_REMOVED, handle, self.old.api);
        }
        for handle in added {
            self.handle(rule::HANDLE_ADDED, handle, self.new.api);
        }
        for from in &before {
            if let Some(to) = self.new_handle(Some(&from.name)).and_then(|name| new.get(name)) {
                self.handle_pair(from, to);
            }
        }
    }

    /// Reports a handle that one document has alone.
    fn handle(&mut self, rule: &'static Rule, handle: &Resource, api: &Api) {
        let spot = spot(handle, api).claiming(claim::of_handle(handle));
        self.add(rule, &spot, format!("`{}`", accessor(handle)));
    }

    fn handle_pair(&mut self, old: &Resource, new: &Resource) {
        let owner = |handle: &Resource| Owner::Handle(handle.name.clone());
        let mut spot = spot(new, self.new.api)
            .claiming([old, new].map(|it| Claim::named(&claim::parent(it), &it.accessor)));
        // Code uses the old names.
        spot.rust = vec![owner(old).path()];
        if old.name != new.name {
            let spot = spot.claiming([old, new].map(|handle| Claim::all(owner(handle))));
            let message = format!("`{}` → `{}`", owner(old).path(), owner(new).path());
            self.add(rule::HANDLE_RENAMED, &spot, message);
        }
        let message = format!("`{}` → `{}`", accessor(old), accessor(new));
        if self.new_handle(old.parent.as_ref()) != new.parent.as_ref() {
            self.add(rule::HANDLE_MOVED, &spot, message);
        } else if old.name == new.name && old.accessor != new.accessor {
            self.add(rule::METHOD_RENAMED, &spot, message);
        }
    }

    /// Compares the handle and the name of the method of an operation.
    pub(super) fn methods(&mut self, old: &Operation, new: &Operation, spot: &Spot) {
        // Code uses the old names.
        let spot = &Spot { rust: vec![method(old)], ..spot.unclaimed() };
        let message = format!("`{}` → `{}`", method(old), method(new));
        if self.new_handle(old.resource.as_ref()) != new.resource.as_ref() {
            let spot = spot.claiming([old, new].map(claim::of_method));
            self.add(rule::METHOD_MOVED, &spot, message);
        } else if old.resource_method != new.resource_method {
            self.add(rule::METHOD_RENAMED, spot, message);
        }
    }

    /// Returns what a handle of the old document is called in the new one.
    fn new_handle<'n>(&'n self, name: Option<&'n TypeName>) -> Option<&'n TypeName> {
        name.map(|name| self.renamed_handles.get(name).copied().unwrap_or(name))
    }
}

/// Returns the method that returns a handle: `Client::organization()`.
fn accessor(handle: &Resource) -> String {
    format!("{}::{}()", claim::parent(handle).path(), handle.accessor)
}

/// Returns the place of a handle, with the operations on it and below it.
fn spot(handle: &Resource, api: &Api) -> Spot {
    let is_below = |operation: &&Operation| {
        api.handles(operation).iter().any(|found| found.name == handle.name)
    };
    let operations = api.operations.iter().filter(is_below).map(|it| it.id.clone()).collect();
    let reach = Reach { operations, ..Reach::default() };
    Spot::new(&handle.at, Owner::Handle(handle.name.clone()).path(), reach)
}
