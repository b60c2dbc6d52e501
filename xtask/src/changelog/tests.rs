//! Tests of the section: where it is put, and what a second run does.

use std::process::Command;

use codegen::diff::Bump;

use super::mark::{Mark, unreleased};
use super::{FILES, Section, base, update};
use crate::diff::version;
use crate::testing::{DOCUMENT, Repository};

fn section(old: &str, text: &str, bump: Bump) -> Section {
    let from = "0.1.0".to_owned();
    let mark = Mark { old: old.to_owned(), new: "new".to_owned(), bump, from };
    Section { mark, text: format!("{text}\n") }
}

const CHANGELOG: &str =
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";

#[test]
fn a_section_is_put_below_what_is_not_released_and_replaced_by_the_next_run() {
    let first = section("aaa", "First.", Bump::Minor).put_into(CHANGELOG);
    let expected = "# Changelog\n\n## [Unreleased]\n\n\
        <!-- api aaa..new minor from 0.1.0: written by `cargo xtask regenerate` -->\nFirst.\n<!-- end of api -->\n\n\
        ### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";
    assert_eq!(first, expected);
    let rest = super::mark::without(&first, "aaa");
    assert_eq!(rest, CHANGELOG);
    let again = section("aaa", "Second.", Bump::Minor).put_into(&rest);
    assert_eq!(again, expected.replace("First.", "Second."));
    let next = section("bbb", "Third.", Bump::Major).put_into(&again);
    assert!(
        next.contains("Second.") && next.contains("Third."),
        "what was committed stays: {next}"
    );
    let bumps =
        |text: &str| -> Vec<Bump> { unreleased(text).into_iter().map(|mark| mark.bump).collect() };
    assert_eq!(bumps(&next), [Bump::Major, Bump::Minor]);
    assert_eq!(bumps(CHANGELOG), []);
    assert_eq!(bumps(&next.replace("## [Unreleased]", "## [Unreleased]\n\n## [1.0.0]")), []);
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

/// A repository with one commit, of which the document is part.
fn committed() -> Repository {
    let repository = Repository::new(DOCUMENT);
    let manifest = "[package]\nname = \"generated-client\"\nversion = \"0.1.0\"\n";
    repository.write("generated-client/Cargo.toml", manifest);
    for file in FILES {
        repository.write(file, CHANGELOG);
    }
    repository
}

fn commit(repository: &Repository) {
    git(repository, &["init", "-q"]);
    git(repository, &["add", "."]);
    git(repository, &["commit", "-q", "-m", "a commit"]);
}

/// What the changelog is after an update.
fn updated(repository: &mut Repository) -> String {
    let workspace = repository.workspace.clone();
    update(&workspace, &mut repository.kept.console(false)).unwrap();
    repository.read(FILES[0])
}

fn renamed() -> String {
    let renamed = DOCUMENT.replacen("\"operationId\": \"", "\"operationId\": \"other", 1);
    assert_ne!(renamed, DOCUMENT);
    renamed
}

#[test]
fn only_another_document_than_the_committed_one_is_written_about() {
    let mut repository = committed();
    assert_eq!(updated(&mut repository), CHANGELOG, "there is no history");
    commit(&repository);
    assert_eq!(updated(&mut repository), CHANGELOG, "the document is the committed one");

    repository.write("spec/openapi.json", &renamed());
    let written = updated(&mut repository);
    assert!(written.contains("### The API of 2020-01-01"), "{written}");
    assert!(written.contains("Suggested version: major (0.1.0 → 0.2.0)."), "{written}");
    assert!(written.contains("**Breaking for code**"), "{written}");
    assert_eq!(version::of_client(&repository.workspace).unwrap(), "0.2.0");
    let first = repository.everything();
    assert_eq!(updated(&mut repository), written);
    assert_eq!(repository.everything(), first, "a second run changes nothing");
    assert_eq!(repository.read(FILES[1]), written);
    let out = repository.kept.out();
    assert!(out.contains("0.1.0 → 0.2.0 (major)"), "{out}");
}

#[test]
fn the_version_grows_once_for_a_release_and_not_over_the_choice_of_a_person() {
    let mut repository = committed();
    commit(&repository);
    repository.write("spec/openapi.json", &renamed());
    updated(&mut repository);
    git(&repository, &["commit", "-q", "-a", "-m", "the first update"]);
    repository.write("spec/openapi.json", DOCUMENT);
    let written = updated(&mut repository);
    assert_eq!(unreleased(&written).len(), 2, "{written}");
    assert_eq!(version::of_client(&repository.workspace).unwrap(), "0.2.0", "it has grown before");

    version::set(&repository.workspace, "0.2.0", "1.0.0").unwrap();
    updated(&mut repository);
    assert_eq!(version::of_client(&repository.workspace).unwrap(), "1.0.0");
    let err = repository.kept.err();
    assert!(err.contains("stays 1.0.0; the changes since 0.1.0 suggest major"), "{err}");
}

#[test]
fn going_back_to_the_committed_document_takes_the_section_and_the_version_back() {
    let mut repository = committed();
    commit(&repository);
    let before = repository.everything();
    repository.write("spec/openapi.json", &renamed());
    assert_ne!(updated(&mut repository), CHANGELOG);
    repository.write("spec/openapi.json", DOCUMENT);
    assert_eq!(updated(&mut repository), CHANGELOG);
    assert_eq!(repository.everything(), before);
    let out = repository.kept.out();
    assert!(out.contains("nothing, the API is that of the last commit"), "{out}");
}

#[test]
fn a_section_that_is_committed_stays_when_the_document_comes_back() {
    let mut repository = committed();
    commit(&repository);
    for document in [renamed().as_str(), DOCUMENT] {
        repository.write("spec/openapi.json", document);
        updated(&mut repository);
        git(&repository, &["commit", "-q", "-a", "-m", "an update"]);
    }
    let kept = repository.read(FILES[0]);
    assert_eq!(unreleased(&kept).len(), 2);
    assert_eq!(updated(&mut repository), kept, "nothing has changed since");
    // The same step once more: its mark is one that is committed already.
    repository.write("spec/openapi.json", &renamed());
    let written = updated(&mut repository);
    assert_eq!(unreleased(&written).len(), 3, "{written}");
    assert_eq!(updated(&mut repository), written, "a second run changes nothing");
    repository.write("spec/openapi.json", DOCUMENT);
    assert_eq!(updated(&mut repository), kept);
    assert_eq!(version::of_client(&repository.workspace).unwrap(), "0.2.0", "as committed");
}

#[test]
fn a_report_starts_from_the_released_version() {
    let mut repository = committed();
    commit(&repository);
    let workspace = repository.workspace.clone();
    let released = |bump| Some(("0.1.0".to_owned(), bump));
    repository.write("spec/openapi.json", &renamed());
    updated(&mut repository);
    // The version at hand has grown already, and that of the commit has not.
    assert_eq!(version::of_client(&workspace).unwrap(), "0.2.0");
    assert_eq!(base(&workspace, Some("HEAD")), released(Bump::None));
    assert_eq!(base(&workspace, None), released(Bump::None));
    git(&repository, &["commit", "-q", "-a", "-m", "the update"]);
    assert_eq!(base(&workspace, Some("HEAD")), released(Bump::Major), "the next one joins it");
    assert_eq!(base(&workspace, Some("HEAD~1")), released(Bump::None));
    assert_eq!(base(&workspace, Some("nothing")), None);
}

#[test]
fn corrections_of_the_same_document_are_written_about_where_they_change_the_api() {
    let mut repository = committed();
    commit(&repository);
    let overlay = repository.read("spec/overlay.yaml");
    repository.write("spec/overlay.yaml", &format!("# A comment.\n{overlay}"));
    assert_eq!(updated(&mut repository), CHANGELOG, "nobody sees a comment");

    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: It is a number.\n    update: { type: number }\n";
    repository.write("spec/overlay.yaml", &format!("{}\n{action}", overlay.trim_end()));
    let written = updated(&mut repository);
    assert!(written.contains("### Corrections of the API of 2020-01-01"), "{written}");
    assert!(written.contains("`response::Thing::name`: `text` → `number`"), "{written}");
    assert_eq!(version::of_client(&repository.workspace).unwrap(), "0.2.0");
    assert_eq!(updated(&mut repository), written, "a second run changes nothing");
    git(&repository, &["commit", "-q", "-a", "-m", "a correction"]);
    assert_eq!(updated(&mut repository), written, "what is committed stays");

    repository.write("spec/overlay.yaml", &overlay);
    assert_eq!(unreleased(&updated(&mut repository)).len(), 2, "the way back is news as well");
}
