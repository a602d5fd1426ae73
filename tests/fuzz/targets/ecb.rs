//! Reads any bytes as ecb.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("ecb", data));
