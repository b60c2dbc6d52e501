//! Finds the nodes of a document that a JSONPath selects.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::pointer::Pointer;

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment {
    /// To an item of a list.
    Item(usize),
    /// To a property of an object.
    Member(String),
}

/// The place of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Location(pub(super) Vec<Segment>);

impl Location {
    /// Whether it is the whole document.
    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the place as a pointer.
    pub(super) fn pointer(&self) -> Pointer {
        self.0.iter().fold(Pointer::root(), |pointer, step| match step {
            Segment::Item(index) => pointer.child(index),
            Segment::Member(key) => pointer.child(key),
        })
    }
}

/// Returns the places of all selected nodes, each once.
pub(super) fn places(target: &JsonPath, document: &Value) -> BTreeSet<Location> {
    let nodes = target.query_located(document);
    let place = |steps: &serde_json_path::NormalizedPath<'_>| {
        let step = |element: &serde_json_path::PathElement<'_>| match element.as_index() {
            Some(index) => Segment::Item(index),
            None => Segment::Member(element.as_name().unwrap_or_default().to_owned()),
        };
        Location(steps.iter().map(step).collect())
    };
    nodes.locations().map(place).collect()
}

/// Returns the node at a place, unless it is gone.
pub(super) fn get_mut<'d>(document: &'d mut Value, place: &Location) -> Option<&'d mut Value> {
    place.0.iter().try_fold(document, |value, step| match step {
        Segment::Item(index) => value.get_mut(index),
        Segment::Member(key) => value.get_mut(key),
    })
}

/// Returns the longest beginning of a target that does select something, other than the document.
pub(super) fn longest_prefix<'t>(target: &'t str, document: &Value) -> Option<&'t str> {
    let ends = target.char_indices().rev().filter(|(_, character)| matches!(character, '.' | '['));
    ends.map(|(end, _)| target.get(..end).unwrap_or_default().trim_end_matches('.'))
        .take_while(|prefix| prefix.len() > 1)
        .find(|prefix| {
            // A cut inside of a name or filter is not a path and is passed over.
            JsonPath::parse(prefix).is_ok_and(|path| !path.query(document).is_empty())
        })
}

/// Returns the names in lists of names, such as `['A', 'B']`, that alone select nothing. Names in
/// filters are left alone, where one of them is enough.
pub(super) fn idle_names<'t>(target: &'t str, document: &Value) -> Vec<&'t str> {
    let path = target.split('?').next().unwrap_or(target);
    let mut idle = Vec::new();
    for (start, _) in path.match_indices('[') {
        let Some((names, end)) = names(path, start + 1) else { continue };
        let selects = |name: &str| {
            let (before, after) = (target.get(..start), target.get(end..));
            let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
            let alone = format!("{before}[{name}]{after}");
            // What cannot be read alone is not a list of names.
            JsonPath::parse(&alone).map_or(true, |path| !path.query(document).is_empty())
        };
        if names.len() > 1 {
            idle.extend(names.into_iter().filter(|name| !selects(name)));
        }
    }
    idle
}

/// Returns the quoted names from here to the closing bracket, with their quotes, and the place
/// behind it.
fn names(path: &str, start: usize) -> Option<(Vec<&str>, usize)> {
    let mut names = Vec::new();
    let mut at = start;
    loop {
        let next = path.get(at..)?.trim_start();
        at = path.len() - next.len();
        let quote = next.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        let mut escaped = false;
        let is_end = |character: char| {
            let end = character == quote && !escaped;
            escaped = character == '\\' && !escaped;
            end
        };
        let end = at + 1 + path.get(at + 1..)?.find(is_end)? + 1;
        names.push(path.get(at..end)?);
        let rest = path.get(end..)?.trim_start();
        at = path.len() - rest.len() + 1;
        match rest.chars().next()? {
            ',' => {}
            ']' => return Some((names, at)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{idle_names, longest_prefix};

    #[test]
    fn each_name_of_a_list_must_select_something() {
        let document = json!({ "a": { "x": 1 }, "b]": { "x": 1 }, "c'": { "y": 1 }, "l": [1] });
        let idle = |target| idle_names(target, &document);
        assert_eq!(idle("$['a', 'b]'].x"), [] as [&str; 0]);
        assert_eq!(idle("$['a',\"gone\" , 'b]'].x"), ["\"gone\""]);
        assert_eq!(idle("$['a', 'c\\''].x"), [r"'c\''"]);
        assert_eq!(idle("$['a']['x', 'z']"), ["'z'"]);
        assert_eq!(idle("$['gone'].x"), [] as [&str; 0], "that selects nothing at all");
        assert_eq!(idle("$[?@['x', 'gone']]"), [] as [&str; 0]);
        assert_eq!(idle("$['a', 0]"), [] as [&str; 0]);
        assert_eq!(idle("$['a', 'b"), [] as [&str; 0]);
    }

    #[test]
    fn prefixes_end_between_segments() {
        let document = json!({ "paths": { "/v1.0/a[b]": { "get": {} } }, "s": [{ "x": 1 }] });
        let prefix = |target| longest_prefix(target, &document);
        assert_eq!(prefix("$.paths['/v1.0/a[b]'].put"), Some("$.paths['/v1.0/a[b]']"));
        assert_eq!(prefix("$.paths['/v1.0/c'].get"), Some("$.paths"));
        assert_eq!(prefix("$.s[?@.x == 2].y"), Some("$.s"));
        assert_eq!(prefix("$.paths..nope"), Some("$.paths"));
        assert_eq!(prefix("$.nope.nope"), None);
        assert_eq!(prefix("ü.ü"), None);
    }
}
