//! The decode law: with any value in a field, decoding succeeds, nothing is lost, and only that
//! field is affected. A value of an unexpected type is reported with its location.

use codegen::ir::{Field, Format, Object, Shape, TypeRef};
use sdk_tests::document::API;
use sdk_tests::json::{normal, same_up_to_nulls};
use sdk_tests::sample::Style;
use serde_json::{Map, Value, json};

use super::damage::stand_ins;
use crate::at_least;

use super::{Subject, none, subjects};

/// Whether a value has the declared type, for types that need no parser.
fn fits(ty: &TypeRef, value: &Value) -> Option<bool> {
    Some(match ty {
        TypeRef::String(Format::Text | Format::Uuid | Format::DateTime | Format::Date) => {
            value.is_string()
        }
        TypeRef::Boolean => value.is_boolean(),
        TypeRef::Integer => {
            let whole = value.as_f64().is_some_and(|number| number.fract() == 0.0);
            value.as_i64().is_some() || (whole && !value.is_u64()) || value == &json!("9440")
        }
        TypeRef::Named(name) => match &API.models[name].shape {
            Shape::Enum(_) => value.is_string(),
            Shape::Object(_) => value.is_object(),
            Shape::Alias(ty) => return fits(ty, value),
            Shape::Union(_) => return None,
        },
        _ => return None,
    })
}

/// The value after a round trip: a string of digits becomes an integer if one is declared.
fn expected(field: &Field, value: &Value) -> Value {
    let is_integer = match &field.ty {
        TypeRef::Integer => true,
        TypeRef::Named(name) => matches!(API.models[name].shape, Shape::Alias(TypeRef::Integer)),
        _ => false,
    };
    if is_integer && value == &json!("9440") { json!(9440) } else { normal(value) }
}

fn check(
    subject: &Subject,
    field: &Field,
    whole: &Map<String, Value>,
    unexpected: &Value,
) -> Result<(), String> {
    let mut damaged = whole.clone();
    damaged.insert(field.wire.clone(), unexpected.clone());
    let mut expected = damaged.clone();
    expected.insert(field.wire.clone(), self::expected(field, unexpected));
    let (decoded, warnings) = subject.ty.decode(&Value::Object(damaged.clone()))?;
    if !same_up_to_nulls(&decoded, &Value::Object(expected.clone())) {
        return Err(format!("it came back as {}", decoded[&field.wire]));
    }
    let crossed = (subject.ty.cross)(&Value::Object(damaged))?;
    if !same_up_to_nulls(&crossed, &Value::Object(expected)) {
        return Err(format!("it came back from serde as {}", crossed[&field.wire]));
    }
    let place = format!("/{}", field.wire.replace('~', "~0").replace('/', "~1"));
    if let Some(elsewhere) = warnings.iter().find(|warning| !warning.pointer.starts_with(&place)) {
        return Err(format!("a warning of another place: {elsewhere}"));
    }
    let is_reported = warnings.iter().any(|warning| warning.pointer == place);
    match fits(&field.ty, unexpected) {
        _ if unexpected.is_null() && is_reported => {
            Err("null was reported, which is the same as absent".to_owned())
        }
        Some(true) if is_reported => Err("it fits, and was reported".to_owned()),
        Some(false) if !is_reported && !unexpected.is_null() => {
            Err("it does not fit, and was not reported".to_owned())
        }
        _ => Ok(()),
    }
}

/// The struct of a subject, and a value with all its properties.
fn object(subject: &Subject) -> Option<(&'static Object, Map<String, Value>)> {
    let Shape::Object(object) = &subject.model.shape else { return None };
    match subject.sample(Style::Full) {
        Value::Object(mut members) => {
            // Large neighbours cost more time than they are worth: they are subjects themselves.
            members.retain(|_, value| value.to_string().len() < 500);
            Some((object, members))
        }
        other => panic!("{}: a struct made from {other}", subject.ty.path()),
    }
}

#[test]
fn an_unexpected_value_affects_only_its_field() {
    let (mut bodies, mut fields, mut failures) = (0, 0, Vec::new());
    for subject in subjects("response") {
        let Some((object, whole)) = object(&subject) else { continue };
        for field in &object.fields {
            fields += 1;
            for (what, unexpected) in stand_ins() {
                bodies += 1;
                if let Err(error) = check(&subject, field, &whole, &unexpected) {
                    failures.push(format!(
                        "{}.{} as {what}: {error}",
                        subject.ty.path(),
                        field.wire
                    ));
                }
            }
        }
    }
    none(&failures);
    at_least(1_000, fields, "fields damaged");
    at_least(10 * fields, bodies, "bodies tried");
}

#[test]
fn missing_and_unknown_fields_have_no_warning() {
    let mut failures = Vec::new();
    for subject in subjects("response") {
        let Some((object, whole)) = object(&subject) else { continue };
        for field in &object.fields {
            let mut changed = whole.clone();
            changed.remove(&field.wire);
            changed.insert("brandNewMember".to_owned(), json!({ "a": [null, 1, u64::MAX] }));
            let changed = Value::Object(changed);
            match subject.ty.decode(&changed) {
                Ok((decoded, warnings))
                    if warnings.is_empty() && same_up_to_nulls(&decoded, &changed) => {}
                other => failures.push(format!(
                    "{} without {}: {other:?}",
                    subject.ty.path(),
                    field.wire
                )),
            }
        }
    }
    none(&failures);
}
