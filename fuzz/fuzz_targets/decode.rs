//! Reads bytes as a value of any generated type.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sdk_tests::fuzz::decode(data));
