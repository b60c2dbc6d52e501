//! Notes what changes nothing for the SDK, where the IR does not hold it: texts of envelopes, of
//! schemas of parameters, of values of maps, of servers and paths, and the shape of errors.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::ENVELOPE_MEMBERS;
use super::schema::{arms, structure, types, versions};
use super::{Raw, differing, is_prose, takes_null};
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

/// Notes edits in one operation; each version comes with the document that it is part of.
pub(super) fn operation(
    compare: &mut Compare<'_>,
    (before, operation): (&Operation, &Operation),
    (old, old_document): (&Value, Raw<'_>),
    (new, new_document): (&Value, Raw<'_>),
) {
    let at = &operation.at;
    // Of badges the IR holds one, of tags the group that they lead to.
    if old["x-badges"] != new["x-badges"] && before.beta == operation.beta {
        compare.drafts.edit(&at.child("x-badges"), "badge");
    }
    let tags = |value: &Value| -> BTreeSet<String> {
        value["tags"].as_array().into_iter().flatten().map(Value::to_string).collect()
    };
    if tags(old) != tags(new) && before.group == operation.group {
        compare.drafts.edit(&at.child("tags"), "tag");
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
            let (from, to) =
                ((&before["schema"], old_document), (&parameter["schema"], new_document));
            schema(compare, &place, &place.child("schema"), from, to);
        }
    }
    for status in differing(&old["responses"], &new["responses"]) {
        let (from, to) =
            (&old["responses"][&status]["content"], &new["responses"][&status]["content"]);
        let owner = at.child("responses").child(&status);
        let place = owner.child("content");
        for media_type in differing(from, to) {
            let place = place.child(&media_type);
            let (Some(from), Some(to)) = (from.get(&media_type), to.get(&media_type)) else {
                if !is_seen(compare, &owner, &place) {
                    compare.drafts.edit(&place, "what the SDK does not read");
                }
                continue;
            };
            for key in differing(from, to).filter(|key| is_prose(key)) {
                compare.drafts.edit(&place, what(&key));
            }
            let (from, to) = ((&from["schema"], old_document), (&to["schema"], new_document));
            schema(compare, &owner, &place.child("schema"), from, to);
        }
    }
}

/// Notes what differs in a schema and in what is inside it, where the IR does not hold it. `owner`
/// is the parameter or the response that it is part of.
fn schema(
    compare: &mut Compare<'_>,
    owner: &Pointer,
    at: &Pointer,
    (old, old_document): (&Value, Raw<'_>),
    (new, new_document): (&Value, Raw<'_>),
) {
    if old == new || !old.is_object() || !new.is_object() {
        return;
    }
    let frame = |schema: &Value| -> Vec<(&'static str, String)> {
        let parts = structure(schema).into_iter();
        parts.filter(|(key, _)| !LOOSE.contains(key)).collect()
    };
    if frame(old) != frame(new) {
        // The IR compares what is put together from other schemas, but for null.
        let is_plain = |schema: &Value| COMPOSED.iter().all(|key| schema.get(key).is_none());
        let differs = (is_plain(old) && is_plain(new))
            || takes_null(old, old_document) != takes_null(new, new_document);
        if differs && !is_seen(compare, owner, at) {
            compare.drafts.edit(at, "what the SDK does not read");
        }
        return;
    }
    texts(compare, at, old, new);
    if !is_seen(compare, owner, at) && differing(old, new).any(|key| is_another(&key, old, new)) {
        compare.drafts.edit(at, "what the SDK does not read");
    }
    for name in differing(&old["properties"], &new["properties"]) {
        let place = at.child("properties").child(&name);
        match (old["properties"].get(&name), new["properties"].get(&name)) {
            (Some(from), Some(to)) => {
                let (from, to) = ((from, old_document), (to, new_document));
                schema(compare, owner, &place, from, to);
            }
            _ if is_seen(compare, owner, &place) => {}
            _ => compare.drafts.edit(&place, "what the SDK does not read"),
        }
    }
    for keyword in ["items", "additionalProperties"] {
        let (from, to) = ((&old[keyword], old_document), (&new[keyword], new_document));
        schema(compare, owner, &at.child(keyword), from, to);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        for (index, from, to) in versions(arms(old, keyword), arms(new, keyword)) {
            let (from, to) = ((from, old_document), (to, new_document));
            schema(compare, owner, &at.child(keyword).child(index), from, to);
        }
    }
}

/// Whether it is said already what differs at a place.
fn is_seen(compare: &Compare<'_>, owner: &Pointer, at: &Pointer) -> bool {
    is_member_of_envelope(at) || compare.drafts.explains(at) || compare.drafts.stands_at(owner)
}

/// Keywords by which a schema is put together from others.
const COMPOSED: &[&str] = &["$ref", "oneOf", "anyOf", "allOf"];

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
