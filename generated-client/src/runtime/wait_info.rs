//! How to wait for a resource: rows that the generator writes from the policy in the overlay.

use std::fmt;
use std::time::Duration;

use crate::model::OpenEnum;

/// How to wait for the state of a resource.
///
/// A state that is in none of the lists, and one that this crate does not know, is on the way: the
/// wait continues.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WaitInfo {
    /// The state in the value, as a JSON pointer.
    pub state: &'static str,
    /// The states that the resource does not leave, and that are a failure.
    pub failed: &'static dyn States,
    /// The other states that the resource does not leave without help.
    pub settled: &'static dyn States,
    /// The states of a resource that is being deleted.
    pub leaving: &'static dyn States,
    /// The states of a resource that is deleted.
    pub gone: &'static dyn States,
    /// The longest time that a wait takes.
    pub deadline: Duration,
    /// The first pause between polls; each one is half as long again as the one before.
    pub first_pause: Duration,
    /// The longest pause between polls.
    pub longest_pause: Duration,
    /// How many polls in a row must find what is waited for.
    pub confirm: u32,
}

impl WaitInfo {
    /// For resources whose states have no policy.
    pub(crate) const DEFAULT: Self = Self {
        state: "",
        failed: &(),
        settled: &(),
        leaving: &(),
        gone: &(),
        deadline: Duration::from_secs(90 * 60),
        first_pause: Duration::from_secs(5),
        longest_pause: Duration::from_secs(20),
        confirm: 2,
    };
}

/// A list of states: an array of an enum, or `()` for none.
pub trait States: fmt::Debug + Send + Sync {
    /// Whether the state with this name in JSON is in the list.
    fn contains(&self, state: &str) -> bool;
}

impl<S: OpenEnum + fmt::Debug + Send + Sync, const N: usize> States for [S; N] {
    #[inline]
    fn contains(&self, state: &str) -> bool {
        self.iter().any(|known| known.as_str() == state)
    }
}

impl States for () {
    #[inline]
    fn contains(&self, _: &str) -> bool {
        false
    }
}
