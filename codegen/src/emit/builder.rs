//! How requests are made: `new` with what is required, a setter for everything else.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::inline::inline;
use super::scope::Scope;
use super::value::convert;
use crate::describe;
use crate::name::TypeName;
use crate::surface::{Argument, Builder, Presence, Setter, Struct, Tag, TagValue};

/// `impl X { new, setters }`.
pub(super) fn methods(scope: &mut Scope, name: &TypeName, builder: &Builder) -> TokenStream {
    let name = name.ident();
    let new = new(scope, builder);
    let setters: Vec<_> = builder.setters.iter().map(|setter| setters(scope, setter)).collect();
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

fn new(scope: &mut Scope, builder: &Builder) -> TokenStream {
    scope.core(&["Blank"]);
    let docs = doc::outer(&describe::new_method(builder));
    if builder.starts_empty {
        return quote! {
            #docs
            #[inline]
            pub fn new() -> Self {
                Self::blank()
            }
        };
    }
    // In the order of the fields, whatever the order of the arguments.
    let mut values = BTreeMap::new();
    for tag in &builder.tags {
        let (name, value) = (tag.field.name.ident(), tag_value(scope, tag));
        values.insert(&tag.field.wire, quote!(#name: #value));
    }
    let mut arguments = Vec::new();
    for argument in &builder.arguments {
        let (name, ty) = (argument.field.name.ident(), scope.ty(&argument.ty));
        arguments.push(quote!(#name: #ty));
        let given = value(argument, &quote!(#name));
        let value = match argument.presence {
            Presence::Required | Presence::Nullable if argument.is_value() => given,
            Presence::Required | Presence::Nullable => quote!(#name: #given),
            Presence::Optional => quote!(#name: Some(#given)),
            Presence::Patch => quote!(#name: Patch::Value(#given)),
        };
        values.insert(&argument.field.wire, value);
    }
    let inline = inline(builder.arguments.iter().map(|argument| &argument.ty));
    let values = values.values();
    quote! {
        #docs
        #inline
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* ..Self::blank() }
        }
    }
}

/// Returns the value of a field, from its argument.
fn value(argument: &Argument, name: &TokenStream) -> TokenStream {
    let mut value = convert(argument.conversion, name);
    if argument.boxed {
        value = quote!(Box::new(#value));
    }
    if argument.secret {
        value = quote!(Secret::from(#value));
    }
    value
}

/// Returns the one value of a field that says which kind of value it is.
fn tag_value(scope: &mut Scope, tag: &Tag) -> TokenStream {
    let value = match &tag.value {
        TagValue::Variant(ty, variant) => {
            let (path, variant) = (scope.ty(ty), variant.ident());
            quote!(#path::#variant)
        }
        TagValue::Text(text) => quote!(#text.into()),
    };
    match tag.presence {
        Presence::Required => value,
        Presence::Nullable | Presence::Optional => quote!(Some(#value)),
        Presence::Patch => quote!(Patch::Value(#value)),
    }
}

fn setters(scope: &mut Scope, setter: &Setter) -> TokenStream {
    let argument = &setter.argument;
    let name = argument.field.name.ident();
    let docs = doc::outer(&describe::setter(argument));
    let deprecated = doc::deprecated(scope.describe, &argument.field.docs);
    let (ty, inline) = (scope.ty(&argument.ty), inline([&argument.ty]));
    let value = value(argument, &quote!(value));
    let set = match &setter.null {
        Some(_) => quote!(Patch::Value(#value)),
        None => quote!(Some(#value)),
    };
    // Null is a value of its own: not the same as an absent field.
    let null = setter.null.as_ref().map(|method| {
        let (docs, method) = (doc::outer(&describe::null_setter(argument)), method.ident());
        quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #method(mut self) -> Self {
                self.#name = Patch::Null;
                self
            }
        }
    });
    quote! {
        #docs
        #deprecated
        #inline
        pub fn #name(mut self, value: #ty) -> Self {
            self.#name = #set;
            self
        }
        #null
    }
}

/// Returns what to decode into, where a value of the type cannot be without its fields. The field
/// that says which kind of value it is stays empty too: an absent field must stay absent.
pub(super) fn blank(scope: &mut Scope, name: &TypeName, found: &Struct) -> TokenStream {
    if !found.fields.is_empty() {
        scope.core(&["Inner"]);
    }
    let name = name.ident();
    let fields = found.fields.iter().map(|field| {
        let name = field.declared.name.ident();
        quote!(#name: Inner::fresh())
    });
    quote! {
        impl Blank for #name {
            #[inline]
            fn blank() -> Self {
                Self { #(#fields,)* extra: Extra::default() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{TEXT, api, enumeration, field, file, named, object};
    use crate::ir::{Field, TypeRef};

    fn request(name: &str, fields: Vec<Field>) -> String {
        let mut model = object(name, fields);
        model.in_response = false;
        let models = vec![model, enumeration("Kind", &["sql", "log"])];
        file(&api(models, vec![]), &format!("request/{}.rs", name.to_lowercase()))
    }

    #[test]
    #[allow(clippy::too_many_lines, reason = "most of it is the expected text")]
    fn required_fields_of_a_request_are_arguments() {
        let fields = vec![
            Field { required: true, ..field("name", TEXT) },
            Field { required: true, nullable: true, ..field("owner", TEXT) },
            Field { required: true, tag: Some("sql".to_owned()), ..field("type", named("Kind")) },
            Field { nullable: true, secret: true, ..field("password", TEXT) },
            Field { boxed: true, ..field("next", named("Query")) },
        ];
        assert_snapshot!(request("Query", fields), @r#"
        // Source: #/components/schemas/Query

        use crate::enums;
        use crate::model::{
            Blank, Extra, Field, Inner, Model, Patch, Secret, Shape, Slot, impl_model,
            impl_request,
        };

        /// A thing.
        #[derive(Clone)]
        #[must_use]
        #[non_exhaustive]
        pub struct Query {
            /// A string; the spec gives no description.
            pub name: String,
            /// A string; the spec gives no description.
            pub owner: Option<String>,
            /// [`Kind`](crate::enums::Kind). A thing.
            pub type_: enums::Kind,
            /// A string; the spec gives no description.
            ///
            /// Secret: `Debug` redacts it.
            pub password: Patch<Secret<String>>,
            /// [`Query`](crate::request::Query). A thing.
            pub next: Option<Box<Query>>,
            /// Properties that this version of the crate does not define; sent unchanged.
            pub extra: Extra,
        }

        impl Query {
            /// Creates a value with its required fields.
            pub fn new(name: impl Into<String>, owner: Option<String>) -> Self {
                Self {
                    name: name.into(),
                    owner,
                    type_: enums::Kind::Sql,
                    ..Self::blank()
                }
            }

            /// Sets [`password`](field@Self::password).
            pub fn password(mut self, value: impl Into<Secret<String>>) -> Self {
                self.password = Patch::Value(value.into());
                self
            }

            /// Sets [`password`](field@Self::password) to null.
            #[inline]
            pub fn password_null(mut self) -> Self {
                self.password = Patch::Null;
                self
            }

            /// Sets [`next`](field@Self::next).
            pub fn next(mut self, value: impl Into<Query>) -> Self {
                self.next = Some(Box::new(value.into()));
                self
            }
        }

        impl Model for Query {
            #[inline]
            fn shape(&self) -> &'static Shape {
                const {
                    &Shape {
                        name: "Query",
                        fields: &[
                            Field::required("name"),
                            Field::required("owner"),
                            Field::required("type").named("type_"),
                            Field::optional("password").secret(),
                            Field::optional("next"),
                        ],
                    }
                }
            }

            #[inline]
            fn get(&self, index: usize) -> &dyn Slot {
                match index {
                    0 => &self.name,
                    1 => &self.owner,
                    2 => &self.type_,
                    3 => &self.password,
                    _ => &self.next,
                }
            }

            #[inline]
            fn get_mut(&mut self, index: usize) -> &mut dyn Slot {
                match index {
                    0 => &mut self.name,
                    1 => &mut self.owner,
                    2 => &mut self.type_,
                    3 => &mut self.password,
                    _ => &mut self.next,
                }
            }

            #[inline]
            fn extra(&self) -> &Extra {
                &self.extra
            }

            #[inline]
            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }
        }

        impl Blank for Query {
            #[inline]
            fn blank() -> Self {
                Self {
                    name: Inner::fresh(),
                    owner: Inner::fresh(),
                    type_: Inner::fresh(),
                    password: Inner::fresh(),
                    next: Inner::fresh(),
                    extra: Extra::default(),
                }
            }
        }

        impl_model!(Query, Request);

        impl_request!(Query);
        "#);
    }

    #[test]
    fn arguments_without_a_lossless_conversion_take_only_their_type() {
        let types = [("a", TypeRef::Integer), ("b", TypeRef::Number), ("c", TypeRef::Boolean)];
        let fields = types.map(|(wire, ty)| Field { required: true, ..field(wire, ty) });
        let text = request("A", fields.into());
        assert!(
            text.contains("pub fn new(a: i64, b: impl Into<f64>, c: bool) -> Self {"),
            "{text}"
        );
        assert!(text.contains("b: b.into(),"), "{text}");
    }

    #[test]
    fn a_request_without_required_fields_starts_empty() {
        let text = request("A", vec![field("where", TypeRef::Map(Box::new(TEXT)))]);
        assert!(text.contains("#[derive(Clone, Default)]\n#[must_use]\n"), "{text}");
        assert!(text.contains("pub fn new() -> Self {\n        Self::blank()\n"), "{text}");
        assert!(
            text.contains(
                "value: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>"
            ),
            "{text}"
        );
        assert!(!text.contains("impl Blank"), "{text}");
    }

    #[test]
    fn an_optional_tag_is_set_by_new_and_absent_in_a_blank() {
        let text =
            request("A", vec![Field { tag: Some("other".to_owned()), ..field("kind", TEXT) }]);
        assert!(text.contains("kind: Some(\"other\".into()),"), "{text}");
        assert!(text.contains("kind: Inner::fresh(),"), "{text}");
        assert!(!text.contains("Default)]") && !text.contains("pub fn kind"), "{text}");
    }

    #[test]
    fn in_a_patch_nothing_that_may_be_null_is_required() {
        let mut model =
            object("A", vec![Field { required: true, nullable: true, ..field("host", TEXT) }]);
        model.patch_only = true;
        let text = file(&api(vec![model], vec![]), "request/a.rs");
        assert!(text.contains("pub host: Patch<String>,"), "{text}");
        assert!(
            text.contains("pub fn host_null(mut self) -> Self {\n        self.host = Patch::Null;"),
            "{text}"
        );
        assert!(text.contains("Field::optional(\"host\")"), "{text}");
    }
}
