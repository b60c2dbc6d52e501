//! How callers authenticate: the schemes of a document, and which of them calls must use.
//!
//! Another name for the same scheme is not a change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::versions::{Versions, is_prose};
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::rule;
use crate::ir::Operation;
use crate::pointer::Pointer;

/// The schemes of two documents.
#[derive(Clone, Copy)]
struct Schemes<'v>(Versions<'v>);

/// How a requirement changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Requirement {
    /// Whether the old one is still sufficient.
    widened: bool,
    message: String,
}

/// Compares the schemes, and what the document and its operations require.
pub(super) fn compare(compare: &mut Compare<'_>, documents: Versions<'_>) {
    let schemes = Schemes(documents.key("components").key("securitySchemes"));
    definitions(compare, schemes);
    let whole = documents.key("security");
    let (old, new) = (required(whole.old), required(whole.new));
    let of_document = schemes.difference(old, new);
    let mut found: BTreeMap<Requirement, Vec<&Operation>> = BTreeMap::new();
    found.extend(of_document.clone().map(|requirement| (requirement, Vec::new())));
    for (before, after) in &compare.operations.both {
        let own = |operation: &Operation, document| {
            operation.at.resolve(document).and_then(|operation| required(&operation["security"]))
        };
        let (from, to) = (own(before, documents.old), own(after, documents.new));
        if (from.is_some() || to.is_some())
            && let Some(requirement) = schemes.difference(from.or(old), to.or(new))
        {
            found.entry(requirement).or_default().push(*after);
        }
    }
    for (requirement, operations) in found {
        // The same change of many operations is one.
        let (at, rust) = match &operations[..] {
            _ if of_document.as_ref() == Some(&requirement) => {
                (Pointer::root().child("security"), "Client::builder".to_owned())
            }
            [operation] => (operation.at.child("security"), method(operation)),
            _ => (Pointer::root().child("paths"), "Client::builder".to_owned()),
        };
        let operations = operations.iter().map(|operation| operation.id.clone()).collect();
        let rule = if requirement.widened {
            rule::SECURITY_REQUIREMENT_WIDENED
        } else {
            rule::SECURITY_REQUIREMENT_CHANGED
        };
        let reach = Reach { operations, ..Reach::default() };
        compare.drafts.add(rule, &Spot::new(&at, rust, reach), requirement.message);
    }
}

/// Compares the definitions of the schemes.
fn definitions(compare: &mut Compare<'_>, schemes: Schemes<'_>) {
    let at = Pointer::root().child("components").child("securitySchemes");
    for name in schemes.0.differing() {
        let place = at.child(&name);
        let (rule, message) = match schemes.0.get(&name) {
            (old, new) if schemes.is_renamed(old, new) => {
                compare.drafts.edit(&place, "name of a security scheme");
                continue;
            }
            (None, _) => (rule::SECURITY_SCHEME_ADDED, format!("new: `{name}`")),
            (_, None) => (rule::SECURITY_SCHEME_REMOVED, format!("no `{name}`")),
            (Some(old), Some(new)) => {
                let scheme = Versions { old, new };
                let changed = scheme.facts();
                if changed.is_empty() {
                    compare.drafts.edit(&place, "security scheme");
                    continue;
                }
                (rule::SECURITY_SCHEME_CHANGED, scheme.show(&changed))
            }
        };
        compare.drafts.add(rule, &Spot::new(&place, "Client::builder", Reach::default()), message);
    }
}

impl Schemes<'_> {
    /// Whether a scheme of one document is in the other one, under a name that is not in this one.
    fn is_renamed(self, old: Option<&Value>, new: Option<&Value>) -> bool {
        let (scheme, this, other) = match (old, new) {
            (Some(scheme), None) => (scheme, self.0.old, self.0.new),
            (None, Some(scheme)) => (scheme, self.0.new, self.0.old),
            _ => return false,
        };
        let mut others = other.as_object().into_iter().flatten();
        others.any(|(name, found)| this.get(name).is_none() && bare(found) == bare(scheme))
    }

    /// Returns how a requirement changed.
    fn difference(self, old: Option<&Value>, new: Option<&Value>) -> Option<Requirement> {
        let (before, after) = (names(old), names(new));
        let (was, is) = (self.meant(&before, self.0.old), self.meant(&after, self.0.new));
        let is_same = match (old, new) {
            // Where a document requires nothing in particular, naming one way changes nothing.
            (None, _) => after.len() <= 1,
            (_, None) => before.is_empty(),
            _ => was == is,
        };
        // A call may send more than is required.
        let suffices = |way: &BTreeSet<String>| is.iter().any(|it| it.is_subset(way));
        let widened = is.is_empty() || (!was.is_empty() && was.iter().all(suffices));
        let message = format!("{} → {}", listed(&before), listed(&after));
        (!is_same).then_some(Requirement { widened, message })
    }

    /// Alternatives, with definitions instead of the names that only one document has.
    fn meant(self, ways: &[BTreeSet<String>], schemes: &Value) -> BTreeSet<BTreeSet<String>> {
        let meant = |name: &String| match schemes.get(name) {
            Some(scheme) if self.0.old.get(name).is_none() || self.0.new.get(name).is_none() => {
                Value::Object(bare(scheme)).to_string()
            }
            _ => name.clone(),
        };
        ways.iter().map(|way| way.iter().map(meant).collect()).collect()
    }
}

/// Returns a scheme without the properties that only people read.
fn bare(scheme: &Value) -> Map<String, Value> {
    let properties = scheme.as_object().into_iter().flatten();
    let mut properties: Vec<_> = properties.filter(|(key, _)| !is_prose(key)).collect();
    properties.sort_by_key(|(key, _)| key.as_str());
    properties.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Returns a requirement, if there is one; that of an empty array is that nothing is required.
fn required(security: &Value) -> Option<&Value> {
    (!security.is_null()).then_some(security)
}

/// Returns the names of the schemes in each alternative.
fn names(security: Option<&Value>) -> Vec<BTreeSet<String>> {
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    let names = |schemes: &Value| {
        schemes.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    alternatives.map(names).collect()
}

fn listed(alternatives: &[BTreeSet<String>]) -> String {
    let alternative = |schemes: &BTreeSet<String>| {
        let names: Vec<&str> = schemes.iter().map(String::as_str).collect();
        if names.is_empty() {
            "no authentication".to_owned()
        } else {
            format!("`{}`", names.join(" and "))
        }
    };
    let all: Vec<String> = alternatives.iter().map(alternative).collect();
    if all.is_empty() { "no authentication".to_owned() } else { all.join(" or ") }
}
