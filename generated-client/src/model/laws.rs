//! The laws of the models, tested on bodies that chance makes and damages.
//!
//! Chance is a fixed sequence of numbers, so a failure is found again by running the test again.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::samples::{request, response};
use super::{Inner, Warning, convert, decode, encode, to_value};

/// How many bodies each law is tried on.
const BODIES: usize = 5_000;

/// A sequence of numbers that looks like chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((it ^ (it >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn scalar(&mut self) -> Value {
        let from = [
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
        ];
        self.pick(&from)
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 1 } else { 4 }) {
            0 | 1 => self.scalar(),
            2 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    /// An object with names that the samples know, and some that they do not.
    fn object(&mut self, depth: usize) -> Value {
        let mut members = Map::new();
        for _ in 0..self.below(6) {
            let name = self.pick(&NAMES);
            let value = self.member(name, depth);
            members.insert(name.to_owned(), value);
        }
        Value::Object(members)
    }

    /// Mostly what the name promises, so that deep places are reached.
    fn member(&mut self, name: &str, depth: usize) -> Value {
        if depth == 0 || self.below(3) == 0 {
            return self.value(depth);
        }
        match name {
            "tags" | "columns" => (0..self.below(4)).map(|_| self.scalar()).collect(),
            "matrix" => (0..self.below(3)).map(|_| self.member("flexible", depth - 1)).collect(),
            "flexible" => (0..self.below(3)).map(|_| self.scalar()).collect(),
            "children" | "buckets" => (0..self.below(3)).map(|_| self.object(depth - 1)).collect(),
            "settings" | "labels" | "endpoints" | "hooks" => {
                let entries = (0..self.below(3)).map(|it| (it.to_string(), self.value(depth - 1)));
                Value::Object(entries.collect())
            }
            "bucket" | "tile" | "condition" | "parent" => self.object(depth - 1),
            _ => self.scalar(),
        }
    }
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

/// JSON without what the law excepts: the spelling of numbers and, where asked, null members.
fn normal(value: &Value, nulls: bool) -> Value {
    match value {
        Value::Number(it) if it.as_f64().is_some_and(|it| it.abs() < 9e15) => {
            let it = it.as_f64().unwrap();
            if it.fract() == 0.0 { json!(format!("{it:.0}").replace("-0", "0")) } else { json!(it) }
        }
        Value::Number(it) if it.is_i64() || it.is_u64() => Value::Number(it.clone()),
        Value::Number(it) => json!(it.as_f64()),
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
    // The order of members is that of the map of `serde_json`, which a feature of it decides.
    warnings.sort_by(|one, two| one.pointer.cmp(&two.pointer));
    (place, warnings)
}

fn written<T: Inner>(place: &T) -> Value {
    serde_json::from_slice(&encode(place).unwrap()).unwrap()
}

#[test]
fn what_was_read_is_what_is_written() {
    let mut chance = Chance(1);
    for _ in 0..BODIES {
        let body = chance.object(4);
        let (service, warnings) = read::<response::Service>(&body);
        assert_eq!(normal(&written(&service), false), normal(&body, false), "{body}");
        assert_eq!(to_value(super::Slot::view(&service)), written(&service), "{body}");
        for warning in &warnings {
            assert!(body.pointer(&warning.pointer).is_some(), "{body} {warning}");
        }
        // Read again, it is the same and as odd as before.
        let again = read::<response::Service>(&written(&service));
        assert_eq!(again, (service, warnings), "{body}");
    }
}

#[test]
fn every_way_of_reading_agrees() {
    let mut chance = Chance(2);
    for _ in 0..BODIES {
        let body = chance.object(4);
        let (service, _) = read::<response::Service>(&body);
        assert_eq!(serde_json::from_value::<response::Service>(body.clone()).unwrap(), service);
        assert_eq!(serde_json::from_str::<response::Service>(&body.to_string()).unwrap(), service);
        assert_eq!(serde_json::to_value(&service).unwrap(), written(&service));
    }
}

#[test]
fn damaged_text_is_read_exactly_if_it_is_json() {
    let mut chance = Chance(7);
    let mut read_at_all = 0;
    for _ in 0..4 * BODIES {
        let mut text: Vec<char> = chance.object(3).to_string().chars().collect();
        for _ in 0..=chance.below(3) {
            let (at, end) = (chance.below(text.len() + 1), chance.below(4));
            let new: Vec<char> = "{}[]\":,0-.e1 \\ntu".chars().collect();
            let new = (0..chance.below(3)).map(|_| chance.pick(&new)).collect::<Vec<_>>();
            text.splice(at..text.len().min(at + end), new);
        }
        let text: String = text.into_iter().collect();
        let value = serde_json::from_str::<Value>(&text);
        if value.as_ref().is_err_and(|it| it.to_string().starts_with("number out of range")) {
            // It is JSON all the same, and it is read, but there is nothing to compare it with.
            continue;
        }
        let is_object = value.as_ref().is_ok_and(Value::is_object);
        let mut place = response::Service::fresh();
        let result = decode(&mut place, text.as_bytes(), "");
        assert_eq!(result.is_ok(), is_object, "{text} {result:?}");
        // An integer beyond 64 bits is kept as text, where `Value` would round it.
        let is_huge = text.split(|it: char| !it.is_ascii_digit()).any(|run| run.len() > 18);
        if is_object && !is_huge {
            read_at_all += 1;
            assert_eq!(normal(&written(&place), false), normal(&value.unwrap(), false), "{text}");
        }
    }
    assert!(read_at_all > BODIES / 10, "{read_at_all}");
}

#[test]
fn a_request_is_written_exactly() {
    let mut chance = Chance(3);
    let mut read_at_all = 0;
    for _ in 0..BODIES {
        let mut body = chance.object(3);
        require(&mut body);
        let Ok(service) = serde_json::from_value::<request::Service>(body.clone()) else {
            continue;
        };
        read_at_all += 1;
        assert_eq!(normal(&written(&service), true), normal(&body, true), "{body}");
    }
    assert!(read_at_all > BODIES / 4, "{read_at_all}");
}

#[test]
fn write_back_changes_nothing_on_the_wire() {
    let mut chance = Chance(4);
    let mut converted = 0;
    for _ in 0..BODIES {
        let mut body = chance.object(3);
        require(&mut body);
        let (observed, _) = read::<response::Service>(&body);
        match convert::<request::Service>(&observed) {
            Ok(promised) => {
                converted += 1;
                assert_eq!(normal(&written(&promised), false), normal(&body, false), "{body}");
            }
            Err(missing) => assert!(!missing.fields.is_empty(), "{body}"),
        }
    }
    assert!(converted > BODIES / 4, "{converted}");
}

#[test]
fn nothing_secret_is_printed() {
    let mut chance = Chance(5);
    for _ in 0..BODIES / 4 {
        let mut body = chance.object(4);
        let secret = match chance.below(4) {
            0 => json!("p4ss"),
            1 => json!(["p4ss"]),
            2 => json!({ "a": "p4ss", "b": 1 }),
            _ => json!([{ "c": ["p4ss"] }, null]),
        };
        let members = body.as_object_mut().unwrap();
        for name in ["password", "hooks", "newToken"] {
            members.insert(name.to_owned(), secret.clone());
        }
        members.insert("bucket".to_owned(), json!({ "provider": "X", "apiSecret": secret }));
        members.insert("any".to_owned(), json!([{ "webhookUrl": secret }]));
        members.insert("tags".to_owned(), json!(["a", { "private_key": secret }]));
        let (service, warnings) = read::<response::Service>(&body);
        let printed = format!("{service:?} {service:#?} {warnings:?}");
        assert!(!printed.contains("p4ss"), "{body} {printed}");
        assert!(written(&service).to_string().contains("p4ss"));
    }
}

#[test]
fn equality_is_that_of_the_wire() {
    let mut chance = Chance(6);
    let mut seen: BTreeMap<String, response::Service> = BTreeMap::new();
    for _ in 0..300 {
        let (service, _) = read::<response::Service>(&chance.object(2));
        seen.insert(written(&service).to_string(), service);
    }
    for (one_text, one) in &seen {
        assert_eq!(one, &one.clone());
        for (two_text, two) in &seen {
            assert_eq!(one == two, one_text == two_text, "{one_text} {two_text}");
        }
    }
}
