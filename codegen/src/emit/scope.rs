//! The file that is being written: prints types as they read there, and records what it uses.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::uses::{Root, Uses};
use crate::describe::Describe;
use crate::name::TypeName;
use crate::surface::{Features, Module, Surface, Type};

/// A file while it is written.
pub(super) struct Scope<'a> {
    pub(super) surface: &'a Surface<'a>,
    pub(super) describe: &'a Describe<'a>,
    /// The module of models that the file is part of, if any.
    module: Option<Module>,
    owner: &'a str,
    /// The features of the item that is being written.
    features: Features<'a>,
    pub(super) uses: Uses<'a>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(surface: &'a Surface<'a>, describe: &'a Describe<'a>) -> Self {
        Self {
            surface,
            describe,
            module: None,
            owner: "",
            features: Features::Always,
            uses: Uses::new(surface.schemas.group_count()),
        }
    }

    /// Returns the file of an owner in a module of models.
    pub(super) fn of_models(self, module: Module, owner: &'a str) -> Self {
        Self { module: Some(module), owner, ..self }
    }

    /// Says with which features the items to come exist.
    pub(super) fn enter(&mut self, features: Features<'a>) {
        self.features = features;
    }

    /// Returns the features of the item that is being written.
    pub(super) fn features(&self) -> &Features<'a> {
        &self.features
    }

    /// Returns the `use` lines of the file, which exists with some features.
    pub(super) fn uses(self, features: &Features<'a>) -> TokenStream {
        self.uses.lines(features)
    }

    /// Records names that the tokens of an item use.
    pub(super) fn uses_of(&mut self, root: Root, names: &[&'static str]) {
        for name in names {
            self.uses.add_own(root, name, &self.features);
        }
    }

    /// Records names of the model core.
    pub(super) fn core(&mut self, names: &[&'static str]) {
        self.uses_of(Root::Model, names);
    }

    /// Records `serde_json::Value`.
    pub(super) fn value(&mut self) {
        self.uses_of(Root::Json, &["Value"]);
    }

    /// Returns a type, as it reads in this file.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        if let Some((root, names)) = imports(ty) {
            self.uses_of(root, names);
        }
        let inner = match ty {
            Type::Named(module, name) => self.named(*module, name),
            Type::Map(value) if **value == Type::Value => quote!(Value),
            _ => ty.inner().map(|inner| self.ty(inner)).unwrap_or_default(),
        };
        match ty {
            Type::Unit => quote!(()),
            Type::Bool => quote!(bool),
            Type::I64 => quote!(i64),
            Type::F64 => quote!(f64),
            Type::String => quote!(String),
            Type::DateTime => quote!(DateTime),
            Type::Date => quote!(Date),
            Type::IntegerOrText => quote!(IntegerOrText),
            Type::NumberOrText => quote!(NumberOrText),
            Type::Value => quote!(Value),
            Type::Bytes => quote!(Bytes),
            Type::FilePart => quote!(FilePart),
            Type::Named(..) => inner,
            Type::Vec(_) => quote!(Vec<#inner>),
            Type::Map(value) if **value == Type::Value => quote!(Map<String, Value>),
            Type::Map(_) => quote!(BTreeMap<String, #inner>),
            Type::Option(_) => quote!(Option<#inner>),
            Type::Boxed(_) => quote!(Box<#inner>),
            Type::Secret(_) => quote!(Secret<#inner>),
            Type::Patch(_) => quote!(Patch<#inner>),
            Type::Page(_) => quote!(Page<#inner>),
            Type::Reference(_) => quote!(&#inner),
            Type::Into(_) => quote!(impl Into<#inner>),
            Type::IntoIterator(_) => quote!(impl IntoIterator<Item = #inner>),
            Type::Entries(_) => {
                quote!(impl IntoIterator<Item = (impl Into<String>, #inner)>)
            }
            Type::Display => quote!(impl Display),
        }
    }

    /// Returns a model or an enum: plain inside its own module, qualified elsewhere.
    pub(super) fn named(&mut self, module: Module, name: &TypeName) -> TokenStream {
        let ident = name.ident();
        if self.module != Some(module) {
            self.uses_of(Root::Crate, &[module.name()]);
            return match module {
                Module::Request => quote!(request::#ident),
                Module::Response => quote!(response::#ident),
                Module::Enums => quote!(enums::#ident),
            };
        }
        // A type of the same module may stand in another file.
        let model = self.surface.schemas.model(name);
        if model.is_none_or(|model| model.owner != self.owner) {
            self.uses.add(Root::Super, ident.clone(), &self.features);
        }
        ident.into_token_stream()
    }
}

/// Returns the names that a type itself is written with.
fn imports(ty: &Type) -> Option<(Root, &'static [&'static str])> {
    Some(match ty {
        Type::DateTime => (Root::Model, &["DateTime"]),
        Type::Date => (Root::Model, &["Date"]),
        Type::IntegerOrText => (Root::Model, &["IntegerOrText"]),
        Type::NumberOrText => (Root::Model, &["NumberOrText"]),
        Type::Secret(_) => (Root::Model, &["Secret"]),
        Type::Patch(_) => (Root::Model, &["Patch"]),
        Type::Value => (Root::Json, &["Value"]),
        Type::Bytes => (Root::Bytes, &["Bytes"]),
        Type::FilePart => (Root::Runtime, &["FilePart"]),
        Type::Map(value) if **value == Type::Value => (Root::Json, &["Map", "Value"]),
        Type::Map(_) => (Root::Collections, &["BTreeMap"]),
        Type::Page(_) => (Root::Runtime, &["Page"]),
        Type::Display => (Root::Fmt, &["Display"]),
        _ => return None,
    })
}
