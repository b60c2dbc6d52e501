//! Walks two documents side by side and collects every difference.
//!
//! Each file here compares one kind of thing. All take things apart by name of every member, so
//! that the compiler asks for a decision when the IR learns something new.

mod answer;
mod api;
mod enumeration;
mod facts;
mod field;
mod model;
mod moved;
mod object;
mod operation;
mod parameter;
mod schemas;
mod types;
mod union;
mod wait;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::change::Refactoring;
use super::claim::Claim;
use super::draft::Drafts;
use super::facet::Reach;
use super::links::Links;
use super::pairing::{self, Operations};
use super::resolved::owners;
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;
use crate::surface::items::Owner;
use crate::surface::{Module, Schemas};

/// A comparison under way.
#[derive(Debug)]
pub(super) struct Compare<'a> {
    pub(super) old: &'a Schemas<'a>,
    pub(super) new: &'a Schemas<'a>,
    pub(super) operations: Operations<'a>,
    pub(super) links: Links<'a>,
    pub(super) drafts: Drafts,
    /// Definitions that moved without any other change.
    pub(super) refactorings: Vec<Refactoring>,
    /// Items of the crate that differ because of that.
    pub(super) quiet: Vec<Claim>,
    /// The enums that say in which state a thing is.
    states: BTreeSet<&'a TypeName>,
    /// The states that waits of the old document know by name, with their enums.
    awaited: BTreeSet<(&'a TypeName, &'a str)>,
}

/// Compares two documents; the rule `without` is left out.
pub(super) fn compare<'a>(
    old: &'a Schemas<'a>,
    new: &'a Schemas<'a>,
    without: Option<&str>,
) -> Compare<'a> {
    let operations = pairing::operations(old.api, new.api);
    let mut compare = Compare {
        old,
        new,
        links: Links::new(old, new, &operations),
        operations,
        drafts: Drafts::without(without),
        refactorings: Vec::new(),
        quiet: Vec::new(),
        states: states(new),
        awaited: wait::states(old),
    };
    compare.api();
    compare.all_operations();
    for ((before, after), reach) in compare.links.pairs.clone() {
        if let (Some(before), Some(after)) = (old.model(&before), new.model(&after)) {
            compare.models(before, after, &reach);
        }
    }
    compare.moved();
    compare.identities();
    compare.schemas();
    compare
}

impl Compare<'_> {
    /// The types that stand inside a place of the old document and are gone.
    fn gone(&self, at: &Pointer) -> Vec<Claim> {
        inside(self.old, at, |name| self.new.model(name).is_none())
    }

    /// The types that stand inside a place of the new document and are new.
    fn fresh(&self, at: &Pointer) -> Vec<Claim> {
        inside(self.new, at, |name| self.old.model(name).is_none())
    }
}

/// The types that stand inside a place and pass a test.
fn inside(schemas: &Schemas<'_>, at: &Pointer, test: impl Fn(&TypeName) -> bool) -> Vec<Claim> {
    let models =
        schemas.api.models.values().filter(|model| model.at.starts_with(at) && test(&model.name));
    models.flat_map(owners).map(Claim::all).collect()
}

/// The types of a model in either document, under its new name.
fn either_owners(old: &Model, new: &Model) -> Vec<Owner> {
    let modules: BTreeSet<Module> = Module::of(old).chain(Module::of(new)).collect();
    modules.into_iter().map(|module| Owner::Model(module, new.name.clone())).collect()
}

/// The types of a model that both documents have: what is inside a type that came or went came or
/// went with it. Where there is none, all of them.
fn common_owners(old: &Model, new: &Model) -> Vec<Owner> {
    let before: Vec<Module> = Module::of(old).collect();
    let common = Module::of(new).filter(|module| before.contains(module));
    let owners: Vec<Owner> = common.map(|module| Owner::Model(module, new.name.clone())).collect();
    if owners.is_empty() { either_owners(old, new) } else { owners }
}

/// The reach of something that no call can meet.
fn nowhere() -> Reach {
    Reach::default()
}

/// The enums that a member called `state` or `status` of an answer holds.
fn states<'a>(schemas: &Schemas<'a>) -> BTreeSet<&'a TypeName> {
    let objects = schemas.api.models.values().filter(|model| model.in_response);
    let fields = objects.filter_map(|model| match &model.shape {
        Shape::Object(object) => Some(&object.fields),
        _ => None,
    });
    let states = fields.flatten().filter(|field| matches!(field.wire.as_str(), "state" | "status"));
    states
        .filter_map(|field| match &field.ty {
            TypeRef::Named(name) => Some(name),
            _ => None,
        })
        .collect()
}

/// Names in a message: the first few, and how many there are beside.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    let mut text =
        names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        let _ = write!(text, " and {} more", names.len() - SHOWN);
    }
    text
}
