//! The content of a resource handle: the client, and the ids so far.

use std::fmt;
use std::sync::Arc;

use super::call::Call;
use super::client::Client;
use super::operation::Operation;

/// The client and the ids of a handle. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Resource {
    client: Client,
    ids: Arc<Ids>,
}

/// The id of a handle, and those of the handles above it, which share them.
pub(crate) struct Ids {
    /// The name of the path parameter.
    name: &'static str,
    id: String,
    /// The number of ids before this one in the path.
    position: usize,
    above: Option<Arc<Ids>>,
}

impl Ids {
    /// Creates the id of the first handle of a path.
    pub(crate) fn new(name: &'static str, id: String) -> Self {
        Self { name, id, position: 0, above: None }
    }

    /// Creates the id of a handle below that of `above`.
    pub(crate) fn below(above: &Arc<Self>, name: &'static str, id: String) -> Self {
        Self { name, id, position: above.position + 1, above: Some(Arc::clone(above)) }
    }

    /// Returns the id at this position of the path, from 0.
    pub(crate) fn get(&self, position: usize) -> Option<&str> {
        self.find(position).map(|found| found.id.as_str())
    }

    fn find(&self, position: usize) -> Option<&Self> {
        let mut ids = self;
        while ids.position != position {
            ids = ids.above.as_deref()?;
        }
        Some(ids)
    }
}

#[allow(dead_code, reason = "which of these are called depends on the groups that are built")]
impl Resource {
    /// Creates the content of the first handle of a path.
    pub(crate) fn new(client: &Client, name: &'static str, id: impl fmt::Display) -> Self {
        Self { client: client.clone(), ids: Arc::new(Ids::new(name, id.to_string())) }
    }

    /// Creates the content of a handle below this one.
    pub(crate) fn child(&self, name: &'static str, id: impl fmt::Display) -> Self {
        let ids = Ids::below(&self.ids, name, id.to_string());
        Self { client: self.client.clone(), ids: Arc::new(ids) }
    }

    /// Creates a call of an operation whose path has the ids in the same order; the names of its
    /// parameters may differ.
    pub(crate) fn call<O: Operation>(&self) -> Call<O> {
        Call::below(&self.client, &self.ids)
    }
}

/// Shows the ids only: the client may hold credentials.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = (0..=self.ids.position).filter_map(|position| self.ids.find(position));
        f.debug_map().entries(ids.map(|ids| (ids.name, &ids.id))).finish()
    }
}
