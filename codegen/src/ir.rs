//! The intermediate representation: the content of the spec, resolved and named, without JSON.
//!
//! Plain, ordered data with the JSON pointer of its origin on every node, so that it can be
//! printed, snapshotted and compared. Maps of the spec are sorted by name; lists (enum values,
//! variants, parameters, required names) preserve the order of the spec.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::name::{FieldName, MethodName, TypeName, VariantName};
use crate::pointer::Pointer;

/// One API: everything the emitter and the diff need to know of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// The version of OpenAPI that the document declares, such as `3.1.1`.
    pub openapi: String,
    /// The URLs of `servers`; the first one is the default base URL.
    pub servers: Vec<String>,
    /// The groups of operations (one cargo feature each), by name.
    pub groups: Vec<Group>,
    /// The resource handles, by type.
    pub resources: BTreeMap<TypeName, Resource>,
    /// All operations, by id.
    pub operations: Vec<Operation>,
    /// All models that an operation reaches, by Rust name.
    pub models: BTreeMap<TypeName, Model>,
    /// The types of enums, each with the other locations that share it.
    pub enums: BTreeMap<TypeName, Vec<TypeName>>,
    /// Component schemas that no operation reaches; listed, never emitted.
    pub unreached: Vec<Unreached>,
    /// Request bodies without a conversion from a response of the same resource, sorted.
    pub no_write_backs: Vec<NoWriteBack>,
    /// Which names mark a property as secret, for text that has no types.
    pub secret_names: SecretNames,
}

impl Api {
    /// Returns the handles on the way to an operation, from the one that `Client` returns.
    #[must_use]
    pub fn handles(&self, operation: &Operation) -> Vec<&Resource> {
        let mut handles = Vec::new();
        let mut next = operation.resource.as_ref();
        while let Some(resource) = next.and_then(|name| self.resources.get(name)) {
            handles.push(resource);
            next = resource.parent.as_ref();
        }
        handles.reverse();
        handles
    }
}

/// Which names mark a property as secret. All are in lower case, without separators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SecretNames {
    /// Parts of names that mark a secret.
    pub parts: BTreeSet<String>,
    /// Parts that mark one too, except in the name of an id.
    pub suspects: BTreeSet<String>,
    /// Whole names, among them those of all secret fields.
    pub whole: BTreeSet<String>,
    /// Whole names of fields that were looked at and hold no secret.
    pub public: BTreeSet<String>,
}

/// A component schema that no operation reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unreached {
    /// Its name in `components.schemas`.
    pub wire: String,
    /// Where it is.
    pub at: Pointer,
}

/// A group of operations: one file of operations, one cargo feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The name of the feature, in kebab-case: `api-keys`.
    pub name: String,
    /// The tags of the document that belong to the group.
    pub tags: Vec<String>,
    /// One sentence for the documentation.
    pub summary: String,
}

/// A resource handle: what a path parameter addresses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resource {
    /// The path that names the handle, or else the first path below it.
    pub at: Pointer,
    /// The type of the handle: the handles on the way to it, without the root: `ServiceBackup`.
    pub name: TypeName,
    /// The method that returns the handle, on the handle above it or on `Client`: `backup`.
    pub accessor: MethodName,
    /// What documentation calls the resource, if the overlay decides that: `Postgres service`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noun: Option<String>,
    /// The handle above it; none where `Client` returns it.
    pub parent: Option<TypeName>,
    /// The path parameter, which is the argument of the accessor.
    pub parameter: Parameter,
    /// The groups of the operations on the handle and below it; it exists when one of their
    /// features is on.
    pub groups: BTreeSet<String>,
}

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

/// A named type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Where the schema is.
    pub at: Pointer,
    /// The name of the component schema, or of the component that holds this inline schema.
    pub owner: String,
    /// The Rust name, the same in `request` and `response`.
    pub name: TypeName,
    /// Whether a request body reaches it.
    pub in_request: bool,
    /// Whether a response body reaches it.
    pub in_response: bool,
    /// Whether request bodies reach it only through `PATCH` operations.
    pub patch_only: bool,
    /// The operations (ids) that reach it.
    pub operations: BTreeSet<String>,
    /// The groups of these operations; the model exists when one of their features is on.
    pub groups: BTreeSet<String>,
    /// Responses of another name that a value can be made from, to be written back.
    pub write_backs: Vec<WriteBack>,
    /// What the document says.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
}

/// A response that a request body can be made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WriteBack {
    /// The type of the response.
    pub from: TypeName,
    /// The properties of the response that the body does not declare, and so are left out: JSON
    /// pointers without the leading slash that pass through arrays.
    pub read_only: Vec<String>,
}

/// A request body and a response of the same resource that has no conversion into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoWriteBack {
    /// The type of the request body.
    pub body: TypeName,
    /// The type of the response.
    pub from: TypeName,
    /// Why there is none.
    pub reason: String,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// A struct.
    Object(Object),
    /// An open enum of strings.
    Enum(Enum),
    /// A union with a dispatch plan.
    Union(Union),
    /// Another name for a type: string aliases, arrays, maps.
    Alias(TypeRef),
}

/// A struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// The fields, sorted by wire name: the order of keys in the document has no meaning.
    pub fields: Vec<Field>,
    /// The wire names of the required fields, in document order, which is the order of arguments.
    pub required: Vec<String>,
    /// The wire names of optional fields that `new` of a request also takes, in the order of the
    /// overlay.
    pub asked: Vec<String>,
    /// Whether there may be properties that the schema does not declare.
    pub additional: Additional,
}

impl Object {
    /// Whether the spec declares a type for undeclared properties.
    #[must_use]
    pub fn has_typed_additional(&self) -> bool {
        matches!(&self.additional, Additional::Open(ty) if !matches!(ty, TypeRef::Any(_)))
    }
}

/// What the schema says about properties that it does not declare.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Additional {
    /// Nothing: the keyword is absent.
    Unspecified,
    /// `additionalProperties: false`.
    Closed,
    /// `additionalProperties: true` or a schema.
    Open(TypeRef),
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing that the document says")]
pub struct Field {
    /// Where the property is.
    pub at: Pointer,
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub name: FieldName,
    /// The type of its value, without regard to null and absence.
    pub ty: TypeRef,
    /// Whether `required` lists it.
    pub required: bool,
    /// Whether null is a declared value.
    pub nullable: bool,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Whether the value must be boxed to break a cycle.
    pub boxed: bool,
    /// The one value that the field may hold, where a union is dispatched by it.
    pub tag: Option<String>,
    /// What the document says.
    pub docs: Docs,
}

impl Field {
    /// Whether requests have the field: a `readOnly` property is in none.
    #[must_use]
    pub fn in_request(&self) -> bool {
        !self.docs.read_only
    }

    /// Whether responses have the field: a `writeOnly` property is in none.
    #[must_use]
    pub fn in_response(&self) -> bool {
        !self.docs.write_only
    }
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enum {
    /// The values, in document order.
    pub values: Vec<EnumValue>,
    /// The shared enum that this one is an alias of, if any. It has the values of all places.
    pub same_as: Option<TypeName>,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub name: VariantName,
}

/// A union of several types.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Union {
    /// The variants, in document order.
    pub arms: Vec<Arm>,
    /// How the variant of a value is chosen.
    pub plan: Plan,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// Where the schema of the variant is.
    pub at: Pointer,
    /// The variant.
    pub name: VariantName,
    /// The type of its payload.
    pub ty: TypeRef,
}

/// How the variant of a value is chosen. Numbers are indices into `Union::arms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Plan {
    /// By the JSON type of the value: at most one variant for each type.
    Kind {
        /// The variant for strings.
        string: Option<usize>,
        /// The variant for objects.
        object: Option<usize>,
        /// The variant for arrays.
        array: Option<usize>,
    },
    /// The value is an object; this plan decides.
    Object(DispatchPlan),
}

/// How the variant of an object is chosen. The same rules apply to all unions:
///
/// 1. A tag with a known value decides, whatever the other properties are.
/// 2. A tag with an unknown value selects `Other`.
/// 3. Without a tag (absent, null, or of an unexpected type), the properties decide: the variant
///    that declares most of the properties that are present. On a tie, it is the variant that an
///    absent tag means, or else `Other`. There is a warning if the spec requires the tag, if the
///    properties contradict what an absent tag means, or if they do not decide.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DispatchPlan {
    /// This variant.
    Variant(usize),
    /// By the string value of the property `name`.
    Tag {
        /// The wire name of the tag.
        name: String,
        /// The plan for each known value, in document order.
        values: Vec<(String, DispatchPlan)>,
        /// The plan for an absent tag; `None` if the spec requires the tag.
        absent: Option<Box<DispatchPlan>>,
    },
    /// By the properties that are present, among these variants. Each is listed with the properties
    /// that no other variant declares: the required ones, or if there are none, all.
    Properties(Vec<(Vec<String>, usize)>),
}

impl DispatchPlan {
    /// Returns the variants that the plan can select, each once, in the order of the plan.
    #[must_use]
    pub fn variants(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<usize>) {
        let mut add = |variant: usize| {
            if !found.contains(&variant) {
                found.push(variant);
            }
        };
        match self {
            Self::Variant(variant) => add(*variant),
            Self::Properties(variants) => variants.iter().for_each(|(_, variant)| add(*variant)),
            Self::Tag { values, absent, .. } => {
                let next = values.iter().map(|(_, plan)| plan).chain(absent.as_deref());
                next.for_each(|plan| plan.collect(found));
            }
        }
    }
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TypeRef {
    /// A string.
    String(Format),
    /// A signed 64-bit integer.
    Integer,
    /// A 64-bit float.
    Number,
    /// A boolean.
    Boolean,
    /// A string or an integer.
    IntegerOrText,
    /// A string or a number.
    NumberOrText,
    /// Any JSON value, because the document describes no shape; the reason is printed in a table.
    Any(&'static str),
    /// An array.
    Array(Box<TypeRef>),
    /// A map with string keys.
    Map(Box<TypeRef>),
    /// An item of an array or a value of a map that may be null.
    Nullable(Box<TypeRef>),
    /// Bytes: a body that is neither JSON nor a string, or a part of one.
    Bytes,
    /// A named model: a struct, union or alias in the module of the direction, or an enum.
    Named(TypeName),
}

/// The format of a string. Values preserve the string of the wire whatever the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// No format.
    Text,
    /// `uuid`.
    Uuid,
    /// `date-time`: the type `DateTime`.
    DateTime,
    /// `date`: the type `Date`.
    Date,
    /// `email`.
    Email,
    /// `uri`.
    Uri,
    /// `hostname`.
    Hostname,
    /// `password`.
    Password,
    /// `boolean` written as a string; a `bool` argument as a parameter, a string in bodies.
    Boolean,
}

/// What the spec says about an operation, schema, property or parameter; all of it is documented.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Docs {
    /// `summary` of an operation.
    pub summary: Option<String>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// `default`, as JSON text; `null` is a default too.
    pub default: Option<String>,
    /// `example`, as JSON text.
    pub example: Option<String>,
    /// `format`, as written.
    pub format: Option<String>,
    /// `externalDocs.url`.
    pub external: Option<String>,
    /// Whether the value is only read (`readOnly`).
    pub read_only: bool,
    /// Whether the value is only written (`writeOnly`).
    pub write_only: bool,
    /// Constraints of the value.
    pub constraints: Constraints,
    /// Constraints of the items, where the value is an array of scalars.
    pub item_constraints: Option<Box<Constraints>>,
}

/// Constraints on a value. Numbers are the JSON text of the document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the keywords of JSON Schema")]
pub struct Constraints {
    pub minimum: Option<String>,
    pub exclusive_minimum: bool,
    pub maximum: Option<String>,
    pub exclusive_maximum: bool,
    pub multiple_of: Option<String>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    /// All patterns that must match; several come from `allOf`.
    pub patterns: Vec<String>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    /// Allowed values of an enum of integers or numbers, as JSON text.
    pub values: Vec<String>,
}
