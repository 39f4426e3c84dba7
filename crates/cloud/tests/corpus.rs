//! Runs the inputs of the fuzzer, including those that once found a defect.

#[path = "../../../fuzz/harness/answer.rs"]
mod harness;

#[test]
fn no_input_of_the_fuzzer_is_too_much() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/answer");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() > 20, "only {} files", files.len());
    files
        .iter()
        .for_each(|file| harness::answer(&std::fs::read(file).unwrap()));
}
