//! The comparison of documents: a fixture for each rule, laws over refactorings and random
//! schemas, and the report that a reviewer reads.

mod fixture;
mod mutation;
mod refactoring;
mod report;
mod rules;
