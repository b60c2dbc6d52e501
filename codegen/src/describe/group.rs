//! The pages of groups: what a group is for, and a table of its operations.

use std::fmt::Write as _;

use super::link::link;
use super::operation::Common;
use super::text::{push_paragraph, wrapped};
use crate::docs::{code, inline, markdown, wrap};
use crate::ir::{Content, Operation, TypeRef};
use crate::name;
use crate::surface::{Direction, Schemas};

/// The order of methods on one path.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The longest name of a method that stays on one line of its cell.
const NAME: usize = 30;

/// The page above all groups.
pub(super) fn overview(schemas: &Schemas, common: &Common) -> Vec<String> {
    let mut lines = wrapped(
        "The operations of the API: a page for each group, and the table [`OPERATIONS`] of all.",
    );
    let types = "To call an operation, take its method of [`Client`](crate::Client). The types \
        name operations where a value cannot.";
    let also = schemas.api.operations.first().map_or_else(String::new, |operation| {
        format!(" They are all here as well, as `operations::{}`.", operation.name)
    });
    push_paragraph(&mut lines, wrapped(&format!("{types}{also}")));
    if common.errors.is_empty() {
        return lines;
    }
    push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    let usual = "What most operations document in the same words. [`Error`](crate::Error) tells \
        all failures apart.";
    push_paragraph(&mut lines, wrapped(usual));
    lines.push(String::new());
    for (status, description) in &common.errors {
        lines.extend(wrap(&format!("{status}: {}", inline(description)), "- ", "  "));
    }
    lines
}

/// What stands above the methods of a group.
pub(super) fn heading(schemas: &Schemas, name: &str) -> Vec<String> {
    let mut lines = summary(schemas, name);
    let module = name::module(name);
    let more = format!(
        "With the feature {}; [`operations::{module}`](crate::operations::{module}) lists them.",
        code(name)
    );
    push_paragraph(&mut lines, wrapped(&more));
    lines
}

/// The page of a group.
pub(super) fn page(schemas: &Schemas, name: &str, operations: &[&Operation]) -> Vec<String> {
    let mut lines = summary(schemas, name);
    let what = format!("The operations behind the feature {}, by path.", code(name));
    push_paragraph(&mut lines, wrapped(&what));
    push_paragraph(&mut lines, table(schemas, operations));
    lines
}

fn summary(schemas: &Schemas, name: &str) -> Vec<String> {
    let group = schemas.api.groups.iter().find(|group| group.name == name);
    group.map(|group| markdown(&group.summary)).unwrap_or_default()
}

fn table(schemas: &Schemas, operations: &[&Operation]) -> Vec<String> {
    let mut sorted: Vec<&Operation> = operations.to_vec();
    let rank = |operation: &Operation| METHODS.iter().position(|known| *known == operation.method);
    sorted.sort_by(|a, b| (&a.path, rank(a), &a.id).cmp(&(&b.path, rank(b), &b.id)));
    let mut lines = vec![
        "| Method of `Client` | Request | Permissions |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    lines.extend(sorted.into_iter().map(|operation| row(schemas, operation)));
    lines
}

fn row(schemas: &Schemas, operation: &Operation) -> String {
    let method = operation.method_name.as_str();
    let name = if method.len() > NAME { breakable(method) } else { code(method) };
    let mut call = format!("[{name}](crate::Client::{method})");
    if operation.beta {
        call.push_str(" **Beta**");
    }
    if operation.docs.deprecated {
        call.push_str(" *deprecated*");
    }
    let summary = operation.docs.summary.as_deref().map(inline).unwrap_or_default();
    let route = format!("{} {}", code(&operation.method), breakable(&operation.path));
    let permissions: Vec<String> =
        operation.permissions.iter().map(|name| breakable(name)).collect();
    let cells =
        [join(&[call, summary]), join(&[route, types(schemas, operation)]), join(&permissions)];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

/// Code that a narrow cell may break: before `/`, and after `:` and `_`. What could be markup is
/// a character reference, which never is.
fn breakable(text: &str) -> String {
    let mut found = "<code>".to_owned();
    for character in text.chars() {
        match character {
            '/' => found.push_str("<wbr>/"),
            ':' => found.push_str(":<wbr>"),
            '_' => found.push_str("&#95;<wbr>"),
            '{' | '}' | '-' | '.' => found.push(character),
            _ if character.is_alphanumeric() => found.push(character),
            _ => {
                let _ = write!(found, "&#{};", u32::from(character));
            }
        }
    }
    found + "</code>"
}

/// The parts of a cell, one below the other.
fn join(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    parts.join("<br>")
}

/// What a call takes and gives.
fn types(schemas: &Schemas, operation: &Operation) -> String {
    let takes =
        operation.body.as_ref().map(|body| link(schemas, &body.ty, Direction::Request, false));
    let gives = |ty: &TypeRef| link(schemas, ty, Direction::Response, false);
    let gives = match &operation.success.content {
        Content::Empty => None,
        Content::Text => Some("text".to_owned()),
        Content::Page { item, .. } => Some(format!("pages of {}", gives(item))),
        Content::Result(ty) | Content::Body(ty) => Some(gives(ty)),
    };
    match (takes, gives) {
        (Some(takes), Some(gives)) => format!("{takes} → {gives}"),
        (Some(takes), None) => takes,
        (None, Some(gives)) => format!("→ {gives}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::breakable;
    use crate::emit::testing::{api, body, docs, file, object, operation};
    use crate::ir::{Content, Docs, ErrorResponse, Operation};
    use crate::name::{MethodName, TypeName};
    use crate::pointer::Pointer;

    #[test]
    fn code_in_a_cell_is_never_markup() {
        assert_eq!(breakable("/v1/{aId}"), "<code><wbr>/v1<wbr>/{aId}</code>");
        assert_eq!(breakable("a|<b>*`_"), "<code>a&#124;&#60;b&#62;&#42;&#96;&#95;<wbr></code>");
    }

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
            method_name: MethodName::new(id),
            errors: vec![error(400, "It is wrong."), error(424, id)],
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
        let (page, _) = text.split_once("mod methods;").unwrap();
        assert_snapshot!(page, @r"
        //! Everything about a.
        //!
        //! The operations behind the feature `a`, by path.
        //!
        //! | Method of `Client` | Request | Permissions |
        //! |---|---|---|
        //! | [`a_z`](crate::Client::a_z) **Beta**<br>Get \| it | `GET` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code> |  |
        //! | [`a_put`](crate::Client::a_put) *deprecated* | `PUT` <code><wbr>/v1<wbr>/a<wbr>/{aId}</code><br>[`Thing`](crate::request::Thing) | <code>a:<wbr>edit</code><br><code>a:<wbr>see</code> |
        ");
        assert_snapshot!(file(&api, "operations.rs"), @r#"
        //! The operations of the API: a page for each group, and the table [`OPERATIONS`] of all.
        //!
        //! To call an operation, take its method of [`Client`](crate::Client). The types name
        //! operations where a value cannot. They are all here as well, as `operations::APut`.
        //!
        //! # Errors
        //!
        //! What most operations document in the same words. [`Error`](crate::Error) tells all
        //! failures apart.
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

        /// What is known of each operation, by id. An operation is here when its feature is on.
        pub static OPERATIONS: &[OperationInfo] = &[
            #[cfg(feature = "a")]
            APut::INFO,
            #[cfg(feature = "a")]
            AZ::INFO,
            #[cfg(feature = "b")]
            BGet::INFO,
        ];
        "#);
        let methods = file(&api, "operations/a/methods.rs");
        assert!(
            methods
                .contains("/// - 424: aZ\n    /// - 400: [as usual](crate::operations#errors).\n"),
            "{methods}"
        );
    }
}
