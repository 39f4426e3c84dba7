//! Why a command cannot go on: a message, the next step, and the exit code.

use std::fmt;

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
}

impl Failure {
    /// One problem, exit code 1.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { problems: vec![Problem { message: message.into(), hint: hint.into() }], exit: Exit::Error }
    }

    /// Several problems, exit code 1.
    pub(crate) fn all(problems: impl IntoIterator<Item = (String, String)>) -> Self {
        let problems = problems.into_iter().map(|(message, hint)| Problem { message, hint }).collect();
        Self { problems, exit: Exit::Error }
    }

    /// The same with another exit code.
    pub(crate) fn exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// A problem whose diagnostics have been shown already.
    pub(crate) fn shown() -> Self {
        Self { problems: Vec::new(), exit: Exit::Error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut problems = self.problems.iter().peekable();
        while let Some(Problem { message, hint }) = problems.next() {
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
