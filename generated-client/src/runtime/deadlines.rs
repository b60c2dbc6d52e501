//! How long a call and its attempts may take.

use std::time::Duration;

/// The time for a whole call.
const CALL: Duration = Duration::from_secs(600);
/// The time for one attempt.
const ATTEMPT: Duration = Duration::from_secs(60);
/// The time after which no other attempt begins.
const RETRIES: Duration = Duration::from_secs(180);

/// The times that were set, of a client or of a call.
///
/// A `timeout` that was set is never cut short by another default: it lengthens what was not set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadlines {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    /// What a wait has left. It shortens a call, and says nothing about its attempts.
    pub(crate) left: Option<Duration>,
}

impl Deadlines {
    /// Takes from a client what was not set for the call.
    pub(crate) fn or(self, client: Self) -> Self {
        Self {
            timeout: self.timeout.or(client.timeout),
            attempt: self.attempt.or(client.attempt),
            left: self.left,
        }
    }

    /// Returns the time for the whole call.
    pub(crate) fn call(&self) -> Duration {
        let call = self.timeout.unwrap_or(CALL);
        self.left.map_or(call, |left| call.min(left))
    }

    /// Returns the time for one attempt.
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
        // What was set for the client holds for its calls.
        let client = Deadlines { attempt: Some(seconds(7)), ..none };
        assert_eq!(long.or(client).attempt(), seconds(7));
        assert_eq!(none.or(long).attempt(), seconds(300));
        // A poll has what its wait has left.
        let poll = Deadlines { left: Some(seconds(3)), ..none };
        assert_eq!((poll.or(client).call(), poll.attempt()), (seconds(3), ATTEMPT));
    }
}
