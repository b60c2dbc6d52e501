//! The surface as a flat list: every item that code can name, by the path under which reports name
//! it, so that two surfaces can be compared item by item.

use std::collections::BTreeMap;

use super::{
    Call, CallArgument, Child, Definition, DefinitionKind, Handle, Module, Schemas, Struct,
    Surface, Type, Union,
};
use crate::ir::{Enum, Operation};
use crate::name::{FieldName, MethodName, TypeName, VariantName};
use crate::pointer::Pointer;

/// An item: what it belongs to, what it is, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// What it belongs to, or the type that it is.
    pub(crate) owner: Owner,
    /// What it is. Two items are the same for code when this is equal, up to moved types.
    pub(crate) kind: ItemKind,
    /// Where the document says so.
    pub(crate) at: Pointer,
}

/// What an item belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The crate.
    Crate,
    /// A model: `request::X`.
    Model(Module, TypeName),
    /// `Client`.
    Client,
    /// A handle: `resources::X`.
    Handle(TypeName),
    /// The marker of an operation: `operations::X`.
    Marker(TypeName),
    /// The call of an operation: `Call<X>`.
    Call(TypeName),
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ItemKind {
    /// A cargo feature.
    Feature(String),
    /// A struct.
    Struct,
    /// An open enum; another name of an enum is one too.
    Enum,
    /// A union.
    Union,
    /// Another name of a type.
    Alias(Type),
    /// A public field.
    Field(FieldName, Type),
    /// A variant without a payload.
    Value(VariantName),
    /// A variant with a payload.
    Variant(VariantName, Type),
    /// `From<payload>`, by way of this variant.
    From(VariantName, Type),
    /// `From<&str>`, by way of this variant.
    FromText(VariantName),
    /// `TryFrom<response::X>`.
    TryFrom(TypeName),
    /// `Default`.
    Default,
    /// `new`, with the types of its arguments.
    New(Vec<Type>),
    /// A setter, with the type of its argument.
    Setter(FieldName, Type),
    /// A setter of null.
    NullSetter(MethodName),
    /// `additional_properties`, with the type of their values.
    AdditionalProperties(Type),
    /// The setter `additional_property`, with the type of its second argument.
    AdditionalProperty(Type),
    /// A handle.
    Handle,
    /// A method that returns a handle; its argument is an id.
    Accessor(MethodName, TypeName),
    /// The method of an operation: its name, the types of its arguments, and its marker.
    Method(MethodName, Vec<Type>, TypeName),
    /// The marker of an operation.
    Marker,
    /// What a call returns.
    Output(Type),
    /// `Paged`, with the type of one item.
    Paged(Type),
    /// `Waited`, with the enum of states.
    Waited(Type),
    /// A method that waits for a state by name.
    WaitUntil(MethodName),
    /// The setter of a query parameter.
    Parameter(FieldName, Type),
}

impl Owner {
    /// Creates what the method of an operation belongs to.
    pub(crate) fn of(operation: &Operation) -> Self {
        operation.resource.clone().map_or(Self::Client, Self::Handle)
    }

    /// Returns the path of a type.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Crate => String::new(),
            Self::Model(module, name) => format!("{}::{name}", module.name()),
            Self::Client => "Client".to_owned(),
            Self::Handle(name) => format!("resources::{name}"),
            Self::Marker(name) => format!("operations::{name}"),
            Self::Call(name) => format!("Call<operations::{name}>"),
        }
    }
}

impl Item {
    /// Returns the path under which reports name it.
    pub(crate) fn path(&self) -> String {
        let owner = match &self.owner {
            Owner::Call(name) => format!("Call<{name}>"),
            owner => owner.path(),
        };
        match &self.kind {
            ItemKind::Feature(name) => format!("feature {name}"),
            ItemKind::Struct
            | ItemKind::Enum
            | ItemKind::Union
            | ItemKind::Alias(_)
            | ItemKind::Handle
            | ItemKind::Marker => owner,
            ItemKind::Field(name, _) => format!("{owner}::{name}"),
            ItemKind::Value(name) | ItemKind::Variant(name, _) => format!("{owner}::{name}"),
            ItemKind::From(name, _) => format!("{owner}::{name}: From"),
            ItemKind::FromText(name) => format!("{owner}::{name}: From<&str>"),
            ItemKind::TryFrom(from) => format!("{owner}: TryFrom<response::{from}>"),
            ItemKind::Default => format!("{owner}: Default"),
            ItemKind::New(_) => format!("{owner}::new()"),
            ItemKind::Setter(name, _) | ItemKind::Parameter(name, _) => {
                format!("{owner}::{name}()")
            }
            ItemKind::AdditionalProperties(_) => format!("{owner}::additional_properties()"),
            ItemKind::AdditionalProperty(_) => format!("{owner}::additional_property()"),
            ItemKind::NullSetter(name)
            | ItemKind::WaitUntil(name)
            | ItemKind::Accessor(name, _)
            | ItemKind::Method(name, ..) => {
                format!("{owner}::{name}()")
            }
            ItemKind::Output(_) => format!("{owner}::Output"),
            ItemKind::Paged(_) => format!("{owner}: Paged"),
            ItemKind::Waited(_) => format!("{owner}: Waited"),
        }
    }
}

impl ItemKind {
    /// Returns all types that the item is written with.
    pub(crate) fn types(&self) -> &[Type] {
        match self {
            Self::Alias(ty)
            | Self::Field(_, ty)
            | Self::Variant(_, ty)
            | Self::From(_, ty)
            | Self::Setter(_, ty)
            | Self::AdditionalProperties(ty)
            | Self::AdditionalProperty(ty)
            | Self::Output(ty)
            | Self::Paged(ty)
            | Self::Waited(ty)
            | Self::Parameter(_, ty) => std::slice::from_ref(ty),
            Self::New(arguments) | Self::Method(_, arguments, _) => arguments,
            _ => &[],
        }
    }
}

/// Under which names items are listed: what was renamed is listed under its new name, so that its
/// items can be compared.
#[derive(Debug, Default)]
pub(crate) struct Renames {
    /// New names of types.
    pub(crate) types: BTreeMap<TypeName, TypeName>,
    /// New owners and names of the methods of operations, and of their markers, by id.
    pub(crate) operations: BTreeMap<String, (Owner, MethodName, TypeName)>,
}

impl Renames {
    fn of_type<'a>(&'a self, name: &'a TypeName) -> &'a TypeName {
        self.types.get(name).unwrap_or(name)
    }

    fn of_operation(&self, operation: &Operation) -> (Owner, MethodName, TypeName) {
        let own = || {
            let method = operation.resource_method.clone();
            (Owner::of(operation), method, operation.name.clone())
        };
        self.operations.get(&operation.id).cloned().unwrap_or_else(own)
    }
}

/// All items by path.
pub(crate) type Items = BTreeMap<String, Item>;

/// Returns the items of a surface.
pub(crate) fn items(surface: &Surface, renames: &Renames) -> Items {
    let mut list = List { items: Items::new(), renames, schemas: &surface.schemas };
    for group in &surface.schemas.api.groups {
        let at = Pointer::root().child("tags");
        list.add(&Owner::Crate, &at, ItemKind::Feature(group.name.clone()));
    }
    for handle in &surface.handles {
        list.handle(handle);
    }
    for call in &surface.calls {
        list.call(call);
    }
    for definition in Module::ALL.into_iter().flat_map(|module| surface.module(module)) {
        list.definition(definition);
    }
    list.items
}

struct List<'a> {
    items: Items,
    renames: &'a Renames,
    schemas: &'a Schemas<'a>,
}

impl List<'_> {
    fn add(&mut self, owner: &Owner, at: &Pointer, kind: ItemKind) {
        let item = Item { owner: owner.clone(), kind, at: at.clone() };
        self.items.insert(item.path(), item);
    }

    fn handle(&mut self, handle: &Handle) {
        let owner = handle.name().cloned().map_or(Owner::Client, Owner::Handle);
        if let Some(resource) = handle.resource {
            self.add(&owner, &resource.at, ItemKind::Handle);
        }
        for Child { resource, .. } in &handle.children {
            let kind = ItemKind::Accessor(resource.accessor.clone(), resource.name.clone());
            self.add(&owner, &resource.at, kind);
        }
    }

    fn call(&mut self, call: &Call) {
        let operation = call.operation;
        let at = &operation.at;
        let (owner, method, marker) = self.renames.of_operation(operation);
        let arguments = call.arguments.iter().map(CallArgument::ty).cloned().collect();
        self.add(&owner, at, ItemKind::Method(method, arguments, marker.clone()));
        let of_call = Owner::Call(marker.clone());
        for setter in &call.setters {
            let kind = ItemKind::Parameter(setter.parameter.name.clone(), setter.ty.clone());
            self.add(&of_call, &setter.parameter.at, kind);
        }
        let marker = Owner::Marker(marker);
        self.add(&marker, at, ItemKind::Marker);
        self.add(&marker, &operation.success.at, ItemKind::Output(call.output.clone()));
        if let Some(item) = &call.paged {
            self.add(&marker, &operation.success.at, ItemKind::Paged(item.clone()));
        }
        if let Some((wait, states)) = &call.wait {
            self.add(&marker, &wait.at, ItemKind::Waited(states.clone()));
            for target in &wait.until {
                self.add(&of_call, &wait.at, ItemKind::WaitUntil(target.method.clone()));
            }
        }
    }

    fn definition(&mut self, definition: &Definition) {
        let at = &definition.model.at;
        let name = self.renames.of_type(definition.name());
        let owner = Owner::Model(definition.module, name.clone());
        match &definition.kind {
            DefinitionKind::Struct(found) => self.object(&owner, at, found),
            // An alias of an enum has all variants of its type.
            DefinitionKind::Enum(found) => {
                let shared = found.same_as.as_ref();
                let shared = shared.and_then(|name| self.schemas.enumeration(name));
                self.values(&owner, at, shared.unwrap_or(found));
            }
            DefinitionKind::Union(found) => self.union(&owner, at, found),
            DefinitionKind::Alias(target) => self.add(&owner, at, ItemKind::Alias(target.clone())),
        }
        for write_back in &definition.write_backs {
            let from = self.renames.of_type(write_back.from).clone();
            self.add(&owner, at, ItemKind::TryFrom(from));
        }
    }

    fn values(&mut self, owner: &Owner, at: &Pointer, found: &Enum) {
        self.add(owner, at, ItemKind::Enum);
        for value in &found.values {
            self.add(owner, at, ItemKind::Value(value.name.clone()));
        }
    }

    fn union(&mut self, owner: &Owner, at: &Pointer, union: &Union) {
        self.add(owner, at, ItemKind::Union);
        for variant in &union.variants {
            let (name, at) = (&variant.arm.name, &variant.arm.at);
            self.add(owner, at, ItemKind::Variant(name.clone(), variant.ty.clone()));
            if variant.converts {
                self.add(owner, at, ItemKind::From(name.clone(), variant.ty.clone()));
            }
            if variant.converts_text {
                self.add(owner, at, ItemKind::FromText(name.clone()));
            }
        }
    }

    fn object(&mut self, owner: &Owner, at: &Pointer, found: &Struct) {
        self.add(owner, at, ItemKind::Struct);
        for field in &found.fields {
            let kind = ItemKind::Field(field.declared.name.clone(), field.ty.clone());
            self.add(owner, &field.declared.at, kind);
        }
        if let Some(ty) = &found.additional {
            self.add(owner, at, ItemKind::AdditionalProperties(ty.clone()));
        }
        let Some(builder) = &found.builder else { return };
        if let Some(ty) = &found.additional {
            self.add(owner, at, ItemKind::AdditionalProperty(ty.clone().into()));
        }
        let arguments = builder.arguments.iter().map(|argument| argument.ty.clone()).collect();
        self.add(owner, at, ItemKind::New(arguments));
        if builder.starts_empty {
            self.add(owner, at, ItemKind::Default);
        }
        for setter in &builder.setters {
            let field = setter.argument.field;
            let ty = setter.argument.ty.clone();
            self.add(owner, &field.at, ItemKind::Setter(field.name.clone(), ty));
            if let Some(null) = &setter.null {
                self.add(owner, &field.at, ItemKind::NullSetter(null.clone()));
            }
        }
    }
}
