//! `cen completions SHELL` and `cen man --out FOLDER`: the command line for shells and `man`.

use std::path::Path;

use clap::CommandFactory as _;

use crate::args::{Arguments, Completions, Man};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(arguments: &Completions, output: &Output) -> Exit {
    // Into memory first: a reader that closes the pipe is not an error.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "cen", &mut text);
    output.data(&String::from_utf8_lossy(&text));
    Exit::Done
}

/// Writes one page for `cen` and one for each of its commands, such as `cen-diff.1`.
///
/// # Errors
/// [`Failure`] if they cannot be written.
pub(crate) fn man(arguments: &Man) -> anyhow::Result<Exit> {
    let failed = |error| {
        Failure::new(
            format!("cannot write to `{}`: {error}", arguments.out.display()),
            "name an existing folder",
        )
    };
    write_pages(&arguments.out).map_err(failed)?;
    Ok(Exit::Done)
}

/// Writes all pages to a temporary folder before the first is moved to its place.
fn write_pages(folder: &Path) -> std::io::Result<()> {
    let pages = tempfile::tempdir_in(folder)?;
    clap_mangen::generate_to(Arguments::command(), pages.path())?;
    for page in std::fs::read_dir(pages.path())? {
        let page = page?;
        std::fs::rename(page.path(), folder.join(page.file_name()))?;
    }
    Ok(())
}
