//! Unions: an arm for each type, `Other` for the rest, and the plan that finds the arm.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::conditions::conditions;
use super::index::Index;
use super::prose;
use super::scope::{Scope, Side};
use crate::ir::{Arm, Format, Model, Plan, Rule, TypeRef, Union};

pub(super) fn items(
    scope: &mut Scope,
    model: &Model,
    union: &Union,
    side: Side,
) -> Vec<TokenStream> {
    scope.core(&["Blank", "Plan", "Slot", "Union", "impl_union"]);
    scope.value();
    let name = model.name.ident();
    let mut items = vec![definition(scope, model, union, side), behaviour(scope, model, union)];
    items.extend(froms(scope, model, union, side));
    items.push(quote!(impl_union!(#name);));
    if side == Side::Request {
        scope.core(&["impl_request"]);
        items.push(quote!(impl_request!(#name);));
    }
    items
}

fn definition(scope: &mut Scope, model: &Model, union: &Union, side: Side) -> TokenStream {
    let docs = prose::model(scope.index, model, Some(side));
    let name = model.name.ident();
    let conditions = conditions(union);
    let arms = union.arms.iter().zip(&conditions).map(|(arm, condition)| {
        let docs = prose::lines(&prose::wrapped(condition));
        let variant = arm.name.ident();
        let ty = scope.ty(&arm.ty, side);
        quote!(#docs #variant(#ty))
    });
    quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#arms,)*
            /// A value that is none of these, as it is.
            Other(Value),
        }
    }
}

/// What the model core asks of a union.
fn behaviour(scope: &mut Scope, model: &Model, union: &Union) -> TokenStream {
    let name = model.name.ident();
    let plan = plan(scope, &union.plan);
    let arms: Vec<_> = union.arms.iter().map(|arm| arm.name.ident()).collect();
    let numbers = (0..arms.len()).map(Literal::usize_unsuffixed);
    quote! {
        impl Union for #name {
            fn plan(&self) -> &'static Plan {
                const PLAN: Plan = #plan;
                &PLAN
            }
            fn arm(&self) -> &dyn Slot {
                match self {
                    #(Self::#arms(value) => value,)*
                    Self::Other(value) => value,
                }
            }
            fn select(&mut self, arm: usize) -> &mut dyn Slot {
                *self = match arm {
                    #(#numbers => Self::#arms(Blank::blank()),)*
                    _ => Self::Other(Value::Null),
                };
                match self {
                    #(Self::#arms(value) => value,)*
                    Self::Other(value) => value,
                }
            }
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
        Plan::Object(rule) => {
            scope.core(&["Rule"]);
            let rule = self::rule(rule);
            quote!(Plan::Object(#rule))
        }
    }
}

fn rule(rule: &Rule) -> TokenStream {
    match rule {
        Rule::Arm(arm) => {
            let arm = Literal::usize_unsuffixed(*arm);
            quote!(Rule::Arm(#arm))
        }
        Rule::Other => quote!(Rule::Other),
        Rule::Tag { name, values, absent } => {
            let values = values.iter().map(|(value, next)| {
                let next = self::rule(next);
                quote!((#value, #next))
            });
            let absent = self::rule(absent);
            quote!(Rule::Tag { name: #name, values: &[#(#values),*], absent: &#absent })
        }
        Rule::Keys(arms) => {
            let arms = arms.iter().map(|(keys, arm)| {
                let arm = Literal::usize_unsuffixed(*arm);
                quote!((&[#(#keys),*], #arm))
            });
            quote!(Rule::Keys(&[#(#arms),*]))
        }
    }
}

/// `From` for each payload whose type says which arm is meant.
fn froms(scope: &mut Scope, model: &Model, union: &Union, side: Side) -> Vec<TokenStream> {
    let name = model.name.ident();
    let payloads: Vec<String> =
        union.arms.iter().map(|arm| identity(scope.index, &arm.ty)).collect();
    let mut seen = BTreeSet::from([model.name.to_string()]);
    let twice: BTreeSet<&String> =
        payloads.iter().filter(|payload| !seen.insert((*payload).clone())).collect();
    let mut items = Vec::new();
    for (arm, payload) in union.arms.iter().zip(&payloads) {
        if twice.contains(payload) {
            continue;
        }
        let variant = arm.name.ident();
        let ty = scope.ty(&arm.ty, side);
        items.push(quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        });
        if is_text(scope.index, arm) {
            items.push(quote! {
                impl From<&str> for #name {
                    fn from(value: &str) -> Self {
                        Self::#variant(value.to_owned())
                    }
                }
            });
        }
    }
    items
}

fn is_text(index: &Index, arm: &Arm) -> bool {
    match index.resolve(&arm.ty) {
        TypeRef::String(format) => !matches!(format, Format::Date | Format::DateTime),
        _ => false,
    }
}

/// The same text for types that are one type in Rust.
fn identity(index: &Index, ty: &TypeRef) -> String {
    match index.resolve(ty) {
        TypeRef::String(Format::DateTime) => "DateTime".to_owned(),
        TypeRef::String(Format::Date) => "Date".to_owned(),
        TypeRef::String(_) => "String".to_owned(),
        TypeRef::Any(_) => "Value".to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", identity(index, item)),
        TypeRef::Map(item) => format!("Map<{}>", identity(index, item)),
        TypeRef::Named(name) => index.canonical(name).to_string(),
        plain => format!("{plain:?}"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{TEXT, api, file, named, object, union};
    use crate::ir::{Plan, Rule, TypeRef};

    #[test]
    fn a_union_finds_its_arm_by_its_plan() {
        let inner = Rule::Keys(vec![(vec!["a".to_owned(), "b".to_owned()], 1)]);
        let plan = Plan::Object(Rule::Tag {
            name: "kind".to_owned(),
            values: vec![("sql".to_owned(), Rule::Arm(0)), ("x".to_owned(), Rule::Other)],
            absent: Box::new(inner),
        });
        let arms = [("sql", named("Query")), ("builder", named("Builder"))];
        let models =
            vec![union("Config", &arms, plan), object("Query", vec![]), object("Builder", vec![])];
        assert_snapshot!(file(&api(models, vec![]), "response/config.rs"), @r#"
        // Source: #/components/schemas/Config

        use serde_json::Value;

        use crate::model::{Blank, Plan, Rule, Slot, Union, impl_union};
        use super::{Builder, Query};

        /// A thing.
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum Config {
            /// When `kind` is `sql`.
            Sql(Query),
            /// When `kind` is absent and there is `a` or `b`.
            Builder(Builder),
            /// A value that is none of these, as it is.
            Other(Value),
        }

        impl Union for Config {
            #[inline]
            fn plan(&self) -> &'static Plan {
                const PLAN: Plan = Plan::Object(Rule::Tag {
                    name: "kind",
                    values: &[("sql", Rule::Arm(0)), ("x", Rule::Other)],
                    absent: &Rule::Keys(&[(&["a", "b"], 1)]),
                });
                &PLAN
            }

            #[inline]
            fn arm(&self) -> &dyn Slot {
                match self {
                    Self::Sql(value) => value,
                    Self::Builder(value) => value,
                    Self::Other(value) => value,
                }
            }

            #[inline]
            fn select(&mut self, arm: usize) -> &mut dyn Slot {
                *self = match arm {
                    0 => Self::Sql(Blank::blank()),
                    1 => Self::Builder(Blank::blank()),
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
    fn only_types_that_say_which_arm_is_meant_convert() {
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
                "string: Some(0),\n            object: None,\n            array: Some(1),"
            ),
            "{text}"
        );
        assert!(text.contains("/// When the value is a list.\n    List(Vec<i64>),"), "{text}");
        assert!(
            text.contains("/// Only ever sent: no answer says that it is this one.\n    Also("),
            "{text}"
        );
    }
}
