//! `cargo xtask rehearse` over a few small documents: what it asks for, and that it ends in
//! releases.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("fixtures/things.json");
const OVERLAY: &str = include_str!("fixtures/overlay.yaml");

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The document with more properties of `Thing`.
fn with_properties(names: &[&str]) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the fixture is JSON");
    for name in names {
        document["components"]["schemas"]["Thing"]["properties"][*name] =
            json!({ "type": "string" });
    }
    document.to_string()
}

#[test]
fn each_step_reports_its_decisions_and_ends_in_a_release() {
    let folder = tempfile::tempdir().expect("there is room for a test");
    let root = folder.path().join("repository");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("it is made");
        fs::write(path, text).expect("it is written");
    };
    // The overlay of today decides about a secret that the oldest document does not have.
    let secret = "  - target: $.components.schemas.Thing.properties.passphrase\n    \
        description: It opens things.\n    update: { x-sdk-secret: true }\n";
    let package = "name = \"generated-client\"\nversion = \"0.1.0\"\n";
    for (path, text) in [
        ("spec/openapi.json", DOCUMENT),
        ("spec/overlay.yaml", &format!("{}\n{secret}", OVERLAY.trim_end())),
        (
            "spec/openapi.lock",
            "source = \"a\"\ndate = \"2026-01-01\"\nlicence = \"b\"\nsize = 0\nsha256 = \"c\"\n\
             openapi = \"3.1.1\"\noperations = 1\n",
        ),
        ("generated-client/Cargo.toml", &format!("[package]\n{package}")),
        ("Cargo.lock", &format!("version = 4\n\n[[package]]\n{package}")),
        ("generated-client/CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- The first.\n"),
        ("xtask/Cargo.toml", ""),
        (".gitignore", "target/\n"),
    ] {
        write(&format!("repository/{path}"), text);
    }
    git(&root, &["init", "--quiet", "--initial-branch", "main"]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "--quiet", "--message", "first"]);
    write("documents/2026-01-01.json", DOCUMENT);
    write("documents/2026-02-01.json", &with_properties(&["colour"]));
    write("documents/2026-03-01.json", &with_properties(&["colour", "passphrase"]));

    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["rehearse", "--tests", "none"])
        .arg(folder.path().join("documents"))
        .current_dir(&root)
        .env("CARGO_MANIFEST_DIR", root.join("xtask"))
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("GITHUB_ACTIONS")
        .output()
        .expect("the program starts");
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{out}{err}");
    for expected in [
        "2026-01-01.json: first; 0 errors",
        "2026-02-01.json: ready; 0 errors from the generator, 0 defaults to confirm; 0 decisions \
         applied, 0 of them without an error or question; 0 handwritten lines affected; 0 failures \
         in handwritten code, 0 of them at lines that `affected` did not list; version 0.1.1",
        "2026-03-01.json: needs-decisions; 1 error from the generator, 0 defaults to confirm; \
         1 decision applied, 0 of them without an error or question; 0 handwritten lines affected; \
         0 failures in handwritten code, 0 of them at lines that `affected` did not list; \
         version 0.1.2",
        "error: unclassified-secret at #/components/schemas/Thing/properties/passphrase",
        "2 steps, of which 0 failed",
    ] {
        assert!(out.contains(expected), "{expected} is not in\n{out}\n{err}");
    }
    let body = fs::read_to_string(root.join("target/rehearse/bodies/2026-03-01.md"));
    let body = body.expect("the body of a step is stored");
    assert!(body.starts_with("**Unclassified secret:**"), "{body}");
}
