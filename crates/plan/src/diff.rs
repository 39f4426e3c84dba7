//! Compares what is wanted with what is there, one function a kind of thing. Knows no API verb and no order.

use std::collections::BTreeMap;

use cen_topology::{
    AreaPair, Bandwidth, Cen, CenName, Charge, InstanceId, Mbps, Network, NetworkName, Package, PackageId, RegionPair, Selector, Topology,
};

use crate::action::Address;
use crate::hold::{Hold, HoldReason};
use crate::observed::{Inside, NAME_TAG, Observed, SeenCen, SeenPackage, TOPOLOGY_TAG, owner_of};
use crate::resolve::Resolved;

/// One difference between the file and the cloud.
#[derive(Debug)]
pub(crate) enum Difference {
    /// The file wants it, the cloud does not have it.
    Missing(Address),
    /// Two regions may exchange another amount than the file says.
    Limit { address: Address, from: Mbps, to: Mbps },
    /// Any other difference, left alone.
    Held(Hold),
}

impl Difference {
    fn held(address: Address, reason: HoldReason, difference: String) -> Self {
        Self::Held(Hold { address, reason, difference })
    }
}

/// The inputs of every comparison.
pub(crate) struct Comparison<'a> {
    pub(crate) desired: &'a Topology,
    pub(crate) observed: &'a Observed,
    pub(crate) resolved: &'a Resolved,
}

/// Every difference, in the order of the file's names.
pub(crate) fn diff(comparison: &Comparison<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, network) in &comparison.desired.networks {
        diff_network(comparison, name, network, &mut found);
    }
    for (name, cen) in &comparison.desired.cens {
        diff_cen(comparison, name, cen, &mut found);
        diff_attachments(comparison, name, cen, &mut found);
        for (&areas, bandwidth) in &cen.bandwidth {
            diff_package(comparison, name, areas, bandwidth, &mut found);
            diff_limits(comparison, name, bandwidth, &mut found);
        }
        diff_extras(comparison, name, cen, &mut found);
    }
    diff_unclaimed(comparison, &mut found);
    found
}

impl Comparison<'_> {
    /// The CEN of the cloud behind one of the file.
    pub(crate) fn seen_cen(&self, cen: &CenName) -> Option<&SeenCen> {
        self.observed.cens.get(self.resolved.cens.get(cen)?)
    }

    /// What hangs on the CEN behind one of the file.
    pub(crate) fn inside(&self, cen: &CenName) -> Option<&Inside> {
        self.seen_cen(cen)?.inside.as_ref()
    }

    /// The package behind a bandwidth group of the file.
    pub(crate) fn seen_package(&self, cen: &CenName, areas: AreaPair) -> Option<(&PackageId, &SeenPackage)> {
        self.observed.packages.get_key_value(self.resolved.packages.get(&(cen.clone(), areas))?)
    }
}

fn diff_network(comparison: &Comparison<'_>, name: &NetworkName, network: &Network, found: &mut Vec<Difference>) {
    let Selector::Managed { cidr, description } = &network.selector else { return };
    let address = Address::Network { network: name.clone() };
    let seen = comparison.resolved.networks.get(name).and_then(|id| comparison.observed.networks.get(id));
    let Some(seen) = seen else { return found.push(Difference::Missing(address)) };
    if !seen.cidrs.iter().any(|seen| *seen == cidr.to_string()) {
        let difference = format!("cidr: {} → {cidr}", seen.cidrs.join(", "));
        found.push(Difference::held(address.clone(), HoldReason::Attribute, difference));
    }
    held_if_differs(&address, "description", &seen.description, description.as_ref(), found);
}

fn diff_cen(comparison: &Comparison<'_>, name: &CenName, cen: &Cen, found: &mut Vec<Difference>) {
    let address = Address::Cen { cen: name.clone() };
    let Some(seen) = comparison.seen_cen(name) else { return found.push(Difference::Missing(address)) };
    let marked = owner_of(&seen.tags).is_some() && seen.tags.get(NAME_TAG).is_some_and(|tag| tag == name.as_str());
    if !marked {
        found.push(Difference::Missing(Address::Mark { cen: name.clone() }));
    }
    held_if_differs(&address, "name", &seen.name, Some(&cen.display_name), found);
    held_if_differs(&address, "description", &seen.description, cen.description.as_ref(), found);
    let user_tags: BTreeMap<_, _> = seen.tags.iter().filter(|(key, _)| ![TOPOLOGY_TAG, NAME_TAG].contains(&key.as_str())).collect();
    if let Some(tags) = cen.tags.as_ref().filter(|tags| tags.iter().collect::<BTreeMap<_, _>>() != user_tags) {
        found.push(Difference::held(address, HoldReason::Attribute, format!("tags: {user_tags:?} → {tags:?}")));
    }
}

/// Holds an attribute that the file writes and the cloud has otherwise.
fn held_if_differs(address: &Address, what: &str, seen: &str, wanted: Option<&String>, found: &mut Vec<Difference>) {
    if let Some(wanted) = wanted.filter(|wanted| *wanted != seen) {
        let difference = format!("{what}: {seen:?} → {wanted:?}");
        found.push(Difference::held(address.clone(), HoldReason::Attribute, difference));
    }
}

fn diff_attachments(comparison: &Comparison<'_>, name: &CenName, cen: &Cen, found: &mut Vec<Difference>) {
    let inside = comparison.inside(name);
    for key in &cen.attach {
        let network = &comparison.desired.networks[key];
        let address = Address::Attachment { cen: name.clone(), network: key.clone() };
        let instance = comparison.resolved.networks.get(key);
        let attached = inside.zip(instance).and_then(|(inside, instance)| inside.attachments.get(instance));
        match attached {
            Some(seen) if seen.status == "Detaching" => {
                found.push(Difference::held(address, HoldReason::Busy, "it is being detached".to_owned()));
            }
            Some(_) => {}
            None => {
                if network.account != cen.account && !is_granted(inside, instance) {
                    found.push(Difference::Missing(Address::Grant { cen: name.clone(), network: key.clone() }));
                }
                found.push(Difference::Missing(address));
            }
        }
    }
}

/// Whether a network's owner has granted it to the CEN.
fn is_granted(inside: Option<&Inside>, instance: Option<&InstanceId>) -> bool {
    inside.zip(instance).is_some_and(|(inside, instance)| inside.grants.iter().any(|grant| grant.instance == *instance))
}

fn diff_package(comparison: &Comparison<'_>, name: &CenName, areas: AreaPair, group: &Bandwidth, found: &mut Vec<Difference>) {
    let address = Address::Package { cen: name.clone(), areas };
    let association = Address::Association { cen: name.clone(), areas };
    let cen_id = comparison.resolved.cens.get(name);
    let rival = comparison.observed.packages.iter().find(|(id, package)| {
        let other = comparison.resolved.packages.get(&(name.clone(), areas)) != Some(*id);
        other && package.areas == Some(areas) && package.cen.is_some() && package.cen.as_ref() == cen_id
    });
    if let Some((id, _)) = rival {
        let difference = format!("{id} serves {areas} on this CEN already");
        found.push(Difference::held(association, HoldReason::Package, difference));
        if comparison.seen_package(name, areas).is_none() {
            found.push(Difference::held(address, HoldReason::Waits, "not bought while another package serves these areas".to_owned()));
        }
        return;
    }
    let Some((id, seen)) = comparison.seen_package(name, areas) else {
        found.push(Difference::Missing(address));
        return found.push(Difference::Missing(association));
    };
    if let Package::Bought { mbps, charge } = &group.package {
        diff_bought(&address, seen, *mbps, *charge, found);
    }
    match &seen.cen {
        Some(other) if Some(other) != cen_id => {
            found.push(Difference::held(association, HoldReason::Package, format!("{id} is associated with {other}")));
        }
        Some(_) => {}
        None if seen.business_status != "Normal" => {
            found.push(Difference::held(association, HoldReason::Package, format!("{id} is {}", seen.business_status)));
        }
        None => found.push(Difference::Missing(association)),
    }
}

fn diff_bought(address: &Address, seen: &SeenPackage, mbps: Mbps, charge: Charge, found: &mut Vec<Difference>) {
    if seen.mbps != mbps {
        let difference = format!("size: {} → {mbps}", seen.mbps);
        found.push(Difference::held(address.clone(), HoldReason::Attribute, difference));
    }
    let wanted = match charge {
        Charge::Postpaid => "POSTPAY",
        Charge::Prepaid { .. } => "PREPAY",
    };
    if seen.charge != wanted {
        let difference = format!("charge: {} → {wanted}", seen.charge);
        found.push(Difference::held(address.clone(), HoldReason::Attribute, difference));
    }
}

fn diff_limits(comparison: &Comparison<'_>, name: &CenName, group: &Bandwidth, found: &mut Vec<Difference>) {
    for (pair, &to) in &group.limits {
        let from = comparison.inside(name).and_then(|inside| inside.limits.get(pair)).map_or(Mbps(0), |limit| limit.mbps);
        if from != to {
            found.push(Difference::Limit { address: Address::Limit { cen: name.clone(), pair: pair.clone() }, from, to });
        }
    }
}

/// What hangs on a CEN of the file and the file does not have.
fn diff_extras(comparison: &Comparison<'_>, name: &CenName, cen: &Cen, found: &mut Vec<Difference>) {
    let Some((id, inside)) = comparison.resolved.cens.get(name).zip(comparison.inside(name)) else { return };
    let wanted: Vec<_> = cen.attach.iter().filter_map(|network| comparison.resolved.networks.get(network)).collect();
    let ignored = |id: &str| cen.ignore.iter().any(|ignore| ignore.covers_id(id));
    let mut extra = |what: String, difference: &str| {
        let address = Address::Extra { cen: Some(name.clone()), what };
        found.push(Difference::held(address, HoldReason::Removal, difference.to_owned()));
    };
    for (instance, seen) in &inside.attachments {
        if !wanted.contains(&instance) && !ignored(instance.as_str()) {
            extra(format!("{} {instance} in {}", seen.kind, seen.region), "attached, but not in the file");
        }
    }
    for (pair, seen) in &inside.limits {
        if !has_limit(cen, pair) && !cen.ignore.iter().any(|ignore| ignore.covers_pair(pair)) {
            extra(format!("limit {pair}"), &format!("{} set, but not in the file", seen.mbps));
        }
    }
    for (package, seen) in &comparison.observed.packages {
        let named = comparison.resolved.packages.values().any(|named| named == package);
        if seen.cen.as_ref() == Some(id) && !named && !ignored(package.as_str()) {
            extra(format!("package {package}"), "associated, but not in the file");
        }
    }
    for grant in &inside.grants {
        if !wanted.contains(&&grant.instance) && !ignored(grant.instance.as_str()) {
            extra(format!("grant of {}", grant.instance), &format!("granted by account {}, but not in the file", grant.owner));
        }
    }
}

/// Whether the file sets the bandwidth of a pair of regions.
fn has_limit(cen: &Cen, pair: &RegionPair) -> bool {
    cen.bandwidth.values().any(|group| group.limits.contains_key(pair))
}

/// CENs and packages that carry this topology's mark and that the file does not have any more.
fn diff_unclaimed(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    let ours = |tags: &BTreeMap<String, String>| owner_of(tags) == Some(comparison.desired.name.as_str());
    let cens =
        comparison.observed.cens.iter().filter(|(id, seen)| ours(&seen.tags) && !comparison.resolved.cens.values().any(|cen| cen == *id));
    let packages = comparison.observed.packages.iter().filter(|(id, seen)| {
        let on_named_cen = seen.cen.as_ref().is_some_and(|cen| comparison.resolved.cens.values().any(|named| named == cen));
        ours(&seen.tags) && !on_named_cen && !comparison.resolved.packages.values().any(|package| package == *id)
    });
    let whats: Vec<_> = cens.map(|(id, _)| format!("cen {id}")).chain(packages.map(|(id, _)| format!("package {id}"))).collect();
    for what in whats {
        let difference = "owned by this topology, but not in the file".to_owned();
        found.push(Difference::held(Address::Extra { cen: None, what }, HoldReason::Removal, difference));
    }
}
