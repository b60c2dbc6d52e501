//! Questions about a schema as JSON.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::versions::Versions;
use crate::ir::Constraints;
use crate::pointer::Pointer;

/// How many references are followed to find out whether a value can be null.
const DEPTH: usize = 8;

/// The properties of an envelope beside its value.
pub(super) const ENVELOPE: [&str; 6] =
    ["status", "requestId", "error", "limit", "totalCount", "nextCursor"];

/// The keywords of the structure of a schema.
const STRUCTURE: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "enum",
];

/// The keywords that compose a schema of others: an array of schemas each.
pub(super) const BRANCHES: [&str; 3] = ["oneOf", "anyOf", "allOf"];

/// Whether a keyword is part of the structure of a schema.
pub(super) fn is_structure(key: &str) -> bool {
    STRUCTURE.contains(&key)
}

/// Whether a schema is composed of others.
pub(super) fn is_composed(schema: &Value) -> bool {
    schema.get("$ref").is_some() || BRANCHES.iter().any(|key| schema.get(key).is_some())
}

/// Returns the structure of a schema, without any order.
pub(super) fn structure(schema: &Value) -> Vec<(&'static str, String)> {
    let keys = STRUCTURE.iter().filter_map(|key| Some((*key, schema.get(key)?)));
    keys.map(|(key, value)| {
        let text = match key {
            "$ref" => value.to_string(),
            "type" => types(value),
            "oneOf" | "anyOf" | "allOf" => value.as_array().map_or(0, Vec::len).to_string(),
            _ => String::new(),
        };
        (key, text)
    })
    .collect()
}

/// Returns a type, or types in no order, without null.
pub(super) fn types(value: &Value) -> String {
    let mut types: BTreeSet<&str> = match value {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    };
    types.remove("null");
    types.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether a schema takes null, in any spelling.
pub(super) fn takes_null(schema: &Value, document: &Value) -> bool {
    null_within(schema, document, DEPTH)
}

/// The same, over a limited number of references.
fn null_within(schema: &Value, document: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    if let Some(reference) = schema["$ref"].as_str() {
        let target = Pointer::parse(reference);
        return target
            .and_then(|at| at.resolve(document))
            .is_some_and(|target| null_within(target, document, depth));
    }
    let takes = |branch: &Value| null_within(branch, document, depth);
    schema["nullable"] == true
        || schema["type"] == "null"
        || branches(schema, "oneOf").iter().chain(branches(schema, "anyOf")).any(takes)
        || schema["allOf"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(takes))
}

/// Returns the schemas that a keyword lists.
pub(super) fn branches<'a>(schema: &'a Value, keyword: &str) -> &'a [Value] {
    schema[keyword].as_array().map_or(&[], Vec::as_slice)
}

/// Returns which branch is a version of which, with the index of the new one. The order of branches
/// means nothing: equal ones are matched first, then those with the same marks, and the others in
/// order.
pub(super) fn matched<'a>(old: &'a [Value], new: &'a [Value]) -> Vec<(usize, Versions<'a>)> {
    let mut before: Vec<Option<&Value>> = old.iter().map(Some).collect();
    let mut after: Vec<(usize, &Value)> = new.iter().enumerate().collect();
    let mut found = Vec::new();
    let keys: [fn(&Value) -> String; 3] = [sorted, marks, |_| String::new()];
    for key in keys {
        let mut free: BTreeMap<String, VecDeque<&mut Option<&Value>>> = BTreeMap::new();
        for from in &mut before {
            if let Some(schema) = *from {
                free.entry(key(schema)).or_default().push_back(from);
            }
        }
        after.retain(|(index, to)| {
            let from = free.get_mut(&key(to)).and_then(VecDeque::pop_front).and_then(Option::take);
            found.extend(from.map(|old| (*index, Versions { old, new: to })));
            from.is_none()
        });
    }
    found.sort_by_key(|(index, ..)| *index);
    found
}

/// Returns a schema as text, whatever the order of its keywords.
fn sorted(schema: &Value) -> String {
    let mut schema = schema.clone();
    schema.sort_all_objects();
    schema.to_string()
}

/// Returns the properties of a schema that have only one value, and what the schema refers to, as
/// text.
fn marks(schema: &Value) -> String {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let single = properties.filter_map(|(name, property)| match branches(property, "enum") {
        [only] => Some(format!("{name} = {only}")),
        _ => None,
    });
    let marks = single.chain(schema["$ref"].as_str().map(str::to_owned));
    marks.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n")
}

/// The keywords that [`limits_of`] reads.
pub(super) const LIMITS: [&str; 13] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Returns the limits that a schema itself has, without those of what it refers to.
pub(super) fn limits_of(schema: &Value) -> Constraints {
    let size = |key: &str| schema[key].as_u64();
    let number = |key: &str| schema[key].as_number().map(ToString::to_string);
    let (least, most) = (number("exclusiveMinimum"), number("exclusiveMaximum"));
    Constraints {
        exclusive_minimum: least.is_some(),
        minimum: least.or_else(|| number("minimum")),
        exclusive_maximum: most.is_some(),
        maximum: most.or_else(|| number("maximum")),
        multiple_of: number("multipleOf"),
        min_length: size("minLength"),
        max_length: size("maxLength"),
        patterns: schema["pattern"].as_str().map(str::to_owned).into_iter().collect(),
        min_items: size("minItems"),
        max_items: size("maxItems"),
        unique_items: schema["uniqueItems"] == true,
        min_properties: size("minProperties"),
        max_properties: size("maxProperties"),
        values: Vec::new(),
    }
}
