//! Why a command cannot continue: a message, the next step, and the exit code.

use std::fmt;

use cen_render::{Document, Finding, words};

use crate::exit_code::Exit;

/// The reason why a command ends without success.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The problems, in the order in which they are printed.
    pub(crate) problems: Vec<Reported>,
    pub(crate) exit: Exit,
}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) struct Reported {
    pub(crate) message: String,
    /// What to do about it; may be empty.
    pub(crate) hint: String,
    /// The same problem for a report, with its code and its place in the file; none if there is no
    /// more than the message.
    pub(crate) finding: Option<Finding>,
}

impl Reported {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            finding: None,
        }
    }
}

impl Failure {
    /// Returns a failure with one problem and exit code 1.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            problems: vec![Reported::new(message, hint)],
            exit: Exit::Error,
        }
    }

    /// Returns a failure with several problems and exit code 1.
    pub(crate) fn all(problems: impl IntoIterator<Item = (String, String)>) -> Self {
        let problems = problems
            .into_iter()
            .map(|(message, hint)| Reported::new(message, hint))
            .collect();
        Self {
            problems,
            exit: Exit::Error,
        }
    }

    /// Returns the failure that no plan can be made, exit code 1.
    pub(crate) fn no_plan(problems: &[cen_action::Problem]) -> Self {
        let problem = |problem: &cen_action::Problem| Reported {
            finding: Some(Finding::of_problem(problem)),
            ..Reported::new(
                format!("[{}] {}", problem.code(), words::problem(problem)),
                words::problem_help(problem),
            )
        };
        Self {
            problems: problems.iter().map(problem).collect(),
            exit: Exit::Error,
        }
    }

    /// Returns the same failure with another exit code.
    pub(crate) fn exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// Returns a failure whose diagnostics have been printed already.
    pub(crate) fn shown() -> Self {
        Self {
            problems: Vec::new(),
            exit: Exit::Error,
        }
    }
}

impl From<&Failure> for Document {
    fn from(failure: &Failure) -> Self {
        let mut out = Self::default();
        let mut problems = failure.problems.iter().peekable();
        while let Some(Reported { message, hint, .. }) = problems.next() {
            out.push(format!("error: {message}"));
            // Print a shared hint once, after the last problem that has it.
            let is_said_below = problems.peek().is_some_and(|next| next.hint == *hint);
            if !hint.is_empty() && !is_said_below {
                out.push(format!("hint: {hint}"));
            }
        }
        out
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Document::from(self).fmt(f)
    }
}

impl std::error::Error for Failure {}
