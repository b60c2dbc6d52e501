//! Faults on request: what a client must survive, as often as it is asked for.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::fill::Source;

/// The window of the rate limit, and how many requests fit into it.
const WINDOW: Duration = Duration::from_secs(10);
const REQUESTS: usize = 10;

/// The faults that the double imitates. Which request has which fault follows from the seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Faults {
    /// The seed of everything that is left to chance.
    pub seed: u64,
    /// How long each response takes, in milliseconds.
    pub latency: u64,
    /// Which share of the requests fails with `status`, from 0 to 1. Nothing is done for them.
    pub failures: f64,
    /// How many of the next requests fail with `status`.
    pub fail_next: u32,
    /// The status of failures.
    pub status: u16,
    /// Which share of the connections is cut after the work is done, from 0 to 1: the client
    /// cannot know whether its request was carried out.
    pub cuts: f64,
    /// How many of the next requests are carried out, but get no response.
    pub cut_next: u32,
    /// Whether more than 10 requests in 10 seconds are refused with 429.
    pub rate_limit: bool,
    /// Whether all services are idle: what needs one that runs fails with 424.
    pub idle: bool,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 0,
            latency: 0,
            failures: 0.0,
            fail_next: 0,
            status: 503,
            cuts: 0.0,
            cut_next: 0,
            rate_limit: false,
            idle: false,
        }
    }
}

impl Faults {
    /// What is wrong with the values, if anything is.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        for (name, share) in [("failures", self.failures), ("cuts", self.cuts)] {
            if !(0.0..=1.0).contains(&share) {
                return Some(format!("{name}: {share} is not between 0 and 1"));
            }
        }
        let status = self.status;
        (!(400..600).contains(&status))
            .then(|| format!("status: {status} is no status of a failure (400 to 599)"))
    }
}

/// Decides which request has which fault.
#[derive(Debug)]
pub(crate) struct FaultPlan {
    pub(crate) faults: Faults,
    chance: Source,
    /// When the requests of the last ten seconds came.
    recent: VecDeque<Instant>,
}

/// A request that gets no further.
#[derive(Debug, PartialEq)]
pub(crate) enum Early {
    /// Fails with this status.
    Status(u16),
    /// Is refused for the rate limit; the window has room again after so many seconds.
    RateLimited(f64),
}

impl FaultPlan {
    pub(crate) fn new(faults: Faults) -> Self {
        Self { chance: Source::new(faults.seed), faults, recent: VecDeque::new() }
    }

    /// The fault that keeps a request from being carried out.
    pub(crate) fn early(&mut self, now: Instant) -> Option<Early> {
        if self.faults.rate_limit {
            self.recent.retain(|at| now.duration_since(*at) < WINDOW);
            if self.recent.len() >= REQUESTS {
                let oldest =
                    self.recent.front().map_or(Duration::ZERO, |at| now.duration_since(*at));
                return Some(Early::RateLimited(WINDOW.saturating_sub(oldest).as_secs_f64()));
            }
            self.recent.push_back(now);
        }
        let by_chance = self.faults.failures > 0.0 && self.chance.fraction() < self.faults.failures;
        let counted = self.faults.fail_next > 0;
        self.faults.fail_next = self.faults.fail_next.saturating_sub(1);
        (by_chance || counted).then_some(Early::Status(self.faults.status))
    }

    /// Whether a request that was carried out gets no response.
    pub(crate) fn is_cut(&mut self) -> bool {
        let by_chance = self.faults.cuts > 0.0 && self.chance.fraction() < self.faults.cuts;
        let counted = self.faults.cut_next > 0;
        self.faults.cut_next = self.faults.cut_next.saturating_sub(1);
        by_chance || counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_which_requests_fail() {
        let pattern = |seed| {
            let mut plan = FaultPlan::new(Faults { seed, failures: 0.5, ..Faults::default() });
            (0..40).map(|_| plan.early(Instant::now()).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(pattern(1), pattern(1));
        assert_ne!(pattern(1), pattern(2));
        assert!(pattern(1).contains(&true) && pattern(1).contains(&false));
    }

    #[test]
    fn the_eleventh_request_in_ten_seconds_is_refused() {
        let mut plan = FaultPlan::new(Faults { rate_limit: true, ..Faults::default() });
        let start = Instant::now();
        for at in 0..10 {
            assert_eq!(plan.early(start + Duration::from_millis(at)), None);
        }
        let refused = plan.early(start + Duration::from_secs(4));
        assert_eq!(refused, Some(Early::RateLimited(6.0)));
        assert_eq!(plan.early(start + Duration::from_secs(10)), None);
    }

    #[test]
    fn counted_faults_end() {
        let mut plan = FaultPlan::new(Faults { fail_next: 2, cut_next: 1, ..Faults::default() });
        let early: Vec<bool> = (0..4).map(|_| plan.early(Instant::now()).is_some()).collect();
        assert_eq!(early, [true, true, false, false]);
        assert_eq!((plan.is_cut(), plan.is_cut()), (true, false));
    }
}
