//! Reads the lines of a journal, which may be anything, one after another. A last line that was cut
//! off is not damage, because its call was never sent.

use std::io::{BufRead, Read as _};

use serde::de::DeserializeOwned;

use crate::journal::error::JournalError;
use crate::journal::record::{Header, JOURNAL_VERSION, Record};

/// The longest line, in bytes. An action with all that the API lets one say is far shorter.
pub(crate) const LONGEST_LINE: usize = 256 << 10;

/// The content of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalContent {
    /// Its first line; none if the journal is empty.
    pub header: Option<Header>,
    /// The others.
    pub records: Vec<Record>,
}

/// Reads a whole journal. `place` names it in errors.
///
/// # Errors
/// [`JournalError`] if it is damaged before its last line, or of another version.
pub fn read(place: &str, bytes: &[u8]) -> Result<JournalContent, JournalError> {
    let mut records = Records::new(place, bytes)?;
    Ok(JournalContent {
        header: records.header.take(),
        records: records.collect::<Result<_, _>>()?,
    })
}

/// The records of a journal, of which one line is in memory. After an error there are no more.
pub struct Records<R> {
    place: String,
    reader: R,
    header: Option<Header>,
    line: Vec<u8>,
    /// How many lines were read.
    number: usize,
    /// How many bytes the complete lines have.
    whole: u64,
    /// The last complete line lacks its end.
    lacks_end: bool,
    is_over: bool,
}

impl<R: BufRead> Records<R> {
    /// Reads the first line of a journal. `place` names it in errors.
    ///
    /// # Errors
    /// [`JournalError`] if it is none, or of another version.
    pub fn new(place: &str, reader: R) -> Result<Self, JournalError> {
        let mut records = Self {
            place: place.to_owned(),
            reader,
            header: None,
            line: Vec::new(),
            number: 0,
            whole: 0,
            lacks_end: false,
            is_over: false,
        };
        if records.read_line()? {
            records.header = match first(&records.line) {
                First::Header => records.parsed()?,
                First::Cut => None,
                First::Other => return Err(records.damaged("it is not a journal".to_owned())),
                First::Version(version) => {
                    let place = records.place;
                    return Err(JournalError::OtherVersion { place, version });
                }
            };
        }
        Ok(records)
    }

    /// Returns the first line; none if the journal is empty.
    pub fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Returns how many bytes the complete lines have that were read.
    pub(crate) fn whole(&self) -> u64 {
        self.whole
    }

    /// Tells whether the last complete line that was read lacks its end.
    pub(crate) fn lacks_end(&self) -> bool {
        self.lacks_end
    }

    /// Reads the next line. Returns whether there is one.
    fn read_line(&mut self) -> Result<bool, JournalError> {
        self.line.clear();
        self.number += 1;
        let mut rest = self.reader.by_ref().take(LONGEST_LINE as u64 + 1);
        let read = rest.read_until(b'\n', &mut self.line);
        read.map_err(JournalError::io("read", &self.place))?;
        if self.line.len() > LONGEST_LINE {
            let reason = format!("it has more than {} KiB", LONGEST_LINE >> 10);
            return Err(self.damaged(reason));
        }
        Ok(!self.line.is_empty())
    }

    /// Parses the line that was read. Only the last one may be cut off: then there is nothing.
    fn parsed<T: DeserializeOwned>(&mut self) -> Result<Option<T>, JournalError> {
        let has_end = self.line.ends_with(b"\n");
        match serde_json::from_slice(&self.line) {
            Ok(value) => {
                self.whole += self.line.len() as u64;
                self.lacks_end = !has_end;
                Ok(Some(value))
            }
            Err(_) if !has_end => Ok(None),
            Err(error) => Err(self.damaged(reason(&error))),
        }
    }

    fn next_record(&mut self) -> Result<Option<Record>, JournalError> {
        if self.read_line()? {
            self.parsed()
        } else {
            Ok(None)
        }
    }

    fn damaged(&self, reason: String) -> JournalError {
        JournalError::Damaged {
            place: self.place.clone(),
            line: self.number,
            reason,
        }
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.next_record().transpose();
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

/// What a first line is.
enum First {
    Header,
    /// The begin of a header that was cut off.
    Cut,
    /// The header of a journal of another version.
    Version(u32),
    Other,
}

/// Tells what a first line is. If it does not begin like a header, it belongs to another kind of
/// file and is not a header that was cut off.
fn first(line: &[u8]) -> First {
    #[derive(serde::Deserialize)]
    struct KindAndVersion {
        kind: String,
        version: u32,
    }
    // The object is complete, so trailing bytes mean corruption, not truncation.
    let first = serde_json::Deserializer::from_slice(line)
        .into_iter::<KindAndVersion>()
        .next();
    match first {
        Some(Ok(KindAndVersion { kind, .. })) if kind != Header::KIND => First::Other,
        Some(Ok(KindAndVersion { version, .. })) if version != JOURNAL_VERSION => {
            First::Version(version)
        }
        Some(Ok(_)) => First::Header,
        Some(Err(_)) | None => {
            let begins = format!("{{\"kind\":\"{}\"", Header::KIND);
            let mut both = begins.bytes().zip(line);
            let is_cut = !line.ends_with(b"\n") && both.all(|(expected, byte)| expected == *byte);
            if is_cut { First::Cut } else { First::Other }
        }
    }
}

/// Returns what is wrong with a line, without its content.
fn reason(error: &serde_json::Error) -> String {
    format!("column {} is not valid in a journal", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::record::{Ended, How, Learned, line};

    fn header() -> Vec<u8> {
        line(&Header::example())
    }

    fn ended(run: &str) -> Vec<u8> {
        let (run, time) = (run.to_owned(), jiff::Timestamp::UNIX_EPOCH);
        line(&Record::Ended(Ended {
            run,
            time,
            how: How::Complete,
            counts: None,
            gaps: 0,
            learned: Learned::default(),
            kept: None,
        }))
    }

    #[test]
    fn a_journal_cut_off_anywhere_keeps_every_whole_line_and_is_never_damaged() {
        let whole = [header(), ended("a"), ended("b")].concat();
        for length in 0..=whole.len() {
            let mut records = Records::new("j", &whole[..length]).unwrap();
            let read = usize::from(records.header().is_some())
                + records.by_ref().map(Result::unwrap).count();
            let lines = whole[..length]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            // A line that lacks nothing but its end is whole.
            assert!(
                read == lines || (read == lines + 1 && whole.get(length) == Some(&b'\n')),
                "{length}"
            );
            assert!(records.whole() <= length as u64);
            assert_eq!(records.lacks_end(), whole.get(length) == Some(&b'\n'));
        }
    }

    #[test]
    fn damage_in_the_middle_is_told_with_its_line_and_without_its_content() {
        for bad in [
            b"canary\n".as_slice(),
            b"\n",
            b"{\"record\":\"canary\"}\n",
            b"\0\0\0\n",
            b"[[[[\n",
        ] {
            let error = read("j", &[&header(), bad, &ended("a")].concat())
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("damaged at line 2") && !error.contains("canary"),
                "{error}"
            );
        }
    }

    #[test]
    fn another_kind_of_file_and_another_version_are_refused() {
        for (bytes, said) in [
            (b"hello".as_slice(), "it is not a journal"),
            (
                b"{\"kind\":\"cen-plan\",\"version\":1}\n",
                "it is not a journal",
            ),
            (b"\n", "it is not a journal"),
            (
                b"{\"kind\":\"cen-journal\",\"version\":2,\"new\":true}\n",
                "has version 2",
            ),
            (
                b"{\"kind\":\"cen-journal\",\"version\":2}\0\0",
                "has version 2",
            ),
        ] {
            let error = read("j", bytes).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn what_is_too_long_is_refused_and_depth_is_no_danger() {
        let long = [header(), vec![b'x'; LONGEST_LINE + 1], b"\n".to_vec()].concat();
        assert!(matches!(
            read("j", &long),
            Err(JournalError::Damaged { line: 2, .. })
        ));
        let deep = [header(), vec![b'['; LONGEST_LINE - 1], b"\n".to_vec()].concat();
        assert!(matches!(
            read("j", &deep),
            Err(JournalError::Damaged { line: 2, .. })
        ));
    }
}
