//! Reads any bytes as cas.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("cas", data));
