//! Models that are another name of a type.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose;
use super::scope::{Scope, Side};
use crate::ir::{Model, TypeRef};

pub(super) fn item(scope: &mut Scope, model: &Model, target: &TypeRef, side: Side) -> TokenStream {
    let docs = prose::model(scope.index, model, Some(side));
    let name = model.name.ident();
    let target = scope.ty(target, side);
    quote!(#docs pub type #name = #target;)
}
