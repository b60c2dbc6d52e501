//! Every rule has a fixture, which depends on it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use codegen::diff::Rule;

use crate::fixture::{Fixture, folder, named, told};

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let rules: BTreeSet<String> = Rule::all().map(|rule| rule.id.to_owned()).collect();
    let files = std::fs::read_dir(folder().join("rules")).unwrap();
    let files: BTreeSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let missing: Vec<_> = rules.difference(&files).collect();
    assert!(missing.is_empty(), "no fixture in tests/fixtures/diff/rules: {missing:?}");
    let stray: Vec<_> = files.difference(&rules).collect();
    assert!(stray.is_empty(), "no rule of this name: {stray:?}");
}

#[test]
fn the_rules_read_as_a_list() {
    let mut list = String::new();
    for rule in Rule::all() {
        let advice = if rule.advice.is_empty() { "" } else { " " };
        writeln!(
            list,
            "{}: wire {}, source {}. {}{advice}{}",
            rule.id, rule.wire, rule.source, rule.meaning, rule.advice
        )
        .unwrap();
    }
    insta::with_settings!({
        snapshot_path => "../../snapshots/diff",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("rules", list) });
}

#[test]
fn each_fixture_shows_its_rule() {
    insta::with_settings!({
        snapshot_path => "../../snapshots/diff/rules",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for rule in Rule::all() {
            insta::assert_snapshot!(rule.id, told(Fixture::of(rule.id).changes()));
        }
    });
}

#[test]
fn each_fixture_is_judged_as_its_rule_says() {
    let mut wrong = Vec::new();
    for rule in Rule::all() {
        let changes = match Fixture::load(rule.id) {
            Ok(fixture) => fixture.changes(),
            Err(error) => {
                wrong.push(error);
                continue;
            }
        };
        let found = named(changes, rule);
        let judged = found.iter().any(|change| {
            change.rule.id != rule.id || (change.wire, change.source) == (rule.wire, rule.source)
        });
        if !judged {
            wrong.push(format!(
                "{} is not found or judged otherwise in\n{}",
                rule.id,
                told(changes)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_is_needed_by_its_fixture() {
    for rule in Rule::all() {
        let fixture = Fixture::of(rule.id);
        let whole = fixture.changes();
        // What is unhandled is what is left when another rule is missing.
        let without = if fixture.without.is_some() { None } else { Some(rule.id) };
        let Some(without) = without else { continue };
        let rest = fixture.changes_without(without);
        assert!(named(&rest, rule).is_empty(), "{} is still there", rule.id);
        assert_ne!(told(whole), told(&rest), "nobody misses {}", rule.id);
    }
}

#[test]
fn an_item_that_no_rule_explains_is_unhandled() {
    // Each rule that takes items of the crate away, left out, leaves them without a reason.
    let mut unhandled = 0;
    for rule in Rule::all().filter(|rule| rule.id != "unhandled") {
        let fixture = Fixture::of(rule.id);
        let whole = fixture.changes();
        let explains = |change: &&codegen::diff::Change| {
            change.rule.id == rule.id && change.also.is_empty() && !change.items.is_empty()
        };
        let Some(change) = whole.changes.iter().find(explains) else { continue };
        let elsewhere: BTreeSet<&String> = whole
            .changes
            .iter()
            .filter(|other| other.rule.id != rule.id)
            .flat_map(|other| &other.items)
            .collect();
        let rest = fixture.changes_without(rule.id);
        for item in change.items.iter().filter(|item| !elsewhere.contains(item)) {
            let says = rest.unhandled().any(|found| found.items.contains(item));
            let explained = rest.changes.iter().any(|found| found.items.contains(item));
            assert!(says || explained, "{}: {item} is dropped", rule.id);
            unhandled += usize::from(says);
        }
    }
    assert!(unhandled > 40, "only {unhandled} items were left without a reason");
}
