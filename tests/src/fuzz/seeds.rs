//! The documents that fuzzing starts from: fixtures, hostile documents, and the real one.

use std::sync::LazyLock;

use serde_json::Value;

use crate::document::{document_text, read, root};
use crate::hostile::corpus;

/// The seeds, in a fixed order: fixtures by name, then hostile documents, then the real one.
pub static SEEDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut seeds: Vec<Value> = fixtures()
        .iter()
        .filter_map(|path| serde_json::from_slice(&read(&root().join(path))).ok())
        .collect();
    let hostile = corpus::all();
    seeds.extend(hostile.iter().filter_map(|case| serde_json::from_slice(&case.bytes).ok()));
    seeds.extend(serde_json::from_slice(&document_text()).ok());
    seeds
});

/// The seed of a number; the real document, which is slow, only for the highest one.
#[must_use]
pub fn seed(number: u8) -> Value {
    let seeds = &*SEEDS;
    let last = seeds.len().saturating_sub(1);
    let index = if number == u8::MAX { last } else { usize::from(number) % last.max(1) };
    seeds.get(index).cloned().unwrap_or_default()
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
