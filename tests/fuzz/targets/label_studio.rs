//! Reads any bytes as label-studio.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("label-studio", data));
