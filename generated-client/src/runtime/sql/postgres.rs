//! SQL statements, sent to the query endpoint of a Postgres service.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::info;
use crate::runtime::BoxFuture;
use crate::runtime::body::without_mark;
use crate::runtime::call::Parts;
use crate::runtime::client::{Auth, Client};
use crate::runtime::envelope::Read;
use crate::runtime::error::Error;
use crate::runtime::operation_info::{OperationInfo, ResponseBody};
use crate::runtime::response::Response;

const QUERY: OperationInfo =
    info("query_postgres", "/service/{serviceId}/runPostgres", ResponseBody::Json);

impl Client {
    /// Creates a read-only SQL statement for a Postgres service.
    ///
    /// The API accepts a token for this ([`bearer`](crate::ClientBuilder::bearer)), but no API key.
    /// A statement is **sent once**: it is retried only if no connection could be established, and
    /// not after a 429. It does not wake a service, and the rate limit of the client does not
    /// apply.
    ///
    /// ```no_run
    /// # async fn f(client: clickhouse_cloud::Client, org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let result = client.query_postgres(org, id, "SELECT id, name FROM users").await?;
    /// for row in &result.rows {
    ///     println!("{}: {}", row[0], row[1]);
    /// }
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn query_postgres(
        &self,
        organization_id: impl fmt::Display,
        service_id: impl fmt::Display,
        sql: impl Into<String>,
    ) -> PostgresQuery {
        let mut parts = Parts::new(self, const { &QUERY });
        parts.path("serviceId", service_id.to_string());
        parts.header("x-service-type", "postgres");
        parts.set_query("orgId", Ok(organization_id.to_string()));
        parts.set_query("format", Ok("JSONCompactEachRowWithNamesAndTypes".to_owned()));
        if matches!(&self.inner.credentials, Auth::Static(it) if it.is_api_key) {
            parts.fail(|| {
                "statements on Postgres require a token instead of an API key: set `bearer` on the \
                 builder of the client"
                    .to_owned()
            });
        }
        parts.retry(self.inner.retry.clone().max_throttled(0));
        parts.use_query_endpoints();
        PostgresQuery { parts, sql: sql.into(), database: None }
    }
}

/// A SQL statement on a Postgres service; see [`Client::query_postgres`].
#[must_use = "a statement does nothing until it is sent"]
#[derive(Clone)]
pub struct PostgresQuery {
    parts: Parts,
    sql: String,
    database: Option<String>,
}

/// The result of a SQL statement on a Postgres service.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct PostgresRows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The types of the columns.
    pub types: Vec<String>,
    /// The rows, with a value for each column.
    pub rows: Vec<Vec<Value>>,
}

impl PostgresQuery {
    /// Sets the database; `postgres` by default.
    #[inline]
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// Sets the timeout of the statement, instead of that of the client.
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

    /// Sends the statement and returns its rows.
    ///
    /// # Errors
    /// If the call or the statement fails; see [`Error`]. [`Error::code`] is `POSTGRES_ERROR` if
    /// Postgres rejects the statement.
    #[inline]
    pub async fn send(self) -> Result<PostgresRows, Error> {
        self.send_full().await.map(Response::into_value)
    }

    /// Sends the statement and returns its rows, with status, headers and request id.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    #[inline]
    pub async fn send_full(self) -> Result<Response<PostgresRows>, Error> {
        let raw = self.prepared().send().await?;
        super::check(&raw)?;
        match rows(without_mark(&raw.body)) {
            Ok(rows) => Ok(Response::new(rows, Read::of(raw).meta)),
            Err(problem) => Err(raw.failed(raw.decode_error(problem, None))),
        }
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
        let mut body = json!({ "sql": self.sql });
        if let (Some(database), Some(members)) = (self.database, body.as_object_mut()) {
            members.insert("database".to_owned(), Value::String(database));
        }
        self.parts.body("application/json", Bytes::from(body.to_string()));
        self.parts
    }
}

/// Reads a line of names, a line of types, and a line for each row. An empty body is an empty
/// result.
#[inline]
fn rows(body: &[u8]) -> Result<PostgresRows, String> {
    let text = std::str::from_utf8(body).map_err(|problem| format!("invalid UTF-8: {problem}"))?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let problem = |number: usize, problem: serde_json::Error| {
        format!("line {} of the result is not the expected JSON array: {problem}", number + 1)
    };
    let mut head = || match lines.next() {
        Some((number, line)) => {
            serde_json::from_str::<Vec<String>>(line).map_err(|it| problem(number, it))
        }
        None => Ok(Vec::new()),
    };
    let (columns, types) = (head()?, head()?);
    let mut rows = Vec::new();
    for (number, line) in lines {
        let row: Vec<Value> = serde_json::from_str(line).map_err(|it| problem(number, it))?;
        if row.len() != columns.len() {
            let (found, expected) = (row.len(), columns.len());
            let line = number + 1;
            return Err(format!(
                "line {line} of the result has {found} values instead of {expected}"
            ));
        }
        rows.push(row);
    }
    Ok(PostgresRows { columns, types, rows })
}

impl IntoFuture for PostgresQuery {
    type Output = Result<PostgresRows, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Shows the path template only: a statement may contain secrets.
impl fmt::Debug for PostgresQuery {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::runtime::mock::MockTransport;

    fn client(mock: &MockTransport) -> Client {
        mock.builder().bearer("t").build().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn u15_a_statement_is_typed() {
        let mock = MockTransport::new();
        let body = "[\"id\",\"name\"]\n[\"Int32\",\"String\"]\n[1,\"a\"]\n[2,null]\n";
        mock.on_path(Method::POST, QUERY.path).body(200, "application/x-ndjson", body);
        let query = client(&mock).query_postgres("o&1", "s/1", "SELECT 1").database("d");
        let result = query.await.unwrap();
        assert_eq!((result.columns.len(), result.types[0].as_str()), (2, "Int32"));
        assert_eq!(result.rows, [vec![json!(1), json!("a")], vec![json!(2), json!(null)]]);
        let call = &mock.calls()[0];
        assert_eq!(call.path, "/service/s%2F1/runPostgres");
        assert_eq!(call.query("orgId"), Some("o&1"));
        assert_eq!(call.query("format"), Some("JSONCompactEachRowWithNamesAndTypes"));
        assert_eq!(call.json(), json!({ "sql": "SELECT 1", "database": "d" }));
        assert_eq!(call.headers["x-service-type"], "postgres");
    }

    #[tokio::test(start_paused = true)]
    async fn u15_a_statement_is_sent_once() {
        for status in [429, 500, 502, 503, 504] {
            let mock = MockTransport::new();
            mock.on_path(Method::POST, QUERY.path).error(status, "x");
            let error = client(&mock).query_postgres("o", "s", "SELECT 1").await.unwrap_err();
            assert_eq!((mock.calls().len(), error.attempts()), (1, 1), "{status}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn u15_an_api_key_is_rejected_before_anything_is_sent() {
        let mock = MockTransport::new();
        let error = mock.client().query_postgres("o", "s", "SELECT 1").await.unwrap_err();
        assert!(error.is_request() && error.to_string().contains("token"), "{error}");
        assert!(mock.calls().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn u15_an_invalid_result_is_an_error() {
        for (body, expected) in [
            ("[\"a\"]\n[\"Int32\"]\n[1,2]\n", "line 3 of the result has 2 values instead of 1"),
            ("<html>", "line 1"),
            ("[\"a\"]\n{}", "line 2"),
            (r#"{"error":{"code":"POSTGRES_ERROR","details":"no table"}}"#, "POSTGRES_ERROR"),
        ] {
            let mock = MockTransport::new();
            mock.on_path(Method::POST, QUERY.path).body(200, "application/json", body);
            let error = client(&mock).query_postgres("o", "s", "SELECT 1").await.unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert_eq!(rows(b""), Ok(PostgresRows::default()));
    }
}
