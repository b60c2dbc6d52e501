//! Transports send requests to a server: a small trait on the types of the `http` crate.

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
/// A transport must not follow redirects, retry, or treat any status as an error: the client does.
/// It need not decompress bodies. It should respect the [`BodyLimit`] in the extensions of the
/// request.
///
/// ```
/// use bytes::Bytes;
/// use clickhouse_cloud::{BoxFuture, Transport, TransportError};
/// use http::{Request, Response};
///
/// /// Prints each request before another transport sends it.
/// struct Verbose<T>(T);
///
/// impl<T: Transport> Transport for Verbose<T> {
///     fn send(
///         &self,
///         request: Request<Bytes>,
///     ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
///         println!("{} {}", request.method(), request.uri().path());
///         self.0.send(request)
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one request. Dropping the future cancels it.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

    /// Sends one request whose response body has a size limit.
    ///
    /// The default puts the limit into the extensions of the request and calls
    /// [`send`](Self::send), so a transport that wraps another one need not override this method.
    fn send_limited(
        &self,
        mut request: Request<Bytes>,
        limit: BodyLimit,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        request.extensions_mut().insert(limit);
        self.send(request)
    }

    /// Returns the same transport with its own connections, for blocking calls.
    ///
    /// Blocking calls run on a separate runtime. They must not use a connection that belongs to the
    /// runtime that they block, because that connection would be blocked, too. With `None`,
    /// blocking calls share the connections of other calls.
    fn detached(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

/// The size limit of a response body, in the extensions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BodyLimit {
    /// The largest body of a successful response, in bytes. A larger one is an error.
    pub success: usize,
    /// The largest body of any other response, in bytes. A larger one may be truncated.
    pub failure: usize,
}

impl BodyLimit {
    /// Returns the limit for a response with this status, in bytes.
    #[must_use]
    pub fn of(&self, status: http::StatusCode) -> usize {
        if status.is_success() { self.success } else { self.failure }
    }
}

/// The error of a transport.
///
/// It has a source, and tells whether the server may have received the request. This decides
/// whether the call can be retried.
#[derive(Debug)]
pub struct TransportError {
    connect: bool,
    permanent: bool,
    source: BoxError,
}

impl TransportError {
    /// Creates the error of a connection that could not be established: nothing was sent.
    #[must_use]
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self { connect: true, permanent: false, source: source.into() }
    }

    /// Creates an error after the connection was established: the server may have received the
    /// request.
    #[must_use]
    pub fn exchange(source: impl Into<BoxError>) -> Self {
        Self { connect: false, permanent: false, source: source.into() }
    }

    /// Creates the error of a successful response that is larger than its [`BodyLimit`].
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        let source = format!("the response body is larger than {limit} bytes");
        Self::permanent(source)
    }

    /// Creates an error that is final: another attempt would fail as well.
    #[must_use]
    pub fn permanent(source: impl Into<BoxError>) -> Self {
        Self { connect: false, permanent: true, source: source.into() }
    }

    /// Whether the connection could not be established, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.connect
    }

    /// Whether another attempt would fail as well.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    pub(crate) fn into_source(self) -> BoxError {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.connect { "connection failed" } else { "request failed" })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
