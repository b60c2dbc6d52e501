//! What every request must be like, before anything is done for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::ir::TypeRef;
use serde_json::Value;

use crate::failure::Failure;
use crate::request::Request;
use crate::schema::{Checker, Issue};
use crate::spec::{Route, Segment, Spec};

/// A request that was found to be valid.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The segments of the path, decoded.
    pub(crate) segments: Vec<String>,
    /// The query parameters in order.
    pub(crate) query: Vec<(String, String)>,
    /// The body, if the operation has one.
    pub(crate) body: Option<Value>,
}

impl Checked {
    /// The value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The key and the secret of the header `authorization`.
pub(crate) fn credentials(request: &Request) -> Result<(String, String), Failure> {
    let refused = |what: &str| Failure::new(401, format!("UNAUTHORIZED: {what}"));
    let header = request.header("authorization");
    let header = header.ok_or_else(|| refused("the request has no API key"))?;
    let encoded = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let (_, encoded) = encoded.ok_or_else(|| refused("the API key must be sent as Basic auth"))?;
    let decoded = STANDARD.decode(encoded.trim()).ok().and_then(|it| String::from_utf8(it).ok());
    let decoded = decoded.ok_or_else(|| refused("the Basic auth is not valid Base64"))?;
    let (key, secret) =
        decoded.split_once(':').ok_or_else(|| refused("the Basic auth has no secret"))?;
    Ok((key.to_owned(), secret.to_owned()))
}

/// Checks path, query, headers and body against the document.
pub(crate) fn check(
    spec: &Spec,
    route: &Route,
    request: &Request,
    segments: Vec<String>,
) -> Result<Checked, Failure> {
    for (segment, given) in route.segments.iter().zip(&segments) {
        let Segment::Parameter(name) = segment else { continue };
        check_text(spec, route, name, given)?;
    }
    let query = request.query().map_err(Failure::bad_request)?;
    check_query(spec, route, &query)?;
    let body = check_body(spec, route, request)?;
    Ok(Checked { segments, query, body })
}

/// Checks a parameter that arrived as text.
pub(crate) fn check_text(
    spec: &Spec,
    route: &Route,
    name: &str,
    text: &str,
) -> Result<(), Failure> {
    let Some(schema) = spec.parameter(route, name) else { return Ok(()) };
    let checker = Checker::new(&spec.document);
    let schema = checker.resolve(schema);
    let schema = schema.get("items").unwrap_or(schema);
    let as_text = Value::from(text);
    let as_json = text.parse().unwrap_or(Value::Null);
    let issues = checker.issues(schema, &as_text);
    // A number or a boolean arrives as text as well.
    match issues.first() {
        Some(issue) if as_json.is_string() || !checker.issues(schema, &as_json).is_empty() => {
            Err(Failure::bad_request(format!("parameter {name}: {}", issue.message)))
        }
        _ => Ok(()),
    }
}

fn check_query(spec: &Spec, route: &Route, query: &[(String, String)]) -> Result<(), Failure> {
    let parameters = &route.operation.query_parameters;
    for (at, (name, value)) in query.iter().enumerate() {
        let known = parameters.iter().find(|parameter| parameter.wire == *name);
        let Some(parameter) = known else {
            return Err(Failure::bad_request(format!("unknown query parameter {name}")));
        };
        let repeats = query.iter().take(at).any(|(other, _)| other == name);
        if repeats && !matches!(parameter.ty, TypeRef::Array(_)) {
            return Err(Failure::bad_request(format!("query parameter {name} is given twice")));
        }
        check_text(spec, route, name, value)?;
    }
    let missing = parameters.iter().filter(|parameter| parameter.required);
    let mut missing =
        missing.filter(|parameter| !query.iter().any(|(name, _)| *name == parameter.wire));
    match missing.next() {
        Some(parameter) => {
            Err(Failure::bad_request(format!("query parameter {} is required", parameter.wire)))
        }
        None => Ok(()),
    }
}

fn check_body(spec: &Spec, route: &Route, request: &Request) -> Result<Option<Value>, Failure> {
    let Some((schema, body)) = spec.body(route).zip(route.operation.body.as_ref()) else {
        return if request.body.is_empty() {
            Ok(None)
        } else {
            Err(Failure::bad_request("this operation takes no request body"))
        };
    };
    let checker = Checker::new(&spec.document);
    if request.body.is_empty() {
        // A body without a required property may be left out as a whole.
        let empty = Value::Object(serde_json::Map::new());
        return if checker.issues(schema, &empty).is_empty() {
            Ok(Some(empty))
        } else {
            let message = "is required".to_owned();
            Err(Failure::invalid_body(vec![Issue { path: Vec::new(), message }]))
        };
    }
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
    let given = request.header("content-type").map(essence);
    if given.as_deref() != Some(essence(&body.media_type).as_str()) {
        let wanted = &body.media_type;
        return Err(Failure::new(
            415,
            format!("the content-type of the request body must be {wanted}"),
        ));
    }
    let value: Value = serde_json::from_slice(&request.body)
        .map_err(|error| Failure::bad_request(format!("the request body is not JSON: {error}")))?;
    let issues = checker.issues(schema, &value);
    if issues.is_empty() { Ok(Some(value)) } else { Err(Failure::invalid_body(issues)) }
}
