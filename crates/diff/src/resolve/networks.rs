//! Finds networks by their ids, names or marks.

use std::collections::BTreeSet;

use cen_topology::{InstanceId, Network, NetworkName, Selector, Topology};
use foldhash::HashMap;

use cen_action::{Address, ProblemKind, SearchedPlace, Wanted};
use cen_observed::{NAME_TAG, Observed, SeenNetwork, was_marked};

/// The networks of an observation, by what a file may name them by.
#[derive(Default)]
pub struct ListedNetworks<'a> {
    by_name: HashMap<&'a str, Vec<Listed<'a>>>,
    by_mark: HashMap<&'a str, Vec<Listed<'a>>>,
}

impl<'a> ListedNetworks<'a> {
    /// Lists the networks of an observation.
    pub fn of(observed: &'a Observed) -> Self {
        let mut listed = Self::default();
        for (id, seen) in &observed.networks {
            let named = listed.by_name.entry(&seen.name).or_default();
            named.push((id, seen));
            if let Some(mark) = seen.tags.get(NAME_TAG) {
                listed.by_mark.entry(mark).or_default().push((id, seen));
            }
        }
        listed
    }

    fn named(&self, name: &str) -> impl Iterator<Item = Listed<'a>> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    fn marked(&self, mark: &str) -> impl Iterator<Item = Listed<'a>> {
        self.by_mark.get(mark).into_iter().flatten().copied()
    }
}

/// A network with its id.
type Listed<'a> = (&'a InstanceId, &'a SeenNetwork);

/// Finds the instance behind a network of the file; none for a managed one that is not there yet, and for one whose name may be under a gap. An id
/// under a gap is taken as the file has it.
pub fn find_network(
    (desired, observed): (&Topology, &Observed),
    listed: &ListedNetworks<'_>,
    key: &NetworkName,
    network: &Network,
) -> Result<Option<InstanceId>, ProblemKind> {
    let candidates = candidates((desired, observed), listed, key, network);
    let is_hidden = observed
        .gap_of_networks(network.kind, &network.region, |owner| {
            *owner == network.account
        })
        .is_some();
    match (candidates.as_slice(), &network.selector) {
        ([], Selector::Managed { .. }) => Ok(None),
        ([], Selector::Id(id)) if is_hidden => Ok(Some(id.clone())),
        ([], Selector::Name(_)) if is_hidden => Ok(None),
        ([], Selector::Id(id)) => {
            let (kind, id) = (network.kind, id.clone());
            Err(not_found(desired, network, Wanted::Network { kind, id }))
        }
        ([], Selector::Name(name)) => {
            let (kind, name) = (network.kind, name.clone());
            Err(not_found(
                desired,
                network,
                Wanted::NetworkNamed { kind, name },
            ))
        }
        ([(id, _)], _) => Ok(Some((*id).clone())),
        (several, _) => Err(ProblemKind::Ambiguous {
            candidates: several.iter().map(|(id, _)| id.to_string()).collect(),
        }),
    }
}

fn not_found(desired: &Topology, network: &Network, wanted: Wanted) -> ProblemKind {
    let place = SearchedPlace::of_network(desired, network);
    ProblemKind::NotFound { wanted, place }
}

/// Lists the instances that may be a network of the file. A managed one that has its key's mark nowhere may have been renamed.
fn candidates<'a>(
    (desired, observed): (&Topology, &'a Observed),
    listed: &ListedNetworks<'a>,
    key: &NetworkName,
    network: &Network,
) -> Vec<Listed<'a>> {
    let here = |(_, seen): &Listed<'_>| {
        seen.account == network.account
            && seen.region == network.region
            && seen.kind == network.kind
    };
    match &network.selector {
        Selector::Id(id) => {
            let one = observed.networks.get_key_value(id);
            one.filter(here).into_iter().collect()
        }
        Selector::Name(name) => listed.named(name).filter(here).collect(),
        Selector::Managed { .. } => {
            let (topology, key) = (desired.name.as_str(), key.as_str());
            let is_marked =
                |(_, seen): &Listed<'_>| cen_observed::is_marked(&seen.tags, topology, key);
            let marked = listed.marked(key).filter(here).filter(is_marked);
            let marked: Vec<_> = marked.collect();
            match marked.is_empty() {
                true => renamed(desired, observed, key).filter(here).collect(),
                false => marked,
            }
        }
    }
}

/// Lists the networks that were this network of the file before it was renamed.
fn renamed<'a>(
    desired: &Topology,
    observed: &'a Observed,
    key: &str,
) -> impl Iterator<Item = Listed<'a>> {
    let was = desired.renames.networks.get(key).map(NetworkName::as_str);
    let networks = observed.networks.iter();
    networks.filter(move |(_, seen)| was_marked(&seen.tags, desired, key, was))
}

/// Lists the instances behind the networks that the CENs of a file attach, as far as they are there.
pub fn wanted_instances(desired: &Topology, observed: &Observed) -> BTreeSet<InstanceId> {
    let attached = desired.cens.values().flat_map(|cen| &cen.attach);
    let (file, listed) = ((desired, observed), ListedNetworks::of(observed));
    attached
        .filter_map(|key| find_network(file, &listed, key, &desired.networks[key]).ok()?)
        .collect()
}

/// Returns the instance behind a network of the file, as far as it is there.
pub fn instance_of(
    desired: &Topology,
    observed: &Observed,
    network: &NetworkName,
) -> Option<InstanceId> {
    let written = &desired.networks[network];
    // An id needs no search.
    let listed = match written.selector {
        Selector::Id(_) => ListedNetworks::default(),
        Selector::Name(_) | Selector::Managed { .. } => ListedNetworks::of(observed),
    };
    find_network((desired, observed), &listed, network, written).ok()?
}

pub(super) fn network_address(name: &NetworkName) -> Address {
    Address::Network {
        network: name.clone(),
    }
}
