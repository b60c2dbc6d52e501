//! The comparison of documents: a fixture for each rule, laws over refactorings and random
//! schemas, and the report that a reviewer reads.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod cases;
mod fixture;
mod mutation;
mod pairs;
mod refactoring;
mod report;
mod rules;
