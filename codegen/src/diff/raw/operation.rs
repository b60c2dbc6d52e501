//! What the IR does not hold of operations: other media types, headers,
//! sunset dates, and extensions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::types;
use super::{Raw, add, changed_members, differing, is_prose, takes_null, told};
use crate::diff::compare::Compare;
use crate::diff::facet::Reach;
use crate::diff::rule::{self, Rule};
use crate::ir::{Content, Operation};
use crate::pointer::Pointer;

/// Members of an operation that the IR holds, or whose parts are compared one by one.
const KNOWN: &[&str] = &[
    "operationId",
    "summary",
    "description",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "deprecated",
    "security",
    "externalDocs",
    "x-badges",
    "x-sunset",
];

/// Where the members of an envelope are described.
const ENVELOPE: &str = "/content/application~1json/schema/properties";

/// The members of an envelope beside its value.
pub(super) const ENVELOPE_MEMBERS: [&str; 6] =
    ["status", "requestId", "error", "limit", "totalCount", "nextCursor"];

/// Those that are no part of a page.
const ALWAYS: &[&str] = &["status", "requestId", "error"];

/// Members of which the SDK reads any form, or none.
const ANY_FORM: &[&str] = &["status", "error"];

/// An operation that is compared, and who is told.
struct Owner<'a> {
    operation: &'a Operation,
    reach: Reach,
    rust: String,
}

impl Owner<'_> {
    fn add(&self, compare: &mut Compare<'_>, rule: &'static Rule, at: Pointer, message: String) {
        add(compare, rule, &self.reach, at, &self.rust, message);
    }
}

/// Compares two versions of an operation, each with the document that it is part of.
pub(super) fn compare(
    compare: &mut Compare<'_>,
    operation: &Operation,
    (old, old_document): (&Value, Raw<'_>),
    (new, new_document): (&Value, Raw<'_>),
) {
    let owner = Owner {
        operation,
        reach: Reach { operations: BTreeSet::from([operation.id.clone()]), ..Reach::default() },
        rust: format!("Client::{}", operation.method_name),
    };
    let at = &operation.at;
    for key in differing(old, new).filter(|key| !KNOWN.contains(&key.as_str())) {
        if key.starts_with("x-sdk-") {
            continue;
        }
        if is_prose(&key) {
            compare.drafts.edit(&at.child(&key), "extension");
        } else {
            owner.add(compare, &rule::UNHANDLED, at.child(&key), format!("`{key}` differs"));
        }
    }
    sunset(compare, &owner, &old["x-sunset"], &new["x-sunset"]);
    let (from, to) = (&old["requestBody"], &new["requestBody"]);
    if !from.is_null() && !to.is_null() {
        let place = at.child("requestBody");
        for key in differing(from, to).filter(|key| key != "content") {
            compare.drafts.edit(&place.child(&key), "body");
        }
        let rules = [&rule::BODY_MEDIA_TYPE_ADDED, &rule::BODY_MEDIA_TYPE_REMOVED];
        let used = operation.body.as_ref().map(|body| body.media_type.as_str());
        media_types(compare, &owner, &place, (from, to), used, rules);
    }
    responses(compare, &owner, &old["responses"], &new["responses"]);
    envelopes(compare, &owner, &old["responses"], &new["responses"]);
    results(compare, &owner, (old, old_document), (new, new_document));
}

/// Compares whether the value in the envelope may be null: the SDK takes null for no value.
fn results(
    compare: &mut Compare<'_>,
    owner: &Owner<'_>,
    (old, old_document): (&Value, Raw<'_>),
    (new, new_document): (&Value, Raw<'_>),
) {
    let success = &owner.operation.success;
    let Some(status) = success.at.segments().last() else { return };
    if !matches!(success.content, Content::Result(_) | Content::Page { .. }) {
        return;
    }
    let value = |operation: &Value| {
        let envelope = operation["responses"].get(&status)?.pointer(ENVELOPE)?;
        envelope.get("result").cloned()
    };
    let (Some(before), Some(after)) = (value(old), value(new)) else { return };
    let was = takes_null(&before, old_document);
    let place = ["content", "application/json", "schema", "properties", "result"];
    // What a definition says, it says to all that refer to it.
    let shared = (before == after).then(|| after["$ref"].as_str()).flatten();
    let at = shared
        .and_then(Pointer::parse)
        .unwrap_or_else(|| place.iter().fold(success.at.clone(), |at, step| at.child(step)));
    match (was, takes_null(&after, new_document)) {
        (false, true) => {
            let message = "`result` may be null".to_owned();
            owner.add(compare, &rule::RESP_RESULT_BECAME_NULLABLE, at, message);
        }
        (true, false) => {
            let message = "`result` is never null".to_owned();
            owner.add(compare, &rule::RESP_RESULT_BECAME_NOT_NULLABLE, at, message);
        }
        _ => {}
    }
}

fn sunset(compare: &mut Compare<'_>, owner: &Owner<'_>, old: &Value, new: &Value) {
    let (rule, message) = match (old.as_str(), new.as_str()) {
        (None, Some(date)) => (&rule::OPERATION_SUNSET_SET, format!("gone on {date}")),
        // Dates of ISO 8601 are ordered like their texts.
        (Some(old), Some(new)) if new < old => {
            (&rule::OPERATION_SUNSET_MOVED, format!("gone on {new} instead of {old}"))
        }
        (Some(old), Some(new)) if new > old => {
            (&rule::OPERATION_SUNSET_DROPPED, format!("gone on {new} instead of {old}"))
        }
        (Some(old), None) => (&rule::OPERATION_SUNSET_DROPPED, format!("not gone on {old}")),
        _ => return,
    };
    owner.add(compare, rule, owner.operation.at.child("x-sunset"), message);
}

fn responses(compare: &mut Compare<'_>, owner: &Owner<'_>, old: &Value, new: &Value) {
    for (status, response) in new.as_object().into_iter().flatten() {
        let Some(before) = old.get(status) else { continue };
        let at = owner.operation.at.child("responses").child(status);
        if owner.operation.success.at == at {
            let rules = [&rule::RESP_MEDIA_TYPE_ADDED, &rule::RESP_MEDIA_TYPE_REMOVED];
            let used = Some(owner.operation.success.media_type.as_str());
            media_types(compare, owner, &at, (before, response), used, rules);
            if before["description"] != response["description"] {
                compare.drafts.edit(&at, "description");
            }
        }
        headers(compare, owner, &at.child("headers"), &before["headers"], &response["headers"]);
    }
}

/// Compares the members that stand beside the value of an answer, and in errors. The same change in
/// several answers is one.
fn envelopes(compare: &mut Compare<'_>, owner: &Owner<'_>, old: &Value, new: &Value) {
    let is_bare = matches!(owner.operation.success.content, Content::Body(_));
    let mut found: BTreeMap<String, (&'static Rule, Vec<&str>)> = BTreeMap::new();
    for (status, response) in new.as_object().into_iter().flatten() {
        if is_bare && status.starts_with('2') {
            continue;
        }
        let (before, after) = (old[status].pointer(ENVELOPE), response.pointer(ENVELOPE));
        let (Some(before), Some(after)) = (before, after) else { continue };
        // Pages that came or went are told by the IR, with all that belongs to them.
        let pages = |members: &Value| members.get("nextCursor").is_some();
        for name in ENVELOPE_MEMBERS {
            if pages(before) != pages(after) && !ALWAYS.contains(&name) {
                continue;
            }
            if before.get(name).is_none() && after.get(name).is_some() {
                let at = owner.operation.at.child("responses").child(status);
                compare.drafts.edit(&at, "new member of the envelope");
            }
            if let Some((rule, message)) = envelope_member(name, before.get(name), after.get(name))
            {
                found.entry(message).or_insert_with(|| (rule, Vec::new())).1.push(status);
            }
        }
    }
    for (message, (rule, statuses)) in found {
        let message = format!("{message}, of {}", statuses.join(", "));
        owner.add(compare, rule, owner.operation.at.child("responses"), message);
    }
}

/// What became of a member of an envelope.
fn envelope_member(
    name: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<(&'static Rule, String)> {
    let (from, to) = match (old, new) {
        (Some(from), Some(to)) => (from, to),
        // What is new is not read by anybody.
        (None, _) => return None,
        (_, None) if name == "status" => {
            return Some((&rule::ENVELOPE_MEMBER_CHANGED, format!("no `{name}`")));
        }
        (_, None) => return Some((&rule::ENVELOPE_MEMBER_LOST, format!("no `{name}`"))),
    };
    let changed = changed_members(from, to);
    if changed.is_empty() {
        return None;
    }
    // A whole number is a number.
    let kind = |schema: &Value| -> BTreeSet<String> {
        let types = types(&schema["type"]);
        types.split(' ').map(|ty| ty.replace("integer", "number")).collect()
    };
    let is_lost = !ANY_FORM.contains(&name) && kind(from) != kind(to);
    let rule = if is_lost { &rule::ENVELOPE_MEMBER_LOST } else { &rule::ENVELOPE_MEMBER_CHANGED };
    Some((rule, format!("`{name}`: {}", told(from, to, &changed))))
}

fn headers(compare: &mut Compare<'_>, owner: &Owner<'_>, at: &Pointer, old: &Value, new: &Value) {
    for name in differing(old, new) {
        let (rule, message) = match (old.get(&name), new.get(&name)) {
            (None, _) => (&rule::RESP_HEADER_ADDED, format!("`{name}`")),
            (_, None) => (&rule::RESP_HEADER_REMOVED, format!("no `{name}`")),
            (Some(from), Some(to)) => {
                let changed = changed_members(from, to);
                if changed.is_empty() {
                    compare.drafts.edit(&at.child(&name), "header");
                    continue;
                }
                (&rule::RESP_HEADER_CHANGED, format!("`{name}`: {}", told(from, to, &changed)))
            }
        };
        owner.add(compare, rule, at.child(&name), message);
    }
}

/// Compares the media types of a body that the SDK does not use.
fn media_types(
    compare: &mut Compare<'_>,
    owner: &Owner<'_>,
    at: &Pointer,
    (old, new): (&Value, &Value),
    used: Option<&str>,
    [added, removed]: [&'static Rule; 2],
) {
    let types = |value: &Value| -> BTreeSet<String> {
        value["content"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    let (before, after) = (types(old), types(new));
    // One type instead of another one is a change of the type in use.
    if before.len() == 1 && after.len() == 1 {
        return;
    }
    for name in after.difference(&before).filter(|name| Some(name.as_str()) != used) {
        owner.add(compare, added, at.child("content").child(name), format!("`{name}`"));
    }
    for name in before.difference(&after) {
        owner.add(compare, removed, at.child("content").child(name), format!("no `{name}`"));
    }
}
