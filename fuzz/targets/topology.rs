#![no_main]

#[path = "../harness/topology.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::topology(bytes));
