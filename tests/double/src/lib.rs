//! The ClickHouse Cloud API on loopback, served from its OpenAPI document.
//!
//! [`Double`] serves every operation of a document: with authentication, strict checks of requests,
//! the API's form of errors, pages, and resources that are created, changed and deleted.
//! [`ScriptedServer`] sends whatever a test of the wire needs, down to raw bytes.
//!
//! # Examples
//!
//! ```
//! use double::{Double, Options, Spec};
//!
//! let spec = Spec::committed().expect("the committed document is sound");
//! let double = Double::start(spec, Options::default())?;
//! // A client calls `double.url()` with the key `double::KEY` and the secret `double::SECRET`.
//! assert!(double.url().starts_with("http://127.0.0.1:"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Why a crate of its own
//!
//! The double reads the document with the generator's own pipeline. As a part of the client it would
//! bring the generator and an HTTP server into the dependencies of every program that uses the
//! client's feature `test-util`; as a crate it is a dev-dependency of those who want it, and
//! `cargo xtask serve` is the same server for all other languages.

mod admin;
mod check;
mod double;
mod exceptions;
mod failure;
mod faults;
mod fill;
mod form;
pub mod json;
mod lifecycle;
mod pages;
mod parameter;
mod pattern;
pub mod proof;
mod request;
pub mod sample;
mod schema;
pub mod script;
mod server;
mod service;
mod spec;
mod store;
#[cfg(test)]
mod tests;

pub use admin::PREFIX as ADMIN_PREFIX;
pub use double::{Double, Options};
pub use faults::Faults;
pub use lifecycle::Pace;
pub use request::Request;
pub use script::ScriptedServer;
pub use server::{MAX_BODY, MAX_CONNECTIONS, Reply, Server};
pub use spec::Spec;
pub use store::{MAX_RECEIVED, MAX_RESOURCES};

/// The committed document.
pub const DOCUMENT: &[u8] = include_bytes!("../../../spec/openapi.json");
/// The committed overlay.
pub const OVERLAY: &str = include_str!("../../../spec/overlay.yaml");
/// The id of the API key that every double knows.
pub const KEY: &str = "double-key";
/// The secret of that key.
pub const SECRET: &str = "double-secret";
/// The id of the one organization.
pub const ORGANIZATION: &str = "0a1b2c3d-0000-4000-8000-000000000001";
