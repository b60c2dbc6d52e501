//! Code that uses everything the crate of a document offers, one item a line: compiled against
//! the crate of another document, it shows which items code loses.
//!
//! It reaches every method with all its arguments, every setter, `new`, public field, variant,
//! payload, conversion between responses and requests, trait that users rely on, and that enums
//! with the same values are one type. It passes values of exactly the types that arguments convert
//! from at least, so an argument that takes fewer other types goes unnoticed; so do derived things
//! such as documentation, the values in `OPERATIONS`, and code with only some features on.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::describe::Describe;
use crate::ir::{Api, Enum, Shape};
use crate::name::TypeName;
use crate::surface::items::{Item, ItemKind, Owner, Renames, items};
use crate::surface::{Module, Surface, Type};

/// One item, and a line of code that uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The item, as reports name it.
    pub item: String,
    /// The paths of the types that the line needs.
    pub types: Vec<String>,
    /// The line.
    code: String,
}

/// The lines above the uses.
const HEAD: &str = include_str!("consumer/head.rs.txt");

/// Uses of everything that the crate of a document offers.
#[must_use]
pub fn uses(api: &Api) -> Vec<Use> {
    let surface = Surface::of(api);
    let describe = Describe::new(&surface);
    let mut scope = Scope::new(&surface, &describe);
    let mut uses = Vec::new();
    for (path, item) in items(&surface, &Renames::default()) {
        if let Some(function) = function(&mut scope, &item) {
            uses.push(Use { item: path, types: types(&item), code: line(&function) });
        }
    }
    for model in api.models.values() {
        if let Shape::Enum(Enum { same_as: Some(canonical), .. }) = &model.shape {
            let [alias, other] =
                [&model.name, canonical].map(|name| scope.named(Module::Enums, name));
            let code = line(&quote!(fn used(v: #alias) -> #other { v }));
            let [item, other] = [&model.name, canonical].map(|name| format!("enums::{name}"));
            uses.push(Use { item, types: vec![other], code });
        }
    }
    uses
}

/// Returns the source of a crate with some uses, and the line of the first one (from 1).
#[must_use]
pub fn source(uses: &[&Use]) -> (String, usize) {
    let mut text = HEAD.to_owned();
    let first = text.lines().count() + 1;
    for used in uses {
        text.push_str(&used.code);
        text.push('\n');
    }
    (text, first)
}

/// Returns a function in a scope of its own, on one line.
fn line(function: &TokenStream) -> String {
    quote!(const _: () = { #function };).to_string()
}

/// Returns the paths of the types that the code of an item names.
fn types(item: &Item) -> Vec<String> {
    let named = item.kind.types().iter().filter_map(Type::named);
    let mut types: Vec<String> =
        named.map(|(module, name)| Owner::Model(module, name.clone()).path()).collect();
    match &item.kind {
        ItemKind::TryFrom(from) => types.push(Owner::Model(Module::Response, from.clone()).path()),
        ItemKind::Method(_, _, marker) => types.push(Owner::Marker(marker.clone()).path()),
        ItemKind::Accessor(_, handle) => types.push(Owner::Handle(handle.clone()).path()),
        _ => {}
    }
    types
}

/// Returns the function that uses an item.
fn function(scope: &mut Scope<'_>, item: &Item) -> Option<TokenStream> {
    match &item.owner {
        Owner::Crate => None,
        Owner::Client => method(&quote!(Client), scope, &item.kind),
        Owner::Handle(name) => {
            let name = name.ident();
            method(&quote!(resources::#name), scope, &item.kind)
        }
        Owner::Call(name) => of_call(scope, &marker(name), &item.kind),
        Owner::Marker(name) => of_operation(scope, &marker(name), &item.kind),
        Owner::Model(module, name) => {
            let path = scope.named(*module, name);
            of_model(scope, &path, &item.kind).or_else(|| of_request(scope, &path, &item.kind))
        }
    }
}

/// Returns the path of the marker of an operation.
fn marker(name: &TypeName) -> TokenStream {
    let name = name.ident();
    quote!(operations::#name)
}

fn method(owner: &TokenStream, scope: &mut Scope<'_>, kind: &ItemKind) -> Option<TokenStream> {
    Some(match kind {
        ItemKind::Handle => quote!(fn used(v: &#owner) -> #owner { v.clone() }),
        ItemKind::Accessor(name, handle) => {
            let (name, handle) = (name.ident(), handle.ident());
            quote!(fn used(v: &#owner, id: &str) -> resources::#handle { v.#name(id) })
        }
        ItemKind::Method(name, arguments, operation) => {
            let (name, marker) = (name.ident(), marker(operation));
            let (tuple, passed) = passed(scope, arguments);
            quote!(fn used(v: &#owner, a: #tuple) -> Call<#marker> { v.#name(#passed) })
        }
        _ => return None,
    })
}

fn of_call(scope: &mut Scope<'_>, marker: &TokenStream, kind: &ItemKind) -> Option<TokenStream> {
    Some(match kind {
        ItemKind::Parameter(name, ty) => {
            let (name, ty) = (name.ident(), value(scope, ty));
            quote!(fn used(c: Call<#marker>, v: #ty) -> Call<#marker> { c.#name(v) })
        }
        ItemKind::WaitUntil(name) => {
            let name = name.ident();
            quote!(fn used(c: Call<#marker>) -> Wait<#marker> { c.#name() })
        }
        _ => return None,
    })
}

fn of_operation(
    scope: &mut Scope<'_>,
    marker: &TokenStream,
    kind: &ItemKind,
) -> Option<TokenStream> {
    Some(match kind {
        ItemKind::Marker => {
            quote!(fn used(_: #marker) -> OperationInfo { <#marker as Operation>::INFO })
        }
        ItemKind::Output(ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(v: <#marker as Operation>::Output) -> #ty { v })
        }
        ItemKind::Paged(ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(c: Call<#marker>, v: <#marker as Paged>::Item) -> #ty {
                let _ = c.clone().pages();
                let _ = c.items();
                v
            })
        }
        ItemKind::Waited(ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(c: Call<#marker>, v: #ty) -> Wait<#marker> { c.wait_for(v) })
        }
        _ => return None,
    })
}

/// Types, and what is read of them.
fn of_model(scope: &mut Scope<'_>, path: &TokenStream, kind: &ItemKind) -> Option<TokenStream> {
    Some(match kind {
        ItemKind::Struct | ItemKind::Union => quote!(fn used(v: #path) -> #path { model(&v); v }),
        ItemKind::Enum => {
            quote!(fn used(v: #path) -> #path { open_enum(&v); let _ = v.as_str(); v })
        }
        ItemKind::Alias(ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(v: #path) -> #ty { v })
        }
        ItemKind::Field(name, ty) => {
            let (name, ty) = (name.ident(), scope.ty(ty));
            quote!(fn used(v: &mut #path) -> &mut #ty { &mut v.#name })
        }
        ItemKind::AdditionalProperties(ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(v: &#path) -> BTreeMap<String, #ty> { v.additional_properties() })
        }
        ItemKind::Value(name) => {
            let name = name.ident();
            quote!(fn used(v: &#path) -> bool {
                let known = #path::#name;
                *v == known && matches!(v, #path::#name)
            })
        }
        ItemKind::Variant(name, ty) => {
            let (name, ty) = (name.ident(), scope.ty(ty));
            quote!(fn used(v: #ty) -> Option<#ty> {
                match #path::#name(v) { #path::#name(v) => Some(v), _ => None }
            })
        }
        _ => return None,
    })
}

/// Returns how values are made and changed.
fn of_request(scope: &mut Scope<'_>, path: &TokenStream, kind: &ItemKind) -> Option<TokenStream> {
    Some(match kind {
        ItemKind::From(_, ty) => {
            let ty = scope.ty(ty);
            quote!(fn used(v: #ty) -> #path { #path::from(v) })
        }
        ItemKind::FromText(_) => quote!(fn used(v: &str) -> #path { #path::from(v) }),
        ItemKind::TryFrom(from) => {
            let from = scope.named(Module::Response, from);
            quote!(fn used(v: #from) -> Result<#path, MissingFields> { <#path>::try_from(v) })
        }
        ItemKind::Default => quote!(fn used() -> #path { <#path as Default>::default() }),
        ItemKind::New(arguments) => {
            let (tuple, passed) = passed(scope, arguments);
            quote!(fn used(a: #tuple) -> #path { #path::new(#passed) })
        }
        ItemKind::Setter(name, ty) => {
            let (name, ty) = (name.ident(), value(scope, ty));
            quote!(fn used(x: #path, v: #ty) -> #path { x.#name(v) })
        }
        ItemKind::NullSetter(name) => {
            let name = name.ident();
            quote!(fn used(x: #path) -> #path { x.#name() })
        }
        ItemKind::AdditionalProperty(ty) => {
            let ty = value(scope, ty);
            quote!(fn used(x: #path, v: #ty) -> #path { x.additional_property("name", v) })
        }
        _ => return None,
    })
}

/// Returns a tuple `a` of values for arguments, and how it is passed on.
fn passed(scope: &mut Scope<'_>, arguments: &[Type]) -> (TokenStream, TokenStream) {
    let types = arguments.iter().map(|ty| value(scope, ty)).collect::<Vec<_>>();
    let places = (0..arguments.len()).map(Literal::usize_unsuffixed);
    (quote!((#(#types,)*)), quote!(#(a.#places),*))
}

/// Returns a type whose values an argument takes.
fn value(scope: &mut Scope<'_>, argument: &Type) -> TokenStream {
    match argument {
        Type::Display => quote!(&str),
        Type::Into(converted) => scope.ty(converted),
        Type::IntoIterator(item) => {
            let item = value(scope, item);
            quote!(Vec<#item>)
        }
        Type::Entries(item) => {
            let item = value(scope, item);
            quote!(Vec<(String, #item)>)
        }
        plain => scope.ty(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::testing;
    use crate::ir::{Additional, Content, TypeRef};

    #[test]
    fn every_item_is_used_on_a_line_of_its_own() {
        let mut thing = testing::object("Thing", vec![testing::field("name", testing::TEXT)]);
        thing.in_response = true;
        if let Shape::Object(object) = &mut thing.shape {
            object.additional = Additional::Open(TypeRef::Integer);
        }
        let models = vec![thing, testing::enumeration("Kind", &["a", "b"])];
        let content = Content::Result(testing::named("Thing"));
        let mut operation = testing::operation("thingGet", "a", content);
        operation.query_parameters.push(testing::parameter("kind", testing::named("Kind"), true));
        operation.query_parameters.push(testing::parameter("limit", TypeRef::Integer, false));
        operation.body = Some(testing::body("Thing"));
        let api = testing::api(models, vec![operation]);
        let surface = Surface::of(&api);
        let offered = items(&surface, &Renames::default());
        let all = uses(&api);
        for method in ["additional_properties", "additional_property"] {
            assert!(offered.contains_key(&format!("request::Thing::{method}()")), "{method}");
        }
        for (path, item) in &offered {
            let used = all.iter().any(|found| found.item == *path);
            assert_eq!(used, item.owner != Owner::Crate, "{path}");
        }
        let lines: Vec<&Use> = all.iter().collect();
        let (text, first) = source(&lines);
        assert_eq!(text.lines().count(), first - 1 + lines.len());
        for (line, used) in text.lines().skip(first - 1).zip(&lines) {
            assert!(line.starts_with("const _ : () = { fn used ("), "{}: {line}", used.item);
        }
    }
}
