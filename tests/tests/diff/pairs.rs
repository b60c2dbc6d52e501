//! Pairs of documents that say more about a rule than its own fixture.

use codegen::diff::{Changes, Source, Wire};

use crate::fixture::{Fixture, told};

const SECOND: &str =
    "{ target: $.components.securitySchemes, update: { key: { type: http, scheme: bearer } } }";
const RENAMED: &str = r#"  - { target: $.components.securitySchemes.basic, remove: true }
  - { target: $.components.securitySchemes, update: { login: { scheme: basic, type: http, description: The same. } } }
  - { target: "$.paths['/v1/things'].*.security", remove: true }
  - { target: "$.paths['/v1/things'].get", update: { security: [{ login: ['things:view'] }] } }
  - { target: "$.paths['/v1/things'].post", update: { security: [{ login: ['things:manage'] }] } }"#;

/// What is said about a new document.
fn changes(old: &str, new: &str) -> Changes {
    let text = format!("old:\n{old}\nnew:\n{new}\n");
    Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).changes(None)
}

#[test]
fn another_name_of_a_scheme_is_no_change() {
    let changes = changes("", RENAMED);
    assert!(changes.changes.is_empty(), "{}", told(&changes));
    let what: Vec<_> = changes.edits.iter().flat_map(|edit| edit.what.iter()).collect();
    assert_eq!(what, [&"name of a security scheme"; 2]);
}

#[test]
fn another_scheme_for_all_is_one_change() {
    let second = RENAMED.replace("scheme: basic", "scheme: bearer");
    let changes = changes("", &second);
    let found: Vec<_> =
        changes.changes.iter().filter(|c| c.rule.id == "security-requirement-changed").collect();
    let [change] = &found[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.operations, ["thingCreate", "thingGetList"]);
    assert_eq!(change.message, "`basic` → `login`");
    assert_eq!(change.wire, Wire::Break);
}

#[test]
fn a_scheme_of_the_whole_document_is_that_of_its_operations() {
    let whole = "  - { target: $, update: { security: [{ basic: [] }] } }";
    // Another one on one operation.
    let other = format!(
        "{whole}\n  - {SECOND}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [{{ key: [] }}] }} }}"
    );
    let other = changes(&format!("{whole}\n  - {SECOND}"), &other);
    let [change] = &other.changes[..] else { panic!("{}", told(&other)) };
    assert_eq!(change.operations, ["metricsGet"]);
    assert_eq!(change.rust, "Client::metrics_get");
    assert_eq!(change.message, "`basic` → `key`");
    // The same one.
    let same = format!(
        "{whole}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [{{ basic: [] }}] }} }}"
    );
    let same = changes(whole, &same);
    assert!(same.changes.is_empty(), "{}", told(&same));
    // None at all.
    let open = format!(
        "{whole}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [] }} }}"
    );
    let open = changes(whole, &open);
    let [change] = &open.changes[..] else { panic!("{}", told(&open)) };
    assert_eq!(change.message, "`basic` → nothing");
}

#[test]
fn another_name_for_a_type_in_the_overlay_breaks_code() {
    let name = "  - { target: $.components.schemas.ThingPost.properties.options, update: { x-sdk-name: Choices } }";
    let changes = changes("", name);
    let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.rule.id, "rust-name-changed");
    assert_eq!(change.source, Source::Break);
    assert_eq!(change.message, "`ThingPostOptions` is `Choices`");
    assert!(changes.refactorings.is_empty(), "nothing moved");
}
