//! The report for a pull request: the verdict first, then what breaks, what is a risk, and what is
//! new. It never grows beyond what GitHub takes, and says what it left out.

use std::fmt::Write as _;

use super::section::{Group, Line, Weight, groups, lines};
use super::{View, counted, edited, operations};
use crate::diff::change::Changes;
use crate::diff::verdict::{Source, Wire};
use crate::markdown::{code, line};

/// GitHub refuses bodies above 65,536 characters; the rest of the room is for what a workflow adds.
const LIMIT: usize = 48_000;
/// No rule shows more lines than this.
const SHOWN_LINES: usize = 40;
/// How many operations a line names; the others are counted.
const SHOWN_OPERATIONS: usize = 3;
/// How many edits and moved definitions are listed.
const SHOWN_REST: usize = 60;

/// The comparison as markdown.
#[must_use]
pub fn markdown(changes: &Changes, view: &View<'_>) -> String {
    let mut text = head(changes, view);
    if changes.is_empty() {
        return text;
    }
    let mut cut = Vec::new();
    for weight in Weight::ALL {
        // What moved may need an action too, so it stands above what needs none.
        if weight == Weight::Additive {
            add(&mut text, &refactorings(changes), "the moved definitions", &mut cut);
        }
        let groups = groups(changes, weight);
        let count: usize = groups.iter().map(|group| group.changes.len()).sum();
        if count == 0 {
            continue;
        }
        // What nobody has to act on is folded.
        let folded = weight >= Weight::Additive;
        let title = format!("{} ({count})", weight.title());
        let (open, close) = if folded {
            (format!("\n<details><summary><b>{title}</b></summary>\n"), "\n</details>\n")
        } else {
            (format!("\n### {title}\n"), "")
        };
        let room = LIMIT.saturating_sub(text.len() + open.len() + close.len());
        let (body, left) = fill(&groups, room);
        // A part that holds nothing any more is only named at the end.
        if !body.is_empty() {
            let _ = write!(text, "{open}{body}{close}");
        }
        if left > 0 {
            cut.push(format!("{left} of {}", title.to_lowercase()));
        }
    }
    add(&mut text, &edits(changes, view), "the edits of documentation", &mut cut);
    if !cut.is_empty() {
        let _ = write!(
            text,
            "\n_Cut to fit into a pull request: {}. `cargo xtask diff` shows everything._\n",
            cut.join(", ")
        );
    }
    text
}

/// Adds a part as a whole, or says that it is missing.
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
            Wire::Break => "calls of released SDKs break",
            Wire::Risk => "released SDKs may meet what they do not know",
            Wire::Ok => "released SDKs work as before",
        },
        changes.source(),
        match changes.source() {
            Source::Break => "code may not compile against the next release",
            Source::Additive => "code compiles against the next release",
            Source::None if changes.refactorings.is_empty() => "nothing new for code",
            Source::None => "nothing new for code but other names, listed as moved",
        },
        view.bump(changes.release()),
    );
    if changes.is_empty() {
        text.push_str("Nothing differs.\n");
        return text;
    }
    let mut said = vec![operations(changes)];
    let unhandled = changes.unhandled().count();
    if unhandled > 0 {
        said.push(format!("**{} that no rule covers**", counted(unhandled, "change", "changes")));
    }
    said.extend(edited(changes));
    let _ = writeln!(text, "{}.\n", said.join("; "));
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

/// As many lines of the groups as there is room for, and how many changes are not among them.
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
        let shown: Vec<String> =
            entry.operations.iter().take(SHOWN_OPERATIONS).map(|id| code(id)).collect();
        let _ = write!(row, " · {}", shown.join(", "));
        if entry.operations.len() > SHOWN_OPERATIONS {
            let _ = write!(row, " and {} more", entry.operations.len() - SHOWN_OPERATIONS);
        }
    }
    row.push('\n');
    row
}

fn refactorings(changes: &Changes) -> String {
    if changes.refactorings.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### Moved ({})\n\n", changes.refactorings.len());
    text.push_str("Nothing changed on the wire, but items of the crate are called otherwise.\n\n");
    for moved in changes.refactorings.iter().take(SHOWN_REST) {
        let _ = writeln!(
            text,
            "- {} → {}: {}",
            code(&moved.from),
            code(&moved.to),
            line(&moved.message)
        );
    }
    if changes.refactorings.len() > SHOWN_REST {
        let _ = writeln!(text, "- … and {} more", changes.refactorings.len() - SHOWN_REST);
    }
    let pins: String = changes
        .refactorings
        .iter()
        .filter_map(|moved| moved.pin.as_deref())
        .take(SHOWN_REST)
        .collect();
    if !pins.is_empty() {
        let _ = write!(
            text,
            "\nTo keep the names, add to `spec/overlay.yaml`:\n\n```yaml\n{pins}```\n"
        );
    }
    text
}

fn edits(changes: &Changes, view: &View<'_>) -> String {
    if changes.edits.is_empty() || !view.docs {
        return String::new();
    }
    let mut text =
        format!("\n<details><summary><b>Documentation ({})</b></summary>\n\n", changes.edits.len());
    for edit in changes.edits.iter().take(SHOWN_REST) {
        let _ = writeln!(text, "- {}: {}", code(&edit.pointer.to_string()), edit.what.join(", "));
    }
    if changes.edits.len() > SHOWN_REST {
        let _ = writeln!(text, "- … and {} more", changes.edits.len() - SHOWN_REST);
    }
    text.push_str("\n</details>\n");
    text
}
