//! Reads any bytes as graphml.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("graphml", data));
