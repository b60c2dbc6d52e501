//! SQL statements, sent to the query endpoint of a service, which is on a separate host.

mod exception;
mod postgres;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::BoxFuture;
use super::body::{redact_prose, without_mark};
use super::call::Parts;
use super::client::{Auth, Client};
use super::envelope::Read;
use super::error::{Error, codes};
use super::operation_info::{Idempotency, OperationInfo, Pagination, ResponseBody};
use super::raw_response::RawResponse;
use super::response::Response;
use crate::model::parse;

pub use self::postgres::{PostgresQuery, PostgresRows};

const QUERY: OperationInfo = info("query", "/service/{serviceId}/run", ResponseBody::Text);

impl Client {
    /// Creates a SQL statement for a service, which is sent to its query endpoint.
    ///
    /// The endpoint must exist and be bound to the API key; see the operations of the group
    /// `query-endpoints`. A new endpoint returns 401, 403 or 404 for some minutes.
    ///
    /// A statement is **never sent twice**, except after a 429 or if no connection could be
    /// established: after any other failure it may have run, and one that times out continues to
    /// run ([`Error::is_query_timeout`]). The rate limit of the client does not apply to
    /// statements.
    ///
    /// A statement may fail after its first rows, although the status is 200. The call then returns
    /// an error with the code and message of ClickHouse, and with the received rows in
    /// [`Error::partial_body`]. Such a response has the header `X-ClickHouse-Exception-Code`, a
    /// property `exception` in JSON, an element `exception` after the data in XML, a block
    /// `__exception__`, or it ends in `Code: …. DB::Exception: … (version …)`. In a format that
    /// does not quote strings, such as TSV, a result that ends in such a text is therefore also
    /// treated as an error; use a format that quotes strings, such as JSON or CSV, to avoid this.
    ///
    /// ```no_run
    /// # async fn f(client: clickhouse_cloud::Client, service: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let response = client
    ///     .query(service, "SELECT name, total_rows FROM system.tables")
    ///     .format("JSONEachRow")
    ///     .wake()
    ///     .await?;
    /// for line in response.lines() {
    ///     println!("{line}");
    /// }
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn query(&self, service_id: impl fmt::Display, sql: impl Into<String>) -> Query {
        let mut parts = Parts::new(self, const { &QUERY });
        parts.path("serviceId", service_id.to_string());
        parts.header("x-service-type", "clickhouse");
        // The host accepts API keys with this header only; tokens do not need it.
        let is_token = matches!(&self.inner.credentials, Auth::Static(it) if !it.is_api_key);
        if !is_token {
            parts.header("auth-provider", "custom");
        }
        parts.use_query_endpoints();
        parts.set_query("format", Ok("JSON".to_owned()));
        Query { parts, sql: sql.into(), database: None }
    }
}

/// The metadata of a statement, which is not an operation of the spec and not idempotent.
const fn info(
    handle_method: &'static str,
    path: &'static str,
    response: ResponseBody,
) -> OperationInfo {
    OperationInfo {
        id: "",
        method: Method::POST,
        path,
        handle: "Client",
        handle_method,
        group: "",
        permissions: &[],
        beta: false,
        deprecated: false,
        pagination: Pagination::None,
        idempotency: Idempotency::NotIdempotent,
        response,
    }
}

/// A SQL statement; see [`Client::query`].
#[must_use = "a statement does nothing until it is sent"]
#[derive(Clone)]
pub struct Query {
    pub(crate) parts: Parts,
    sql: String,
    database: Option<String>,
}

impl Query {
    /// Sets the default database of the statement.
    #[inline]
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// Sets the [format](https://clickhouse.com/docs/interfaces/formats) of the response; `JSON` by
    /// default.
    #[inline]
    pub fn format(mut self, name: impl Into<String>) -> Self {
        self.parts.set_query("format", Ok(name.into()));
        self
    }

    /// Wakes the service if it is idle, which takes time and costs money. Without this, a statement
    /// on an idle service fails ([`Error::is_service_idle`]).
    #[inline]
    pub fn wake(mut self) -> Self {
        self.parts.header("wake-service", "true");
        self
    }

    /// Sets the timeout of the statement. It overrides the timeout of the client.
    #[inline]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.timeout(limit);
        self
    }

    /// Sets the timeout of one attempt. It overrides the
    /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout) of the client.
    #[inline]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.parts.attempt_timeout(limit);
        self
    }

    /// Sends the statement and returns the response as text. Bytes that are not UTF-8 are replaced;
    /// [`send_bytes`](Self::send_bytes) preserves them.
    ///
    /// # Errors
    /// If the call or the statement fails; see [`Error`]. [`Error::code`] is the error code of
    /// ClickHouse if it rejects the statement.
    #[inline]
    pub async fn send(self) -> Result<String, Error> {
        self.send_full().await.map(Response::into_value)
    }

    /// Sends the statement and returns the response as text, with status, headers and request id.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    #[inline]
    pub async fn send_full(self) -> Result<Response<String>, Error> {
        let mut raw = self.prepared().send().await?;
        check(&raw)?;
        let body = std::mem::take(&mut raw.body);
        // The caller may have chosen a binary format, but the result is text.
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Response::new(text, Read::of(raw).meta))
    }

    /// Sends the statement and returns the response as bytes, for binary formats.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    #[inline]
    pub async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        let mut raw = self.prepared().send().await?;
        check(&raw)?;
        let body = std::mem::take(&mut raw.body);
        Ok(Response::new(body, Read::of(raw).meta))
    }

    /// Returns the request without sending it.
    ///
    /// # Errors
    /// If a parameter or a header is invalid.
    #[inline]
    pub fn build(self) -> Result<Request<Bytes>, Error> {
        self.prepared().build()
    }

    #[inline]
    fn prepared(mut self) -> Parts {
        let mut body = json!({ "runId": run_id(), "sql": self.sql });
        if let (Some(database), Some(members)) = (self.database, body.as_object_mut()) {
            members.insert("database".to_owned(), Value::String(database));
        }
        // The body is JSON, but the host expects this media type.
        self.parts.body("text/plain;charset=UTF-8", Bytes::from(body.to_string()));
        self.parts
    }
}

/// Fails if the statement failed although the response has a success status.
#[inline]
fn check(raw: &RawResponse) -> Result<(), Error> {
    failure(raw).map_or(Ok(()), |error| Err(raw.failed(error)))
}

/// Returns the error in a response with a success status: the service is not running (206), or the
/// statement ended in an exception.
#[inline]
fn failure(raw: &RawResponse) -> Option<Error> {
    let bytes = without_mark(&raw.body);
    if let Some(exception) = exception::find(&raw.headers, bytes) {
        let text = redact_prose(&exception.text, &raw.secrets);
        return Some(raw.api_error(exception.code, text, true).with_partial(raw.body.clone()));
    }
    if raw.status != StatusCode::PARTIAL_CONTENT {
        return describes_failure(bytes).then(|| raw.body_error());
    }
    let body = parse(bytes).unwrap_or_default();
    let said = body.get("data").and_then(Value::as_str).unwrap_or_default();
    let (code, message) = match said {
        "Confirm wake service" => {
            (codes::SERVICE_IDLE, "the service is idle: call `wake()` to start it".to_owned())
        }
        "Service is stopped" => (codes::SERVICE_STOPPED, "the service is stopped".to_owned()),
        "" => ("", "unknown response with status 206: the statement may have been executed; check before you retry".to_owned()),
        other => ("", other.to_owned()),
    };
    // With a code, nothing was executed.
    Some(raw.api_error(code.to_owned(), message, code.is_empty()))
}

/// Returns an id for a run: a version 4 UUID.
#[inline]
fn run_id() -> String {
    let id =
        format!("{:032x}", fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62);
    let part = |range: std::ops::Range<usize>| id.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

/// Whether a body is `{"error": {"code": …}}` and nothing else, as an error body is.
#[inline]
fn describes_failure(body: &[u8]) -> bool {
    const LARGEST: usize = 64 << 10;
    if body.first() != Some(&b'{') || body.len() > LARGEST {
        return false;
    }
    match parse(body) {
        Ok(Value::Object(members)) if members.len() == 1 => {
            members.get("error").is_some_and(|error| error.get("code").is_some())
        }
        _ => false,
    }
}

impl IntoFuture for Query {
    type Output = Result<String, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Shows the path template only: a statement may contain secrets.
impl fmt::Debug for Query {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::mock::MockTransport;
    use crate::runtime::rate_limit::RateLimit;

    fn mock() -> MockTransport {
        MockTransport::new()
    }

    #[tokio::test(start_paused = true)]
    async fn a_statement_is_sent_in_the_form_of_its_host() {
        let mock = mock();
        mock.on_path(Method::POST, QUERY.path).body(200, "application/json", "{\"a\":1}\n");
        let query =
            mock.client().query("s/1", "SELECT 1").database("d").format("JSONEachRow").wake();
        assert_eq!(query.await.unwrap(), "{\"a\":1}\n");
        let call = &mock.calls()[0];
        assert_eq!(call.path, "/service/s%2F1/run");
        assert_eq!(call.query, [("format".to_owned(), "JSONEachRow".to_owned())]);
        let body = call.json();
        assert_eq!((&body["sql"], &body["database"]), (&json!("SELECT 1"), &json!("d")));
        assert_eq!(body["runId"].as_str().unwrap().len(), 36);
        for (name, value) in [
            ("content-type", "text/plain;charset=UTF-8"),
            ("x-service-type", "clickhouse"),
            ("auth-provider", "custom"),
            ("wake-service", "true"),
        ] {
            assert_eq!(call.headers[name], value);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn invalid_utf8_is_preserved_or_replaced() {
        let mock = mock();
        mock.on_path(Method::POST, QUERY.path).body(
            200,
            "application/octet-stream",
            b"a\xff\n".to_vec(),
        );
        let query = || mock.client().query("s", "SELECT x").format("RowBinary");
        assert_eq!(query().await.unwrap(), "a\u{fffd}\n");
        assert_eq!(&query().send_bytes().await.unwrap().value()[..], b"a\xff\n");
    }

    #[test]
    fn a_token_is_recognised_by_its_form() {
        let client = Client::builder().bearer("t").transport(mock()).build().unwrap();
        let request = client.query("s", "x").build().unwrap();
        assert!(!request.headers().contains_key("auth-provider"));
        assert_eq!(request.uri(), "https://queries.clickhouse.cloud/service/s/run?format=JSON");
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_does_not_run_is_a_failure() {
        let failure = async |status, body: Value| {
            let mock = mock();
            mock.on_path(Method::POST, QUERY.path).json(status, &body);
            let error = mock.client().query("s", "SELECT 1").await.unwrap_err();
            assert_eq!(mock.calls().len(), 1, "{error}");
            error
        };
        let error = failure(206, json!({ "data": "Confirm wake service" })).await;
        assert!(error.is_service_idle() && !error.is_service_stopped(), "{error:?}");
        assert!(!error.may_have_been_executed());
        let error = failure(206, json!({ "data": "Service is stopped" })).await;
        assert!(error.is_service_stopped() && !error.may_have_been_executed(), "{error:?}");
        let asleep = mock();
        asleep
            .on_path(Method::POST, QUERY.path)
            .json(206, &json!({ "data": "Service is stopped" }));
        let error = asleep.client().query("s", "SELECT 1").send_bytes().await.unwrap_err();
        assert!(error.is_service_stopped(), "{error:?}");
        // What nobody knows is no proof that nothing ran.
        for body in [json!({ "data": "new" }), json!({ "data": [{ "a": 1 }] }), json!(null)] {
            let error = failure(206, body).await;
            assert!(
                error.kind() == crate::ErrorKind::Api && error.may_have_been_executed(),
                "{error:?}"
            );
        }
        let stopped = "ClickHouse service is currently unavailable. Please try again later.";
        let error = failure(404, json!({ "error": stopped })).await;
        assert!(error.is_service_stopped(), "{error:?}");
        let error = failure(500, json!({ "error": "Timeout error." })).await;
        assert!(error.is_query_timeout() && error.may_have_been_executed(), "{error:?}");
        let error = failure(503, json!({ "error": "x" })).await;
        assert!(error.is_server_error() && !error.is_retryable(), "{error:?}");
        for code in [json!("62"), json!(62)] {
            let error =
                failure(400, json!({ "error": { "code": code, "details": "Syntax error" } })).await;
            assert_eq!((error.code(), error.message()), (Some("62"), "Syntax error"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn r05_an_exception_after_the_first_rows_is_an_error() {
        let text = "Code: 395. DB::Exception: no (NAME) (version 25.8.1.1 (official build))";
        let mock = mock();
        let body = format!("1\n2\n{text}\n");
        mock.on_path(Method::POST, QUERY.path).body(200, "text/plain", body.clone());
        let error = mock.client().query("s", "SELECT 1").format("TSV").await.unwrap_err();
        assert!(
            error.kind() == crate::ErrorKind::Api && error.may_have_been_executed(),
            "{error:?}"
        );
        assert_eq!((error.code(), error.message()), (Some("395"), text));
        assert_eq!(error.partial_body().unwrap(), body.as_bytes());
        assert_eq!(error.to_string(), format!("client.query: 200 OK: {text}"));
        let bytes = mock.client().query("s", "SELECT 1").send_bytes().await.unwrap_err();
        assert_eq!(bytes.code(), Some("395"));
        let mock = self::mock();
        let body = json!({ "error": { "code": "62", "details": "Syntax error" } });
        mock.on_path(Method::POST, QUERY.path)
            .json(200, &body)
            .json(200, &json!({ "error": "a row" }));
        let error = mock.client().query("s", "SELECT 1").await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Some("62"), "Syntax error"));
        mock.client().query("s", "SELECT 1").await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn r04_a_statement_has_the_time_that_it_was_given() {
        let mock = mock();
        mock.on_path(Method::POST, QUERY.path).hang();
        let start = tokio::time::Instant::now();
        let query = mock.client().query("s", "SELECT 1").timeout(Duration::from_secs(300));
        let error = query.await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains("raise `timeout`"), "{error}");
        assert_eq!(start.elapsed(), Duration::from_secs(300));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_limit_does_not_apply_to_statements() {
        let mock = mock();
        mock.on_path(Method::POST, QUERY.path).body(200, "text/plain", "1");
        let limit = RateLimit::per_window(1, Duration::from_secs(60));
        let client = mock.builder().rate_limit(limit).build().unwrap();
        let start = tokio::time::Instant::now();
        for _ in 0..5 {
            client.query("s", "SELECT 1").await.unwrap();
        }
        assert!(start.elapsed().is_zero());
    }

    #[test]
    fn run_ids_are_uuids_and_differ() {
        let (one, other) = (run_id(), run_id());
        assert_ne!(one, other);
        let shape: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(shape, [8, 4, 4, 4, 12]);
        assert_eq!(&one[14..15], "4");
        assert!(matches!(&one[19..20], "8" | "9" | "a" | "b"), "{one}");
    }

    #[test]
    fn an_unknown_query_host_is_a_request_error() {
        let builder = Client::builder().api_key("a", "b").transport(mock());
        let client = builder.base_url("http://127.0.0.1:1").build().unwrap();
        let error = client.query("s", "SELECT 1").build().unwrap_err();
        assert!(error.is_request() && error.to_string().contains("query_url"), "{error}");
    }

    #[test]
    fn debug_shows_no_statement() {
        let query = mock().client().query("s", "SELECT 'hunter2'");
        assert!(!format!("{query:?}").contains("hunter2"));
    }
}
