//! The program as a person starts it: exit codes, and what goes to which stream.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("fixtures").join(name)
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .env_remove("GITHUB_ACTIONS")
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn utf8(path: &Path) -> &str {
    path.to_str().expect("paths of tests are UTF-8")
}

/// `regenerate` from the small document into `out`.
fn regenerate(out: &Path, more: &[&str]) -> Output {
    let (spec, overlay) = (fixture("things.json"), fixture("overlay.yaml"));
    let mut arguments = vec!["regenerate", "--spec", utf8(&spec)];
    arguments.extend(["--overlay", utf8(&overlay), "--out", utf8(out)]);
    arguments.extend(more);
    xtask(&arguments)
}

#[test]
fn help_is_printed_and_is_not_a_failure() {
    let output = xtask(&["--help"]);
    assert_eq!(code(&output), 0);
    let help = text(&output.stdout);
    for word in ["regenerate", "fetch", "corpus", "Exit codes: 0 success", "4 out of date"] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
    let output = xtask(&["regenerate", "--help"]);
    assert!(text(&output.stdout).contains("--check"));
}

#[test]
fn an_invalid_command_line_exits_with_the_usage_code() {
    for arguments in [
        &[][..],
        &["regenrate"],
        &["regenerate", "--chek"],
        &["regenerate", "--spec"],
        &["regenerate", "extra"],
        &["regenerate", "--message-format", "xml"],
        &["fetch", "--url", "https://example.com", "--file", "x"],
        &["corpus"],
        &["dump", "everything"],
    ] {
        let output = xtask(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_missing_file_is_a_failure_that_names_it() {
    let output = xtask(&["regenerate", "--spec", "no/such.json"]);
    assert_eq!(code(&output), 1);
    let error = text(&output.stderr);
    assert!(error.contains("error[unreadable-file]: cannot read no/such.json"), "{error}");
    assert!(!error.contains('\x1b'), "no colours where no terminal is");

    let output = xtask(&["regenerate", "--spec", "no/such.json", "--message-format", "json"]);
    assert_eq!(code(&output), 1);
    assert!(text(&output.stdout).contains("\"code\":\"unreadable-file\""));
    assert_eq!(code(&xtask(&["corpus", "no/such"])), 1);
}

#[test]
fn out_of_date_is_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = regenerate(&out, &["--check"]);
    assert_eq!(code(&output), 4, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Missing"));
    assert!(!out.exists());

    let output = regenerate(&out, &[]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Regenerated 1 operation"));
    assert!(!text(&output.stdout).contains("Loading"), "progress goes to stderr");
    assert_eq!(code(&regenerate(&out, &["--check"])), 0);
}

#[test]
fn the_corpus_names_every_document_and_fails_with_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.json"), "{").unwrap();
    let output = xtask(&["corpus", utf8(folder.path())]);
    assert_eq!(code(&output), 1);
    assert!(text(&output.stdout).contains("Failed 1 of 1 document: bad.json"));
    assert!(text(&output.stderr).contains("invalid-json"));
}
