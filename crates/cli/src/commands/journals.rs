//! Reads what only the journal of a topology on a target knows: how packages were bought, what was made in accounts that left the file,
//! and where a run that did not finish changed something.

use std::collections::BTreeMap;
use std::path::Path;

use cen_action::{Call, call::PackageCall};
use cen_plan::Notice;
use cen_reconciler::{OLD, OutcomeKind, PastAction, Record, Scope, past_runs};
use cen_topology::{Charge, Topology};

use crate::args::Target;
use crate::commands::history::records;
use crate::connection::TargetId;
use crate::run_files::{folder, stem};

/// The records of the earlier runs of a topology on a target.
#[derive(Default)]
pub(crate) struct Past {
    records: Vec<Record>,
}

impl Past {
    /// Reads the rotated journal and the journal. One that cannot be read tells nothing.
    pub(crate) fn read(target: &Target, file: &Path, topology: &Topology) -> Self {
        let Ok(target) = TargetId::of(target, file) else {
            return Self::default();
        };
        let journal = folder(file).join(format!("{}.jsonl", stem(topology, &target)));
        let rotated = journal.with_extension(format!("jsonl.{OLD}"));
        let of = (topology.name.to_string(), target.words);
        let found = [rotated, journal].into_iter();
        let found = found.filter_map(|path| records(&path).ok());
        let found = found.filter(|(found, _)| *found == of);
        Self {
            records: found.flat_map(|(_, records)| records).collect(),
        }
    }

    /// Returns how each package was last bought, by its address.
    pub(crate) fn bought(&self) -> BTreeMap<String, Charge> {
        let runs = past_runs(&self.records);
        let actions = runs.iter().flat_map(|run| &run.actions);
        actions.filter_map(purchase).collect()
    }

    /// Returns a notice for each object that was made in an account that the file does not have any more.
    pub(crate) fn left_behind(&self, topology: &Topology) -> Vec<Notice> {
        cen_reconciler::left_behind(&self.records, topology)
    }

    /// Returns what a look must cover beyond the file, because of a run that did not finish.
    pub(crate) fn scope(&self) -> Scope {
        Scope::left_by(&self.records)
    }
}

fn purchase(action: &PastAction) -> Option<(String, Charge)> {
    let Some(Call::Package(PackageCall::CreatePackage(create))) = &action.call else {
        return None;
    };
    let is_done = matches!(action.outcome, Some(OutcomeKind::Done));
    // The id of a purchase is the address of its package.
    is_done.then(|| (action.action.to_string(), create.charge))
}
