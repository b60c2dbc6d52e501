//! Damage to a value of a response: kinds that the live API has shown, and some more.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Replacement values.
pub(super) fn stand_ins() -> Vec<(&'static str, Value)> {
    vec![
        ("null", Value::Null),
        ("a boolean", json!(true)),
        ("an integer", json!(9440)),
        ("a negative integer", json!(-1)),
        ("an integer that no float holds", json!(9_007_199_254_740_993_i64)),
        ("the largest integer", json!(u64::MAX)),
        ("an integer spelled as a float", json!(9440.0)),
        ("a fraction", json!(1_190.841_940_532_081_7)),
        ("an empty text", json!("")),
        ("a text of digits", json!("9440")),
        ("a text that no enum lists", json!("brand-new-value")),
        ("an empty list", json!([])),
        ("a list with null", json!([null])),
        ("a list of everything", json!([1, "two", null, { "three": 3 }, [4], true, 0.5])),
        ("an empty object", json!({})),
        ("an object that nobody knows", json!({ "brand": { "new": [1, null] } })),
    ]
}

/// Damages a property of an object at any depth.
pub(super) fn inside(object: &mut Map<String, Value>, random: &mut Rng) {
    let index = random.usize(..object.len().max(1));
    match object.keys().nth(index).cloned() {
        Some(name) if random.usize(..8) == 0 => {
            object.remove(&name);
        }
        Some(name) if random.usize(..8) != 0 => {
            if let Some(member) = object.get_mut(&name) {
                anywhere(member, random);
            }
        }
        _ => {
            object.insert("brandNewMember".to_owned(), stand_in(random));
        }
    }
}

/// Damages a value, or something in it.
fn anywhere(value: &mut Value, random: &mut Rng) {
    match value {
        Value::Object(members) if random.usize(..4) != 0 => inside(members, random),
        Value::Array(items) if !items.is_empty() && random.usize(..4) != 0 => {
            let index = random.usize(..items.len());
            if random.usize(..4) == 0 {
                items.insert(index, stand_in(random));
            } else {
                anywhere(&mut items[index], random);
            }
        }
        other => *other = stand_in(random),
    }
}

fn stand_in(random: &mut Rng) -> Value {
    let mut all = stand_ins();
    let index = random.usize(..all.len());
    all.swap_remove(index).1
}
