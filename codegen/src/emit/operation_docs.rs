//! Documentation of operations: everything that the document says of a call.

use std::fmt::Write as _;

use super::facts::facts;
use super::prose::{describe, push_paragraph, wrapped};
use crate::docs::{code, inline, wrap};
use crate::ir::{Content, Docs, Operation, Parameter, TypeRef};

/// The types of an operation, as Markdown.
pub(super) struct Types {
    /// The type of the body.
    pub(super) body: Option<String>,
    /// What a call gives.
    pub(super) output: String,
}

/// The lines above the method of an operation.
pub(super) fn method(operation: &Operation, types: &Types) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(summary) = operation.docs.summary.as_deref().map(inline) {
        lines.extend(wrapped(&summary));
    }
    let row = format!("{} ({}) gives {}.", route(operation), code(&operation.id), types.output);
    let described = describe(&operation.docs, String::new);
    push_paragraph(&mut lines, described);
    push_paragraph(&mut lines, wrapped(&row));
    if let Content::Page { items_at: Some(_), .. } = operation.success.content {
        let text = "What stands beside the items is in the `extra` of the page.";
        push_paragraph(&mut lines, wrapped(text));
    }
    if operation.beta {
        push_paragraph(&mut lines, vec!["This operation carries the badge **Beta**.".to_owned()]);
    }
    permissions(operation, &mut lines);
    arguments(operation, types.body.as_deref(), &mut lines);
    setters(operation, &mut lines);
    waits(operation, &mut lines);
    errors(operation, &mut lines);
    lines
}

/// `GET /v1/organizations`, as code.
pub(super) fn route(operation: &Operation) -> String {
    code(&format!("{} {}", operation.method, operation.path))
}

/// The lines above the setter of a parameter.
pub(super) fn setter(parameter: &Parameter) -> Vec<String> {
    let mut lines = describe(&parameter.docs, || format!("{}.", code(&parameter.wire)));
    if let TypeRef::Array(_) = parameter.ty {
        push_paragraph(&mut lines, vec!["Each call adds one value.".to_owned()]);
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
    let required = operation.query_parameters.iter().filter(|parameter| parameter.required);
    let mut parameters = operation.path_parameters.iter().chain(required).peekable();
    if parameters.peek().is_none() && body.is_none() {
        return;
    }
    section("Arguments", lines);
    for parameter in parameters {
        let item = said(parameter.name.as_str(), &parameter.docs);
        lines.extend(wrap(&item, "- ", "  "));
    }
    if let Some(body) = body {
        lines.extend(wrap(&format!("`body`: {body}"), "- ", "  "));
    }
}

/// The optional parameters are documented where they are set.
fn setters(operation: &Operation, lines: &mut Vec<String>) {
    let optional = operation.query_parameters.iter().filter(|parameter| !parameter.required);
    let names: Vec<String> = optional.map(|parameter| format!("`{}`", parameter.name)).collect();
    if !names.is_empty() {
        let text = format!("The returned [`Call`] also takes {}.", names.join(", "));
        push_paragraph(lines, wrapped(&text));
    }
}

/// What can be waited for, and with which methods.
fn waits(operation: &Operation, lines: &mut Vec<String>) {
    let Some(wait) = &operation.wait else { return };
    let mut names = vec!["[`wait_for`](Call::wait_for)".to_owned()];
    names.extend(wait.until.iter().map(|target| format!("`{}`", target.method)));
    names.push("[`wait_until_gone`](Call::wait_until_gone)".to_owned());
    let text = format!("The returned [`Call`] can also wait: {}.", names.join(", "));
    push_paragraph(lines, wrapped(&text));
}

fn errors(operation: &Operation, lines: &mut Vec<String>) {
    if operation.errors.is_empty() {
        return;
    }
    section("Errors", lines);
    for error in &operation.errors {
        let details: Vec<String> = error.details.iter().map(|name| code(name)).collect();
        let description = inline(&error.description);
        let mut item = format!("{}: {description}", error.status);
        if !details.is_empty() {
            let _ = write!(item, " Its body also holds {}", details.join(", "));
            if let Some(TypeRef::Named(name)) = &error.body {
                let _ = write!(
                    item,
                    ": [`Error::details_as`](crate::Error::details_as) gives it as \
                     [`response::{name}`]"
                );
            }
            item.push('.');
        }
        lines.extend(wrap(&item, "- ", "  "));
    }
}

fn section(title: &str, lines: &mut Vec<String>) {
    push_paragraph(lines, vec![format!("# {title}"), String::new()]);
}

/// An argument and what is said of it, on one line.
fn said(name: &str, docs: &Docs) -> String {
    let description = docs.description.as_deref().map(inline).unwrap_or_default();
    let facts = facts(docs);
    let parts = [format!("`{name}`:"), description, facts];
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" ").trim_end_matches(':').to_owned()
}
