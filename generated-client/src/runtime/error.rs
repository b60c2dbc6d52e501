//! The one error type: what happened, and everything needed to act on it.

mod body;
mod details;
mod display;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::{Map, Value};

use super::BoxError;
use super::call_info::CallInfo;
use crate::model::{MissingFields, RequireError};

pub(crate) use self::body::Failure;
pub use self::body::Issue;
pub use self::details::ErrorBody;

/// The error of a call, or of the settings of a client.
///
/// The predicates help to decide what to do ([`is_not_found`](Error::is_not_found),
/// [`is_rate_limited`](Error::is_rate_limited), [`is_retryable`](Error::is_retryable), …),
/// [`kind`](Error::kind) returns the kind of failure, and the other methods return the
/// details.
///
/// ```
/// # fn f(error: clickhouse_cloud::Error) {
/// if error.is_forbidden() {
///     eprintln!("this operation requires {:?}", error.required_permissions());
/// } else if error.may_have_been_executed() {
///     eprintln!("check before you retry; request id {:?}", error.request_id());
/// } else {
///     eprintln!("{error:#}");
/// }
/// # }
/// ```
///
/// # Display
///
/// `{error}` is one line, such as `service.get (instanceGet): 404 Not Found: no such service;
/// request id …`. `{error:#}` adds the causes: `connection failed` becomes `connection failed: …
/// Connection refused`. The message does not repeat those of its sources, so a report that follows
/// [`source`](std::error::Error::source), such as that of `anyhow`, contains no message twice.
///
/// The text and the `Debug` output of an error contain no secrets: credentials, and values that
/// look like secrets, are redacted in messages, headers and bodies, and the length of bodies is
/// limited. [`partial_body`](Error::partial_body) and [`details`](Error::details) return data of
/// the API that may contain secrets.
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    call: Option<CallInfo>,
    status: Option<StatusCode>,
    headers: Option<HeaderMap>,
    body: Option<String>,
    partial: Option<Bytes>,
    failure: Failure,
    request_id: Option<String>,
    pointer: Option<String>,
    attempts: u32,
    elapsed: Duration,
    executed: bool,
    retryable: bool,
    retry_after: Option<Duration>,
    wait: Option<Trail>,
    source: Option<BoxError>,
}

/// The progress of a wait.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    pub(crate) polls: u32,
    pub(crate) elapsed: Duration,
    pub(crate) last_state: Option<String>,
}

/// The kind of an [`Error`], for a `match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings of the client are invalid.
    #[default]
    Config,
    /// The credentials could not be obtained.
    Credentials,
    /// The request is invalid, for example because a parameter cannot be sent, or an interceptor
    /// rejected it.
    Request,
    /// The connection failed.
    Connect,
    /// The connection was interrupted, or the response could not be received: for example, it was
    /// too large.
    Transport,
    /// An attempt, the call or a wait timed out.
    Timeout,
    /// The rate limiter of the client failed, or granted no permit within
    /// [`max_wait`](crate::RateLimit::max_wait).
    Limiter,
    /// The server redirected the request, and the redirect was not followed: following it is not
    /// safe, its target is invalid, or there were too many redirects.
    Redirect,
    /// The path does not exist on the server: a 404 or 410 that is not from the API. The resource
    /// may exist.
    Routing,
    /// The API returned an error.
    Api,
    /// The response cannot be decoded, or lacks a field that the program or a request requires.
    Decode,
    /// A wait failed: the resource has failed, is being deleted, or is in another state that it
    /// does not leave without intervention.
    WaitFailed,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let inner = Inner { kind, message: message.into(), ..Inner::default() };
        Self { inner: Box::new(inner) }
    }

    pub(crate) fn config(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    pub(crate) fn request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Request, message)
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    pub(crate) fn with_call(mut self, call: &CallInfo) -> Self {
        self.inner.call = Some(call.clone());
        self
    }

    pub(crate) fn with_response(mut self, status: StatusCode, headers: HeaderMap) -> Self {
        self.inner.status = Some(status);
        if self.inner.request_id.is_none() {
            self.inner.request_id = header_request_id(&headers);
        }
        self.inner.headers = Some(headers);
        self
    }

    pub(crate) fn with_body(mut self, excerpt: String) -> Self {
        self.inner.body = Some(excerpt);
        self
    }

    /// Adds the body of a result that failed after its first rows.
    #[allow(dead_code, reason = "SQL statements use it, which not all groups have")]
    pub(crate) fn with_partial(mut self, body: Bytes) -> Self {
        self.inner.partial = Some(body);
        self
    }

    pub(crate) fn with_failure(mut self, failure: Failure) -> Self {
        if failure.request_id.is_some() {
            self.inner.request_id.clone_from(&failure.request_id);
        }
        self.inner.failure = failure;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        if request_id.is_some() {
            self.inner.request_id = request_id;
        }
        self
    }

    pub(crate) fn with_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.inner.pointer = Some(pointer.into());
        self
    }

    pub(crate) fn with_trail(mut self, attempts: u32, elapsed: Duration, executed: bool) -> Self {
        self.inner.attempts = attempts;
        self.inner.elapsed = elapsed;
        self.inner.executed = executed;
        self
    }

    /// Adds the progress of the wait that ended with this error.
    pub(crate) fn with_wait(mut self, trail: Trail) -> Self {
        self.inner.elapsed = trail.elapsed;
        self.inner.wait = Some(trail);
        self
    }

    pub(crate) fn with_retry(mut self, retryable: bool, after: Option<Duration>) -> Self {
        self.inner.retryable = retryable;
        self.inner.retry_after = after;
        self
    }
}

/// Error codes with a predicate.
pub(crate) mod codes {
    /// The service is idle.
    pub(crate) const SERVICE_IDLE: &str = "SERVICE_IDLE";
    /// The service is stopped.
    pub(crate) const SERVICE_STOPPED: &str = "SERVICE_STOPPED";
}

/// Returns the request id of the headers, for responses whose body has none.
pub(crate) fn header_request_id(headers: &HeaderMap) -> Option<String> {
    const NAMES: [HeaderName; 3] = [
        HeaderName::from_static("x-request-id"),
        HeaderName::from_static("request-id"),
        HeaderName::from_static("x-clickhouse-request-id"),
    ];
    NAMES
        .iter()
        .flat_map(|name| headers.get_all(name))
        .find_map(|id| id.to_str().ok().map(str::trim).filter(|id| !id.is_empty()))
        .map(str::to_owned)
}

/// What happened.
impl Error {
    /// Returns the kind of the error: which part of the call failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the `operationId` of the call, such as `instanceGet`. Returns `None` for SQL
    /// statements, untyped requests, and errors outside of calls.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.call.as_ref()?.id()
    }

    /// Returns the handle and the method of the call, as in code: `service.get`, or
    /// `client.request` for untyped requests. Returns `None` for errors outside of calls.
    #[must_use]
    pub fn call(&self) -> Option<Cow<'static, str>> {
        self.inner.call.as_ref().map(CallInfo::call)
    }

    /// Returns the HTTP status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// Returns the message of the API, or of this crate if the error is not from the API. It does
    /// not contain the messages of [`source`](std::error::Error::source).
    #[must_use]
    pub fn message(&self) -> &str {
        self.inner.failure.message.as_deref().unwrap_or(&self.inner.message)
    }

    /// Returns the problems that the API found in the request body, one for each property.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.inner.failure.issues
    }

    /// Returns the request id that ClickHouse assigned. Include it in support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.inner.request_id.as_deref()
    }

    /// Returns the number of attempts, including those that ended in a 429. Redirects do not count.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Returns the number of polls, if the error ended a wait; otherwise 0.
    #[must_use]
    pub fn polls(&self) -> u32 {
        self.inner.wait.as_ref().map_or(0, |trail| trail.polls)
    }

    /// Returns the last state of the resource, if the error ended a wait.
    #[must_use]
    pub fn last_state(&self) -> Option<&str> {
        self.inner.wait.as_ref()?.last_state.as_deref()
    }

    /// Returns the time from the start of the call, or of the wait, to its end.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.inner.elapsed
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.headers.as_ref()
    }

    /// Returns the beginning of the response body, with secrets redacted.
    #[must_use]
    pub fn raw_body(&self) -> Option<&str> {
        self.inner.body.as_deref()
    }

    /// Returns the complete response body of a SQL statement that failed after the response had
    /// begun: the rows before the failure, then the exception. It is not redacted.
    #[must_use]
    pub fn partial_body(&self) -> Option<&Bytes> {
        self.inner.partial.as_ref()
    }

    /// Returns the permissions that the operation requires, if the status is 403. Empty for other
    /// errors, and if the spec lists none.
    #[must_use]
    #[inline]
    pub fn required_permissions(&self) -> &'static [&'static str] {
        match &self.inner.call {
            Some(call) if self.is_forbidden() => call.permissions(),
            _ => &[],
        }
    }

    /// Returns the JSON pointer of the value in the response body that cannot be decoded; empty for
    /// the whole body. Returns `None` for a body that is not JSON: the message has the line and
    /// column.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.inner.pointer.as_deref()
    }

    /// Returns the error code if the API sends one, such as `SERVICE_IDLE`, or `62` for a SQL
    /// statement.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.failure.code.as_deref()
    }

    /// Returns the other properties of the error body: all except `error`, `status`, `requestId`
    /// and `issues`. If `error` is an object, its properties except the code and the message are
    /// included. See [`details_as`](Self::details_as) for bodies that the spec describes.
    ///
    /// Only the credentials of the client are redacted in them.
    #[must_use]
    pub fn details(&self) -> &Map<String, Value> {
        &self.inner.failure.details
    }

    /// Returns the delay that the server requests before another attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }
}

/// What to do about the error.
impl Error {
    /// Returns `true` if the server may have executed the call.
    ///
    /// It returns `false` only if nothing was sent, or if every response was a rejection. If the
    /// call made several attempts, one that may have been executed is enough.
    #[must_use]
    pub fn may_have_been_executed(&self) -> bool {
        self.inner.executed
    }

    /// Returns `true` if it makes sense to repeat the call: the failure is temporary, and repeating
    /// the call is safe.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.inner.retryable
    }

    /// Returns `true` if the settings of the client are invalid, or its credentials could not be
    /// obtained.
    #[must_use]
    pub fn is_config(&self) -> bool {
        matches!(self.kind(), ErrorKind::Config | ErrorKind::Credentials)
    }

    /// Returns `true` if the request is invalid, or if an interceptor rejected it. The attempt sent
    /// nothing.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.kind() == ErrorKind::Request
    }

    /// Returns `true` if no connection could be established. The attempt sent nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Returns `true` if the connection failed or was interrupted, or if the response could not be
    /// received, for example because it was too large.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.kind(), ErrorKind::Connect | ErrorKind::Transport)
    }

    /// Returns `true` if an attempt, the call or a wait timed out. If it was a wait,
    /// [`polls`](Self::polls) is above 0, and waiting again may succeed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns `true` if a wait failed: the resource has failed, is being deleted, or is in another
    /// state that it does not leave without intervention, and that state is not the expected one.
    /// [`last_state`](Self::last_state) returns it.
    #[must_use]
    pub fn is_wait_failed(&self) -> bool {
        self.kind() == ErrorKind::WaitFailed
    }

    /// Returns `true` if the response cannot be decoded, or lacks a field that
    /// [`require!`](crate::require) or a conversion to a request needs.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// Returns `true` if the status is 401: the API rejects the credentials.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(StatusCode::UNAUTHORIZED)
    }

    /// Returns `true` if the status is 403. Usually the key lacks a permission; see
    /// [`required_permissions`](Self::required_permissions).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is(StatusCode::FORBIDDEN)
    }

    /// Returns `true` if the path does not exist on the server: the base URL or a proxy is wrong.
    /// It does not mean that the resource does not exist.
    #[must_use]
    pub fn is_routing(&self) -> bool {
        self.kind() == ErrorKind::Routing
    }

    /// Returns `true` if the status is 404, with an error of the API: there is no such resource.
    /// Some operations return 400 instead if the id is invalid. See also
    /// [`is_routing`](Self::is_routing).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is(StatusCode::NOT_FOUND)
    }

    /// Returns `true` if the status is 409: the call conflicts with the state of the resource, with
    /// another resource (for example, one of the same name), or with a concurrent request.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is(StatusCode::CONFLICT)
    }

    /// Returns `true` if the service that the call needs is idle. A query with
    /// `Query::wake` starts it.
    ///
    /// It returns `false` if the API reports that the service cannot be woken (`canWake` in
    /// [`details`](Self::details)).
    #[must_use]
    #[inline]
    pub fn is_service_idle(&self) -> bool {
        self.is_dependency()
            && !self.details().get("canWake").is_some_and(is_false)
            && (self.code() == Some(codes::SERVICE_IDLE)
                || self.message().contains("Current state: idle"))
    }

    /// Returns `true` if the service that the call needs is stopped. It must be started first.
    #[must_use]
    #[inline]
    pub fn is_service_stopped(&self) -> bool {
        self.is_dependency() && self.code() == Some(codes::SERVICE_STOPPED)
            || self.is_not_found()
                && self.message().starts_with("ClickHouse service is currently unavailable.")
    }

    /// Whether the status is about a service that the call depends on: 424 from the API, 206 from
    /// the query endpoint. The codes have this meaning only with one of these.
    fn is_dependency(&self) -> bool {
        self.is(StatusCode::FAILED_DEPENDENCY) || self.is(StatusCode::PARTIAL_CONTENT)
    }

    /// Returns `true` if the query endpoint timed out. The statement **continues to run**.
    #[must_use]
    #[inline]
    pub fn is_query_timeout(&self) -> bool {
        self.is(StatusCode::INTERNAL_SERVER_ERROR) && self.message() == "Timeout error."
    }

    /// Returns `true` if the status is 429, or if the rate limiter of the client failed or granted
    /// no permit.
    #[must_use]
    #[inline]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::Limiter || self.is(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns `true` if the status is 5xx.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.kind() == ErrorKind::Api
            && self.status().is_some_and(|status| status.is_server_error())
    }

    /// Returns the message and those of all sources, for traces.
    #[cfg(feature = "tracing")]
    pub(crate) fn cause(&self) -> impl fmt::Display + '_ {
        display::Cause(self)
    }

    /// Whether the error body is from the API, and not from a proxy or a router.
    pub(crate) fn is_of_api(&self) -> bool {
        self.inner.failure.is_of_api
    }

    fn is(&self, status: StatusCode) -> bool {
        self.kind() == ErrorKind::Api && self.status() == Some(status)
    }
}

/// A response lacks a field that the caller needs.
impl From<RequireError> for Error {
    fn from(error: RequireError) -> Self {
        let mut this = Self::new(ErrorKind::Decode, error.problem());
        this.inner.call = error.info().map(CallInfo::Operation);
        this.inner.executed = true;
        this
    }
}

/// A response lacks fields that a request requires.
impl From<MissingFields> for Error {
    fn from(missing: MissingFields) -> Self {
        let mut error = Self::new(ErrorKind::Decode, missing.to_string());
        error.inner.executed = true;
        error
    }
}

/// One line: the call, what failed, and what helps to act on it. `{:#}` adds the messages of all
/// [sources](std::error::Error::source).
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::display(&self.inner, self, formatter)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::debug(&self.inner, formatter)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// Whether a value is `false`, also as a string.
#[inline]
fn is_false(value: &Value) -> bool {
    value == &Value::Bool(false) || value == "false"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(status: u16, body: &str) -> Error {
        Error::new(ErrorKind::Api, "")
            .with_failure(Failure::read("application/json", body.as_bytes(), &[]))
            .with_response(StatusCode::from_u16(status).unwrap(), HeaderMap::new())
    }

    #[test]
    fn each_status_has_its_predicate() {
        type Predicate = fn(&Error) -> bool;
        let predicates: [(u16, Predicate); 5] = [
            (401, Error::is_unauthorized),
            (403, Error::is_forbidden),
            (404, Error::is_not_found),
            (409, Error::is_conflict),
            (429, Error::is_rate_limited),
        ];
        for (status, _) in predicates {
            for (expected, predicate) in predicates {
                assert_eq!(predicate(&api(status, "{}")), status == expected, "{status}");
            }
            assert!(!api(status, "{}").is_server_error());
        }
        assert!(api(500, "{}").is_server_error() && api(599, "{}").is_server_error());
        // A status without the API behind it means something else.
        let decode = Error::new(ErrorKind::Decode, "")
            .with_response(StatusCode::NOT_FOUND, HeaderMap::new());
        assert!(!decode.is_not_found() && decode.is_decode());
    }

    #[test]
    fn u11_a_service_that_does_not_run_is_recognised() {
        for body in [
            r#"{"error":"FAILED_DEPENDENCY: cannot do this. Current state: idle"}"#,
            r#"{"error":"x","code":"SERVICE_IDLE","canWake":true}"#,
        ] {
            let error = api(424, body);
            assert!(error.is_service_idle() && !error.is_service_stopped(), "{body}");
        }
        assert!(api(424, r#"{"error":"x","code":"SERVICE_STOPPED"}"#).is_service_stopped());
        assert!(!api(424, r#"{"error":"Current state: stopped"}"#).is_service_idle());
        // Status, code and `canWake` together.
        for (status, code, can_wake) in [
            (403, "SERVICE_IDLE", true),
            (500, "SERVICE_IDLE", true),
            (424, "SERVICE_IDLE", false),
            (424, "SERVICE_NOT_RUNNING", true),
        ] {
            let error =
                api(status, &format!(r#"{{"error":"x","code":"{code}","canWake":{can_wake}}}"#));
            assert!(!error.is_service_idle(), "{status} {code} {can_wake}");
        }
        for (status, code) in [(403, "SERVICE_STOPPED"), (404, "SERVICE_STOPPED"), (424, "x")] {
            let error = api(status, &format!(r#"{{"error":"x","code":"{code}"}}"#));
            assert!(!error.is_service_stopped(), "{status} {code}");
        }
        assert!(!api(400, r#"{"error":"Current state: idle"}"#).is_service_idle());
    }

    #[test]
    fn the_request_id_of_the_body_comes_before_that_of_the_headers() {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", "header".parse().unwrap());
        let with = |body: &str| {
            Error::new(ErrorKind::Api, "")
                .with_failure(Failure::read("", body.as_bytes(), &[]))
                .with_response(StatusCode::NOT_FOUND, headers.clone())
        };
        assert_eq!(with(r#"{"requestId":"body"}"#).request_id(), Some("body"));
        assert_eq!(with("Bad Gateway").request_id(), Some("header"));
    }

    #[test]
    fn a_missing_field_becomes_an_error() {
        let id = None::<String>;
        let error = Error::from(crate::require!(id).unwrap_err());
        assert!(error.is_decode() && error.may_have_been_executed());
        assert_eq!(error.to_string(), "`id` is absent");
    }
}
