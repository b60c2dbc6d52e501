//! Turns what was seen into changes: the verdict on code is read off the items of the crate, and
//! items that differ without a change that says so are reported as unhandled.

use std::collections::BTreeMap;

use super::change::Change;
use super::claim::Claim;
use super::deltas::{self, Delta, Deltas};
use super::draft::Draft;
use super::rule;
use super::verdict::Source;
use crate::surface::items::Owner;

/// Judges the drafts by the items that they touch.
pub(super) fn changes(
    drafts: Vec<Draft>,
    quiet: &[Claim],
    deltas: &Deltas,
    hide: Option<&str>,
) -> Vec<Change> {
    let index = Index::new(deltas);
    let mut open: BTreeMap<&str, &Delta> =
        deltas.iter().map(|(item, delta)| (item.as_str(), delta)).collect();
    let mut changes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let touched: BTreeMap<&str, &Delta> =
            draft.claims.iter().flat_map(|claim| index.covered(claim)).collect();
        for item in touched.keys() {
            open.remove(item);
        }
        changes.push(judge(draft, &touched));
    }
    for (item, _) in quiet.iter().flat_map(|claim| index.covered(claim)) {
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

/// The items that differ, by what they belong to.
struct Index<'d>(BTreeMap<&'d Owner, Vec<(&'d str, &'d Delta)>>);

impl<'d> Index<'d> {
    fn new(deltas: &'d Deltas) -> Self {
        let mut index: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (path, delta) in deltas {
            index.entry(&delta.item.owner).or_default().push((path.as_str(), delta));
        }
        Self(index)
    }

    /// The items that differ and that a claim covers.
    fn covered(&self, claim: &Claim) -> Vec<(&'d str, &'d Delta)> {
        let covers = |(_, delta): &&(&'d str, &'d Delta)| claim.covers(&delta.item);
        match claim {
            Claim::Part(owner, _) => {
                self.0.get(owner).into_iter().flatten().filter(covers).copied().collect()
            }
            Claim::Spelled(_) => self
                .0
                .values()
                .flatten()
                .filter(|(_, delta)| delta.change != deltas::Change::Removed)
                .filter(covers)
                .copied()
                .collect(),
        }
    }
}

fn judge(draft: Draft, touched: &BTreeMap<&str, &Delta>) -> Change {
    let Draft { rules, pointer, rust, claims, operations, message, wire } = draft;
    let (rule, also) = match rules.as_slice() {
        [first, rest @ ..] => (*first, rest.to_vec()),
        [] => (&rule::UNHANDLED, Vec::new()),
    };
    let usual = rules.iter().map(|rule| rule.source).max().unwrap_or_default();
    let seen = touched.values().map(|delta| source(delta.change));
    // What touches no item by its nature is judged by its rule.
    let source = if claims.is_empty() { usual } else { seen.max().unwrap_or_default() };
    let items = touched.keys().map(|item| (*item).to_owned()).collect();
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

/// What an item that differs means for code.
fn source(change: deltas::Change) -> Source {
    match change {
        deltas::Change::Added => Source::Additive,
        deltas::Change::Removed | deltas::Change::Altered => Source::Break,
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
fn unhandled(item: &str, delta: &Delta) -> Change {
    let what = match delta.change {
        deltas::Change::Added => "is new",
        deltas::Change::Removed => "is gone",
        deltas::Change::Altered => "is another",
    };
    Change {
        rule: &rule::UNHANDLED,
        also: Vec::new(),
        wire: rule::UNHANDLED.wire,
        source: rule::UNHANDLED.source,
        pointer: delta.item.at.clone(),
        operations: Vec::new(),
        rust: item.to_owned(),
        message: format!("`{item}` {what}, and no rule says why"),
        items: vec![item.to_owned()],
    }
}
