//! The report for a pull request: the verdict first, then what breaks, what is a risk, and what is
//! new. It never grows beyond what GitHub takes, and says what it left out.

use std::fmt::Write as _;

use super::section::{Group, Line, Weight, groups, lines};
use super::{View, counted, edited, operations};
use crate::diff::change::Changes;
use crate::diff::verdict::{Source, Wire};

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
    let mut text = format!("## API changes: {} → {}\n\n", safe(view.old), safe(view.new));
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
        for (index, line) in lines.iter().enumerate() {
            let row = row(line);
            // Room for the words that say how many are not shown.
            let fits = text.len() + title.len() + shown.len() + row.len() + 64 < room;
            if index < SHOWN_LINES && fits && hidden == 0 {
                shown.push_str(&row);
            } else {
                hidden += line.count;
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

fn row(line: &Line) -> String {
    let mut row = format!("- `{}`", line.rust);
    if !line.wire.is_empty() {
        let _ = write!(row, " (`{}`)", line.wire);
    }
    let _ = write!(row, ": {}", line.message);
    if !line.operations.is_empty() {
        let shown: Vec<String> =
            line.operations.iter().take(SHOWN_OPERATIONS).map(|id| format!("`{id}`")).collect();
        let _ = write!(row, " · {}", shown.join(", "));
        if line.operations.len() > SHOWN_OPERATIONS {
            let _ = write!(row, " and {} more", line.operations.len() - SHOWN_OPERATIONS);
        }
    }
    format!("{}\n", safe(&row))
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
            "- {}",
            safe(&format!("`{}` → `{}`: {}", moved.from, moved.to, moved.message))
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
        let _ =
            writeln!(text, "- {}", safe(&format!("`{}`: {}", edit.pointer, edit.what.join(", "))));
    }
    if changes.edits.len() > SHOWN_REST {
        let _ = writeln!(text, "- … and {} more", changes.edits.len() - SHOWN_REST);
    }
    text.push_str("\n</details>\n");
    text
}

/// Text of the document on one line, and without markup outside of code.
fn safe(text: &str) -> String {
    let text = without_runs(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let last = pieces.len() - 1;
    // A backtick without partner starts no code.
    let open = last % 2 == 1;
    let mut safe = String::with_capacity(text.len());
    for (index, piece) in pieces.into_iter().enumerate() {
        let alone = open && index == last;
        if index > 0 {
            safe.push(if alone { '\'' } else { '`' });
        }
        escape(piece, index % 2 == 1 && !alone, &mut safe);
    }
    safe
}

/// Text in which a backtick stands alone: several in a row would start code of another kind.
fn without_runs(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, ticks) = rest.split_at(at);
        rest = ticks.trim_start_matches('`');
        let count = ticks.len() - rest.len();
        single.push_str(before);
        single.push_str(&if count == 1 { "`".to_owned() } else { "'".repeat(count) });
    }
    single + rest
}

fn escape(text: &str, in_code: bool, into: &mut String) {
    for character in text.chars() {
        match character {
            _ if character.is_control() || is_bidi(character) => into.push(' '),
            '<' | '>' | '*' | '_' | '[' | ']' | '#' | '@' | '|' | '~' | '\\' if !in_code => {
                into.push('\\');
                into.push(character);
            }
            _ => into.push(character),
        }
    }
}

/// Characters that turn the direction of the text around them.
fn is_bidi(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn text_of_the_document_is_no_markup() {
        assert_eq!(safe("a `b*` <c> @d\ne\u{202e}"), "a `b*` \\<c\\> \\@d e ");
        assert_eq!(safe("`Call<X>::y`: one_two"), "`Call<X>::y`: one\\_two");
        assert_eq!(safe("~~a~~ \\b"), "\\~\\~a\\~\\~ \\\\b");
    }

    #[test]
    fn backticks_of_the_document_end_no_code() {
        let cases = [
            ("`` @a` <b>", "'' \\@a' \\<b\\>"),
            ("```@a` and `<b>`", "'''\\@a` and `\\<b\\>'"),
            ("`a`b <i>` c", "`a`b \\<i\\>' c"),
            ("a \\` <b> `", "a \\\\` <b> `"),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected, "{text}");
        }
    }
}
