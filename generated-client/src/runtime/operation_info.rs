//! Metadata of operations: the rows of `OPERATIONS`.

use std::fmt;

use http::Method;

use crate::model::snake_case;

/// Metadata of an operation: a row of [`OPERATIONS`](crate::OPERATIONS).
///
/// ```
/// for operation in clickhouse_cloud::OPERATIONS.iter().filter(|operation| operation.beta) {
///     println!("{operation}: {} {}", operation.method, operation.path);
/// }
/// ```
///
/// `Display` writes the call as in errors: `service.update_state (instanceStateUpdate)`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The `operationId` of the spec.
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
    /// The group, which is also the Cargo feature that the operation needs.
    pub group: &'static str,
    /// The permissions that the operation requires; the API key must have all of them.
    pub permissions: &'static [&'static str],
    /// Whether the operation is beta and may change.
    pub beta: bool,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// How the operation paginates.
    pub pagination: Pagination,
    /// Whether repeating a call is safe.
    pub idempotency: Idempotency,
    /// What the body of a successful response contains.
    pub response: ResponseBody,
}

impl OperationInfo {
    /// Returns the handle and the method of the call, as in code: `service.update_state`.
    ///
    /// The handle has the name of its type, so the handle that
    /// `service.clickhouse_setting(name)` returns is `service_clickhouse_setting`.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{}.{}", snake_case(self.handle), self.handle_method)
    }
}

impl fmt::Display for OperationInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.call())?;
        // SQL statements are not operations of the spec.
        if self.id.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.id) }
    }
}

/// How a list operation paginates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pagination {
    /// No pagination: one response contains all items.
    None,
    /// By `cursor` and `nextCursor`.
    Cursor,
    /// By `limit` and `offset`, until an empty page or the known total.
    Offset,
}

/// Whether repeating a call has the same effect as making it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// The call is read-only.
    Safe,
    /// Repeating the call leads to the same state.
    Idempotent,
    /// Repeating the call may do the work twice.
    NotIdempotent,
}

/// What the body of a successful response contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseBody {
    /// An envelope without a `result`.
    Empty,
    /// An envelope with a `result`.
    Result,
    /// An envelope with one page of a list.
    Page {
        /// The property of `result` that holds the items, if `result` is not the array itself.
        items_at: Option<&'static str>,
    },
    /// One JSON value without an envelope.
    Json,
    /// Plain text.
    Text,
    /// Bytes, which are not decoded.
    Bytes,
}
