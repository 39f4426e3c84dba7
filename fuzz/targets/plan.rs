#![no_main]

#[path = "../harness/plan.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::plan(bytes));
