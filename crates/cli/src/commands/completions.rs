//! `cen completions SHELL`: the script by which a shell asks this program what may follow.
//!
//! The script calls `cen` with `CEN_COMPLETE` set. So what a shell offers is what the installed version takes, and networks come from the file
//! on the command line. Where a file is meant, files are offered.

use std::io::Write as _;

use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use crate::args::{self, Completions};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// The variable that makes a call of `cen` an answer to a shell.
const VARIABLE: &str = "CEN_COMPLETE";

/// Prints the script.
///
/// # Errors
/// [`Failure`] if there is none for this shell.
pub(crate) fn run(arguments: &Completions, output: &Output) -> anyhow::Result<Exit> {
    let shell = arguments.shell.to_string();
    let failed = || {
        Failure::new(
            format!("no completions for `{shell}`"),
            "choose another shell",
        )
    };
    let shells = Shells::builtins();
    let completer = shells.completer(&shell).ok_or_else(failed)?;
    // Into memory first: a reader that closes the pipe is not an error.
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, "cen", "cen", "cen", &mut script)?;
    output.data(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}

/// Answers a shell, if this call is its question. None for any other call.
pub(crate) fn answer() -> Option<Exit> {
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(args::command)
        .var(VARIABLE)
        .try_complete(std::env::args_os(), here.as_deref());
    match asked {
        Ok(true) => Some(Exit::Done),
        Ok(false) => None,
        Err(error) => {
            // A shell shows nothing of it; a person who tries it out does.
            let _ = writeln!(std::io::stderr(), "{error}");
            Some(Exit::Usage)
        }
    }
}
