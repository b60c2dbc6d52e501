//! Places in bodies: where something is lost, and which schemas describe a place.

use std::collections::BTreeSet;

use codegen::ir::{Content, Operation};
use codegen::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::service::TEXT;
use crate::json::{normal, without_nulls};
use crate::spec::{Route, Spec};

/// Removes the value at a path; what has no value there loses what would hold it.
pub(super) fn remove(value: &mut Value, path: &[String]) -> bool {
    let Some((last, rest)) = path.split_last() else { return false };
    let mut holder = Some(&mut *value);
    for name in rest {
        holder = holder.and_then(|it| child_mut(it, name));
    }
    let removed = match holder {
        Some(Value::Object(properties)) => properties.remove(last).is_some(),
        Some(Value::Array(items)) => match last.parse::<usize>() {
            Ok(at) if at < items.len() => {
                items.remove(at);
                true
            }
            _ => false,
        },
        _ => false,
    };
    removed || remove(value, rest)
}

fn child_mut<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match value {
        Value::Object(properties) => properties.get_mut(name),
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Place and text of a warning of the SDK: `/result/0/size: expected …`.
pub(super) fn warning(text: &str) -> (Vec<String>, String) {
    let (pointer, message) = text.split_once(": ").unwrap_or(("", text));
    let path = Pointer::parse(pointer).map(|it| it.segments().collect()).unwrap_or_default();
    (path, message.to_owned())
}

/// Whether two paths lead to the same place, up to the indices of items.
pub(super) fn is_same(left: &[String], right: &[String]) -> bool {
    let is_index = |name: &String| name.parse::<usize>().is_ok();
    left.len() == right.len()
        && left.iter().zip(right).all(|(a, b)| a == b || (is_index(a) && is_index(b)))
}

/// What the SDK of an operation lost of a response: places in the body.
pub(super) fn losses(
    operation: &Operation,
    body: Option<&Value>,
    read: &Value,
) -> Vec<(Vec<String>, String)> {
    let nothing = Value::Null;
    let body = body.unwrap_or(&nothing);
    let result = body.get("result").unwrap_or(&nothing);
    let (prefix, expected) = match &operation.success.content {
        // A file has no places.
        Content::Empty | Content::Bytes => return Vec::new(),
        Content::Text => (None, json!(TEXT)),
        Content::Body(_) => (None, body.clone()),
        Content::Result(_) => (Some("result"), result.clone()),
        Content::Page { items_at, .. } => (Some("result"), page(body, items_at.as_deref())),
    };
    let (expected, read) = (normal(&without_nulls(&expected)), normal(&without_nulls(read)));
    let mut found = Vec::new();
    let mut path: Vec<String> = prefix.map(str::to_owned).into_iter().collect();
    compare(&expected, &read, &mut path, &mut found);
    if let Content::Page { items_at, .. } = &operation.success.content {
        for (path, _) in &mut found {
            unpage(path, items_at.as_ref());
        }
    }
    found
}

/// Turns a place in a page into the place in the body.
fn unpage(path: &mut Vec<String>, items_at: Option<&String>) {
    match path.get(1).map(String::as_str) {
        Some("items") => {
            path.splice(1..2, items_at.cloned());
        }
        Some("limit" | "totalCount" | "nextCursor") => {
            path.remove(0);
        }
        _ => {}
    }
}

/// A page as the SDK offers it.
fn page(body: &Value, items_at: Option<&str>) -> Value {
    let mut page = Map::new();
    for name in ["limit", "totalCount", "nextCursor"] {
        if let Some(value) = body.get(name) {
            page.insert(name.to_owned(), value.clone());
        }
    }
    match (body.get("result"), items_at) {
        (Some(Value::Object(beside)), Some(list)) => {
            page.extend(
                beside
                    .iter()
                    .filter(|(name, _)| *name != list)
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
            page.insert("items".to_owned(), beside.get(list).cloned().unwrap_or(json!([])));
        }
        (Some(items), _) => {
            page.insert("items".to_owned(), items.clone());
        }
        (None, _) => {}
    }
    Value::Object(page)
}

fn compare(
    sent: &Value,
    read: &Value,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String)>,
) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for name in sent.keys().chain(read.keys().filter(|name| !sent.contains_key(*name))) {
                path.push(name.clone());
                match (sent.get(name), read.get(name)) {
                    (Some(sent), Some(read)) => compare(sent, read, path, found),
                    (Some(_), None) => found.push((path.clone(), "was lost".to_owned())),
                    (None, _) => found.push((path.clone(), "was never sent".to_owned())),
                }
                path.pop();
            }
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            for (at, (sent, read)) in sent.iter().zip(read).enumerate() {
                path.push(at.to_string());
                compare(sent, read, path, found);
                path.pop();
            }
        }
        // Digits may have become the number that they spell.
        (Value::String(digits), Value::Number(number)) if *digits == number.to_string() => {}
        _ if sent == read => {}
        _ => found.push((path.clone(), format!("{sent} was read as {read}"))),
    }
}

/// The schemas that describe each step of a path into a body, outermost first.
pub(super) fn schemas(document: &Value, root: &str, path: &[String]) -> Vec<BTreeSet<String>> {
    let mut level = BTreeSet::new();
    close(document, root, &mut level);
    let mut levels = vec![level];
    for name in path {
        let mut next = BTreeSet::new();
        for place in levels.last().into_iter().flatten() {
            let Some(schema) = document.pointer(place) else { continue };
            let inner = if schema.get("properties").is_some_and(|it| it.get(name).is_some()) {
                format!("{place}/properties/{}", name.replace('~', "~0").replace('/', "~1"))
            } else if schema.get("items").is_some() {
                format!("{place}/items")
            } else if schema.get("additionalProperties").is_some_and(Value::is_object) {
                format!("{place}/additionalProperties")
            } else {
                continue;
            };
            close(document, &inner, &mut next);
        }
        levels.push(next);
    }
    levels
}

/// Adds a place, and what it refers to and consists of.
fn close(document: &Value, place: &str, found: &mut BTreeSet<String>) {
    let Some(schema) = document.pointer(place) else { return };
    if !found.insert(place.to_owned()) {
        return;
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        close(document, target.trim_start_matches('#'), found);
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let parts = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        for at in 0..parts {
            close(document, &format!("{place}/{keyword}/{at}"), found);
        }
    }
}

/// Where the schema of the request body of an operation is.
pub(super) fn request_root(spec: &Spec, route: &Route) -> Option<String> {
    let body = route.operation.body.as_ref()?;
    let at = format!("{}/requestBody", plain(&route.operation.at));
    Some(content(spec, &at, &body.media_type))
}

/// Where the schema of the successful response of an operation is.
pub(super) fn response_root(spec: &Spec, route: &Route) -> Option<String> {
    let success = &route.operation.success;
    let at = format!("{}/responses/{}", plain(&route.operation.at), success.statuses.first()?);
    Some(content(spec, &at, &success.media_type))
}

fn content(spec: &Spec, at: &str, media_type: &str) -> String {
    let reference = spec.document.pointer(at).and_then(|it| it.get("$ref")).and_then(Value::as_str);
    let at = reference.map_or(at, |it| it.trim_start_matches('#'));
    format!("{at}/content/{}/schema", media_type.replace('~', "~0").replace('/', "~1"))
}

/// A pointer without its `#`.
pub(super) fn plain(at: &Pointer) -> String {
    at.to_string().trim_start_matches('#').to_owned()
}
