//! The yardstick: the types of five lists as plain structs with serde's derive, and bodies to read.
//!
//! Both are made from the committed document when this crate is built, so that the twins always
//! have the shape of the types that they are compared with. They have none of the tolerance.

/// The response types, one derive for each schema.
///
/// A union whose plan is one tag is `#[serde(tag = …)]`, any other is `#[serde(untagged)]`.
#[allow(
    missing_docs,
    nonstandard_style,
    clippy::all,
    clippy::pedantic,
    reason = "made by the build script for comparison only"
)]
pub mod derived {
    include!(concat!(env!("OUT_DIR"), "/derived.rs"));
}

/// The envelope around a result.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Envelope<T> {
    /// The status, once more.
    pub status: Option<serde_json::Value>,
    /// The id of the request.
    #[serde(rename = "requestId")]
    pub request_id: Option<String>,
    /// What was asked for.
    pub result: T,
}

/// How a list of bodies is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Properties in the order of the spec.
    Document,
    /// In the order of the spec, but with the tags of unions last.
    TagLast,
}

/// The body of one item, with the number `index`: optional fields and variants vary with it.
fn item(samples: &[&str], index: usize) -> String {
    // Texts that belong to one item only, so that no two items are equal.
    samples[index % samples.len()].replace("00000000", &format!("{index:08x}"))
}

/// A list with `count` items, as JSON.
#[must_use]
pub fn list(samples: &[&str], count: usize) -> String {
    let items: Vec<String> = (0..count).map(|index| item(samples, index)).collect();
    format!("[{}]", items.join(","))
}

/// The envelope around `result`, as JSON.
#[must_use]
pub fn envelope(result: &str) -> String {
    format!(
        "{{\"status\":200,\"requestId\":\"7a4c2f2e-51f4-4ef4-9a5e-0b7c3e0d9a11\",\"result\":{result}}}"
    )
}

include!(concat!(env!("OUT_DIR"), "/samples.rs"));
