//! The files of operations: one for each group. An operation reads like a row of a table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::inline::inline;
use super::scope::Scope;
use super::uses::Root;
use super::{doc, features, info, modules, query, wait};
use crate::describe::{self, Describe};
use crate::name::ModuleName;
use crate::render::File;
use crate::surface::{Call, Features, Surface};

/// All files of operations: for each group a page with its rows.
pub(super) fn files<'a>(
    surface: &'a Surface<'a>,
    describe: &'a Describe<'a>,
    file: &mut impl FnMut(File),
) {
    let mut list = Vec::new();
    for group in surface.schemas.groups() {
        let module = ModuleName::new(group);
        let items = rows(Scope::new(surface, describe), group);
        file(File { path: format!("operations/{module}.rs"), source: String::new(), items });
        list.push((module, Features::Any([group].into())));
    }
    let mut scope = Scope::new(surface, describe);
    scope.uses_of(Root::Runtime, &["OperationInfo"]);
    if surface.schemas.group_count() > 0 {
        scope.enter(Features::Any(surface.schemas.groups().collect()));
        scope.uses_of(Root::Runtime, &["Operation"]);
    }
    let uses = scope.uses(&Features::Always);
    file(modules::groups(describe, &list, &uses, &table(surface)));
}

/// `OPERATIONS`: the rows of all operations whose features are on.
fn table(surface: &Surface) -> TokenStream {
    let rows = surface.calls.iter().map(|call| {
        let (cfg, name) = (features::cfg(&call.features), call.operation.name.ident());
        quote!(#cfg #name::INFO)
    });
    quote! {
        /// Metadata of all operations, sorted by id. An operation is listed if its feature is
        /// enabled.
        pub static OPERATIONS: &[OperationInfo] = &[#(#rows),*];
    }
}

/// Returns the page of a group: its table, and a type with a row for each operation.
fn rows(mut scope: Scope<'_>, group: &str) -> TokenStream {
    scope.uses_of(Root::Http, &["Method"]);
    let runtime = ["ResponseBody", "Idempotency", "Operation", "OperationInfo", "Pagination"];
    scope.uses_of(Root::Runtime, &runtime);
    let docs = doc::inner(&scope.describe.group(group));
    let rows: Vec<_> = scope.surface.group(group).map(|call| row(&mut scope, call)).collect();
    let uses = scope.uses(&Features::Always);
    quote! {
        #docs

        #uses

        #(#rows)*
    }
}

/// Returns the marker of an operation, its row, its item if it pages, and its setters.
fn row(scope: &mut Scope, call: &Call) -> TokenStream {
    let operation = call.operation;
    let name = operation.name.ident();
    let docs = doc::outer(&describe::marker(call));
    let output = scope.ty(&call.output);
    let info = info::info(operation);
    let errors = errors(scope, call);
    let paged = call.paged.as_ref().map(|item| {
        scope.uses_of(Root::Runtime, &["Paged"]);
        let item = scope.ty(item);
        quote!(impl Paged for #name { type Item = #item; })
    });
    let setters = setters(scope, call);
    let (wait, waited) = match &call.wait {
        Some((wait, states)) => {
            let rows = wait::rows(scope, operation, wait, states);
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

/// Returns which errors of an operation a type is the body of.
fn errors(scope: &mut Scope, call: &Call) -> TokenStream {
    let bodies = call.errors.iter().map(|(status, ty)| {
        scope.uses_of(Root::Runtime, &["ErrorBody"]);
        let ty = scope.ty(ty);
        let id = &call.operation.id;
        let (first, last) = status.range();
        let literal = Literal::u16_unsuffixed;
        let (status, end) = (literal(first), literal(last));
        let last = (last != first).then(|| quote!(const LAST_STATUS: u16 = #end;));
        quote! {
            impl ErrorBody for #ty {
                const OPERATION: &'static str = #id;
                const STATUS: u16 = #status;
                #last
            }
        }
    });
    bodies.collect()
}

/// `impl Call<X>`: a setter for each optional parameter.
fn setters(scope: &mut Scope, call: &Call) -> Option<TokenStream> {
    let setters = call.setters.iter().map(|setter| {
        let docs = doc::outer(&describe::parameter(setter.parameter));
        let deprecated = doc::deprecated(scope.describe, &setter.parameter.docs);
        let (name, ty) = (setter.parameter.name.ident(), scope.ty(&setter.ty));
        let value = query::with(scope, setter, &quote!(self));
        let inline = inline([&setter.ty]);
        quote! {
            #docs
            #deprecated
            #inline
            pub fn #name(self, #name: #ty) -> Self {
                #value
            }
        }
    });
    let setters: Vec<_> = setters.collect();
    let marker = call.operation.name.ident();
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
    use crate::ir::{
        Api, Content, Docs, ErrorResponse, Format, Operation, Pagination, Status, TypeRef,
    };
    use crate::pointer::Pointer;

    /// Both files of the group `a`.
    fn both(api: &Api) -> String {
        file(api, "operations/a.rs") + &file(api, "resources/a.rs")
    }

    #[test]
    #[allow(clippy::too_many_lines, reason = "most of it is the expected text")]
    fn a_generated_operation_is_a_table_row() {
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
                status: Status::Code(424),
                description: "The service must be *running*.".to_owned(),
                details: vec!["canWake".to_owned()],
                body: None,
            }],
            pagination: Pagination::Cursor,
            ..operation("thingList", "a", page)
        };
        let api = api(vec![object("Thing", vec![])], vec![list]);
        assert_snapshot!(file(&api, "resources/a.rs"), @r##"
        use crate::operations;
        #[cfg(feature = "a")]
        use crate::request;
        #[cfg(feature = "a")]
        use crate::model::Date;
        use crate::runtime::{Call, Resource};

        /// A handle to an a resource.
        ///
        /// Returned by [`Client::a`](crate::Client::a). Path: `/v1/a/{aId}`.
        ///
        #[cfg_attr(feature = "a", doc = "# A")]
        #[cfg_attr(feature = "a", doc = "")]
        #[cfg_attr(feature = "a", doc = "| Method | Request | Permissions |")]
        #[cfg_attr(feature = "a", doc = "|---|---|---|")]
        #[cfg_attr(
            feature = "a",
            doc = "| [`thing_list`](Self::thing_list) **Beta**<br>List things | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code><br>[`Thing`](crate::request::Thing) → pages of [`Thing`](crate::response::Thing) | <code>thing:<wbr>view</code> |"
        )]
        ///
        #[cfg_attr(feature = "b", doc = "# B")]
        #[cfg_attr(feature = "b", doc = "")]
        #[cfg_attr(feature = "b", doc = "| Method | Request | Permissions |")]
        #[cfg_attr(feature = "b", doc = "|---|---|---|")]
        #[cfg_attr(
            feature = "b",
            doc = "| [`b_get`](Self::b_get) | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code> |  |"
        )]
        #[derive(Clone, Debug)]
        pub struct A(
            #[allow(dead_code, reason = "no method reads it without the feature of a group")]
            pub(super) Resource,
        );

        /// Everything about a.
        ///
        /// Requires the feature `a`. See [`operations::a`](crate::operations::a).
        #[cfg(feature = "a")]
        impl A {
            /// List things
            ///
            /// All of them.
            ///
            /// Sends `GET /v1/a/{aId}` (operation `thingList`). Returns a [`Page`](crate::Page) of
            /// [`response::Thing`](crate::response::Thing).
            ///
            /// Other properties of the response are in the `extra` of the page.
            ///
            /// **Beta.** The spec marks this operation as beta.
            ///
            /// # Permissions
            ///
            /// - `thing:view`
            ///
            /// # Arguments
            ///
            /// - `from_date`: What it is.
            /// - `body`: [`request::Thing`](crate::request::Thing)
            ///
            /// # Optional parameters
            ///
            /// Setters of the returned [`Call`](crate::Call):
            ///
            /// - `limit`: What it is.
            /// - `filter`: What it is.
            ///
            /// # Errors
            ///
            /// - 424: The service must be *running*. The error body contains `canWake`.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # use clickhouse_cloud::{Client, Error};
            /// use clickhouse_cloud::request;
            ///
            /// # async fn example(client: Client, a_id: &str) -> Result<(), Error> {
            /// let body = request::Thing::new();
            /// let mut items = client.a(a_id).thing_list("2026-10-01", &body).items();
            /// while let Some(thing) = items.next().await {
            ///     let thing = thing?;
            ///     println!("{thing:?}");
            /// }
            /// # Ok(())
            /// # }
            /// ```
            #[doc(alias("a", "list things", "thing list", "thingList"))]
            pub fn thing_list(
                &self,
                from_date: impl Into<Date>,
                body: &request::Thing,
            ) -> Call<operations::ThingList> {
                self.0.call().set_query("from_date", from_date.into()).json(body)
            }
        }

        /// Everything about b.
        ///
        /// Requires the feature `b`. See [`operations::b`](crate::operations::b).
        #[cfg(feature = "b")]
        impl A {
            /// Sends `GET /v1/a/{aId}` (operation `bGet`). Returns nothing.
            ///
            /// # Example
            ///
            /// ```no_run
            /// # use clickhouse_cloud::{Client, Error};
            /// # async fn example(client: Client, a_id: &str) -> Result<(), Error> {
            /// client.a(a_id).b_get().await?;
            /// # Ok(())
            /// # }
            /// ```
            #[doc(alias("a", "b get", "bGet"))]
            #[inline]
            pub fn b_get(&self) -> Call<operations::BGet> {
                self.0.call()
            }
        }
        "##);
        assert_snapshot!(file(&api, "operations/a.rs"), @r#"
        //! Everything about a.
        //!
        //! The operations of the feature `a`, sorted by path.
        //!
        //! | Method | Request | Permissions |
        //! |---|---|---|
        //! | [`A::thing_list`](crate::resources::A::thing_list) **Beta**<br>List things | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code><br>[`Thing`](crate::request::Thing) → pages of [`Thing`](crate::response::Thing) | <code>thing:<wbr>view</code> |

        use http::Method;

        use crate::response;
        use crate::runtime::{
            Call, Idempotency, Operation, OperationInfo, Page, Paged, Pagination, ResponseBody,
        };

        /// List things
        ///
        /// The operation `GET /v1/a/{aId}`. [`A::thing_list`](crate::resources::A::thing_list) calls
        /// it.
        pub struct ThingList;

        impl Operation for ThingList {
            type Output = Page<response::Thing>;
            const INFO: OperationInfo = OperationInfo {
                id: "thingList",
                method: Method::GET,
                path: "/v1/a/{aId}",
                handle: "A",
                handle_method: "thing_list",
                group: "a",
                permissions: &["thing:view"],
                beta: true,
                deprecated: false,
                pagination: Pagination::Cursor,
                idempotency: Idempotency::Safe,
                response: ResponseBody::Page {
                    items_at: Some("things"),
                },
            };
        }

        impl Paged for ThingList {
            type Item = response::Thing;
        }

        impl Call<ThingList> {
            /// What it is.
            #[inline]
            pub fn limit(self, limit: i64) -> Self {
                self.set_query("limit", limit)
            }

            /// What it is.
            ///
            /// Adds one value to the parameter. Call the setter again to add more values.
            pub fn filter(self, filter: impl Into<String>) -> Self {
                self.query("filter", filter.into())
            }
        }
        "#);
    }

    #[test]
    fn arguments_accept_convenient_types() {
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
            "response: ResponseBody::Text,",
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
    fn a_deprecated_operation_names_its_replacement() {
        let old = Docs { deprecated: true, ..docs("DEPRECATED. Use `b` instead. <br /> Text.") };
        let get = Operation { docs: old, ..operation("aGet", "a", Content::Empty) };
        let text = both(&api(vec![], vec![get]));
        assert!(
            text.contains(
                "    #[deprecated(note = \"Use `b` instead.\")]\n    #[inline]\n    pub fn a_get("
            ),
            "{text}"
        );
        assert!(text.contains("deprecated: true,"), "{text}");
    }
}
