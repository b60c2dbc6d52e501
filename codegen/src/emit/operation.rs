//! The files of operations: one for each group. An operation reads like a row of a table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate::Gate;
use super::index::Index;
use super::operation_docs::Types;
use super::scope::{Place, Scope, Side};
use super::uses::Root;
use super::{File, deprecation, info, modules, operation_docs, prose, query, wait};
use crate::docs::code;
use crate::ir::{Content, Group, Operation, Pagination, TypeRef};
use crate::name;

/// All files of operations.
pub(super) fn files<'a>(index: &'a Index<'a>) -> Vec<File> {
    let mut list = Vec::new();
    let mut files = Vec::new();
    for group in index.groups() {
        let module = name::module(group);
        let path = format!("{}/{module}.rs", modules::folder(Place::Operations));
        files.push(File { path, source: String::new(), items: items(index, group) });
        list.push((module, Gate::Any([group].into())));
    }
    let gate = Gate::Any(index.groups().collect());
    let mut scope = Scope::new(index, Place::Operations, "");
    scope.uses_of(Root::Runtime, &["OperationInfo"]);
    if index.group_count() > 0 {
        scope.enter(gate);
        scope.uses_of(Root::Runtime, &["Operation"]);
    }
    let uses = scope.uses(&Gate::Open);
    files.push(modules::list(Place::Operations, &list, &uses, &table(index)));
    files
}

/// `OPERATIONS`: the rows of all operations whose features are on.
fn table(index: &Index) -> TokenStream {
    let rows = index.api.operations.iter().map(|operation| {
        let cfg = Gate::Any([operation.group.as_str()].into()).cfg();
        let name = operation.name.ident();
        quote!(#cfg #name::INFO)
    });
    quote! {
        /// What is known of each operation, by id. An operation is here when its feature is on.
        pub static OPERATIONS: &[OperationInfo] = &[#(#rows),*];
    }
}

fn items<'a>(index: &'a Index<'a>, name: &'a str) -> TokenStream {
    let mut scope = Scope::new(index, Place::Operations, name);
    scope.uses_of(Root::Http, &["Method"]);
    let runtime =
        ["Answer", "Call", "Client", "Idempotency", "Operation", "OperationInfo", "Pagination"];
    scope.uses_of(Root::Runtime, &runtime);
    let operations = || index.api.operations.iter().filter(|operation| operation.group == name);
    let methods: Vec<_> = operations().map(|operation| method(&mut scope, operation)).collect();
    let rows: Vec<_> = operations().map(|operation| row(&mut scope, operation)).collect();
    let docs = group_docs(index.api.groups.iter().find(|group| group.name == name), name);
    let uses = scope.uses(&Gate::Open);
    quote! {
        #uses

        #docs
        impl Client {
            #(#methods)*
        }

        #(#rows)*
    }
}

fn group_docs(group: Option<&Group>, name: &str) -> TokenStream {
    let mut lines = group.map(|group| crate::docs::markdown(&group.summary)).unwrap_or_default();
    let feature = format!("With the feature {}.", code(name));
    prose::push_paragraph(&mut lines, vec![feature]);
    prose::lines(&lines)
}

/// The method of an operation on `Client`.
fn method<'a>(scope: &mut Scope<'a>, operation: &'a Operation) -> TokenStream {
    let (name, marker) = (operation.method_name.ident(), operation.name.ident());
    let mut arguments = Vec::new();
    let mut call = quote!(Call::new(self));
    for parameter in &operation.path_parameters {
        scope.uses_of(Root::Fmt, &["Display"]);
        let (argument, wire) = (parameter.name.ident(), &parameter.wire);
        arguments.push(quote!(#argument: impl Display));
        call = quote!(#call.path(#wire, #argument));
    }
    for parameter in operation.query_parameters.iter().filter(|parameter| parameter.required) {
        let (argument, longer) = query::argument(scope, parameter, &call);
        arguments.push(argument);
        call = longer;
    }
    let mut types = Types { body: None, output: gives(scope, &operation.success.content) };
    if let Some(body) = &operation.body {
        let ty = scope.ty(&body.ty, Side::Request);
        types.body = Some(link(&ty));
        arguments.push(quote!(body: &#ty));
        call = quote!(#call.json(body));
    }
    let docs = prose::lines(&operation_docs::method(operation, &types));
    let deprecated = deprecation::attribute(&operation.docs);
    quote! {
        #docs
        #deprecated
        pub fn #name(&self, #(#arguments),*) -> Call<#marker> {
            #call
        }
    }
}

/// What a call gives, in words.
fn gives(scope: &mut Scope, content: &Content) -> String {
    match content {
        Content::Empty => "nothing".to_owned(),
        Content::Result(TypeRef::Array(item)) | Content::Body(TypeRef::Array(item)) => {
            format!("a list of {}", link(&scope.ty(item, Side::Response)))
        }
        Content::Result(ty) | Content::Body(ty) => link(&scope.ty(ty, Side::Response)),
        Content::Page { item, .. } => {
            format!("a [`Page`] of {}", link(&scope.ty(item, Side::Response)))
        }
        Content::Text => "text".to_owned(),
    }
}

/// A type as people write it, without the spaces between tokens, and as a link.
fn link(ty: &TokenStream) -> String {
    let text = ty.to_string().replace(' ', "").replace(',', ", ");
    format!("[`{text}`]")
}

/// The marker of an operation, its row, its item if it pages, and its setters.
fn row<'a>(scope: &mut Scope<'a>, operation: &'a Operation) -> TokenStream {
    let name = operation.name.ident();
    let docs =
        format!("{}: see [`Client::{}`].", operation_docs::route(operation), operation.method_name);
    let docs = prose::lines(&prose::wrapped(&docs));
    let (output, item) = output(scope, &operation.success.content);
    let info = info::info(operation);
    let errors = errors(scope, operation);
    let paged = item.filter(|_| operation.pagination != Pagination::None).map(|item| {
        scope.uses_of(Root::Runtime, &["Paged"]);
        quote!(impl Paged for #name { type Item = #item; })
    });
    let setters = setters(scope, operation);
    let (wait, waited) = match &operation.wait {
        Some(wait) => {
            let rows = wait::rows(scope, operation, wait);
            (Some(rows.info), Some(rows.items))
        }
        None => (None, None),
    };
    quote! {
        #docs
        #[derive(Debug, Clone, Copy)]
        pub struct #name;

        impl Operation for #name {
            type Output = #output;
            const INFO: OperationInfo = #info;
            #wait
        }
        #paged
        #waited
        #errors
        #setters
    }
}

/// Which errors of an operation a type is the body of.
fn errors(scope: &mut Scope, operation: &Operation) -> TokenStream {
    let bodies = operation.errors.iter().filter_map(|error| match &error.body {
        Some(TypeRef::Named(name)) => Some((error.status, name)),
        _ => None,
    });
    let bodies = bodies.map(|(status, name)| {
        scope.uses_of(Root::Runtime, &["ErrorBody"]);
        let ty = scope.named(name, Side::Response);
        let (id, status) = (&operation.id, Literal::u16_unsuffixed(status));
        quote! {
            impl ErrorBody for #ty {
                const OPERATION: &'static str = #id;
                const STATUS: u16 = #status;
            }
        }
    });
    bodies.collect()
}

/// What a call gives, and the type of one item where it gives a page.
fn output(scope: &mut Scope, content: &Content) -> (TokenStream, Option<TokenStream>) {
    match content {
        Content::Empty => (quote!(()), None),
        Content::Result(ty) | Content::Body(ty) => (scope.ty(ty, Side::Response), None),
        Content::Page { item, .. } => {
            scope.uses_of(Root::Runtime, &["Page"]);
            let item = scope.ty(item, Side::Response);
            (quote!(Page<#item>), Some(item))
        }
        Content::Text => (quote!(String), None),
    }
}

/// `impl Call<X>`: a setter for each optional parameter.
fn setters<'a>(scope: &mut Scope<'a>, operation: &'a Operation) -> Option<TokenStream> {
    let optional = operation.query_parameters.iter().filter(|parameter| !parameter.required);
    let setters: Vec<_> = optional
        .map(|parameter| {
            let docs = prose::lines(&operation_docs::setter(parameter));
            let deprecated = deprecation::attribute(&parameter.docs);
            let name = parameter.name.ident();
            let (argument, value) = query::setter(scope, parameter);
            quote! {
                #docs
                #deprecated
                pub fn #name(self, #argument) -> Self {
                    #value
                }
            }
        })
        .collect();
    let marker = operation.name.ident();
    (!setters.is_empty()).then(|| quote!(impl Call<#marker> { #(#setters)* }))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{
        TEXT, api, body, docs, enumeration, file, named, object, operation, parameter,
    };
    use crate::ir::{Content, Docs, ErrorResponse, Format, Operation, Pagination, TypeRef};
    use crate::pointer::Pointer;

    #[test]
    fn an_operation_reads_like_a_row_of_a_table() {
        let page = Content::Page { item: named("Thing"), items_at: Some("things".to_owned()) };
        let list = Operation {
            docs: Docs { summary: Some("List things".to_owned()), ..docs("All of them.") },
            permissions: vec!["thing:view".to_owned()],
            beta: true,
            query_parameters: vec![
                parameter("from_date", TypeRef::String(Format::Date), true),
                parameter("limit", TypeRef::Integer, false),
                parameter("filter", TypeRef::Array(Box::new(TEXT)), false),
            ],
            body: Some(body("Thing")),
            errors: vec![ErrorResponse {
                at: Pointer::root(),
                status: 424,
                description: "The service must be *running*.".to_owned(),
                details: vec!["canWake".to_owned()],
                body: None,
            }],
            pagination: Pagination::Cursor,
            ..operation("thingList", "a", page)
        };
        let api = api(vec![object("Thing", vec![])], vec![list]);
        assert_snapshot!(file(&api, "operations/a.rs"), @r#"
        use std::fmt::Display;

        use http::Method;

        use crate::{request, response};
        use crate::model::Date;
        use crate::runtime::{
            Answer, Call, Client, Idempotency, Operation, OperationInfo, Page, Paged, Pagination,
        };

        /// Everything about a.
        ///
        /// With the feature `a`.
        impl Client {
            /// List things
            ///
            /// All of them.
            ///
            /// `GET /v1/a/{aId}` (`thingList`) gives a [`Page`] of [`response::Thing`].
            ///
            /// What stands beside the items is in the `extra` of the page.
            ///
            /// This operation carries the badge **Beta**.
            ///
            /// # Permissions
            ///
            /// - `thing:view`
            ///
            /// # Arguments
            ///
            /// - `a_id`: What it is.
            /// - `from_date`: What it is.
            /// - `body`: [`request::Thing`]
            ///
            /// The returned [`Call`] also takes `limit`, `filter`.
            ///
            /// # Errors
            ///
            /// - 424: The service must be *running*. Its body also holds `canWake`.
            pub fn thing_list(
                &self,
                a_id: impl Display,
                from_date: impl Into<Date>,
                body: &request::Thing,
            ) -> Call<ThingList> {
                Call::new(self)
                    .path("aId", a_id)
                    .set_query("from_date", from_date.into())
                    .json(body)
            }
        }

        /// `GET /v1/a/{aId}`: see [`Client::thing_list`].
        #[derive(Debug, Clone, Copy)]
        pub struct ThingList;

        impl Operation for ThingList {
            type Output = Page<response::Thing>;
            const INFO: OperationInfo = OperationInfo {
                id: "thingList",
                method: Method::GET,
                path: "/v1/a/{aId}",
                group: "a",
                permissions: &["thing:view"],
                beta: true,
                deprecated: false,
                pagination: Pagination::Cursor,
                idempotency: Idempotency::Safe,
                answer: Answer::Page {
                    items_at: Some("things"),
                },
            };
        }

        impl Paged for ThingList {
            type Item = response::Thing;
        }

        impl Call<ThingList> {
            /// What it is.
            pub fn limit(self, limit: i64) -> Self {
                self.set_query("limit", limit)
            }

            /// What it is.
            ///
            /// Each call adds one value.
            pub fn filter(self, filter: impl Into<String>) -> Self {
                self.query("filter", filter.into())
            }
        }
        "#);
    }

    #[test]
    fn arguments_take_what_a_person_has() {
        let parameters = vec![
            parameter("kind", named("Kind"), true),
            parameter("names", TypeRef::Array(Box::new(TEXT)), true),
            parameter("flag", TypeRef::String(Format::Boolean), false),
            parameter("at", TypeRef::String(Format::DateTime), false),
            parameter("type", named("Kind"), false),
        ];
        let get =
            Operation { query_parameters: parameters, ..operation("aGet", "a", Content::Text) };
        let text = file(&api(vec![enumeration("Kind", &["x"])], vec![get]), "operations/a.rs");
        for part in [
            "type Output = String;",
            "answer: Answer::Text,",
            "kind: impl Into<enums::Kind>,",
            "names: impl IntoIterator<Item = impl Into<String>>,",
            ".fold(",
            "|call, value| call.query(\"names\", value.into())",
            "pub fn flag(self, flag: bool) -> Self {\n        self.set_query(\"flag\", flag)\n",
            "pub fn at(self, at: impl Into<DateTime>) -> Self {\n        self.set_query(\"at\", at.into())\n",
            "pub fn type_(self, type_: impl Into<enums::Kind>) -> Self {",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn a_deprecated_operation_says_what_to_call() {
        let old = Docs { deprecated: true, ..docs("DEPRECATED. Use `b` instead. <br /> Text.") };
        let get = Operation { docs: old, ..operation("aGet", "a", Content::Empty) };
        let text = file(&api(vec![], vec![get]), "operations/a.rs");
        assert!(
            text.contains("    #[deprecated(note = \"Use `b` instead.\")]\n    pub fn a_get("),
            "{text}"
        );
        assert!(text.contains("deprecated: true,"), "{text}");
    }

    #[test]
    fn the_table_has_every_operation_behind_its_feature() {
        let api = api(vec![], vec![operation("aGet", "a", Content::Empty)]);
        assert_snapshot!(file(&api, "operations.rs"), @r#"
        //! A type for each operation, which names it where a value cannot, and the table
        //! [`OPERATIONS`].

        use crate::runtime::OperationInfo;
        #[cfg(any(feature = "a", feature = "b"))]
        use crate::runtime::Operation;

        #[cfg(feature = "a")]
        mod a;
        #[cfg(feature = "b")]
        mod b;

        #[cfg(feature = "a")]
        pub use self::a::*;
        #[cfg(feature = "b")]
        pub use self::b::*;

        /// What is known of each operation, by id. An operation is here when its feature is on.
        pub static OPERATIONS: &[OperationInfo] = &[
            #[cfg(feature = "a")]
            AGet::INFO,
            #[cfg(feature = "b")]
            BGet::INFO,
        ];
        "#);
    }
}
