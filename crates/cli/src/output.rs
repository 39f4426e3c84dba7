//! The only place that prints: data to stdout, talk to stderr. A reader who has gone away is no error.

use std::io::Write as _;

use anstream::{AutoStream, ColorChoice};

use crate::args::{Colour, Talk};
use crate::exit_code::Exit;

/// Where a command's output goes.
pub(crate) struct Output {
    choice: ColorChoice,
    coloured_talk: bool,
    logs_to_stderr: bool,
}

impl Output {
    pub(crate) fn new(talk: &Talk) -> Self {
        let choice = match talk.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let seen = match choice {
            ColorChoice::Auto => AutoStream::choice(&std::io::stderr()),
            other => other,
        };
        let coloured_talk = matches!(seen, ColorChoice::Always | ColorChoice::AlwaysAnsi);
        Self { choice, coloured_talk, logs_to_stderr: talk.verbose > 0 && talk.log_file.is_none() }
    }

    /// Whether talk may be coloured.
    pub(crate) fn colours_talk(&self) -> bool {
        self.coloured_talk
    }

    /// Whether log lines go where talk goes.
    pub(crate) fn logs_to_stderr(&self) -> bool {
        self.logs_to_stderr
    }

    /// Prints data.
    pub(crate) fn data(&self, text: &str) {
        // A closed pipe is the reader's choice, and there is nobody left to tell.
        let _ = AutoStream::new(std::io::stdout(), self.choice).write_all(text.as_bytes());
    }

    /// Says something to the person at the terminal.
    pub(crate) fn talk(&self, text: &str) {
        let _ = AutoStream::new(std::io::stderr(), self.choice).write_all(text.as_bytes());
    }
}

/// Prints what clap has to say: help and version are data, anything else is a usage error.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}
