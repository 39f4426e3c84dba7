//! The words of a file with their places, and the comments, anchors and tags between them.

use std::collections::VecDeque;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::scalar::quoted;

/// A word of the file, or the start or end of a collection.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many anchors and tags stand before it.
    pub(super) extras: usize,
}

#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    /// A text as it will be written, and in quotes if it must have them inside brackets.
    Text {
        written: String,
        quoted: String,
    },
    Alias(String),
    Start {
        is_map: bool,
        is_flow: bool,
    },
    End,
}

/// A comment with its place.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) start: usize,
    pub(super) line: usize,
    pub(super) column: usize,
    /// Whether nothing else stands before it on its line.
    pub(super) is_alone: bool,
    pub(super) text: String,
}

/// All that a file holds.
pub(super) struct Scanned {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: VecDeque<Comment>,
    /// Anchors and tags in their order.
    pub(super) extras: VecDeque<String>,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl Scanned {
    /// Returns the line of a place, from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) - 1
    }

    /// Returns the column of a place, in bytes from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.lines[self.line(at)]
    }

    /// Returns the texts of all comments.
    pub(super) fn comments(&self) -> Vec<String> {
        let texts = self.comments.iter().map(|comment| comment.text.clone());
        texts.collect()
    }
}

/// Reads a file that is YAML.
///
/// # Errors
/// What no layout can keep.
pub(super) fn scan(source: &str) -> Result<Scanned, &'static str> {
    let mut bytes: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
    bytes.push(source.len());
    let byte = |index: usize| bytes.get(index).copied().unwrap_or(source.len());
    let mut tokens = Vec::new();
    for event in Parser::new_from_str(source) {
        let (event, span) = event.map_err(|_| "the file is not YAML")?;
        let (start, end) = (byte(span.start.index()), byte(span.end.index()));
        tokens.extend(token(source, event, start, end));
    }
    let lines = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1));
    let mut scanned = Scanned {
        tokens,
        comments: VecDeque::new(),
        extras: VecDeque::new(),
        lines: lines.collect(),
    };
    between(source, &mut scanned)?;
    Ok(scanned)
}

fn token(source: &str, event: Event<'_>, start: usize, mut end: usize) -> Option<Token> {
    let opens = |bracket| source[start..].starts_with(bracket);
    let (kind, extras) = match event {
        Event::Scalar(text, style, anchor, tag) => {
            end = match style {
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => closed(source, start),
                ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => end,
            };
            let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
            let raw = source[start..end].trim_end();
            let written = match is_block || raw.contains('\n') {
                true => quoted(&text),
                false => raw.to_owned(),
            };
            let quoted = match style {
                ScalarStyle::Plain => quoted(&text),
                _ => written.clone(),
            };
            let extras = usize::from(anchor > 0) + usize::from(tag.is_some());
            (TokenKind::Text { written, quoted }, extras)
        }
        Event::Alias(_) => (
            TokenKind::Alias(source[start..end].trim_end().to_owned()),
            0,
        ),
        Event::SequenceStart(anchor, tag) => {
            let is_flow = opens('[');
            let extras = usize::from(anchor > 0) + usize::from(tag.is_some());
            (
                TokenKind::Start {
                    is_map: false,
                    is_flow,
                },
                extras,
            )
        }
        Event::MappingStart(anchor, tag) => {
            let is_flow = opens('{');
            let extras = usize::from(anchor > 0) + usize::from(tag.is_some());
            (
                TokenKind::Start {
                    is_map: true,
                    is_flow,
                },
                extras,
            )
        }
        Event::SequenceEnd | Event::MappingEnd => (TokenKind::End, 0),
        Event::Nothing
        | Event::StreamStart
        | Event::StreamEnd
        | Event::DocumentStart(_)
        | Event::DocumentEnd => return None,
    };
    Some(Token {
        kind,
        start,
        end,
        extras,
    })
}

/// Returns the place behind the quote that closes a text. The parser's own place may lie behind a comment.
fn closed(source: &str, start: usize) -> usize {
    let mut rest = source[start..].char_indices().peekable();
    let quote = rest.next().map(|(_, quote)| quote);
    while let Some((at, c)) = rest.next() {
        let is_escape = c == '\\' && quote == Some('"');
        let is_doubled = c == '\'' && rest.peek().is_some_and(|(_, next)| *next == '\'');
        if is_escape || (is_doubled && quote == Some('\'')) {
            rest.next();
        } else if Some(c) == quote {
            return start + at + c.len_utf8();
        }
    }
    source.len()
}

/// Finds what stands between the words.
fn between(source: &str, scanned: &mut Scanned) -> Result<(), &'static str> {
    let words = scanned.tokens.iter().filter(|token| {
        matches!(token.kind, TokenKind::Text { .. } | TokenKind::Alias(_))
            && token.start < token.end
    });
    let mut words: Vec<(usize, usize)> = words.map(|token| (token.start, token.end)).collect();
    words.push((source.len(), source.len()));
    let mut at = 0;
    for (start, end) in words {
        while at < start {
            at = one(source, at, start, scanned)?;
        }
        let header = &source[start..end];
        // A text in a block may have a comment behind its `|`.
        if header.starts_with(['|', '>']) {
            let line = header.lines().next().unwrap_or_default();
            if let Some(comment) = line.find(" #") {
                note(source, start + comment + 1, scanned);
            }
        }
        at = at.max(end);
    }
    Ok(())
}

/// Takes what stands at a place between two words, and returns the place behind it.
fn one(
    source: &str,
    at: usize,
    limit: usize,
    scanned: &mut Scanned,
) -> Result<usize, &'static str> {
    let rest = &source[at..];
    let before = source[..at].chars().next_back();
    let is_free = before.is_none_or(|c| is_blank(c) || ",[]{}".contains(c));
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '#' if before.is_none_or(is_blank) => {
            let length = note(source, at, scanned);
            Ok(at + length)
        }
        '&' | '!' if is_free => {
            let length = rest
                .find(|c: char| c.is_whitespace() || ",[]{}".contains(c))
                .unwrap_or(rest.len());
            scanned.extras.push_back(rest[..length].to_owned());
            Ok(at + length)
        }
        '%' if before.is_none_or(|c| c == '\n') => Err("the file has a directive (`%`)"),
        _ => Ok((at + first.len_utf8()).min(limit.max(at + 1))),
    }
}

/// Tells whether a character is no part of a word. A file may begin with the mark of its byte order.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Notes the comment at a place, and returns its length.
fn note(source: &str, at: usize, scanned: &mut Scanned) -> usize {
    let text = source[at..].lines().next().unwrap_or_default();
    let line = scanned.line(at);
    let column = scanned.column(at);
    scanned.comments.push_back(Comment {
        start: at,
        line,
        column,
        is_alone: source[at - column..at].chars().all(is_blank),
        text: text.trim_end().to_owned(),
    });
    text.len().max(1)
}
