//! Decides when a journal is rotated, and what the new one keeps.

use jiff::{SignedDuration, Timestamp};

use crate::journal::needed::Needed;
use crate::journal::record::{Header, line};

/// A larger journal is rotated, in bytes.
const LARGE: u64 = 4 << 20;

/// A journal with an older first record is rotated: half a year.
const OLD: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Returns the bytes of the new journal, if it is time to rotate one of so many bytes. One that is
/// large is not, while it mostly consists of what is needed: each run would write it anew.
pub(super) fn due(
    header: &Header,
    needed: &Needed,
    length: u64,
    now: Timestamp,
) -> Option<Vec<u8>> {
    let is_old = now.duration_since(needed.since()?) >= OLD;
    if !is_old && length < LARGE {
        return None;
    }
    let kept = rotated(header, needed, now);
    (is_old || (kept.len() as u64) < length / 2).then_some(kept)
}

/// Returns the bytes of the journal that a rotation begins: the header, and what is needed of the
/// records before it.
pub fn rotated(header: &Header, needed: &Needed, now: Timestamp) -> Vec<u8> {
    let records = needed.records(now).map(|record| line(&record));
    std::iter::once(line(header))
        .chain(records)
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use cen_action::Action;

    use super::*;
    use crate::journal::pending_creates::PendingCreates;
    use crate::journal::read::read;
    use crate::journal::record::{Concluded, Intent, Operator, OutcomeKind, Record, Started};

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn started(run: &str, hours: i64) -> Record {
        let (run, version) = (run.to_owned(), "0".to_owned());
        Record::Started(Started {
            run,
            time: at(hours),
            operator: Operator::nobody(),
            version,
            accounts: Default::default(),
        })
    }

    /// Returns the making of a CEN of this name.
    fn action(name: &str) -> Action {
        let tags = serde_json::json!({ "cen:topology": "net", "cen:name": name });
        let call = serde_json::json!({ "call": "create-cen", "name": name, "description": null, "tags": tags });
        let address = serde_json::json!({ "part": "cen", "cen": name });
        let action = serde_json::json!({ "id": format!("cen/{name}"), "address": address, "account": "a", "call": call });
        serde_json::from_value(action).unwrap()
    }

    fn intent(run: &str, name: &str, hours: i64) -> Record {
        let token = Some(format!("token-of-{run}"));
        Record::Intent(Box::new(Intent {
            run: run.to_owned(),
            time: at(hours),
            token,
            action: action(name),
        }))
    }

    fn concluded(run: &str, name: &str, outcome: OutcomeKind) -> Record {
        let (run, id) = (run.to_owned(), action(name).id);
        let (account, reason) = ("a".into(), String::new());
        Record::Concluded(Concluded {
            run,
            time: at(0),
            action: id,
            account,
            outcome,
            reason,
            output: None,
            request: None,
            watched: Vec::new(),
        })
    }

    fn content(bytes: &[u8]) -> Vec<Record> {
        read("j", bytes).unwrap().records
    }

    #[test]
    fn a_journal_is_rotated_when_it_is_old_or_large_and_keeps_what_is_in_doubt() {
        let records = [
            started("late", 24 * 200),
            intent("late", "doubtful", 24 * 200),
            intent("late", "made", 24 * 200),
            concluded("late", "made", OutcomeKind::Done),
        ];
        let now = at(24 * 200 + 1);
        let due =
            |records: &[Record], length| due(&Header::example(), &Needed::of(records), length, now);
        assert_eq!(due(&records, LARGE - 1), None);
        assert_eq!(due(&[], LARGE), None, "it is empty");
        let old = [&[started("old", 0)], &records[..]].concat();
        for (records, length) in [(&records[..], LARGE), (&old, 1)] {
            let rotated = content(&due(records, length).unwrap());
            assert_eq!(rotated[..2], records[records.len() - 4..][..2]);
            assert_eq!(due(&rotated, LARGE - 1), None, "it is not old any more");
        }
    }

    #[test]
    fn a_large_journal_of_what_is_needed_is_not_rotated_at_each_run() {
        let doubts: Vec<_> = (0..20_000)
            .map(|number| intent("one", &format!("cen-{number}"), 1))
            .collect();
        let needed = Needed::of(&doubts);
        let length = rotated(&Header::example(), &needed, at(2)).len() as u64;
        assert!(length > LARGE, "{length}");
        assert_eq!(due(&Header::example(), &needed, length * 2, at(2)), None);
        assert!(due(&Header::example(), &needed, length * 2 + 2, at(2)).is_some());
    }

    fn pending(records: &[Record]) -> PendingCreates {
        Needed::of(records).pending
    }

    #[test]
    fn a_creation_is_in_doubt_until_it_is_done_or_its_own_run_has_failed() {
        let begun = |more: &[Record]| {
            let records = [&[started("one", 0), intent("one", "x", 0)], more].concat();
            pending(&records)
                .begun(&action("x"), at(1))
                .map(|begun| begun.token)
        };
        let token = Some("token-of-one".to_owned());
        assert_eq!(begun(&[]), token);
        for outcome in [OutcomeKind::Unknown, OutcomeKind::Skipped] {
            assert_eq!(begun(&[concluded("one", "x", outcome)]), token);
        }
        assert_eq!(
            begun(&[concluded("two", "x", OutcomeKind::Failed)]),
            token,
            "another run's failure says nothing"
        );
        assert_eq!(begun(&[concluded("one", "x", OutcomeKind::Failed)]), None);
        assert_eq!(begun(&[concluded("two", "x", OutcomeKind::Done)]), None);
        assert_eq!(
            begun(&[intent("two", "x", 1)]),
            Some("token-of-two".to_owned())
        );
        assert_eq!(
            pending(&[intent("one", "x", 0)]).begun(&action("x"), at(24)),
            None,
            "too old"
        );
        assert_eq!(
            pending(&[intent("one", "x", 9)])
                .begun(&action("x"), at(0))
                .map(|begun| begun.token),
            token,
            "a clock set back"
        );
    }
}
