//! The generator as a whole: what it makes of the committed document and of small ones.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod constructs;
mod determinism;
mod diagnostics;
mod documentation;
mod examples;
mod fixes;
mod fixtures;
mod hostile;
mod migration;
mod names;
mod outlines;
mod redundant;
mod rustdoc;
mod snapshots;
