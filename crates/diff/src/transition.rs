//! What is changing in the cloud at the moment of a look.

use cen_topology::{CenName, Topology};

use crate::comparison::Comparison;
use crate::resolve::{Adopt, resolve};
use cen_action::Address;
use cen_observed::{Inside, Observed, SeenCen, owner_of};

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
    let attachments = inside.attachments.iter();
    let attachments =
        attachments.filter(|(instance, _)| !comparison.ignores_id(name, instance.as_str()));
    states.extend(attachments.map(|(instance, seen)| {
        let (cen, network) = (cen(), comparison.network_label(instance));
        (Address::Attachment { cen, network }, seen.status.clone())
    }));
    let limits = inside.limits.iter();
    let limits = limits.filter(|(pair, _)| !comparison.ignores_pair(name, pair));
    states.extend(limits.map(|(pair, seen)| {
        let (cen, pair) = (cen(), pair.clone());
        (Address::Limit { cen, pair }, seen.status.clone())
    }));
    states.extend(inside.routers.iter().map(|(region, seen)| {
        let (cen, region) = (cen(), region.clone());
        (Address::Router { cen, region }, seen.status.clone())
    }));
    states.extend(states_of_accesses(name, inside));
    states
}

/// Returns the states of the accesses to PrivateZone and to cloud services.
fn states_of_accesses(name: &CenName, inside: &Inside) -> Vec<(Address, String)> {
    let zones = inside.routes.private_zone.iter().map(|(region, seen)| {
        let (cen, region) = (name.clone(), region.clone());
        (Address::PrivateZone { cen, region }, seen.status.clone())
    });
    let services = inside.routes.services.iter().flat_map(|(region, ranges)| {
        ranges.iter().map(move |(cidr, seen)| {
            let (cen, region, cidr) = (name.clone(), region.clone(), *cidr);
            (Address::Service { cen, region, cidr }, seen.status.clone())
        })
    });
    zones.chain(services).collect()
}

/// Tells whether a state is one that things only pass through (source: the states that the API's listings document).
fn is_passing(status: &str) -> bool {
    matches!(
        status,
        "Creating" | "Pending" | "Attaching" | "Detaching" | "Modifying" | "Upgrading" | "Deleting"
    )
}
