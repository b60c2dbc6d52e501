//! Constructs of OpenAPI that the client supports, in 3.0 and 3.1, and what is said about each when
//! it is broken. `tests/tests/obstacle_course/constructs.rs` drives the generated code.

use std::collections::BTreeMap;

use codegen::diagnostic::{Diagnostic, Severity};
use sdk_tests::document::{NO_OVERLAY, generate, read, rendered, root};
use serde_json::{Value, json};

fn fixture(name: &str) -> Value {
    serde_json::from_slice(&read(&root().join("tests/fixtures").join(name))).unwrap()
}

#[test]
fn versions_3_0_and_3_1_generate_the_same_code() {
    let files = |name: &str| {
        let generated = generate(fixture(name).to_string().as_bytes(), NO_OVERLAY);
        let generated = generated.map_err(|found| rendered(&found, name)).unwrap();
        assert!(generated.warnings.is_empty(), "{}", rendered(&generated.warnings, name));
        generated.files
    };
    let (old, new) = (files("constructs/3_0.json"), files("constructs/3_1.json"));
    let texts = |files: &codegen::tree::FileTree| -> BTreeMap<String, String> {
        let version = |text: &str| text.replace("\"3.0.3\"", "\"3.1.1\"");
        files.into_iter().map(|(path, text)| (path.to_owned(), version(text))).collect()
    };
    let (old, new) = (texts(&old), texts(&new));
    assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    for (path, text) in old {
        assert_eq!(text, new[&path], "{path}");
    }
}

/// A construct that is broken: where and how, what is said about it where, and the fix.
struct Broken {
    name: &'static str,
    /// The place that is replaced.
    place: &'static str,
    by: Value,
    code: &'static str,
    /// The place of the diagnostic, from the place that is replaced; `/..` is the one above.
    at: &'static str,
    /// The actions of the overlay that fixes it, as JSON.
    fix: Value,
}

const COMPONENT: &str = "/components/schemas/Component/discriminator";
const FORM: &str = "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data";

fn remove(target: &str) -> Value {
    json!({ "target": target, "description": "It is broken.", "remove": true })
}

fn update(target: &str, update: &Value) -> Value {
    json!({ "target": target, "description": "It is broken.", "update": update })
}

#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn broken() -> Vec<Broken> {
    let mapping = "$.components.schemas.Component.discriminator.mapping";
    let lookup = "$.paths['/v1/lookup'].get.parameters";
    let form = "$.paths['/v1/form'].post.requestBody.content['multipart/form-data']";
    let machine = "$.components.schemas.Machine.properties";
    let case = |name, place, by, code, at, fix| Broken { name, place, by, code, at, fix };
    vec![
        case(
            "d01: a mapping to a schema that does not exist",
            COMPONENT,
            json!({ "propertyName": "sort", "mapping": {
                "w": "#/components/schemas/Wheel", "d": "Door", "x": "#/components/schemas/Gone",
            } }),
            "unresolved-ref",
            "/mapping/x",
            json!([remove(&format!("{mapping}.x"))]),
        ),
        case(
            "d01: a mapping to a schema that is no variant",
            COMPONENT,
            json!({ "propertyName": "sort", "mapping": { "w": "Wheel", "d": "Door", "x": "Town" } }),
            "invalid-value",
            "/mapping/x",
            json!([remove(&format!("{mapping}.x"))]),
        ),
        case(
            "d01: a mapping to something that is no name",
            COMPONENT,
            json!({ "propertyName": "sort", "mapping": { "w": "Wheel", "d": ["Door"] } }),
            "invalid-value",
            "/mapping/d",
            json!([remove(&format!("{mapping}.d"))]),
        ),
        case(
            "d01: a discriminator without a property",
            COMPONENT,
            json!({ "mapping": { "w": "Wheel" } }),
            "invalid-value",
            "",
            json!([update(
                "$.components.schemas.Component.discriminator",
                &json!({ "propertyName": "sort" })
            )]),
        ),
        case(
            "d01: a mapping against the values that a variant lists",
            "/components/schemas/Motion/discriminator",
            json!({ "propertyName": "move", "mapping": { "slide": "Turn", "turn": "Turn" } }),
            "invalid-value",
            "/mapping/slide",
            json!([remove("$.components.schemas.Motion.discriminator.mapping.slide")]),
        ),
        case(
            "d01: optional properties that a possible tag contradicts",
            COMPONENT,
            Value::Null,
            "ambiguous-union",
            "/..",
            json!([update(
                "$.components.schemas.Component",
                &json!({ "discriminator": { "propertyName": "sort" } })
            )]),
        ),
        case(
            "d01: an allOf that contradicts itself",
            "/components/schemas/Slide/allOf/1/properties/move",
            json!({ "type": "string", "enum": ["fly"] }),
            "all-of-conflict",
            "",
            json!([
                remove("$.components.schemas.Slide.allOf[1].properties.move.enum"),
                update(
                    "$.components.schemas.Slide.allOf[1].properties.move",
                    &json!({ "enum": ["slide"] })
                ),
            ]),
        ),
        case(
            "d01: a discriminator whose property no variant has",
            "/components/schemas/Component/discriminator/propertyName",
            json!("kind"),
            "invalid-value",
            "",
            json!([update(
                "$.components.schemas.Component.discriminator",
                &json!({ "propertyName": "sort" })
            )]),
        ),
        case(
            "d01: a discriminator whose property is no string",
            "/components/schemas/Circle/properties/figure",
            json!({ "type": "integer" }),
            "invalid-value",
            "/../../../Outline/discriminator/propertyName",
            json!([update(
                "$.components.schemas.Circle.properties.figure",
                &json!({ "type": "string" })
            )]),
        ),
        case(
            "d01: a variant that is listed twice",
            "/components/schemas/Motion/anyOf/1",
            json!({ "$ref": "#/components/schemas/Slide" }),
            "invalid-value",
            "",
            json!([remove("$.components.schemas.Motion.anyOf[1]")]),
        ),
        case(
            "d01: an allOf whose constraints contradict each other",
            "/components/schemas/Drill/allOf/1",
            json!({ "allOf": [
                { "type": "object", "properties": { "bits": { "type": "integer", "enum": [1] } } },
                { "type": "object", "properties": { "bits": { "type": "integer", "enum": [2] } } },
            ] }),
            "all-of-conflict",
            "/allOf/1/properties/bits",
            json!([remove("$.components.schemas.Drill.allOf[1].allOf[1].properties.bits.enum")]),
        ),
        case(
            "d02: a name for a value that does not exist",
            "/components/schemas/Hue/x-sdk-enum-names",
            json!({ "green": "Green" }),
            "unknown-policy",
            "/..",
            json!([remove("$.components.schemas.Hue['x-sdk-enum-names']")]),
        ),
        case(
            "d04: a range in lower case",
            "/paths/~1v1~1lookup/get/responses/4xx",
            json!({ "description": "It is wrong." }),
            "invalid-value",
            "",
            json!([
                remove("$.paths['/v1/lookup'].get.responses['4xx']"),
                update(
                    "$.paths['/v1/lookup'].get.responses",
                    &json!({ "4XX": { "description": "It is wrong." } })
                ),
            ]),
        ),
        case(
            "d05: a property that is read-only in one schema of an allOf and write-only in another",
            "/components/schemas/Drill/allOf/1",
            json!({ "allOf": [
                { "type": "object", "properties": { "bits": { "type": "integer", "readOnly": true } } },
                { "type": "object", "properties": { "bits": { "type": "integer", "writeOnly": true } } },
            ] }),
            "invalid-value",
            "/allOf/0/properties/bits",
            json!([remove(
                "$.components.schemas.Drill.allOf[1].allOf[1].properties.bits.writeOnly"
            )]),
        ),
        case(
            "d05: a property that is read-only and write-only",
            "/components/schemas/Machine/properties/pin",
            json!({ "type": "string", "readOnly": true, "writeOnly": true }),
            "invalid-value",
            "",
            json!([remove(&format!("{machine}.pin.readOnly"))]),
        ),
        case(
            "d06: a property with the name of the setter of additional properties",
            "/components/schemas/Counters/properties/additionalProperty",
            json!({ "type": "string" }),
            "name-collision",
            "",
            json!([update(
                "$.components.schemas.Counters.properties.additionalProperty",
                &json!({ "x-sdk-name": "other" })
            )]),
        ),
        case(
            "d06: a property with the name of the map of additional properties",
            "/components/schemas/Counters/properties/additionalProperties",
            json!({ "type": "string" }),
            "name-collision",
            "",
            json!([update(
                "$.components.schemas.Counters.properties.additionalProperties",
                &json!({ "x-sdk-name": "other" })
            )]),
        ),
        case(
            "d09: a header parameter with an illegal name",
            "/paths/~1v1~1lookup/get/parameters/2/name",
            json!("X Tenant:\r\n"),
            "unsupported-parameter",
            "",
            json!([update(&format!("{lookup}[2]"), &json!({ "name": "X-Tenant" }))]),
        ),
        case(
            "d09: a header parameter without a name",
            "/paths/~1v1~1lookup/get/parameters/2",
            json!({ "in": "header", "schema": { "type": "string" } }),
            "invalid-value",
            "",
            json!([update(&format!("{lookup}[2]"), &json!({ "name": "X-Tenant" }))]),
        ),
        case(
            "d09: a query array whose items may be null",
            "/paths/~1v1~1lookup/get/parameters/0/schema/items",
            json!({ "type": ["string", "null"] }),
            "unsupported-parameter",
            "/../..",
            json!([
                remove(&format!("{lookup}[0].schema.items.type")),
                update(&format!("{lookup}[0].schema.items"), &json!({ "type": "string" })),
            ]),
        ),
        case(
            "d09: a header that the client sets",
            "/paths/~1v1~1lookup/get/parameters/2/name",
            json!("content-LENGTH"),
            "unsupported-parameter",
            "",
            json!([remove(&format!("{lookup}[2]"))]),
        ),
        case(
            "d09: a cookie with an illegal name",
            "/paths/~1v1~1lookup/get/parameters/5/name",
            json!("a;b"),
            "unsupported-parameter",
            "",
            json!([update(&format!("{lookup}[5]"), &json!({ "name": "ab" }))]),
        ),
        case(
            "d09: a cookie with several values",
            "/paths/~1v1~1lookup/get/parameters/5/schema",
            json!({ "type": "array", "items": { "type": "string" } }),
            "unsupported-parameter",
            "/..",
            json!([
                remove(&format!("{lookup}[5].schema")),
                update(&format!("{lookup}[5]"), &json!({ "schema": { "type": "string" } })),
            ]),
        ),
        case(
            "d09: two parameters of one name in Rust",
            "/paths/~1v1~1lookup/get/parameters/3/name",
            json!("tags"),
            "name-collision",
            "/..",
            json!([remove(&format!("{lookup}[3]"))]),
        ),
        case(
            "d09: a part without a type",
            "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data/schema/properties/title",
            json!({}),
            "untyped-schema",
            "",
            json!([update(
                &format!("{form}.schema.properties.title"),
                &json!({ "type": "string" })
            )]),
        ),
        case(
            "d09: a part that is required but not declared",
            "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data/schema/required",
            json!(["file", "title", "gone"]),
            "untyped-schema",
            "/..",
            json!([update(
                &format!("{form}.schema.properties"),
                &json!({ "gone": { "type": "string" } })
            )]),
        ),
        case(
            "d09: a media type for a part",
            "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data/encoding",
            json!({ "file": { "contentType": "text/csv" } }),
            "unsupported-keyword",
            "",
            json!([remove(&format!("{form}.encoding"))]),
        ),
        case(
            "d09: a file of two media types",
            "/paths/~1v1~1picture/put/requestBody/content",
            json!({ "image/png": {}, "image/jpeg": {} }),
            "unsupported-media-type",
            "",
            json!([remove("$.paths['/v1/picture'].put.requestBody.content['image/jpeg']")]),
        ),
        case(
            "d09: a form without a schema",
            FORM,
            json!({}),
            "untyped-schema",
            "/schema",
            json!([update(
                form,
                &json!({ "schema": { "type": "object", "properties": {
                    "file": { "type": "string", "format": "binary" },
                } } })
            )]),
        ),
        case(
            "d09: a form that is no object",
            FORM,
            json!({ "schema": { "type": "string" } }),
            "unsupported-schema",
            "/schema",
            json!([
                remove(&format!("{form}.schema")),
                update(
                    form,
                    &json!({ "schema": { "type": "object", "properties": {
                    "file": { "type": "string", "format": "binary" },
                } } })
                ),
            ]),
        ),
        case(
            "d09: a file with another schema than bytes",
            "/paths/~1v1~1file/put/requestBody/content/application~1octet-stream/schema",
            json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
            "unsupported-media-type",
            "/../..",
            json!([
                remove(
                    "$.paths['/v1/file'].put.requestBody.content['application/octet-stream'].schema"
                ),
                update(
                    "$.paths['/v1/file'].put.requestBody.content['application/octet-stream']",
                    &json!({ "schema": { "type": "string", "format": "binary" } })
                ),
            ]),
        ),
    ]
}

fn found(document: &Value, actions: &Value) -> Vec<Diagnostic> {
    let overlay = json!({
        "overlay": "1.0.0", "info": { "title": "Fix", "version": "1.0" }, "actions": actions,
    });
    match generate(document.to_string().as_bytes(), &overlay.to_string()) {
        Ok(generated) => generated.warnings,
        Err(found) => found,
    }
}

/// Replaces the value at a place; null removes it.
fn replace(document: &mut Value, place: &str, by: Value) {
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}"));
    match (parent, by) {
        (Value::Object(members), Value::Null) => _ = members.shift_remove(key),
        (Value::Object(members), by) => _ = members.insert(key.replace("~1", "/"), by),
        (parent, by) => parent[key.parse::<usize>().unwrap()] = by,
    }
}

/// The pointer of a diagnostic, from the place that was replaced; `/..` is the one above.
fn expected_place(place: &str, at: &str) -> String {
    let mut expected = place.to_owned();
    for _ in at.matches("/..") {
        expected.truncate(expected.rfind('/').unwrap());
    }
    format!("#{expected}{}", at.replace("/..", ""))
}

#[test]
fn each_broken_construct_is_one_diagnostic_with_a_fix_that_works() {
    for Broken { name, place, by, code, at, fix } in broken() {
        let mut document = fixture("constructs/3_1.json");
        replace(&mut document, place, by);
        let said = found(&document, &json!([]));
        let shown = rendered(&said, name);
        let [only] = said.as_slice() else { panic!("{name}: {shown}") };
        assert_eq!((only.code.as_str(), only.severity), (code, Severity::Error), "{shown}");
        assert_eq!(only.at.to_string(), expected_place(place, at), "{shown}");
        assert!(only.help.contains("overlay"), "{shown}");
        let said = found(&document, &fix);
        assert!(said.is_empty(), "{name}: {}", rendered(&said, name));
    }
}

/// What the generated code cannot express is not lost without a word.
#[test]
fn constraints_that_are_not_checked_have_a_warning() {
    const MORE: &str = "/components/schemas/Machine/properties/more";
    let text = json!({ "type": "string", "maxLength": 3 });
    for (place, by, at) in [
        (
            MORE,
            json!({ "type": "array", "items": { "type": "array", "items": {
                "type": "array", "items": text,
            } } }),
            "/items/items",
        ),
        (
            MORE,
            json!({ "type": "object", "additionalProperties": { "type": "array", "items": text } }),
            "/additionalProperties",
        ),
        (
            MORE,
            json!({ "type": "object", "properties": { "a": { "type": "string" } },
                "additionalProperties": text }),
            "/additionalProperties",
        ),
        (
            MORE,
            json!({ "type": "object", "additionalProperties": { "type": "string" },
                "propertyNames": { "pattern": "^a" } }),
            "/propertyNames",
        ),
        (MORE, json!({ "oneOf": [text, { "type": "integer" }] }), "/oneOf"),
        (
            "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data/schema/additionalProperties",
            json!({ "type": "string" }),
            "/..",
        ),
        (
            "/paths/~1v1~1machine/put/security",
            json!([{ "basic": ["one"] }, { "bearer": ["another"] }]),
            "",
        ),
    ] {
        let mut document = fixture("constructs/3_1.json");
        document["components"]["securitySchemes"] = json!({
            "basic": { "type": "http", "scheme": "basic" },
            "bearer": { "type": "http", "scheme": "bearer" },
        });
        replace(&mut document, place, by);
        let said = found(&document, &json!([]));
        let shown = rendered(&said, place);
        let [only] = said.as_slice() else { panic!("{place}: {shown}") };
        assert_eq!(
            (only.code.as_str(), only.severity),
            ("unsupported-keyword", Severity::Warning),
            "{shown}"
        );
        assert_eq!(only.at.to_string(), expected_place(place, at), "{shown}");
        assert!(only.help.contains("overlay"), "{shown}");
    }
}

/// The code of a document of which a place was replaced.
fn code(place: &str, by: Value) -> String {
    let mut document = fixture("constructs/3_1.json");
    replace(&mut document, place, by);
    code_of(&document)
}

fn code_of(document: &Value) -> String {
    let generated = generate(document.to_string().as_bytes(), NO_OVERLAY);
    let generated = generated.map_err(|found| rendered(&found, "document")).unwrap();
    assert!(generated.warnings.is_empty(), "{}", rendered(&generated.warnings, "document"));
    (&generated.files).into_iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn d01_what_each_schema_of_an_all_of_says_about_a_property_holds() {
    let code = code(
        "/components/schemas/Drill/allOf/1",
        json!({ "allOf": [
            { "type": "object", "required": ["stamp"], "properties": {
                "stamp": { "type": "string" }, "label": { "type": "string", "maxLength": 64 },
            } },
            { "type": "object", "properties": {
                "stamp": { "type": "string", "readOnly": true, "description": "Set by the service." },
                "label": { "type": "string", "maxLength": 10, "pattern": "^[a-z]+$" },
            } },
        ] }),
    );
    assert!(code.contains("Limit::MaxLength(10)") && code.contains("Limit::Pattern(\"^[a-z]+$\")"));
    assert!(!code.contains("MaxLength(64)") && code.contains("Set by the service."));
    // A request has no read-only property, and nothing asks for one.
    assert_eq!(code.matches("pub stamp: Option<String>").count(), 2, "of `Engine` and `Drill`");
    assert!(!code.contains("stamp: impl Into<String>"));
}

#[test]
fn d03_a_union_may_be_null_if_a_variant_may() {
    const MORE: &str = "/components/schemas/Machine/properties/more";
    let union = json!({ "oneOf": [
        { "$ref": "#/components/schemas/Town" },
        { "type": ["object", "null"], "required": ["street"],
            "properties": { "street": { "type": "string" } } },
    ] });
    let code = code(MORE, union.clone());
    assert!(code.contains("pub more: Patch<MachineMore>") && code.contains("pub fn more_null("));

    let mut document = fixture("constructs/3_1.json");
    replace(&mut document, "/components/schemas/More", union);
    replace(&mut document, MORE, json!({ "$ref": "#/components/schemas/More" }));
    let code = code_of(&document);
    assert!(code.contains("pub more: Patch<More>") && code.contains("pub fn more_null("));
}

#[test]
fn two_decisions_on_one_resource_are_a_collision() {
    let item = |parameter: &str, method: &str, name: Option<&str>| {
        let mut item = json!({ method: {
            "operationId": format!("shelf_{method}"), "tags": ["Shelf"],
            "parameters": [{ "name": parameter, "in": "path", "required": true,
                "schema": { "type": "string" } }],
            "responses": { "204": { "description": "Done." } },
        } });
        if let Some(name) = name {
            item["x-sdk-resource"] = json!(name);
        }
        item
    };
    let codes = |one: Option<&str>, other: Option<&str>| {
        let document = json!({
            "openapi": "3.1.1", "info": { "title": "Shelves", "version": "1.0" },
            "paths": {
                "/v1/shelves/{id}": item("id", "delete", one),
                "/v1/shelves/{shelfId}": item("shelfId", "patch", other),
            },
        });
        let found = found(&document, &json!([]));
        found.iter().map(|found| found.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(codes(Some("rack"), Some("board")), ["resource-collision"]);
    assert_eq!(codes(Some("rack"), None), codes(Some("rack"), Some("rack")));
    assert!(!codes(Some("rack"), None).contains(&"resource-collision"));
}

#[test]
fn d05_a_read_only_part_of_a_form_is_not_sent() {
    let code = code(
        "/paths/~1v1~1form/post/requestBody/content/multipart~1form-data/schema/properties/title",
        json!({ "type": "string", "readOnly": true }),
    );
    assert!(code.contains("set_part(\"file\"") && !code.contains("set_part(\"title\""));
}

#[test]
fn u10_items_of_lists_and_values_of_maps_are_written_back() {
    let text = json!({ "type": "string" });
    let mut document = fixture("constructs/3_1.json");
    let result = |schema: Value| {
        json!({ "200": { "description": "Fine.", "content": { "application/json": { "schema": {
            "properties": { "status": { "type": "number" }, "requestId": { "type": "string" },
                "result": schema },
        } } } } })
    };
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let resource = |id: &str, read: Value, written: Value| {
        json!({
            "get": { "operationId": format!("{id}Get"), "tags": ["Constructs"],
                "responses": result(read) },
            "put": { "operationId": format!("{id}Put"), "tags": ["Constructs"],
                "requestBody": { "content": { "application/json": { "schema": written } } },
                "responses": { "204": { "description": "Done." } } },
        })
    };
    let list = |name: &str| json!({ "type": "array", "items": schema(name) });
    let map = |name: &str| {
        json!({ "type": "object", "properties": {
            "rows": { "type": "object", "additionalProperties": schema(name) },
        } })
    };
    let row = |names: &[&str]| {
        let properties = names.iter().map(|name| ((*name).to_owned(), text.clone())).collect();
        json!({ "type": "object", "properties": Value::Object(properties) })
    };
    for (name, value) in [
        ("Entry", row(&["id", "key"])),
        ("EntryInput", row(&["key"])),
        ("Row", row(&["id", "value"])),
        ("RowInput", row(&["value"])),
        ("Sheet", map("Row")),
        ("SheetInput", map("RowInput")),
    ] {
        document["components"]["schemas"][name] = value;
    }
    document["paths"]["/v1/entries"] = resource("entries", list("Entry"), list("EntryInput"));
    document["paths"]["/v1/sheet"] = resource("sheet", schema("Sheet"), schema("SheetInput"));
    // The body is a list, but the resource is none.
    document["paths"]["/v1/other"] = resource("other", schema("Town"), list("EntryInput"));
    let generated = generate(document.to_string().as_bytes(), NO_OVERLAY);
    let generated = generated.map_err(|found| rendered(&found, "document")).unwrap();
    let code: String = (&generated.files).into_iter().map(|(_, text)| text.as_str()).collect();
    for conversion in [
        "TryFrom<response::Entry> for EntryInput",
        "TryFrom<response::Row> for RowInput",
        "TryFrom<response::Sheet> for SheetInput",
        "convert_without(&value, &[\"rows/*/id\"])",
    ] {
        assert!(code.contains(conversion), "{conversion}");
    }
    assert!(!code.contains("TryFrom<response::Town> for EntryInput"));
}
