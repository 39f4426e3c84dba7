//! Nothing is paid for that nobody could use.

use cen_topology::{AreaPair, CenName};

use crate::action::{Action, ActionId, Address, Call};
use crate::hold::HoldReason;
use crate::lower::Lowering;

impl Lowering<'_> {
    /// Holds every purchase of which nothing can be used, because all limits that want it are held; and the association of what is not bought.
    pub(in crate::lower) fn hold_useless_purchases(&mut self) {
        let useless: Vec<Action> = self
            .actions
            .iter()
            .filter(|action| self.is_useless(action))
            .cloned()
            .collect();
        for Action {
            id, address, call, ..
        } in useless
        {
            self.actions.retain(|action| action.id != id);
            let Address::Package { cen, areas } = address.clone() else {
                continue;
            };
            if let Call::ResizePackage { from, to, .. } = call {
                self.hold(
                    address,
                    HoldReason::Waits,
                    format!("size: {from} → {to}, but all limits that want more of it are held"),
                );
                continue;
            }
            self.hold(
                address,
                HoldReason::Waits,
                "not bought while all of its limits are held".to_owned(),
            );
            let association = Address::Association { cen, areas };
            let associate = ActionId::of("associate", &association);
            self.actions.retain(|action| action.id != associate);
            self.hold(
                association,
                HoldReason::Waits,
                "its package is not bought".to_owned(),
            );
        }
    }

    fn is_useless(&self, action: &Action) -> bool {
        let grows = match &action.call {
            Call::CreatePackage { .. } => true,
            Call::ResizePackage { from, to, .. } => to > from,
            _ => false,
        };
        let Address::Package { cen, areas } = &action.address else {
            return false;
        };
        let mut holds = self.holds.iter().map(|hold| &hold.address);
        let raises = |action: &Action| match (&action.call, &action.address) {
            (Call::SetLimit { from, to, .. }, limit) => {
                to > from && self.is_under(limit, cen, *areas)
            }
            _ => false,
        };
        grows
            && holds.any(|hold| self.is_under(hold, cen, *areas))
            && !self.actions.iter().any(raises)
    }

    /// Whether something is a limit under the package of two areas.
    fn is_under(&self, address: &Address, cen: &CenName, areas: AreaPair) -> bool {
        matches!(address, Address::Limit { cen: on, pair } if on == cen && self.comparison.group_of(cen, pair) == Some(areas))
    }
}
