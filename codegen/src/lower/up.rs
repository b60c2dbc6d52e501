//! The rules back from 3.0 to 3.1, each the inverse of its namesake.

use serde_json::{Map, Value, json};

use super::{NULLS, RENAMED};
use crate::extension;
use crate::gate::grammar::ObjectKind;

/// Rewrites one object, whose inner objects are raised already. `modern` says whether the document
/// was one of 3.1; otherwise `nullable` and flags in `exclusiveMinimum` are its own words.
pub(super) fn object(kind: ObjectKind, value: Value, modern: bool) -> Value {
    match (kind, value) {
        (ObjectKind::Schema, Value::Object(members)) => schema(members, modern),
        (ObjectKind::Document, Value::Object(members)) => Value::Object(version(members)),
        (_, Value::Object(members)) => Value::Object(renamed(kind, members)),
        (_, other) => other,
    }
}

/// R12.
fn version(mut members: Map<String, Value>) -> Map<String, Value> {
    if let Some(version) = members.shift_remove(extension::OPENAPI_VERSION) {
        members.insert("openapi".to_owned(), version);
    }
    members
}

/// R5, R6, R10 and R13.
fn renamed(kind: ObjectKind, members: Map<String, Value>) -> Map<String, Value> {
    let rename = |(key, value): (String, Value)| {
        let named = |rules: &[(ObjectKind, &'static str, &str)]| {
            let rule = rules.iter().find(|(owner, _, to)| *owner == kind && *to == key);
            rule.map(|(_, from, _)| (*from).to_owned())
        };
        match named(NULLS) {
            Some(from) => (from, Value::Null),
            None => (named(RENAMED).unwrap_or(key), value),
        }
    };
    members.into_iter().map(rename).collect()
}

fn schema(mut members: Map<String, Value>, modern: bool) -> Value {
    // R8.
    if let Some(flag) = members.get(extension::BOOLEAN_SCHEMA) {
        return flag.clone();
    }
    // R11.
    if members.shift_remove(extension::IMPLIED_TYPE).is_some() {
        members.shift_remove("type");
    }
    null_variant(&mut members);
    let facts = Facts::new(&members, modern);
    let mut raised = Map::with_capacity(members.len());
    for (key, value) in members {
        facts.member(key, value, &mut raised);
    }
    Value::Object(siblings(renamed(ObjectKind::Schema, raised)))
}

/// R9 and R9b.
fn null_variant(members: &mut Map<String, Value>) {
    let (key, arms, index) = if let Some(key) = members.shift_remove(extension::NULL_ONLY) {
        members.shift_remove("enum");
        (key.as_str().unwrap_or("anyOf").to_owned(), Vec::new(), 0)
    } else if let Some(index) = members.shift_remove(extension::NULL_ARM) {
        let key = if members.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        let Some(Value::Array(arms)) = members.get_mut(key).map(Value::take) else { return };
        let index = index.as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(0);
        (key.to_owned(), arms, index)
    } else {
        return;
    };
    let mut arms = arms;
    let mut arm = Map::from_iter([("type".to_owned(), Value::from("null"))]);
    if let Some(Value::Object(words)) = members.shift_remove(extension::NULL_SCHEMA) {
        arm.extend(words);
    }
    arms.insert(index.min(arms.len()), Value::Object(arm));
    members.insert(key, Value::Array(arms));
    // The types of the schema allow null as well if this is there.
    if members.shift_remove(extension::NULL_TYPE).is_none() {
        members.shift_remove("nullable");
    }
}

/// What the rules for single properties have to know of the others.
struct Facts {
    /// R1 and R2: the value of `type` if it was a list, and so replaces what is there.
    types: Option<Value>,
    /// R3.
    constant: bool,
    /// R4, for `minimum`.
    above: bool,
    /// R4, for `maximum`.
    below: bool,
}

impl Facts {
    fn new(members: &Map<String, Value>, modern: bool) -> Self {
        let set = |key: &str| modern && members.get(key) == Some(&Value::Bool(true));
        let types = match (
            members.get(extension::TYPE_ORDER),
            members.get(extension::TYPE_SET),
            members.get("type"),
        ) {
            (Some(order), ..) => Some(order.clone()),
            (None, Some(Value::Array(names)), _) if set("nullable") => {
                Some(names.iter().cloned().chain([Value::from("null")]).collect())
            }
            (None, Some(names), _) => Some(names.clone()),
            (None, None, Some(name)) if set("nullable") => Some(json!([name, "null"])),
            _ => None,
        };
        Self {
            types,
            constant: members.contains_key(extension::CONST),
            above: set("exclusiveMinimum"),
            below: set("exclusiveMaximum"),
        }
    }

    /// R1 to R4.
    fn member(&self, key: String, value: Value, raised: &mut Map<String, Value>) {
        let (key, value) = match (key.as_str(), value) {
            ("type" | extension::TYPE_SET, value) => {
                ("type".to_owned(), self.types.clone().unwrap_or(value))
            }
            (extension::TYPE_ORDER | extension::CONST, _) => return,
            ("nullable", _) if self.types.is_some() => return,
            ("enum", Value::Array(mut values)) if self.constant => {
                ("const".to_owned(), values.pop().unwrap_or_default())
            }
            ("minimum", value) if self.above => ("exclusiveMinimum".to_owned(), value),
            ("maximum", value) if self.below => ("exclusiveMaximum".to_owned(), value),
            ("exclusiveMinimum", _) if self.above => return,
            ("exclusiveMaximum", _) if self.below => return,
            (_, value) => (key, value),
        };
        raised.insert(key, value);
    }
}

/// R7.
fn siblings(mut members: Map<String, Value>) -> Map<String, Value> {
    if members.shift_remove(extension::REF_SIBLINGS).is_none() {
        return members;
    }
    let Some(Value::Array(mut all_of)) = members.shift_remove("allOf") else { return members };
    let mut raised = match (!all_of.is_empty()).then(|| all_of.remove(0)) {
        Some(Value::Object(reference)) => reference,
        _ => Map::new(),
    };
    if !all_of.is_empty() {
        raised.insert("allOf".to_owned(), Value::Array(all_of));
    }
    raised.extend(members);
    raised
}
