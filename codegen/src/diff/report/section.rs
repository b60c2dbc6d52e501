//! Changes in the order in which people read them: by weight, then by rule, and changes of one kind
//! to one type on one line.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::place::place;
use crate::diff::change::{Change, Changes};
use crate::diff::rule::Rule;
use crate::diff::verdict::{Source, Wire};

/// How important a change is for a reader.
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
            Self::Nothing => "Compatible",
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

/// Returns the groups of one weight: the worst first.
pub(super) fn groups(changes: &Changes, weight: Weight) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<_, Group<'_>> = BTreeMap::new();
    for change in changes.changes.iter().filter(|change| Weight::of(change) == weight) {
        let (rule, wire, source) = (change.rule, change.wire, change.source);
        let key = (std::cmp::Reverse((wire, source)), rule.id);
        let empty = || Group { rule, wire, source, changes: Vec::new() };
        groups.entry(key).or_insert_with(empty).changes.push(change);
    }
    groups.into_values().collect()
}

/// Changes that read the same except for the field that they are about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `request::Service::{name, tags}`.
    pub(super) rust: String,
    /// `Service.{name, tags}`.
    pub(super) wire: String,
    pub(super) message: String,
    pub(super) operations: Vec<String>,
    /// How many changes the line covers.
    pub(super) count: usize,
}

/// What changes on one line have in common: names without the last segment, and message.
type Key<'a> = (String, String, &'a str);

/// Returns the lines of a group.
pub(super) fn lines(group: &Group<'_>) -> Vec<Line> {
    let mut merged: IndexMap<Key<'_>, Vec<(Names, &Change)>> = IndexMap::new();
    for change in &group.changes {
        let names = Names::of(change);
        let key = (names.outer.clone(), names.wire_outer.clone(), change.message.as_str());
        merged.entry(key).or_default().push((names, change));
    }
    merged.values().filter_map(|changes| line(changes)).collect()
}

/// A change's names, split before the last segment.
struct Names {
    outer: String,
    inner: String,
    wire_outer: String,
    wire_inner: String,
}

impl Names {
    fn of(change: &Change) -> Self {
        let wire = place(&change.pointer);
        let names: Vec<&str> = change.rust.split(", ").collect();
        let parts: Option<Vec<(&str, &str)>> =
            names.iter().map(|name| name.rsplit_once("::")).collect();
        // The same field of one type in several modules, or the same type in several modules.
        let parts = parts.and_then(|parts| {
            let (_, first) = *parts.first()?;
            parts.iter().all(|(_, inner)| *inner == first).then_some((parts, first))
        });
        let Some((parts, inner)) = parts else {
            return Self {
                outer: change.rust.clone(),
                inner: String::new(),
                wire_outer: wire,
                wire_inner: String::new(),
            };
        };
        let outer = parts.iter().map(|(outer, _)| *outer).collect::<Vec<_>>().join(", ");
        let is_field = outer.contains("::");
        let (wire_outer, wire_inner) = match wire.rsplit_once('.') {
            Some((outer, inner)) if is_field => (outer.to_owned(), inner.to_owned()),
            _ if is_field => (wire, String::new()),
            _ => (String::new(), wire),
        };
        Self { outer, inner: inner.to_owned(), wire_outer, wire_inner }
    }
}

fn line(changes: &[(Names, &Change)]) -> Option<Line> {
    let (first, change) = changes.first()?;
    let inner: Vec<&str> = changes.iter().map(|(place, _)| place.inner.as_str()).collect();
    let wire: Vec<&str> = changes.iter().map(|(place, _)| place.wire_inner.as_str()).collect();
    let mut operations: Vec<String> =
        changes.iter().flat_map(|(_, change)| change.operations.clone()).collect();
    operations.sort();
    operations.dedup();
    let rust = join(&modules(&first.outer), "::", &inner);
    let line = Line {
        wire: join(&first.wire_outer, ".", &wire),
        rust,
        message: change.message.clone(),
        operations,
        count: changes.len(),
    };
    Some(Line { wire: if line.repeats_itself() { String::new() } else { line.wire }, ..line })
}

impl Line {
    /// Whether the place on the wire is redundant.
    fn repeats_itself(&self) -> bool {
        let tail = self.rust.rsplit_once("}::").map_or(self.rust.as_str(), |(_, tail)| tail);
        let tail = match tail.split_once("::") {
            Some((module, tail)) if module == module.to_lowercase() => tail,
            _ => tail,
        };
        self.rust.starts_with("Client::{")
            || self.wire.starts_with('#')
            || tail.replace("::", ".") == self.wire
            || self.message.contains(&self.wire)
    }
}

/// The same type in several modules as one path: `{request, response}::Service`.
fn modules(paths: &str) -> String {
    let paths: Vec<&str> = paths.split(", ").collect();
    let [first, _, ..] = paths.as_slice() else { return paths.concat() };
    let (_, tail) = first.split_once("::").unwrap_or((first, ""));
    let module = |path: &&str| {
        path.strip_suffix(tail).map(|module| module.trim_end_matches("::").to_owned())
    };
    let modules: Option<Vec<String>> = paths.iter().map(module).collect();
    match modules {
        Some(modules) => join(&format!("{{{}}}", modules.join(", ")), "::", &[tail]),
        None => paths.join(", "),
    }
}

fn join(outer: &str, separator: &str, inner: &[&str]) -> String {
    let separator = if outer.is_empty() { "" } else { separator };
    match inner {
        [] | [""] => outer.to_owned(),
        [one] => format!("{outer}{separator}{one}"),
        several if several.iter().all(|one| one.is_empty()) => outer.to_owned(),
        several => format!("{outer}{separator}{{{}}}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::rule;
    use crate::pointer::Pointer;

    fn change(rust: &str, pointer: &str) -> Change {
        Change {
            rule: rule::RESP_PROP_ADDED,
            also: Vec::new(),
            wire: Wire::Ok,
            source: Source::Additive,
            pointer: Pointer::parse(pointer).unwrap(),
            operations: vec![rust.to_owned()],
            rust: rust.to_owned(),
            message: "new".to_owned(),
            items: Vec::new(),
        }
    }

    fn of(changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let changes: Vec<Change> =
            changes.iter().map(|(rust, pointer)| change(rust, pointer)).collect();
        let group = Group {
            rule: rule::RESP_PROP_ADDED,
            wire: Wire::Ok,
            source: Source::Additive,
            changes: changes.iter().collect(),
        };
        lines(&group).into_iter().map(|line| (line.rust, line.wire)).collect()
    }

    fn schema(rest: &str) -> String {
        format!("#/components/schemas/{rest}")
    }

    #[test]
    fn fields_of_one_type_share_a_line() {
        let (a, b) =
            (schema("Service/properties/maxReplicas"), schema("Service/properties/minReplicas"));
        let found =
            of(&[("response::Service::max_replicas", &a), ("response::Service::min_replicas", &b)]);
        let (rust, wire) = (
            "response::Service::{max_replicas, min_replicas}",
            "Service.{maxReplicas, minReplicas}",
        );
        assert_eq!(found, [(rust.to_owned(), wire.to_owned())]);
        let both = "request::Service::max_replicas, response::Service::max_replicas";
        let found = of(&[(both, &a)]);
        let (rust, wire) = ("{request, response}::Service::max_replicas", "Service.maxReplicas");
        assert_eq!(found, [(rust.to_owned(), wire.to_owned())]);
    }

    #[test]
    fn types_and_methods_share_a_line_and_repeat_nothing() {
        let (a, b) = (schema("A"), schema("B/properties/c"));
        assert_eq!(of(&[("response::A", &a)]), [("response::A".to_owned(), String::new())]);
        let found = of(&[("enums::A", &a), ("enums::BC", &b)]);
        assert_eq!(found, [("enums::{A, BC}".to_owned(), "{A, B.c}".to_owned())]);
        let found = of(&[("Client::a", "#/paths/~1a/get"), ("Client::b", "#/paths/~1b/get")]);
        assert_eq!(found, [("Client::{a, b}".to_owned(), String::new())]);
        let found = of(&[("Client::a", "#/paths/~1a/get")]);
        assert_eq!(found, [("Client::a".to_owned(), "GET /a".to_owned())]);
    }
}
