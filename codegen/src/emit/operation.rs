//! The files of operations: one for each group. An operation reads like a row of a table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate::Gate;
use super::index::Index;
use super::link::link;
use super::operation_docs::{Common, More};
use super::scope::{Place, Scope, Side};
use super::uses::Root;
use super::{File, deprecation, example, group, info, modules, operation_docs, prose, query, wait};
use crate::ir::{Content, Operation, Pagination, TypeRef};
use crate::media_type;
use crate::name;

/// All files of operations: for each group a page with its rows, and the methods below it.
pub(super) fn files<'a>(index: &'a Index<'a>, file: &mut impl FnMut(File)) {
    let common = Common::of(&index.api.operations);
    let mut list = Vec::new();
    for group in index.groups() {
        let module = name::module(group);
        let folder = format!("{}/{module}", modules::folder(Place::Operations));
        let rows = rows(index, group);
        file(File { path: format!("{folder}.rs"), source: String::new(), items: rows });
        let items = methods(index, group, &common);
        file(File { path: format!("{folder}/methods.rs"), source: String::new(), items });
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
    let docs = prose::inner(&group::overview(index, &common));
    file(modules::groups(&docs, &list, &uses, &table(index)));
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

/// The page of a group: its table, and a type with a row for each operation.
fn rows<'a>(index: &'a Index<'a>, name: &'a str) -> TokenStream {
    let mut scope = Scope::new(index, Place::Operations, name);
    scope.uses_of(Root::Http, &["Method"]);
    let runtime = ["Answer", "Idempotency", "Operation", "OperationInfo", "Pagination"];
    scope.uses_of(Root::Runtime, &runtime);
    let operations: Vec<_> = operations(index, name).collect();
    let docs = prose::inner(&group::page(index, name, &operations));
    let rows: Vec<_> = operations.iter().map(|operation| row(&mut scope, operation)).collect();
    let uses = scope.uses(&Gate::Open);
    quote! {
        #docs

        mod methods;

        #uses

        #(#rows)*
    }
}

/// The methods of a group.
fn methods<'a>(index: &'a Index<'a>, name: &'a str, common: &Common) -> TokenStream {
    let mut scope = Scope::new(index, Place::Operations, name);
    scope.uses_of(Root::Runtime, &["Call", "Client"]);
    let methods: Vec<_> = operations(index, name)
        .map(|operation| {
            scope.uses.add(Root::Super, operation.name.ident(), &Gate::Open, index.group_count());
            method(&mut scope, operation, common)
        })
        .collect();
    let docs = prose::lines(&group::heading(index, name));
    let uses = scope.uses(&Gate::Open);
    quote! {
        //! The methods of [`Client`] for the operations of this group.

        #uses

        #docs
        impl Client {
            #(#methods)*
        }
    }
}

/// The operations of a group.
fn operations<'a>(index: &Index<'a>, name: &'a str) -> impl Iterator<Item = &'a Operation> {
    index.api.operations.iter().filter(move |operation| operation.group == name)
}

/// The method of an operation on `Client`.
fn method<'a>(scope: &mut Scope<'a>, operation: &'a Operation, common: &Common) -> TokenStream {
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
    let output = gives(scope.index, &operation.success.content);
    let example = example::lines(scope.index, operation);
    let mut more = More { body: None, output, example, common };
    if let Some(body) = &operation.body {
        let ty = scope.ty(&body.ty, Side::Request);
        more.body = Some(link(scope.index, &body.ty, Side::Request, true));
        arguments.push(quote!(body: &#ty));
        let kind = &body.media_type;
        // JSON has no parameters that mean something.
        let plain = media_type::essence(kind) == media_type::JSON;
        call = if plain { quote!(#call.json(body)) } else { quote!(#call.json_as(#kind, body)) };
    }
    let docs = prose::lines(&operation_docs::method(operation, &more));
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
fn gives(index: &Index, content: &Content) -> String {
    let link = |ty: &TypeRef| link(index, ty, Side::Response, true);
    match content {
        Content::Empty => "nothing".to_owned(),
        Content::Result(ty) | Content::Body(ty) => link(ty),
        Content::Page { item, .. } => format!("a [`Page`](crate::Page) of {}", link(item)),
        Content::Text => "text".to_owned(),
    }
}

/// The marker of an operation, its row, its item if it pages, and its setters.
fn row<'a>(scope: &mut Scope<'a>, operation: &'a Operation) -> TokenStream {
    let name = operation.name.ident();
    let docs = prose::lines(&operation_docs::marker(operation));
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
    if setters.is_empty() {
        return None;
    }
    scope.uses_of(Root::Runtime, &["Call"]);
    Some(quote!(impl Call<#marker> { #(#setters)* }))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{
        TEXT, api, body, docs, enumeration, file, named, object, operation, parameter,
    };
    use crate::ir::{Api, Content, Docs, ErrorResponse, Format, Operation, Pagination, TypeRef};
    use crate::pointer::Pointer;

    /// Both files of the group `a`.
    fn both(api: &Api) -> String {
        file(api, "operations/a.rs") + &file(api, "operations/a/methods.rs")
    }

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
        assert_snapshot!(file(&api, "operations/a/methods.rs"), @r#"
        //! The methods of [`Client`] for the operations of this group.

        use std::fmt::Display;

        use crate::request;
        use crate::model::Date;
        use crate::runtime::{Call, Client};
        use super::ThingList;

        /// Everything about a.
        ///
        /// With the feature `a`; [`operations::a`](crate::operations::a) lists them.
        impl Client {
            /// List things
            ///
            /// All of them.
            ///
            /// `GET /v1/a/{aId}` (`thingList`) gives a [`Page`](crate::Page) of
            /// [`response::Thing`](crate::response::Thing).
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
            /// - `body`: [`request::Thing`](crate::request::Thing)
            ///
            /// Set on the returned [`Call`], where wanted:
            ///
            /// - `limit`: What it is.
            /// - `filter`: What it is.
            ///
            /// # Errors
            ///
            /// - 424: The service must be *running*. Its body also holds `canWake`.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # use clickhouse_cloud::{Client, Error};
            /// use clickhouse_cloud::request;
            ///
            /// # async fn example(client: Client, a_id: &str) -> Result<(), Error> {
            /// let body = request::Thing::new();
            /// let mut items = client.thing_list(a_id, "2026-10-01", &body).items();
            /// while let Some(thing) = items.next().await {
            ///     let thing = thing?;
            ///     println!("{thing:?}");
            /// }
            /// # Ok(())
            /// # }
            /// ```
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
        "#);
        assert_snapshot!(file(&api, "operations/a.rs"), @r#"
        //! Everything about a.
        //!
        //! The operations behind the feature `a`, by path.
        //!
        //! | Method of `Client` | Request | Permissions |
        //! |---|---|---|
        //! | [`thing_list`](crate::Client::thing_list) **Beta**<br>List things | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code><br>[`Thing`](crate::request::Thing) → pages of [`Thing`](crate::response::Thing) | <code>thing:<wbr>view</code> |

        mod methods;

        use http::Method;

        use crate::response;
        use crate::runtime::{
            Answer, Call, Idempotency, Operation, OperationInfo, Page, Paged, Pagination,
        };

        /// List things
        ///
        /// `GET /v1/a/{aId}`, called by [`Client::thing_list`](crate::Client::thing_list).
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
        let text = both(&api(vec![enumeration("Kind", &["x"])], vec![get]));
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
        let text = both(&api(vec![], vec![get]));
        assert!(
            text.contains("    #[deprecated(note = \"Use `b` instead.\")]\n    pub fn a_get("),
            "{text}"
        );
        assert!(text.contains("deprecated: true,"), "{text}");
    }
}
