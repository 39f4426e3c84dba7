//! How packages were bought, as far as the journals beside a topology file tell. The cloud does not.

use std::collections::BTreeMap;
use std::path::Path;

use cen_action::{Call, call::PackageCall};
use cen_reconciler::{OutcomeKind, PastAction, past_runs};
use cen_topology::{Charge, Topology};

use crate::args::Target;
use crate::commands::history::{paths, records};
use crate::connection::TargetId;
use crate::run_files::folder;

/// Returns how each package of a topology was last bought on this target, by its address. A journal that cannot be read tells nothing.
pub(crate) fn bought(
    target: &Target,
    file: &Path,
    topology: &Topology,
) -> BTreeMap<String, Charge> {
    let Ok(target) = TargetId::of(target, file) else {
        return BTreeMap::new();
    };
    let of = (topology.name.to_string(), target.words);
    let paths = paths(&folder(file)).unwrap_or_default();
    let journals = paths.iter().filter_map(|path| records(path).ok());
    let ours = journals.filter(|(found, _)| *found == of);
    let actions = ours
        .flat_map(|(_, records)| past_runs(&records))
        .flat_map(|run| run.actions);
    actions.filter_map(|action| purchase(&action)).collect()
}

fn purchase(action: &PastAction) -> Option<(String, Charge)> {
    let Some(Call::Package(PackageCall::CreatePackage(create))) = &action.call else {
        return None;
    };
    let is_done = matches!(action.outcome, Some(OutcomeKind::Done));
    // The id of a purchase is the address of its package.
    is_done.then(|| (action.action.to_string(), create.charge))
}
