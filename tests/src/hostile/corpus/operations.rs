//! Operations: ids, paths, parameters, bodies, responses, and references between them.

use serde_json::{Value, json};

use super::super::{
    answer, bare_operation, document, id_parameter, object, operation, reference, text, with_paths,
};
use super::{Case, compiles, refused};

/// A document with `GET path`, after a change to the operation.
fn get(path: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut get = bare_operation("thingsGet");
    change(&mut get);
    with_paths(json!({ path: { "get": get } }))
}

/// A document with `GET /v1/things` and these parameters.
fn parameters(parameters: Value) -> Value {
    get("/v1/things", |get| get["parameters"] = parameters)
}

/// A document with `GET /v1/things` and these responses.
fn responses(responses: Value) -> Value {
    get("/v1/things", |get| get["responses"] = responses)
}

/// The document of [`get`] with components.
fn with_components(mut document: Value, components: Value) -> Value {
    document["components"] = components;
    document
}

fn body_of(media_type: &str) -> Value {
    json!({ "content": { media_type: { "schema": object([("a".to_owned(), text())]) } } })
}

fn answer_of(media_type: &str) -> Value {
    json!({ "200": { "description": "", "content": { media_type: { "schema": text() } } } })
}

fn query(name: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": text() })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = ids_and_paths();
    cases.extend(parameter_cases());
    cases.extend(reference_cases());
    cases.extend(bodies_and_answers());
    cases
}

fn ids_and_paths() -> Vec<Case> {
    let two = |first: &str, second: &str| {
        with_paths(json!({
            "/v1/a": { "get": bare_operation(first) }, "/v1/b": { "get": bare_operation(second) },
        }))
    };
    let path = |path: &str| get(path, |_| ());
    let braces = |path: &str| get(path, |get| get["parameters"] = json!([id_parameter()]));
    let tag = |tag: &str| get("/v1/things", |get| get["tags"] = json!([tag]));
    vec![
        refused(
            "operation-id-missing",
            "missing-operation-id",
            &get("/v1/things", |get| {
                get.as_object_mut().map(|get| get.remove("operationId"));
            }),
        ),
        refused(
            "operation-id-empty",
            "missing-operation-id",
            &get("/v1/things", |get| get["operationId"] = json!("")),
        ),
        refused("operation-id-twice", "duplicate-operation-id", &two("thingGet", "thingGet")),
        refused("operation-ids-by-case", "name-collision", &two("thingGet", "thing_get")),
        compiles("operation-id-is-a-keyword", &two("match", "async")),
        compiles(
            "operation-id-is-a-sentence",
            &two("get the \"thing\"; fn main() {}", "//\n*/ #![allow(x)]"),
        ),
        compiles("operation-id-is-an-emoji", &two("🦀", "⚙️")),
        compiles("operation-id-is-a-path", &two("../../../etc/passwd", "..\\..\\windows")),
        refused("path-without-slash", "invalid-value", &path("v1/things")),
        refused("path-with-a-line-break", "invalid-value", &path("/v1\nfn evil() {}")),
        refused("path-that-turns-text-around", "invalid-value", &path("/v1/\u{202e}sgniht")),
        refused("path-traversal", "invalid-value", &path("/v1/../../admin")),
        refused("path-with-a-query", "invalid-value", &path("/v1/things?admin=true")),
        refused("path-with-a-fragment", "invalid-value", &path("/v1/things#a")),
        refused("path-to-another-host", "invalid-value", &path("//example.com/things")),
        compiles("path-with-quotes", &path("/v1/\"things\"/~1/`*'\\")),
        refused("template-without-parameter", "path-parameter-mismatch", &path("/v1/things/{id}")),
        refused(
            "parameter-without-template",
            "path-parameter-mismatch",
            &parameters(json!([id_parameter()])),
        ),
        refused(
            "template-parameter-twice",
            "path-parameter-mismatch",
            &get("/v1/{id}/{id}", |get| get["parameters"] = json!([id_parameter()])),
        ),
        refused(
            "template-never-closed",
            "path-parameter-mismatch",
            &get("/v1/{id", |get| get["parameters"] = json!([id_parameter()])),
        ),
        refused("template-closed-twice", "path-parameter-mismatch", &braces("/v1/{id}}")),
        refused("template-opened-twice", "path-parameter-mismatch", &braces("/v1/{{id}")),
        refused("template-without-a-name", "path-parameter-mismatch", &braces("/v1/{}/{id}")),
        compiles("template-with-text-around", &braces("/v1/x{id}.json")),
        refused("path-traversal-encoded", "invalid-value", &path("/v1/%2e%2E/admin")),
        compiles("path-that-must-be-encoded", &path("/v1/a b/ü/%/\\x")),
        refused(
            "too-many-tags",
            "unknown-group",
            &get("/v1/things", |get| get["tags"] = json!([])),
        ),
        compiles("tag-is-a-path", &get("/v1/things", |get| get["tags"] = json!(["../../src/lib"]))),
        compiles(
            "tag-is-a-reserved-file-name",
            &get("/v1/things", |get| get["tags"] = json!(["con"])),
        ),
        compiles(
            "tag-is-a-feature-of-the-client",
            &get("/v1/things", |get| get["tags"] = json!(["\"]\nfn main() {}"])),
        ),
        refused("tag-that-is-empty", "reserved-name", &tag("")),
        refused("tag-that-is-default", "reserved-name", &tag("default")),
        refused("tag-that-is-a-feature-of-the-runtime", "reserved-name", &tag("Test Util")),
        refused("tags-alike", "name-collision", &{
            let mut one = bare_operation("one");
            one["tags"] = json!(["My tag"]);
            let mut two = bare_operation("two");
            two["tags"] = json!(["my-tag"]);
            with_paths(json!({ "/v1/a": { "get": one }, "/v1/b": { "get": two } }))
        }),
        refused("group-without-a-name", "reserved-name", &{
            let mut document = path("/v1/things");
            document["x-sdk-groups"] = json!([{ "name": "", "tags": ["Things"], "summary": "" }]);
            document
        }),
        refused("tag-in-two-groups", "unknown-policy", &{
            let mut document = path("/v1/things");
            let group = |name: &str| json!({ "name": name, "tags": ["Things"], "summary": "" });
            document["x-sdk-groups"] = json!([group("a"), group("b")]);
            document
        }),
        refused("server-that-is-left-open", "unsupported-keyword", &{
            let mut document = path("/v1/things");
            document["servers"] = json!([{ "url": "https://{host}/v1" }]);
            document
        }),
        compiles("all-methods", &{
            let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
            let all = methods.map(|method| {
                let mut operation = bare_operation(method);
                operation["responses"] = json!({ "200": answer(text()) });
                operation["requestBody"] = body_of("application/json");
                // PATCH is `update_things` too.
                if method == "put" {
                    operation["x-sdk-name"] = json!("replace_things");
                }
                (method.to_owned(), operation)
            });
            with_paths(json!({ "/v1/things": all.into_iter().collect::<serde_json::Map<_, _>>() }))
        }),
        refused(
            "unknown-keyword-in-an-operation",
            "unknown-keyword",
            &get("/v1/things", |get| get["operation_id"] = json!("x")),
        ),
        refused("webhooks", "unsupported-keyword", &{
            let mut document = path("/v1/things");
            document["webhooks"] = json!({});
            document
        }),
    ]
}

fn parameter_cases() -> Vec<Case> {
    let of = |schema: Value| parameters(json!([{ "name": "p", "in": "query", "schema": schema }]));
    let header =
        |name: &str| parameters(json!([{ "name": name, "in": "header", "schema": text() }]));
    vec![
        compiles("parameter-in-a-header", &header("X-Trace")),
        refused(
            "parameter-in-a-header-that-is-code",
            "unsupported-parameter",
            &header("X\"]\r\nfn x() {}"),
        ),
        refused("parameter-in-a-header-of-the-client", "unsupported-parameter", &header("host")),
        compiles("parameter-in-a-header-that-openapi-ignores", &header("Authorization")),
        compiles(
            "parameter-in-a-cookie",
            &parameters(json!([{ "name": "a", "in": "cookie", "schema": text() }])),
        ),
        refused(
            "parameter-nowhere",
            "invalid-value",
            &parameters(json!([{ "name": "a", "in": "body", "schema": text() }])),
        ),
        refused(
            "parameter-that-is-an-object",
            "unsupported-parameter",
            &of(object([("a".to_owned(), text())])),
        ),
        refused(
            "parameter-of-lists",
            "unsupported-parameter",
            &of(json!({ "type": "array", "items": { "type": "array", "items": text() } })),
        ),
        refused(
            "parameter-by-content",
            "invalid-value",
            &parameters(json!([{ "name": "a", "in": "query", "content": {} }])),
        ),
        refused(
            "parameter-optional-in-path",
            "invalid-value",
            &get("/v1/{id}", |get| {
                get["parameters"] = json!([{ "name": "id", "in": "path", "schema": text() }]);
            }),
        ),
        refused(
            "parameters-alike",
            "name-collision",
            &parameters(json!([query("page-size"), query("page_size")])),
        ),
        compiles("parameter-twice", &parameters(json!([query("a"), query("a")]))),
        refused(
            "parameter-twice-and-differently",
            "invalid-value",
            &parameters(json!([
                query("a"),
                { "name": "a", "in": "query", "schema": { "type": "integer" } }
            ])),
        ),
        compiles("parameter-that-its-path-declares-too", &{
            let mut document = get("/v1/{id}", |get| get["parameters"] = json!([id_parameter()]));
            let mut shared = id_parameter();
            shared["schema"] = json!({ "type": "integer" });
            document["paths"]["/v1/{id}"]["parameters"] = json!([shared]);
            document
        }),
        compiles("parameter-of-a-shared-schema", &{
            let schema =
                |name: &str| json!({ "name": name, "in": "query", "schema": reference(name) });
            with_components(
                parameters(json!([schema("Id"), schema("Ids"), schema("Kind"), schema("Count")])),
                json!({ "schemas": {
                    "Id": { "type": "string", "format": "uuid" },
                    "Ids": { "type": "array", "items": reference("Id") },
                    "Kind": { "type": "string", "enum": ["a", "b"] },
                    "Count": { "type": "integer", "minimum": 1 },
                } }),
            )
        }),
        compiles(
            "parameter-names-that-are-code",
            &parameters(json!([
                query("a\"; panic!(); //"),
                query("type"),
                query("self"),
                query(""),
                query("ü"),
                query("🦀"),
                query("a[b]")
            ])),
        ),
        refused(
            "parameter-that-is-any-number",
            "unsupported-parameter",
            &of(json!({ "type": ["integer", "string"] })),
        ),
    ]
}

fn reference_cases() -> Vec<Case> {
    let page = json!([{ "$ref": "#/components/parameters/Page" }]);
    let kind = json!({ "name": "kind", "in": "query", "schema": { "type": "string", "enum": ["a", "b"] } });
    let things = json!({ "schemas": { "Thing": object([("a".to_owned(), text())]) } });
    let shared = |section: &str, name: &str, value: Value| json!({ section: { name: value }, "schemas": things["schemas"] });
    let put = |body: Value, fine: Value| {
        let mut put = operation("thingPut");
        put["requestBody"] = body;
        put["responses"] = json!({ "200": fine });
        with_paths(json!({ "/v1/things/{id}": { "put": put } }))
    };
    let refer = |section: &str| json!({ "$ref": format!("#/components/{section}/It") });
    let body = json!({ "content": { "application/json": { "schema": reference("Thing") } } });
    vec![
        compiles(
            "shared-parameter",
            &with_components(parameters(page.clone()), json!({ "parameters": { "Page": kind } })),
        ),
        compiles(
            "shared-parameter-through-a-chain",
            &with_components(
                parameters(page.clone()),
                json!({ "parameters": {
            "Page": { "$ref": "#/components/parameters/Kind" }, "Kind": kind,
        } }),
            ),
        ),
        compiles(
            "shared-parameter-escaped",
            &with_components(
                parameters(json!([{ "$ref": "#/components/parameters/Pa%67e" }])),
                json!({ "parameters": { "Page": kind } }),
            ),
        ),
        refused("shared-parameter-missing", "unresolved-ref", &parameters(page.clone())),
        refused(
            "shared-parameter-of-another-kind",
            "unresolved-ref",
            &with_components(parameters(json!([reference("Thing")])), things.clone()),
        ),
        refused(
            "shared-parameters-in-a-circle",
            "cyclic-ref",
            &with_components(
                parameters(page),
                json!({ "parameters": {
            "Page": { "$ref": "#/components/parameters/Kind" }, "Kind": { "$ref": "#/components/parameters/Page" },
        } }),
            ),
        ),
        refused(
            "external-file",
            "external-ref",
            &parameters(json!([{ "$ref": "common.yaml#/Page" }])),
        ),
        refused(
            "external-url",
            "external-ref",
            &parameters(json!([{ "$ref": "https://example.com/evil.json" }])),
        ),
        refused(
            "external-local-file",
            "external-ref",
            &parameters(json!([{ "$ref": "file:///etc/passwd" }])),
        ),
        compiles(
            "shared-body",
            &with_components(
                put(refer("requestBodies"), answer(reference("Thing"))),
                shared("requestBodies", "It", body.clone()),
            ),
        ),
        compiles(
            "shared-answer",
            &with_components(
                put(body.clone(), refer("responses")),
                shared("responses", "It", answer(reference("Thing"))),
            ),
        ),
        compiles(
            "shared-answer-with-a-shape-of-its-own",
            &with_components(
                put(body, refer("responses")),
                shared("responses", "It", answer(object([("b".to_owned(), text())]))),
            ),
        ),
        compiles(
            "shared-path-item",
            &with_components(
                with_paths(json!({ "/v1/things": { "$ref": "#/components/pathItems/It" } })),
                json!({ "pathItems": { "It": { "get": bare_operation("thingsGet") } } }),
            ),
        ),
        refused(
            "shared-path-item-twice",
            "duplicate-operation-id",
            &with_components(
                with_paths(
                    json!({ "/v1/a": { "$ref": "#/components/pathItems/It" }, "/v1/b": { "$ref": "#/components/pathItems/It" } }),
                ),
                json!({ "pathItems": { "It": { "get": bare_operation("thingsGet") } } }),
            ),
        ),
        refused(
            "path-item-of-another-path",
            "unresolved-ref",
            &with_paths(json!({
                "/v1/a": { "get": bare_operation("thingsGet") }, "/v1/b": { "$ref": "#/paths/~1v1~1a" },
            })),
        ),
    ]
}

fn bodies_and_answers() -> Vec<Case> {
    let body = |media_type: &str| get("/v1/things", |get| get["requestBody"] = body_of(media_type));
    let fine = |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let bodies = |media_types: &[&str]| {
        let schema = json!({ "schema": object([("a".to_owned(), text())]) });
        let all = media_types.iter().map(|kind| ((*kind).to_owned(), schema.clone()));
        let content: serde_json::Map<String, Value> = all.collect();
        get("/v1/things", |get| get["requestBody"] = json!({ "content": content }))
    };
    vec![
        compiles("body-that-is-a-form", &body("multipart/form-data")),
        refused("body-that-is-xml", "unsupported-media-type", &body("application/xml")),
        refused("body-of-an-unusual-media-type", "unsupported-media-type", &body("\"]\nfn x() {}")),
        compiles("body-of-json-with-a-charset", &body("application/json; charset=utf-8")),
        compiles("body-of-merge-patch", &body("application/merge-patch+json")),
        refused(
            "body-type-with-a-line-break",
            "unsupported-media-type",
            &body("application/json; a=\"b\r\nX-Evil: 1\""),
        ),
        compiles("body-of-several-types", &bodies(&["text/xml", "a/b+json", "application/json"])),
        refused(
            "body-of-several-kinds-of-json",
            "unsupported-media-type",
            &bodies(&["a/b+json", "c/d+json"]),
        ),
        refused("body-of-no-type", "unsupported-media-type", &bodies(&[])),
        compiles("answer-of-several-types", &{
            let mut both = answer_of("text/csv");
            both["200"]["content"]["application/json"] = json!({ "schema": text() });
            responses(both)
        }),
        compiles(
            "answers-that-repeat",
            &responses(json!({
                "200": fine(object([("a".to_owned(), text())])),
                "201": fine(object([("a".to_owned(), text())])),
            })),
        ),
        refused(
            "answers-that-are-objects-and-differ",
            "several-success-responses",
            &responses(json!({
                "200": fine(object([("a".to_owned(), text())])),
                "201": fine(object([("b".to_owned(), text())])),
            })),
        ),
        compiles(
            "answer-by-default",
            &responses(json!({ "200": fine(text()), "default": fine(object([])) })),
        ),
        refused(
            "answer-that-is-an-image",
            "unsupported-media-type",
            &responses(answer_of("image/png")),
        ),
        compiles("answer-that-is-text", &responses(answer_of("text/plain"))),
        compiles("response-of-an-unusual-text-type", &responses(answer_of("text/\"]fn x() {}"))),
        refused(
            "answers-that-differ",
            "several-success-responses",
            &responses(json!({ "200": fine(text()), "201": fine(json!({ "type": "integer" })) })),
        ),
        compiles(
            "answers-that-agree",
            &responses(json!({ "200": { "description": "" }, "204": { "description": "" } })),
        ),
        refused("no-success", "invalid-value", &responses(json!({ "404": { "description": "" } }))),
        refused(
            "no-responses",
            "invalid-value",
            &get("/v1/things", |get| {
                get.as_object_mut().map(|get| get.remove("responses"));
            }),
        ),
        compiles("a-range-of-statuses", &responses(json!({ "2XX": { "description": "" } }))),
        compiles("a-default-alone", &responses(json!({ "default": { "description": "" } }))),
        refused(
            "a-status-that-is-none",
            "invalid-value",
            &responses(json!({ "600": { "description": "" } })),
        ),
        refused(
            "answer-without-schema",
            "untyped-schema",
            &responses(
                json!({ "200": { "description": "", "content": { "application/json": {} } } }),
            ),
        ),
        compiles(
            "errors-that-are-described-by-code",
            &responses(
                json!({ "200": { "description": "" }, "500": { "description": "*/ #![no_std] \"#" } }),
            ),
        ),
        compiles("body-beside-get", &document(object([("a".to_owned(), text())]))),
    ]
}
