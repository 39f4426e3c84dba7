//! When a journal begins anew, and with what.

use jiff::{SignedDuration, Timestamp};

use crate::journal::read::JournalContent;
use crate::journal::record::{Header, Record, line};
use crate::journal::shield::{Shield, is_good};

/// A journal of more bytes is rotated.
const LARGE: usize = 4 << 20;

/// A journal whose first record is older is rotated: half a year.
const OLD: SignedDuration = SignedDuration::from_hours(24 * 180);

/// What a journal goes on with, if it is time to rotate it: its header, and the creations that are still in doubt.
pub(super) fn kept(header: &Header, content: &JournalContent, now: Timestamp) -> Option<Vec<u8>> {
    let first = content.records.first().map(time)?;
    if content.whole < LARGE && now.duration_since(first) < OLD {
        return None;
    }
    let shield = Shield::of(&content.records);
    let needed: Vec<_> = shield.intents().filter(|intent| is_good(intent, now)).collect();
    let runs: Vec<_> = needed.iter().map(|intent| intent.run.as_str()).collect();
    let begun = content.records.iter().filter(|record| matches!(record, Record::Started(started) if runs.contains(&started.run.as_str())));
    let lines = begun.map(line).chain(needed.iter().map(|intent| line(&Record::Intent((*intent).clone()))));
    Some(std::iter::once(line(header)).chain(lines).flatten().collect())
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
