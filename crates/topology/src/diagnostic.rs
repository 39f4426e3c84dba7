//! A problem of the file: a code, what is wrong, where, and the next step.

use std::ops::Range;

use crate::code::Code;
use crate::position::Position;
use crate::{printable, redact};

/// The most problems that are reported of one file.
pub(crate) const MOST_TOLD: usize = 200;
/// The longest message that is shown, in characters.
const LONGEST_TEXT: usize = 1000;

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// The file is accepted.
    Warning,
}

/// A place in the source, with a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte range in the source.
    pub span: Range<usize>,
    /// The note; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// Says what is wrong.
    pub message: String,
    /// The places; the first is the place of the problem.
    pub labels: Vec<Label>,
    /// The next step.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn error(
        code: Code,
        message: impl Into<String>,
        span: Range<usize>,
        help: impl Into<String>,
    ) -> Self {
        let label = Label {
            span,
            text: String::new(),
        };
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![label],
            help: Some(help.into()),
        }
    }

    pub(crate) fn also(mut self, span: Range<usize>, text: &str) -> Self {
        self.labels.push(Label {
            span,
            text: text.to_owned(),
        });
        self
    }

    fn made_printable(mut self) -> Self {
        self.message = shown(&self.message);
        self.help = self.help.map(|help| shown(&help));
        self.labels
            .iter_mut()
            .for_each(|label| label.text = shown(&label.text));
        self
    }

    /// Returns the line and column of the problem; those of the beginning of the file if the problem
    /// has no place.
    pub fn position(&self, source: &str) -> Position {
        Position::of(source, self.place().start)
    }

    /// Returns the place of the problem; the beginning of the file if it has none.
    pub(crate) fn place(&self) -> Range<usize> {
        self.labels.first().map_or(0..0, |label| label.span.clone())
    }
}

/// Problems, in the order of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    told: Vec<Diagnostic>,
    /// The number of problems beyond those.
    more: usize,
}

impl Diagnostics {
    /// Sorts the problems, removes duplicates, and makes their texts safe to show. If there are too
    /// many, warnings are dropped first, then the last ones.
    pub(crate) fn new(mut problems: Vec<Diagnostic>) -> Self {
        problems.sort_by_key(|problem| (problem.place().start, problem.code));
        problems.dedup();
        let all = problems.len();
        if all > MOST_TOLD
            && problems
                .iter()
                .any(|problem| problem.severity == Severity::Error)
        {
            problems.retain(|problem| problem.severity == Severity::Error);
        }
        problems.truncate(MOST_TOLD);
        let more = all - problems.len();
        let mut told: Vec<Diagnostic> = problems
            .into_iter()
            .map(Diagnostic::made_printable)
            .collect();
        told.dedup();
        Self { told, more }
    }

    /// Lists the problems in the order of the source; at most 200.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.told.iter()
    }

    /// Tells whether there is no problem.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Returns the number of problems beyond those that are listed.
    pub(crate) fn more(&self) -> usize {
        self.more
    }
}

/// Makes a text safe to show, because it may repeat words of the file: replaces what looks like a
/// credential and what moves the cursor, and cuts a long text.
fn shown(text: &str) -> String {
    let clean = redact::blot(text).replace(|c: char| !printable::is_seen(c), "\u{fffd}");
    match clean.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}
