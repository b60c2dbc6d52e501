//! Properties of all models, tested with random and damaged bodies.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::samples::{request, response};
use super::{Inner, Warning, convert, decode, encode, to_value};

fn scalar() -> BoxedStrategy<Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(9440.0),
        json!(1_190.841_940_5),
        json!(9_007_199_254_740_993_i64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(-0.0),
        json!(1e300),
        json!(""),
        json!("9440"),
        json!("-0"),
        json!("running"),
        json!("2026-10-22T09:30:00Z"),
        json!("a\"\\\n\u{1F600}"),
        json!("AWS"),
        json!("line"),
        json!("sql"),
    ])
    .boxed()
}

/// An object with names that the samples know, and some that they do not.
fn object(depth: usize) -> BoxedStrategy<Value> {
    let mut value = scalar();
    let mut object = Just(json!({})).boxed();
    for _ in 0..depth {
        let (any, inner) = (value, object);
        let member = {
            let (any, inner) = (any.clone(), inner.clone());
            select(NAMES.to_vec())
                .prop_flat_map(move |name| (Just(name.to_owned()), member(name, &any, &inner)))
        };
        object = vec(member, 0..6).prop_map(|members| members.into_iter().collect()).boxed();
        value = prop_oneof![2 => scalar(), 1 => list(any), 1 => object.clone()].boxed();
    }
    object
}

/// Mostly a value of the type that the name has in the samples, so that deep places are reached.
fn member(
    name: &str,
    any: &BoxedStrategy<Value>,
    object: &BoxedStrategy<Value>,
) -> BoxedStrategy<Value> {
    let expected = match name {
        "tags" | "columns" | "flexible" => list(scalar()),
        "matrix" => list(list(scalar())),
        "children" | "buckets" => list(object.clone()),
        "settings" | "labels" | "endpoints" | "hooks" => vec(any.clone(), 0..3)
            .prop_map(|values| {
                let keys = (0..).map(|key: u8| key.to_string());
                keys.zip(values).collect()
            })
            .boxed(),
        "bucket" | "tile" | "condition" | "parent" => object.clone(),
        _ => scalar(),
    };
    prop_oneof![1 => any.clone(), 2 => expected].boxed()
}

fn list(item: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    vec(item, 0..4).prop_map(Value::Array).boxed()
}

const NAMES: [&str; 41] = [
    "id",
    "name",
    "port",
    "memoryGb",
    "ready",
    "state",
    "createdAt",
    "day",
    "tags",
    "matrix",
    "settings",
    "level",
    "any",
    "labels",
    "password",
    "hooks",
    "bucket",
    "buckets",
    "tile",
    "condition",
    "flexible",
    "endpoints",
    "parent",
    "children",
    "host",
    "provider",
    "path",
    "roleArn",
    "keyId",
    "container",
    "connectionString",
    "displayType",
    "configType",
    "sql",
    "columns",
    "markdown",
    "owner",
    "unknown",
    "a/b~c",
    "",
    "newField",
];

/// Normalizes JSON: the spelling of numbers, and null properties unless `nulls`.
fn normal(value: &Value, nulls: bool) -> Value {
    match value {
        Value::Number(it) if it.as_f64().is_some_and(|it| it.abs() < 9e15) => {
            let it = it.as_f64().unwrap();
            if it.fract() == 0.0 { json!(format!("{it:.0}").replace("-0", "0")) } else { json!(it) }
        }
        Value::Number(it) if it.is_i64() || it.is_u64() => Value::Number(it.clone()),
        Value::Number(it) => json!(it.as_f64()),
        // A number with more digits than a float holds is preserved as its text.
        Value::String(it) if it.parse::<f64>().is_ok_and(|it| it.abs() >= 9e15) => {
            json!(it.parse::<f64>().unwrap())
        }
        Value::Array(it) => it.iter().map(|it| normal(it, nulls)).collect(),
        Value::Object(it) => it
            .iter()
            .filter(|(_, it)| nulls || !it.is_null())
            .map(|(name, it)| (name.clone(), normal(it, nulls)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// Adds what a request requires at the top; what it requires further inside is left to chance.
fn require(body: &mut Value) {
    let members = body.as_object_mut().unwrap();
    for (name, value) in [("name", json!("n")), ("port", json!(0)), ("buckets", json!([]))] {
        members.insert(name.to_owned(), value);
    }
    members.entry("owner").or_insert(Value::Null);
}

fn read<T: Inner>(body: &Value) -> (T, Vec<Warning>) {
    let mut place = T::fresh();
    let mut warnings = decode(&mut place, body.to_string().as_bytes(), "").unwrap();
    // The order of properties depends on the map type of `serde_json`, which a feature determines.
    warnings.sort_by(|one, two| one.pointer.cmp(&two.pointer));
    (place, warnings)
}

fn written<T: Inner>(place: &T) -> Value {
    serde_json::from_slice(&encode(place).unwrap()).unwrap()
}

proptest! {
    // Bodies that a law is not for are generated again, but only so often.
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        max_global_rejects: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_response_is_encoded_as_it_was_received(body in object(4)) {
        let (service, warnings) = read::<response::Service>(&body);
        prop_assert_eq!(normal(&written(&service), false), normal(&body, false));
        prop_assert_eq!(to_value(super::Slot::view(&service)), written(&service));
        for warning in &warnings {
            prop_assert!(body.pointer(&warning.pointer).is_some(), "{}", warning);
        }
        // Read again, it is the same, with the same warnings.
        let again = read::<response::Service>(&written(&service));
        prop_assert_eq!(again, (service, warnings));
    }

    #[test]
    fn every_way_of_reading_agrees(body in object(4)) {
        let (service, _) = read::<response::Service>(&body);
        let from_value = serde_json::from_value::<response::Service>(body.clone()).unwrap();
        prop_assert_eq!(&from_value, &service);
        let from_str = serde_json::from_str::<response::Service>(&body.to_string()).unwrap();
        prop_assert_eq!(&from_str, &service);
        prop_assert_eq!(serde_json::to_value(&service).unwrap(), written(&service));
    }

    #[test]
    fn damaged_text_is_read_exactly_if_it_is_json(
        body in object(3),
        damages in vec((any::<Index>(), 0_usize..4, "[{}\\[\\]\":,0\\-.e1 \\\\ntu]{0,2}"), 1..4),
    ) {
        let mut text: Vec<char> = body.to_string().chars().collect();
        for (at, length, new) in damages {
            let at = at.index(text.len() + 1);
            text.splice(at..text.len().min(at + length), new.chars());
        }
        let text: String = text.into_iter().collect();
        let value = serde_json::from_str::<Value>(&text);
        // It is JSON all the same, and it is read, but there is nothing to compare it with.
        prop_assume!(
            !value.as_ref().is_err_and(|it| it.to_string().starts_with("number out of range"))
        );
        let is_object = value.as_ref().is_ok_and(Value::is_object);
        let mut place = response::Service::fresh();
        let result = decode(&mut place, text.as_bytes(), "");
        prop_assert_eq!(result.is_ok(), is_object, "{} {:?}", text, result);
        // An integer beyond 64 bits is preserved as a string, where `Value` would round it.
        let is_huge = text.split(|it: char| !it.is_ascii_digit()).any(|run| run.len() > 18);
        if is_object && !is_huge {
            prop_assert_eq!(normal(&written(&place), false), normal(&value.unwrap(), false));
        }
    }

    #[test]
    fn a_request_is_encoded_exactly(mut body in object(3)) {
        require(&mut body);
        let service = serde_json::from_value::<request::Service>(body.clone());
        prop_assume!(service.is_ok());
        prop_assert_eq!(normal(&written(&service.unwrap()), true), normal(&body, true));
    }

    #[test]
    fn write_back_changes_nothing_on_the_wire(mut body in object(3)) {
        require(&mut body);
        let (observed, _) = read::<response::Service>(&body);
        let promised = convert::<request::Service>(&observed);
        if let Err(missing) = &promised {
            prop_assert!(!missing.fields.is_empty());
        }
        prop_assume!(promised.is_ok());
        prop_assert_eq!(normal(&written(&promised.unwrap()), false), normal(&body, false));
    }

    #[test]
    fn nothing_secret_is_printed(
        mut body in object(4),
        secret in select(vec![
            json!("p4ss"),
            json!(["p4ss"]),
            json!({ "a": "p4ss", "b": 1 }),
            json!([{ "c": ["p4ss"] }, null]),
        ]),
    ) {
        let members = body.as_object_mut().unwrap();
        for name in ["password", "hooks", "newToken"] {
            members.insert(name.to_owned(), secret.clone());
        }
        members.insert("bucket".to_owned(), json!({ "provider": "X", "apiSecret": secret }));
        members.insert("any".to_owned(), json!([{ "webhookUrl": secret }]));
        members.insert("tags".to_owned(), json!(["a", { "private_key": secret }]));
        let (service, warnings) = read::<response::Service>(&body);
        let printed = format!("{service:?} {service:#?} {warnings:?}");
        prop_assert!(!printed.contains("p4ss"), "{}", printed);
        prop_assert!(written(&service).to_string().contains("p4ss"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_equal_if_they_encode_equally(bodies in vec(object(2), 200)) {
        let mut seen: BTreeMap<String, response::Service> = BTreeMap::new();
        for body in bodies {
            let (service, _) = read::<response::Service>(&body);
            seen.insert(written(&service).to_string(), service);
        }
        for (one_text, one) in &seen {
            prop_assert_eq!(one, &one.clone());
            for (two_text, two) in &seen {
                // In a number field, negative zero equals zero.
                let zeros = [one_text, two_text].map(|it| it.replace("-0.0", "0"));
                let expected = one_text == two_text || (one == two && zeros[0] == zeros[1]);
                prop_assert_eq!(one == two, expected, "{} {}", one_text, two_text);
            }
        }
    }
}
