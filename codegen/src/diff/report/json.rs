//! The report for programs. Its members only ever grow in number.
//!
//! `wire`, `source` and `bump` are the verdicts on everything in `changes`. `refactorings` are
//! definitions that moved: no change of the document, so they have no verdict, but an item of the
//! crate has another name unless the overlay keeps it. `edits` are changes of prose; they are listed
//! on demand and always counted.

use serde::Serialize;

use super::View;
use crate::diff::change::{Change, Changes, Edit, Operations, Refactoring};
use crate::diff::rule::Rule;
use crate::diff::verdict::{Bump, Source, Wire};
use crate::pointer::Pointer;

#[derive(Serialize)]
struct Report<'a> {
    wire: Wire,
    source: Source,
    bump: Bump,
    counts: Counts,
    changes: Vec<Entry<'a>>,
    refactorings: &'a [Refactoring],
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<&'a [Edit]>,
}

#[derive(Serialize)]
struct Counts {
    changes: usize,
    unhandled: usize,
    wire: OfWire,
    source: OfSource,
    operations: Operations,
    refactorings: usize,
    edits: usize,
}

#[derive(Serialize)]
struct OfWire {
    r#break: usize,
    risk: usize,
    ok: usize,
}

#[derive(Serialize)]
struct OfSource {
    r#break: usize,
    additive: usize,
    none: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static str,
    wire: Wire,
    source: Source,
    pointer: &'a Pointer,
    operations: &'a [String],
    rust: &'a str,
    message: &'a str,
    also: Vec<&'static str>,
    items: &'a [String],
}

impl<'a> From<&'a Change> for Entry<'a> {
    fn from(change: &'a Change) -> Self {
        let Change { rule, also, wire, source, pointer, operations, rust, message, items } = change;
        Self {
            rule: rule.id,
            wire: *wire,
            source: *source,
            pointer,
            operations,
            rust,
            message,
            also: also.iter().map(|rule: &&Rule| rule.id).collect(),
            items,
        }
    }
}

/// The comparison as JSON, on several lines.
#[must_use]
pub fn json(changes: &Changes, view: &View<'_>) -> String {
    let report = Report {
        wire: changes.wire(),
        source: changes.source(),
        bump: changes.bump(),
        counts: Counts {
            changes: changes.changes.len(),
            unhandled: changes.unhandled().count(),
            wire: OfWire {
                r#break: changes.count_wire(Wire::Break),
                risk: changes.count_wire(Wire::Risk),
                ok: changes.count_wire(Wire::Ok),
            },
            source: OfSource {
                r#break: changes.count_source(Source::Break),
                additive: changes.count_source(Source::Additive),
                none: changes.count_source(Source::None),
            },
            operations: changes.operations,
            refactorings: changes.refactorings.len(),
            edits: changes.edits.len(),
        },
        changes: changes.changes.iter().map(Entry::from).collect(),
        refactorings: &changes.refactorings,
        edits: view.docs.then_some(changes.edits.as_slice()),
    };
    // Nothing in the report can fail to be written: no map with other keys than text.
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}
