//! The actions that change what a CEN does with routes.

use cen_topology::{CenName, NetworkName};

use crate::action::{Action, Address, Call, RouteCall};
use crate::diff::{Comparison, Extra};
use crate::hold::HoldReason;
use crate::lower::create::{cen_ref, instance_ref};
use crate::lower::{Lowering, is_enterprise};

/// The action that brings into being what is missing.
pub(super) fn create(comparison: &Comparison<'_>, address: &Address) -> Option<Action> {
    let account = comparison.cen_account(address.cen()?)?;
    let call = match address {
        Address::Route { cen, network, cidr } => {
            let region = comparison.desired.networks[network].region.clone();
            RouteCall::PublishRoute { cen: cen_ref(comparison, cen), vpc: instance_ref(comparison, network), region, cidr: *cidr }
        }
        Address::Network { .. }
        | Address::Cen { .. }
        | Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Package { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::Extra { .. } => return None,
    };
    Some(Action::new(address.clone(), account, Call::Route(call)))
}

impl Lowering<'_> {
    /// Why nothing can be set up for a network of a CEN.
    pub(super) fn why_no_routes_of(&self, cen: &CenName, network: &NetworkName) -> Option<(HoldReason, String)> {
        let region = &self.comparison.desired.networks[network].region;
        if is_enterprise(self.comparison, cen, region) {
            return Some((HoldReason::Edition, format!("missing in {region}")));
        }
        let attachment = Address::Attachment { cen: cen.clone(), network: network.clone() };
        self.blocked.contains(&attachment).then(|| (HoldReason::Waits, format!("{network} is not attached")))
    }

    pub(super) fn withdraw(&mut self, address: Address, extra: Extra) {
        let Some((name, account)) = address.cen().and_then(|name| Some((name, self.comparison.cen_account(name)?))) else { return };
        let Extra::Route { cen, vpc, region, cidr } = extra else { return };
        if is_enterprise(self.comparison, name, &region) {
            return self.hold(address, HoldReason::Edition, format!("published in {region}, but not in the file"));
        }
        self.actions.push(Action::new(address, account, Call::Route(RouteCall::WithdrawRoute { cen, vpc, region, cidr })));
    }
}
