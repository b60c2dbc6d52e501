//! A transport for tests: scripted replies, and no network.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::BoxFuture;
use super::builder::ClientBuilder;
use super::client::Client;
use super::operation::Operation;
use super::operation_info::ResponseBody;
use super::output::Output;
use super::output::written::REQUEST_ID;
use super::rate_limit::RateLimit;
use super::transport::{Transport, TransportError};
use crate::model::parse;

/// A transport for tests: scripted replies, and no network.
///
/// The replies to an operation are returned in order; the last one is repeated until another one is
/// added. A request without a reply fails, and is not retried. With
/// `#[tokio::test(start_paused = true)]`, the delays of replies, retries and rate limits end
/// immediately.
///
/// ```
/// use std::time::Duration;
/// use clickhouse_cloud::MockTransport;
/// use http::Method;
/// use serde_json::json;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let mock = MockTransport::new();
/// mock.on_path(Method::GET, "/v1/things/{thingId}")
///     .throttled(Duration::from_secs(3))
///     .result(json!({ "name": "a thing" }));
///
/// let client = mock.client();
/// let thing = client.request(Method::GET, "/v1/things/7").await?;
///
/// assert_eq!(thing["name"], "a thing");
/// assert_eq!(mock.calls().len(), 2);
/// assert_eq!(mock.calls()[1].path, "/v1/things/7");
/// # Ok::<(), clickhouse_cloud::Error>(())
/// # }).unwrap();
/// ```
///
/// Operations have typed replies: `mock.on::<operations::InstanceGet>().reply(service)`.
#[derive(Clone, Default)]
pub struct MockTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    calls: Vec<MockCall>,
}

struct Rule {
    method: Method,
    path: String,
    /// The remaining replies, after the last one that was returned.
    replies: VecDeque<Reply>,
    begun: bool,
}

#[derive(Clone)]
enum Reply {
    Response { status: StatusCode, headers: HeaderMap, body: Bytes },
    Connect,
    Cut,
    Hang,
    Delay(Duration, Box<Reply>),
}

/// A request that a [`MockTransport`] received.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MockCall {
    /// The HTTP method.
    pub method: Method,
    /// The path, percent-encoded as it was sent.
    pub path: String,
    /// The query parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers; credentials are marked as sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl MockCall {
    /// Returns the body as JSON, or null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        parse(&self.body).unwrap_or_default()
    }

    /// Returns the first value of a query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl MockTransport {
    /// Creates a transport without replies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a client with this transport, a fake API key, and no rate limit.
    #[must_use]
    #[allow(clippy::unreachable, reason = "the settings are fixed, and it is for tests")]
    pub fn client(&self) -> Client {
        match self.builder().rate_limit(RateLimit::off()).build() {
            Ok(client) => client,
            Err(error) => unreachable!("the settings of a mock client are fixed: {error}"),
        }
    }

    /// Returns a builder for clients with this transport, a fake API key, and the default rate
    /// limit.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .api_key("mock-key", "mock-secret")
            .query_url("http://localhost")
            .base_url("http://localhost")
            .transport(self.clone())
    }

    /// Returns the reply queue of an operation, to add replies.
    #[must_use]
    pub fn on<O: Operation>(&self) -> MockReplies<O> {
        self.rule(O::INFO.method, O::INFO.path)
    }

    /// Returns the reply queue of requests with this method and path template, to add replies.
    #[must_use]
    pub fn on_path(&self, method: Method, path: impl Into<String>) -> MockReplies<()> {
        self.rule(method, path)
    }

    /// Returns the requests so far.
    #[must_use]
    pub fn calls(&self) -> Vec<MockCall> {
        self.state().calls.clone()
    }

    fn rule<O>(&self, method: Method, path: impl Into<String>) -> MockReplies<O> {
        let path = path.into();
        let mut state = self.state();
        let known = state.rules.iter().position(|rule| rule.method == method && rule.path == path);
        let index = known.unwrap_or_else(|| {
            state.rules.push(Rule { method, path, replies: VecDeque::new(), begun: false });
            state.rules.len() - 1
        });
        MockReplies { mock: self.clone(), index, delay: None, operation: PhantomData }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reply(&mut self, method: &Method, path: &str) -> Option<Reply> {
        let rule = self
            .rules
            .iter_mut()
            .filter(|rule| rule.method == *method)
            .filter_map(|rule| Some((literals(&rule.path, path)?, rule)))
            .max_by_key(|(literals, _)| *literals)?
            .1;
        // The last one stays until another one is added, possibly in the middle of a test.
        if rule.begun && rule.replies.len() > 1 {
            rule.replies.pop_front();
        }
        rule.begun = !rule.replies.is_empty();
        rule.replies.front().cloned()
    }
}

/// Returns the number of literal segments, if the path matches the template.
fn literals(template: &str, path: &str) -> Option<usize> {
    let (mut expected, mut found) = (template.split('/'), path.split('/'));
    let mut count = 0;
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return Some(count),
            (Some(one), Some(other)) if one == other => count += 1,
            (Some(one), Some(_)) if one.starts_with('{') && one.ends_with('}') => {}
            _ => return None,
        }
    }
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let (parts, body) = request.into_parts();
        let call = MockCall {
            path: parts.uri.path().to_owned(),
            query: url::form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes())
                .into_owned()
                .collect(),
            method: parts.method,
            headers: parts.headers,
            body,
        };
        let mut state = self.state();
        let reply = state.reply(&call.method, &call.path);
        let nothing =
            format!("no reply for {} {}: add one with `on` or `on_path`", call.method, call.path);
        state.calls.push(call);
        drop(state);
        Box::pin(async move {
            match reply {
                Some(reply) => reply.play().await,
                // The test is incomplete, so a retry would not help.
                None => Err(TransportError::permanent(nothing)),
            }
        })
    }
}

impl Reply {
    async fn play(self) -> Result<Response<Bytes>, TransportError> {
        let mut reply = self;
        while let Self::Delay(delay, then) = reply {
            tokio::time::sleep(delay).await;
            reply = *then;
        }
        match reply {
            Self::Response { status, headers, body } => {
                let mut response = Response::new(body);
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            }
            Self::Connect => Err(TransportError::connect("connection refused by `MockTransport`")),
            Self::Cut => Err(TransportError::exchange("connection interrupted by `MockTransport`")),
            Self::Hang | Self::Delay(..) => std::future::pending().await,
        }
    }
}

/// The replies to one operation, in order; the last one is repeated until another one is added.
pub struct MockReplies<O> {
    mock: MockTransport,
    index: usize,
    delay: Option<Duration>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> MockReplies<O> {
    /// Adds a successful response with this value, in the envelope of the operation.
    #[allow(clippy::needless_pass_by_value, reason = "callers write `reply(page)`")]
    pub fn reply(&mut self, value: O::Output) -> &mut Self {
        let response = const { &O::INFO }.response;
        match value.write(response) {
            Ok(body) if response == ResponseBody::Text => self.body(200, "text/plain", body),
            Ok(body) if response == ResponseBody::Bytes => {
                self.body(200, "application/octet-stream", body)
            }
            Ok(body) => self.body(200, "application/json", body),
            Err(problem) => self.error(500, &format!("failed to serialize the reply: {problem}")),
        }
    }
}

impl<O> MockReplies<O> {
    /// Adds a successful response with this `result` in an envelope.
    #[allow(clippy::needless_pass_by_value, reason = "callers pass `json!(…)`")]
    pub fn result(&mut self, result: Value) -> &mut Self {
        self.json(200, &json!({ "status": 200, "requestId": REQUEST_ID, "result": result }))
    }

    /// Adds an error of the API.
    pub fn error(&mut self, status: u16, message: &str) -> &mut Self {
        self.json(status, &json!({ "status": status, "requestId": REQUEST_ID, "error": message }))
    }

    /// Adds a response with status 429 and this requested delay, as the API sends it.
    pub fn throttled(&mut self, wait: Duration) -> &mut Self {
        let body = Bytes::from_static(br#"{"error":"TOO_MANY_REQUESTS"}"#);
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("x-ratelimit-reset", wait.as_secs_f64().to_string()),
        ];
        self.response(StatusCode::TOO_MANY_REQUESTS, &headers, body)
    }

    /// Adds a response with this status and JSON body.
    pub fn json(&mut self, status: u16, body: &Value) -> &mut Self {
        self.body(status, "application/json", body.to_string().into_bytes())
    }

    /// Adds a response with this status, media type and body.
    pub fn body(&mut self, status: u16, media_type: &str, body: impl Into<Bytes>) -> &mut Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.response(status, &[("content-type", media_type.to_owned())], body.into())
    }

    /// Adds a response with this status and headers, and no body. Invalid headers are ignored.
    pub fn headers(&mut self, status: u16, headers: &[(&'static str, &str)]) -> &mut Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.response(status, &headers, Bytes::new())
    }

    /// Adds a connection failure: the request is not sent.
    pub fn refuse(&mut self) -> &mut Self {
        self.push(Reply::Connect)
    }

    /// Adds an interruption of the connection after the request was sent.
    pub fn cut(&mut self) -> &mut Self {
        self.push(Reply::Cut)
    }

    /// Adds a reply that never arrives.
    pub fn hang(&mut self) -> &mut Self {
        self.push(Reply::Hang)
    }

    /// Delays the next reply that is added.
    pub fn delay(&mut self, delay: Duration) -> &mut Self {
        self.delay = Some(self.delay.unwrap_or_default().saturating_add(delay));
        self
    }

    fn response(
        &mut self,
        status: StatusCode,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> &mut Self {
        let headers = headers
            .iter()
            .filter_map(|(name, value)| {
                Some((HeaderName::try_from(*name).ok()?, HeaderValue::try_from(value).ok()?))
            })
            .collect();
        self.push(Reply::Response { status, headers, body })
    }

    fn push(&mut self, reply: Reply) -> &mut Self {
        let reply = match self.delay.take() {
            Some(delay) => Reply::Delay(delay, Box::new(reply)),
            None => reply,
        };
        if let Some(rule) = self.mock.state().rules.get_mut(self.index) {
            rule.replies.push_back(reply);
        }
        self
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        formatter
            .debug_struct("MockTransport")
            .field("rules", &state.rules.len())
            .field("calls", &state.calls.len())
            .finish()
    }
}

impl<O> fmt::Debug for MockReplies<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MockReplies")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_whole_paths() {
        assert_eq!(literals("/v1/a/{b}", "/v1/a/7"), Some(3));
        assert_eq!(literals("/v1/a/b", "/v1/a/b"), Some(4));
        for path in ["/v1/a", "/v1/a/7/c", "/v1/x/7", "/V1/a/7"] {
            assert_eq!(literals("/v1/a/{b}", path), None, "{path}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn replies_come_in_order_and_the_last_one_stays() {
        let mock = MockTransport::new();
        mock.on_path(Method::GET, "/a/{b}").result(json!(1)).result(json!(2));
        mock.on_path(Method::GET, "/a/special").result(json!("special"));
        let client = mock.client();
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(client.request(Method::GET, "/a/x").await.unwrap());
        }
        seen.push(client.request(Method::GET, "/a/special").await.unwrap());
        assert_eq!(seen, [json!(1), json!(2), json!(2), json!("special")]);
    }

    #[tokio::test(start_paused = true)]
    async fn later_replies_follow_earlier_ones() {
        let mock = MockTransport::new();
        let client = mock.client();
        let get = async || client.request(Method::GET, "/a").await.unwrap();
        mock.on_path(Method::GET, "/a").result(json!("provisioning"));
        assert_eq!([get().await, get().await], ["provisioning", "provisioning"]);
        mock.on_path(Method::GET, "/a").result(json!("running"));
        assert_eq!([get().await, get().await], ["running", "running"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_delay_applies_to_the_next_reply() {
        let mock = MockTransport::new();
        let second = Duration::from_secs(1);
        mock.on_path(Method::GET, "/a")
            .delay(second)
            .delay(second * 2)
            .result(json!(1))
            .result(json!(2));
        let (client, start) = (mock.client(), tokio::time::Instant::now());
        for _ in 0..2 {
            client.request(Method::GET, "/a").await.unwrap();
            assert_eq!(start.elapsed(), second * 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn headers_are_those_of_http_in_any_case() {
        let mock = MockTransport::new();
        let headers = [("Retry-After", "7"), ("a b", "c"), ("x-a", "c\n")];
        mock.on_path(Method::GET, "/a").headers(503, &headers);
        let client = mock.builder().retry(crate::RetryPolicy::none()).build().unwrap();
        let error = client.request(Method::GET, "/a").await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(error.headers().map(HeaderMap::len), Some(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_without_a_reply_fails_once() {
        let mock = MockTransport::new();
        let error = mock.client().request(Method::GET, "/a").await.unwrap_err();
        assert!(format!("{error:#}").contains("no reply for GET /a"), "{error:#}");
        assert_eq!(mock.calls().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_are_recorded() {
        let mock = MockTransport::new();
        mock.on_path(Method::POST, "/a").error(409, "taken");
        let call = mock.client().request(Method::POST, "/a").query("x", "1 2").json(&[1]);
        assert!(call.await.unwrap_err().is_conflict());
        let calls = mock.calls();
        assert_eq!(calls[0].query("x"), Some("1 2"));
        assert_eq!(calls[0].json(), json!([1]));
        assert!(calls[0].headers["authorization"].is_sensitive());
    }
}
