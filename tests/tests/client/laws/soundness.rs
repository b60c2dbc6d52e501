//! A value that is valid for its schema is read without a warning and written as it was.

use fastrand::Rng;
use sdk_tests::json::{same, same_up_to_nulls};
use sdk_tests::sample::Style;

use super::{Subject, none, subjects};

/// The styles of one type: the least, everything, null wherever it may be, and some at random.
fn styles() -> Vec<Style> {
    let random = (0..12).map(|seed| Style::Random(Rng::with_seed(seed)));
    [Style::Minimal, Style::Full, Style::Null].into_iter().chain(random).collect()
}

fn check(
    subject: &Subject,
    style: Style,
    equal: fn(&serde_json::Value, &serde_json::Value) -> bool,
) -> Result<(), String> {
    let value = subject.sample(style);
    let crossed = (subject.ty.cross)(&value)?;
    if !equal(&crossed, &value) {
        return Err(format!("{value} came back as {crossed}"));
    }
    let (decoded, warnings) = subject.ty.decode(&value)?;
    if !equal(&decoded, &value) {
        return Err(format!("{value} was decoded as {decoded}"));
    }
    // An object with an optional tag may fit several variants of its union, and says so.
    match warnings
        .iter()
        .find(|it| it.expected != "a discriminator, or properties of only one variant")
    {
        Some(warning) => Err(format!("{value}: {warning}")),
        None => Ok(()),
    }
}

fn check_all(module: &str, equal: fn(&serde_json::Value, &serde_json::Value) -> bool) {
    let mut failures = Vec::new();
    for subject in subjects(module) {
        for style in styles() {
            if let Err(error) = check(&subject, style, equal) {
                failures.push(format!("{}: {error}", subject.ty.path()));
            }
        }
    }
    none(&failures);
}

#[test]
fn responses_round_trip_except_for_nulls() {
    check_all("response", same_up_to_nulls);
}

/// Null, absent, empty and zero are four different things in a request.
#[test]
fn requests_round_trip_exactly() {
    check_all("request", same);
}
