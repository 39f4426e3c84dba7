//! A topology file for what exists in accounts, as text: what `cen export` and `cen init` write.

use std::collections::BTreeMap;
use std::path::Path;

use cen_export::{export, owning_topologies};
use cen_observed::{Gap, GapScope, Observed};
use cen_plan::plan;
use cen_reconciler::survey;
use cen_render::{Line, summary};
use cen_topology::{Topology, TopologyName};

use crate::args::{Logging, NamedAccount, Target};
use crate::commands::refuse_gaps;
use crate::connection::{Intent, connect, default_world};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::progress::reading;

/// What a draft is made from.
pub(crate) struct Draft<'a> {
    pub(crate) accounts: &'a [NamedAccount],
    pub(crate) target: &'a Target,
    pub(crate) logging: &'a Logging,
    /// The name of the topology; none for that of the topology that owns the CENs.
    pub(crate) name: Option<&'a str>,
    /// The name if no topology owns the CENs.
    pub(crate) otherwise: &'a str,
    /// The file that it will be. A simulated world lies beside it.
    pub(crate) file: &'a Path,
}

/// A topology file that was not written yet.
pub(crate) struct Drafted {
    pub(crate) text: String,
    /// The last line of a diff of it.
    pub(crate) foreseen: Line,
    /// The sections about routes that could not be read. The file does not have them.
    pub(crate) sections: Vec<Gap>,
}

impl Draft<'_> {
    /// Looks at the accounts, and writes what is there.
    ///
    /// # Errors
    /// [`Failure`] if something could not be read: it would be missing in the file, and an apply of the file would remove it. Only sections
    /// about routes may be missing: a section that is not written is not managed.
    pub(crate) async fn write(&self) -> Result<Drafted, Failure> {
        let accounts = self.skeleton()?;
        self.refuse_a_world_that_is_not()?;
        let surveyed = async {
            let clients = connect(self.target, self.file, &accounts, Intent::Look).await?;
            Ok::<_, Failure>(survey(&accounts.accounts, &clients).await)
        };
        let observed = reading(self.logging, surveyed).await?;
        let (sections, others): (Vec<_>, Vec<_>) = observed
            .gaps
            .iter()
            .cloned()
            .partition(|gap| matches!(gap.scope, GapScope::Routes { .. }));
        refuse_gaps(
            &others,
            "an export needs a complete view; fix the cause and run again",
        )?;
        let name = self.name(&observed)?;
        let text = export(&name, &accounts.accounts, &observed);
        let complete = Observed {
            gaps: others,
            ..observed
        };
        Ok(Drafted {
            foreseen: foreseen(&text, &complete)?,
            text,
            sections,
        })
    }

    /// Returns a topology with only the named accounts: the parser of the language checks their names
    /// and ids.
    fn skeleton(&self) -> Result<Topology, Failure> {
        let mut accounts = BTreeMap::new();
        for NamedAccount { name, account } in self.accounts {
            if accounts.insert(name.clone(), account.clone()).is_some() {
                let message = format!("`--account`: `{name}` is given twice");
                return Err(
                    Failure::new(message, "give each account a name of its own").exit(Exit::Usage)
                );
            }
        }
        let name = TopologyName::from(self.name.unwrap_or(self.otherwise));
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

    /// Refuses a simulated world that does not exist: it would be empty, and so would the export.
    fn refuse_a_world_that_is_not(&self) -> Result<(), Failure> {
        let Some(world) = &self.target.simulate else {
            return Ok(());
        };
        let path = world.clone().unwrap_or_else(|| default_world(self.file));
        if path.exists() || self.target.seed.is_some() {
            return Ok(());
        }
        let hint = "name it as `--simulate=WORLD`; `cen apply FILE --simulate` keeps its world in `.cen/simulator.json` beside FILE";
        Err(Failure::new(
            format!("there is no simulated world in `{}`", path.display()),
            hint,
        ))
    }

    /// Returns the name of the flag, else of the topology that owns the CENs.
    fn name(&self, observed: &Observed) -> Result<TopologyName, Failure> {
        if let Some(name) = self.name {
            return Ok(TopologyName::from(name));
        }
        let owners = owning_topologies(observed);
        let all = owners
            .iter()
            .map(|owner| format!("`{owner}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let mut owners = owners.into_iter();
        match (owners.next(), owners.next()) {
            (None, _) => Ok(TopologyName::from(self.otherwise)),
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
