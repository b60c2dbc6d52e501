//! What the spec says in prose and as constraints.

use serde::Serialize;

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
