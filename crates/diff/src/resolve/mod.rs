//! Finds in the cloud what the file names: networks by id or name, CENs and packages by id or by their ownership mark.

mod cens;
mod marked;
mod networks;
mod packages;
mod regions;

pub use networks::{ListedNetworks, find_network, instance_of, wanted_instances};
pub use packages::{package_mark, package_name};

use std::collections::BTreeMap;

use cen_topology::{
    AreaPair, CenId, CenName, InstanceId, NetworkName, PackageId, Parts, Topology, VswitchId,
};

use cen_action::{Address, HoldReason, Problem, ProblemKind};
use cen_observed::{Gap, Observed, owner_of};

use cens::{being_deleted, cen_address, find_cen, leaving};
use marked::ListedMarks;
use networks::network_address;
use packages::{BandwidthGroup, find_package, package_address};
use regions::regions_not_offered;

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
    /// The packages that each CEN has, also those that are not ours.
    pub packages_on: BTreeMap<CenId, Vec<PackageId>>,
    /// The vSwitches that each VPC has, also those that are not ours.
    pub vswitches_in: BTreeMap<InstanceId, Vec<VswitchId>>,
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
    resolved.packages_on = packages_on(observed);
    resolved.vswitches_in = vswitches_in(observed);
    if problems.is_empty() {
        Ok(resolved)
    } else {
        Err(problems)
    }
}

/// Lists the packages of each CEN in the order of their ids.
fn packages_on(observed: &Observed) -> BTreeMap<CenId, Vec<PackageId>> {
    let mut on = BTreeMap::<_, Vec<_>>::new();
    for (id, seen) in &observed.packages {
        if let Some(cen) = &seen.cen {
            on.entry(cen.clone()).or_default().push(id.clone());
        }
    }
    on
}

/// Lists the vSwitches of each VPC in the order of their ids.
fn vswitches_in(observed: &Observed) -> BTreeMap<InstanceId, Vec<VswitchId>> {
    let mut inside = BTreeMap::<_, Vec<_>>::new();
    for (id, seen) in &observed.vswitches {
        inside.entry(seen.vpc.clone()).or_default().push(id.clone());
    }
    inside
}

/// Returns the gaps under which nothing can be planned.
fn blocking_gaps(gaps: &[Gap]) -> Vec<&Gap> {
    gaps.iter()
        .filter(|gap| gap.scope.hides_everything())
        .collect()
}

/// Tells whether a problem says that something does not exist, where it may only not have been read.
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
    let (listed, marks) = (ListedNetworks::of(observed), ListedMarks::of(observed));
    for (name, network) in &desired.networks {
        match find_network((desired, observed), &listed, name, network) {
            Ok(Some(id)) => drop(resolved.networks.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::of(network_address(name), kind)),
        }
    }
    for (name, cen) in &desired.cens {
        match find_cen((desired, observed), &marks, name, cen, adopt) {
            Ok(Some(id)) => drop(resolved.cens.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::of(cen_address(name), kind)),
        }
        for (&areas, bandwidth) in &cen.bandwidth {
            match find_package(
                (desired, observed),
                &marks,
                BandwidthGroup {
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

/// Returns the topology without what the file names by its id or name and the cloud does not have, and each such thing as a problem.
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

/// Returns the only candidate, or none.
///
/// # Errors
/// If there are several, since nothing says which one is meant.
fn one_of<T: ToString>(mut candidates: Vec<T>) -> Result<Option<T>, ProblemKind> {
    if candidates.len() > 1 {
        return Err(ProblemKind::Ambiguous {
            candidates: candidates.iter().map(T::to_string).collect(),
        });
    }
    Ok(candidates.pop())
}

/// Reports parts of the file that are one and the same thing of the cloud.
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

/// Lists the CENs and packages behind parts of the file that carry the mark of another topology.
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
