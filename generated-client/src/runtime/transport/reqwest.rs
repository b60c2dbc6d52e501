//! The default transport, on `reqwest`.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::uri::Authority;
use http::{Request, Response, Uri};
use url::Url;

use super::{BodyLimit, Origins, Proxy, Transport, TransportError};
use crate::runtime::{BoxError, BoxFuture};

/// The default transport: HTTP/1.1 with `reqwest`, and the proxy of the environment.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    first: Arc<OnceLock<First>>,
    /// The settings for a second transport; none for a client that the caller has built.
    settings: Option<Settings>,
}

#[derive(Clone)]
struct Settings {
    origins: Origins,
    proxy: Proxy,
    connect: Duration,
    /// Additional certificate authorities, in PEM.
    roots: Arc<[u8]>,
}

impl ReqwestTransport {
    /// Creates a transport with a client that the caller has built.
    ///
    /// Its own redirect policy applies before the one of this crate; build it with
    /// `redirect(reqwest::redirect::Policy::none())`.
    #[must_use]
    pub fn new(client: reqwest::Client) -> Self {
        Self { client, first: Arc::default(), settings: None }
    }

    /// Creates a transport with the settings of this crate.
    pub(crate) fn with_defaults(
        origins: Origins,
        proxy: Proxy,
        connect: Duration,
        roots: Arc<[u8]>,
    ) -> Result<Self, BoxError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // The client retries, so `reqwest` need not copy each request for that.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(connect)
            // Shorter than that of load balancers, which is often 60 seconds: a request on a
            // connection that is being closed is lost, and a POST cannot be retried.
            .pool_idle_timeout(Duration::from_secs(20));
        builder = match &proxy {
            Proxy::Environment if !origins.http => builder,
            // Without TLS, the proxy could read the credentials.
            Proxy::Environment | Proxy::Never => builder.no_proxy(),
            Proxy::Url(url) => builder.proxy(reqwest::Proxy::https(url)?),
        };
        let client = tls(builder, origins.https, &roots)?.build()?;
        let settings = Settings { origins, proxy, connect, roots };
        Ok(Self { client, first: Arc::default(), settings: Some(settings) })
    }
}

/// Installs *ring* as the cryptography provider of `rustls` for the whole process, unless the
/// process has one.
///
/// The client of this crate does not need it. Call it at the start of `main` if the program builds
/// a `reqwest` client of its own: the feature `rustls` of this crate enables `rustls` in `reqwest`
/// without a provider, and `reqwest::Client::new()` panics then.
///
/// ```
/// clickhouse_cloud::install_crypto_provider();
/// let other = reqwest::Client::new();
/// ```
#[cfg(feature = "rustls")]
#[cfg_attr(docsrs, doc(cfg(feature = "rustls")))]
pub fn install_crypto_provider() {
    // Fails only if there is one already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Sets up rustls with *ring* and the certificate authorities of the platform.
///
/// The provider is not installed for the whole process: that is up to the application.
#[cfg(feature = "rustls")]
fn tls(
    builder: reqwest::ClientBuilder,
    https: bool,
    roots: &[u8],
) -> Result<reqwest::ClientBuilder, BoxError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls_platform_verifier::Verifier;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots: Vec<_> = CertificateDer::pem_slice_iter(roots).collect::<Result<_, _>>()?;
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    // Loading the certificates of the platform takes time and can fail, and plain `http` does not
    // need them.
    let config = if https {
        let verifier = Verifier::new_with_extra_roots(roots, provider)?;
        config.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        config.with_root_certificates(rustls::RootCertStore::empty())
    };
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
fn tls(
    builder: reqwest::ClientBuilder,
    _https: bool,
    roots: &[u8],
) -> Result<reqwest::ClientBuilder, BoxError> {
    let roots = reqwest::Certificate::from_pem_bundle(roots)?;
    let builder = roots.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
    Ok(builder.tls_backend_native())
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn tls(
    builder: reqwest::ClientBuilder,
    https: bool,
    _roots: &[u8],
) -> Result<reqwest::ClientBuilder, BoxError> {
    if https {
        return Err("this build has no TLS: enable the feature `rustls` or `native-tls`".into());
    }
    Ok(builder)
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The proxy of the client may have a password.
        formatter.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl ReqwestTransport {
    fn exchange(
        &self,
        request: Request<Bytes>,
        limit: Option<BodyLimit>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let client = self.client.clone();
        match self.convert(request) {
            // A block, because the future of an `async fn` would contain the request twice.
            Ok(request) => Box::pin(async move {
                let response = client.execute(request).await.map_err(classify)?;
                receive(response, limit).await
            }),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn convert(&self, request: Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.url(&parts.uri).map_err(TransportError::connect)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.version_mut() = parts.version;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    /// Converts a URL. Nearly all requests of a transport have the same origin, which is parsed
    /// once.
    fn url(&self, uri: &Uri) -> Result<Url, url::ParseError> {
        let Some(first) = self.first.get() else {
            let url = Url::parse(&uri.to_string())?;
            self.first.get_or_init(|| First::new(uri, url.clone()));
            return Ok(url);
        };
        match first.with_path_of(uri) {
            Some(url) => Ok(url),
            None => Url::parse(&uri.to_string()),
        }
    }
}

/// The first URL of a transport, as a template for others of the same origin.
struct First {
    uri: Uri,
    url: Url,
}

impl First {
    fn new(uri: &Uri, mut url: Url) -> Self {
        url.set_query(None);
        Self { uri: uri.clone(), url }
    }

    /// Returns a URL as it would be parsed, if it has the same origin.
    fn with_path_of(&self, uri: &Uri) -> Option<Url> {
        // Not with the `==` of authorities, which ignores the case, byte by byte.
        let is_same = self.uri.scheme() == uri.scheme()
            && self.uri.authority().map(Authority::as_str)
                == uri.authority().map(Authority::as_str);
        if !is_same {
            return None;
        }
        let mut url = self.url.clone();
        url.set_path(uri.path());
        if uri.query().is_some() {
            url.set_query(uri.query());
        }
        Some(url)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let limit = request.extensions().get::<BodyLimit>().copied();
        self.exchange(request, limit)
    }

    fn send_limited(
        &self,
        request: Request<Bytes>,
        limit: BodyLimit,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        self.exchange(request, Some(limit))
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        let Settings { origins, proxy, connect, roots } = self.settings.clone()?;
        let transport = Self::with_defaults(origins, proxy, connect, roots).ok()?;
        Some(Arc::new(transport))
    }
}

/// Reads the body of a response.
async fn receive(
    mut response: reqwest::Response,
    limit: Option<BodyLimit>,
) -> Result<Response<Bytes>, TransportError> {
    let status = response.status();
    let limit = limit.map_or(usize::MAX, |limit| limit.of(status));
    // The server announces a body that is too large.
    if status.is_success() && response.content_length().is_some_and(|length| length > limit as u64)
    {
        return Err(TransportError::too_large(limit));
    }
    // Most responses arrive in one piece, which needs no copy.
    let mut first = Bytes::new();
    let mut body = Vec::new();
    while let Some(mut chunk) = response.chunk().await.map_err(classify)? {
        let room = limit - first.len().max(body.len());
        let cut = chunk.len() > room;
        if cut && status.is_success() {
            return Err(TransportError::too_large(limit));
        }
        chunk.truncate(room);
        if first.is_empty() && body.is_empty() {
            first = chunk;
        } else {
            body.extend_from_slice(&std::mem::take(&mut first));
            body.extend_from_slice(&chunk);
        }
        if cut {
            // The rest of an error body is not needed; dropping the response closes the connection.
            break;
        }
    }
    let body = if body.is_empty() { first } else { Bytes::from(body) };
    let mut received = Response::new(body);
    *received.status_mut() = status;
    *received.version_mut() = response.version();
    *received.headers_mut() = std::mem::take(response.headers_mut());
    Ok(received)
}

fn classify(error: reqwest::Error) -> TransportError {
    // The error of the call names the path already, and the URL contains ids.
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        TransportError::connect(error)
    } else {
        TransportError::exchange(error)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const PIECES: &[&str] =
        &["/", "//", ".", "..", "%2e", "%2E", "a", "%20", "|", "^", "{", "'", "\"", "?", "=", "&"];

    proptest! {
        #[test]
        fn a_url_with_the_same_origin_is_as_if_parsed(
            first in vec(select(PIECES), 0..8),
            second in vec(select(PIECES), 0..16),
        ) {
            let uri = |pieces: Vec<&str>| {
                Uri::try_from(format!("http://127.0.0.1:80/{}", pieces.concat()))
            };
            // Not every text is a URI.
            if let (Ok(first), Ok(second)) = (uri(first), uri(second)) {
                let parsed = |uri: &Uri| Url::parse(&uri.to_string()).unwrap();
                let template = First::new(&first, parsed(&first));
                prop_assert_eq!(template.with_path_of(&second), Some(parsed(&second)));
            }
        }
    }

    #[test]
    fn another_origin_is_another_url() {
        let first = Uri::from_static("http://127.0.0.1:80/a");
        let template = First::new(&first, Url::parse("http://127.0.0.1:80/a").unwrap());
        for other in ["https://127.0.0.1:80/a", "http://127.0.0.1/a", "http://127.0.0.1:81/a"] {
            assert!(template.with_path_of(&Uri::from_static(other)).is_none(), "{other}");
        }
    }
}
