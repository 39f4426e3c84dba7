//! The only place that prints: data to stdout, talk to stderr. A reader that closes the pipe is not
//! an error. Data that could not be written is: every command then ends with one.
//!
//! The output contains texts from the cloud and from files. Control characters and invisible
//! characters become escapes such as `\u001b` here and nowhere earlier; JSON and YAML understand
//! them. What people read is a [`Document`], whose texts stay on their lines.

use std::io::{ErrorKind, Write as _};
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use cen_render::{Document, terminal};
use cen_topology::{visible, visible_lines};

use crate::args::Colour;
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::log;

/// Where a command's output goes.
pub(crate) struct Output {
    choice: ColorChoice,
    coloured_talk: bool,
    /// Why the first data that could not be written was not.
    unwritten: OnceLock<std::io::Error>,
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
        Self {
            choice,
            coloured_talk: matches!(seen, ColorChoice::Always | ColorChoice::AlwaysAnsi),
            unwritten: OnceLock::new(),
        }
    }

    /// Returns whether talk may be coloured.
    pub(crate) fn colours_talk(&self) -> bool {
        self.coloured_talk
    }

    /// Prints data in a format that programs read.
    pub(crate) fn data(&self, text: &str) {
        self.print(&visible_lines(text));
    }

    /// Prints what people read, in colours where the reader has them.
    pub(crate) fn show(&self, document: &Document) {
        self.print(&terminal(document));
    }

    fn print(&self, text: &str) {
        let mut stdout = AutoStream::new(std::io::stdout(), self.choice);
        if let Err(error) = stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            self.missed(error);
        }
    }

    /// Notes why data were not written. A closed pipe is the reader's choice, so it is not noted.
    fn missed(&self, error: std::io::Error) {
        if error.kind() != ErrorKind::BrokenPipe {
            // Keep the first error.
            let _ = self.unwritten.set(error);
        }
    }

    /// Checks that all data so far were written.
    ///
    /// # Errors
    /// [`Failure`] if some were not: the reader of stdout has only a part.
    pub(crate) fn written(&self) -> Result<(), Failure> {
        let failure = |error| {
            Failure::new(
                format!("cannot write to stdout: {error}"),
                "make room, or send it elsewhere, and run it again",
            )
        };
        self.unwritten
            .get()
            .map_or(Ok(()), |error| Err(failure(error)))
    }

    /// Returns the exit code of a command: an error if its data or its log could not be written.
    pub(crate) fn ended(&self, exit: Exit) -> Exit {
        let data = self.written();
        let unwritten = data.as_ref().err().into_iter().chain(log::written().err());
        let unwritten: Vec<&Failure> = unwritten.collect();
        unwritten.iter().for_each(|failure| self.talk(*failure));
        match exit {
            Exit::Done | Exit::Pending if !unwritten.is_empty() => Exit::Error,
            Exit::Done
            | Exit::Pending
            | Exit::Error
            | Exit::Incomplete
            | Exit::Refused
            | Exit::Usage => exit,
        }
    }

    /// Prints a message to the person at the terminal.
    pub(crate) fn talk(&self, document: impl Into<Document>) {
        self.talk_coloured(&terminal(&document.into()));
    }

    /// Asks the person at the terminal, who answers on the same line.
    pub(crate) fn ask(&self, question: &str) {
        self.talk_coloured(&visible(question));
    }

    /// Prints a message that is coloured already. The caller has made all other control characters
    /// visible.
    pub(crate) fn talk_coloured(&self, text: &str) {
        let _ = AutoStream::new(std::io::stderr(), self.choice).write_all(text.as_bytes());
    }
}

/// Prints what clap returned: help and version are data, anything else is a usage error.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    let printed = error.print().and_then(|()| std::io::stdout().flush());
    if error.use_stderr() {
        return Exit::Usage;
    }
    let output = Output::new(Colour::Auto);
    printed.unwrap_or_else(|error| output.missed(error));
    output.ended(Exit::Done)
}

/// Prints a panic, which is a defect of this program, like any other error: its text may hold
/// control characters from the cloud.
pub(crate) fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let backtrace = std::backtrace::Backtrace::capture();
        let text = format!("error: {panic}\nhint: this is a defect of cen: please report it\n");
        let _ = std::io::stderr().write_all(visible_lines(&text).as_bytes());
        if backtrace.status() == std::backtrace::BacktraceStatus::Captured {
            let _ = writeln!(std::io::stderr(), "{backtrace}");
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use cen_cloud::Credential;
    use cen_credentials::Profiles;

    const CONFIGURATION: &str = r#"{"current":"p","profiles":[{"name":"p","mode":"StsToken","access_key_id":"LTAIcanary",
        "access_key_secret":"canary-secret","sts_token":"canary-token"}]}"#;

    /// Not a test of its own: the test below runs it.
    #[test]
    #[ignore = "it panics on purpose"]
    fn a_defect() {
        super::tell_of_panics();
        let credential = Credential::new(
            "LTAIcanary",
            "canary-secret",
            Some("canary-token".to_owned()),
        );
        let profiles = Profiles::parse(CONFIGURATION).unwrap();
        let seed = cen_simulator::Seed::parse(
            "accounts: [{ id: 7, keys: [{ id: LTAIcanary, secret: canary-secret }] }]",
        )
        .unwrap();
        let world = cen_simulator::World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
        panic!(
            "a name of \u{1b}[2Jthe cloud\u{202e}, {credential:?}, {profiles:?}, {seed:?}, {world:?}"
        );
    }

    #[test]
    fn a_panic_is_told_as_an_error_in_which_everything_is_seen() {
        let arguments = [
            "--exact",
            "output::tests::a_defect",
            "--ignored",
            "--nocapture",
        ];
        let output = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("error: panicked at ")
                && said.contains("a name of \\u001b[2Jthe cloud\\u202e, ")
                && said.contains("\nhint: this is a defect"),
            "{said}"
        );
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
        assert!(
            said.contains("LTAIcanary") && !said.contains("canary-"),
            "what holds a secret does not show it: {said}"
        );
    }
}
