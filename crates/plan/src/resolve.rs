//! Finds in the cloud what the file names: networks by id or name, CENs and packages by id or by their ownership mark.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AreaPair, Cen, CenId, CenName, InstanceId, Network, NetworkName, Package, PackageId, Selector, Topology};

use crate::observed::{Observed, SeenNetwork, owner_of};
use crate::problem::{Problem, ProblemKind};

/// Which thing of the cloud each part of the file is; a part that the file wants made and that is not there has none.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) networks: BTreeMap<NetworkName, InstanceId>,
    pub(crate) cens: BTreeMap<CenName, CenId>,
    pub(crate) packages: BTreeMap<(CenName, AreaPair), PackageId>,
}

/// The value of a package's `cen:name` tag.
pub(crate) fn package_mark(cen: &CenName, areas: AreaPair) -> String {
    format!("{cen}/{areas}")
}

/// Finds everything, or tells everything that cannot be found.
pub(crate) fn resolve(desired: &Topology, observed: &Observed) -> Result<Resolved, Vec<Problem>> {
    let mut resolved = Resolved::default();
    let mut problems: Vec<_> = observed.gaps.iter().map(Problem::of_gap).collect();
    for (name, network) in &desired.networks {
        match find_network(desired, observed, name, network) {
            Ok(Some(id)) => drop(resolved.networks.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::new(format!("network `{name}`"), kind)),
        }
    }
    for (name, cen) in &desired.cens {
        match find_cen(desired, observed, name, cen) {
            Ok(Some(id)) => drop(resolved.cens.insert(name.clone(), id)),
            Ok(None) => {}
            Err(kind) => problems.push(Problem::new(format!("cen `{name}`"), kind)),
        }
        for (&areas, bandwidth) in &cen.bandwidth {
            match find_package(desired, observed, name, cen, areas, &bandwidth.package) {
                Ok(Some(id)) => drop(resolved.packages.insert((name.clone(), areas), id)),
                Ok(None) => {}
                Err(kind) => problems.push(Problem::new(format!("package {areas} of cen `{name}`"), kind)),
            }
        }
    }
    problems.extend(networks_named_twice(&resolved));
    if problems.is_empty() { Ok(resolved) } else { Err(problems) }
}

/// The instance behind a network of the file; none for a managed one that is not there yet.
fn find_network(desired: &Topology, observed: &Observed, key: &NetworkName, network: &Network) -> Result<Option<InstanceId>, ProblemKind> {
    let here = |seen: &SeenNetwork| seen.account == network.account && seen.region == network.region && seen.kind == network.kind;
    let candidates: Vec<_> = match &network.selector {
        Selector::Id(id) => observed.networks.get_key_value(id).filter(|(_, seen)| here(seen)).into_iter().collect(),
        Selector::Name(name) => observed.networks.iter().filter(|(_, seen)| here(seen) && seen.name == *name).collect(),
        Selector::Managed { .. } => observed
            .networks
            .iter()
            .filter(|(_, seen)| here(seen) && crate::observed::is_marked(&seen.tags, desired.name.as_str(), key.as_str()))
            .collect(),
    };
    match (candidates.as_slice(), &network.selector) {
        ([], Selector::Managed { .. }) => Ok(None),
        ([], Selector::Id(id)) => Err(ProblemKind::NotFound { wanted: format!("{} {id}", network.kind), place: place(desired, network) }),
        ([], Selector::Name(name)) => {
            Err(ProblemKind::NotFound { wanted: format!("{} named `{name}`", network.kind), place: place(desired, network) })
        }
        ([(id, _)], _) => Ok(Some((*id).clone())),
        (several, _) => Err(ProblemKind::Ambiguous { candidates: several.iter().map(|(id, _)| id.to_string()).collect() }),
    }
}

/// Where a network was looked for.
fn place(desired: &Topology, network: &Network) -> String {
    format!("{} of account `{}` ({})", network.region, network.account, desired.account(&network.account).id)
}

/// The CEN behind a CEN of the file; none for one that is not there yet.
fn find_cen(desired: &Topology, observed: &Observed, key: &CenName, cen: &Cen) -> Result<Option<CenId>, ProblemKind> {
    let marked: Vec<_> =
        observed.cens_marked(desired.name.as_str(), key.as_str()).filter(|(_, seen)| seen.account == cen.account).collect();
    if let Some(id) = &cen.id {
        let place = format!("account `{}` ({})", cen.account, desired.account(&cen.account).id);
        let seen = observed.cens.get(id).filter(|seen| seen.account == cen.account);
        let seen = seen.ok_or_else(|| ProblemKind::NotFound { wanted: format!("CEN {id}"), place })?;
        if let Some(owner) = owner_of(&seen.tags).filter(|owner| *owner != desired.name.as_str()) {
            return Err(ProblemKind::OwnedByAnother { id: id.to_string(), owner: owner.to_owned() });
        }
        if let Some((other, _)) = marked.iter().find(|(other, _)| *other != id) {
            return Err(ProblemKind::Ambiguous { candidates: vec![id.to_string(), other.to_string()] });
        }
        return Ok(Some(id.clone()));
    }
    one_of(marked.iter().map(|(id, _)| (*id).clone()).collect())
}

/// The package behind a bandwidth group; none for one that is not bought yet.
fn find_package(
    desired: &Topology,
    observed: &Observed,
    key: &CenName,
    cen: &Cen,
    areas: AreaPair,
    package: &Package,
) -> Result<Option<PackageId>, ProblemKind> {
    let mark = package_mark(key, areas);
    let Package::Existing(id) = package else {
        let marked = observed.packages_marked(desired.name.as_str(), &mark).filter(|(_, seen)| seen.account == cen.account);
        return one_of(marked.map(|(id, _)| id.clone()).collect());
    };
    let place = format!("account `{}` ({})", cen.account, desired.account(&cen.account).id);
    let seen = observed.packages.get(id).filter(|seen| seen.account == cen.account);
    let seen = seen.ok_or_else(|| ProblemKind::NotFound { wanted: format!("bandwidth package {id}"), place })?;
    match seen.areas {
        Some(real) if real == areas => Ok(Some(id.clone())),
        real => Err(ProblemKind::OtherAreas {
            id: id.to_string(),
            areas: real.map_or_else(|| "areas that this version does not know".to_owned(), |areas| areas.to_string()),
        }),
    }
}

/// The only candidate, or none; two are a problem, because nothing says which one is meant.
fn one_of<T: ToString>(mut candidates: Vec<T>) -> Result<Option<T>, ProblemKind> {
    if candidates.len() > 1 {
        return Err(ProblemKind::Ambiguous { candidates: candidates.iter().map(T::to_string).collect() });
    }
    Ok(candidates.pop())
}

/// Two networks of the file that turn out to be one instance.
fn networks_named_twice(resolved: &Resolved) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let repeated = resolved.networks.iter().filter(|(_, id)| !seen.insert(*id));
    repeated.map(|(name, id)| Problem::new(format!("network `{name}`"), ProblemKind::NamedTwice { id: id.to_string() })).collect()
}
