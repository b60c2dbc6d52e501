//! Questions about JSON objects: which properties differ, and which of them only people read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The properties of two objects that differ, by name. What is no object has none.
pub(super) fn differing(old: &Value, new: &Value) -> impl Iterator<Item = String> + use<> {
    let none = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&none), new.as_object().unwrap_or(&none));
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let keys: Vec<String> =
        keys.into_iter().filter(|key| old.get(*key) != new.get(*key)).cloned().collect();
    keys.into_iter()
}

/// Whether only people read a keyword.
pub(super) fn is_prose(key: &str) -> bool {
    matches!(key, "description" | "summary" | "title" | "example" | "examples" | "externalDocs")
        || key.starts_with("x-")
}

/// The properties that differ and that not only people read.
pub(super) fn differing_facts(old: &Value, new: &Value) -> Vec<String> {
    differing(old, new).filter(|key| !is_prose(key)).collect()
}

/// What some properties were and are, for a message.
pub(super) fn before_and_after(old: &Value, new: &Value, keys: &[String]) -> String {
    let text = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
    let parts: Vec<String> = keys
        .iter()
        .map(|key| format!("{key} `{}` → `{}`", text(old.get(key)), text(new.get(key))))
        .collect();
    parts.join("; ")
}
