//! What all emitters need to look up.

use std::collections::{BTreeMap, BTreeSet};

use super::gate::Gate;
use super::users::Users;
use crate::ir::{Api, Enum, Model, Operation, Shape, TypeRef};
use crate::name::TypeName;

/// The IR with the ways through it that emitters take.
pub(super) struct Index<'a> {
    pub(super) api: &'a Api,
    pub(super) users: Users<'a>,
    /// The names of all groups that have operations.
    groups: BTreeSet<&'a str>,
    operations: BTreeMap<&'a str, &'a Operation>,
    /// The groups of the enums that are other names of a canonical enum, by the canonical name.
    borrowers: BTreeMap<&'a TypeName, BTreeSet<&'a str>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let groups = api.operations.iter().map(|operation| operation.group.as_str()).collect();
        let operations =
            api.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect();
        let mut borrowers: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for model in api.models.values() {
            if let Shape::Enum(Enum { same_as: Some(canonical), .. }) = &model.shape {
                borrowers
                    .entry(canonical)
                    .or_default()
                    .extend(model.groups.iter().map(String::as_str));
            }
        }
        Self { api, users: Users::new(api), groups, operations, borrowers }
    }

    /// The groups that have operations, by name.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.groups.iter().copied()
    }

    /// How many groups there are.
    pub(super) fn group_count(&self) -> usize {
        self.groups.len()
    }

    pub(super) fn model(&self, name: &TypeName) -> Option<&'a Model> {
        self.api.models.get(name)
    }

    pub(super) fn operation(&self, id: &str) -> Option<&'a Operation> {
        self.operations.get(id).copied()
    }

    /// The enum of this name.
    pub(super) fn enumeration(&self, name: &TypeName) -> Option<&'a Enum> {
        match &self.model(name)?.shape {
            Shape::Enum(found) => Some(found),
            _ => None,
        }
    }

    /// When a model exists: with the groups that reach it, and an enum also with the groups that
    /// reach another name of it.
    pub(super) fn gate(&self, model: &'a Model) -> Gate<'a> {
        let own = model.groups.iter().map(String::as_str);
        let borrowed = self.borrowers.get(&model.name).into_iter().flatten().copied();
        Gate::any(own.chain(borrowed), self.group_count())
    }

    /// The type behind all aliases and other names. Takes a bounded number of steps, so that
    /// not even a cycle of aliases keeps it from returning.
    pub(super) fn resolve(&self, mut ty: &'a TypeRef) -> &'a TypeRef {
        for _ in 0..16 {
            let TypeRef::Named(name) = ty else { break };
            let Some(Shape::Alias(target)) = self.model(name).map(|model| &model.shape) else {
                break;
            };
            ty = target;
        }
        ty
    }

    /// The name that identifies a type in Rust: another name of an enum is the canonical one.
    pub(super) fn canonical<'b>(&'b self, name: &'b TypeName) -> &'b TypeName {
        self.enumeration(name).and_then(|found| found.same_as.as_ref()).unwrap_or(name)
    }
}
