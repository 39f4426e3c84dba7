//! Runs the inputs of the fuzzer, including those that once found a defect.

#![expect(clippy::disallowed_methods, reason = "the files are the tests")]

#[path = "../../../fuzz/harness/plan.rs"]
mod plans;
#[path = "../../../fuzz/harness/snapshot.rs"]
mod snapshots;

#[test]
fn no_input_of_the_fuzzer_is_too_much() {
    for (target, harness) in [
        ("plan", plans::plan as fn(&[u8])),
        ("snapshot", snapshots::snapshot),
    ] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fuzz/corpus")
            .join(target);
        let files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(files.len() > 2, "only {} files", files.len());
        files
            .iter()
            .for_each(|file| harness(&std::fs::read(file).unwrap()));
    }
}
