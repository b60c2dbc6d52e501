//! Finds the nodes of a document that a JSONPath selects.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::pointer::Pointer;

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// To an item of a list.
    Item(usize),
    /// To a member of an object.
    Member(String),
}

/// The place of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(pub(super) Vec<Step>);

impl Place {
    /// Whether it is the whole document.
    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The place as a pointer.
    pub(super) fn pointer(&self) -> Pointer {
        self.0.iter().fold(Pointer::root(), |pointer, step| match step {
            Step::Item(index) => pointer.child(index),
            Step::Member(key) => pointer.child(key),
        })
    }
}

/// The places of all selected nodes, each once.
pub(super) fn places(target: &JsonPath, document: &Value) -> BTreeSet<Place> {
    let nodes = target.query_located(document);
    let place = |steps: &serde_json_path::NormalizedPath<'_>| {
        let step = |element: &serde_json_path::PathElement<'_>| match element.as_index() {
            Some(index) => Step::Item(index),
            None => Step::Member(element.as_name().unwrap_or_default().to_owned()),
        };
        Place(steps.iter().map(step).collect())
    };
    nodes.locations().map(place).collect()
}

/// The node at a place, unless it is gone.
pub(super) fn get_mut<'d>(document: &'d mut Value, place: &Place) -> Option<&'d mut Value> {
    place.0.iter().try_fold(document, |value, step| match step {
        Step::Item(index) => value.get_mut(index),
        Step::Member(key) => value.get_mut(key),
    })
}

/// The longest beginning of a target that does select something, other than the document.
pub(super) fn longest_prefix<'t>(target: &'t str, document: &Value) -> Option<&'t str> {
    let ends = target.char_indices().rev().filter(|(_, character)| matches!(character, '.' | '['));
    ends.map(|(end, _)| target[..end].trim_end_matches('.'))
        .take_while(|prefix| prefix.len() > 1)
        .find(|prefix| {
            // A cut inside of a name or filter is no path and is passed over.
            JsonPath::parse(prefix).is_ok_and(|path| !path.query(document).is_empty())
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::longest_prefix;

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
