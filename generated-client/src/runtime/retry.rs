//! When to retry, and after which delay.

mod budget;
mod hint;

use std::time::Duration;

use http::StatusCode;

use super::error::Error;
use super::operation_info::Idempotency;

pub(crate) use self::budget::Budget;
pub(crate) use self::hint::hint;

/// How often a call is retried, and with which delays.
///
/// The policy does not decide which failures are retried. Every call is retried if no connection
/// could be established, and every call except `Client::query_postgres` after a 429, because nothing
/// was executed. Only calls that are safe to repeat ([`Idempotency`]) are retried after an interrupted
/// connection, a timeout, or a status of 408, 502, 503 or 504. A 401 is retried once if a
/// [`CredentialProvider`](crate::CredentialProvider) has other credentials. All other failures,
/// including a status of 500, are final.
///
/// Each delay is random, between zero and an upper limit, so that many clients do not retry at the
/// same time. The limit doubles from [`base_delay`](Self::base_delay) to
/// [`max_delay`](Self::max_delay). After a 429 without a requested delay, the delay is between the
/// limit and twice the limit, plus one second. If the API requests a delay (`Retry-After`,
/// `X-RateLimit-Reset`), the client waits at least as long.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use std::time::Duration;
/// use clickhouse_cloud::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     .api_key("id", "secret")
///     .retry(RetryPolicy::default().max_attempts(5).max_elapsed(Duration::from_secs(60)))
///     .build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_throttled: u32,
    max_elapsed: Option<Duration>,
    base_delay: Duration,
    max_delay: Duration,
    max_server_delay: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            max_throttled: 10,
            max_elapsed: None,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            max_server_delay: Duration::from_secs(120),
            budget: 50,
        }
    }
}

impl RetryPolicy {
    /// Creates a policy without retries. After a 401 there is still a second attempt if a
    /// [`CredentialProvider`](crate::CredentialProvider) has other credentials.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, max_throttled: 0, ..Self::default() }
    }

    /// Sets the number of attempts, not counting those that end in a 429. The default is 3; 0 means
    /// 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum number of retries after a 429. The default is 10.
    #[must_use]
    pub fn max_throttled(mut self, attempts: u32) -> Self {
        self.max_throttled = attempts;
        self
    }

    /// Sets how long after the start of a call another attempt may begin. The default is 3 minutes,
    /// or the timeout of the call if that is set and longer.
    #[must_use]
    pub fn max_elapsed(mut self, limit: Duration) -> Self {
        self.max_elapsed = Some(limit);
        self
    }

    /// Sets the upper limit of the first delay; after a 429, see [`RetryPolicy`]. The default is 0.5
    /// seconds.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the largest value of the upper limit of a delay; after a 429, see [`RetryPolicy`]. It
    /// does not limit delays that the server requests. The default is 20 seconds.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets the longest delay that the server may request; if it requests more, the failure is
    /// final. The default is 2 minutes.
    #[must_use]
    pub fn max_server_delay(mut self, delay: Duration) -> Self {
        self.max_server_delay = delay;
        self
    }

    /// Sets the retry budget, which all calls of a client share. Each retry uses one unit (retries
    /// after a 429 are free), and each success restores a tenth of a unit. If the budget is empty,
    /// calls are not retried, which protects an API that is down. The default is 50; 0 means no
    /// limit.
    ///
    /// The budget of the client applies even to a call with its own policy.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    pub(crate) fn retry_budget(&self) -> Budget {
        Budget::new(self.budget)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.base_delay > self.max_delay {
            return Err(Error::config(
                "`base_delay` of the retry policy must not be longer than `max_delay`",
            ));
        }
        Ok(())
    }

    /// Decides what follows from a failure.
    pub(crate) fn verdict(&self, failures: Failures, cause: &Cause) -> Verdict {
        let throttled = cause.is_throttled();
        let spent = if throttled {
            failures.throttled > self.max_throttled
        } else {
            failures.other >= self.max_attempts
        };
        let hint = cause.hint();
        if spent || hint.is_some_and(|hint| hint > self.max_server_delay) {
            return Verdict::Final;
        }
        let steps = if throttled { failures.throttled } else { failures.other };
        let ceiling = self.ceiling(steps);
        let delay = match hint {
            // Not before the time that the server asked for, not sooner than without it, and not at
            // the same time as other clients.
            Some(hint) => hint.max(ceiling).saturating_add(random(Duration::from_millis(500))),
            // The window of the limit lasts seconds, so an early attempt would fail again.
            None if throttled => {
                Duration::from_secs(1).saturating_add(ceiling).saturating_add(random(ceiling))
            }
            None => random(ceiling),
        };
        let freeze = throttled.then(|| self.freeze(failures, cause).unwrap_or(delay));
        Verdict::Again { delay, freeze }
    }

    /// Returns how long other calls wait after a 429 that requests a delay.
    pub(crate) fn freeze(&self, failures: Failures, cause: &Cause) -> Option<Duration> {
        let hint = cause.hint().filter(|_| cause.is_throttled())?;
        Some(hint.max(self.ceiling(failures.throttled)))
    }

    /// Returns the delay that the server asks for, up to the longest one.
    pub(crate) fn tolerable(&self, wait: Duration) -> Duration {
        wait.min(self.max_server_delay)
    }

    pub(crate) fn elapsed_limit(&self) -> Option<Duration> {
        self.max_elapsed
    }

    /// Returns the upper limit of the delay after this number of failures.
    fn ceiling(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        self.base_delay.saturating_mul(1 << doublings).min(self.max_delay)
    }
}

/// The number of failed attempts of a call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Failures {
    /// With a 429.
    pub(crate) throttled: u32,
    /// In another way.
    pub(crate) other: u32,
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No connection could be established.
    Connect,
    /// The connection was interrupted, or the attempt timed out.
    Exchange,
    /// The server responded with this status, and asked for this delay.
    Status(StatusCode, Option<Duration>),
    /// The response is unusable, and another attempt would not help.
    Permanent,
    /// The client failed before it sent anything.
    Unsent,
}

/// What follows from a failure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The call has failed.
    Final,
    /// Another attempt follows.
    Again {
        /// The delay before it.
        delay: Duration,
        /// The time for which other calls wait too, because the server asked for it.
        freeze: Option<Duration>,
    },
}

impl Cause {
    /// Whether the server may have executed the request.
    pub(crate) fn may_have_been_executed(&self) -> bool {
        match self {
            Self::Connect | Self::Unsent => false,
            Self::Exchange | Self::Permanent => true,
            // A 303 means that the request was executed. A status beyond all classes does not rule
            // that out.
            Self::Status(status, _) => matches!(status.as_u16(), 200..=299 | 303 | 408 | 500..),
        }
    }

    /// Whether another attempt is safe and might succeed.
    pub(crate) fn is_repeatable(&self, idempotency: Idempotency) -> bool {
        let safe = idempotency != Idempotency::NotIdempotent;
        match self {
            Self::Connect => true,
            Self::Exchange => safe,
            Self::Permanent | Self::Unsent => false,
            Self::Status(status, _) => match status.as_u16() {
                429 => true,
                408 | 502 | 503 | 504 => safe,
                _ => false,
            },
        }
    }

    pub(crate) fn is_throttled(&self) -> bool {
        matches!(self, Self::Status(StatusCode::TOO_MANY_REQUESTS, _))
    }

    pub(crate) fn hint(&self) -> Option<Duration> {
        match self {
            Self::Status(_, hint) => *hint,
            _ => None,
        }
    }
}

/// Returns a random duration from zero to `limit`.
fn random(limit: Duration) -> Duration {
    let limit = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(fastrand::u64(..=limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16) -> Cause {
        Cause::Status(StatusCode::from_u16(code).unwrap(), None)
    }

    #[test]
    fn only_safe_requests_are_repeated() {
        use Idempotency::{Idempotent, NotIdempotent, Safe};
        for idempotency in [Safe, Idempotent, NotIdempotent] {
            assert!(status(429).is_repeatable(idempotency));
            assert!(Cause::Connect.is_repeatable(idempotency));
            for code in [200, 301, 400, 401, 403, 404, 409, 424, 500, 501, 505] {
                assert!(!status(code).is_repeatable(idempotency), "{code}");
            }
        }
        for cause in [Cause::Exchange, status(408), status(502), status(503), status(504)] {
            assert!(cause.is_repeatable(Safe) && cause.is_repeatable(Idempotent));
            assert!(!cause.is_repeatable(NotIdempotent), "{cause:?}");
        }
        assert!(!Cause::Permanent.is_repeatable(Safe));
    }

    #[test]
    fn requests_that_may_have_been_executed_are_recognised() {
        for cause in [200, 303, 408, 500, 503, 599, 600, 999].map(status) {
            assert!(cause.may_have_been_executed(), "{cause:?}");
        }
        for cause in [Cause::Exchange, Cause::Permanent] {
            assert!(cause.may_have_been_executed(), "{cause:?}");
        }
        for cause in [Cause::Connect, status(429), status(400), status(404), status(302)] {
            assert!(!cause.may_have_been_executed(), "{cause:?}");
        }
    }

    #[test]
    fn attempts_are_bounded() {
        let policy = RetryPolicy::default();
        let again = |throttled, other, cause: &Cause| {
            policy.verdict(Failures { throttled, other }, cause) != Verdict::Final
        };
        assert!(again(0, 2, &Cause::Exchange));
        assert!(!again(0, 3, &Cause::Exchange));
        assert!(again(10, 0, &status(429)));
        assert!(!again(11, 0, &status(429)));
        let none = RetryPolicy::none();
        assert_eq!(
            none.verdict(Failures { throttled: 0, other: 1 }, &Cause::Connect),
            Verdict::Final
        );
        assert_eq!(none.verdict(Failures { throttled: 1, other: 0 }, &status(429)), Verdict::Final);
    }

    #[test]
    fn delays_double_up_to_a_limit() {
        let policy = RetryPolicy::default();
        let ceilings: Vec<_> = (1..=8).map(|n| policy.ceiling(n).as_millis()).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000]);
        assert_eq!(policy.ceiling(u32::MAX), policy.max_delay);
        for _ in 0..200 {
            let failures = Failures { throttled: 0, other: 2 };
            let Verdict::Again { delay, freeze } = policy.verdict(failures, &Cause::Exchange)
            else {
                panic!("final");
            };
            assert!(delay <= Duration::from_secs(1) && freeze.is_none());
        }
    }

    #[test]
    fn the_server_comes_first() {
        let policy = RetryPolicy::default();
        let failures = Failures { throttled: 1, other: 0 };
        let cause = |seconds| {
            Cause::Status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs(seconds)))
        };
        let Verdict::Again { delay, freeze } = policy.verdict(failures, &cause(7)) else {
            panic!("final");
        };
        assert!(delay >= Duration::from_secs(7) && delay <= Duration::from_millis(7500));
        assert_eq!(freeze, Some(Duration::from_secs(7)));
        assert_eq!(policy.verdict(failures, &cause(121)), Verdict::Final);
    }

    #[test]
    fn r06_other_calls_wait_for_the_base_delay_too() {
        let policy = RetryPolicy::default();
        let failures = Failures { throttled: 2, other: 0 };
        let cause = Cause::Status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::ZERO));
        let Verdict::Again { delay, freeze } = policy.verdict(failures, &cause) else {
            panic!("final");
        };
        let base = Duration::from_secs(1);
        assert!(delay >= base && freeze == Some(base), "{delay:?} {freeze:?}");
        // Also if this call is not repeated.
        assert_eq!(policy.freeze(failures, &cause), Some(base));
        assert_eq!(policy.freeze(failures, &Cause::Exchange), None);
    }

    #[test]
    fn absurd_settings_do_not_overflow() {
        let policy = RetryPolicy::default()
            .base_delay(Duration::MAX)
            .max_delay(Duration::MAX)
            .max_server_delay(Duration::MAX);
        policy.check().unwrap();
        for throttled in [1, 10] {
            let failures = Failures { throttled, other: 1 };
            for hint in [None, Some(Duration::MAX)] {
                let cause = Cause::Status(StatusCode::TOO_MANY_REQUESTS, hint);
                let Verdict::Again { delay, .. } = policy.verdict(failures, &cause) else {
                    panic!("final");
                };
                assert_eq!(delay, Duration::MAX);
            }
            assert_ne!(policy.verdict(failures, &Cause::Exchange), Verdict::Final);
        }
    }

    #[test]
    fn jitter_is_spread_and_bounded() {
        let limit = Duration::from_millis(100);
        let draws: Vec<_> = (0..500).map(|_| random(limit)).collect();
        assert!(draws.iter().all(|draw| *draw <= limit));
        assert!(draws.iter().any(|draw| *draw < limit / 4));
        assert!(draws.iter().any(|draw| *draw > limit / 4 * 3));
        assert_eq!(random(Duration::ZERO), Duration::ZERO);
    }
}
