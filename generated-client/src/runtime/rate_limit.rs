//! The rate limit of a client: no more requests in any window than the API allows.

#[cfg(feature = "redis")]
mod redis;
mod window;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::clock::Clock;
use super::error::Error;
use super::{BoxError, BoxFuture};

#[cfg(feature = "redis")]
pub use self::redis::{RedisLimiter, RedisLimiterBuilder, WhenUnavailable};
pub use self::window::SlidingWindow;

/// A margin, so that the server never counts requests of two adjacent windows as one.
const EDGE: Duration = Duration::from_millis(1);

/// The rate limit of a client.
///
/// The API allows 10 requests in any 10 seconds for each API key, which is also the default here.
/// Clones of a client share one limit. Further calls wait for a permit, in order.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use std::time::Duration;
/// use clickhouse_cloud::{Client, RateLimit};
///
/// let client = Client::builder()
///     .api_key("id", "secret")
///     // Leave room for other programs that use the same key.
///     .rate_limit(RateLimit::per_window(5, Duration::from_secs(10)))
///     .build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
#[derive(Clone)]
pub struct RateLimit {
    kind: Kind,
    max_wait: Option<Duration>,
}

#[derive(Clone)]
enum Kind {
    Off,
    Window { requests: u32, window: Duration },
    Shared(Arc<dyn Limiter>),
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::per_window(10, Duration::from_secs(10))
    }
}

impl RateLimit {
    /// Disables the limit. Calls that receive a 429 are still retried after the requested delay.
    #[must_use]
    pub fn off() -> Self {
        Self { kind: Kind::Off, max_wait: None }
    }

    /// Creates a limit of `requests` in any period of length `window`; see [`SlidingWindow`].
    #[must_use]
    pub fn per_window(requests: u32, window: Duration) -> Self {
        Self { kind: Kind::Window { requests, window }, max_wait: None }
    }

    /// Creates a limit from a [`Limiter`]: a custom one, or one that several clients share because
    /// they use the same API key.
    #[must_use]
    pub fn shared(limiter: Arc<dyn Limiter>) -> Self {
        Self { kind: Kind::Shared(limiter), max_wait: None }
    }

    /// Sets how long a call waits for a permit before it fails. By default it waits until its
    /// timeout.
    #[must_use]
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.max_wait = Some(limit);
        self
    }

    pub(crate) fn build(self, clock: &Arc<dyn Clock>) -> Result<Option<Limit>, Error> {
        let limiter: Arc<dyn Limiter> = match self.kind {
            Kind::Off => return Ok(None),
            Kind::Shared(limiter) => limiter,
            Kind::Window { requests, window } => {
                if requests == 0 || window.is_zero() {
                    return Err(Error::config(
                        "a rate limit needs at least one request, in a window longer than zero",
                    ));
                }
                Arc::new(SlidingWindow::with_clock(requests, window, Arc::clone(clock)))
            }
        };
        Ok(Some(Limit { limiter, max_wait: self.max_wait }))
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Off => formatter.write_str("RateLimit::off()"),
            Kind::Window { requests, window } => {
                write!(formatter, "RateLimit::per_window({requests}, {window:?})")
            }
            Kind::Shared(_) => formatter.write_str("RateLimit::shared(..)"),
        }
    }
}

/// A limiter with the settings of a client.
#[derive(Clone)]
pub(crate) struct Limit {
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) max_wait: Option<Duration>,
}

/// Decides when a request may be sent.
///
/// A limiter is for one API key. Implement this trait to share the limit of a key between several
/// processes; `RedisLimiter` (feature `redis`) does so through a Redis server.
pub trait Limiter: Send + Sync + 'static {
    /// Waits for a permit for one request. Dropping the future cancels the wait.
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>>;

    /// Notifies the limiter that the server responded with a 429, and that all requests must wait
    /// this long.
    fn throttled(&self, wait: Duration);
}

/// The right to send one request. It is dropped after the response, or if the call is cancelled.
#[must_use = "dropping a permit marks the request as finished"]
pub struct Permit(Option<Box<dyn FnOnce() + Send>>);

impl Permit {
    /// Creates a permit without an effect when it is dropped.
    pub fn new() -> Self {
        Self(None)
    }

    /// Creates a permit that calls a function when the request is finished, with or without
    /// success.
    pub fn on_release(release: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(Box::new(release)))
    }
}

impl Default for Permit {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            release();
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Permit")
    }
}
