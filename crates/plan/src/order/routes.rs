//! What waits for which in what a CEN does with routes.

use cen_topology::{CenId, CenName, InstanceId, NetworkName};

use crate::action::{Address, Call, RouteCall};
use crate::order::{Firsts, Rules};

impl Rules<'_> {
    /// Something is set up on a CEN that is ours, for networks that are attached, after what stands in its place is gone.
    pub(super) fn before_route(&self, call: &RouteCall, address: &Address, firsts: &mut Firsts) {
        if let Some(cen) = address.cen() {
            self.cen(cen, firsts);
        }
        match (call, address) {
            (RouteCall::PublishRoute { .. }, Address::Route { cen, network, cidr }) => {
                self.attached(cen, network, firsts);
                for node in self.order.node_indices() {
                    let other = &self.order[node];
                    let same = matches!(&other.address, Address::Route { cen: on, cidr: at, .. } if on == cen && at == cidr);
                    if same && matches!(&other.call, Call::Route(call) if call.is_removal()) {
                        firsts.push((node, "a CEN learns a route from one network"));
                    }
                }
            }
            (RouteCall::EnableHealthCheck { .. }, Address::HealthCheck { cen, network }) => {
                self.attached(cen, network, firsts);
                let stops = |call: &Call| matches!((call, self.comparison.cen_id(cen)), (Call::Route(RouteCall::DisableHealthCheck { cen, .. }), Some(id)) if cen == id);
                self.where_call(stops, "a target is checked once", firsts);
            }
            (RouteCall::WithdrawRoute { .. } | RouteCall::DisableHealthCheck { .. }, _) => {}
            (call, address) => unreachable!("the planner never does {call:?} to {address}"),
        }
    }

    fn attached(&self, cen: &CenName, network: &NetworkName, firsts: &mut Firsts) {
        let attachment = Address::Attachment { cen: cen.clone(), network: network.clone() };
        self.first("attach", &attachment, "its network must be attached", firsts);
    }
}

/// Whether a call takes away from a CEN what was set up for the routes of a network.
pub(super) fn uses_routes_of(call: &Call, id: &CenId, instance: &InstanceId) -> bool {
    match call {
        Call::Route(RouteCall::WithdrawRoute { cen, vpc: network, .. } | RouteCall::DisableHealthCheck { cen, vbr: network, .. }) => {
            cen == id && network == instance
        }
        _ => false,
    }
}
