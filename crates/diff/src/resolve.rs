//! Finds in the cloud what the file names: networks by id or name, CENs and packages by id or by their ownership mark.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cen_topology::{
    AccountName, Area, AreaPair, Cen, CenId, CenName, Charge, InstanceId, Network, NetworkName,
    Package, PackageId, Parts, RegionId, Selector, Topology, area_of,
};

use cen_action::{Address, HoldReason, Place, Problem, ProblemKind, Wanted};
use cen_observed::{
    Gap, NAME_TAG, Observed, SeenCen, SeenNetwork, SeenPackage, is_owned, owner_of, was_marked,
};

/// Which thing of the cloud each part of the file is; a part that the file wants made and that is not there has none.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The networks.
    pub networks: BTreeMap<NetworkName, InstanceId>,
    /// The same the other way round: no instance has two names.
    pub names: BTreeMap<InstanceId, NetworkName>,
    /// The CENs.
    pub cens: BTreeMap<CenName, CenId>,
    /// The packages.
    pub packages: BTreeMap<(CenName, AreaPair), PackageId>,
    /// The CENs and packages of the file that nothing may be done to, each with the reason: another topology owns it, or it is being deleted.
    pub untouchable: BTreeMap<Address, HoldReason>,
    /// The CENs that carry this topology's mark and that the file does not have any more, by what their mark calls them.
    pub leaving: BTreeMap<CenName, CenId>,
}

/// Whether things that carry no mark may be taken over by their display names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Adopt {
    /// Only what a mark or an id in the file names is this topology's.
    #[default]
    No,
    /// A CEN or package without a mark is taken over if it is the only one of its display name.
    Yes,
}

/// The value of a package's `cen:name` tag.
pub fn package_mark(cen: &CenName, areas: AreaPair) -> String {
    format!("{cen}/{areas}")
}

/// The display name that a package is bought with.
pub fn package_name(cen: &CenName, areas: AreaPair) -> String {
    package_mark(cen, areas).replace('/', "-")
}

/// Finds everything, or tells everything that cannot be found.
pub fn resolve(
    desired: &Topology,
    observed: &Observed,
    adopt: Adopt,
) -> Result<Resolved, Vec<Problem>> {
    let mut resolved = Resolved::default();
    let mut problems = find(desired, observed, adopt, &mut resolved);
    problems.extend(named_twice(&resolved.networks, network_address));
    problems.extend(named_twice(&resolved.cens, cen_address));
    problems.extend(named_twice(&resolved.packages, package_address));
    problems.extend(regions_not_offered(desired, observed, &resolved));
    let blocking = blocking_gaps(&observed.gaps);
    if !blocking.is_empty() {
        problems.retain(|problem| !is_caused_by_gap(&problem.kind, &blocking));
        problems.splice(..0, blocking.into_iter().map(Problem::of_gap));
    }
    resolved.names = resolved
        .networks
        .iter()
        .map(|(name, id)| (id.clone(), name.clone()))
        .collect();
    let mut untouchable = foreign(desired, observed, &resolved);
    untouchable.extend(being_deleted(observed, &resolved));
    resolved.untouchable = untouchable;
    resolved.leaving = leaving(desired, observed, &resolved.cens);
    if problems.is_empty() {
        Ok(resolved)
    } else {
        Err(problems)
    }
}

/// Returns the gaps under which nothing can be planned.
fn blocking_gaps(gaps: &[Gap]) -> Vec<&Gap> {
    gaps.iter()
        .filter(|gap| gap.scope.hides_everything())
        .collect()
}

/// Whether a problem says that something does not exist which may only not have been read.
fn is_caused_by_gap(problem: &ProblemKind, blocking: &[&Gap]) -> bool {
    match problem {
        ProblemKind::NotFound { .. } => blocking.iter().any(|gap| gap.scope.hides_everything()),
        ProblemKind::Gap { .. }
        | ProblemKind::NotOffered { .. }
        | ProblemKind::Ambiguous { .. }
        | ProblemKind::OtherAreas { .. }
        | ProblemKind::LimitOfOtherAreas { .. }
        | ProblemKind::NamedTwice { .. }
        | ProblemKind::TooManySynced { .. }
        | ProblemKind::Circle { .. } => false,
    }
}

/// Finds each part of the file, and tells which cannot be found.
fn find(
    desired: &Topology,
    observed: &Observed,
    adopt: Adopt,
    resolved: &mut Resolved,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let listed = ListedNetworks::of(observed);
    for (name, network) in &desired.networks {
        match find_network((desired, observed), &listed, name, network) {
            Ok(Some(id)) => drop(resolved.networks.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::of(network_address(name), kind)),
        }
    }
    for (name, cen) in &desired.cens {
        match find_cen(desired, observed, name, cen, adopt) {
            Ok(Some(id)) => drop(resolved.cens.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::of(cen_address(name), kind)),
        }
        for (&areas, bandwidth) in &cen.bandwidth {
            match find_package(
                desired,
                observed,
                Group {
                    key: name,
                    cen,
                    areas,
                    package: &bandwidth.package,
                    resolved,
                },
                adopt,
            ) {
                Ok(Some(id)) => drop(resolved.packages.insert((name.clone(), areas), id)),
                Ok(None) => {}
                Err(kind) => {
                    problems.push(Problem::of(package_address(&(name.clone(), areas)), kind))
                }
            }
        }
    }
    problems
}

/// The instances behind the networks that the CENs of a file attach, as far as they are there.
pub fn wanted_instances(desired: &Topology, observed: &Observed) -> BTreeSet<InstanceId> {
    let attached = desired.cens.values().flat_map(|cen| &cen.attach);
    let (file, listed) = ((desired, observed), ListedNetworks::of(observed));
    attached
        .filter_map(|key| find_network(file, &listed, key, &desired.networks[key]).ok()?)
        .collect()
}

/// The instance behind a network of the file, as far as it is there.
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

/// Returns the CENs of a file that VPCs are to leave, all or some, and whose access to PrivateZone or to services the file does not manage.
pub fn cens_that_lose_networks(
    desired: &Topology,
    observed: &Observed,
    all: bool,
) -> BTreeSet<CenId> {
    let resolved = resolve(desired, observed, Adopt::Yes);
    let Ok(resolved) = resolved.or_else(|_| resolve(desired, observed, Adopt::No)) else {
        return BTreeSet::new();
    };
    let loses = |(name, id): &(&CenName, &CenId)| {
        let cen = &desired.cens[*name];
        let stays = |instance: &InstanceId| {
            let wanted = resolved.names.get(instance);
            wanted.is_some_and(|key| cen.attach.contains(key))
                || cen
                    .ignore
                    .iter()
                    .any(|ignore| ignore.covers_id(instance.as_str()))
        };
        let inside = observed.cens.get(*id).and_then(|seen| seen.inside.as_ref());
        let mut attachments = inside.into_iter().flat_map(|inside| &inside.attachments);
        (cen.routes.private_zone.is_none() || cen.routes.services.is_none())
            && attachments.any(|(instance, _)| all || !stays(instance))
    };
    let losing = resolved.cens.iter().filter(loses);
    losing.map(|(_, id)| id.clone()).collect()
}

/// What the cloud has of a file, and what the file names there by its id or name and the cloud does not have: the topology without that, and each
/// such thing as a problem.
pub fn present(desired: &Topology, observed: &Observed, adopt: Adopt) -> (Topology, Vec<Problem>) {
    let problems = resolve(desired, observed, adopt).err().unwrap_or_default();
    let vanished: Vec<_> = problems
        .into_iter()
        .filter(|problem| matches!(problem.kind, ProblemKind::NotFound { .. }))
        .collect();
    let mut parts = Parts::default();
    for address in vanished
        .iter()
        .filter_map(|problem| problem.address.clone())
    {
        match address {
            Address::Network { network } => drop(parts.networks.insert(network)),
            Address::Cen { cen } => drop(parts.cens.insert(cen)),
            Address::Package { cen, areas } => drop(parts.packages.insert((cen, areas))),
            other => unreachable!("nothing finds {other} by an id or a name"),
        }
    }
    (desired.without(&parts), vanished)
}

/// The networks of an observation, by what a file may name them by.
#[derive(Default)]
pub struct ListedNetworks<'a> {
    by_name: HashMap<&'a str, Vec<Listed<'a>>>,
    by_mark: HashMap<&'a str, Vec<Listed<'a>>>,
}

/// A network with its id.
type Listed<'a> = (&'a InstanceId, &'a SeenNetwork);

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

/// The instance behind a network of the file; none for a managed one that is not there yet, and for one whose name may be under a gap. An id is taken
/// as it is there: it is no less certain for not having been listed.
pub fn find_network(
    (desired, observed): (&Topology, &Observed),
    listed: &ListedNetworks<'_>,
    key: &NetworkName,
    network: &Network,
) -> Result<Option<InstanceId>, ProblemKind> {
    let here = |seen: &SeenNetwork| {
        seen.account == network.account
            && seen.region == network.region
            && seen.kind == network.kind
    };
    let candidates: Vec<_> = match &network.selector {
        Selector::Id(id) => observed
            .networks
            .get_key_value(id)
            .filter(|(_, seen)| here(seen))
            .into_iter()
            .collect(),
        Selector::Name(name) => listed.named(name).filter(|(_, seen)| here(seen)).collect(),
        Selector::Managed { .. } => listed
            .marked(key.as_str())
            .filter(|(_, seen)| {
                here(seen)
                    && cen_observed::is_marked(&seen.tags, desired.name.as_str(), key.as_str())
            })
            .collect(),
    };
    let candidates = match &network.selector {
        Selector::Managed { .. } if candidates.is_empty() => {
            let was = desired.renames.networks.get(key).map(NetworkName::as_str);
            let renamed = |seen: &SeenNetwork| was_marked(&seen.tags, desired, key.as_str(), was);
            let here = observed.networks.iter().filter(|(_, seen)| here(seen));
            here.filter(|(_, seen)| renamed(seen)).collect()
        }
        Selector::Managed { .. } | Selector::Id(_) | Selector::Name(_) => candidates,
    };
    let is_hidden = observed
        .gap_of_networks(network.kind, &network.region, |owner| {
            *owner == network.account
        })
        .is_some();
    match (candidates.as_slice(), &network.selector) {
        ([], Selector::Managed { .. }) => Ok(None),
        ([], Selector::Id(id)) if is_hidden => Ok(Some(id.clone())),
        ([], Selector::Name(_)) if is_hidden => Ok(None),
        ([], Selector::Id(id)) => Err(ProblemKind::NotFound {
            wanted: Wanted::Network {
                kind: network.kind,
                id: id.clone(),
            },
            place: Place::of_network(desired, network),
        }),
        ([], Selector::Name(name)) => Err(ProblemKind::NotFound {
            wanted: Wanted::NetworkNamed {
                kind: network.kind,
                name: name.clone(),
            },
            place: Place::of_network(desired, network),
        }),
        ([(id, _)], _) => Ok(Some((*id).clone())),
        (several, _) => Err(ProblemKind::Ambiguous {
            candidates: several.iter().map(|(id, _)| id.to_string()).collect(),
        }),
    }
}

/// The CEN behind a CEN of the file; none for one that is not there yet or was not seen.
fn find_cen(
    desired: &Topology,
    observed: &Observed,
    key: &CenName,
    cen: &Cen,
    adopt: Adopt,
) -> Result<Option<CenId>, ProblemKind> {
    let marked: Vec<_> = observed
        .cens_marked(desired.name.as_str(), key.as_str())
        .filter(|(_, seen)| seen.account == cen.account)
        .collect();
    let marked = match marked.is_empty() {
        true => renamed_cens(desired, observed, key, cen),
        false => marked,
    };
    if observed.gap_of_cens(&cen.account).is_some() {
        return Ok(None);
    }
    if let Some(id) = &cen.id {
        let place = Place::of_account(desired, &cen.account);
        let seen = observed
            .cens
            .get(id)
            .filter(|seen| seen.account == cen.account);
        seen.ok_or_else(|| ProblemKind::NotFound {
            wanted: Wanted::Cen { id: id.clone() },
            place,
        })?;
        let others = marked.iter().filter(|(other, _)| *other != id);
        let mut used = others.filter(|(other, seen)| !is_empty(observed, other, seen));
        if let Some((other, _)) = used.next() {
            return Err(ProblemKind::Ambiguous {
                candidates: vec![id.to_string(), other.to_string()],
            });
        }
        return Ok(Some(id.clone()));
    }
    if marked.is_empty() && adopt == Adopt::Yes {
        let unmarked = observed
            .cens
            .iter()
            .filter(|(_, seen)| seen.account == cen.account && owner_of(&seen.tags).is_none());
        return one_of(
            unmarked
                .filter(|(_, seen)| seen.name == cen.display_name)
                .map(|(id, _)| id.clone())
                .collect(),
        );
    }
    one_of(survivors(observed, marked))
}

/// The CENs of an account that were this part of the file before it was renamed.
fn renamed_cens<'a>(
    desired: &Topology,
    observed: &'a Observed,
    key: &CenName,
    cen: &Cen,
) -> Vec<(&'a CenId, &'a SeenCen)> {
    let was = desired.renames.cens.get(key).map(CenName::as_str);
    let renamed = |seen: &SeenCen| was_marked(&seen.tags, desired, key.as_str(), was);
    let here = observed.cens.iter();
    here.filter(|(_, seen)| seen.account == cen.account && renamed(seen))
        .collect()
}

/// The packages of an account that were this group of the file before it was renamed.
fn renamed_packages(desired: &Topology, observed: &Observed, group: &Group<'_>) -> Vec<PackageId> {
    let was = desired
        .group_was(group.key, group.areas)
        .map(|was| package_mark(was, group.areas));
    let mark = package_mark(group.key, group.areas);
    let renamed = |seen: &SeenPackage| was_marked(&seen.tags, desired, &mark, was.as_deref());
    let here = observed.packages.iter();
    here.filter(|(_, seen)| seen.account == group.cen.account && renamed(seen))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Of CENs with one mark, which several machines may make at once, the one survives that has content; if none has, the one with the lowest id.
/// All runs agree on that, and the others leave. Where several have content, a person must decide.
fn survivors(observed: &Observed, marked: Vec<(&CenId, &SeenCen)>) -> Vec<CenId> {
    let stays = |(_, seen): &(&CenId, &SeenCen)| seen.status != "Deleting";
    let (staying, going): (Vec<_>, Vec<_>) = marked.into_iter().partition(stays);
    let marked = if staying.is_empty() { going } else { staying };
    let used = marked
        .iter()
        .filter(|(id, seen)| !is_empty(observed, id, seen));
    let used: Vec<CenId> = used.map(|(id, _)| (*id).clone()).collect();
    match used.is_empty() {
        // They are in the order of their ids.
        true => marked
            .into_iter()
            .take(1)
            .map(|(id, _)| id.clone())
            .collect(),
        false => used,
    }
}

/// Tells whether nothing hangs on a CEN. What was not looked into is not known to be empty.
fn is_empty(observed: &Observed, id: &CenId, seen: &SeenCen) -> bool {
    let mut packages = observed.packages.values();
    seen.inside.as_ref().is_some_and(|inside| {
        inside.attachments.is_empty() && inside.limits.is_empty() && inside.routes.count() == 0
    }) && !packages.any(|package| package.cen.as_ref() == Some(id))
}

/// A bandwidth group of the file.
struct Group<'a> {
    key: &'a CenName,
    cen: &'a Cen,
    areas: AreaPair,
    package: &'a Package,
    /// What was found so far, the CEN among it.
    resolved: &'a Resolved,
}

/// The package behind a bandwidth group; none for one that is not bought yet or was not seen.
fn find_package(
    desired: &Topology,
    observed: &Observed,
    group: Group<'_>,
    adopt: Adopt,
) -> Result<Option<PackageId>, ProblemKind> {
    let Group {
        key,
        cen,
        areas,
        package,
        ..
    } = group;
    if observed.gap_of_packages(&cen.account).is_some() {
        return Ok(None);
    }
    let mark = package_mark(key, areas);
    let Package::Existing(id) = package else {
        let marked = observed
            .packages_marked(desired.name.as_str(), &mark)
            .filter(|(_, seen)| seen.account == cen.account);
        let marked: Vec<_> = marked.map(|(id, _)| id.clone()).collect();
        let marked = match marked.is_empty() {
            true => renamed_packages(desired, observed, &group),
            false => marked,
        };
        if marked.is_empty()
            && let Some(id) = package_under_another_key(desired, observed, &group)
        {
            return Ok(Some(id));
        }
        if marked.is_empty() && adopt == Adopt::Yes {
            let unmarked = observed
                .packages
                .iter()
                .filter(|(_, seen)| seen.account == cen.account && owner_of(&seen.tags).is_none());
            let named = unmarked.filter(|(_, seen)| {
                seen.name == package_name(key, areas) && seen.areas == Some(areas)
            });
            return one_of(named.map(|(id, _)| id.clone()).collect());
        }
        return one_of(marked);
    };
    let place = Place::of_account(desired, &cen.account);
    let seen = observed
        .packages
        .get(id)
        .filter(|seen| seen.account == cen.account);
    let seen = seen.ok_or_else(|| ProblemKind::NotFound {
        wanted: Wanted::Package { id: id.clone() },
        place,
    })?;
    let is_foreign = owner_of(&seen.tags).is_some_and(|owner| !desired.is_called(owner));
    match seen.areas {
        _ if is_foreign => Ok(Some(id.clone())),
        Some(real) if real == areas => Ok(Some(id.clone())),
        areas => Err(ProblemKind::OtherAreas {
            package: id.clone(),
            areas,
        }),
    }
}

/// The package of ours for a group whose CEN has a new key: it serves this CEN, or its prepaid term has not ended, and the file has nothing
/// under its mark any more. So nothing is bought twice because a key is another one.
fn package_under_another_key(
    desired: &Topology,
    observed: &Observed,
    group: &Group<'_>,
) -> Option<PackageId> {
    let Package::Bought { charge, .. } = group.package else {
        return None;
    };
    let here = group.resolved.cens.get(group.key);
    let is_in_file = |seen: &SeenPackage| {
        let mark = seen.tags.get(NAME_TAG);
        let groups = desired.cens.iter().flat_map(|(key, cen)| {
            let areas = cen.bandwidth.keys();
            areas.map(move |areas| package_mark(key, *areas))
        });
        let mut groups = groups;
        groups.any(|name| mark == Some(&name))
    };
    let ours = observed.packages.iter().filter(|(id, seen)| {
        is_owned(&seen.tags, desired)
            && seen.account == group.cen.account
            && seen.areas == Some(group.areas)
            && !is_in_file(seen)
            && !group.resolved.packages.values().any(|taken| taken == *id)
    });
    let serves = |seen: &SeenPackage| here.is_some() && seen.cen.as_ref() == here;
    let is_paid = |seen: &SeenPackage| {
        seen.charge == "PREPAY"
            && seen.business_status == "Normal"
            && matches!(charge, Charge::Prepaid { .. })
    };
    let fits = ours.filter(|(_, seen)| serves(seen) || is_paid(seen));
    let first = fits.min_by_key(|(id, seen)| (!serves(seen), (*id).clone()));
    first.map(|(id, _)| id.clone())
}

/// The only candidate, or none; two are a problem, because nothing says which one is meant.
fn one_of<T: ToString>(mut candidates: Vec<T>) -> Result<Option<T>, ProblemKind> {
    if candidates.len() > 1 {
        return Err(ProblemKind::Ambiguous {
            candidates: candidates.iter().map(T::to_string).collect(),
        });
    }
    Ok(candidates.pop())
}

/// Two parts of the file that turn out to be one thing of the cloud.
fn named_twice<K, V: Ord + std::fmt::Display>(
    resolved: &BTreeMap<K, V>,
    address: fn(&K) -> Address,
) -> Vec<Problem> {
    let mut first: BTreeMap<&V, &K> = BTreeMap::new();
    let mut repeated = Vec::new();
    for (key, id) in resolved {
        match first.get(id) {
            Some(other) => {
                let kind = ProblemKind::NamedTwice {
                    id: id.to_string(),
                    other: Box::new(address(other)),
                };
                repeated.push(Problem::of(address(key), kind));
            }
            None => drop(first.insert(id, key)),
        }
    }
    repeated
}

fn network_address(name: &NetworkName) -> Address {
    Address::Network {
        network: name.clone(),
    }
}

fn cen_address(name: &CenName) -> Address {
    Address::Cen { cen: name.clone() }
}

fn package_address((cen, areas): &(CenName, AreaPair)) -> Address {
    Address::Package {
        cen: cen.clone(),
        areas: *areas,
    }
}

/// Reports regions that neither the built-in table nor the cloud puts in an area, and groups whose areas are not those of their regions. A network
/// that is attached already is proof enough of its region.
fn regions_not_offered(
    desired: &Topology,
    observed: &Observed,
    resolved: &Resolved,
) -> Vec<Problem> {
    let area = |region: &RegionId| area_in(observed, region);
    let mut problems = Vec::new();
    for (name, cen) in &desired.cens {
        for network in &cen.attach {
            let wanted = &desired.networks[network];
            // An area that was not read may have the region.
            let is_known = area(&wanted.region).is_some()
                || observed.gap_of_areas().is_some()
                || is_attached(observed, resolved, network)
                || is_hidden(desired, observed, resolved, (name, wanted));
            if !is_known {
                let region = wanted.region.clone();
                let kind = ProblemKind::NotOffered { region };
                problems.push(Problem::of(network_address(network), kind));
            }
        }
        let groups = cen.bandwidth.iter();
        let limits =
            groups.flat_map(|(areas, group)| group.limits.keys().map(move |pair| (areas, pair)));
        for (areas, pair) in limits {
            let ends = area(pair.first()).zip(area(pair.second()));
            let real = ends.map(|(one, other)| AreaPair::new(one, other));
            if let Some(areas) = real.filter(|real| real != areas) {
                let (cen, pair) = (name.clone(), pair.clone());
                let kind = ProblemKind::LimitOfOtherAreas { areas };
                problems.push(Problem::of(Address::Limit { cen, pair }, kind));
            }
        }
    }
    problems
}

/// Returns the area of a region: what the cloud says, else the built-in table.
fn area_in(observed: &Observed, region: &RegionId) -> Option<Area> {
    let seen = observed.areas.get(region).copied();
    seen.or_else(|| area_of(region))
}

/// Tells whether a network is attached to any CEN that was looked into.
fn is_attached(observed: &Observed, resolved: &Resolved, network: &NetworkName) -> bool {
    let Some(id) = resolved.networks.get(network) else {
        return false;
    };
    let mut insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
    insides.any(|inside| inside.attachments.contains_key(id))
}

/// Tells whether a gap hides a network of a CEN, or its attachment.
fn is_hidden(
    desired: &Topology,
    observed: &Observed,
    resolved: &Resolved,
    (cen, network): (&CenName, &Network),
) -> bool {
    let of_cen = observed
        .gap_of_cens(&desired.cens[cen].account)
        .or_else(|| observed.gap_of_inside(resolved.cens.get(cen)?));
    let is_owner = |owner: &AccountName| *owner == network.account;
    let of_networks = || observed.gap_of_networks(network.kind, &network.region, is_owner);
    of_cen.or_else(of_networks).is_some()
}

/// The CENs and packages behind parts of the file that carry the mark of another topology.
fn foreign(
    desired: &Topology,
    observed: &Observed,
    resolved: &Resolved,
) -> BTreeMap<Address, HoldReason> {
    let owned = |id: String, owner: &str| HoldReason::OwnedByAnother {
        id,
        owner: owner.into(),
    };
    let owner = |tags| owner_of(tags).filter(|owner| !desired.is_called(owner));
    let cens = resolved.cens.iter().filter_map(|(name, id)| {
        let owner = owner(&observed.cens.get(id)?.tags)?;
        Some((cen_address(name), owned(id.to_string(), owner)))
    });
    let packages = resolved.packages.iter().filter_map(|(part, id)| {
        let owner = owner(&observed.packages.get(id)?.tags)?;
        Some((package_address(part), owned(id.to_string(), owner)))
    });
    cens.chain(packages).collect()
}

/// The CENs behind parts of the file that are being deleted.
fn being_deleted(
    observed: &Observed,
    resolved: &Resolved,
) -> impl Iterator<Item = (Address, HoldReason)> {
    let deleting = resolved.cens.iter().filter(|(_, id)| {
        let seen = observed.cens.get(*id);
        seen.is_some_and(|cen| cen.status == "Deleting")
    });
    deleting.map(|(name, id)| {
        (
            cen_address(name),
            HoldReason::BeingDeleted { id: id.clone() },
        )
    })
}

/// The CENs that are ours by their mark and that no part of the file is.
fn leaving(
    desired: &Topology,
    observed: &Observed,
    claimed: &BTreeMap<CenName, CenId>,
) -> BTreeMap<CenName, CenId> {
    let ours = |tags: &BTreeMap<String, String>| is_owned(tags, desired);
    let claimed: BTreeSet<&CenId> = claimed.values().collect();
    let mut leaving = BTreeMap::new();
    for (id, seen) in observed
        .cens
        .iter()
        .filter(|(id, seen)| ours(&seen.tags) && !claimed.contains(id))
    {
        let name = seen.marked().unwrap_or_else(|| CenName::from(id.as_str()));
        let taken = desired.cens.contains_key(&name) || leaving.contains_key(&name);
        leaving.insert(
            if taken {
                CenName::from(id.as_str())
            } else {
                name
            },
            id.clone(),
        );
    }
    leaving
}
