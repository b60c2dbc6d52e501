//! Parameters of a request: values that arrive as text, in path, query, headers and cookies.

use std::borrow::Cow;

use codegen::ir::{Location, Parameter, TypeRef};
use serde_json::Value;

use crate::failure::Failure;
use crate::request::{self, Request};
use crate::schema::{Checker, Issue};
use crate::spec::{Route, Spec};

/// Checks all parameters of a request. Headers and cookies that the document does not declare are
/// not refused: every HTTP client sends some.
pub(crate) fn check(
    spec: &Spec,
    route: &Route,
    request: &Request,
    segments: &[String],
) -> Result<(), Failure> {
    let operation = &route.operation;
    for (name, value) in route.path_values(segments) {
        if let Some(parameter) = operation.path_parameters.iter().find(|it| it.wire == name) {
            check_values(spec, parameter, &[Cow::Borrowed(value)])?;
        }
    }
    let query = request.raw_query().map_err(Failure::bad_request)?;
    for (name, _) in &query {
        if !operation.query_parameters.iter().any(|it| it.wire == *name) {
            return Err(Failure::bad_request(format!("unknown query parameter {name}")));
        }
    }
    for parameter in operation.arguments() {
        let values = values(parameter, request, &query).map_err(Failure::bad_request)?;
        let Some(values) = values else { continue };
        let (place, name) = (place(parameter.location), &parameter.wire);
        if values.is_empty() && parameter.required {
            return Err(Failure::bad_request(format!("{place} {name} is required")));
        }
        if values.len() > 1 && !matches!(parameter.ty, TypeRef::Array(_)) {
            return Err(Failure::bad_request(format!("{place} {name} is given twice")));
        }
        check_values(spec, parameter, &values)?;
    }
    Ok(())
}

/// Checks the values that a request has of a parameter.
pub(crate) fn check_values(
    spec: &Spec,
    parameter: &Parameter,
    values: &[impl AsRef<str>],
) -> Result<(), Failure> {
    match value(spec, parameter, values) {
        Ok(_) => Ok(()),
        Err(issues) => {
            let message = issues.first().map_or("is invalid", |issue| issue.message.as_str());
            Err(Failure::bad_request(format!("parameter {}: {message}", parameter.wire)))
        }
    }
}

/// The value of a parameter or a part that is written as one or several texts.
pub(crate) fn value(
    spec: &Spec,
    parameter: &Parameter,
    texts: &[impl AsRef<str>],
) -> Result<Option<Value>, Vec<Issue>> {
    let Some(schema) = spec.schema(parameter).filter(|_| !texts.is_empty()) else {
        return Ok(None);
    };
    let checker = Checker::new(&spec.document);
    let is_array = matches!(parameter.ty, TypeRef::Array(_));
    let resolved = checker.resolve(schema);
    let of_one = resolved.get("items").filter(|_| is_array).unwrap_or(resolved);
    let each = texts.iter().map(|text| typed(checker, of_one, text.as_ref()));
    let mut all = each.collect::<Result<Vec<Value>, _>>()?;
    if !is_array {
        return Ok(all.pop());
    }
    let value = Value::Array(all);
    let issues = checker.issues(schema, &value);
    if issues.is_empty() { Ok(Some(value)) } else { Err(issues) }
}

/// The value of a schema that is written as text: the text, or the JSON that it spells.
fn typed(checker: Checker<'_>, schema: &Value, text: &str) -> Result<Value, Vec<Issue>> {
    let as_text = Value::from(text);
    let issues = checker.issues(schema, &as_text);
    if issues.is_empty() {
        return Ok(as_text);
    }
    let Ok(json) = text.parse::<Value>() else { return Err(issues) };
    if json.is_string() {
        return Err(issues);
    }
    match checker.issues(schema, &json) {
        found if found.is_empty() => Ok(json),
        found if json.is_object() || json.is_array() => Err(found),
        _ => Err(issues),
    }
}

/// The values that a request has of a parameter; `None` where it is part of the body.
fn values<'r>(
    parameter: &Parameter,
    request: &'r Request,
    query: &'r [(String, &'r str)],
) -> Result<Option<Vec<Cow<'r, str>>>, String> {
    let name = &parameter.wire;
    let of_query = query.iter().filter(|(other, _)| other == name).map(|(_, value)| *value);
    let values = match parameter.location {
        Location::Query => of_query.map(decode_query).collect::<Result<_, _>>()?,
        // The commas between values are not escaped, and those within values are.
        Location::QueryJoined => of_query
            .flat_map(|value| value.split(','))
            .map(decode_query)
            .collect::<Result<_, _>>()?,
        Location::Header => {
            let lines =
                request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            let lines = lines.map(|(_, value)| value.as_str());
            if matches!(parameter.ty, TypeRef::Array(_)) {
                lines.flat_map(|line| line.split(',')).map(|it| it.trim().into()).collect()
            } else {
                lines.map(Cow::Borrowed).collect()
            }
        }
        Location::Cookie => {
            let lines = request.headers.iter().filter(|(name, _)| name == "cookie");
            let pairs = lines.flat_map(|(_, line)| line.split(';'));
            let pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
            let own = pairs.filter(|(other, _)| other == name);
            own.map(|(_, value)| request::decode(value).map(Cow::Owned))
                .collect::<Result<_, _>>()?
        }
        Location::Path | Location::Part => return Ok(None),
    };
    Ok(Some(values))
}

fn decode_query(value: &str) -> Result<Cow<'_, str>, String> {
    request::decode_query(value).map(Cow::Owned)
}

/// What a parameter is called in a message.
fn place(location: Location) -> &'static str {
    match location {
        Location::Header => "header",
        Location::Cookie => "cookie",
        _ => "query parameter",
    }
}
