//! The `cen` command: reads arguments, calls the library, prints, and says by its exit code how it went.

mod args;
mod commands;
mod exit_code;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error).into(),
    };
    let output = output::Output::new(arguments.color);
    let code = match arguments.command {
        Command::Validate(validate) => commands::validate::run(&validate, &output),
        Command::Schema => commands::schema::run(&output),
    };
    code.into()
}
