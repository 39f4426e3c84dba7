//! `cen export`: writes a topology file for what exists in accounts. Never writes to the cloud.

use cen_export::{export, owning_topologies};
use cen_observed::{GapScope, Observed};
use cen_plan::plan;
use cen_reconciler::survey;
use cen_render::{Line, summary};
use cen_topology::{Topology, TopologyName};
use std::collections::BTreeMap;
use std::path::Path;

use crate::args::{Export, NamedAccount};
use crate::commands::refuse_gaps;
use crate::connection::{Intent, connect, default_world};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::reading;
use crate::write_file::Readers;
use crate::{log, write_file};

/// The default name of the topology, for CENs that no topology owns.
const UNOWNED: &str = "exported";

pub(crate) async fn run(arguments: &Export, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    let accounts = skeleton(arguments)?;
    refuse_overwriting(arguments)?;
    // There is no topology file yet, so the simulated world is in the current folder.
    let beside = Path::new("topology.yaml");
    refuse_a_world_that_is_not(arguments, beside)?;
    let surveyed = async {
        let clients = connect(&arguments.target, beside, &accounts, Intent::Look).await?;
        Ok::<_, Failure>(survey(&accounts.accounts, &clients).await)
    };
    let observed = reading(&arguments.logging, surveyed).await?;
    let (sections, others): (Vec<_>, Vec<_>) = observed
        .gaps
        .iter()
        .cloned()
        .partition(|gap| matches!(gap.scope, GapScope::Routes { .. }));
    // An object that could not be read would be missing in the file, and an apply of the file would
    // remove it. Only sections about routes may be missing: a section that is not written is not
    // managed.
    refuse_gaps(
        &others,
        "an export needs a complete view; fix the cause and run again",
    )?;
    let name = name(arguments, &observed)?;
    let text = export(&name, &accounts.accounts, &observed);
    let foreseen = foreseen(
        &text,
        &Observed {
            gaps: others,
            ..observed
        },
    )?;
    match &arguments.out {
        Some(path) if arguments.force => write_file::whole(path, &text, Readers::All)?,
        Some(path) => write_file::new(path, &text, Readers::All)?,
        None => output.data(&text),
    }
    output.talk(Line::from("`cen diff` of this file says: ").join(foreseen));
    refuse_gaps(
        &sections,
        "the file does not have that section, so cen leaves it alone; fix the cause and export again to include it",
    )?;
    Ok(Exit::Done)
}

/// Returns a topology with only the named accounts: the parser of the language checks their names
/// and ids.
fn skeleton(arguments: &Export) -> Result<Topology, Failure> {
    let mut accounts = BTreeMap::new();
    for NamedAccount { name, account } in &arguments.accounts {
        if accounts.insert(name.clone(), account.clone()).is_some() {
            let message = format!("`--account`: `{name}` is given twice");
            return Err(
                Failure::new(message, "give each account a name of its own").exit(Exit::Usage)
            );
        }
    }
    let name = TopologyName::from(arguments.name.as_deref().unwrap_or(UNOWNED));
    cen_topology::parse(&export(&name, &accounts, &Observed::default()))
        .map(|checked| checked.topology)
        .map_err(|problems| {
            let problems = problems.iter().map(|problem| {
                (
                    problem.message.clone(),
                    problem.help.clone().unwrap_or_default(),
                )
            });
            Failure::all(problems).exit(Exit::Usage)
        })
}

fn refuse_overwriting(arguments: &Export) -> Result<(), Failure> {
    match &arguments.out {
        Some(path) if path.exists() && !arguments.force => Err(write_file::exists(path)),
        _ => Ok(()),
    }
}

/// Refuses a simulated world that does not exist: it would be empty, and so would the export.
fn refuse_a_world_that_is_not(arguments: &Export, beside: &Path) -> Result<(), Failure> {
    let Some(world) = &arguments.target.simulate else {
        return Ok(());
    };
    let path = world.clone().unwrap_or_else(|| default_world(beside));
    if path.exists() || arguments.target.seed.is_some() {
        return Ok(());
    }
    let hint = "name it as `--simulate=WORLD`; `cen apply FILE --simulate` keeps its world in `.cen/simulator.json` beside FILE";
    Err(Failure::new(
        format!("there is no simulated world in `{}`", path.display()),
        hint,
    ))
}

/// Returns the name of the flag, else of the topology that owns the CENs.
fn name(arguments: &Export, observed: &Observed) -> Result<TopologyName, Failure> {
    if let Some(name) = &arguments.name {
        return Ok(TopologyName::from(name.as_str()));
    }
    let owners = owning_topologies(observed);
    let all = owners
        .iter()
        .map(|owner| format!("`{owner}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut owners = owners.into_iter();
    match (owners.next(), owners.next()) {
        (None, _) => Ok(TopologyName::from(UNOWNED)),
        (Some(owner), None) => Ok(owner),
        (Some(_), Some(_)) => {
            let hint = "choose one with `--name`; the export leaves out the CENs of the others";
            Err(Failure::new(
                format!("the CENs of these accounts belong to several topologies: {all}"),
                hint,
            ))
        }
    }
}

/// Returns the last line of a diff of the file.
fn foreseen(text: &str, observed: &Observed) -> Result<Line, Failure> {
    let defect = || {
        Failure::new(
            "`cen diff` would not accept the exported file, so nothing was written",
            "this is a defect of cen: please report it",
        )
    };
    let topology = cen_topology::parse(text).map_err(|_| defect())?.topology;
    let plan = plan(&topology, observed).map_err(|_| defect())?;
    Ok(summary(&plan))
}
