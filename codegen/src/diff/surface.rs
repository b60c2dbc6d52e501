//! What the generated crate offers: every item that code can name, with what it is.
//!
//! Made from the IR, by the same rules by which the emitter makes the crate; a test holds the two
//! together. Whether a change breaks code is read off here, not guessed from the document.

mod model;
mod operation;
mod spell;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::model::{Presence, field_items};
pub(super) use self::operation::{call_items, method_item, wait_items};
pub(super) use self::spell::signature;

use super::side::Side;
use crate::ir::{Operation, Shape, TypeRef};
use crate::name::{MethodName, TypeName};

/// What an item is: text, and the types in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Signature(Vec<Part>);

/// A part of a signature.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Text that must be the same.
    Text(String),
    /// A type, which may have moved.
    Type(TypeRef),
}

impl Signature {
    fn text(text: impl Into<String>) -> Self {
        Self::default().then(text)
    }

    fn then(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Text(text.into()));
        self
    }

    fn ty(mut self, ty: &TypeRef) -> Self {
        self.0.push(Part::Type(ty.clone()));
        self
    }

    /// Whether a type in it names one of these.
    fn mentions(&self, names: &BTreeSet<&TypeName>) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Type(ty) if names_any(ty, names)))
    }

    fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// All items, by the path under which code finds them.
pub(super) type Surface = BTreeMap<String, Signature>;

/// Under which names things are listed: what was renamed is listed under its new name, so that
/// its items can be compared.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Other names of types.
    pub(super) types: BTreeMap<TypeName, TypeName>,
    /// Other names of operations, by id.
    pub(super) operations: BTreeMap<String, (MethodName, TypeName)>,
}

impl Listing {
    fn of_type<'a>(&'a self, name: &'a TypeName) -> &'a TypeName {
        self.types.get(name).unwrap_or(name)
    }

    fn of_operation<'a>(&'a self, operation: &'a Operation) -> (&'a MethodName, &'a TypeName) {
        let other = self.operations.get(&operation.id).map(|(method, name)| (method, name));
        other.unwrap_or((&operation.method_name, &operation.name))
    }
}

/// What a document makes the crate offer.
pub(super) fn surface(side: Side<'_>, listing: &Listing) -> Surface {
    let mut surface = Surface::new();
    for group in &side.api.groups {
        surface.insert(feature(&group.name), Signature::default());
    }
    for operation in &side.api.operations {
        operation::add(&mut surface, side, operation, listing);
    }
    for model in side.api.models.values() {
        model::add(&mut surface, side, model, listing);
    }
    surface
}

/// The items that are spelled with another name of a type: they change when it names another one.
pub(super) fn spelled_with(side: Side<'_>, alias: &TypeName) -> Vec<String> {
    let mut names = BTreeSet::from([alias]);
    // Other names of other names; a cycle adds nothing new.
    loop {
        let more = side.api.models.values().filter(
            |model| matches!(&model.shape, Shape::Alias(target) if names_any(target, &names)),
        );
        let all: BTreeSet<&TypeName> =
            more.map(|model| &model.name).chain(names.iter().copied()).collect();
        if all.len() == names.len() {
            break;
        }
        names = all;
    }
    let all = surface(side, &Listing::default());
    all.into_iter().filter(|(_, item)| item.mentions(&names)).map(|(path, _)| path).collect()
}

fn names_any(ty: &TypeRef, names: &BTreeSet<&TypeName>) -> bool {
    match ty {
        TypeRef::Named(name) => names.contains(name),
        TypeRef::Array(inner) | TypeRef::Map(inner) => names_any(inner, names),
        _ => false,
    }
}

/// The item of a cargo feature.
pub(super) fn feature(group: &str) -> String {
    format!("feature {group}")
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delta {
    Added,
    Removed,
    Changed,
}

/// The items that differ.
pub(super) fn deltas(
    old: &Surface,
    new: &Surface,
    mut same: impl FnMut(&TypeRef, &TypeRef) -> bool,
) -> BTreeMap<String, Delta> {
    let mut found = BTreeMap::new();
    for (item, before) in old {
        match new.get(item) {
            None => {
                found.insert(item.clone(), Delta::Removed);
            }
            Some(after) if !is_same(before, after, &mut same) => {
                found.insert(item.clone(), Delta::Changed);
            }
            Some(_) => {}
        }
    }
    let added = new.keys().filter(|item| !old.contains_key(*item));
    found.extend(added.map(|item| (item.clone(), Delta::Added)));
    found
}

fn is_same(
    old: &Signature,
    new: &Signature,
    same: &mut impl FnMut(&TypeRef, &TypeRef) -> bool,
) -> bool {
    old.0.len() == new.0.len()
        && old.0.iter().zip(&new.0).all(|parts| match parts {
            (Part::Text(old), Part::Text(new)) => old == new,
            (Part::Type(old), Part::Type(new)) => same(old, new),
            _ => false,
        })
}

#[cfg(test)]
mod tests;
