//! vSwitches that were made from the file for transit routers: those that nothing needs any more, and those with another range.

use cen_action::{Address, FixedAttribute, HeldDifference, HoldReason};
use cen_observed::{GapScope, NAME_TAG, SeenVswitch, is_owned};
use cen_topology::{NetworkKind, NetworkName, Selector, VswitchId, Vswitches, ZoneId};

use crate::comparison::Comparison;
use crate::differences::{Difference, Extra};
use crate::entrance::{Entrance, entrances, is_of_zone};

/// Reports vSwitches of this topology that nothing needs any more.
pub(super) fn diff_extras(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    for (id, seen) in &comparison.observed.vswitches {
        let Some(mark) = mark_of(comparison, seen) else {
            continue;
        };
        if comparison.is_ignored(seen.vpc.as_str()) || comparison.is_ignored(id.as_str()) {
            continue;
        }
        let named = comparison.resolved.names.get(&seen.vpc);
        let is_needed = named.is_some_and(|network| needs(comparison, network, id, seen));
        if is_needed || !is_of_zone(mark, &seen.zone) {
            continue;
        }
        let Some(network) = named.cloned().or_else(|| made_for(mark, &seen.zone)) else {
            continue;
        };
        let address = Address::Vswitch {
            network,
            zone: seen.zone.clone(),
        };
        // A VPC that could not be read may need it under another key.
        if let Some(scope) = hidden_vpcs(comparison, seen) {
            let reason = HoldReason::Gap { scope };
            found.push(Difference::held(address, HeldDifference::Extra, reason));
            continue;
        }
        let extra = Extra::Vswitch {
            id: id.clone(),
            account: seen.account.clone(),
        };
        found.push(Difference::Extra(address, extra));
    }
}

/// Returns the gap of the VPCs in the account and region of a vSwitch.
fn hidden_vpcs(comparison: &Comparison<'_>, vswitch: &SeenVswitch) -> Option<GapScope> {
    let mut scopes = comparison.observed.gaps.iter().map(|gap| &gap.scope);
    let hides = |scope: &&GapScope| {
        matches!(scope, GapScope::Networks { kind: NetworkKind::Vpc, account, region }
            if *account == vswitch.account && *region == vswitch.region)
    };
    scopes.find(hides).cloned()
}

/// Returns the network that a mark says a vSwitch of a zone was made for.
fn made_for(mark: &str, zone: &ZoneId) -> Option<NetworkName> {
    let network = mark.strip_suffix(zone.as_str())?.strip_suffix('/')?;
    Some(NetworkName::from(network))
}

/// Tells whether a network of the file needs a vSwitch that was made for it.
fn needs(
    comparison: &Comparison<'_>,
    network: &NetworkName,
    id: &VswitchId,
    seen: &SeenVswitch,
) -> bool {
    let Some(wanted) = comparison.desired.networks.get(network) else {
        return false;
    };
    let mut cens = comparison.desired.cens.iter();
    let on = cens
        .find(|(_, cen)| cen.attach.contains(network))
        .map(|(name, _)| name);
    match (&wanted.vswitches, &wanted.selector) {
        // They are made when the VPC is attached, and leave with its attachment.
        (Vswitches::Made(ranges), _) => on.is_some() && ranges.contains_key(&seen.zone),
        (Vswitches::Pinned(ids), _) => ids.contains(id),
        (Vswitches::Chosen, Selector::Managed { .. }) => true,
        (Vswitches::Chosen, Selector::Id(_) | Selector::Name(_)) => on.is_some_and(|cen| {
            let ways = entrances(comparison, cen, network).unwrap_or_default();
            ways.values()
                .any(|way| *way == Entrance::Existing(id.clone()))
        }),
    }
}

/// Holds a vSwitch of this topology whose range is another one than the file says.
pub(super) fn diff_ranges(
    comparison: &Comparison<'_>,
    network: &NetworkName,
    found: &mut Vec<Difference>,
) {
    let Vswitches::Made(ranges) = &comparison.desired.networks[network].vswitches else {
        return;
    };
    for seen in comparison.observed.vswitches.values() {
        let wanted = ranges.get(&seen.zone);
        let is_it = comparison.resolved.networks.get(network) == Some(&seen.vpc)
            && mark_of(comparison, seen).is_some_and(|mark| is_of_zone(mark, &seen.zone));
        let (Some(to), true) = (wanted.filter(|to| seen.cidr.as_ref() != Some(*to)), is_it) else {
            continue;
        };
        let address = Address::Vswitch {
            network: network.clone(),
            zone: seen.zone.clone(),
        };
        let difference = HeldDifference::Cidr {
            from: seen.cidr.iter().map(ToString::to_string).collect(),
            to: *to,
        };
        let which = FixedAttribute::Cidr;
        found.push(Difference::held(
            address,
            difference,
            HoldReason::Attribute { which },
        ));
    }
}

/// Returns the `cen:name` tag of a vSwitch that this topology has made.
fn mark_of<'a>(comparison: &Comparison<'_>, seen: &'a SeenVswitch) -> Option<&'a String> {
    let is_ours = is_owned(&seen.tags, comparison.desired);
    seen.tags.get(NAME_TAG).filter(|_| is_ours)
}
