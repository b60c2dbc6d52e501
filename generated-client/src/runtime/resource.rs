//! The content of a resource handle: the client, and the ids so far.

use std::fmt;
use std::sync::Arc;

use super::call::Call;
use super::client::Client;
use super::ids::Ids;
use super::operation::Operation;

/// The client and the ids of a handle. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Resource {
    client: Client,
    ids: Arc<Ids>,
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
        f.debug_map().entries(self.ids.iter()).finish()
    }
}
