//! Tables of operations: what each takes, returns and needs.

use std::fmt::Write as _;

use super::link::{self, link};
use crate::ir::{Content, Operation, TypeRef};
use crate::markdown::rustdoc::{code, inline};
use crate::surface::{Direction, Schemas};

/// The order of methods on one path.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The longest name of a method that stays on one line of its cell.
const NAME: usize = 30;

/// Where a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// On the page of the handle that has the methods.
    Handle,
    /// On another page.
    Other,
}

/// Returns a table of operations, by path.
pub(super) fn table(schemas: &Schemas, operations: &[&Operation], page: Page) -> Vec<String> {
    let mut sorted: Vec<&Operation> = operations.to_vec();
    let rank = |operation: &Operation| METHODS.iter().position(|known| *known == operation.method);
    sorted.sort_by(|a, b| (&a.path, rank(a), &a.id).cmp(&(&b.path, rank(b), &b.id)));
    let mut lines =
        vec!["| Method | Request | Permissions |".to_owned(), "|---|---|---|".to_owned()];
    lines.extend(sorted.into_iter().map(|operation| row(schemas, operation, page)));
    lines
}

fn row(schemas: &Schemas, operation: &Operation, page: Page) -> String {
    let method = operation.resource_method.to_string();
    let (name, target) = match page {
        Page::Handle => (method.clone(), format!("Self::{method}")),
        Page::Other => link::method(operation),
    };
    let name = if name.len() > NAME { breakable(&name) } else { code(&name) };
    let mut call = format!("[{name}]({target})");
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

/// Returns code that a narrow cell may break: before `/`, and after `:` and `_`. What could be
/// markup is a character reference, which never is.
pub(super) fn breakable(text: &str) -> String {
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

/// Returns the parts of a cell, one below the other.
fn join(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    parts.join("<br>")
}

/// Returns the request body and the result of a call.
fn types(schemas: &Schemas, operation: &Operation) -> String {
    let body =
        operation.body.as_ref().map(|body| link(schemas, &body.ty, Direction::Request, false));
    let result = |ty: &TypeRef| link(schemas, ty, Direction::Response, false);
    let result = match &operation.success.content {
        Content::Empty => None,
        Content::Text => Some("`String`".to_owned()),
        Content::Bytes => Some("`Bytes`".to_owned()),
        Content::Page { item, .. } => Some(format!("pages of {}", result(item))),
        Content::Result(TypeRef::Array(item)) | Content::Body(TypeRef::Array(item)) => {
            let items = link::many(schemas, item, Direction::Response, false);
            Some(format!("`Vec` of {items}"))
        }
        Content::Result(ty) | Content::Body(ty) => Some(result(ty)),
    };
    match (body, result) {
        (Some(body), Some(result)) => format!("{body} → {result}"),
        (Some(body), None) => body,
        (None, Some(result)) => format!("→ {result}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::breakable;

    #[test]
    fn code_in_a_cell_is_never_markup() {
        assert_eq!(breakable("/v1/{aId}"), "<code><wbr>/v1<wbr>/{aId}</code>");
        assert_eq!(breakable("a|<b>*`_"), "<code>a&#124;&#60;b&#62;&#42;&#96;&#95;<wbr></code>");
    }
}
