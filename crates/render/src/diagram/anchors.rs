//! The keys of the parts of a picture: the page uses them to lead from a line of the plan to its part.

use cen_action::Address;
use cen_topology::{AreaPair, CenName, NetworkName, RegionId, RegionPair};

pub(super) fn network(name: &NetworkName) -> String {
    format!("network:{name}")
}

pub(super) fn cen(name: &CenName) -> String {
    format!("cen:{name}")
}

/// Returns the key of a region of a CEN, or of the networks that are on none.
pub(super) fn region(cen: Option<&CenName>, region: &RegionId) -> String {
    format!("region:{}:{region}", cen.map_or("", CenName::as_str))
}

pub(super) fn package(cen: &CenName, areas: AreaPair) -> String {
    format!("package:{cen}:{areas}")
}

pub(super) fn link(cen: &CenName, pair: &RegionPair) -> String {
    format!("link:{cen}:{pair}")
}

/// Returns the key of the part that an address is about; none if a picture does not show it.
pub(super) fn of_address(address: &Address) -> Option<String> {
    match address {
        Address::Network { network: name }
        | Address::Grant { network: name, .. }
        | Address::Attachment { network: name, .. }
        | Address::Route { network: name, .. }
        | Address::HealthCheck { network: name, .. }
        | Address::Vswitch { network: name, .. } => Some(network(name)),
        Address::Cen { cen: name }
        | Address::PrivateZone { cen: name, .. }
        | Address::Service { cen: name, .. }
        | Address::RouteMap { cen: name, .. }
        | Address::Router { cen: name, .. }
        | Address::TableAssociation { cen: name, .. }
        | Address::TablePropagation { cen: name, .. } => Some(cen(name)),
        Address::Package { cen, areas } | Address::Association { cen, areas } => {
            Some(package(cen, *areas))
        }
        Address::Limit { cen, pair } => Some(link(cen, pair)),
        Address::RouterService { .. } | Address::Extra { .. } => None,
    }
}
