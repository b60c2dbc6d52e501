//! Every `example` and `default` of the document fits the type that was generated for it.

use std::collections::BTreeMap;

use sdk_tests::document::DOCUMENT;
use sdk_tests::json::{same, same_up_to_nulls};
use sdk_tests::sample::{Sampler, Style, resolve};
use serde_json::{Map, Value, json};

use crate::at_least;
use crate::types::{Type, by_place};

/// Examples of the document that are not values of their schema, with the reason.
const WRONG: [(&str, &str); 2] = [
    (
        "#/components/schemas/ClickStackSavedSearch/properties/filters",
        "the list of objects is quoted as a list of JSON texts",
    ),
    (
        "#/components/schemas/ClickStackSavedSearchInput/properties/filters",
        "the list of objects is quoted as a list of JSON texts",
    ),
];

/// A value that the document quotes, and the place of the schema that quotes it.
struct Quoted<'a> {
    keyword: &'static str,
    at: Vec<String>,
    value: &'a Value,
}

/// Finds all quoted values below a place.
fn quoted<'a>(value: &'a Value, at: &mut Vec<String>, found: &mut Vec<Quoted<'a>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    // Below these, keys are names and not keywords.
    let named =
        matches!(
            at.last().map(String::as_str),
            Some("properties" | "schemas" | "responses" | "paths")
        ) && !matches!(at.len().checked_sub(2).map(|index| at[index].as_str()), Some("properties"));
    for (name, child) in children {
        match name.as_str() {
            "example" | "default" if !named => found.push(Quoted {
                keyword: if name == "example" { "example" } else { "default" },
                at: at.clone(),
                value: child,
            }),
            "enum" | "const" if !named => {}
            _ => {
                at.push(name);
                quoted(child, at, found);
                at.pop();
            }
        }
    }
}

fn pointer(at: &[String]) -> String {
    at.iter()
        .fold(String::new(), |text, key| text + "/" + &key.replace('~', "~0").replace('/', "~1"))
}

/// A value of the schema around a place, with `value` at that place.
fn wrapped(at: &[String], value: &Value, module: &str) -> Option<(usize, Value)> {
    let (last, before) = at.split_last()?;
    let keyword = before.last().map_or("", String::as_str);
    match (keyword, last.as_str()) {
        ("properties", name) => {
            let holder = DOCUMENT.pointer(&pointer(&at[..at.len() - 2]))?;
            // What a request requires must be there, or it is not a value of the type.
            let mut object = match module {
                "request" => match Sampler::new(&DOCUMENT, Style::Minimal)
                    .value(resolve(&DOCUMENT, holder))
                {
                    Value::Object(members) => members,
                    _ => Map::new(),
                },
                _ => Map::new(),
            };
            object.insert(name.to_owned(), value.clone());
            Some((2, Value::Object(object)))
        }
        ("oneOf" | "anyOf" | "allOf", _) => Some((2, value.clone())),
        (_, "items") => Some((1, json!([value]))),
        (_, "additionalProperties") => Some((1, json!({ "key": value }))),
        _ => None,
    }
}

/// Checks a quoted value against every type around it, outwards to the component schema.
fn check(quoted: &Quoted<'_>, types: &BTreeMap<&str, Vec<&Type>>) -> Result<usize, String> {
    let mut checked = 0;
    for at in std::iter::once(quoted.at.clone()).chain(merged(&quoted.at)) {
        checked += check_at(&at, quoted.value, types)?;
    }
    Ok(checked)
}

/// The places of the same property in the component schemas that merge its own by `allOf`.
fn merged(at: &[String]) -> Vec<Vec<String>> {
    let [_, _, name, inside @ ..] = at else { return Vec::new() };
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = DOCUMENT["components"]["schemas"].as_object().unwrap();
    let merges = |schema: &Value| {
        schema["allOf"].as_array().is_some_and(|members| members.contains(&reference))
    };
    let holders = schemas.iter().filter(|(_, schema)| merges(schema));
    holders
        .map(|(holder, _)| [&[at[0].clone(), at[1].clone(), holder.clone()], inside].concat())
        .collect()
}

fn check_at(
    at: &[String],
    value: &Value,
    types: &BTreeMap<&str, Vec<&Type>>,
) -> Result<usize, String> {
    let mut checked = 0;
    for module in ["enums", "response", "request"] {
        let (mut at, mut value) = (at, value.clone());
        loop {
            let place = format!("#{}", pointer(at));
            for ty in
                types.get(place.as_str()).into_iter().flatten().filter(|ty| ty.module == module)
            {
                check_type(ty, &value)
                    .map_err(|error| format!("{} as {value}: {error}", ty.path()))?;
                checked += 1;
            }
            let Some((steps, outer)) = wrapped(at, &value, module) else { break };
            at = &at[..at.len() - steps];
            value = outer;
        }
    }
    Ok(checked)
}

fn check_type(ty: &Type, value: &Value) -> Result<(), String> {
    let equal = if ty.module == "request" { same } else { same_up_to_nulls };
    let (decoded, warnings) = ty.decode(value)?;
    if let Some(warning) = warnings.first() {
        return Err(warning.to_string());
    }
    if !equal(&decoded, value) {
        return Err(format!("it came back as {decoded}"));
    }
    let crossed = (ty.cross)(value)?;
    if equal(&crossed, value) {
        Ok(())
    } else {
        Err(format!("through serde it came back as {crossed}"))
    }
}

/// What a quoted value belongs to that is not a generated type.
fn outside(at: &[String]) -> Option<&'static str> {
    match at {
        [components, schemas, name, ..] if components == "components" && schemas == "schemas" => {
            let is_unreached =
                sdk_tests::document::API.unreached.iter().any(|schema| schema.wire == *name);
            is_unreached.then_some("schemas that no operation reaches")
        }
        [paths, _, _, place, ..] if paths == "paths" => match place.as_str() {
            "parameters" => Some("parameters"),
            "responses" => Some("envelopes and errors"),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn every_quoted_value_fits_its_type() {
    let mut found = Vec::new();
    quoted(&DOCUMENT, &mut Vec::new(), &mut found);
    let types = by_place();
    let (mut counts, mut failures) = (BTreeMap::new(), Vec::new());
    for quoted in &found {
        let place = format!("#{}", pointer(&quoted.at));
        let outcome = check(quoted, &types);
        if WRONG.iter().any(|(wrong, _)| *wrong == place) {
            assert!(outcome.is_err(), "{place} is right now: take it off the list");
            *counts
                .entry(format!("{} that the document got wrong", quoted.keyword))
                .or_insert(0) += 1;
            continue;
        }
        let what = match outcome {
            Ok(0) => match outside(&quoted.at) {
                Some(what) => what,
                None => {
                    failures.push(format!("{place}: no type holds it"));
                    continue;
                }
            },
            Ok(_) => "generated types",
            Err(error) => {
                failures.push(format!("{place}: {error}"));
                continue;
            }
        };
        *counts.entry(format!("{} of {what}", quoted.keyword)).or_insert(0) += 1;
    }
    assert!(failures.is_empty(), "{} values:\n{}", failures.len(), failures.join("\n"));
    let count = |what: &str| counts.get(what).copied().unwrap_or(0);
    at_least(500, count("example of generated types"), "examples of generated types");
    at_least(20, count("default of generated types"), "defaults of generated types");
    at_least(10, count("default of parameters"), "defaults of parameters");
}
