//! Checks that the regions of a file are in the areas that it says.

use cen_topology::{
    AccountName, Area, AreaPair, CenName, Network, NetworkName, RegionId, Topology, area_of,
};

use crate::resolve::Resolved;
use crate::resolve::networks::network_address;
use cen_action::{Address, Problem, ProblemKind};
use cen_observed::Observed;

/// Reports regions that neither the built-in table nor the cloud puts in an area, and groups whose areas are not those of their regions. A network
/// that is attached already is proof enough of its region.
pub(super) fn regions_not_offered(
    desired: &Topology,
    observed: &Observed,
    resolved: &Resolved,
) -> Vec<Problem> {
    let area = |region: &RegionId| area_in(observed, region);
    let mut problems = Vec::new();
    for (name, cen) in &desired.cens {
        for network in &cen.attach {
            let wanted = &desired.networks[network];
            // An area that was not read may have the region.
            let is_known = area(&wanted.region).is_some()
                || observed.gap_of_areas().is_some()
                || is_attached(observed, resolved, network)
                || is_hidden(desired, observed, resolved, (name, wanted));
            if !is_known {
                let region = wanted.region.clone();
                let kind = ProblemKind::NotOffered { region };
                problems.push(Problem::of(network_address(network), kind));
            }
        }
        let groups = cen.bandwidth.iter();
        let limits =
            groups.flat_map(|(areas, group)| group.limits.keys().map(move |pair| (areas, pair)));
        for (areas, pair) in limits {
            let ends = area(pair.first()).zip(area(pair.second()));
            let real = ends.map(|(one, other)| AreaPair::new(one, other));
            if let Some(areas) = real.filter(|real| real != areas) {
                let (cen, pair) = (name.clone(), pair.clone());
                let kind = ProblemKind::LimitOfOtherAreas { areas };
                problems.push(Problem::of(Address::Limit { cen, pair }, kind));
            }
        }
    }
    problems
}

/// Returns the area of a region: what the cloud says, else the built-in table.
fn area_in(observed: &Observed, region: &RegionId) -> Option<Area> {
    let seen = observed.areas.get(region).copied();
    seen.or_else(|| area_of(region))
}

/// Tells whether a network is attached to any CEN that was looked into.
fn is_attached(observed: &Observed, resolved: &Resolved, network: &NetworkName) -> bool {
    let Some(id) = resolved.networks.get(network) else {
        return false;
    };
    let mut insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
    insides.any(|inside| inside.attachments.contains_key(id))
}

/// Tells whether a gap hides a network of a CEN, or its attachment.
fn is_hidden(
    desired: &Topology,
    observed: &Observed,
    resolved: &Resolved,
    (cen, network): (&CenName, &Network),
) -> bool {
    let of_cen = observed
        .gap_of_cens(&desired.cens[cen].account)
        .or_else(|| observed.gap_of_inside(resolved.cens.get(cen)?));
    let is_owner = |owner: &AccountName| *owner == network.account;
    let of_networks = || observed.gap_of_networks(network.kind, &network.region, is_owner);
    of_cen.or_else(of_networks).is_some()
}
