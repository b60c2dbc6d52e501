//! The service of a document for a proof: checks each request, and responds as prepared.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use codegen::ir::Content;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::sdk::{Call, Outcome, Sdk};
use crate::check;
use crate::failure::Failure;
use crate::request::Request;
use crate::server::{Reply, Server};
use crate::spec::Spec;

/// What text responses hold.
pub(super) const TEXT: &str = "# HELP up Whether it is up.\nup{a=\"b\"} 1\n";

/// The running service.
pub(super) struct Service {
    server: Server,
    desk: Arc<Mutex<Desk>>,
}

/// What the server is told, and what it saw.
#[derive(Default)]
struct Desk {
    response: Option<Value>,
    /// Of the last request: whether it has an operation, and why it is refused.
    seen: Option<(bool, Option<Failure>)>,
}

/// What came of a call, on both sides.
pub(super) struct Exchange {
    pub(super) outcome: Outcome,
    /// Whether the new document has an operation for the request.
    pub(super) routed: bool,
    /// Why the service refuses the request.
    pub(super) refused: Option<Failure>,
}

impl Service {
    pub(super) fn start(spec: Arc<Spec>) -> io::Result<Self> {
        let desk = Arc::new(Mutex::new(Desk::default()));
        let of_server = Arc::clone(&desk);
        let server = Server::start(0, move |request: Request| {
            let mut desk = lock(&of_server);
            let (reply, seen) = reply(&spec, &request, desk.response.as_ref());
            desk.seen = Some(seen);
            Reply::Respond(reply)
        })?;
        Ok(Self { server, desk })
    }

    /// Makes a call, to which the service responds even if it would refuse the request, so that
    /// both halves are tried.
    pub(super) fn exchange(
        &self,
        sdk: &mut dyn Sdk,
        call: &Call,
        response: Option<&Value>,
    ) -> io::Result<Exchange> {
        *lock(&self.desk) = Desk { response: response.cloned(), seen: None };
        let outcome = sdk.call(&self.server.url(), call)?;
        let seen = lock(&self.desk).seen.take();
        Ok(match seen {
            Some((routed, refused)) => Exchange { outcome, routed, refused },
            // Nothing arrived, so the SDK refused the call itself.
            None => match outcome {
                Outcome::Failed(reason) | Outcome::NotSent(reason) => {
                    Exchange { outcome: Outcome::NotSent(reason), routed: false, refused: None }
                }
                Outcome::Read { .. } => {
                    return Err(io::Error::other("the SDK read a response that nobody sent"));
                }
            },
        })
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reply(
    spec: &Spec,
    request: &Request,
    body: Option<&Value>,
) -> (Response<Bytes>, (bool, Option<Failure>)) {
    let segments = match request.segments() {
        Ok(segments) => segments,
        Err(reason) => return refuse(Failure::bad_request(reason)),
    };
    let Some(route) = spec.route(&request.method, &segments) else {
        return refuse(Failure::new(404, "NOT_FOUND: the API has no such operation"));
    };
    let refused = check::check(spec, route, request, segments).err();
    let success = &route.operation.success;
    let content = match (&success.content, body) {
        (Content::Text | Content::Bytes, _) => TEXT.to_owned(),
        (_, Some(body)) => body.to_string(),
        (_, None) => String::new(),
    };
    let mut response = Response::new(Bytes::from(content));
    *response.status_mut() = StatusCode::from_u16(success.status()).unwrap_or_default();
    if let Ok(media_type) = HeaderValue::from_str(&success.media_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    }
    (response, (true, refused))
}

fn refuse(failure: Failure) -> (Response<Bytes>, (bool, Option<Failure>)) {
    let body = json!(failure.body("r")).to_string();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = failure.status();
    (response, (false, Some(failure)))
}
