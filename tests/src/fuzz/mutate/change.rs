//! What a change does to the value at its place.

use arbitrary::Arbitrary;
use serde_json::{Value, json};

use super::place::Place;
use super::words::{Data, Text, reference};

#[derive(Debug, Arbitrary)]
pub(super) enum Change {
    Remove,
    Replace(Data),
    /// Adds a property to an object, or an item to an array.
    Insert(Text, Data),
    Rename(Text),
    /// Replaces the value with a copy of another one.
    Copy(Place),
    /// Nests the value in arrays or objects, several times.
    Wrap(Text, u8),
    /// Repeats the value in the list or object around it.
    Repeat(u8),
    /// Puts the schema into another one.
    Around(Around, u8),
    /// Makes all properties of the schema required, and perhaps one that it does not declare.
    Require(bool),
    /// Makes null a value of the schema.
    Nullable,
    /// Adds a keyword to the schema.
    Keyword(Keyword, Data),
    /// Replaces a reference with its target.
    WriteOut,
    /// Replaces the schema with a reference to its own component or to another one.
    Refer(Option<u8>),
}

/// A schema around another one; the number chooses a second one.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub(super) enum Around {
    AllOf,
    AllOfTwo,
    OneOfNull,
    OneOfTwo,
    AnyOfTwo,
    List,
    Map,
    Member,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
pub(super) enum Keyword {
    Type,
    Format,
    Enum,
    Const,
    Default,
    Example,
    Description,
    Required,
    AdditionalProperties,
    Minimum,
    ExclusiveMinimum,
    Pattern,
    MinLength,
    AllOf,
    OneOf,
    Deprecated,
    ReadOnly,
    Secret,
    Name,
}

impl Keyword {
    fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Format => "format",
            Self::Enum => "enum",
            Self::Const => "const",
            Self::Default => "default",
            Self::Example => "example",
            Self::Description => "description",
            Self::Required => "required",
            Self::AdditionalProperties => "additionalProperties",
            Self::Minimum => "minimum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::Pattern => "pattern",
            Self::MinLength => "minLength",
            Self::AllOf => "allOf",
            Self::OneOf => "oneOf",
            Self::Deprecated => "deprecated",
            Self::ReadOnly => "readOnly",
            Self::Secret => "x-sdk-secret",
            Self::Name => "x-sdk-name",
        }
    }

    /// The data as a value that the keyword can have, where that is easily said.
    fn value(self, data: Value) -> Value {
        match (self, data) {
            (Self::AllOf | Self::OneOf | Self::Enum, Value::Array(items)) => Value::Array(items),
            (Self::AllOf | Self::OneOf | Self::Enum, other) => json!([other]),
            (Self::Deprecated | Self::ReadOnly | Self::Secret, _) => json!(true),
            (Self::MinLength, Value::Number(number)) => {
                json!(number.as_i64().unwrap_or(1).unsigned_abs())
            }
            (_, other) => other,
        }
    }
}

impl Change {
    pub(super) fn apply(&self, document: &mut Value, pointer: &str) {
        let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", ""));
        let key = key.replace("~1", "/").replace("~0", "~");
        match self {
            Self::Remove => remove(document, parent, &key),
            Self::Replace(data) => {
                let data = data.get(document);
                put(document, pointer, data);
            }
            Self::Insert(name, data) => {
                let data = data.get(document);
                match document.pointer_mut(pointer) {
                    Some(Value::Object(members)) => _ = members.insert(name.get(), data),
                    Some(Value::Array(items)) => items.push(data),
                    _ => {}
                }
            }
            Self::Rename(name) => {
                if let Some(Value::Object(members)) = document.pointer_mut(parent)
                    && let Some(value) = members.shift_remove(&key)
                {
                    members.insert(name.get(), value);
                }
            }
            Self::Copy(from) => {
                let copy = document.pointer(&from.find(document)).cloned().unwrap_or_default();
                // A document that contains itself several times would only be slow.
                if copy.to_string().len() < 20_000 {
                    put(document, pointer, copy);
                }
            }
            Self::Wrap(name, times) => wrap(document, pointer, &name.get(), times % 40),
            Self::Repeat(times) => repeat(document, pointer, parent, &key, times % 32),
            Self::Around(around, number) => {
                let other = reference(document, *number);
                if let Some(value) = document.pointer_mut(pointer) {
                    let inner = value.take();
                    *value = around.put(&inner, &other);
                }
            }
            Self::Require(more) => {
                let Some(schema) = document.pointer_mut(pointer) else { return };
                let members = schema.get("properties").and_then(Value::as_object);
                let mut names: Vec<String> =
                    members.into_iter().flat_map(|all| all.keys().cloned()).collect();
                names.extend(more.then(|| "undeclared".to_owned()));
                member(schema, "required", json!(names));
            }
            Self::Nullable => {
                let Some(schema) = document.pointer_mut(pointer) else { return };
                match schema.get("type").cloned() {
                    Some(Value::String(name)) => member(schema, "type", json!([name, "null"])),
                    _ => *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] }),
                }
            }
            Self::Keyword(keyword, data) => {
                let data = keyword.value(data.get(document));
                if let Some(schema) = document.pointer_mut(pointer) {
                    member(schema, keyword.name(), data);
                }
            }
            Self::WriteOut => {
                let reference = document.pointer(pointer).and_then(|value| value.get("$ref"));
                let target =
                    reference.and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
                if let Some(target) = target.and_then(|target| document.pointer(target)).cloned()
                    && target.to_string().len() < 20_000
                {
                    put(document, pointer, target);
                }
            }
            Self::Refer(number) => {
                let own = pointer.split('/').nth(3).filter(|_| number.is_none());
                let other = match own {
                    Some(own) => json!({ "$ref": format!("#/components/schemas/{own}") }),
                    None => reference(document, number.unwrap_or_default()),
                };
                put(document, pointer, other);
            }
        }
    }
}

impl Around {
    fn put(self, inner: &Value, other: &Value) -> Value {
        match self {
            Self::AllOf => json!({ "allOf": [inner], "description": "Around." }),
            Self::AllOfTwo => json!({ "allOf": [inner, other] }),
            Self::OneOfNull => json!({ "oneOf": [{ "type": "null" }, inner] }),
            Self::OneOfTwo => json!({ "oneOf": [inner, other] }),
            Self::AnyOfTwo => json!({ "anyOf": [other, inner] }),
            Self::List => json!({ "type": "array", "items": inner }),
            Self::Map => json!({ "type": "object", "additionalProperties": inner }),
            Self::Member => json!({ "type": "object", "properties": { "inner": inner } }),
        }
    }
}

fn put(document: &mut Value, pointer: &str, new: Value) {
    if let Some(value) = document.pointer_mut(pointer) {
        *value = new;
    }
}

fn member(value: &mut Value, name: &str, new: Value) {
    if let Value::Object(members) = value {
        members.insert(name.to_owned(), new);
    }
}

fn remove(document: &mut Value, parent: &str, key: &str) {
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => _ = members.shift_remove(key),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn wrap(document: &mut Value, pointer: &str, name: &str, times: u8) {
    let Some(value) = document.pointer_mut(pointer) else { return };
    for _ in 0..times {
        let inner = value.take();
        *value = if name.is_empty() { json!([inner]) } else { json!({ (name): inner }) };
    }
}

fn repeat(document: &mut Value, pointer: &str, parent: &str, key: &str, times: u8) {
    let copy = document.pointer(pointer).cloned().unwrap_or_default();
    let small = copy.to_string().len() < 2000;
    match document.pointer_mut(parent).filter(|_| small) {
        Some(Value::Object(members)) => {
            for index in 0..times {
                members.insert(format!("{key}{index}"), copy.clone());
            }
        }
        Some(Value::Array(items)) => {
            items.extend(std::iter::repeat_n(copy, usize::from(times)));
        }
        _ => {}
    }
}
