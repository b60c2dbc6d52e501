//! The running double.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;

use crate::admin;
use crate::exceptions::DOCUMENT;
use crate::faults::{Early, FaultPlan, Faults};
use crate::lifecycle::Pace;
use crate::request::Request;
use crate::server::{Reply, Server};
use crate::service::{State, serve};
use crate::spec::Spec;

/// How many requests are remembered.
const REMEMBERED: usize = 10_000;

/// How a double starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port of `127.0.0.1`; 0 takes a free one.
    pub port: u16,
    /// How long a resource stays in each state on its way.
    pub pace: Pace,
    /// The faults from the beginning.
    pub faults: Faults,
}

impl Default for Options {
    /// A free port, states that are seen once on the way, no faults.
    fn default() -> Self {
        Self { port: 0, pace: Pace::Reads(1), faults: Faults::default() }
    }
}

/// The API of a document on loopback. It stops when it is dropped.
#[derive(Debug)]
pub struct Double {
    server: Server,
    shared: Arc<Mutex<Shared>>,
}

/// What the requests of all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    spec: Spec,
    options: Options,
    pub(crate) state: State,
    pub(crate) plan: FaultPlan,
    pub(crate) log: Log,
}

/// The last requests.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// As `GET /v1/organizations`.
    pub(crate) requests: VecDeque<String>,
    /// As `GET /v1/organizations: 401 UNAUTHORIZED`.
    pub(crate) refused: VecDeque<String>,
}

impl Double {
    /// Starts to serve a document.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the system refuses a socket or a thread.
    pub fn start(spec: Spec, options: Options) -> io::Result<Self> {
        let port = options.port;
        let shared = Arc::new(Mutex::new(Shared::new(spec, options)));
        let shared_with_server = Arc::clone(&shared);
        let server = Server::start(port, move |request: Request| {
            shared_with_server.lock().unwrap_or_else(PoisonError::into_inner).reply(&request)
        })?;
        Ok(Self { server, shared })
    }

    /// The address of the double.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The base URL of the double.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The requests so far, as `GET /v1/organizations`; the last 10,000 of them.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.shared().log.requests.iter().cloned().collect()
    }

    /// The requests that were refused, with status and reason: a program that does everything
    /// right leaves this empty.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.shared().log.refused.iter().cloned().collect()
    }

    /// The resource under a path, such as `/v1/organizations/…/services/…`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Value> {
        self.shared().state.store.get(path).map(|resource| resource.value.clone())
    }

    /// Puts a resource under a path, without any check.
    pub fn put(&self, path: impl Into<String>, value: Value) {
        self.shared().state.store.put(path.into(), value, None);
    }

    /// Everything that exists so far, by path.
    #[must_use]
    pub fn resources(&self) -> Value {
        self.shared().resources()
    }

    /// Replaces the faults.
    pub fn set_faults(&self, faults: Faults) {
        self.shared().plan = FaultPlan::new(faults);
    }

    /// Sets how long a resource stays in each state on its way.
    pub fn set_pace(&self, pace: Pace) {
        self.shared().state.pace = pace;
    }

    /// Forgets everything and begins anew.
    pub fn reset(&self) {
        self.shared().reset();
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn new(spec: Spec, options: Options) -> Self {
        let (state, plan) = begin(&options);
        Self { spec, options, state, plan, log: Log::default() }
    }

    pub(crate) fn reset(&mut self) {
        (self.state, self.plan) = begin(&self.options);
        self.log = Log::default();
    }

    pub(crate) fn resources(&self) -> Value {
        let all = self.state.store.all();
        Value::Object(all.map(|(path, value)| (path.clone(), value.clone())).collect())
    }

    fn reply(&mut self, request: &Request) -> Reply {
        if request.path().starts_with(admin::PREFIX) {
            let (status, body) = admin::serve(self, request);
            return Reply::Respond(json(status, &body));
        }
        let line = format!("{} {}", request.method, request.target);
        remember(&mut self.log.requests, line.clone());
        let request_id = self.state.source.uuid();
        let mut response = match self.plan.early(request.at) {
            Some(early) => early_response(&early, &request_id),
            None => self.response(request, &request_id),
        };
        if let Ok(value) = http::HeaderValue::from_str(&request_id) {
            response.headers_mut().insert("x-request-id", value);
        }
        if !response.status().is_success() {
            let reason = String::from_utf8_lossy(response.body());
            let status = response.status().as_u16();
            remember(&mut self.log.refused, format!("{line}: {status} {reason}"));
        }
        let reply =
            if self.plan.is_cut() { Reply::Close(Vec::new()) } else { Reply::Respond(response) };
        match self.plan.faults.latency {
            0 => reply,
            latency => Reply::After(Duration::from_millis(latency), Box::new(reply)),
        }
    }

    fn response(&mut self, request: &Request, request_id: &str) -> Response<Bytes> {
        if (request.method.as_str(), request.path()) == ("GET", DOCUMENT) {
            let host = request.header("host").unwrap_or_default();
            return json(StatusCode::OK, &self.spec.with_server(&format!("http://{host}")));
        }
        self.state.idle = self.plan.faults.idle;
        match serve(&self.spec, &mut self.state, request, request_id) {
            Ok(success) => {
                let status = StatusCode::from_u16(success.status).unwrap_or_default();
                response(status, &success.content_type, success.body.into())
            }
            Err(failure) => json(failure.status(), &failure.body(request_id)),
        }
    }
}

fn begin(options: &Options) -> (State, FaultPlan) {
    let state = State::new(options.faults.seed, options.pace);
    (state, FaultPlan::new(options.faults.clone()))
}

fn early_response(early: &Early, request_id: &str) -> Response<Bytes> {
    match early {
        Early::Status(status) => {
            let failure = crate::failure::Failure::new(*status, "the failure that was asked for");
            json(failure.status(), &failure.body(request_id))
        }
        // The body of the live service: no status and no request id.
        Early::RateLimited(seconds) => {
            let body = serde_json::json!({ "error": "TOO_MANY_REQUESTS" });
            let mut response = json(StatusCode::TOO_MANY_REQUESTS, &body);
            if let Ok(value) = http::HeaderValue::from_str(&format!("{seconds:.3}")) {
                response.headers_mut().insert("x-ratelimit-reset", value);
            }
            response
        }
    }
}

fn json(status: StatusCode, body: &Value) -> Response<Bytes> {
    response(status, "application/json", body.to_string().into())
}

fn response(status: StatusCode, content_type: &str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Ok(value) = http::HeaderValue::from_str(content_type) {
        response.headers_mut().insert(http::header::CONTENT_TYPE, value);
    }
    response
}

fn remember(log: &mut VecDeque<String>, line: String) {
    if log.len() == REMEMBERED {
        log.pop_front();
    }
    log.push_back(line);
}
