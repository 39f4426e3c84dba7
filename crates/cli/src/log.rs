//! Log lines: warnings unless more is asked for, on stderr or in a file, as text or JSON. They hold no secrets, because nothing secret is ever recorded.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Mutex;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

use cen_topology::visible_lines;

use crate::args::{LogForm, Logging};
use crate::failure::Failure;

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
        None => BoxMakeWriter::new(|| Visible(std::io::stderr())),
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
                Failure::new(format!("cannot write the log file `{}`: {error}", path.display()), "check the path and its permissions")
            })?;
            BoxMakeWriter::new(Mutex::new(Visible(file)))
        }
    };
    let filter = tracing_subscriber::EnvFilter::default().add_directive(LevelFilter::WARN.into());
    let ours = ["cen", "cen_cloud", "cen_plan", "cen_reconciler", "cen_simulator", "cen_topology"];
    let filter = ours.iter().fold(filter, |filter, target| {
        let directive = format!("{target}={level}").parse().expect("a crate's name and a level make a directive");
        filter.add_directive(directive)
    });
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false);
    match logging.log {
        LogForm::Text => subscriber.init(),
        LogForm::Json => subscriber.json().init(),
    }
    Ok(())
}

/// A log in which everything is seen: the texts of the cloud are in it, and whoever looks at it does so on a terminal.
struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    /// Takes what it is given as a whole: a line of the log comes in one piece.
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write_all(visible_lines(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}
