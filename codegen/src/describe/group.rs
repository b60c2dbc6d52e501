//! The pages of groups: what a group is for, and a table of its operations.

use super::method::Common;
use super::table::{Page, table};
use super::text::{push_paragraph, wrapped};
use crate::ir::Operation;
use crate::markdown::rustdoc::{code, inline, markdown, wrap};
use crate::name;
use crate::surface::Schemas;

/// Returns the page above all groups.
pub(super) fn overview(schemas: &Schemas, common: &Common) -> Vec<String> {
    let mut lines = wrapped(
        "The operations of the API, in one module for each group. [`OPERATIONS`] contains the \
         metadata of all operations.",
    );
    let types = "To call an operation, use its method on [`Client`](crate::Client) or on a handle \
        in [`resources`](crate::resources). Each type on these pages represents one \
        operation and is used as a type parameter, as in [`Call`](crate::Call).";
    let also = schemas.api.operations.first().map_or_else(String::new, |operation| {
        format!(
            " All of them are re-exported from this module, as in `operations::{}`.",
            operation.name
        )
    });
    push_paragraph(&mut lines, wrapped(&format!("{types}{also}")));
    if common.errors.is_empty() {
        return lines;
    }
    push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    let common_errors = "Most operations can return these errors. For all failures, see \
        [`Error`](crate::Error).";
    push_paragraph(&mut lines, wrapped(common_errors));
    lines.push(String::new());
    for (status, description) in &common.errors {
        lines.extend(wrap(&format!("{status}: {}", inline(description)), "- ", "  "));
    }
    lines
}

/// Returns the lines above the methods of a group.
pub(super) fn heading(schemas: &Schemas, name: &str) -> Vec<String> {
    let mut lines = summary(schemas, name);
    let module = name::module(name);
    let more = format!(
        "Requires the feature {}. See [`operations::{module}`](crate::operations::{module}).",
        code(name)
    );
    push_paragraph(&mut lines, wrapped(&more));
    lines
}

/// Returns the page of a group.
pub(super) fn page(schemas: &Schemas, name: &str, operations: &[&Operation]) -> Vec<String> {
    let mut lines = summary(schemas, name);
    let what = format!("The operations of the feature {}, sorted by path.", code(name));
    push_paragraph(&mut lines, wrapped(&what));
    push_paragraph(&mut lines, table(schemas, operations, Page::Other));
    lines
}

fn summary(schemas: &Schemas, name: &str) -> Vec<String> {
    let group = schemas.api.groups.iter().find(|group| group.name == name);
    group.map(|group| markdown(&group.summary)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::emit::testing::{api, body, docs, file, object, operation};
    use crate::ir::{Content, Docs, ErrorResponse, Operation, Status};
    use crate::name::TypeName;
    use crate::pointer::Pointer;

    #[test]
    fn a_group_has_a_page_with_a_table_of_its_operations() {
        let error = |status, description: &str| ErrorResponse {
            at: Pointer::root(),
            status,
            description: description.to_owned(),
            details: Vec::new(),
            body: None,
        };
        let named = |id: &str| Operation {
            id: id.to_owned(),
            name: TypeName::new(id),
            errors: vec![error(Status::Code(400), "It is wrong."), error(Status::Code(424), id)],
            ..operation(id, "a", Content::Empty)
        };
        let put = Operation {
            method: "PUT".to_owned(),
            body: Some(body("Thing")),
            permissions: vec!["a:edit".to_owned(), "a:see".to_owned()],
            docs: Docs { deprecated: true, ..docs("More.") },
            ..named("aPut")
        };
        let get = Operation {
            beta: true,
            docs: Docs { summary: Some("Get | it".to_owned()), ..Docs::default() },
            ..named("aZ")
        };
        let api = api(vec![object("Thing", vec![])], vec![put, get]);
        let text = file(&api, "operations/a.rs");
        let (page, _) = text.split_once("use http::Method;").unwrap();
        assert_snapshot!(page, @r"
        //! Everything about a.
        //!
        //! The operations of the feature `a`, sorted by path.
        //!
        //! | Method | Request | Permissions |
        //! |---|---|---|
        //! | [`A::a_z`](crate::resources::A::a_z) **Beta**<br>Get \| it | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code> |  |
        //! | [`A::a_put`](crate::resources::A::a_put) *deprecated* | `PUT` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code><br>[`Thing`](crate::request::Thing) | <code>a:<wbr>edit</code><br><code>a:<wbr>see</code> |
        ");
        assert_snapshot!(file(&api, "operations.rs"), @r#"
        //! The operations of the API, in one module for each group. [`OPERATIONS`] contains the
        //! metadata of all operations.
        //!
        //! To call an operation, use its method on [`Client`](crate::Client) or on a handle in
        //! [`resources`](crate::resources). Each type on these pages represents one operation and is
        //! used as a type parameter, as in [`Call`](crate::Call). All of them are re-exported from
        //! this module, as in `operations::APut`.
        //!
        //! # Errors
        //!
        //! Most operations can return these errors. For all failures, see [`Error`](crate::Error).
        //!
        //! - 400: It is wrong.

        use crate::runtime::OperationInfo;
        #[cfg(any(feature = "a", feature = "b"))]
        use crate::runtime::Operation;

        #[cfg(feature = "a")]
        pub mod a;
        #[cfg(feature = "b")]
        pub mod b;

        #[cfg(feature = "a")]
        #[doc(hidden)]
        pub use self::a::*;
        #[cfg(feature = "b")]
        #[doc(hidden)]
        pub use self::b::*;

        /// Metadata of all operations, sorted by id. An operation is listed if its feature is
        /// enabled.
        pub static OPERATIONS: &[OperationInfo] = &[
            #[cfg(feature = "a")]
            APut::INFO,
            #[cfg(feature = "a")]
            AZ::INFO,
            #[cfg(feature = "b")]
            BGet::INFO,
        ];
        "#);
        let methods = file(&api, "resources/a.rs");
        assert!(
            methods.contains(
                "/// - 424: aZ\n    /// - 400: see [common errors](crate::operations#errors).\n"
            ),
            "{methods}"
        );
    }
}
