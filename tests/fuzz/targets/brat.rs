//! Reads any bytes as brat.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("brat", data));
