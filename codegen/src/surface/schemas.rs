//! The models of the document by name, with the questions that later stages ask of them.

use std::collections::{BTreeMap, BTreeSet};

use super::features::Features;
use super::types::{Direction, Module, Type};
use crate::ir::{Api, Enum, Format, Model, Operation, Shape, TypeRef};
use crate::name::TypeName;

/// The IR with the ways through it that later stages take.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    pub(crate) api: &'a Api,
    /// The names of all groups that have operations.
    groups: BTreeSet<&'a str>,
    operations: BTreeMap<&'a str, &'a Operation>,
    /// The groups of the enums that are other names of a canonical enum, by the canonical name.
    borrowers: BTreeMap<&'a TypeName, BTreeSet<&'a str>>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
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
        Self { api, groups, operations, borrowers }
    }

    /// Returns the groups that have operations, by name.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.groups.iter().copied()
    }

    /// Returns how many groups have operations.
    pub(crate) fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// Returns the model of this name.
    pub(crate) fn model(&self, name: &TypeName) -> Option<&'a Model> {
        self.api.models.get(name)
    }

    /// Returns the operation with this id.
    pub(crate) fn operation(&self, id: &str) -> Option<&'a Operation> {
        self.operations.get(id).copied()
    }

    /// Returns the enum of this name.
    pub(crate) fn enumeration(&self, name: &TypeName) -> Option<&'a Enum> {
        match &self.model(name)?.shape {
            Shape::Enum(found) => Some(found),
            _ => None,
        }
    }

    /// Whether this is the name of a struct.
    pub(crate) fn is_struct(&self, name: &TypeName) -> bool {
        self.model(name).is_some_and(|model| matches!(model.shape, Shape::Object(_)))
    }

    /// When a model exists: with the groups that reach it, and an enum also with the groups that
    /// reach another name of it.
    pub(crate) fn features(&self, model: &'a Model) -> Features<'a> {
        let own = model.groups.iter().map(String::as_str);
        let borrowed = self.borrowers.get(&model.name).into_iter().flatten().copied();
        Features::any(own.chain(borrowed), self.group_count())
    }

    /// Returns the type behind all aliases. Takes a bounded number of steps, so that not even a
    /// cycle of aliases keeps it from returning.
    pub(crate) fn resolve<'t>(&self, mut ty: &'t TypeRef) -> &'t TypeRef
    where
        'a: 't,
    {
        for _ in 0..16 {
            let TypeRef::Named(name) = ty else { break };
            let Some(Shape::Alias(target)) = self.model(name).map(|model| &model.shape) else {
                break;
            };
            ty = target;
        }
        ty
    }

    /// Returns the name that identifies a type in Rust: another name of an enum is the canonical
    /// one.
    pub(crate) fn canonical<'t>(&self, name: &'t TypeName) -> &'t TypeName
    where
        'a: 't,
    {
        self.enumeration(name).and_then(|found| found.same_as.as_ref()).unwrap_or(name)
    }

    /// Returns a type as it is written for values of a direction.
    pub(crate) fn ty(&self, ty: &TypeRef, direction: Direction) -> Type {
        match ty {
            TypeRef::String(Format::DateTime) => Type::DateTime,
            TypeRef::String(Format::Date) => Type::Date,
            TypeRef::String(_) => Type::String,
            TypeRef::Integer => Type::I64,
            TypeRef::Number => Type::F64,
            TypeRef::Boolean => Type::Bool,
            TypeRef::IntegerOrText => Type::IntegerOrText,
            TypeRef::NumberOrText => Type::NumberOrText,
            TypeRef::Any(_) => Type::Value,
            TypeRef::Nullable(item) => self.ty(item, direction).option(),
            TypeRef::Bytes => Type::Bytes,
            TypeRef::Array(item) => Type::Vec(Box::new(self.ty(item, direction))),
            TypeRef::Map(item) => Type::Map(Box::new(self.ty(item, direction))),
            TypeRef::Named(name) => {
                Type::Named(self.module(name, direction), self.canonical(name).clone())
            }
        }
    }

    /// The same with every other name replaced by its type: types are equal here where
    /// they are one type in Rust.
    pub(crate) fn identity(&self, ty: &TypeRef, direction: Direction) -> Type {
        match self.resolve(ty) {
            TypeRef::Array(item) => Type::Vec(Box::new(self.identity(item, direction))),
            TypeRef::Map(item) => Type::Map(Box::new(self.identity(item, direction))),
            TypeRef::Nullable(item) => self.identity(item, direction).option(),
            TypeRef::Named(name) => {
                Type::Named(self.module(name, direction), self.canonical(name).clone())
            }
            plain => self.ty(plain, direction),
        }
    }

    /// Returns a type behind all other names of it.
    pub(crate) fn resolve_type(&self, ty: &Type) -> Type {
        let Type::Named(module, name) = ty else { return ty.clone() };
        match self.model(name).map(|model| &model.shape) {
            Some(Shape::Alias(target)) => {
                self.ty(self.resolve(target), module.direction().unwrap_or(Direction::Response))
            }
            _ => ty.clone(),
        }
    }

    /// Returns the module of a type for values of a direction.
    pub(crate) fn module(&self, name: &TypeName, direction: Direction) -> Module {
        if self.enumeration(name).is_some() { Module::Enums } else { direction.into() }
    }
}
