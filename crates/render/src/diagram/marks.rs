//! The marks that comparing two states does not show: what is held, and what changes in place.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{Action, Address, ChangeKind, Hold};
use cen_plan::Plan;
use cen_topology::{CenName, NetworkName};

use crate::diagram::picture::Mark;
use crate::words;

/// The holds and the changes in place of a plan, by address.
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

    /// Returns the mark of something; `compared` is its mark by comparison.
    pub(super) fn of_address(&self, address: &Address, compared: Mark) -> Mark {
        match compared {
            _ if self.holds.contains_key(address) => Mark::Held,
            Mark::Same if self.changed.contains(address) => Mark::Changed,
            Mark::Same | Mark::Added | Mark::Removed | Mark::Changed | Mark::Held => compared,
        }
    }

    /// Says why something is held.
    pub(super) fn why(&self, address: &Address) -> Option<String> {
        self.holds.get(address).map(|held| words::hold(held))
    }

    /// Returns the networks that are held on a CEN.
    pub(super) fn held_networks<'b>(
        &'b self,
        cen: &'b CenName,
    ) -> impl Iterator<Item = &'b NetworkName> {
        self.holds.keys().filter_map(move |address| {
            let Address::Attachment { cen: on, network } = address else {
                return None;
            };
            (on == cen).then_some(network)
        })
    }
}

/// Returns the address in the picture of something that an action changes in place.
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
        Address::Router { .. } => Some(action.address.clone()),
        Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Package { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::RouterService { .. }
        | Address::Vswitch { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => None,
    }
}
