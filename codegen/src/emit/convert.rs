//! Conversions from what was read to what is written.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Place, Scope};
use crate::ir::{Model, Shape, WriteBack};

/// `TryFrom<response::X> for request::X`, where both are types of their own, and from the answers
/// of another name that the body can be made from.
pub(super) fn items(scope: &mut Scope, model: &Model) -> Vec<TokenStream> {
    if !model.in_request || !matches!(model.shape, Shape::Object(_) | Shape::Union(_)) {
        return Vec::new();
    }
    let mut items: Vec<_> =
        model.write_backs.iter().map(|from| write_back(scope, model, from)).collect();
    if model.in_response {
        scope.core(&["MissingFields", "convert"]);
        let name = model.name.ident();
        let response = scope.qualified(Place::Response, &model.name);
        items.push(quote! {
            impl TryFrom<#response> for #name {
                type Error = MissingFields;

                fn try_from(value: #response) -> Result<Self, MissingFields> {
                    convert(&value)
                }
            }
        });
    }
    items
}

fn write_back(scope: &mut Scope, model: &Model, write_back: &WriteBack) -> TokenStream {
    scope.core(&["MissingFields", "convert_without"]);
    let name = model.name.ident();
    let response = scope.qualified(Place::Response, &write_back.from);
    let read_only = &write_back.read_only;
    quote! {
        /// To write back what was read; members that are only read are left out.
        impl TryFrom<#response> for #name {
            type Error = MissingFields;

            fn try_from(value: #response) -> Result<Self, MissingFields> {
                convert_without(&value, &[#(#read_only),*])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TEXT, api, field, file, named, object, union};
    use crate::ir::{Plan, Rule, WriteBack};
    use crate::name::TypeName;

    #[test]
    fn what_is_read_can_be_written_back() {
        let union = union("U", &[("a", named("A"))], Plan::Object(Rule::Arm(0)));
        let api = api(vec![union, object("A", vec![field("x", TEXT)])], vec![]);
        for (path, name) in [("request/u.rs", "U"), ("request/a.rs", "A")] {
            let text = file(&api, path);
            let head = format!("impl TryFrom<response::{name}> for {name} {{\n");
            assert!(text.contains(&head) && text.contains("        convert(&value)\n"), "{text}");
        }
        assert!(!file(&api, "response/a.rs").contains("TryFrom"));
    }

    #[test]
    fn an_answer_of_another_name_loses_what_only_it_declares() {
        let mut request = object("Put", vec![field("x", TEXT)]);
        request.in_response = false;
        let read_only = vec!["id".to_owned(), "createdAt".to_owned()];
        request.write_backs.push(WriteBack { from: TypeName::new("Got"), read_only });
        let api = api(vec![request, object("Got", vec![field("id", TEXT)])], vec![]);
        let text = file(&api, "request/put.rs");
        assert!(text.contains("impl TryFrom<response::Got> for Put {\n"), "{text}");
        assert!(text.contains("convert_without(&value, &[\"id\", \"createdAt\"])\n"), "{text}");
        assert!(!text.contains("response::Put"), "{text}");
    }
}
