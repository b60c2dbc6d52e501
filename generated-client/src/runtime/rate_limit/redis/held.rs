//! What this process knows by itself: its own requests of the last windows, and the word of the
//! API. It is the limit while the store is away, and what the store is told when it comes back.

use std::time::Duration;

use tokio::time::Instant;

use super::store::micros;
use crate::runtime::rate_limit::EDGE;

/// The places that requests of this process occupy.
#[derive(Debug)]
pub(super) struct Held {
    window: Duration,
    places: Vec<(String, Instant)>,
    frozen: Option<Instant>,
}

impl Held {
    pub(super) fn new(window: Duration) -> Self {
        Self { window, places: Vec::new(), frozen: None }
    }

    /// A request is about to be sent.
    pub(super) fn take(&mut self, token: &str) {
        let free_at = Instant::now() + self.window * 2 + EDGE;
        self.places.push((token.to_owned(), free_at));
    }

    /// The answer to a request is there, or nobody waits for it.
    pub(super) fn release(&mut self, token: &str) {
        let near = self.near();
        if let Some((_, free_at)) = self.places.iter_mut().find(|(other, _)| other == token) {
            *free_at = near.min(*free_at);
        }
        self.forget();
    }

    /// A request that had a place was not sent.
    pub(super) fn leave(&mut self, token: &str) {
        self.places.retain(|(other, _)| other != token);
    }

    /// Nobody may send for so long.
    pub(super) fn freeze(&mut self, wait: Duration) {
        self.frozen = self.frozen.max(Some(Instant::now() + wait));
    }

    /// How long nobody may send.
    pub(super) fn frozen(&self) -> Option<Duration> {
        let left = self.frozen?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// How long to wait before a request is within the limit of this process alone.
    pub(super) fn wait(&mut self, requests: u32) -> Option<Duration> {
        self.forget();
        if let Some(left) = self.frozen() {
            return Some(left);
        }
        let beyond = (self.places.len() + 1).checked_sub(requests as usize).filter(|n| *n > 0)?;
        let mut moments: Vec<Instant> = self.places.iter().map(|(_, free_at)| *free_at).collect();
        moments.sort_unstable();
        let free_at = moments.get(beyond - 1).copied().unwrap_or_else(|| self.near());
        Some(free_at.min(self.near()).saturating_duration_since(Instant::now()))
    }

    /// The places as the store is told: request, microseconds that are left.
    pub(super) fn places(&self) -> Vec<String> {
        let now = Instant::now();
        let live = self.places.iter().filter(|(_, free_at)| *free_at > now);
        live.flat_map(|(token, free_at)| [token.clone(), micros(*free_at - now)]).collect()
    }

    fn near(&self) -> Instant {
        Instant::now() + self.window + EDGE
    }

    fn forget(&mut self) {
        let now = Instant::now();
        self.places.retain(|(_, free_at)| *free_at > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn a_process_alone_keeps_the_limit() {
        let mut held = Held::new(WINDOW);
        for token in ["a", "b"] {
            assert_eq!(held.wait(2), None);
            held.take(token);
        }
        // An answer may come at once, and a window later the place is free.
        assert_eq!(held.wait(2), Some(WINDOW + EDGE));
        held.release("a");
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(held.wait(2), Some(Duration::from_secs(6) + EDGE));
        assert_eq!(held.places().len(), 4);
        tokio::time::advance(Duration::from_secs(7)).await;
        assert_eq!(held.wait(2), None);
        assert_eq!(held.places()[0], "b");
        held.leave("b");
        assert!(held.places().is_empty());
        // A late answer does not hold its place for longer.
        held.take("c");
        tokio::time::advance(Duration::from_secs(15)).await;
        held.release("c");
        assert_eq!(held.wait(1), Some(Duration::from_secs(5) + EDGE));
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_freeze_counts() {
        let mut held = Held::new(WINDOW);
        held.freeze(Duration::from_secs(3));
        held.freeze(Duration::from_secs(1));
        assert_eq!(held.wait(5), Some(Duration::from_secs(3)));
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!((held.wait(5), held.frozen()), (None, None));
    }
}
