//! Which rows of the listings of whole accounts concern a topology, where a look covers only them.

use cen_diff::package_name;
use cen_observed::{Inside, Observed};
use cen_topology::{Package, Selector, Topology, Vswitches};

use crate::observe::Scope;
use crate::rows::{Key, Wanted};

/// Returns a choice of rows with these keys, or all rows, as the scope says.
fn only<'a>(scope: &Scope, keys: impl Iterator<Item = Key<'a>>) -> Wanted<'a> {
    match scope.is_narrow {
        true => Wanted::Only(keys.collect()),
        false => Wanted::All,
    }
}

/// Lists the names that the topology's marks have.
fn marks(topology: &Topology) -> impl Iterator<Item = Key<'_>> {
    let names = [Some(&topology.name), topology.renames.topology.as_ref()];
    names
        .into_iter()
        .flatten()
        .map(|name| Key::Owner(name.as_str()))
}

/// Returns the CENs that the file names, or that are this topology's by their mark or may be by their
/// name.
pub(super) fn cens<'a>(topology: &'a Topology, scope: &Scope) -> Wanted<'a> {
    let cens = topology.cens.values();
    let named = cens.flat_map(|cen| {
        let id = cen.id.as_ref().map(|id| Key::Id(id.as_str()));
        id.into_iter().chain([Key::Name(&cen.display_name)])
    });
    only(scope, named.chain(marks(topology)))
}

/// Returns the names of the packages that the file buys.
pub(super) fn names_of_packages(topology: &Topology) -> Vec<String> {
    let cens = topology.cens.iter();
    let groups = cens.flat_map(|(key, cen)| {
        let areas = cen.bandwidth.keys();
        areas.map(move |areas| package_name(key, *areas))
    });
    groups.collect()
}

/// Returns the packages that the file names, that are this topology's by their mark or may be by
/// their name, or that are on a CEN that was looked into.
pub(super) fn packages<'a>(
    topology: &'a Topology,
    names: &'a [String],
    scope: &Scope,
    seen: &'a Observed,
) -> Wanted<'a> {
    let groups = topology
        .cens
        .values()
        .flat_map(|cen| cen.bandwidth.values());
    let named = groups.filter_map(|group| match &group.package {
        Package::Existing(id) => Some(Key::Id(id.as_str())),
        Package::Bought { .. } => None,
    });
    let bought = names.iter().map(|name| Key::Name(name));
    let on_cens = seen.cens.keys().map(|id| Key::In(id.as_str()));
    let keys = named.chain(bought).chain(on_cens).chain(marks(topology));
    only(scope, keys)
}

/// Returns the networks that the file names, that are this topology's by their mark, or that a CEN
/// which was looked into has something to do with.
pub(super) fn networks<'a>(
    topology: &'a Topology,
    scope: &Scope,
    seen: &'a Observed,
) -> Wanted<'a> {
    let networks = topology.networks.values();
    let named = networks.filter_map(|network| match &network.selector {
        Selector::Id(id) => Some(Key::Id(id.as_str())),
        Selector::Name(name) => Some(Key::Name(name)),
        Selector::Managed { .. } => None,
    });
    let used = insides(seen).flat_map(|inside| {
        let routes = &inside.routes;
        let attached = inside.attachments.keys();
        let granted = inside.grants.iter().map(|grant| &grant.instance);
        let checked = routes.health_checks.keys();
        let zones = routes.private_zone.values();
        let services = routes.services.values().flat_map(|all| all.values());
        let reached = zones.chain(services).map(|access| &access.vpc);
        let others = routes.not_expressible.iter().map(|other| other.network());
        let all = attached.chain(granted).chain(checked).chain(reached);
        all.chain(others).map(|id| Key::Id(id.as_str()))
    });
    only(scope, named.chain(used).chain(marks(topology)))
}

/// Returns the vSwitches that the file names, that are this topology's by their mark, that are in a
/// network of the observation, or through which one is attached.
pub(super) fn vswitches<'a>(
    topology: &'a Topology,
    scope: &Scope,
    seen: &'a Observed,
) -> Wanted<'a> {
    let networks = topology.networks.values();
    let pinned = networks.filter_map(|network| match &network.vswitches {
        Vswitches::Pinned(ids) => Some(ids),
        Vswitches::Chosen | Vswitches::Made(_) => None,
    });
    let pinned = pinned.flatten().map(|id| Key::Id(id.as_str()));
    let within = seen.networks.keys().map(|id| Key::In(id.as_str()));
    let attached = insides(seen).flat_map(|inside| inside.attachments.values());
    let entered = attached
        .filter_map(|attached| attached.transit.as_ref())
        .flat_map(|transit| transit.vswitches.values())
        .map(|id| Key::Id(id.as_str()));
    let keys = pinned.chain(within).chain(entered).chain(marks(topology));
    only(scope, keys)
}

fn insides(seen: &Observed) -> impl Iterator<Item = &Inside> {
    seen.cens.values().filter_map(|cen| cen.inside.as_ref())
}
