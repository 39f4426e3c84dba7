#![no_main]

#[path = "../harness/snapshot.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::snapshot(bytes));
