//! What a picture or an answer is made of: the file alone, or the cloud and what the file's plan would make of it.

use cen_plan::{Adopt, Fabric, Plan};
use cen_topology::Topology;

use crate::args::View;
use crate::commands::{Goal, look};
use crate::failure::Failure;
use crate::load;
use crate::output::Output;
use crate::target::{Intent, connect};

/// What is known.
pub(crate) enum Known {
    /// What the file says; nothing was looked at.
    Written(Fabric),
    /// What the cloud is, and what the file's plan would make of it.
    Seen { now: Fabric, plan: Box<Plan> },
}

/// Reads the file, and looks at the cloud if that is asked for.
///
/// # Errors
/// [`Failure`] with everything that stands in the way.
pub(crate) async fn view(arguments: &View, output: &Output) -> Result<(Topology, Known), Failure> {
    let look_at = &arguments.look;
    let topology = load::topology(&look_at.file, output)?;
    if !arguments.live && look_at.target.simulate.is_none() && look_at.target.endpoint.is_none() {
        let written = Fabric::written(&topology);
        return Ok((topology, Known::Written(written)));
    }
    let clients = connect(&look_at.target, &look_at.file, &topology, Intent::Look).await?;
    let (plan, observed) = look(Goal::AsWritten(Adopt::No), &topology, &clients).await?;
    let now = Fabric::observed(&topology, &observed, Adopt::No).expect("what has a plan can be seen");
    Ok((topology, Known::Seen { now, plan: Box::new(plan) }))
}
