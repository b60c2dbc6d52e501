//! Items of the crate that a change has to do with.

use std::collections::BTreeSet;

use crate::ir::{Api, Operation};
use crate::name::{FieldName, MethodName, TypeName, VariantName};
use crate::surface::Module;
use crate::surface::items::{Item, ItemKind, Owner};

/// Items of the crate that a change may take away, alter or add.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// A part of what belongs to an owner.
    Part(Owner, Part),
    /// Whatever is written with one of these types.
    Spelled(BTreeSet<TypeName>),
}

/// Which items of an owner are meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// All.
    All,
    /// A field with its setters.
    Field(FieldName),
    /// `new`, and whether there is a `Default`.
    Constructors,
    /// A variant, with the conversion from its payload.
    Variant(VariantName),
    /// All conversions from payloads.
    Conversions,
    /// The conversion from a response.
    WriteBack(TypeName),
    /// A method of an operation.
    Method(MethodName),
    /// A handle itself.
    Handle,
    /// A method that returns a handle.
    Accessor(MethodName),
    /// The setter of a parameter.
    Parameter(FieldName),
    /// What a call returns, and in pages of what.
    Output,
    /// That a call can be waited for.
    Waited,
    /// The wait for a state.
    WaitUntil(MethodName),
    /// A cargo feature.
    Feature(String),
}

impl Claim {
    /// Everything that belongs to an owner.
    pub(super) fn all(owner: Owner) -> Self {
        Self::Part(owner, Part::All)
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
            | (Self::Output, ItemKind::Output(_) | ItemKind::Paged(_))
            | (Self::Waited, ItemKind::Waited(_))
            | (Self::Handle, ItemKind::Handle) => true,
            (Self::Field(field), ItemKind::Field(name, _) | ItemKind::Setter(name, _))
            | (Self::Parameter(field), ItemKind::Parameter(name, _)) => field == name,
            (Self::Field(field), ItemKind::NullSetter(name)) => field.null_setter() == *name,
            (
                Self::Variant(variant),
                ItemKind::Value(name)
                | ItemKind::Variant(name, _)
                | ItemKind::From(name, _)
                | ItemKind::FromText(name),
            ) => variant == name,
            (Self::WriteBack(from), ItemKind::TryFrom(name)) => from == name,
            (Self::Method(method), ItemKind::Method(name, ..))
            | (Self::Accessor(method), ItemKind::Accessor(name, _))
            | (Self::WaitUntil(method), ItemKind::WaitUntil(name)) => method == name,
            (Self::Feature(feature), ItemKind::Feature(name)) => feature == name,
            _ => false,
        }
    }
}

/// The conversion of a response into the request of a type.
pub(super) fn write_back(request: &TypeName, response: &TypeName) -> Claim {
    let owner = Owner::Model(Module::Request, request.clone());
    Claim::Part(owner, Part::WriteBack(response.clone()))
}

/// The marker and the call of an operation, with all that belongs to them.
pub(super) fn of_call(marker: &TypeName) -> [Claim; 2] {
    [Owner::Marker(marker.clone()), Owner::Call(marker.clone())].map(Claim::all)
}

/// The method of an operation.
pub(super) fn of_method(operation: &Operation) -> Claim {
    Claim::Part(Owner::of(operation), Part::Method(operation.resource_method.clone()))
}

/// The handles on the way to an operation, and the methods that return them.
pub(super) fn of_handles(api: &Api, operation: &Operation) -> Vec<Claim> {
    let handles = api.handles(operation).into_iter();
    let claims = handles.flat_map(|handle| {
        let parent = handle.parent.clone().map_or(Owner::Client, Owner::Handle);
        [
            Claim::Part(Owner::Handle(handle.name.clone()), Part::Handle),
            Claim::Part(parent, Part::Accessor(handle.accessor.clone())),
        ]
    });
    claims.collect()
}

/// The setter of a parameter.
pub(super) fn of_parameter(marker: &TypeName, parameter: &FieldName) -> Claim {
    Claim::Part(Owner::Call(marker.clone()), Part::Parameter(parameter.clone()))
}
