//! Facts that hold for any network and any cloud: random ones are made, planned, and the plan is carried out on a pure model of the rules.
//!
//! A failing case prints the input that proptest has shrunk it to, and the seed that makes it again.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::{
    Action, Adopt, Call, Fabric, HoldReason, Inside, JoinedCen, Link, NAME_TAG, Observed, Outcome, Plan, Ref, RouteCall, SeenAttachment,
    SeenCen, SeenGrant, SeenLimit, SeenNetwork, SeenPackage, SeenRoute, SeenRouteMap, Standing, TOPOLOGY_TAG, Walk, imagine, plan,
    plan_change, reach, standings,
};
use cen_topology::{
    Account, Area, AreaPair, Bandwidth, Cen, CenId, Charge, Choice, Direction, InstanceId, Mbps, Network, NetworkKind, NetworkName,
    Package, PackageId, RegionId, RegionPair, RouteEnd, RouteMap, RouteMapId, RouteMapPlace, Routes, Selector, Topology,
};
use ipnet::Ipv4Net;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::cases::cases;

pub(crate) const REGIONS: [(&str, Area); 4] =
    [("cn-beijing", Area::China), ("cn-hangzhou", Area::China), ("eu-central-1", Area::Europe), ("eu-west-1", Area::Europe)];

/// The CENs that a topology may have, and the account that owns each.
pub(crate) const CENS: [(&str, &str); 2] = [("main", "a"), ("side", "b")];
/// A package bought elsewhere that any CEN of account `a` may use.
const POOL: &str = "cenbwp-pool";

/// What one network of a topology is like.
#[derive(Clone, Copy, Debug)]
struct Shape {
    foreign: bool,
    managed: bool,
    /// The CEN that it is on; none if past the last.
    place: usize,
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let shape = (any::<bool>(), any::<bool>(), 0usize..=CENS.len());
    prop::collection::vec(shape.prop_map(|(foreign, managed, place)| Shape { foreign, managed, place }), REGIONS.len())
}

/// One network in each region, on one of two CENs of two accounts or on none; limits between regions that are attached; packages bought
/// here, with room to spare or without, or from the pool.
fn topologies() -> impl Strategy<Value = Topology> {
    (shapes(), variations()).prop_map(|(shapes, varied)| topology(&shapes, &varied))
}

/// Limits for each CEN, room in its packages, whether it takes one from the pool, whether it learns custom routes, and what its route maps
/// of each priority say.
type Varied = Vec<(Vec<u32>, u32, bool, bool, Vec<u8>)>;

fn variations() -> impl Strategy<Value = Varied> {
    let limits = prop::collection::vec(0u32..=8, 6);
    prop::collection::vec((limits, 0u32..=4, any::<bool>(), any::<bool>(), prop::collection::vec(0u8..=4, 3)), CENS.len())
}

/// Two topologies of one name over the same networks of the same owners: a network belongs to somebody, whatever the file says.
pub(crate) fn pairs_of_topologies() -> impl Strategy<Value = (Topology, Topology)> {
    (shapes(), shapes(), variations(), variations()).prop_map(|(first, second, one, other)| {
        let second: Vec<_> = first.iter().zip(second).map(|(first, second)| Shape { place: second.place, ..*first }).collect();
        (topology(&first, &one), topology(&second, &other))
    })
}

fn topology(shapes: &[Shape], varied: &Varied) -> Topology {
    let account = |id: &str| Account { id: id.into(), profile: None };
    let mut desired = Topology {
        name: "random".into(),
        accounts: [("a".into(), account("1")), ("b".into(), account("2"))].into(),
        networks: BTreeMap::new(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    for (number, (shape, (region, _))) in shapes.iter().zip(REGIONS).enumerate() {
        let name = NetworkName::new(format!("net-{region}"));
        let selector = match shape.managed {
            true => Selector::Managed { cidr: format!("10.{number}.0.0/16").parse().unwrap(), description: None },
            false => Selector::Id(InstanceId::new(format!("vpc-{region}"))),
        };
        let owner = if shape.foreign { "b" } else { "a" };
        desired.networks.insert(name, Network { kind: NetworkKind::Vpc, account: owner.into(), region: region.into(), selector });
    }
    for (index, ((name, owner), (limits, room, pooled, published, maps))) in CENS.into_iter().zip(varied).enumerate() {
        let on = |(shape, (region, _)): (&Shape, (&str, Area))| (shape.place == index).then(|| NetworkName::new(format!("net-{region}")));
        let attach: BTreeSet<_> = shapes.iter().zip(REGIONS).filter_map(on).collect();
        if attach.is_empty() {
            continue;
        }
        let bandwidth = groups(&desired, &attach, limits, *room, *pooled && owner == "a");
        let publish = Some(if *published { publish(&desired, &attach) } else { BTreeMap::new() });
        let cen = Cen {
            account: owner.into(),
            id: None,
            display_name: name.to_owned(),
            description: None,
            tags: None,
            attach,
            bandwidth,
            ignore: Vec::new(),
            routes: Routes { publish, ..Routes::default() },
        };
        let route_maps = Some(route_maps(&desired, &cen.attach, maps));
        desired.cens.insert(name.into(), Cen { routes: Routes { route_maps, ..cen.routes }, ..cen });
    }
    desired
}

/// The route maps of the region of the first network, one for each number that is not 0; equal numbers say the same.
fn route_maps(desired: &Topology, attach: &BTreeSet<NetworkName>, maps: &[u8]) -> BTreeMap<RouteMapPlace, RouteMap<NetworkName>> {
    let first = attach.first().unwrap();
    let region = &desired.networks[first].region;
    let one = |(at, what): (usize, &u8)| {
        let priority = u32::try_from(at + 1).unwrap();
        let networks =
            (*what > 1).then(|| Choice { networks: [first.clone(), attach.last().unwrap().clone()].into(), reversed: *what == 4 });
        let map = RouteMap {
            permit: *what == 3,
            description: String::new(),
            from: RouteEnd { networks, ..RouteEnd::default() },
            to: RouteEnd::default(),
            types: BTreeSet::new(),
            cidrs: None,
            as_path: None,
            communities: None,
            preference: if *what == 3 { 20 } else { RouteMap::<NetworkName>::PREFERENCE },
            prepend: Vec::new(),
            edit_communities: None,
            next: None,
        };
        (*what > 0).then(|| (RouteMapPlace { region: region.clone(), direction: Direction::In, priority }, map))
    };
    maps.iter().enumerate().filter_map(one).collect()
}

/// The custom route of each network that is not made here.
fn publish(desired: &Topology, attach: &BTreeSet<NetworkName>) -> BTreeMap<NetworkName, BTreeSet<Ipv4Net>> {
    let there = |name: &&NetworkName| matches!(desired.networks[*name].selector, Selector::Id(_));
    attach.iter().filter(there).map(|name| (name.clone(), [custom_route(&desired.networks[name].region)].into())).collect()
}

/// The only custom route of a network that is not made here.
fn custom_route(region: &RegionId) -> Ipv4Net {
    let number = REGIONS.iter().position(|(name, _)| *name == region.as_str()).unwrap();
    format!("192.168.{number}.0/24").parse().unwrap()
}

fn groups(desired: &Topology, attach: &BTreeSet<NetworkName>, limits: &[u32], room: u32, pooled: bool) -> BTreeMap<AreaPair, Bandwidth> {
    let attached = |region: &str| attach.iter().any(|network| desired.networks[network].region.as_str() == region);
    let mut groups: BTreeMap<AreaPair, Bandwidth> = BTreeMap::new();
    for ((pair, areas), &mbps) in pairs().into_iter().zip(limits) {
        if mbps > 0 && pair.regions().iter().all(|region| attached(region.as_str())) {
            let package = Package::Bought { mbps: Mbps(2), charge: Charge::Postpaid };
            let group = groups.entry(areas).or_insert(Bandwidth { package, limits: BTreeMap::new() });
            group.limits.insert(pair, Mbps(mbps));
        }
    }
    for (areas, group) in &mut groups {
        let sum: Mbps = group.limits.values().copied().sum();
        // Often a package is no larger than it must be, so that every raise needs the decreases before it.
        group.package = match pooled && *areas == AreaPair::new(Area::China, Area::Europe) {
            true => Package::Existing(POOL.into()),
            false => Package::Bought { mbps: Mbps((sum.0 + room).max(2)), charge: Charge::Postpaid },
        };
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
pub(crate) struct Cloud {
    pub(crate) observed: Observed,
    /// What each action of the plan that is carried out has brought.
    made: BTreeMap<String, String>,
    serial: u32,
}

impl Cloud {
    /// Every network that has an id, and nothing else.
    pub(crate) fn fresh() -> Self {
        let mut observed = Observed::default();
        for (region, _) in REGIONS {
            observed.networks.insert(InstanceId::new(format!("vpc-{region}")), network("a", region));
        }
        let pool = SeenPackage {
            account: "a".into(),
            name: "pool".to_owned(),
            mbps: Mbps(100),
            areas: Some(AreaPair::new(Area::China, Area::Europe)),
            charge: "POSTPAY".to_owned(),
            status: "Idle".to_owned(),
            business_status: "Normal".to_owned(),
            expires: String::new(),
            cen: None,
            tags: BTreeMap::new(),
        };
        observed.packages.insert(POOL.into(), pool.clone());
        observed.packages.insert("cenbwp-theirs".into(), SeenPackage { cen: Some("cen-theirs".into()), ..pool });
        for (id, owner) in [("cen-theirs", Some("theirs")), ("cen-nobodys", None)] {
            observed.cens.insert(id.into(), others(owner));
        }
        Self { observed, made: BTreeMap::new(), serial: 0 }
    }

    /// The owner of each network as the file has it.
    pub(crate) fn owned_as(mut self, desired: &Topology) -> Self {
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
        let id = self.new_id(prefix);
        self.made.insert(action.id.to_string(), id.clone());
        id
    }

    fn new_id(&mut self, prefix: &str) -> String {
        self.serial += 1;
        format!("{prefix}-{}", self.serial)
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
                    protection_level: "REDUCED".to_owned(),
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
                assert!(!self.is_attached(&instance), "{instance} is attached already");
                let inside = self.inside(&cen);
                let seen = SeenAttachment { kind, region, owner, status: "Attached".to_owned(), managed_service: String::new() };
                let table = [(custom_route(&seen.region), SeenRoute { published: false, changeable: true })];
                inside.routes.tables.insert(instance.clone(), table.into());
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
                let areas = self.observed.packages[&package].areas;
                let rival = self
                    .observed
                    .packages
                    .values()
                    .any(|other| other.cen.as_ref().is_some_and(|on| on.as_str() == cen) && other.areas == areas);
                assert!(!rival, "{cen} has a package for these areas");
                let seen = self.observed.packages.get_mut(&package).unwrap();
                assert_eq!(seen.cen.replace(CenId::new(cen)), None, "associated twice");
            }
            Call::SetLimit { cen, pair, to, .. } => {
                let cen = self.id(cen);
                self.set_limit(&cen, pair, *to);
            }
            Call::MarkPackage { package, tags } => self.observed.packages.get_mut(package).unwrap().tags.extend(tags.clone()),
            Call::ModifyVpc { vpc, to, .. } => self.observed.networks.get_mut(vpc).unwrap().description.clone_from(to),
            Call::ModifyCen { cen, name, description } => {
                let seen = self.observed.cens.get_mut(cen).unwrap();
                name.iter().for_each(|edit| seen.name.clone_from(&edit.to));
                description.iter().for_each(|edit| seen.description.clone_from(&edit.to));
            }
            Call::TagCen { cen, tags } => self.observed.cens.get_mut(cen).unwrap().tags.extend(tags.clone()),
            Call::UntagCen { cen, keys } => self.observed.cens.get_mut(cen).unwrap().tags.retain(|key, _| !keys.contains(key)),
            Call::ResizePackage { package, from, to } => {
                assert!(self.used(package) <= *to, "{package} is used more than {to}");
                let seen = self.observed.packages.get_mut(package).unwrap();
                assert_eq!(std::mem::replace(&mut seen.mbps, *to), *from);
            }
            Call::Route(RouteCall::PublishRoute { cen, vpc, cidr, .. }) => {
                let (vpc, cen) = (InstanceId::new(self.id(vpc)), self.id(cen));
                let inside = self.inside(&cen);
                let route = inside.routes.tables.get_mut(&vpc).expect("it is attached").get_mut(cidr).expect("it has the route");
                assert!(!std::mem::replace(&mut route.published, true), "{cidr} is published already");
            }
            Call::Route(RouteCall::CreateRouteMap { cen, place, map }) => {
                // No other action asks for its id.
                let id = self.new_id("cenrmap");
                let (cen, map) = (self.id(cen), map.renamed(|network| InstanceId::new(self.id(network))));
                self.put_route_map(&cen, place, RouteMapId::new(id), map);
            }
            Call::Route(RouteCall::ModifyRouteMap { cen, id, from_place, place, map, .. }) => {
                let map = map.renamed(|network| InstanceId::new(self.id(network)));
                let before = self.inside(cen.as_str()).routes.route_maps.remove(from_place).expect("it is there");
                assert_eq!((&before.id, &from_place.region, from_place.direction), (id, &place.region, place.direction));
                self.put_route_map(cen.as_str(), place, id.clone(), map);
            }
            _ => self.take_away(action),
        }
    }

    fn put_route_map(&mut self, cen: &str, place: &RouteMapPlace, id: RouteMapId, map: RouteMap<InstanceId>) {
        let inside = self.inside(cen);
        assert!(inside.attachments.values().any(|seen| seen.region == place.region), "nothing is attached for {place}");
        assert!(map.networks().all(|network| inside.attachments.contains_key(network)), "{map:?} names what is not attached");
        let seen = SeenRouteMap { id, status: "Active".to_owned(), map: Some(map) };
        assert!(inside.routes.route_maps.insert(place.clone(), seen).is_none(), "{place} is taken");
    }

    fn take_away(&mut self, action: &Action) {
        match &action.call {
            Call::DetachInstance { cen, instance, region, .. } => {
                let inside = self.inside(cen.as_str());
                assert!(inside.attachments.remove(instance).is_some(), "{instance} was not attached");
                let last = !inside.attachments.values().any(|other| other.region == *region);
                let used = inside.limits.keys().any(|pair| pair.regions().contains(&region));
                assert!(!last || !used, "{region} still has bandwidth");
                let table = inside.routes.tables.remove(instance).unwrap();
                assert!(table.values().all(|route| !route.published), "{instance} still has a published route");
                let mapped = inside.routes.route_maps.keys().any(|place| place.region == *region);
                assert!(!last || !mapped, "{region} still has route maps");
            }
            Call::Route(RouteCall::DeleteRouteMap { cen, id, place }) => {
                let seen = self.inside(cen.as_str()).routes.route_maps.remove(place);
                assert_eq!(seen.map(|seen| seen.id).as_ref(), Some(id));
            }
            Call::Route(RouteCall::WithdrawRoute { cen, vpc, cidr, .. }) => {
                let table = self.inside(cen.as_str()).routes.tables.get_mut(vpc).expect("it is attached");
                assert!(std::mem::replace(&mut table.get_mut(cidr).unwrap().published, false), "{cidr} was not published");
            }
            Call::RevokeInstance { cen, instance, .. } => {
                assert_eq!(self.observed.networks[instance].account, action.account, "only the owner can revoke");
                let inside = self.inside(cen.as_str());
                assert!(!inside.attachments.contains_key(instance), "{instance} is still attached");
                inside.grants.retain(|grant| grant.instance != *instance);
            }
            Call::UnassociatePackage { package, cen } => {
                assert_eq!(self.used(package), Mbps(0), "{package} still has limits");
                let seen = self.observed.packages.get_mut(package).unwrap();
                assert_eq!(seen.cen.take().as_ref(), Some(cen));
            }
            Call::DeletePackage { package } => {
                let seen = self.observed.packages.remove(package).unwrap();
                assert!(seen.cen.is_none() && seen.tags.contains_key(TOPOLOGY_TAG), "{package} is in use or not ours");
            }
            Call::DeleteCen { cen } => {
                let seen = self.observed.cens.remove(cen).unwrap();
                let inside = seen.inside.unwrap_or_default();
                assert!(inside.attachments.is_empty() && inside.limits.is_empty() && seen.tags.contains_key(TOPOLOGY_TAG));
                assert!(self.observed.packages.values().all(|package| package.cen.as_ref() != Some(cen)), "{cen} has a package");
            }
            Call::DeleteVpc { vpc, .. } => {
                assert!(!self.is_attached(vpc), "{vpc} is still attached");
                assert!(self.observed.networks.remove(vpc).unwrap().tags.contains_key(TOPOLOGY_TAG), "{vpc} is not ours");
            }
            call => panic!("{call:?} takes nothing away"),
        }
    }

    fn is_attached(&self, instance: &InstanceId) -> bool {
        self.observed.cens.values().filter_map(|cen| cen.inside.as_ref()).any(|inside| inside.attachments.contains_key(instance))
    }

    /// The sum of the limits under a package.
    fn used(&self, package: &PackageId) -> Mbps {
        let limits = self.observed.cens.values().filter_map(|cen| cen.inside.as_ref()).flat_map(|inside| inside.limits.values());
        limits.filter(|limit| limit.package.as_ref() == Some(package)).map(|limit| limit.mbps).sum()
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
        if to == Mbps(0) {
            assert!(inside.limits.remove(pair).is_some(), "{pair} had no limit");
            return;
        }
        let limit = SeenLimit { mbps: to, package: Some(id.clone()), status: "Active".to_owned() };
        inside.limits.insert(pair.clone(), limit);
        let sum: Mbps = inside.limits.values().filter(|limit| limit.package.as_ref() == Some(&id)).map(|limit| limit.mbps).sum();
        assert!(sum <= size, "{sum} on a package of {size}");
    }
}

/// A CEN of another topology, or of none, under a name that ours has too.
fn others(owner: Option<&str>) -> SeenCen {
    let tag = |owner: &str| (TOPOLOGY_TAG.to_owned(), owner.to_owned());
    SeenCen {
        account: "a".into(),
        name: "main".to_owned(),
        description: "not ours".to_owned(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: owner.map(tag).into_iter().chain([(NAME_TAG.to_owned(), "main".to_owned())]).collect(),
        inside: None,
    }
}

/// What is none of the topology's business, as it was at first.
fn assert_others_are_untouched(cloud: &Cloud) {
    let first = Cloud::fresh().observed;
    for id in ["cen-theirs", "cen-nobodys"] {
        assert_eq!(cloud.observed.cens.get(&CenId::from(id)), first.cens.get(&CenId::from(id)), "{id} was touched");
    }
    let theirs = PackageId::from("cenbwp-theirs");
    assert_eq!(cloud.observed.packages.get(&theirs), first.packages.get(&theirs), "{theirs} was touched");
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
        expires: String::new(),
        cen: None,
        tags,
    }
}

/// Carries a plan out, choosing among what is ready by the numbers of `choices`.
pub(crate) fn carry_out(plan: &Plan, cloud: &mut Cloud, desired: &Topology, choices: &[usize]) {
    cloud.made.clear();
    let mut walk = Walk::new(plan);
    let mut choices = choices.iter().copied().cycle();
    let mut ready = walk.start_ready(usize::MAX);
    while !ready.is_empty() {
        let choice = choices.next().unwrap_or(0);
        let index = ready.remove(choice % ready.len());
        cloud.carry_out(&plan.steps[index].action, desired);
        walk.finish(index, Outcome::Done);
        // Some moments are enough: it takes long, and the choices are random.
        if choice % 4 == 0 {
            assert_standings(plan, &walk, cloud);
        }
        ready.extend(walk.start_ready(usize::MAX));
    }
    assert!(walk.is_over(), "the plan has a cycle or waits for an action that it does not have");
}

/// At any moment of any schedule, what is done is known for done, and what is not is to be done: a plan may be taken up again anywhere.
fn assert_standings(plan: &Plan, walk: &Walk<'_>, cloud: &Cloud) {
    for (index, standing) in standings(plan, &cloud.observed).into_iter().enumerate() {
        let is_done = walk.outcome(index).is_some();
        let step = &plan.steps[index];
        match standing {
            Standing::Before => assert!(!is_done, "{} was done: {step:?}", step.action.id),
            Standing::After { output } => {
                assert!(is_done, "{} was not done: {step:?}", step.action.id);
                assert_eq!(output.as_ref(), cloud.made.get(step.action.id.as_str()));
            }
            Standing::Other(moved) => panic!("nobody else was there: {moved:?} of {step:?}"),
        }
    }
}

/// Plans, carries out in some order, and plans again: nothing may be left but what the vendor does not let be changed.
pub(crate) fn settle(desired: &Topology, cloud: &mut Cloud, choices: &[usize]) {
    let planned = plan(desired, &cloud.observed).unwrap();
    crate::schema::assert_documented(&planned);
    assert!(planned.holds.iter().all(|hold| hold.reason == HoldReason::Attribute), "held: {:?}", planned.holds);
    let now = Fabric::observed(desired, &cloud.observed, Adopt::No).unwrap();
    carry_out(&planned, cloud, desired, choices);
    assert_foreseen(desired, &planned, &now, cloud);
    let again = plan(desired, &cloud.observed).unwrap();
    assert!(again.is_empty(), "left over: {again:?}");
    assert_others_are_untouched(cloud);
}

/// What the plan said it would leave is what it left, and as many pairs fare otherwise as it said.
fn assert_foreseen(desired: &Topology, planned: &Plan, now: &Fabric, cloud: &Cloud) {
    let then = now.after(&planned.steps);
    let is = Fabric::observed(desired, &cloud.observed, Adopt::No).unwrap();
    let networks = |fabric: &Fabric| fabric.networks.iter().map(|(name, network)| (name.clone(), network.cen.clone())).collect::<Vec<_>>();
    let packages = |cen: &JoinedCen| cen.packages.iter().map(|(areas, package)| (*areas, package.mbps)).collect::<Vec<_>>();
    let cens =
        |fabric: &Fabric| fabric.cens.iter().map(|(name, cen)| (name.clone(), cen.limits.clone(), packages(cen))).collect::<Vec<_>>();
    assert_eq!((networks(&then), cens(&then)), (networks(&is), cens(&is)));
    let undone = Fabric::before(desired, &planned.steps);
    assert_eq!(networks(&undone), networks(now), "what there was is known from the plan alone");
    let limits = |fabric: &Fabric| fabric.cens.iter().map(|(name, cen)| (name.clone(), cen.limits.clone())).collect::<Vec<_>>();
    assert_eq!(limits(&undone), limits(now));
    let link = |fabric: &Fabric, names| reach(fabric, names).map_or(Link::None, |answer| answer.link);
    let names: BTreeSet<_> = now.networks.keys().chain(is.networks.keys()).collect();
    let pairs = names.iter().flat_map(|one| names.iter().filter(move |other| one < other).map(move |other| [*one, *other]));
    let otherwise = pairs.filter(|names| link(now, *names) != link(&is, *names)).count();
    assert_eq!(planned.connectivity.iter().map(|shift| shift.pairs).sum::<usize>(), otherwise, "{:?}", planned.connectivity);
}

/// What a topology's networks see of the cloud: attachments, limits and grants by name, without the ids that change.
fn shape(desired: &Topology, cloud: &Cloud) -> Vec<String> {
    let mut shape = Vec::new();
    for (id, cen) in cloud.observed.cens.iter().filter(|(_, cen)| cen.description != "not ours") {
        let name = &cen.tags[NAME_TAG];
        let Some(inside) = &cen.inside else { continue };
        let label = |id: &InstanceId| cloud.observed.networks[id].tags.get(NAME_TAG).cloned().unwrap_or_else(|| id.to_string());
        shape.extend(inside.attachments.keys().map(|instance| format!("{name} attaches {}", label(instance))));
        shape.extend(inside.grants.iter().map(|grant| format!("{name} is granted {}", label(&grant.instance))));
        shape.extend(inside.limits.iter().map(|(pair, limit)| format!("{name} {pair} {}", limit.mbps)));
        let published = inside.routes.tables.values().flatten().filter(|(_, route)| route.published);
        shape.extend(published.map(|(cidr, _)| format!("{name} learns {cidr}")));
        let maps = inside.routes.route_maps.iter().filter_map(|(place, seen)| Some((place, seen.map.as_ref()?)));
        shape.extend(maps.map(|(place, map)| format!("{name} {place} {:?}", map.renamed(label))));
        let packages = cloud.observed.packages.values().filter(|package| package.cen.as_ref() == Some(id));
        shape.extend(packages.filter_map(|package| package.areas).map(|areas| format!("{name} has a package {areas}")));
    }
    assert_eq!(desired.cens.len() + 2, cloud.observed.cens.len());
    shape.sort();
    shape
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn any_schedule_of_a_first_plan_breaks_no_rule_and_leaves_nothing(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        settle(&desired, &mut cloud, &choices);
        let second = plan(&desired, &cloud.observed).unwrap();
        prop_assert!(second.holds.is_empty(), "held: {:?}", second.holds);
    }

    #[test]
    fn any_network_can_be_reached_from_any_other_and_back_again(
        (first, second) in pairs_of_topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..24),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &choices);
        let before = shape(&first, &cloud);
        settle(&second, &mut cloud, &choices);
        settle(&first, &mut cloud, &choices);
        prop_assert_eq!(shape(&first, &cloud), before);
    }

    #[test]
    fn a_file_that_is_imagined_to_be_built_needs_nothing(desired in topologies()) {
        let planned = plan(&desired, &imagine(&desired, &desired)).unwrap();
        prop_assert!(planned.is_empty() && planned.holds.is_empty(), "{planned:?}");
    }

    #[test]
    fn the_change_of_a_file_means_what_it_would_do_to_the_cloud_that_the_old_one_has_built((first, second) in pairs_of_topologies()) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let real = plan(&second, &cloud.observed).unwrap();
        let offline = plan_change(&first, &second).unwrap();
        crate::schema::assert_documented(&offline);
        let story = |plan: &Plan| -> Vec<_> { plan.steps.iter().map(|step| (step.action.id.clone(), step.waits_for.clone())).collect() };
        prop_assert_eq!(story(&offline), story(&real));
        prop_assert_eq!(offline.holds, real.holds);
    }

    #[test]
    fn what_is_destroyed_leaves_nothing_of_ours_and_all_that_is_not(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        settle(&desired, &mut cloud, &choices);
        settle(&desired.emptied(), &mut cloud, &choices);
        prop_assert_eq!(cloud.observed.cens.len(), 2);
        prop_assert_eq!(cloud.observed.packages.keys().map(|id| id.as_str()).collect::<Vec<_>>(), [POOL, "cenbwp-theirs"]);
        prop_assert_eq!(cloud.observed.networks.len(), REGIONS.len());
    }

    #[test]
    fn the_same_inputs_give_the_same_plan_and_every_wait_points_back(desired in topologies()) {
        let cloud = Cloud::fresh().owned_as(&desired);
        let planned = plan(&desired, &cloud.observed).unwrap();
        prop_assert_eq!(&planned, &plan(&desired, &cloud.observed).unwrap());
        let mut seen = BTreeSet::new();
        for step in &planned.steps {
            prop_assert!(step.waits_for.keys().all(|first| seen.contains(first)), "{} waits for a later action", step.action.id);
            prop_assert!(seen.insert(step.action.id.clone()), "two actions are called {}", step.action.id);
        }
    }
}

/// The properties above would say little if the random changes were all alike.
#[test]
fn the_random_changes_are_of_every_kind() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..500 {
        let (first, second) = pairs_of_topologies().new_tree(&mut runner).unwrap().current();
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let planned = plan(&second, &cloud.observed).unwrap();
        let verbs = planned.steps.iter().map(|step| step.action.id.as_str().split('/').next().unwrap().to_owned());
        let interruptions = planned.interruptions.iter().map(|interruption| {
            let of_network = interruption.what.starts_with("network");
            if of_network { "a network moves".to_owned() } else { "bandwidth is interrupted".to_owned() }
        });
        verbs.chain(interruptions).for_each(|kind| *seen.entry(kind).or_default() += 1);
    }
    for kind in [
        "cen",
        "grant",
        "attach",
        "package",
        "resize",
        "associate",
        "limit",
        "clear",
        "detach",
        "revoke",
        "publish",
        "withdraw",
        "route-map",
        "modify-route-map",
        "delete-route-map",
        "unassociate",
        "delete-package",
        "delete-cen",
        "a network moves",
        "bandwidth is interrupted",
    ] {
        assert!(seen.get(kind).is_some_and(|count| *count >= 5), "{kind} in {seen:?}");
    }
}
