//! A plan as a file: what is read may be anybody's, so nothing in it is believed before it was checked.

use std::collections::BTreeSet;

use cen_topology::Topology;

use crate::action::ActionId;
use crate::document::read::{FileError, read};
use crate::origin::{Origin, accounts};
use crate::plan::{PLAN_VERSION, Plan};

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
        let first = problems
            .iter()
            .next()
            .map(|problem| problem.message.clone());
        FileError::Topology(first.unwrap_or_default())
    })
}

/// The guards judge actions by their ids and calls, and the walk by what waits for what: neither may lie.
fn check(plan: &Plan, origin: &Origin, topology: &Topology) -> Result<(), FileError> {
    let wrong = |what: String| Err(FileError::Contradiction(what));
    if plan.topology != topology.name {
        return wrong("it is not the plan of the topology in it".to_owned());
    }
    if origin.accounts != accounts(topology) {
        return wrong("its accounts are not those of the topology in it".to_owned());
    }
    let mut earlier: BTreeSet<&ActionId> = BTreeSet::new();
    for step in &plan.steps {
        let (action, id) = (&step.action, step.action.id.as_str().escape_debug());
        if action.id != ActionId::of(action.call.traits().verb, &action.address) {
            return wrong(format!("`{id}` is not what its call does to its address"));
        }
        if !topology.accounts.contains_key(&action.account) {
            return wrong(format!(
                "`{id}` is signed by an account that the topology in it does not have"
            ));
        }
        if !step.waits_for.keys().all(|first| earlier.contains(first)) {
            return wrong(format!("`{id}` waits for what does not come before it"));
        }
        if !earlier.insert(&action.id) {
            return wrong(format!("`{id}` stands in it twice"));
        }
    }
    Ok(())
}
