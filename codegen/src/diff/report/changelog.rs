//! The section of a changelog: what changed, and what a caller must do.

use std::fmt::Write as _;

use super::section::{Line, Weight, groups, lines};
use super::{View, counted, edited, operations};
use crate::diff::change::{Change, Changes};
use crate::diff::rule::Rule;
use crate::diff::verdict::Source;
use crate::markdown::{code, line};

/// No part has more entries than this.
const SHOWN: usize = 200;

/// Rules whose changes have an entry although no item of the crate changes.
const LISTED: &[&str] = &["operation-deprecated", "operation-graduated"];

/// Returns the comparison as a section of a changelog.
#[must_use]
pub fn changelog(changes: &Changes, view: &View<'_>) -> String {
    let what = if view.corrected { "Corrections of the spec" } else { "The API" };
    let mut text = format!("### {what} of {}\n\n{}", line(view.new), sentence(changes));
    let bump = changes.release();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, " Suggested version: {}.", view.bump(bump));
    let breaks = |change: &Change| change.source == Source::Break;
    part(&mut text, "Breaking for code", changes, breaks);
    moved(&mut text, changes);
    let on_the_wire = |change: &Change| !breaks(change) && Weight::of(change) <= Weight::Risk;
    part(&mut text, "Changed on the wire", changes, on_the_wire);
    let is_new = |change: &Change| {
        Weight::of(change) == Weight::Additive
            || (Weight::of(change) > Weight::Risk && LISTED.contains(&change.rule.id))
    };
    part(&mut text, "New and deprecated", changes, is_new);
    text
}

fn sentence(changes: &Changes) -> String {
    let mut sentence = operations(changes);
    if let Some((first, rest)) = sentence.split_at_checked(1) {
        sentence = first.to_uppercase() + rest;
    }
    let parts: Vec<String> = std::iter::once(sentence).chain(edited(changes)).collect();
    format!("{}.", parts.join("; "))
}

/// Returns the changes for which a test holds, with one entry for those that read alike.
fn part(text: &mut String, title: &str, changes: &Changes, wanted: impl Fn(&Change) -> bool) {
    let mut entries = Vec::new();
    for weight in Weight::ALL {
        for mut group in groups(changes, weight) {
            group.changes.retain(|change| wanted(change));
            entries.extend(lines(&group).iter().map(|line| entry(group.rule, line)));
        }
    }
    if entries.is_empty() {
        return;
    }
    let _ = write!(text, "\n**{title}**\n\n");
    text.extend(entries.iter().take(SHOWN).map(String::as_str));
    if entries.len() > SHOWN {
        let more = counted(entries.len() - SHOWN, "more entry", "more entries");
        let _ = writeln!(text, "- … and {more}; `cargo xtask diff` lists all");
    }
}

/// Returns what happened to an item, and what a caller does about it.
fn entry(rule: &Rule, found: &Line) -> String {
    let advice = if rule.advice.is_empty() { String::new() } else { format!(" {}", rule.advice) };
    let end = if advice.is_empty() { "" } else { "." };
    let (rust, message) = (code(&found.rust), line(&found.message));
    format!("- {} {rust}: {message}{end}{advice}\n", verb(rule.id))
}

/// Rules whose changes add or remove the item of the crate that they name, by a part of the id.
const OF_ITEMS: &[&str] = &[
    "operation-added",
    "operation-removed",
    "feature-",
    "schema-",
    "handle-",
    "param-added",
    "param-removed",
    "-prop-added",
    "-prop-removed",
    "-enum-value-",
    "-oneof-variant-",
    "secret-field-added",
    "rust-type-direction-",
    "wait-",
];

/// Returns what happened, in a word.
fn verb(rule: &str) -> &'static str {
    let verbs = [
        ("removed", "Removed"),
        ("lost", "Removed"),
        ("orphaned", "Removed"),
        ("added", "Added"),
        ("gained", "Added"),
        ("name-changed", "Renamed"),
        ("id-changed", "Renamed"),
        ("renamed", "Renamed"),
        ("undeprecated", "Changed"),
        ("deprecated", "Deprecated"),
    ];
    // The parameters of a path are arguments, and not items.
    let is_item = !rule.starts_with("path-") && OF_ITEMS.iter().any(|part| rule.contains(part));
    let mut found = verbs.iter().filter(|(part, _)| rule.contains(part));
    found
        .find(|(_, verb)| is_item || !matches!(*verb, "Added" | "Removed"))
        .map_or("Changed", |(_, verb)| verb)
}

fn moved(text: &mut String, changes: &Changes) {
    if changes.refactorings.is_empty() {
        return;
    }
    text.push_str("\n**Renamed, without any other change**\n\n");
    for moved in changes.refactorings.iter().take(SHOWN) {
        let _ = writeln!(text, "- {} is now {}.", code(&moved.from), code(&moved.to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::rule;
    use crate::diff::verdict::Wire;
    use crate::pointer::Pointer;

    fn change(rule: &'static Rule, rust: &str, message: &str) -> Change {
        Change {
            rule,
            also: Vec::new(),
            wire: rule.wire,
            source: rule.source,
            pointer: Pointer::root(),
            operations: Vec::new(),
            rust: rust.to_owned(),
            message: message.to_owned(),
            items: Vec::new(),
        }
    }

    fn section(changes: Vec<Change>) -> String {
        let changes = Changes { changes, ..Changes::default() };
        let view = View { new: "2026-10-22", version: Some("0.1.0"), ..View::default() };
        changelog(&changes, &view)
    }

    #[test]
    fn an_entry_says_what_happened_and_what_to_do() {
        let text = section(vec![
            change(rule::OPERATION_REMOVED, "Client::a_get", "the API no longer offers `GET /a`"),
            change(rule::OPERATION_ADDED, "Client::b_get", "`GET /b`"),
            change(rule::RESP_PROP_ADDED, "response::A::b", "`text`"),
            change(rule::RESP_PROP_ADDED, "response::A::c", "`text`"),
        ]);
        for entry in [
            "- Removed `Client::a_get`: the API no longer offers `GET /a`. Remove calls to the method.\n",
            "- Added `Client::b_get`: `GET /b`\n",
            "- Added `response::A::{b, c}`: `text`\n",
        ] {
            assert!(text.contains(entry), "{entry}\n{text}");
        }
        assert!(text.starts_with("### The API of 2026-10-22\n"), "{text}");
    }

    #[test]
    fn text_of_the_document_is_not_markup() {
        let value = "+ `a`, <script>\n# Heading\n@all <!-- --> | b";
        let text = section(vec![change(rule::RESP_ENUM_VALUE_ADDED, "enums::A`@all`", value)]);
        let entry = text.lines().last().unwrap();
        assert!(
            entry.starts_with(
                "- Added `` enums::A`@all` ``: + `a`, \\<script\\> \\# Heading `@`all"
            ),
            "{text}"
        );
        assert!(
            !text.contains("\n#  Heading") && !text.contains("<script>") && !text.contains("<!--")
        );
    }

    #[test]
    fn each_rule_has_a_verb() {
        let cases = [
            ("operation-removed-after-deprecation", "Removed"),
            ("operation-deprecated", "Deprecated"),
            ("resp-prop-undeprecated", "Changed"),
            ("rust-name-changed", "Renamed"),
            ("write-back-gained", "Changed"),
            ("secret-field-lost", "Changed"),
            ("secret-field-added", "Added"),
            ("paging-lost", "Changed"),
            ("operation-permission-added", "Changed"),
            ("path-param-added", "Changed"),
            ("req-const-removed", "Changed"),
            ("schema-orphaned", "Removed"),
            ("schema-renamed", "Renamed"),
            ("req-prop-deprecated", "Deprecated"),
            ("req-enum-constraint-removed", "Changed"),
            ("req-prop-removed", "Removed"),
            ("req-bound-tightened", "Changed"),
        ];
        for (rule, expected) in cases {
            assert_eq!(verb(rule), expected, "{rule}");
        }
        let breaking = Rule::all().filter(|rule| rule.source == Source::Break);
        assert!(
            breaking.filter(|rule| rule.wire == Wire::Break).all(|rule| !rule.advice.is_empty())
        );
    }
}
