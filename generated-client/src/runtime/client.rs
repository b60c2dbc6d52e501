//! The client: settings and connections that all calls share.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::{HeaderMap, HeaderValue};

use super::base_url::BaseUrl;
use super::clock::Clock;
use super::credentials::{Authorization, CredentialProvider};
use super::deadlines::Deadlines;
use super::error::{Error, ErrorKind};
use super::interceptor::Interceptor;
use super::rate_limit::Limit;
use super::retry::{Budget, RetryPolicy};
use super::transport::{BodyLimit, Transport};

/// A client for the ClickHouse Cloud API.
///
/// Its methods return [resource handles](crate::resources), which have the operations as methods;
/// [`operations`](crate::operations) lists all of them by group. Clones share connections, the rate
/// limit and the retry budget, so create one client for each API key, and clone it.
///
#[cfg_attr(feature = "services", doc = "```no_run")]
#[cfg_attr(not(feature = "services"), doc = "```ignore")]
/// use clickhouse_cloud::Client;
///
/// # async fn f(org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
/// let client = Client::from_env()?;
/// let service = client.organization(org).service(id);
/// println!("{:?}", service.get().await?.state);
/// # Ok(()) }
/// ```
///
/// [`Client::new`] takes an API key; [`Client::builder`] has all settings.
/// [`request`](Client::request) calls endpoints that have no method in this crate, and `query`
/// (feature `query-endpoints`) sends SQL.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base: BaseUrl,
    pub(crate) credentials: Auth,
    pub(crate) transport: Arc<dyn Transport>,
    /// The transport of blocking calls, created with the first one.
    pub(crate) detached: OnceLock<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limit: Option<Limit>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) deadlines: Deadlines,
    pub(crate) body_limit: BodyLimit,
    /// The headers of every request, with the credentials unless a provider supplies them.
    pub(crate) headers: HeaderMap,
    /// Whether the application has set the header `accept`.
    pub(crate) has_accept: bool,
    pub(crate) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(crate) query_base: Option<BaseUrl>,
}

impl Inner {
    /// Returns the transport of a call.
    pub(crate) fn transport(&self, blocking: bool) -> &dyn Transport {
        if blocking {
            let other = || self.transport.detached().unwrap_or_else(|| Arc::clone(&self.transport));
            &**self.detached.get_or_init(other)
        } else {
            &*self.transport
        }
    }

    /// Returns the headers of a request: those of the client, and those of its call, which take
    /// precedence.
    pub(crate) fn headers_with(&self, call: &HeaderMap) -> HeaderMap {
        let mut headers = self.headers.clone();
        for (name, value) in call {
            headers.insert(name, value.clone());
        }
        headers
    }
}

/// Where the credentials of a client come from.
pub(crate) enum Auth {
    Static(Authorization),
    Provider { provider: Arc<dyn CredentialProvider>, last: Mutex<Supplied> },
}

/// The credentials that a provider returned last.
#[derive(Default)]
pub(crate) struct Supplied {
    header: Option<HeaderValue>,
    /// What the provider returned when it was notified of their rejection.
    promise: Option<bool>,
}

impl Auth {
    pub(crate) fn provider(provider: Arc<dyn CredentialProvider>) -> Self {
        Self::Provider { provider, last: Mutex::default() }
    }

    pub(crate) async fn authorization(&self) -> Result<Authorization, Error> {
        match self {
            Self::Static(authorization) => Ok(authorization.clone()),
            Self::Provider { provider, last } => {
                let credentials = provider.credentials().await.map_err(|source| {
                    Error::new(ErrorKind::Credentials, "failed to obtain credentials")
                        .with_source(source)
                })?;
                let authorization = credentials.authorization()?;
                let header = Some(authorization.header.clone());
                *lock(last) = Supplied { header, promise: None };
                Ok(authorization)
            }
        }
    }

    /// Records that these credentials were rejected; returns whether there are others.
    ///
    /// Many calls may be in progress with the same credentials. The provider is notified of the
    /// first rejection only: a later one would make it discard the credentials that replaced them.
    pub(crate) fn rejected(&self, used: Option<&HeaderValue>) -> bool {
        match self {
            Self::Static(_) => false,
            Self::Provider { provider, last } => {
                {
                    let mut last = lock(last);
                    if last.header.as_ref() != used {
                        return true;
                    }
                    if let Some(promise) = last.promise {
                        return promise;
                    }
                    last.promise = Some(true);
                }
                // Without the lock: the provider is code of the user.
                let promise = provider.rejected();
                let mut last = lock(last);
                if !promise && last.header.as_ref() == used {
                    last.promise = Some(false);
                }
                promise
            }
        }
    }
}

fn lock(last: &Mutex<Supplied>) -> MutexGuard<'_, Supplied> {
    // A panic of the provider leaves the state valid.
    last.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.inner.base)
            .field("timeout", &self.inner.deadlines.call())
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_can_be_shared() {
        fn check<T: Clone + Send + Sync + 'static>() {}
        check::<Client>();
        assert_eq!(size_of::<Client>(), size_of::<usize>());
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn a_key_is_all_that_is_needed() {
        assert!(Client::new("id", "secret").is_ok());
        assert!(Client::new("", "secret").unwrap_err().is_config());
    }

    #[test]
    fn nothing_prints_the_secret() {
        let transport = crate::runtime::mock::MockTransport::new();
        let builder = Client::builder().api_key("id", "hunter2").transport(transport);
        let client = builder.build().unwrap();
        assert!(!format!("{client:?} {client:#?}").contains("hunter2"));
    }
}
