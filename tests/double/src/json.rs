//! Comparisons of JSON in the terms of the laws: "up to explicit nulls and number spelling".

use serde_json::{Number, Value};

/// The value with each number in one spelling: `16.0` and `1.6e1` become `16`.
///
/// Integers stay as they are, so that one which was rounded on its way is still another number.
#[must_use]
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(integral(number).unwrap_or_else(|| number.clone())),
        Value::Array(items) => Value::Array(items.iter().map(normal).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.clone(), normal(value))).collect(),
        ),
        other => other.clone(),
    }
}

/// The value without properties that are null, at any depth. Nulls inside lists stay.
#[must_use]
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                members.map(|(name, value)| (name.clone(), without_nulls(value))).collect(),
            )
        }
        other => other.clone(),
    }
}

/// Whether two values are the same JSON, up to the spelling of numbers.
#[must_use]
pub fn same(left: &Value, right: &Value) -> bool {
    normal(left) == normal(right)
}

/// Whether two values are the same JSON, up to explicit nulls and the spelling of numbers.
#[must_use]
pub fn same_up_to_nulls(left: &Value, right: &Value) -> bool {
    same(&without_nulls(left), &without_nulls(right))
}

/// A float without a fraction as an integer, as long as floats count in ones.
fn integral(number: &Number) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.is_i64() || number.is_u64() {
        return None;
    }
    let float = number.as_f64()?;
    if float.fract() != 0.0 || float.abs() > EXACT {
        return None;
    }
    format!("{float:.0}").parse::<i64>().ok().map(Number::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        assert!(same(&json!([16.0, 0.5, -0.0]), &json!([16, 0.5, 0])));
        assert!(!same(&json!(16.5), &json!(16)));
        assert!(!same(&json!("16"), &json!(16)));
        // An integer that went through a float is another number.
        assert!(!same(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992.0)));
    }

    #[test]
    fn null_properties_do_not_count() {
        assert!(same_up_to_nulls(&json!({ "a": null, "b": { "c": null } }), &json!({ "b": {} })));
        assert!(!same_up_to_nulls(&json!({ "a": [null] }), &json!({ "a": [] })));
        assert!(!same(&json!({ "a": null }), &json!({})));
    }
}
