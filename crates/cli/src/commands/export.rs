//! `cen export`: a topology file of what exists in accounts. Never writes to the cloud.

use cen_export::{export, owning_topologies};
use cen_plan::{GapScope, Observed, plan};
use cen_reconciler::survey;
use cen_render as render;
use cen_topology::{Topology, TopologyName};
use std::collections::BTreeMap;
use std::path::Path;

use crate::args::{Export, NamedAccount};
use crate::commands::refuse_gaps;
use crate::connection::{Intent, connect, default_world};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::write_file::Readers;
use crate::{log, write_file};

/// The name of the topology of CENs that no topology owns, unless another is given.
const UNOWNED: &str = "exported";

pub(crate) async fn run(arguments: &Export, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    let accounts = skeleton(arguments)?;
    refuse_overwriting(arguments)?;
    // There is no topology file yet: what lies beside it lies in the current folder.
    let beside = Path::new("topology.yaml");
    refuse_a_world_that_is_not(arguments, beside)?;
    let clients = connect(&arguments.target, beside, &accounts, Intent::Look).await?;
    let observed = survey(&accounts.accounts, &clients).await;
    let (sections, others): (Vec<_>, Vec<_>) = observed
        .gaps
        .iter()
        .cloned()
        .partition(|gap| matches!(gap.scope, GapScope::Routes { .. }));
    // What was not seen would be missing in the file, and an apply of it would take that away. Of routes a section that is not written is
    // not managed.
    refuse_gaps(
        &others,
        "nothing is exported from what is seen in part; repair that and run again",
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
    output.talk(&format!("`cen diff` of this file says: {foreseen}"));
    refuse_gaps(
        &sections,
        "the file leaves that alone; repair it and export again to have it in the file",
    )?;
    Ok(Exit::Done)
}

/// A topology of the accounts that were named and nothing else: the language itself judges the names and ids of the command line.
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

/// A simulated world that is not there would be an empty one, and an export of nothing helps nobody.
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

/// The name that was asked for, else the one of the topology that owns the CENs.
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
            let hint = "say with `--name` which one the file is for; the CENs of the others stay out of it";
            Err(Failure::new(
                format!("the CENs of these accounts belong to several topologies: {all}"),
                hint,
            ))
        }
    }
}

/// The last line of a diff of the file: what there is to do, or nothing.
fn foreseen(text: &str, observed: &Observed) -> Result<String, Failure> {
    let defect = || {
        Failure::new(
            "the export is not a file that `cen diff` accepts, so nothing was written",
            "this is a defect of cen: please report it",
        )
    };
    let topology = cen_topology::parse(text).map_err(|_| defect())?.topology;
    let plan = plan(&topology, observed).map_err(|_| defect())?;
    let rendered = render::text(&plan, &topology);
    Ok(format!("{}\n", rendered.lines().last().unwrap_or_default()))
}
