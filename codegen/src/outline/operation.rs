//! An operation in a few lines.

use std::fmt::Write as _;

use crate::ir::{
    Content, ErrorResponse, Idempotency, Location, Operation, Pagination, Parameter, Wait,
};

use super::notation;

/// Returns the lines of one operation: a heading, then one line for each thing that it has.
pub(super) fn text(operation: &Operation) -> String {
    let mut text =
        format!("{}  {} {}", operation.resource_method, operation.method, operation.path);
    if operation.beta {
        text.push_str("  beta");
    }
    if operation.docs.deprecated {
        text.push_str("  deprecated");
    }
    text.push('\n');
    let mut line = |what: &str, value: &str| {
        let _ = writeln!(text, "    {what:<7} {value}");
    };
    line("id", &operation.id);
    line("group", &operation.group);
    operation
        .arguments()
        .for_each(|parameter| line(location(parameter), &self::parameter(parameter)));
    if let Some(body) = &operation.body {
        line(
            "body",
            &format!("{}{}", notation::ty(&body.ty), media(&body.media_type, "application/json")),
        );
    }
    line("result", &result(operation));
    for permission in &operation.permissions {
        line("needs", permission);
    }
    match operation.pagination {
        Pagination::None => {}
        Pagination::Cursor => line("pages", "cursor"),
        Pagination::Offset => line("pages", "offset"),
    }
    if let Some(wait) = &operation.wait {
        for text in waits(wait) {
            line("waits", &text);
        }
    }
    line(
        "retry",
        match operation.idempotency {
            Idempotency::Safe => "safe",
            Idempotency::Idempotent => "idempotent",
            Idempotency::NotIdempotent => "never",
        },
    );
    let errors: Vec<String> = operation.errors.iter().map(error).collect();
    line("errors", &errors.join(", "));
    text
}

/// Returns how a wait goes, then what can be waited for, one line a target.
fn waits(wait: &Wait) -> Vec<String> {
    let [first, longest] = wait.poll_seconds;
    let mut lines = vec![format!(
        "by {} ({}), every {first} to {longest} s, {} in a row, for {} min",
        wait.state.to_string().trim_start_matches('#'),
        wait.states,
        wait.confirm,
        wait.deadline_seconds / 60
    )];
    for target in &wait.until {
        lines.push(format!("{}: {}", target.method, target.states.join(" ")));
    }
    let ends = [
        ("failed", &wait.failed),
        ("settled", &wait.settled),
        ("leaving", &wait.leaving),
        ("gone", &wait.gone),
    ];
    let ends = ends.into_iter().chain([("passing", &wait.passing)]);
    for (name, states) in ends.filter(|(_, states)| !states.is_empty()) {
        lines.push(format!("{name}: {}", states.join(" ")));
    }
    lines
}

/// Where a parameter is in the request.
fn location(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "path",
        Location::Query | Location::QueryJoined => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Part => "part",
    }
}

pub(super) fn parameter(parameter: &Parameter) -> String {
    let optional = if parameter.required { "" } else { "?" };
    let mut text = format!("{}{optional}: {}", parameter.wire, notation::ty(&parameter.ty));
    if parameter.location == Location::QueryJoined {
        text.push_str("  joined by commas");
    }
    for remark in notation::remarks(&parameter.docs) {
        let _ = write!(text, "  {remark}");
    }
    text
}

fn result(operation: &Operation) -> String {
    let success = &operation.success;
    let content = match &success.content {
        Content::Empty => "nothing".to_owned(),
        Content::Result(ty) => notation::ty(ty),
        Content::Page { item, items_at: None } => format!("page of {}", notation::ty(item)),
        Content::Page { item, items_at: Some(property) } => {
            format!("page of {} in {property}", notation::ty(item))
        }
        Content::Body(ty) => format!("{} without an envelope", notation::ty(ty)),
        Content::Text => "text".to_owned(),
        Content::Bytes => "bytes".to_owned(),
    };
    let statuses: Vec<String> = success.statuses.iter().map(ToString::to_string).collect();
    format!("{} {content}{}", statuses.join("/"), media(&success.media_type, "application/json"))
}

/// Returns the media type, where it is not the usual one.
fn media(media_type: &str, usual: &str) -> String {
    if media_type.is_empty() || media_type == usual {
        String::new()
    } else {
        format!("  as {media_type}")
    }
}

fn error(error: &ErrorResponse) -> String {
    if error.details.is_empty() {
        error.status.to_string()
    } else {
        let mut text = format!("{} with {}", error.status, error.details.join(" "));
        if let Some(body) = &error.body {
            let _ = write!(text, " as {}", notation::ty(body));
        }
        text
    }
}
