//! The intermediate representation: the content of the spec, resolved and named, without JSON.
//!
//! Plain, ordered data with the JSON pointer of its origin on every node, so that it can be
//! printed, snapshotted and compared. Maps of the spec are sorted by name; lists (enum values,
//! variants, parameters, required names) preserve the order of the spec.

mod docs;
mod model;
mod operation;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use self::docs::{Constraints, Docs};
pub use self::model::{
    Additional, Arm, DispatchPlan, Enum, EnumValue, Field, Format, Model, NoWriteBack, Object,
    Plan, Shape, TypeRef, Union, WriteBack,
};
pub use self::operation::{
    Body, Content, ErrorResponse, Idempotency, Location, Operation, Pagination, Parameter, Status,
    Success, Wait, WaitTarget,
};
use crate::name::{MethodName, TypeName};
use crate::pointer::Pointer;

/// One API: everything the emitter and the diff need to know of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// The version of OpenAPI that the document declares, such as `3.1.1`.
    pub openapi: String,
    /// The URLs of `servers`; the first one is the default base URL.
    pub servers: Vec<String>,
    /// The groups of operations (one cargo feature each), by name.
    pub groups: Vec<Group>,
    /// The resource handles, by type.
    pub resources: BTreeMap<TypeName, Resource>,
    /// All operations, by id.
    pub operations: Vec<Operation>,
    /// All models that an operation reaches, by Rust name.
    pub models: BTreeMap<TypeName, Model>,
    /// The types of enums, each with the other locations that share it.
    pub enums: BTreeMap<TypeName, Vec<TypeName>>,
    /// Component schemas that no operation reaches; listed, never emitted.
    pub unreached: Vec<Unreached>,
    /// Request bodies without a conversion from a response of the same resource, sorted.
    pub no_write_backs: Vec<NoWriteBack>,
    /// Which names mark a property as secret, for text that has no types.
    pub secret_names: SecretNames,
}

impl Api {
    /// Returns the handles on the way to an operation, from the one that `Client` returns.
    #[must_use]
    pub fn handles(&self, operation: &Operation) -> Vec<&Resource> {
        let mut handles = Vec::new();
        let mut next = operation.resource.as_ref();
        while let Some(resource) = next.and_then(|name| self.resources.get(name)) {
            handles.push(resource);
            next = resource.parent.as_ref();
        }
        handles.reverse();
        handles
    }
}

/// Which names mark a property as secret. All are in lower case, without separators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SecretNames {
    /// Parts of names that mark a secret.
    pub parts: BTreeSet<String>,
    /// Parts that mark one too, except in the name of an id.
    pub suspects: BTreeSet<String>,
    /// Whole names, among them those of all secret fields.
    pub whole: BTreeSet<String>,
    /// Whole names of fields that were looked at and hold no secret.
    pub public: BTreeSet<String>,
}

/// A component schema that no operation reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unreached {
    /// Its name in `components.schemas`.
    pub wire: String,
    /// Where it is.
    pub at: Pointer,
}

/// A group of operations: one file of operations, one cargo feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The name of the feature, in kebab-case: `api-keys`.
    pub name: String,
    /// The tags of the document that belong to the group.
    pub tags: Vec<String>,
    /// One sentence for the documentation.
    pub summary: String,
}

/// A resource handle: what a path parameter addresses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resource {
    /// The path that names the handle, or else the first path below it.
    pub at: Pointer,
    /// The type of the handle: the handles on the way to it, without the root: `ServiceBackup`.
    pub name: TypeName,
    /// The method that returns the handle, on the handle above it or on `Client`: `backup`.
    pub accessor: MethodName,
    /// What documentation calls the resource, if the overlay decides that: `Postgres service`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noun: Option<String>,
    /// The handle above it; none where `Client` returns it.
    pub parent: Option<TypeName>,
    /// The path parameter, which is the argument of the accessor.
    pub parameter: Parameter,
    /// The groups of the operations on the handle and below it; it exists when one of their
    /// features is on.
    pub groups: BTreeSet<String>,
}
