//! A successful response: its value and its metadata.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::model::{Extra, Warning};

/// A successful response: its value, status, headers, request id and warnings.
///
/// ```no_run
/// # async fn f(client: clickhouse_cloud::Client) -> Result<(), clickhouse_cloud::Error> {
/// use http::Method;
///
/// let response = client.request(Method::GET, "/v1/whoami").send_as::<serde_json::Value>().await?;
/// println!("{} {:?}", response.status(), response.request_id());
/// let me = response.into_value();
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Response<T> {
    value: T,
    meta: Meta,
}

/// The metadata of a response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meta {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Option<String>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) extra: Extra,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, meta: Meta) -> Self {
        Self { value, meta }
    }

    /// Returns the value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value and drops the metadata.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// Converts the value.
    #[must_use]
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: convert(self.value), meta: self.meta }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// Returns the request id that ClickHouse assigned. Include it in support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }

    /// Returns a warning for each value of an unexpected type. The value itself is in the `extra`
    /// of the struct that contains the field, or, if the field is a union, in its variant `Other`.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.meta.warnings
    }

    /// Returns the other properties of the envelope, and of `result` if it is an object that
    /// contains the array of items.
    #[must_use]
    pub fn extra(&self) -> &Extra {
        &self.meta.extra
    }

    /// Returns the number of attempts, including those that ended in a 429. Redirects do not count.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.meta.attempts
    }

    /// Returns the time from the start of the call to its end.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.meta.elapsed
    }
}
