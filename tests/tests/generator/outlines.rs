//! The readable half of a spec update: outlines of the committed document, one small file for
//! each handle and each subject of models.

use std::collections::BTreeMap;

use codegen::outline;
use sdk_tests::document::API;

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
    let tables = [
        ("names", outline::names(&API)),
        ("unions", outline::unions(&API)),
        ("secrets", outline::secrets(&API)),
        ("unreached", outline::unreached(&API)),
        ("values", outline::values(&API)),
        ("write_backs", outline::write_backs(&API)),
    ];
    let tables: BTreeMap<String, String> =
        tables.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    check("tables", &tables);
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
