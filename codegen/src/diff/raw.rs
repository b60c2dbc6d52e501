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

/// How many references are followed to see whether a value may be null.
const DEPTH: usize = 8;

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
            operation::compare(compare, after, (from, old), (to, new));
            prose::operation(compare, (before, after), (from, old), (to, new));
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

/// The members that differ and are more than words.
fn changed_members(old: &Value, new: &Value) -> Vec<String> {
    differing(old, new).filter(|key| !is_prose(key)).collect()
}

/// Whether a schema takes null, in any spelling.
fn takes_null(schema: &Value, document: Raw<'_>) -> bool {
    null_within(schema, document, DEPTH)
}

/// The same, as far as a bounded number of references leads.
fn null_within(schema: &Value, document: Raw<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    if let Some(reference) = schema["$ref"].as_str() {
        let target = Pointer::parse(reference);
        return target
            .and_then(|at| at.resolve(document))
            .is_some_and(|target| null_within(target, document, depth));
    }
    let has_null = |types: &Value| {
        types == "null" || types.as_array().is_some_and(|types| types.iter().any(|ty| ty == "null"))
    };
    let arms = |keyword: &str| schema[keyword].as_array().into_iter().flatten();
    let takes = |arm: &Value| null_within(arm, document, depth);
    schema["nullable"] == true
        || has_null(&schema["type"])
        || arms("oneOf").chain(arms("anyOf")).any(takes)
        || schema["allOf"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(takes))
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
