//! How calls name what may have to be created first.

use std::collections::BTreeMap;

use cen_topology::{AreaPair, CenId, CenName, InstanceId, NetworkName, PackageId};

use cen_action::{ActionId, Address, Ref};
use cen_diff::Comparison;
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};

/// Returns the id of a CEN, or the action that will bring it.
pub(super) fn cen_ref(comparison: &Comparison<'_>, cen: &CenName) -> Ref<CenId> {
    match comparison.cen_id(cen) {
        Some(id) => Ref::Known(id.clone()),
        None => Ref::OutputOf(ActionId::of("cen", &Address::Cen { cen: cen.clone() })),
    }
}

/// Returns the id of a network, or the action that will bring it.
pub(super) fn instance_ref(comparison: &Comparison<'_>, network: &NetworkName) -> Ref<InstanceId> {
    match comparison.resolved.networks.get(network) {
        Some(id) => Ref::Known(id.clone()),
        None => Ref::OutputOf(ActionId::of(
            "network",
            &Address::Network {
                network: network.clone(),
            },
        )),
    }
}

/// Returns the id of a package, or the action that will bring it.
pub(super) fn package_ref(
    comparison: &Comparison<'_>,
    cen: &CenName,
    areas: AreaPair,
) -> Ref<PackageId> {
    let cen = cen.clone();
    match comparison.resolved.packages.get(&(cen.clone(), areas)) {
        Some(id) => Ref::Known(id.clone()),
        None => Ref::OutputOf(ActionId::of("package", &Address::Package { cen, areas })),
    }
}

/// Returns the ownership mark of one part of the topology.
pub(super) fn marks(comparison: &Comparison<'_>, part: &str) -> BTreeMap<String, String> {
    let topology = (TOPOLOGY_TAG.to_owned(), comparison.desired.name.to_string());
    BTreeMap::from([topology, (NAME_TAG.to_owned(), part.to_owned())])
}
