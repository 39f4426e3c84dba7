//! Renders problems as text: each with a frame of the source, or on one line.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::position::Position;
use crate::{printable, redact};

/// The most of the source that is shown for one problem, in bytes.
const LARGEST_FRAME: usize = 16 * 1024;

impl Diagnostics {
    /// Renders every problem with a frame of the source. `file` is the name of the file. `source` is
    /// the text that was parsed; for bytes that are not UTF-8 it is their lossy reading. A source
    /// that may hold a credential is not shown: its problems come with line and column only.
    pub fn render(&self, file: &str, source: &str, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let file = &*printable::visible(file);
        let framed = !source.is_empty()
            && !redact::is_suspected(source)
            && self.iter().all(|problem| problem.code != Code::Secret);
        let print = |problem| {
            let frame = if framed {
                frame(problem, file, source, &renderer)
            } else {
                None
            };
            frame.unwrap_or_else(|| place(problem, file, source, &renderer)) + "\n"
        };
        let remainder = remainder(self);
        self.iter()
            .map(print)
            .chain(remainder)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Renders every problem on one line, `file:line:column: error[CENnnn]: message`.
    pub fn render_short(&self, file: &str, source: &str) -> String {
        let line = |problem: &Diagnostic| {
            let Position { line, column } = problem.position(source);
            let word = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            format!(
                "{}:{line}:{column}: {word}[{}]: {}\n",
                printable::visible(file),
                problem.code.as_str(),
                problem.message
            )
        };
        self.iter().map(line).chain(remainder(self)).collect()
    }
}

/// Says how many problems are not shown; none if all are.
fn remainder(problems: &Diagnostics) -> Option<String> {
    (problems.more() > 0).then(|| format!("and {} more problems\n", problems.more()))
}

/// Renders a problem with the lines of the source that it is about; none if these are too long.
fn frame(problem: &Diagnostic, file: &str, source: &str, renderer: &Renderer) -> Option<String> {
    let spans = || {
        problem
            .labels
            .iter()
            .map(|label| clamp(source, &label.span))
    };
    let (first, last) = (
        spans().map(|span| span.start).min()?,
        spans().map(|span| span.end).max()?,
    );
    // The renderer gets these lines only: it would search a large source again for each problem.
    let start = source[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = source[last..]
        .find('\n')
        .map_or(source.len(), |at| last + at);
    let lines = source
        .get(start..end)
        .filter(|lines| lines.len() <= LARGEST_FRAME)?;
    let notes = problem
        .labels
        .iter()
        .zip(spans())
        .enumerate()
        .map(|(at, (label, span))| {
            let kind = if at == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            kind.span(span.start - start..span.end - start)
                .label((!label.text.is_empty()).then_some(label.text.as_str()))
        });
    let shown = of_equal_length(lines);
    let snippet = Snippet::source(&*shown)
        .line_start(Position::of(source, start).line)
        .path(file)
        .annotations(notes);
    Some(print(problem, title(problem).element(snippet), renderer))
}

/// Replaces characters that the renderer would not show visibly. Each keeps its length in bytes, so
/// that no place moves.
fn of_equal_length(lines: &str) -> Cow<'_, str> {
    let stays = |c: char| printable::is_seen(c) || c.is_ascii_control();
    if lines.chars().all(stays) {
        return Cow::Borrowed(lines);
    }
    let mut shown = String::with_capacity(lines.len());
    for c in lines.chars() {
        match c.len_utf8() {
            _ if stays(c) => shown.push(c),
            2 => shown.push_str("??"),
            3 => shown.push('\u{fffd}'),
            _ => shown.push_str("\u{fffd}?"),
        }
    }
    Cow::Owned(shown)
}

/// Renders a problem with its line and column, without the source.
fn place(problem: &Diagnostic, file: &str, source: &str, renderer: &Renderer) -> String {
    let Position { line, column } = problem.position(source);
    print(
        problem,
        title(problem).element(Origin::path(file).line(line).char_column(column)),
        renderer,
    )
}

fn title(problem: &Diagnostic) -> Title<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    level
        .primary_title(problem.message.as_str())
        .id(problem.code.as_str())
}

fn print<'a>(problem: &'a Diagnostic, group: Group<'a>, renderer: &Renderer) -> String {
    match &problem.help {
        Some(help) => renderer.render(&[group.element(Level::HELP.message(help.as_str()))]),
        None => renderer.render(&[group]),
    }
}

/// Moves a range into the source and onto boundaries of characters, for any source that the caller
/// passes.
fn clamp(source: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| {
        (0..=at.min(source.len()))
            .rev()
            .find(|at| source.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}
