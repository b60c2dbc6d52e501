//! Unions: a variant for each type, `Other` for the rest, and the plan that finds the variant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use super::scope::Scope;
use crate::describe;
use crate::ir::{DispatchPlan, Plan};
use crate::name::TypeName;
use crate::surface::{Definition, Direction, Union};

pub(super) fn items(
    scope: &mut Scope,
    definition: &Definition,
    union: &Union,
    direction: Direction,
) -> Vec<TokenStream> {
    scope.core(&["Inner", "Plan", "Slot", "Union", "impl_union"]);
    scope.value();
    let name = definition.name().ident();
    let mut items =
        vec![enum_of(scope, definition, union), behaviour(scope, definition.name(), union)];
    items.extend(froms(scope, definition.name(), union));
    items.push(quote!(impl_union!(#name);));
    if direction == Direction::Request {
        scope.core(&["impl_request"]);
        items.push(quote!(impl_request!(#name);));
    }
    items
}

fn enum_of(scope: &mut Scope, definition: &Definition, union: &Union) -> TokenStream {
    let docs = doc::outer(&scope.describe.definition(definition));
    let deprecated = doc::deprecated(scope.describe, &definition.model.docs);
    let name = definition.name().ident();
    let described = describe::variants(union);
    let variants = union.variants.iter().zip(&described).map(|(found, lines)| {
        let (docs, variant, ty) = (doc::outer(lines), found.arm.name.ident(), scope.ty(&found.ty));
        quote!(#docs #variant(#ty))
    });
    quote! {
        #docs
        #deprecated
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that matches no variant, preserved unchanged.
            Other(Value),
        }
    }
}

/// Returns what the model core asks of a union.
fn behaviour(scope: &mut Scope, name: &TypeName, union: &Union) -> TokenStream {
    let name = name.ident();
    let plan = plan(scope, &union.union.plan);
    let arms: Vec<_> = union.variants.iter().map(|variant| variant.arm.name.ident()).collect();
    let numbers = (0..arms.len()).map(Literal::usize_unsuffixed);
    quote! {
        impl Union for #name {
            #[inline]
            fn plan(&self) -> &'static Plan {
                const { &#plan }
            }
            #[inline]
            fn payload(&self) -> crate::model::View<'_> {
                match self {
                    #(Self::#arms(value) => value.view(),)*
                    Self::Other(value) => crate::model::View::Other(value),
                }
            }
            #[inline]
            fn select(&mut self, arm: usize) -> &mut dyn Slot {
                *self = match arm {
                    #(#numbers => Self::#arms(Inner::fresh()),)*
                    _ => Self::Other(Value::Null),
                };
                match self {
                    #(Self::#arms(value) => value,)*
                    Self::Other(value) => value,
                }
            }
            #[inline]
            fn set_other(&mut self, value: Value) {
                *self = Self::Other(value);
            }
        }
    }
}

fn plan(scope: &mut Scope, plan: &Plan) -> TokenStream {
    match plan {
        Plan::Kind { string, object, array } => {
            let [string, object, array] = [string, object, array].map(|arm| match arm {
                Some(arm) => {
                    let arm = Literal::usize_unsuffixed(*arm);
                    quote!(Some(#arm))
                }
                None => quote!(None),
            });
            quote!(Plan::Kind { string: #string, object: #object, array: #array })
        }
        Plan::Object(plan) => {
            scope.core(&["DispatchPlan"]);
            let plan = dispatch_plan(plan);
            quote!(Plan::Object(#plan))
        }
    }
}

fn dispatch_plan(plan: &DispatchPlan) -> TokenStream {
    match plan {
        DispatchPlan::Variant(variant) => {
            let variant = Literal::usize_unsuffixed(*variant);
            quote!(DispatchPlan::Variant(#variant))
        }
        DispatchPlan::Tag { name, values, absent } => {
            let values = values.iter().map(|(value, next)| {
                let next = dispatch_plan(next);
                quote!((#value, #next))
            });
            let absent = match absent {
                Some(absent) => {
                    let absent = dispatch_plan(absent);
                    quote!(Some(&#absent))
                }
                None => quote!(None),
            };
            quote!(DispatchPlan::Tag { name: #name, values: &[#(#values),*], absent: #absent })
        }
        // The struct of each variant has the names of its properties.
        DispatchPlan::Properties(variants) => {
            let variants = variants.iter().map(|(_, variant)| Literal::usize_unsuffixed(*variant));
            quote!(DispatchPlan::Properties(&[#(#variants),*]))
        }
    }
}

/// `From` for each payload whose type says which variant is meant.
fn froms(scope: &mut Scope, name: &TypeName, union: &Union) -> Vec<TokenStream> {
    let name = name.ident();
    let mut items = Vec::new();
    for found in &union.variants {
        let variant = found.arm.name.ident();
        if found.converts {
            let ty = scope.ty(&found.ty);
            items.push(quote! {
                impl From<#ty> for #name {
                    #[inline]
                    fn from(value: #ty) -> Self {
                        Self::#variant(value)
                    }
                }
            });
        }
        if found.converts_text {
            items.push(quote! {
                impl From<&str> for #name {
                    #[inline]
                    fn from(value: &str) -> Self {
                        Self::#variant(value.to_owned())
                    }
                }
            });
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{TEXT, api, file, named, object, union};
    use crate::ir::{DispatchPlan, Plan, TypeRef};

    #[test]
    fn a_union_finds_its_variant_by_its_plan() {
        let own = vec![(Vec::new(), 0), (vec!["a".to_owned(), "b".to_owned()], 1)];
        let plan = Plan::Object(DispatchPlan::Tag {
            name: "kind".to_owned(),
            values: vec![("sql".to_owned(), DispatchPlan::Variant(0))],
            absent: Some(Box::new(DispatchPlan::Properties(own))),
        });
        let arms = [("sql", named("Query")), ("builder", named("Builder"))];
        let models =
            vec![union("Config", &arms, plan), object("Query", vec![]), object("Builder", vec![])];
        assert_snapshot!(file(&api(models, vec![]), "response/config.rs"), @r#"
        // Source: #/components/schemas/Config

        use serde_json::Value;

        use crate::model::{DispatchPlan, Inner, Plan, Slot, Union, impl_union};
        use super::{Builder, Query};

        /// A thing.
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum Config {
            /// Selected if `kind` is `sql`.
            Sql(Query),
            /// Selected if `kind` is absent and this variant declares most of the properties, such as `a`
            /// and `b`.
            Builder(Builder),
            /// A value that matches no variant, preserved unchanged.
            Other(Value),
        }

        impl Union for Config {
            #[inline]
            fn plan(&self) -> &'static Plan {
                const {
                    &Plan::Object(DispatchPlan::Tag {
                        name: "kind",
                        values: &[("sql", DispatchPlan::Variant(0))],
                        absent: Some(&DispatchPlan::Properties(&[0, 1])),
                    })
                }
            }

            #[inline]
            fn payload(&self) -> crate::model::View<'_> {
                match self {
                    Self::Sql(value) => value.view(),
                    Self::Builder(value) => value.view(),
                    Self::Other(value) => crate::model::View::Other(value),
                }
            }

            #[inline]
            fn select(&mut self, arm: usize) -> &mut dyn Slot {
                *self = match arm {
                    0 => Self::Sql(Inner::fresh()),
                    1 => Self::Builder(Inner::fresh()),
                    _ => Self::Other(Value::Null),
                };
                match self {
                    Self::Sql(value) => value,
                    Self::Builder(value) => value,
                    Self::Other(value) => value,
                }
            }

            #[inline]
            fn set_other(&mut self, value: Value) {
                *self = Self::Other(value);
            }
        }

        impl From<Query> for Config {
            #[inline]
            fn from(value: Query) -> Self {
                Self::Sql(value)
            }
        }

        impl From<Builder> for Config {
            #[inline]
            fn from(value: Builder) -> Self {
                Self::Builder(value)
            }
        }

        impl_union!(Config);
        "#);
    }

    #[test]
    fn only_types_that_determine_the_variant_convert() {
        let plan = Plan::Kind { string: Some(0), object: None, array: Some(1) };
        let numbers = TypeRef::Array(Box::new(TypeRef::Integer));
        let arms = [("text", TEXT), ("list", numbers.clone()), ("also", numbers)];
        let text = file(&api(vec![union("Either", &arms, plan)], vec![]), "response/either.rs");
        assert!(
            text.contains("impl From<String> for Either")
                && text.contains("impl From<&str> for Either")
        );
        assert!(!text.contains("impl From<Vec<i64>>"), "{text}");
        assert!(
            text.contains(
                "string: Some(0),\n                object: None,\n                array: Some(1),"
            ),
            "{text}"
        );
        assert!(
            text.contains("/// Selected if the value is an array.\n    List(Vec<i64>),"),
            "{text}"
        );
        assert!(
            text.contains(
                "/// Only for requests: no response is decoded as this variant.\n    Also("
            ),
            "{text}"
        );
    }
}
