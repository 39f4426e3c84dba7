//! Reads the file into a tree in which every key and value has its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::code::Code;
use crate::diagnostic::Diagnostic;

/// The most levels of nesting.
const MAX_DEPTH: usize = 64;
/// The most nodes that are read, and the most after every alias is expanded.
const MAX_NODES: usize = 1_000_000;

pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
    /// Tells whether something of this node was removed: a key given twice, a merge key, a value of
    /// the wrong shape. Then a key or item that is absent here may be in the file.
    pub(crate) is_incomplete: bool,
    /// Tells whether the value is on one line, so that a message can point at all of it.
    inline: bool,
    /// The number of nodes below and including this one, aliases expanded.
    size: usize,
}

#[derive(Clone)]
pub(crate) enum Value {
    Scalar { text: String, plain: bool },
    List(Vec<Rc<Node>>),
    Map(BTreeMap<String, MappingEntry>),
}

#[derive(Clone)]
pub(crate) struct MappingEntry {
    pub(crate) key_span: Range<usize>,
    pub(crate) value: Rc<Node>,
}

impl Node {
    /// Returns the node with another value at the same place.
    pub(crate) fn with(&self, value: Value, is_incomplete: bool) -> Self {
        let (span, inline, size) = (self.span.clone(), self.inline, self.size);
        Self {
            span,
            value,
            is_incomplete,
            inline,
            size,
        }
    }

    /// Returns the node marked as incomplete.
    pub(crate) fn made_incomplete(&self) -> Self {
        self.with(self.value.clone(), true)
    }

    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else {
            return None;
        };
        entries.get(key).map(|entry| &*entry.value)
    }

    /// Returns the node that a path leads to.
    pub(crate) fn at(&self, path: &[impl AsRef<str>]) -> Option<&Self> {
        let Some((step, rest)) = path.split_first() else {
            return Some(self);
        };
        match &self.value {
            Value::Map(_) => self.get(step.as_ref())?.at(rest),
            Value::List(items) => items.get(step.as_ref().parse::<usize>().ok()?)?.at(rest),
            Value::Scalar { .. } => None,
        }
    }

    /// Returns the place of the value that a path leads to, or of the nearest node above it.
    pub(crate) fn span_of(&self, path: &[impl AsRef<str>]) -> Range<usize> {
        self.find(path, false)
    }

    /// Returns the place of the key that a path ends in, or of the nearest node above it.
    pub(crate) fn key_of(&self, path: &[impl AsRef<str>]) -> Range<usize> {
        self.find(path, true)
    }

    fn find(&self, path: &[impl AsRef<str>], key: bool) -> Range<usize> {
        let Some((step, rest)) = path.split_first() else {
            return self.span.clone();
        };
        match &self.value {
            Value::Map(entries) => match entries.get(step.as_ref()) {
                // For a multi-line block, point at its key.
                Some(entry) if rest.is_empty() && (key || !entry.value.inline) => {
                    entry.key_span.clone()
                }
                Some(entry) => entry.value.find(rest, key),
                None => self.span.clone(),
            },
            Value::List(items) => match step
                .as_ref()
                .parse::<usize>()
                .ok()
                .and_then(|at| items.get(at))
            {
                Some(item) => item.find(rest, key),
                None => self.span.clone(),
            },
            Value::Scalar { .. } => self.span.clone(),
        }
    }
}

struct Open {
    start: usize,
    anchor: usize,
    items: Vec<Rc<Node>>,
    map: bool,
}

struct Builder<'a> {
    source: &'a str,
    stack: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    problems: Vec<Diagnostic>,
    documents: usize,
    /// The number of nodes that were read, aliases not expanded.
    nodes: usize,
}

/// Reads the tree. Problems that leave a tree (keys given twice, merge keys) come with it.
///
/// # Errors
/// The first problem that leaves no tree.
pub(crate) fn read(source: &str) -> Result<(Rc<Node>, Vec<Diagnostic>), Diagnostic> {
    // The parser counts characters.
    let bytes: Vec<usize> = match source.is_ascii() {
        true => Vec::new(),
        false => source.char_indices().map(|(at, _)| at).collect(),
    };
    let byte = |index: usize| match bytes.is_empty() {
        true => index.min(source.len()),
        false => bytes.get(index).copied().unwrap_or(source.len()),
    };
    let mut builder = Builder {
        source,
        stack: Vec::new(),
        anchors: BTreeMap::new(),
        root: None,
        problems: Vec::new(),
        documents: 0,
        nodes: 0,
    };
    for event in Parser::new_from_str(source) {
        let (event, span) = event.map_err(|error| {
            let at = byte(error.marker().index());
            Diagnostic::error(
                Code::Syntax,
                error.info().to_owned(),
                at..at,
                "check indentation, brackets and quotes near here",
            )
        })?;
        builder.take(event, byte(span.start.index())..byte(span.end.index()))?;
    }
    let empty = || {
        Diagnostic::error(
            Code::Empty,
            "the file has no content",
            0..0,
            "begin with `version: 1`",
        )
    };
    Ok((builder.root.ok_or_else(empty)?, builder.problems))
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = Value::Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain,
                };
                let inline = !self
                    .source
                    .get(span.clone())
                    .is_some_and(|text| text.contains('\n'));
                self.add(
                    Node {
                        span,
                        value,
                        is_incomplete: false,
                        inline,
                        size: 1,
                    },
                    anchor,
                )
            }
            Event::SequenceStart(anchor, _) => self.open(span, anchor, false),
            Event::MappingStart(anchor, _) => self.open(span, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.place(node, &span),
                None => Err(Diagnostic::error(
                    Code::Syntax,
                    "an alias is inside its own anchor",
                    span,
                    "write the value out",
                )),
            },
            Event::DocumentStart(_) => {
                self.documents += 1;
                let help = "keep one document in a file";
                if self.documents > 1 {
                    Err(Diagnostic::error(
                        Code::Syntax,
                        "the file has a second document",
                        span,
                        help,
                    ))
                } else {
                    Ok(())
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn open(&mut self, span: Range<usize>, anchor: usize, map: bool) -> Result<(), Diagnostic> {
        if self.stack.len() >= MAX_DEPTH {
            let message = format!("the file is nested more than {MAX_DEPTH} levels deep");
            return Err(Diagnostic::error(
                Code::TooLarge,
                message,
                span,
                "the language needs at most eight levels",
            ));
        }
        self.stack.push(Open {
            start: span.start,
            anchor,
            items: Vec::new(),
            map,
        });
        Ok(())
    }

    fn close(&mut self, span: Range<usize>) -> Result<(), Diagnostic> {
        let open = self
            .stack
            .pop()
            .expect("the parser closes only what it opened");
        let size = open
            .items
            .iter()
            .fold(1, |sum: usize, item| sum.saturating_add(item.size));
        let (value, is_incomplete) = if open.map {
            self.map(open.items)
        } else {
            (Value::List(open.items), false)
        };
        let span = open.start..span.end.max(open.start);
        let inline = self
            .source
            .get(span.clone())
            .is_some_and(|text| text.starts_with(['{', '[']) && !text.contains('\n'));
        self.add(
            Node {
                span,
                value,
                is_incomplete,
                inline,
                size,
            },
            open.anchor,
        )
    }

    /// Returns the entries, and whether some were removed.
    fn map(&mut self, items: Vec<Rc<Node>>) -> (Value, bool) {
        let pairs = items.len() / 2;
        let mut entries: BTreeMap<String, MappingEntry> = BTreeMap::new();
        let mut items = items.into_iter();
        while let Some((key, value)) = items.next().zip(items.next()) {
            let key_span = key.span.clone();
            // An anchor shares a key with the values that repeat it.
            let key = Rc::try_unwrap(key).map_or_else(|key| key.value.clone(), |key| key.value);
            let Value::Scalar { text, plain } = key else {
                self.problems.push(Diagnostic::error(
                    Code::WrongType,
                    "a key is not text",
                    key_span,
                    "write a plain word",
                ));
                continue;
            };
            if text == "<<" && plain {
                let help = "use `key: *anchor` for a whole value, or write the keys out";
                self.problems.push(Diagnostic::error(
                    Code::MergeKey,
                    "merge keys (`<<`) are not part of YAML 1.2",
                    key_span,
                    help,
                ));
                continue;
            }
            if let Some(first) = entries.get(&text) {
                let problem = Diagnostic::error(
                    Code::DuplicateKey,
                    format!("key `{text}` is given twice"),
                    key_span,
                    "remove one of them",
                );
                self.problems
                    .push(problem.also(first.key_span.clone(), "first here"));
                continue;
            }
            entries.insert(text, MappingEntry { key_span, value });
        }
        let is_incomplete = entries.len() < pairs;
        (Value::Map(entries), is_incomplete)
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file holds more than {MAX_NODES} values");
            return Err(Diagnostic::error(
                Code::TooLarge,
                message,
                node.span,
                "split it into several networks",
            ));
        }
        let (span, node) = (node.span.clone(), Rc::new(node));
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node, &span)
    }

    fn place(&mut self, node: Rc<Node>, span: &Range<usize>) -> Result<(), Diagnostic> {
        if node.size > MAX_NODES {
            let message = format!("aliases expand to more than {MAX_NODES} values");
            return Err(Diagnostic::error(
                Code::TooLarge,
                message,
                span.clone(),
                "write the values out",
            ));
        }
        match self.stack.last_mut() {
            Some(open) => open.items.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }
}
