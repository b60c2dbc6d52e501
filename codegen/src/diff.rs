//! Compares two documents: what a change means for the SDK that is already released, and what for
//! code that will be compiled against the next release.
//!
//! The comparison runs over the IR, so that it sees what the generator understood: inline or by
//! reference, with or without wrappers, in whatever order, is all the same. [`diff`] walks both
//! documents side by side and names every difference by a [`Rule`]. The verdict on code is read off
//! the items that the generated crate offers; an item that differs without a rule that says why is
//! reported as unhandled, never dropped.

mod change;
mod compare;
mod draft;
mod explain;
mod facet;
mod links;
mod pairing;
mod plan;
mod relate;
pub mod report;
mod rule;
mod same;
mod side;
mod surface;
mod verdict;

use std::collections::BTreeSet;

pub use self::change::{Change, Changes, Edit, Operations, Refactoring};
pub use self::rule::Rule;
pub use self::verdict::{Bump, Source, Wire};

use crate::ir::Api;
use side::Side;

/// Everything that differs between two documents.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Changes {
    diff_without(old, new, None)
}

/// The same, with one rule left out: what it covers is not reported, or is unhandled. For tests
/// that make sure that every rule is missed.
#[must_use]
pub fn diff_without(old: &Api, new: &Api, rule: Option<&str>) -> Changes {
    let mut compare = compare::compare(Side::new(old), Side::new(new), rule);
    let deltas = explain::deltas(&mut compare);
    let compare::Compare { drafts, quiet, mut refactorings, operations, .. } = compare;
    let (found, edits) = drafts.finish();
    let changes = explain::changes(found, &quiet, &deltas, rule);
    refactorings.sort();
    refactorings.dedup();
    let reached: BTreeSet<&str> =
        changes.iter().flat_map(|change| &change.operations).map(String::as_str).collect();
    let met = operations.both.iter().filter(|(_, new)| reached.contains(new.id.as_str())).count();
    let operations = Operations {
        added: operations.added.len(),
        removed: operations.removed.len(),
        changed: met,
    };
    Changes { changes, refactorings, edits, operations }
}
