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
    /// The type of the handle that has the method: one of [`resources`](crate::resources), or
    /// `Client`.
    pub handle: &'static str,
    /// The name of the method.
    pub handle_method: &'static str,
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
    /// What a successful response holds.
    pub response: ResponseBody,
}

/// How a list operation pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pagination {
    /// Not at all: everything comes in one response.
    None,
    /// By `cursor` and `nextCursor`.
    Cursor,
    /// By `limit` and `offset`, until an empty page or the known total.
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

/// What the body of a successful response holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseBody {
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
    Json,
    /// Text.
    Text,
}
