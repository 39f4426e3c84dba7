//! What a plan says of the things in a picture that cannot be seen by comparing: what is held, and what is changed in place.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::{Action, Address, ChangeKind, Hold, Plan};
use cen_topology::{CenName, NetworkName};

use crate::diagram::Mark;
use crate::words::hold;

/// The holds and the changes in place of a plan, by what they are about.
#[derive(Default)]
pub(super) struct Marks<'a> {
    holds: BTreeMap<&'a Address, &'a Hold>,
    changed: BTreeSet<Address>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let holds = plan
            .holds
            .iter()
            .map(|hold| (&hold.address, hold))
            .collect();
        let changed = plan
            .steps
            .iter()
            .filter_map(|step| changed(&step.action))
            .collect();
        Self { holds, changed }
    }

    /// The mark of something that compares like this.
    pub(super) fn of_address(&self, address: &Address, compared: Mark) -> Mark {
        match compared {
            _ if self.holds.contains_key(address) => Mark::Held,
            Mark::Same if self.changed.contains(address) => Mark::Changed,
            Mark::Same | Mark::Added | Mark::Removed | Mark::Changed | Mark::Held => compared,
        }
    }

    /// Why something is held.
    pub(super) fn why(&self, address: &Address) -> Option<String> {
        self.holds.get(address).map(|held| hold::hold(held))
    }

    /// The networks that are held on a CEN.
    pub(super) fn held_networks<'b>(
        &'b self,
        cen: &'b CenName,
    ) -> impl Iterator<Item = &'b NetworkName> {
        self.holds.keys().filter_map(move |address| match address {
            Address::Attachment { cen: on, network } if on == cen => Some(network),
            _ => None,
        })
    }
}

/// Returns what is there before and after an action, and not the same.
fn changed(action: &Action) -> Option<Address> {
    let network = |network: &NetworkName| {
        Some(Address::Network {
            network: network.clone(),
        })
    };
    match &action.address {
        Address::Network { network: name } => {
            let is_change = action.call.traits().kind == ChangeKind::Change;
            network(name).filter(|_| is_change)
        }
        Address::Route { network: name, .. } | Address::HealthCheck { network: name, .. } => {
            network(name)
        }
        Address::Cen { cen }
        | Address::PrivateZone { cen, .. }
        | Address::Service { cen, .. }
        | Address::RouteMap { cen, .. } => Some(Address::Cen { cen: cen.clone() }),
        Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Package { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::Extra { .. } => None,
    }
}
