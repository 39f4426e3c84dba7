//! A command at a terminal: a pseudo-terminal that a test types into and reads.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::Machine;

/// The lines of the terminal: more than any test writes.
const LINES: u16 = 500;
/// A command that writes nothing for this long waits for a line that no test types. A test fails then, and does not hang.
const PATIENCE: Timespec = Timespec {
    tv_sec: 120,
    tv_nsec: 0,
};

/// A command whose stdin and stderr, and stdout if it is not piped, are a terminal.
pub(crate) struct AtTerminal {
    pub(crate) child: Child,
    terminal: File,
    /// What appeared on the terminal so far.
    pub(crate) seen: String,
}

/// How a command at a terminal ended.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(crate) code: Option<i32>,
    /// What was written to the terminal.
    pub(crate) terminal: String,
    /// What the terminal shows at the end, with the lines that have scrolled away.
    pub(crate) screen: String,
    /// What went to stdout, if it was piped.
    pub(crate) piped: String,
}

impl Machine {
    /// Starts `cen` at a terminal. If stdout is piped, it does not reach the terminal.
    pub(crate) fn at_terminal(&self, arguments: &[&str], is_piped: bool) -> AtTerminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let size = Winsize {
            ws_row: LINES,
            ws_col: 200,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&master, size).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = || {
            let name = name.to_str().unwrap();
            Stdio::from(File::options().read(true).write(true).open(name).unwrap())
        };
        let stdout = if is_piped { Stdio::piped() } else { slave() };
        let child = self
            .command(arguments)
            .stdin(slave())
            .stdout(stdout)
            .stderr(slave())
            .spawn()
            .unwrap();
        AtTerminal {
            child,
            terminal: File::from(master),
            seen: String::new(),
        }
    }
}

impl AtTerminal {
    /// Reads the terminal until this text has appeared.
    pub(crate) fn wait_for(&mut self, text: &str) {
        while !self.seen.contains(text) {
            assert!(
                self.read(),
                "it ended without saying `{text}`: {}",
                self.seen
            );
        }
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        self.terminal
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
    }

    /// Reads the terminal until the command has closed it.
    pub(crate) fn end(mut self) -> Closed {
        let mut piped = String::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            stdout.read_to_string(&mut piped).unwrap();
        }
        while self.read() {}
        let mut parser = vt100::Parser::new(LINES, 200, 0);
        parser.process(self.seen.as_bytes());
        Closed {
            code: self.child.wait().unwrap().code(),
            screen: parser.screen().contents(),
            terminal: std::mem::take(&mut self.seen),
            piped,
        }
    }

    /// Reads some of the terminal. Returns whether there was any: a closed terminal is an error.
    fn read(&mut self) -> bool {
        let mut waiting = [PollFd::new(&self.terminal, PollFlags::IN)];
        let ready = poll(&mut waiting, Some(&PATIENCE)).unwrap();
        assert!(ready > 0, "it waits for something else: {}", self.seen);
        let mut bytes = [0; 4096];
        let count = self.terminal.read(&mut bytes).unwrap_or_default();
        self.seen
            .push_str(&String::from_utf8_lossy(&bytes[..count]));
        count > 0
    }
}

/// Ends a command that a failed test left behind: it would wait at its question for ever.
impl Drop for AtTerminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
