//! Which items of the crate differ between two documents.

use std::collections::BTreeMap;

use super::compare::Compare;
use super::links::Link;
use crate::surface::items::{Item, ItemKind, Items, Owner, Renames, items};
use crate::surface::{Surface, Type};

/// How an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    Added,
    Removed,
    Altered,
}

/// An item that differs.
#[derive(Debug)]
pub(super) struct Delta {
    pub(super) how: Difference,
    /// The new item; the old one where it was removed.
    pub(super) item: Item,
}

/// The items that differ, by path.
pub(super) type Deltas = BTreeMap<String, Delta>;

/// Compares the items of two crates. Renamed items are compared under their new names.
pub(super) fn deltas(compare: &mut Compare<'_>, old: &Surface<'_>, new: &Surface<'_>) -> Deltas {
    let mut old = items(old, &renames(compare));
    let new = items(new, &Renames::default());
    let mut found = Deltas::new();
    for (path, item) in new {
        let how = match old.remove(&path) {
            None => Difference::Added,
            Some(before) if is_same(compare, &before.kind, &item.kind) => continue,
            Some(_) => Difference::Altered,
        };
        found.insert(path, Delta { how, item });
    }
    let removed = |(path, item)| (path, Delta { how: Difference::Removed, item });
    found.extend(Items::into_iter(old).map(removed));
    found
}

/// Returns the new names of what was renamed.
fn renames(compare: &Compare<'_>) -> Renames {
    let mut renames = Renames::default();
    for ((old, new), link) in compare.links.renamed() {
        if let Link::Renamed { .. } = link {
            renames.types.entry(old.clone()).or_insert_with(|| new.clone());
        }
    }
    for (old, new) in &compare.operations.both {
        // A method of another handle is another item.
        let stays = Owner::of(old) == Owner::of(new);
        let method = if stays { &new.resource_method } else { &old.resource_method };
        let names = (Owner::of(old), method.clone(), new.name.clone());
        renames.operations.insert(old.id.clone(), names);
    }
    renames
}

/// Whether two items of one path are the same for code. The path has all names but those of types.
fn is_same(compare: &mut Compare<'_>, old: &ItemKind, new: &ItemKind) -> bool {
    let (before, after) = (old.types(), new.types());
    std::mem::discriminant(old) == std::mem::discriminant(new)
        && before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(old, new)| compare.links.is_one_type(&compared(old), &compared(new)))
}

/// Returns a type as it is compared. Whether other types convert into the items of an array depends
/// on what the items are; a change of that is reported where they are defined.
fn compared(ty: &Type) -> Type {
    if let Type::IntoIterator(item) = ty
        && let Type::Into(converted) = &**item
        && let Type::Named(..) = **converted
    {
        return Type::IntoIterator(converted.clone());
    }
    ty.clone()
}
