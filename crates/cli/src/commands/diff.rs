//! `cen diff FILE`: what it would take to make the cloud as the file says. Never writes to the cloud.

use cen_plan::render;

use crate::args::{Diff, PlanForm};
use crate::commands::{Goal, adopt, look};
use crate::exit_code::Exit;
use crate::output::Output;
use crate::target::{Intent, connect};
use crate::{load, log};

pub(crate) async fn run(arguments: &Diff, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.look.logging)?;
    let topology = load::topology(&arguments.look.file, output)?;
    let clients = connect(&arguments.look.target, &arguments.look.file, &topology, Intent::Look).await?;
    let (plan, _) = look(Goal::AsWritten(adopt(arguments.adopt)), &topology, &clients).await?;
    output.data(&match arguments.format {
        PlanForm::Text => render::text(&plan, &topology),
        PlanForm::Json => render::json(&plan),
    });
    Ok(if plan.is_empty() { Exit::Done } else { Exit::Pending })
}
