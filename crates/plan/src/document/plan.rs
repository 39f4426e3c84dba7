//! A plan as a file. The file may come from anyone, so everything in it is checked before it is used.

use std::collections::BTreeSet;

use cen_topology::Topology;

use crate::document::read::{Contradiction, FileError, read};
use crate::origin::{Origin, accounts};
use crate::plan::{PLAN_VERSION, Plan};
use cen_action::ActionId;

const KIND: &str = "cen-plan";

/// Reads a plan that is to be carried out, and the topology that it was made of.
///
/// # Errors
/// [`FileError`] for anything that this version of `cen` would not have written.
pub fn read_plan(text: &[u8]) -> Result<(Plan, Topology), FileError> {
    let plan: Plan = read(text, KIND, PLAN_VERSION)?;
    let origin = plan.origin.as_ref().ok_or(FileError::NoOrigin)?;
    let topology = topology_of(origin)?;
    check(&plan, origin, &topology)?;
    Ok((plan, topology))
}

fn topology_of(origin: &Origin) -> Result<Topology, FileError> {
    let checked = cen_topology::parse(&origin.file.join("\n"));
    checked.map(|checked| checked.topology).map_err(|problems| {
        let first = problems.iter().next();
        FileError::Topology {
            problem: first.map(|problem| problem.message.clone()),
        }
    })
}

/// Refuses a plan whose parts contradict each other: the guards judge actions by their ids and calls, and the walk by what waits for what.
fn check(plan: &Plan, origin: &Origin, topology: &Topology) -> Result<(), FileError> {
    let wrong = |contradiction| Err(FileError::Contradiction(contradiction));
    if plan.topology != topology.name {
        return wrong(Contradiction::Topology);
    }
    if origin.accounts != accounts(topology) {
        return wrong(Contradiction::Accounts);
    }
    let mut earlier: BTreeSet<&ActionId> = BTreeSet::new();
    for step in &plan.steps {
        let action = &step.action;
        if action.id != ActionId::of(action.call.traits().verb, &action.address) {
            return wrong(Contradiction::Id(action.id.clone()));
        }
        if !topology.accounts.contains_key(&action.account) {
            return wrong(Contradiction::Signer(action.id.clone()));
        }
        if !step.waits_for.keys().all(|first| earlier.contains(first)) {
            return wrong(Contradiction::Order(action.id.clone()));
        }
        if !earlier.insert(&action.id) {
            return wrong(Contradiction::Repeated(action.id.clone()));
        }
    }
    Ok(())
}
