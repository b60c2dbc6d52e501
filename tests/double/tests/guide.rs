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

/// The code blocks of a language, in order.
fn blocks(language: &str) -> Vec<String> {
    let guide = guide();
    let blocks = guide.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap());
    blocks.filter(|(known, _)| *known == language).map(|(_, code)| code.to_owned()).collect()
}

/// Runs code in which the address of the double replaces the written one, and returns what it
/// prints; `None` where there is no such program.
fn run(double: &Double, program: &str, interpreter: &str, code: &str) -> Option<String> {
    if Command::new(program).arg("--version").output().is_err() {
        let _ = writeln!(io::stderr(), "guide: not tested, because there is no {program}");
        return None;
    }
    let code = code.replace(WRITTEN, &double.url());
    let output = Command::new(interpreter).args(["-c", &code]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{code}\n{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn double() -> Double {
    let options = Options { pace: Pace::Reads(1), ..Options::default() };
    Double::start(Spec::committed().unwrap(), options).unwrap()
}

#[test]
fn the_python_program_works() {
    let double = double();
    let blocks = blocks("python");
    assert_eq!(blocks.len(), 1);
    let Some(printed) = run(&double, "python3", "python3", &blocks[0]) else { return };
    assert_eq!(printed, "provisioning\n");
    assert_eq!(double.refused(), [""; 0]);
}

#[test]
fn the_curl_commands_work() {
    let all = blocks("sh");
    let exports: String = lines(&all.concat(), |line| line.starts_with("export "));
    let mut outcomes = Vec::new();
    for block in all.iter().filter(|block| block.contains("curl ")) {
        let double = double();
        // Examples are tested with the client; to build them here would compile it once more.
        let code = exports.clone() + &lines(block, |line| !line.contains("cargo run "));
        let Some(printed) = run(&double, "curl", "sh", &code) else { return };
        outcomes.push((printed, double.refused()));
    }
    let [(created, created_well), (_, refused), (key, key_well), (faults, _)] = &outcomes[..]
    else {
        panic!("other blocks: {outcomes:?}")
    };
    assert!(
        created.matches("\"my postgres\"").count() == 2 && created_well.is_empty(),
        "{created}"
    );
    assert!(refused[0].contains(": 400 ") && refused[0].contains("is required"), "{refused:?}");
    assert!(key.contains("\"keySecret\"") && key_well.is_empty(), "{key}");
    assert!(!faults.contains("\"error\""), "{faults}");
}

/// The lines that satisfy a condition.
fn lines(code: &str, condition: impl Fn(&str) -> bool) -> String {
    code.split_inclusive('\n').filter(|line| condition(line)).collect()
}
