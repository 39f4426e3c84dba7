//! Runs the inputs of the fuzzer, including those that once found a defect.

#[path = "../../../fuzz/harness/journal.rs"]
mod harness;

#[test]
fn no_input_of_the_fuzzer_is_too_much() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/journal");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() > 3, "only {} files", files.len());
    files
        .iter()
        .for_each(|file| harness::journal(&std::fs::read(file).unwrap()));
}
