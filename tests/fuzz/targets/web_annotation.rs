//! Reads any bytes as web-annotation.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("web-annotation", data));
