//! Walks two documents side by side and collects every difference.
//!
//! Each file here compares one part of the IR. All destructure every field of what they compare, so
//! that the compiler reports an error when the IR gets another one.

mod api;
mod enumeration;
mod facts;
mod field;
mod model;
mod moved;
mod object;
mod operation;
mod parameter;
mod resource;
mod response;
mod schemas;
mod types;
mod union;
mod wait;

use std::collections::{BTreeMap, BTreeSet};

use super::change::Refactoring;
use super::claim::Claim;
use super::draft::{Drafts, Spot};
use super::facet::Rules;
use super::links::Links;
use super::listed;
use super::pairing::{self, Operations};
use super::resolved::owners;
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;
use crate::surface::items::Owner;
use crate::surface::{DefinitionKind, Module, Schemas, Surface};

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
    /// The new names of handles that have another name.
    renamed_handles: BTreeMap<&'a TypeName, &'a TypeName>,
    /// What `new` of requests takes, in the old and in the new document.
    arguments: (Arguments<'a>, Arguments<'a>),
    /// The enums of states.
    states: BTreeSet<&'a TypeName>,
    /// The states that waits of the old document know by name, with their enums.
    awaited: BTreeSet<(&'a TypeName, &'a str)>,
}

/// The properties that `new` takes as arguments, in order, by type.
type Arguments<'a> = BTreeMap<&'a TypeName, Vec<&'a str>>;

/// Compares two documents; the rule `without` is left out.
pub(super) fn compare<'a>(
    surfaces: (&'a Surface<'a>, &'a Surface<'a>),
    without: Option<&str>,
) -> Compare<'a> {
    let (old, new) = (&surfaces.0.schemas, &surfaces.1.schemas);
    let operations = pairing::operations(old.api, new.api);
    let renamed_handles = resource::renamed_handles(old.api, new.api, &operations);
    let mut compare = Compare {
        old,
        new,
        links: Links::new(old, new, &operations),
        operations,
        drafts: Drafts::without(without),
        refactorings: Vec::new(),
        quiet: Vec::new(),
        renamed_handles,
        arguments: (arguments(surfaces.0), arguments(surfaces.1)),
        states: states(new),
        awaited: wait::states(old),
    };
    compare.api();
    compare.handles();
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
    /// Adds a change.
    fn add(&mut self, named: impl Rules, spot: &Spot, message: impl Into<String>) {
        self.drafts.add(named, spot, message);
    }

    /// Adds a change of something that is true or false: what names it when it became true, and
    /// when it became false.
    fn switch<R: Rules>(&mut self, values: (bool, bool), ways: [(R, &str); 2], spot: &Spot) {
        let [on, off] = ways;
        match values {
            (false, true) => self.add(on.0, spot, on.1),
            (true, false) => self.add(off.0, spot, off.1),
            _ => {}
        }
    }

    /// Returns the types inside a place of the old document that were removed.
    fn gone(&self, at: &Pointer) -> Vec<Claim> {
        inside(self.old, at, |name| self.new.model(name).is_none())
    }

    /// Returns the types inside a place of the new document that were added.
    fn fresh(&self, at: &Pointer) -> Vec<Claim> {
        inside(self.new, at, |name| self.old.model(name).is_none())
    }
}

/// Returns the arguments of `new` in a document.
fn arguments<'a>(surface: &'a Surface<'a>) -> Arguments<'a> {
    let requests = surface.module(Module::Request);
    let builders = requests.filter_map(|definition| match &definition.kind {
        DefinitionKind::Struct(found) => Some((definition.name(), found.builder.as_ref()?)),
        _ => None,
    });
    builders
        .map(|(name, builder)| {
            let wires = builder.arguments.iter().map(|argument| argument.field.wire.as_str());
            (name, wires.collect())
        })
        .collect()
}

/// Returns the types inside a place for which a test holds.
fn inside(schemas: &Schemas<'_>, at: &Pointer, test: impl Fn(&TypeName) -> bool) -> Vec<Claim> {
    let models =
        schemas.api.models.values().filter(|model| model.at.starts_with(at) && test(&model.name));
    models.flat_map(owners).map(Claim::all).collect()
}

/// Returns the types of a model in either document, under its new name.
fn either_owners(old: &Model, new: &Model) -> Vec<Owner> {
    let modules: BTreeSet<Module> = Module::of(old).chain(Module::of(new)).collect();
    modules.into_iter().map(|module| Owner::Model(module, new.name.clone())).collect()
}

/// Returns the types of a model that both documents have: what is inside a type that was added or
/// removed was added or removed with it. Where there is none, all of them.
fn common_owners(old: &Model, new: &Model) -> Vec<Owner> {
    let before: Vec<Module> = Module::of(old).collect();
    let common = Module::of(new).filter(|module| before.contains(module));
    let owners: Vec<Owner> = common.map(|module| Owner::Model(module, new.name.clone())).collect();
    if owners.is_empty() { either_owners(old, new) } else { owners }
}

/// Returns the enums of properties of responses that are called `state` or `status`.
fn states<'a>(schemas: &Schemas<'a>) -> BTreeSet<&'a TypeName> {
    let mut states = BTreeSet::new();
    for model in schemas.api.models.values().filter(|model| model.in_response) {
        let Shape::Object(object) = &model.shape else { continue };
        states.extend(object.fields.iter().filter_map(|field| match &field.ty {
            TypeRef::Named(name) if matches!(&*field.wire, "state" | "status") => Some(name),
            _ => None,
        }));
    }
    states
}

/// Returns names in a message.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    listed::listed(names, 12, |name| format!("`{name}`"))
}
