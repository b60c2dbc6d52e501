//! How to wait for a resource: metadata that the generator writes from the overlay.

use std::fmt;
use std::time::Duration;

use crate::model::OpenEnum;

/// How to wait for the state of a resource.
///
/// A wait continues in all states that are in none of the lists, including unknown ones.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WaitInfo {
    /// The JSON pointer of the state in the value.
    pub state: &'static str,
    /// The states that are failures: the resource does not leave them without intervention.
    pub failed: &'static dyn States,
    /// The other states that the resource does not leave without intervention.
    pub settled: &'static dyn States,
    /// The states of a resource that is being deleted.
    pub leaving: &'static dyn States,
    /// The states of a resource that is deleted.
    pub gone: &'static dyn States,
    /// The longest time that a wait may take.
    pub deadline: Duration,
    /// The first pause between polls; each following one is 1.5 times as long.
    pub first_pause: Duration,
    /// The longest pause between polls.
    pub longest_pause: Duration,
    /// The number of polls in a row that must find the expected state or value.
    pub confirm: u32,
}

/// A list of states: an array of an enum, or `()` for none.
pub trait States: fmt::Debug + Send + Sync {
    /// Whether the list contains the state with this JSON name.
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
