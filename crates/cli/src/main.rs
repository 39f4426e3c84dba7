//! The `cen` command: reads arguments, calls the library, prints, and returns an exit code.

mod args;
mod commands;
mod connection;
mod exit_code;
mod failure;
mod files;
mod load;
mod log;
mod notify;
mod output;
mod pages;
mod progress;
mod run_files;
mod signals;
mod threads;
mod write_file;

use std::process::ExitCode;

use crate::args::{Arguments, Command};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Planning and reading make many small things. See docs/decisions/0031.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    output::tell_of_panics();
    if let Some(exit) = commands::completions::answer() {
        return exit.into();
    }
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error).into(),
    };
    let output = Output::new(arguments.color);
    run(arguments.command, &output)
        .map_or_else(|error| failed(&error, &output), |exit| output.ended(exit))
        .into()
}

fn run(command: Command, output: &Output) -> anyhow::Result<Exit> {
    match command {
        Command::Validate(arguments) => Ok(commands::validate::run(&arguments, output)),
        Command::Fmt(arguments) => Ok(commands::fmt::run(&arguments, output)),
        Command::Init(arguments) => in_runtime(commands::init::run(&arguments, output)),
        Command::Doctor(arguments) => in_runtime(commands::doctor::run(&arguments, output)),
        Command::Explain(arguments) => commands::explain::run(&arguments, output),
        Command::Completions(arguments) => commands::completions::run(&arguments, output),
        Command::Man(arguments) => commands::man::run(&arguments),
        Command::Schema => Ok(commands::schema::run(output)),
        Command::Diff(arguments) => in_runtime(commands::diff::run(&arguments, output)),
        Command::Drift(arguments) => in_runtime(commands::drift::run(&arguments, output)),
        Command::Apply(arguments) => in_runtime(commands::apply::run(&arguments, output)),
        Command::Destroy(arguments) => in_runtime(commands::destroy::run(&arguments, output)),
        Command::History(arguments) => commands::history::run(&arguments, output),
        Command::Observe(arguments) => in_runtime(commands::observe::run(&arguments, output)),
        Command::Export(arguments) => in_runtime(commands::export::run(&arguments, output)),
        Command::Reach(arguments) => in_runtime(commands::reach::run(&arguments, output)),
        Command::Graph(arguments) => in_runtime(commands::graph::run(&arguments, output)),
        Command::Simulate(arguments) => in_runtime(commands::simulate::run(&arguments, output)),
    }
}

/// Runs an asynchronous command.
fn in_runtime(command: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

fn failed(error: &anyhow::Error, output: &Output) -> Exit {
    match error.downcast_ref::<Failure>() {
        Some(failure) => {
            output.talk(failure);
            failure.exit
        }
        None => {
            output.talk(format!("error: {error:#}"));
            Exit::Error
        }
    }
}
