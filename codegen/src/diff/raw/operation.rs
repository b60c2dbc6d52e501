//! What the IR does not hold of operations: other media types, headers, sunset dates, extensions,
//! and the schemas of parameters and responses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::members::{before_and_after, differing, differing_facts, is_prose};
use super::walk::{Use, Versions, Walk, prose_name};
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::rule::{self, Rule};
use crate::ir::Operation;
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
    pub(super) old: &'p Value,
    pub(super) new: &'p Value,
    pub(super) old_document: &'p Value,
    pub(super) new_document: &'p Value,
}

impl Pair<'_> {
    /// Reports a change of the operation.
    pub(super) fn add(
        &self,
        compare: &mut Compare<'_>,
        rule: &'static Rule,
        at: Pointer,
        message: String,
    ) {
        let operations = BTreeSet::from([self.operation.id.clone()]);
        let reach = Reach { operations, ..Reach::default() };
        let rust = method(self.operation);
        compare.drafts.rule(rule, &reach, &Spot::unseen(at, &rust), message);
    }
}

/// Compares two versions of an operation.
pub(super) fn compare(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let Pair { before, operation, old, new, .. } = pair;
    let at = &operation.at;
    for key in differing(old, new).filter(|key| !KNOWN.contains(&key.as_str())) {
        if key.starts_with("x-sdk-") {
            continue;
        }
        if is_prose(&key) {
            compare.drafts.edit(&at.child(&key), "extension");
        } else {
            let message = format!("`{key}` differs");
            pair.add(compare, &rule::UNHANDLED, at.child(&key), message);
        }
    }
    sunset(compare, pair);
    body(compare, pair);
    responses(compare, pair);
    // Of badges the IR holds one, of tags the group that they lead to.
    if old["x-badges"] != new["x-badges"] && before.beta == operation.beta {
        compare.drafts.edit(&at.child("x-badges"), "badge");
    }
    if old["tags"] != new["tags"] && before.group == operation.group {
        compare.drafts.edit(&at.child("tags"), "tag");
    }
}

fn sunset(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let (rule, message) = match (pair.old["x-sunset"].as_str(), pair.new["x-sunset"].as_str()) {
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
    pair.add(compare, rule, pair.operation.at.child("x-sunset"), message);
}

fn body(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let (from, to) = (&pair.old["requestBody"], &pair.new["requestBody"]);
    if from.is_null() || to.is_null() {
        return;
    }
    let place = pair.operation.at.child("requestBody");
    for key in differing(from, to).filter(|key| key != "content") {
        compare.drafts.edit(&place.child(&key), "body");
    }
    let rules = [&rule::BODY_MEDIA_TYPE_ADDED, &rule::BODY_MEDIA_TYPE_REMOVED];
    let used = pair.operation.body.as_ref().map(|body| body.media_type.as_str());
    media_types(compare, pair, &place, (from, to), used, rules);
}

fn responses(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let success = &pair.operation.success;
    for (status, new) in pair.new["responses"].as_object().into_iter().flatten() {
        let Some(old) = pair.old["responses"].get(status) else { continue };
        let at = pair.operation.at.child("responses").child(status);
        if success.at == at {
            let rules = [&rule::RESP_MEDIA_TYPE_ADDED, &rule::RESP_MEDIA_TYPE_REMOVED];
            let used = Some(success.media_type.as_str());
            media_types(compare, pair, &at, (old, new), used, rules);
            if old["description"] != new["description"] {
                compare.drafts.edit(&at, "description");
            }
        }
        headers(compare, pair, &at.child("headers"), (&old["headers"], &new["headers"]));
    }
}

fn headers(compare: &mut Compare<'_>, pair: Pair<'_>, at: &Pointer, (old, new): (&Value, &Value)) {
    for name in differing(old, new) {
        let (rule, message) = match (old.get(&name), new.get(&name)) {
            (None, _) => (&rule::RESP_HEADER_ADDED, format!("`{name}`")),
            (_, None) => (&rule::RESP_HEADER_REMOVED, format!("no `{name}`")),
            (Some(from), Some(to)) => {
                let changed = differing_facts(from, to);
                if changed.is_empty() {
                    compare.drafts.edit(&at.child(&name), "header");
                    continue;
                }
                let message = format!("`{name}`: {}", before_and_after(from, to, &changed));
                (&rule::RESP_HEADER_CHANGED, message)
            }
        };
        pair.add(compare, rule, at.child(&name), message);
    }
}

/// Compares the media types of a body that the SDK does not use.
fn media_types(
    compare: &mut Compare<'_>,
    pair: Pair<'_>,
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
        pair.add(compare, added, at.child("content").child(name), format!("`{name}`"));
    }
    for name in before.difference(&after) {
        pair.add(compare, removed, at.child("content").child(name), format!("no `{name}`"));
    }
}

/// Compares the schemas of parameters and responses, of which the IR holds the types alone.
pub(super) fn schemas(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let at = &pair.operation.at;
    let (old, new) = (pair.old_document, pair.new_document);
    let listed = |operation: &'_ Value| -> Vec<Value> {
        operation["parameters"].as_array().cloned().unwrap_or_default()
    };
    let before = listed(pair.old);
    for (index, parameter) in listed(pair.new).iter().enumerate() {
        let is_same = |other: &&Value| {
            parameter["name"].is_string()
                && (&other["name"], &other["in"]) == (&parameter["name"], &parameter["in"])
        };
        let place = at.child("parameters").child(index);
        // A parameter without a text of its own has that of its schema.
        if let Some(before) = before.iter().find(is_same)
            && !compare.drafts.is_edited(&place)
        {
            let versions = Versions { old: &before["schema"], new: &parameter["schema"] };
            let mut walk = Walk { compare: &mut *compare, old, new };
            walk.schema(Use::Ignored(&place), &place.child("schema"), versions);
        }
    }
    for status in differing(&pair.old["responses"], &pair.new["responses"]) {
        let content = |operation: &Value| operation["responses"][&status]["content"].clone();
        let (from, to) = (content(pair.old), content(pair.new));
        let owner = at.child("responses").child(&status);
        for media_type in differing(&from, &to) {
            let place = owner.child("content").child(&media_type);
            let mut walk = Walk { compare: &mut *compare, old, new };
            let (Some(from), Some(to)) = (from.get(&media_type), to.get(&media_type)) else {
                walk.ignored(&owner, &place);
                continue;
            };
            let versions = Versions { old: &from["schema"], new: &to["schema"] };
            walk.schema(Use::Ignored(&owner), &place.child("schema"), versions);
            for key in differing(from, to).filter(|key| is_prose(key)) {
                compare.drafts.edit(&place, prose_name(&key));
            }
        }
    }
}
