//! Compiles what is generated for names that a generator trips over: keywords, names of the
//! prelude and of the runtime, digits, symbols, other alphabets, quotes.
//!
//! It is an example and not a test because the handwritten half of the client is compiled along
//! with it, without its own unit tests. That it compiles is all that it shows.

#![allow(
    dead_code,
    missing_docs,
    unexpected_cfgs,
    unreachable_pub,
    unused_imports,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "nothing of this crate is used or read"
)]

include!(concat!(env!("OUT_DIR"), "/obstacle_course/lib.rs"));

fn main() {}
