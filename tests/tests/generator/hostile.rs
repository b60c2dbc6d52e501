//! The outcomes of malicious documents. Those that must compile are compiled by `obstacle_course`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use codegen::diagnostic::{Code, Diagnostic, Severity};
use codegen::overlay::Mode;
use codegen::tree::FileTree;
use codegen::{Generated, Input};
use sdk_tests::document::{NO_OVERLAY, rendered};
use sdk_tests::hostile::corpus::{Case, End, all};
use sdk_tests::hostile::large;
use serde_json::{Value, json};

fn generate(file: &str, bytes: &[u8]) -> Outcome {
    codegen::generate(&Input {
        document: bytes,
        document_name: file,
        overlay: NO_OVERLAY,
        overlay_name: "overlay.yaml",
        overlay_mode: Mode::Strict,
    })
}

/// How a run of the generator ends.
type Outcome = Result<Generated, Vec<Diagnostic>>;

/// All cases, each with what is generated for it: once for all tests of a process.
static CASES: LazyLock<Vec<(Case, Outcome)>> = LazyLock::new(|| {
    let generated = |case: Case| {
        let end = generate(case.file, &case.bytes);
        (case, end)
    };
    all().into_iter().map(generated).collect()
});

/// What is wrong with how a case ended, if anything.
fn judge(case: &Case, end: &Outcome) -> Option<String> {
    match (end, case.end) {
        (Ok(generated), End::Compiles) => {
            let unsound: Vec<&String> = generated
                .files
                .iter()
                .map(|(path, _)| path)
                .filter(|path| !is_sound(path))
                .collect();
            (!unsound.is_empty()).then(|| format!("writes {unsound:?}"))
        }
        (Ok(_), End::Refused(code)) => Some(format!("is accepted, not refused as {code}")),
        (Err(found), End::Compiles) => Some(format!("is refused: {}", rendered(found, case.file))),
        (Err(found), End::Refused(code)) => {
            let error = found.iter().find(|found| found.severity == Severity::Error);
            let said = error.map_or("nothing", |found| found.code.as_str());
            let silent =
                found.iter().any(|found| found.help.is_empty() || found.message.is_empty());
            let lost = found.iter().any(|found| {
                found.position.is_none()
                    && !matches!(found.code, Code::NotUtf8 | Code::EmptyDocument)
            });
            (said != code || silent || lost)
                .then(|| format!("is not {code}: {}", rendered(found, case.file)))
        }
    }
}

/// Whether a path stays in its folder, on every system.
fn is_sound(path: &str) -> bool {
    path.split('/').all(|part| {
        let stem = part.strip_suffix(".rs").unwrap_or(part);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !stem.is_empty()
            && stem.len() <= 200
            && stem.bytes().all(plain)
            && !["con", "prn", "aux", "nul", "com1", "lpt1"].contains(&stem)
    })
}

#[test]
fn every_case_ends_as_it_must() {
    let wrong = |(case, end): &(Case, _)| Some(format!("{}: {}", case.name, judge(case, end)?));
    let wrong: Vec<String> = CASES.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

/// An operation whose description of itself is `wrong`.
fn one_operation(wrong: &Value) -> String {
    let mut operation = json!({ "responses": { "204": { "description": "" } } });
    if let (Value::Object(operation), Value::Object(wrong)) = (&mut operation, wrong) {
        operation.extend(wrong.clone());
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a/{id}": { "get": operation } },
    });
    let found = generate("document.json", document.to_string().as_bytes()).map(drop).unwrap_err();
    let line = |found: &Diagnostic| format!("{} {}", found.code, found.at);
    found.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn one_run_reports_keywords_and_all_other_problems() {
    let get = "#/paths/~1a~1{id}/get";
    // The name of the operation, the parameter of the path and the group are missing.
    let others = one_operation(&json!({}));
    assert_eq!(others.split(", ").count(), 3, "{others}");
    assert_eq!(one_operation(&json!({ "x": 1 })), format!("{others}, unknown-keyword {get}/x"));
    let both = one_operation(&json!({ "callbacks": { "a": {} }, "y": 1 }));
    let keywords = format!("unsupported-keyword {get}/callbacks, unknown-keyword {get}/y");
    assert_eq!(both, format!("{others}, {keywords}"));
    // Other problems may be the cause of all others.
    assert_eq!(
        one_operation(&json!({ "x": 1, "tags": 1 })),
        format!("unknown-keyword {get}/x, invalid-value {get}/tags")
    );
}

#[test]
fn cases_have_names_of_their_own() {
    let cases = all();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len());
    let compiled = cases.iter().filter(|case| case.end == End::Compiles).count();
    assert!(compiled > 50 && cases.len() > 200, "{compiled} of {}", cases.len());
}

/// Text of a document appears only in comments and literals of the output: the cases include
/// complete Rust items.
#[test]
fn prose_never_becomes_code() {
    for (case, generated) in CASES.iter().filter(|(case, _)| case.end == End::Compiles) {
        let Ok(generated) = generated else { continue };
        for (path, text) in &generated.files {
            let syntax = syn::parse_file(text).unwrap_or_else(|error| {
                panic!("{}: {path} is not Rust: {error}", case.name);
            });
            for item in &syntax.items {
                if let syn::Item::Fn(function) = item {
                    panic!("{}: {path} has the function {}", case.name, function.sig.ident);
                }
            }
            assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{0}', '\u{1b}']), "{}", case.name);
        }
    }
}

/// Two files that differ only in case are one file on some systems.
#[test]
fn files_differ_in_more_than_case() {
    for (case, generated) in &*CASES {
        let Ok(generated) = generated else { continue };
        let mut seen: BTreeMap<String, &String> = BTreeMap::new();
        for (path, _) in &generated.files {
            let first = seen.insert(path.to_lowercase(), path);
            assert_eq!(first, None, "{}: {path}", case.name);
        }
    }
}

/// Large documents end, and do not need a large stack. `examples/limits.rs` measures larger ones.
#[test]
fn large_documents_end() {
    for large in large::all() {
        let bytes = (large.make)(8_000);
        let file = format!("{}.{}", large.name, large.format);
        let run = move || {
            generate(&file, &bytes).map_or_else(|found| found.len(), |made| count(&made.files))
        };
        // Where the document is not Rust's main thread, the stack is 2 MiB.
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
        assert!(thread.join().unwrap() > 0, "{}", large.name);
    }
}

fn count(files: &FileTree) -> usize {
    files.len()
}
