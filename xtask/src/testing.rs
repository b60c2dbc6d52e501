//! A small repository in a temporary folder, for the tests of the commands.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::console::testing::Kept;
use crate::lock::{Lock, sha256};
use crate::paths::Workspace;
use crate::version;

/// A document with one operation and one schema.
pub(crate) const DOCUMENT: &str = include_str!("../tests/fixtures/things.json");

/// The overlay that belongs to it.
pub(crate) const OVERLAY: &str = include_str!("../tests/fixtures/overlay.yaml");

/// A repository with a document, an overlay and a lock, and nothing generated yet.
pub(crate) struct Repository {
    folder: TempDir,
    /// Its paths.
    pub(crate) workspace: Workspace,
    /// What the commands print.
    pub(crate) kept: Kept,
}

impl Repository {
    /// A repository around a document.
    pub(crate) fn new(document: &str) -> Self {
        let folder = TempDir::new().unwrap();
        // On some systems the temporary folder is a symbolic link.
        let root = fs::canonicalize(folder.path()).unwrap();
        let workspace = Workspace::at(root, None);
        let this = Self { folder, workspace, kept: Kept::default() };
        this.write("spec/openapi.json", document);
        this.write("spec/overlay.yaml", OVERLAY);
        let lock = Lock {
            source: "crate: things 1.0.0".to_owned(),
            date: "2020-01-01".to_owned(),
            licence: "Apache-2.0".to_owned(),
            size: document.len() as u64,
            sha256: sha256(document.as_bytes()),
            openapi: "3.1.1".to_owned(),
            operations: 1,
            converted_from: None,
            base: None,
        };
        this.write("spec/openapi.lock", &lock.to_text().unwrap());
        let package = "name = \"generated-client\"\nversion = \"0.1.0\"\n";
        this.write(version::MANIFEST, &format!("[package]\n{package}"));
        for lock in version::LOCKS {
            this.write(lock, &format!("version = 4\n\n[[package]]\n{package}"));
        }
        this
    }

    /// Runs git, which must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.workspace.root())
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Commits everything; the first commit makes the repository one of git.
    pub(crate) fn commit(&self, message: &str) {
        if !self.path(".git").exists() {
            self.git(&["init", "--quiet", "--initial-branch", "main"]);
            self.git(&["config", "user.name", "Test"]);
            self.git(&["config", "user.email", "test@example.com"]);
        }
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// The full path of a file.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.workspace.root().join(path)
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// All files with their contents, to see that nothing changed.
    pub(crate) fn everything(&self) -> std::collections::BTreeMap<String, Vec<u8>> {
        let mut files = crate::fs::read_tree(self.folder.path()).unwrap().files;
        files.retain(|path, _| !path.starts_with(".git/"));
        files
    }
}

/// The small document with this many operations and schemas.
pub(crate) fn document(count: usize) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let path = document["paths"]["/v1/things/{thingId}"].clone();
    let schema = document["components"]["schemas"]["Thing"].clone();
    for number in 2..=count {
        let mut path = path.clone();
        path["get"]["operationId"] = json!(format!("thingGet{number}"));
        path["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["result"]
            ["$ref"] = json!(format!("#/components/schemas/Thing{number}"));
        document["paths"][format!("/v1/things{number}/{{thingId}}")] = path;
        document["components"]["schemas"][format!("Thing{number}")] = schema.clone();
    }
    format!("{document:#}\n")
}
