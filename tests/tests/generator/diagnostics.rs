//! The diagnostics of invalid documents: one fixture for each code, named after it, with an
//! optional overlay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::diagnostic::{Code, Diagnostic};
use sdk_tests::document::{
    NO_OVERLAY, document_text, generate, overlay_text, read, rendered, root,
};
use serde_json::Value;

/// The fixture that is about a code.
pub(crate) fn fixture(code: Code) -> Option<PathBuf> {
    let folder = root().join("tests/fixtures/errors");
    let paths = ["json", "yaml"].map(|end| folder.join(format!("{code}.{end}")));
    paths.into_iter().find(|path| path.exists())
}

/// The errors of a fixture.
pub(crate) fn errors(path: &Path) -> Vec<Diagnostic> {
    let overlay = path.with_extension("overlay.yaml");
    let overlay = if overlay.exists() {
        String::from_utf8(read(&overlay)).unwrap()
    } else {
        NO_OVERLAY.to_owned()
    };
    match generate(&read(path), &overlay) {
        Ok(generated) => generated.warnings,
        Err(diagnostics) => diagnostics,
    }
}

fn is_overlay(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.ends_with(".overlay.yaml"))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap()
}

/// A maintainer corrects the action, and not the spec, where the state is new.
#[test]
fn f10_a_state_that_no_list_has_is_reported_at_its_action() {
    let mut document: Value = serde_json::from_slice(&document_text()).unwrap();
    let states = "/components/schemas/Service/properties/state/enum";
    let states = document.pointer_mut(states).and_then(Value::as_array_mut).unwrap();
    states.push("frozen".into());
    let found = generate(document.to_string().as_bytes(), &overlay_text()).err().unwrap();
    let [only] = found.as_slice() else { panic!("{}", rendered(&found, "document")) };
    assert_eq!(only.code, Code::WaitState);
    let at = only.at.to_string();
    assert!(at.starts_with("#/actions/") && at.ends_with("/update/x-sdk-wait"), "{at}");
}

#[test]
fn texts() {
    insta::with_settings!({
        snapshot_path => "../../snapshots/diagnostics",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::glob!("../../fixtures/errors", "*.*", |path| {
            if !is_overlay(path) {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap();
                insta::assert_snapshot!("text", rendered(&errors(path), name));
            }
        });
    });
}

#[test]
fn every_code_has_a_fixture_that_is_about_it() {
    let mut covered = BTreeSet::new();
    for file in fs::read_dir(root().join("tests/fixtures/errors")).unwrap() {
        let path = file.unwrap().path();
        if is_overlay(&path) {
            continue;
        }
        let found: Vec<&str> = errors(&path).iter().map(|error| error.code.as_str()).collect();
        assert!(found.contains(&stem(&path)), "{} gives {found:?}", path.display());
        covered.insert(stem(&path).to_owned());
    }
    // No document should cause this diagnostic.
    let documents = Code::ALL.iter().filter(|code| **code != Code::InternalError);
    let all: BTreeSet<String> = documents.map(|code| code.as_str().to_owned()).collect();
    assert_eq!(covered, all);
}

#[test]
fn diagnostics_name_a_place_and_a_fix() {
    for file in fs::read_dir(root().join("tests/fixtures/errors")).unwrap() {
        let path = file.unwrap().path();
        if is_overlay(&path) {
            continue;
        }
        for error in errors(&path) {
            assert!(
                !error.message.is_empty() && !error.help.is_empty(),
                "{}: {error:?}",
                path.display()
            );
        }
    }
}
