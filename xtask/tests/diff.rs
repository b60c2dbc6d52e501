//! `cargo xtask diff` as a person starts it: exit codes, and what goes to which stream.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const THINGS: &str = include_str!("fixtures/things.json");

fn overlay() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("fixtures").join("overlay.yaml")
}

/// `diff` of two texts with the small overlay, and more arguments.
fn diff(old: &str, new: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("old.json"), folder.path().join("new.json")];
    for (path, text) in paths.iter().zip([old, new]) {
        std::fs::write(path, text).unwrap();
    }
    let [old, new] = paths.each_ref().map(|path| path.to_str().unwrap());
    run(&[&[old, new, "--overlay", overlay().to_str().unwrap()], more].concat())
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("diff")
        .args(arguments)
        .env_remove("GITHUB_ACTIONS")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The small document without its operation's old id.
fn renamed() -> String {
    let renamed = THINGS.replacen("\"operationId\": \"", "\"operationId\": \"other", 1);
    assert_ne!(renamed, THINGS);
    renamed
}

#[test]
fn the_same_document_does_not_differ() {
    for fail_on in ["wire", "source", "none"] {
        let output = diff(THINGS, THINGS, &["--fail-on", fail_on]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let said = "wire ok · source none · bump none\nNo differences.\n";
        assert_eq!(text(&output.stdout), said);
    }
}

#[test]
fn actions_that_only_the_old_document_knows_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let overlay_path = folder.path().join("overlay.yaml");
    let overlay = std::fs::read_to_string(overlay()).unwrap()
        + "  - target: $.paths['/v1/things/{thingId}'].get\n    description: A name.\n    \
           update: { x-sdk-name: oneThing }\n";
    std::fs::write(&overlay_path, overlay).unwrap();
    let overlay = overlay_path.to_str().unwrap();
    let new =
        THINGS.replace("{thingId}", "{id}").replace("\"name\": \"thingId\"", "\"name\": \"id\"");
    let paths = ["old.json", "new.json"].map(|name| folder.path().join(name));
    for (path, text) in paths.iter().zip([THINGS, &new]) {
        std::fs::write(path, text).unwrap();
    }
    let [old, new] = paths.each_ref().map(|path| path.to_str().unwrap());
    let output = run(&[old, new, "--overlay", overlay]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let error = text(&output.stderr);
    assert!(error.contains("warning[overlay-selects-nothing]"), "{error}");
    assert!(error.contains("overlay.yaml:14:5"), "{error}");
    // What the old document does not know either is no news.
    let output = run(&[new, new, "--overlay", overlay]);
    assert!(!text(&output.stderr).contains("warning"), "{}", text(&output.stderr));
}

#[test]
fn breaking_changes_fail_on_request() {
    let new = renamed();
    assert_eq!(code(&diff(THINGS, &new, &[])), 0);
    assert_eq!(code(&diff(THINGS, &new, &["--fail-on", "wire"])), 0, "the wire is the same");
    let output = diff(THINGS, &new, &["--fail-on", "source", "--format", "json"]);
    assert_eq!(code(&output), 3);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["source"], "break");
    assert_eq!(report["bump"], "major");
    assert_eq!(report["changes"][0]["rule"], "operation-id-changed");
    let output = diff(THINGS, &new, &["--format", "markdown"]);
    assert!(text(&output.stdout).starts_with("## API changes: "), "{}", text(&output.stdout));
}

#[test]
fn risk_is_not_breaking_and_wire_breaks_are_not_source_breaks() {
    let tags = "\"tags\": [\"Things\"],";
    let beta =
        THINGS.replacen(tags, &format!("{tags} \"x-badges\": [{{ \"name\": \"Beta\" }}],"), 1);
    let output = diff(THINGS, &beta, &["--fail-on", "wire"]);
    assert!(text(&output.stdout).starts_with("wire risk"), "{}", text(&output.stdout));
    assert_eq!(code(&output), 0);
    let moved = THINGS.replacen("/v1/things/", "/v2/things/", 1);
    for (fail_on, expected) in [("wire", 3), ("source", 0), ("none", 0)] {
        let output = diff(THINGS, &moved, &["--fail-on", fail_on]);
        assert!(text(&output.stdout).starts_with("wire break · source none"));
        assert_eq!(code(&output), expected, "{fail_on}");
    }
}

#[test]
fn bad_input_is_a_failure_and_leaves_stdout_empty() {
    let swagger = "{ \"swagger\": \"2.0\", \"info\": { \"title\": \"A\", \"version\": \"1\" } }";
    let stranger = THINGS
        .replacen("\"title\": \"", "\"title\": \"Other ", 1)
        .replacen("\"operationId\": \"", "\"operationId\": \"other", 1)
        .replacen("/v1/things/", "/v1/others/", 1);
    let nothing = "{ \"openapi\": \"3.1.1\", \"info\": { \"title\": \"Other\", \"version\": \"1\" }, \"paths\": {} }";
    let cases = [
        (diff(THINGS, nothing, &[]), "different-apis"),
        (diff(nothing, THINGS, &[]), "different-apis"),
        (diff(THINGS, "{", &[]), "invalid-json"),
        (diff(swagger, THINGS, &[]), "unsupported-version"),
        (diff(THINGS, &stranger, &[]), "different-apis"),
        (run(&["no/such.json", "spec/openapi.json"]), "unreadable-file"),
        (run(&["git:no-such-revision", "spec/openapi.json"]), "unknown-revision"),
        (run(&["git:", "spec/openapi.json"]), "unknown-revision"),
        (run(&["git:--all", "spec/openapi.json"]), "unknown-revision"),
    ];
    for (output, expected) in cases {
        assert_eq!(code(&output), 1, "{expected}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{expected}: {}", text(&output.stdout));
        let error = text(&output.stderr);
        assert!(error.contains(&format!("error[{expected}]")), "{expected}: {error}");
    }
}

#[test]
fn an_invalid_command_line_exits_with_the_usage_code() {
    for arguments in [
        &[][..],
        &["one"],
        &["a", "b", "c"],
        &["a", "b", "--format", "xml"],
        &["a", "b", "--fail-on", "x"],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}
