//! `cen destroy FILE`: removes everything that the file owns, and nothing else.

use crate::args::Carry;
use crate::commands::Goal;
use crate::commands::carry::carry;
use crate::exit_code::Exit;
use crate::output::Output;

pub(crate) async fn run(arguments: &Carry, output: &Output) -> anyhow::Result<Exit> {
    carry(Goal::Nothing, arguments, output).await
}
