//! The generated client against the committed document: calls over real HTTP on loopback, and
//! every type against the examples and schemas of the document.

mod examples;
mod expectation;
mod laws;
mod rows;
mod traits;
mod types;
mod wire;
