//! The operation, or the untyped request, that a call sends: for errors, traces and retries.

use std::borrow::Cow;
use std::fmt;

use http::Method;

use super::operation_info::{Idempotency, OperationInfo};

/// What a call sends.
#[derive(Clone)]
pub(crate) enum CallInfo {
    /// An operation, or a SQL statement.
    Operation(&'static OperationInfo),
    /// A request that this crate does not know.
    Untyped(Box<Untyped>),
}

/// A request that this crate does not know; see [`Client::request`](super::Client::request).
#[derive(Clone)]
pub(crate) struct Untyped {
    pub(crate) method: Method,
    /// The path template.
    pub(crate) path: String,
    pub(crate) idempotency: Idempotency,
}

impl CallInfo {
    /// Returns the metadata of the operation; none for untyped requests.
    pub(crate) fn operation(&self) -> Option<&'static OperationInfo> {
        match self {
            Self::Operation(info) => Some(info),
            Self::Untyped(_) => None,
        }
    }

    /// Returns the `operationId` of the spec; none for SQL statements and untyped requests.
    pub(crate) fn id(&self) -> Option<&'static str> {
        self.operation().map(|info| info.id).filter(|id| !id.is_empty())
    }

    pub(crate) fn method(&self) -> &Method {
        match self {
            Self::Operation(info) => &info.method,
            Self::Untyped(request) => &request.method,
        }
    }

    /// Returns the path template.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Operation(info) => info.path,
            Self::Untyped(request) => &request.path,
        }
    }

    pub(crate) fn permissions(&self) -> &'static [&'static str] {
        self.operation().map_or(&[], |info| info.permissions)
    }

    pub(crate) fn idempotency(&self) -> Idempotency {
        match self {
            Self::Operation(info) => info.idempotency,
            Self::Untyped(request) => request.idempotency,
        }
    }

    /// Returns the call as code writes it: `service.update_state`.
    pub(crate) fn call(&self) -> Cow<'static, str> {
        match self {
            Self::Operation(info) => Cow::Owned(info.call()),
            Self::Untyped(_) => Cow::Borrowed("client.request"),
        }
    }

    /// Returns the `operationId`, or the path template if there is none.
    #[cfg(feature = "tracing")]
    pub(crate) fn name(&self) -> &str {
        self.id().unwrap_or_else(|| self.path())
    }

    /// Adds the call to the output of `Debug`: parameters may be secrets and are not part of it.
    pub(crate) fn debug(&self, fields: &mut fmt::DebugStruct<'_, '_>) {
        fields.field("call", &self.call());
        if let Some(id) = self.id() {
            fields.field("operation", &id);
        }
        fields.field("method", self.method()).field("path", &self.path());
    }
}

/// The call in the words of the code and of the spec: `service.update_state (instanceStateUpdate)`,
/// or method and path of an untyped request.
impl fmt::Display for CallInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(info) => write!(formatter, "{info}"),
            Self::Untyped(request) => write!(formatter, "{} {}", request.method, request.path),
        }
    }
}
