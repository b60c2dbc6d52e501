//! The one error type: what happened, and everything needed to act on it.

mod body;
mod details;
mod display;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, Method, StatusCode};
use serde_json::{Map, Value};

use super::BoxError;
use crate::model::{MissingFields, RequireError};

pub(crate) use self::body::Failure;
pub use self::body::Issue;
pub use self::details::ErrorBody;

/// Why a call failed.
///
/// Ask the predicates what to do about it ([`is_not_found`](Error::is_not_found),
/// [`is_rate_limited`](Error::is_rate_limited), [`is_retryable`](Error::is_retryable), …), and
/// the accessors for what to tell a person. An error never shows a secret: raw bodies are
/// bounded, and values that look like secrets are masked in them.
///
/// ```
/// # fn f(error: clickhouse_cloud::Error) {
/// if error.is_forbidden() {
///     eprintln!("{error}"); // Names the permission that the key must hold.
/// } else if error.may_have_been_executed() {
///     eprintln!("look before trying again; request id {:?}", error.request_id());
/// }
/// # }
/// ```
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    operation: Option<Cow<'static, str>>,
    method: Option<Method>,
    path: Cow<'static, str>,
    permissions: &'static [&'static str],
    status: Option<StatusCode>,
    headers: Option<HeaderMap>,
    body: Option<String>,
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

/// How far a wait has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    pub(crate) polls: u32,
    pub(crate) elapsed: Duration,
    pub(crate) last_state: Option<String>,
}

/// The cause of an [`Error`], for a `match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built this way.
    #[default]
    Config,
    /// The credentials could not be had.
    Credentials,
    /// The request cannot be built: a parameter is not usable.
    Request,
    /// The connection could not be made.
    Connect,
    /// The exchange broke off.
    Transport,
    /// Time ran out.
    Timeout,
    /// The rate limiter of the client refused the call.
    Limiter,
    /// The server sent the client elsewhere, and following would not be safe.
    Redirect,
    /// The API answered with a failure.
    Api,
    /// The API answered with something that cannot be understood.
    Decode,
    /// What was waited for cannot come any more: the resource is in a state that it does not leave.
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

    pub(crate) fn with_operation(
        mut self,
        id: &'static str,
        method: &Method,
        path: Cow<'static, str>,
        permissions: &'static [&'static str],
    ) -> Self {
        // An operation without an id is an untyped call, which method and path describe.
        self.inner.operation = (!id.is_empty()).then_some(Cow::Borrowed(id));
        self.inner.method = Some(method.clone());
        self.inner.path = path;
        self.inner.permissions = permissions;
        self
    }

    pub(crate) fn with_answer(mut self, status: StatusCode, headers: HeaderMap) -> Self {
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

    /// Says that the error ended a wait.
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

/// Codes that mean the same wherever they come from.
pub(crate) mod codes {
    /// The service is idle.
    pub(crate) const SERVICE_IDLE: &str = "SERVICE_IDLE";
    /// The service is stopped.
    pub(crate) const SERVICE_STOPPED: &str = "SERVICE_STOPPED";
}

/// The request id of headers, for answers whose body has none.
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
    /// The cause.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The id of the operation, such as `instanceGet`; none for untyped calls and for errors that
    /// no call made.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.inner.operation.as_deref()
    }

    /// The HTTP method of the call.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.inner.method.as_ref()
    }

    /// The path template of the call.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        (!self.inner.path.is_empty()).then_some(&*self.inner.path)
    }

    /// The HTTP status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// What the API says, or else what the client has to say.
    #[must_use]
    pub fn message(&self) -> &str {
        self.inner.failure.message.as_deref().unwrap_or(&self.inner.message)
    }

    /// What is wrong with the body of the request, field by field, where the API says so.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.inner.failure.issues
    }

    /// The id under which ClickHouse knows the request; support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.inner.request_id.as_deref()
    }

    /// The number of attempts that were made, redirects not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// How many times a wait has looked, where the error ended one; otherwise 0.
    #[must_use]
    pub fn polls(&self) -> u32 {
        self.inner.wait.as_ref().map_or(0, |trail| trail.polls)
    }

    /// The last state that a wait has seen, where the error ended one.
    #[must_use]
    pub fn last_state(&self) -> Option<&str> {
        self.inner.wait.as_ref()?.last_state.as_deref()
    }

    /// The time from the start of the call, or of the wait, to its end.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.inner.elapsed
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.headers.as_ref()
    }

    /// The beginning of the body of the answer, with secrets masked.
    #[must_use]
    pub fn raw_body(&self) -> Option<&str> {
        self.inner.body.as_deref()
    }

    /// The permissions that the operation needs, for a 403; empty otherwise, and where the
    /// document names none.
    #[must_use]
    #[inline]
    pub fn missing_permissions(&self) -> &'static [&'static str] {
        if self.is_forbidden() { self.inner.permissions } else { &[] }
    }

    /// Where in the body the answer cannot be understood, as a JSON pointer; empty for the whole.
    /// None for a body that is not JSON: the message has the line and column then.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.inner.pointer.as_deref()
    }

    /// The machine-readable cause, where the API gives one: `SERVICE_IDLE`, `62`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.failure.code.as_deref()
    }

    /// The members of the API's error body beside `error`, `status`, `requestId` and `issues`.
    ///
    /// Only the credentials of the client are masked in them.
    #[must_use]
    pub fn details(&self) -> &Map<String, Value> {
        &self.inner.failure.details
    }

    /// How long the server asks to wait before another attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }
}

/// What to do about it.
impl Error {
    /// Whether the server may have done what the call asked for.
    ///
    /// False only where that is certain: nothing was sent, or every answer was a refusal. When
    /// several attempts were made, one that may have been executed is enough.
    #[must_use]
    pub fn may_have_been_executed(&self) -> bool {
        self.inner.executed
    }

    /// Whether the same call may succeed later: the failure passes, and repeating the call is
    /// safe.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.inner.retryable
    }

    /// The client cannot be built this way, or its credentials could not be had.
    #[must_use]
    pub fn is_config(&self) -> bool {
        matches!(self.kind(), ErrorKind::Config | ErrorKind::Credentials)
    }

    /// A parameter of the call is not usable; nothing was sent.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.kind() == ErrorKind::Request
    }

    /// The connection could not be made; the attempt sent nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// The connection could not be made, or it broke off.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.kind(), ErrorKind::Connect | ErrorKind::Transport)
    }

    /// Time ran out: an attempt, the whole call, or a wait took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// A resource that was waited for is in a state that it does not leave by itself, and that is
    /// not the one waited for; [`last_state`](Self::last_state) names it.
    #[must_use]
    pub fn is_wait_failed(&self) -> bool {
        self.kind() == ErrorKind::WaitFailed
    }

    /// The API answered, with a failure.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.kind() == ErrorKind::Api
    }

    /// The answer cannot be understood.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// 400. Some operations answer so, rather than 404, to an id that does not exist.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.is(StatusCode::BAD_REQUEST)
    }

    /// 401: the credentials are not accepted.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(StatusCode::UNAUTHORIZED)
    }

    /// 403: the key lacks a permission; see [`missing_permissions`](Self::missing_permissions).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is(StatusCode::FORBIDDEN)
    }

    /// 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is(StatusCode::NOT_FOUND)
    }

    /// 409: the state of the resource does not allow it.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is(StatusCode::CONFLICT)
    }

    /// The service that the call needs is idle; a query with `wake()`, or starting it, helps.
    #[must_use]
    #[inline]
    pub fn is_service_idle(&self) -> bool {
        self.is_api()
            && (self.code() == Some(codes::SERVICE_IDLE)
                || self.is(StatusCode::FAILED_DEPENDENCY)
                    && self.message().contains("Current state: idle"))
    }

    /// The service that the call needs is stopped; it must be started.
    #[must_use]
    #[inline]
    pub fn is_service_stopped(&self) -> bool {
        self.is_api()
            && (self.code() == Some(codes::SERVICE_STOPPED)
                || self.is_not_found()
                    && self.message().starts_with("ClickHouse service is currently unavailable."))
    }

    /// The query endpoint gave up on a statement, which **keeps running**.
    #[must_use]
    #[inline]
    pub fn is_query_timeout(&self) -> bool {
        self.is(StatusCode::INTERNAL_SERVER_ERROR) && self.message() == "Timeout error."
    }

    /// 429, or the client's own limiter: too many requests.
    #[must_use]
    #[inline]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::Limiter || self.is(StatusCode::TOO_MANY_REQUESTS)
    }

    /// 5xx.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.is_api() && self.status().is_some_and(|status| status.is_server_error())
    }

    fn is(&self, status: StatusCode) -> bool {
        self.is_api() && self.status() == Some(status)
    }
}

/// A response without a field that the caller needs.
impl From<RequireError> for Error {
    fn from(error: RequireError) -> Self {
        let this = Self::new(ErrorKind::Decode, error.problem());
        let mut this = match error.info() {
            Some(info) => {
                this.with_operation(info.id, &info.method, info.path.into(), info.permissions)
            }
            None => this,
        };
        this.inner.executed = true;
        this
    }
}

/// A response that lacks what a request needs.
impl From<MissingFields> for Error {
    fn from(missing: MissingFields) -> Self {
        let mut error = Self::new(ErrorKind::Decode, missing.to_string()).with_source(missing);
        error.inner.executed = true;
        error
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn api(status: u16, body: &str) -> Error {
        Error::new(ErrorKind::Api, "")
            .with_failure(Failure::read("application/json", body.as_bytes(), &[]))
            .with_answer(StatusCode::from_u16(status).unwrap(), HeaderMap::new())
    }

    #[test]
    fn each_status_has_its_predicate() {
        type Predicate = fn(&Error) -> bool;
        let predicates: [(u16, Predicate); 6] = [
            (400, Error::is_bad_request),
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
        let decode =
            Error::new(ErrorKind::Decode, "").with_answer(StatusCode::NOT_FOUND, HeaderMap::new());
        assert!(!decode.is_not_found() && decode.is_decode());
    }

    #[test]
    fn a_service_that_does_not_run_is_recognised() {
        for body in [
            r#"{"error":"FAILED_DEPENDENCY: cannot do this. Current state: idle"}"#,
            r#"{"error":"x","code":"SERVICE_IDLE","canWake":true}"#,
        ] {
            let error = api(424, body);
            assert!(error.is_service_idle() && !error.is_service_stopped(), "{body}");
        }
        assert!(api(424, r#"{"error":"x","code":"SERVICE_STOPPED"}"#).is_service_stopped());
        assert!(!api(424, r#"{"error":"Current state: stopped"}"#).is_service_idle());
        assert!(!api(400, r#"{"error":"Current state: idle"}"#).is_service_idle());
    }

    #[test]
    fn the_request_id_of_the_body_comes_before_that_of_the_headers() {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", "header".parse().unwrap());
        let with = |body: &str| {
            Error::new(ErrorKind::Api, "")
                .with_failure(Failure::read("", body.as_bytes(), &[]))
                .with_answer(StatusCode::NOT_FOUND, headers.clone())
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
