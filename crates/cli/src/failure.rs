//! Why a command cannot go on: a message, the next step, and the exit code.

use std::fmt;

use cen_render::Finding;
use cen_topology::visible;

use crate::exit_code::Exit;

/// A failure that says what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong; several lines if several things are.
    pub(crate) problems: Vec<Problem>,
    pub(crate) exit: Exit,
}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) message: String,
    /// What to do about it; may be empty.
    pub(crate) hint: String,
    /// The same for a report, where that knows more of it: its code, and what of the file it is about.
    pub(crate) finding: Option<Finding>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            finding: None,
        }
    }
}

impl Failure {
    /// One problem, exit code 1.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            problems: vec![Problem::new(message, hint)],
            exit: Exit::Error,
        }
    }

    /// Several problems, exit code 1.
    pub(crate) fn all(problems: impl IntoIterator<Item = (String, String)>) -> Self {
        let problems = problems
            .into_iter()
            .map(|(message, hint)| Problem::new(message, hint))
            .collect();
        Self {
            problems,
            exit: Exit::Error,
        }
    }

    /// No plan can be made, exit code 1.
    pub(crate) fn no_plan(problems: &[cen_plan::Problem]) -> Self {
        let problem = |problem: &cen_plan::Problem| Problem {
            finding: Some(Finding::of_problem(problem)),
            ..Problem::new(format!("[{}] {problem}", problem.code()), problem.help())
        };
        Self {
            problems: problems.iter().map(problem).collect(),
            exit: Exit::Error,
        }
    }

    /// The same with another exit code.
    pub(crate) fn exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// A problem whose diagnostics have been shown already.
    pub(crate) fn shown() -> Self {
        Self {
            problems: Vec::new(),
            exit: Exit::Error,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut problems = self.problems.iter().peekable();
        while let Some(Problem { message, hint, .. }) = problems.next() {
            writeln!(f, "error: {}", visible(message))?;
            // Problems in a row with one way out are told, and then the way out.
            let is_said_below = problems.peek().is_some_and(|next| next.hint == *hint);
            if !hint.is_empty() && !is_said_below {
                writeln!(f, "hint: {}", visible(hint))?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
