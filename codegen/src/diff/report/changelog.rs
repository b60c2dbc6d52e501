//! The section of a changelog: what users of the crate read before they update.

use std::fmt::Write as _;

use super::section::{Weight, groups, lines};
use super::{View, counted, edited, operations};
use crate::diff::change::{Change, Changes};
use crate::diff::verdict::Source;

/// No part lists more lines than this.
const SHOWN: usize = 60;

/// Rules whose changes are worth a line of their own although nobody has to act on them.
const LISTED: &[&str] = &[
    "operation-added",
    "operation-deprecated",
    "operation-graduated",
    "req-prop-deprecated",
    "resp-prop-deprecated",
    "param-deprecated",
    "param-added-optional",
];

/// The comparison as a section of a changelog; `view.new` is what the document is called.
#[must_use]
pub fn changelog(changes: &Changes, view: &View<'_>) -> String {
    let what = if view.corrected { "Corrections of the API" } else { "The API" };
    let mut text = format!("### {what} of {}\n\n{}", view.new, sentence(changes));
    let bump = changes.release();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, " Suggested version: {}.", view.bump(bump));
    let source = |change: &&Change| change.source == Source::Break;
    part(&mut text, "Breaking for code", changes, source);
    moved(&mut text, changes);
    let behaves = |change: &&Change| !source(change) && Weight::of(change) <= Weight::Risk;
    part(&mut text, "Changed on the wire", changes, behaves);
    let listed =
        |change: &&Change| Weight::of(change) > Weight::Risk && LISTED.contains(&change.rule.id);
    part(&mut text, "New and deprecated", changes, listed);
    rest(&mut text, changes);
    text
}

fn sentence(changes: &Changes) -> String {
    let mut sentence = operations(changes);
    if let Some((first, rest)) = sentence.split_at_checked(1) {
        sentence = first.to_uppercase() + rest;
    }
    let said: Vec<String> = std::iter::once(sentence).chain(edited(changes)).collect();
    format!("{}.", said.join("; "))
}

/// The changes that pass a test, one line for those that read alike.
fn part(text: &mut String, title: &str, changes: &Changes, wanted: impl Fn(&&Change) -> bool) {
    let mut rows = Vec::new();
    for weight in Weight::ALL {
        for mut group in groups(changes, weight) {
            group.changes.retain(&wanted);
            rows.extend(
                lines(&group)
                    .into_iter()
                    .map(|line| format!("- `{}`: {}\n", line.rust, line.message)),
            );
        }
    }
    if rows.is_empty() {
        return;
    }
    let _ = write!(text, "\n**{title}**\n\n");
    text.extend(rows.iter().take(SHOWN).map(String::as_str));
    if rows.len() > SHOWN {
        let _ = writeln!(
            text,
            "- … and {} more lines: `cargo xtask diff` lists them.",
            rows.len() - SHOWN
        );
    }
}

fn moved(text: &mut String, changes: &Changes) {
    if changes.refactorings.is_empty() {
        return;
    }
    text.push_str("\n**Called otherwise, and the same in all else**\n\n");
    for moved in changes.refactorings.iter().take(SHOWN) {
        let _ = writeln!(text, "- `{}` is `{}`", moved.from, moved.to);
    }
}

/// What is only counted.
fn rest(text: &mut String, changes: &Changes) {
    let count = |rules: &[&str]| {
        changes
            .changes
            .iter()
            .filter(|change| rules.contains(&change.rule.id) && change.source == Source::Additive)
            // What is a risk has a line of its own.
            .filter(|change| Weight::of(change) > Weight::Risk)
            .count()
    };
    let counts = [
        (count(&["req-prop-added-optional", "resp-prop-added"]), "new member", "new members"),
        (count(&["schema-added"]), "new type", "new types"),
        (
            count(&["req-enum-value-added", "resp-enum-value-added", "param-enum-value-added"]),
            "enum with new values",
            "enums with new values",
        ),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| counted(number, one, many))
        .collect();
    if !counts.is_empty() {
        let _ = writeln!(text, "\nAlso {}.", counts.join(", "));
    }
}
