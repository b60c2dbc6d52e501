//! The properties of envelopes besides the value, in responses and errors: the IR holds the value
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::operation::Pair;
use super::schema::{self, takes_null, types};
use super::versions::Versions;
use super::walk::{Role, Walk};
use crate::diff::compare::Compare;
use crate::diff::rule::{self, Rule};
use crate::ir::Content;
use crate::pointer::Pointer;

/// Where the properties of an envelope are described.
const PLACE: &str = "/content/application~1json/schema/properties";

/// Those that are not part of a page.
const ALWAYS: &[&str] = &["status", "requestId", "error"];

/// Those that the SDK reads in any form, or does not need.
const ANY_FORM: &[&str] = &["status", "error"];

/// Compares the envelopes of an operation. The same change in several responses is one.
pub(super) fn compare(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let responses = pair.versions.key("responses");
    let place = pair.operation.at.child("responses");
    let is_bare = matches!(pair.operation.success.content, Content::Body(_));
    let mut found: BTreeMap<String, (&'static Rule, Vec<&str>)> = BTreeMap::new();
    for (status, response) in responses.new.as_object().into_iter().flatten() {
        if is_bare && status.starts_with('2') {
            continue;
        }
        let before = responses.old[status].pointer(PLACE);
        let (Some(old), Some(new)) = (before, response.pointer(PLACE)) else { continue };
        // Pages that were added or removed are reported by the IR, with all that belongs to them.
        let is_page = |properties: &Value| properties.get("nextCursor").is_some();
        let pages_differ = is_page(old) != is_page(new);
        for name in schema::ENVELOPE {
            if pages_differ && !ALWAYS.contains(&name) {
                continue;
            }
            let versions = Versions { old, new };
            match versions.get(name) {
                (None, Some(_)) => {
                    compare.drafts.edit(&place.child(status), "new property of the envelope");
                }
                (Some(from), to) => {
                    if let Some((rule, message)) = property(name, from, to) {
                        found.entry(message).or_insert_with(|| (rule, Vec::new())).1.push(status);
                    }
                }
                (None, None) => {}
            }
        }
    }
    for (message, (rule, statuses)) in found {
        pair.add(compare, rule, &place, format!("{message}, of {}", statuses.join(", ")));
    }
    result(compare, pair);
}

/// Returns how a property of an envelope changed.
fn property(name: &str, old: &Value, new: Option<&Value>) -> Option<(&'static Rule, String)> {
    let Some(new) = new else {
        let is_needed = name != "status";
        let rule =
            if is_needed { rule::ENVELOPE_PROPERTY_LOST } else { rule::ENVELOPE_PROPERTY_CHANGED };
        return Some((rule, format!("no `{name}`")));
    };
    let versions = Versions { old, new };
    let changed = versions.facts();
    if changed.is_empty() {
        return None;
    }
    // An integer is a number.
    let types = |schema: &Value| -> BTreeSet<String> {
        let types = types(&schema["type"]);
        types.split(' ').map(|ty| ty.replace("integer", "number")).collect()
    };
    let is_lost = !ANY_FORM.contains(&name) && types(old) != types(new);
    let rule = if is_lost { rule::ENVELOPE_PROPERTY_LOST } else { rule::ENVELOPE_PROPERTY_CHANGED };
    Some((rule, format!("`{name}`: {}", versions.show(&changed))))
}

/// Compares whether the value in the envelope can be null, which the SDK takes for no value.
fn result(compare: &mut Compare<'_>, pair: Pair<'_>) {
    let success = &pair.operation.success;
    let Some(status) = success.at.segments().last() else { return };
    if !matches!(success.content, Content::Result(_) | Content::Page { .. }) {
        return;
    }
    let value = |responses: &Value| responses.get(&status)?.pointer(PLACE)?.get("result").cloned();
    let responses = pair.versions.key("responses");
    let (Some(old), Some(new)) = (value(responses.old), value(responses.new)) else { return };
    let place = ["content", "application/json", "schema", "properties", "result"];
    let place = place.iter().fold(success.at.clone(), |at, step| at.child(step));
    // The SDK reads the value, unlike the rest of a response.
    let versions = Versions { old: &old, new: &new };
    Walk { compare: &mut *compare, documents: pair.documents }.schema(
        Role::Modelled,
        &place,
        versions,
    );
    // A change of a definition applies to all that refer to it.
    let shared = (old == new).then(|| new["$ref"].as_str()).flatten();
    let at = shared.and_then(Pointer::parse).unwrap_or(place);
    match (takes_null(&old, pair.documents.old), takes_null(&new, pair.documents.new)) {
        (false, true) => {
            let rule = rule::RESP_RESULT_BECAME_NULLABLE;
            pair.add(compare, rule, &at, "`result` can be null");
        }
        (true, false) => {
            let rule = rule::RESP_RESULT_BECAME_NOT_NULLABLE;
            pair.add(compare, rule, &at, "`result` can no longer be null");
        }
        _ => {}
    }
}
