//! Equivalent documents do not differ: every refactoring of the committed document that preserves
//! the wire has an empty comparison.

use std::sync::LazyLock;

use codegen::diff::{Changes, diff};
use codegen::overlay::Mode;
use fastrand::Rng;
use sdk_tests::document::{API, DOCUMENT, NO_OVERLAY};
use serde_json::{Map, Value, json};

use crate::fixture::{Read, told};

/// The committed document, read without its overlay, which it has been through.
static COMMITTED: LazyLock<Read> = LazyLock::new(|| read(&DOCUMENT));

fn read(document: &Value) -> Read {
    let text = serde_json::to_vec(document).unwrap();
    Read::new(&text, NO_OVERLAY, Mode::Strict).unwrap_or_else(|error| panic!("{error}"))
}

/// The changes in both directions.
fn both_ways(other: &Value) -> [Changes; 2] {
    let other = read(other);
    let (this, other) = (COMMITTED.document(), other.document());
    [diff(this, other), diff(other, this)]
}

/// Applies a function to every schema of the components, inner ones first.
fn each_schema(document: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    for schema in document["components"]["schemas"].as_object_mut().unwrap().values_mut() {
        walk(schema, change);
    }
}

fn walk(schema: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(|schema| walk(schema, change));
    }
    for keyword in ["items", "additionalProperties"] {
        members.get_mut(keyword).into_iter().for_each(|schema| walk(schema, change));
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let arms = members.get_mut(keyword).and_then(Value::as_array_mut);
        arms.into_iter().flatten().for_each(|schema| walk(schema, change));
    }
    change(schema);
}

fn shuffled(value: &Value, random: &mut Rng) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            random.shuffle(&mut members);
            let members =
                members.into_iter().map(|(key, value)| (key.clone(), shuffled(value, random)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| shuffled(item, random)).collect(),
        other => other.clone(),
    }
}

#[track_caller]
fn assert_nothing(document: &Value) {
    assert_ne!(document, &*DOCUMENT, "nothing was refactored");
    for changes in both_ways(document) {
        assert!(changes.is_empty(), "{}", told(&changes));
    }
}

/// The same for a refactoring that moves a definition; how many types have another name. It may be
/// none: an inline schema can be called what its component was called.
#[track_caller]
fn assert_moved(document: &Value) -> usize {
    let both = both_ways(document);
    for changes in &both {
        assert!(changes.changes.is_empty() && changes.edits.is_empty(), "{}", told(changes));
    }
    assert_eq!(both[0].refactorings.is_empty(), both[1].refactorings.is_empty());
    both[0].refactorings.len()
}

#[test]
fn a_document_does_not_differ_from_itself() {
    assert!(diff(&*API, &API.clone()).is_empty());
    let this = COMMITTED.document();
    assert!(diff(this, this).is_empty());
}

#[test]
fn the_order_of_keys_is_no_difference() {
    for seed in 0..3 {
        // Equal values in another order are equal to `serde_json`.
        let document = shuffled(&DOCUMENT, &mut Rng::with_seed(seed));
        for changes in both_ways(&document) {
            assert!(changes.is_empty(), "seed {seed}: {}", told(&changes));
        }
    }
}

#[test]
fn the_order_of_enum_values_is_no_difference() {
    // Every second one, so that enums of one type disagree about the order.
    let mut document = DOCUMENT.clone();
    let mut count = 0;
    each_schema(&mut document, &mut |schema| {
        let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) else { return };
        count += 1;
        if count % 2 == 0 {
            values.reverse();
        }
    });
    assert!(count > 100, "{count}");
    assert_nothing(&document);
}

#[test]
fn a_wrapper_around_a_reference_is_no_change() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let mut document = DOCUMENT.clone();
        each_schema(&mut document, &mut |schema| {
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            for property in properties.into_iter().flat_map(Map::values_mut) {
                if property.get("$ref").is_some()
                    && property.as_object().is_some_and(|p| p.len() == 1)
                {
                    *property = json!({ keyword: [property.clone()] });
                }
            }
        });
        assert_nothing(&document);
    }
}

#[test]
fn the_spelling_of_nullable_is_no_difference() {
    for keyword in ["oneOf", "anyOf"] {
        let mut document = DOCUMENT.clone();
        let mut count = 0;
        each_schema(&mut document, &mut |schema| {
            let Some(members) = schema.as_object_mut() else { return };
            let types = members.get("type").and_then(Value::as_array);
            let Some([ty, null]) = types.map(Vec::as_slice) else { return };
            if null != "null" || members.contains_key("default") || members.contains_key("enum") {
                return;
            }
            let mut inner = members.clone();
            inner.insert("type".to_owned(), ty.clone());
            let description = inner.shift_remove("description");
            let mut outer = json!({ keyword: [inner, { "type": "null" }] });
            if let Some(description) = description {
                outer["description"] = description;
            }
            *schema = outer;
            count += 1;
        });
        assert!(count > 50, "{count}");
        assert_nothing(&document);
    }
}

#[test]
fn sharing_parameters_is_no_change() {
    let mut document = DOCUMENT.clone();
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        let methods: Vec<String> = item.as_object().unwrap().keys().cloned().collect();
        if let [method] = methods.as_slice()
            && let Some(parameters) =
                item[method].as_object_mut().unwrap().shift_remove("parameters")
        {
            item["parameters"] = parameters;
        }
    }
    assert_nothing(&document);
}

/// The names of component schemas whose schema passes a test.
fn components(test: impl Fn(&Value) -> bool) -> Vec<String> {
    let schemas = DOCUMENT["components"]["schemas"].as_object().unwrap();
    schemas.iter().filter(|(_, schema)| test(schema)).map(|(name, _)| name.clone()).collect()
}

fn is_struct(schema: &Value) -> bool {
    schema.get("properties").is_some() && !schema.to_string().contains("\"x-sdk-name\"")
}

#[test]
fn definitions_may_be_inline() {
    // Structs that properties refer to and that hold no other definitions: of those that operations
    // reach, all at once.
    let unused: Vec<&str> = API.unreached.iter().map(|it| it.wire.as_str()).collect();
    let plain = |schema: &Value| {
        is_struct(schema)
            && !schema.to_string().contains("$ref")
            && !schema.to_string().contains("properties\":{\"properties")
    };
    let text = DOCUMENT.to_string();
    let mut document = DOCUMENT.clone();
    let mut moved = 0;
    for name in components(plain) {
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        // Moved where one property uses it, and nothing else does.
        let count = text.matches(&reference["$ref"].to_string()).count();
        if count != 1 || unused.contains(&name.as_str()) {
            continue;
        }
        let definition = DOCUMENT["components"]["schemas"][&name].clone();
        let mut used = false;
        each_schema(&mut document, &mut |schema| {
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            for property in
                properties.into_iter().flat_map(Map::values_mut).filter(|p| **p == reference)
            {
                *property = definition.clone();
                used = true;
            }
        });
        if used {
            document["components"]["schemas"].as_object_mut().unwrap().shift_remove(&name);
            moved += 1;
        }
    }
    let renamed = assert_moved(&document);
    assert!(moved >= 6 && renamed > 0, "{moved} definitions were moved, {renamed} renamed");
}

#[test]
fn definitions_may_get_a_name() {
    let mut document = DOCUMENT.clone();
    let mut named = 0;
    for (owner, wire) in
        [("Service", "state"), ("Activity", "type"), ("ApiKey", "state"), ("Backup", "status")]
    {
        let property = &mut document["components"]["schemas"][owner]["properties"][wire];
        let name = format!("Lifted{owner}");
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let definition = std::mem::replace(property, reference);
        assert!(definition.is_object(), "{owner}.{wire}");
        document["components"]["schemas"][&name] = definition;
        named += 1;
    }
    assert_eq!(assert_moved(&document), named);
}
