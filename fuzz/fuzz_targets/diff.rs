//! Compares two changed documents.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sdk_tests::fuzz::diff(data));
