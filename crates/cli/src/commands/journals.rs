//! What only the journals beside a topology file know: how packages were bought, and what was made in accounts that left the file.

use std::collections::BTreeMap;
use std::path::Path;

use cen_action::{Call, call::PackageCall};
use cen_plan::Notice;
use cen_reconciler::{OutcomeKind, PastAction, Record, past_runs};
use cen_topology::{Charge, Topology};

use crate::args::Target;
use crate::commands::history::{paths, records};
use crate::connection::TargetId;
use crate::run_files::folder;

/// Returns how each package of a topology was last bought on this target, by its address.
pub(crate) fn bought(
    target: &Target,
    file: &Path,
    topology: &Topology,
) -> BTreeMap<String, Charge> {
    let runs = journals(target, file, topology).flat_map(|records| past_runs(&records));
    let actions = runs.flat_map(|run| run.actions);
    actions.filter_map(|action| purchase(&action)).collect()
}

/// Returns a notice for each object that was made on this target in an account that the file does not have any more.
pub(crate) fn left_behind(target: &Target, file: &Path, topology: &Topology) -> Vec<Notice> {
    let records: Vec<Record> = journals(target, file, topology).flatten().collect();
    cen_reconciler::left_behind(&records, topology)
}

/// Returns the records of each journal of a topology on this target. A journal that cannot be read tells nothing.
fn journals(
    target: &Target,
    file: &Path,
    topology: &Topology,
) -> impl Iterator<Item = Vec<Record>> {
    let of = TargetId::of(target, file).ok();
    let of = of.map(|target| (topology.name.to_string(), target.words));
    let paths = paths(&folder(file)).unwrap_or_default().into_iter();
    let found = paths.filter_map(|path| records(&path).ok());
    found
        .filter(move |(found, _)| of.as_ref() == Some(found))
        .map(|(_, records)| records)
}

fn purchase(action: &PastAction) -> Option<(String, Charge)> {
    let Some(Call::Package(PackageCall::CreatePackage(create))) = &action.call else {
        return None;
    };
    let is_done = matches!(action.outcome, Some(OutcomeKind::Done));
    // The id of a purchase is the address of its package.
    is_done.then(|| (action.action.to_string(), create.charge))
}
