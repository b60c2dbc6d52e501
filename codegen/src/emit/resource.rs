//! The files of handles: a type, the methods that return the handles below it, and a method for
//! each operation, by group.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::inline::inline;
use super::scope::Scope;
use super::uses::Root;
use super::{doc, example, features, modules, query};
use crate::describe::{self, Describe};
use crate::media_type;
use crate::name::ModuleName;
use crate::render::File;
use crate::surface::{Call, CallArgument, Child, Features, Handle, Surface, Type};

/// All files of handles: one for the client, one for each handle.
pub(super) fn files<'a>(
    surface: &'a Surface<'a>,
    describe: &'a Describe<'a>,
    file: &mut impl FnMut(File),
) {
    let mut list = Vec::new();
    for handle in &surface.handles {
        let name = match handle.resource {
            Some(resource) => ModuleName::new(resource.name.as_str()),
            None => ModuleName::new("client"),
        };
        let scope = Scope::new(surface, describe);
        let path = format!("resources/{name}.rs");
        file(File { path, source: String::new(), items: items(scope, handle) });
        list.push((name, handle));
    }
    file(modules::resources(&list));
}

fn items<'a>(mut scope: Scope<'a>, handle: &'a Handle<'a>) -> TokenStream {
    scope.enter(handle.features.clone());
    let definition = definition(&mut scope, handle);
    let children = children(&mut scope, handle);
    let mut groups: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for call in scope.surface.calls_of(handle) {
        groups.entry(&call.operation.group).or_default().push(call);
    }
    let blocks: Vec<_> =
        groups.iter().map(|(group, calls)| block(&mut scope, handle, group, calls)).collect();
    let uses = scope.uses(&handle.features);
    quote!(#uses #definition #children #(#blocks)*)
}

/// Returns the type of a handle; the client has one already.
fn definition(scope: &mut Scope, handle: &Handle) -> Option<TokenStream> {
    let name = handle.name()?.ident();
    scope.uses_of(Root::Runtime, &["Resource"]);
    let docs = doc::outer(&scope.describe.handle(handle));
    let allow = (handle.features == Features::Always).then(|| {
        quote!(#[allow(dead_code, reason = "no method reads it without the feature of a group")])
    });
    Some(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name(#allow pub(super) Resource);
    })
}

/// `impl X`, or `impl Client`.
fn implementation(scope: &mut Scope, handle: &Handle) -> TokenStream {
    match handle.name() {
        Some(name) => {
            let name = name.ident();
            quote!(impl #name)
        }
        None => {
            scope.uses_of(Root::Runtime, &["Client"]);
            quote!(impl Client)
        }
    }
}

/// Returns the methods that return handles.
fn children<'a>(scope: &mut Scope<'a>, handle: &'a Handle<'a>) -> Option<TokenStream> {
    if handle.children.is_empty() {
        return None;
    }
    let file = &handle.features;
    let methods: Vec<_> = handle
        .children
        .iter()
        .map(|child| {
            scope.enter(child.features.clone());
            let cfg = cfg(&child.features, file);
            let method = accessor(scope, handle, child);
            quote!(#cfg #method)
        })
        .collect();
    // Without any of the features the block is empty.
    scope.enter(file.clone());
    let head = implementation(scope, handle);
    Some(quote!(#head { #(#methods)* }))
}

fn accessor<'a>(scope: &mut Scope<'a>, handle: &Handle<'a>, child: &Child<'a>) -> TokenStream {
    scope.uses_of(Root::Fmt, &["Display"]);
    let resource = child.resource;
    let (method, name) = (resource.accessor.ident(), resource.name.ident());
    let (argument, wire) = (resource.parameter.name.ident(), &resource.parameter.wire);
    let docs = doc::outer(&scope.describe.accessor(resource));
    scope.uses.add(Root::Super, name.clone(), &child.features);
    let value = if handle.resource.is_some() {
        quote!(self.0.child(#wire, #argument))
    } else {
        scope.uses_of(Root::Runtime, &["Resource"]);
        quote!(Resource::new(self, #wire, #argument))
    };
    quote! {
        #docs
        pub fn #method(&self, #argument: impl Display) -> #name {
            #name(#value)
        }
    }
}

/// Returns the methods of a group of operations.
fn block<'a>(
    scope: &mut Scope<'a>,
    handle: &Handle<'a>,
    group: &str,
    calls: &[&Call<'a>],
) -> TokenStream {
    let features = calls.first().map(|call| call.features.clone()).unwrap_or_default();
    scope.enter(features.clone());
    scope.uses_of(Root::Runtime, &["Call"]);
    scope.uses_of(Root::Crate, &["operations"]);
    let head = implementation(scope, handle);
    let docs = doc::outer(&scope.describe.methods(group));
    let methods: Vec<_> = calls.iter().map(|call| method(scope, handle, call)).collect();
    let cfg = cfg(&features, &handle.features);
    quote!(#docs #cfg #head { #(#methods)* })
}

/// `#[cfg(…)]`, unless the file has the same condition.
fn cfg(features: &Features, file: &Features) -> TokenStream {
    if features == file { TokenStream::new() } else { features::cfg(features) }
}

/// Returns the method of an operation.
fn method<'a>(scope: &mut Scope<'a>, handle: &Handle<'a>, call: &Call<'a>) -> TokenStream {
    let operation = call.operation;
    let (name, marker) = (operation.resource_method.ident(), operation.name.ident());
    let mut arguments = Vec::new();
    let mut value =
        if handle.resource.is_some() { quote!(self.0.call()) } else { quote!(Call::new(self)) };
    for argument in &call.arguments {
        let ty = scope.ty(argument.ty());
        match argument {
            CallArgument::Parameter(found) => {
                let name = found.parameter.name.ident();
                arguments.push(quote!(#name: #ty));
                value = query::with(scope, found, &value);
            }
            CallArgument::Body { ty: Type::Into(_), media_type } => {
                arguments.push(quote!(body: #ty));
                value = quote!(#value.bytes(#media_type, body.into()));
            }
            CallArgument::Body { media_type, .. } => {
                arguments.push(quote!(body: #ty));
                // JSON has no parameters that mean something.
                let plain = media_type::essence(media_type) == media_type::JSON;
                value = if plain {
                    quote!(#value.json(body))
                } else {
                    quote!(#value.json_as(#media_type, body))
                };
            }
        }
    }
    let example = example::lines(scope.surface, call);
    let docs = doc::outer(&scope.describe.method(call, example));
    let aliases = {
        let accessor = handle.resource.map(|resource| resource.accessor.as_str());
        describe::aliases(operation, accessor)
    };
    let aliases = (!aliases.is_empty()).then(|| quote!(#[doc(alias(#(#aliases),*))]));
    let deprecated = doc::deprecated(scope.describe, &operation.docs);
    let inline = inline(call.arguments.iter().map(CallArgument::ty));
    quote! {
        #docs
        #aliases
        #deprecated
        #inline
        pub fn #name(&self, #(#arguments),*) -> Call<operations::#marker> {
            #value
        }
    }
}
