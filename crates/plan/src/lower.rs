//! Turns differences into API actions. The only place that knows what an edition of transit routers can do: here, the Basic one.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AreaPair, CenName, Mbps, NetworkName, Package, RegionId, Selector};

use crate::action::{Action, ActionId, Address, Call, Ref};
use crate::diff::{Comparison, Difference};
use crate::hold::{Hold, HoldReason};
use crate::observed::{Edition, NAME_TAG, TOPOLOGY_TAG};
use crate::resolve::package_mark;

/// What is to be done, and what is left alone.
#[derive(Default)]
pub(crate) struct Lowered {
    pub(crate) actions: Vec<Action>,
    pub(crate) holds: Vec<Hold>,
}

/// Lowers every difference. What needs something that is held is held as well.
pub(crate) fn lower(comparison: &Comparison<'_>, differences: Vec<Difference>) -> Lowered {
    let mut lowered = Lowered::default();
    let mut held = BTreeSet::new();
    let mut limits = Vec::new();
    for difference in differences {
        match difference {
            Difference::Held(hold) => lowered.hold(&mut held, hold),
            Difference::Limit { address: Address::Limit { cen, pair }, from, to } => limits.push((cen, pair, from, to)),
            Difference::Limit { .. } => {}
            Difference::Missing(address) => match edition_hold(comparison, &address) {
                Some(hold) => lowered.hold(&mut held, hold),
                None => lowered.actions.extend(create(comparison, address)),
            },
        }
    }
    let over = groups_over_their_package(comparison);
    for (cen, pair, from, to) in limits {
        let areas = group_of(comparison, &cen, &pair);
        let address = Address::Limit { cen: cen.clone(), pair: pair.clone() };
        let difference = format!("{from} → {to}");
        let regions_held = held_regions(comparison, &held, &cen);
        let reason = match areas {
            _ if pair.regions().iter().any(|region| is_enterprise(comparison, &cen, region)) => Some(HoldReason::Edition),
            Some(areas) if held.contains(&Address::Association { cen: cen.clone(), areas }) => Some(HoldReason::Waits),
            _ if pair.regions().iter().any(|region| regions_held.contains(region)) => Some(HoldReason::Waits),
            Some(areas) if to > from && over.contains(&(cen.clone(), areas)) => Some(HoldReason::Package),
            _ => None,
        };
        match reason {
            Some(reason) => lowered.hold(&mut held, Hold { address, reason, difference }),
            None => {
                let call = Call::SetLimit { cen: cen_ref(comparison, &cen), pair, from, to };
                lowered.actions.push(Action::new(address, &comparison.desired.cens[&cen].account, call));
            }
        }
    }
    lowered
}

impl Lowered {
    fn hold(&mut self, held: &mut BTreeSet<Address>, hold: Hold) {
        // A held attribute leaves the thing itself usable; anything else that is held cannot be built upon.
        if hold.reason != HoldReason::Attribute {
            held.insert(hold.address.clone());
        }
        self.holds.push(hold);
    }
}

/// The regions of a CEN in which nothing will be attached because every attachment there is held.
fn held_regions<'a>(comparison: &'a Comparison<'_>, held: &BTreeSet<Address>, cen: &CenName) -> BTreeSet<&'a RegionId> {
    let mut usable = BTreeSet::new();
    let mut all = BTreeSet::new();
    for network in &comparison.desired.cens[cen].attach {
        let region = &comparison.desired.networks[network].region;
        all.insert(region);
        if !held.contains(&Address::Attachment { cen: cen.clone(), network: network.clone() }) {
            usable.insert(region);
        }
    }
    all.difference(&usable).copied().collect()
}

/// Holds what the Basic verbs cannot do in a region whose transit router is Enterprise Edition.
fn edition_hold(comparison: &Comparison<'_>, address: &Address) -> Option<Hold> {
    let (Address::Attachment { cen, network } | Address::Grant { cen, network }) = address else { return None };
    let region = &comparison.desired.networks[network].region;
    let difference = format!("missing in {region}");
    is_enterprise(comparison, cen, region).then(|| Hold { address: address.clone(), reason: HoldReason::Edition, difference })
}

fn is_enterprise(comparison: &Comparison<'_>, cen: &CenName, region: &RegionId) -> bool {
    comparison.inside(cen).and_then(|inside| inside.editions.get(region)) == Some(&Edition::Enterprise)
}

/// The bandwidth group that a pair of regions stands in.
pub(crate) fn group_of(comparison: &Comparison<'_>, cen: &CenName, pair: &cen_topology::RegionPair) -> Option<AreaPair> {
    comparison.desired.cens[cen].bandwidth.iter().find(|(_, group)| group.limits.contains_key(pair)).map(|(areas, _)| *areas)
}

/// The groups whose limits, together with what else uses their package, are more than the package carries as it is now.
fn groups_over_their_package(comparison: &Comparison<'_>) -> BTreeSet<(CenName, AreaPair)> {
    let groups = comparison.desired.cens.iter().flat_map(|(name, cen)| cen.bandwidth.keys().map(move |areas| (name.clone(), *areas)));
    groups.filter(|(cen, areas)| is_over(comparison, cen, *areas)).collect()
}

fn is_over(comparison: &Comparison<'_>, cen: &CenName, areas: AreaPair) -> bool {
    let group = &comparison.desired.cens[cen].bandwidth[&areas];
    let seen = comparison.seen_package(cen, areas);
    let size = match (&group.package, seen) {
        (_, Some((_, seen))) => seen.mbps,
        (Package::Bought { mbps, .. }, None) => *mbps,
        (Package::Existing(_), None) => Mbps(0),
    };
    let id = seen.map(|(id, _)| id);
    let limits = comparison.inside(cen).map(|inside| &inside.limits);
    // A limit whose package the cloud does not name is counted against every group: too careful is safe, too trusting is not.
    let others = limits
        .into_iter()
        .flatten()
        .filter(|(pair, limit)| group_of(comparison, cen, pair).is_none() && (limit.package.is_none() || limit.package.as_ref() == id));
    let taken: Mbps = others.map(|(_, limit)| limit.mbps).sum();
    let wanted: Mbps = group.limits.values().copied().sum();
    Mbps(wanted.0.saturating_add(taken.0)) > size
}

/// The action that brings into being what is missing; none for what no single call creates.
fn create(comparison: &Comparison<'_>, address: Address) -> Option<Action> {
    match &address {
        Address::Network { network } => create_vpc(comparison, network, address.clone()),
        Address::Cen { cen } => Some(create_cen(comparison, cen, address.clone())),
        Address::Mark { cen } => {
            let id = comparison.resolved.cens.get(cen)?.clone();
            let call = Call::MarkCen { cen: id, tags: marks(comparison, cen.as_str()) };
            Some(Action::new(address.clone(), &comparison.desired.cens[cen].account, call))
        }
        Address::Grant { cen, network } => Some(grant(comparison, cen, network, address.clone())),
        Address::Attachment { cen, network } => Some(attach(comparison, cen, network, address.clone())),
        Address::Package { cen, areas } => create_package(comparison, cen, *areas, address.clone()),
        Address::Association { cen, areas } => {
            let package = match comparison.resolved.packages.get(&(cen.clone(), *areas)) {
                Some(id) => Ref::Known(id.clone()),
                None => Ref::OutputOf(output_of(Address::Package { cen: cen.clone(), areas: *areas })),
            };
            let call = Call::AssociatePackage { package, cen: cen_ref(comparison, cen) };
            Some(Action::new(address.clone(), &comparison.desired.cens[cen].account, call))
        }
        Address::Limit { .. } | Address::Extra { .. } => None,
    }
}

fn create_vpc(comparison: &Comparison<'_>, name: &NetworkName, address: Address) -> Option<Action> {
    let network = &comparison.desired.networks[name];
    let Selector::Managed { cidr, description } = &network.selector else { return None };
    let call = Call::CreateVpc {
        region: network.region.clone(),
        name: name.to_string(),
        cidr: cidr.to_string(),
        description: description.clone(),
        tags: marks(comparison, name.as_str()),
    };
    Some(Action::new(address, &network.account, call))
}

fn create_cen(comparison: &Comparison<'_>, name: &CenName, address: Address) -> Action {
    let cen = &comparison.desired.cens[name];
    let mut tags = marks(comparison, name.as_str());
    tags.extend(cen.tags.clone().unwrap_or_default());
    let call = Call::CreateCen { name: cen.display_name.clone(), description: cen.description.clone(), tags };
    Action::new(address, &cen.account, call)
}

fn grant(comparison: &Comparison<'_>, cen: &CenName, network: &NetworkName, address: Address) -> Action {
    let wanted = &comparison.desired.networks[network];
    let call = Call::GrantInstance {
        kind: wanted.kind,
        instance: instance_ref(comparison, network),
        region: wanted.region.clone(),
        cen: cen_ref(comparison, cen),
        cen_owner: comparison.desired.account(&comparison.desired.cens[cen].account).id.clone(),
    };
    Action::new(address, &wanted.account, call)
}

fn attach(comparison: &Comparison<'_>, cen: &CenName, network: &NetworkName, address: Address) -> Action {
    let wanted = &comparison.desired.networks[network];
    let call = Call::AttachInstance {
        cen: cen_ref(comparison, cen),
        kind: wanted.kind,
        instance: instance_ref(comparison, network),
        region: wanted.region.clone(),
        owner: comparison.desired.account(&wanted.account).id.clone(),
    };
    Action::new(address, &comparison.desired.cens[cen].account, call)
}

fn create_package(comparison: &Comparison<'_>, name: &CenName, areas: AreaPair, address: Address) -> Option<Action> {
    let cen = &comparison.desired.cens[name];
    let Package::Bought { mbps, charge } = &cen.bandwidth[&areas].package else { return None };
    let mark = package_mark(name, areas);
    let call = Call::CreatePackage { name: mark.replace('/', "-"), areas, mbps: *mbps, charge: *charge, tags: marks(comparison, &mark) };
    Some(Action::new(address, &cen.account, call))
}

/// The ownership mark of one part of the topology.
fn marks(comparison: &Comparison<'_>, part: &str) -> BTreeMap<String, String> {
    let topology = (TOPOLOGY_TAG.to_owned(), comparison.desired.name.to_string());
    BTreeMap::from([topology, (NAME_TAG.to_owned(), part.to_owned())])
}

fn cen_ref(comparison: &Comparison<'_>, cen: &CenName) -> Ref<cen_topology::CenId> {
    match comparison.resolved.cens.get(cen) {
        Some(id) => Ref::Known(id.clone()),
        None => Ref::OutputOf(output_of(Address::Cen { cen: cen.clone() })),
    }
}

fn instance_ref(comparison: &Comparison<'_>, network: &NetworkName) -> Ref<cen_topology::InstanceId> {
    match comparison.resolved.networks.get(network) {
        Some(id) => Ref::Known(id.clone()),
        None => Ref::OutputOf(output_of(Address::Network { network: network.clone() })),
    }
}

fn output_of(address: Address) -> ActionId {
    ActionId::of(&address)
}
