//! The result of a comparison: changes with their verdicts, and counts.

use serde::Serialize;

use super::rule::Rule;
use super::verdict::{Bump, Source, Wire};
use crate::pointer::Pointer;

/// One change of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The rule that describes it; of several directions, the most severe.
    pub rule: &'static Rule,
    /// The rules for the other directions.
    pub also: Vec<&'static Rule>,
    /// Whether the released SDK still works.
    pub wire: Wire,
    /// Whether code still compiles.
    pub source: Source,
    /// Its location in the new document; if it was removed, in the old one.
    pub pointer: Pointer,
    /// The ids of the operations that it affects.
    pub operations: Vec<String>,
    /// Its name in Rust; several names are separated by `, `.
    pub rust: String,
    /// A short description of the change.
    pub message: String,
    /// The items of the crate that it removes, changes or adds.
    pub items: Vec<String>,
}

/// A location where only the documentation changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edit {
    /// Its place in the new document.
    pub pointer: Pointer,
    /// What changed: `description`, `example`, ….
    pub what: Vec<&'static str>,
}

/// A definition that moved without any other change: the wire format and the structure of the types
/// are unchanged, but an item of the crate has another name unless the overlay preserves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refactoring {
    /// The place of the definition in the new document.
    pub pointer: Pointer,
    /// Its old name.
    pub from: String,
    /// Its new name.
    pub to: String,
    /// A short description of the change.
    pub message: String,
    /// An action for `spec/overlay.yaml` that preserves the old name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// Everything that differs between two documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes: the most severe first, then by rule and location.
    pub changes: Vec<Change>,
    /// Definitions that moved.
    pub refactorings: Vec<Refactoring>,
    /// Places where only prose changed.
    pub edits: Vec<Edit>,
    /// How many operations were added, removed and changed.
    pub operations: OperationCounts,
}

/// Counts of operations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OperationCounts {
    /// Only in the new document.
    pub added: usize,
    /// Only in the old document.
    pub removed: usize,
    /// In both, and affected by a change.
    pub changed: usize,
}

impl Changes {
    /// Returns whether nothing differs, not even documentation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.refactorings.is_empty() && self.edits.is_empty()
    }

    /// Returns the most severe wire verdict.
    #[must_use]
    pub fn wire(&self) -> Wire {
        self.changes.iter().map(|change| change.wire).max().unwrap_or_default()
    }

    /// Returns the most severe source verdict.
    #[must_use]
    pub fn source(&self) -> Source {
        self.changes.iter().map(|change| change.source).max().unwrap_or_default()
    }

    /// Returns which part of the crate's version must be raised.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.source() {
            Source::Break => Bump::Major,
            Source::Additive => Bump::Minor,
            Source::None if self.changes.is_empty() && self.edits.is_empty() => Bump::None,
            Source::None => Bump::Patch,
        }
    }

    /// Returns which part of the crate's version must be raised when the update is released as it
    /// is. Items of a definition that moved have other names, unless the overlay preserves the old
    /// ones.
    #[must_use]
    pub fn release(&self) -> Bump {
        if self.refactorings.is_empty() { self.bump() } else { Bump::Major }
    }

    /// Returns how many changes have this wire verdict.
    #[must_use]
    pub fn count_wire(&self, wire: Wire) -> usize {
        self.changes.iter().filter(|change| change.wire == wire).count()
    }

    /// Returns how many changes have this source verdict.
    #[must_use]
    pub fn count_source(&self, source: Source) -> usize {
        self.changes.iter().filter(|change| change.source == source).count()
    }

    /// Returns the changes that no rule covers.
    pub fn unhandled(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.rule.id == super::rule::UNHANDLED.id)
    }
}
