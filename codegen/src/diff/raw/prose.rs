//! Notes what only people read, where the IR holds no documentation: the members of envelopes, the
//! schemas of parameters, values of maps, servers and paths.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::structure;
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
            schema(compare, &place.child("schema"), &before["schema"], &parameter["schema"]);
        }
    }
    for status in differing(&old["responses"], &new["responses"]) {
        let (from, to) =
            (&old["responses"][&status]["content"], &new["responses"][&status]["content"]);
        let place = at.child("responses").child(&status).child("content");
        for media_type in differing(from, to) {
            let (from, to) = (&from[&media_type], &to[&media_type]);
            let place = place.child(&media_type);
            for key in differing(from, to).filter(|key| is_prose(key)) {
                compare.drafts.edit(&place, what(&key));
            }
            schema(compare, &place.child("schema"), &from["schema"], &to["schema"]);
        }
    }
}

/// Notes edits in a schema and in what is inside it.
fn schema(compare: &mut Compare<'_>, at: &Pointer, old: &Value, new: &Value) {
    let frame = |schema: &Value| -> Vec<(&'static str, String)> {
        let parts = structure(schema).into_iter();
        parts.filter(|(key, _)| !matches!(*key, "required" | "additionalProperties")).collect()
    };
    if old == new || !old.is_object() || !new.is_object() || frame(old) != frame(new) {
        return;
    }
    texts(compare, at, old, new);
    let sorted = |schema: &Value| -> BTreeSet<String> {
        schema["required"].as_array().into_iter().flatten().map(Value::to_string).collect()
    };
    let is_open = |schema: &Value| schema["additionalProperties"].as_bool();
    // A query has no null, so that a parameter that may be null is none for the IR.
    let is_nullable = |schema: &Value| {
        let types = schema["type"].as_array().into_iter().flatten();
        schema["nullable"] == true || types.into_iter().any(|ty| ty == "null")
    };
    let is_shaped = sorted(old) != sorted(new)
        || is_open(old) != is_open(new)
        || is_nullable(old) != is_nullable(new);
    if is_shaped && !compare.drafts.explains(at) {
        compare.drafts.edit(at, "shape of what the SDK does not read");
    }
    for name in differing(&old["properties"], &new["properties"]) {
        let place = at.child("properties").child(&name);
        schema(compare, &place, &old["properties"][&name], &new["properties"][&name]);
    }
    for keyword in ["items", "additionalProperties"] {
        schema(compare, &at.child(keyword), &old[keyword], &new[keyword]);
    }
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
