//! Timeouts of a call and its attempts.

use std::time::Duration;

/// The default timeout of a call.
const CALL: Duration = Duration::from_secs(600);
/// The default timeout of one attempt.
const ATTEMPT: Duration = Duration::from_secs(60);
/// The default time after which no other attempt begins.
const RETRIES: Duration = Duration::from_secs(180);

/// The timeouts that were set, of a client or of a call.
///
/// If a `timeout` is set and longer than a default, it replaces the default.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadlines {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    /// The time that a wait has left. It limits the call, but not each attempt.
    pub(crate) left: Option<Duration>,
}

impl Deadlines {
    /// Adds the settings of a client for those that the call lacks.
    pub(crate) fn or(self, client: Self) -> Self {
        Self {
            timeout: self.timeout.or(client.timeout),
            attempt: self.attempt.or(client.attempt),
            left: self.left,
        }
    }

    /// Returns the timeout of the call.
    pub(crate) fn call(&self) -> Duration {
        let call = self.timeout.unwrap_or(CALL);
        self.left.map_or(call, |left| call.min(left))
    }

    /// Whether the call times out at the deadline of its wait.
    pub(crate) fn ends_with_wait(&self) -> bool {
        self.left.is_some_and(|left| left < self.timeout.unwrap_or(CALL))
    }

    /// Returns the timeout of one attempt.
    pub(crate) fn attempt(&self) -> Duration {
        self.attempt.unwrap_or_else(|| self.at_least(ATTEMPT))
    }

    /// Returns the time after which no other attempt begins; `set` is that of the retry policy.
    pub(crate) fn retries(&self, set: Option<Duration>) -> Duration {
        set.unwrap_or_else(|| self.at_least(RETRIES))
    }

    fn at_least(&self, default: Duration) -> Duration {
        self.timeout.map_or(default, |timeout| timeout.max(default))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r04_a_longer_timeout_lengthens_what_was_not_set() {
        let seconds = Duration::from_secs;
        let none = Deadlines::default();
        assert_eq!((none.call(), none.attempt(), none.retries(None)), (CALL, ATTEMPT, RETRIES));
        let long = Deadlines { timeout: Some(seconds(300)), ..none };
        assert_eq!((long.call(), long.attempt()), (seconds(300), seconds(300)));
        assert_eq!(
            (long.retries(None), long.retries(Some(seconds(9)))),
            (seconds(300), seconds(9))
        );
        let short = Deadlines { timeout: Some(seconds(5)), ..none };
        assert_eq!(
            (short.call(), short.attempt(), short.retries(None)),
            (seconds(5), ATTEMPT, RETRIES)
        );
        // Calls inherit the settings of the client.
        let client = Deadlines { attempt: Some(seconds(7)), ..none };
        assert_eq!(long.or(client).attempt(), seconds(7));
        assert_eq!(none.or(long).attempt(), seconds(300));
        // A poll is limited by the remaining time of its wait.
        let poll = Deadlines { left: Some(seconds(3)), ..none };
        assert_eq!((poll.or(client).call(), poll.attempt()), (seconds(3), ATTEMPT));
        assert!(poll.ends_with_wait() && !none.ends_with_wait());
        assert!(!Deadlines { timeout: Some(seconds(2)), ..poll }.ends_with_wait());
    }
}
