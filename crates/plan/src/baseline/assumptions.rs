//! Lists what two files cannot tell, and only a look at the cloud can.

use std::collections::BTreeSet;

use cen_topology::{
    AccountName, Cen, CenId, CenName, Network, NetworkName, Package, Selector, Topology,
    documented_area_of,
};

use cen_action::{Address, Assumption};

/// Returns everything that a plan from file to file assumes.
pub(super) fn assumptions(old: &Topology, new: &Topology) -> Vec<Assumption> {
    let mut found = vec![Assumption::CloudIsAsWritten];
    if old.name != new.name {
        found.push(Assumption::Renamed {
            from: old.name.clone(),
        });
    }
    found.extend(old.accounts.iter().filter_map(|(name, account)| {
        let stays = new.accounts.values().any(|other| other.id == account.id);
        let objects = made_in(old, name);
        (!stays && !objects.is_empty()).then(|| Assumption::LeftBehind {
            account: name.clone(),
            id: account.id.clone(),
            objects,
        })
    }));
    found.extend(attached(new).filter_map(|(key, network)| unique(key, network)));
    let is_made = |network: &Network| matches!(network.selector, Selector::Managed { .. });
    if attached(new).any(|(_, network)| !is_made(network)) {
        found.push(Assumption::AddressRangesDiffer);
    }
    for (key, cen) in &new.cens {
        found.extend(of_cen(old, key, cen));
    }
    let regions = attached(new).map(|(_, network)| &network.region);
    let unknown: BTreeSet<_> = regions
        .filter(|region| documented_area_of(region).is_none())
        .collect();
    found.extend(unknown.into_iter().map(|region| Assumption::AreaOfRegion {
        region: region.clone(),
    }));
    found
}

/// Returns what a file makes in an account: all that a later file cannot see if it does not have the account.
fn made_in(topology: &Topology, account: &AccountName) -> Vec<Address> {
    let networks = topology.networks.iter();
    let made = networks.filter(|(_, network)| {
        network.account == *account && matches!(network.selector, Selector::Managed { .. })
    });
    let made = made.map(|(network, _)| Address::Network {
        network: network.clone(),
    });
    let cens = topology.cens.iter();
    let cens = cens.filter(|(_, cen)| cen.account == *account);
    let on_cens = cens.flat_map(|(key, cen)| {
        let bought = cen.bandwidth.iter();
        let bought = bought.filter(|(_, group)| matches!(group.package, Package::Bought { .. }));
        let packages = bought.map(|(areas, _)| Address::Package {
            cen: key.clone(),
            areas: *areas,
        });
        [Address::Cen { cen: key.clone() }]
            .into_iter()
            .chain(packages)
    });
    made.chain(on_cens).collect()
}

/// Returns the networks that the CENs of a file attach.
fn attached(topology: &Topology) -> impl Iterator<Item = (&NetworkName, &Network)> {
    let keys = topology.cens.values().flat_map(|cen| &cen.attach);
    keys.filter_map(|key| Some((key, topology.networks.get(key)?)))
}

fn unique(key: &NetworkName, network: &Network) -> Option<Assumption> {
    match &network.selector {
        Selector::Name(name) => Some(Assumption::NetworkIsUnique {
            network: key.clone(),
            name: name.clone(),
        }),
        Selector::Id(_) | Selector::Managed { .. } => None,
    }
}

fn of_cen(old: &Topology, key: &CenName, cen: &Cen) -> Vec<Assumption> {
    let is_new = |id: &CenId| !old.cens.values().any(|other| other.id.as_ref() == Some(id));
    let taken_over = cen.id.clone().filter(is_new);
    let empty = taken_over.map(|id| Assumption::CenIsEmpty {
        cen: key.clone(),
        id,
    });
    let packages = cen
        .bandwidth
        .values()
        .filter_map(|group| match &group.package {
            Package::Existing(id) => Some(Assumption::PackageFits {
                package: id.clone(),
            }),
            Package::Bought { .. } => None,
        });
    let publish = cen.routes.publish.as_ref();
    let publishes = publish.is_some_and(|publish| !publish.is_empty());
    let routes = publishes.then(|| Assumption::RoutesExist { cen: key.clone() });
    empty.into_iter().chain(packages).chain(routes).collect()
}
