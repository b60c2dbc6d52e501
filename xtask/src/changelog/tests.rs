//! Tests of the section: where it is put, and what a second run does.

use std::process::Command;

use codegen::diff::Bump;

use super::{FILES, Section, suggested, update};
use crate::testing::{DOCUMENT, Repository};

fn section(old: &str, text: &str, bump: Bump) -> Section {
    Section { old: old.to_owned(), new: "new".to_owned(), bump, text: format!("{text}\n") }
}

const CHANGELOG: &str =
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";

#[test]
fn a_section_is_put_below_what_is_not_released_and_replaced_by_the_next_run() {
    let first = section("aaa", "First.", Bump::Minor).put_into(CHANGELOG);
    let expected = "# Changelog\n\n## [Unreleased]\n\n\
        <!-- api aaa..new minor: written by `cargo xtask regenerate` -->\nFirst.\n<!-- end of api -->\n\n\
        ### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";
    assert_eq!(first, expected);
    let again = section("aaa", "Second.", Bump::Minor).put_into(&first);
    assert_eq!(again, expected.replace("First.", "Second."));
    let next = section("bbb", "Third.", Bump::Major).put_into(&again);
    assert!(
        next.contains("Second.") && next.contains("Third."),
        "what was committed stays: {next}"
    );
    assert_eq!(suggested(&next), Bump::Major);
    assert_eq!(suggested(&first), Bump::Minor);
    assert_eq!(suggested(CHANGELOG), Bump::None);
    assert_eq!(
        suggested(&next.replace("## [Unreleased]", "## [Unreleased]\n\n## [1.0.0]")),
        Bump::None
    );
}

#[test]
fn a_changelog_without_the_heading_gets_one() {
    let added = section("a", "Text.", Bump::Patch).put_into("# Changelog\n\n## [0.1.0]\n\n- B.\n");
    let heading = added.find("## [Unreleased]").unwrap();
    assert!(heading < added.find("## [0.1.0]").unwrap(), "{added}");
    let added = section("a", "Text.", Bump::Patch).put_into("# Changelog\n");
    assert!(added.starts_with("# Changelog\n\n## [Unreleased]\n\n<!-- api a.."), "{added}");
}

fn git(repository: &Repository, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(repository.workspace.root())
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn only_another_document_than_the_committed_one_is_written_about() {
    let mut repository = Repository::new(DOCUMENT);
    repository.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
    repository.write("generated-client/Cargo.toml", "[package]\nversion.workspace = true\n");
    for file in FILES {
        repository.write(file, CHANGELOG);
    }
    let workspace = repository.workspace.clone();
    let changelog = repository.path("CHANGELOG.md");
    let run = |repository: &mut Repository| {
        update(&workspace, &mut repository.kept.console(false)).unwrap();
        std::fs::read_to_string(&changelog).unwrap()
    };
    assert_eq!(run(&mut repository), CHANGELOG, "there is no history");
    git(&repository, &["init", "-q"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "-q", "-m", "first"]);
    assert_eq!(run(&mut repository), CHANGELOG, "the document is the committed one");

    let renamed = DOCUMENT.replacen("\"operationId\": \"", "\"operationId\": \"other", 1);
    assert_ne!(renamed, DOCUMENT);
    repository.write("spec/openapi.json", &renamed);
    let written = run(&mut repository);
    assert!(written.contains("### The API of 2020-01-01"), "{written}");
    assert!(written.contains("Suggested version: major (0.1.0 → 0.2.0)."), "{written}");
    assert!(written.contains("**Breaking for code**"), "{written}");
    assert_eq!(run(&mut repository), written, "a second run changes nothing");
    assert_eq!(std::fs::read_to_string(repository.path(FILES[1])).unwrap(), written);
    let out = repository.kept.out();
    assert!(out.contains("suggested version 0.1.0 → 0.2.0 (major)"), "{out}");
}
