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
    /// The ids in the order of the path, each with the name of its parameter.
    ids: Arc<[(&'static str, String)]>,
}

#[allow(dead_code, reason = "which of these are called depends on the groups that are built")]
impl Resource {
    /// Creates the content of the first handle of a path.
    pub(crate) fn new(client: &Client, name: &'static str, id: impl fmt::Display) -> Self {
        Self { client: client.clone(), ids: Arc::new([(name, id.to_string())]) }
    }

    /// Creates the content of a handle below this one.
    pub(crate) fn child(&self, name: &'static str, id: impl fmt::Display) -> Self {
        let ids = self.ids.iter().cloned().chain([(name, id.to_string())]);
        Self { client: self.client.clone(), ids: ids.collect() }
    }

    /// Creates a call of an operation whose path has the ids in the same order; the names of its
    /// parameters may differ.
    pub(crate) fn call<O: Operation>(&self) -> Call<O> {
        let names = O::INFO.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let ids = self.ids.iter().map(|(_, id)| id);
        names.zip(ids).fold(Call::new(&self.client), |call, (name, id)| call.path(name, id))
    }
}

/// Shows the ids only: the client may hold credentials.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.ids.iter().map(|(name, id)| (name, id))).finish()
    }
}
