//! Each way in which code uses an item is found, and what only looks like one is not.

use codegen::diagnostic::Severity;
use codegen::diff::diff;
use codegen::overlay::Mode;
use codegen::{Input, Partial, read_partly};
use serde_json::{Value, json};

use super::Affected;
use super::file::File;
use super::search::search;
use crate::testing::{DOCUMENT, OVERLAY};

fn read(document: &Value) -> Partial {
    let document = document.to_string();
    let input = Input {
        document: document.as_bytes(),
        document_name: "d.json",
        overlay: OVERLAY,
        overlay_name: "o.yaml",
        overlay_mode: Mode::Lenient,
    };
    read_partly(&input).unwrap()
}

/// Things that can be listed, read, changed and removed, with parts that can be read.
fn document() -> Value {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let get = document["paths"]["/v1/things/{thingId}"]["get"].clone();
    let mut operation = |path: &str, method: &str, id: &str| {
        let mut new = get.clone();
        new["operationId"] = json!(id);
        if path.contains("partId") {
            let mut part = new["parameters"][0].clone();
            part["name"] = json!("partId");
            new["parameters"].as_array_mut().unwrap().push(part);
        }
        if method == "patch" {
            new["requestBody"] = json!({ "required": true, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/ThingPatch" },
            } } });
        }
        document["paths"][path][method] = new;
    };
    operation("/v1/things/{thingId}", "delete", "thingDelete");
    operation("/v1/things/{thingId}", "patch", "thingUpdate");
    operation("/v1/things/{thingId}/limits", "get", "limitsGet");
    operation("/v1/things/{thingId}/parts/{partId}", "delete", "partDelete");
    document["paths"]["/v1/things/{thingId}/limits"]["get"]["parameters"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "unit", "in": "query", "schema": { "type": "string" } }));
    document["components"]["schemas"]["Thing"]["properties"]["colour"] =
        json!({ "type": "string", "enum": ["red", "blue"] });
    document["components"]["schemas"]["ThingPatch"] = json!({
        "type": "object",
        "properties": { "name": { "type": "string" }, "size": { "type": "integer" } },
    });
    document
}

/// The lines of a file that a change affects, with the items.
fn affected(change: impl FnOnce(&mut Value), text: &str) -> Vec<String> {
    let old = document();
    let mut new = old.clone();
    change(&mut new);
    let (old, new) = (read(&old), read(&new));
    assert!(
        !old.diagnostics.iter().any(|one| one.severity == Severity::Error),
        "{:?}",
        old.diagnostics
    );
    let text = format!("use clickhouse_cloud::Client;\n{text}");
    let found = search(&diff(&old, &new), &old.api, &[File::new("a.rs", &text)]);
    let line = |one: Affected| {
        let items: Vec<String> = one.items.into_iter().collect();
        format!("{} {}", one.place, items.join(" "))
    };
    found.into_iter().map(line).collect()
}

fn without(path: &'static str, method: &'static str) -> impl FnOnce(&mut Value) {
    move |document| {
        document["paths"][path].as_object_mut().unwrap().remove(method);
    }
}

#[test]
fn calls_of_a_removed_operation_are_found_on_their_handle() {
    let text = "client.thing(id).delete();\nclient.thing(id).part(other).delete();\n\
        let made = client\n    .thing(f(x))\n    .delete()\nthing.delete(); map.delete();\nmap.delete()\n\
        ids == [\"thingDelete\"]; // no thingDelete\noperations::ThingDelete\n";
    assert_eq!(
        affected(without("/v1/things/{thingId}", "delete"), text),
        [
            "a.rs:2 resources::Thing::delete()",
            "a.rs:6 resources::Thing::delete()",
            "a.rs:7 resources::Thing::delete()",
            "a.rs:9 operations::ThingDelete",
            "a.rs:10 operations::ThingDelete",
        ]
    );
}

#[test]
fn a_method_that_one_handle_has_is_found_on_any_variable() {
    let text = "x.get_limits().unit(1);\nget_limits();\nlet y: response::Thing;\n";
    let found = affected(without("/v1/things/{thingId}/limits", "get"), text);
    assert_eq!(found, ["a.rs:2 Call<LimitsGet>::unit() resources::Thing::get_limits()"]);
}

#[test]
fn types_fields_setters_and_values_are_found() {
    let change = |document: &mut Value| {
        let schemas = &mut document["components"]["schemas"];
        schemas["Thing"]["properties"]["name"] = json!({ "type": "boolean" });
        schemas["Thing"]["properties"]["colour"]["enum"] = json!(["red"]);
        schemas["ThingPatch"]["properties"].as_object_mut().unwrap().remove("size");
        schemas["ThingPatch"]["required"] = json!(["name"]);
    };
    let text = "let a = client.thing(id).get();\na.name; self.name; part.name; a.names;\n\
        request::ThingPatch::new().name(x);\nbody.size(3);\nThingColour::Blue; ThingColour::Red;\n\
        OtherColour::Blue; Other::new();\nbody.rename(1); self.name; part.name; x.name_of(y);\n";
    assert_eq!(
        affected(change, text),
        [
            "a.rs:4 request::ThingPatch::name() request::ThingPatch::new()",
            "a.rs:6 enums::ThingColour::Blue",
            "a.rs:3 request::ThingPatch::name response::Thing::name",
            "a.rs:5 request::ThingPatch::size()",
        ]
    );
}

#[test]
fn a_removed_type_is_found_in_its_module_only() {
    let change = |document: &mut Value| {
        let patch = &mut document["paths"]["/v1/things/{thingId}"]["patch"];
        patch.as_object_mut().unwrap().remove("requestBody");
    };
    let text = "request::ThingPatch;\nresponse::ThingPatch;\nThingPatch::new(); ThingPatches;\n\
        thing.update(&body);\nother.write(&body);\n";
    let found = affected(change, text);
    let places: Vec<&str> = found.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(places, ["a.rs:2", "a.rs:4", "a.rs:5"], "{found:?}");
}

#[test]
fn a_type_of_the_file_itself_is_another_one() {
    let change = |document: &mut Value| {
        document["components"]["schemas"]["Thing"]["properties"]["name"]["type"] = json!("boolean");
        document["paths"]["/v1/things/{thingId}"]["patch"]
            .as_object_mut()
            .unwrap()
            .remove("requestBody");
    };
    let text = "struct Thing;\nthing.name;\nenum ThingPatch {}\nThingPatch::default();\n\
        request::ThingPatch;\n";
    assert_eq!(affected(change, text), ["a.rs:6 request::ThingPatch"]);
}

#[test]
fn a_new_name_is_told_and_an_addition_affects_nothing() {
    let found = affected(
        |document| {
            document["paths"]["/v1/things/{thingId}/limits"]["get"]["x-sdk-name"] = json!("limits");
        },
        "thing.get_limits();\n",
    );
    assert_eq!(found, ["a.rs:2 resources::Thing::get_limits"]);
    let found = affected(
        |document| {
            document["components"]["schemas"]["Thing"]["properties"]["new"] =
                json!({ "type": "string" });
        },
        "thing.get().name; response::Thing::new();\n",
    );
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn a_file_that_does_not_use_the_client_names_no_item_but_ids() {
    let old = document();
    let mut new = old.clone();
    without("/v1/things/{thingId}", "delete")(&mut new);
    let (old, new) = (read(&old), read(&new));
    let file = File::new("b.rs", "thing.delete();\nonly(\"thingDelete\");\n");
    let found = search(&diff(&old, &new), &old.api, &[file]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].line(),
        "b.rs:2 may use `operations::ThingDelete`: the API no longer offers \
         `DELETE /v1/things/{thingId}`. Remove calls to the method"
    );
}
