//! Waiting for a resource: a call that is repeated until its value is what was waited for.

mod observation;
mod observations;
mod poll;
mod track;

use std::fmt;
use std::time::Duration;

use self::observation::Watch;
use self::poll::{Poller, Until};
use self::track::{Goal, Track};
use super::BoxFuture;
use super::call::Call;
use super::error::Error;
use super::operation::{Operation, Waited};
use super::operation_info::Idempotency;
use super::wait_info::WaitInfo;
use crate::model::OpenEnum as _;

pub use self::observation::Observation;
pub use self::observations::Observations;

/// How many polls in a row may find nothing, or the state from before the call: responses lag
/// behind, so a new resource can be unknown for a while, and a changed one show its old state.
const LAG: u32 = 5;

impl<O: Waited> Call<O> {
    /// Waits until the resource is in this state.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # use clickhouse_cloud::{Client, Error, enums};
    /// # async fn f(client: Client, org: &str, id: &str) -> Result<(), Error> {
    /// let service = client.organization(org).service(id).get().wait_for(enums::ServiceState::Running).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The call is repeated, with growing pauses, until
    ///
    /// * the state was seen in several polls in a row, as responses can lag behind
    ///   ([`confirm`](Wait::confirm)): the wait gives the last value;
    /// * the resource has left the state for another one in which it stays: a pipe that was
    ///   `Running` and is `Completed`. The wait succeeds with the last value;
    /// * the resource is in another state that it does not leave without help, has failed, or is being
    ///   deleted: [`is_wait_failed`](Error::is_wait_failed), with the state in
    ///   [`last_state`](Error::last_state). The state from before the wait may be an old one, so it
    ///   ends the wait only after 5 polls;
    /// * the deadline has come, 90 minutes by default: [`is_timeout`](Error::is_timeout);
    /// * the call fails in a way that does not pass, such as 401 and 403.
    ///
    /// All other states are on the way, also those that this crate does not know. Failures that
    /// pass are waited out, and so are a few responses of 404. Each poll is a
    /// call like any other, with the rate limit, the timeouts and the retries of the client.
    pub fn wait_for(self, state: impl Into<O::State>) -> Wait<O> {
        self.wait_for_any([state])
    }

    /// Waits until the resource is in one of these states; see [`wait_for`](Self::wait_for).
    pub fn wait_for_any(self, states: impl IntoIterator<Item = impl Into<O::State>>) -> Wait<O> {
        let states = states.into_iter().map(|state| state.into().as_str().to_owned()).collect();
        Wait::new(self, Goal::States(states), Until::State, |value| value)
    }
}

impl<O: Operation> Call<O> {
    /// Waits until the value is as it should be; see [`wait_for`](Self::wait_for).
    ///
    /// For what no state tells: a setting that takes effect, a password that was rotated, a list
    /// that is complete. Only calls that change nothing can be waited on; others are an error.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
    /// client.organization(org).service(id).get().wait_until(|service| service.num_replicas == Some(3)).await?;
    /// # Ok(()) }
    /// ```
    pub fn wait_until(
        self,
        is_reached: impl FnMut(&O::Output) -> bool + Send + 'static,
    ) -> Wait<O> {
        Wait::new(self, Goal::Value, Until::Value(Box::new(is_reached)), |value| value)
    }

    /// Waits until there is no such resource: after a delete.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
    /// client.organization(org).service(id).delete().await?;
    /// client.organization(org).service(id).get().wait_until_gone().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A response of 404 or 410 ends the wait, as does one of 400 that does not accept the id (some
    /// operations return it), or a state that says that the resource is deleted. A failure state
    /// ends it with [`is_wait_failed`](Error::is_wait_failed) only once the deletion has begun.
    pub fn wait_until_gone(self) -> Wait<O, ()> {
        Wait::new(self, Goal::Gone, Until::State, |_| Some(()))
    }
}

/// A wait that is being put together: made by [`wait_for`](Call::wait_for) and its like, refined by
/// its setters, and begun by `.await`.
///
#[cfg_attr(feature = "services", doc = "```no_run")]
#[cfg_attr(not(feature = "services"), doc = "```text")]
/// use std::time::Duration;
///
/// # use clickhouse_cloud::{Client, Error};
/// # async fn f(client: Client, org: &str, id: &str) -> Result<(), Error> {
/// let waited = client
///     .organization(org).service(id).get()
///     .wait_until_running()
///     .deadline(Duration::from_secs(20 * 60))
///     .on_progress(|seen| println!("{:?} after {:?}", seen.state, seen.elapsed))
///     .await;
/// match waited {
///     Ok(service) => println!("{:?} runs", service.name),
///     Err(error) if error.is_timeout() => println!("still {:?}", error.last_state()),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
///
/// Dropping it ends it; nothing of it is left behind.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<O: Operation, T = <O as Operation>::Output> {
    call: Call<O>,
    until: Until<O::Output>,
    track: Track,
    watch: Option<Watch<O::Output>>,
    /// What the wait gives of the last value.
    give: fn(Option<O::Output>) -> Option<T>,
}

impl<O: Operation, T> Wait<O, T> {
    fn new(
        mut call: Call<O>,
        goal: Goal,
        until: Until<O::Output>,
        give: fn(Option<O::Output>) -> Option<T>,
    ) -> Self {
        if call.parts.info().idempotency != Idempotency::Safe {
            call.parts.fail(|| "only a call that changes nothing can wait".to_owned());
        }
        let track = Track::new(O::WAIT.unwrap_or(WaitInfo::DEFAULT), goal, LAG);
        Self { call, until, track, watch: None, give }
    }

    /// The time that the wait may take in all.
    pub fn deadline(mut self, limit: Duration) -> Self {
        if limit.is_zero() {
            let problem = "the deadline must not be zero";
            self.call.parts.fail(|| problem.to_owned());
        }
        self.track.info.deadline = limit;
        self
    }

    /// The pause between two polls, always the same.
    pub fn poll_every(self, pause: Duration) -> Self {
        self.poll_between(pause, pause)
    }

    /// The first and the longest pause between two polls; each is half as long again as the one
    /// before.
    pub fn poll_between(mut self, first: Duration, longest: Duration) -> Self {
        self.track.info.first_pause = first;
        self.track.info.longest_pause = longest.max(first);
        self
    }

    /// How many polls in a row must find what is waited for; at least 1.
    pub fn confirm(mut self, polls: u32) -> Self {
        self.track.info.confirm = polls.max(1);
        self
    }

    /// How many polls in a row may find that there is no such resource, 5 by default, before this
    /// is an error. It has no effect on [`wait_until_gone`](Call::wait_until_gone).
    pub fn tolerate_not_found(mut self, polls: u32) -> Self {
        self.track.not_found = polls;
        self
    }

    /// A state that is no failure this time: that of a resource that failed before the wait, for
    /// instance, and may stay failed for a moment.
    pub fn tolerate_state(mut self, state: impl Into<O::State>) -> Self
    where
        O: Waited,
    {
        self.track.tolerated.push(state.into().as_str().to_owned());
        self
    }

    /// Shows each poll to a function.
    pub fn on_progress(
        mut self,
        watch: impl FnMut(&Observation<O::Output>) + Send + 'static,
    ) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }

    /// The polls as a stream, instead of waiting for the last one.
    ///
    /// It ends after the observation that [is the last one](Observation::done), or after an error.
    pub fn observations(self) -> Observations<O> {
        Observations::new(Poller::new(self.call, self.until, self.track), self.watch)
    }

    /// Says that a thread waits for the wait.
    #[cfg(feature = "blocking")]
    pub(crate) fn block(&mut self) {
        self.call.parts.block();
    }

    async fn run(self) -> Result<T, Error> {
        let mut watch = self.watch;
        let mut poller = Poller::new(self.call, self.until, self.track);
        loop {
            let seen = poller.next().await?;
            if let Some(watch) = &mut watch {
                watch(&seen);
            }
            // What ends a wait for a state or value always has one.
            if seen.done
                && let Some(given) = (self.give)(seen.value)
            {
                return Ok(given);
            }
        }
    }
}

impl<O: Operation, T: Send + 'static> IntoFuture for Wait<O, T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Result<T, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<O: Operation, T> fmt::Debug for Wait<O, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("call", &self.call)
            .field("track", &self.track)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
