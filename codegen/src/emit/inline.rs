//! `#[inline]` for methods: the client itself compiles none of them, and a program only those that
//! it calls.

use proc_macro2::TokenStream;
use quote::quote;

use crate::surface::Type;

/// Returns `#[inline]`, unless an argument makes the method generic: then it is compiled where it
/// is called anyway.
pub(super) fn inline<'t>(arguments: impl IntoIterator<Item = &'t Type>) -> Option<TokenStream> {
    let is_generic = arguments.into_iter().any(Type::is_generic);
    (!is_generic).then(|| quote!(#[inline]))
}
