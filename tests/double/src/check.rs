//! What every request must be like, before anything is done for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::ir::TypeRef;
use serde_json::Value;

use crate::failure::Failure;
use crate::form;
use crate::parameter;
use crate::request::Request;
use crate::schema::{Checker, Issue};
use crate::spec::{Route, Spec};

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

/// Checks path, query, headers, cookies and body against the document.
pub(crate) fn check(
    spec: &Spec,
    route: &Route,
    request: &Request,
    segments: Vec<String>,
) -> Result<Checked, Failure> {
    let query = request.query().map_err(Failure::bad_request)?;
    parameter::check(spec, route, request, &segments)?;
    let body = check_body(spec, route, request)?;
    Ok(Checked { segments, query, body })
}

fn check_body(spec: &Spec, route: &Route, request: &Request) -> Result<Option<Value>, Failure> {
    let parts = form::parts(route);
    if !parts.is_empty() {
        return form::check(spec, &parts, request).map(Some);
    }
    match &route.operation.body {
        Some(body) if body.ty == TypeRef::Bytes => {
            if request.body.is_empty() {
                return Err(missing_body());
            }
            check_media_type(&body.media_type, request)?;
            Ok(None)
        }
        Some(body) => check_json(spec, route, &body.media_type, request).map(Some),
        None if request.body.is_empty() => Ok(None),
        None => Err(Failure::bad_request("this operation takes no request body")),
    }
}

fn check_json(
    spec: &Spec,
    route: &Route,
    media_type: &str,
    request: &Request,
) -> Result<Value, Failure> {
    let schema = spec.body(route).unwrap_or(&Value::Null);
    let checker = Checker::new(&spec.document);
    if request.body.is_empty() {
        // A body without a required property may be left out as a whole.
        let empty = Value::Object(serde_json::Map::new());
        return if checker.issues(schema, &empty).is_empty() {
            Ok(empty)
        } else {
            Err(missing_body())
        };
    }
    check_media_type(media_type, request)?;
    let value: Value = serde_json::from_slice(&request.body)
        .map_err(|error| Failure::bad_request(format!("the request body is not JSON: {error}")))?;
    let issues = checker.issues(schema, &value);
    if issues.is_empty() { Ok(value) } else { Err(Failure::invalid_body(issues)) }
}

pub(crate) fn missing_body() -> Failure {
    Failure::invalid_body(vec![Issue { path: Vec::new(), message: "is required".to_owned() }])
}

/// Checks the media type of the request body, without its parameters.
pub(crate) fn check_media_type(wanted: &str, request: &Request) -> Result<(), Failure> {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
    if request.header("content-type").map(essence) == Some(essence(wanted)) {
        return Ok(());
    }
    Err(Failure::new(415, format!("the content-type of the request body must be {wanted}")))
}
