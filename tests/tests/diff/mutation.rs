//! Every single change of a random schema is found, at the right place, and nothing else is.

use codegen::diff::{Changes, diff};
use codegen::overlay::Mode;
use fastrand::Rng;
use sdk_tests::document::NO_OVERLAY;
use serde_json::{Map, Value, json};

use crate::fixture::{Read, told};

/// How many documents are changed.
const ROUNDS: u64 = 400;

/// The location of the random schema.
const ROOT: &str = "/components/schemas/Root";

fn document(root: &Value, sent: bool, answered: bool) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Root" });
    let mut operation = json!({
        "operationId": "rootPut",
        "tags": ["Roots"],
        "responses": { "200": { "description": "The answer.", "content": { "application/json": {
            "schema": { "properties": { "status": { "type": "number" }, "requestId": { "type": "string" } } }
        } } } },
    });
    if answered {
        let content = &mut operation["responses"]["200"]["content"]["application/json"];
        content["schema"]["properties"]["result"] = schema.clone();
    }
    if sent {
        operation["requestBody"] =
            json!({ "content": { "application/json": { "schema": schema } } });
    }
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Random", "version": "1.0" },
        "paths": { "/v1/root": { "put": operation } },
        "components": { "schemas": { "Root": root } },
    })
}

fn read(document: &Value) -> Read {
    let text = serde_json::to_vec(document).unwrap();
    Read::new(&text, NO_OVERLAY, Mode::Strict)
        .unwrap_or_else(|error| panic!("{error}\n{document:#}"))
}

fn between(old: &Read, new: &Read) -> Changes {
    diff(old.document(), new.document())
}

/// An object with some properties.
fn object(random: &mut Rng, depth: usize) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for number in 0..=random.usize(..5) {
        let name = format!("m{number}");
        properties.insert(name.clone(), schema(random, depth));
        if random.usize(..3) == 0 {
            required.push(Value::from(name));
        }
    }
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = Value::from(required);
    }
    object
}

fn schema(random: &mut Rng, depth: usize) -> Value {
    match random.usize(..if depth == 0 { 6 } else { 9 }) {
        0 => json!({ "type": "string" }),
        1 => json!({ "type": "string", "format": "uuid" }),
        2 => json!({ "type": "integer", "minimum": 1, "maximum": 9 }),
        3 => json!({ "type": "number" }),
        4 => json!({ "type": "boolean" }),
        5 => {
            // No two enums are equal, so that none is an alias of another.
            let unique = random.u64(..);
            json!({ "type": "string", "enum": [format!("a{unique}"), format!("b{unique}")] })
        }
        6 => json!({ "type": "array", "items": schema(random, depth - 1) }),
        7 => json!({ "type": "object", "additionalProperties": schema(random, depth - 1) }),
        _ => object(random, depth - 1),
    }
}

/// A location in the schema, and the property whose type contains it.
#[derive(Debug, Clone)]
struct Node {
    pointer: String,
    member: String,
}

fn nodes(schema: &Value, node: &Node, found: &mut Vec<Node>) {
    found.push(node.clone());
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let pointer = format!("{}/properties/{name}", node.pointer);
        nodes(property, &Node { member: pointer.clone(), pointer }, found);
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(keyword) {
            let pointer = format!("{}/{keyword}", node.pointer);
            nodes(inner, &Node { pointer, member: node.member.clone() }, found);
        }
    }
}

/// Changes one thing, and says where the comparison must see it; `None` where the thing cannot be
/// changed in this way.
fn mutate(document: &mut Value, node: &Node, random: &mut Rng) -> Option<String> {
    let schema = document.pointer_mut(&node.pointer)?;
    let is_member = node.pointer == node.member;
    let ty = schema["type"].as_str().unwrap_or_default().to_owned();
    let is_object = schema.get("properties").is_some();
    match random.usize(..9) {
        // A new property, required or not.
        0 if is_object => {
            schema["properties"]["fresh"] = json!({ "type": "integer" });
            if random.usize(..2) == 0 {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                schema["required"] = required.into_iter().chain([Value::from("fresh")]).collect();
            }
            Some(format!("{}/properties/fresh", node.pointer))
        }
        // A removed property.
        1 if is_object && schema["properties"].as_object()?.len() > 1 => {
            schema["properties"].as_object_mut()?.shift_remove("m0");
            drop_required(schema, "m0");
            Some(format!("{}/properties/m0", node.pointer))
        }
        // A property that became required or optional.
        2 if is_object => {
            if !drop_required(schema, "m0") {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                schema["required"] = required.into_iter().chain([Value::from("m0")]).collect();
            }
            Some(format!("{}/properties/m0", node.pointer))
        }
        // Another type.
        3 if !is_object && node.pointer != ROOT => {
            let other = if ty == "boolean" { "number" } else { "boolean" };
            *schema = json!({ "type": other });
            Some(node.member.clone())
        }
        // Values of an enum.
        4 if schema.get("enum").is_some() => {
            let values = schema["enum"].as_array_mut()?;
            if random.usize(..2) == 0 {
                values.push(Value::from("c"));
            } else {
                values.pop();
                values.push(Value::from("c"));
            }
            Some(node.pointer.clone())
        }
        // Null.
        5 if is_member && !is_object && node.pointer != ROOT => {
            schema["type"] = json!([ty, "null"]);
            Some(node.pointer.clone())
        }
        // Limits.
        6 if is_member && ty == "integer" => {
            schema["maximum"] = json!(random.usize(..8));
            Some(node.pointer.clone())
        }
        6 if is_member && ty == "string" && schema.get("enum").is_none() => {
            schema["maxLength"] = json!(8);
            Some(node.pointer.clone())
        }
        6 if is_member && ty == "array" => {
            schema["minItems"] = json!(1);
            Some(node.pointer.clone())
        }
        // What else an object may hold.
        7 if is_object => {
            schema["additionalProperties"] = json!(false);
            Some(node.pointer.clone())
        }
        // A default, or that it is deprecated.
        8 if is_member && ty == "boolean" => {
            schema["default"] = json!(true);
            Some(node.pointer.clone())
        }
        8 if is_member && node.pointer != ROOT => {
            schema["deprecated"] = json!(true);
            Some(node.pointer.clone())
        }
        _ => None,
    }
}

/// Removes a name from the required ones; returns whether it was there.
fn drop_required(schema: &mut Value, name: &str) -> bool {
    let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else {
        return false;
    };
    let before = required.len();
    required.retain(|required| required != name);
    before > required.len()
}

#[track_caller]
fn check(changes: &Changes, at: &str, seed: u64) {
    let at = format!("#{at}");
    assert!(!changes.changes.is_empty(), "seed {seed}: nothing at {at}");
    for change in &changes.changes {
        assert_eq!(change.pointer.to_string(), at, "seed {seed}: {}", told(changes));
        assert_ne!(change.rule.id, "unhandled", "seed {seed}: {}", told(changes));
        assert!(!change.rust.is_empty() && !change.message.is_empty(), "seed {seed}");
    }
}

#[test]
fn every_change_is_found_where_it_is() {
    let mut checked = 0;
    for seed in 0..ROUNDS {
        let mut random = Rng::with_seed(seed);
        let root = object(&mut random, 3);
        let (sent, answered) = [(true, false), (false, true), (true, true)][random.usize(..3)];
        let before = document(&root, sent, answered);
        let mut found = Vec::new();
        let start = Node { pointer: ROOT.to_owned(), member: ROOT.to_owned() };
        nodes(&root, &start, &mut found);

        let mut after = before.clone();
        let node = found[random.usize(..found.len())].clone();
        let Some(at) = mutate(&mut after, &node, &mut random) else { continue };
        if before == after {
            continue;
        }
        let (old, new) = (read(&before), read(&after));
        assert!(between(&old, &old).is_empty(), "seed {seed}");
        check(&between(&old, &new), &at, seed);
        check(&between(&new, &old), &at, seed);
        checked += 1;
    }
    assert!(checked > ROUNDS / 4, "only {checked} documents were changed");
}

#[test]
fn changed_prose_is_an_edit_and_not_a_change() {
    for seed in 0..60 {
        let mut random = Rng::with_seed(seed);
        let root = object(&mut random, 2);
        let before = document(&root, true, true);
        let mut after = before.clone();
        after.pointer_mut(&format!("{ROOT}/properties/m0")).unwrap()["description"] =
            json!("Said.");
        let changes = between(&read(&before), &read(&after));
        assert!(changes.changes.is_empty(), "seed {seed}: {}", told(&changes));
        assert_eq!(changes.edits.len(), 1, "seed {seed}: {}", told(&changes));
        assert_eq!(changes.edits[0].pointer.to_string(), format!("#{ROOT}/properties/m0"));
    }
}

#[test]
fn changes_without_a_rule_are_reported() {
    let root = |limit: u64| {
        let names = json!({ "maxLength": limit });
        let map = json!({ "type": "object", "additionalProperties": { "type": "integer" }, "propertyNames": names });
        json!({ "type": "object", "properties": { "m0": map } })
    };
    let (old, new) = (document(&root(8), true, false), document(&root(9), true, false));
    let changes = between(&read(&old), &read(&new));
    assert_eq!(changes.unhandled().count(), 1, "{}", told(&changes));
    let at = "#/components/schemas/Root/properties/m0/propertyNames";
    assert_eq!(changes.changes[0].pointer.to_string(), at);
}

#[test]
fn limits_are_found_outside_of_fields() {
    let root = |limit: u64| {
        let item = json!({ "type": "string", "maxLength": limit });
        let list = json!({ "type": "array", "items": { "type": "array", "items": item } });
        json!({ "type": "object", "properties": { "m0": list } })
    };
    let (old, new) = (document(&root(8), true, false), document(&root(9), true, false));
    let changes = between(&read(&old), &read(&new));
    let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
    assert_eq!((change.rule.id, &*change.rust), ("req-bound-loosened", "request::Root::m0"));
    assert_eq!(change.operations, ["rootPut"]);
    let at = "#/components/schemas/Root/properties/m0/items/items";
    assert_eq!(change.pointer.to_string(), at);
}
