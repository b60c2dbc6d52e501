//! The Rust of the guides, compiled as documentation tests: `cargo test -p sdk-tests --doc`.

/// The first page of the repository.
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// From the client that ClickHouse publishes to this one.
#[doc = include_str!("../../docs/migrating-from-clickhouse-cloud-api.md")]
pub struct Migrating;

/// Tests of programs that use the SDK.
#[doc = include_str!("../../docs/testing-code-that-uses-the-sdk.md")]
pub struct Testing;
