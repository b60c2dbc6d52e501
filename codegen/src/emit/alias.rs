//! Models that are another name of a type.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::scope::Scope;
use crate::surface::{Definition, Type};

pub(super) fn item(scope: &mut Scope, definition: &Definition, target: &Type) -> TokenStream {
    let docs = doc::outer(&scope.describe.definition(definition));
    let deprecated = doc::deprecated(scope.describe, &definition.model.docs);
    let (name, target) = (definition.name().ident(), scope.ty(target));
    quote!(#docs #deprecated pub type #name = #target;)
}
