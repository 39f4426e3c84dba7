//! Parses the bytes of a journal, which may be anything. A last line that was cut off is not
//! damage, because its call was never sent.

use crate::journal::error::JournalError;
use crate::journal::limits::{LARGEST, LONGEST_LINE};
use crate::journal::record::{Header, JOURNAL_VERSION, Record};

/// The content of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalContent {
    /// Its first line; none if the journal is empty.
    pub header: Option<Header>,
    /// The others.
    pub records: Vec<Record>,
    /// How many bytes the complete lines have.
    pub(crate) whole: usize,
}

/// Reads a journal. `place` names it in errors.
///
/// # Errors
/// [`JournalError`] if it is too large, damaged before its last line, or of another version.
pub fn read(place: &str, bytes: &[u8]) -> Result<JournalContent, JournalError> {
    if bytes.len() as u64 > LARGEST {
        return Err(JournalError::TooLarge {
            place: place.to_owned(),
        });
    }
    let mut content = JournalContent::default();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        if line.len() > LONGEST_LINE {
            return Err(JournalError::too_long(place, number));
        }
        let taken = if index == 0 {
            content.take_header(place, line)?
        } else {
            content.take_record(line)
        };
        match taken {
            Ok(()) => content.whole += line.len(),
            // Only the last line may lack its end.
            Err(_) if !line.ends_with(b"\n") => break,
            Err(reason) => {
                return Err(JournalError::Damaged {
                    place: place.to_owned(),
                    line: number,
                    reason,
                });
            }
        }
    }
    Ok(content)
}

impl JournalContent {
    /// Parses the first line. If it does not begin like a header, it is another kind of file and
    /// not a header that was cut off.
    fn take_header(
        &mut self,
        place: &str,
        line: &[u8],
    ) -> Result<Result<(), String>, JournalError> {
        #[derive(serde::Deserialize)]
        struct KindAndVersion {
            kind: String,
            version: u32,
        }
        let no_journal = |reason: &str| JournalError::Damaged {
            place: place.to_owned(),
            line: 1,
            reason: reason.to_owned(),
        };
        // The object is complete, so trailing bytes mean corruption, not truncation.
        let first = serde_json::Deserializer::from_slice(line)
            .into_iter::<KindAndVersion>()
            .next();
        match first.ok_or(()).and_then(|first| first.map_err(|_| ())) {
            Ok(KindAndVersion { kind, .. }) if kind != Header::KIND => {
                return Err(no_journal("it is not a journal"));
            }
            Ok(KindAndVersion { version, .. }) if version != JOURNAL_VERSION => {
                return Err(JournalError::OtherVersion {
                    place: place.to_owned(),
                    version,
                });
            }
            Ok(_) => {}
            Err(()) => {
                let begins = format!("{{\"kind\":\"{}\"", Header::KIND);
                let is_cut = !line.ends_with(b"\n")
                    && begins
                        .bytes()
                        .zip(line)
                        .all(|(expected, byte)| expected == *byte);
                return if is_cut {
                    Ok(Err(String::new()))
                } else {
                    Err(no_journal("it is not a journal"))
                };
            }
        }
        Ok(serde_json::from_slice(line)
            .map(|header| self.header = Some(header))
            .map_err(|error| reason(&error)))
    }

    fn take_record(&mut self, line: &[u8]) -> Result<(), String> {
        serde_json::from_slice(line)
            .map(|record| self.records.push(record))
            .map_err(|error| reason(&error))
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
        let header = Header {
            kind: Header::KIND.to_owned(),
            version: JOURNAL_VERSION,
            topology: "net".into(),
            target: "cloud".to_owned(),
        };
        line(&header)
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
            let content = read("j", &whole[..length]).unwrap();
            let lines = whole[..length]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            // A line that lacks nothing but its end is whole.
            let read = usize::from(content.header.is_some()) + content.records.len();
            assert!(
                read == lines || (read == lines + 1 && whole.get(length) == Some(&b'\n')),
                "{length}"
            );
            assert!(content.whole <= length);
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
