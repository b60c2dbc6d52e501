//! Operations: everything that the document says about a call.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::facts::facts;
use super::link::{link, many, method as method_link};
use super::model::describe;
use super::text::{enumerated, push_paragraph, stopped, wrapped};
use crate::ir::{Content, Docs, ErrorResponse, Operation, Parameter, Status, TypeRef};
use crate::markdown::rustdoc::{code, inline, wrap};
use crate::surface::{Direction, Schemas};

/// The failures that most operations document in the same words: they are described once.
pub(super) struct Common {
    /// Status and description.
    pub(super) errors: BTreeSet<(Status, String)>,
}

impl Common {
    pub(super) fn of(operations: &[Operation]) -> Self {
        let mut counts = BTreeMap::new();
        for error in operations.iter().flat_map(|operation| &operation.errors) {
            if error.details.is_empty() {
                *counts.entry((error.status, error.description.clone())).or_insert(0) += 1;
            }
        }
        let most = |count: &usize| *count > 1 && 2 * count > operations.len();
        Self { errors: counts.into_iter().filter(|(_, n)| most(n)).map(|(key, _)| key).collect() }
    }

    fn has(&self, error: &ErrorResponse) -> bool {
        error.details.is_empty() && self.errors.contains(&(error.status, error.description.clone()))
    }
}

/// Returns the lines above the method of an operation.
pub(super) fn method(
    schemas: &Schemas,
    operation: &Operation,
    common: &Common,
    example: Vec<String>,
) -> Vec<String> {
    let mut lines = summary(operation);
    let output = output(schemas, &operation.success.content);
    let row = format!(
        "Sends {} (operation {}). Returns {output}.",
        route(operation),
        code(&operation.id)
    );
    let described = describe(&operation.docs, String::new);
    if described != lines {
        push_paragraph(&mut lines, described);
    }
    push_paragraph(&mut lines, wrapped(&row));
    if let Content::Page { items_at: Some(_), .. } = operation.success.content {
        let text = "Other properties of the response are in the `extra` of the page.";
        push_paragraph(&mut lines, wrapped(text));
    }
    if operation.beta && !mentions_beta(&operation.docs) {
        let text = "**Beta.** The spec marks this operation as beta.";
        push_paragraph(&mut lines, vec![text.to_owned()]);
    }
    permissions(operation, &mut lines);
    let body = operation.body.as_ref();
    let body = body.map(|body| link(schemas, &body.ty, Direction::Request, true));
    arguments(operation, body.as_deref(), &mut lines);
    setters(operation, &mut lines);
    waits(operation, &mut lines);
    errors(operation, common, &mut lines);
    if !example.is_empty() {
        section("Example", &mut lines);
        lines.extend(example);
    }
    lines
}

/// Whether the description says itself that the operation is beta.
fn mentions_beta(docs: &Docs) -> bool {
    let description = docs.description.as_deref().unwrap_or_default();
    description.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("beta"))
}

/// Returns what a call returns, in words.
fn output(schemas: &Schemas, content: &Content) -> String {
    let link = |ty: &TypeRef| link(schemas, ty, Direction::Response, true);
    match content {
        Content::Empty => "nothing".to_owned(),
        Content::Result(TypeRef::Array(item)) | Content::Body(TypeRef::Array(item)) => {
            format!("a `Vec` of {}", many(schemas, item, Direction::Response, true))
        }
        Content::Result(ty) | Content::Body(ty) => link(ty),
        Content::Page { item, .. } => format!("a [`Page`](crate::Page) of {}", link(item)),
        Content::Text => "a `String`".to_owned(),
        Content::Bytes => "the body as `Bytes`".to_owned(),
    }
}

/// Returns the lines above the marker type of an operation.
pub(super) fn marker(operation: &Operation) -> Vec<String> {
    let mut lines = summary(operation);
    let (name, path) = method_link(operation);
    let call = format!("The operation {}. [`{name}`]({path}) calls it.", route(operation));
    push_paragraph(&mut lines, wrapped(&call));
    lines
}

fn summary(operation: &Operation) -> Vec<String> {
    operation.docs.summary.as_deref().map(inline).map_or_else(Vec::new, |text| wrapped(&text))
}

/// `GET /v1/organizations`, as code.
pub(super) fn route(operation: &Operation) -> String {
    code(&format!("{} {}", operation.method, operation.path))
}

/// Returns the lines above the setter of a parameter.
pub(super) fn setter(parameter: &Parameter) -> Vec<String> {
    let mut lines = describe(&parameter.docs, || format!("{}.", code(&parameter.wire)));
    if let TypeRef::Array(_) = parameter.ty {
        push_paragraph(
            &mut lines,
            wrapped("Adds one value to the parameter. Call the setter again to add more values."),
        );
    }
    lines
}

fn permissions(operation: &Operation, lines: &mut Vec<String>) {
    if operation.permissions.is_empty() {
        return;
    }
    section("Permissions", lines);
    for permission in &operation.permissions {
        lines.push(format!("- {}", code(permission)));
    }
}

fn arguments(operation: &Operation, body: Option<&str>, lines: &mut Vec<String>) {
    let mut parameters = operation.arguments().filter(|parameter| parameter.required).peekable();
    if parameters.peek().is_none() && body.is_none() {
        return;
    }
    section("Arguments", lines);
    for parameter in parameters {
        let item = argument(parameter.name.as_str(), &parameter.docs);
        lines.extend(wrap(&item, "- ", "  "));
    }
    if let Some(body) = body {
        lines.extend(wrap(&format!("`body`: {body}"), "- ", "  "));
    }
}

/// The optional parameters, which are set on the call.
fn setters(operation: &Operation, lines: &mut Vec<String>) {
    let mut optional = operation.arguments().filter(|parameter| !parameter.required).peekable();
    if optional.peek().is_none() {
        return;
    }
    section("Optional parameters", lines);
    lines.push("Setters of the returned [`Call`](crate::Call):".to_owned());
    lines.push(String::new());
    for parameter in optional {
        let item = argument(parameter.name.as_str(), &parameter.docs);
        lines.extend(wrap(&item, "- ", "  "));
    }
}

/// What can be waited for, and with which methods.
fn waits(operation: &Operation, lines: &mut Vec<String>) {
    let Some(wait) = &operation.wait else { return };
    let mut names = vec!["[`wait_for`](crate::Call::wait_for)".to_owned()];
    names.extend(wait.until.iter().map(|target| format!("`{}`", target.method)));
    let text = format!(
        "The returned [`Call`](crate::Call) can wait for a state, with {}, and for the deletion of \
         the resource, with [`wait_until_gone`](crate::Call::wait_until_gone).",
        enumerated(&names, "or")
    );
    section("Waiting", lines);
    lines.extend(wrapped(&text));
}

fn errors(operation: &Operation, common: &Common, lines: &mut Vec<String>) {
    if operation.errors.is_empty() {
        return;
    }
    section("Errors", lines);
    let (usual, own): (Vec<_>, Vec<_>) =
        operation.errors.iter().partition(|error| common.has(error));
    for error in own {
        lines.extend(wrap(&failure(error), "- ", "  "));
    }
    if !usual.is_empty() {
        let statuses: Vec<String> = usual.iter().map(|error| error.status.to_string()).collect();
        lines.push(format!(
            "- {}: see [common errors](crate::operations#errors).",
            statuses.join(", ")
        ));
    }
}

fn failure(error: &ErrorResponse) -> String {
    let details: Vec<String> = error.details.iter().map(|name| code(name)).collect();
    let mut item = format!("{}: {}", error.status, inline(&error.description));
    if !details.is_empty() {
        item = stopped(&item);
        // Writing to a string cannot fail.
        let _ = write!(item, " The error body contains {}", enumerated(&details, "and"));
        if let Some(TypeRef::Named(name)) = &error.body {
            let _ = write!(
                item,
                "; [`Error::details_as`](crate::Error::details_as) returns it as \
                 [`response::{name}`](crate::response::{name})"
            );
        }
        item.push('.');
    }
    item
}

fn section(title: &str, lines: &mut Vec<String>) {
    push_paragraph(lines, vec![format!("# {title}"), String::new()]);
}

/// Returns an argument and its description, on one line.
fn argument(name: &str, docs: &Docs) -> String {
    let description = docs.description.as_deref().map(inline).unwrap_or_default();
    let facts = facts(docs);
    let description = if facts.is_empty() { description } else { stopped(&description) };
    let parts = [format!("`{name}`:"), description, facts];
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" ").trim_end_matches(':').to_owned()
}
