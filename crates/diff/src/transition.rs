//! What is changing in the cloud at the moment of a look.

use cen_topology::{CenName, Topology};

use crate::comparison::Comparison;
use crate::resolve::{Adopt, resolve};
use cen_action::Address;
use cen_observed::{Observed, SeenCen, owner_of};

/// Lists what of the topology's own is changing at this moment, with the cloud's word for its state.
pub fn in_transition(desired: &Topology, observed: &Observed) -> Vec<(Address, String)> {
    // Without that there is no plan, so this is never asked.
    let Ok(resolved) = resolve(desired, observed, Adopt::No) else {
        return Vec::new();
    };
    let comparison = Comparison {
        desired,
        written: desired,
        observed,
        resolved: &resolved,
    };
    let cens = resolved.cens.iter().chain(&resolved.leaving);
    let seen = cens.filter_map(|(name, id)| Some((name, observed.cens.get(id)?)));
    let on_cens = seen.flat_map(|(name, seen)| states(&comparison, name, seen));
    let networks = resolved.networks.iter().filter_map(|(name, id)| {
        let status = observed.networks.get(id)?.status.clone();
        Some((
            Address::Network {
                network: name.clone(),
            },
            status,
        ))
    });
    on_cens
        .chain(networks)
        .chain(vswitches(&comparison))
        .filter(|(_, status)| is_passing(status))
        .collect()
}

/// Returns the states of the vSwitches that this topology has made.
fn vswitches(comparison: &Comparison<'_>) -> Vec<(Address, String)> {
    let all = comparison.observed.vswitches.values();
    let ours = all.filter(|seen| owner_of(&seen.tags) == Some(comparison.desired.name.as_str()));
    ours.map(|seen| {
        let address = Address::Vswitch {
            network: comparison.network_label(&seen.vpc),
            zone: seen.zone.clone(),
        };
        (address, seen.status.clone())
    })
    .collect()
}

/// Returns the states of a CEN and of what hangs on it, but for what the file leaves to other tools.
fn states(comparison: &Comparison<'_>, name: &CenName, seen: &SeenCen) -> Vec<(Address, String)> {
    let cen = || name.clone();
    let mut states = vec![(Address::Cen { cen: cen() }, seen.status.clone())];
    let Some(inside) = &seen.inside else {
        return states;
    };
    let attachments = inside
        .attachments
        .iter()
        .filter(|(instance, _)| !comparison.ignores_id(name, instance.as_str()));
    states.extend(attachments.map(|(instance, seen)| {
        (
            Address::Attachment {
                cen: cen(),
                network: comparison.network_label(instance),
            },
            seen.status.clone(),
        )
    }));
    let limits = inside
        .limits
        .iter()
        .filter(|(pair, _)| !comparison.ignores_pair(name, pair));
    states.extend(limits.map(|(pair, seen)| {
        (
            Address::Limit {
                cen: cen(),
                pair: pair.clone(),
            },
            seen.status.clone(),
        )
    }));
    let routers = inside.routers.iter();
    states.extend(routers.map(|(region, seen)| {
        (
            Address::Router {
                cen: cen(),
                region: region.clone(),
            },
            seen.status.clone(),
        )
    }));
    let zones = inside.routes.private_zone.iter();
    states.extend(zones.map(|(region, seen)| {
        (
            Address::PrivateZone {
                cen: cen(),
                region: region.clone(),
            },
            seen.status.clone(),
        )
    }));
    let services =
        inside.routes.services.iter().flat_map(|(region, ranges)| {
            ranges.iter().map(move |(cidr, seen)| (region, cidr, seen))
        });
    states.extend(services.map(|(region, cidr, seen)| {
        (
            Address::Service {
                cen: cen(),
                region: region.clone(),
                cidr: *cidr,
            },
            seen.status.clone(),
        )
    }));
    states
}

/// Tells whether a state is one that things only pass through (source: the states that the API's listings document).
fn is_passing(status: &str) -> bool {
    matches!(
        status,
        "Creating" | "Pending" | "Attaching" | "Detaching" | "Modifying" | "Upgrading" | "Deleting"
    )
}
