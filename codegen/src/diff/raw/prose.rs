//! Notes what changes nothing for the SDK, where the IR does not hold it: texts of envelopes, of
//! schemas of parameters, of values of maps, of servers and paths, and the shape of errors.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::ENVELOPE_MEMBERS;
use super::schema::{structure, types};
use super::{Raw, differing, is_prose};
use crate::diff::compare::Compare;
use crate::ir::Operation;
use crate::pointer::Pointer;

/// Members of a path that stand for operations, or are part of them.
const OPERATIONS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "parameters", "$ref"];

/// Notes edits of what is no operation and no schema.
pub(super) fn document(compare: &mut Compare<'_>, old: Raw<'_>, new: Raw<'_>) {
    let urls = |document: Raw<'_>| -> Vec<String> {
        let servers = document["servers"].as_array().into_iter().flatten();
        servers.filter_map(|server| server["url"].as_str().map(str::to_owned)).collect()
    };
    if old["servers"] != new["servers"] && urls(old) == urls(new) {
        compare.drafts.edit(&Pointer::root().child("servers"), "description");
    }
    for path in differing(&old["paths"], &new["paths"]) {
        let (from, to) = (&old["paths"][&path], &new["paths"][&path]);
        if from.is_object() && to.is_object() {
            let at = Pointer::root().child("paths").child(&path);
            for key in differing(from, to).filter(|key| !OPERATIONS.contains(&key.as_str())) {
                compare.drafts.edit(&at.child(&key), "path");
            }
        }
    }
}

/// Notes edits in one operation.
pub(super) fn operation(
    compare: &mut Compare<'_>,
    operation: &Operation,
    old: &Value,
    new: &Value,
) {
    let at = &operation.at;
    let names = |value: &Value| -> Vec<String> {
        let badges = value["x-badges"].as_array().into_iter().flatten();
        badges.map(|badge| badge["name"].to_string()).collect()
    };
    if old["x-badges"] != new["x-badges"] && names(old) == names(new) {
        compare.drafts.edit(&at.child("x-badges"), "badge");
    }
    let parameters = new["parameters"].as_array().into_iter().flatten();
    for (index, parameter) in parameters.enumerate() {
        let is_same = |other: &&Value| {
            parameter["name"].is_string()
                && (&other["name"], &other["in"]) == (&parameter["name"], &parameter["in"])
        };
        let before = old["parameters"].as_array().into_iter().flatten().find(is_same);
        let place = at.child("parameters").child(index);
        // A parameter without a text of its own has that of its schema.
        if let Some(before) = before.filter(|_| !compare.drafts.is_edited(&place)) {
            let (from, to) = (&before["schema"], &parameter["schema"]);
            schema(compare, &place, &place.child("schema"), from, to);
        }
    }
    for status in differing(&old["responses"], &new["responses"]) {
        let (from, to) =
            (&old["responses"][&status]["content"], &new["responses"][&status]["content"]);
        let owner = at.child("responses").child(&status);
        let place = owner.child("content");
        for media_type in differing(from, to) {
            let (from, to) = (&from[&media_type], &to[&media_type]);
            let place = place.child(&media_type);
            for key in differing(from, to).filter(|key| is_prose(key)) {
                compare.drafts.edit(&place, what(&key));
            }
            schema(compare, &owner, &place.child("schema"), &from["schema"], &to["schema"]);
        }
    }
}

/// Notes what differs in a schema and in what is inside it, where the IR does not hold it. `owner`
/// is the parameter or the response that it is part of.
fn schema(compare: &mut Compare<'_>, owner: &Pointer, at: &Pointer, old: &Value, new: &Value) {
    if old == new || !old.is_object() || !new.is_object() {
        return;
    }
    let frame = |schema: &Value| -> Vec<(&'static str, String)> {
        let parts = structure(schema).into_iter();
        parts.filter(|(key, _)| !LOOSE.contains(key)).collect()
    };
    if frame(old) != frame(new) {
        return;
    }
    texts(compare, at, old, new);
    let is_seen =
        is_member_of_envelope(at) || compare.drafts.explains(at) || compare.drafts.stands_at(owner);
    if !is_seen && differing(old, new).any(|key| is_another(&key, old, new)) {
        compare.drafts.edit(at, "what the SDK does not read");
    }
    for name in differing(&old["properties"], &new["properties"]) {
        let place = at.child("properties").child(&name);
        schema(compare, owner, &place, &old["properties"][&name], &new["properties"][&name]);
    }
    for keyword in ["items", "additionalProperties"] {
        schema(compare, owner, &at.child(keyword), &old[keyword], &new[keyword]);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let arms = |schema: &Value| schema[keyword].as_array().cloned().unwrap_or_default();
        for (index, (from, to)) in arms(old).iter().zip(&arms(new)).enumerate() {
            schema(compare, owner, &at.child(keyword).child(index), from, to);
        }
    }
}

/// Keywords that do not say how a schema is put together from others.
const LOOSE: &[&str] = &["type", "required", "additionalProperties", "enum"];

/// Whether a keyword says something else, and not the same in other words.
fn is_another(key: &str, old: &Value, new: &Value) -> bool {
    let listed = |schema: &Value| -> BTreeSet<String> {
        schema[key].as_array().into_iter().flatten().map(Value::to_string).collect()
    };
    let is_nullable = |schema: &Value| {
        let types = schema["type"].as_array().into_iter().flatten();
        schema["nullable"] == true || types.into_iter().any(|ty| ty == "null")
    };
    match key {
        "properties" | "items" | "oneOf" | "anyOf" | "allOf" => false,
        // A type that is not named is often that of an object, which goes without saying.
        "type" | "nullable" => {
            let both = old.get("type").is_some() && new.get("type").is_some();
            (both && types(&old["type"]) != types(&new["type"]))
                || is_nullable(old) != is_nullable(new)
        }
        "required" | "enum" => listed(old) != listed(new),
        "additionalProperties" => old[key].as_bool() != new[key].as_bool(),
        _ => !is_prose(key),
    }
}

/// Whether a place is a member of an envelope, which has rules of its own.
fn is_member_of_envelope(at: &Pointer) -> bool {
    let segments: Vec<String> = at.segments().collect();
    matches!(
        &segments[..],
        [.., schema, properties, name] if schema == "schema" && properties == "properties"
            && ENVELOPE_MEMBERS.contains(&name.as_str())
    )
}

/// Notes the texts of a schema that differ, but not those inside it.
pub(super) fn texts(compare: &mut Compare<'_>, at: &Pointer, old: &Value, new: &Value) {
    for key in differing(old, new) {
        if is_prose(&key) && !key.starts_with("x-sdk-") {
            compare.drafts.edit(at, what(&key));
        }
    }
}

/// What is said to have changed.
fn what(key: &str) -> &'static str {
    match key {
        "description" => "description",
        "summary" => "summary",
        "title" => "title",
        "example" | "examples" => "example",
        "externalDocs" => "externalDocs",
        _ => "extension",
    }
}
