//! A problem of the file: a code, what is wrong, where, and the next step.

use std::ops::Range;

use crate::code::Code;
use crate::position::Position;
use crate::{printable, redact};

/// The most problems that are told of one file; nobody reads as many.
pub(crate) const MOST_TOLD: usize = 200;
/// The most that is shown of a message, in characters.
const LONGEST_TEXT: usize = 1000;

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// The file is accepted.
    Warning,
}

/// A place in the source and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte range in the source.
    pub span: Range<usize>,
    /// What is said of it; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; the first is the place of the problem.
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

    /// Where the problem stands in the source; at the beginning of the file, if it has no place of its own.
    pub fn position(&self, source: &str) -> Position {
        Position::of(source, self.place().start)
    }

    /// The place of the problem; the beginning of the file, if it has none.
    pub(crate) fn place(&self) -> Range<usize> {
        self.labels.first().map_or(0..0, |label| label.span.clone())
    }
}

/// Problems in the order of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    told: Vec<Diagnostic>,
    /// How many more there are than are told.
    more: usize,
}

impl Diagnostics {
    /// Puts them into order, each once, with words that can be shown. If they are too many, warnings are left out first, then the last ones.
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

    /// The problems, first in the source first; at most 200 of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.told.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The number of problems that there are beyond those told.
    pub(crate) fn more(&self) -> usize {
        self.more
    }
}

/// Words of the file may have come into the text: what looks like a credential is blotted out, nothing moves a cursor, and a long text is cut
/// short.
fn shown(text: &str) -> String {
    let clean = redact::blot(text).replace(|c: char| !printable::is_seen(c), "\u{fffd}");
    match clean.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}
