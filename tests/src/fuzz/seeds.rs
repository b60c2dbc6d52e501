//! The documents that fuzzing starts from: fixtures, hostile documents, and the real one, whole and
//! in pieces.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::document::{DOCUMENT, read, root};
use crate::hostile::corpus;

/// The seeds, in a fixed order: fixtures by name, hostile documents, and the operations of the real
/// document, each with the schemas that it needs.
pub static SEEDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut seeds: Vec<Value> = fixtures()
        .iter()
        .filter_map(|path| serde_json::from_slice(&read(&root().join(path))).ok())
        .collect();
    let hostile = corpus::all();
    seeds.extend(hostile.iter().filter_map(|case| serde_json::from_slice(&case.bytes).ok()));
    seeds.extend(PIECES.iter().cloned());
    seeds
});

/// The operations of the committed document, after the overlay, each as a document of its own.
static PIECES: LazyLock<Vec<Value>> = LazyLock::new(|| pieces(&DOCUMENT).collect());

/// The seed of a number.
#[must_use]
pub fn seed(number: usize) -> Value {
    let seeds = &*SEEDS;
    seeds.get(number % seeds.len().max(1)).cloned().unwrap_or_default()
}

/// The seed that a number chooses: a fourth of all numbers choose pieces of the real document, and
/// the highest one all of it, which is slow.
#[must_use]
pub fn chosen(number: u16) -> Value {
    match number {
        u16::MAX => DOCUMENT.clone(),
        0xC000.. => {
            let index = usize::from(number) % PIECES.len().max(1);
            PIECES.get(index).cloned().unwrap_or_default()
        }
        _ => seed(usize::from(number)),
    }
}

/// The operations of a document, each as a document of its own.
fn pieces(document: &Value) -> impl Iterator<Item = Value> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.flat_map(move |(path, item)| {
        let members = item.as_object().into_iter().flatten();
        let operations = members.filter(|(_, operation)| operation.get("operationId").is_some());
        operations.map(move |(method, operation)| piece(document, path, method, operation))
    })
}

/// A document without all that one operation does not need.
fn piece(document: &Value, path: &str, method: &str, operation: &Value) -> Value {
    let mut names = BTreeSet::new();
    let mut open = vec![operation];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                let name = reference.and_then(|text| text.strip_prefix("#/components/schemas/"));
                if let Some(name) = name.filter(|name| names.insert((*name).to_owned())) {
                    open.extend(document.pointer(&format!("/components/schemas/{name}")));
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    let schemas: Map<String, Value> = names
        .into_iter()
        .filter_map(|name| {
            let schema = document.pointer(&format!("/components/schemas/{name}"))?.clone();
            Some((name, schema))
        })
        .collect();
    let others = document.as_object().into_iter().flatten();
    let others = others.filter(|(key, _)| *key != "paths" && *key != "components");
    let mut piece: Value =
        others.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>().into();
    let secured = document.pointer("/components/securitySchemes").cloned().unwrap_or_default();
    piece["paths"] = json!({ (path): { (method): operation } });
    piece["components"] = json!({ "schemas": schemas, "securitySchemes": secured });
    piece
}

fn fixtures() -> Vec<String> {
    let folder = root().join("tests/fixtures");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| {
            std::path::Path::new(name).extension().is_some_and(|extension| extension == "json")
        })
        .map(|name| format!("tests/fixtures/{name}"))
        .collect();
    names.sort();
    names
}
