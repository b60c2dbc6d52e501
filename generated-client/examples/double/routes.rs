//! Which part of the double answers a request.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::cloud::{Cloud, ORGANIZATION};
use super::http::{Answer, Received, Refusal};
use super::{
    activities, billing, check, dashboards, fixed, keys, metrics, organizations, postgres, services,
};

/// What a request comes to.
pub(crate) enum Outcome {
    /// A result in the envelope.
    Result(Value),
    /// The last page of a list with cursors.
    Page(Vec<Value>),
    /// An envelope without a result.
    Done,
    /// JSON without an envelope.
    Bare(Value),
    /// Text.
    Text(String),
}

/// Answers a request.
pub(crate) fn answer(cloud: &mut Cloud, request: &Received, address: SocketAddr) -> Answer {
    let line = format!("{} /{}", request.method, request.path.join("/"));
    cloud.requests.push(line.clone());
    let id = format!("double-{}", cloud.requests.len());
    let outcome = check::request(cloud, request, address).and_then(|()| route(cloud, request));
    match outcome {
        Ok(Outcome::Result(result)) => {
            Answer::json(200, &json!({ "status": 200, "requestId": id, "result": result }))
        }
        Ok(Outcome::Page(items)) => Answer::json(
            200,
            &json!({
                "status": 200,
                "requestId": id,
                "totalCount": items.len(),
                "limit": 250,
                "nextCursor": null,
                "result": items,
            }),
        ),
        Ok(Outcome::Done) => Answer::json(200, &json!({ "status": 200, "requestId": id })),
        Ok(Outcome::Bare(value)) => Answer::json(200, &value),
        Ok(Outcome::Text(text)) => Answer::text(text),
        Err(refusal) => {
            cloud.refused.push(format!("{line}: {} {}", refusal.status, refusal.message));
            Answer::refused(&refusal, &id)
        }
    }
}

fn route(cloud: &mut Cloud, request: &Received) -> Result<Outcome, Refusal> {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let path = match path.as_slice() {
        ["v1", "whoami"] => return Ok(fixed::whoami()),
        ["v1", "organizations"] => return Ok(organizations::list()),
        ["v1", "organizations", organization, rest @ ..] if *organization == ORGANIZATION => rest,
        _ => return Err(Refusal::missing()),
    };
    match (request.method.as_str(), path) {
        ("GET", []) => Ok(organizations::get()),
        ("GET", ["activities"]) => activities::list(cloud, request),
        ("GET", ["activities", id]) => activities::get(cloud, id),
        ("GET", ["usageCost"]) => billing::usage(cloud, request),
        ("GET", ["prometheus"]) => Ok(Outcome::Text(metrics::organization(cloud))),
        ("GET", ["prometheus", "discovery"]) => Ok(metrics::discovery(cloud)),
        ("GET", ["services", id, "prometheus"]) => metrics::service(cloud, id),
        ("GET", ["postgres", "prometheus"]) => Ok(Outcome::Text(metrics::postgres(cloud))),
        (_, ["keys", rest @ ..]) => keys::route(cloud, request, rest),
        (_, ["services", id, "clickstack", "dashboards", rest @ ..]) => {
            dashboards::route(cloud, request, id, rest)
        }
        (_, ["services", rest @ ..]) => services::route(cloud, request, rest),
        (_, ["postgres", rest @ ..]) => postgres::route(cloud, request, rest),
        ("GET", [list]) => fixed::list(list).ok_or_else(|| unknown(request)),
        _ => Err(unknown(request)),
    }
}

/// An operation of the API that the double does not play.
pub(crate) fn unknown(request: &Received) -> Refusal {
    let path = request.path.join("/");
    Refusal::new(404, format!("the double does not play {} /{path}", request.method))
}
