//! Reads any bytes as corefi.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("corefi", data));
