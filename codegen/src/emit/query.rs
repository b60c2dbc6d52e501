//! How a query parameter reaches the query.

use proc_macro2::TokenStream;
use quote::quote;

use crate::surface::{Conversion, Effect, Query};

/// A call with the value of a parameter, whose argument has the name of the parameter.
pub(super) fn with(query: &Query, call: &TokenStream) -> TokenStream {
    let (name, wire) = (query.parameter.name.ident(), &query.parameter.wire);
    let converted = |value: TokenStream| match query.conversion {
        Conversion::None => value,
        Conversion::Into => quote!(#value.into()),
        Conversion::Text => quote!(#value.to_string()),
    };
    match query.effect {
        Effect::Sets => {
            let value = converted(quote!(#name));
            quote!(#call.set_query(#wire, #value))
        }
        Effect::Adds => {
            let value = converted(quote!(#name));
            quote!(#call.query(#wire, #value))
        }
        Effect::AddsEach => {
            let value = converted(quote!(value));
            quote!(#name.into_iter().fold(#call, |call, value| call.query(#wire, #value)))
        }
    }
}
