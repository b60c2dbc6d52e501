//! Which type of one document corresponds to which of the other, and which operations reach it.
//!
//! Both documents are walked at once, from the operations that both have. Where the walk meets two
//! names, they are one type if the old one was removed, the new one was added and they are alike,
//! or if they differ in their names only. So a definition can move without a change.

use std::collections::{BTreeMap, BTreeSet};

use super::facet::Reach;
use super::pairing::{self, Operations, named};
use super::resolved::Resolved;
use super::same::{Pair, Same, values};
use crate::ir::{Additional, Arm, Model, Shape, TypeRef};
use crate::name::{TypeName, VariantName};
use crate::surface::{Schemas, Type};

/// Why two names are one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// The names are equal.
    Same,
    /// The old name was removed and the new one was added; `equal` if nothing else changed.
    Renamed { equal: bool },
    /// Both documents have one of the names already, and they mean the same here.
    Moved,
}

/// All types that were met, and how.
#[derive(Debug)]
pub(super) struct Links<'a> {
    pub(super) old: &'a Schemas<'a>,
    pub(super) new: &'a Schemas<'a>,
    /// Who reaches each pair of names.
    pub(super) pairs: BTreeMap<Pair, Reach>,
    /// Aliases that were removed although what they named moved inline.
    pub(super) gone_aliases: BTreeSet<TypeName>,
    /// New aliases that name what was inline.
    pub(super) new_aliases: BTreeSet<TypeName>,
    known: BTreeMap<Pair, Option<Link>>,
    same: Same<'a>,
}

impl<'a> Links<'a> {
    /// Walks both documents.
    pub(super) fn new(
        old: &'a Schemas<'a>,
        new: &'a Schemas<'a>,
        operations: &Operations<'a>,
    ) -> Self {
        let mut links = Self {
            old,
            new,
            pairs: BTreeMap::new(),
            gone_aliases: BTreeSet::new(),
            new_aliases: BTreeSet::new(),
            known: BTreeMap::new(),
            same: Same::new(old, new),
        };
        links.walk(operations);
        links.add_unmet(operations);
        links
    }

    fn walk(&mut self, operations: &Operations<'a>) {
        let mut edges: BTreeMap<Pair, Vec<Pair>> = BTreeMap::new();
        for (old, new) in &operations.both {
            for (direction, roots) in pairing::meeting(old, new).into_iter().enumerate() {
                let mut open = Vec::new();
                for (old, new) in &roots {
                    self.descend(old, new, &mut open);
                }
                let mut seen = BTreeSet::new();
                while let Some(pair) = open.pop() {
                    if !seen.insert(pair.clone()) {
                        continue;
                    }
                    let next = match edges.get(&pair) {
                        Some(next) => next,
                        None => {
                            let next = self.children(&pair);
                            edges.entry(pair.clone()).or_insert(next)
                        }
                    };
                    open.extend(next.iter().cloned());
                    let reach = self.pairs.entry(pair).or_default();
                    match direction {
                        0 => reach.parameter = true,
                        1 => reach.request = true,
                        _ => reach.response = true,
                    }
                    reach.operations.insert(new.id.clone());
                }
            }
        }
    }

    /// Adds the names that both documents have, but that the walk did not meet: it ends where a
    /// struct became a union. A name that no operation of both reaches is dormant.
    fn add_unmet(&mut self, operations: &Operations<'a>) {
        let paired: BTreeMap<&str, &str> =
            operations.both.iter().map(|(old, new)| (old.id.as_str(), new.id.as_str())).collect();
        for (name, model) in &self.old.api.models {
            let Some(other) = self.new.model(name) else { continue };
            let common: BTreeSet<String> = model
                .operations
                .iter()
                .filter_map(|id| paired.get(id.as_str()))
                .filter(|id| other.operations.contains(**id))
                .map(|id| (*id).to_owned())
                .collect();
            let dormant = common.is_empty();
            let request = model.in_request && other.in_request;
            let response = model.in_response && other.in_response;
            let reach = Reach {
                parameter: false,
                request,
                response: response || !request,
                operations: if dormant { other.operations.clone() } else { common },
                dormant: dormant || !(request || response),
            };
            self.pairs.entry((name.clone(), name.clone())).or_insert(reach);
        }
    }

    /// The pairs of names in two types.
    fn descend(&mut self, old: &TypeRef, new: &TypeRef, found: &mut Vec<Pair>) {
        match (old, new) {
            (TypeRef::Named(old), TypeRef::Named(new)) if old == new => {
                found.push((old.clone(), new.clone()));
                return;
            }
            (TypeRef::Array(old), TypeRef::Array(new)) | (TypeRef::Map(old), TypeRef::Map(new)) => {
                return self.descend(old, new, found);
            }
            // Whether null is allowed does not make another type of what is in it.
            (TypeRef::Nullable(old), new) => return self.descend(old, new, found),
            (old, TypeRef::Nullable(new)) => return self.descend(old, new, found),
            _ => {}
        }
        let (from, to) = (self.old.resolve(old).clone(), self.new.resolve(new).clone());
        self.note_aliases(old, new, &from, &to);
        if (&from, &to) != (old, new) {
            return self.descend(&from, &to, found);
        }
        match (Resolved::of(self.old, &from), Resolved::of(self.new, &to)) {
            // A type that became a variant of a union is still the same type, and the other way
            // round.
            (Resolved::Union(..), Resolved::Union(..)) => self.push_linked(&from, &to, found),
            (_, Resolved::Union(_, union)) => {
                union.arms.iter().for_each(|arm| self.push_linked(&from, &arm.ty, found));
            }
            (Resolved::Union(_, union), _) => {
                union.arms.iter().for_each(|arm| self.push_linked(&arm.ty, &to, found));
            }
            _ => self.push_linked(&from, &to, found),
        }
    }

    fn push_linked(&mut self, old: &TypeRef, new: &TypeRef, found: &mut Vec<Pair>) {
        if let (Some(old), Some(new)) =
            (named(self.old, old).cloned(), named(self.new, new).cloned())
            && self.link(&old, &new).is_some()
        {
            found.push((old, new));
        }
    }

    /// Notes an alias that was added or removed while its type is the same.
    fn note_aliases(&mut self, old: &TypeRef, new: &TypeRef, from: &TypeRef, to: &TypeRef) {
        if !self.is_same_type(from, to) {
            return;
        }
        if let TypeRef::Named(name) = old
            && old != from
            && self.new.model(name).is_none()
        {
            self.gone_aliases.insert(name.clone());
        }
        if let TypeRef::Named(name) = new
            && new != to
            && self.old.model(name).is_none()
        {
            self.new_aliases.insert(name.clone());
        }
    }

    /// Returns the pairs that a pair holds.
    fn children(&mut self, pair: &Pair) -> Vec<Pair> {
        let mut found = Vec::new();
        let (Some(old), Some(new)) = (self.old.model(&pair.0), self.new.model(&pair.1)) else {
            return found;
        };
        match (&old.shape, &new.shape) {
            (Shape::Object(old), Shape::Object(new)) => {
                for (old, new) in pairing::by_key(&old.fields, &new.fields, |field| &field.wire) {
                    if let (Some(old), Some(new)) = (old, new) {
                        self.descend(&old.ty, &new.ty, &mut found);
                    }
                }
                if let (Additional::Open(old), Additional::Open(new)) =
                    (&old.additional, &new.additional)
                {
                    self.descend(old, new, &mut found);
                }
            }
            (Shape::Union(old), Shape::Union(new)) => {
                let matched =
                    pairing::variants(old, new, |old, new| self.is_same_variant(old, new));
                for (old, new) in matched {
                    if let (Some(old), Some(new)) = (old, new) {
                        self.descend(&old.ty, &new.ty, &mut found);
                    }
                }
            }
            (Shape::Alias(old), Shape::Alias(new)) => self.descend(old, new, &mut found),
            _ => {}
        }
        found
    }

    /// Returns why two names are one type; `None` if they are not.
    pub(super) fn link(&mut self, old: &TypeName, new: &TypeName) -> Option<Link> {
        if old == new {
            return Some(Link::Same);
        }
        let pair = (old.clone(), new.clone());
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        let equal = self.same.named(old, new);
        let replaced = self.new.model(old).is_none() && self.old.model(new).is_none();
        let alike = || match (self.old.model(old), self.new.model(new)) {
            (Some(old), Some(new)) => are_alike(old, new),
            _ => false,
        };
        let link = match (equal, replaced) {
            (_, true) => (equal || alike()).then_some(Link::Renamed { equal }),
            (true, false) => Some(Link::Moved),
            (false, false) => None,
        };
        self.known.insert(pair, link);
        link
    }

    /// Returns all pairs of different names that are one type.
    pub(super) fn renamed(&self) -> impl Iterator<Item = (&Pair, Link)> {
        self.known
            .iter()
            .filter(|(pair, _)| self.pairs.contains_key(*pair))
            .filter_map(|(pair, link)| Some((pair, (*link)?)))
    }

    /// Whether code for a value of one type compiles with the other: they are one type in Rust, or
    /// its definition moved, which is reported separately.
    pub(super) fn is_one_type(&mut self, old: &Type, new: &Type) -> bool {
        let (old, new) = (self.old.resolve_type(old), self.new.resolve_type(new));
        match (&old, &new) {
            (Type::Named(_, old), Type::Named(_, new)) => {
                old == new || self.is_one_enum(old, new) || self.link(old, new).is_some()
            }
            (before, after) => match (before.inner(), after.inner()) {
                (Some(inner), Some(other)) => {
                    std::mem::discriminant(before) == std::mem::discriminant(after)
                        && self.is_one_type(inner, other)
                }
                _ => before == after,
            },
        }
    }

    /// Whether a place whose type was one enum has the other now. Where only some of the places
    /// do, the type was split, which is said once for the enum.
    fn is_one_enum(&self, old: &TypeName, new: &TypeName) -> bool {
        let (canonical, now) = (self.old.canonical(old), self.new.canonical(new));
        self.old
            .api
            .models
            .keys()
            .filter(|place| self.old.canonical(place) == canonical)
            .any(|place| self.new.model(place).is_some() && self.new.canonical(place) == now)
    }

    /// Whether two variants of different names are one: they have the same payload, or versions of
    /// one type after which both are named. A variant that is named after the value of a tag is
    /// another one when the value changes.
    pub(super) fn is_same_variant(&mut self, old: &Arm, new: &Arm) -> bool {
        if self.is_same_type(&old.ty, &new.ty) {
            return true;
        }
        let (TypeRef::Named(from), TypeRef::Named(to)) = (&old.ty, &new.ty) else { return false };
        let called = |arm: &Arm, ty: &TypeName| arm.name == VariantName::of_type(ty);
        called(old, from) && called(new, to) && self.link(from, to).is_some()
    }

    /// Whether two types are the same but for names of linked types.
    pub(super) fn is_same_type(&mut self, old: &TypeRef, new: &TypeRef) -> bool {
        let (old, new) = (self.old.resolve(old).clone(), self.new.resolve(new).clone());
        match (&old, &new) {
            (TypeRef::Named(old), TypeRef::Named(new)) => old == new || self.same.named(old, new),
            (TypeRef::Array(old), TypeRef::Array(new))
            | (TypeRef::Map(old), TypeRef::Map(new))
            | (TypeRef::Nullable(old), TypeRef::Nullable(new)) => self.is_same_type(old, new),
            (TypeRef::Any(_), TypeRef::Any(_)) => true,
            (old, new) => old == new,
        }
    }
}

/// Whether two definitions have enough in common to be versions of one.
fn are_alike(old: &Model, new: &Model) -> bool {
    let overlap = |old: BTreeSet<&str>, new: BTreeSet<&str>| {
        let common = old.intersection(&new).count();
        common > 0 && common * 2 >= old.len().min(new.len())
    };
    match (&old.shape, &new.shape) {
        (Shape::Object(old), Shape::Object(new)) => overlap(
            old.fields.iter().map(|field| field.wire.as_str()).collect(),
            new.fields.iter().map(|field| field.wire.as_str()).collect(),
        ),
        (Shape::Enum(old), Shape::Enum(new)) => overlap(values(old), values(new)),
        (Shape::Union(old), Shape::Union(new)) => overlap(
            old.arms.iter().map(|arm| arm.name.as_str()).collect(),
            new.arms.iter().map(|arm| arm.name.as_str()).collect(),
        ),
        _ => false,
    }
}
