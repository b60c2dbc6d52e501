//! Compiles what is generated for names that a generator trips over: keywords, names of the
//! prelude and of the runtime, digits, symbols, other alphabets, quotes.
//!
//! The build script puts the handwritten half of the client around it, so that names meet those
//! of the real runtime.

#![allow(
    dead_code,
    deprecated,
    missing_docs,
    non_camel_case_types,
    rustdoc::all,
    unexpected_cfgs,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::allow_attributes_without_reason,
    reason = "this is the client once more, where it is not the client that is tested"
)]

include!(concat!(env!("OUT_DIR"), "/obstacle_course/lib.rs"));

/// The hostile documents that must compile: that they do is the test.
#[deny(warnings, reason = "what a hostile document becomes compiles without a warning")]
#[allow(
    dead_code,
    deprecated,
    missing_docs,
    non_camel_case_types,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    rustdoc::all,
    reason = "generated code stands in a test here"
)]
#[path = "."]
mod hostile {
    include!(concat!(env!("OUT_DIR"), "/obstacle_course/hostile.rs"));
}

/// Calls and models of every construct that a document can have.
#[path = "obstacle_course/constructs.rs"]
mod constructs;
/// A transport over real HTTP.
#[path = "obstacle_course/plain_http.rs"]
mod plain_http;

use sdk_tests::document::{read, root};
use sdk_tests::sample::{Sampler, Style};
use serde_json::{Value, json};

/// Every property of the course, by its wire name.
fn course() -> Value {
    let text = read(&root().join("tests/fixtures/obstacle_course.json"));
    let document: Value = serde_json::from_slice(&text).unwrap();
    Sampler::new(&document, Style::Full).value(&json!({ "$ref": "#/components/schemas/All" }))
}

#[test]
fn every_wire_name_survives() {
    let course = course();
    assert!(course["course"].as_object().unwrap().len() > 100);
    let sent: request::All = serde_json::from_value(course.clone()).unwrap();
    assert!(sent.extra.is_empty() && sent.course.as_ref().unwrap().extra.is_empty());
    assert_eq!(serde_json::to_value(&sent).unwrap(), course);
    let received: response::All = serde_json::from_value(course.clone()).unwrap();
    assert_eq!(serde_json::to_value(&received).unwrap(), course);
}

/// A schema called `Request` has a module of that name on both sides.
#[test]
fn a_response_called_request_is_tolerant() {
    let received: response::Request = serde_json::from_value(json!({ "kind": "new" })).unwrap();
    assert_eq!(serde_json::to_value(&received).unwrap(), json!({ "kind": "new" }));
    serde_json::from_value::<request::Request>(json!({ "kind": "new" })).unwrap_err();
}
