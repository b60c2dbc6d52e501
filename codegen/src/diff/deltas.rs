//! Which items of the crate differ between two documents.

use std::collections::BTreeMap;

use super::compare::Compare;
use super::links::Link;
use crate::surface::Surface;
use crate::surface::items::{Item, ItemKind, Items, Renames, items};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    Removed,
    Altered,
}

/// An item that differs.
#[derive(Debug)]
pub(super) struct Delta {
    pub(super) change: Change,
    /// The new item; of one that is gone, the old one.
    pub(super) item: Item,
}

/// The items that differ, by path.
pub(super) type Deltas = BTreeMap<String, Delta>;

/// Compares the items of two crates. What has another name is compared under the new one.
pub(super) fn deltas(compare: &mut Compare<'_>, old: &Surface<'_>, new: &Surface<'_>) -> Deltas {
    let mut old = items(old, &renames(compare));
    let new = items(new, &Renames::default());
    let mut found = Deltas::new();
    for (path, item) in new {
        let change = match old.remove(&path) {
            None => Change::Added,
            Some(before) if is_same(compare, &before.kind, &item.kind) => continue,
            Some(_) => Change::Altered,
        };
        found.insert(path, Delta { change, item });
    }
    let gone = Items::into_iter(old);
    found.extend(gone.map(|(path, item)| (path, Delta { change: Change::Removed, item })));
    found
}

/// The new names of what was renamed.
fn renames(compare: &Compare<'_>) -> Renames {
    let mut renames = Renames::default();
    for (pair, link) in compare.links.renamed() {
        if let Link::Renamed { .. } = link {
            renames.types.entry(pair.0.clone()).or_insert_with(|| pair.1.clone());
        }
    }
    for (old, new) in &compare.operations.both {
        let names = (new.method_name.clone(), new.name.clone());
        renames.operations.insert(old.id.clone(), names);
    }
    renames
}

/// Whether two items of one path are the same for code. The path has all names but those of types.
fn is_same(compare: &mut Compare<'_>, old: &ItemKind, new: &ItemKind) -> bool {
    let (before, after) = (old.types(), new.types());
    std::mem::discriminant(old) == std::mem::discriminant(new)
        && before.len() == after.len()
        && before.iter().zip(after).all(|(old, new)| compare.links.is_one_type(old, new))
}
