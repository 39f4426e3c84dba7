//! Managed VPCs: missing, otherwise, or not wanted any more.

use cen_topology::{InstanceId, Network, NetworkKind, NetworkName, Selector};

use crate::comparison::Comparison;
use crate::differences::cens::edit;
use crate::differences::{Change, Difference, Extra};
use cen_action::{Address, FixedAttribute, HeldDifference, HoldReason};
use cen_observed::{SeenNetwork, is_marked, is_owned};

pub(super) fn diff(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    for (name, network) in &comparison.desired.networks {
        diff_network(comparison, name, network, found);
    }
    diff_leaving(comparison, found);
}

fn diff_network(
    comparison: &Comparison<'_>,
    name: &NetworkName,
    network: &Network,
    found: &mut Vec<Difference>,
) {
    let address = Address::Network {
        network: name.clone(),
    };
    let seen = comparison
        .resolved
        .networks
        .get(name)
        .and_then(|id| Some((id, comparison.observed.networks.get(id)?)));
    let Selector::Managed { cidr, description } = &network.selector else {
        let marked = seen.filter(|(id, seen)| {
            seen.kind == NetworkKind::Vpc && comparison.network_mark(id).is_some()
        });
        found.extend(marked.map(|(id, seen)| marked_vpc(address, id, seen)));
        return;
    };
    let Some((id, seen)) = seen else {
        return found.push(Difference::Missing(address));
    };
    if !is_marked(&seen.tags, comparison.desired.name.as_str(), name.as_str()) {
        found.push(Difference::Unmarked(address.clone()));
    }
    if !seen.cidrs.iter().any(|seen| *seen == cidr.to_string()) {
        let difference = HeldDifference::Cidr {
            from: seen.cidrs.clone(),
            to: *cidr,
        };
        let which = FixedAttribute::Cidr;
        let reason = HoldReason::Attribute { which };
        found.push(Difference::held(address.clone(), difference, reason));
    }
    if let Some(description) = edit(&seen.description, description.as_ref()) {
        let (id, region) = (id.clone(), network.region.clone());
        let change = Change::Vpc {
            id,
            region,
            description,
        };
        found.push(Difference::Changed(address, change));
    }
}

/// Returns that a VPC loses its mark, because the file names it by its id or its name.
fn marked_vpc(address: Address, id: &InstanceId, seen: &SeenNetwork) -> Difference {
    let (id, region) = (id.clone(), seen.region.clone());
    Difference::Changed(address, Change::MarkedVpc { id, region })
}

/// VPCs that carry this topology's mark and that no part of the file is.
fn diff_leaving(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    let ours = comparison
        .observed
        .networks
        .iter()
        .filter(|(_, seen)| is_owned(&seen.tags, comparison.desired));
    for (id, seen) in ours.filter(|(_, seen)| seen.kind == NetworkKind::Vpc) {
        let is_claimed = comparison.resolved.names.contains_key(id);
        if !is_claimed && !comparison.is_ignored(id.as_str()) {
            let address = Address::Network {
                network: comparison.network_label(id),
            };
            let extra = Extra::Vpc {
                id: id.clone(),
                region: seen.region.clone(),
                account: seen.account.clone(),
            };
            found.push(Difference::Extra(address, extra));
        }
    }
}
