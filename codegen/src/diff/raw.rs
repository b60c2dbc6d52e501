//! What documents say and the IR does not hold. The comparison of the IR sees everything that
//! becomes Rust; this one sees the rest, so that no difference is dropped because nobody looked.

mod operation;
mod schema;

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
    security(compare, old, new);
    for (before, after) in compare.operations.both.clone() {
        let (from, to) = (before.at.resolve(old), after.at.resolve(new));
        if let (Some(from), Some(to)) = (from, to) {
            operation::compare(compare, after, from, to);
        }
    }
    schema::compare(compare, old, new);
}

/// Compares how callers authenticate.
fn security(compare: &mut Compare<'_>, old: Raw<'_>, new: Raw<'_>) {
    let at = Pointer::root().child("components").child("securitySchemes");
    let schemes = |document: Raw<'_>| document["components"]["securitySchemes"].clone();
    let (before, after) = (schemes(old), schemes(new));
    for name in differing(&before, &after) {
        let place = at.child(&name);
        let (rule, message) = match (before.get(&name), after.get(&name)) {
            (None, _) => (&rule::SECURITY_SCHEME_ADDED, format!("new: `{name}`")),
            (_, None) => (&rule::SECURITY_SCHEME_REMOVED, format!("no `{name}`")),
            (Some(from), Some(to)) => {
                let changed: Vec<String> =
                    differing(from, to).filter(|key| !is_prose(key)).collect();
                if changed.is_empty() {
                    compare.drafts.edit(&place, "security scheme");
                    continue;
                }
                (&rule::SECURITY_SCHEME_CHANGED, told(from, to, &changed))
            }
        };
        add(compare, rule, &Reach::default(), place, "Client::builder", message);
    }
    let ways = |document: Raw<'_>| scheme_names(&document["security"]);
    let (before, after) = (ways(old), ways(new));
    if before != after {
        let message = format!("{} → {}", listed(&before), listed(&after));
        let place = Pointer::root().child("security");
        let rule = &rule::SECURITY_REQUIREMENT_CHANGED;
        add(compare, rule, &Reach::default(), place, "Client::builder", message);
    }
}

/// The names of the schemes in each alternative of a requirement.
fn scheme_names(security: &Value) -> Vec<BTreeSet<String>> {
    let alternatives = security.as_array().into_iter().flatten();
    alternatives
        .map(|schemes| {
            schemes.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        })
        .collect()
}

fn listed(alternatives: &[BTreeSet<String>]) -> String {
    let all = alternatives.iter().map(|schemes| {
        let names: Vec<&str> = schemes.iter().map(String::as_str).collect();
        format!("`{}`", names.join(" and "))
    });
    let all: Vec<String> = all.collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" or ") }
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
