//! Calls to endpoints without a method in this crate.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde::Serialize;
use serde_json::Value;

use super::BoxFuture;
use super::body::media_type;
use super::call::Parts;
use super::call_info::Untyped;
use super::client::Client;
use super::error::Error;
use super::operation_info::{Idempotency, ResponseBody};
use super::output::Output;
use super::response::Response;
use super::retry::RetryPolicy;

impl Client {
    /// Creates a call to an endpoint that has no method in this crate. Credentials, limits, retries
    /// and errors are those of any other call.
    ///
    /// The path starts with a slash and is sent unchanged, except that
    /// [`UntypedCall::path`] replaces parameters in braces.
    ///
    /// ```no_run
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// use http::Method;
    ///
    /// let things = client
    ///     .request(Method::GET, "/v1/organizations/{organizationId}/things")
    ///     .path("organizationId", org)
    ///     .query("limit", "10")
    ///     .await?;
    /// println!("{}", things[0]["name"]);
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn request(&self, method: Method, path: impl Into<String>) -> UntypedCall {
        let path = path.into();
        let problem = if method == Method::CONNECT {
            Some("the method CONNECT is not supported")
        } else {
            check_path(&path)
        };
        let idempotency = match method.as_str() {
            "GET" | "HEAD" | "OPTIONS" => Idempotency::Safe,
            "PUT" | "DELETE" => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        };
        let mut parts = Parts::untyped(self, Untyped { method, path, idempotency });
        if let Some(problem) = problem {
            parts.fail(|| problem.to_owned());
        }
        UntypedCall { parts }
    }
}

/// A call to an endpoint that has no method in this crate; see [`Client::request`].
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct UntypedCall {
    pub(crate) parts: Parts,
}

impl UntypedCall {
    /// Sets a path parameter, which is percent-encoded as one segment.
    #[inline]
    pub fn path(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.parts.path(name.into(), value.to_string());
        self
    }

    /// Adds a query parameter.
    #[inline]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parts.add_query(name.into(), Ok(value.into()));
        self
    }

    /// Sets a JSON body: a model of this crate, a [`Value`], or anything else that implements
    /// `Serialize`.
    #[inline]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.parts.body("application/json", Bytes::from(body)),
            Err(problem) => {
                self.parts.fail(|| format!("failed to serialize the request body: {problem}"));
            }
        }
        self
    }

    /// Sets a body of any media type.
    #[inline]
    pub fn body(mut self, media_type: impl AsRef<str>, body: impl Into<Bytes>) -> Self {
        self.parts.body("application/octet-stream", body.into());
        self.parts.header("content-type", media_type.as_ref());
        self
    }

    /// Sets a header of this call. The call fails if the name or value is invalid.
    #[inline]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.parts.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets whether repeating the call is safe. By default, it depends on the HTTP method: `POST`
    /// and `PATCH` are not idempotent.
    #[inline]
    pub fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.parts.set_idempotency(idempotency);
        self
    }

    /// Sets the timeout of this call, including all attempts. It overrides the timeout of the
    /// client.
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

    /// Sets the retry policy of this call. It overrides the policy of the client.
    #[inline]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry(policy);
        self
    }

    /// Sends the call and returns the `result` of the envelope, or null if it has none.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[inline]
    pub async fn send(self) -> Result<Value, Error> {
        let raw = self.parts.send().await?;
        if raw.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        let mut value: Option<Value> = None;
        super::envelope::read_any(raw, &mut value)?;
        Ok(value.unwrap_or_default())
    }

    /// Sends the call and decodes the response: the `result` of the envelope as a model or a `Vec`
    /// of models, a [`Page`](crate::Page), a `String`, or `()`.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[inline]
    pub async fn send_as<T: Output>(self) -> Result<Response<T>, Error> {
        let raw = self.parts.send().await?;
        let media = media_type(&raw.headers);
        let text = !media.is_empty() && !media.contains("json");
        T::read(raw, if text { ResponseBody::Text } else { T::BODY })
    }

    /// Sends the call and returns the body as bytes.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[inline]
    pub async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        self.parts.send_bytes().await
    }

    /// Returns the request without sending it.
    ///
    /// # Errors
    /// If the path, a parameter, a header or the body is invalid.
    #[inline]
    pub fn build(self) -> Result<Request<Bytes>, Error> {
        self.parts.build()
    }
}

impl fmt::Debug for UntypedCall {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(formatter)
    }
}

impl IntoFuture for UntypedCall {
    type Output = Result<Value, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Returns what is wrong with a path: a URL parser must not rewrite it.
#[inline]
fn check_path(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("the path does not start with a slash");
    }
    if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("the path contains characters that must be percent-encoded");
    }
    if path.contains(['?', '#', '\\']) {
        return Some("the path contains `?`, `#` or a backslash; set query parameters one by one");
    }
    let dots = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    };
    path.split('/')
        .any(dots)
        .then_some("the path contains `.` or `..`, which refer to another resource")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::mock::MockTransport;

    fn client() -> Client {
        Client::builder().api_key("id", "secret").transport(MockTransport::new()).build().unwrap()
    }

    #[test]
    fn a_request_is_built() {
        let request = client()
            .request(Method::POST, "/v1/a/{b}/c")
            .path("b", "x/y")
            .query("q", "1 2")
            .json(&serde_json::json!({ "k": 1 }))
            .header("X-Extra", "e")
            .build()
            .unwrap();
        assert_eq!(request.method(), Method::POST);
        assert_eq!(request.uri(), "https://api.clickhouse.cloud/v1/a/x%2Fy/c?q=1%202");
        assert_eq!(&request.body()[..], br#"{"k":1}"#);
        let header = |name| request.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("accept"), "application/json");
        assert_eq!(header("accept-encoding"), "gzip");
        assert_eq!(header("x-extra"), "e");
        assert_eq!(header("authorization"), "Basic aWQ6c2VjcmV0");
        assert!(header("user-agent").starts_with("clickhouse-cloud-rust/"));
    }

    #[test]
    fn invalid_requests_are_refused() {
        for path in
            ["", "v1", "/a b", "/a?b=c", "/a#b", "/a\\b", "/a/../b", "/%2E./x", "/ä", "/{x}"]
        {
            let error = client().request(Method::GET, path).build().unwrap_err();
            assert!(error.is_request(), "{path}: {error}");
            assert!(!error.may_have_been_executed());
        }
        assert!(client().request(Method::CONNECT, "/a").build().unwrap_err().is_request());
        let call = || client().request(Method::GET, "/a");
        assert!(call().path("id", "x").build().unwrap_err().is_request());
        assert!(call().header("x", "a\nb").build().is_err());
        assert!(call().header("authorization", "x").build().is_err());
        assert!(call().timeout(Duration::ZERO).build().is_err());
        assert!(call().attempt_timeout(Duration::ZERO).build().is_err());
        assert!(call().body("text/plain\r\n", "x").build().is_err());
    }

    #[tokio::test]
    async fn an_empty_body_is_null() {
        for body in ["", " \r\n", "{}"] {
            let mock = MockTransport::new();
            mock.on_path(Method::DELETE, "/a").body(200, "application/json", body);
            assert!(mock.client().request(Method::DELETE, "/a").await.unwrap().is_null(), "{body}");
        }
    }

    #[test]
    fn debug_shows_no_values() {
        let call =
            client().request(Method::GET, "/a/{b}").path("b", "hunter2").query("c", "hunter2");
        assert!(!format!("{call:?}").contains("hunter2"));
    }
}
