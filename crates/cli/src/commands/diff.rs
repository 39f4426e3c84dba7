//! `cen diff FILE`: what it would take to make the cloud as the file says. Never writes to the cloud.

use std::path::Path;

use cen_plan::{Examined, Plan, findings, located, render};
use cen_topology::Topology;

use crate::args::{Diff, PlanForm};
use crate::commands::{Goal, adopt, look};
use crate::exit_code::Exit;
use crate::failure::Failure;
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
        PlanForm::Sarif => render::sarif(&[examined(&arguments.look.file, &plan, &topology)?]),
        PlanForm::Junit => render::junit(&[examined(&arguments.look.file, &plan, &topology)?]),
    });
    Ok(if plan.is_empty() { Exit::Done } else { Exit::Pending })
}

/// What the plan says, with the places in the file.
fn examined(file: &Path, plan: &Plan, topology: &Topology) -> Result<Examined, Failure> {
    let source = load::bytes(file, cen_topology::MAX_BYTES)?;
    let findings = located(findings(plan, topology), &String::from_utf8_lossy(&source));
    Ok(Examined { file: file.display().to_string(), topology: Some(topology.name.clone()), findings })
}
