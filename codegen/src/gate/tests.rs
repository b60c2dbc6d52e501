//! Tests of what the gate accepts and rejects, with locations.

use serde_json::{Value, json};

use super::gate;
use crate::diagnostic::{Diagnostic, Sink};

const DOCUMENT: &str = include_str!("../../../spec/openapi.json");

/// A document with one operation, whose response has the schema `schema`.
fn document(version: &str, schema: Value) -> Value {
    let mut media_type = json!({});
    media_type["schema"] = schema;
    json!({
        "openapi": version,
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "get": {
            "operationId": "a",
            "responses": {
                "200": { "description": "", "content": { "application/json": media_type } }
            }
        } } },
        "components": { "schemas": { "A": { "type": "string" } } }
    })
}

fn check(document: &Value) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    gate(document, &mut sink);
    sink.into_vec()
}

/// The code and location of each finding, relative to the schema if it is inside.
fn found(document: &Value) -> Vec<String> {
    let schema = "#/paths/~1a/get/responses/200/content/application~1json/schema";
    let findings = check(document);
    assert!(findings.iter().all(|found| !found.help.is_empty()), "{findings:?}");
    let line = |found: &Diagnostic| format!("{} {}", found.code, found.at).replace(schema, "");
    findings.iter().map(line).collect()
}

fn in_schema(version: &str, schema: Value) -> Vec<String> {
    found(&document(version, schema))
}

/// The findings after `change` to a valid document.
fn after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = document("3.1.0", json!({}));
    change(&mut document);
    found(&document)
}

#[test]
fn committed_document_passes() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(check(&document), []);
}

#[test]
fn all_understood_keywords_pass() {
    let modern = json!({
        "type": ["object", "null"], "title": "t", "description": "d", "deprecated": true,
        "externalDocs": { "url": "u", "x-a": 1 }, "readOnly": true, "writeOnly": false,
        "required": ["a"], "minProperties": 1, "maxProperties": 2, "examples": [{ "not": 1 }],
        "example": { "$ref": "data", "if": 1 }, "default": null, "x-anything": { "not": {} },
        "propertyNames": { "pattern": "a" }, "$comment": "c",
        "properties": {
            "a": { "type": "string", "minLength": 1, "maxLength": 2, "pattern": "a", "format": "f" },
            "b": { "type": "number", "exclusiveMinimum": 0, "maximum": 1.5, "multipleOf": 0.5 },
            "c": { "type": "array", "items": true, "minItems": 1, "maxItems": 2, "uniqueItems": true },
            "d": { "oneOf": [{ "const": 1 }, { "enum": ["a", null] }] },
            "e": { "anyOf": [{ "$ref": "#/components/schemas/A", "description": "s" }] },
            "f": { "allOf": [{ "additionalProperties": false }, { "additionalProperties": {} }] },
        }
    });
    assert_eq!(in_schema("3.1.1", modern), [] as [&str; 0]);
    let old = json!({
        "type": "object", "nullable": true, "properties": {
            "a": { "type": "integer", "minimum": 0, "exclusiveMinimum": true },
            "b": { "$ref": "#/components/schemas/A", "x-sdk-secret": true },
        }
    });
    assert_eq!(in_schema("3.0.3", old), [] as [&str; 0]);
}

#[test]
fn properties_may_be_named_like_keywords() {
    let schema = json!({ "properties": {
        "$ref": { "type": "object", "properties": { "value": { "type": "string" } } },
        "type": { "type": "string" }, "not": {}, "x-const": {}, "properties": {}, "": {}
    } });
    assert_eq!(in_schema("3.1.1", schema), [] as [&str; 0]);
}

#[test]
fn unknown_keywords_are_found_in_every_schema() {
    let schema = json!({
        "properties": { "a/b": { "foo": 1 } },
        "items": { "foo": 1 },
        "additionalProperties": { "foo": 1 },
        "propertyNames": { "foo": 1 },
        "oneOf": [{}, { "allOf": [{ "foo": 1 }] }],
    });
    assert_eq!(
        in_schema("3.1.1", schema),
        [
            "unknown-keyword /additionalProperties/foo",
            "unknown-keyword /items/foo",
            "unknown-keyword /oneOf/1/allOf/0/foo",
            "unknown-keyword /properties/a~1b/foo",
            "unknown-keyword /propertyNames/foo",
        ]
    );
    let found = after(|document| {
        document["foo"] = json!(1);
        document["info"]["foo"] = json!(1);
        document["components"]["foo"] = json!(1);
        document["components"]["schemas"]["B"] = json!({ "foo": 1 });
        document["paths"]["/a"]["foo"] = json!(1);
        let operation = &mut document["paths"]["/a"]["get"];
        operation["foo"] = json!(1);
        operation["requestBody"] = json!({ "foo": 1, "content": { "a/b": { "foo": 1 } } });
        operation["parameters"] =
            json!([{ "name": "p", "in": "query", "foo": 1, "schema": { "foo": 1 } }]);
        operation["responses"]["200"]["headers"] =
            json!({ "h": { "foo": 1, "schema": { "foo": 1 } } });
    });
    assert_eq!(
        found,
        [
            "unknown-keyword #/components/foo",
            "unknown-keyword #/components/schemas/B/foo",
            "unknown-keyword #/foo",
            "unknown-keyword #/info/foo",
            "unknown-keyword #/paths/~1a/foo",
            "unknown-keyword #/paths/~1a/get/foo",
            "unknown-keyword #/paths/~1a/get/parameters/0/foo",
            "unknown-keyword #/paths/~1a/get/parameters/0/schema/foo",
            "unknown-keyword #/paths/~1a/get/requestBody/content/a~1b/foo",
            "unknown-keyword #/paths/~1a/get/requestBody/foo",
            "unknown-keyword #/paths/~1a/get/responses/200/headers/h/foo",
            "unknown-keyword #/paths/~1a/get/responses/200/headers/h/schema/foo",
        ]
    );
}

#[test]
fn misspelt_keywords_get_a_hint() {
    let found = check(&document("3.1.0", json!({ "requried": ["a"] })));
    assert!(found[0].help.starts_with("did you mean `required`?"), "{}", found[0].help);
    let found = check(&document("3.1.0", json!({ "$ref": "#/components/schemas/a" })));
    assert!(
        found[0].help.starts_with("did you mean `#/components/schemas/A`?"),
        "{}",
        found[0].help
    );
}

#[test]
fn keywords_without_a_meaning_here_are_refused_by_name() {
    for keyword in [
        "not",
        "if",
        "then",
        "else",
        "patternProperties",
        "prefixItems",
        "$defs",
        "contains",
        "unevaluatedProperties",
        "unevaluatedItems",
        "dependentRequired",
        "dependentSchemas",
        "xml",
        "contentEncoding",
        "$id",
        "$dynamicRef",
    ] {
        assert_eq!(
            in_schema("3.1.1", json!({ keyword: {} })),
            [format!("unsupported-keyword /{keyword}")]
        );
    }
    let found = after(|document| {
        document["webhooks"] = json!({});
        document["servers"] = json!([{ "url": "u", "variables": {} }]);
        document["components"]["callbacks"] = json!({});
        document["paths"]["/a"]["get"]["callbacks"] = json!({});
        document["paths"]["/a"]["get"]["responses"]["200"]["links"] = json!({});
    });
    assert_eq!(
        found,
        [
            "unsupported-keyword #/components/callbacks",
            "unsupported-keyword #/paths/~1a/get/callbacks",
            "unsupported-keyword #/paths/~1a/get/responses/200/links",
            "unsupported-keyword #/servers/0/variables",
            "unsupported-keyword #/webhooks",
        ]
    );
}

#[test]
fn versions_have_different_keywords() {
    assert_eq!(in_schema("3.1.0", json!({ "nullable": true })), ["unknown-keyword /nullable"]);
    assert_eq!(in_schema("3.0.0", json!({ "const": 1 })), ["unknown-keyword /const"]);
    assert_eq!(in_schema("3.0.0", json!({ "type": ["string"] })), ["invalid-value /type"]);
    assert_eq!(in_schema("3.0.0", json!({ "type": "null" })), ["invalid-value /type"]);
    assert_eq!(in_schema("3.0.0", json!({ "items": true })), ["invalid-value /items"]);
    assert_eq!(
        in_schema("3.0.0", json!({ "exclusiveMinimum": 1 })),
        ["invalid-value /exclusiveMinimum"]
    );
    assert_eq!(
        in_schema("3.1.0", json!({ "exclusiveMinimum": true })),
        ["invalid-value /exclusiveMinimum"]
    );
    let sibling = json!({ "$ref": "#/components/schemas/A", "description": "d" });
    assert_eq!(in_schema("3.1.0", sibling.clone()), [] as [&str; 0]);
    assert_eq!(in_schema("3.0.0", sibling), ["unsupported-keyword /description"]);
}

#[test]
fn values_have_types() {
    for (schema, place) in [
        (json!({ "type": "strnig" }), "/type"),
        (json!({ "type": [] }), "/type"),
        (json!({ "type": ["string", "string"] }), "/type/1"),
        (json!({ "type": ["string", 1] }), "/type/1"),
        (json!({ "type": {} }), "/type"),
        (json!({ "enum": [] }), "/enum"),
        (json!({ "enum": "a" }), "/enum"),
        (json!({ "enum": ["a", "b", "a"] }), "/enum/2"),
        (json!({ "required": true }), "/required"),
        (json!({ "required": ["a", 1] }), "/required/1"),
        (json!({ "required": ["a", "a"] }), "/required/1"),
        (json!({ "properties": [] }), "/properties"),
        (json!({ "properties": { "a": 1 } }), "/properties/a"),
        (json!({ "items": [] }), "/items"),
        (json!({ "oneOf": {} }), "/oneOf"),
        (json!({ "allOf": [] }), "/allOf"),
        (json!({ "minLength": -1 }), "/minLength"),
        (json!({ "minimum": "1" }), "/minimum"),
        (json!({ "multipleOf": 0 }), "/multipleOf"),
        (json!({ "deprecated": "no" }), "/deprecated"),
        (json!({ "description": null }), "/description"),
        (json!({ "additionalProperties": 1 }), "/additionalProperties"),
        (json!({ "externalDocs": {} }), "/externalDocs"),
        (json!({ "$ref": 1 }), "/$ref"),
        (json!(1), ""),
    ] {
        assert_eq!(
            in_schema("3.1.0", schema.clone()),
            [format!("invalid-value {place}")],
            "{schema}"
        );
    }
}

#[test]
fn combinations_that_cannot_be_lowered_are_refused() {
    for (schema, place) in [
        (json!({ "const": "a", "enum": ["a"] }), "/const"),
        (json!({ "const": true, "enum": [true] }), "/const"),
        (json!({ "$ref": "#/components/schemas/A", "const": 1, "enum": [1] }), "/const"),
        (json!({ "exclusiveMinimum": 1, "minimum": 1 }), "/exclusiveMinimum"),
        (json!({ "oneOf": [{}], "anyOf": [{}] }), "/oneOf"),
        (json!({ "properties": { "a": false } }), "/properties/a"),
    ] {
        assert_eq!(in_schema("3.1.0", schema), [format!("unsupported-schema {place}")]);
    }
}

#[test]
fn references_point_at_components_of_their_kind() {
    for (reference, code) in [
        ("#/components/schemas/Nope", "unresolved-ref"),
        ("#/components/schemas/A/type", "unresolved-ref"),
        ("#/components/responses/A", "unresolved-ref"),
        ("#/info", "unresolved-ref"),
        ("#nope", "unresolved-ref"),
        ("other.json#/A", "external-ref"),
        ("https://example.com/a.json", "external-ref"),
        ("", "external-ref"),
    ] {
        assert_eq!(in_schema("3.1.0", json!({ "$ref": reference })), [format!("{code} /$ref")]);
    }
    let found = after(|document| {
        document["components"]["responses"] = json!({ "R": { "description": "" } });
        let responses = &mut document["paths"]["/a"]["get"]["responses"];
        responses["400"] = json!({ "$ref": "#/components/responses/R" });
        responses["401"] = json!({ "$ref": "#/components/schemas/A" });
        responses["402"] = json!({ "$ref": "#/components/responses/R", "description": "" });
        document["security"] = json!([{ "nope": [] }]);
    });
    assert_eq!(
        found,
        [
            "unresolved-ref #/paths/~1a/get/responses/401/$ref",
            "unsupported-keyword #/paths/~1a/get/responses/402/description",
            "unresolved-ref #/security/0/nope",
        ]
    );
}

#[test]
fn cycles_without_a_shape_are_found_and_others_are_not() {
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let found = check(&{
        let mut document = document("3.1.0", json!({}));
        document["components"]["schemas"] = json!({
            "Tree": { "properties": { "children": { "items": to("Tree") }, "next": to("Tree") } },
            "Chain": to("Alias"), "Alias": to("Tree"),
            "Own": to("Own"),
            "One": to("Two"), "Two": { "oneOf": [{ "type": "string" }, { "allOf": [to("One")] }] },
        });
        document
    });
    let messages: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        ["`One` is defined as itself: One → Two → One", "`Own` is defined as itself: Own → Own"]
    );
}

#[test]
fn parameters_are_in_the_locations_of_openapi() {
    let parameter = |parameter: Value| {
        after(|document| document["paths"]["/a"]["parameters"] = json!([parameter]))
            .iter()
            .map(|found| found.replace("#/paths/~1a/parameters/0", ""))
            .collect::<Vec<_>>()
    };
    let query = |key: &str, value: Value| {
        parameter(json!({ "name": "p", "in": "query", "schema": {}, key: value }))
    };
    assert_eq!(query("style", json!("form")), [] as [&str; 0]);
    assert_eq!(query("explode", json!(true)), [] as [&str; 0]);
    assert_eq!(query("style", json!("deepObject")), ["unsupported-keyword /style"]);
    assert_eq!(query("explode", json!(false)), [] as [&str; 0]);
    assert_eq!(query("allowReserved", json!(true)), ["unsupported-keyword /allowReserved"]);
    for place in ["header", "cookie"] {
        assert_eq!(query("in", json!(place)), [] as [&str; 0]);
        let named = |name: &str| {
            parameter(json!({ "name": name, "in": place, "schema": {}, "style": "spaceDelimited" }))
        };
        assert_eq!(named("X-Key"), ["unsupported-keyword /style"]);
        for name in ["", "a b", "a:b", "a\r\nb", "ü"] {
            assert!(named(name).contains(&"unsupported-parameter /name".to_owned()), "{name:?}");
        }
    }
    let host = parameter(json!({ "name": "HOST", "in": "header", "schema": {} }));
    assert_eq!(host, ["unsupported-parameter /name"]);
    assert_eq!(query("in", json!("body")), ["invalid-value /in"]);
    assert_eq!(query("in", json!("path")), ["invalid-value "]);
    assert_eq!(
        parameter(json!({ "name": "p", "in": "query", "content": {} })),
        ["invalid-value ", "unsupported-keyword /content"]
    );
    assert_eq!(
        parameter(
            json!({ "name": "p", "in": "path", "required": true, "style": "simple", "schema": {} })
        ),
        [] as [&str; 0]
    );
}

#[test]
fn names_of_paths_statuses_and_components_are_checked() {
    let found = after(|document| {
        document["paths"]["a"] = json!({});
        document["paths"]["x-a"] = json!({ "anything": 1 });
        document["components"]["schemas"]["A B"] = json!({});
        let responses = &mut document["paths"]["/a"]["get"]["responses"];
        for status in ["default", "2XX", "404", "x-a", "20", "600", "2xx"] {
            responses[status] = json!({ "description": "" });
        }
    });
    assert_eq!(
        found,
        [
            "invalid-value #/components/schemas/A B",
            "invalid-value #/paths/a",
            "invalid-value #/paths/~1a/get/responses/20",
            "invalid-value #/paths/~1a/get/responses/2xx",
            "invalid-value #/paths/~1a/get/responses/600",
        ]
    );
}

#[test]
fn security_schemes_are_those_of_the_runtime() {
    let scheme = |scheme: Value| {
        after(|document| document["components"]["securitySchemes"] = json!({ "s": scheme }))
    };
    assert_eq!(scheme(json!({ "type": "http", "scheme": "Basic", "x-a": 1 })), [] as [&str; 0]);
    assert_eq!(scheme(json!({ "type": "http", "scheme": "bearer" })), [] as [&str; 0]);
    for other in [
        json!({ "type": "oauth2", "flows": {} }),
        json!({ "type": "apiKey", "name": "k", "in": "header" }),
        json!({ "type": "http", "scheme": "digest" }),
    ] {
        assert_eq!(scheme(other), ["unsupported-keyword #/components/securitySchemes/s/type"]);
    }
}

#[test]
fn missing_required_keywords_and_reserved_extensions_are_reported() {
    assert_eq!(found(&json!({ "openapi": "3.1.0", "paths": {} })), ["invalid-value #"]);
    assert_eq!(in_schema("3.1.0", json!({ "x-type-set": [] })), ["reserved-name /x-type-set"]);
}

#[test]
fn garbage_is_reported_and_does_not_panic() {
    for garbage in [json!(null), json!([]), json!(1), json!({}), json!({ "paths": [], "info": 1 })]
    {
        assert!(!check(&garbage).is_empty(), "{garbage}");
    }
}
