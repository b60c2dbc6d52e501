//! Arguments of constructors and setters: they take what a person has at hand.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::object::value_type;
use super::scope::{Scope, Side};
use crate::ir::{Field, TypeRef};

/// An argument for the value of a field.
pub(super) struct Argument {
    /// Its type.
    pub(super) ty: TokenStream,
    /// What makes the value of it, unless it is the value.
    pub(super) value: Option<TokenStream>,
}

pub(super) fn argument(scope: &mut Scope, field: &Field, name: &Ident) -> Argument {
    let ty = scope.ty(&field.ty, Side::Request);
    let plain = is_plain(scope, &field.ty);
    if field.secret && !field.boxed {
        let secret = value_type(scope, field, Side::Request);
        return Argument { ty: quote!(impl Into<#secret>), value: Some(quote!(#name.into())) };
    }
    let mut value = if plain { quote!(#name) } else { quote!(#name.into()) };
    if field.boxed {
        value = quote!(Box::new(#value));
    }
    if field.secret {
        value = quote!(Secret::from(#value));
    }
    let unchanged = plain && !field.boxed;
    Argument {
        ty: if plain { ty } else { quote!(impl Into<#ty>) },
        value: (!unchanged).then_some(value),
    }
}

/// Whether nothing that a person has at hand would convert into the type without a loss.
pub(super) fn is_plain(scope: &Scope, ty: &TypeRef) -> bool {
    matches!(
        scope.index.resolve(ty),
        TypeRef::Integer | TypeRef::Number | TypeRef::Boolean | TypeRef::Map(_)
    )
}
