//! `spec/openapi.lock`: the identity and the source of the committed document.

use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::fs;
use crate::problem::Problem;

mod base;

pub(crate) use self::base::Base;

/// The first lines of the file.
const HEADER: &str = "\
# What spec/openapi.json is, where it comes from, and what updates are compared with.
# `cargo xtask fetch` and `cargo xtask release` write this file, and `cargo xtask regenerate`
# compares it with the document; do not edit it by hand.
";

/// The facts about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// Where it was taken from: a URL, a file, or a file of a published crate.
    pub(crate) source: String,
    /// The day it was taken or published, as `2026-10-22`.
    pub(crate) date: String,
    /// The licence under which it is available.
    pub(crate) licence: String,
    /// The number of bytes.
    pub(crate) size: u64,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// The version of OpenAPI that it declares.
    pub(crate) openapi: String,
    /// The number of operations.
    pub(crate) operations: usize,
    /// The format it was received in, where that was not JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) converted_from: Option<String>,
    /// What changes of the document are compared with, once it was updated or released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<Base>,
}

/// What can be counted in a document without understanding it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Operations below `paths`.
    pub(crate) operations: usize,
    /// Schemas below `components.schemas`.
    pub(crate) schemas: usize,
}

/// The keys of a path item that are operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl Counts {
    /// Counts in a parsed document.
    pub(crate) fn of(document: &Value) -> Self {
        let members = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
        let operations = members(document.get("paths")).map_or(0, |paths| {
            paths
                .values()
                .filter_map(Value::as_object)
                .map(|item| METHODS.iter().filter(|method| item.contains_key(**method)).count())
                .sum()
        });
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        Self { operations, schemas: schemas.map_or(0, serde_json::Map::len) }
    }
}

impl Lock {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        Self::parse(&fs::read_text(path)?).map_err(|reason| {
            Problem::new("invalid-lock", format!("{} is invalid: {reason}", path.display()))
                .help("restore it from git, or rewrite it with `cargo xtask fetch --file PATH`")
        })
    }

    /// Parses the text of the file; the error says why that is impossible.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.message().trim().to_owned())
    }

    /// Returns the text of the file.
    pub(crate) fn to_text(&self) -> Result<String, Problem> {
        let facts = toml::to_string(self).map_err(|error| {
            Problem::new("invalid-lock", format!("cannot serialize the lock: {error}"))
        })?;
        Ok(format!("{HEADER}{facts}"))
    }

    /// Whether it describes these bytes.
    pub(crate) fn matches(&self, document: &[u8]) -> bool {
        self.size == document.len() as u64 && self.sha256 == sha256(document)
    }
}

/// Compares the committed document with its lock.
pub(crate) fn verify(lock: &Path, document: &[u8]) -> Result<(), Problem> {
    let facts = Lock::read(lock)?;
    if facts.matches(document) {
        return Ok(());
    }
    let message = format!(
        "spec/openapi.json is not the document that spec/openapi.lock describes\n\
         \x20 locked: {} bytes, sha256 {}\n\x20  found: {} bytes, sha256 {}",
        facts.size,
        facts.sha256,
        document.len(),
        sha256(document),
    );
    Err(Problem::new("lock-mismatch", message)
        .help("do not edit the document: corrections belong in spec/overlay.yaml")
        .help("restore both files from git, or store another document with")
        .help("`cargo xtask fetch --file PATH`, which writes the lock too"))
}

/// Returns the SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Counts, Lock, sha256, verify};

    fn lock(document: &[u8]) -> Lock {
        Lock {
            source: "file: \"strange\" name.json".to_owned(),
            date: "2026-10-22".to_owned(),
            licence: "Apache-2.0".to_owned(),
            size: document.len() as u64,
            sha256: sha256(document),
            openapi: "3.1.1".to_owned(),
            operations: 174,
            converted_from: None,
            base: None,
        }
    }

    #[test]
    fn a_lock_round_trips_through_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("openapi.lock");
        for converted_from in [None, Some("yaml".to_owned())] {
            let lock = Lock { converted_from, ..lock(b"{}") };
            std::fs::write(&path, lock.to_text().unwrap()).unwrap();
            assert_eq!(Lock::read(&path).unwrap(), lock);
        }
        std::fs::write(&path, "source = 1\n").unwrap();
        assert_eq!(Lock::read(&path).unwrap_err().code, "invalid-lock");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Lock::read(&path).unwrap_err().code, "unreadable-file");
    }

    #[test]
    fn one_changed_byte_is_a_mismatch_that_names_the_fix() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("openapi.lock");
        std::fs::write(&path, lock(b"{}").to_text().unwrap()).unwrap();
        verify(&path, b"{}").unwrap();
        for changed in [&b"{ }"[..], b"[]"] {
            let problem = verify(&path, changed).unwrap_err();
            assert_eq!(problem.code, "lock-mismatch");
            assert!(problem.help.join(" ").contains("cargo xtask fetch --file"));
        }
    }

    #[test]
    fn hashes_match_the_test_vectors() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn operations_and_schemas_are_counted_in_any_value() {
        let document = json!({
            "paths": { "/a": { "get": {}, "put": {}, "parameters": [], "x-y": {} }, "/b": 7 },
            "components": { "schemas": { "A": {}, "B": {} } },
        });
        assert_eq!(Counts::of(&document), Counts { operations: 2, schemas: 2 });
        assert_eq!(Counts::of(&json!([])), Counts::default());
    }
}
