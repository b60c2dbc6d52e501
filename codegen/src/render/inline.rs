//! Marks the methods of models `#[inline]`: a method that nobody calls is then compiled nowhere,
//! and one that somebody calls only there. It halves the time to build the client.

use proc_macro2::Span;
use syn::token::{Bracket, Pound};
use syn::{AttrStyle, Attribute, FnArg, ImplItem, ImplItemFn, Item, Meta, Type};

/// Marks all methods that are not compiled where they are used anyway, because they are generic.
pub(super) fn mark(items: &mut [Item]) {
    for item in items {
        if let Item::Impl(block) = item {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item
                    && !is_generic(method)
                {
                    method.attrs.push(attribute());
                }
            }
        }
    }
}

fn is_generic(method: &ImplItemFn) -> bool {
    let is_impl = |argument: &FnArg| matches!(argument, FnArg::Typed(argument) if matches!(*argument.ty, Type::ImplTrait(_)));
    !method.sig.generics.params.is_empty() || method.sig.inputs.iter().any(is_impl)
}

fn attribute() -> Attribute {
    let path = syn::Path::from(syn::Ident::new("inline", Span::call_site()));
    Attribute {
        pound_token: Pound::default(),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::Path(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_methods_are_left_alone() {
        let mut file = syn::parse_file(
            "impl A {
                fn plain(&self) {}
                fn argument(&self, value: impl Into<String>) {}
                fn parameter<T>(&self) {}
            }
            pub struct A;",
        )
        .unwrap();
        let items = &mut file.items;
        mark(items);
        let Item::Impl(block) = &items[0] else { panic!("not a block of methods") };
        let marked: Vec<usize> = block
            .items
            .iter()
            .map(|item| if let ImplItem::Fn(method) = item { method.attrs.len() } else { 9 })
            .collect();
        assert_eq!(marked, [1, 0, 0]);
    }
}
