//! Single changes of a document whose verdict on the wire is known: the report says it, and the
//! calls of the generated client show it.

use std::collections::BTreeSet;
use std::sync::Arc;

use codegen::diff::{Change, Changes, Rule, Wire, diff};
use codegen::overlay::Mode;
use codegen::pointer::Pointer;
use codegen::{Input, Partial, read_partly};
use double::Spec;
use double::proof::{Effort, Evidence, Half, Observed, judge, observe};
use sdk_tests::document::{DOCUMENT, NO_OVERLAY};
use serde_json::{Map, Value, json};

use super::Generated;
use crate::at_least;

/// Paths with the operations that the changes are about.
const KEYS: &str = "/v1/organizations/{organizationId}/keys";
const KEY: &str = "/v1/organizations/{organizationId}/keys/{keyId}";
const SERVICES: &str = "/v1/organizations/{organizationId}/services";
const SERVICE: &str = "/v1/organizations/{organizationId}/services/{serviceId}";
const COST: &str = "/v1/organizations/{organizationId}/usageCost";

/// What the calls show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Everything works as before.
    Works,
    /// Requests are refused.
    Refused,
    /// Responses are read with a warning.
    Warned,
    /// Calls fail because of their responses.
    Fails,
}

use Shown::{Fails, Refused, Warned, Works};

/// A change of a document, with its known verdict.
struct Mutation {
    name: String,
    wire: Wire,
    shown: Shown,
    document: Value,
}

/// The committed document with some of its paths, and the schemas that they reach.
fn part(paths: &[&str]) -> Value {
    let mut document = DOCUMENT.clone();
    let all = document["paths"].as_object_mut().unwrap();
    let chosen: Map<String, Value> =
        paths.iter().map(|path| ((*path).to_owned(), all[*path].clone())).collect();
    *all = chosen;
    for item in all.values_mut() {
        let operations = item.as_object_mut().unwrap().values_mut();
        for operation in operations.filter_map(Value::as_object_mut) {
            // A policy that names a property is an error where the property is gone.
            operation.remove("x-sdk-wait");
        }
    }
    let mut names = BTreeSet::new();
    reach(&document["paths"], &document, &mut names);
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    schemas.retain(|name, _| names.contains(name));
    document
}

/// Collects the names of the schemas that a value refers to, directly or not.
fn reach(value: &Value, document: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| reach(item, document, names)),
        Value::Object(properties) => {
            let target = value["$ref"].as_str();
            if let Some(name) = target.and_then(|it| it.strip_prefix("#/components/schemas/"))
                && names.insert(name.to_owned())
            {
                reach(&document["components"]["schemas"][name], document, names);
            }
            properties.values().for_each(|property| reach(property, document, names));
        }
        _ => {}
    }
}

/// Collects changes of a document.
struct Mutations {
    base: Value,
    all: Vec<Mutation>,
}

impl Mutations {
    fn new(paths: &[&str]) -> Self {
        Self { base: part(paths), all: Vec::new() }
    }

    fn add(&mut self, name: String, wire: Wire, shown: Shown, change: impl FnOnce(&mut Value)) {
        let mut document = self.base.clone();
        change(&mut document);
        assert_ne!(document, self.base, "{name} changes nothing");
        self.all.push(Mutation { name, wire, shown, document });
    }

    /// Changes of a property of a schema.
    fn of_property(
        &mut self,
        kind: &str,
        (schema, property): (&str, &str),
        (wire, shown): (Wire, Shown),
        change: impl FnOnce(&mut Value),
    ) {
        let at = format!("/components/schemas/{schema}/properties/{property}");
        self.add(format!("{schema}.{property}: {kind}"), wire, shown, |document| {
            change(document.pointer_mut(&at).unwrap());
        });
    }

    fn of_schema(
        &mut self,
        kind: &str,
        schema: &str,
        (wire, shown): (Wire, Shown),
        change: impl FnOnce(&mut Value),
    ) {
        self.add(format!("{schema}: {kind}"), wire, shown, |document| {
            change(&mut document["components"]["schemas"][schema]);
        });
    }

    fn properties(&self, schema: &str) -> Vec<(String, Value)> {
        let properties = self.base["components"]["schemas"][schema]["properties"].as_object();
        properties.unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Checks that the report has the known verdict, that the calls show what is known, and that
    /// both agree; and that a report with the wrong verdict is found out.
    fn check(self) {
        let old = Version::new(&self.base);
        let mut sdk = Generated::new();
        let mut wrong = Vec::new();
        for mutation in &self.all {
            let new = Version::new(&mutation.document);
            if let Err(reason) = old.agrees(&new, mutation, &mut sdk) {
                wrong.push(format!("{}: {reason}", mutation.name));
            }
        }
        crate::laws::none(&wrong);
    }
}

/// A document in the forms that a proof needs.
struct Version {
    spec: Arc<Spec>,
    partial: Partial,
}

impl Version {
    fn new(document: &Value) -> Self {
        let bytes = serde_json::to_vec(document).unwrap();
        let input = Input {
            document: &bytes,
            document_name: "openapi.json",
            overlay: NO_OVERLAY,
            overlay_name: "overlay.yaml",
            overlay_mode: Mode::Lenient,
        };
        let spec = Arc::new(Spec::of(&bytes, NO_OVERLAY).unwrap());
        Self { spec, partial: read_partly(&input).unwrap() }
    }

    fn agrees(&self, new: &Self, known: &Mutation, sdk: &mut Generated) -> Result<(), String> {
        let mut changes = diff(&self.partial, &new.partial);
        let places: BTreeSet<_> = changes.changes.iter().map(|it| it.pointer.clone()).collect();
        let effort = Effort { calls: 24, random: 1 };
        let observed = observe(&self.spec, &new.spec, &places, sdk, effort).unwrap();
        let told = told(&changes);
        if changes.wire() != known.wire {
            return Err(format!("the verdict is not {}: {told}", known.wire));
        }
        let shown = shown(&observed);
        if shown != known.shown {
            return Err(format!("the calls show {shown:?}: {:?}", observed.problems));
        }
        let judgement = judge(&self.spec, &new.spec, &changes, &observed);
        if let Some(at) = judgement.unexplained.first() {
            return Err(format!("{told} does not explain {:?}", observed.problems[*at]));
        }
        if changes.wire() == Wire::Break && judgement.reproduced() == 0 {
            return Err(format!("nothing is reproduced of {told}: {:?}", judgement.evidence));
        }

        // Wrong verdicts.
        for change in &mut changes.changes {
            change.wire = if shown == Works { Wire::Break } else { Wire::Ok };
        }
        // A change that concerns all operations, but nothing that calls show, explains nothing.
        changes.changes.extend(everywhere(&changes.changes[0], &observed));
        let judgement = judge(&self.spec, &new.spec, &changes, &observed);
        let is_idle = |(_, it): &(usize, Evidence)| matches!(it, Evidence::NotReproduced(_));
        let found = match shown {
            Works => judgement.evidence.iter().all(is_idle),
            _ => judgement.unexplained.len() == observed.problems.len(),
        };
        if found { Ok(()) } else { Err("a wrong verdict is not found".to_owned()) }
    }
}

/// A risk for all operations.
fn everywhere(change: &Change, observed: &Observed) -> Option<Change> {
    let rule = Rule::all().find(|rule| rule.id == "permissions-documented")?;
    let operations = observed.tallies.keys().cloned().collect();
    let pointer = Pointer::root().child("paths");
    Some(Change { rule, also: Vec::new(), wire: Wire::Risk, operations, pointer, ..change.clone() })
}

fn told(changes: &Changes) -> String {
    let told =
        changes.changes.iter().map(|it| format!("{} {} {}", it.wire, it.rule.id, it.pointer));
    told.collect::<Vec<_>>().join(", ")
}

/// What the problems amount to.
fn shown(observed: &Observed) -> Shown {
    let has = |half, fails| observed.problems.iter().any(|it| it.half == half && it.fails == fails);
    match (has(Half::Request, true), has(Half::Response, true), has(Half::Response, false)) {
        (true, _, _) => Refused,
        (_, true, _) => Fails,
        (_, _, true) => Warned,
        _ => Works,
    }
}

fn required(schema: &mut Value, name: &str) {
    let mut names = schema["required"].as_array().cloned().unwrap_or_default();
    names.push(json!(name));
    schema["required"] = json!(names);
}

fn remove(schema: &mut Value, name: &str) {
    schema["properties"].as_object_mut().unwrap().remove(name);
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|other| *other != json!(name));
    }
}

/// A schema of which no value satisfies another schema.
fn another_type(schema: &Value) -> Value {
    if schema.get("$ref").is_some() || schema.get("properties").is_some() {
        return json!({ "type": "string" });
    }
    json!({ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] })
}

/// Changes of what a schema of responses describes, one kind for each property in turn.
fn of_responses(mutations: &mut Mutations, schema: &str) {
    for (at, (name, property)) in mutations.properties(schema).into_iter().enumerate() {
        let place = (schema, name.as_str());
        let is_nullable = property["type"].is_array();
        match at % 3 {
            0 => mutations.of_property("another type", place, (Wire::Break, Warned), |it| {
                *it = another_type(it);
            }),
            1 => {
                mutations.of_schema(
                    &format!("without {name}"),
                    schema,
                    (Wire::Risk, Works),
                    |it| {
                        remove(it, &name);
                    },
                );
            }
            _ if property["type"].is_string() && !is_nullable => {
                mutations.of_property("nullable", place, (Wire::Ok, Works), |it| {
                    it["type"] = json!([it["type"], "null"]);
                });
            }
            _ => {}
        }
        if property.get("enum").is_some() {
            mutations.of_property("a value more", place, (Wire::Risk, Works), |it| {
                it["enum"].as_array_mut().unwrap().push(json!("brand-new"));
            });
        }
        if property["type"] == "integer" {
            mutations.of_property("fractions", place, (Wire::Break, Warned), |it| {
                it["type"] = json!("number");
            });
        }
    }
    mutations.of_schema("a property more", schema, (Wire::Ok, Works), |it| {
        it["properties"]["brandNew"] = json!({ "type": "string" });
    });
}

/// Changes of what a schema of requests describes.
fn of_requests(mutations: &mut Mutations, schema: &str) {
    let whole = mutations.base["components"]["schemas"][schema].clone();
    let is_required =
        |name: &str| whole["required"].as_array().is_some_and(|it| it.contains(&json!(name)));
    for (at, (name, property)) in mutations.properties(schema).into_iter().enumerate() {
        let place = (schema, name.as_str());
        match at % 3 {
            0 if !is_required(&name) => mutations.of_schema(
                &format!("{name} is required"),
                schema,
                (Wire::Break, Refused),
                |it| required(it, &name),
            ),
            1 => mutations.of_schema(
                &format!("without {name}"),
                schema,
                (Wire::Risk, Refused),
                |it| {
                    remove(it, &name);
                },
            ),
            _ => mutations.of_property("another type", place, (Wire::Break, Refused), |it| {
                *it = another_type(it);
            }),
        }
        if let Some(values) = property.get("enum").and_then(Value::as_array) {
            let last = values.len() - 1;
            mutations.of_property("a value more", place, (Wire::Ok, Works), |it| {
                it["enum"].as_array_mut().unwrap().push(json!("brand-new"));
            });
            mutations.of_property("a value less", place, (Wire::Break, Refused), |it| {
                it["enum"].as_array_mut().unwrap().remove(last);
            });
        }
        if let Some(most) = property.get("maximum").and_then(Value::as_i64) {
            let step = property.get("multipleOf").and_then(Value::as_i64).unwrap_or(1);
            mutations.of_property("a smaller maximum", place, (Wire::Break, Refused), |it| {
                it["maximum"] = json!(most - step);
            });
            mutations.of_property("a larger maximum", place, (Wire::Ok, Works), |it| {
                it["maximum"] = json!(most + step);
            });
        }
        if property["type"].is_array() {
            mutations.of_property("not nullable", place, (Wire::Break, Refused), |it| {
                it["type"] = it["type"][0].clone();
            });
        }
    }
    mutations.of_schema("a property more", schema, (Wire::Ok, Works), |it| {
        it["properties"]["brandNew"] = json!({ "type": "string" });
    });
    mutations.of_schema("a required property more", schema, (Wire::Break, Refused), |it| {
        it["properties"]["brandNew"] = json!({ "type": "string" });
        required(it, "brandNew");
    });
}

/// Changes of operations.
fn of_calls() -> Mutations {
    let mut mutations = Mutations::new(&[KEYS, KEY, COST]);
    let result = |path: &str, method: &str| {
        let path = path.replace('/', "~1");
        format!("/paths/{path}/{method}/responses/200/content/application~1json/schema")
    };
    for method in ["get", "patch", "delete"] {
        mutations.add(format!("{method} is removed"), Wire::Break, Refused, |document| {
            document["paths"][KEY].as_object_mut().unwrap().remove(method);
        });
    }
    mutations.add("the path is another one".to_owned(), Wire::Break, Refused, |document| {
        let paths = document["paths"].as_object_mut().unwrap();
        let item = paths.remove(KEY).unwrap();
        paths.insert(KEY.replace("/keys/", "/apiKeys/"), item);
    });
    for method in ["get", "patch"] {
        mutations.add(format!("{method} without an envelope"), Wire::Break, Fails, |document| {
            let schema = document.pointer_mut(&result(KEY, method)).unwrap();
            *schema = schema["properties"]["result"].clone();
        });
        mutations.add(format!("{method} returns null"), Wire::Break, Fails, |document| {
            let schema = document.pointer_mut(&result(KEY, method)).unwrap();
            let result = schema["properties"]["result"].clone();
            schema["properties"]["result"] = json!({ "oneOf": [result, { "type": "null" }] });
        });
        mutations.add(format!("{method} returns nothing"), Wire::Break, Fails, |document| {
            let schema = document.pointer_mut(&result(KEY, method)).unwrap();
            schema["properties"].as_object_mut().unwrap().remove("result");
        });
        mutations.add(format!("{method} returns a list"), Wire::Break, Fails, |document| {
            let schema = document.pointer_mut(&result(KEY, method)).unwrap();
            let result = schema["properties"]["result"].clone();
            schema["properties"]["result"] = json!({ "type": "array", "items": result });
        });
        mutations.add(format!("{method} returns 201"), Wire::Risk, Works, |document| {
            let responses = document["paths"][KEY][method]["responses"].as_object_mut().unwrap();
            let response = responses.remove("200").unwrap();
            responses.insert("201".to_owned(), response);
        });
    }
    mutations.add("one more parameter".to_owned(), Wire::Ok, Works, |document| {
        parameters(document, COST)
            .push(json!({ "name": "more", "in": "query", "schema": { "type": "string" } }));
    });
    mutations.add("one more required parameter".to_owned(), Wire::Break, Refused, |document| {
        parameters(document, COST).push(json!({
            "name": "more", "in": "query", "required": true, "schema": { "type": "string" }
        }));
    });
    for name in ["limit", "cursor"] {
        mutations.add(format!("{name} is required"), Wire::Break, Refused, |document| {
            let parameter = parameters(document, KEYS).iter_mut().find(|it| it["name"] == name);
            parameter.unwrap()["required"] = json!(true);
        });
    }
    mutations.add("filter is removed".to_owned(), Wire::Risk, Refused, |document| {
        parameters(document, COST).retain(|it| it["name"] != "filter");
    });
    mutations
}

fn parameters<'d>(document: &'d mut Value, path: &str) -> &'d mut Vec<Value> {
    document["paths"][path]["get"]["parameters"].as_array_mut().unwrap()
}

/// Unions that replace an object of a response: with variants that the released client reads as
/// the object, and with others.
fn of_unions(mutations: &mut Mutations, (schema, property): (&str, &str), item: &str) {
    let mut old = mutations.base["components"]["schemas"][item].clone();
    // A property that only the old variant has distinguishes it.
    let names: Vec<String> = mutations.properties(item).into_iter().map(|(it, _)| it).collect();
    let [own, shared, ..] = names.as_slice() else { panic!("{item} has too few properties") };
    required(&mut old, own);
    let more = |declared: Value| {
        let mut variant = json!({
            "type": "object",
            "required": ["brandNew"],
            "properties": { "brandNew": { "type": "string" } },
        });
        variant["properties"]
            .as_object_mut()
            .unwrap()
            .extend(declared.as_object().unwrap().clone());
        variant
    };
    let same_type = json!({ (shared.as_str()): old["properties"][shared] });
    let other_type = json!({ (shared.as_str()): another_type(&old["properties"][shared]) });
    for (kind, other, known) in [
        ("an object", more(json!({})), (Wire::Risk, Works)),
        ("an object with the same type", more(same_type), (Wire::Risk, Works)),
        ("an object with another type", more(other_type), (Wire::Break, Warned)),
        ("a string", json!({ "type": "string" }), (Wire::Break, Warned)),
    ] {
        let (wire, shown) = known;
        mutations.add(format!("{schema}.{property}: or {kind}"), wire, shown, |document| {
            let schemas = &mut document["components"]["schemas"];
            schemas["BrandNew"] = other.clone();
            schemas[item] = old.clone();
            let items = &mut schemas[schema]["properties"][property]["items"];
            *items = json!({ "oneOf": [items, reference("BrandNew")] });
        });
        mutations.add(format!("{item}: or {kind}"), wire, shown, |document| {
            let schemas = &mut document["components"]["schemas"];
            schemas["BrandNew"] = other.clone();
            schemas["Before"] = old.clone();
            schemas[item] = json!({ "oneOf": [reference("Before"), reference("BrandNew")] });
        });
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Changes of responses. Each document has the operations that a change can concern: for all others,
/// the documents would be the same.
fn responses() -> [Mutations; 2] {
    let mut keys = Mutations::new(&[KEY]);
    of_unions(&mut keys, ("ApiKey", "assignedRoles"), "AssignedRole");
    of_responses(&mut keys, "ApiKey");
    let mut services = Mutations::new(&[SERVICE]);
    of_responses(&mut services, "Service");
    [keys, services]
}

/// Changes of requests, in the same way.
fn requests() -> [Mutations; 2] {
    let mut keys = Mutations::new(&[KEYS]);
    of_requests(&mut keys, "ApiKeyPostRequest");
    let mut services = Mutations::new(&[SERVICES]);
    of_requests(&mut services, "ServicePostRequest");
    [keys, services]
}

#[test]
fn changes_of_responses_have_the_verdict_that_the_calls_show() {
    responses().into_iter().for_each(Mutations::check);
}

#[test]
fn changes_of_requests_have_the_verdict_that_the_calls_show() {
    requests().into_iter().for_each(Mutations::check);
}

#[test]
fn changes_of_operations_have_the_verdict_that_the_calls_show() {
    of_calls().check();
}

#[test]
fn there_are_many_changes() {
    let bodies = responses().into_iter().chain(requests());
    let count = bodies.map(|it| it.all.len()).sum::<usize>() + of_calls().all.len();
    at_least(100, count, "changes");
}
