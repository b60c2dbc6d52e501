//! The union law: each arm's instances are taken for that arm and for nothing else, and whatever
//! fits no arm is kept as it is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clickhouse_cloud::model::{self, View};
use codegen::ir::{Plan, Rule, Shape, TypeRef, Union};
use sdk_tests::document::{API, DOCUMENT};
use sdk_tests::sample::{Sampler, Style};
use serde_json::{Value, json};

use crate::{at_least, keep};

use super::{Subject, none, subjects};

/// The structs that an arm can be, by Rust name, with the places of their schemas.
fn leaves(ty: &TypeRef) -> Vec<(&'static str, &'static Value)> {
    let TypeRef::Named(name) = ty else { return Vec::new() };
    let model = &API.models[name];
    match &model.shape {
        Shape::Union(union) => union.arms.iter().flat_map(|arm| leaves(&arm.ty)).collect(),
        _ => vec![(model.name.as_str(), model.at.resolve(&DOCUMENT).unwrap())],
    }
}

/// What a value is taken for: the name of a struct, or `Other`.
fn taken_for(subject: &Subject, value: &Value) -> String {
    let mut slot = (subject.ty.fresh)();
    model::decode(slot.as_mut(), value.to_string().as_bytes(), "").unwrap();
    match slot.view() {
        View::Object(model) => model.shape().name.to_owned(),
        View::Value(raw) => {
            assert_eq!(raw, value, "{}: `Other` is not verbatim", subject.ty.path());
            "Other".to_owned()
        }
        _ => "something else".to_owned(),
    }
}

/// The values of a tag that lead straight to an arm.
fn tag_values(union: &Union, arm: usize) -> Vec<(&str, &str)> {
    match &union.plan {
        Plan::Object(Rule::Tag { name, values, .. }) => values
            .iter()
            .filter(|(_, rule)| *rule == Rule::Arm(arm))
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
fn instances_of_an_arm_are_that_arm() {
    let (mut table, mut failures, mut unions) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
    for (subject, union) in object_unions() {
        unions.insert(subject.ty.name);
        for (index, arm) in union.arms.iter().enumerate() {
            for (leaf, schema) in leaves(&arm.ty) {
                let sample = |style| Sampler::new(&DOCUMENT, style).value(schema);
                let full = sample(Style::Full);
                let least = taken_for(&subject, &sample(Style::Minimal));
                let most = taken_for(&subject, &full);
                // An instance that says nothing of what it is can be kept, but never mistaken.
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
fn what_fits_no_arm_is_kept_as_it_is() {
    for (subject, union) in object_unions() {
        let Plan::Object(rule) = &union.plan else { continue };
        let mut strangers =
            vec![json!([1, null]), json!("text"), json!(9_007_199_254_740_993_i64), json!(true)];
        if let Rule::Tag { name, .. } = rule {
            strangers.push(
                json!({ name.as_str(): "brand-new-arm", "members": [1, null, { "a": u64::MAX }] }),
            );
        }
        if let Rule::Keys(_) = rule {
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
