//! The generated client against the committed document: calls over real HTTP on loopback, and
//! every type against the examples and schemas of the document.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod constraints;
mod dispatch;
mod errors;
mod examples;
mod expectation;
mod hostile;
mod laws;
mod live;
mod names;
mod pages;
mod proof;
mod rows;
mod server;
mod talk;
mod traits;
mod typed;
mod types;
mod waits;
mod wire;
mod write_back;

/// Asserts that a test had enough to do. The numbers grow with the document, so that an exact one
/// would say nothing.
#[track_caller]
fn at_least(least: usize, found: usize, what: &str) {
    assert!(found >= least, "only {found} {what}; expected at least {least}");
}

/// Compares a list for people with the accepted one. A number in it would change with every update
/// of the document; [`at_least`] is for numbers.
#[track_caller]
fn keep(name: &str, list: &str) {
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let number = list.split_whitespace().find(is_number);
    assert_eq!(
        number, None,
        "the snapshot {name} would have a number that grows with the document"
    );
    insta::with_settings!({
        snapshot_path => "../../snapshots/checks",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, list) });
}
