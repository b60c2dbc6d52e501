//! Turns drafts into changes: the verdict on code follows from the items of the crate that differ,
//! and items that differ without an explanation are reported as unhandled.

use std::collections::BTreeMap;

use super::change::Change;
use super::claim::Claim;
use super::deltas::{Delta, Deltas, Difference};
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
    let key = |it: &Change| {
        let severity = std::cmp::Reverse((it.wire, it.source));
        (severity, it.rule.id, it.rust.clone(), it.pointer.clone(), it.message.clone())
    };
    changes.sort_by_cached_key(key);
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

    /// Returns the items that differ and that a claim covers.
    fn covered(&self, claim: &Claim) -> Vec<(&'d str, &'d Delta)> {
        let items: Vec<_> = match claim {
            Claim::Part(owner, _) => self.0.get(owner).into_iter().flatten().collect(),
            Claim::Spelled(_) => {
                let all = self.0.values().flatten();
                all.filter(|(_, delta)| delta.how != Difference::Removed).collect()
            }
        };
        items.into_iter().filter(|(_, delta)| claim.covers(&delta.item)).copied().collect()
    }
}

fn judge(draft: Draft, touched: &BTreeMap<&str, &Delta>) -> Change {
    let Draft { rules, pointer, rust, claims, operations, message, wire } = draft;
    let (rule, also) = match rules.as_slice() {
        [first, rest @ ..] => (*first, rest.to_vec()),
        [] => (rule::UNHANDLED, Vec::new()),
    };
    let of_item = |delta: &&Delta| match delta.how {
        Difference::Added => Source::Additive,
        Difference::Removed | Difference::Altered => Source::Break,
    };
    // A change that affects no item by its nature is judged by its rule.
    let source = if claims.is_empty() {
        rules.iter().map(|rule| rule.source).max()
    } else {
        touched.values().map(of_item).max()
    };
    let items = touched.keys().map(|item| (*item).to_owned()).collect();
    Change {
        rule,
        also,
        wire,
        source: source.unwrap_or_default(),
        pointer,
        operations: operations.into_iter().collect(),
        rust: rust.into_iter().collect::<Vec<_>>().join(", "),
        message,
        items: without_inner(items),
    }
}

/// Returns items without those inside another one of them.
fn without_inner(items: Vec<String>) -> Vec<String> {
    let mut outer_items: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let inner = outer_items.iter().any(|outer| {
            item.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with("::"))
        });
        if !inner {
            outer_items.push(item);
        }
    }
    outer_items
}

/// Returns an item that differs without an explanation.
fn unhandled(item: &str, delta: &Delta) -> Change {
    let what = match delta.how {
        Difference::Added => "was added",
        Difference::Removed => "was removed",
        Difference::Altered => "changed",
    };
    Change {
        rule: rule::UNHANDLED,
        also: Vec::new(),
        wire: rule::UNHANDLED.wire,
        source: rule::UNHANDLED.source,
        pointer: delta.item.at.clone(),
        operations: Vec::new(),
        rust: item.to_owned(),
        message: format!("`{item}` {what}, and no change explains it"),
        items: vec![item.to_owned()],
    }
}
