//! The only place that prints: data to stdout, talk to stderr. A reader who has gone away is no error.

use std::io::Write as _;

use anstream::{AutoStream, ColorChoice};

use crate::args::Colour;
use crate::exit_code::Exit;

/// Where a command's output goes.
pub(crate) struct Output {
    choice: ColorChoice,
    coloured_talk: bool,
}

impl Output {
    pub(crate) fn new(colour: Colour) -> Self {
        let choice = match colour {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let seen = match choice {
            ColorChoice::Auto => AutoStream::choice(&std::io::stderr()),
            other => other,
        };
        Self { choice, coloured_talk: matches!(seen, ColorChoice::Always | ColorChoice::AlwaysAnsi) }
    }

    /// Whether talk may be coloured.
    pub(crate) fn colours_talk(&self) -> bool {
        self.coloured_talk
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
