//! The reports of the update from the document of 2026-09-03 to that of 2026-10-22.

use std::io::Read as _;
use std::sync::LazyLock;

use codegen::diff::report::{View, json, markdown, text};
use codegen::diff::{Bump, Change, Changes, Refactoring, Rule, diff};
use codegen::overlay::Mode;
use codegen::pointer::Pointer;
use flate2::read::GzDecoder;
use sdk_tests::document::{API, overlay_text, read as bytes, root};
use serde_json::Value;

use crate::fixture::Read;

/// A document of the past, with the overlay of today.
fn past(date: &str) -> Read {
    let packed = bytes(&root().join(format!("tests/fixtures/documents/{date}.json.gz")));
    let mut document = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut document).unwrap();
    Read::new(&document, &overlay_text(), Mode::Lenient).unwrap()
}

static CHANGES: LazyLock<Changes> =
    LazyLock::new(|| diff(past("2026-09-03").document(), past("2026-10-22").document()));

const VIEW: View<'_> = View {
    old: "2026-09-03",
    new: "2026-10-22",
    version: Some("0.1.0"),
    pending: Bump::None,
    corrected: false,
    docs: false,
    color: false,
};

#[test]
fn the_report_of_an_update_is_one_page() {
    insta::with_settings!({
        snapshot_path => "../../snapshots/diff",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("report.md", markdown(&CHANGES, &VIEW));
    });
}

#[test]
fn nothing_of_a_real_update_is_unhandled() {
    assert_eq!(CHANGES.unhandled().count(), 0);
    assert!(CHANGES.changes.len() > 300, "{}", CHANGES.changes.len());
}

#[test]
fn the_json_keeps_its_contract() {
    let report: Value = serde_json::from_str(&json(&CHANGES, &VIEW)).unwrap();
    assert_eq!(
        (&report["wire"], &report["source"]),
        (&Value::from("break"), &Value::from("break"))
    );
    assert_eq!(report["bump"], "major");
    assert_eq!(report["counts"]["edits"], CHANGES.edits.len());
    assert!(report.get("edits").is_none(), "edits are listed on demand");
    let with_docs = json(&CHANGES, &View { docs: true, ..VIEW });
    let with_docs: Value = serde_json::from_str(&with_docs).unwrap();
    assert_eq!(with_docs["edits"].as_array().unwrap().len(), CHANGES.edits.len());
    let changes = report["changes"].as_array().unwrap();
    assert_eq!(changes.len(), CHANGES.changes.len());
    let members =
        ["rule", "wire", "source", "pointer", "operations", "rust", "message", "also", "items"];
    for change in changes {
        let found: Vec<&str> = change.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, members);
        assert!(change["pointer"].as_str().unwrap().starts_with('#'));
        assert!(Rule::find(change["rule"].as_str().unwrap()).is_some());
    }
    // The worst comes first.
    assert_eq!(changes[0]["wire"], "break");
    let total = |counts: &Value, names: [&str; 3]| -> u64 {
        names.iter().map(|name| counts[*name].as_u64().unwrap()).sum()
    };
    let counts = &report["counts"];
    assert_eq!(total(&counts["wire"], ["break", "risk", "ok"]), changes.len() as u64);
    assert_eq!(total(&counts["source"], ["break", "additive", "none"]), changes.len() as u64);
}

#[test]
fn every_change_is_in_the_text_and_colours_are_asked_for() {
    let plain = text(&CHANGES, &VIEW);
    assert!(!plain.contains('\x1b'));
    assert!(plain.starts_with("wire break · source break · bump major (0.1.0 → 0.2.0)\n"));
    for change in &CHANGES.changes {
        assert!(plain.contains(&format!("    {}  {}\n", change.rust, change.message)));
    }
    assert!(text(&CHANGES, &View { color: true, ..VIEW }).contains("\x1b[1;31mbreak\x1b[0m"));
}

#[test]
fn markdown_stays_within_the_limit_and_reports_what_it_omits() {
    let mut changes = CHANGES.clone();
    let row = changes.changes[0].clone();
    for number in 0..5000 {
        let pointer = Pointer::root().child(format!("x{number}"));
        let rust = format!("request::T{number}::member_with_a_name_{number}");
        changes.changes.push(Change {
            pointer,
            rust,
            message: format!("m{number}"),
            ..row.clone()
        });
    }
    let report = markdown(&changes, &VIEW);
    assert!(report.len() < 52_000, "{}", report.len());
    assert!(
        report.contains("_Truncated to fit into a pull request: "),
        "{}",
        &report[report.len() - 300..]
    );
    assert!(!report.contains("</summary>\n\n</details>"), "what is cut as a whole has no part");
    assert!(report.starts_with("## API changes: 2026-09-03 → 2026-10-22\n\n**Wire: break**"));
}

#[test]
fn a_report_without_changes_is_short() {
    let nothing = diff(&*API, &*API);
    assert_eq!(text(&nothing, &VIEW), "wire ok · source none · bump none\nNo differences.\n");
    let report: Value = serde_json::from_str(&json(&nothing, &VIEW)).unwrap();
    assert_eq!(report["changes"], Value::Array(Vec::new()));
    assert_eq!(report["bump"], "none");
    assert!(markdown(&nothing, &VIEW).contains("No differences."));
}

#[test]
fn a_moved_definition_requires_the_version_bump_of_its_names() {
    let moved = Refactoring {
        pointer: Pointer::root(),
        from: "A".to_owned(),
        to: "B".to_owned(),
        message: "another name".to_owned(),
        pin: None,
    };
    let changes = Changes { refactorings: vec![moved], ..Changes::default() };
    let line = text(&changes, &VIEW);
    assert!(line.starts_with("wire ok · source none · bump major (0.1.0 → 0.2.0)\n"), "{line}");
    let page = markdown(&changes, &VIEW);
    assert!(page.contains("after renaming the items listed under *Moved*"), "{page}");
    assert!(page.contains("**version: major (0.1.0 → 0.2.0)**"), "{page}");
    // The verdicts of the contract are those on the changes, of which there are none.
    let report: Value = serde_json::from_str(&json(&changes, &VIEW)).unwrap();
    assert_eq!(report["bump"], "none");
    // An update before this one, which is not released either, has raised the version already.
    let view = View { pending: Bump::Major, ..VIEW };
    let edited = Changes { edits: CHANGES.edits[..1].to_vec(), ..Changes::default() };
    assert!(text(&edited, &view).contains("bump patch (0.1.0 → 0.2.0)"));
}
