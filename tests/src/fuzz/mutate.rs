//! Documents that are nearly sound: a seed, changed by a short program that the bytes spell.
//!
//! Random bytes hardly ever get past the parser. A program of operations on values does, and what
//! coverage finds useful stays useful when more operations follow.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Map, Value, json};

use super::seeds::seed;

/// No program is longer.
const OPERATIONS: usize = 12;

/// Words that mean something somewhere in a document.
const WORDS: [&str; 48] = [
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
    "default",
    "content",
    "application/json",
    "schema",
    "in",
    "name",
    "query",
    "path",
    "id",
    "{id}",
    "password",
    "result",
];

/// Texts that are odd.
const ODD: [&str; 16] = [
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
    "../..",
    "[a](b)",
    "```",
    "#/components/schemas/Thing",
    "#/components/schemas/Name",
    "<b>",
];

/// An operation on the value that the path leads to: each step chooses one of the members.
#[derive(Debug, Arbitrary)]
struct Operation {
    path: Vec<u8>,
    change: Change,
}

#[derive(Debug, Arbitrary)]
enum Change {
    Remove,
    Replace(Data),
    Insert(Text, Data),
    Rename(Text),
    /// Puts a copy of another place here.
    Copy(Vec<u8>),
    /// Puts the value into a list or an object of one, some times.
    Wrap(Text, u8),
    /// Repeats the value in the list or object around it.
    Repeat(u8),
}

#[derive(Debug, Arbitrary)]
enum Data {
    Null,
    Flag(bool),
    Integer(i64),
    Float(f64),
    Text(Text),
    List(Vec<Text>),
    Schema(u8),
    Reference(u8),
}

#[derive(Debug, Arbitrary)]
enum Text {
    Word(u8),
    Odd(u8),
    Free(String),
}

/// The document that the bytes spell: the first one chooses the seed.
#[must_use]
pub fn mutated(data: &[u8]) -> Value {
    let Some((number, program)) = data.split_first() else { return seed(0) };
    let mut document = seed(*number);
    let mut program = Unstructured::new(program);
    for _ in 0..OPERATIONS {
        if program.is_empty() {
            break;
        }
        let Ok(operation) = next(&mut program) else { break };
        apply(&mut document, &operation);
    }
    document
}

fn next(program: &mut Unstructured<'_>) -> Result<Operation> {
    let length = program.int_in_range(0..=12)?;
    let path = program.bytes(usize::min(length, program.len()))?.to_vec();
    Ok(Operation { path, change: Change::arbitrary(program)? })
}

impl Text {
    fn get(&self) -> String {
        match self {
            Self::Word(number) => WORDS[usize::from(*number) % WORDS.len()].to_owned(),
            Self::Odd(number) => ODD[usize::from(*number) % ODD.len()].to_owned(),
            Self::Free(text) => text.clone(),
        }
    }
}

impl Data {
    fn get(&self, document: &Value) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => json!(flag),
            Self::Integer(number) => json!(number),
            Self::Float(number) => json!(number),
            Self::Text(text) => json!(text.get()),
            Self::List(texts) => texts.iter().map(|text| json!(text.get())).collect(),
            Self::Schema(number) => match number % 8 {
                0 => json!({ "type": "string" }),
                1 => json!({ "type": "object", "properties": { "a": { "type": "integer" } } }),
                2 => json!({ "type": "array", "items": { "type": "string" } }),
                3 => json!({ "type": ["string", "null"], "enum": ["a", "b", null] }),
                4 => json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }),
                5 => json!({ "allOf": [{ "type": "object", "required": ["z"] }] }),
                6 => json!({ "const": "only" }),
                _ => json!(true),
            },
            Self::Reference(number) => {
                let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
                let names: Vec<&String> = schemas.into_iter().flat_map(Map::keys).collect();
                let name = names.get(usize::from(*number) % names.len().max(1));
                let name = name.map_or("Thing", |name| name.as_str());
                json!({ "$ref": format!("#/components/schemas/{name}") })
            }
        }
    }
}

/// The pointer to the place that the path leads to.
fn place(document: &Value, path: &[u8]) -> String {
    let mut pointer = String::new();
    let mut value = document;
    for step in path {
        let step = usize::from(*step);
        match value {
            Value::Object(members) if !members.is_empty() => {
                let Some((key, inner)) = members.iter().nth(step % members.len()) else { break };
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                value = inner;
            }
            Value::Array(items) if !items.is_empty() => {
                let index = step % items.len();
                pointer.push('/');
                pointer.push_str(&index.to_string());
                value = &items[index];
            }
            _ => break,
        }
    }
    pointer
}

fn apply(document: &mut Value, operation: &Operation) {
    let pointer = place(document, &operation.path);
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", ""));
    let key = key.replace("~1", "/").replace("~0", "~");
    match &operation.change {
        Change::Remove => match document.pointer_mut(parent) {
            Some(Value::Object(members)) => _ = members.shift_remove(&key),
            Some(Value::Array(items)) => {
                if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                    items.remove(index);
                }
            }
            _ => {}
        },
        Change::Replace(data) => {
            let data = data.get(document);
            if let Some(value) = document.pointer_mut(&pointer) {
                *value = data;
            }
        }
        Change::Insert(name, data) => {
            let data = data.get(document);
            match document.pointer_mut(&pointer) {
                Some(Value::Object(members)) => _ = members.insert(name.get(), data),
                Some(Value::Array(items)) => items.push(data),
                _ => {}
            }
        }
        Change::Rename(name) => {
            if let Some(Value::Object(members)) = document.pointer_mut(parent)
                && let Some(value) = members.shift_remove(&key)
            {
                members.insert(name.get(), value);
            }
        }
        Change::Copy(from) => {
            let copy = document.pointer(&place(document, from)).cloned().unwrap_or_default();
            // A document that holds itself some times over would only be slow.
            if copy.to_string().len() < 20_000
                && let Some(value) = document.pointer_mut(&pointer)
            {
                *value = copy;
            }
        }
        Change::Wrap(name, times) => {
            let name = name.get();
            if let Some(value) = document.pointer_mut(&pointer) {
                for _ in 0..(times % 40) {
                    let inner = value.take();
                    *value = if name.is_empty() {
                        json!([inner])
                    } else {
                        json!({ (name.clone()): inner })
                    };
                }
            }
        }
        Change::Repeat(times) => {
            let copy = document.pointer(&pointer).cloned().unwrap_or_default();
            let small = copy.to_string().len() < 2000;
            match document.pointer_mut(parent).filter(|_| small) {
                Some(Value::Object(members)) => {
                    for index in 0..(times % 32) {
                        members.insert(format!("{key}{index}"), copy.clone());
                    }
                }
                Some(Value::Array(items)) => {
                    items.extend(std::iter::repeat_n(copy, usize::from(times % 32)));
                }
                _ => {}
            }
        }
    }
}
