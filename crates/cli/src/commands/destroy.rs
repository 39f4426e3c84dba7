//! `cen destroy FILE`: removes everything that the file owns, and nothing else.

use crate::args::Execute;
use crate::commands::Goal;
use crate::commands::execution;
use crate::exit_code::Exit;
use crate::output::Output;

pub(crate) async fn run(arguments: &Execute, output: &Output) -> anyhow::Result<Exit> {
    execution::run(Goal::Nothing, arguments, output).await
}
