//! `cen doctor FILE`: whether a run for the file has all that it needs, and the RAM policies that it needs. Changes nothing.

mod account;
mod machine;
mod policies;
mod row;
mod show;

use cen_doctor::{Part, needs};
use futures::future::join_all;

use crate::args::{AnswerForm, Doctor};
use crate::connection::{Connector, TargetId};
use crate::exit_code::Exit;
use crate::output::Output;
use crate::progress::reading;
use crate::{load, log};

use account::Patient;
use row::{CheckRow, CheckState};

pub(crate) async fn run(arguments: &Doctor, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.look.logging)?;
    let topology = load::topology(&arguments.look.file, output)?;
    let needs = needs(&topology);
    if arguments.policy {
        let shown = policies::show(&topology, &needs, arguments.reader, arguments.format)?;
        output.data(&shown);
        return Ok(Exit::Done);
    }
    let look = &arguments.look;
    let connector = Connector::new(&look.target)?;
    let target = TargetId::of(&look.target, &look.file)?;
    let accesses = connector.each(&look.file, &topology).await?;
    let part = if arguments.reader {
        Part::Reader
    } else {
        Part::Applier
    };
    let examined = async {
        let patients = accesses.into_iter().map(|(name, access)| {
            let patient = Patient {
                topology: &topology,
                needs: needs.get(&name).cloned().unwrap_or_default(),
                part,
                name,
            };
            async move { patient.examine(access).await }
        });
        let (mut rows, accounts) =
            tokio::join!(machine::examine(&connector, &topology), join_all(patients));
        rows.extend(accounts.into_iter().flatten());
        rows
    };
    let rows = reading(&look.logging, examined).await;
    match arguments.format {
        AnswerForm::Text => output.show(&show::text(&rows, &topology, &target.words)),
        AnswerForm::Json => output.data(&show::json(&rows, &topology, &target.portable)?),
    }
    Ok(exit(&rows))
}

/// An answer that should have come and did not is as bad as a wrong one.
fn exit(rows: &[CheckRow]) -> Exit {
    let is_bad = |row: &CheckRow| match row.state {
        CheckState::Ok | CheckState::NotTried => false,
        CheckState::Wrong | CheckState::NotKnown => true,
    };
    if rows.iter().any(is_bad) {
        Exit::Error
    } else {
        Exit::Done
    }
}
