//! The limit of a key that a whole fleet of processes uses, kept in Redis.

mod held;
mod store;
mod worker;

use std::fmt;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::{mpsc, oneshot};

use self::held::Held;
use self::store::{Settings, Store};
use self::worker::{Message, Waiter, Worker};
use super::{Limiter, Permit};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::{BoxError, BoxFuture};

/// One sliding window for all processes that use one API key, in a Redis server (or Valkey).
///
/// It is the same exact window as [`SlidingWindow`](super::SlidingWindow): a request occupies one
/// of the places from before it is sent until one window after its answer. An atomic script
/// decides, in the time of the store, so the clocks of the machines do not matter; that of the
/// store may be put back, but not forward. A process that dies gives its places back after two
/// windows. What the API says in a 429 holds for the whole fleet.
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
/// **Order.** Calls of one process are served in order. The processes wait in one line in the
/// store, each with the first of its calls, so that none of them starves.
///
/// **When the store is away**, [`WhenAway`] decides. It counts as away when it cannot be reached,
/// refuses, or does not answer within the [`timeout`](RedisLimiterBuilder::timeout); it is left
/// alone for a second then, or for four times as long as it let a call wait, and asked over a new
/// connection after that. Each process knows the places that it uses itself, and tells the store
/// when it comes back, even without its data.
///
/// **What is stored** are four keys, `clickhouse-cloud:{name}:…`, which hold random names of
/// requests and moments, and expire seconds after their use. There is no key id, secret or
/// parameter of a call in them. The store must be one server (version 5 or newer, with scripts
/// allowed): a primary with replicas loses what it had not yet copied when it fails.
///
/// One limiter has one thread, which ends when the limiter and its permits are gone. A call that
/// is dropped while it waits leaves the line; one that is dropped later keeps its place for one
/// window, because its request may be on its way.
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub struct RedisLimiter {
    sender: mpsc::UnboundedSender<Message>,
    requests: u32,
    window: Duration,
}

/// What calls do while the store of a [`RedisLimiter`] is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub enum WhenAway {
    /// They fail, having sent nothing; [`Error::is_rate_limited`] and [`Error::is_retryable`] hold.
    Fail,
    /// Each process keeps a window of its own with so many requests, those included that it sent
    /// before. This is the default, with the number of the limiter: the fleet may then send more
    /// than the API allows, and waits where the API says 429. The limit divided by the number of
    /// processes is never too much.
    Local {
        /// The number of requests in a window.
        requests: u32,
    },
    /// They are sent at once, unless the API has said to wait.
    LetThrough,
}

/// Settings of a [`RedisLimiter`]; nothing is checked before [`build`](Self::build).
#[must_use = "a builder does nothing until it is built"]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub struct RedisLimiterBuilder {
    url: String,
    name: Option<String>,
    requests: u32,
    window: Duration,
    timeout: Duration,
    when_away: Option<WhenAway>,
}

/// Windows beyond this are a mistake, and could not be counted exactly in the store.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24);

impl RedisLimiter {
    /// Begins to set up a limiter with the store at this URL: `redis://user:password@host:port/db`,
    /// `unix:///path/of/socket`, or, with the feature `rustls`, `rediss://…`.
    ///
    /// A program that has several providers of cryptography for rustls must install one of them
    /// as its default before it uses `rediss`.
    pub fn builder(url: impl Into<String>) -> RedisLimiterBuilder {
        RedisLimiterBuilder {
            url: url.into(),
            name: None,
            requests: 10,
            window: Duration::from_secs(10),
            timeout: Duration::from_secs(1),
            when_away: None,
        }
    }

    /// Asks the store whether it is there and does what it should, for programs that want to know
    /// when they start: calls go on without a store, unless [`WhenAway::Fail`] says otherwise.
    ///
    /// # Errors
    /// When the store is away, with the reason.
    pub async fn check(&self) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        let error = |reason: &str| Error::new(ErrorKind::Limiter, away(reason));
        self.sender.send(Message::Check(reply)).map_err(|_| error(STOPPED))?;
        answer.await.map_err(|_| error(STOPPED))?.map_err(|reason| error(&reason))
    }
}

/// Why the worker does not answer; it never stops as long as there is a limiter.
const STOPPED: &str = "the thread of the rate limit has stopped";

fn away(reason: &str) -> String {
    format!("the store of the rate limit is away: {reason}")
}

impl RedisLimiterBuilder {
    /// The id of the API key that the limit belongs to. The store sees a hash of it.
    pub fn api_key_id(self, id: impl AsRef<str>) -> Self {
        let id = id.as_ref().trim();
        let name = format!("key-{}", sha1_smol::Sha1::from(id).digest());
        self.name(if id.is_empty() { String::new() } else { name })
    }

    /// The name of the limit in the store, for those who would rather choose it. All processes
    /// with one API key must use one name, with the same window.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// So many requests in any window of this length; 10 in 10 seconds by default.
    pub fn per_window(mut self, requests: u32, window: Duration) -> Self {
        (self.requests, self.window) = (requests, window);
        self
    }

    /// The time that the store has to answer, connecting included; 1 second by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// What calls do while the store is away.
    pub fn when_away(mut self, choice: WhenAway) -> Self {
        self.when_away = Some(choice);
        self
    }

    /// Checks the settings and starts the limiter. The store is asked with the first call only.
    ///
    /// # Errors
    /// When the URL is not one, the limit has no name or cannot be kept, or no thread can be
    /// started.
    pub fn build(self) -> Result<RedisLimiter, Error> {
        let Self { url, name, requests, window, timeout, when_away } = self;
        // The URL itself is not shown: it may hold a password.
        let client = redis::Client::open(url).map_err(|problem| {
            Error::config(format!("the URL of the rate limit's store cannot be used: {problem}"))
        })?;
        let name = name.filter(|name| {
            !name.is_empty() && !name.contains(|c: char| c.is_control() || "{}".contains(c))
        });
        let Some(name) = name else {
            return Err(Error::config(
                "a shared rate limit needs the id of the API key or a name, without braces",
            ));
        };
        let when_away = when_away.unwrap_or(WhenAway::Local { requests });
        let nothing = requests == 0 || when_away == WhenAway::Local { requests: 0 };
        if nothing || window.is_zero() || window > LONGEST {
            return Err(Error::config(
                "a shared rate limit needs a request and a window of at most a day",
            ));
        }
        if timeout.is_zero() || timeout > LONGEST {
            return Err(Error::config("a store needs time to answer, and not more than a day"));
        }
        let heartbeat = (window / 10).clamp(Duration::from_millis(50), Duration::from_secs(1));
        let lease = heartbeat * 3 + timeout;
        let store = Store::new(client, &name, Settings { requests, window, lease, timeout });
        let (sender, inbox) = mpsc::unbounded_channel();
        let worker = Worker::new(inbox, store, Held::new(window), when_away, heartbeat);
        start(worker).map_err(|problem| {
            let message = format!("the thread of the rate limit cannot be started: {problem}");
            Error::config(message).with_source(problem)
        })?;
        Ok(RedisLimiter { sender, requests, window })
    }
}

fn start(worker: Worker) -> Result<(), std::io::Error> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new()
        .name("clickhouse-cloud-limit".to_owned())
        .spawn(move || runtime.block_on(worker.run()))?;
    Ok(())
}

impl Limiter for RedisLimiter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>> {
        Box::pin(async {
            let (reply, turn) = oneshot::channel();
            let waiter = Waiter { reply, sender: self.sender.clone() };
            self.sender.send(Message::Acquire(waiter)).map_err(|_| STOPPED)?;
            turn.await.map_err(|_| STOPPED)?
        })
    }

    fn throttled(&self, wait: Duration) {
        // Fails only where nobody sends any more.
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
            .field("when_away", &self.when_away)
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
    fn what_cannot_work_is_refused() {
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
        assert!(problem(builder().when_away(WhenAway::Local { requests: 0 })).contains("request"));
    }

    #[test]
    fn nothing_prints_the_key_or_the_password() {
        let builder = RedisLimiter::builder("redis://:hunter2@localhost/").api_key_id("key-id");
        assert!(!builder.name.as_deref().unwrap().contains("key-id"));
        let text = format!("{builder:?}") + &format!("{:?}", builder.build().unwrap());
        assert!(!text.contains("hunter2") && !text.contains("key-id"), "{text}");
    }
}
