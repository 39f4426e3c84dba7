//! What a simulated world must hold before a topology can be rehearsed on it: whatever the file names and does not make itself.

use std::collections::BTreeMap;

use cen_simulator::{Seed, SeedAccount, SeedCen, SeedNetwork, SeedPackage, SeedRoute};
use cen_topology::{AccountName, AreaPair, Cen, Network, NetworkKind, NetworkName, Package, PackageId, Selector, Topology};

/// How large a package is that the file names by id: nothing says it, so the largest there is.
const PACKAGE_MBPS: u32 = 10_000;

/// The seed of a topology.
pub(crate) fn seed(topology: &Topology) -> Seed {
    Seed { accounts: topology.accounts.keys().map(|account| owned(topology, account)).collect(), quotas: None }
}

/// The name of an account's profile: the one that the file writes, or the account's own.
pub(crate) fn profile_of<'a>(topology: &'a Topology, account: &'a AccountName) -> &'a str {
    topology.account(account).profile.as_deref().unwrap_or(account.as_str())
}

fn owned(topology: &Topology, account: &AccountName) -> SeedAccount {
    let networks = |kind| {
        let own = topology.networks.iter().filter(move |(_, network)| network.account == *account && network.kind == kind);
        own.filter_map(|(name, network)| Some(SeedNetwork { routes: routes(topology, name), ..seen(network)? })).collect()
    };
    let own_cens = || topology.cens.values().filter(|cen| cen.account == *account);
    let packages = own_cens().flat_map(|cen| &cen.bandwidth).filter_map(|(areas, group)| match &group.package {
        Package::Existing(id) => Some(package(id, *areas)),
        Package::Bought { .. } => None,
    });
    SeedAccount {
        id: topology.account(account).id.to_string(),
        keys: Vec::new(),
        // Whether the vendor has allowed it is nothing that a file could say; a rehearsal takes what the file wants for possible.
        vbr_grants: true,
        vpcs: networks(NetworkKind::Vpc),
        vbrs: networks(NetworkKind::Vbr),
        ccns: networks(NetworkKind::Ccn),
        cens: own_cens().filter_map(cen).collect(),
        packages: packages.collect(),
    }
}

/// The custom routes of a VPC that the file publishes: it does not make them, so they must be there.
fn routes(topology: &Topology, name: &NetworkName) -> Vec<SeedRoute> {
    let published = topology.cens.values().filter_map(|cen| cen.routes.publish.as_ref()?.get(name)).flatten();
    let next_hop = || ("Instance".to_owned(), "i-1".to_owned());
    let route = |(cidr, (next_hop_type, next_hop)): (String, _)| SeedRoute { cidr, next_hop_type, next_hop };
    published.map(|cidr| route((cidr.to_string(), next_hop()))).collect()
}

/// A network that the file names; none for one that it makes.
fn seen(network: &Network) -> Option<SeedNetwork> {
    let region = vec![network.region.to_string()];
    match &network.selector {
        Selector::Id(id) => Some(SeedNetwork { id: Some(id.to_string()), region, ..SeedNetwork::default() }),
        Selector::Name(name) => Some(SeedNetwork { name: name.clone(), region, ..SeedNetwork::default() }),
        Selector::Managed { .. } => None,
    }
}

/// A CEN that the file adopts, as the file describes it; none for one that it makes.
fn cen(cen: &Cen) -> Option<SeedCen> {
    Some(SeedCen {
        id: cen.id.as_ref()?.to_string(),
        name: cen.display_name.clone(),
        description: cen.description.clone().unwrap_or_default(),
        tags: cen.tags.clone().unwrap_or_default(),
        enterprise: Vec::new(),
    })
}

fn package(id: &PackageId, areas: AreaPair) -> SeedPackage {
    let areas = [areas.first().to_string(), areas.second().to_string()];
    SeedPackage { id: id.to_string(), name: String::new(), mbps: PACKAGE_MBPS, areas, tags: BTreeMap::new() }
}
