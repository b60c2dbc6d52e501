//! The rules from 3.1 to 3.0. A keyword that replaces another keeps its place.

use serde_json::{Map, Value, json};

use super::{LOWERED_VERSION, NULLS, RENAMED};
use crate::extension;
use crate::gate::grammar::ObjectKind;

/// Rewrites one object, whose inner objects are lowered already.
pub(super) fn object(kind: ObjectKind, value: Value) -> Value {
    match (kind, value) {
        (ObjectKind::Schema, Value::Object(members)) => Value::Object(schema(members)),
        // R8.
        (ObjectKind::Schema, Value::Bool(true)) => json!({ (extension::BOOLEAN_SCHEMA): true }),
        (ObjectKind::Schema, Value::Bool(false)) => {
            json!({ "not": {}, (extension::BOOLEAN_SCHEMA): false })
        }
        (ObjectKind::Document, Value::Object(members)) => Value::Object(version(members)),
        (_, Value::Object(members)) => Value::Object(renamed(kind, members)),
        (_, other) => other,
    }
}

/// R12.
fn version(members: Map<String, Value>) -> Map<String, Value> {
    let mut lowered = Map::with_capacity(members.len() + 1);
    for (key, value) in members {
        match value.as_str() {
            Some(text) if key == "openapi" && text.starts_with("3.1.") => {
                lowered.insert(key, LOWERED_VERSION.into());
                lowered.insert(extension::OPENAPI_VERSION.to_owned(), value);
            }
            _ => _ = lowered.insert(key, value),
        }
    }
    lowered
}

/// R5, R6, R10 and R13.
fn renamed(kind: ObjectKind, members: Map<String, Value>) -> Map<String, Value> {
    let rename = |(key, value): (String, Value)| {
        let rules = if value.is_null() { NULLS } else { RENAMED };
        match rules.iter().find(|(owner, from, _)| *owner == kind && *from == key) {
            Some((_, _, to)) if value.is_null() => ((*to).to_owned(), true.into()),
            Some((_, _, to)) => ((*to).to_owned(), value),
            None => (key, value),
        }
    };
    members.into_iter().map(rename).collect()
}

fn schema(members: Map<String, Value>) -> Map<String, Value> {
    let members = siblings(renamed(ObjectKind::Schema, members));
    let mut lowered = Map::with_capacity(members.len() + 2);
    for (key, value) in members {
        member(key, value, &mut lowered);
    }
    null_variant(&mut lowered);
    implied_type(&mut lowered);
    lowered
}

/// R1 to R4.
fn member(key: String, value: Value, lowered: &mut Map<String, Value>) {
    match (key.as_str(), value) {
        ("type", Value::Array(names)) => types(names, lowered),
        ("const", value) => {
            lowered.insert("enum".to_owned(), Value::Array(vec![value]));
            lowered.insert(extension::CONST.to_owned(), true.into());
        }
        ("exclusiveMinimum", value @ Value::Number(_)) => {
            lowered.insert("minimum".to_owned(), value);
            lowered.insert(key, true.into());
        }
        ("exclusiveMaximum", value @ Value::Number(_)) => {
            lowered.insert("maximum".to_owned(), value);
            lowered.insert(key, true.into());
        }
        (_, value) => _ = lowered.insert(key, value),
    }
}

/// R1 and R2: a list of types.
fn types(names: Vec<Value>, lowered: &mut Map<String, Value>) {
    let is_null = |name: &Value| name.as_str() == Some("null");
    let others: Vec<Value> = names.iter().filter(|name| !is_null(name)).cloned().collect();
    let nullable = others.len() < names.len();
    // The order is the usual one if null comes last, and the list is needed at all.
    let usual = names.len() > 1 && (!nullable || names.last().is_some_and(is_null));
    match others.len() {
        0 => _ = lowered.insert("type".to_owned(), "null".into()),
        1 => lowered.extend(others.into_iter().map(|name| ("type".to_owned(), name))),
        _ => _ = lowered.insert(extension::TYPE_SET.to_owned(), Value::Array(others)),
    }
    if nullable && names.len() > 1 {
        lowered.insert("nullable".to_owned(), true.into());
    }
    if !usual {
        lowered.insert(extension::TYPE_ORDER.to_owned(), Value::Array(names));
    }
}

/// R7.
fn siblings(mut members: Map<String, Value>) -> Map<String, Value> {
    if members.len() < 2 || !members.get("$ref").is_some_and(Value::is_string) {
        return members;
    }
    let reference = json!({ "$ref": members.shift_remove("$ref") });
    let mut all_of = vec![reference];
    if let Some(Value::Array(others)) = members.shift_remove("allOf") {
        all_of.extend(others);
    }
    let mut lowered = Map::with_capacity(members.len() + 2);
    lowered.insert("allOf".to_owned(), Value::Array(all_of));
    lowered.extend(members);
    lowered.insert(extension::REF_SIBLINGS.to_owned(), true.into());
    lowered
}

/// R9 and R9b: the first variant that only allows null.
fn null_variant(lowered: &mut Map<String, Value>) {
    let key = match (lowered.contains_key("oneOf"), lowered.contains_key("anyOf")) {
        (true, false) => "oneOf",
        (false, true) => "anyOf",
        _ => return,
    };
    let values = lowered.contains_key("enum");
    let Some(Value::Array(arms)) = lowered.get_mut(key) else { return };
    let only = arms.len() == 1;
    // The result of R9b is already there, so the variant is unchanged.
    if only && values {
        return;
    }
    let Some(index) = arms.iter().position(is_null_variant) else { return };
    let Value::Object(mut arm) = arms.remove(index) else { return };
    arm.shift_remove("type");
    if only {
        lowered.shift_remove(key);
        lowered.insert("enum".to_owned(), json!([null]));
        lowered.insert(extension::NULL_ONLY.to_owned(), key.into());
    } else {
        lowered.insert(extension::NULL_ARM.to_owned(), index.into());
    }
    if !arm.is_empty() {
        lowered.insert(extension::NULL_SCHEMA.to_owned(), Value::Object(arm));
    }
    // Null may be allowed by the types of the schema as well.
    if lowered.insert("nullable".to_owned(), true.into()).is_some() {
        lowered.insert(extension::NULL_TYPE.to_owned(), true.into());
    }
}

/// Whether a variant, lowered already, is `{type: "null"}` with nothing but words beside it.
fn is_null_variant(arm: &Value) -> bool {
    let words = |key: &String| key == "type" || key == "title" || key == "description";
    arm.get("type").and_then(Value::as_str) == Some("null")
        && arm.as_object().is_some_and(|arm| arm.keys().all(words))
}

/// R11.
fn implied_type(lowered: &mut Map<String, Value>) {
    let object = lowered.contains_key("properties") || lowered.contains_key("additionalProperties");
    let other = ["type", extension::TYPE_SET, "$ref", "oneOf", "anyOf", "allOf"];
    if object && !other.iter().any(|key| lowered.contains_key(*key)) {
        lowered.insert("type".to_owned(), "object".into());
        lowered.insert(extension::IMPLIED_TYPE.to_owned(), true.into());
    }
}
