//! Malicious documents that the generator must survive, by name.
//!
//! [`corpus`] contains small documents, each with its expected outcome; [`large`] holds documents
//! of any size, made to cost time, memory or stack.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "documents are written down here, one expression each; nothing is in a hurry"
)]

pub mod corpus;
pub mod large;

use serde_json::{Map, Value, json};

/// A document with one operation, `PUT /v1/things/{id}`, whose request and response body is the
/// component `Thing`.
#[must_use]
pub fn document(thing: Value) -> Value {
    with_schemas(json!({ "Thing": thing }))
}

/// A document with the operation of [`document`] and these component schemas, of which one is
/// `Thing`.
#[must_use]
pub fn with_schemas(schemas: Value) -> Value {
    let mut document = with_paths(json!({ "/v1/things/{id}": { "put": operation("thingPut") } }));
    if let Some(members) = document.as_object_mut() {
        members.insert("components".to_owned(), json!({ "schemas": schemas }));
    }
    document
}

/// A document with these paths and no components.
#[must_use]
pub fn with_paths(paths: Value) -> Value {
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Hostile", "version": "1.0" },
        "paths": paths,
    })
}

/// An operation on `…/{id}` whose request and response body is the component `Thing`.
#[must_use]
pub fn operation(id: &str) -> Value {
    json!({
        "operationId": id,
        "tags": ["Things"],
        "parameters": [id_parameter()],
        "requestBody": { "content": { "application/json": { "schema": reference("Thing") } } },
        "responses": { "200": answer(reference("Thing")) },
    })
}

/// An operation on a path without parameters that returns nothing.
#[must_use]
pub fn bare_operation(id: &str) -> Value {
    json!({ "operationId": id, "tags": ["Things"], "responses": { "200": { "description": "" } } })
}

/// The path parameter `id`.
#[must_use]
pub fn id_parameter() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } })
}

/// A response in an envelope.
#[must_use]
pub fn answer(result: Value) -> Value {
    let envelope = json!({ "type": "object", "properties": {
        "requestId": { "type": "string" }, "result": result,
    } });
    json!({ "description": "Fine.", "content": { "application/json": { "schema": envelope } } })
}

/// A reference to a component schema.
#[must_use]
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A string.
#[must_use]
pub fn text() -> Value {
    json!({ "type": "string" })
}

/// An object with these properties.
#[must_use]
pub fn object(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    json!({ "type": "object", "properties": members.into_iter().collect::<Map<_, _>>() })
}
