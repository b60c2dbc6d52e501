//! How a query parameter reaches the query.

use proc_macro2::TokenStream;
use quote::quote;

use super::value::convert;
use crate::surface::{Effect, Query};

/// A call with the value of a parameter, whose argument has the name of the parameter.
pub(super) fn with(query: &Query, call: &TokenStream) -> TokenStream {
    let (name, wire) = (query.parameter.name.ident(), &query.parameter.wire);
    let converted = |value: TokenStream| convert(query.conversion, &value);
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
