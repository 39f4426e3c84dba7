#![no_main]

#[path = "../harness/journal.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::journal(bytes));
