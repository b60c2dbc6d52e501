//! Turns what was seen into changes: the verdict on code is read off the items of the crate, and
//! items that differ without a change that says so are reported as unhandled.

use std::collections::BTreeMap;

use super::change::Change;
use super::compare::Compare;
use super::draft::{Claim, Draft};
use super::links::Link;
use super::rule;
use super::surface::{self, Delta, Listing};
use super::verdict::Source;
use crate::pointer::Pointer;

/// The items that differ, by path.
type Deltas = BTreeMap<String, Delta>;

/// Which items of the crate differ.
pub(super) fn deltas(compare: &mut Compare<'_>) -> Deltas {
    let listing = listing(compare);
    let old = surface::surface(compare.old, &listing);
    let new = surface::surface(compare.new, &Listing::default());
    surface::deltas(&old, &new, |old, new| compare.links.is_one_type(old, new))
}

/// The new names of what was renamed.
fn listing(compare: &Compare<'_>) -> Listing {
    let mut listing = Listing::default();
    for (pair, link) in compare.links.renamed() {
        if let Link::Renamed { .. } = link {
            listing.types.entry(pair.0.clone()).or_insert_with(|| pair.1.clone());
        }
    }
    for (old, new) in &compare.operations.both {
        let names = (new.method_name.clone(), new.name.clone());
        listing.operations.insert(old.id.clone(), names);
    }
    listing
}

/// Judges the drafts by the items that they touch.
pub(super) fn changes(
    drafts: Vec<Draft>,
    quiet: &[Claim],
    deltas: &Deltas,
    hide: Option<&str>,
) -> Vec<Change> {
    let mut open: BTreeMap<&str, Delta> =
        deltas.iter().map(|(item, delta)| (item.as_str(), *delta)).collect();
    let mut changes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let touched: Vec<(&str, Delta)> =
            draft.claims.iter().flat_map(|claim| matching(deltas, claim)).collect();
        for (item, _) in &touched {
            open.remove(item);
        }
        changes.push(judge(draft, &touched));
    }
    for (item, _) in quiet.iter().flat_map(|claim| matching(deltas, claim)) {
        open.remove(item);
    }
    if hide != Some(rule::UNHANDLED.id) {
        changes.extend(open.into_iter().map(|(item, delta)| unhandled(item, delta)));
    }
    changes.sort_by(|a, b| {
        let severity = |change: &Change| std::cmp::Reverse((change.wire, change.source));
        (severity(a), a.rule.id, &a.rust, &a.pointer, &a.message).cmp(&(
            severity(b),
            b.rule.id,
            &b.rust,
            &b.pointer,
            &b.message,
        ))
    });
    changes
}

/// The items that differ and that a claim covers.
fn matching<'a>(deltas: &'a Deltas, claim: &Claim) -> Vec<(&'a str, Delta)> {
    match claim {
        Claim::Item(item) => deltas
            .get_key_value(item)
            .map(|(item, delta)| (item.as_str(), *delta))
            .into_iter()
            .collect(),
        Claim::Under(path) => deltas
            .range(path.clone()..)
            .map_while(|(item, delta)| Some((item, item.strip_prefix(path.as_str())?, delta)))
            .filter(|(_, rest, _)| rest.is_empty() || rest.starts_with(':'))
            .map(|(item, _, delta)| (item, delta))
            .map(|(item, delta)| (item.as_str(), *delta))
            .collect(),
    }
}

fn judge(draft: Draft, touched: &[(&str, Delta)]) -> Change {
    let Draft { rules, pointer, rust, claims, operations, message, wire } = draft;
    let (rule, also) = match rules.as_slice() {
        [first, rest @ ..] => (*first, rest.to_vec()),
        [] => (&rule::UNHANDLED, Vec::new()),
    };
    let usual = rules.iter().map(|rule| rule.source).max().unwrap_or_default();
    let seen = touched.iter().map(|(_, delta)| match delta {
        Delta::Added => Source::Additive,
        Delta::Removed | Delta::Changed => Source::Break,
    });
    // What touches no item by its nature is judged by its rule.
    let source = if claims.is_empty() { usual } else { seen.max().unwrap_or_default() };
    let mut items: Vec<String> = touched.iter().map(|(item, _)| (*item).to_owned()).collect();
    items.sort();
    items.dedup();
    Change {
        rule,
        also,
        wire,
        source,
        pointer,
        operations: operations.into_iter().collect(),
        rust: rust.into_iter().collect::<Vec<_>>().join(", "),
        message,
        items: without_inner(items),
    }
}

/// Items without those that stand inside another one of them.
fn without_inner(items: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let inner = kept.iter().any(|outer| {
            item.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with("::"))
        });
        if !inner {
            kept.push(item);
        }
    }
    kept
}

/// An item that differs although no change says why.
fn unhandled(item: &str, delta: Delta) -> Change {
    let what = match delta {
        Delta::Added => "is new",
        Delta::Removed => "is gone",
        Delta::Changed => "is another",
    };
    Change {
        rule: &rule::UNHANDLED,
        also: Vec::new(),
        wire: rule::UNHANDLED.wire,
        source: rule::UNHANDLED.source,
        pointer: Pointer::root(),
        operations: Vec::new(),
        rust: item.to_owned(),
        message: format!("`{item}` {what}, and no rule says why"),
        items: vec![item.to_owned()],
    }
}
