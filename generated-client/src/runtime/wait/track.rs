//! Where a wait stands, and what a poll means for it: no types of values, and no I/O.

use std::time::{Duration, Instant};

use crate::runtime::error::{Error, ErrorKind, Trail};
use crate::runtime::wait_info::{States, WaitInfo};

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goal {
    /// One of these states.
    States(Vec<String>),
    /// A value that passes a test.
    Value,
    /// That there is no such resource.
    Gone,
}

/// What a poll has found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'a> {
    /// A resource, with its state, and whether it passes the test of [`Goal::Value`].
    Value { state: Option<&'a str>, passes: bool },
    /// That there is none.
    Nothing,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Look again.
    Again,
    /// The wait has succeeded.
    Done,
    /// The wait cannot succeed any more.
    Failed,
}

/// Where a wait stands.
#[derive(Debug)]
pub(super) struct Track {
    /// The policy, with what the caller has changed.
    pub(super) info: WaitInfo,
    goal: Goal,
    /// The next pause; none before the second poll.
    pause: Option<Duration>,
    pub(super) not_found: u32,
    pub(super) tolerated: Vec<String>,
    pub(super) polls: u32,
    start: Option<Instant>,
    last_state: Option<String>,
    /// How many polls in a row have found what is waited for.
    hits: u32,
    /// How many polls in a row have found nothing.
    misses: u32,
    /// Whether the resource was seen on its way out.
    left: bool,
    /// How many polls in a row have found the same state.
    same: u32,
    /// Whether the resource has changed its state since the wait began.
    moved: bool,
    /// Whether any poll has found what is waited for.
    seen: bool,
    /// How many polls in a row may find the state from before the wait.
    lag: u32,
}

/// How long before the deadline the last look is.
const LAST_LOOK: Duration = Duration::from_secs(1);

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

    /// Where the state stands in a value.
    #[inline]
    pub(super) fn state_at(&self) -> &'static str {
        self.info.state
    }

    #[inline]
    pub(super) fn elapsed(&mut self, now: Instant) -> Duration {
        now.saturating_duration_since(*self.start.get_or_insert(now))
    }

    /// The time until the next poll, where the deadline leaves room for one; none before the first.
    ///
    /// `asked` is how long the service has asked to be left alone.
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
        // One more look before giving up, where the time allows it.
        let last = left.saturating_sub(LAST_LOOK);
        (!last.is_zero() && asked.is_none_or(|asked| asked <= last)).then_some(last)
    }

    /// The time that a poll may take.
    #[inline]
    pub(super) fn left(&mut self, now: Instant) -> Duration {
        // Time may have run out while the wait slept, and a call without time fails differently.
        self.info.deadline.saturating_sub(self.elapsed(now)).max(Duration::from_millis(1))
    }

    /// What a poll means.
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
            // What is deleted may have been broken before, and may still look so.
            self.left && (is(self.info.failed) || is_settled)
        } else {
            // A test of values may wait for the end of a deletion, or for another field.
            let is_beyond = (is_leaving || is_settled) && self.goal != Goal::Value;
            is(self.info.failed) || is_gone || is_beyond
        };
        self.left |= is_leaving;
        if !is_failure || is_tolerated {
            Verdict::Again
        } else if is_settled && self.seen && !self.ends_in_deletion() {
            // The resource has been there, and stays in the state that follows.
            Verdict::Done
        } else {
            Verdict::Failed
        }
    }

    /// Whether the state was reached during the wait, and is not the one from before.
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

    /// The error of a resource in a failure state.
    #[inline]
    pub(super) fn failed(&mut self, now: Instant) -> Error {
        let message = format!("the resource can no longer reach {}", self.wanted());
        let error = Error::new(ErrorKind::WaitFailed, message).with_trail(1, Duration::ZERO, true);
        self.ended(error, now)
    }

    /// The error of a wait that took too long.
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

    /// Says in an error how far the wait has come.
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
            Goal::Value => "the expected value".to_owned(),
            Goal::Gone => "its deletion".to_owned(),
        }
    }
}
