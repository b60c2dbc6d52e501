//! The generated client against the committed document: calls over real HTTP on loopback, and
//! every type against the examples and schemas of the document.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod constraints;
mod errors;
mod examples;
mod expectation;
mod hostile;
mod laws;
mod live;
mod names;
mod pages;
mod rows;
mod talk;
mod traits;
mod typed;
mod types;
mod waits;
mod wire;
mod write_back;

/// Compares numbers that the documentation of this project speaks of with those of the last time.
fn keep(name: &str, numbers: &str) {
    insta::with_settings!({
        snapshot_path => "../../snapshots/checks",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, numbers) });
}
