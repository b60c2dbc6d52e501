//! What the tests of this package share: the committed document, values made from its schemas,
//! a loopback server that is strict about requests, and comparisons of JSON.
//!
//! Nothing here uses the IR where the document itself can be asked, so that the generator is
//! never the witness of its own work.

pub mod document;
pub mod fuzz;
#[cfg(doctest)]
pub mod guides;
pub mod hostile;
pub mod server;

pub use double::{json, sample};
