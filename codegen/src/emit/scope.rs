//! The file that is being written: prints types as they read there, and records what it uses.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::gate::Gate;
use super::index::Index;
use super::uses::{Root, Uses};
use crate::ir::{Format, TypeRef};
use crate::name::TypeName;

/// The kinds of files that name types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `request/…`.
    Request,
    /// `response/…`.
    Response,
    /// `enums/…`.
    Enums,
    /// `operations/…`.
    Operations,
}

/// The direction of a value: it decides which of two types of one name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What a caller sends.
    Request,
    /// What the service answers.
    Response,
}

/// A file while it is written.
pub(super) struct Scope<'a> {
    pub(super) index: &'a Index<'a>,
    place: Place,
    owner: &'a str,
    /// The gate of the item that is being written.
    gate: Gate<'a>,
    pub(super) uses: Uses<'a>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(index: &'a Index<'a>, place: Place, owner: &'a str) -> Self {
        Self { index, place, owner, gate: Gate::Open, uses: Uses::default() }
    }

    /// Says that the items to come stand behind a gate.
    pub(super) fn enter(&mut self, gate: Gate<'a>) {
        self.gate = gate;
    }

    /// The gate of the item that is being written.
    pub(super) fn gate(&self) -> &Gate<'a> {
        &self.gate
    }

    /// The `use` lines of the file, which stands behind `gate`.
    pub(super) fn uses(self, gate: &Gate<'a>) -> TokenStream {
        self.uses.lines(gate)
    }

    /// Records names that the tokens of an item use.
    pub(super) fn uses_of(&mut self, root: Root, names: &[&'static str]) {
        for name in names {
            self.uses.add_own(root, name, &self.gate, self.index.group_count());
        }
    }

    /// Records names of the model core.
    pub(super) fn core(&mut self, names: &[&'static str]) {
        self.uses_of(Root::Model, names);
    }

    /// `serde_json::Value`.
    pub(super) fn value(&mut self) -> TokenStream {
        self.uses_of(Root::Json, &["Value"]);
        quote!(Value)
    }

    /// A type, as it reads in this file.
    pub(super) fn ty(&mut self, ty: &TypeRef, side: Side) -> TokenStream {
        match ty {
            TypeRef::String(Format::DateTime) => self.core_type("DateTime", quote!(DateTime)),
            TypeRef::String(Format::Date) => self.core_type("Date", quote!(Date)),
            TypeRef::String(_) => quote!(String),
            TypeRef::Integer => quote!(i64),
            TypeRef::Number => quote!(f64),
            TypeRef::Boolean => quote!(bool),
            TypeRef::IntegerOrText => self.core_type("IntegerOrText", quote!(IntegerOrText)),
            TypeRef::NumberOrText => self.core_type("NumberOrText", quote!(NumberOrText)),
            TypeRef::Any(_) => self.value(),
            TypeRef::Array(item) => {
                let item = self.ty(item, side);
                quote!(Vec<#item>)
            }
            TypeRef::Map(item) => self.map(item, side),
            TypeRef::Named(name) => self.named(name, side),
        }
    }

    fn core_type(&mut self, name: &'static str, tokens: TokenStream) -> TokenStream {
        self.core(&[name]);
        tokens
    }

    fn map(&mut self, item: &TypeRef, side: Side) -> TokenStream {
        if let TypeRef::Any(_) = item {
            self.uses_of(Root::Json, &["Map", "Value"]);
            return quote!(Map<String, Value>);
        }
        self.uses_of(Root::Collections, &["BTreeMap"]);
        let item = self.ty(item, side);
        quote!(BTreeMap<String, #item>)
    }

    /// A named type: plain inside its own module, qualified elsewhere.
    pub(super) fn named(&mut self, name: &TypeName, side: Side) -> TokenStream {
        let home = if self.index.enumeration(name).is_some() {
            Place::Enums
        } else if side == Side::Request {
            Place::Request
        } else {
            Place::Response
        };
        if home == self.place { self.sibling(name) } else { self.qualified(home, name) }
    }

    /// A type of the same module, which may stand in another file.
    fn sibling(&mut self, name: &TypeName) -> TokenStream {
        let ident = name.ident();
        if self.index.model(name).is_none_or(|model| model.owner != self.owner) {
            self.uses.add(Root::Super, ident.clone(), &self.gate, self.index.group_count());
        }
        ident.into_token_stream()
    }

    /// A type of another module: `enums::X`.
    pub(super) fn qualified(&mut self, home: Place, name: &TypeName) -> TokenStream {
        let ident = name.ident();
        let (module, path) = match home {
            Place::Request => ("request", quote!(request::#ident)),
            Place::Response => ("response", quote!(response::#ident)),
            Place::Enums => ("enums", quote!(enums::#ident)),
            Place::Operations => ("operations", quote!(operations::#ident)),
        };
        self.uses_of(Root::Crate, &[module]);
        path
    }
}
