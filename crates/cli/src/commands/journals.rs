//! Reads what only the journal of a topology on a target knows: how packages were bought, what was made in accounts that left the file,
//! and where a run that did not finish changed something.

use std::collections::BTreeMap;
use std::path::Path;

use cen_plan::Notice;
use cen_reconciler::{Needed, OLD, Scope};
use cen_topology::{Charge, Topology};

use crate::args::Target;
use crate::commands::history::{Of, open};
use crate::connection::TargetId;
use crate::run_files::{folder, stem};

/// The facts about earlier runs that the journals of a topology on a target hold.
#[derive(Default)]
pub(crate) struct Past {
    journal: Needed,
}

impl Past {
    /// Reads the rotated journal and the journal, which has what is needed of the rotated one unless
    /// an older program rotated it. One that cannot be read tells nothing.
    pub(crate) fn read(target: &Target, file: &Path, topology: &Topology) -> Self {
        let Ok(target) = TargetId::of(target, file) else {
            return Self::default();
        };
        let journal = folder(file).join(format!("{}.jsonl", stem(topology, &target)));
        let rotated = journal.with_extension(format!("jsonl.{OLD}"));
        let of = (topology.name.to_string(), target.words);
        let empty = Needed::default();
        let needed = [rotated, journal].iter().fold(empty, |before, path| {
            after(&before, path, &of).unwrap_or(before)
        });
        Self { journal: needed }
    }

    /// Returns how each package was last bought, by its address.
    pub(crate) fn bought(&self) -> &BTreeMap<String, Charge> {
        self.journal.bought()
    }

    /// Returns a notice for each object that was made in an account that the file does not have any more.
    pub(crate) fn left_behind(&self, topology: &Topology) -> Vec<Notice> {
        self.journal.left_behind(topology)
    }

    /// Returns what a look must cover beyond the file, because of a run that did not finish.
    pub(crate) fn scope(&self) -> Scope {
        Scope::left_by(&self.journal)
    }
}

/// Adds the facts in one journal to those of the journals before it; none if the journal cannot be
/// read, or belongs to another topology or target.
fn after(before: &Needed, path: &Path, of: &Of) -> Option<Needed> {
    let (_, records) = open(path).ok().filter(|(found, _)| found == of)?;
    let mut needed = before.clone();
    for record in records {
        needed.take(&record.ok()?);
    }
    Some(needed)
}
