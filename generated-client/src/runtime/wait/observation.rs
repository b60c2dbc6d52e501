//! The result of one poll of a wait.

use std::time::Duration;

/// The result of one poll of a wait.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Observation<V> {
    /// The number of polls so far, including this one.
    pub polls: u32,
    /// The time since the wait started.
    pub elapsed: Duration,
    /// The state of the resource, if it has one and was found.
    pub state: Option<String>,
    /// The value that the call returned, if it succeeded.
    pub value: Option<V>,
    /// The message of a temporary error, after which the wait continues.
    pub failure: Option<String>,
    /// Whether the wait has succeeded, so that no other poll follows.
    pub done: bool,
}

/// A function that is called after each poll.
pub(super) type Watch<V> = Box<dyn FnMut(&Observation<V>) + Send>;
