//! The report for programs. Properties are only ever added.
//!
//! `wire`, `source` and `bump` are the verdicts on everything in `changes`. `refactorings` are
//! definitions that moved: the document means the same, so they have no verdict, but an item of the
//! crate has another name unless the overlay preserves it. `edits` are changes of prose; they are
//! listed on demand and always counted.

use serde_json::{Value, json};

use super::View;
use crate::diff::change::{Change, Changes};
use crate::diff::verdict::{Source, Wire};

/// Returns the comparison as JSON, on several lines.
#[must_use]
pub fn json(changes: &Changes, view: &View<'_>) -> String {
    let mut report = json!({
        "wire": changes.wire(),
        "source": changes.source(),
        "bump": changes.bump(),
        "counts": {
            "changes": changes.changes.len(),
            "unhandled": changes.unhandled().count(),
            "wire": {
                "break": changes.count_wire(Wire::Break),
                "risk": changes.count_wire(Wire::Risk),
                "ok": changes.count_wire(Wire::Ok),
            },
            "source": {
                "break": changes.count_source(Source::Break),
                "additive": changes.count_source(Source::Additive),
                "none": changes.count_source(Source::None),
            },
            "operations": changes.operations,
            "refactorings": changes.refactorings.len(),
            "edits": changes.edits.len(),
        },
        "changes": changes.changes.iter().map(entry).collect::<Vec<_>>(),
        "refactorings": changes.refactorings,
    });
    if let (true, Value::Object(report)) = (view.docs, &mut report) {
        report.insert("edits".to_owned(), json!(changes.edits));
    }
    format!("{report:#}\n")
}

fn entry(change: &Change) -> Value {
    let Change { rule, also, wire, source, pointer, operations, rust, message, items } = change;
    json!({
        "rule": rule.id,
        "wire": wire,
        "source": source,
        "pointer": pointer,
        "operations": operations,
        "rust": rust,
        "message": message,
        "also": also.iter().map(|rule| rule.id).collect::<Vec<_>>(),
        "items": items,
    })
}
