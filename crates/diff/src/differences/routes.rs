//! What a CEN does with routes: missing, otherwise, or not wanted any more.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{Cen, CenId, CenName, HealthCheck, InstanceId, NetworkName};
use ipnet::Ipv4Net;

use crate::comparison::Comparison;
use crate::differences::{Change, Difference, Extra};
use cen_action::{Address, HeldDifference, HoldReason, RouteProblem};
use cen_observed::{Inside, SeenRoute};

pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    for (network, cidrs) in cen.routes.publish.iter().flatten() {
        diff_published(comparison, name, network, cidrs, found);
    }
    for (network, check) in cen.routes.health_checks.iter().flatten() {
        diff_health_check(comparison, name, network, *check, found);
    }
}

/// The routes of one VPC that its CEN is to learn. The routes of a VPC that is not attached yet are not known until it is attached.
fn diff_published(
    comparison: &Comparison<'_>,
    cen: &CenName,
    network: &NetworkName,
    cidrs: &BTreeSet<Ipv4Net>,
    found: &mut Vec<Difference>,
) {
    let vpc = comparison.resolved.networks.get(network);
    let table = vpc.and_then(|vpc| comparison.inside(cen)?.routes.tables.get(vpc));
    for &cidr in cidrs {
        let address = Address::Route {
            cen: cen.clone(),
            network: network.clone(),
            cidr,
        };
        let problem = match (vpc, table) {
            (None, _) => Some(RouteProblem::NewNetwork),
            (Some(_), None) => None,
            (Some(_), Some(table)) => match table.get(&cidr) {
                Some(SeenRoute {
                    published: true, ..
                }) => continue,
                Some(SeenRoute {
                    changeable: true, ..
                }) => None,
                Some(_) => Some(RouteProblem::NextHop),
                None => Some(RouteProblem::Absent),
            },
        };
        found.push(match problem {
            Some(problem) => {
                let network = network.clone();
                let reason = HoldReason::Route { network, problem };
                Difference::held(address, HeldDifference::Missing, reason)
            }
            None => Difference::Missing(address),
        });
    }
}

/// A source that the file does not name is the cloud's choice, and stays as it is.
fn diff_health_check(
    comparison: &Comparison<'_>,
    cen: &CenName,
    network: &NetworkName,
    wanted: HealthCheck,
    found: &mut Vec<Difference>,
) {
    let address = Address::HealthCheck {
        cen: cen.clone(),
        network: network.clone(),
    };
    let vbr = comparison.resolved.networks.get(network);
    let seen = vbr.and_then(|vbr| comparison.inside(cen)?.routes.health_checks.get(vbr));
    let Some(&from) = seen else {
        return found.push(Difference::Missing(address));
    };
    let to = HealthCheck {
        source: wanted.source.or(from.source),
        ..wanted
    };
    if from != to {
        found.push(Difference::Changed(
            address,
            Change::HealthCheck { from, to },
        ));
    }
}

/// What was set up about routes on a CEN and the file does not have, of the parts that it manages; all of it, if the CEN leaves the file.
pub(super) fn diff_extras(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&CenId, &Inside),
    cen: Option<&Cen>,
    found: &mut Vec<Difference>,
) {
    let publish = cen.map(|cen| cen.routes.publish.as_ref());
    if publish != Some(None) {
        diff_extra_published(comparison, name, (id, inside), publish.flatten(), found);
    }
    let checks = cen.map(|cen| cen.routes.health_checks.as_ref());
    if checks != Some(None) {
        diff_extra_health_checks(comparison, name, (id, inside), checks.flatten(), found);
    }
}

fn diff_extra_published(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&CenId, &Inside),
    wanted: Option<&BTreeMap<NetworkName, BTreeSet<Ipv4Net>>>,
    found: &mut Vec<Difference>,
) {
    let wants = |vpc: &InstanceId, cidr: Ipv4Net| {
        let here = |network: &NetworkName| comparison.resolved.networks.get(network) == Some(vpc);
        wanted.is_some_and(|wanted| {
            wanted
                .iter()
                .any(|(network, cidrs)| here(network) && cidrs.contains(&cidr))
        })
    };
    for (vpc, cidr) in inside
        .routes
        .published()
        .filter(|(vpc, cidr)| !wants(vpc, *cidr))
    {
        let Some(attached) = inside
            .attachments
            .get(vpc)
            .filter(|_| !comparison.ignores_id(name, vpc.as_str()))
        else {
            continue;
        };
        let address = Address::Route {
            cen: name.clone(),
            network: comparison.network_label(vpc),
            cidr,
        };
        let extra = Extra::Route {
            cen: id.clone(),
            vpc: vpc.clone(),
            region: attached.region.clone(),
            cidr,
        };
        found.push(Difference::Extra(address, extra));
    }
}

fn diff_extra_health_checks(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&CenId, &Inside),
    wanted: Option<&BTreeMap<NetworkName, HealthCheck>>,
    found: &mut Vec<Difference>,
) {
    for vbr in inside.routes.health_checks.keys() {
        let network = comparison.network_label(vbr);
        let is_wanted = wanted.is_some_and(|wanted| wanted.contains_key(&network));
        let Some(seen) = inside
            .attachments
            .get(vbr)
            .filter(|_| !is_wanted && !comparison.ignores_id(name, vbr.as_str()))
        else {
            continue;
        };
        let extra = Extra::HealthCheck {
            cen: id.clone(),
            vbr: vbr.clone(),
            seen: seen.clone(),
        };
        found.push(Difference::Extra(
            Address::HealthCheck {
                cen: name.clone(),
                network,
            },
            extra,
        ));
    }
}
