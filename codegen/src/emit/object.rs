//! Structs: their fields, and the table by which the model core reads and writes them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, Side};
use super::{builder, limit, prose};
use crate::ir::{Additional, Field, Model, Object};

/// When a field of a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always, with a value.
    Required,
    /// Always, with a value or null.
    Nullable,
    /// When it is set.
    Optional,
    /// When it is set, to a value or to null.
    Patch,
}

impl Presence {
    pub(super) fn of(model: &Model, field: &Field) -> Self {
        match (field.required, field.nullable) {
            (true, false) => Self::Required,
            // In a PATCH, what is left out stays as it is, so nothing forces it to be sent.
            (true, true) if model.patch_only => Self::Patch,
            (true, true) => Self::Nullable,
            (false, false) => Self::Optional,
            (false, true) => Self::Patch,
        }
    }

    /// Whether a request cannot be without the field.
    pub(super) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

/// Whether a request has nothing that must be given or set, so that it can start out empty.
pub(super) fn starts_empty(model: &Model, object: &Object) -> bool {
    object
        .fields
        .iter()
        .all(|field| !Presence::of(model, field).is_required() && field.tag.is_none())
}

pub(super) fn items(
    scope: &mut Scope,
    model: &Model,
    object: &Object,
    side: Side,
) -> Vec<TokenStream> {
    let mut items = vec![definition(scope, model, object, side)];
    if side == Side::Request {
        items.push(builder::methods(scope, model, object));
    }
    items.push(table(scope, model, object, side));
    if side == Side::Request && !starts_empty(model, object) {
        items.push(builder::blank(model, object));
    }
    scope.core(&["impl_model"]);
    let name = model.name.ident();
    let direction = match side {
        Side::Request => quote!(Request),
        Side::Response => quote!(Response),
    };
    items.push(quote!(impl_model!(#name, #direction);));
    if side == Side::Request {
        scope.core(&["impl_request"]);
        items.push(quote!(impl_request!(#name);));
    }
    items
}

fn definition(scope: &mut Scope, model: &Model, object: &Object, side: Side) -> TokenStream {
    let docs = prose::model(scope.index, model, Some(side));
    let name = model.name.ident();
    let attributes = match side {
        Side::Response => quote!(#[derive(Clone, Default)]),
        Side::Request if starts_empty(model, object) => {
            quote!(#[derive(Clone, Default)] #[must_use])
        }
        Side::Request => quote!(#[derive(Clone)] #[must_use]),
    };
    let fields: Vec<_> =
        object.fields.iter().map(|field| member(scope, model, field, side)).collect();
    scope.core(&["Extra"]);
    let extra = prose::lines(&[extra_docs(&object.additional, side).to_owned()]);
    quote! {
        #docs
        #attributes
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #extra
            pub extra: Extra,
        }
    }
}

fn extra_docs(additional: &Additional, side: Side) -> &'static str {
    match (additional, side) {
        (Additional::Open(_), Side::Request) => {
            "Further members, which the document allows; sent as they are."
        }
        (Additional::Open(_), Side::Response) => {
            "Further members, which the document allows, and values that did not fit."
        }
        (_, Side::Request) => "Members that this version does not know; sent as they are.",
        (_, Side::Response) => {
            "Members that this version does not know, and values that did not fit."
        }
    }
}

fn member(scope: &mut Scope, model: &Model, field: &Field, side: Side) -> TokenStream {
    let docs = prose::field(scope.index, field, side);
    let name = field.name.ident();
    let value = value_type(scope, field, side);
    let ty = match (side, Presence::of(model, field)) {
        (Side::Request, Presence::Required) => value,
        (Side::Request, Presence::Patch) => {
            scope.core(&["Patch"]);
            quote!(Patch<#value>)
        }
        _ => quote!(Option<#value>),
    };
    quote!(#docs pub #name: #ty)
}

/// The type of the value of a field, when there is one.
pub(super) fn value_type(scope: &mut Scope, field: &Field, side: Side) -> TokenStream {
    let mut ty = scope.ty(&field.ty, side);
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    if field.secret {
        scope.core(&["Secret"]);
        ty = quote!(Secret<#ty>);
    }
    ty
}

/// The names of the fields, and the fields by their number.
fn table(scope: &mut Scope, model: &Model, object: &Object, side: Side) -> TokenStream {
    scope.core(&["Extra", "Model", "Shape", "Slot"]);
    if !object.fields.is_empty() {
        scope.core(&["Field"]);
    }
    let name = model.name.ident();
    let text = model.name.as_str();
    let rows: Vec<_> = object.fields.iter().map(|field| row(scope, model, field, side)).collect();
    let get = getter(object, &quote!(get), &quote!(&self), &quote!(&));
    let get_mut = getter(object, &quote!(get_mut), &quote!(&mut self), &quote!(&mut));
    quote! {
        impl Model for #name {
            fn shape(&self) -> &'static Shape {
                const SHAPE: Shape = Shape { name: #text, fields: &[#(#rows),*] };
                &SHAPE
            }
            #get
            #get_mut
            fn extra(&self) -> &Extra {
                &self.extra
            }
            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }
        }
    }
}

/// `Field::optional("x")`. Of a response, nothing is required.
fn row(scope: &mut Scope, model: &Model, field: &Field, side: Side) -> TokenStream {
    let wire = &field.wire;
    let required = side == Side::Request && Presence::of(model, field).is_required();
    let row =
        if required { quote!(Field::required(#wire)) } else { quote!(Field::optional(#wire)) };
    let row = if field.secret { quote!(#row.secret()) } else { row };
    let row = if is_plain(wire) { row } else { quote!(#row.escaped()) };
    if side == Side::Response {
        return row;
    }
    let limits = limit::list(&limit::of_field(scope.index, field));
    if limits.is_empty() {
        return row;
    }
    scope.core(&["Limit"]);
    quote!(#row.limits(&[#limits]))
}

/// Whether a name stands in JSON as it is, without escapes.
fn is_plain(wire: &str) -> bool {
    !wire.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
}

/// `get` or `get_mut`, which differ in the kind of reference only. The last field answers for
/// every number that is not one of a field, since nobody asks for one.
fn getter(
    object: &Object,
    method: &TokenStream,
    receiver: &TokenStream,
    by: &TokenStream,
) -> TokenStream {
    let (index, body) = match object.fields.as_slice() {
        [] => (quote!(_), quote!(#by *self.extra)),
        [field] => {
            let name = field.name.ident();
            (quote!(_), quote!(#by self.#name))
        }
        [fields @ .., last] => {
            let numbers = (0..fields.len()).map(Literal::usize_unsuffixed);
            let names = fields.iter().map(|field| field.name.ident());
            let last = last.name.ident();
            (
                quote!(index),
                quote!(match index { #(#numbers => #by self.#names,)* _ => #by self.#last }),
            )
        }
    };
    quote! {
        fn #method(#receiver, #index: usize) -> #by dyn Slot {
            #body
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{TEXT, api, docs, field, file, named, object};
    use crate::ir::{Docs, Field, Format, TypeRef};

    #[test]
    fn a_response_only_observes() {
        let fields = vec![
            Field { required: true, docs: docs("The name. <br> More."), ..field("name", TEXT) },
            Field { nullable: true, secret: true, ..field("keySecret", TEXT) },
            Field { boxed: true, ..field("type", named("Tree")) },
            field("seenAt", TypeRef::String(Format::DateTime)),
            field("parts", TypeRef::Array(Box::new(named("Part")))),
        ];
        let api = api(vec![object("Tree", fields), object("Part", vec![])], vec![]);
        assert_snapshot!(file(&api, "response/tree.rs"), @r#"
        // Source: #/components/schemas/Tree

        use crate::model::{DateTime, Extra, Field, Model, Secret, Shape, Slot, impl_model};
        use super::Part;

        /// A thing.
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct Tree {
            /// The name.
            ///
            /// More.
            pub name: Option<String>,
            /// `keySecret`: text, of which the document says no more.
            ///
            /// Secret: never printed by `Debug`.
            pub key_secret: Option<Secret<String>>,
            /// `type`: [`Tree`](crate::response::Tree). A thing.
            pub type_: Option<Box<Tree>>,
            /// `seenAt`: text, of which the document says no more.
            pub seen_at: Option<DateTime>,
            /// `parts`: a list of [`Part`](crate::response::Part). A thing.
            pub parts: Option<Vec<Part>>,
            /// Members that this version does not know, and values that did not fit.
            pub extra: Extra,
        }

        impl Model for Tree {
            #[inline]
            fn shape(&self) -> &'static Shape {
                const SHAPE: Shape = Shape {
                    name: "Tree",
                    fields: &[
                        Field::optional("name"),
                        Field::optional("keySecret").secret(),
                        Field::optional("type"),
                        Field::optional("seenAt"),
                        Field::optional("parts"),
                    ],
                };
                &SHAPE
            }

            #[inline]
            fn get(&self, index: usize) -> &dyn Slot {
                match index {
                    0 => &self.name,
                    1 => &self.key_secret,
                    2 => &self.type_,
                    3 => &self.seen_at,
                    _ => &self.parts,
                }
            }

            #[inline]
            fn get_mut(&mut self, index: usize) -> &mut dyn Slot {
                match index {
                    0 => &mut self.name,
                    1 => &mut self.key_secret,
                    2 => &mut self.type_,
                    3 => &mut self.seen_at,
                    _ => &mut self.parts,
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

        impl_model!(Tree, Response);
        "#);
    }

    #[test]
    fn structs_with_one_field_and_with_none_need_no_match() {
        let one = object("One", vec![field("x", TypeRef::Boolean)]);
        let api = api(vec![one, object("None", vec![])], vec![]);
        let text = file(&api, "response/one.rs");
        assert!(
            text.contains("fn get(&self, _: usize) -> &dyn Slot {\n        &self.x\n"),
            "{text}"
        );
        let text = file(&api, "response/none.rs");
        assert!(text.contains(
            "fn get_mut(&mut self, _: usize) -> &mut dyn Slot {\n        &mut *self.extra\n"
        ));
        assert!(!text.contains("Field"), "{text}");
    }

    #[test]
    fn types_read_as_people_write_them() {
        let any = TypeRef::Any("no shape");
        let types = [
            ("a", TypeRef::Integer, "i64"),
            ("b", TypeRef::Number, "f64"),
            ("c", TypeRef::IntegerOrText, "IntegerOrText"),
            ("d", TypeRef::NumberOrText, "NumberOrText"),
            ("e", any.clone(), "Value"),
            ("f", TypeRef::Map(Box::new(any)), "Map<String, Value>"),
            ("g", TypeRef::Map(Box::new(TEXT)), "BTreeMap<String, String>"),
            ("h", TypeRef::String(Format::Date), "Date"),
            ("i", TypeRef::String(Format::Uuid), "String"),
        ];
        let fields = types.iter().map(|(wire, ty, _)| field(wire, ty.clone())).collect();
        let text = file(&api(vec![object("All", fields)], vec![]), "response/all.rs");
        for (wire, _, rust) in types {
            assert!(text.contains(&format!("    pub {wire}: Option<{rust}>,\n")), "{rust}: {text}");
        }
        assert!(
            text.contains("use std::collections::BTreeMap;\n\nuse serde_json::{Map, Value};\n\n"),
            "{text}"
        );
    }

    #[test]
    fn deprecated_fields_say_what_to_use() {
        let old = Docs { deprecated: true, ..docs("DEPRECATED. Use `b` instead. It is better.") };
        let api = api(vec![object("A", vec![Field { docs: old, ..field("a", TEXT) }])], vec![]);
        let text = file(&api, "response/a.rs");
        let field = "    /// DEPRECATED. Use `b` instead. It is better.\n    #[deprecated(note = \"Use `b` instead.\")]\n    pub a:";
        assert!(text.contains(field), "{text}");
    }

    #[test]
    fn hostile_text_stays_a_comment_or_a_literal() {
        let evil = "*/ pub fn x() {}\n```\npanic!()\n```\n\"]\r\n#![feature(x)]\u{202e}\u{0} \n    indented";
        let wire = "a\"], &[x!()]); //\n\u{202e}";
        let mut model = object("A", vec![Field { docs: docs(evil), ..field(wire, TEXT) }]);
        model.docs = docs(evil);
        let text = file(&api(vec![model], vec![]), "response/a.rs");
        for line in text.lines().map(str::trim_start) {
            let mentions =
                ["x()", "panic", "feature(x)", "indented"].iter().any(|word| line.contains(word));
            assert!(!mentions || line.starts_with("///"), "{line}");
        }
        assert!(
            text.contains(r#"Field::optional("a\"], &[x!()]); //\n\u{202e}").escaped()"#),
            "{text}"
        );
        assert!(!text.contains('\u{202e}'), "{text}");
        assert_eq!(text.matches("```text").count() * 2, text.matches("```").count(), "{text}");
    }
}
