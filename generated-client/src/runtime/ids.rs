//! The ids in the path of a call, which the handles of a path share.

use std::sync::Arc;

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

    /// Returns the names and the ids, in the order of the path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let found = (0..=self.position).filter_map(|position| self.find(position));
        found.map(|ids| (ids.name, ids.id.as_str()))
    }

    fn find(&self, position: usize) -> Option<&Self> {
        let mut ids = self;
        while ids.position != position {
            ids = ids.above.as_deref()?;
        }
        Some(ids)
    }
}
