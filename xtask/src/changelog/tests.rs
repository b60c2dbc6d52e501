//! Tests of the changelog section, the version and the base of an update.

use super::{FILE, Update, plan, version_of};
use crate::base;
use crate::exit::Exit;
use crate::fetch;
use crate::paths::{OVERLAY, SPEC};
use crate::problem::Failure;
use crate::testing::{DOCUMENT, Repository, document};
use crate::version;
use crate::{regenerate, release};

const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n";

/// A committed repository.
fn committed() -> Repository {
    let repository = Repository::new(DOCUMENT);
    repository.write(FILE, CHANGELOG);
    repository.write(".gitignore", "/target\n/new.json\n");
    repository.commit("first");
    repository
}

/// Stores a document as a person would do, and returns the exit code.
fn fetch(repository: &mut Repository, document: &str) -> Result<Exit, Failure> {
    repository.write("new.json", document);
    let options = fetch::Options {
        file: Some(repository.path("new.json")),
        date: Some("2026-10-22".to_owned()),
        allow_unsupported: true,
        allow_shrink: true,
        ..fetch::Options::default()
    };
    let workspace = repository.workspace.clone();
    fetch::run(&options, &workspace, &mut repository.kept.console(false))
}

fn planned(repository: &mut Repository) -> Option<Update> {
    let workspace = repository.workspace.clone();
    plan(&workspace, &mut repository.kept.console(false)).unwrap()
}

/// What the changelog is after `regenerate`.
fn updated(repository: &mut Repository) -> String {
    if let Some(update) = planned(repository) {
        update.write(&repository.workspace).unwrap();
        update.report(&mut repository.kept.console(false)).unwrap();
        assert!(planned(repository).unwrap().is_fresh(), "a second run changes nothing");
    }
    repository.read(FILE)
}

fn version(repository: &Repository) -> String {
    version::of_client(&repository.workspace).unwrap().to_string()
}

/// The small document after something that breaks callers.
fn renamed() -> String {
    let renamed = DOCUMENT.replacen("\"operationId\": \"", "\"operationId\": \"other", 1);
    assert_ne!(renamed, DOCUMENT);
    renamed
}

#[test]
fn without_an_update_or_a_release_there_is_no_base_and_nothing_to_write() {
    let mut repository = committed();
    let overlay = repository.read(OVERLAY);
    repository.write(OVERLAY, &format!("# A comment.\n{overlay}"));
    assert!(planned(&mut repository).is_none());
}

#[test]
fn an_update_is_compared_with_the_last_merged_document() {
    let mut repository = committed();
    fetch(&mut repository, &renamed()).unwrap();
    let written = updated(&mut repository);
    assert!(written.contains("### The API of 2026-10-22"), "{written}");
    assert!(written.contains("0.1.0 → 0.2.0"), "{written}");
    assert_eq!(version(&repository), "0.2.0");
    for lock in version::LOCKS {
        assert!(repository.read(lock).contains("version = \"0.2.0\""), "{lock}");
    }
    let out = repository.kept.out();
    assert!(out.contains("0.1.0 → 0.2.0 (major)"), "{out}");

    // The reverse update reverts everything.
    fetch(&mut repository, DOCUMENT).unwrap();
    assert_eq!(updated(&mut repository), CHANGELOG);
    assert_eq!(version(&repository), "0.1.0");
}

#[test]
fn a_document_that_is_committed_before_it_is_understood_does_not_change_the_base() {
    let mut repository = committed();
    let unknown = renamed().replace("\"format\": \"uuid\"", "\"frobnicate\": true");
    repository.git(&["switch", "--quiet", "--create", "spec-update"]);
    fetch(&mut repository, &unknown).unwrap();
    repository.commit("the bot");

    let overlay = repository.read(OVERLAY);
    let action = "  - target: $..frobnicate\n    description: No such keyword.\n    \
        remove: true\n";
    repository.write(OVERLAY, &format!("{}\n{action}", overlay.trim_end()));
    let written = updated(&mut repository);
    assert!(written.contains("0.1.0 → 0.2.0"), "{written}");
    assert_eq!(version(&repository), "0.2.0");
    repository.commit("a person");
    assert_eq!(updated(&mut repository), written, "commits on the branch change no base");
}

#[test]
fn a_correction_on_the_branch_of_an_update_is_part_of_the_update() {
    let mut repository = committed();
    repository.git(&["switch", "--quiet", "--create", "spec-update"]);
    let added = DOCUMENT.replacen(
        "\"name\": {",
        "\"colour\": { \"type\": \"string\" },\n          \"name\": {",
        1,
    );
    assert_ne!(added, DOCUMENT);
    fetch(&mut repository, &added).unwrap();
    updated(&mut repository);
    let raised = version(&repository);
    assert_eq!(raised, "0.1.1", "an addition");
    repository.commit("the bot");
    let overlay = repository.read(OVERLAY);
    let action = "  - target: $.components.schemas.Thing.properties.colour\n    \
        description: It is a number.\n    update: { type: number }\n";
    repository.write(OVERLAY, &format!("{}\n{action}", overlay.trim_end()));
    updated(&mut repository);
    assert_eq!(version(&repository), raised, "compared with the base it is still an addition");
}

#[test]
fn merged_updates_keep_their_sections_and_raise_the_version_once() {
    let mut repository = committed();
    fetch(&mut repository, &renamed()).unwrap();
    updated(&mut repository);
    repository.commit("the first update, merged");
    fetch(&mut repository, DOCUMENT).unwrap();
    let written = updated(&mut repository);
    assert_eq!(written.matches("### The API of").count(), 2, "{written}");
    assert_eq!(version(&repository), "0.2.0", "it was raised before");

    // A manually chosen version is preserved.
    repository.write(version::MANIFEST, "[package]\nversion = \"1.0.0\"\n");
    updated(&mut repository);
    assert_eq!(version(&repository), "1.0.0");
    let err = repository.kept.err();
    assert!(err.contains("remains 1.0.0; the changes since 0.1.0 suggest a major"), "{err}");
}

#[test]
fn after_a_release_every_update_is_compared_with_the_release() {
    let mut repository = committed();
    let workspace = repository.workspace.clone();
    let mut console = repository.kept.console(false);
    // A release refuses a client that is out of date.
    regenerate::run(&regenerate::Options::default(), &workspace, &mut console).unwrap();
    repository.commit("generated");
    let mut console = repository.kept.console(false);
    release::run(&release::Options::default(), &workspace, &mut console).unwrap();
    fetch(&mut repository, &document(2)).unwrap();
    updated(&mut repository);
    assert_eq!(version(&repository), "0.1.1");
    repository.commit("the first update, merged");
    fetch(&mut repository, &renamed()).unwrap();
    let written = updated(&mut repository);
    assert_eq!(written.matches("### The API of").count(), 1, "{written}");
    assert_eq!(version(&repository), "0.2.0");
    let (from, pending) = version_of(&workspace, base::NAME).unwrap();
    assert_eq!((from.to_string().as_str(), pending.as_str()), ("0.1.0", "none"));

    // Corrections without another document are compared with it as well.
    fetch(&mut repository, DOCUMENT).unwrap();
    let overlay = repository.read(OVERLAY);
    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: It is a number.\n    update: { type: number }\n";
    repository.write(OVERLAY, &format!("{}\n{action}", overlay.trim_end()));
    let written = updated(&mut repository);
    assert!(written.contains("### Corrections of the spec"), "{written}");
}

#[test]
fn a_decision_that_the_overlay_no_longer_makes_is_named() {
    let mut repository = committed();
    let overlay = repository.read(OVERLAY);
    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: It is private.\n    update: { x-sdk-secret: true }\n";
    repository.write(OVERLAY, &format!("{}\n{action}", overlay.trim_end()));
    repository.commit("a decision");
    fetch(&mut repository, &document(2)).unwrap();
    repository.write(OVERLAY, &overlay);
    updated(&mut repository);
    let err = repository.kept.err();
    let expected = "`x-sdk-secret: true` at #/components/schemas/Thing/properties/name \
        is no longer in the overlay";
    assert!(err.contains(expected), "{err}");
}

#[test]
fn a_base_that_this_clone_does_not_have_is_reported_and_is_no_failure() {
    let mut repository = committed();
    fetch(&mut repository, &renamed()).unwrap();
    let lock = repository.read("spec/openapi.lock");
    let id = base::recorded(&repository.workspace).unwrap().unwrap().document;
    repository.write("spec/openapi.lock", &lock.replace(&id, &"0".repeat(40)));
    assert!(planned(&mut repository).is_none());
    let err = repository.kept.err();
    assert!(err.contains("git fetch --unshallow"), "{err}");
    assert!(repository.path(SPEC).is_file());
}
