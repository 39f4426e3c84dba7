//! Access to PrivateZone and to cloud services: missing, otherwise, or not wanted any more.

use cen_topology::{Cen, CenId, CenName, InstanceId, NetworkName, RegionId};
use ipnet::Ipv4Net;

use crate::comparison::Comparison;
use crate::differences::{Difference, Extra};
use cen_action::{Address, HeldDifference, HoldReason};
use cen_observed::{Inside, SeenAccess};

/// Returns what the file wants, each with the VPC that it is reached through.
fn wanted<'a>(name: &'a CenName, cen: &'a Cen) -> impl Iterator<Item = (Address, &'a NetworkName)> {
    let zones = cen
        .routes
        .private_zone
        .iter()
        .flatten()
        .map(|(region, host)| (zone(name, region), host));
    let services = cen.routes.services.iter().flatten();
    zones.chain(services.flat_map(move |(region, services)| {
        services
            .iter()
            .map(move |(cidr, via)| (service(name, region, *cidr), via))
    }))
}

/// Returns what is there.
fn seen<'a>(
    name: &'a CenName,
    inside: &'a Inside,
) -> impl Iterator<Item = (Address, &'a RegionId, &'a SeenAccess)> {
    let zones = inside
        .routes
        .private_zone
        .iter()
        .map(|(region, seen)| (zone(name, region), region, seen));
    let services = inside.routes.services.iter();
    zones.chain(services.flat_map(move |(region, all)| {
        all.iter()
            .map(move |(cidr, seen)| (service(name, region, *cidr), region, seen))
    }))
}

fn zone(cen: &CenName, region: &RegionId) -> Address {
    Address::PrivateZone {
        cen: cen.clone(),
        region: region.clone(),
    }
}

fn service(cen: &CenName, region: &RegionId, cidr: Ipv4Net) -> Address {
    Address::Service {
        cen: cen.clone(),
        region: region.clone(),
        cidr,
    }
}

/// What is missing, and what is not reached through the VPC that the file names: that is taken away by [`diff_extras`].
pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    for (address, network) in wanted(name, cen) {
        let there = comparison
            .inside(name)
            .and_then(|inside| seen(name, inside).find(|(other, ..)| *other == address));
        match there {
            Some((_, _, seen))
                if is_so(comparison, network, seen)
                    || is_changing(seen)
                    || comparison.ignores_id(name, seen.vpc.as_str()) => {}
            Some(_) | None => found.push(Difference::Missing(address)),
        }
    }
}

/// Tells whether a VPC is to leave a CEN of the file: what goes through it cannot stay, and is taken away with it, also where the file does not
/// manage that.
fn leaves(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: Option<&Cen>,
    vpc: &InstanceId,
) -> bool {
    let attached = comparison.inside(name);
    let attached = attached.and_then(|inside| inside.attachments.get(vpc));
    let wanted = comparison.resolved.names.get(vpc);
    let is_wanted = cen
        .zip(wanted)
        .is_some_and(|(cen, key)| cen.attach.contains(key));
    attached.is_some_and(|seen| seen.managed_service.is_empty() && seen.status == "Attached")
        && !is_wanted
}

/// What is there and not as the file has it, of the parts that it manages; all of it, if the CEN leaves the file.
pub(super) fn diff_extras(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&CenId, &Inside),
    cen: Option<&Cen>,
    found: &mut Vec<Difference>,
) {
    let manages = |address: &Address| {
        let is_zone = matches!(address, Address::PrivateZone { .. });
        cen.is_none_or(|cen| match is_zone {
            true => cen.routes.private_zone.is_some(),
            false => cen.routes.services.is_some(),
        })
    };
    let wants = |address: &Address, seen: &SeenAccess| {
        let mut wanted = cen.into_iter().flat_map(|cen| wanted(name, cen));
        wanted.any(|(other, network)| other == *address && is_so(comparison, network, seen))
    };
    for (address, access, seen) in seen(name, inside) {
        if !(manages(&address) || leaves(comparison, name, cen, &seen.vpc))
            || wants(&address, seen)
            || comparison.ignores_id(name, seen.vpc.as_str())
        {
            continue;
        }
        found.push(extra(comparison, id, address, access, seen));
    }
}

fn extra(
    comparison: &Comparison<'_>,
    id: &CenId,
    address: Address,
    access: &RegionId,
    seen: &SeenAccess,
) -> Difference {
    if is_changing(seen) {
        let reason = HoldReason::Busy {
            status: seen.status.clone(),
            through: Some(comparison.network_label(&seen.vpc)),
        };
        return Difference::held(address, HeldDifference::Changed, reason);
    }
    let (cen, access, seen) = (id.clone(), access.clone(), seen.clone());
    let extra = match matches!(address, Address::PrivateZone { .. }) {
        true => Extra::PrivateZone { cen, access, seen },
        false => Extra::Service { cen, access, seen },
    };
    Difference::Extra(address, extra)
}

/// Tells whether an access is there, or being made, through this network.
fn is_so(comparison: &Comparison<'_>, network: &NetworkName, seen: &SeenAccess) -> bool {
    let here = comparison.resolved.networks.get(network) == Some(&seen.vpc);
    here && ["Active", "Creating"].contains(&seen.status.as_str())
}

fn is_changing(seen: &SeenAccess) -> bool {
    ["Creating", "Deleting"].contains(&seen.status.as_str())
}
