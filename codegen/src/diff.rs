//! Compares two documents: what a change means for the released SDK, and for code that will be
//! compiled against the next release.
//!
//! The IRs are compared, so that references, wrappers and orders without a meaning make no
//! difference. [`diff`] walks both documents side by side and assigns every difference a [`Rule`].
//! The verdict on code follows from the public items of the generated crate; an item that differs
//! without a rule that explains it is reported as unhandled, never dropped. What the IR does not
//! hold is compared as JSON, if a [`Document`] has it.

mod change;
mod claim;
mod compare;
mod deltas;
mod draft;
mod explain;
mod facet;
mod format;
mod limits;
mod links;
mod listed;
mod named;
mod pairing;
mod plan;
#[allow(
    clippy::indexing_slicing,
    reason = "a property that a JSON value does not have is null, and nothing panics"
)]
mod raw;
mod read;
mod relate;
pub mod report;
mod resolved;
mod rule;
mod same;
mod verdict;

use std::collections::BTreeSet;

pub use self::change::{Change, Changes, Edit, OperationCounts, Refactoring};
pub use self::named::Named;
pub use self::rule::Rule;
pub use self::verdict::{Bump, Source, Wire};

use serde_json::Value;

use crate::Partial;
use crate::ir::Api;
use crate::surface::Surface;

/// One of the documents that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The IR of the document.
    pub api: &'a Api,
    /// The document after its overlay, to compare what the IR does not hold.
    pub value: Option<&'a Value>,
    /// The rest of the document, where the generator understands only a part of it.
    pub partial: Option<&'a Partial>,
}

impl<'a> From<&'a Partial> for Document<'a> {
    fn from(partial: &'a Partial) -> Self {
        Self { api: &partial.api, value: Some(&partial.part), partial: Some(partial) }
    }
}

impl<'a> From<&'a Api> for Document<'a> {
    fn from(api: &'a Api) -> Self {
        Self { api, value: None, partial: None }
    }
}

/// Returns everything that differs between two documents.
#[must_use]
pub fn diff<'a>(old: impl Into<Document<'a>>, new: impl Into<Document<'a>>) -> Changes {
    diff_without(old, new, None)
}

/// The same, with one rule left out: what it covers is not reported, or is unhandled. For tests
/// that each rule is missed.
#[must_use]
pub fn diff_without<'a>(
    old: impl Into<Document<'a>>,
    new: impl Into<Document<'a>>,
    rule: Option<&str>,
) -> Changes {
    let (old, new) = (old.into(), new.into());
    let surfaces = (Surface::of(old.api), Surface::of(new.api));
    let mut compare = compare::compare((&surfaces.0, &surfaces.1), rule);
    if let (Some(old), Some(new)) = (old.value, new.value) {
        raw::compare(&mut compare, old, new);
    }
    if let Some(partial) = new.partial {
        compare.drafts.move_places(|at| partial.restore(at));
    }
    if let (Some(old), Some(new)) = (old.partial, new.partial) {
        raw::refused(&mut compare, old, new);
    }
    let deltas = deltas::deltas(&mut compare, &surfaces.0, &surfaces.1);
    let compare::Compare { drafts, quiet, mut refactorings, operations, .. } = compare;
    let (found, edits) = drafts.finish();
    let changes = explain::changes(found, &quiet, &deltas, rule);
    refactorings.sort();
    refactorings.dedup();
    let affected: BTreeSet<&String> =
        changes.iter().flat_map(|change| &change.operations).collect();
    let operations = OperationCounts {
        added: operations.added.len(),
        removed: operations.removed.len(),
        changed: operations.both.iter().filter(|(_, new)| affected.contains(&new.id)).count(),
    };
    Changes { changes, refactorings, edits, operations }
}
