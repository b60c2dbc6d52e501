//! The words that changes insert into documents: meaningful and unusual ones.

use arbitrary::Arbitrary;
use serde_json::{Map, Value, json};

/// Words with a meaning in documents.
const WORDS: [&str; 64] = [
    "$ref",
    "type",
    "properties",
    "items",
    "required",
    "enum",
    "oneOf",
    "anyOf",
    "allOf",
    "const",
    "format",
    "additionalProperties",
    "default",
    "example",
    "description",
    "nullable",
    "minimum",
    "exclusiveMinimum",
    "pattern",
    "deprecated",
    "x-sdk-name",
    "x-sdk-secret",
    "x-null-arm",
    "string",
    "integer",
    "object",
    "array",
    "null",
    "number",
    "boolean",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "200",
    "204",
    "2XX",
    "content",
    "application/json",
    "application/merge-patch+json",
    "text/plain",
    "schema",
    "in",
    "name",
    "query",
    "path",
    "header",
    "cookie",
    "id",
    "{id}",
    "password",
    "result",
    "nextCursor",
    "cursor",
    "limit",
    "offset",
    "tags",
    "security",
    "minLength",
    "uniqueItems",
    "readOnly",
    "title",
    "summary",
    "date-time",
];

/// Unusual strings.
const UNUSUAL: [&str; 24] = [
    "",
    " ",
    "\n",
    "\"",
    "*/",
    "\u{202e}",
    "\0",
    "🦀",
    "fn",
    "Self",
    "self",
    "../..",
    "[a](b)",
    "```",
    "#/components/schemas/Thing",
    "#/components/schemas/Name",
    "<b>",
    "r#type",
    "Option",
    "{",
    "}",
    "%2e%2e",
    "-0",
    "\u{1b}[2J",
];

#[derive(Debug, Arbitrary)]
pub(super) enum Text {
    Word(u8),
    Unusual(u8),
    Free(String),
}

#[derive(Debug, Arbitrary)]
pub(super) enum Data {
    Null,
    Flag(bool),
    Small(i8),
    Integer(i64),
    Float(f64),
    Text(Text),
    List(Vec<Text>),
    Schema(u8),
    Reference(u8),
}

impl Text {
    pub(super) fn get(&self) -> String {
        match self {
            Self::Word(number) => WORDS[usize::from(*number) % WORDS.len()].to_owned(),
            Self::Unusual(number) => UNUSUAL[usize::from(*number) % UNUSUAL.len()].to_owned(),
            Self::Free(text) => text.clone(),
        }
    }
}

impl Data {
    pub(super) fn get(&self, document: &Value) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => json!(flag),
            Self::Small(number) => json!(number),
            Self::Integer(number) => json!(number),
            Self::Float(number) => json!(number),
            Self::Text(text) => json!(text.get()),
            Self::List(texts) => texts.iter().map(|text| json!(text.get())).collect(),
            Self::Schema(number) => schema(*number),
            Self::Reference(number) => reference(document, *number),
        }
    }
}

fn schema(number: u8) -> Value {
    match number % 20 {
        0 => json!({ "type": "string" }),
        1 => json!({ "type": "object", "properties": { "a": { "type": "integer" } } }),
        2 => json!({ "type": "array", "items": { "type": "string" } }),
        3 => json!({ "type": ["string", "null"], "enum": ["a", "b", null] }),
        4 => json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }),
        5 => json!({ "allOf": [{ "type": "object", "required": ["z"] }] }),
        6 => json!({ "const": "only" }),
        7 => json!({ "type": "string", "format": "date-time" }),
        8 => json!({ "type": "string", "format": "uuid" }),
        9 => json!({ "type": ["string", "integer"] }),
        10 => json!({ "type": ["number", "null"] }),
        11 => json!({ "type": "boolean" }),
        12 => json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        13 => {
            json!({ "type": "object", "additionalProperties": false, "properties": { "b": true } })
        }
        14 => {
            json!({ "type": "object", "required": ["k"], "properties": { "k": { "const": "v" } } })
        }
        15 => json!({ "enum": [1, 2] }),
        16 => json!({}),
        17 => json!({ "type": "array", "items": { "type": "array", "items": {} } }),
        18 => json!({ "type": "integer", "minimum": 0, "maximum": 1.5, "multipleOf": 2 }),
        _ => json!(true),
    }
}

/// A reference to one of the component schemas.
pub(super) fn reference(document: &Value, number: u8) -> Value {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let names: Vec<&String> = schemas.into_iter().flat_map(Map::keys).collect();
    let name = names.get(usize::from(number) % names.len().max(1));
    let name = name.map_or("Thing", |name| name.as_str());
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
