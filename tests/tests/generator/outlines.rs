//! The readable half of a spec update: outlines of the committed document, one small file for
//! each handle and each subject of models.

use std::collections::BTreeMap;

use codegen::ir::Api;
use codegen::outline;
use sdk_tests::document::{self, API, document_text};
use serde_json::{Value, json};

use crate::snapshots::check;

#[test]
fn resources() {
    check("resources", &outline::resources(&API));
}

#[test]
fn models() {
    check("models", &outline::models(&API));
}

#[test]
fn tables() {
    check("tables", &tables_of(&API));
}

fn tables_of(api: &Api) -> BTreeMap<String, String> {
    let tables = [
        ("names", outline::names(api)),
        ("unions", outline::unions(api)),
        ("secrets", outline::secrets(api)),
        ("unreached", outline::unreached(api)),
        ("values", outline::values(api)),
        ("write_backs", outline::write_backs(api)),
    ];
    tables.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// All outlines of an API, by folder and name.
fn outlines(api: &Api) -> BTreeMap<String, String> {
    let folders = [
        ("resources", outline::resources(api)),
        ("models", outline::models(api)),
        ("tables", tables_of(api)),
    ];
    let named = |(folder, texts): (&'static str, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(name, text)| (format!("{folder}/{name}"), text))
    };
    folders.into_iter().flat_map(named).collect()
}

/// A snapshot with a counter would change with every update, whatever the update is about.
#[test]
fn an_addition_only_adds_lines() {
    let mut document: Value = serde_json::from_slice(&document_text()).unwrap();
    let path = "/v1/organizations/{organizationId}";
    let mut get = document["paths"][path]["get"].clone();
    get["operationId"] = json!("additionGet");
    get["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["result"] =
        json!({ "$ref": "#/components/schemas/Addition" });
    document["paths"][format!("{path}/addition")]["get"] = get;
    document["components"]["schemas"]["Addition"] =
        json!({ "type": "object", "properties": { "weight": { "type": "string" } } });
    let added = document::api(document.to_string().as_bytes());
    let (before, after) = (outlines(&API), outlines(&added));
    for (name, text) in &before {
        let mut rest = after[name].lines();
        let changed = text.lines().find(|line| !rest.any(|other| other == *line));
        assert_eq!(changed, None, "a line of tests/snapshots/{name}.snap changed");
    }
    let lines = |texts: &BTreeMap<String, String>| -> usize {
        texts.values().map(|text| text.lines().count()).sum()
    };
    assert!(lines(&after) > lines(&before), "the addition is in no outline");
}

#[test]
fn every_handle_operation_and_model_is_in_one_outline() {
    let count = |texts: BTreeMap<String, String>, is_heading: fn(&str) -> bool| {
        texts.values().flat_map(|text| text.lines()).filter(|line| is_heading(line)).count()
    };
    let is_heading = |line: &str| !line.is_empty() && !line.starts_with(' ');
    // A handle has a heading too, and so has the client.
    let headings = API.operations.len() + API.resources.len() + 1;
    assert_eq!(count(outline::resources(&API), is_heading), headings);
    assert_eq!(count(outline::models(&API), is_heading), API.models.len());
}
