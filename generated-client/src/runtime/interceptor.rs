//! Interceptors: code of the user that runs for every request.

use bytes::Bytes;
use http::{Request, Response};

use super::BoxError;
use super::transport::TransportError;

/// Code that runs for every request: to add headers, to count, to log, or to reject requests.
///
/// An interceptor runs for each attempt, after the rate limit, and also for redirects. It never
/// sees credentials, which are added after it. Its methods run in the task of the call and should
/// return quickly.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use bytes::Bytes;
/// use clickhouse_cloud::{Attempt, BoxError, Client, Interceptor, Outcome};
/// use http::{HeaderValue, Request};
///
/// struct Tag;
///
/// impl Interceptor for Tag {
///     fn before(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
///         request.headers_mut().insert("x-team", HeaderValue::from_static("data"));
///         Ok(())
///     }
///
///     fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
///         if let Outcome::Response(response) = outcome {
///             println!("{} attempt {}: {}", attempt.path, attempt.number, response.status());
///         }
///     }
/// }
///
/// let client = Client::builder().api_key("id", "secret").interceptor(Tag).build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Runs before the request is sent, and may change it.
    ///
    /// # Errors
    /// An error rejects the request: the call fails, and nothing is sent.
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// Runs after the response or the error of the request, also if no connection could be
    /// established. It does not run if the call ended before the request was passed to the transport,
    /// for example because an interceptor rejected it, or if the future of the call is dropped.
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// The attempt that an interceptor runs for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The `operationId`, such as `instanceGet`; `None` for SQL statements and untyped requests.
    pub operation: Option<&'static str>,
    /// The path template.
    pub path: &'a str,
    /// The number of the attempt, from 1.
    pub number: u32,
}

/// The outcome of an attempt.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// A response with any status. The body may be compressed.
    Response(&'a Response<Bytes>),
    /// An error of the transport.
    Error(&'a TransportError),
    /// No response before the timeout.
    TimedOut,
}
