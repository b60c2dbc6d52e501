//! Generates from bytes as they are.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sdk_tests::fuzz::bytes(data));
