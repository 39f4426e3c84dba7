//! The file as a tree whose parts have their comments.

use super::tokens::{Comment, Scanned, Token, TokenKind};

/// A line above a part: a comment, or an empty line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Above {
    Blank,
    Comment(String),
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its anchor and tag, each with a blank behind it.
    pub(super) prefix: String,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Word { written: String, quoted: String },
    Collection(Collection),
}

/// A mapping, or a list.
#[derive(Clone, Debug)]
pub(super) struct Collection {
    pub(super) is_map: bool,
    pub(super) entries: Vec<LayoutEntry>,
    /// The comments behind the last entry.
    pub(super) tail: Vec<Above>,
}

/// A key with its value, or an item of a list.
#[derive(Clone, Debug)]
pub(super) struct LayoutEntry {
    pub(super) above: Vec<Above>,
    /// None for an item of a list.
    pub(super) key: Option<String>,
    pub(super) part: Part,
    /// The comment behind it on its line.
    pub(super) behind: Option<String>,
}

impl Part {
    /// Tells whether something below it has a comment.
    pub(super) fn has_comments(&self) -> bool {
        let Value::Collection(collection) = &self.value else {
            return false;
        };
        let is_comment = |above: &Above| matches!(above, Above::Comment(_));
        let has = |entry: &LayoutEntry| {
            entry.behind.is_some()
                || entry.above.iter().any(is_comment)
                || entry.part.has_comments()
        };
        collection.tail.iter().any(is_comment) || collection.entries.iter().any(has)
    }
}

impl LayoutEntry {
    /// Moves the comments inside an empty collection, which is written on one line, above it.
    fn settle(&mut self) {
        if let Value::Collection(collection) = &mut self.part.value
            && collection.entries.is_empty()
        {
            let tail = collection.tail.drain(..);
            self.above
                .extend(tail.filter(|above| *above != Above::Blank));
        }
    }

    /// Adds a comment behind the entry, or above it if there is one behind it already.
    pub(super) fn note(&mut self, text: String) {
        match &self.behind {
            None => self.behind = Some(text),
            Some(_) => self.above.push(Above::Comment(text)),
        }
    }
}

/// Builds the tree of a file.
///
/// # Errors
/// What no layout can keep.
pub(super) fn build(scanned: Scanned) -> Result<Part, &'static str> {
    let mut builder = Builder {
        scanned,
        at: 0,
        last_line: None,
    };
    let mut root = builder.part()?;
    let rest = builder.comments_before(usize::MAX, |_| true);
    match &mut root.value {
        Value::Collection(collection) => collection.tail.extend(rest),
        Value::Word { .. } if rest.is_empty() => {}
        Value::Word { .. } => return Err("the file has no sections"),
    }
    Ok(root)
}

struct Builder {
    scanned: Scanned,
    at: usize,
    /// The line of the last word or comment that was taken.
    last_line: Option<usize>,
}

impl Builder {
    fn token(&self) -> Result<&Token, &'static str> {
        self.scanned
            .tokens
            .get(self.at)
            .ok_or("the file ends early")
    }

    fn part(&mut self) -> Result<Part, &'static str> {
        let token = self.token()?.clone();
        self.at += 1;
        let extras: Vec<String> = (0..token.extras)
            .filter_map(|_| self.scanned.extras.pop_front())
            .map(|extra| format!("{extra} "))
            .collect();
        let prefix = extras.concat();
        let value = match token.kind {
            TokenKind::Text { written, quoted } => {
                self.seen(token.start, token.end);
                Value::Word { written, quoted }
            }
            TokenKind::Alias(name) => {
                self.seen(token.start, token.end);
                Value::Word {
                    quoted: name.clone(),
                    written: name,
                }
            }
            TokenKind::Start { is_map, is_flow } => {
                if is_flow {
                    self.seen(token.start, token.start + 1);
                }
                Value::Collection(self.collection(is_map, is_flow)?)
            }
            TokenKind::End => return Err("the file ends early"),
        };
        Ok(Part { prefix, value })
    }

    /// Notes that a word was taken.
    fn seen(&mut self, start: usize, end: usize) {
        let last = end.saturating_sub(1).max(start);
        let line = self.scanned.line(last);
        self.last_line = Some(self.last_line.map_or(line, |before| before.max(line)));
    }

    fn collection(&mut self, is_map: bool, is_flow: bool) -> Result<Collection, &'static str> {
        let mut entries: Vec<LayoutEntry> = Vec::new();
        let mut column = usize::MAX;
        loop {
            let next = self.token()?.clone();
            if matches!(next.kind, TokenKind::End) {
                break;
            }
            let start = self.first_word(self.at);
            column = column.min(self.scanned.column(start));
            let entry = self.entry(is_map, entries.is_empty(), start)?;
            entries.push(entry);
        }
        let end = self.token()?.clone();
        self.at += 1;
        let tail = if is_flow {
            let tail = self.comments_before(end.start, |_| true);
            self.seen(end.start, end.end);
            tail
        } else {
            let next = self.next_start();
            // A list may stand in the column of the key that holds it; its dashes are left of its words.
            let least = if is_map {
                column
            } else {
                column.saturating_sub(2)
            };
            self.comments_before(next, |comment| comment.is_alone && comment.column >= least)
        };
        Ok(Collection {
            is_map,
            entries,
            tail,
        })
    }

    /// Returns the start of the first word at or behind a token.
    fn first_word(&self, at: usize) -> usize {
        let tokens = self.scanned.tokens[at..].iter();
        let mut words = tokens.filter(|token| match token.kind {
            TokenKind::Text { .. } | TokenKind::Alias(_) | TokenKind::End => true,
            TokenKind::Start { is_flow, .. } => is_flow,
        });
        words.next().map_or(usize::MAX, |token| token.start)
    }

    /// Returns the start of the next token that is no end of a block.
    fn next_start(&self) -> usize {
        let rest = self.scanned.tokens[self.at..].iter();
        let mut rest =
            rest.filter(|token| !matches!(token.kind, TokenKind::End) || token.end > token.start);
        rest.next().map_or(usize::MAX, |token| token.start)
    }

    fn entry(
        &mut self,
        is_map: bool,
        is_first: bool,
        start: usize,
    ) -> Result<LayoutEntry, &'static str> {
        let mut above = self.comments_before(start, |_| true);
        let is_apart = |last: usize| self.scanned.line(start) > last + 1;
        if self.last_line.is_some_and(is_apart) {
            above.push(Above::Blank);
        }
        if is_first {
            while above.first() == Some(&Above::Blank) {
                above.remove(0);
            }
        }
        let mut notes = Vec::new();
        let key = if is_map {
            let key = self.key()?;
            let line = self.last_line;
            let value = self.first_word(self.at);
            notes.extend(self.take(value, |comment| Some(comment.line) == line));
            if !matches!(self.token()?.kind, TokenKind::Start { is_flow: false, .. }) {
                above.extend(self.comments_before(value, |_| true));
            }
            Some(key)
        } else {
            None
        };
        let part = self.part()?;
        let line = self.last_line;
        let next = self.next_start();
        notes.extend(self.take(next, |comment| {
            !comment.is_alone && Some(comment.line) == line
        }));
        let mut entry = LayoutEntry {
            above,
            key,
            part,
            behind: None,
        };
        notes.into_iter().for_each(|note| entry.note(note));
        entry.settle();
        Ok(entry)
    }

    fn key(&mut self) -> Result<String, &'static str> {
        let Part { prefix, value } = self.part()?;
        match value {
            Value::Word { written, .. } => Ok(format!("{prefix}{written}")),
            Value::Collection(_) => Err("a key is no word"),
        }
    }

    /// Takes the next comment.
    fn pop(&mut self) -> Option<String> {
        let comment = self.scanned.comments.pop_front()?;
        let last = self.last_line.unwrap_or_default();
        self.last_line = Some(last.max(comment.line));
        Some(comment.text)
    }

    /// Takes the texts of comments before a place while they are wanted.
    fn take(&mut self, before: usize, wanted: impl Fn(&Comment) -> bool) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(comment) = self.scanned.comments.front() {
            if comment.start >= before || !wanted(comment) {
                break;
            }
            texts.extend(self.pop());
        }
        texts
    }

    /// Takes comments before a place while they are wanted, with the empty lines between them.
    fn comments_before(&mut self, before: usize, wanted: impl Fn(&Comment) -> bool) -> Vec<Above> {
        let mut above = Vec::new();
        while let Some(comment) = self.scanned.comments.front() {
            if comment.start >= before || !wanted(comment) {
                break;
            }
            if self.last_line.is_some_and(|last| comment.line > last + 1) {
                above.push(Above::Blank);
            }
            above.extend(self.pop().map(Above::Comment));
        }
        above
    }
}
