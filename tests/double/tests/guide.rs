//! The guide for users without an account: what it says works as written, with `curl` and Python.
//! A machine that has neither passes, and says so.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::Command;

use double::{Double, Options, Pace, Spec};

/// The address that the guide assumes.
const WRITTEN: &str = "http://127.0.0.1:8080";

fn guide() -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/try-without-an-account.md");
    std::fs::read_to_string(path).unwrap()
}

/// The first code block below a heading.
fn block(guide: &str, heading: &str) -> String {
    let section = guide.split(&format!("## {heading}\n")).nth(1).unwrap();
    let code = section.split("```").nth(1).unwrap();
    code.split_once('\n').unwrap().1.to_owned()
}

/// Runs a program over a text in which the address of the double replaces the written one, and
/// returns what it prints; `None` where there is no such program.
fn run(double: &Double, program: &str, arguments: &[&str], text: &str) -> Option<String> {
    if Command::new(program).arg("--version").output().is_err() {
        let _ = writeln!(io::stderr(), "guide: not tested, because there is no {program}");
        return None;
    }
    let text = text.replace(WRITTEN, &double.url());
    let shell = if arguments.is_empty() { program } else { arguments[0] };
    let output = Command::new(shell).args(["-c", &text]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn double() -> Double {
    let options = Options { pace: Pace::Reads(1), ..Options::default() };
    Double::start(Spec::committed().unwrap(), options).unwrap()
}

#[test]
fn the_python_program_works() {
    let double = double();
    let Some(printed) = run(&double, "python3", &[], &block(&guide(), "With Python")) else {
        return;
    };
    assert_eq!(printed, "provisioning\n");
    assert_eq!(double.refused(), [""; 0]);
}

#[test]
fn the_curl_commands_work() {
    let double = double();
    let guide = guide();
    let text = block(&guide, "With curl");
    let Some(printed) = run(&double, "curl", &["sh"], &text) else { return };
    assert!(printed.contains("\"my postgres\""), "{printed}");
    assert_eq!(double.refused(), [""; 0]);
    assert_eq!(double.requests().len(), 3);
    let Some(printed) = run(&double, "curl", &["sh"], &block(&guide, "Faults")) else { return };
    assert!(!printed.contains("\"error\""), "{printed}");
}
