//! Fuzzes the reader of journals. The last byte chooses where the journal is cut off.

use cen_cloud::clock::Clock;
use cen_reconciler::{Journal, JournalError, MemoryStorage, Subject, past_runs, read};

/// Asserts that a journal is refused with a message, or can be read even if it is cut off anywhere.
/// Opening it leaves a journal that can be opened again.
pub(crate) fn journal(bytes: &[u8]) {
    let Some((cut, bytes)) = bytes.split_last() else {
        return;
    };
    let content = match read("j", bytes) {
        Ok(content) => content,
        Err(error) => return assert!(error.to_string().chars().count() < 1000, "{error}"),
    };
    let runs =
        serde_json::to_string(&past_runs(&content.records)).expect("runs have only text keys");
    assert!(!runs.is_empty());
    // The journals of `cen` begin like this. Any other may be refused once it is cut off.
    if !bytes.starts_with(b"{\"kind\":\"cen-journal\",") {
        return;
    }
    let part = &bytes[..bytes.len() * usize::from(*cut) / 256];
    let before = read("j", part).expect("a journal that was cut off is none that is damaged");
    // A last line without a line break may be complete where it is cut off, but not with the text
    // after it.
    let both = before.records.len().min(content.records.len());
    assert!(
        before.records[..both] == content.records[..both] && before.records.len() <= both + 1,
        "a part says what the whole says"
    );
    let Some(header) = content.header else { return };
    let subject = Subject {
        topology: header.topology,
        target: header.target,
        accounts: Default::default(),
    };
    let storage = MemoryStorage::default();
    storage.set(part.to_vec());
    for _ in 0..2 {
        let opened = Journal::open(Box::new(storage.clone()), subject.clone(), Clock::system());
        assert!(
            matches!(opened, Ok(_) | Err(JournalError::OtherSubject { .. })),
            "it can be opened"
        );
    }
    read("j", &storage.bytes()).expect("what was opened can be read");
}
