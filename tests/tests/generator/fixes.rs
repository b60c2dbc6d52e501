//! The fix of every diagnostic, applied to the document of its page.

use std::collections::BTreeSet;
use std::path::PathBuf;

use codegen::diagnostic::{Code, Severity};
use sdk_tests::document::{generate, read, rendered, root};

use crate::diagnostics::fixture;

/// Diagnostics that no overlay can fix, with the reason: the fix is in the file, or outside of this
/// project.
const WITHOUT_OVERLAY: &[(Code, &str)] = &[
    (Code::NotUtf8, "an overlay is applied to a document that was read"),
    (Code::EmptyDocument, "an overlay is applied to a document that was read"),
    (Code::InvalidJson, "an overlay is applied to a document that was read"),
    (Code::InvalidYaml, "an overlay is applied to a document that was read"),
    (Code::DuplicateKey, "which of the two values is meant is in the file only"),
    (Code::NumberOutOfRange, "the digits are in the file only"),
    (Code::TooDeep, "an overlay is applied to a document that was read"),
    (Code::NotAnObject, "an overlay is applied to an object"),
    (Code::UnsupportedVersion, "another tool converts the document"),
    (Code::ExternalRef, "another tool bundles the documents"),
    (Code::InternalError, "no document should cause it"),
];

/// The overlay that fixes the fixture of a code.
pub(crate) fn fix(code: Code) -> Option<PathBuf> {
    let path = root().join(format!("tests/fixtures/fixes/{code}.overlay.yaml"));
    path.exists().then_some(path)
}

#[test]
fn every_fix_works() {
    let mut failed = Vec::new();
    for code in Code::ALL {
        let (Some(fixture), Some(fix)) = (fixture(*code), fix(*code)) else { continue };
        let overlay = String::from_utf8(read(&fix)).unwrap();
        let found = match generate(&read(&fixture), &overlay) {
            Ok(generated) => generated.warnings,
            Err(diagnostics) => diagnostics,
        };
        if found.iter().any(|it| it.code == *code || it.severity == Severity::Error) {
            failed.push(rendered(&found, code.as_str()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_code_has_a_fix_or_a_reason() {
    let without: BTreeSet<Code> = WITHOUT_OVERLAY.iter().map(|(code, _)| *code).collect();
    for code in Code::ALL {
        assert_ne!(fix(*code).is_some(), without.contains(code), "{code}");
    }
}
