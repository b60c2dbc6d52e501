//! Items of the crate that a change affects.

use std::collections::BTreeSet;

use crate::ir::{Operation, Resource};
use crate::name::TypeName;
use crate::surface::Module;
use crate::surface::items::{Item, ItemKind, Owner};

/// Items of the crate that a change may remove, alter or add.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// Part of what belongs to an owner.
    Part(Owner, Part),
    /// Everything that is written with one of these types.
    Spelled(BTreeSet<TypeName>),
}

/// Which items of an owner are meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// All.
    All,
    /// Everything of this name: a field with its setters, a variant with the conversion from its
    /// payload, a method, a feature.
    Named(String),
    /// `new`, and whether there is a `Default`.
    Constructors,
    /// All conversions from payloads.
    Conversions,
    /// The methods of additional properties.
    Additional,
    /// The conversion from a response.
    WriteBack(TypeName),
    /// The output of a call, and the items of its pages.
    Output,
    /// Whether a call can be waited for.
    Waited,
    /// The type of a handle itself.
    Handle,
}

impl Claim {
    /// Returns everything that belongs to an owner.
    pub(super) fn all(owner: Owner) -> Self {
        Self::Part(owner, Part::All)
    }

    /// Creates what has a name in an owner.
    pub(super) fn named(owner: &Owner, name: &impl ToString) -> Self {
        Self::Part(owner.clone(), Part::Named(name.to_string()))
    }

    /// Whether it covers an item.
    pub(super) fn covers(&self, item: &Item) -> bool {
        match self {
            Self::Part(owner, part) => *owner == item.owner && part.covers(&item.kind),
            Self::Spelled(names) => {
                let types = item.kind.types().iter().filter_map(|ty| ty.named());
                types.into_iter().any(|(_, name)| names.contains(name))
            }
        }
    }
}

impl Part {
    fn covers(&self, kind: &ItemKind) -> bool {
        match (self, kind) {
            (Self::All, _)
            | (Self::Constructors, ItemKind::New(_) | ItemKind::Default)
            | (Self::Conversions, ItemKind::From(..) | ItemKind::FromText(_))
            | (
                Self::Additional,
                ItemKind::AdditionalProperties(_) | ItemKind::AdditionalProperty(_),
            )
            | (Self::Output, ItemKind::Output(_) | ItemKind::Paged(_))
            | (Self::Waited, ItemKind::Waited(_))
            | (Self::Handle, ItemKind::Handle) => true,
            (Self::Named(name), kind) => named(kind) == Some(name),
            (Self::WriteBack(from), ItemKind::TryFrom(name)) => from == name,
            _ => false,
        }
    }
}

/// Returns the name of an item within its owner.
fn named(kind: &ItemKind) -> Option<&str> {
    Some(match kind {
        ItemKind::Field(name, _) | ItemKind::Setter(name, _) | ItemKind::Parameter(name, _) => {
            name.as_str()
        }
        ItemKind::NullSetter(name)
        | ItemKind::Method(name, ..)
        | ItemKind::Accessor(name, _)
        | ItemKind::WaitUntil(name) => name.as_str(),
        ItemKind::Value(name)
        | ItemKind::Variant(name, _)
        | ItemKind::From(name, _)
        | ItemKind::FromText(name) => name.as_str(),
        ItemKind::Feature(name) => name,
        _ => return None,
    })
}

/// Returns the conversion of a response into the request of a type.
pub(super) fn write_back(request: &TypeName, response: &TypeName) -> Claim {
    let owner = Owner::Model(Module::Request, request.clone());
    Claim::Part(owner, Part::WriteBack(response.clone()))
}

/// Returns the marker and the call of an operation, with all that belongs to them.
pub(super) fn of_call(marker: &TypeName) -> [Claim; 2] {
    [Owner::Marker(marker.clone()), Owner::Call(marker.clone())].map(Claim::all)
}

/// Returns the method of an operation.
pub(super) fn of_method(operation: &Operation) -> Claim {
    Claim::named(&Owner::of(operation), &operation.resource_method)
}

/// Returns what the accessor of a handle belongs to.
pub(super) fn parent(handle: &Resource) -> Owner {
    handle.parent.clone().map_or(Owner::Client, Owner::Handle)
}

/// Returns the type of a handle, and the method that returns it.
pub(super) fn of_handle(handle: &Resource) -> [Claim; 2] {
    let owner = Owner::Handle(handle.name.clone());
    [Claim::Part(owner, Part::Handle), Claim::named(&parent(handle), &handle.accessor)]
}
