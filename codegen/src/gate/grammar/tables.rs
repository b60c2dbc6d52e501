//! The keywords of each kind of object.
//!
//! To support a keyword, add a rule here, and implement it in the later stages: `openapiv3` must
//! preserve it (see `lower`), and the model must read it.

use super::ObjectKind::{
    Components, Contact, Discriminator, Example, ExternalDocs, Header, Info, License, MediaType,
    Operation, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme, Server, Tag,
};
use super::ValueRule::{
    Any, Anys, Count, Exclusive, Flag, List, Map, Mapping, Name, Number, One, SchemaOrFlag,
    Security, Text, Texts, Type, Unsupported, Values,
};
use super::{Keys, Keyword, Since, ValueRule};

const fn may(name: &'static str, rule: ValueRule) -> Keyword {
    Keyword { name, rule, required: false, since: Since::Always }
}

const fn must(name: &'static str, rule: ValueRule) -> Keyword {
    Keyword { name, rule, required: true, since: Since::Always }
}

const fn only30(name: &'static str, rule: ValueRule) -> Keyword {
    Keyword { name, rule, required: false, since: Since::Only30 }
}

const fn only31(name: &'static str, rule: ValueRule) -> Keyword {
    Keyword { name, rule, required: false, since: Since::Only31 }
}

pub(super) const DOCUMENT: &[Keyword] = &[
    must("openapi", Text),
    must("info", One(Info)),
    must("paths", Map(PathItem, Keys::Paths)),
    may("servers", List(Server)),
    may("components", One(Components)),
    may("security", Security),
    may("tags", List(Tag)),
    may("externalDocs", One(ExternalDocs)),
    only31("webhooks", Unsupported("the service would have to call the client")),
    only31("jsonSchemaDialect", Unsupported("its keywords may mean other things")),
];

pub(super) const INFO: &[Keyword] = &[
    must("title", Text),
    must("version", Text),
    may("description", Text),
    may("termsOfService", Text),
    may("contact", One(Contact)),
    may("license", One(License)),
    only31("summary", Text),
];

pub(super) const CONTACT: &[Keyword] = &[may("name", Text), may("url", Text), may("email", Text)];

pub(super) const LICENSE: &[Keyword] =
    &[must("name", Text), may("url", Text), only31("identifier", Text)];

pub(super) const SERVER: &[Keyword] = &[
    must("url", Text),
    may("description", Text),
    may("variables", Unsupported("the caller would have to build the base URL")),
];

pub(super) const TAG: &[Keyword] =
    &[must("name", Text), may("description", Text), may("externalDocs", One(ExternalDocs))];

pub(super) const EXTERNAL_DOCS: &[Keyword] = &[must("url", Text), may("description", Text)];

pub(super) const COMPONENTS: &[Keyword] = &[
    may("schemas", Map(Schema, Keys::ComponentNames)),
    may("responses", Map(Response, Keys::ComponentNames)),
    may("parameters", Map(Parameter, Keys::ComponentNames)),
    may("examples", Map(Example, Keys::ComponentNames)),
    may("requestBodies", Map(RequestBody, Keys::ComponentNames)),
    may("headers", Map(Header, Keys::ComponentNames)),
    may("securitySchemes", Map(SecurityScheme, Keys::ComponentNames)),
    may("links", Unsupported(LINKS)),
    may("callbacks", Unsupported(CALLBACKS)),
    only31("pathItems", Map(PathItem, Keys::ComponentNames)),
];

const LINKS: &str = "calls are not derived from the responses of other operations";
const CALLBACKS: &str = "the service would have to call the client";
const SERVERS: &str = "all operations share the base URL of the client";

pub(super) const PATH_ITEM: &[Keyword] = &[
    may("summary", Text),
    may("description", Text),
    may("parameters", List(Parameter)),
    may("get", One(Operation)),
    may("put", One(Operation)),
    may("post", One(Operation)),
    may("delete", One(Operation)),
    may("options", One(Operation)),
    may("head", One(Operation)),
    may("patch", One(Operation)),
    may("trace", One(Operation)),
    may("servers", Unsupported(SERVERS)),
];

pub(super) const OPERATION: &[Keyword] = &[
    must("responses", Map(Response, Keys::Statuses)),
    may("operationId", Name),
    may("summary", Text),
    may("description", Text),
    may("tags", Texts),
    may("parameters", List(Parameter)),
    may("requestBody", One(RequestBody)),
    may("security", Security),
    may("deprecated", Flag),
    may("externalDocs", One(ExternalDocs)),
    may("servers", Unsupported(SERVERS)),
    may("callbacks", Unsupported(CALLBACKS)),
];

pub(super) const PARAMETER: &[Keyword] = &[
    must("name", Name),
    must("in", Text),
    must("schema", One(Schema)),
    may("description", Text),
    may("required", Flag),
    may("deprecated", Flag),
    may("example", Any),
    may("examples", Map(Example, Keys::Names)),
    may("style", Text),
    may("explode", Flag),
    may("allowReserved", Flag),
    may("allowEmptyValue", Flag),
    may("content", Unsupported("a parameter is one value or a list of values, not a document")),
];

pub(super) const REQUEST_BODY: &[Keyword] = &[
    must("content", Map(MediaType, Keys::Names)),
    may("description", Text),
    may("required", Flag),
];

pub(super) const RESPONSE: &[Keyword] = &[
    must("description", Text),
    may("content", Map(MediaType, Keys::Names)),
    may("headers", Map(Header, Keys::Names)),
    may("links", Unsupported(LINKS)),
];

pub(super) const HEADER: &[Keyword] = &[
    must("schema", One(Schema)),
    may("description", Text),
    may("required", Flag),
    may("deprecated", Flag),
    may("example", Any),
    may("examples", Map(Example, Keys::Names)),
    may("style", Unsupported("the SDK returns headers as strings")),
    may("explode", Unsupported("the SDK returns headers as strings")),
    may("content", Unsupported("the SDK returns headers as strings")),
];

pub(super) const MEDIA_TYPE: &[Keyword] = &[
    may("schema", One(Schema)),
    may("example", Any),
    may("examples", Map(Example, Keys::Names)),
    may("encoding", Unsupported("the SDK chooses the media type of each part")),
];

pub(super) const EXAMPLE: &[Keyword] = &[
    may("summary", Text),
    may("description", Text),
    may("value", Any),
    may("externalValue", Text),
];

pub(super) const SECURITY_SCHEME: &[Keyword] = &[
    must("type", Text),
    may("description", Text),
    may("scheme", Text),
    may("bearerFormat", Text),
    may("name", Unsupported(SCHEMES)),
    may("in", Unsupported(SCHEMES)),
    may("flows", Unsupported(SCHEMES)),
    may("openIdConnectUrl", Unsupported(SCHEMES)),
];

const SCHEMES: &str = "the runtime signs requests with HTTP Basic or a bearer token only";

const BINARY: &str = "text that encodes other data is not decoded";
const CONDITIONS: &str = "a Rust type cannot depend on conditions between values";
const TUPLES: &str = "a list has one type of items";
const NAMED: &str = "schemas are named by their place in `components.schemas`";

pub(super) const DISCRIMINATOR: &[Keyword] = &[must("propertyName", Name), may("mapping", Mapping)];

pub(super) const SCHEMA: &[Keyword] = &[
    may("type", Type),
    may("description", Text),
    may("example", Any),
    may("format", Text),
    may("properties", Map(Schema, Keys::Names)),
    may("items", One(Schema)),
    may("required", Texts),
    may("enum", Values),
    may("pattern", Text),
    may("minimum", Number),
    may("maximum", Number),
    may("exclusiveMinimum", Exclusive),
    may("exclusiveMaximum", Exclusive),
    may("multipleOf", Number),
    may("additionalProperties", SchemaOrFlag),
    may("default", Any),
    may("oneOf", List(Schema)),
    may("anyOf", List(Schema)),
    may("allOf", List(Schema)),
    may("externalDocs", One(ExternalDocs)),
    may("deprecated", Flag),
    may("minLength", Count),
    may("maxLength", Count),
    may("title", Text),
    may("minItems", Count),
    may("maxItems", Count),
    may("uniqueItems", Flag),
    may("minProperties", Count),
    may("maxProperties", Count),
    may("readOnly", Flag),
    may("writeOnly", Flag),
    only30("nullable", Flag),
    only31("const", Any),
    only31("propertyNames", One(Schema)),
    only31("examples", Anys),
    only31("$comment", Text),
    may("not", Unsupported("a Rust type cannot say what a value is not")),
    may("discriminator", One(Discriminator)),
    may("xml", Unsupported("the SDK does not support XML bodies")),
    only31("$schema", Unsupported("its keywords may mean other things")),
    only31("$id", Unsupported(NAMED)),
    only31("$anchor", Unsupported(NAMED)),
    only31("$dynamicRef", Unsupported(NAMED)),
    only31("$dynamicAnchor", Unsupported(NAMED)),
    only31("$vocabulary", Unsupported("its keywords may mean other things")),
    only31("$defs", Unsupported(NAMED)),
    only31("definitions", Unsupported(NAMED)),
    only31("if", Unsupported(CONDITIONS)),
    only31("then", Unsupported(CONDITIONS)),
    only31("else", Unsupported(CONDITIONS)),
    only31("dependentSchemas", Unsupported(CONDITIONS)),
    only31("dependentRequired", Unsupported(CONDITIONS)),
    only31("dependencies", Unsupported(CONDITIONS)),
    only31("patternProperties", Unsupported("the properties of a map have one type")),
    only31("prefixItems", Unsupported(TUPLES)),
    only31("additionalItems", Unsupported(TUPLES)),
    only31("contains", Unsupported(TUPLES)),
    only31("minContains", Unsupported(TUPLES)),
    only31("maxContains", Unsupported(TUPLES)),
    only31("unevaluatedItems", Unsupported(TUPLES)),
    only31("unevaluatedProperties", Unsupported("use `additionalProperties`")),
    only31("contentEncoding", Unsupported(BINARY)),
    only31("contentMediaType", Unsupported(BINARY)),
    only31("contentSchema", Unsupported(BINARY)),
];
