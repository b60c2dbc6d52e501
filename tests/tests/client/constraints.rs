//! The constraints of the document: for every request type, `validate()` finds every violation at
//! once, with its location, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use clickhouse_cloud::model::{
    Extra, Field, Kind, Limit, Model, Scalar, Shape as Table, Slot, Target, View,
};
use clickhouse_cloud::{Validate, enums, request};
use codegen::ir::{DispatchPlan, Plan, Shape};
use fastrand::Rng;
use sdk_tests::document::DOCUMENT;
use sdk_tests::sample::{Style, resolve};
use serde_json::{Value, json};

use crate::at_least;
use crate::laws::{Subject, none, subjects};

/// The patterns of the document, with strings that match and strings that do not. The document uses
/// regular expressions of JavaScript, where `\S` is anything but Unicode white space.
const PATTERNS: [(&str, &[&str], &[&str]); 7] = [
    (
        "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000)$",
        &["9d3a1b58-6a43-4a5d-8a44-0f3a5b3f7a01", "00000000-0000-0000-0000-000000000000"],
        &[
            "",
            "9d3a1b58-6a43-9a5d-8a44-0f3a5b3f7a01",
            "9d3a1b58-6a43-4a5d-8a44-0f3a5b3f7a01\n",
            "x9d3a1b58-6a43-4a5d-8a44-0f3a5b3f7a01",
            "00000000-0000-0000-0000-000000000001",
        ],
    ),
    ("^[A-Za-z][A-Za-z0-9_]*$", &["a", "Z9_"], &["", "_a", "9", "a-b", "é", "a\n", "a "]),
    ("^[a-zA-Z0-9._-]+$", &["a.b_c-9", "-"], &["", "a b", "é", "a\n", "a/b"]),
    ("[a-z]", &["a", "É1z"], &["", "A1", "é"]),
    ("[A-Z]", &["A", "é1Z"], &["", "a1", "É"]),
    ("[0-9]", &["0", "a9"], &["", "a", "\u{663}"]),
    (
        "\\S",
        &["a", " a ", "\u{200b}", "é"],
        &["", " ", "\t\r\n", "\u{a0}\u{3000}", "\u{feff}\u{2028}"],
    ),
];

/// A field for a string with one pattern, created at run time.
struct Probe {
    text: String,
    table: &'static Table,
    extra: Extra,
}

impl Probe {
    fn new(pattern: &str, text: &str) -> Self {
        let text_of_spec = pattern.to_owned().leak();
        let limit = match codegen::pattern::checks(pattern) {
            Ok(checks) => {
                let checks = checks.into_iter().map(|it| (&*it.regex.leak(), it.is_match));
                Limit::Translated(text_of_spec, checks.collect::<Vec<(&str, bool)>>().leak())
            }
            Err(_) => Limit::Unchecked(text_of_spec),
        };
        let limits = vec![limit].leak();
        let fields = vec![Field::required("text").limits(limits)].leak();
        let table = Box::leak(Box::new(Table { name: "Probe", fields }));
        Self { text: text.to_owned(), table, extra: Extra::default() }
    }
}

impl Model for Probe {
    fn shape(&self) -> &'static Table {
        self.table
    }

    fn get(&self, _: usize) -> &dyn Slot {
        &self.text
    }

    fn get_mut(&mut self, _: usize) -> &mut dyn Slot {
        &mut self.text
    }

    fn extra(&self) -> &Extra {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Slot for Probe {
    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn put(&mut self, _: Scalar<'_>) -> clickhouse_cloud::model::Fit {
        clickhouse_cloud::model::Fit::No("an object")
    }

    fn open(&mut self, _: Kind) -> Target<'_> {
        Target::Unexpected("nothing")
    }
}

impl Validate for Probe {}

/// Every `pattern` of the document, with its number of occurrences.
fn patterns(value: &Value, is_named: bool, found: &mut BTreeMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| patterns(item, false, found)),
        Value::Object(members) => {
            if let (false, Some(Value::String(pattern))) = (is_named, members.get("pattern")) {
                *found.entry(pattern.clone()).or_default() += 1;
            }
            for (name, member) in members {
                patterns(member, !is_named && name == "properties", found);
            }
        }
        _ => {}
    }
}

/// A pattern that is not in the table is new: add it with examples, or mark it as unsupported.
#[test]
fn every_pattern_of_the_document_means_the_same_here() {
    let mut found = BTreeMap::new();
    patterns(&DOCUMENT, false, &mut found);
    let listed: Vec<&str> = PATTERNS.iter().map(|(pattern, ..)| *pattern).collect();
    for pattern in found.keys() {
        assert!(listed.contains(&pattern.as_str()), "the pattern {pattern} is new");
    }
    assert_eq!(found.len(), PATTERNS.len(), "a pattern is gone");
    for (pattern, good, bad) in PATTERNS {
        for text in good {
            assert_eq!(Probe::new(pattern, text).validate(), Ok(()), "{pattern} and {text:?}");
        }
        for text in bad {
            let violations = Probe::new(pattern, text).validate();
            assert!(violations.is_err(), "{pattern} and {text:?}");
        }
    }
}

/// A pattern that cannot be checked is listed and causes no violation. The document has none.
#[test]
fn r09_a_pattern_that_cannot_be_checked_is_named() {
    for pattern in [r"(?!a)b", r"^(.)\1$", r"^[a-z]+(?<!x)$"] {
        let probe = Probe::new(pattern, "a");
        assert_eq!(probe.validate(), Ok(()));
        let named: Vec<String> =
            probe.unchecked_patterns().iter().map(ToString::to_string).collect();
        assert_eq!(named, [format!("/text: the pattern `{pattern}` was not checked")]);
    }
    for (pattern, good, bad) in [
        (r"^(?=.*\d)(?!.*\s).{3,}$", "a1b", "a b1"),
        (r"^[\w-.]+$", "a-b.c", "a+b"),
        (r"^\p{Lu}[\p{L}\p{Nd}' -]*$", "Zoë O'Neil-2", "zoë"),
        (r"^[^\S]*$", "\u{a0} ", "a"),
    ] {
        assert_eq!(Probe::new(pattern, good).validate(), Ok(()), "{pattern}");
        assert!(Probe::new(pattern, bad).validate().is_err(), "{pattern}");
        assert_eq!(Probe::new(pattern, good).unchecked_patterns(), []);
    }
}

/// The constraints of a schema: of the schema itself, of all its parts, and of its only variant
/// except null.
fn constraints<'a>(schema: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    const KEYWORDS: [&str; 12] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    ];
    let schema = resolve(&DOCUMENT, schema);
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match keyword.as_str() {
            "uniqueItems" if value == &json!(true) => found.push((keyword, value)),
            "allOf" => {
                value.as_array().into_iter().flatten().for_each(|part| constraints(part, found));
            }
            "anyOf" | "oneOf" => {
                let arms = value.as_array().into_iter().flatten();
                let arms: Vec<&Value> = arms.filter(|arm| arm["type"] != "null").collect();
                if let [arm] = arms.as_slice() {
                    constraints(arm, found);
                }
            }
            "items" => {
                let mut inner = Vec::new();
                constraints(value, &mut inner);
                if !inner.is_empty() {
                    found.push((keyword, value));
                }
            }
            _ if KEYWORDS.contains(&keyword.as_str()) => found.push((keyword, value)),
            _ => {}
        }
    }
}

/// A value that violates a constraint, made from a valid one, and the location of the violation.
fn broken(keyword: &str, limit: &Value, whole: &Value) -> Option<(String, Value)> {
    let count = || usize::try_from(limit.as_u64()?).ok();
    let number = || limit.as_f64();
    let here = |value: Value| Some((String::new(), value));
    let items = || whole.as_array().cloned();
    match keyword {
        "minimum" => here(json!(number()? - 1.0)),
        "maximum" => here(json!(number()? + 1.0)),
        "exclusiveMinimum" | "exclusiveMaximum" => here(limit.clone()),
        "multipleOf" => here(json!(whole.as_f64()? + number()? / 2.0)),
        "minLength" if count()? > 0 => here(json!("a".repeat(count()? - 1))),
        "maxLength" => here(json!("a".repeat(count()? + 1))),
        "pattern" => {
            let (_, _, bad) = PATTERNS.iter().find(|(pattern, ..)| limit == pattern)?;
            here(json!(bad[0]))
        }
        "minItems" if count()? > 0 => here(items()?.into_iter().take(count()? - 1).collect()),
        "maxItems" => {
            let item = items()?.first()?.clone();
            here(vec![item; count()? + 1].into())
        }
        "uniqueItems" => {
            let item = items()?.first()?.clone();
            here(json!([item, item]))
        }
        "minProperties" if count()? > 0 => here(json!({})),
        "maxProperties" => {
            let members = (0..=count()?).map(|index| (format!("k{index}"), json!("1")));
            here(Value::Object(members.collect()))
        }
        "items" => {
            let mut inner = Vec::new();
            constraints(limit, &mut inner);
            let item = items()?.first()?.clone();
            let (keyword, limit) = inner.first()?;
            let (_, unusual) = broken(keyword, limit, &item)?;
            Some(("/0".to_owned(), json!([unusual])))
        }
        _ => None,
    }
}

fn check(subject: &Subject, value: &Value) -> Result<Vec<String>, String> {
    (subject.ty.check.unwrap())(value)
}

fn escaped(wire: &str) -> String {
    wire.replace('~', "~0").replace('/', "~1")
}

/// The keywords that today's document constrains requests with.
const KEYWORDS: [&str; 12] = [
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

#[test]
fn every_constraint_of_every_request_is_checked() {
    let (mut kinds, mut failures) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for subject in subjects("request") {
        let Shape::Object(object) = &subject.model.shape else { continue };
        let Value::Object(whole) = subject.sample(Style::Full) else { continue };
        for field in &object.fields {
            let Some(schema) = field.at.resolve(&DOCUMENT) else { continue };
            let mut found = Vec::new();
            constraints(schema, &mut found);
            for (keyword, limit) in found {
                let Some(value) = whole.get(&field.wire) else { continue };
                let Some((inside, unusual)) = broken(keyword, limit, value) else { continue };
                let place = format!("/{}{inside}", escaped(&field.wire));
                let mut body = whole.clone();
                body.insert(field.wire.clone(), unusual.clone());
                *kinds.entry(keyword).or_default() += 1;
                match check(&subject, &Value::Object(body)) {
                    Ok(found) if found.contains(&place) => {}
                    other => failures.push(format!(
                        "{}{place}: {keyword} {limit} and {unusual}: {other:?}",
                        subject.ty.path()
                    )),
                }
            }
        }
    }
    none(&failures);
    for keyword in KEYWORDS {
        at_least(1, kinds.get(keyword).copied().unwrap_or(0), keyword);
    }
    at_least(200, kinds.values().sum(), "constraints broken");
}

/// The constraints of a value, read from the schemas of the document: the locations of violations,
/// and the locations that depend on the choice of a variant.
#[derive(Default)]
struct Oracle {
    broken: BTreeSet<String>,
    open: Vec<String>,
}

impl Oracle {
    fn ask(&mut self, schema: &Value, value: &Value, place: &str) {
        let schema = resolve(&DOCUMENT, schema);
        if value.is_null() {
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.ask(part, value, place);
        }
        for keyword in ["oneOf", "anyOf"] {
            let arms = schema[keyword].as_array().into_iter().flatten();
            let arms: Vec<&Value> = arms.filter(|arm| arm["type"] != "null").collect();
            match arms.as_slice() {
                [] => {}
                [arm] => self.ask(arm, value, place),
                _ => self.open.push(place.to_owned()),
            }
        }
        for (keyword, limit) in schema.as_object().into_iter().flatten() {
            if breaks(keyword, limit, value) {
                self.broken.insert(place.to_owned());
            }
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.ask(&schema["items"], item, &format!("{place}/{index}"));
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let place = format!("{place}/{}", escaped(name));
                    match schema["properties"].get(name) {
                        Some(schema) => self.ask(schema, member, &place),
                        None => self.ask(&schema["additionalProperties"], member, &place),
                    }
                }
            }
            _ => {}
        }
    }

    fn decides(&self, place: &str) -> bool {
        let below = |open: &String| {
            place.strip_prefix(open.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        !self.open.iter().any(below)
    }
}

fn breaks(keyword: &str, limit: &Value, value: &Value) -> bool {
    let over = |size: usize| limit.as_u64().is_some_and(|most| size as u64 > most);
    let under = |size: usize| limit.as_u64().is_some_and(|least| (size as u64) < least);
    let numbers = || Some((value.as_f64()?, limit.as_f64()?));
    match (keyword, value) {
        ("minimum", _) => numbers().is_some_and(|(value, limit)| value < limit),
        ("maximum", _) => numbers().is_some_and(|(value, limit)| value > limit),
        ("exclusiveMinimum", _) => numbers().is_some_and(|(value, limit)| value <= limit),
        ("exclusiveMaximum", _) => numbers().is_some_and(|(value, limit)| value >= limit),
        ("multipleOf", _) => numbers().is_some_and(|(value, limit)| value % limit != 0.0),
        ("enum", Value::Number(_)) => !limit.as_array().is_some_and(|all| all.contains(value)),
        ("minLength", Value::String(text)) => under(text.chars().count()),
        ("maxLength", Value::String(text)) => over(text.chars().count()),
        ("pattern", Value::String(text)) => {
            limit.as_str().is_some_and(|pattern| Probe::new(pattern, text).validate().is_err())
        }
        ("minItems", Value::Array(items)) => under(items.len()),
        ("maxItems", Value::Array(items)) => over(items.len()),
        ("uniqueItems", Value::Array(items)) => {
            let twice = |index: usize| items[..index].contains(&items[index]);
            limit == &json!(true) && (0..items.len()).any(twice)
        }
        ("minProperties", Value::Object(members)) => under(members.len()),
        ("maxProperties", Value::Object(members)) => over(members.len()),
        _ => false,
    }
}

/// Values from the schemas, which satisfy some constraints and violate others: `validate` agrees
/// with the document about each location.
#[test]
fn validation_of_whole_requests_follows_the_document() {
    let (mut bodies, mut broken, mut failures) = (0, 0, Vec::new());
    for subject in subjects("request") {
        let Shape::Object(_) = &subject.model.shape else { continue };
        let schema = subject.model.at.resolve(&DOCUMENT).unwrap();
        let random = (0..6).map(|seed| Style::Random(Rng::with_seed(seed)));
        for style in [Style::Minimal, Style::Full, Style::Null].into_iter().chain(random) {
            let value = subject.sample(style);
            let mut oracle = Oracle::default();
            oracle.ask(schema, &value, "");
            // A struct is checked where it is sent: constraints of its schema as a whole apply to
            // the fields that contain it.
            oracle.broken.remove("");
            let expected: BTreeSet<String> =
                oracle.broken.iter().filter(|place| oracle.decides(place)).cloned().collect();
            bodies += 1;
            broken += expected.len();
            match check(&subject, &value) {
                Ok(found) => {
                    let found: BTreeSet<String> =
                        found.into_iter().filter(|place| oracle.decides(place)).collect();
                    if found != expected {
                        let differ: Vec<_> = found.symmetric_difference(&expected).collect();
                        failures.push(format!("{}: {differ:?} in {value}", subject.ty.path()));
                    }
                }
                Err(error) => failures.push(format!("{}: {error}", subject.ty.path())),
            }
        }
    }
    none(&failures);
    at_least(1_000, bodies, "bodies tried");
    at_least(100, broken, "places broken");
}

/// A union keeps a value that is none of its variants, so that it can be sent, and `validate` names
/// it.
#[test]
fn u05_a_value_without_a_variant_is_preserved_and_named() {
    let (mut count, mut failures) = (0, Vec::new());
    for subject in subjects("request") {
        let Shape::Union(union) = &subject.model.shape else { continue };
        let strange = match &union.plan {
            Plan::Object(DispatchPlan::Tag { name, .. }) => json!({ name: "strange", "x": [null] }),
            _ => json!(true),
        };
        count += 1;
        match ((subject.ty.cross)(&strange), check(&subject, &strange)) {
            (Ok(sent), Ok(found)) if sent == strange && found == [""] => {}
            other => failures.push(format!("{}: {other:?} of {strange}", subject.ty.path())),
        }
        // What is a variant is no violation.
        let plain = subject.sample(Style::Full);
        match check(&subject, &plain) {
            Ok(found) if !found.contains(&String::new()) => {}
            other => failures.push(format!("{}: {other:?} of {plain}", subject.ty.path())),
        }
    }
    none(&failures);
    at_least(15, count, "unions of requests tried");
    let strange = json!({
        "channel": { "type": "strange" },
        "interval": "5m", "threshold": 1, "thresholdType": "above",
    });
    let alert: request::ClickStackUpdateAlertRequest = serde_json::from_value(strange).unwrap();
    assert_eq!(places(&alert), ["/channel"]);
}

/// The places of all violations, in order.
fn places(request: &impl Validate) -> Vec<String> {
    match request.validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.into_iter().map(|it| it.pointer).collect(),
    }
}

#[test]
fn all_violations_are_named_at_once() {
    let tag = |key: &str| request::ResourceTagsV1::new(key).value("a b");
    let service = request::ServicePostRequest::new(
        "n",
        enums::ServicePostRequestProvider::Aws,
        enums::ServicePostRequestRegion::AwsUsEast1,
        [],
    )
    .min_replica_memory_gb(9.0)
    .num_replicas(0)
    .tags([tag("fine"), tag(""), tag("é")]);
    assert_eq!(
        places(&service),
        [
            "/minReplicaMemoryGb",
            "/numReplicas",
            "/tags/0/value",
            "/tags/1/key",
            "/tags/1/key",
            "/tags/1/value",
            "/tags/2/key",
            "/tags/2/value",
        ]
    );
    let password = request::PostgresServiceSetPassword::new().password("\u{e9}".to_owned());
    let violations = password.validate().unwrap_err();
    assert_eq!(violations.as_slice().len(), 4);
    assert!(violations.as_slice().iter().all(|it| it.pointer == "/password"));
    // A secret is checked, but not quoted.
    assert!(!violations.to_string().contains('\u{e9}'), "{violations}");

    let endpoint =
        request::QueryApiEndpointRequest::new(" ", "\u{a0}", "d", ["k"], Vec::<String>::new());
    assert_eq!(places(&endpoint), ["/apiKeyIds/0", "/name", "/roles", "/sql"]);
}

#[test]
fn properties_of_structs_and_maps_are_counted() {
    let none = request::PostgresInstanceConfig::new(
        request::PgConfig::new(),
        request::PgBouncerConfig::new(),
    );
    assert_eq!(places(&none), ["/pgBouncerConfig", "/pgConfig"]);
    let many: BTreeMap<String, clickhouse_cloud::NumberOrText> =
        (0..65).map(|index| (format!("k{index}"), "1".into())).collect();
    let mut config = request::PgConfig::new();
    config.extra = serde_json::from_value::<request::PgConfig>(json!({ "new": 1 })).unwrap().extra;
    assert_eq!(places(&request::PostgresInstanceConfig::new(config, many)), ["/pgBouncerConfig"]);
}

/// Neither sending nor decoding validates automatically.
#[test]
fn nothing_is_validated_automatically() {
    use crate::talk::{ID, ORG, Talk};

    let talk = Talk::with(&json!({ "numReplicas": -7 }));
    let change = request::ServiceReplicaScalingPatchRequest::new().num_replicas(-7);
    assert_eq!(places(&change), ["/numReplicas"]);
    let service = talk
        .run(talk.client.organization(ORG).service(ID).update_replica_scaling(&change))
        .unwrap();
    assert_eq!(service.num_replicas, Some(-7));
    assert_eq!(talk.sent().2, json!({ "numReplicas": -7 }));
    // A raw value under the name of a field is checked like the field.
    let mut change = request::ServiceReplicaScalingPatchRequest::new();
    change.extra.insert("numReplicas".to_owned(), json!(-7));
    assert_eq!(places(&change), ["/numReplicas"]);
}
