//! A topology file, read and checked.

use std::path::Path;

use cen_topology::Topology;

use crate::failure::Failure;
use crate::output::Output;

/// Reads a topology file; warnings and problems are shown.
///
/// # Errors
/// [`Failure`] if the file cannot be read, or is no valid topology.
pub(crate) fn topology(file: &Path, output: &Output) -> Result<Topology, Failure> {
    let bytes = bytes(file)?;
    let (name, source) = (file.display().to_string(), String::from_utf8_lossy(&bytes));
    match cen_topology::parse_bytes(&bytes) {
        Ok(checked) => {
            if !checked.warnings.is_empty() {
                output.talk(&checked.warnings.render(&name, &source, output.colours_talk()));
            }
            Ok(checked.topology)
        }
        Err(problems) => {
            output.talk(&problems.render(&name, &source, output.colours_talk()));
            Err(Failure::shown())
        }
    }
}

/// Reads a file.
///
/// # Errors
/// [`Failure`] that names it.
pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        let hint = if file.is_dir() { "it is a folder: name a file in it" } else { "check the path and its permissions" };
        Failure::new(format!("cannot read `{}`: {error}", file.display()), hint)
    })
}
