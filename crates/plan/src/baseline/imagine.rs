//! The cloud as a file would make it: an observation without a cloud.

use std::collections::BTreeMap;

use cen_observed::{Inside, Observed, SeenCen, SeenNetwork, SeenPackage};
use cen_topology::{AccountName, Network, NetworkName, Package, Selector, Topology};

use crate::baseline::areas::areas;
use crate::baseline::cen::{Imagined, seen_cen};
use crate::baseline::identity::{cen_id, instance, marks};

/// Returns the cloud as it is when `old` is built, with what `new` names and does not make itself.
pub fn imagine(old: &Topology, new: &Topology) -> Observed {
    let mut observed = Observed {
        areas: areas(old).into_iter().chain(areas(new)).collect(),
        is_imagined: true,
        ..Observed::default()
    };
    for (key, network) in &old.networks {
        if let Some(account) = account_in(new, old, &network.account) {
            let seen = SeenNetwork {
                account,
                ..seen_network(old, key, network)
            };
            observed.networks.insert(instance(key, network), seen);
        }
    }
    for (key, network) in &new.networks {
        if !matches!(network.selector, Selector::Managed { .. }) {
            let seen = seen_network(new, key, network);
            observed.networks.insert(instance(key, network), seen);
        }
    }
    for (key, cen) in &old.cens {
        let Some(account) = account_in(new, old, &cen.account) else {
            continue;
        };
        let imagined = Imagined { old, new, key, cen };
        let packages = cen.bandwidth.iter().map(|(areas, group)| {
            let (id, seen) = imagined.package(*areas, group);
            let account = account.clone();
            (id, SeenPackage { account, ..seen })
        });
        observed.packages.extend(packages);
        let seen = imagined.cen();
        let id = cen_id(key, cen);
        observed.cens.insert(id, SeenCen { account, ..seen });
    }
    named_elsewhere(new, &mut observed);
    observed
}

/// Returns the key that the new file gives to an account of the old file, found by its id. None if the account has left the file; everything in
/// it has left too then.
fn account_in(new: &Topology, old: &Topology, account: &AccountName) -> Option<AccountName> {
    let id = &old.account(account).id;
    let mut named = new.accounts.iter().filter(|(_, other)| other.id == *id);
    named.next().map(|(name, _)| name.clone())
}

/// Adds what `new` takes over or refers to and `old` did not know: it exists and is unused.
fn named_elsewhere(new: &Topology, observed: &mut Observed) {
    for (key, cen) in &new.cens {
        if let Some(id) = &cen.id {
            let taken_over = || SeenCen {
                tags: cen.tags.clone().unwrap_or_default(),
                ..seen_cen(cen, Inside::default())
            };
            observed.cens.entry(id.clone()).or_insert_with(taken_over);
        }
        for (areas, group) in cen
            .bandwidth
            .iter()
            .filter(|(_, group)| matches!(group.package, Package::Existing(_)))
        {
            let (id, package) = Imagined {
                old: new,
                new,
                key,
                cen,
            }
            .package(*areas, group);
            observed.packages.entry(id).or_insert(SeenPackage {
                cen: None,
                status: "Idle".to_owned(),
                ..package
            });
        }
    }
}

fn seen_network(topology: &Topology, key: &NetworkName, network: &Network) -> SeenNetwork {
    let (name, description, cidrs, tags) = match &network.selector {
        Selector::Id(_) => (String::new(), String::new(), Vec::new(), BTreeMap::new()),
        Selector::Name(name) => (name.clone(), String::new(), Vec::new(), BTreeMap::new()),
        Selector::Managed { cidr, description } => {
            let description = description.clone().unwrap_or_default();
            (
                key.to_string(),
                description,
                vec![cidr.to_string()],
                marks(topology, key.as_str()),
            )
        }
    };
    let (kind, account, region) = (
        network.kind,
        network.account.clone(),
        network.region.clone(),
    );
    SeenNetwork {
        kind,
        account,
        region,
        name,
        description,
        cidrs,
        status: "Available".to_owned(),
        tags,
    }
}
