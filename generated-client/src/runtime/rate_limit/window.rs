//! The exact sliding window.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::{EDGE, Limiter, Permit};
use crate::runtime::clock::{Clock, TokioClock, after, within};
use crate::runtime::{BoxError, BoxFuture};

/// An exact limit on the requests in any window, as the *server* counts them.
///
/// The server counts a request at some time between sending and response. A request therefore
/// occupies a slot from before it is sent until one window after its response, and the server
/// counts the next request in that slot at least one window later, regardless of the latency. (A
/// token bucket of the same size allows nearly twice as many requests in the worst window.) A
/// request whose response takes longer than a window frees its slot two windows after it was sent:
/// the server counted it within the first window, or never received it.
///
/// Waiting calls get permits in order; a call that is cancelled has no effect.
pub struct SlidingWindow {
    clock: Arc<dyn Clock>,
    /// Held by the call that gets the next permit; the lock serves its waiters in order.
    queue: tokio::sync::Mutex<()>,
    shared: Arc<Shared>,
}

struct Shared {
    /// The number of slots.
    size: usize,
    window: Duration,
    state: Mutex<State>,
    /// Wakes the first call in line: a slot became free earlier, or the server asked to wait.
    changed: Notify,
}

struct State {
    /// The slots that have been in use.
    places: Vec<Place>,
    /// The time before which no request may be sent, because the server asked to wait.
    frozen: Option<Instant>,
    /// The number of the last permit: distinguishes requests that used the same slot.
    tickets: u64,
}

#[derive(Clone, Copy)]
struct Place {
    free_at: Instant,
    ticket: u64,
}

impl SlidingWindow {
    /// Creates a window that uses the time of the tokio runtime. `requests` is at least 1.
    #[must_use]
    pub fn new(requests: u32, window: Duration) -> Self {
        Self::with_clock(requests, window, Arc::new(TokioClock))
    }

    /// Creates a window that uses the time of this clock. `requests` is at least 1.
    #[must_use]
    pub fn with_clock(requests: u32, window: Duration, clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::new(State { places: Vec::new(), frozen: None, tickets: 0 });
        let size = requests.max(1) as usize;
        let shared = Arc::new(Shared { size, window, state, changed: Notify::new() });
        Self { clock, queue: tokio::sync::Mutex::new(()), shared }
    }

    async fn wait(&self) -> Permit {
        let _first = self.queue.lock().await;
        loop {
            let wait = match self.shared.take(self.clock.now()) {
                Ok((index, ticket)) => return self.permit(index, ticket),
                Err(wait) => wait,
            };
            // A change between `take` and here is not lost: `Notify` stores one for the next wait.
            within(&*self.clock, wait, self.shared.changed.notified()).await;
        }
    }

    fn permit(&self, index: usize, ticket: u64) -> Permit {
        let (shared, clock) = (Arc::clone(&self.shared), Arc::clone(&self.clock));
        Permit::on_release(move || shared.release(index, ticket, clock.now()))
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // No code under this lock can panic, so the state is valid.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Occupies a free slot, or returns how long none will be free.
    fn take(&self, now: Instant) -> Result<(usize, u64), Duration> {
        let state = &mut *self.state();
        if let Some(until) = state.frozen {
            if until > now {
                return Err(until - now);
            }
            state.frozen = None;
        }
        let first = state.places.iter().enumerate().min_by_key(|(_, place)| place.free_at);
        let index = match first {
            Some((index, place)) if place.free_at <= now => index,
            _ if state.places.len() < self.size => state.places.len(),
            Some((_, place)) => return Err(place.free_at - now),
            None => 0,
        };
        state.tickets += 1;
        let free_at = after(now, self.window.saturating_mul(2).saturating_add(EDGE));
        let place = Place { free_at, ticket: state.tickets };
        match state.places.get_mut(index) {
            Some(taken) => *taken = place,
            None => state.places.push(place),
        }
        Ok((index, place.ticket))
    }

    /// Records the end of the request in this slot.
    fn release(&self, index: usize, ticket: u64, now: Instant) {
        let free_at = after(now, self.window.saturating_add(EDGE));
        {
            let mut state = self.state();
            let Some(place) = state.places.get_mut(index) else { return };
            // Another request may occupy the slot by now.
            if place.ticket != ticket || place.free_at <= free_at {
                return;
            }
            place.free_at = free_at;
        }
        self.changed.notify_one();
    }
}

impl Limiter for SlidingWindow {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>> {
        Box::pin(async { Ok(self.wait().await) })
    }

    fn throttled(&self, wait: Duration) {
        let until = after(self.clock.now(), wait);
        {
            let mut state = self.shared.state();
            if state.frozen.is_some_and(|frozen| frozen >= until) {
                return;
            }
            state.frozen = Some(until);
        }
        self.shared.changed.notify_one();
    }
}

impl fmt::Debug for SlidingWindow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        formatter
            .debug_struct("SlidingWindow")
            .field("requests", &self.shared.size)
            .field("window", &self.shared.window)
            .field("frozen", &state.frozen.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    fn window() -> Arc<SlidingWindow> {
        Arc::new(SlidingWindow::new(10, WINDOW))
    }

    fn seconds(value: f64) -> Duration {
        Duration::from_secs_f64(value)
    }

    /// The largest number of moments in any window, edges included.
    fn worst(moments: &mut [Instant]) -> usize {
        moments.sort();
        let count = |start: &Instant| {
            moments.iter().filter(|other| **other >= *start && **other <= *start + WINDOW).count()
        };
        moments.iter().map(count).max().unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_holds_more_than_the_limit() {
        let limiter = window();
        let start = TokioClock.now();
        let mut calls = tokio::task::JoinSet::new();
        for index in 0..64_u64 {
            let limiter = Arc::clone(&limiter);
            calls.spawn(async move {
                let permit = limiter.acquire().await.unwrap();
                // The server may count the request at any moment until its response.
                let travel = Duration::from_millis(37 * (index % 11));
                tokio::time::sleep(travel).await;
                let counted = TokioClock.now();
                tokio::time::sleep(Duration::from_millis(400).saturating_sub(travel)).await;
                drop(permit);
                counted
            });
        }
        let mut counted = calls.join_all().await;
        assert_eq!(worst(&mut counted), 10);
        // 64 requests in tens, each ten a window and a response after the previous one.
        let spent = TokioClock.now() - start;
        assert!(spent > seconds(62.0) && spent < seconds(64.0), "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn calls_are_served_in_order() {
        let limiter = Arc::new(SlidingWindow::new(1, WINDOW));
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut calls = tokio::task::JoinSet::new();
        for index in 0..5 {
            let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
            calls.spawn(async move {
                drop(limiter.acquire().await.unwrap());
                order.lock().unwrap().push(index);
            });
            tokio::task::yield_now().await;
        }
        calls.join_all().await;
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_get_permits_in_order() {
        let limiter = SlidingWindow::new(1, WINDOW);
        drop(limiter.acquire().await.unwrap());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let mut first = limiter.acquire();
        assert!(first.as_mut().poll(&mut context).is_pending());
        // The slot is free, but the call that waits for it has not been woken yet.
        tokio::time::advance(WINDOW * 2).await;
        let mut second = limiter.acquire();
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(first.as_mut().poll(&mut context).is_ready());
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_call_leaks_nothing() {
        let limiter = Arc::new(SlidingWindow::new(1, WINDOW));
        let held = limiter.acquire().await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..5 {
            let limiter = Arc::clone(&limiter);
            waiting.push(tokio::spawn(async move { limiter.acquire().await.map(drop).is_ok() }));
            tokio::task::yield_now().await;
        }
        // The first in line and one behind it give up; so does the request that was sent.
        waiting[0].abort();
        waiting[2].abort();
        drop(held);
        let start = TokioClock.now();
        for (index, waiting) in waiting.into_iter().enumerate() {
            assert_eq!(waiting.await.is_ok(), index != 0 && index != 2);
        }
        let spent = TokioClock.now() - start;
        assert!(spent > WINDOW * 3 && spent < WINDOW * 3 + seconds(0.1), "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_without_a_response_returns_its_permit() {
        let limiter = SlidingWindow::new(1, WINDOW);
        let _never_answered = limiter.acquire().await.unwrap();
        let start = TokioClock.now();
        drop(limiter.acquire().await.unwrap());
        let spent = TokioClock.now() - start;
        assert!(spent > WINDOW * 2 && spent < WINDOW * 2 + seconds(0.1), "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_response_does_not_hold_the_permit_longer() {
        let limiter = SlidingWindow::new(1, WINDOW);
        let start = TokioClock.now();
        let slow = limiter.acquire().await.unwrap();
        tokio::time::advance(seconds(15.0)).await;
        drop(slow);
        drop(limiter.acquire().await.unwrap());
        let spent = TokioClock.now() - start;
        assert!(spent > WINDOW * 2 && spent < WINDOW * 2 + seconds(0.1), "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_expired_permit_does_not_release_another_one() {
        let limiter = SlidingWindow::new(1, WINDOW);
        let slow = limiter.acquire().await.unwrap();
        let _next = limiter.acquire().await.unwrap();
        drop(slow);
        let start = TokioClock.now();
        drop(limiter.acquire().await.unwrap());
        assert!(TokioClock.now() - start > WINDOW * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn excessive_limits_use_no_memory() {
        let limiter = SlidingWindow::new(u32::MAX, Duration::MAX);
        for _ in 0..100 {
            drop(limiter.acquire().await.unwrap());
        }
        assert_eq!(limiter.shared.state().places.len(), 100);
        limiter.throttled(Duration::MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn the_server_can_freeze_it() {
        let limiter = window();
        drop(limiter.acquire().await.unwrap());
        let start = TokioClock.now();
        let waiting = tokio::spawn({
            let limiter = Arc::clone(&limiter);
            async move {
                limiter.throttled(seconds(2.0));
                limiter.throttled(seconds(3.0));
                limiter.throttled(seconds(1.0));
                drop(limiter.acquire().await.unwrap());
            }
        });
        waiting.await.unwrap();
        let spent = TokioClock.now() - start;
        assert!(spent >= seconds(3.0) && spent < seconds(3.1), "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waits_notices_a_freeze() {
        let limiter = Arc::new(SlidingWindow::new(1, seconds(1.0)));
        drop(limiter.acquire().await.unwrap());
        let start = TokioClock.now();
        let waiting = tokio::spawn({
            let limiter = Arc::clone(&limiter);
            async move { drop(limiter.acquire().await.unwrap()) }
        });
        tokio::task::yield_now().await;
        limiter.throttled(seconds(5.0));
        waiting.await.unwrap();
        assert!(TokioClock.now() - start >= seconds(5.0));
    }
}
