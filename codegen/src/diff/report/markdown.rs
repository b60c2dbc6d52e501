//! The report for a pull request: the verdict first, then breaking changes, risks and additions. It
//! never exceeds the limit of GitHub, and lists what it omits.

use std::fmt::Write as _;

use super::section::{Group, Line, Weight, groups, lines};
use super::{MOVED, NO_DIFFERENCE, View, counted, edited, operations};
use crate::diff::change::Changes;
use crate::diff::listed::listed;
use crate::diff::verdict::{Source, Wire};
use crate::markdown::{code, line};

/// GitHub rejects bodies above 65,536 characters; the rest of the room is for the workflow.
const LIMIT: usize = 48_000;
/// No rule shows more lines than this.
const SHOWN_LINES: usize = 40;
/// How many operations a line names; the others are counted.
const SHOWN_OPERATIONS: usize = 3;
/// How many edits and moved definitions are listed.
const SHOWN_REST: usize = 60;

/// Returns the comparison as markdown.
#[must_use]
pub fn markdown(changes: &Changes, view: &View<'_>) -> String {
    let mut text = head(changes, view);
    if changes.is_empty() {
        return text;
    }
    let mut cut = Vec::new();
    for weight in Weight::ALL {
        // A moved definition may need an action too, so it is above the additions.
        if weight == Weight::Additive {
            add(&mut text, &refactorings(changes), "the moved definitions", &mut cut);
        }
        let groups = groups(changes, weight);
        let count: usize = groups.iter().map(|group| group.changes.len()).sum();
        if count == 0 {
            continue;
        }
        // Changes that need no action are folded.
        let folded = weight >= Weight::Additive;
        let title = format!("{} ({count})", weight.title());
        let (open, close) = if folded {
            (format!("\n<details><summary><b>{title}</b></summary>\n"), "\n</details>\n")
        } else {
            (format!("\n### {title}\n"), "")
        };
        let room = LIMIT.saturating_sub(text.len() + open.len() + close.len());
        let (body, left) = fill(&groups, room);
        // A part without room for any line is only named at the end.
        if !body.is_empty() {
            let _ = write!(text, "{open}{body}{close}");
        }
        if left > 0 {
            cut.push(format!("{left} of {}", title.to_lowercase()));
        }
    }
    add(&mut text, &edits(changes, view), "the changes without effect on the SDK", &mut cut);
    if !cut.is_empty() {
        let _ = write!(
            text,
            "\n_Truncated to fit into a pull request: {}. `cargo xtask diff` shows everything._\n",
            cut.join(", ")
        );
    }
    text
}

/// Adds a part as a whole, or notes that it is missing.
fn add(text: &mut String, part: &str, what: &str, cut: &mut Vec<String>) {
    if text.len() + part.len() > LIMIT {
        cut.push(what.to_owned());
    } else {
        text.push_str(part);
    }
}

fn head(changes: &Changes, view: &View<'_>) -> String {
    let mut text = format!("## API changes: {} → {}\n\n", line(view.old), line(view.new));
    let _ = writeln!(
        text,
        "**Wire: {}** ({}) · **source: {}** ({}) · **version: {}**\n",
        changes.wire(),
        match changes.wire() {
            Wire::Break => "some calls of released SDKs fail or lose a value",
            Wire::Risk => {
                "calls of released SDKs may behave differently or, in some cases, fail"
            }
            Wire::Ok => "released SDKs work as before",
        },
        changes.source(),
        match changes.source() {
            Source::Break => "code may not compile against the next release",
            Source::Additive => "code compiles against the next release",
            Source::None if changes.refactorings.is_empty() => "no change for code",
            Source::None => {
                "code compiles against the next release after renaming the items listed under *Moved*"
            }
        },
        view.bump(changes.release()),
    );
    if changes.is_empty() {
        text.push_str(NO_DIFFERENCE);
        return text;
    }
    let mut parts = vec![operations(changes)];
    let unhandled = changes.unhandled().count();
    if unhandled > 0 {
        parts.push(format!("**{} that no rule covers**", counted(unhandled, "change", "changes")));
    }
    parts.extend(edited(changes));
    let _ = writeln!(text, "{}.\n", parts.join("; "));
    let count = |wire, source| (changes.count_wire(wire), changes.count_source(source));
    text.push_str("| | wire | source |\n|---|---:|---:|\n");
    for (name, (wire, source)) in [
        ("break", count(Wire::Break, Source::Break)),
        ("risk / additive", count(Wire::Risk, Source::Additive)),
        ("ok / none", count(Wire::Ok, Source::None)),
    ] {
        let _ = writeln!(text, "| {name} | {wire} | {source} |");
    }
    text
}

/// Returns as many lines of the groups as there is room for, and how many changes are not among
/// them.
fn fill(groups: &[Group<'_>], room: usize) -> (String, usize) {
    let mut text = String::new();
    let mut left = 0;
    for group in groups {
        let title = title(group);
        let lines = lines(group);
        let mut shown = String::new();
        let mut hidden = 0;
        for (index, entry) in lines.iter().enumerate() {
            let row = row(entry);
            // Room for the words that say how many are not shown.
            let fits = text.len() + title.len() + shown.len() + row.len() + 64 < room;
            if index < SHOWN_LINES && fits && hidden == 0 {
                shown.push_str(&row);
            } else {
                hidden += entry.count;
            }
        }
        if shown.is_empty() {
            left += hidden;
            continue;
        }
        text.push_str(&title);
        text.push_str(&shown);
        if hidden > 0 {
            let _ = writeln!(text, "- … and {hidden} more");
            left += hidden;
        }
    }
    (text, left)
}

fn title(group: &Group<'_>) -> String {
    let Group { rule, wire, source, .. } = group;
    let advice = if rule.advice.is_empty() { String::new() } else { format!(" {}", rule.advice) };
    format!("\n**`{}`** · wire {wire} · source {source}\n{}{advice}\n\n", rule.id, rule.meaning)
}

fn row(entry: &Line) -> String {
    let mut row = format!("- {}", code(&entry.rust));
    // Writing to a string cannot fail.
    if !entry.wire.is_empty() {
        let _ = write!(row, " ({})", code(&entry.wire));
    }
    let _ = write!(row, ": {}", line(&entry.message));
    if !entry.operations.is_empty() {
        let operations = entry.operations.iter().map(String::as_str);
        let _ = write!(row, " · {}", listed(operations, SHOWN_OPERATIONS, code));
    }
    row.push('\n');
    row
}

fn refactorings(changes: &Changes) -> String {
    let moved = &changes.refactorings;
    if moved.is_empty() {
        return String::new();
    }
    let rows =
        rows(moved, |it| format!("{} → {}: {}", code(&it.from), code(&it.to), line(&it.message)));
    let mut text = format!("\n### Moved ({})\n\n{MOVED}\n\n{rows}", moved.len());
    let pins: String = moved.iter().filter_map(|it| it.pin.as_deref()).take(SHOWN_REST).collect();
    if !pins.is_empty() {
        text.push_str("\nTo preserve the names, add to `spec/overlay.yaml`:\n\n");
        let _ = write!(text, "```yaml\n{pins}```\n");
    }
    text
}

fn edits(changes: &Changes, view: &View<'_>) -> String {
    let edits = &changes.edits;
    if edits.is_empty() || !view.docs {
        return String::new();
    }
    let rows = rows(edits, |edit| {
        format!("{}: {}", code(&edit.pointer.to_string()), edit.what.join(", "))
    });
    format!(
        "\n<details><summary><b>Documentation ({})</b></summary>\n\n{rows}\n</details>\n",
        edits.len()
    )
}

/// Returns a row for each of the first things, and how many others there are.
fn rows<T>(things: &[T], row: impl Fn(&T) -> String) -> String {
    let mut text = String::new();
    for thing in things.iter().take(SHOWN_REST) {
        let _ = writeln!(text, "- {}", row(thing));
    }
    if things.len() > SHOWN_REST {
        let _ = writeln!(text, "- … and {} more", things.len() - SHOWN_REST);
    }
    text
}
