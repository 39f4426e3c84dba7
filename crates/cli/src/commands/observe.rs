//! `cen observe FILE --out SNAPSHOT`: saves what the cloud says, for comparisons without it.

use cen_diff::Adopt;
use cen_plan::Snapshot;
use cen_render::words;
use jiff::Timestamp;

use crate::args::Observe;
use crate::commands::journals::Past;
use crate::commands::{Goal, see};
use crate::connection::{Intent, TargetId, connect};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::reading;
use crate::{load, log, write_file};

pub(crate) async fn run(arguments: &Observe, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.look.logging)?;
    let look = &arguments.look;
    let topology = load::topology(&look.file, output)?;
    write_file::check(&arguments.out, write_file::DocumentKind::Snapshot)?;
    let goal = Goal::AsWritten(Adopt::No);
    let seen = async {
        let clients = connect(&look.target, &look.file, &topology, Intent::Look).await?;
        let scope = Past::read(&look.target, &look.file, &topology).scope();
        Ok::<_, Failure>(see(goal, &topology, &clients, &scope).await)
    };
    let observed = reading(&look.logging, seen).await?;
    let taken = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let snapshot = Snapshot::new(
        TargetId::of(&look.target, &look.file)?.portable,
        taken,
        &topology,
        observed,
    );
    write_file::document(
        &arguments.out,
        write_file::DocumentKind::Snapshot,
        &snapshot,
    )?;
    for gap in &snapshot.observed.gaps {
        output.talk(format!(
            "warning: {}; the snapshot says so",
            words::gap(gap)
        ));
    }
    Ok(if snapshot.observed.gaps.is_empty() {
        Exit::Done
    } else {
        Exit::Error
    })
}
