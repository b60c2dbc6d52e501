//! What carries a request to a server: a small trait on the types of the `http` crate.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use super::{BoxError, BoxFuture};

mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;

pub(crate) use self::proxy::{Origins, Proxy};
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[cfg(feature = "rustls")]
pub use self::reqwest::install_crypto_provider;

/// Sends one request and reads the whole response.
///
/// A transport follows no redirects, repeats nothing and has no opinion about statuses: the
/// runtime above it decides. It need not decompress either. It should honour [`BodyLimit`], which
/// stands in the extensions of the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request. Dropping the future abandons the request.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

    /// The same transport with connections of its own.
    ///
    /// Blocking calls use it: they run on a runtime of their own, and a connection that belongs
    /// to the runtime of the thread that waits would wait as well. Without one, they share.
    fn detached(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

/// How much of a body is of interest; stands in the extensions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BodyLimit {
    /// The number of bytes of a successful response beyond which reading is a failure.
    pub success: usize,
    /// The number of bytes of any other response after which reading may stop.
    pub failure: usize,
}

impl BodyLimit {
    /// The limit for a response with this status.
    #[must_use]
    pub fn of(&self, status: http::StatusCode) -> usize {
        if status.is_success() { self.success } else { self.failure }
    }
}

/// Why a transport has no response.
///
/// The one thing that matters beside the cause is whether the server may have seen the request,
/// because that decides whether a call that is not idempotent can be sent again.
#[derive(Debug)]
pub struct TransportError {
    connect: bool,
    hopeless: bool,
    source: BoxError,
}

impl TransportError {
    /// The connection could not be made: nothing was sent.
    #[must_use]
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self { connect: true, hopeless: false, source: source.into() }
    }

    /// Something failed after the connection was made: the server may have seen the request.
    #[must_use]
    pub fn exchange(source: impl Into<BoxError>) -> Self {
        Self { connect: false, hopeless: false, source: source.into() }
    }

    /// A successful response is larger than its [`BodyLimit`].
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        let source = format!("the response body is larger than {limit} bytes");
        Self::hopeless(source)
    }

    /// Something failed that would fail again.
    #[must_use]
    pub fn hopeless(source: impl Into<BoxError>) -> Self {
        Self { connect: false, hopeless: true, source: source.into() }
    }

    /// Whether the connection could not be made, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.connect
    }

    /// Whether trying again cannot help.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.hopeless
    }

    pub(crate) fn into_source(self) -> BoxError {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.connect { "connection failed" } else { "request failed" };
        write!(formatter, "{what}: {}", self.source)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
