//! Reads any bytes as prodigy.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("prodigy", data));
