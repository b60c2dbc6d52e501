//! A limit on the retries of all calls of a client together.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a retry; a success restores 1.
const COST: u32 = 10;

/// The retries that are left while no call succeeds.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    /// Creates a budget of this many retries; 0 for no limit.
    pub(crate) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(COST);
        Self { left: AtomicU32::new(full), full }
    }

    /// Takes one retry, if one is left.
    pub(crate) fn take(&self) -> bool {
        self.full == 0
            || self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST))
                .is_ok()
    }

    /// Restores a part of a retry after a success.
    pub(crate) fn pay(&self) {
        let full = self.full;
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left < full).then(|| left + 1)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_runs_out_and_recovers() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..COST {
            assert!(!budget.take());
            budget.pay();
        }
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn a_budget_never_grows_beyond_its_size() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            budget.pay();
        }
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn zero_is_not_a_limit() {
        let budget = Budget::new(0);
        assert!((0..1000).all(|_| budget.take()));
    }
}
