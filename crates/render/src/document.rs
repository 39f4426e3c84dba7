//! Text whose parts have a meaning, before a medium is chosen.
//!
//! A renderer says what each part *is*: a heading, something that is removed, something that costs money. A writer of
//! [`crate::medium`] decides what that looks like, and escapes every text for its medium. So texts of the cloud and of files go in
//! as they are, and no renderer has to remember to escape them.

use std::fmt;

use cen_topology::visible;
use unicode_width::UnicodeWidthStr as _;

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Ordinary text.
    Plain,
    /// A title of what follows.
    Heading,
    /// Something that is created or gained.
    Added,
    /// Something that changes.
    Changed,
    /// Something that is removed or lost.
    Removed,
    /// A difference that is left alone.
    Held,
    /// Something that costs money.
    Cost,
    /// Something that a reader must not overlook.
    Danger,
    /// An explanation that most readers skip.
    Muted,
    /// A name, or something that a reader can type.
    Code,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub label: Label,
    /// Its text, not escaped.
    pub text: String,
}

/// One line. It stays one line in every medium, whatever its texts contain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<Span>,
}

/// Lines, one below the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    lines: Vec<Line>,
}

impl Line {
    /// Returns a line of one part.
    pub fn of(label: Label, text: impl Into<String>) -> Self {
        Self::default().with(label, text)
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, label: Label, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { label, text });
        }
        self
    }

    /// Adds ordinary text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Label::Plain, text)
    }

    /// Adds a text, and blanks until both are as wide as a column of a table.
    #[must_use]
    pub fn column(self, label: Label, text: impl Into<String>, width: usize) -> Self {
        let text = text.into();
        let blanks = " ".repeat(width.saturating_sub(columns(&text)));
        self.with(label, text).text(blanks)
    }

    /// Adds the parts of another line.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Returns its parts.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }
}

impl<T: Into<String>> From<T> for Line {
    fn from(text: T) -> Self {
        Self::default().text(text)
    }
}

impl Document {
    /// Adds a line.
    pub fn push(&mut self, line: impl Into<Line>) {
        self.lines.push(line.into());
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Returns its lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Tells whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Extend<Line> for Document {
    fn extend<T: IntoIterator<Item = Line>>(&mut self, lines: T) {
        self.lines.extend(lines);
    }
}

impl FromIterator<Line> for Document {
    fn from_iter<T: IntoIterator<Item = Line>>(lines: T) -> Self {
        Self {
            lines: lines.into_iter().collect(),
        }
    }
}

impl IntoIterator for Document {
    type Item = Line;
    type IntoIter = std::vec::IntoIter<Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.lines.into_iter()
    }
}

impl From<String> for Document {
    fn from(line: String) -> Self {
        Line::from(line).into()
    }
}

impl From<&str> for Document {
    fn from(line: &str) -> Self {
        Line::from(line).into()
    }
}

impl From<Line> for Document {
    fn from(line: Line) -> Self {
        Self { lines: vec![line] }
    }
}

/// Writes a line as plain text, without a line end.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans
            .iter()
            .try_for_each(|span| f.write_str(&visible(&span.text)))
    }
}

/// Writes a document as plain text, each line with its end.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Returns how many columns of a terminal a text takes once it is escaped.
pub(crate) fn columns(text: &str) -> usize {
    visible(text).width()
}

/// Returns the width of a column that has room for each of these texts.
pub fn widest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> usize {
    let widths = texts.into_iter().map(|text| columns(text.as_ref()));
    widths.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line_and_moves_no_cursor() {
        let line = Line::from("a\nb").with(Label::Code, "\u{1b}[2J");
        assert_eq!(Document::from(line).to_string(), "a\\u000ab\\u001b[2J\n");
    }

    #[test]
    fn a_column_is_as_wide_on_a_terminal_whatever_its_letters_are() {
        let width = widest(["北京", "abc"]);
        let line = |text| Line::default().column(Label::Plain, text, width).text("|");
        assert_eq!(line("北京").to_string(), "北京|");
        assert_eq!(line("abc").to_string(), "abc |");
    }
}
