#![no_main]

#[path = "../harness/answer.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::answer(bytes));
