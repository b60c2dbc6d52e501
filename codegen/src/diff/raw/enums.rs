//! Enums that share a type: the IR has the values of all places for it, the documents those of
//! each place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::branches;
use crate::diff::compare::Compare;
use crate::diff::rule::{self, Rule};
use crate::pointer::Pointer;

/// The rules about single values of an enum.
const RULES: [&Rule; 6] = [
    &rule::RESP_ENUM_VALUE_ADDED,
    &rule::RESP_ENUM_VALUE_REMOVED,
    &rule::REQ_ENUM_VALUE_ADDED,
    &rule::REQ_ENUM_VALUE_REMOVED,
    &rule::PARAM_ENUM_VALUE_ADDED,
    &rule::PARAM_ENUM_VALUE_REMOVED,
];

/// Takes back what the IR says of a shared type where the place after which it is named has the
/// same values as before: another place gained or lost the value, and reports it.
pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    for name in compare.new.api.enums.iter().filter(|(_, others)| !others.is_empty()) {
        let (Some(before), Some(after)) = (compare.old.model(name.0), compare.new.model(name.0))
        else {
            continue;
        };
        let (Some(from), Some(to)) = (values(old, &before.at), values(new, &after.at)) else {
            continue;
        };
        if from == to {
            for draft in RULES.iter().flat_map(|rule| compare.drafts.take_rule(rule, &after.at)) {
                // The type has the value all the same.
                compare.quiet.extend(draft.claims);
            }
        }
    }
}

/// The values that a document lists at a place.
fn values(document: &Value, at: &Pointer) -> Option<BTreeSet<String>> {
    let values = branches(at.resolve(document)?, "enum");
    (!values.is_empty()).then(|| values.iter().map(Value::to_string).collect())
}
