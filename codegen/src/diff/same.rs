//! Whether two types mean the same on the wire and offer the same in Rust, without regard to their
//! names and places.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::named;
use super::resolved::{Resolved, field};
use super::{limits, plan};
use crate::ir::{Additional, Constraints, Docs, Enum, Field, Object, TypeRef, Union};
use crate::name::TypeName;
use crate::surface::Schemas;

/// Two names that are compared.
pub(super) type Pair = (TypeName, TypeName);

/// Compares types of two documents by structure, and remembers the results.
#[derive(Debug)]
pub(super) struct Same<'a> {
    old: &'a Schemas<'a>,
    new: &'a Schemas<'a>,
    known: BTreeMap<Pair, bool>,
}

impl<'a> Same<'a> {
    pub(super) fn new(old: &'a Schemas<'a>, new: &'a Schemas<'a>) -> Self {
        Self { old, new, known: BTreeMap::new() }
    }

    /// Whether two named types are the same but for their names.
    pub(super) fn named(&mut self, old: &TypeName, new: &TypeName) -> bool {
        let pair = (old.clone(), new.clone());
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        // Types that contain each other are the same unless a difference turns up.
        let mut assumed = BTreeSet::new();
        let same = self.models(&pair, &mut assumed);
        if same {
            self.known.extend(assumed.into_iter().map(|pair| (pair, true)));
        }
        self.known.insert(pair, same);
        same
    }

    fn models(&self, pair: &Pair, assumed: &mut BTreeSet<Pair>) -> bool {
        if let Some(known) = self.known.get(pair) {
            return *known;
        }
        if !assumed.insert(pair.clone()) {
            return true;
        }
        let (Some(old), Some(new)) = (self.old.model(&pair.0), self.new.model(&pair.1)) else {
            return false;
        };
        if !same_facts(&old.docs, &new.docs) {
            return false;
        }
        let (old, new) = (TypeRef::Named(pair.0.clone()), TypeRef::Named(pair.1.clone()));
        self.resolved(Resolved::of(self.old, &old), Resolved::of(self.new, &new), assumed)
    }

    /// Whether two types are the same but for names.
    fn types(&self, old: &TypeRef, new: &TypeRef, assumed: &mut BTreeSet<Pair>) -> bool {
        match (named(self.old, old), named(self.new, new)) {
            (Some(old), Some(new)) => self.models(&(old.clone(), new.clone()), assumed),
            (None, None) => {
                self.resolved(Resolved::of(self.old, old), Resolved::of(self.new, new), assumed)
            }
            _ => false,
        }
    }

    fn resolved(&self, old: Resolved<'_>, new: Resolved<'_>, assumed: &mut BTreeSet<Pair>) -> bool {
        match (old, new) {
            (Resolved::Text(old), Resolved::Text(new)) => old == new,
            (Resolved::Array(old), Resolved::Array(new))
            | (Resolved::Map(old), Resolved::Map(new)) => self.types(old, new, assumed),
            (Resolved::Enum(_, old), Resolved::Enum(_, new)) => values(old) == values(new),
            (Resolved::Object(_, old), Resolved::Object(_, new)) => self.objects(old, new, assumed),
            (Resolved::Union(_, old), Resolved::Union(_, new)) => self.unions(old, new, assumed),
            (old, new) => std::mem::discriminant(&old) == std::mem::discriminant(&new),
        }
    }

    fn objects(&self, old: &Object, new: &Object, assumed: &mut BTreeSet<Pair>) -> bool {
        let additional = match (&old.additional, &new.additional) {
            (Additional::Open(old), Additional::Open(new)) => self.types(old, new, assumed),
            (old, new) => old == new,
        };
        additional
            && (&old.required, &old.asked) == (&new.required, &new.asked)
            && old.fields.len() == new.fields.len()
            && old
                .fields
                .iter()
                .all(|old| field(new, &old.wire).is_some_and(|new| self.fields(old, new, assumed)))
    }

    fn fields(&self, old: &Field, new: &Field, assumed: &mut BTreeSet<Pair>) -> bool {
        (old.required, old.nullable, old.secret) == (new.required, new.nullable, new.secret)
            && old.name == new.name
            && old.tag == new.tag
            && same_facts(&old.docs, &new.docs)
            && self.types(&old.ty, &new.ty, assumed)
    }

    fn unions(&self, old: &Union, new: &Union, assumed: &mut BTreeSet<Pair>) -> bool {
        old.arms.len() == new.arms.len()
            && plan::is_compatible(old, new)
            && old.arms.iter().all(|arm| {
                let other = new.arms.iter().find(|other| other.name == arm.name);
                other.is_some_and(|other| self.types(&arm.ty, &other.ty, assumed))
            })
    }
}

/// Returns the values of an enum, in no order.
pub(super) fn values(values: &Enum) -> BTreeSet<&str> {
    values.values.iter().map(|value| value.wire.as_str()).collect()
}

/// Whether two places say the same about their values, apart from prose.
pub(super) fn same_facts(old: &Docs, new: &Docs) -> bool {
    let none = Constraints::default();
    let [old_items, new_items] =
        [old, new].map(|docs| docs.item_constraints.as_deref().unwrap_or(&none));
    (old.deprecated, old.write_only) == (new.deprecated, new.write_only)
        && (&old.default, &old.format) == (&new.default, &new.format)
        && limits::compare(&old.constraints, &new.constraints).is_empty()
        && limits::compare(old_items, new_items).is_empty()
}
