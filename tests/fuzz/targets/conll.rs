//! Reads any bytes as conll.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("conll", data));
