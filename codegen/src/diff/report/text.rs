//! The report for a terminal: everything, one change after the other.

use std::fmt::Write as _;

use super::section::{Weight, groups};
use super::{MOVED, NO_DIFFERENCE, View, counted, operations};
use crate::diff::change::{Change, Changes};
use crate::diff::listed::listed;

/// How many operations a change names; the others are counted.
const SHOWN_OPERATIONS: usize = 4;

/// Writes with colours, or without.
struct Paint(bool);

impl Paint {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn verdict(&self, verdict: &str) -> String {
        let code = match verdict {
            "break" => "1;31",
            "risk" => "1;33",
            "additive" => "36",
            _ => "32",
        };
        self.paint(code, verdict)
    }
}

/// Returns the comparison as text.
#[must_use]
pub fn text(changes: &Changes, view: &View<'_>) -> String {
    let paint = Paint(view.color);
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        text,
        "wire {} · source {} · bump {}",
        paint.verdict(changes.wire().as_str()),
        paint.verdict(changes.source().as_str()),
        view.bump(changes.release())
    );
    if changes.is_empty() {
        text.push_str(NO_DIFFERENCE);
        return text;
    }
    let _ = writeln!(
        text,
        "{}, {}",
        operations(changes),
        counted(changes.changes.len(), "change", "changes")
    );
    for weight in Weight::ALL {
        section(&mut text, changes, weight, &paint);
    }
    refactorings(&mut text, changes, &paint);
    edits(&mut text, changes, view, &paint);
    text
}

fn section(text: &mut String, changes: &Changes, weight: Weight, paint: &Paint) {
    let groups = groups(changes, weight);
    let count: usize = groups.iter().map(|group| group.changes.len()).sum();
    if count == 0 {
        return;
    }
    let _ = writeln!(text, "\n{}", paint.paint("1", &format!("{} ({count})", weight.title())));
    for group in groups {
        let _ = writeln!(
            text,
            "\n  {} · wire {}, source {} · {}",
            paint.paint("1", group.rule.id),
            paint.verdict(group.wire.as_str()),
            paint.verdict(group.source.as_str()),
            group.changes.len()
        );
        let _ = writeln!(
            text,
            "  {}",
            format!("{} {}", group.rule.meaning, group.rule.advice).trim_end()
        );
        for change in group.changes {
            entry(text, change, paint);
        }
    }
}

fn entry(text: &mut String, change: &Change, paint: &Paint) {
    let _ = writeln!(text, "    {}  {}", change.rust, change.message);
    let operations = change.operations.iter().map(String::as_str);
    let also = change.also.iter().map(|rule| format!("also {}", rule.id)).collect();
    let mut parts = [
        vec![change.pointer.to_string(), listed(operations, SHOWN_OPERATIONS, str::to_owned)],
        also,
    ]
    .concat();
    parts.retain(|part| !part.is_empty());
    let _ = writeln!(text, "      {}", paint.paint("2", &parts.join(" · ")));
}

fn refactorings(text: &mut String, changes: &Changes, paint: &Paint) {
    if changes.refactorings.is_empty() {
        return;
    }
    let title = format!("Moved ({})", changes.refactorings.len());
    let _ = writeln!(text, "\n{}", paint.paint("1", &title));
    let _ = writeln!(text, "  {MOVED}");
    for moved in &changes.refactorings {
        let _ = writeln!(text, "    {} → {}  {}", moved.from, moved.to, moved.message);
        let _ = writeln!(text, "      {}", paint.paint("2", &moved.pointer.to_string()));
    }
    let pins: Vec<&str> =
        changes.refactorings.iter().filter_map(|moved| moved.pin.as_deref()).collect();
    if !pins.is_empty() {
        text.push_str("  To preserve the names, add to spec/overlay.yaml:\n\n");
        for line in pins.concat().lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
}

fn edits(text: &mut String, changes: &Changes, view: &View<'_>, paint: &Paint) {
    if changes.edits.is_empty() {
        return;
    }
    let count = counted(
        changes.edits.len(),
        "change without effect on the SDK, such as documentation",
        "changes without effect on the SDK, such as documentation",
    );
    if !view.docs {
        let _ = writeln!(text, "\n{count}; --docs lists them");
        return;
    }
    let _ = writeln!(text, "\n{}", paint.paint("1", &count));
    for edit in &changes.edits {
        let _ = writeln!(text, "    {}  {}", edit.pointer, edit.what.join(", "));
    }
}
