//! The generator as a whole: what it makes of the committed document and of small ones.

mod determinism;
mod diagnostics;
mod fixtures;
mod names;
mod outlines;
mod snapshots;
