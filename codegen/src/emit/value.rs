//! The expression that makes a value of an argument.

use proc_macro2::TokenStream;
use quote::quote;

use crate::surface::Conversion;

/// Returns the converted value of an expression.
pub(super) fn convert(conversion: Conversion, value: &TokenStream) -> TokenStream {
    match conversion {
        Conversion::None => value.clone(),
        Conversion::Into => quote!(#value.into()),
        Conversion::Text => quote!(#value.to_string()),
        Conversion::Collect => quote!(#value.into_iter().collect()),
        Conversion::CollectInto => quote!(#value.into_iter().map(Into::into).collect()),
        Conversion::CollectEntries => {
            quote!(#value.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
        }
    }
}
