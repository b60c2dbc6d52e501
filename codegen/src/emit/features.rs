//! Cargo features as conditions of items.

use proc_macro2::TokenStream;
use quote::quote;

use crate::surface::Features;

/// `#[cfg(…)]`, or nothing.
pub(super) fn cfg(features: &Features) -> TokenStream {
    condition(features).map(|condition| quote!(#[cfg(#condition)])).unwrap_or_default()
}

/// Returns the condition in `#[cfg(…)]`; none for what always exists.
pub(super) fn condition(features: &Features) -> Option<TokenStream> {
    let Features::Any(groups) = features else { return None };
    let features = groups.iter().map(|group| quote!(feature = #group));
    Some(if groups.len() == 1 { quote!(#(#features)*) } else { quote!(any(#(#features),*)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_lists_its_features_in_order() {
        assert_eq!(
            cfg(&Features::any(["a"], 3)).to_string(),
            quote!(#[cfg(feature = "a")]).to_string()
        );
        let both = quote!(#[cfg(any(feature = "a", feature = "b"))]);
        assert_eq!(cfg(&Features::any(["b", "a"], 3)).to_string(), both.to_string());
    }
}
