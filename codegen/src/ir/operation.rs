//! Operations: their parameters, bodies and responses, and how they page, wait and repeat.

use std::fmt;

use serde::Serialize;

use super::docs::Docs;
use super::model::TypeRef;
use crate::name::{FieldName, MethodName, TypeName};
use crate::pointer::Pointer;

/// One operation of the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// Where the operation is: `#/paths/~1v1~1organizations/get`.
    pub at: Pointer,
    /// The `operationId`.
    pub id: String,
    /// The marker type in `operations`: `InstanceGetList`.
    pub name: TypeName,
    /// The handle that the operation is a method of; none for methods of `Client`.
    pub resource: Option<TypeName>,
    /// The method on the handle: `list_services`.
    pub resource_method: MethodName,
    /// The HTTP method, upper-case: `GET`.
    pub method: String,
    /// The path template, as written.
    pub path: String,
    /// The name of the group.
    pub group: String,
    /// `summary`, `description` and what else the document says about the operation.
    pub docs: Docs,
    /// The permissions that a key must hold, all of them.
    pub permissions: Vec<String>,
    /// Whether the operation is marked as beta.
    pub beta: bool,
    /// The path parameters, in the order of the template.
    pub path_parameters: Vec<Parameter>,
    /// The query parameters, in document order.
    pub query_parameters: Vec<Parameter>,
    /// The other parameters: in headers and cookies in document order, then the parts of a
    /// `multipart/form-data` body by name.
    pub other_parameters: Vec<Parameter>,
    /// The request body, unless it consists of parts.
    pub body: Option<Body>,
    /// What a successful response holds.
    pub success: Success,
    /// The documented error responses.
    pub errors: Vec<ErrorResponse>,
    /// How the operation pages.
    pub pagination: Pagination,
    /// Whether a call may be repeated.
    pub idempotency: Idempotency,
    /// How to wait for a state of the resource that the operation reads.
    pub wait: Option<Wait>,
}

impl Operation {
    /// Returns the method as readers call it, with its handle: `Organization::list_services`.
    #[must_use]
    pub fn method_path(&self) -> String {
        let handle = self.resource.as_ref().map_or("Client", TypeName::as_str);
        format!("{handle}::{}", self.resource_method)
    }

    /// Returns all parameters but those in the path: the required ones are arguments of the method,
    /// in this order, and the others are setters.
    pub fn arguments(&self) -> impl Iterator<Item = &Parameter> {
        self.query_parameters.iter().chain(&self.other_parameters)
    }

    /// Returns all parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.path_parameters.iter().chain(self.arguments())
    }
}

/// How to wait for a state of the resource that an operation reads.
///
/// A state that is in none of the lists is transitional: the wait continues.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wait {
    /// Where the policy is.
    pub at: Pointer,
    /// Where the state is, from the result.
    pub state: Pointer,
    /// The enum of the states.
    pub states: TypeName,
    /// The targets that have a method of their own, sorted.
    pub until: Vec<WaitTarget>,
    /// The states that the resource does not leave without intervention, and that are failures.
    pub failed: Vec<String>,
    /// The states that the resource does not leave without intervention, and that are not failures:
    /// the targets, unless they are in another list, and states that require an action.
    pub settled: Vec<String>,
    /// The states of a resource that is being deleted.
    pub leaving: Vec<String>,
    /// The states of a resource that is deleted.
    pub gone: Vec<String>,
    /// The known transitional states, so that a new state is noticed.
    pub passing: Vec<String>,
    /// The time that a wait may take.
    pub deadline_seconds: u64,
    /// The first and the longest pause between two polls.
    pub poll_seconds: [u64; 2],
    /// How many polls in a row must find the target state.
    pub confirm: u32,
}

/// The defaults, which the generator also writes for waits of operations without a policy.
impl Wait {
    /// The default of `deadline_seconds`: 90 minutes.
    pub const DEADLINE_SECONDS: u64 = 90 * 60;
    /// The default of `poll_seconds`.
    pub const POLL_SECONDS: [u64; 2] = [5, 20];
    /// The default of `confirm`.
    pub const CONFIRM: u32 = 2;
}

/// States that can be waited for under one name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaitTarget {
    /// The method on the call: `wait_until_running`.
    pub method: MethodName,
    /// The states, each of which ends the wait.
    pub states: Vec<String>,
}

/// Where a parameter is in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the query; the values of an array are one value, with commas between them.
    QueryJoined,
    /// In a header; the values of an array are one value, with commas between them.
    Header,
    /// In a cookie.
    Cookie,
    /// A part of a `multipart/form-data` body; each value of an array is a part.
    Part,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Where the parameter is.
    pub at: Pointer,
    /// Its name on the wire.
    pub wire: String,
    /// The argument or setter.
    pub name: FieldName,
    /// The type of its value.
    pub ty: TypeRef,
    /// Where it is in the request.
    pub location: Location,
    /// Whether it must be given. Path parameters always must.
    pub required: bool,
    /// What the document says.
    pub docs: Docs,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Where the schema of the body is.
    pub at: Pointer,
    /// The media type, as written.
    pub media_type: String,
    /// The type of the body: [`TypeRef::Bytes`] if it is not JSON.
    pub ty: TypeRef,
}

/// What a successful response holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Success {
    /// Where the response is.
    pub at: Pointer,
    /// The documented success statuses.
    pub statuses: Vec<Status>,
    /// The media type, as written; empty where there is no body.
    pub media_type: String,
    /// The content.
    pub content: Content,
}

/// The content of a successful response.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Content {
    /// An envelope without `result`, or no body at all.
    Empty,
    /// An envelope with `result` of this type.
    Result(TypeRef),
    /// One page: `result` holds the items, or an object whose property `items_at` holds them.
    Page {
        /// The type of one item.
        item: TypeRef,
        /// The property of `result` that holds the items, where `result` is not the list itself.
        items_at: Option<String>,
    },
    /// The whole body is one value, without an envelope.
    Body(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The statuses that a response is documented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// All other statuses of a class: `4XX`.
    Class(u16),
    /// All other statuses: `default`.
    Default,
}

impl Status {
    /// Returns the first and the last status that it covers. `default` covers failures only: a
    /// success has no typed body other than its result.
    #[must_use]
    pub fn range(self) -> (u16, u16) {
        match self {
            Self::Code(code) => (code, code),
            Self::Class(class) => (class * 100, class * 100 + 99),
            Self::Default => (400, 599),
        }
    }
}

impl Success {
    /// Returns the status that a service responds with: the first documented one, or else 200.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.statuses.first() {
            Some(Status::Code(code)) => *code,
            _ => 200,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Class(class) => write!(formatter, "{class}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

impl Serialize for Status {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code) => serializer.serialize_u16(*code),
            other => serializer.collect_str(other),
        }
    }
}

/// A documented error response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorResponse {
    /// Where the response is.
    pub at: Pointer,
    /// The HTTP status.
    pub status: Status,
    /// The description from the spec.
    pub description: String,
    /// Properties of the body besides `error`, `status`, `requestId` and `issues`: wire names.
    pub details: Vec<String>,
    /// The type of the body, if it has such properties.
    pub body: Option<TypeRef>,
}

/// How a list operation pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pagination {
    /// Not at all.
    None,
    /// By `cursor` and `nextCursor`.
    Cursor,
    /// By `limit` and `offset`.
    Offset,
}

/// Whether a call may be repeated without any effect beyond that of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Idempotency {
    /// Changes nothing.
    Safe,
    /// Repeating it leaves the same state.
    Idempotent,
    /// Repeating it may do the work twice.
    NotIdempotent,
}
