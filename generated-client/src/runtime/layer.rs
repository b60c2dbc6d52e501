//! Layers: code of the user that sees every attempt.

use bytes::Bytes;
use http::{Request, Response};

use super::BoxError;
use super::transport::TransportError;

/// Sees every attempt of every call: to add headers, count, log, or refuse.
///
/// Layers stand below retries and the rate limit, so they see what goes over the wire, redirects
/// included. They never see credentials, which are put in after them. Their methods are called in
/// the task of the call; they should not take long.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use bytes::Bytes;
/// use clickhouse_cloud::{Attempt, BoxError, Client, Layer, Outcome};
/// use http::{HeaderValue, Request};
///
/// struct Tag;
///
/// impl Layer for Tag {
///     fn before(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
///         request.headers_mut().insert("x-team", HeaderValue::from_static("data"));
///         Ok(())
///     }
///
///     fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
///         if let Outcome::Answered(response) = outcome {
///             println!("{} attempt {}: {}", attempt.path, attempt.number, response.status());
///         }
///     }
/// }
///
/// let client = Client::builder().api_key("id", "secret").layer(Tag).build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
pub trait Layer: Send + Sync + 'static {
    /// Sees, and may change, a request that is about to be sent.
    ///
    /// # Errors
    /// An error refuses the request: the call fails, and nothing is sent.
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// Sees what came of the request. Not called where it was not sent, because a layer refused it
    /// or time ran out, nor when the future of the call is dropped.
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// What a layer is told of an attempt.
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

/// What came of an attempt.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// An answer, with any status. Its body is as it came, which may be compressed.
    Answered(&'a Response<Bytes>),
    /// No answer.
    Failed(&'a TransportError),
    /// No answer in time.
    TimedOut,
}
