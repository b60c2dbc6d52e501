//! Finds decisions that the overlay of the base has and the current one lacks; no I/O.
//!
//! If an action is deleted, or its target moved, its decision no longer applies, without an error:
//! a secret is classified by its name again, a list is no longer paginated, a wait disappears. Each
//! such decision is reported.

use std::collections::BTreeMap;

use serde_json::Value;

/// How the keys of decisions start.
const PREFIX: &str = "x-sdk-";

/// Compares two documents after their overlays; returns a line for each decision that is gone.
pub(crate) fn dropped(old: &Value, new: &Value) -> Vec<String> {
    let mut before = BTreeMap::new();
    collect(old, &mut String::from("#"), &mut before);
    let line = |(pointer, (parent, value)): (String, (String, &Value))| {
        let pointed = |pointer: &str| new.pointer(pointer.trim_start_matches('#'));
        if pointed(&pointer).is_some() {
            return None;
        }
        let key = pointer.rsplit('/').next().unwrap_or_default();
        let value = if value.is_object() || value.is_array() {
            String::new()
        } else {
            format!(": {value}")
        };
        let end = if pointed(&parent).is_some() {
            "is no longer in the overlay"
        } else {
            "applied to a location that was removed; if it moved, add the action for the new location"
        };
        Some(format!("`{key}{value}` at {parent} {end}"))
    };
    before.into_iter().filter_map(line).collect()
}

/// Collects the pointers of decisions, with the pointer of the place that each is about.
fn collect<'a>(
    value: &'a Value,
    pointer: &mut String,
    found: &mut BTreeMap<String, (String, &'a Value)>,
) {
    let length = pointer.len();
    let mut visit = |key: &str, child: &'a Value| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        if key.starts_with(PREFIX) {
            found.insert(pointer.clone(), (pointer[..length].to_owned(), child));
        } else {
            collect(child, pointer, found);
        }
        pointer.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, child)| visit(key, child)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, child)| visit(&index.to_string(), child));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::dropped;

    #[test]
    fn a_dropped_decision_is_named_and_an_unchanged_one_is_not() {
        let old = json!({
            "x-sdk-server": "https://example.com",
            "paths": { "/a": { "get": { "x-sdk-wait": { "state": "/state" } } } },
            "components": { "schemas": {
                "A": { "properties": { "k": { "x-sdk-secret": true }, "l": { "x-sdk-secret": false } } },
                "B": { "x-sdk-name": "Bee" },
            } },
        });
        let new = json!({
            "x-sdk-server": "https://example.com",
            "paths": { "/a": { "get": {} } },
            "components": { "schemas": {
                "A": { "properties": { "k": {}, "l": { "x-sdk-secret": true } } },
            } },
        });
        assert_eq!(
            dropped(&old, &new),
            [
                "`x-sdk-secret: true` at #/components/schemas/A/properties/k is no longer in the overlay",
                "`x-sdk-name: \"Bee\"` at #/components/schemas/B applied to a location that was removed; if it moved, add the action for the new location",
                "`x-sdk-wait` at #/paths/~1a/get is no longer in the overlay",
            ]
        );
        assert!(dropped(&new, &new).is_empty());
    }
}
