//! Reads any bytes as corefud.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("corefud", data));
