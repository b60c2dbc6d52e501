//! Cases from public reports of people who compare API documents, F1 to F8 of the table in
//! `docs/diff.md`: no false alarms for equivalent spellings, correct widening, and no change
//! without a rule. F9 is about the entries of the changelog, and F11 about dropped decisions.

mod nullable;
mod refused;

use codegen::diff::report::{View, changelog};
use codegen::diff::{Change, Changes, Rule, Source, Wire, diff};
use codegen::overlay::Mode;
use sdk_tests::document::{DOCUMENT, NO_OVERLAY};
use serde_json::{Value, json};

use crate::fixture::{Fixture, Read, named, told};

/// A small API whose body and response hold an object with these properties.
fn document(version: &str, properties: &Value) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Gadget" });
    json!({
        "openapi": version,
        "info": { "title": "Gadgets", "version": "1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": { "/v1/gadgets": { "post": {
            "operationId": "gadgetCreate",
            "tags": ["Gadgets"],
            "security": [{ "basic": [] }],
            "parameters": [
                { "name": "since", "in": "query", "schema": { "type": "string", "format": "date" } },
            ],
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object",
                "properties": properties,
            } } } },
            "responses": { "200": { "description": "A gadget.", "content": { "application/json": {
                "schema": { "type": "object", "properties": {
                    "status": { "type": "number" },
                    "requestId": { "type": "string" },
                    "result": schema,
                } },
            } } } },
        } } },
        "components": {
            "securitySchemes": { "basic": { "type": "http", "scheme": "basic" } },
            "schemas": { "Gadget": { "type": "object", "properties": properties } },
        },
    })
}

fn read(document: &Value) -> Read {
    let text = serde_json::to_vec(document).unwrap();
    Read::new(&text, NO_OVERLAY, Mode::Strict).unwrap_or_else(|error| panic!("{error}"))
}

fn between(old: &Value, new: &Value) -> Changes {
    diff(read(old).document(), read(new).document())
}

/// The changes of a property that is `old` in one document and `new` in the other.
fn of_property(old: &Value, new: &Value) -> Changes {
    let document = |property: &Value| document("3.1.1", &json!({ "p": property }));
    between(&document(old), &document(new))
}

#[track_caller]
fn assert_no_change(changes: &Changes) {
    assert!(changes.changes.is_empty(), "{}", told(changes));
    assert!(changes.refactorings.is_empty(), "{}", told(changes));
}

#[track_caller]
fn find<'a>(changes: &'a Changes, rule: &str) -> &'a Change {
    changes
        .changes
        .iter()
        .find(|change| change.rule.id == rule)
        .unwrap_or_else(|| panic!("{rule} is not in\n{}", told(changes)))
}

#[test]
fn f1_the_spellings_of_openapi_3_0_and_3_1_are_no_change() {
    for (old, new) in [
        (json!({ "type": "string", "nullable": true }), json!({ "type": ["string", "null"] })),
        (
            json!({ "type": "string", "nullable": true, "enum": ["a", "b"] }),
            json!({ "type": ["null", "string"], "enum": ["b", "a", null] }),
        ),
        (
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
        ),
        (
            json!({ "type": "number", "maximum": 9, "exclusiveMaximum": true, "minimum": 1.0 }),
            json!({ "type": "number", "exclusiveMaximum": 9.0, "minimum": 1 }),
        ),
        (json!({ "type": "string", "enum": ["a"] }), json!({ "type": "string", "const": "a" })),
        (
            json!({ "type": "array", "items": { "type": "array", "items": {
                "type": "string", "nullable": true, "minLength": 0 } } }),
            json!({ "type": "array", "items": { "type": "array", "items": {
                "type": ["string", "null"] } } }),
        ),
        (
            json!({ "type": "object", "additionalProperties": {
                "type": "integer", "minimum": 3, "exclusiveMinimum": true } }),
            json!({ "type": "object", "additionalProperties": {
                "type": "integer", "exclusiveMinimum": 3 } }),
        ),
        (
            json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Gadget" }] }),
            json!({ "anyOf": [{ "$ref": "#/components/schemas/Gadget" }, { "type": "null" }] }),
        ),
        (
            json!({ "type": "string", "deprecated": false, "readOnly": false, "minLength": 0 }),
            json!({ "type": "string" }),
        ),
        (json!({ "type": "number", "default": 2.0 }), json!({ "type": "number", "default": 2 })),
        (
            json!({ "type": "object", "additionalProperties": {},
                "properties": { "x": { "type": "string" } } }),
            json!({ "type": "object", "properties": { "x": { "type": "string" } } }),
        ),
    ] {
        let old = document("3.0.3", &json!({ "p": old }));
        let new = document("3.1.1", &json!({ "p": new }));
        assert_no_change(&between(&old, &new));
        assert_no_change(&between(&new, &old));
    }
}

#[test]
fn f2_the_order_of_a_set_is_no_change() {
    let old = json!({
        "a": { "type": ["string", "null"] },
        "b": { "type": ["string", "integer", "null"] },
        "c": { "type": "array", "items": { "type": ["null", "integer"], "enum": [1, 2, null] } },
        "d": { "enum": ["x", "y"], "type": "string" },
        "e": { "allOf": [{ "pattern": "^a" }, { "pattern": "z$" }], "type": "string" },
    });
    let new = json!({
        "a": { "type": ["null", "string"] },
        "b": { "type": ["null", "integer", "string"] },
        "c": { "type": "array", "items": { "type": ["integer", "null"], "enum": [null, 2, 1] } },
        "d": { "enum": ["y", "x"], "type": "string" },
        "e": { "allOf": [{ "pattern": "z$" }, { "pattern": "^a" }], "type": "string" },
    });
    let (mut old, mut new) = (document("3.1.1", &old), document("3.1.1", &new));
    let operation = "/paths/~1v1~1gadgets/post";
    old.pointer_mut(operation).unwrap()["security"] = json!([{ "basic": ["a", "b"] }]);
    new.pointer_mut(operation).unwrap()["security"] = json!([{ "basic": ["b", "a"] }]);
    for changes in [between(&old, &new), between(&new, &old)] {
        assert!(changes.is_empty(), "{}", told(&changes));
    }
}

#[test]
fn f6_dropping_authentication_of_a_call_is_not_breaking() {
    let old = document("3.1.1", &json!({}));
    for security in [json!([]), json!([{}]), json!([{ "basic": [] }, {}])] {
        let mut new = old.clone();
        new["paths"]["/v1/gadgets"]["post"]["security"] = security;
        let changes = between(&old, &new);
        let change = find(&changes, "security-requirement-widened");
        assert_eq!((change.wire, change.source), (Wire::Ok, Source::None));
        assert_eq!(changes.wire(), Wire::Ok, "{}", told(&changes));
        let back = between(&new, &old);
        let is_asked = back.changes.iter().any(|c| c.rule.id == "security-requirement-changed");
        assert!(is_asked, "{}", told(&back));
    }
}

#[test]
fn f7_removing_a_request_format_or_adding_a_response_format_is_no_risk() {
    let (plain, uuid) =
        (json!({ "type": "string" }), json!({ "type": "string", "format": "uuid" }));
    let changes = of_property(&uuid, &plain);
    assert_eq!(find(&changes, "req-prop-format-widened").wire, Wire::Ok);
    assert_eq!(find(&changes, "resp-format-changed").wire, Wire::Risk);
    let changes = of_property(&plain, &uuid);
    assert_eq!(find(&changes, "req-prop-format-changed").wire, Wire::Risk);
    assert_eq!(find(&changes, "resp-format-narrowed").wire, Wire::Ok);
    // Formats of numbers, and of the items of lists, which no type of the crate shows.
    let number = |format: &str| json!({ "type": "integer", "format": format });
    let list = |format: &str| json!({ "type": "array", "items": number(format) });
    for of in [&number as &dyn Fn(&str) -> Value, &list] {
        let changes = of_property(&of("int32"), &of("int64"));
        assert_eq!(find(&changes, "req-prop-format-widened").wire, Wire::Ok);
    }
    // A parameter.
    let old = document("3.1.1", &json!({}));
    let mut new = old.clone();
    new["paths"]["/v1/gadgets"]["post"]["parameters"][0]["schema"] = json!({ "type": "string" });
    assert_eq!(find(&between(&old, &new), "param-format-widened").wire, Wire::Ok);
    assert_eq!(find(&between(&new, &old), "param-format-changed").wire, Wire::Risk);
}

#[test]
fn f8_a_new_value_at_one_place_of_a_shared_enum_is_an_addition() {
    const RECORD: &str =
        "  - { target: $, update: { x-sdk-enums: { ThingColor: [ThingPostColor] } } }";
    let colors = |schema: &str, values: &str| {
        format!(
            "  - {{ target: $.components.schemas.{schema}.properties.color.enum, remove: true }}\n  \
             - {{ target: $.components.schemas.{schema}.properties.color, update: {{ enum: [{values}] }} }}"
        )
    };
    let changes = |old: &str, new: &str| {
        let text = format!("old:\n{RECORD}\n{old}\nnew:\n{RECORD}\n{new}\n");
        Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}")).into_changes()
    };
    for (schema, rule, wire) in [
        ("Thing", "resp-enum-value-added", Wire::Risk),
        ("ThingPost", "req-enum-value-added", Wire::Ok),
    ] {
        let changes = changes("", &colors(schema, "red, green, blue"));
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        assert_eq!((change.rule.id, change.wire, change.source), (rule, wire, Source::Additive));
    }
    // A value that one place loses is still a variant of the type.
    let three = |schema: &str| colors(schema, "red, green, blue");
    let old = format!("{}\n{}", three("Thing"), three("ThingPost"));
    for (schema, rule, wire) in [
        ("Thing", "resp-enum-value-removed", Wire::Ok),
        ("ThingPost", "req-enum-value-removed", Wire::Break),
    ] {
        let other = if schema == "Thing" { "ThingPost" } else { "Thing" };
        let new = format!("{}\n{}", three(other), colors(schema, "red, green"));
        let changes = changes(&old, &new);
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        assert_eq!((change.rule.id, change.wire, change.source), (rule, wire, Source::None));
    }
}

/// Replaces the value at a place of a document.
fn with(document: &Value, at: &str, value: Value) -> Value {
    let mut document = document.clone();
    let (parent, key) = at.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap()[key] = value;
    document
}

/// Asserts that a rule names a change, in any direction.
#[track_caller]
fn assert_named(changes: &Changes, rule: &str) {
    let rule = Rule::find(rule).unwrap();
    assert!(!named(changes, rule).is_empty(), "{} is not in\n{}", rule.id, told(changes));
}

#[test]
fn f1_spellings_of_parameters_and_of_wrapped_schemas_are_no_change() {
    for (old, new) in [
        // In a parameter.
        (
            json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true, "nullable": false }),
            json!({ "type": ["integer"], "exclusiveMinimum": 1.0 }),
        ),
        (json!({ "enum": ["a"], "type": "string" }), json!({ "const": "a", "type": ["string"] })),
    ] {
        let at = "/paths/~1v1~1gadgets/post/parameters/0/schema";
        let old = with(&document("3.0.3", &json!({})), at, old);
        let new = with(&document("3.1.1", &json!({})), at, new);
        assert_no_change(&between(&old, &new));
        assert_no_change(&between(&new, &old));
    }
    for (old, new) in [
        // Around a schema.
        (
            json!({ "allOf": [{ "type": "string", "nullable": true }] }),
            json!({ "type": ["null", "string"] }),
        ),
        (
            json!({ "type": "string", "nullable": true, "enum": ["a", "b", null] }),
            json!({ "oneOf": [{ "type": "string", "enum": ["a", "b"] }, { "type": "null" }] }),
        ),
        // In a map of lists.
        (
            json!({ "type": "object", "additionalProperties": { "type": "array", "items": {
                "type": "number", "maximum": 5, "exclusiveMaximum": true, "nullable": true } } }),
            json!({ "type": "object", "additionalProperties": { "type": "array", "items": {
                "type": ["null", "number"], "exclusiveMaximum": 5 } } }),
        ),
    ] {
        let old = document("3.0.3", &json!({ "p": old }));
        let new = document("3.1.1", &json!({ "p": new }));
        assert_no_change(&between(&old, &new));
        assert_no_change(&between(&new, &old));
    }
}

#[test]
fn f2_the_order_of_alternatives_and_of_optional_parameters_is_no_change() {
    let post = "/paths/~1v1~1gadgets/post";
    let base = document(
        "3.1.1",
        &json!({ "p": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } }),
    );
    let mut base = with(
        &base,
        "/components/securitySchemes",
        json!({ "basic": { "type": "http", "scheme": "basic" }, "key": { "type": "http", "scheme": "bearer" } }),
    );
    base.pointer_mut(post).unwrap()["security"] = json!([{ "basic": [] }, { "key": [] }]);
    let more = json!({ "name": "to", "in": "query", "schema": { "type": ["string", "null"], "enum": ["a", "b"] } });
    base.pointer_mut(post).unwrap()["parameters"].as_array_mut().unwrap().push(more);
    let turned = ["security", "parameters"].iter().fold(base.clone(), |document, key| {
        let mut list = document.pointer(post).unwrap()[*key].as_array().unwrap().clone();
        list.reverse();
        with(&document, &format!("{post}/{key}"), Value::Array(list))
    });
    let mut turned = turned;
    let values = turned.pointer_mut(post).unwrap();
    values["parameters"][0]["schema"] = json!({ "enum": ["b", "a"], "type": ["null", "string"] });
    for schema in [
        "/components/schemas/Gadget/properties/p/oneOf",
        "/paths/~1v1~1gadgets/post/requestBody/content/application~1json/schema/properties/p/oneOf",
    ] {
        turned.pointer_mut(schema).unwrap().as_array_mut().unwrap().reverse();
    }
    for changes in [between(&base, &turned), between(&turned, &base)] {
        assert!(
            changes.changes.is_empty() && changes.refactorings.is_empty(),
            "{}",
            told(&changes)
        );
    }
}

#[test]
fn f6_dropping_authentication_of_a_document_is_not_breaking() {
    let mut old = document("3.1.1", &json!({}));
    let operation = old.pointer_mut("/paths/~1v1~1gadgets/post").unwrap();
    operation.as_object_mut().unwrap().shift_remove("security");
    old["security"] = json!([{ "basic": [] }]);
    for security in [json!([]), json!([{}, { "basic": [] }])] {
        let new = with(&old, "/security", security);
        let changes = between(&old, &new);
        assert_eq!(find(&changes, "security-requirement-widened").wire, Wire::Ok);
        assert_eq!(changes.wire(), Wire::Ok, "{}", told(&changes));
        assert_eq!(find(&between(&new, &old), "security-requirement-changed").wire, Wire::Break);
    }
}

#[test]
fn f6_a_document_that_no_longer_requires_authentication_is_reported() {
    let mut old = document("3.1.1", &json!({}));
    let operation = old.pointer_mut("/paths/~1v1~1gadgets/post").unwrap();
    operation.as_object_mut().unwrap().shift_remove("security");
    let new = old.clone();
    old["security"] = json!([{ "basic": [] }]);
    let changes = between(&old, &new);
    assert_eq!(find(&changes, "security-requirement-widened").wire, Wire::Ok);
    assert_eq!(changes.wire(), Wire::Ok, "{}", told(&changes));
    // The other way round, the document says what clients do already.
    assert_no_change(&between(&new, &old));
}

#[test]
fn a_part_that_becomes_a_file_has_another_type() {
    let form = |part: Value| {
        let form = json!({ "multipart/form-data": {
            "schema": { "type": "object", "properties": { "p": part } },
        } });
        with(&document("3.1.1", &json!({})), "/paths/~1v1~1gadgets/post/requestBody/content", form)
    };
    let file = json!({ "type": "string", "format": "binary" });
    for text in [json!({ "type": "string" }), json!({ "type": "string", "enum": ["a"] })] {
        let list = |items: &Value| json!({ "type": "array", "items": items });
        for (old, new) in [
            (text.clone(), file.clone()),
            (file.clone(), text.clone()),
            (list(&text), list(&file)),
            (list(&file), list(&text)),
        ] {
            let changes = between(&form(old), &form(new));
            let change = find(&changes, "param-type-changed");
            assert_eq!((change.wire, change.source), (Wire::Break, Source::Break));
            assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
        }
    }
}

#[test]
fn a_reference_that_becomes_read_only_has_a_rule_in_every_spelling() {
    let reference = json!({ "$ref": "#/components/schemas/Size" });
    let of = |property: &Value| {
        let document = document("3.1.1", &json!({ "p": property }));
        with(
            &document,
            "/components/schemas/Size",
            json!({ "type": "object", "properties": {
            "width": { "type": "integer" },
        } }),
        )
    };
    for read_only in [
        json!({ "readOnly": true, "$ref": "#/components/schemas/Size" }),
        json!({ "readOnly": true, "allOf": [reference] }),
        json!({ "readOnly": true, "anyOf": [reference] }),
    ] {
        let changes = between(&of(&reference), &of(&read_only));
        assert_eq!(find(&changes, "req-read-only-gained").wire, Wire::Risk);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
        let changes = between(&of(&read_only), &of(&reference));
        assert_eq!(find(&changes, "req-read-only-lost").wire, Wire::Ok);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
    }
}

#[test]
fn f7_formats_behind_references_and_in_maps_widen_and_narrow() {
    let base = document("3.1.1", &json!({ "p": { "$ref": "#/components/schemas/Id" } }));
    let id = |schema: Value| with(&base, "/components/schemas/Id", schema);
    let (uuid, plain) =
        (id(json!({ "type": "string", "format": "uuid" })), id(json!({ "type": "string" })));
    let changes = between(&uuid, &plain);
    assert_eq!(find(&changes, "resp-format-changed").wire, Wire::Risk);
    assert_named(&changes, "req-prop-format-widened");
    assert_named(&between(&plain, &uuid), "resp-format-narrowed");
    let map = |format: &str| json!({ "type": "object", "additionalProperties": { "type": "number", "format": format } });
    let changes = of_property(&map("float"), &map("double"));
    assert_eq!(find(&changes, "req-prop-format-widened").wire, Wire::Ok);
    let changes = of_property(&map("double"), &map("float"));
    assert_eq!(find(&changes, "resp-format-narrowed").wire, Wire::Ok);
    assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
}

/// The committed document after a change, and what the comparison says of it.
fn of_committed(change: impl Fn(&mut Value)) -> Changes {
    let mut document = DOCUMENT.clone();
    change(&mut document);
    let text = serde_json::to_vec(&document).unwrap();
    // A new state is in no list of a wait, which is an error that needs a decision.
    let new = Read::partly(&text, NO_OVERLAY).unwrap();
    let old = Read::partly(&serde_json::to_vec(&*DOCUMENT).unwrap(), NO_OVERLAY).unwrap();
    diff(old.document(), new.document())
}

fn add_value(schema: &mut Value, value: &str) {
    schema["enum"].as_array_mut().unwrap().push(value.into());
}

#[test]
fn f8_a_new_state_of_services_alone_is_an_addition() {
    let changes = of_committed(|document| {
        let properties = &mut document["components"]["schemas"]["Service"]["properties"];
        add_value(&mut properties["state"], "hibernating");
    });
    let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
    assert_eq!((change.wire, change.source), (Wire::Risk, Source::Additive), "{}", told(&changes));
    assert!(change.message.contains("hibernating"), "{}", told(&changes));
    assert!(change.rust.contains("ServiceState"), "{}", told(&changes));
    assert!(!change.items.is_empty() && changes.refactorings.is_empty(), "{}", told(&changes));
}

#[test]
fn f8_a_value_of_a_parameter_or_of_items_that_share_a_type_is_an_addition() {
    const RECORD: &str = "  - { target: $, update: { x-sdk-enums: { ThingColor: [ThingPostColor, ThingPostShadesItem, ThingGetListColor] } } }\n  \
         - { target: $.components.schemas.ThingPost.properties, update: { shades: { type: array, items: { type: string, enum: [red, green] } } } }\n  \
         - { target: \"$.paths['/v1/things'].get.parameters\", update: [{ name: color, in: query, schema: { type: string, enum: [red, green] } }] }";
    for (target, rule) in [
        ("$.components.schemas.ThingPost.properties.shades.items", "req-enum-value-added"),
        ("$.paths['/v1/things'].get.parameters[5].schema", "param-enum-value-added"),
    ] {
        let text = format!(
            "old:\n{RECORD}\nnew:\n{RECORD}\n  - {{ target: \"{target}\", update: {{ enum: [blue] }} }}\n"
        );
        let fixture = Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}"));
        let changes = fixture.into_changes();
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        let verdict = (change.rule.id, change.wire, change.source);
        assert_eq!(verdict, (rule, Wire::Ok, Source::Additive), "{}", told(&changes));
    }
}

#[test]
fn f9_entries_name_handles_methods_and_fields_with_their_advice() {
    let view = View { new: "2026-10-22", version: Some("0.1.0"), ..View::default() };
    let section = changelog(Fixture::of("handle-moved").changes(), &view);
    assert!(
        section.contains("`resources::Thing::size()` → `Client::size()`. Obtain it"),
        "{section}"
    );
    let section = changelog(Fixture::of("method-renamed").changes(), &view);
    let entry =
        "- Renamed `Client::get_metrics`: `Client::get_metrics` → `Client::read_metrics`. Use";
    assert!(section.contains(entry), "{section}");
    let section = changelog(Fixture::of("rust-argument-gained").changes(), &view);
    assert!(
        section.contains("`request::ThingPost::size`: an argument of `new`. Pass"),
        "{section}"
    );
}

#[test]
fn f11_a_decision_that_the_overlay_no_longer_has_is_reported() {
    for (action, rule) in [
        (
            "{ target: \"$.paths['/v1/metrics'].get\", update: { x-sdk-name: read_metrics } }",
            "method-renamed",
        ),
        (
            "{ target: \"$.paths['/v1/things/{thingId}']\", update: { x-sdk-resource: item } }",
            "handle-renamed",
        ),
        (
            "{ target: $.components.schemas.ThingPatch, update: { x-sdk-required: [size] } }",
            "rust-argument-lost",
        ),
        (
            "{ target: $.components.schemas.Thing.properties.note, update: { x-sdk-secret: true } }",
            "secret-field-lost",
        ),
    ] {
        let text = format!("old:\n  - {action}\n");
        let fixture = Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}"));
        let changes = fixture.into_changes();
        assert_named(&changes, rule);
        assert_eq!((changes.wire(), changes.source()), (Wire::Ok, Source::Break), "{rule}");
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
    }
}
