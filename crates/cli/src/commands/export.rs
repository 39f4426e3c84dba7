//! `cen export`: writes a topology file for what exists in accounts. Never writes to the cloud.

use std::path::Path;

use cen_render::Line;

use crate::args::Export;
use crate::commands::draft::Draft;
use crate::commands::refuse_gaps;
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::write_file::Readers;
use crate::{log, write_file};

/// The default name of the topology, for CENs that no topology owns.
const UNOWNED: &str = "exported";

pub(crate) async fn run(arguments: &Export, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    refuse_overwriting(arguments)?;
    let draft = Draft {
        accounts: &arguments.accounts,
        target: &arguments.target,
        logging: &arguments.logging,
        name: arguments.name.as_deref(),
        otherwise: UNOWNED,
        // There is no topology file yet, so the simulated world is in the current folder.
        file: Path::new("topology.yaml"),
    };
    let drafted = draft.write().await?;
    match &arguments.out {
        Some(path) if arguments.force => write_file::whole(path, &drafted.text, Readers::All)?,
        Some(path) => write_file::new(path, &drafted.text, Readers::All)?,
        None => output.data(&drafted.text),
    }
    output.talk(Line::from("`cen diff` of this file says: ").join(drafted.foreseen));
    refuse_gaps(
        &drafted.sections,
        "the file does not have that section, so cen leaves it alone; fix the cause and export again to include it",
    )?;
    Ok(Exit::Done)
}

fn refuse_overwriting(arguments: &Export) -> Result<(), Failure> {
    match &arguments.out {
        Some(path) if path.exists() && !arguments.force => Err(write_file::exists(path)),
        _ => Ok(()),
    }
}
