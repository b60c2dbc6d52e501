//! Limits the work of the model stage. The cost of some documents exceeds their size: an `allOf`
//! copies fields, unions of unions double, and every pointer below a long name repeats it.

use std::cell::Cell;

use crate::bounds::{NAMES_IN_ALL, PARTS, UNION_STEPS};

/// The remaining limits, and the first one that was exceeded.
#[derive(Debug)]
pub(super) struct Budget {
    parts: Cell<usize>,
    names: Cell<usize>,
    union_steps: Cell<usize>,
    /// The first bound that was exceeded: what there is too much of, and how much there may be.
    exceeded: Cell<Option<(&'static str, usize)>>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            parts: Cell::new(PARTS),
            names: Cell::new(NAMES_IN_ALL),
            union_steps: Cell::new(UNION_STEPS),
            exceeded: Cell::new(None),
        }
    }

    /// Counts one field, value, variant or parameter; returns `false` if the limit is exceeded.
    pub(super) fn part(&self) -> bool {
        self.pay(&self.parts, 1, "fields, values, variants and parameters in all", PARTS)
    }

    /// Counts the pointer and the name of a location.
    pub(super) fn name(&self, bytes: usize) -> bool {
        self.pay(&self.names, bytes, "bytes of names and pointers in all", NAMES_IN_ALL)
    }

    /// Counts steps of the search for what distinguishes the variants of a union.
    pub(super) fn union_steps(&self, steps: usize) -> bool {
        self.pay(
            &self.union_steps,
            steps,
            "steps in the search for what distinguishes the variants of unions",
            UNION_STEPS,
        )
    }

    /// What there was too much of, if anything.
    pub(super) fn exceeded(&self) -> Option<(&'static str, usize)> {
        self.exceeded.get()
    }

    fn pay(&self, left: &Cell<usize>, cost: usize, what: &'static str, bound: usize) -> bool {
        let Some(rest) = left.get().checked_sub(cost) else {
            left.set(0);
            if self.exceeded.get().is_none() {
                self.exceeded.set(Some((what, bound)));
            }
            return false;
        };
        left.set(rest);
        self.exceeded.get().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use crate::bounds::{NAMES_IN_ALL, UNION_STEPS};

    #[test]
    fn the_first_bound_is_remembered_and_ends_everything() {
        let budget = Budget::new();
        assert!(budget.part() && budget.name(NAMES_IN_ALL) && budget.union_steps(UNION_STEPS));
        assert_eq!(budget.exceeded(), None);
        assert!(!budget.name(1));
        assert!(!budget.union_steps(1));
        assert!(!budget.part());
        assert!(budget.exceeded().is_some_and(|(what, _)| what.contains("names")));
    }
}
