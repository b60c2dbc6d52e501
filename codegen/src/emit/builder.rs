//! How requests are made: `new` with what is required, a setter for everything else.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::argument::argument;
use super::object::{Presence, starts_empty, value_type};
use super::scope::{Scope, Side};
use super::{deprecation, prose};
use crate::ir::{Field, Model, Object, TypeRef};
use crate::name::FieldName;

/// `impl X { new, setters }`.
pub(super) fn methods(scope: &mut Scope, model: &Model, object: &Object) -> TokenStream {
    let name = model.name.ident();
    let new = new(scope, model, object);
    let setters: Vec<_> = settable(model, object)
        .map(|field| setters(scope, field, Presence::of(model, field)))
        .collect();
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

/// The fields that `new` takes, in the order of its arguments.
pub(super) fn arguments<'a>(
    model: &Model,
    object: &'a Object,
) -> impl Iterator<Item = &'a Field> + use<'a> {
    let is_argument =
        |field: &&Field| field.tag.is_none() && Presence::of(model, field).is_required();
    let mut fields: Vec<_> = object.fields.iter().filter(is_argument).collect();
    let order: BTreeMap<&String, usize> =
        object.required.iter().enumerate().map(|(place, wire)| (wire, place)).collect();
    fields.sort_by_key(|field| order.get(&field.wire));
    fields.into_iter()
}

/// The fields that have a setter.
pub(super) fn settable<'a>(
    model: &'a Model,
    object: &'a Object,
) -> impl Iterator<Item = &'a Field> {
    let is_settable =
        |field: &&Field| field.tag.is_none() && !Presence::of(model, field).is_required();
    object.fields.iter().filter(is_settable)
}

fn new(scope: &mut Scope, model: &Model, object: &Object) -> TokenStream {
    scope.core(&["Blank"]);
    if starts_empty(model, object) {
        return quote! {
            /// Nothing is set yet.
            pub fn new() -> Self {
                Self::blank()
            }
        };
    }
    let mut arguments = Vec::new();
    // In the order of the fields, whatever the order of the arguments.
    let mut values = BTreeMap::new();
    for field in &object.fields {
        if let Some(tag) = &field.tag {
            let value = tag_value(scope, field, Presence::of(model, field), tag);
            let name = field.name.ident();
            values.insert(&field.wire, quote!(#name: #value));
        }
    }
    for field in self::arguments(model, object) {
        let name = field.name.ident();
        if Presence::of(model, field) == Presence::Nullable {
            let ty = value_type(scope, field, Side::Request);
            arguments.push(quote!(#name: Option<#ty>));
            values.insert(&field.wire, quote!(#name));
        } else {
            let made = argument(scope, field, &name);
            let ty = made.ty;
            arguments.push(quote!(#name: #ty));
            let value = made.value.map_or_else(|| quote!(#name), |value| quote!(#name: #value));
            values.insert(&field.wire, value);
        }
    }
    let docs = if arguments.is_empty() {
        "Nothing is set yet but the member that says which kind of value this is."
    } else {
        "Takes what is required."
    };
    let docs = prose::lines(&[docs.to_owned()]);
    let values = values.values();
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* ..Self::blank() }
        }
    }
}

/// The one value of a field that says which kind of value it is.
fn tag_value(scope: &mut Scope, field: &Field, presence: Presence, tag: &str) -> TokenStream {
    let value = match &field.ty {
        TypeRef::Named(name) => {
            let path = scope.ty(&field.ty, Side::Request);
            let known = scope.index.enumeration(name).and_then(|found| {
                found.values.iter().find(|value| value.wire == tag).map(|value| value.name.ident())
            });
            known.map_or_else(|| quote!(#tag.into()), |variant| quote!(#path::#variant))
        }
        _ => quote!(#tag.into()),
    };
    match presence {
        Presence::Required => value,
        Presence::Nullable | Presence::Optional => quote!(Some(#value)),
        Presence::Patch => quote!(Patch::Value(#value)),
    }
}

fn setters(scope: &mut Scope, field: &Field, presence: Presence) -> TokenStream {
    let name = field.name.ident();
    let deprecated = deprecation::attribute(&field.docs);
    let value = Ident::new("value", Span::call_site());
    let made = argument(scope, field, &value);
    let (ty, value) = (made.ty, made.value.unwrap_or_else(|| quote!(value)));
    let text = field.name.as_str();
    let docs = prose::lines(&[format!("Sets [`{text}`](field@Self::{text}).")]);
    let set = if presence == Presence::Patch {
        quote!(Patch::Value(#value))
    } else {
        quote!(Some(#value))
    };
    let null = (presence == Presence::Patch).then(|| null_setter(field, &deprecated));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, value: #ty) -> Self {
            self.#name = #set;
            self
        }
        #null
    }
}

/// Null is a value of its own: not the same as leaving the field out.
fn null_setter(field: &Field, deprecated: &TokenStream) -> TokenStream {
    let name = field.name.ident();
    let method = null_name(&field.name);
    let text = field.name.as_str();
    let docs = prose::lines(&[format!("Sets [`{text}`](field@Self::{text}) to null.")]);
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self) -> Self {
            self.#name = Patch::Null;
            self
        }
    }
}

/// `expire_at_null`.
fn null_name(name: &FieldName) -> Ident {
    Ident::new(&format!("{}_null", name.as_str().trim_end_matches('_')), Span::call_site())
}

/// What to decode into, where a value of the type cannot be without its fields. The field that
/// says which kind of value it is stays empty too: what was not there must not come back.
pub(super) fn blank(model: &Model, object: &Object) -> TokenStream {
    let name = model.name.ident();
    let fields = object.fields.iter().map(|field| {
        let name = field.name.ident();
        // Everything around a value is empty by itself, except for a box.
        let boxed =
            field.boxed && !field.secret && Presence::of(model, field) == Presence::Required;
        let blank = if boxed { quote!(Box::new(Blank::blank())) } else { quote!(Blank::blank()) };
        quote!(#name: #blank)
    });
    quote! {
        impl Blank for #name {
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
    fn a_request_promises() {
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
            Blank, Extra, Field, Model, Patch, Secret, Shape, Slot, impl_model, impl_request,
        };

        /// A thing.
        #[derive(Clone)]
        #[must_use]
        #[non_exhaustive]
        pub struct Query {
            /// `name`: text, of which the document says no more.
            pub name: String,
            /// `owner`: text, of which the document says no more.
            pub owner: Option<String>,
            /// `type`: [`Kind`](crate::enums::Kind). A thing.
            pub type_: enums::Kind,
            /// `password`: text, of which the document says no more.
            ///
            /// Secret: never printed by `Debug`.
            pub password: Patch<Secret<String>>,
            /// `next`: [`Query`](crate::request::Query). A thing.
            pub next: Option<Box<Query>>,
            /// Members that this version does not know; sent as they are.
            pub extra: Extra,
        }

        impl Query {
            /// Takes what is required.
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
                const SHAPE: Shape = Shape {
                    name: "Query",
                    fields: &[
                        Field::required("name"),
                        Field::required("owner"),
                        Field::required("type"),
                        Field::optional("password").secret(),
                        Field::optional("next"),
                    ],
                };
                &SHAPE
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
                    name: Blank::blank(),
                    owner: Blank::blank(),
                    type_: Blank::blank(),
                    password: Blank::blank(),
                    next: Blank::blank(),
                    extra: Extra::default(),
                }
            }
        }

        impl_model!(Query, Request);

        impl_request!(Query);
        "#);
    }

    #[test]
    fn arguments_without_a_lossless_conversion_are_plain() {
        let types = [("a", TypeRef::Integer), ("b", TypeRef::Number), ("c", TypeRef::Boolean)];
        let fields = types.map(|(wire, ty)| Field { required: true, ..field(wire, ty) });
        let text = request("A", fields.into());
        assert!(text.contains("pub fn new(a: i64, b: f64, c: bool) -> Self {"), "{text}");
        assert!(text.contains("Self { a, b, c, ..Self::blank() }"), "{text}");
    }

    #[test]
    fn what_requires_nothing_starts_empty() {
        let text = request("A", vec![field("where", TypeRef::Map(Box::new(TEXT)))]);
        assert!(text.contains("#[derive(Clone, Default)]\n#[must_use]\n"), "{text}");
        assert!(text.contains("pub fn new() -> Self {\n        Self::blank()\n"), "{text}");
        assert!(
            text.contains("pub fn where_(mut self, value: BTreeMap<String, String>) -> Self {"),
            "{text}"
        );
        assert!(!text.contains("impl Blank"), "{text}");
    }

    #[test]
    fn an_optional_tag_is_set_by_new_and_absent_in_a_blank() {
        let text =
            request("A", vec![Field { tag: Some("other".to_owned()), ..field("kind", TEXT) }]);
        assert!(text.contains("kind: Some(\"other\".into()),"), "{text}");
        assert!(text.contains("kind: Blank::blank(),"), "{text}");
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
