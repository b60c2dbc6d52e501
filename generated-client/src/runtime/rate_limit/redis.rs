//! The rate limit of an API key that several processes share, in Redis.
//!
//! An exact window that several processes share requires:
//! - One set of entries with expiry times, and one script that uses the clock of the store. An
//!   entry expires one window after the response, or two windows after the request was sent if its
//!   process reports nothing. A process that crashes therefore needs no cleanup.
//! - An order, so that no process starves: each entry has a number, and an entry that waits counts
//!   like one that was sent. It expires if its process does not poll again, so the queue and its
//!   leases need no sets of their own.
//! - A key that expires, for the delay that the API requested.
//! - One thread for each process, because a permit may be dropped outside of a runtime. The thread
//!   uses a blocking connection.

mod held;
mod store;
mod unavailable;
mod worker;

use std::fmt;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use self::held::Held;
use self::store::{Settings, Store};
pub use self::unavailable::WhenUnavailable;
use self::worker::{Message, Waiter, Worker};
use super::{Limiter, Permit};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::{BoxError, BoxFuture};

/// One sliding window for all processes that use one API key, in a Redis server (or Valkey).
///
/// It counts requests in the same way as [`SlidingWindow`](super::SlidingWindow): a request
/// occupies a slot from before it is sent until one window after its response. An atomic script
/// uses the clock of the store, so the clocks of the machines do not matter; setting the clock of
/// the store back is safe, but it must not be set forward. The slots of a process that crashes are
/// free after two windows. A delay that the API requests in a 429 applies to all processes.
///
/// ```no_run
/// use std::sync::Arc;
/// use clickhouse_cloud::{Client, RateLimit, RedisLimiter};
///
/// # fn main() -> Result<(), clickhouse_cloud::Error> {
/// let limiter = RedisLimiter::builder("redis://10.0.0.7/").api_key_id("id").build()?;
/// let client = Client::builder()
///     .api_key("id", "secret")
///     .rate_limit(RateLimit::shared(Arc::new(limiter)))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// **Order.** Calls of one process get permits in order. The processes wait in one queue in the
/// store, each with the first of its calls, so that none of them starves.
///
/// **When the store is unavailable**, [`WhenUnavailable`] decides. A store is unavailable if it
/// cannot be reached, returns an error, or does not respond within the
/// [`timeout`](RedisLimiterBuilder::timeout). The limiter then connects again after one second, or
/// after four times the duration of the failed attempt if that is longer. Each process remembers
/// the slots that it uses, and restores them when the store is available again, even if the store
/// lost its data.
///
/// **Data.** The store contains two keys, `clickhouse-cloud:{name}:…`, with random names of
/// requests and with times. Both keys expire at most about two windows after the last request, or
/// after the delay that the API requested. They contain no key id, secret or parameter of a call.
/// The store must be one server (version 5 or newer, with scripts allowed): a primary with replicas
/// loses the last writes when it fails.
///
/// A limiter has one thread, which ends when the limiter and its permits are dropped. A call that
/// is cancelled while it waits leaves the queue; one that is cancelled later occupies its slot for
/// one window, because its request may have been sent.
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub struct RedisLimiter {
    sender: mpsc::Sender<Message>,
    requests: u32,
    window: Duration,
}

/// Settings of a [`RedisLimiter`], checked by [`build`](Self::build).
#[must_use = "a builder does nothing until it is built"]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub struct RedisLimiterBuilder {
    url: String,
    name: Option<String>,
    requests: u32,
    window: Duration,
    timeout: Duration,
    when_unavailable: Option<WhenUnavailable>,
}

/// The longest window; a longer one could not be counted exactly in the store.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24);

impl RedisLimiter {
    /// Returns a builder for a limiter with the store at this URL:
    /// `redis://user:password@host:port/db`, `unix:///path/of/socket`, or, with the feature
    /// `rustls`, `rediss://…`.
    ///
    /// A program with several cryptography providers of rustls must install one of them as its
    /// default before it uses `rediss`.
    pub fn builder(url: impl Into<String>) -> RedisLimiterBuilder {
        RedisLimiterBuilder {
            url: url.into(),
            name: None,
            requests: 10,
            window: Duration::from_secs(10),
            timeout: Duration::from_secs(1),
            when_unavailable: None,
        }
    }

    /// Checks that the store is available, for example when a program starts. Calls continue
    /// without a store, except with [`WhenUnavailable::Fail`].
    ///
    /// # Errors
    /// If the store is unavailable, with the reason.
    pub async fn check(&self) -> Result<(), Error> {
        let (reply, outcome) = oneshot::channel();
        let error = |reason: &str| Error::new(ErrorKind::Limiter, unavailable(reason));
        self.sender.send(Message::Check(reply)).map_err(|_| error(STOPPED))?;
        outcome.await.map_err(|_| error(STOPPED))?.map_err(|reason| error(&reason))
    }
}

/// The error if the worker does not reply. It never stops while there is a limiter.
const STOPPED: &str = "the thread of the rate limiter has stopped";

fn unavailable(reason: &str) -> String {
    format!("the rate-limit store is unavailable: {reason}")
}

impl RedisLimiterBuilder {
    /// Sets the id of the API key that the limit is for. The store receives only a hash of it.
    pub fn api_key_id(self, id: impl AsRef<str>) -> Self {
        let id = id.as_ref().trim();
        let name = format!("key-{}", sha1_smol::Sha1::from(id).digest());
        self.name(if id.is_empty() { String::new() } else { name })
    }

    /// Sets the name of the limit in the store, instead of the hash of the key id. All processes
    /// with one API key must use one name, with the same window.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the number of requests in any window of this length. The default is 10 in 10 seconds.
    pub fn per_window(mut self, requests: u32, window: Duration) -> Self {
        (self.requests, self.window) = (requests, window);
        self
    }

    /// Sets the timeout of connecting to the store, and of its responses. The default is 1 second.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets what calls do while the store is unavailable. The default is
    /// [`Local`](WhenUnavailable::Local) with the number of requests of the limiter.
    pub fn when_unavailable(mut self, choice: WhenUnavailable) -> Self {
        self.when_unavailable = Some(choice);
        self
    }

    /// Checks the settings and starts the limiter, which connects with the first call.
    ///
    /// # Errors
    /// If the URL is invalid, if the limit has no name or no valid window, or if no thread can be
    /// started.
    pub fn build(self) -> Result<RedisLimiter, Error> {
        let Self { url, name, requests, window, timeout, when_unavailable } = self;
        // The URL itself is not shown: it may contain a password.
        let client = redis::Client::open(url).map_err(|problem| {
            Error::config(format!("invalid URL of the rate-limit store: {problem}"))
        })?;
        let name = name.filter(|name| {
            !name.is_empty() && !name.contains(|c: char| c.is_control() || "{}".contains(c))
        });
        let Some(name) = name else {
            return Err(Error::config(
                "a shared rate limit needs an `api_key_id` or a `name` that is not empty and contains no braces or \
                 control characters",
            ));
        };
        let when_unavailable = when_unavailable.unwrap_or(WhenUnavailable::Local { requests });
        let nothing = requests == 0 || when_unavailable == WhenUnavailable::Local { requests: 0 };
        if nothing || window.is_zero() || window > LONGEST {
            return Err(Error::config(
                "a shared rate limit needs at least one request, in a window longer than zero \
                 and at most one day long",
            ));
        }
        if timeout.is_zero() || timeout > LONGEST {
            return Err(Error::config(
                "the timeout of the rate-limit store must be greater than zero and at most one day",
            ));
        }
        let poll = (window / 10).clamp(Duration::from_millis(50), Duration::from_secs(1));
        // An entry that waits survives two lost requests to the store, and a slow one.
        let lease = poll * 3 + timeout;
        let store = Store::new(client, &name, Settings { requests, window, lease, timeout });
        let (sender, inbox) = mpsc::channel();
        let worker = Worker::new(inbox, store, Held::new(window), when_unavailable, poll);
        let thread = thread::Builder::new().name("clickhouse-cloud-limit".to_owned());
        thread.spawn(move || worker.run()).map_err(|problem| {
            Error::config("failed to start the thread of the rate limiter").with_source(problem)
        })?;
        Ok(RedisLimiter { sender, requests, window })
    }
}

impl Limiter for RedisLimiter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>> {
        Box::pin(async {
            let (reply, permit) = oneshot::channel();
            let waiter = Waiter { reply, sender: self.sender.clone() };
            self.sender.send(Message::Acquire(waiter)).map_err(|_| STOPPED)?;
            // Dropped with this future: if the call is cancelled, the next one is served at once.
            let sender = self.sender.clone();
            let _look = Permit::on_release(move || drop(sender.send(Message::Look)));
            permit.await.map_err(|_| STOPPED)?
        })
    }

    fn throttled(&self, wait: Duration) {
        // Fails only when the process ends.
        let _ = self.sender.send(Message::Freeze(wait.min(LONGEST)));
    }
}

impl fmt::Debug for RedisLimiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisLimiter")
            .field("requests", &self.requests)
            .field("window", &self.window)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RedisLimiterBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisLimiterBuilder")
            .field("requests", &self.requests)
            .field("window", &self.window)
            .field("timeout", &self.timeout)
            .field("when_unavailable", &self.when_unavailable)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(builder: RedisLimiterBuilder) -> String {
        let error = builder.build().unwrap_err();
        assert!(error.is_config(), "{error:?}");
        error.to_string()
    }

    #[test]
    fn invalid_settings_are_refused() {
        let builder = || RedisLimiter::builder("redis://user:hunter2@localhost/").name("n");
        builder().build().unwrap();
        for url in ["", "nonsense", "http://localhost/", "redis://:hunter2@/", "redis://h/hunter2"]
        {
            let text = problem(RedisLimiter::builder(url).name("n"));
            assert!(text.contains("URL") && !text.contains("hunter2"), "{text}");
        }
        assert!(problem(RedisLimiter::builder("redis://localhost/")).contains("name"));
        assert!(problem(builder().name("a}b")).contains("braces"));
        assert!(problem(builder().api_key_id(" ")).contains("name"));
        for (requests, window) in [(0, 1), (1, 0), (1, 100_000)] {
            let limit = builder().per_window(requests, Duration::from_secs(window));
            assert!(problem(limit).contains("window"));
        }
        assert!(problem(builder().timeout(Duration::ZERO)).contains("time"));
        assert!(
            problem(builder().when_unavailable(WhenUnavailable::Local { requests: 0 }))
                .contains("request")
        );
    }

    #[test]
    fn nothing_prints_the_key_or_the_password() {
        let builder = RedisLimiter::builder("redis://:hunter2@localhost/").api_key_id("key-id");
        assert!(!builder.name.as_deref().unwrap().contains("key-id"));
        let text = format!("{builder:?}") + &format!("{:?}", builder.build().unwrap());
        assert!(!text.contains("hunter2") && !text.contains("key-id"), "{text}");
    }
}
