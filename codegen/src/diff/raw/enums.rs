//! Enums that share a type: the IR has the values of all places, the documents those of each place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::branches;
use super::versions::Versions;
use crate::diff::compare::Compare;
use crate::diff::draft::Draft;
use crate::diff::rule::{self, Rule};
use crate::pointer::Pointer;

/// The rules about single values of an enum.
const RULES: [&Rule; 6] = [
    rule::RESP_ENUM_VALUE_ADDED,
    rule::RESP_ENUM_VALUE_REMOVED,
    rule::REQ_ENUM_VALUE_ADDED,
    rule::REQ_ENUM_VALUE_REMOVED,
    rule::PARAM_ENUM_VALUE_ADDED,
    rule::PARAM_ENUM_VALUE_REMOVED,
];

/// Takes back changes of a shared type where the place after which it is named has the same values
/// as before: another place gained or lost the value, and reports it.
pub(super) fn compare(compare: &mut Compare<'_>, documents: Versions<'_>) {
    for (name, _) in compare.new.api.enums.iter().filter(|(_, others)| !others.is_empty()) {
        let (Some(before), Some(after)) = (compare.old.model(name), compare.new.model(name)) else {
            continue;
        };
        let old = values(documents.old, &before.at);
        if old.is_some() && old == values(documents.new, &after.at) {
            let is_of_value = |draft: &Draft| {
                draft.pointer == after.at && draft.rules.iter().any(|rule| RULES.contains(rule))
            };
            // The type has the value all the same.
            let taken = compare.drafts.take(is_of_value);
            compare.quiet.extend(taken.into_iter().flat_map(|draft| draft.claims));
        }
    }
}

/// Returns the values that a document lists at a place.
fn values(document: &Value, at: &Pointer) -> Option<BTreeSet<String>> {
    let values = branches(at.resolve(document)?, "enum");
    (!values.is_empty()).then(|| values.iter().map(Value::to_string).collect())
}
