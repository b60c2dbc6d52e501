//! Conversions of responses to requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::scope::Scope;
use crate::describe;
use crate::surface::{Definition, Module};

/// `TryFrom<response::X>` for each response that a request converts from.
pub(super) fn items(scope: &mut Scope, definition: &Definition) -> Vec<TokenStream> {
    let name = definition.name().ident();
    let mut items = Vec::new();
    for write_back in &definition.write_backs {
        let response = scope.named(Module::Response, write_back.from);
        let convert = match write_back.read_only {
            None => {
                scope.core(&["MissingFields", "convert"]);
                quote!(convert(&value))
            }
            Some(read_only) => {
                scope.core(&["MissingFields", "convert_without"]);
                quote!(convert_without(&value, &[#(#read_only),*]))
            }
        };
        let docs = doc::outer(&describe::conversion(write_back));
        items.push(quote! {
            #docs
            impl TryFrom<#response> for #name {
                type Error = MissingFields;

                #[inline]
                fn try_from(value: #response) -> Result<Self, MissingFields> {
                    #convert
                }
            }
        });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TEXT, api, field, file, named, object, union};
    use crate::ir::{DispatchPlan, Field, Plan, WriteBack};
    use crate::name::TypeName;

    #[test]
    fn a_response_can_be_written_back() {
        let union = union("U", &[("a", named("A"))], Plan::Object(DispatchPlan::Variant(0)));
        let api = api(vec![union, object("A", vec![field("x", TEXT)])], vec![]);
        for (path, name) in [("request/u.rs", "U"), ("request/a.rs", "A")] {
            let text = file(&api, path);
            let head = format!("impl TryFrom<response::{name}> for {name} {{\n");
            assert!(text.contains(&head) && text.contains("        convert(&value)\n"), "{text}");
        }
        assert!(!file(&api, "response/a.rs").contains("TryFrom"));
    }

    #[test]
    fn only_a_conversion_to_a_type_with_required_fields_fails() {
        let part = object("Part", vec![Field { required: true, ..field("x", TEXT) }]);
        let whole = object("Whole", vec![field("part", named("Part"))]);
        let api = api(vec![part, whole, object("Free", vec![field("x", TEXT)])], vec![]);
        for (path, fails) in [("part", true), ("whole", true), ("free", false)] {
            let text = file(&api, &format!("request/{path}.rs"));
            assert_eq!(text.contains("Fails if a required field is absent."), fails, "{text}");
            assert_eq!(text.contains("Does not fail"), !fails, "{text}");
        }
    }

    #[test]
    fn converting_a_response_of_another_name_drops_what_only_it_declares() {
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
