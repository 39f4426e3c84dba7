//! Nothing is paid for that nobody could use.

use cen_topology::{AreaPair, CenName};

use crate::action::call::{Noun, PackageCall, ResizePackage};
use crate::action::{Action, ActionId, Address, Call, Phase};
use crate::hold::{Blocker, HeldDifference, HoldReason};
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
            if let Call::Package(PackageCall::ResizePackage(ResizePackage { from, to, .. })) = call
            {
                let difference = HeldDifference::Bandwidth { from, to };
                self.hold(address, difference, HoldReason::waits(Blocker::LimitsHeld));
                continue;
            }
            self.hold(
                address.clone(),
                HeldDifference::Missing,
                HoldReason::waits(Blocker::LimitsHeld),
            );
            let association = Address::Association { cen, areas };
            let associate = ActionId::of("associate", &association);
            self.actions.retain(|action| action.id != associate);
            self.hold(
                association,
                HeldDifference::Missing,
                HoldReason::waits(Blocker::Held { address }),
            );
        }
    }

    fn is_useless(&self, action: &Action) -> bool {
        let group = action.address.cen().zip(action.address.areas());
        let Some((cen, areas)) = group.filter(|_| action.is_purchase()) else {
            return false;
        };
        let mut holds = self.holds.iter().map(|hold| &hold.address);
        let raises = |action: &Action| {
            let traits = action.call.traits();
            traits.noun == Noun::Limit
                && traits.phase == Phase::Use
                && self.is_under(&action.address, cen, areas)
        };
        holds.any(|hold| self.is_under(hold, cen, areas)) && !self.actions.iter().any(raises)
    }

    /// Whether something is a limit under the package of two areas.
    fn is_under(&self, address: &Address, cen: &CenName, areas: AreaPair) -> bool {
        matches!(address, Address::Limit { cen: on, pair } if on == cen && self.comparison.group_of(cen, pair) == Some(areas))
    }
}
