//! Reads any bytes as jsonl.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("jsonl", data));
