//! Query parameters: what an argument or setter takes, and how it reaches the query.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::scope::{Scope, Side};
use super::uses::Root;
use crate::ir::{Format, Parameter, TypeRef};

/// A parameter of a method that ends up in the query.
pub(super) struct Query {
    /// The type of the argument.
    pub(super) ty: TokenStream,
    /// The value that goes into the query.
    pub(super) value: TokenStream,
}

/// One value of a parameter. `name` is the argument that holds it.
fn single(scope: &mut Scope, ty: &TypeRef, name: &Ident) -> Query {
    let resolved = scope.index.resolve(ty);
    let converted = match resolved {
        TypeRef::String(Format::Boolean) | TypeRef::Boolean => {
            return Query { ty: quote!(bool), value: quote!(#name) };
        }
        TypeRef::Integer => return Query { ty: quote!(i64), value: quote!(#name) },
        TypeRef::Number => return Query { ty: quote!(f64), value: quote!(#name) },
        TypeRef::String(_) => scope.ty(resolved, Side::Request),
        TypeRef::Named(found) if scope.index.enumeration(found).is_some() => {
            scope.ty(resolved, Side::Request)
        }
        _ => {
            scope.uses_of(Root::Fmt, &["Display"]);
            return Query { ty: quote!(impl Display), value: quote!(#name.to_string()) };
        }
    };
    Query { ty: quote!(impl Into<#converted>), value: quote!(#name.into()) }
}

/// The setter of an optional parameter. A list grows by one value a call.
pub(super) fn setter(scope: &mut Scope, parameter: &Parameter) -> (TokenStream, TokenStream) {
    let name = parameter.name.ident();
    let wire = &parameter.wire;
    // A list takes one more value a call; anything else takes the last one that it was given.
    if let TypeRef::Array(item) = scope.index.resolve(&parameter.ty) {
        let Query { ty, value } = single(scope, item, &name);
        return (quote!(#name: #ty), quote!(self.query(#wire, #value)));
    }
    let Query { ty, value } = single(scope, &parameter.ty, &name);
    (quote!(#name: #ty), quote!(self.set_query(#wire, #value)))
}

/// The argument of a required parameter, and the call with it.
pub(super) fn argument(
    scope: &mut Scope,
    parameter: &Parameter,
    call: &TokenStream,
) -> (TokenStream, TokenStream) {
    let name = parameter.name.ident();
    let wire = &parameter.wire;
    if let TypeRef::Array(item) = scope.index.resolve(&parameter.ty) {
        let Query { ty, value } = single(scope, item, &Ident::new("value", Span::call_site()));
        let all = quote!(#name.into_iter().fold(#call, |call, value| call.query(#wire, #value)));
        return (quote!(#name: impl IntoIterator<Item = #ty>), all);
    }
    let Query { ty, value } = single(scope, &parameter.ty, &name);
    (quote!(#name: #ty), quote!(#call.set_query(#wire, #value)))
}
