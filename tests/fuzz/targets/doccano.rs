//! Reads any bytes as doccano.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redstring_fuzz::format("doccano", data));
