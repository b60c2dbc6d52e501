//! Changes in the order in which people read them: by weight, then by rule, and changes of one
//! kind to one type on one line.

use std::collections::BTreeMap;

use super::place::place;
use crate::diff::change::{Change, Changes};
use crate::diff::rule::Rule;
use crate::diff::verdict::{Source, Wire};

/// How much a change weighs for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Breaking,
    Risk,
    Additive,
    Nothing,
}

impl Weight {
    pub(super) const ALL: [Self; 4] = [Self::Breaking, Self::Risk, Self::Additive, Self::Nothing];

    pub(super) fn of(change: &Change) -> Self {
        match (change.wire, change.source) {
            (Wire::Break, _) | (_, Source::Break) => Self::Breaking,
            (Wire::Risk, _) => Self::Risk,
            (Wire::Ok, Source::Additive) => Self::Additive,
            (Wire::Ok, Source::None) => Self::Nothing,
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Risk => "Risk",
            Self::Additive => "Additive",
            Self::Nothing => "Without effect",
        }
    }
}

/// The changes that one rule names, with one pair of verdicts.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) rule: &'static Rule,
    pub(super) wire: Wire,
    pub(super) source: Source,
    pub(super) changes: Vec<&'a Change>,
}

/// The groups of one weight: the worst first.
pub(super) fn groups(changes: &Changes, weight: Weight) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<_, Group<'_>> = BTreeMap::new();
    for change in changes.changes.iter().filter(|change| Weight::of(change) == weight) {
        let key = (std::cmp::Reverse((change.wire, change.source)), change.rule.id);
        let empty = || Group { rule: change.rule, wire: change.wire, source: change.source, changes: Vec::new() };
        groups.entry(key).or_insert_with(empty).changes.push(change);
    }
    groups.into_values().collect()
}

/// Changes that read the same but for the member that they are about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `request::Service::{name, tags}`.
    pub(super) rust: String,
    /// `Service.{name, tags}`.
    pub(super) wire: String,
    pub(super) message: String,
    pub(super) operations: Vec<String>,
    /// How many changes the line stands for.
    pub(super) count: usize,
}

/// The lines of a group.
pub(super) fn lines(group: &Group<'_>) -> Vec<Line> {
    let mut order: Vec<(String, String, &str)> = Vec::new();
    let mut merged: BTreeMap<(String, String, &str), Vec<(Place, &Change)>> = BTreeMap::new();
    for change in &group.changes {
        let place = Place::of(change);
        let key = (place.outer.clone(), place.wire_outer.clone(), change.message.as_str());
        if !merged.contains_key(&key) {
            order.push(key.clone());
        }
        merged.entry(key).or_default().push((place, change));
    }
    order.iter().filter_map(|key| merged.get(key)).map(|changes| line(changes)).collect()
}

/// A change's names, cut before the last step.
struct Place {
    outer: String,
    inner: String,
    wire_outer: String,
    wire_inner: String,
}

impl Place {
    fn of(change: &Change) -> Self {
        let wire = place(&change.pointer);
        let names: Vec<&str> = change.rust.split(", ").collect();
        let cut = |name: &str| name.rsplit_once("::").map(|(outer, inner)| (outer.to_owned(), inner.to_owned()));
        let parts: Option<Vec<(String, String)>> = names.into_iter().map(cut).collect();
        // Only members of one type go on one line.
        let member = parts.filter(|parts| {
            parts.iter().all(|(outer, inner)| outer.contains("::") && *inner == parts[0].1)
        });
        match (member, wire.rsplit_once('.')) {
            (Some(parts), Some((wire_outer, wire_inner))) => Self {
                outer: parts.iter().map(|(outer, _)| outer.as_str()).collect::<Vec<_>>().join(", "),
                inner: parts[0].1.clone(),
                wire_outer: wire_outer.to_owned(),
                wire_inner: wire_inner.to_owned(),
            },
            _ => Self { outer: change.rust.clone(), inner: String::new(), wire_outer: wire, wire_inner: String::new() },
        }
    }
}

fn line(changes: &[(Place, &Change)]) -> Line {
    let (first, change) = &changes[0];
    let inner: Vec<&str> = changes.iter().map(|(place, _)| place.inner.as_str()).collect();
    let wire: Vec<&str> = changes.iter().map(|(place, _)| place.wire_inner.as_str()).collect();
    let mut operations: Vec<String> = changes.iter().flat_map(|(_, change)| change.operations.clone()).collect();
    operations.sort();
    operations.dedup();
    let rust = join(&modules(&first.outer), "::", &inner);
    let wire = join(&first.wire_outer, ".", &wire);
    // Where only the module and the separator differ, the wire name says nothing new.
    let tail = rust.rsplit_once("}::").map_or(rust.as_str(), |(_, tail)| tail);
    let tail = tail.split_once("::").filter(|(module, _)| *module == module.to_lowercase()).map_or(tail, |(_, tail)| tail);
    let wire = if tail.replace("::", ".") == wire { String::new() } else { wire };
    Line {
        rust,
        wire,
        message: change.message.clone(),
        operations,
        count: changes.len(),
    }
}

/// The same type in several modules as one path: `{request, response}::Service`.
fn modules(paths: &str) -> String {
    let parts: Option<Vec<(&str, &str)>> = paths.split(", ").map(|path| path.split_once("::")).collect();
    match parts.as_deref() {
        Some([(_, first), _, ..]) if paths.split(", ").all(|path| path.ends_with(&format!("::{first}"))) => {
            let modules: Vec<&str> = parts.iter().flatten().map(|(module, _)| *module).collect();
            format!("{{{}}}::{first}", modules.join(", "))
        }
        _ => paths.to_owned(),
    }
}

fn join(outer: &str, separator: &str, inner: &[&str]) -> String {
    match inner {
        [] | [""] => outer.to_owned(),
        [one] => format!("{outer}{separator}{one}"),
        several if several.iter().all(|one| one.is_empty()) => outer.to_owned(),
        several => format!("{outer}{separator}{{{}}}", several.join(", ")),
    }
}
