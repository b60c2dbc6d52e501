//! Structs: their fields, and the table by which the model core reads and writes them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::uses::Root;
use super::{builder, doc, limit};
use crate::describe;
use crate::name::TypeName;
use crate::surface::{Definition, Direction, Field, Struct};

/// Returns the items of a struct of a direction.
pub(super) fn items(
    scope: &mut Scope,
    definition: &Definition,
    found: &Struct,
    direction: Direction,
) -> Vec<TokenStream> {
    let name = definition.name().ident();
    let mut items = vec![struct_of(scope, definition, found, direction)];
    if let Some(builder) = &found.builder {
        items.push(builder::methods(scope, definition.name(), builder));
    }
    items.extend(additional(scope, definition.name(), found, direction));
    items.push(table(scope, definition.name(), found, direction));
    if found.builder.as_ref().is_some_and(|builder| !builder.starts_empty) {
        items.push(builder::blank(scope, definition.name(), found));
    }
    scope.core(&["impl_model"]);
    items.push(match direction {
        Direction::Request => quote!(impl_model!(#name, Request);),
        Direction::Response => quote!(impl_model!(#name, Response);),
    });
    if direction == Direction::Request {
        scope.core(&["impl_request"]);
        items.push(quote!(impl_request!(#name);));
    }
    items
}

fn struct_of(
    scope: &mut Scope,
    definition: &Definition,
    found: &Struct,
    direction: Direction,
) -> TokenStream {
    let docs = doc::outer(&scope.describe.definition(definition));
    let deprecated = doc::deprecated(scope.describe, &definition.model.docs);
    let name = definition.name().ident();
    let attributes = match &found.builder {
        None => quote!(#[derive(Clone, Default)]),
        Some(builder) if builder.starts_empty => quote!(#[derive(Clone, Default)] #[must_use]),
        Some(_) => quote!(#[derive(Clone)] #[must_use]),
    };
    let fields: Vec<_> =
        found.fields.iter().map(|field| field_of(scope, field, direction)).collect();
    scope.core(&["Extra"]);
    let extra = doc::outer(&describe::extra(found.object, direction));
    quote! {
        #docs
        #deprecated
        #attributes
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #extra
            pub extra: Extra,
        }
    }
}

/// Access to the additional properties as values of their type; they are in `extra` as they are.
fn additional(
    scope: &mut Scope,
    name: &TypeName,
    found: &Struct,
    direction: Direction,
) -> Option<TokenStream> {
    let declared = found.additional.as_ref()?;
    let (name, ty) = (name.ident(), scope.ty(declared));
    let setter = (direction == Direction::Request).then(|| {
        let value = declared.clone().into();
        let value = scope.ty(&value);
        scope.core(&["to_value"]);
        quote! {
            /// Sets an additional property.
            pub fn additional_property(mut self, name: impl Into<String>, value: #value) -> Self {
                let value: #ty = value.into();
                self.extra.insert(name.into(), to_value(value.view()));
                self
            }
        }
    });
    scope.core(&["additional"]);
    scope.uses_of(Root::Collections, &["BTreeMap"]);
    Some(quote! {
        impl #name {
            /// Returns the additional properties that have the expected type.
            /// [`extra`](field@Self::extra) contains all of them, including those of an unexpected
            /// type.
            #[inline]
            #[must_use]
            pub fn additional_properties(&self) -> BTreeMap<String, #ty> {
                additional(self)
            }
            #setter
        }
    })
}

fn field_of(scope: &mut Scope, field: &Field, direction: Direction) -> TokenStream {
    let docs = doc::outer(&scope.describe.field(field, direction));
    let deprecated = doc::deprecated(scope.describe, &field.declared.docs);
    let (name, ty) = (field.declared.name.ident(), scope.ty(&field.ty));
    quote!(#docs #deprecated pub #name: #ty)
}

/// Returns the names of the fields, and the fields by their number.
fn table(scope: &mut Scope, name: &TypeName, found: &Struct, direction: Direction) -> TokenStream {
    scope.core(&["Extra", "Model", "Shape", "Slot"]);
    if !found.fields.is_empty() {
        scope.core(&["Field"]);
    }
    let text = name.as_str();
    let name = name.ident();
    let rows: Vec<_> = found.fields.iter().map(|field| row(scope, field, direction)).collect();
    let get = getter(&found.fields, &quote!(get), &quote!(&self), &quote!(&));
    let get_mut = getter(&found.fields, &quote!(get_mut), &quote!(&mut self), &quote!(&mut));
    quote! {
        impl Model for #name {
            #[inline]
            fn shape(&self) -> &'static Shape {
                const { &Shape { name: #text, fields: &[#(#rows),*] } }
            }
            #get
            #get_mut
            #[inline]
            fn extra(&self) -> &Extra {
                &self.extra
            }
            #[inline]
            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }
        }
    }
}

/// `Field::optional("x")`. Of a response, nothing is required.
fn row(scope: &mut Scope, field: &Field, direction: Direction) -> TokenStream {
    let wire = &field.declared.wire;
    let required = direction == Direction::Request && field.presence.is_required();
    let row =
        if required { quote!(Field::required(#wire)) } else { quote!(Field::optional(#wire)) };
    let row = if field.declared.secret { quote!(#row.secret()) } else { row };
    let row = if is_plain(wire) { row } else { quote!(#row.escaped()) };
    let name = &field.declared.name;
    let row = if name.follows_from(wire) {
        row
    } else {
        let name = name.as_str();
        quote!(#row.named(#name))
    };
    if direction == Direction::Response {
        return if field.declared.docs.read_only { quote!(#row.read_only()) } else { row };
    }
    let limits = limit::list(&limit::of_field(&scope.surface.schemas, field.declared));
    if limits.is_empty() {
        return row;
    }
    scope.core(&["Limit"]);
    quote!(#row.limits(&[#limits]))
}

/// Whether a name is written in JSON without escapes.
fn is_plain(wire: &str) -> bool {
    !wire.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
}

/// `get` or `get_mut`, which differ in the kind of reference only. The last field is returned for
/// every index out of range, which is never used.
fn getter(
    fields: &[Field],
    method: &TokenStream,
    receiver: &TokenStream,
    by: &TokenStream,
) -> TokenStream {
    let (index, body) = match fields {
        [] => (quote!(_), quote!(#by *self.extra)),
        [field] => {
            let name = field.declared.name.ident();
            (quote!(_), quote!(#by self.#name))
        }
        [fields @ .., last] => {
            let numbers = (0..fields.len()).map(Literal::usize_unsuffixed);
            let names = fields.iter().map(|field| field.declared.name.ident());
            let last = last.declared.name.ident();
            (
                quote!(index),
                quote!(match index { #(#numbers => #by self.#names,)* _ => #by self.#last }),
            )
        }
    };
    quote! {
        #[inline]
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
    fn a_response_is_tolerant() {
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
            /// A string; the spec gives no description.
            ///
            /// Secret: `Debug` redacts it.
            pub key_secret: Option<Secret<String>>,
            /// [`Tree`](crate::response::Tree). A thing.
            pub type_: Option<Box<Tree>>,
            /// A string; the spec gives no description.
            pub seen_at: Option<DateTime>,
            /// An array of [`Part`](crate::response::Part). A thing.
            pub parts: Option<Vec<Part>>,
            /// Properties that this version of the crate does not define, and values of an unexpected type.
            pub extra: Extra,
        }

        impl Model for Tree {
            #[inline]
            fn shape(&self) -> &'static Shape {
                const {
                    &Shape {
                        name: "Tree",
                        fields: &[
                            Field::optional("name"),
                            Field::optional("keySecret").secret(),
                            Field::optional("type").named("type_"),
                            Field::optional("seenAt"),
                            Field::optional("parts"),
                        ],
                    }
                }
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
