//! The places that requests of this process occupy, and the delay that the API asked for: they are
//! the limit while the store is unavailable, and are restored in the store afterwards.

use std::time::{Duration, Instant};

use crate::runtime::rate_limit::EDGE;

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

    /// Records a request that is about to be sent.
    pub(super) fn take(&mut self, request: &str, now: Instant) {
        self.places.retain(|(_, free_at)| *free_at > now);
        self.places.push((request.to_owned(), now + self.window * 2 + EDGE));
    }

    /// Records the end of a request.
    pub(super) fn release(&mut self, request: &str, now: Instant) {
        let near = now + self.window + EDGE;
        if let Some((_, free_at)) = self.places.iter_mut().find(|(other, _)| other == request) {
            *free_at = near.min(*free_at);
        }
    }

    /// Removes a request that was not sent.
    pub(super) fn leave(&mut self, request: &str) {
        self.places.retain(|(other, _)| other != request);
    }

    /// Records that no request may be sent before this time.
    pub(super) fn freeze(&mut self, until: Instant) {
        self.frozen = self.frozen.max(Some(until));
    }

    /// Returns how long no request may be sent.
    pub(super) fn frozen(&self, now: Instant) -> Option<Duration> {
        let left = self.frozen?.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// Returns how long a request must wait to be within the limit of this process alone.
    pub(super) fn wait(&mut self, requests: u32, now: Instant) -> Option<Duration> {
        self.places.retain(|(_, free_at)| *free_at > now);
        if let Some(left) = self.frozen(now) {
            return Some(left);
        }
        let beyond = self.places.len().checked_sub(requests as usize)?;
        let mut moments: Vec<Instant> = self.places.iter().map(|(_, free_at)| *free_at).collect();
        moments.sort_unstable();
        // A response may free a place, but no earlier than a window from now.
        let left = moments.get(beyond).map_or(self.window, |free_at| *free_at - now);
        Some(left.min(self.window + EDGE))
    }

    /// Returns the places as arguments of the script: request, remaining microseconds.
    pub(super) fn places(&self, now: Instant) -> Vec<String> {
        let live = self.places.iter().filter(|(_, free_at)| *free_at > now);
        live.flat_map(|(request, free_at)| [request.clone(), micros(*free_at - now)]).collect()
    }
}

/// Formats a duration as an argument of the script.
pub(super) fn micros(duration: Duration) -> String {
    duration.as_micros().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    #[test]
    fn a_single_process_respects_the_limit() {
        let mut held = Held::new(WINDOW);
        let mut now = Instant::now();
        for request in ["a", "b"] {
            assert_eq!(held.wait(2, now), None);
            held.take(request, now);
        }
        // A response may arrive at once, and a window later the place is free.
        assert_eq!(held.wait(2, now), Some(WINDOW + EDGE));
        held.release("a", now);
        now += Duration::from_secs(4);
        assert_eq!(held.wait(2, now), Some(Duration::from_secs(6) + EDGE));
        assert_eq!(held.places(now).len(), 4);
        now += Duration::from_secs(7);
        assert_eq!(held.wait(2, now), None);
        assert_eq!(held.places(now)[0], "b");
        held.leave("b");
        assert!(held.places(now).is_empty());
        // A late response does not hold its place for longer.
        held.take("c", now);
        now += Duration::from_secs(15);
        held.release("c", now);
        assert_eq!(held.wait(1, now), Some(Duration::from_secs(5) + EDGE));
    }

    #[test]
    fn the_longest_freeze_counts() {
        let mut held = Held::new(WINDOW);
        let now = Instant::now();
        held.freeze(now + Duration::from_secs(3));
        held.freeze(now + Duration::from_secs(1));
        assert_eq!(held.wait(5, now), Some(Duration::from_secs(3)));
        let later = now + Duration::from_secs(3);
        assert_eq!((held.wait(5, later), held.frozen(later)), (None, None));
    }
}
