//! Name collisions: two wire names for one Rust name, or a name that generated code needs. Each is
//! a diagnostic; none is renamed silently, and none breaks the build. Unusual but valid names are
//! in `fixtures/obstacle_course.json`, which must compile.

use codegen::outline;
use sdk_tests::document::{API, NO_OVERLAY, generate, read, root};
use serde_json::{Map, Value, json};

/// A document with one operation, which takes `parameters` and returns the component `Thing`.
fn document(parameters: &Value, schemas: &Value) -> Value {
    let result = json!({ "properties": { "requestId": { "type": "string" }, "result": { "$ref": "#/components/schemas/Thing" } } });
    let mut all = vec![
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
    ];
    all.extend(parameters.as_array().unwrap().clone());
    let mut schemas = schemas.clone();
    if schemas.get("Thing").is_none() {
        let reference = |name: &String| json!({ "$ref": format!("#/components/schemas/{name}") });
        let names = schemas.as_object().unwrap().keys().enumerate();
        let properties: Map<String, Value> =
            names.map(|(index, name)| (format!("p{index}"), reference(name))).collect();
        schemas["Thing"] = json!({ "properties": properties });
    }
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Names", "version": "1.0" },
        "paths": { "/v1/{id}": { "put": {
            "operationId": "thingPut",
            "tags": ["Things"],
            "parameters": all,
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
            "responses": { "200": { "description": "Fine.", "content": { "application/json": { "schema": result } } } },
        } } },
        "components": { "schemas": schemas },
    })
}

/// The diagnostics of a document, by code.
fn codes(document: &Value) -> Vec<&'static str> {
    match generate(document.to_string().as_bytes(), NO_OVERLAY) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect(),
    }
}

fn query(names: &[&str], required: bool) -> Value {
    names.iter().map(|name| json!({ "name": name, "in": "query", "required": required, "schema": { "type": "string" } })).collect()
}

fn thing(properties: &Value) -> Value {
    json!({ "Thing": { "properties": properties } })
}

fn values(values: &[&str]) -> Value {
    thing(&json!({ "kind": { "type": "string", "enum": values } }))
}

#[test]
fn d02_values_of_one_name_are_named_in_the_overlay() {
    let signs = json!({ "type": "string", "enum": ["+1", "-1"] });
    let property = "$.components.schemas.Thing.properties.kind";
    for (parameters, kind, target) in [
        (json!([]), signs.clone(), property.to_owned()),
        (json!([]), json!({ "type": "array", "items": signs }), format!("{property}.items")),
        (
            json!([]),
            json!({ "type": "object", "additionalProperties": signs }),
            format!("{property}.additionalProperties"),
        ),
        (
            json!([{ "name": "sign", "in": "query", "schema": signs }]),
            json!({ "type": "string" }),
            "$.paths['/v1/{id}'].put.parameters[1].schema".to_owned(),
        ),
    ] {
        let document = document(&parameters, &thing(&json!({ "kind": kind })));
        assert!(!codes(&document).is_empty(), "{document}");
        let overlay = json!({
            "overlay": "1.0.0",
            "info": { "title": "Names", "version": "1.0" },
            "actions": [{
                "target": target,
                "description": "A name cannot contain a sign.",
                "update": { "x-sdk-enum-names": { "+1": "Up", "-1": "Down" } },
            }],
        });
        let generated = generate(document.to_string().as_bytes(), &overlay.to_string()).unwrap();
        let is_named = |text: &str| text.contains("    Up,") && text.contains("    Down,");
        assert!(generated.files.iter().any(|(_, text)| is_named(text)), "{target}");
    }
}

#[test]
fn two_wire_names_for_one_rust_name_are_reported() {
    let text = json!({ "type": "string" });
    let part = json!({ "properties": { "id": text } });
    let none = json!([]);
    let cases = [
        ("properties by case", document(&none, &thing(&json!({ "foo": text, "FOO": text })))),
        (
            "properties by separator",
            document(&none, &thing(&json!({ "fooBar": text, "foo-bar": text }))),
        ),
        (
            "a property and a keyword",
            document(&none, &thing(&json!({ "type": text, "type_": text }))),
        ),
        (
            "a property and a null setter",
            document(
                &none,
                &thing(&json!({ "note": { "type": ["string", "null"] }, "noteNull": text })),
            ),
        ),
        (
            "query parameters",
            document(&query(&["page-size", "page_size"], false), &thing(&json!({}))),
        ),
        ("a path and a query parameter", document(&query(&["ID"], true), &thing(&json!({})))),
        ("components by case", document(&none, &json!({ "fooBar": part, "FooBar": part }))),
        (
            "a component and an inline schema",
            document(&none, &json!({ "Foo": { "properties": { "bar": part } }, "FooBar": part })),
        ),
        ("files of components", document(&none, &json!({ "FooBar1": part, "FooBar_1": part }))),
        ("values by separator", document(&none, &values(&["a-b", "a b"]))),
        ("values by case", document(&none, &values(&["Foo", "foo"]))),
        ("values by sign", document(&none, &values(&["1", "-1"]))),
        ("values by alphabet", document(&none, &values(&["é1", "è1"]))),
        ("an empty value", document(&none, &values(&["", "empty"]))),
    ];
    let missed: Vec<String> = cases
        .iter()
        .map(|(what, document)| (what, codes(document)))
        .filter(|(_, codes)| !codes.contains(&"name-collision"))
        .map(|(what, codes)| format!("{what}: {codes:?}"))
        .collect();
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn names_that_generated_code_needs_are_reported() {
    let part = json!({ "properties": { "id": { "type": "string" } } });
    let names = [
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "Vec",
        "Box",
        "String",
        "Into",
        "From",
        "TryFrom",
        "Default",
        "Value",
        "Map",
        "BTreeMap",
        "Display",
        "Extra",
        "Field",
        "Model",
        "Shape",
        "Slot",
        "Patch",
        "Secret",
        "Date",
        "DateTime",
        "Blank",
        "Plan",
        "Rule",
        "Union",
        "OpenEnum",
        "MissingFields",
        "IntegerOrText",
        "NumberOrText",
    ];
    for name in names {
        let document = document(&json!([]), &json!({ name: part }));
        assert_eq!(codes(&document), ["reserved-name"], "{name}");
    }
}

#[test]
fn operations_that_generated_code_needs_are_reported() {
    let ids = ["call", "client", "operation", "page", "method", "display", "responseBody", "wait"];
    for id in ids {
        let mut document = document(&json!([]), &thing(&json!({})));
        document["paths"]["/v1/{id}"]["put"]["operationId"] = json!(id);
        assert_eq!(codes(&document), ["reserved-name"], "{id}");
    }
}

#[test]
fn the_obstacle_course_keeps_every_name() {
    let document = read(&root().join("tests/fixtures/obstacle_course.json"));
    let generated = generate(&document, NO_OVERLAY).unwrap();
    insta::with_settings!({
        snapshot_path => "../../snapshots/checks",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("names_of_obstacle_course", outline::names(&generated.api)); });
}

/// A group must not take the name of a feature that the client has for something else.
#[test]
fn features_of_the_runtime_are_known() {
    let manifest = String::from_utf8(read(&root().join("generated-client/Cargo.toml"))).unwrap();
    let (_, features) = manifest.split_once("\n[features]\n").unwrap();
    let (features, _) = features.split_once("\n[dependencies]\n").unwrap();
    let names: Vec<&str> =
        features.lines().filter_map(|line| Some(line.split_once(" = [")?.0)).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let group = API.groups.iter().any(|group| group.name == name);
        assert_eq!(codegen::name::is_feature_of_the_runtime(name), !group, "{name}");
    }
}
