//! The source of a picture or an answer: a file alone, a plan alone, or the cloud together with the
//! plan for the file.

use std::path::Path;

use cen_diff::Adopt;
use cen_network::NetworkView;
use cen_plan::{Plan, kind_of, plan};
use cen_reconciler::observe_static_entries;
use cen_topology::Topology;

use crate::args::View;
use crate::commands::journals::Past;
use crate::commands::{Goal, look, planned, refuse_gaps};
use crate::connection::{Intent, connect};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;
use crate::output::Output;
use crate::progress::reading;

/// The hint if not everything could be read.
const IN_PART: &str =
    "a partial view would look like the whole network; fix the cause and run again";

/// What is known of the network.
pub(crate) enum Known {
    /// What the file says; the cloud was not read.
    Written(NetworkView),
    /// What exists, and the plan for the file.
    Seen {
        now: NetworkView,
        plan: Box<Plan>,
        source: Source,
    },
}

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Reads all that a plan needs.
    Plan,
    /// Also what decides where packets go.
    Packets,
}

/// Where the knowledge of what exists comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// The cloud, now.
    Cloud,
    /// A snapshot.
    Snapshot,
    /// A plan file: the state that the plan was made from.
    Plan,
}

impl Source {
    /// Returns the name of the source.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Cloud => "the cloud",
            Self::Snapshot => "the snapshot",
            Self::Plan => "what the plan saw",
        }
    }

    /// Returns the words for the time that an answer is about.
    pub(crate) fn when(self) -> &'static str {
        match self {
            Self::Cloud => "in the cloud, now",
            Self::Snapshot => "when the snapshot was taken",
            Self::Plan => "before the plan",
        }
    }

    /// Returns the word for JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Snapshot => "snapshot",
            Self::Plan => "plan",
        }
    }
}

/// Reads the file, and the cloud or a snapshot if the arguments ask for it.
///
/// # Errors
/// [`Failure`] with every reason why that is not possible.
pub(crate) async fn view(
    arguments: &View,
    depth: Depth,
    output: &Output,
) -> Result<(Topology, Known), Failure> {
    let View {
        file,
        target,
        live,
        observed,
        ..
    } = arguments;
    let is_live = *live || target.simulate.is_some() || !target.endpoint.is_empty();
    let bytes = load::bytes(file, load::LARGEST_DOCUMENT)?;
    if kind_of(&bytes).is_some() {
        return of_plan(file, &bytes, is_live || observed.is_some());
    }
    let topology = load::parse(file, &bytes, output)?;
    if let Some(snapshot) = observed {
        let observed = load::snapshot(snapshot)?.observed_for(&topology);
        let plan = planned(plan(&topology, &observed))?;
        refuse_gaps(&observed.gaps, IN_PART)?;
        let now = NetworkView::observed(&topology, &observed, Adopt::No)
            .expect("what has a plan can be seen");
        return Ok((
            topology,
            Known::Seen {
                now,
                plan: Box::new(plan),
                source: Source::Snapshot,
            },
        ));
    }
    if !is_live {
        let written = NetworkView::written(&topology);
        return Ok((topology, Known::Written(written)));
    }
    let goal = Goal::AsWritten(Adopt::No);
    let looked = async {
        let clients = connect(target, file, &topology, Intent::Look).await?;
        let scope = Past::read(target, file, &topology).scope();
        let (plan, observed) = look(goal, &topology, &clients, &scope).await?;
        let observed = match depth {
            Depth::Plan => observed,
            Depth::Packets => observe_static_entries(&topology, &clients, observed).await,
        };
        Ok((plan, observed))
    };
    let (plan, observed) = reading(&arguments.logging, looked).await?;
    refuse_gaps(&observed.gaps, IN_PART)?;
    let now = NetworkView::observed(&topology, &observed, Adopt::No)
        .expect("what has a plan can be seen");
    Ok((
        topology,
        Known::Seen {
            now,
            plan: Box::new(plan),
            source: Source::Cloud,
        },
    ))
}

/// Reads a plan file, which holds the state that it was made from.
fn of_plan(file: &Path, bytes: &[u8], looks: bool) -> Result<(Topology, Known), Failure> {
    let (plan, topology) = load::plan(file, bytes)?;
    if looks {
        let message = format!(
            "`{}` is a plan, which knows what it began with",
            file.display()
        );
        return Err(Failure::new(
            message,
            "leave out the flags that name a cloud, or name the topology file",
        )
        .exit(Exit::Usage));
    }
    let now = NetworkView::before(&topology, &plan.steps);
    Ok((
        topology,
        Known::Seen {
            now,
            plan: Box::new(plan),
            source: Source::Plan,
        },
    ))
}
