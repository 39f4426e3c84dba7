//! Decides when a journal is rotated, and what the new one keeps.

use jiff::{SignedDuration, Timestamp};

use crate::journal::pending_creates::{PendingCreates, is_good};
use crate::journal::read::JournalContent;
use crate::journal::record::{Header, Record, line};

/// A larger journal is rotated, in bytes.
const LARGE: usize = 4 << 20;

/// A journal with an older first record is rotated: half a year.
const OLD: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Returns the bytes of the new journal, if it is time to rotate: the header, and the creations
/// that are still in doubt.
pub(super) fn kept(header: &Header, content: &JournalContent, now: Timestamp) -> Option<Vec<u8>> {
    let first = content.records.first().map(time)?;
    if content.whole < LARGE && now.duration_since(first) < OLD {
        return None;
    }
    let pending = PendingCreates::of(&content.records);
    let needed: Vec<_> = pending
        .intents()
        .filter(|intent| is_good(intent, now))
        .collect();
    let runs: Vec<_> = needed.iter().map(|intent| intent.run.as_str()).collect();
    let begun = content.records.iter().filter(
        |record| matches!(record, Record::Started(started) if runs.contains(&started.run.as_str())),
    );
    let lines = begun.map(line).chain(
        needed
            .iter()
            .map(|intent| line(&Record::Intent(Box::new((*intent).clone())))),
    );
    Some(
        std::iter::once(line(header))
            .chain(lines)
            .flatten()
            .collect(),
    )
}

fn time(record: &Record) -> Timestamp {
    match record {
        Record::Started(started) => started.time,
        Record::Intent(intent) => intent.time,
        Record::Accepted(accepted) => accepted.time,
        Record::Concluded(concluded) => concluded.time,
        Record::Ended(ended) => ended.time,
    }
}

#[cfg(test)]
mod tests {
    use cen_action::Action;

    use super::*;
    use crate::journal::read::read;
    use crate::journal::record::{
        Concluded, Intent, JOURNAL_VERSION, Operator, OutcomeKind, Started,
    };

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn header() -> Header {
        Header {
            kind: Header::KIND.to_owned(),
            version: JOURNAL_VERSION,
            topology: "net".into(),
            target: "cloud".to_owned(),
        }
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

    fn content(records: Vec<Record>) -> JournalContent {
        let lines = std::iter::once(line(&header())).chain(records.iter().map(line));
        read("j", &lines.flatten().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_journal_is_rotated_when_it_is_old_or_large_and_keeps_what_is_in_doubt() {
        let records = vec![
            started("old", 0),
            intent("old", "expired", 0),
            started("late", 24 * 200),
            intent("late", "doubtful", 24 * 200),
            intent("late", "made", 24 * 200),
            concluded("late", "made", OutcomeKind::Done),
        ];
        let now = at(24 * 200 + 1);
        let rotated = read(
            "j",
            &kept(&header(), &content(records.clone()), now).unwrap(),
        )
        .unwrap();
        assert_eq!(rotated.records, [records[2].clone(), records[3].clone()]);
        assert_eq!(kept(&header(), &rotated, now), None, "once is enough");
        let large = vec![records[2].clone(); 40_000];
        assert_eq!(
            read("j", &kept(&header(), &content(large), now).unwrap())
                .unwrap()
                .records,
            []
        );
    }

    #[test]
    fn a_creation_is_in_doubt_until_it_is_done_or_its_own_run_has_failed() {
        let begun = |more: &[Record]| {
            let records = [&[started("one", 0), intent("one", "x", 0)], more].concat();
            PendingCreates::of(&records)
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
            PendingCreates::of(&[intent("one", "x", 0)]).begun(&action("x"), at(24)),
            None,
            "too old"
        );
        assert_eq!(
            PendingCreates::of(&[intent("one", "x", 9)])
                .begun(&action("x"), at(0))
                .map(|begun| begun.token),
            token,
            "a clock set back"
        );
    }
}
