//! The builder of clients.

use std::env;
use std::fmt;
#[cfg(feature = "profiles")]
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::base_url::{self, BaseUrl};
use super::client::{Auth, Client, Inner};
use super::clock::{Clock, TokioClock};
use super::credentials::{self, CredentialProvider, Credentials};
use super::deadlines::Deadlines;
use super::error::Error;
use super::interceptor::Interceptor;
use super::rate_limit::RateLimit;
use super::retry::RetryPolicy;
use super::transport::{BodyLimit, Origins, Proxy, Transport};
use crate::model::looks_secret;

/// The name and version of this crate.
const PRODUCT: &str = concat!("clickhouse-cloud-rust/", env!("CARGO_PKG_VERSION"));

/// A builder for [`Client`], with credentials, base URLs, timeouts, retries, the rate limit and the
/// transport.
///
/// Only credentials are required. [`build`](Self::build) checks all settings.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use std::time::Duration;
/// use clickhouse_cloud::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     .api_key("id", "secret")
///     .timeout(Duration::from_secs(30))
///     .retry(RetryPolicy::none())
///     .user_agent("my-app/1.0")
///     .build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    auth: Option<AuthSource>,
    base_url: Option<String>,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    connect_timeout: Duration,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    user_agent: Option<String>,
    headers: Vec<(String, String)>,
    body_limit: BodyLimit,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    interceptors: Vec<Arc<dyn Interceptor>>,
    query_url: Option<String>,
    proxy: Proxy,
    roots: Vec<Vec<u8>>,
}

enum AuthSource {
    Static(Credentials),
    Provider(Arc<dyn CredentialProvider>),
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            auth: None,
            base_url: None,
            timeout: None,
            attempt_timeout: None,
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            rate_limit: RateLimit::default(),
            user_agent: None,
            headers: Vec::new(),
            body_limit: BodyLimit { success: 256 << 20, failure: 64 << 10 },
            transport: None,
            clock: None,
            interceptors: Vec::new(),
            query_url: None,
            proxy: Proxy::Environment,
            roots: Vec::new(),
        }
    }
}

impl Client {
    /// Creates a client with an API key and the default settings.
    ///
    /// # Errors
    /// If the key is empty or contains invalid characters, or if TLS cannot be set up.
    pub fn new(key_id: impl Into<String>, key_secret: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(key_id, key_secret).build()
    }

    /// Creates a client with the API key in the environment variables `CLICKHOUSE_CLOUD_API_KEY`
    /// and `CLICKHOUSE_CLOUD_API_SECRET`. The variable `CLICKHOUSE_CLOUD_API_URL` may contain
    /// another base URL.
    ///
    /// # Errors
    /// If a variable is missing or invalid; the error names it.
    #[inline]
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// Creates a client with the credentials of a profile, and its base URL if it has one; see
    /// [`Credentials::from_profile`].
    ///
    /// # Errors
    /// If the file or the profile does not exist or is invalid.
    #[cfg(feature = "profiles")]
    #[cfg_attr(docsrs, doc(cfg(feature = "profiles")))]
    #[inline]
    pub fn from_profile(name: &str) -> Result<Self, Error> {
        Self::builder().from_profile(name)?.build()
    }

    /// Creates a client with the first credentials available: from the environment, as in
    /// [`from_env`](Self::from_env), if `CLICKHOUSE_CLOUD_API_KEY` is set; otherwise, with the
    /// feature `profiles`, from the profile that `CLICKHOUSE_CLOUD_PROFILE` names, or from
    /// `default`.
    ///
    /// # Errors
    /// If the credentials that it finds are invalid; it does not try the next source.
    #[inline]
    pub fn discover() -> Result<Self, Error> {
        #[cfg(feature = "profiles")]
        if credentials::optional(credentials::ENV_KEY)?.is_none() {
            return Self::from_profile(&credentials::profile::name()?);
        }
        Self::from_env()
    }

    /// Returns a builder with the default settings; see [`ClientBuilder`].
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

/// Credentials, addresses and headers.
impl ClientBuilder {
    /// Sets the API key: its id and its secret, sent as Basic authentication.
    pub fn api_key(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials(Credentials::api_key(id, secret))
    }

    /// Sets the token, sent as Bearer authentication.
    pub fn bearer(self, token: impl Into<String>) -> Self {
        self.credentials(Credentials::bearer(token))
    }

    /// Sets the credentials; [`api_key`](Self::api_key) and [`bearer`](Self::bearer) are shorter.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.auth = Some(AuthSource::Static(credentials));
        self
    }

    /// Sets a provider that supplies the credentials for each attempt.
    pub fn credentials_provider(mut self, provider: impl CredentialProvider) -> Self {
        self.auth = Some(AuthSource::Provider(Arc::new(provider)));
        self
    }

    /// Sets the API key and the base URL of the environment; see [`Client::from_env`].
    ///
    /// # Errors
    /// If a variable is missing or invalid; the error names it.
    #[allow(
        clippy::wrong_self_convention,
        reason = "the name is that of `Client::from_env`, which it is part of"
    )]
    #[inline]
    pub fn from_env(self) -> Result<Self, Error> {
        let builder = self.credentials(Credentials::from_env()?);
        Ok(match credentials::optional(credentials::ENV_URL)? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// Sets the credentials of a profile, and its base URL if it has one; see
    /// [`Credentials::from_profile`].
    ///
    /// # Errors
    /// If the file or the profile does not exist or is invalid.
    #[allow(
        clippy::wrong_self_convention,
        reason = "the name is that of `Client::from_profile`, which it is part of"
    )]
    #[cfg(feature = "profiles")]
    #[cfg_attr(docsrs, doc(cfg(feature = "profiles")))]
    #[inline]
    pub fn from_profile(self, name: &str) -> Result<Self, Error> {
        self.from_profile_in(&credentials::profile::path()?, name)
    }

    /// Sets the credentials of a profile in this file, and its base URL if it has one.
    ///
    /// # Errors
    /// If the file or the profile does not exist or is invalid.
    #[allow(
        clippy::wrong_self_convention,
        reason = "the name is that of `Client::from_profile`, which it is part of"
    )]
    #[cfg(feature = "profiles")]
    #[cfg_attr(docsrs, doc(cfg(feature = "profiles")))]
    #[inline]
    pub fn from_profile_in(self, file: &Path, name: &str) -> Result<Self, Error> {
        let profile = credentials::profile::read(file, name)?;
        let builder = self.credentials(profile.credentials);
        Ok(match profile.api_url {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// Sets the base URL of the API. The default is `https://api.clickhouse.cloud`. The URL may
    /// have a path; a trailing `/v1` is ignored. Plain `http` is allowed only for loopback
    /// addresses.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the base URL of the query endpoints, to which `Client::query` sends SQL. The default
    /// is derived from the base URL of the API: `https://queries.clickhouse.cloud`.
    pub fn query_url(mut self, url: impl Into<String>) -> Self {
        self.query_url = Some(url.into());
        self
    }

    /// Adds the name of the program to the `User-Agent` header, such as `my-app/1.0`.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = Some(text.into());
        self
    }

    /// Adds a header to every request. A header that a call sets replaces it.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// Timeouts and limits.
impl ClientBuilder {
    /// Sets the timeout of a call, which includes the wait for the rate limit, all attempts, and
    /// the delays between them. The default is 10 minutes.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets the timeout of one attempt, from sending to the last byte of the response. The default
    /// is 60 seconds, or the [`timeout`](Self::timeout) if that is set and longer.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Sets the timeout for establishing a connection. The default is 10 seconds. It has no effect
    /// with a custom [`transport`](Self::transport).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the retry policy. The default is up to 3 attempts; [`RetryPolicy::none`] disables
    /// retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the rate limit. The default is 10 requests in any 10 seconds, which is the limit of the
    /// API for each key; [`RateLimit::off`] disables it.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Sets the size limit of response bodies, in bytes after decompression. The default is 256
    /// MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.body_limit.success = bytes;
        self
    }
}

/// Transport, interceptors and time.
impl ClientBuilder {
    /// Sets the transport, instead of the default one, which uses `reqwest`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sends requests with a `reqwest` client that the program has built, for example with other
    /// certificates, a proxy, or another TLS library.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`, because its own policy applies
    /// before that of this crate, and with a `connect_timeout`. Do not mix `.await` and blocking
    /// calls with it on one thread: its connections belong to the runtime that created them.
    ///
    /// # TLS
    ///
    /// The feature `rustls` of this crate enables `rustls` in `reqwest` without a cryptography
    /// provider. Building a `reqwest::Client` then panics with "no provider set", unless `reqwest`
    /// has another TLS feature, its builder has a TLS configuration from
    /// `tls_backend_preconfigured`, or the process has a default provider. Install one first, with
    /// `install_crypto_provider`:
    ///
    #[cfg_attr(all(feature = "rustls", not(feature = "native-tls")), doc = "```")]
    #[cfg_attr(not(all(feature = "rustls", not(feature = "native-tls"))), doc = "```ignore")]
    /// use std::time::Duration;
    /// use clickhouse_cloud::Client;
    ///
    /// clickhouse_cloud::install_crypto_provider();
    /// let http = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .connect_timeout(Duration::from_secs(10))
    ///     .build()?;
    /// let client = Client::builder().api_key("id", "secret").http_client(http).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "reqwest")]
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(super::transport::ReqwestTransport::new(client))
    }

    /// Sets the proxy for all requests, such as `http://user:password@proxy.example:3128`. The
    /// schemes are `http` and `https`, and with the feature `socks` also `socks5`, `socks5h` (the
    /// proxy resolves names), `socks4` and `socks4a`.
    ///
    /// By default, the client uses the proxy in `HTTPS_PROXY` or `ALL_PROXY`, unless `NO_PROXY`
    /// contains the host. The proxy is a tunnel: it sees the host of the API and its own
    /// credentials, but not the requests. Plain `http`, which is for loopback only, never uses a
    /// proxy. If one of the two base URLs uses plain `http`, the proxy of the environment is
    /// ignored for both.
    #[cfg(feature = "reqwest")]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Trusts these certificate authorities (PEM) in addition to those of the platform, for example
    /// the authority of a proxy that inspects TLS.
    ///
    /// Alternatively, add them to the store of the platform. With the feature `rustls`, on Linux
    /// and other Unix systems except macOS, the environment variables `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` replace that store.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn ca_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.push(pem.as_ref().to_owned());
        self
    }

    /// Disables proxies, including the proxy in the environment.
    #[cfg(feature = "reqwest")]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::Never;
        self
    }

    /// Adds an interceptor, which runs for every request. The first interceptor is the outermost:
    /// its `before` runs first, and its `after` runs last.
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Sets the clock, for runtimes other than tokio.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }
}

impl ClientBuilder {
    /// Checks the settings and creates the client. It sends no request.
    ///
    /// # Errors
    /// If there are no credentials, if the credentials, a URL, a header or another setting is
    /// invalid, or if TLS cannot be set up. The kind is [`Config`](crate::ErrorKind::Config).
    pub fn build(self) -> Result<Client, Error> {
        let base = BaseUrl::parse_api(self.base_url.as_deref().unwrap_or(base_url::DEFAULT))
            .map_err(|problem| Error::config(format!("invalid base URL: {problem}")))?;
        let query_base = match self.query_url.as_deref() {
            Some(url) => Some(BaseUrl::parse(url).map_err(|problem| {
                Error::config(format!("invalid URL of the query endpoints: {problem}"))
            })?),
            None => base.queries(),
        };
        let credentials = match self.auth {
            None => {
                return Err(Error::config(
                    "no credentials: set `api_key`, `bearer` or `credentials_provider`",
                ));
            }
            Some(AuthSource::Static(credentials)) => Auth::Static(credentials.authorization()?),
            Some(AuthSource::Provider(provider)) => Auth::provider(provider),
        };
        for (name, limit) in [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("connect_timeout", Some(self.connect_timeout)),
        ] {
            limit.map_or(Ok(()), |limit| check_timeout(name, limit))?;
        }
        self.retry.check()?;
        let clock = self.clock.unwrap_or_else(|| Arc::new(TokioClock));
        let limit = self.rate_limit.build(&clock)?;
        let bases = || [Some(&base), query_base.as_ref()].into_iter().flatten();
        let origins = Origins {
            https: bases().any(BaseUrl::is_https),
            http: !bases().all(BaseUrl::is_https),
        };
        self.roots.iter().try_for_each(|pem| check_roots(pem))?;
        if self.transport.is_some() && !self.roots.is_empty() {
            return Err(Error::config(
                "`ca_certificates` has no effect with a custom transport: configure the certificates in the \
                 transport",
            ));
        }
        let transport = match (self.transport, self.proxy) {
            (Some(transport), Proxy::Environment) => transport,
            (Some(_), _) => {
                return Err(Error::config(
                    "`proxy` and `no_proxy` have no effect with a custom transport: configure the proxy in \
                     the transport",
                ));
            }
            (None, proxy) => default_transport(
                origins,
                proxy,
                self.connect_timeout,
                self.roots.join(&b'\n').into(),
            )?,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = check_header(name, value)?;
            headers.append(name, value);
        }
        let has_accept = headers.contains_key(ACCEPT);
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(USER_AGENT, user_agent(self.user_agent.as_deref())?);
        if let Auth::Static(authorization) = &credentials {
            headers.insert(AUTHORIZATION, authorization.header.clone());
        }
        let inner = Inner {
            base,
            credentials,
            transport,
            detached: OnceLock::new(),
            clock,
            limit,
            budget: self.retry.retry_budget(),
            retry: self.retry,
            deadlines: Deadlines {
                timeout: self.timeout,
                attempt: self.attempt_timeout,
                left: None,
            },
            body_limit: self.body_limit,
            headers,
            has_accept,
            interceptors: self.interceptors,
            query_base,
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(
    origins: Origins,
    proxy: Proxy,
    connect: Duration,
    roots: Arc<[u8]>,
) -> Result<Arc<dyn Transport>, Error> {
    proxy.check(origins)?;
    let transport = super::transport::ReqwestTransport::with_defaults(
        origins, proxy, connect, roots,
    )
    .map_err(|source| Error::config("failed to set up the HTTP client").with_source(source))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(
    _: Origins,
    _: Proxy,
    _: Duration,
    _: Arc<[u8]>,
) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::config(
        "this build has no HTTP client: enable the feature `rustls`, or set `transport`",
    ))
}

/// Checks that a text contains a certificate: otherwise the mistake would only appear when a
/// connection fails.
fn check_roots(pem: &[u8]) -> Result<(), Error> {
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    if pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return Ok(());
    }
    Err(Error::config("`ca_certificates` contains no certificate in PEM format"))
}

pub(crate) fn check_timeout(name: &str, limit: Duration) -> Result<(), Error> {
    if limit.is_zero() {
        return Err(Error::config(format!("`{name}` must be greater than zero")));
    }
    Ok(())
}

/// Checks a header that a user sets.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let parsed = HeaderName::try_from(name)
        .map_err(|_| Error::config(format!("invalid header name `{}`", name.escape_debug())))?;
    // These describe the message or belong to the client, and must not be sent twice.
    if matches!(
        parsed.as_str(),
        "authorization"
            | "host"
            | "content-length"
            | "transfer-encoding"
            | "connection"
            | "accept-encoding"
            | "user-agent"
    ) {
        return Err(Error::config(format!(
            "the header `{parsed}` is set by the client and cannot be changed"
        )));
    }
    // The value itself is not shown: it may be a secret.
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| Error::config(format!("invalid value of the header `{parsed}`")))?;
    value.set_sensitive(looks_secret(parsed.as_str()));
    Ok((parsed, value))
}

fn user_agent(application: Option<&str>) -> Result<HeaderValue, Error> {
    let own = format!("{PRODUCT} ({}; {})", env::consts::OS, env::consts::ARCH);
    let text = match application.map(str::trim) {
        None | Some("") => own,
        Some(application) => format!("{own} {application}"),
    };
    HeaderValue::try_from(text)
        .map_err(|_| Error::config("the user agent contains invalid characters"))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::mock::MockTransport;

    /// With a transport, so that no build needs TLS for it.
    fn builder() -> ClientBuilder {
        Client::builder().api_key("id", "secret").transport(MockTransport::new())
    }

    fn problem(builder: ClientBuilder) -> String {
        let error = builder.build().unwrap_err();
        assert!(error.is_config(), "{error:?}");
        error.to_string()
    }

    #[test]
    fn invalid_settings_are_rejected() {
        assert!(problem(Client::builder()).contains("credentials"));
        assert!(problem(Client::builder().api_key("", "")).contains("empty"));
        assert!(problem(builder().base_url("nonsense")).contains("base URL"));
        assert!(problem(builder().base_url("http://example.com")).contains("https"));
        assert!(problem(builder().timeout(Duration::ZERO)).contains("zero"));
        assert!(problem(builder().attempt_timeout(Duration::ZERO)).contains("attempt_timeout"));
        assert!(problem(builder().connect_timeout(Duration::ZERO)).contains("connect_timeout"));
        assert!(problem(builder().header("a b", "c")).contains("`a b`"));
        assert!(problem(builder().header("x-a", "secret\r\nx-b: c")).contains("`x-a`"));
        assert!(!problem(builder().header("x-a", "hunter2\n")).contains("hunter2"));
        assert!(problem(builder().header("Authorization", "x")).contains("authorization"));
        assert!(problem(builder().user_agent("a\nb")).contains("user agent"));
        let limit = RateLimit::per_window(0, Duration::from_secs(1));
        assert!(problem(builder().rate_limit(limit)).contains("rate limit"));
        let retry = RetryPolicy::default().base_delay(Duration::from_secs(100));
        assert!(problem(builder().retry(retry)).contains("delay"));
    }

    #[test]
    fn unusual_settings_work() {
        builder().timeout(Duration::MAX).attempt_timeout(Duration::MAX).build().unwrap();
        builder().rate_limit(RateLimit::off()).retry(RetryPolicy::none()).build().unwrap();
    }

    #[test]
    fn the_user_agent_names_the_crate_the_machine_and_the_application() {
        let agent = user_agent(Some(" my-app/1.0 ")).unwrap();
        let agent = agent.to_str().unwrap();
        assert!(agent.starts_with("clickhouse-cloud-rust/0."), "{agent}");
        assert!(agent.ends_with(") my-app/1.0") && agent.contains(env::consts::OS), "{agent}");
        assert!(user_agent(Some("")).unwrap().to_str().unwrap().ends_with(')'));
    }

    #[test]
    fn nothing_prints_the_secret() {
        let builder = builder().api_key("id", "hunter2").header("x-token", "hunter2");
        assert!(!format!("{builder:?}").contains("hunter2"));
        // Interceptors and `build` show requests with their headers.
        let call = builder.build().unwrap().request(http::Method::GET, "/a");
        let request = call.header("x-auth-token", "hunter2").build().unwrap();
        assert_eq!(request.headers()["x-token"], "hunter2");
        assert!(!format!("{request:?}").contains("hunter2"), "{request:?}");
    }
}
