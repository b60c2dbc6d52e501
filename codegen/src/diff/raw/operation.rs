//! What the IR does not hold of operations: other media types, headers, sunset dates, extensions,
//! and the schemas of parameters and responses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::versions::{Versions, is_prose, prose_name};
use super::walk::{Role, Walk};
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::rule::{self, Rule};
use crate::ir::{Content, Operation};
use crate::pointer::Pointer;

/// Keywords of an operation that the IR holds, or whose parts are compared one by one.
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

/// Two versions of an operation, with the documents that they are part of.
#[derive(Clone, Copy)]
pub(super) struct Pair<'p> {
    pub(super) before: &'p Operation,
    pub(super) operation: &'p Operation,
    pub(super) versions: Versions<'p>,
    pub(super) documents: Versions<'p>,
}

impl Pair<'_> {
    /// Reports a change of the operation.
    pub(super) fn add(
        &self,
        compare: &mut Compare<'_>,
        rule: &'static Rule,
        at: &Pointer,
        message: impl Into<String>,
    ) {
        let operations = BTreeSet::from([self.operation.id.clone()]);
        let reach = Reach { operations, ..Reach::default() };
        compare.drafts.add(rule, &Spot::new(at, method(self.operation), reach), message);
    }
}

/// Compares two versions of an operation.
pub(super) fn compare(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let Pair { before, operation, versions, .. } = pair;
    let at = &operation.at;
    let is_known = |key: &str| KNOWN.contains(&key) || key.starts_with("x-sdk-");
    for key in versions.differing().iter().filter(|key| !is_known(key)) {
        if is_prose(key) {
            compare.drafts.edit(&at.child(key), "extension");
        } else {
            pair.add(compare, rule::UNHANDLED, &at.child(key), format!("`{key}` differs"));
        }
    }
    sunset(compare, pair);
    body(compare, pair);
    responses(compare, pair);
    // Of badges the IR holds one, of tags the group that they lead to.
    if versions.key("x-badges").differ() && before.beta == operation.beta {
        compare.drafts.edit(&at.child("x-badges"), "badge");
    }
    if versions.key("tags").differ() && before.group == operation.group {
        compare.drafts.edit(&at.child("tags"), "tag");
    }
}

fn sunset(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let dates = pair.versions.key("x-sunset");
    let (rule, message) = match (dates.old.as_str(), dates.new.as_str()) {
        (None, Some(date)) => (rule::OPERATION_SUNSET_SET, format!("removal on {date}")),
        (Some(old), None) => {
            (rule::OPERATION_SUNSET_DROPPED, format!("no removal date (was {old})"))
        }
        (Some(old), Some(new)) if old != new => {
            // Dates of ISO 8601 are ordered like their texts.
            let is_earlier = new < old;
            let rule = if is_earlier {
                rule::OPERATION_SUNSET_MOVED
            } else {
                rule::OPERATION_SUNSET_DROPPED
            };
            (rule, format!("removal on {old} → {new}"))
        }
        _ => return,
    };
    pair.add(compare, rule, &pair.operation.at.child("x-sunset"), message);
}

fn body(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let body = pair.versions.key("requestBody");
    if body.old.is_null() || body.new.is_null() {
        return;
    }
    let place = pair.operation.at.child("requestBody");
    for key in body.differing().iter().filter(|key| *key != "content") {
        compare.drafts.edit(&place.child(key), "body");
    }
    let rules = [rule::BODY_MEDIA_TYPE_ADDED, rule::BODY_MEDIA_TYPE_REMOVED];
    let used = pair.operation.body.as_ref().map(|body| body.media_type.as_str());
    media_types(compare, pair, &place, body, used, rules);
}

fn responses(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let success = &pair.operation.success;
    let responses = pair.versions.key("responses");
    for (status, new) in responses.new.as_object().into_iter().flatten() {
        let Some(old) = responses.old.get(status) else { continue };
        let response = Versions { old, new };
        let at = pair.operation.at.child("responses").child(status);
        if success.at == at {
            let rules = [rule::RESP_MEDIA_TYPE_ADDED, rule::RESP_MEDIA_TYPE_REMOVED];
            media_types(compare, pair, &at, response, Some(&success.media_type), rules);
            if response.key("description").differ() {
                compare.drafts.edit(&at, "description");
            }
        }
        headers(compare, pair, &at.child("headers"), response.key("headers"));
    }
}

fn headers(compare: &mut Compare<'_>, pair: Pair<'_>, at: &Pointer, headers: Versions<'_>) {
    for name in headers.differing() {
        let (rule, message) = match headers.get(&name) {
            (None, _) => (rule::RESP_HEADER_ADDED, format!("`{name}`")),
            (_, None) => (rule::RESP_HEADER_REMOVED, format!("no `{name}`")),
            (Some(old), Some(new)) => {
                let header = Versions { old, new };
                let changed = header.facts();
                if changed.is_empty() {
                    compare.drafts.edit(&at.child(&name), "header");
                    continue;
                }
                (rule::RESP_HEADER_CHANGED, format!("`{name}`: {}", header.show(&changed)))
            }
        };
        pair.add(compare, rule, &at.child(&name), message);
    }
}

/// Compares the media types of a body that the SDK does not use.
fn media_types(
    compare: &mut Compare<'_>,
    pair: Pair<'_>,
    at: &Pointer,
    body: Versions<'_>,
    used: Option<&str>,
    [added, removed]: [&'static Rule; 2],
) {
    let content = body.key("content");
    let count = |content: &Value| content.as_object().map_or(0, serde_json::Map::len);
    // One type instead of another one is a change of the type in use.
    if count(content.old) == 1 && count(content.new) == 1 {
        return;
    }
    let at = at.child("content");
    for name in content.differing() {
        match content.get(&name) {
            (None, Some(_)) if Some(name.as_str()) != used => {
                pair.add(compare, added, &at.child(&name), format!("`{name}`"));
            }
            (Some(_), None) => {
                pair.add(compare, removed, &at.child(&name), format!("no `{name}`"));
            }
            _ => {}
        }
    }
}

/// Compares the schemas of parameters and responses, of which the IR holds the types alone.
pub(super) fn schemas(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let at = &pair.operation.at;
    let mut walk = Walk { compare, documents: pair.documents };
    let parameters = pair.versions.key("parameters");
    let list = |parameters: &'_ Value| parameters.as_array().cloned().unwrap_or_default();
    let before = list(parameters.old);
    for (index, new) in list(parameters.new).iter().enumerate() {
        let is_same = |old: &&Value| {
            new["name"].is_string() && (&old["name"], &old["in"]) == (&new["name"], &new["in"])
        };
        let place = at.child("parameters").child(index);
        // A parameter without a description has that of its schema.
        if let Some(old) = before.iter().find(is_same)
            && !walk.compare.drafts.is_edited(&place)
        {
            let schemas = Versions { old, new }.key("schema");
            walk.schema(Role::Ignored(&place), &place.child("schema"), schemas);
        }
    }
    let responses = pair.versions.key("responses");
    for status in responses.differing() {
        let content = responses.key(&status).key("content");
        let owner = at.child("responses").child(&status);
        for media_type in content.differing() {
            let place = owner.child("content").child(&media_type);
            let (Some(old), Some(new)) = content.get(&media_type) else {
                walk.ignored(&owner, &place);
                continue;
            };
            let body = Versions { old, new };
            let success = &pair.operation.success;
            let is_value = success.at == owner && matches!(success.content, Content::Body(_));
            let role = if is_value { Role::Modelled } else { Role::Ignored(&owner) };
            walk.schema(role, &place.child("schema"), body.key("schema"));
            for key in body.differing().iter().filter(|key| is_prose(key)) {
                walk.compare.drafts.edit(&place, prose_name(key));
            }
        }
    }
}
