//! Rewrites the objects of a document, those inside first, by the tables of the gate.

use serde_json::{Map, Value};

use crate::gate::grammar::{ObjectKind, ValueRule};

/// Rewrites every object of the grammar. Data (examples, defaults, extensions) is unchanged.
pub(super) fn rewrite(document: Value, object: &impl Fn(ObjectKind, Value) -> Value) -> Value {
    descend(ObjectKind::Document, document, object)
}

fn descend(kind: ObjectKind, value: Value, object: &impl Fn(ObjectKind, Value) -> Value) -> Value {
    let Value::Object(members) = value else { return object(kind, value) };
    let mut rewritten = Map::with_capacity(members.len());
    for (key, value) in members {
        let rule = kind.keyword(&key).map_or(ValueRule::Any, |keyword| keyword.rule);
        let value = match (rule, value) {
            // What R5 moves to an extension is data there, and so it is on the way.
            (_, value) if key == "propertyNames" => value,
            (ValueRule::One(kind), value) => descend(kind, value, object),
            (ValueRule::SchemaOrFlag, value @ Value::Object(_)) => {
                descend(ObjectKind::Schema, value, object)
            }
            (ValueRule::List(kind), Value::Array(items)) => {
                items.into_iter().map(|item| descend(kind, item, object)).collect()
            }
            (ValueRule::Map(kind, keys), Value::Object(entries)) => {
                let entry = |(key, value): (String, Value)| {
                    let value =
                        if keys.is_extension(&key) { value } else { descend(kind, value, object) };
                    (key, value)
                };
                Value::Object(entries.into_iter().map(entry).collect())
            }
            (_, value) => value,
        };
        rewritten.insert(key, value);
    }
    object(kind, Value::Object(rewritten))
}
