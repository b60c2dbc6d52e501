//! The union law: instances of a variant are read as that variant and as nothing else, whatever
//! fits no variant is preserved as it is, and damaged tags follow the one rule of dispatch plans.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clickhouse_cloud::model::{self, View};
use codegen::ir::{DispatchPlan, Plan, Shape, TypeRef, Union};
use fastrand::Rng;
use sdk_tests::document::{API, DOCUMENT};
use sdk_tests::json::{same, same_up_to_nulls};
use sdk_tests::sample::{Sampler, Style};
use serde_json::{Map, Value, json};

use crate::types::BOTH;
use crate::{at_least, keep};

use super::{Subject, none, subjects};

/// The possible structs of a variant, by Rust name, with the locations of their schemas.
fn leaves(ty: &TypeRef) -> Vec<(&'static str, &'static Value)> {
    let TypeRef::Named(name) = ty else { return Vec::new() };
    let model = &API.models[name];
    match &model.shape {
        Shape::Union(union) => union.arms.iter().flat_map(|arm| leaves(&arm.ty)).collect(),
        _ => vec![(model.name.as_str(), model.at.resolve(&DOCUMENT).unwrap())],
    }
}

/// The type that a value decodes to: the name of a struct, or `Other`.
fn taken_for(subject: &Subject, value: &Value) -> String {
    let mut slot = (subject.ty.fresh)();
    model::decode(slot.as_mut(), value.to_string().as_bytes(), "").unwrap();
    match slot.view() {
        View::Object(model) => model.shape().name.to_owned(),
        View::Value(raw) | View::Other(raw) => {
            assert_eq!(raw, value, "{}: `Other` is not verbatim", subject.ty.path());
            "Other".to_owned()
        }
        _ => "something else".to_owned(),
    }
}

/// The values of a tag that select a variant directly.
fn tag_values(union: &Union, arm: usize) -> Vec<(&str, &str)> {
    match &union.plan {
        Plan::Object(DispatchPlan::Tag { name, values, .. }) => values
            .iter()
            .filter(|(_, plan)| *plan == DispatchPlan::Variant(arm))
            .map(|(value, _)| (name.as_str(), value.as_str()))
            .collect(),
        _ => Vec::new(),
    }
}

fn object_unions() -> Vec<(Subject, &'static Union)> {
    let all = subjects("request").into_iter().chain(subjects("response"));
    let object_union = |subject: Subject| match &subject.model.shape {
        Shape::Union(union) if matches!(union.plan, Plan::Object(_)) => Some((subject, union)),
        _ => None,
    };
    all.filter_map(object_union).collect()
}

#[test]
fn instances_of_a_variant_are_read_as_that_variant() {
    let (mut table, mut failures, mut unions) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
    for (subject, union) in object_unions() {
        unions.insert(subject.ty.name);
        for (index, arm) in union.arms.iter().enumerate() {
            for (leaf, schema) in leaves(&arm.ty) {
                let sample = |style| Sampler::new(&DOCUMENT, style).value(schema);
                let full = sample(Style::Full);
                let least = taken_for(&subject, &sample(Style::Minimal));
                let most = taken_for(&subject, &full);
                // An instance without distinguishing properties may be preserved, but must not
                // decode as another variant.
                if most != leaf || (least != leaf && least != "Other") {
                    failures.push(format!(
                        "{}: {leaf} is taken for {least}, {most}",
                        subject.ty.path()
                    ));
                }
                if least != leaf {
                    table.insert(format!("{}: the least {leaf} is {least}", subject.ty.name));
                }
                for (tag, value) in tag_values(union, index) {
                    let mut tagged = full.clone();
                    tagged[tag] = json!(value);
                    let taken = taken_for(&subject, &tagged);
                    if taken != leaf {
                        failures.push(format!(
                            "{}: {tag} {value:?} is taken for {taken}",
                            subject.ty.path()
                        ));
                    }
                }
            }
        }
    }
    none(&failures);
    at_least(30, unions.len(), "unions of objects");
    let mut text = String::new();
    for line in table {
        let _ = writeln!(text, "{line}");
    }
    keep("unions", &text);
}

#[test]
fn a_value_that_matches_no_variant_is_preserved() {
    for (subject, union) in object_unions() {
        let Plan::Object(plan) = &union.plan else { continue };
        let mut strangers =
            vec![json!([1, null]), json!("text"), json!(9_007_199_254_740_993_i64), json!(true)];
        if let DispatchPlan::Tag { name, .. } = plan {
            strangers.push(
                json!({ name.as_str(): "brand-new-arm", "members": [1, null, { "a": u64::MAX }] }),
            );
        }
        if let DispatchPlan::Properties(_) = plan {
            strangers.push(json!({ "brandNewKey": null }));
        }
        for stranger in strangers {
            assert_eq!(
                taken_for(&subject, &stranger),
                "Other",
                "{} as {stranger}",
                subject.ty.path()
            );
        }
    }
}

/// The expected result of the dispatch rules for an object.
#[derive(Debug, PartialEq)]
struct Expected {
    /// The name of a struct, or `Other`.
    taken_for: String,
    /// Whether a tag decides.
    is_tagged: bool,
}

/// Applies the rule to an object: a reading of it that is not the client's.
fn expected(union: &Union, members: &Map<String, Value>) -> Expected {
    let Plan::Object(plan) = &union.plan else { panic!("a union of objects") };
    let of_variant = |variant: usize, is_tagged: bool| match union_of(&union.arms[variant].ty) {
        Ok(inner) => {
            let found = expected(inner, members);
            Expected { is_tagged: is_tagged && found.is_tagged, ..found }
        }
        Err(leaf) => Expected { taken_for: leaf.to_owned(), is_tagged },
    };
    let other = |is_tagged| Expected { taken_for: "Other".to_owned(), is_tagged };
    let (mut plan, mut untagged) = (plan, None);
    let usual = loop {
        match plan {
            DispatchPlan::Variant(variant) if untagged.is_none() => {
                return of_variant(*variant, true);
            }
            DispatchPlan::Variant(variant) => break Some(*variant),
            DispatchPlan::Properties(_) => break None,
            DispatchPlan::Tag { name, values, absent } => match members.get(name) {
                Some(Value::String(text)) => match values.iter().find(|(it, _)| it == text) {
                    Some((_, next)) => (plan, untagged) = (next, None),
                    None => return other(true),
                },
                _ => {
                    untagged = untagged.or(Some(plan));
                    match absent {
                        Some(next) => plan = next,
                        None => break None,
                    }
                }
            },
        }
    };
    let counts: Vec<(usize, usize)> = untagged
        .unwrap_or(plan)
        .variants()
        .into_iter()
        .map(|variant| (declared(&union.arms[variant].ty, members), variant))
        .collect();
    let most = counts.iter().map(|(count, _)| *count).max().unwrap();
    let best: Vec<usize> =
        counts.iter().filter(|(count, _)| *count == most).map(|(_, it)| *it).collect();
    match (usual, best.as_slice()) {
        (Some(usual), best) if best.contains(&usual) => of_variant(usual, false),
        (_, [only]) => of_variant(*only, false),
        _ => other(false),
    }
}

/// The union that a type names, or the name of the struct.
fn union_of(ty: &TypeRef) -> Result<&'static Union, &'static str> {
    let TypeRef::Named(name) = ty else { panic!("a named type") };
    match &API.models[name].shape {
        Shape::Union(union) => Ok(union),
        _ => Err(API.models[name].name.as_str()),
    }
}

/// How many of the properties a variant declares; of a union, the best of its variants.
fn declared(ty: &TypeRef, members: &Map<String, Value>) -> usize {
    let TypeRef::Named(name) = ty else { panic!("a named type") };
    match &API.models[name].shape {
        Shape::Union(union) => {
            union.arms.iter().map(|arm| declared(&arm.ty, members)).max().unwrap()
        }
        Shape::Object(object) => {
            let is_present = |wire: &str| members.get(wire).is_some_and(|it| !it.is_null());
            object.fields.iter().filter(|field| is_present(&field.wire)).count()
        }
        other => panic!("{other:?} is no struct"),
    }
}

/// The tags of a union and of the unions in it, each with its values.
fn tags(union: &Union) -> Vec<(String, Vec<String>)> {
    fn walk(plan: &DispatchPlan, found: &mut Vec<(String, Vec<String>)>) {
        if let DispatchPlan::Tag { name, values, absent } = plan {
            found.push((name.clone(), values.iter().map(|(value, _)| value.clone()).collect()));
            for plan in values.iter().map(|(_, plan)| plan).chain(absent.as_deref()) {
                walk(plan, found);
            }
        }
    }
    let mut found = Vec::new();
    if let Plan::Object(plan) = &union.plan {
        walk(plan, &mut found);
    }
    for arm in &union.arms {
        if let Ok(inner) = union_of(&arm.ty) {
            found.extend(tags(inner));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// An object with its tag damaged in every way: as it was, absent, null, unknown, of every other
/// JSON type, and with the value of another variant.
fn damaged(whole: &Map<String, Value>, tags: &[(String, Vec<String>)]) -> Vec<Map<String, Value>> {
    let mut found = vec![whole.clone()];
    for (name, values) in tags {
        let mut absent = whole.clone();
        absent.remove(name);
        found.push(absent);
        let unusual = [json!(null), json!("brand-new"), json!(""), json!(7), json!(true)];
        let unusual = unusual.into_iter().chain([json!([values[0]]), json!({ "a": values[0] })]);
        for tag in unusual.chain(values.iter().map(|value| json!(value))) {
            let mut members = whole.clone();
            members.insert(name.clone(), tag);
            found.push(members);
        }
    }
    found
}

/// Bodies of a variant: whole, the least, one at random, and with its tags and one property.
fn bodies(schema: &Value, names: &[String]) -> Vec<Map<String, Value>> {
    let styles = [Style::Full, Style::Minimal, Style::Random(Rng::with_seed(1))].into_iter();
    let mut found: Vec<Map<String, Value>> = styles
        .filter_map(|style| Sampler::new(&DOCUMENT, style).value(schema).as_object().cloned())
        .collect();
    let whole = found[0].clone();
    for (name, value) in whole.iter().filter(|(name, _)| !names.contains(name)) {
        let kept = whole.iter().filter(|(name, _)| names.contains(name));
        let alone = kept.chain([(name, value)]).map(|(name, it)| (name.clone(), it.clone()));
        found.push(alone.collect());
    }
    found
}

/// U2, U3: damaged tags of every variant of every union, in both directions.
#[test]
fn u02_u03_damaged_tags_follow_the_rule() {
    let (mut count, mut failures) = (0, Vec::new());
    for (subject, union) in object_unions() {
        let tags = tags(union);
        let names: Vec<String> = tags.iter().map(|(name, _)| name.clone()).collect();
        let leaves = union.arms.iter().flat_map(|arm| leaves(&arm.ty));
        let bodies = leaves.flat_map(|(_, schema)| bodies(schema, &names));
        for members in bodies.flat_map(|whole| damaged(&whole, &tags)) {
            count += 1;
            let expected = expected(union, &members);
            if let Err(why) = check_damaged(&subject, &expected, &Value::Object(members.clone())) {
                let body = Value::Object(members);
                failures.push(format!("{}: {why}: {expected:?} of {body}", subject.ty.path()));
            }
        }
    }
    none(&failures);
    at_least(10_000, count, "damaged bodies");
}

fn check_damaged(subject: &Subject, expected: &Expected, body: &Value) -> Result<(), String> {
    let taken = taken_for(subject, body);
    let is_request = subject.ty.module == "request";
    // Without a tag, a request cannot be a variant whose required properties are absent.
    let may_be_other = is_request && !expected.is_tagged;
    if taken != expected.taken_for && !(may_be_other && taken == "Other") {
        return Err(format!("read as {taken}"));
    }
    if is_request {
        return match (subject.ty.cross)(body) {
            Ok(sent) if same(&sent, body) => Ok(()),
            Ok(sent) => Err(format!("sent as {sent}")),
            // A known tag decides, and what its variant requires is named.
            Err(error) if expected.is_tagged && error.contains("required field") => Ok(()),
            Err(error) => Err(error),
        };
    }
    let (written, warnings) = subject.ty.decode(body)?;
    if !same_up_to_nulls(&written, body) {
        return Err(format!("written as {written}"));
    }
    let is_warned = warnings.iter().any(|warning| warning.pointer.is_empty());
    if is_warned && expected.is_tagged {
        return Err("a warning although a tag decides".to_owned());
    }
    if !is_warned && !expected.is_tagged && taken == "Other" {
        return Err("no warning although nothing decides".to_owned());
    }
    let Some(both) = BOTH.iter().find(|both| both.name == subject.ty.name) else { return Ok(()) };
    match (both.back)(body) {
        Ok(sent) if same_up_to_nulls(&sent, body) => Ok(()),
        Ok(sent) => Err(format!("written back as {sent}")),
        Err(error) if expected.is_tagged && error.contains("required field") => Ok(()),
        Err(error) => Err(format!("not written back: {error}")),
    }
}
