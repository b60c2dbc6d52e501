//! The record of the base in the lock: the state that updates are compared with.

use codegen::diff::Bump;
use semver::Version;
use serde::{Deserialize, Serialize};

/// The record in the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Base {
    /// The version of the client that updates raise: the last release or, before the first one,
    /// the version before the first update.
    pub(crate) version: Version,
    /// Whether that version was released.
    pub(crate) released: bool,
    /// How far merged updates have raised the version, where nothing was released: the base has
    /// moved past them, and the version has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pending: Option<String>,
    /// The day of the document.
    pub(crate) date: String,
    /// The id of the document in git.
    pub(crate) document: String,
    /// The id of the overlay in git.
    pub(crate) overlay: String,
}

impl Base {
    /// Returns how far merged updates have raised the version without a release.
    pub(crate) fn pending(&self) -> Bump {
        let word = self.pending.as_deref().unwrap_or_default();
        Bump::ALL.into_iter().find(|bump| bump.as_str() == word).unwrap_or(Bump::None)
    }

    /// Returns a short name that differs between bases.
    pub(crate) fn id(&self) -> String {
        [&self.document, &self.overlay].map(|id| id.get(..8).unwrap_or(id).to_owned()).join("-")
    }
}
