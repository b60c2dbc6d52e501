//! What one poll of a wait has seen.

use std::time::Duration;

/// What one poll of a wait has seen.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Observation<V> {
    /// How many polls there were, with this one.
    pub polls: u32,
    /// The time since the first poll began.
    pub elapsed: Duration,
    /// The state of the resource, where it has one and was found.
    pub state: Option<String>,
    /// The value, where there is one.
    pub value: Option<V>,
    /// A failure that the wait goes on after, in words.
    pub failure: Option<String>,
    /// Whether this is what was waited for, so that no other poll follows.
    pub done: bool,
}

/// What looks on.
pub(super) type Watch<V> = Box<dyn FnMut(&Observation<V>) + Send>;
