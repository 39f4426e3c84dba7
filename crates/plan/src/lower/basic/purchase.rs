//! Nothing is paid for that nobody could use.

use cen_topology::{AreaPair, CenName};

use crate::lower::Lowering;
use cen_action::{
    Action, ActionId, Address, Blocker, Call, HeldDifference, HoldReason, Phase,
    call::{ChangeKind, Noun, PackageCall, ResizePackage},
};

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
            self.hold_purchase(address, Address::Association { cen, areas });
        }
    }

    /// Holds a purchase together with the package's being used. If that is held already, the purchase waits for it.
    fn hold_purchase(&mut self, package: Address, association: Address) {
        if self.blocked.contains(&association) {
            let blocker = Blocker::Held {
                address: association,
            };
            return self.hold(package, HeldDifference::Missing, HoldReason::waits(blocker));
        }
        let reason = HoldReason::waits(Blocker::LimitsHeld);
        self.hold(package.clone(), HeldDifference::Missing, reason);
        let associate = ActionId::of("associate", &association);
        self.actions.retain(|action| action.id != associate);
        let blocker = Blocker::Held { address: package };
        self.hold(
            association,
            HeldDifference::Missing,
            HoldReason::waits(blocker),
        );
    }

    fn is_useless(&self, action: &Action) -> bool {
        let group = action.address.cen().zip(action.address.areas());
        let Some((cen, areas)) = group.filter(|_| action.is_purchase()) else {
            return false;
        };
        let association = Address::Association {
            cen: cen.clone(),
            areas,
        };
        let is_new = action.call.traits().kind == ChangeKind::Create;
        if is_new && self.blocked.contains(&association) {
            return true;
        }
        let mut holds = self.holds.iter().map(|hold| &hold.address);
        let raises = |action: &Action| {
            let traits = action.call.traits();
            traits.noun == Noun::Limit
                && traits.phase == Phase::Use
                && self.is_under(&action.address, cen, areas)
        };
        holds.any(|hold| self.is_under(hold, cen, areas)) && !self.actions.iter().any(raises)
    }

    /// Tells whether something is a limit under the package of two areas.
    fn is_under(&self, address: &Address, cen: &CenName, areas: AreaPair) -> bool {
        matches!(address, Address::Limit { cen: on, pair } if on == cen && self.comparison.group_of(cen, pair) == Some(areas))
    }
}
