//! Parts of the file that look like something of this topology that leaves: a key was changed without `was`.

use cen_topology::{
    AreaPair, Cen, CenId, CenName, InstanceId, Network, NetworkName, Package, Selector,
};

use cen_action::Address;
use cen_diff::Comparison;
use cen_observed::{NAME_TAG, SeenCen, SeenNetwork, is_owned};

/// Returns the parts that a plan makes anew, each with the key of the one thing that leaves and is like it.
pub(crate) fn lookalikes(comparison: &Comparison<'_>) -> Vec<(Address, String)> {
    let networks = comparison.desired.networks.iter();
    let networks = networks.filter_map(|(name, network)| {
        let (_, was) = earlier_network(comparison, name, network)?;
        let network = name.clone();
        Some((Address::Network { network }, was))
    });
    let cens = comparison.desired.cens.iter();
    let cens = cens.filter_map(|(name, cen)| {
        let was = earlier_cen(comparison, name, cen)?;
        Some((Address::Cen { cen: name.clone() }, was))
    });
    let groups = comparison.desired.cens.iter().flat_map(|(name, cen)| {
        let groups = cen.bandwidth.iter();
        groups.filter_map(move |(areas, group)| {
            let is_bought = matches!(group.package, Package::Bought { .. });
            let was = is_bought.then(|| earlier_group(comparison, name, cen, *areas))??;
            let (cen, areas) = (name.clone(), *areas);
            Some((Address::Package { cen, areas }, was))
        })
    });
    networks.chain(cens).chain(groups).collect()
}

/// Returns the only one of some keys; none if there are several, because nothing says which one is meant.
fn the_only<T>(mut keys: impl Iterator<Item = T>) -> Option<T> {
    let first = keys.next()?;
    keys.next().is_none().then_some(first)
}

/// Returns the VPC that leaves and has the account, region and range of one that is to be made, and its key.
fn earlier_network<'a>(
    comparison: &Comparison<'a>,
    name: &NetworkName,
    network: &Network,
) -> Option<(&'a InstanceId, String)> {
    let Selector::Managed { cidr, .. } = &network.selector else {
        return None;
    };
    if comparison.resolved.networks.contains_key(name) {
        return None;
    }
    let range = cidr.to_string();
    let is_like = |seen: &SeenNetwork| {
        is_owned(&seen.tags, comparison.desired)
            && (&seen.account, &seen.region, seen.kind)
                == (&network.account, &network.region, network.kind)
            && seen.cidrs.contains(&range)
    };
    let leaving = comparison
        .observed
        .networks
        .iter()
        .filter(|(id, seen)| !comparison.resolved.names.contains_key(*id) && is_like(seen));
    the_only(leaving.filter_map(|(id, seen)| Some((id, seen.tags.get(NAME_TAG)?.clone()))))
}

/// Returns the key of the CEN that leaves and has a network, or the display name, of one that is to be made. A network whose key was changed
/// too is recognised.
fn earlier_cen(comparison: &Comparison<'_>, name: &CenName, cen: &Cen) -> Option<String> {
    if comparison.resolved.cens.contains_key(name) {
        return None;
    }
    let has_its_network = |seen: &SeenCen| {
        let mut wanted = cen.attach.iter().filter_map(|key| {
            let earlier = || {
                let network = comparison.desired.networks.get(key)?;
                Some(earlier_network(comparison, key, network)?.0)
            };
            comparison.resolved.networks.get(key).or_else(earlier)
        });
        let inside = seen.inside.as_ref();
        inside.is_some_and(|inside| wanted.any(|id| inside.attachments.contains_key(id)))
    };
    let is_like = |id: &CenId| {
        let seen = comparison.observed.cens.get(id);
        seen.is_some_and(|seen| {
            seen.account == cen.account && (seen.name == cen.display_name || has_its_network(seen))
        })
    };
    let leaving = comparison.resolved.leaving.iter();
    the_only(
        leaving
            .filter(|(_, id)| is_like(id))
            .map(|(key, _)| key.to_string()),
    )
}

/// Returns the key of the CEN whose package leaves and has the account and the areas of one that is to be bought. If its whole CEN looks renamed,
/// the line belongs there.
fn earlier_group(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    areas: AreaPair,
) -> Option<String> {
    let part = (name.clone(), areas);
    let is_known = comparison.resolved.packages.contains_key(&part);
    if is_known || earlier_cen(comparison, name, cen).is_some() {
        return None;
    }
    let claimed = |id| {
        let mut packages = comparison.resolved.packages.values();
        packages.any(|claimed| claimed == id)
    };
    let leaving = comparison.observed.packages.iter().filter(|(id, seen)| {
        is_owned(&seen.tags, comparison.desired)
            && seen.account == cen.account
            && seen.areas == Some(areas)
            && !claimed(*id)
    });
    let keys = leaving.filter_map(|(_, seen)| {
        let (key, _) = seen.tags.get(NAME_TAG)?.split_once('/')?;
        (key != name.as_str()).then(|| key.to_owned())
    });
    the_only(keys)
}
