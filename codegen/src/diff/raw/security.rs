//! How callers authenticate: the schemes of a document, and which of them calls must use.
//!
//! A scheme is what it says, not what it is called: another name for the same one is no change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::members::{before_and_after, differing, differing_facts, is_prose};
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::{resolved, rule};
use crate::ir::Operation;
use crate::pointer::Pointer;

/// The schemes of two documents.
struct Schemes {
    old: Value,
    new: Value,
}

/// Who must authenticate otherwise, by what happened.
type Found = BTreeMap<Change, Vec<(Pointer, String)>>;

/// How what is asked for changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    /// Whether what was enough before is still enough.
    widened: bool,
    message: String,
}

/// Compares the schemes, and what the document and its operations ask for.
pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let schemes = |document: &Value| document["components"]["securitySchemes"].clone();
    let schemes = Schemes { old: schemes(old), new: schemes(new) };
    definitions(compare, &schemes);

    let mut found = Found::new();
    let whole = schemes.difference(asked(&old["security"]), asked(&new["security"]));
    for (before, after) in compare.operations.both.clone() {
        let (Some(from), Some(to)) = (before.at.resolve(old), after.at.resolve(new)) else {
            continue;
        };
        let (from, to) = (asked(&from["security"]), asked(&to["security"]));
        if from.is_none() && to.is_none() {
            continue;
        }
        let from = from.or_else(|| asked(&old["security"]));
        let to = to.or_else(|| asked(&new["security"]));
        if let Some(change) = schemes.difference(from, to) {
            found.entry(change).or_default().push(place(after));
        }
    }
    if let Some(change) = &whole {
        found.entry(change.clone()).or_default();
    }
    for (change, operations) in found {
        let reach = Reach {
            operations: operations.iter().map(|(_, id)| id.clone()).collect(),
            ..Reach::default()
        };
        // What is the same for many is one change.
        let (at, rust) = match &operations[..] {
            _ if whole.as_ref() == Some(&change) => {
                (Pointer::root().child("security"), "Client::builder".to_owned())
            }
            [(at, id)] => (at.clone(), method(compare, id)),
            _ => (Pointer::root().child("paths"), "Client::builder".to_owned()),
        };
        let rule = if change.widened {
            &rule::SECURITY_REQUIREMENT_WIDENED
        } else {
            &rule::SECURITY_REQUIREMENT_CHANGED
        };
        compare.drafts.rule(rule, &reach, &Spot::unseen(at, &rust), change.message);
    }
}

fn place(operation: &Operation) -> (Pointer, String) {
    (operation.at.child("security"), operation.id.clone())
}

fn method(compare: &Compare<'_>, id: &str) -> String {
    let operation = compare.operations.both.iter().find(|(_, new)| new.id == id);
    operation.map_or_else(String::new, |(_, new)| resolved::method(new))
}

/// Compares what the schemes are.
fn definitions(compare: &mut Compare<'_>, schemes: &Schemes) {
    let at = Pointer::root().child("components").child("securitySchemes");
    for name in differing(&schemes.old, &schemes.new) {
        let place = at.child(&name);
        let (rule, message) = match (schemes.old.get(&name), schemes.new.get(&name)) {
            (before, after) if schemes.is_renamed(before, after) => {
                compare.drafts.edit(&place, "name of a security scheme");
                continue;
            }
            (None, _) => (&rule::SECURITY_SCHEME_ADDED, format!("new: `{name}`")),
            (_, None) => (&rule::SECURITY_SCHEME_REMOVED, format!("no `{name}`")),
            (Some(from), Some(to)) => {
                let changed = differing_facts(from, to);
                if changed.is_empty() {
                    compare.drafts.edit(&place, "security scheme");
                    continue;
                }
                (&rule::SECURITY_SCHEME_CHANGED, before_and_after(from, to, &changed))
            }
        };
        let spot = Spot::unseen(place, "Client::builder");
        compare.drafts.rule(rule, &Reach::default(), &spot, message);
    }
}

impl Schemes {
    /// Whether a scheme of one document is in the other one, under a name that is not in this one.
    fn is_renamed(&self, old: Option<&Value>, new: Option<&Value>) -> bool {
        let (scheme, this, other) = match (old, new) {
            (Some(scheme), None) => (scheme, &self.old, &self.new),
            (None, Some(scheme)) => (scheme, &self.new, &self.old),
            _ => return false,
        };
        let mut others = other.as_object().into_iter().flatten();
        others.any(|(name, found)| this.get(name).is_none() && bare(found) == bare(scheme))
    }

    /// How what is asked for changed.
    fn difference(&self, old: Option<&Value>, new: Option<&Value>) -> Option<Change> {
        let (before, after) = (names(old), names(new));
        let (was, is) = (self.meant(&before, &self.old), self.meant(&after, &self.new));
        let is_same = match (old, new) {
            // Where a document leaves it open, naming one way changes nothing.
            (None, _) => after.len() <= 1,
            (_, None) => before.len() <= 1,
            _ => was == is,
        };
        // A call that sends more than is asked for is fine.
        let suffices = |way: &BTreeSet<String>| is.iter().any(|asked| asked.is_subset(way));
        let widened = is.is_empty() || (!was.is_empty() && was.iter().all(suffices));
        let message = format!("{} → {}", listed(&before), listed(&after));
        (!is_same).then_some(Change { widened, message })
    }

    /// Alternatives, with what schemes are instead of names that only one document knows.
    fn meant(&self, ways: &[BTreeSet<String>], schemes: &Value) -> BTreeSet<BTreeSet<String>> {
        let meant = |name: &String| match schemes.get(name) {
            Some(scheme) if self.old.get(name).is_none() || self.new.get(name).is_none() => {
                Value::Object(bare(scheme)).to_string()
            }
            _ => name.clone(),
        };
        ways.iter().map(|way| way.iter().map(meant).collect()).collect()
    }
}

/// A scheme without what only people read.
fn bare(scheme: &Value) -> Map<String, Value> {
    let members = scheme.as_object().into_iter().flatten();
    let mut members: Vec<_> = members.filter(|(key, _)| !is_prose(key)).collect();
    members.sort_by_key(|(key, _)| key.as_str());
    members.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What is asked for, if anything is said about it: an empty list says that nothing is.
fn asked(security: &Value) -> Option<&Value> {
    (!security.is_null()).then_some(security)
}

/// The names of the schemes in each alternative.
fn names(security: Option<&Value>) -> Vec<BTreeSet<String>> {
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    let names = |schemes: &Value| {
        schemes.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    alternatives.map(names).collect()
}

fn listed(alternatives: &[BTreeSet<String>]) -> String {
    let all = alternatives.iter().map(|schemes| {
        let names: Vec<&str> = schemes.iter().map(String::as_str).collect();
        if names.is_empty() { "nothing".to_owned() } else { format!("`{}`", names.join(" and ")) }
    });
    let all: Vec<String> = all.collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" or ") }
}
