//! Waiting for a resource: a call that is repeated until it returns the expected state or value.

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
use crate::generated::meta::DEFAULT_WAIT;
use crate::model::OpenEnum as _;

pub use self::observation::Observation;
pub use self::observations::Observations;

/// How many polls in a row may find no resource, or the state from before the wait: the service is
/// eventually consistent, so it may not find a new resource for a while, or return the old state of
/// a changed one.
const LAG: u32 = 5;

impl<O: Waited> Call<O> {
    /// Waits until the resource is in this state, and returns the resource.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # use clickhouse_cloud::{Client, Error, enums};
    /// # async fn f(client: Client, org: &str, id: &str) -> Result<(), Error> {
    /// let service =
    /// client.organization(org).service(id).get().wait_for(enums::ServiceState::Running).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The call is repeated, with growing pauses. The wait succeeds if
    ///
    /// * several polls in a row return the state ([`confirm`](Wait::confirm); 2 by default), because
    ///   responses can be out of date;
    /// * an earlier poll returned the state, and the resource has since reached another state that it
    ///   does not leave: for example, a ClickPipe that was `Running` is now `Completed`.
    ///
    /// # Errors
    ///
    /// The wait fails if
    ///
    /// * the resource has failed, is being deleted, or is in another state that it does not leave
    ///   without intervention: [`is_wait_failed`](Error::is_wait_failed), with the state in
    ///   [`last_state`](Error::last_state). A failure or a deletion ends the wait immediately; see
    ///   [`tolerate_state`](Wait::tolerate_state). Any other such state may be out of date if the
    ///   resource was in it before the wait, so it ends the wait only after 5 polls;
    /// * the deadline has passed, by default 90 minutes: [`is_timeout`](Error::is_timeout);
    /// * a poll fails with an error that is not temporary, such as 401 or 403.
    ///
    /// The wait continues in all other states, including unknown ones, after temporary errors, and
    /// after up to 5 consecutive 404 responses. Each poll is a call with the rate limit, the
    /// timeouts and the retries of the client.
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
    /// Waits until the function returns `true` for the value of the call, and returns that value.
    ///
    /// Use it for changes that no state reports: a setting that has taken effect, or a list that
    /// has become complete. Only read-only calls can wait. Other calls fail with
    /// [`is_request`](Error::is_request), and send nothing. The intervals and the errors are those
    /// of [`wait_for`](Self::wait_for), with one difference: the only states that end the wait early
    /// are failures and a completed deletion.
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

    /// Waits until the resource no longer exists, for example after a delete.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
    /// client.organization(org).service(id).delete().await?;
    /// client.organization(org).service(id).get().wait_until_gone().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The wait succeeds with a 404 or 410 response, with a 400 that rejects the id (some operations
    /// return it instead of a 404), or with a state that means "deleted". A failure state ends the wait,
    /// with [`is_wait_failed`](Error::is_wait_failed), only after the deletion has begun.
    pub fn wait_until_gone(self) -> Wait<O, ()> {
        Wait::new(self, Goal::Gone, Until::State, |_| Some(()))
    }
}

/// A wait before it is started: created by [`wait_for`](Call::wait_for) and similar methods, and
/// started by `.await`.
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
///     .on_progress(|poll| println!("{:?} after {:?}", poll.state, poll.elapsed))
///     .await;
/// match waited {
///     Ok(service) => println!("{:?} runs", service.name),
///     Err(error) if error.is_timeout() => println!("still {:?}", error.last_state()),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
///
/// Dropping the future cancels the wait.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<O: Operation, T = <O as Operation>::Output> {
    call: Call<O>,
    until: Until<O::Output>,
    track: Track,
    watch: Option<Watch<O::Output>>,
    /// Converts the last value to the result of the wait.
    convert: fn(Option<O::Output>) -> Option<T>,
}

impl<O: Operation, T> Wait<O, T> {
    fn new(
        mut call: Call<O>,
        goal: Goal,
        until: Until<O::Output>,
        convert: fn(Option<O::Output>) -> Option<T>,
    ) -> Self {
        if call.parts.info().idempotency() != Idempotency::Safe {
            call.parts.fail(|| "the call cannot wait, because it is not read-only: wait with the call that reads the resource".to_owned());
        }
        let track = Track::new(O::WAIT.unwrap_or(DEFAULT_WAIT), goal, LAG);
        Self { call, until, track, watch: None, convert }
    }

    /// Sets how long the wait may take.
    pub fn deadline(mut self, limit: Duration) -> Self {
        if limit.is_zero() {
            let problem = "`deadline` must be greater than zero";
            self.call.parts.fail(|| problem.to_owned());
        }
        self.track.info.deadline = limit;
        self
    }

    /// Sets a constant pause between polls.
    pub fn poll_every(self, pause: Duration) -> Self {
        self.poll_between(pause, pause)
    }

    /// Sets the first and the longest pause between polls; each pause is 1.5 times as long as the
    /// one before.
    pub fn poll_between(mut self, first: Duration, longest: Duration) -> Self {
        self.track.info.first_pause = first;
        self.track.info.longest_pause = longest.max(first);
        self
    }

    /// Sets the number of polls in a row that must find the expected state or value; at least 1.
    pub fn confirm(mut self, polls: u32) -> Self {
        self.track.info.confirm = polls.max(1);
        self
    }

    /// Sets how many polls in a row may return 404 before the wait fails; 5 by default. It has no
    /// effect on [`wait_until_gone`](Call::wait_until_gone).
    pub fn tolerate_not_found(mut self, polls: u32) -> Self {
        self.track.not_found = polls;
        self
    }

    /// Continues the wait in this state, which would be a failure otherwise: for example if the
    /// resource failed before the wait, and remains in that state for a short time.
    pub fn tolerate_state(mut self, state: impl Into<O::State>) -> Self
    where
        O: Waited,
    {
        self.track.tolerated.push(state.into().as_str().to_owned());
        self
    }

    /// Calls a function after each poll.
    pub fn on_progress(
        mut self,
        watch: impl FnMut(&Observation<O::Output>) + Send + 'static,
    ) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }

    /// Returns the polls as a stream.
    ///
    /// It ends after the observation that is [`done`](Observation::done), or after an error.
    pub fn observations(self) -> Observations<O> {
        Observations::new(Poller::new(self.call, self.until, self.track), self.watch)
    }

    /// Marks the wait as blocking a thread.
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
            // The last poll of a wait for a state or a value always has a value.
            if seen.done
                && let Some(result) = (self.convert)(seen.value)
            {
                return Ok(result);
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
