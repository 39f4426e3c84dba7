//! Log lines: warnings unless more is asked for, on stderr or in a file, as text or JSON. They hold no secrets, because nothing secret is ever recorded.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

use cen_topology::visible_lines;

use crate::args::{LogForm, Logging};
use crate::failure::Failure;

/// The log file that could not be written, and why.
static UNWRITTEN: OnceLock<Failure> = OnceLock::new();

impl Logging {
    /// Whether log lines go where talk goes.
    pub(crate) fn is_on_stderr(&self) -> bool {
        self.verbose > 0 && self.log_file.is_none()
    }
}

impl Logging {
    /// Whether machines read what stands on stderr: then the progress is in the log, and in no other words.
    pub(crate) fn is_for_machines(&self) -> bool {
        self.log == LogForm::Json && self.log_file.is_none()
    }
}

/// Starts logging as the arguments say. A log file without `-v` records what `-v` would show.
pub(crate) fn start(logging: &Logging) -> anyhow::Result<()> {
    let level = match (logging.verbose, &logging.log_file) {
        // Machines want the progress; people have it in words.
        (0, None) if logging.log == LogForm::Json => LevelFilter::INFO,
        (0, None) => LevelFilter::WARN,
        (0 | 1, _) => LevelFilter::DEBUG,
        (_, _) => LevelFilter::TRACE,
    };
    let writer = match &logging.log_file {
        None => BoxMakeWriter::new(|| Visible {
            to: std::io::stderr(),
            path: None,
        }),
        Some(path) => {
            let file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .map_err(|error| unwritten(path, &error))?;
            BoxMakeWriter::new(Mutex::new(Visible {
                to: file,
                path: Some(path.clone()),
            }))
        }
    };
    let filter = tracing_subscriber::EnvFilter::default().add_directive(LevelFilter::WARN.into());
    let ours = [
        "cen",
        "cen_cloud",
        "cen_plan",
        "cen_reconciler",
        "cen_simulator",
        "cen_topology",
    ];
    let filter = ours.iter().fold(filter, |filter, target| {
        let directive = format!("{target}={level}")
            .parse()
            .expect("a crate's name and a level make a directive");
        filter.add_directive(directive)
    });
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(false);
    match logging.log {
        LogForm::Text => subscriber.init(),
        LogForm::Json => subscriber.json().init(),
    }
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("cannot write the log file `{}`: {error}", path.display()),
        "check the path, its permissions, and the room there",
    )
}

/// Whether every log line of a log file was written.
///
/// # Errors
/// [`Failure`] that names the file. What the command does is not stopped by that.
pub(crate) fn written() -> Result<(), &'static Failure> {
    UNWRITTEN.get().map_or(Ok(()), Err)
}

/// A log in which everything is seen: the texts of the cloud are in it, and whoever looks at it does so on a terminal.
struct Visible<W> {
    to: W,
    /// The file, if it is one.
    path: Option<PathBuf>,
}

impl<W: Write> Write for Visible<W> {
    /// Takes what it is given as a whole: a line of the log comes in one piece. That it cannot be written is told when the command ends.
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self
            .to
            .write_all(visible_lines(&String::from_utf8_lossy(bytes)).as_bytes());
        if let (Err(error), Some(path)) = (written, &self.path) {
            // The first says enough.
            let _ = UNWRITTEN.set(unwritten(path, &error));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
