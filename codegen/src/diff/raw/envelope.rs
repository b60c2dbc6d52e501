//! What stands beside the value of a response, and in errors: the IR holds the value alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::members::{before_and_after, differing_facts};
use super::operation::Pair;
use super::schema::{self, takes_null, types};
use crate::diff::compare::Compare;
use crate::diff::rule::{self, Rule};
use crate::ir::Content;
use crate::pointer::Pointer;

/// Where the properties of an envelope are described.
const PLACE: &str = "/content/application~1json/schema/properties";

/// Those that are no part of a page.
const ALWAYS: &[&str] = &["status", "requestId", "error"];

/// Those of which the SDK reads any form, or none.
const ANY_FORM: &[&str] = &["status", "error"];

/// Compares the envelopes of an operation. The same change in several responses is one.
pub(super) fn compare(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let (old, new) = (&pair.old["responses"], &pair.new["responses"]);
    let is_bare = matches!(pair.operation.success.content, Content::Body(_));
    let mut found: BTreeMap<String, (&'static Rule, Vec<&str>)> = BTreeMap::new();
    for (status, response) in new.as_object().into_iter().flatten() {
        if is_bare && status.starts_with('2') {
            continue;
        }
        let (before, after) = (old[status].pointer(PLACE), response.pointer(PLACE));
        let (Some(before), Some(after)) = (before, after) else { continue };
        // Pages that came or went are reported by the IR, with all that belongs to them.
        let pages = |properties: &Value| properties.get("nextCursor").is_some();
        for name in schema::ENVELOPE {
            if pages(before) != pages(after) && !ALWAYS.contains(&name) {
                continue;
            }
            if before.get(name).is_none() && after.get(name).is_some() {
                let at = pair.operation.at.child("responses").child(status);
                compare.drafts.edit(&at, "new member of the envelope");
            }
            if let Some((rule, message)) = property(name, before.get(name), after.get(name)) {
                found.entry(message).or_insert_with(|| (rule, Vec::new())).1.push(status);
            }
        }
    }
    for (message, (rule, statuses)) in found {
        let message = format!("{message}, of {}", statuses.join(", "));
        pair.add(compare, rule, pair.operation.at.child("responses"), message);
    }
    result(compare, pair);
}

/// What became of a property of an envelope.
fn property(
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
    let changed = differing_facts(from, to);
    if changed.is_empty() {
        return None;
    }
    // An integer is a number.
    let types = |schema: &Value| -> BTreeSet<String> {
        let types = types(&schema["type"]);
        types.split(' ').map(|ty| ty.replace("integer", "number")).collect()
    };
    let is_lost = !ANY_FORM.contains(&name) && types(from) != types(to);
    let rule = if is_lost { &rule::ENVELOPE_MEMBER_LOST } else { &rule::ENVELOPE_MEMBER_CHANGED };
    Some((rule, format!("`{name}`: {}", before_and_after(from, to, &changed))))
}

/// Compares whether the value in the envelope may be null: the SDK takes null for no value.
fn result(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let success = &pair.operation.success;
    let Some(status) = success.at.segments().last() else { return };
    if !matches!(success.content, Content::Result(_) | Content::Page { .. }) {
        return;
    }
    let value = |operation: &Value| {
        let envelope = operation["responses"].get(&status)?.pointer(PLACE)?;
        envelope.get("result").cloned()
    };
    let (Some(before), Some(after)) = (value(pair.old), value(pair.new)) else { return };
    let place = ["content", "application/json", "schema", "properties", "result"];
    // What a definition says, it says to all that refer to it.
    let shared = (before == after).then(|| after["$ref"].as_str()).flatten();
    let at = shared
        .and_then(Pointer::parse)
        .unwrap_or_else(|| place.iter().fold(success.at.clone(), |at, step| at.child(step)));
    let (was, is) = (takes_null(&before, pair.old_document), takes_null(&after, pair.new_document));
    match (was, is) {
        (false, true) => {
            let message = "`result` may be null".to_owned();
            pair.add(compare, &rule::RESP_RESULT_BECAME_NULLABLE, at, message);
        }
        (true, false) => {
            let message = "`result` is never null".to_owned();
            pair.add(compare, &rule::RESP_RESULT_BECAME_NOT_NULLABLE, at, message);
        }
        _ => {}
    }
}
