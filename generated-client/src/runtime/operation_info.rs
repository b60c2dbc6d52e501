//! What is known of an operation before it is called: the rows of `OPERATIONS`.

use http::Method;

/// A row of the table of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The `operationId` of the document.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, with parameters in braces.
    pub path: &'static str,
    /// The group, which is also the cargo feature that the operation needs.
    pub group: &'static str,
    /// The permissions that a key must hold, all of them.
    pub permissions: &'static [&'static str],
    /// Whether the operation is marked as beta.
    pub beta: bool,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// How the operation pages.
    pub pagination: Pagination,
    /// Whether a call may be repeated.
    pub idempotency: Idempotency,
    /// What a successful answer holds.
    pub answer: Answer,
}

/// How a list operation pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pagination {
    /// Not at all: everything comes in one answer.
    None,
    /// By `cursor` and `nextCursor`.
    Cursor,
    /// By `limit` and `offset`; the last page is the one that is shorter than the limit.
    Offset,
}

/// Whether a call may be repeated without changing more than one call would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// It changes nothing.
    Safe,
    /// Repeating it leaves the same state.
    Idempotent,
    /// Repeating it may do the work twice.
    NotIdempotent,
}

/// What the body of a successful answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Answer {
    /// Nothing but the envelope.
    Empty,
    /// An envelope with a `result`.
    Result,
    /// An envelope with one page of a list.
    Page {
        /// The member of `result` that holds the entries, where `result` is not the list itself.
        items_at: Option<&'static str>,
    },
    /// One JSON value without an envelope.
    Body,
    /// Text.
    Text,
}

/// How to wait for a resource: data of the generator, which decides when a wait ends.
///
/// A state that is in no list is one on the way, as are those that this crate does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitInfo {
    /// Where the state stands in the value, as a JSON pointer.
    pub state: &'static str,
    /// The states that the resource does not leave by itself, and that nobody wants.
    pub failed: &'static [&'static str],
    /// The states of a resource that is being deleted.
    pub leaving: &'static [&'static str],
    /// The states of a resource that is deleted.
    pub gone: &'static [&'static str],
    /// The time that a wait may take, in seconds.
    pub deadline: u64,
    /// The first and the longest pause between polls, in seconds.
    pub pauses: (u64, u64),
    /// How many polls in a row must find what is waited for.
    pub confirm: u32,
}
