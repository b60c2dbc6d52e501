//! Generates from a sound document that a few operations changed.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sdk_tests::fuzz::document(data));
