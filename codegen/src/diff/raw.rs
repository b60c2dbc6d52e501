//! What documents say and the IR does not hold. The comparison of the IR sees everything that
//! becomes Rust; this one sees the rest, so that no difference is dropped because nobody looked.

mod operation;
mod prose;
mod schema;
mod security;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::compare::Compare;
use super::draft::Spot;
use super::facet::Reach;
use super::rule;
use crate::pointer::Pointer;

/// A document as JSON, after its overlay.
pub(super) type Raw<'a> = &'a Value;

/// Members of a document that the IR holds, or whose parts are compared one by one.
const KNOWN: &[&str] =
    &["openapi", "info", "servers", "paths", "components", "security", "x-sdk-groups"];

/// Compares what the IR does not hold.
pub(super) fn compare(compare: &mut Compare<'_>, old: Raw<'_>, new: Raw<'_>) {
    let root = Pointer::root();
    for key in differing(old, new).filter(|key| !KNOWN.contains(&key.as_str())) {
        compare.drafts.edit(&root.child(&key), "document");
    }
    for key in differing(&old["info"], &new["info"]).filter(|key| key != "title") {
        compare.drafts.edit(&root.child("info").child(&key), "info");
    }
    security::compare(compare, old, new);
    prose::document(compare, old, new);
    for (before, after) in compare.operations.both.clone() {
        let (from, to) = (before.at.resolve(old), after.at.resolve(new));
        if let (Some(from), Some(to)) = (from, to) {
            operation::compare(compare, after, from, to);
            prose::operation(compare, after, from, to);
        }
    }
    schema::compare(compare, old, new);
}

/// Reports a change that no item of the crate shows.
fn add(
    compare: &mut Compare<'_>,
    rule: &'static rule::Rule,
    reach: &Reach,
    pointer: Pointer,
    rust: &str,
    message: String,
) {
    let spot = Spot { pointer, rust: vec![rust.to_owned()], claims: Vec::new() };
    compare.drafts.rule(rule, reach, &spot, message);
}

/// The members of two objects that differ, by name. What is no object has none.
fn differing(old: &Value, new: &Value) -> impl Iterator<Item = String> + use<> {
    let none = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&none), new.as_object().unwrap_or(&none));
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let keys: Vec<String> =
        keys.into_iter().filter(|key| old.get(*key) != new.get(*key)).cloned().collect();
    keys.into_iter()
}

/// Keywords that only people read.
fn is_prose(key: &str) -> bool {
    matches!(key, "description" | "summary" | "title" | "example" | "examples" | "externalDocs")
        || key.starts_with("x-")
}

/// What some members were and are.
fn told(old: &Value, new: &Value, keys: &[String]) -> String {
    let text = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
    let parts: Vec<String> = keys
        .iter()
        .map(|key| format!("{key} `{}` → `{}`", text(old.get(key)), text(new.get(key))))
        .collect();
    parts.join("; ")
}
