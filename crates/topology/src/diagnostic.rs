//! What is wrong with a file: code, place, message and the next step.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};

use crate::places::Position;
use crate::{characters, secret};

/// The most problems that are told of one file; nobody reads as many.
pub(crate) const MOST_TOLD: usize = 200;
/// The most that is shown of the source for one problem, in bytes.
const LARGEST_FRAME: usize = 16 * 1024;
/// The most that is shown of a message, in characters.
const LONGEST_TEXT: usize = 1000;
/// The longest word for which a similar one is looked for, in bytes.
const LONGEST_WORD: usize = 128;
/// The most words that are looked through.
const MOST_CANDIDATES: usize = 10_000;

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        /// The stable code of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {$(#[doc = $title] $name,)*}

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is printed, `CENnnn`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code stands for.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    Encoding = "CEN001", "the file is not UTF-8";
    Empty = "CEN002", "the file is empty";
    TooLarge = "CEN003", "the file or what it expands to is too large";
    Syntax = "CEN004", "the file is not YAML";
    MergeKey = "CEN005", "merge keys are not part of the language";
    DuplicateKey = "CEN006", "a key is given twice";
    Secret = "CEN007", "a credential stands in the file";
    UnknownKey = "CEN010", "unknown key";
    MissingKey = "CEN011", "a required key is missing";
    WrongType = "CEN012", "a value has the wrong type";
    Role = "CEN013", "roles are not built yet";
    Version = "CEN020", "unknown version of the language";
    Name = "CEN021", "a name has the wrong form";
    NameTwice = "CEN022", "a name is used twice";
    Text = "CEN023", "a name or description is not one that the cloud takes";
    ControlCharacter = "CEN024", "a control character stands in the file";
    UnknownAccount = "CEN030", "unknown account";
    AccountId = "CEN031", "an account id has the wrong form";
    AccountTwice = "CEN032", "two accounts have one id";
    Selector = "CEN040", "a network is not selected in exactly one way";
    Cidr = "CEN041", "an address range has the wrong form";
    CidrOverlap = "CEN042", "managed networks overlap";
    NetworkTwice = "CEN043", "two networks have one id";
    UnknownRegion = "CEN044", "a region is not known offline";
    IdForm = "CEN045", "an id has the wrong form";
    UnknownNetwork = "CEN050", "unknown network";
    AttachedTwice = "CEN051", "a network is attached twice";
    Tags = "CEN052", "tags are not acceptable";
    Ignore = "CEN053", "an ignore entry has the wrong form";
    UnknownProtected = "CEN054", "a protected name is not declared";
    CenTwice = "CEN055", "two CENs have one id";
    Acknowledgement = "CEN056", "an acknowledgement is not described properly";
    Areas = "CEN060", "a group does not name two known areas";
    AreasTwice = "CEN061", "a pair of areas stands twice";
    Package = "CEN062", "a package is not described properly";
    Limit = "CEN063", "a limit is not described properly";
    OverAllocated = "CEN064", "limits exceed their package";
    PairTwice = "CEN065", "a pair of regions stands twice";
    NotAttached = "CEN066", "a region that is named has nothing attached";
    AreaMismatch = "CEN067", "the areas of a group do not fit a limit";
    PackageTwice = "CEN068", "a package is used twice";
    RoutedNetwork = "CEN070", "routes are asked of a network that cannot have them";
    RouteTwice = "CEN071", "a route stands twice";
    HealthCheck = "CEN072", "a health check is not described properly";
    PrivateZone = "CEN073", "an access to PrivateZone is not described properly";
    Service = "CEN074", "an access to a cloud service is not described properly";
    RouteMap = "CEN075", "a route map is not described properly";
}

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
        self.message = printable(&self.message);
        self.help = self.help.map(|help| printable(&help));
        self.labels
            .iter_mut()
            .for_each(|label| label.text = printable(&label.text));
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

    /// What is said of those that are not told.
    fn remainder(&self) -> String {
        if self.more == 0 {
            String::new()
        } else {
            format!("and {} more problems\n", self.more)
        }
    }

    /// Every problem with a frame of the source, `file` naming where it was read from. `source` is the text that was parsed; of bytes
    /// that are not UTF-8 it is their lossy reading. A source that may hold a credential is not shown: its problems come with their place alone.
    pub fn render(&self, file: &str, source: &str, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let file = &*characters::visible(file);
        let framed = !source.is_empty()
            && !secret::is_suspected(source)
            && self.iter().all(|problem| problem.code != Code::Secret);
        let print = |problem| {
            let frame = if framed {
                frame(problem, file, source, &renderer)
            } else {
                None
            };
            frame.unwrap_or_else(|| place(problem, file, source, &renderer)) + "\n"
        };
        let remainder = (self.more > 0).then(|| self.remainder());
        self.iter()
            .map(print)
            .chain(remainder)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Every problem on one line, `file:line:column: error[CENnnn]: message`.
    pub fn render_short(&self, file: &str, source: &str) -> String {
        let line = |problem: &Diagnostic| {
            let Position { line, column } = problem.position(source);
            let word = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            format!(
                "{}:{line}:{column}: {word}[{}]: {}\n",
                characters::visible(file),
                problem.code.as_str(),
                problem.message
            )
        };
        self.iter().map(line).chain([self.remainder()]).collect()
    }
}

/// The problem with the lines of the source that it is about; none if these are too long to be shown.
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
    // Only these lines are handed over: the whole of a large source would be searched anew for each problem.
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

/// Lines of the source in which everything is seen that the renderer would not show as a sign of its own. No place in them moves.
fn of_equal_length(lines: &str) -> Cow<'_, str> {
    let stays = |c: char| characters::is_seen(c) || c.is_ascii_control();
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

/// The problem with its line and column and nothing of the source.
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

/// The range within the source and on the boundaries of characters, whatever source the caller hands in.
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

/// Words of the file may have come into the text: what looks like a credential is blotted out, nothing moves a cursor, and a long text is cut
/// short.
fn printable(text: &str) -> String {
    let clean = secret::blot(text).replace(|c: char| !characters::is_seen(c), "\u{fffd}");
    match clean.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}

/// Candidates that are named where none is near; a longer list helps nobody.
const LISTED: usize = 20;

/// "did you mean …", where one of the candidates is near; else the candidates themselves.
pub fn suggest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates
        .take(MOST_CANDIDATES)
        .filter(|other| other.len() <= LONGEST_WORD)
        .collect();
    let similar = |other: &&str| {
        if word.len() > LONGEST_WORD {
            0.0
        } else {
            strsim::jaro_winkler(word, other)
        }
    };
    let near = candidates
        .iter()
        .map(|other| (similar(other), other))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((score, other)) if score > 0.8 => format!("did you mean `{other}`?"),
        Some(_) if candidates.len() > LISTED => {
            format!(
                "known here: {} and {} more",
                candidates[..LISTED].join(", "),
                candidates.len() - LISTED
            )
        }
        Some(_) => format!("known here: {}", candidates.join(", ")),
        None => "none is declared".to_owned(),
    }
}
