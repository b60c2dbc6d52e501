//! The client: settings shared by all calls, cheap to clone.

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

/// A client of the ClickHouse Cloud API.
///
/// It has a method for each operation; [`operations`](crate::operations) lists them by group, with
/// what they take and give. Clones share connections, the rate limit and the retry budget, so make
/// one client for one API key and clone it wherever it is needed.
///
/// ```no_run
/// use clickhouse_cloud::Client;
///
/// # async fn f() -> Result<(), clickhouse_cloud::Error> {
/// let client = Client::from_env()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base: BaseUrl,
    pub(crate) credentials: Auth,
    pub(crate) transport: Arc<dyn Transport>,
    /// The transport of blocking calls, made when there is one.
    pub(crate) detached: OnceLock<Arc<dyn Transport>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limit: Option<Limit>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) deadlines: Deadlines,
    pub(crate) body_limit: BodyLimit,
    pub(crate) user_agent: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(crate) query_base: Option<BaseUrl>,
}

impl Inner {
    /// The transport of a call.
    pub(crate) fn transport(&self, blocking: bool) -> &dyn Transport {
        if blocking {
            let other = || self.transport.detached().unwrap_or_else(|| Arc::clone(&self.transport));
            &**self.detached.get_or_init(other)
        } else {
            &*self.transport
        }
    }
}

/// Where the credentials of a client come from.
pub(crate) enum Auth {
    Static(Authorization),
    Provider { provider: Arc<dyn CredentialProvider>, given: Mutex<Given> },
}

/// The credentials that a provider gave last.
#[derive(Default)]
pub(crate) struct Given {
    header: Option<HeaderValue>,
    /// What the provider said when it was told that they are not accepted.
    promise: Option<bool>,
}

impl Auth {
    pub(crate) fn provider(provider: Arc<dyn CredentialProvider>) -> Self {
        Self::Provider { provider, given: Mutex::default() }
    }

    pub(crate) async fn authorization(&self) -> Result<Authorization, Error> {
        match self {
            Self::Static(authorization) => Ok(authorization.clone()),
            Self::Provider { provider, given } => {
                let credentials = provider.credentials().await.map_err(|source| {
                    let message = format!("failed to obtain credentials: {source}");
                    Error::new(ErrorKind::Credentials, message).with_source(source)
                })?;
                let authorization = credentials.authorization()?;
                let header = Some(authorization.header.clone());
                *lock(given) = Given { header, promise: None };
                Ok(authorization)
            }
        }
    }

    /// Takes note that these credentials were not accepted; whether there are others.
    ///
    /// Many calls are under way with the same credentials, and the responses come one by one. Only
    /// the first one is news for the provider: a later one would make it throw away what it has
    /// got since.
    pub(crate) fn rejected(&self, used: Option<&HeaderValue>) -> bool {
        match self {
            Self::Static(_) => false,
            Self::Provider { provider, given } => {
                {
                    let mut given = lock(given);
                    if given.header.as_ref() != used {
                        return true;
                    }
                    if let Some(promise) = given.promise {
                        return promise;
                    }
                    given.promise = Some(true);
                }
                // Not under the lock: the provider may do whatever it likes.
                let promise = provider.rejected();
                let mut given = lock(given);
                if !promise && given.header.as_ref() == used {
                    given.promise = Some(false);
                }
                promise
            }
        }
    }
}

fn lock(given: &Mutex<Given>) -> MutexGuard<'_, Given> {
    // A provider that panicked leaves nothing half done here.
    given.lock().unwrap_or_else(PoisonError::into_inner)
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
