//! Interceptors: code of the user that sees every attempt.

use bytes::Bytes;
use http::{Request, Response};

use super::BoxError;
use super::transport::TransportError;

/// Sees every attempt of every call: to add headers, count, log, or refuse.
///
/// An interceptor runs once for every request, below retries and the rate limit, and also for
/// redirects. It never sees credentials, which are added after it. Its methods run in the task of
/// the call and should not take long.
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
    /// Sees, and may change, a request that is about to be sent.
    ///
    /// # Errors
    /// An error refuses the request: the call fails, and nothing is sent.
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// Sees the outcome of the request. Not called if the request was not sent, because an
    /// interceptor refused it or the call timed out, nor if the future of the call is dropped.
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// An attempt, as an interceptor sees it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The id of the operation; none for untyped calls.
    pub operation: Option<&'static str>,
    /// The path template.
    pub path: &'a str,
    /// 1 for the first attempt.
    pub number: u32,
}

/// The outcome of an attempt.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// A response with any status. Its body is as it was received, which may be compressed.
    Response(&'a Response<Bytes>),
    /// An error of the transport.
    Error(&'a TransportError),
    /// No response in time.
    TimedOut,
}
