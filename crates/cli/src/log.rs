//! Writes log lines to stderr or a file, as text or JSON: warnings, or more if asked. They hold no
//! secrets, because no secret is ever recorded.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

use cen_reconciler::open_private;
use cen_topology::visible_lines;

use crate::args::{LogForm, Logging};
use crate::failure::Failure;

/// The first error in writing the log file.
static UNWRITTEN: OnceLock<Failure> = OnceLock::new();

impl Logging {
    /// Returns whether log lines go to stderr, as talk does.
    pub(crate) fn is_on_stderr(&self) -> bool {
        self.verbose > 0 && self.log_file.is_none()
    }
}

impl Logging {
    /// Returns whether machines read stderr. Progress then goes to the log only.
    pub(crate) fn is_for_machines(&self) -> bool {
        self.log == LogForm::Json && self.log_file.is_none()
    }
}

/// Starts logging. A log file without `-v` records what `-v` would show.
pub(crate) fn start(logging: &Logging) -> anyhow::Result<()> {
    let level = match (logging.verbose, &logging.log_file) {
        // Machines need the progress events; people see them as text.
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
            let file = open_private(OpenOptions::new().create(true).append(true), path)
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

/// Checks that every line of the log file was written.
///
/// # Errors
/// [`Failure`] that names the file. The command itself is not stopped.
pub(crate) fn written() -> Result<(), &'static Failure> {
    UNWRITTEN.get().map_or(Ok(()), Err)
}

/// Makes control characters visible: a log holds texts from the cloud, and people read it on a
/// terminal.
struct Visible<W> {
    to: W,
    /// The file, if it is one.
    path: Option<PathBuf>,
}

impl<W: Write> Write for Visible<W> {
    /// Writes all bytes: a log line comes in one piece. An error is reported when the command ends.
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
