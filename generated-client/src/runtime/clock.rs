//! The clock of a client: a trait, for other runtimes and for tests that do not sleep.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use super::BoxFuture;

/// The source of time of a client, for deadlines, delays and rate limits.
///
/// The default is [`TokioClock`]. It follows `tokio::time::pause`, so delays take no time in a test
/// with `#[tokio::test(start_paused = true)]`.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Returns the current time of a monotonic clock.
    fn now(&self) -> Instant;

    /// Returns the time of day, which is compared with dates that a server sends.
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits for this long.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Returns the reason if the clock cannot be used here. A call then fails instead of panicking.
    fn unusable(&self) -> Option<&'static str> {
        None
    }
}

/// The clock of the tokio runtime that the caller runs in.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn unusable(&self) -> Option<&'static str> {
        match tokio::runtime::Handle::try_current() {
            Ok(_) => None,
            Err(_) => Some(
                "no tokio runtime: call from inside one, use the feature `blocking`, or set a \
                 `clock` and a `transport` for another runtime",
            ),
        }
    }
}

/// Runs `future` for at most `limit`; returns `None` if it timed out, and drops it.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = std::pin::pin!(future);
    // Created only if the future has to wait: a response that is ready needs no timer.
    let mut timer = None;
    std::future::poll_fn(move |context| {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
            return std::task::Poll::Ready(Some(value));
        }
        let timer = timer.get_or_insert_with(|| clock.sleep(limit));
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Returns `now + duration`, or a time in the far future if the sum cannot be represented.
pub(crate) fn after(now: Instant, duration: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    now.checked_add(duration).or_else(|| now.checked_add(FAR)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn within_returns_the_value_or_times_out() {
        let clock = TokioClock;
        let quick = within(&clock, Duration::from_secs(5), clock.sleep(Duration::from_secs(4)));
        assert_eq!(quick.await, Some(()));
        let start = clock.now();
        let slow = within(&clock, Duration::from_secs(5), clock.sleep(Duration::from_secs(6)));
        assert_eq!(slow.await, None);
        assert_eq!(clock.now() - start, Duration::from_secs(5));
    }

    #[test]
    fn a_clock_outside_a_runtime_is_an_error() {
        assert!(TokioClock.unusable().is_some());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert!(runtime.block_on(async { TokioClock.unusable() }).is_none());
    }

    #[test]
    fn an_absurd_duration_does_not_overflow() {
        let now = Instant::now();
        assert!(after(now, Duration::MAX) > now);
    }
}
