//! Each kind of question is asked about what is new, and not about what the overlay decides.

use codegen::overlay::Mode;
use codegen::{Input, Partial, read_partly};
use serde_json::{Value, json};

use super::{about, target, words};

fn read(document: &Value, overlay: &str) -> Partial {
    let document = document.to_string();
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{ title: t, version: '1' }}\nactions:\n  - target: $\n    \
             description: d\n    update: {{ x-sdk-groups: [{{ name: things, tags: [Things], summary: s }}] }}\n{overlay}"
    );
    let input = Input {
        document: document.as_bytes(),
        document_name: "d.json",
        overlay: &overlay,
        overlay_name: "o.yaml",
        overlay_mode: Mode::Lenient,
    };
    read_partly(&input).unwrap()
}

fn document() -> Value {
    serde_json::from_str(include_str!("../../tests/fixtures/things.json")).unwrap()
}

/// An operation on things, like the one that the fixture has.
fn operation(document: &mut Value, path: &str, method: &str, id: &str) {
    let mut new = document["paths"]["/v1/things/{thingId}"]["get"].clone();
    new["operationId"] = json!(id);
    if !path.contains('{') {
        new.as_object_mut().unwrap().remove("parameters");
    }
    document["paths"][path][method] = new;
}

fn asked(document: &Value, overlay: &str) -> Vec<(String, &'static str, String)> {
    let old = read(&self::document(), "");
    let new = read(document, overlay);
    let questions = about(&old.api, &new);
    questions.into_iter().map(|it| (it.at.to_string(), it.key, it.entry())).collect()
}

fn has(asked: &[(String, &'static str, String)], at: &str, key: &str) -> bool {
    asked.iter().any(|(place, asked, _)| place == at && *asked == key)
}

#[test]
fn there_are_no_questions_about_the_base() {
    assert_eq!(asked(&document(), ""), []);
}

#[test]
fn questions_about_actions_end_when_the_overlay_decides() {
    let mut new = document();
    operation(&mut new, "/v1/things/{thingId}/validate", "post", "thingValidate");
    let at = "#/paths/~1v1~1things~1{thingId}~1validate/post";
    let open = asked(&new, "");
    for key in ["x-sdk-name", "x-sdk-retry"] {
        assert!(has(&open, at, key), "{key}: {open:?}");
    }
    let entry = "- { target: \"$.paths['/v1/things/{thingId}/validate'].post\", update: { x-sdk-retry: safe } }";
    assert!(open.iter().any(|(.., text)| text == entry), "{open:?}");
    let overlay = "  - target: $.paths['/v1/things/{thingId}/validate'].post\n    description: d\n    \
        update: { x-sdk-name: validate, x-sdk-retry: safe }\n";
    let closed = asked(&new, overlay);
    assert!(!closed.iter().any(|(place, ..)| place == at), "{closed:?}");
}

#[test]
fn a_method_that_may_be_named_after_a_format_is_asked_for() {
    let mut new = document();
    operation(&mut new, "/v1/things/{thingId}/prometheus", "get", "thingPrometheusGet");
    let path = &mut new["paths"]["/v1/things/{thingId}/prometheus"];
    path["get"]["responses"]["200"]["content"] =
        json!({ "text/plain": { "schema": { "type": "string" } } });
    let at = "#/paths/~1v1~1things~1{thingId}~1prometheus/get";
    assert!(has(&asked(&new, ""), at, "x-sdk-name"));
}

#[test]
fn a_type_is_not_named_public_without_a_question() {
    let mut new = document();
    new["components"]["schemas"]["PublicThing"] =
        json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    new["components"]["schemas"]["Thing"]["properties"]["public"] =
        json!({ "$ref": "#/components/schemas/PublicThing" });
    assert!(has(&asked(&new, ""), "#/components/schemas/PublicThing", "x-sdk-name"));
}

#[test]
fn questions_cover_handles_waits_and_secrets() {
    let mut new = document();
    let properties = &mut new["components"]["schemas"]["Thing"]["properties"];
    properties["state"] = json!({ "type": "string", "enum": ["on", "softdeleting"] });
    properties["avgDuration"] = json!({ "type": "integer", "description": "Soft. Deleting." });
    new["components"]["schemas"]["Hook"] = json!({
        "type": "object",
        "properties": { "url": { "type": "string" }, "name": { "type": "string", "description": "or null" } },
    });
    operation(&mut new, "/v1/hooks/{hookId}", "put", "hookUpdate");
    let hook = &mut new["paths"]["/v1/hooks/{hookId}"]["put"];
    hook["parameters"][0]["name"] = json!("hookId");
    hook["requestBody"] = json!({ "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/Hook" } } } });
    let open = asked(&new, "");
    for (at, key) in [
        ("#/paths/~1v1~1hooks~1{hookId}", "x-sdk-resource"),
        ("#/paths/~1v1~1things~1{thingId}/get", "x-sdk-wait"),
        ("#/components/schemas/Hook/properties/url", "x-sdk-secret"),
        ("#/components/schemas/Hook", "x-sdk-required"),
        ("#/components/schemas/Hook/properties/name", "type"),
        ("#/components/schemas/Thing/properties/avgDuration", "type"),
        ("#/components/schemas/Thing/properties/state", "x-sdk-enum-names"),
    ] {
        assert!(has(&open, at, key), "{at} {key}: {open:#?}");
    }
    assert!(open.iter().any(|(.., entry)| entry.contains("'softdeleting': SoftDeleting")));
    assert!(open.iter().any(|(.., entry)| entry.contains("passing: [on, softdeleting]")));
}

#[test]
fn a_target_is_a_json_path_and_a_name_is_split_into_words() {
    let at = codegen::pointer::Pointer::parse("/paths/~1v1~1a's/get/parameters/0").unwrap();
    assert_eq!(target(&at), "$.paths['/v1/a\\'s'].get.parameters[0]");
    assert_eq!(words("clickPipeGet"), ["click", "pipe", "get"]);
    assert_eq!(words("p50DurationUs"), ["p50", "duration", "us"]);
    assert_eq!(words("URL of it"), ["url", "of", "it"]);
}
