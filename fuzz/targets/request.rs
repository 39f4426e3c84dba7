#![no_main]

#[path = "../harness/request.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::request(bytes));
