//! How a parameter reaches the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::uses::Root;
use super::value::convert;
use crate::ir::Location;
use crate::surface::{Effect, Setting, Written};

/// Returns a call with the value of a parameter, whose argument has the name of the parameter.
pub(super) fn with(scope: &mut Scope, setting: &Setting, call: &TokenStream) -> TokenStream {
    let (name, wire) = (setting.parameter.name.ident(), &setting.parameter.wire);
    if setting.parameter.location == Location::Part {
        scope.uses_of(Root::Runtime, &["Part"]);
    }
    let value = |value: TokenStream| {
        let value = convert(setting.conversion, &value);
        match (setting.parameter.location, setting.written) {
            (Location::Part, Written::Text) => quote!(Part::text(#value)),
            (Location::Part, Written::Json) => quote!(Part::json(#value)),
            (Location::Part, Written::Bytes) => quote!(Part::file(#value)),
            _ => value,
        }
    };
    let (set, add) = match setting.parameter.location {
        Location::Path | Location::Query => (quote!(set_query), quote!(query)),
        Location::QueryJoined => (quote!(set_query), quote!(query_joined)),
        Location::Header => (quote!(set_header), quote!(add_header)),
        Location::Cookie => (quote!(set_cookie), quote!(set_cookie)),
        Location::Part => (quote!(set_part), quote!(add_part)),
    };
    match setting.effect {
        Effect::Sets => {
            let value = value(quote!(#name));
            quote!(#call.#set(#wire, #value))
        }
        Effect::Adds => {
            let value = value(quote!(#name));
            quote!(#call.#add(#wire, #value))
        }
        Effect::AddsEach => {
            let value = value(quote!(value));
            quote!(#name.into_iter().fold(#call, |call, value| call.#add(#wire, #value)))
        }
    }
}
