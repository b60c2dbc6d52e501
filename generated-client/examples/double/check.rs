//! What every request must be like, before anybody looks at what it wants.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clickhouse_cloud::OPERATIONS;
use serde_json::{Map, Value};

use super::cloud::Cloud;
use super::http::{Received, Refusal};

/// The host, the credentials, that there is such an operation, its parameters, and the form of
/// the body.
pub(crate) fn request(
    cloud: &mut Cloud,
    request: &Received,
    address: SocketAddr,
) -> Result<(), Refusal> {
    if request.header("host") != Some(address.to_string().as_str()) {
        return Err(Refusal::bad("the header `host` does not name this server"));
    }
    if !cloud.knows(credentials(request)?) {
        return Err(Refusal::new(401, "UNAUTHORIZED: the API key is not valid"));
    }
    let Some(template) = operation(request) else {
        return Err(Refusal::new(404, "the API has no operation with this method and path"));
    };
    for (index, (name, _)) in request.query.iter().enumerate() {
        if !parameters(&request.method, template).contains(&name.as_str()) {
            return Err(Refusal::bad(format!("the query parameter `{name}` is not known")));
        }
        let again = request.query[..index].iter().any(|(other, _)| other == name);
        if again && name != "filter" {
            return Err(Refusal::bad(format!("the query parameter `{name}` stands there twice")));
        }
    }
    let takes_body = matches!(request.method.as_str(), "POST" | "PUT" | "PATCH");
    if takes_body == request.body.is_empty() {
        return Err(Refusal::bad("a body where there is none, or none where there is one"));
    }
    if takes_body && request.header("content-type") != Some("application/json") {
        return Err(Refusal::new(415, "the body is not announced as JSON"));
    }
    Ok(())
}

/// Key and secret.
fn credentials(request: &Received) -> Result<(String, String), Refusal> {
    let refused = || Refusal::new(401, "UNAUTHORIZED: there is no API key in the request");
    let header = request.header("authorization").ok_or_else(refused)?;
    let encoded = header.strip_prefix("Basic ").ok_or_else(refused)?;
    let decoded = STANDARD.decode(encoded).map_err(|_| refused())?;
    let text = String::from_utf8(decoded).map_err(|_| refused())?;
    let (key, secret) = text.split_once(':').ok_or_else(refused)?;
    Ok((key.to_owned(), secret.to_owned()))
}

/// The path template of the operation that a request calls.
fn operation(request: &Received) -> Option<&'static str> {
    let fits = |template: &str| {
        let mut segments = template.trim_start_matches('/').split('/');
        let all = request.path.iter().all(|given| {
            segments.next().is_some_and(|wanted| wanted.starts_with('{') || wanted == given)
        });
        all && segments.next().is_none()
    };
    let method = |method: &str| method == request.method;
    let mut candidates: Vec<&'static str> = OPERATIONS
        .iter()
        .filter(|operation| method(operation.method.as_str()) && fits(operation.path))
        .map(|operation| operation.path)
        .collect();
    // `/postgres/prometheus` goes before `/postgres/{postgresId}`.
    candidates.sort_by_key(|path| path.matches('{').count());
    candidates.first().copied()
}

/// The query parameters that an operation takes here.
fn parameters(method: &str, template: &str) -> &'static [&'static str] {
    let end = template.rsplit('/').next().unwrap_or_default();
    match (method, end) {
        ("GET", "organizations" | "keys" | "notifications" | "udfs" | "snapshots") => {
            &["limit", "cursor"]
        }
        ("GET", "services") => &["filter"],
        ("GET", "activities") => &["from_date", "to_date"],
        ("GET", "usageCost") => &["from_date", "to_date", "filter"],
        ("GET", "activeBalances") => &["limit", "offset"],
        ("GET", "prometheus" | "discovery") => &["filtered_metrics"],
        _ => &[],
    }
}

/// That an object has all of the first members, and others only of the second.
pub(crate) fn members(
    body: &Map<String, Value>,
    required: &[&str],
    optional: &[&str],
) -> Result<(), Refusal> {
    for name in required {
        if body.get(*name).is_none_or(Value::is_null) {
            return Err(Refusal::bad(format!("request body.{name}: 'undefined'")));
        }
    }
    match body
        .keys()
        .find(|name| !required.contains(&name.as_str()) && !optional.contains(&name.as_str()))
    {
        Some(name) => Err(Refusal::bad(format!("request body.{name} is not known"))),
        None => Ok(()),
    }
}

/// That a member, if it is there, is one of some texts.
pub(crate) fn one_of(
    body: &Map<String, Value>,
    name: &str,
    values: &[&str],
) -> Result<(), Refusal> {
    match body.get(name) {
        Some(value) if !value.as_str().is_some_and(|text| values.contains(&text)) => {
            Err(Refusal::bad(format!("request body.{name}: {value} is none of {values:?}")))
        }
        _ => Ok(()),
    }
}
