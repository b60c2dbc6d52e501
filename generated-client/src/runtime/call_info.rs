//! What is known of a call: for errors, traces and the decision to repeat it.

use std::borrow::Cow;

use http::Method;

use super::error::Error;
use super::operation_info::{Idempotency, OperationInfo};

/// What is known of a call, for errors and for the decision to repeat it.
#[derive(Debug, Clone)]
pub(crate) struct CallInfo {
    /// The operation id; empty for untyped calls.
    pub(crate) id: &'static str,
    /// The operation; none for untyped calls.
    pub(crate) operation: Option<&'static OperationInfo>,
    pub(crate) method: Method,
    /// The path template.
    pub(crate) path: Cow<'static, str>,
    pub(crate) permissions: &'static [&'static str],
    pub(crate) idempotency: Idempotency,
}

impl CallInfo {
    /// Returns the operation id, or the path template of an untyped call.
    #[cfg(feature = "tracing")]
    pub(crate) fn name(&self) -> &str {
        if self.id.is_empty() { &self.path } else { self.id }
    }

    /// Says in an error which call it is about.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error.with_operation(self.id, &self.method, self.path.clone(), self.permissions)
    }
}
