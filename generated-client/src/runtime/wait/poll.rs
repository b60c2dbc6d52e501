//! The polls of a wait: pause, call, verdict.

use std::time::Instant;

use http::StatusCode;

use super::observation::Observation;
use super::track::{Found, Track, Verdict};
use crate::model::{Slot, View};
use crate::runtime::call::Call;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::operation::Operation;
use crate::runtime::output::Output as _;
use crate::runtime::trace;

/// What ends a wait.
pub(super) enum Until<V> {
    /// A state that the goal names.
    State,
    /// A value that passes a test.
    Value(Box<dyn FnMut(&V) -> bool + Send>),
}

/// A wait in progress.
pub(super) struct Poller<O: Operation> {
    call: Call<O>,
    until: Until<O::Output>,
    track: Track,
    /// The last temporary error.
    last: Option<Error>,
}

impl<O: Operation> Poller<O> {
    #[inline]
    pub(super) fn new(call: Call<O>, until: Until<O::Output>, track: Track) -> Self {
        Self { call, until, track, last: None }
    }

    /// Polls once, after a pause.
    #[inline]
    pub(super) async fn next(&mut self) -> Result<Observation<O::Output>, Error> {
        let outcome = self.poll().await;
        if let Err(error) = &outcome {
            trace::wait_failed(self.call.parts.info(), error);
        }
        outcome
    }

    #[inline]
    async fn poll(&mut self) -> Result<Observation<O::Output>, Error> {
        let clock = self.call.parts.clock();
        let asked = self.last.as_ref().and_then(Error::retry_after);
        let Some(pause) = self.track.next(clock.now(), asked) else {
            let last = self.last.take();
            return Err(self.described(|track| track.late(clock.now(), last)));
        };
        if !pause.is_zero() {
            clock.sleep(pause).await;
        }
        let mut call = self.call.clone();
        call.parts.at_most(self.track.left(clock.now()));
        let outcome = call.send().await;
        self.track.polls += 1;
        match outcome {
            Ok(value) => self.seen(value, clock.now()),
            Err(error) => self.failed(error, clock.now()),
        }
    }

    /// Decides what follows from a value.
    #[inline]
    fn seen(&mut self, value: O::Output, now: Instant) -> Result<Observation<O::Output>, Error> {
        let state = value.slot().and_then(|slot| text_at(slot, self.track.state_at()));
        let passes = match &mut self.until {
            Until::State => false,
            Until::Value(test) => test(&value),
        };
        let verdict = self.track.judge(Found::Value { state, passes });
        if verdict == Verdict::Failed {
            return Err(self.described(|track| track.failed(now)));
        }
        self.last = None;
        trace::poll(self.call.parts.info(), self.track.polls, state, None);
        let state = state.map(str::to_owned);
        Ok(self.observation(verdict, now, |seen| Observation { state, value: Some(value), ..seen }))
    }

    /// Decides what follows from a failed call.
    #[inline]
    fn failed(&mut self, error: Error, now: Instant) -> Result<Observation<O::Output>, Error> {
        let verdict = if is_absence(&error) {
            self.track.judge(Found::Nothing)
        } else if is_temporary(&error) {
            Verdict::Again
        } else {
            Verdict::Failed
        };
        if verdict == Verdict::Failed {
            // The error of the call says more than that the wait failed.
            return Err(self.track.ended(error, now));
        }
        let failure = Some(format!("{error:#}"));
        trace::poll(self.call.parts.info(), self.track.polls, None, failure.as_deref());
        self.last = Some(error);
        Ok(self.observation(verdict, now, |seen| Observation { failure, ..seen }))
    }

    #[inline]
    fn observation(
        &mut self,
        verdict: Verdict,
        now: Instant,
        with: impl FnOnce(Observation<O::Output>) -> Observation<O::Output>,
    ) -> Observation<O::Output> {
        with(Observation {
            polls: self.track.polls,
            elapsed: self.track.elapsed(now),
            state: None,
            value: None,
            failure: None,
            done: verdict == Verdict::Done,
        })
    }

    #[inline]
    fn described(&mut self, error: impl FnOnce(&mut Track) -> Error) -> Error {
        let error = error(&mut self.track);
        error.with_call(self.call.parts.info())
    }
}

/// Whether the error means that the resource does not exist. Some operations reject its id with 400
/// instead of 404: `Invalid service id string`.
#[inline]
fn is_absence(error: &Error) -> bool {
    let is = |status| error.kind() == ErrorKind::Api && error.status() == Some(status);
    if error.is_not_found() || is(StatusCode::GONE) {
        return true;
    }
    // Whole words: a resource that is `idle` exists.
    let words = error.message().split(|c: char| !c.is_alphanumeric());
    let says = |word: &str| words.clone().any(|it| it.eq_ignore_ascii_case(word));
    is(StatusCode::BAD_REQUEST) && error.is_of_api() && says("invalid") && says("id")
}

/// Whether another poll may succeed.
#[inline]
fn is_temporary(error: &Error) -> bool {
    error.is_retryable() || error.is_server_error()
}

/// Returns the string at a JSON pointer of a model.
#[inline]
fn text_at<'a>(slot: &'a dyn Slot, pointer: &str) -> Option<&'a str> {
    let mut slot = slot;
    for step in pointer.split('/').skip(1) {
        let View::Object(model) = slot.view() else { return None };
        let name = step.replace("~1", "/").replace("~0", "~");
        slot = model.get(model.shape().position(&name, 0)?);
    }
    match slot.view() {
        View::Text(text) if !pointer.is_empty() => Some(text),
        _ => None,
    }
}
