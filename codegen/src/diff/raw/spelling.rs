//! Normalises what OpenAPI allows to be written in several ways, so that a document that is written
//! in another way, or for another version of OpenAPI, does not differ.
//!
//! Locations do not change: a pointer into the document leads to the same value as before.

use serde_json::{Map, Number, Value};

use crate::gate::grammar::{ObjectKind, ValueRule};

/// Keywords whose value means the same as leaving them out.
const FLAGS: &[&str] = &["nullable", "deprecated", "readOnly", "writeOnly", "uniqueItems"];
const SIZES: &[&str] = &["minLength", "minItems", "minProperties"];

/// Rewrites every schema of a document to one spelling.
pub(super) fn unify(document: &mut Value) {
    object(ObjectKind::Document, document);
}

fn object(kind: ObjectKind, value: &mut Value) {
    if kind == ObjectKind::Schema && *value == Value::Bool(true) {
        *value = Value::Object(Map::new());
    }
    let Value::Object(properties) = value else { return };
    for (key, value) in properties.iter_mut() {
        match (kind.keyword(key).map(|keyword| keyword.rule), value) {
            (Some(ValueRule::One(kind)), value) => object(kind, value),
            (Some(ValueRule::SchemaOrFlag), value @ Value::Object(_)) => {
                object(ObjectKind::Schema, value);
            }
            (Some(ValueRule::List(kind)), Value::Array(items)) => {
                for item in items {
                    object(kind, item);
                }
            }
            (Some(ValueRule::Map(kind, keys)), Value::Object(entries)) => {
                for (_, entry) in entries.iter_mut().filter(|(key, _)| !keys.is_extension(key)) {
                    object(kind, entry);
                }
            }
            _ => {}
        }
    }
    match kind {
        ObjectKind::Schema => schema(properties),
        ObjectKind::Operation => sort(properties, "tags"),
        ObjectKind::Parameter | ObjectKind::RequestBody | ObjectKind::Header => {
            drop_where(properties, &["required", "deprecated"], &Value::Bool(false));
        }
        _ => {}
    }
}

fn schema(properties: &mut Map<String, Value>) {
    if let Some(value) = properties.shift_remove("const") {
        properties.entry("enum").or_insert_with(|| Value::Array(vec![value]));
    }
    null(properties);
    sort(properties, "type");
    sort(properties, "required");
    sort(properties, "enum");
    bound(properties, "minimum", "exclusiveMinimum");
    bound(properties, "maximum", "exclusiveMaximum");
    whole(properties, "multipleOf");
    whole(properties, "default");
    drop_where(properties, &["additionalProperties"], &Value::Bool(true));
    drop_where(properties, &["additionalProperties"], &Value::Object(Map::new()));
    drop_where(properties, FLAGS, &Value::Bool(false));
    drop_where(properties, SIZES, &Value::from(0));
    drop_where(properties, &["required"], &Value::Array(Vec::new()));
}

/// Null beside other types or values becomes `nullable`; a single type is not an array.
fn null(properties: &mut Map<String, Value>) {
    let mut nullable = properties.get("nullable") == Some(&Value::Bool(true));
    if let Some(Value::Array(types)) = properties.get_mut("type") {
        if types.len() > 1 && types.iter().any(|ty| ty == "null") {
            types.retain(|ty| ty != "null");
            nullable = true;
        }
        if let [single] = types.as_slice() {
            let single = single.clone();
            properties.insert("type".to_owned(), single);
        }
    }
    let typed = properties.contains_key("type");
    if let Some(Value::Array(values)) = properties.get_mut("enum")
        && values.len() > 1
        && values.contains(&Value::Null)
    {
        values.retain(|value| !value.is_null());
        // An enum adds no null to a type that excludes it.
        nullable |= !typed;
    }
    if nullable {
        properties.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// An exclusive limit is one keyword: a number, as in OpenAPI 3.1. Of two limits at one end, the
/// one that decides remains.
fn bound(properties: &mut Map<String, Value>, limit: &str, exclusive: &str) {
    match properties.get(exclusive) {
        Some(Value::Bool(true)) => {
            if let Some(number) = properties.shift_remove(limit) {
                properties.insert(exclusive.to_owned(), number);
            }
        }
        Some(Value::Bool(false)) => {
            properties.shift_remove(exclusive);
        }
        _ => {}
    }
    let number = |key: &str| properties.get(key).and_then(Value::as_f64);
    if let (Some(plain), Some(without)) = (number(limit), number(exclusive)) {
        let decides = if limit == "minimum" { plain > without } else { plain < without };
        properties.shift_remove(if decides { exclusive } else { limit });
    }
    whole(properties, limit);
    whole(properties, exclusive);
}

/// A whole number is written without a fraction.
fn whole(properties: &mut Map<String, Value>, key: &str) {
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and small")]
    if let Some(Value::Number(number)) = properties.get_mut(key)
        && !(number.is_i64() || number.is_u64())
        && let Some(float) = number.as_f64()
        && float.fract() == 0.0
        && float.abs() < 9.0e15
    {
        *number = Number::from(float as i64);
    }
}

/// The order of a set means nothing.
fn sort(properties: &mut Map<String, Value>, key: &str) {
    if let Some(Value::Array(values)) = properties.get_mut(key) {
        values.sort_by_key(Value::to_string);
    }
}

fn drop_where(properties: &mut Map<String, Value>, keys: &[&str], value: &Value) {
    for key in keys {
        if properties.get(*key) == Some(value) {
            properties.shift_remove(*key);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn assert_same(spellings: &[Value]) {
        let unified: Vec<Value> = spellings
            .iter()
            .map(|schema| {
                let mut document = json!({ "components": { "schemas": { "X": schema } } });
                unify(&mut document);
                document
            })
            .collect();
        for (spelling, other) in spellings.iter().zip(&unified).skip(1) {
            assert_eq!(unified[0], *other, "{spelling}");
        }
    }

    #[test]
    fn null_has_one_spelling() {
        assert_same(&[
            json!({ "type": "string", "nullable": true }),
            json!({ "type": ["string", "null"] }),
            json!({ "type": ["null", "string"] }),
        ]);
        assert_same(&[
            json!({ "type": "string", "nullable": true, "enum": ["a", "b"] }),
            json!({ "type": ["null", "string"], "enum": ["b", null, "a"] }),
        ]);
        assert_same(&[json!({ "enum": ["a", null] }), json!({ "enum": ["a"], "nullable": true })]);
        assert_same(&[json!({ "type": ["null"] }), json!({ "type": "null" })]);
    }

    #[test]
    fn limits_have_one_spelling() {
        assert_same(&[
            json!({ "minimum": 0, "exclusiveMinimum": true, "maximum": 2.0 }),
            json!({ "exclusiveMinimum": 0.0, "maximum": 2, "exclusiveMaximum": false }),
        ]);
        assert_same(&[json!({}), json!({ "minLength": 0, "uniqueItems": false, "required": [] })]);
        assert_same(&[json!({ "multipleOf": 1.0 }), json!({ "multipleOf": 1 })]);
        assert_same(&[json!({ "default": 1.0 }), json!({ "default": 1 })]);
        assert_same(&[
            json!({}),
            json!({ "additionalProperties": true }),
            json!({ "additionalProperties": {} }),
        ]);
        assert_same(&[
            json!({ "minimum": 5, "maximum": 9 }),
            json!({ "minimum": 5, "exclusiveMinimum": 0, "maximum": 9, "exclusiveMaximum": 10 }),
        ]);
    }

    #[test]
    fn sets_have_no_order() {
        assert_same(&[
            json!({ "type": ["string", "integer"], "required": ["a", "b"], "enum": [1, "x"] }),
            json!({ "type": ["integer", "string"], "required": ["b", "a"], "enum": ["x", 1] }),
        ]);
        assert_same(&[json!({ "const": "a" }), json!({ "enum": ["a"] })]);
    }

    #[test]
    fn names_and_data_are_not_keywords() {
        let schema = json!({
            "properties": { "type": { "description": "A name." } },
            "default": { "type": ["string", "null"] },
            "example": { "required": ["b", "a"] },
        });
        let mut document = json!({ "components": { "schemas": { "enum": schema } } });
        let before = document.clone();
        unify(&mut document);
        assert_eq!(document, before);
    }
}
