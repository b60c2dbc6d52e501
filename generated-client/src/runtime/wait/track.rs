//! The progress of a wait, and what follows from a poll: no types of values, and no I/O.

use std::time::{Duration, Instant};

use crate::runtime::error::{Error, ErrorKind, Trail};
use crate::runtime::wait_info::{States, WaitInfo};

/// What the wait is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goal {
    /// One of these states.
    States(Vec<String>),
    /// A value that passes a test.
    Value,
    /// The end of the resource.
    Gone,
}

/// What a poll has found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'a> {
    /// A resource, with its state, and whether it passes the test of [`Goal::Value`].
    Value { state: Option<&'a str>, passes: bool },
    /// No resource.
    Nothing,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Another poll follows.
    Again,
    /// The wait has succeeded.
    Done,
    /// The wait can no longer succeed.
    Failed,
}

/// The progress of a wait.
#[derive(Debug)]
pub(super) struct Track {
    /// The policy, with the settings of the caller.
    pub(super) info: WaitInfo,
    goal: Goal,
    /// The next pause; none before the second poll.
    pause: Option<Duration>,
    pub(super) not_found: u32,
    pub(super) tolerated: Vec<String>,
    pub(super) polls: u32,
    start: Option<Instant>,
    last_state: Option<String>,
    /// How many polls in a row have found the expected state or value.
    hits: u32,
    /// How many polls in a row have found no resource.
    misses: u32,
    /// Whether the deletion of the resource was seen.
    left: bool,
    /// How many polls in a row have found the same state.
    same: u32,
    /// Whether the resource has changed its state since the wait began.
    moved: bool,
    /// Whether any poll has found the expected state or value.
    seen: bool,
    /// How many polls in a row may find the state from before the wait.
    lag: u32,
}

/// How long before the deadline the last poll is.
const LAST_POLL: Duration = Duration::from_secs(1);

impl Track {
    #[inline]
    pub(super) fn new(info: WaitInfo, goal: Goal, lag: u32) -> Self {
        Self {
            info,
            goal,
            pause: None,
            not_found: lag,
            tolerated: Vec::new(),
            polls: 0,
            start: None,
            last_state: None,
            hits: 0,
            misses: 0,
            left: false,
            same: 0,
            moved: false,
            seen: false,
            lag,
        }
    }

    /// Returns the JSON pointer of the state in a value.
    #[inline]
    pub(super) fn state_at(&self) -> &'static str {
        self.info.state
    }

    #[inline]
    pub(super) fn elapsed(&mut self, now: Instant) -> Duration {
        now.saturating_duration_since(*self.start.get_or_insert(now))
    }

    /// Returns the pause before the next poll, if the deadline allows one; zero before the first.
    ///
    /// `asked` is the delay that the API requested.
    #[inline]
    pub(super) fn next(&mut self, now: Instant, asked: Option<Duration>) -> Option<Duration> {
        let left = self.info.deadline.saturating_sub(self.elapsed(now));
        if self.polls == 0 {
            return Some(Duration::ZERO);
        }
        let own = self.pause.unwrap_or(self.info.first_pause);
        let longer = own.saturating_mul(3).checked_div(2).unwrap_or_default();
        self.pause = Some(longer.min(self.info.longest_pause));
        let pause = own.max(asked.unwrap_or_default());
        if pause < left {
            return Some(pause);
        }
        // One more poll before the deadline, if the time allows it.
        let last = left.saturating_sub(LAST_POLL);
        (!last.is_zero() && asked.is_none_or(|asked| asked <= last)).then_some(last)
    }

    /// Returns the time that a poll may take.
    #[inline]
    pub(super) fn left(&mut self, now: Instant) -> Duration {
        // The deadline may have passed during the pause, and a call without time fails differently.
        self.info.deadline.saturating_sub(self.elapsed(now)).max(Duration::from_millis(1))
    }

    /// Decides what follows from a poll.
    #[inline]
    pub(super) fn judge(&mut self, found: Found<'_>) -> Verdict {
        let (state, passes) = match found {
            Found::Nothing => {
                self.misses += 1;
                return match self.goal {
                    Goal::Gone => self.hit(),
                    _ => {
                        self.hits = 0;
                        if self.misses > self.not_found { Verdict::Failed } else { Verdict::Again }
                    }
                };
            }
            Found::Value { state, passes } => (state, passes),
        };
        self.misses = 0;
        if state == self.last_state.as_deref() {
            self.same += 1;
        } else {
            self.moved |= self.last_state.is_some();
            self.last_state = state.map(str::to_owned);
            self.same = 1;
        }
        let is = |states: &dyn States| state.is_some_and(|state| states.contains(state));
        let is_gone = is(self.info.gone);
        let is_leaving = is_gone || is(self.info.leaving);
        let reached = match &self.goal {
            Goal::States(states) => state.is_some_and(|state| states.iter().any(|it| it == state)),
            Goal::Value => passes,
            Goal::Gone => is_gone,
        };
        if reached {
            self.seen = true;
            return self.hit();
        }
        self.hits = 0;
        let is_tolerated = state.is_some_and(|state| self.tolerated.iter().any(|it| it == state));
        let is_settled = is(self.info.settled) && self.is_current();
        let is_failure = if self.ends_in_deletion() {
            // The resource may have failed before its deletion, and still have that state.
            self.left && (is(self.info.failed) || is_settled)
        } else {
            // The test of a value may be about any field, also during a deletion.
            let is_beyond = (is_leaving || is_settled) && self.goal != Goal::Value;
            is(self.info.failed) || is_gone || is_beyond
        };
        self.left |= is_leaving;
        if !is_failure || is_tolerated {
            Verdict::Again
        } else if is_settled && self.seen && !self.ends_in_deletion() {
            // The resource was in the expected state, and stays in the one that follows.
            Verdict::Done
        } else {
            Verdict::Failed
        }
    }

    /// Whether the resource reached the state during the wait.
    #[inline]
    fn is_current(&self) -> bool {
        self.seen || self.same >= if self.moved { self.info.confirm } else { self.lag }
    }

    #[inline]
    fn hit(&mut self) -> Verdict {
        self.hits += 1;
        if self.hits >= self.info.confirm { Verdict::Done } else { Verdict::Again }
    }

    #[inline]
    fn ends_in_deletion(&self) -> bool {
        let ends =
            |state: &String| self.info.leaving.contains(state) || self.info.gone.contains(state);
        match &self.goal {
            Goal::States(states) => states.iter().any(ends),
            Goal::Value => false,
            Goal::Gone => true,
        }
    }

    /// Returns the error of a resource that can no longer reach the goal.
    #[inline]
    pub(super) fn failed(&mut self, now: Instant) -> Error {
        let message = match &self.goal {
            Goal::Gone => "the deletion of the resource failed".to_owned(),
            Goal::Value => {
                "the resource has failed or no longer exists, so the condition cannot be met"
                    .to_owned()
            }
            Goal::States(_) => format!("the resource can no longer reach {}", self.wanted()),
        };
        let error = Error::new(ErrorKind::WaitFailed, message).with_trail(1, Duration::ZERO, true);
        self.ended(error, now)
    }

    /// Returns the error of a wait that timed out.
    #[inline]
    pub(super) fn late(&mut self, now: Instant, last: Option<Error>) -> Error {
        let message =
            format!("timed out after {:?} waiting for {}", self.info.deadline, self.wanted());
        let error = Error::new(ErrorKind::Timeout, message)
            .with_trail(1, Duration::ZERO, true)
            .with_retry(true, None);
        let error = match last {
            Some(last) => error.with_source(last),
            None => error,
        };
        self.ended(error, now)
    }

    /// Adds the progress of the wait to an error.
    #[inline]
    pub(super) fn ended(&mut self, error: Error, now: Instant) -> Error {
        let elapsed = self.elapsed(now);
        error.with_wait(Trail { polls: self.polls, elapsed, last_state: self.last_state.clone() })
    }

    #[inline]
    fn wanted(&self) -> String {
        match &self.goal {
            Goal::States(states) => {
                let states: Vec<_> = states.iter().map(|state| format!("`{state}`")).collect();
                format!("the state {}", states.join(" or "))
            }
            Goal::Value => "the condition".to_owned(),
            Goal::Gone => "the deletion of the resource".to_owned(),
        }
    }
}
