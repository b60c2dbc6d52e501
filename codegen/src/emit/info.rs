//! `OperationInfo`: the row of an operation in the table of operations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Content, Idempotency, Operation, Pagination};
use crate::name::{self, TypeName};

/// Returns the row of an operation.
pub(super) fn info(operation: &Operation) -> TokenStream {
    let Operation { id, path, group, permissions, beta, .. } = operation;
    let deprecated = operation.docs.deprecated;
    let method = http_method(&operation.method);
    let pagination = match operation.pagination {
        Pagination::None => quote!(Pagination::None),
        Pagination::Cursor => quote!(Pagination::Cursor),
        Pagination::Offset => quote!(Pagination::Offset),
    };
    let idempotency = match operation.idempotency {
        Idempotency::Safe => quote!(Idempotency::Safe),
        Idempotency::Idempotent => quote!(Idempotency::Idempotent),
        Idempotency::NotIdempotent => quote!(Idempotency::NotIdempotent),
    };
    let response = response(&operation.success.content);
    let handle = operation.resource.as_ref().map_or("Client", TypeName::as_str);
    let handle_method = operation.resource_method.as_str();
    quote! {
        OperationInfo {
            id: #id,
            method: #method,
            path: #path,
            handle: #handle,
            handle_method: #handle_method,
            group: #group,
            permissions: &[#(#permissions),*],
            beta: #beta,
            deprecated: #deprecated,
            pagination: #pagination,
            idempotency: #idempotency,
            response: #response,
        }
    }
}

/// Returns the eight methods that a path item of OpenAPI can have.
fn http_method(method: &str) -> TokenStream {
    const METHODS: [&str; 8] =
        ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
    let known = METHODS.into_iter().find(|known| *known == method).unwrap_or("GET");
    let ident = name::word(known);
    quote!(Method::#ident)
}

fn response(content: &Content) -> TokenStream {
    match content {
        Content::Empty => quote!(ResponseBody::Empty),
        Content::Result(_) => quote!(ResponseBody::Result),
        Content::Page { items_at: None, .. } => quote!(ResponseBody::Page { items_at: None }),
        Content::Page { items_at: Some(member), .. } => {
            quote!(ResponseBody::Page { items_at: Some(#member) })
        }
        Content::Body(_) => quote!(ResponseBody::Json),
        Content::Text => quote!(ResponseBody::Text),
        Content::Bytes => quote!(ResponseBody::Bytes),
    }
}
