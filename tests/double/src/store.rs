//! What exists, by its path.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::lifecycle::Journey;

/// How many resources there may be.
pub const MAX_RESOURCES: usize = 100_000;

/// How many bytes of request bodies a double takes before it must be reset: what is stored is made
/// of them, so that this bounds its memory.
pub const MAX_RECEIVED: usize = 1 << 30;

/// Something that exists under a path.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) value: Value,
    pub(crate) journey: Option<Journey>,
}

/// All resources, in the order in which they were created.
#[derive(Debug, Default)]
pub(crate) struct Store {
    resources: IndexMap<String, Resource>,
    /// The collections whose first items were made already.
    seeded: BTreeSet<String>,
    /// The bytes of all request bodies so far.
    received: usize,
}

impl Store {
    pub(crate) fn get(&self, path: &str) -> Option<&Resource> {
        self.resources.get(path)
    }

    pub(crate) fn get_mut(&mut self, path: &str) -> Option<&mut Resource> {
        self.resources.get_mut(path)
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.resources.contains_key(path)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.resources.len() >= MAX_RESOURCES
    }

    /// Notes the size of a request body; whether there is room for what is in it.
    pub(crate) fn receive(&mut self, bytes: usize) -> bool {
        self.received = self.received.saturating_add(bytes);
        self.received <= MAX_RECEIVED
    }

    /// Puts a resource under a path; one that is there is replaced.
    pub(crate) fn put(&mut self, path: String, value: Value, journey: Option<Journey>) {
        self.resources.insert(path, Resource { value, journey });
    }

    /// Removes a resource and everything below it.
    pub(crate) fn remove(&mut self, path: &str) {
        let below = format!("{path}/");
        self.resources.retain(|other, _| other != path && !other.starts_with(&below));
        self.seeded.retain(|other| !other.starts_with(&below));
    }

    /// The paths of the items of a collection.
    pub(crate) fn items(&self, collection: &str) -> Vec<String> {
        let prefix = format!("{collection}/");
        let is_item =
            |path: &&String| path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/'));
        self.resources.keys().filter(is_item).cloned().collect()
    }

    /// Notes that a collection has its first items; whether it had none before.
    pub(crate) fn seed(&mut self, collection: &str) -> bool {
        self.seeded.insert(collection.to_owned())
    }

    /// Everything that exists, by path.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.resources.iter().map(|(path, resource)| (path, &resource.value))
    }
}
