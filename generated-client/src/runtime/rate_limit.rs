//! The client's own rate limit: never more requests in any window than the API allows.

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

/// Windows that touch must not count as one, whichever side the server puts the edge on.
const EDGE: Duration = Duration::from_millis(1);

/// How many requests a client sends.
///
/// The API allows 10 requests in any 10 seconds for one key, which is the default here. Clones of
/// a client share one limit. Calls beyond the limit wait for their turn, in order.
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
    /// No limit; responses of 429 are still waited for.
    #[must_use]
    pub fn off() -> Self {
        Self { kind: Kind::Off, max_wait: None }
    }

    /// At most so many requests in any window of this length, as a [`SlidingWindow`].
    #[must_use]
    pub fn per_window(requests: u32, window: Duration) -> Self {
        Self { kind: Kind::Window { requests, window }, max_wait: None }
    }

    /// A limiter of one's own, or one that several clients share because they use the same key.
    #[must_use]
    pub fn shared(limiter: Arc<dyn Limiter>) -> Self {
        Self { kind: Kind::Shared(limiter), max_wait: None }
    }

    /// Lets a call fail when its turn does not come within this time; it waits as long as its
    /// timeout allows otherwise.
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
                    return Err(Error::config("a rate limit needs a request and a window"));
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

/// A limiter as a client uses it.
#[derive(Clone)]
pub(crate) struct Limit {
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) max_wait: Option<Duration>,
}

/// Decides when a request may be sent.
///
/// One limiter belongs to one API key. Implement this to share the limit of a key among the
/// processes of a fleet, through a store that they have in common; for Redis there is
/// `RedisLimiter`, with the feature `redis`.
pub trait Limiter: Send + Sync + 'static {
    /// Waits for the turn of one request. Dropping the future gives the turn up.
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>>;

    /// Told that the server refused a request with a 429 and asks everybody to wait so long.
    fn throttled(&self, wait: Duration);
}

/// The right to send one request. Dropped when its response is there, or nobody waits for it.
#[must_use = "a permit that is dropped at once says that the request is over"]
pub struct Permit(Option<Box<dyn FnOnce() + Send>>);

impl Permit {
    /// A permit whose end does not matter.
    pub fn new() -> Self {
        Self(None)
    }

    /// A permit that says when the request is over, however it ended.
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
