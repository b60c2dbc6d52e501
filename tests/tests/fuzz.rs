//! The fuzz targets without a fuzzer: over every found case, and over bytes that proptest makes. It
//! runs on stable Rust; `docs/fuzzing.md` says how to search with the guidance of coverage.
//!
//! `FUZZ_CASES` sets how many random inputs each target gets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use codegen::Input;
use codegen::diagnostic::{Code, Diagnostic, Severity};
use codegen::overlay::Mode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sdk_tests::document::{DOCUMENT, NO_OVERLAY, read, root};
use sdk_tests::fuzz::{SEEDS, bytes, decode, diff, document, mutated};
use serde_json::Value;

/// How many random inputs each target gets, unless the environment says otherwise.
const CASES: u32 = 500;

fn cases(share: u32) -> u32 {
    let wanted = std::env::var("FUZZ_CASES").ok().and_then(|count| count.parse().ok());
    (wanted.unwrap_or(CASES) / share).max(1)
}

/// Runs a target over its found cases and over random inputs; a failure prints its input.
fn run(name: &str, count: u32, longest: usize, target: fn(&[u8])) {
    for file in fs::read_dir(root().join("fuzz/cases").join(name)).into_iter().flatten() {
        target(&read(&file.unwrap().path()));
    }
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let input = proptest::collection::vec(any::<u8>(), 0..longest);
    runner
        .run(&input, |data| {
            target(&data);
            Ok(())
        })
        .unwrap();
}

#[test]
fn bytes_never_panic() {
    run("bytes", cases(1), 400, bytes);
}

#[test]
fn changed_documents_never_panic() {
    run("document", cases(1), 240, document);
}

#[test]
fn changed_documents_compare() {
    run("diff", cases(2), 240, diff);
}

#[test]
fn values_never_panic() {
    run("decode", cases(1), 400, decode);
}

/// Texts that are nearly JSON get further than random bytes.
#[test]
fn values_of_json_never_panic() {
    let words = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1",
        "-1.5e3",
        "9007199254740993",
        "123456789012345678901234567890",
        "\"id\"",
        "\"name\"",
        "\"type\"",
        "\"state\"",
        "\"\\u0000\"",
        "\"2026-01-01T00:00:00Z\"",
        "\"extra\"",
        " ",
    ];
    let texts = proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40);
    let input = (any::<[u8; 2]>(), texts);
    let config = Config {
        cases: cases(1).saturating_mul(5),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    )
    .run(&input, |(number, texts)| {
        decode(&[number.as_slice(), texts.concat().as_bytes()].concat());
        Ok(())
    })
    .unwrap();
}

/// A seed that nothing changed is what it was: the fuzzers start from sound documents.
#[test]
fn seeds_are_documents() {
    assert!(SEEDS.len() > 400, "{}", SEEDS.len());
    assert_eq!(mutated(&[0, 0]), SEEDS[0]);
    assert_eq!(mutated(&[u8::MAX; 2]), *DOCUMENT);
    // The pieces of the real document are documents. Enum values that need a name from the overlay
    // are the one thing that stops them without it.
    let refused = SEEDS.iter().rev().take(100).filter(|piece| {
        let found = errors(piece);
        found.iter().any(|problem| {
            problem.severity == Severity::Error && problem.code != Code::UnclearVariant
        })
    });
    assert_eq!(refused.count(), 0);
    // A program changes something.
    let changed = (0..50_u8)
        .filter(|&step| mutated(&[0xC0, 4, step, step, 7, 1, 0, 0, 9]) != mutated(&[0xC0, 4]));
    assert!(changed.count() > 10);
}

/// The problems of a document, if any of them is an error.
fn errors(document: &Value) -> Vec<Diagnostic> {
    let text = document.to_string();
    let input = Input {
        document: text.as_bytes(),
        document_name: "document",
        overlay: NO_OVERLAY,
        overlay_name: "overlay",
        overlay_mode: Mode::Strict,
    };
    codegen::read(&input).err().unwrap_or_default()
}
