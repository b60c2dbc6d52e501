//! The write-back law: a response can be sent again, including everything that this version of the
//! client does not define, without a change on the wire.

use fastrand::Rng;
use sdk_tests::json::{same_up_to_nulls, without_nulls};
use sdk_tests::sample::Style;
use serde_json::{Value, json};

use crate::types::BOTH;

use super::{Subject, none, subjects};

/// The way back of a type.
type Back = fn(&Value) -> Result<Value, String>;

/// The responses that are requests as well, with the way back.
fn both() -> Vec<(Subject, Back)> {
    let back = |subject: Subject| {
        let both = BOTH.iter().find(|both| both.name == subject.ty.name)?;
        Some((subject, both.back))
    };
    let found: Vec<_> = subjects("response").into_iter().filter_map(back).collect();
    assert_eq!(found.len(), BOTH.len());
    found
}

/// Adds an unknown property to every object. It is a string, which maps accept, too.
fn plant(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(plant),
        Value::Object(members) => {
            members.values_mut().for_each(plant);
            members.insert("brandNewMember".to_owned(), json!("brand-new"));
        }
        _ => {}
    }
}

#[test]
fn responses_are_sent_back_unchanged() {
    let mut failures = Vec::new();
    for (subject, back) in both() {
        let random = (0..12).map(|seed| Style::Random(Rng::with_seed(seed)));
        for style in [Style::Minimal, Style::Full, Style::Null].into_iter().chain(random) {
            let mut value = subject.sample(style);
            plant(&mut value);
            if let Value::Object(members) = &mut value {
                members.insert("brandNewMember".to_owned(), json!({ "a": [1, null, u64::MAX] }));
            }
            match back(&value) {
                // Null in a response is absent in a request.
                Ok(sent) if same_up_to_nulls(&sent, &value) => {}
                other => failures.push(format!("{}: {value} became {other:?}", subject.ty.name)),
            }
        }
    }
    none(&failures);
}

#[test]
fn missing_fields_are_named() {
    let mut named = 0;
    for (subject, back) in both() {
        let codegen::ir::Shape::Object(object) = &subject.model.shape else { continue };
        let Value::Object(whole) = without_nulls(&subject.sample(Style::Full)) else { continue };
        for field in object.fields.iter().filter(|field| field.required && !field.nullable) {
            let mut without = whole.clone();
            without.remove(&field.wire);
            let error = back(&Value::Object(without)).unwrap_err();
            assert!(error.contains(&field.wire), "{}: {error}", subject.ty.name);
            named += 1;
        }
    }
    assert!(named > 100, "only {named} required fields");
}

/// A value of an enum that nobody knows, in a dashboard as the service could send it tomorrow.
#[test]
fn unknown_values_and_variants_survive_a_change_of_one_field() {
    let cases = [
        ("ClickStackSource", json!({ "kind": "brand-new-kind", "id": "1", "more": [1, null] })),
        (
            "ClickStackSource",
            json!({ "kind": "log", "name": "Logs", "tableName": 5, "brandNewMember": { "a": 0 } }),
        ),
    ];
    for (name, value) in cases {
        let both = BOTH.iter().find(|both| both.name == name).unwrap();
        match (both.back)(&value) {
            Ok(sent) => assert!(same_up_to_nulls(&sent, &value), "{sent}"),
            // Only missing required fields may prevent the conversion, and they are named.
            Err(error) => assert!(error.contains("connection"), "{error}"),
        }
    }
}
