//! The Rust of the guides, compiled as documentation tests: `cargo test -p sdk-tests --doc`.

/// The first page of the repository.
#[doc = include_str!("../../README.md")]
pub struct Readme;
