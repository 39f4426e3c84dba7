//! Facts that hold for any network and any cloud: random ones are made, planned, and the plan is carried out on a pure model of the rules.
//!
//! A failing case prints the input that proptest has shrunk it to, and the seed that makes it again.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::{
    Action, Address, Call, Inside, Observed, Outcome, Plan, Ref, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenNetwork, SeenPackage,
    Walk, plan,
};
use cen_topology::{
    Account, Area, AreaPair, Bandwidth, Cen, CenId, Charge, InstanceId, Mbps, Network, NetworkKind, NetworkName, Package, PackageId,
    RegionId, RegionPair, Selector, Topology,
};
use proptest::prelude::*;

const REGIONS: [(&str, Area); 4] =
    [("cn-beijing", Area::China), ("cn-hangzhou", Area::China), ("eu-central-1", Area::Europe), ("eu-west-1", Area::Europe)];

/// One network in each region, some of them of a second account, some managed; limits between any two regions that are attached.
fn topologies() -> impl Strategy<Value = Topology> {
    let networks = prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), REGIONS.len());
    (networks, prop::collection::vec(0u32..=8, 6)).prop_map(|(networks, limits)| topology(&networks, &limits))
}

fn topology(networks: &[(bool, bool, bool)], limits: &[u32]) -> Topology {
    let account = |id: &str| Account { id: id.into(), profile: None };
    let mut desired = Topology {
        name: "random".into(),
        accounts: [("a".into(), account("1")), ("b".into(), account("2"))].into(),
        networks: BTreeMap::new(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
    };
    let mut attach = BTreeSet::new();
    for (&(foreign, managed, attached), (region, _)) in networks.iter().zip(REGIONS) {
        let name = NetworkName::new(format!("net-{region}"));
        let selector = match managed {
            true => Selector::Managed { cidr: "10.0.0.0/16".parse().unwrap(), description: None },
            false => Selector::Id(InstanceId::new(format!("vpc-{region}"))),
        };
        let owner = if foreign { "b" } else { "a" };
        if attached {
            attach.insert(name.clone());
        }
        desired.networks.insert(name, Network { kind: NetworkKind::Vpc, account: owner.into(), region: region.into(), selector });
    }
    let bandwidth = groups(&desired, &attach, limits);
    let cen = Cen {
        account: "a".into(),
        id: None,
        display_name: "main".to_owned(),
        description: None,
        tags: None,
        attach,
        bandwidth,
        ignore: Vec::new(),
    };
    desired.cens.insert("main".into(), cen);
    desired
}

fn groups(desired: &Topology, attach: &BTreeSet<NetworkName>, limits: &[u32]) -> BTreeMap<AreaPair, Bandwidth> {
    let attached = |region: &str| attach.iter().any(|network| desired.networks[network].region.as_str() == region);
    let mut groups: BTreeMap<AreaPair, Bandwidth> = BTreeMap::new();
    for ((pair, areas), &mbps) in pairs().into_iter().zip(limits) {
        if mbps > 0 && pair.regions().iter().all(|region| attached(region.as_str())) {
            let package = Package::Bought { mbps: Mbps(2), charge: Charge::Postpaid };
            let group = groups.entry(areas).or_insert(Bandwidth { package, limits: BTreeMap::new() });
            group.limits.insert(pair, Mbps(mbps));
        }
    }
    // A package is no larger than it must be, so that every raise needs the decreases before it.
    for group in groups.values_mut() {
        let sum: Mbps = group.limits.values().copied().sum();
        group.package = Package::Bought { mbps: Mbps(sum.0.max(2)), charge: Charge::Postpaid };
    }
    groups
}

fn pairs() -> Vec<(RegionPair, AreaPair)> {
    let mut pairs = Vec::new();
    for (index, (one, first)) in REGIONS.into_iter().enumerate() {
        for (other, second) in REGIONS.into_iter().skip(index + 1) {
            pairs.push((RegionPair::new(one.into(), other.into()).unwrap(), AreaPair::new(first, second)));
        }
    }
    pairs
}

/// The cloud, as far as the rules go: it panics where the real one would refuse.
struct Cloud {
    observed: Observed,
    made: BTreeMap<String, String>,
}

impl Cloud {
    /// Every network that has an id, and nothing else.
    fn fresh() -> Self {
        let mut observed = Observed::default();
        for (region, _) in REGIONS {
            observed.networks.insert(InstanceId::new(format!("vpc-{region}")), network("a", region));
        }
        Self { observed, made: BTreeMap::new() }
    }

    /// The owner of each network as the file has it.
    fn owned_as(mut self, desired: &Topology) -> Self {
        for network in desired.networks.values() {
            if let Selector::Id(id) = &network.selector {
                self.observed.networks.get_mut(id).unwrap().account = network.account.clone();
            }
        }
        self
    }

    fn id<T: ToString>(&self, reference: &Ref<T>) -> String {
        match reference {
            Ref::Known(id) => id.to_string(),
            Ref::OutputOf(action) => self.made[action.as_str()].clone(),
        }
    }

    fn make(&mut self, action: &Action, prefix: &str) -> String {
        let id = format!("{prefix}-{}", self.made.len());
        assert!(self.made.insert(action.id.to_string(), id.clone()).is_none(), "{} was carried out twice", action.id);
        id
    }

    fn inside(&mut self, cen: &str) -> &mut Inside {
        self.observed.cens.get_mut(&CenId::from(cen)).expect("the CEN exists").inside.get_or_insert_default()
    }

    fn carry_out(&mut self, action: &Action, desired: &Topology) {
        match &action.call {
            Call::CreateVpc { region, cidr, tags, .. } => {
                let id = self.make(action, "vpc");
                let mut seen = network(action.account.as_str(), region.as_str());
                seen.cidrs = vec![cidr.clone()];
                seen.tags = tags.clone();
                self.observed.networks.insert(InstanceId::new(id), seen);
            }
            Call::CreateCen { name, tags, .. } => {
                let id = self.make(action, "cen");
                let (name, status) = (name.clone(), "Active".to_owned());
                let seen = SeenCen {
                    account: action.account.clone(),
                    name,
                    description: String::new(),
                    status,
                    tags: tags.clone(),
                    inside: Some(Inside::default()),
                };
                self.observed.cens.insert(CenId::new(id), seen);
            }
            Call::MarkCen { cen, tags } => self.observed.cens.get_mut(cen).unwrap().tags.extend(tags.clone()),
            Call::GrantInstance { instance, cen, .. } => {
                let (instance, cen) = (InstanceId::new(self.id(instance)), self.id(cen));
                let owner = desired.account(&action.account).id.clone();
                assert_eq!(self.observed.networks[&instance].account, action.account, "only the owner can grant");
                self.inside(&cen).grants.insert(SeenGrant { instance, owner });
            }
            Call::AttachInstance { instance, cen, kind, region, owner } => {
                let (instance, cen) = (InstanceId::new(self.id(instance)), self.id(cen));
                let foreign = self.observed.networks[&instance].account != action.account;
                let inside = self.inside(&cen);
                assert!(!foreign || inside.grants.iter().any(|grant| grant.instance == instance), "no grant for {instance}");
                let (kind, region, owner) = (*kind, region.clone(), owner.clone());
                let seen = SeenAttachment { kind, region, owner, status: "Attached".to_owned() };
                assert!(inside.attachments.insert(instance, seen).is_none(), "attached twice");
            }
            Call::CreatePackage { areas, mbps, name, tags, .. } => {
                let id = self.make(action, "cenbwp");
                let seen = package(action, name, *mbps, *areas, tags.clone());
                self.observed.packages.insert(PackageId::new(id), seen);
            }
            Call::AssociatePackage { package, cen } => {
                let (package, cen) = (PackageId::new(self.id(package)), self.id(cen));
                self.inside(&cen);
                let seen = self.observed.packages.get_mut(&package).unwrap();
                assert_eq!(seen.cen.replace(CenId::new(cen)), None, "associated twice");
            }
            Call::SetLimit { cen, pair, to, .. } => {
                let cen = self.id(cen);
                self.set_limit(&cen, pair, *to);
            }
        }
    }

    fn set_limit(&mut self, cen: &str, pair: &RegionPair, to: Mbps) {
        let areas = pairs().into_iter().find(|(known, _)| known == pair).unwrap().1;
        let package =
            self.observed.packages.iter().find(|(_, package)| {
                package.areas == Some(areas) && package.cen.as_ref().is_some_and(|associated| associated.as_str() == cen)
            });
        let (id, size) = package.map(|(id, package)| (id.clone(), package.mbps)).expect("a package of these areas is associated");
        let inside = self.inside(cen);
        let attached = |region: &RegionId| inside.attachments.values().any(|attachment| attachment.region == *region);
        assert!(pair.regions().iter().all(|region| attached(region)), "{pair} is not attached at both ends");
        let limit = SeenLimit { mbps: to, package: Some(id.clone()), status: "Active".to_owned() };
        inside.limits.insert(pair.clone(), limit);
        let sum: Mbps = inside.limits.values().filter(|limit| limit.package.as_ref() == Some(&id)).map(|limit| limit.mbps).sum();
        assert!(sum <= size, "{sum} on a package of {size}");
    }
}

fn network(account: &str, region: &str) -> SeenNetwork {
    SeenNetwork {
        kind: NetworkKind::Vpc,
        account: account.into(),
        region: region.into(),
        name: String::new(),
        description: String::new(),
        cidrs: Vec::new(),
        status: "Available".to_owned(),
        tags: BTreeMap::new(),
    }
}

fn package(action: &Action, name: &str, mbps: Mbps, areas: AreaPair, tags: BTreeMap<String, String>) -> SeenPackage {
    SeenPackage {
        account: action.account.clone(),
        name: name.to_owned(),
        mbps,
        areas: Some(areas),
        charge: "POSTPAY".to_owned(),
        status: "Idle".to_owned(),
        business_status: "Normal".to_owned(),
        cen: None,
        tags,
    }
}

/// Carries a plan out, choosing among what is ready by the numbers of `choices`.
fn carry_out(plan: &Plan, cloud: &mut Cloud, desired: &Topology, choices: &[usize]) {
    let mut walk = Walk::new(plan);
    let mut choices = choices.iter().copied().cycle();
    let mut ready = walk.start_ready(usize::MAX);
    while !ready.is_empty() {
        let index = ready.remove(choices.next().unwrap_or(0) % ready.len());
        cloud.carry_out(&plan.steps[index].action, desired);
        walk.finish(index, Outcome::Done);
        ready.extend(walk.start_ready(usize::MAX));
    }
    assert!(walk.is_over(), "the plan has a cycle or waits for an action that it does not have");
}

/// Shifts bandwidth from limit to limit under the same packages, so that the next plan has to lower some and raise others.
fn shuffle_limits(desired: &Topology, cloud: &mut Cloud, seed: usize) {
    let Some(cen) = cloud.observed.cens.values_mut().next() else { return };
    let inside = cen.inside.as_mut().unwrap();
    for group in desired.cens["main"].bandwidth.values() {
        let pairs: Vec<_> = group.limits.keys().collect();
        for (index, pair) in pairs.iter().enumerate() {
            let other = group.limits[pairs[(index + seed) % pairs.len()]];
            inside.limits.get_mut(*pair).unwrap().mbps = other;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schedule_of_a_first_plan_breaks_no_rule_and_leaves_nothing(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        let first = plan(&desired, &cloud.observed).unwrap();
        carry_out(&first, &mut cloud, &desired, &choices);
        let second = plan(&desired, &cloud.observed).unwrap();
        prop_assert!(second.is_empty() && second.holds.is_empty(), "left over: {:?}", second);
    }

    #[test]
    fn any_schedule_of_a_change_of_limits_stays_within_the_package(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
        seed in 0usize..6,
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        let first = plan(&desired, &cloud.observed).unwrap();
        carry_out(&first, &mut cloud, &desired, &choices);
        shuffle_limits(&desired, &mut cloud, seed);
        let change = plan(&desired, &cloud.observed).unwrap();
        let only_limits = change.steps.iter().all(|step| matches!(step.action.address, Address::Limit { .. }));
        prop_assert!(only_limits, "a change of limits does something else: {:?}", change);
        carry_out(&change, &mut cloud, &desired, &choices);
        prop_assert!(plan(&desired, &cloud.observed).unwrap().is_empty());
    }

    #[test]
    fn the_same_inputs_give_the_same_plan_and_every_wait_points_back(desired in topologies()) {
        let cloud = Cloud::fresh().owned_as(&desired);
        let planned = plan(&desired, &cloud.observed).unwrap();
        prop_assert_eq!(&planned, &plan(&desired, &cloud.observed).unwrap());
        crate::schema::assert_documented(&planned);
        let mut seen = BTreeSet::new();
        for step in &planned.steps {
            prop_assert!(step.waits_for.keys().all(|first| seen.contains(first)), "{} waits for a later action", step.action.id);
            prop_assert!(seen.insert(step.action.id.clone()), "two actions are called {}", step.action.id);
        }
    }
}
