//! Decides the public items of the generated crate; no other module does.
//!
//! Turns the IR into types with their fields, constructors, setters, variants, conversions and
//! methods. The emitter prints them, `diff` compares them, and the crate that verifies its report
//! uses each of them.

mod argument;
mod call;
mod features;
pub(crate) mod items;
mod model;
mod object;
mod presence;
mod resource;
mod schemas;
mod types;
mod union;

use std::collections::BTreeMap;

use crate::ir::Api;
use crate::name::TypeName;

pub(crate) use argument::{Argument, Conversion};
pub(crate) use call::{Call, CallArgument, Effect, Setting, Written};
pub(crate) use features::Features;
pub(crate) use model::{Definition, DefinitionKind, WriteBack};
pub(crate) use object::{Builder, Field, Setter, Struct, Tag, TagValue};
pub(crate) use presence::Presence;
pub(crate) use resource::{Child, Handle};
pub(crate) use schemas::Schemas;
pub(crate) use types::{Direction, Module, Type};
pub(crate) use union::Union;

/// The public items of the generated crate.
#[derive(Debug)]
pub(crate) struct Surface<'a> {
    /// The models by name.
    pub(crate) schemas: Schemas<'a>,
    /// All types of models.
    definitions: BTreeMap<Module, BTreeMap<&'a TypeName, Definition<'a>>>,
    /// The client and all handles of resources.
    pub(crate) handles: Vec<Handle<'a>>,
    /// All operations, by id.
    pub(crate) calls: Vec<Call<'a>>,
}

impl<'a> Surface<'a> {
    /// Decides what a document makes the crate offer.
    pub(crate) fn of(api: &'a Api) -> Self {
        let schemas = Schemas::new(api);
        let mut definitions: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for model in api.models.values() {
            for module in Module::ALL {
                if let Some(found) = Definition::of(&schemas, model, module) {
                    definitions.entry(module).or_default().insert(&model.name, found);
                }
            }
        }
        let handles = resource::handles(&schemas);
        let calls = api.operations.iter().map(|operation| Call::of(&schemas, operation)).collect();
        Self { schemas, definitions, handles, calls }
    }

    /// Returns the types of a module, by name.
    pub(crate) fn module(&self, module: Module) -> impl Iterator<Item = &Definition<'a>> {
        self.definitions.get(&module).into_iter().flat_map(BTreeMap::values)
    }

    /// Returns the type of a name in a module.
    pub(crate) fn definition(&self, module: Module, name: &TypeName) -> Option<&Definition<'a>> {
        self.definitions.get(&module)?.get(name)
    }

    /// Returns the operations of a handle.
    pub(crate) fn calls_of(&self, handle: &Handle) -> impl Iterator<Item = &Call<'a>> {
        let name = handle.name();
        self.calls.iter().filter(move |call| call.operation.resource.as_ref() == name)
    }

    /// Returns the operations of a group.
    pub(crate) fn group(&self, name: &str) -> impl Iterator<Item = &Call<'a>> {
        self.calls.iter().filter(move |call| call.operation.group == name)
    }
}
