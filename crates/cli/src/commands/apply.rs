//! `cen apply FILE`: makes the cloud what the file says.

use crate::args::Apply;
use crate::commands::execution;
use crate::commands::{Goal, adopt};
use crate::exit_code::Exit;
use crate::output::Output;

pub(crate) async fn run(arguments: &Apply, output: &Output) -> anyhow::Result<Exit> {
    execution::run(
        Goal::AsWritten(adopt(arguments.adopt)),
        &arguments.carry,
        output,
    )
    .await
}
