//! CENs themselves, and what the file wants attached to them.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{Cen, CenName, InstanceId, NetworkName};

use crate::comparison::Comparison;
use crate::differences::{Change, Difference};
use cen_action::{Address, Edit, FixedAttribute, HeldDifference, Hold, HoldReason};
use cen_observed::{Inside, NAME_TAG, TOPOLOGY_TAG, is_marked};

pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    let address = Address::Cen { cen: name.clone() };
    let seen = comparison
        .resolved
        .cens
        .get(name)
        .zip(comparison.seen_cen(name));
    let Some((id, seen)) = seen else {
        return found.push(Difference::Missing(address));
    };
    if !is_marked(&seen.tags, comparison.desired.name.as_str(), name.as_str()) {
        found.push(Difference::Unmarked(address.clone()));
    }
    let display_name = edit(&seen.name, Some(&cen.display_name));
    let description = edit(&seen.description, cen.description.as_ref());
    let is_emptied = |edit: &Edit| edit.to.is_empty();
    if description.as_ref().is_some_and(is_emptied) {
        let which = FixedAttribute::EmptyText;
        found.push(Difference::held(
            address.clone(),
            HeldDifference::Changed,
            HoldReason::Attribute { which },
        ));
    }
    let description = description.filter(|edit| !is_emptied(edit));
    if display_name.is_some() || description.is_some() {
        let change = Change::CenText {
            id: id.clone(),
            name: display_name,
            description,
        };
        found.push(Difference::Changed(address.clone(), change));
    }
    if let Some((set, unset)) = cen
        .tags
        .as_ref()
        .and_then(|tags| tag_changes(&seen.tags, tags))
    {
        found.push(Difference::Changed(
            address,
            Change::CenTags {
                id: id.clone(),
                set,
                unset,
            },
        ));
    }
}

pub(super) fn edit(from: &str, to: Option<&String>) -> Option<Edit> {
    let to = to.filter(|to| *to != from)?;
    Some(Edit {
        from: from.to_owned(),
        to: to.clone(),
    })
}

/// Returns what has to be set and unset for the user's own tags to be these; the vendor's own tags are never touched.
pub(super) fn tag_changes(
    seen: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) -> Option<(BTreeMap<String, String>, BTreeSet<String>)> {
    let kept = |key: &str| {
        [TOPOLOGY_TAG, NAME_TAG].contains(&key)
            || key.starts_with("acs:")
            || key.starts_with("aliyun")
    };
    let set: BTreeMap<_, _> = wanted
        .iter()
        .filter(|(key, value)| seen.get(*key) != Some(value))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let unset: BTreeSet<_> = seen
        .keys()
        .filter(|key| !kept(key) && !wanted.contains_key(*key))
        .cloned()
        .collect();
    (!set.is_empty() || !unset.is_empty()).then_some((set, unset))
}

pub(super) fn diff_attachments(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    let inside = comparison.inside(name);
    let mut twins = twins(comparison, name, cen);
    for key in &cen.attach {
        let address = Address::Attachment {
            cen: name.clone(),
            network: key.clone(),
        };
        let instance = comparison.resolved.networks.get(key);
        let attached = inside
            .zip(instance)
            .and_then(|(inside, instance)| inside.attachments.get(instance));
        let missing = HeldDifference::Missing;
        match (attached, twins.remove(key)) {
            (Some(seen), _) if seen.status == "Detaching" => {
                let reason = HoldReason::busy(&seen.status);
                found.push(Difference::held(address, missing, reason));
            }
            (Some(_), None) => {}
            (Some(_), Some(twin)) => found.push(Difference::Held(Hold {
                address,
                difference: None,
                reason: twin.reason(true),
            })),
            (None, Some(twin)) => {
                found.push(Difference::held(address, missing, twin.reason(false)));
            }
            (None, None) => {
                let is_foreign = comparison.desired.networks[key].account != cen.account;
                if is_foreign && !is_granted(inside, instance) {
                    let (cen, network) = (name.clone(), key.clone());
                    found.push(Difference::Missing(Address::Grant { cen, network }));
                }
                found.push(Difference::Missing(address));
            }
        }
    }
}

/// Tells whether a network's owner has granted it to the CEN.
fn is_granted(inside: Option<&Inside>, instance: Option<&InstanceId>) -> bool {
    inside.zip(instance).is_some_and(|(inside, instance)| {
        inside
            .grants
            .iter()
            .any(|grant| grant.instance == *instance)
    })
}

/// Another network with the same address range.
struct Twin {
    network: NetworkName,
    range: ipnet::Ipv4Net,
}

impl Twin {
    fn reason(self, attached: bool) -> HoldReason {
        HoldReason::SameAddressRange {
            network: self.network,
            range: self.range,
            attached,
        }
    }
}

/// Returns each network of a CEN whose address range another one has too, with that one. What the file ignores comes first, because it
/// stays; what is attached comes before what is not, so that nothing is attached whose range the traffic of another network uses.
fn twins<'a>(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &'a Cen,
) -> BTreeMap<&'a NetworkName, Twin> {
    let inside = comparison.inside(name);
    let is_attached = |key: &&NetworkName| {
        inside
            .zip(comparison.resolved.networks.get(*key))
            .is_some_and(|(inside, instance)| inside.attachments.contains_key(instance))
    };
    let (attached, others): (Vec<_>, Vec<_>) = cen.attach.iter().partition(is_attached);
    let mut taken = ranges_of_ignored(comparison, name);
    let mut twins = BTreeMap::new();
    for key in attached.into_iter().chain(others) {
        for range in comparison.ranges(key) {
            let clash = taken
                .iter()
                .find(|(other, _)| comparison.exclude_each_other(name, other, &range));
            if let Some((other, owner)) = clash {
                let (network, range) = (owner.clone(), *other);
                twins.insert(key, Twin { network, range });
            } else {
                taken.insert(range, key.clone());
            }
        }
    }
    twins
}

/// Returns the address ranges of the networks on a CEN that the file ignores.
fn ranges_of_ignored(
    comparison: &Comparison<'_>,
    name: &CenName,
) -> BTreeMap<ipnet::Ipv4Net, NetworkName> {
    let inside = comparison.inside(name).into_iter();
    let attached = inside.flat_map(|inside| inside.attachments.keys());
    let ignored = attached.filter(|id| {
        comparison.ignores_id(name, id.as_str()) && !comparison.resolved.names.contains_key(*id)
    });
    let ranges = ignored.flat_map(|id| {
        let label = comparison.network_label(id);
        let ranges = comparison.ranges_of(id).into_iter();
        ranges.map(move |range| (range, label.clone()))
    });
    ranges.collect()
}
