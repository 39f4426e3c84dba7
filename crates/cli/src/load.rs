//! Reads and checks topology files, plans and snapshots.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use cen_plan::{FileError, Plan, Snapshot, kind_of, read_plan, read_snapshot};
use cen_render::{Class, Examined, Finding, words};
use cen_topology::{
    Code, Diagnostic, Diagnostics, MAX_BYTES, Position, SourceMap, Topology, TopologyName,
};

use crate::failure::{Failure, Reported};
use crate::output::Output;

/// Reads a topology file, and prints its warnings and problems.
///
/// # Errors
/// [`Failure`] if the file cannot be read, or is no valid topology.
pub(crate) fn topology(file: &Path, output: &Output) -> Result<Topology, Failure> {
    parse(file, &bytes(file, MAX_BYTES)?, output)
}

/// Reads a topology file, and returns its text as well.
///
/// # Errors
/// [`Failure`] if the file cannot be read, or is no valid topology.
pub(crate) fn with_source(file: &Path, output: &Output) -> Result<(Topology, String), Failure> {
    let bytes = bytes(file, MAX_BYTES)?;
    Ok((
        parse(file, &bytes, output)?,
        String::from_utf8_lossy(&bytes).into_owned(),
    ))
}

/// Parses the content of a topology file, and prints its warnings and problems.
///
/// # Errors
/// [`Failure`] if it is not a valid topology.
pub(crate) fn parse(file: &Path, bytes: &[u8], output: &Output) -> Result<Topology, Failure> {
    not_ours(file, bytes)?;
    let (name, source) = (file.display().to_string(), String::from_utf8_lossy(bytes));
    match cen_topology::parse_bytes(bytes) {
        Ok(checked) => {
            if !checked.warnings.is_empty() {
                output.talk_coloured(&checked.warnings.render(
                    &name,
                    &source,
                    output.colours_talk(),
                ));
            }
            Ok(checked.topology)
        }
        Err(problems) => {
            output.talk_coloured(&problems.render(&name, &source, output.colours_talk()));
            Err(Failure::shown())
        }
    }
}

/// Refuses a plan or a snapshot in place of a topology file, instead of reporting each of its keys
/// as unknown.
///
/// # Errors
/// [`Failure`] that says what the file is.
pub(crate) fn not_ours(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let Some(kind) = kind_of(bytes) else {
        return Ok(());
    };
    let message = format!("`{}` is a `{kind}`, not a topology file", file.display());
    let hint = "name the topology file; `cen apply`, `cen reach` and `cen graph` take plans, and `--observed` takes snapshots";
    Err(Failure::new(message, hint))
}

/// Parses a topology file that is not the main file of the command: problems get one line each,
/// warnings are dropped.
///
/// # Errors
/// [`Failure`] with every problem, if it is not a valid topology.
pub(crate) fn quietly(file: &Path, bytes: &[u8]) -> Result<Topology, Failure> {
    let source = String::from_utf8_lossy(bytes);
    let problem = |problem: &Diagnostic| {
        let Position { line, column } = problem.position(&source);
        let message = format!(
            "`{}` at {line}:{column}: [{}] {}",
            file.display(),
            problem.code.as_str(),
            problem.message
        );
        (message, problem.help.clone().unwrap_or_default())
    };
    cen_topology::parse_bytes(bytes)
        .map(|checked| checked.topology)
        .map_err(|problems| Failure::all(problems.iter().map(problem)))
}

/// Reads a topology file for a report. Returns its findings, and the topology with its text if it
/// is valid.
pub(crate) fn examine(file: &Path) -> (Examined, Option<(Topology, String)>) {
    let mut examined = Examined {
        file: file.display().to_string(),
        topology: None,
        findings: Vec::new(),
    };
    let read = bytes(file, MAX_BYTES).and_then(|bytes| not_ours(file, &bytes).map(|()| bytes));
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(failure) => {
            examined.findings = errors(&failure);
            return (examined, None);
        }
    };
    let source = String::from_utf8_lossy(&bytes).into_owned();
    match cen_topology::parse_bytes(&bytes) {
        Ok(checked) => {
            examined.topology = Some(checked.topology.name.clone());
            examined.findings = Finding::of_diagnostics(&checked.warnings, &source);
            (examined, Some((checked.topology, source)))
        }
        Err(problems) => {
            examined.topology = name_of(&problems, &source);
            examined.findings = Finding::of_diagnostics(&problems, &source);
            (examined, None)
        }
    }
}

/// Returns the topology name of a file with problems, by which reports of several runs are matched.
/// A file that holds a secret is never quoted.
fn name_of(problems: &Diagnostics, source: &str) -> Option<TopologyName> {
    let is_quotable = problems.iter().all(|problem| problem.code != Code::Secret);
    is_quotable
        .then(|| SourceMap::of(source)?.topology())
        .flatten()
}

/// Returns the findings of a failure, for a report.
pub(crate) fn errors(failure: &Failure) -> Vec<Finding> {
    let plain = |problem: &Reported| Finding::plain(Class::Error, &problem.message, &problem.hint);
    failure
        .problems
        .iter()
        .map(|problem| problem.finding.clone().unwrap_or_else(|| plain(problem)))
        .collect()
}

/// Reads a plan file, and the topology that it was made from.
///
/// # Errors
/// [`Failure`] if it is not a plan that can be used.
pub(crate) fn plan(file: &Path, bytes: &[u8]) -> Result<(Plan, Topology), Failure> {
    read_plan(bytes).map_err(|error| refused(file, &error))
}

/// Reads a snapshot of `cen observe`.
///
/// # Errors
/// [`Failure`] if it cannot be read, or is not a snapshot that can be used.
pub(crate) fn snapshot(file: &Path) -> Result<Snapshot, Failure> {
    read_snapshot(&bytes(file, LARGEST_DOCUMENT)?).map_err(|error| refused(file, &error))
}

fn refused(file: &Path, error: &FileError) -> Failure {
    let message = format!("`{}`: {}", file.display(), words::file_error(error));
    Failure::new(message, words::file_error_help(error))
}

/// The largest plan or snapshot that is read, in bytes.
pub(crate) const LARGEST_DOCUMENT: usize = 512 << 20;

/// Reads a file, but at most one byte more than `most`. The parser refuses a file that is too large
/// with its own message.
///
/// # Errors
/// [`Failure`] that names it.
pub(crate) fn bytes(file: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    at_most(file, most).map_err(|error| {
        let hint = match file {
            _ if file.is_dir() => "it is a folder: name a file in it",
            _ if file == Path::new("-") => {
                "reading from standard input is not supported; give a file name"
            }
            _ => "check the path and its permissions",
        };
        Failure::new(format!("cannot read `{}`: {error}", file.display()), hint)
    })
}

/// Reads the first bytes of a file, at most one more than `most`.
///
/// # Errors
/// The error of the file system.
pub(crate) fn at_most(file: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?
        .take(most as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
