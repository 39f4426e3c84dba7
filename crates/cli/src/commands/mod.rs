//! One command a file: load, call, render.

pub(crate) mod apply;
pub(crate) mod diff;
pub(crate) mod export;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod validate;

use cen_plan::{Observed, Plan, plan};
use cen_reconciler::{Clients, observe};
use cen_topology::Topology;

use crate::failure::Failure;

/// One look at the cloud: what it would take to make it as the file says, and what was seen.
///
/// # Errors
/// [`Failure`] with every reason why no plan can be made.
pub(crate) async fn look(topology: &Topology, clients: &Clients) -> Result<(Plan, Observed), Failure> {
    let observed = observe(topology, clients).await;
    let planned = plan(topology, &observed).map_err(|problems| {
        Failure::all(problems.iter().map(|problem| (format!("[{}] {problem}", problem.code()), problem.help().to_owned())))
    })?;
    Ok((planned, observed))
}
