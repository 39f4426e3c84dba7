//! What a night's look finds: what is gone, the differences that a plan would settle, those that are only passing, and those that the file
//! acknowledges.

use cen_topology::{Acknowledgement, DriftClass, Topology};
use jiff::civil::Date;

use crate::action::Address;
use crate::diff::Comparison;
use crate::finding::{Class, Finding, findings};
use crate::observed::{Observed, SeenCen};
use crate::plan::{Plan, plan};
use crate::resolve::{Adopt, present, resolve};

/// Everything that is to be said of a topology on a day (in UTC). What the file names and the cloud does not have is missing, and the rest is
/// judged without it.
pub fn drift(desired: &Topology, observed: &Observed, today: Date) -> Vec<Finding> {
    let (present, vanished) = present(desired, observed, Adopt::No);
    let mut found: Vec<Finding> = vanished.iter().map(Finding::of_vanished).collect();
    match plan(&present, observed) {
        Ok(plan) => found.extend(differences(&present, observed, &plan)),
        Err(problems) => found.extend(problems.iter().map(Finding::of_problem)),
    }
    let is_whole = vanished.is_empty() && found.iter().all(|finding| finding.class != Class::Error);
    acknowledge(&desired.acknowledge, today, &mut found);
    // What could not be judged may well be what an entry speaks of.
    if is_whole {
        let idle = desired
            .acknowledge
            .iter()
            .filter(|entry| found.iter().all(|finding| !speaks_of(entry, finding)));
        let idle: Vec<_> = idle.map(idle_entry).collect();
        found.extend(idle);
    }
    found
}

/// What the plan of this look would settle, and what is only passing.
fn differences(desired: &Topology, observed: &Observed, plan: &Plan) -> Vec<Finding> {
    let mut found = findings(plan, desired);
    for (address, status) in moving(desired, observed) {
        match found
            .iter_mut()
            .find(|finding| finding.address.as_ref() == Some(&address))
        {
            Some(finding) if finding.class == Class::Transient => {}
            Some(finding) => {
                *finding = finding.reclassified(Class::Transient, &format!("it is {status}"))
            }
            None => {
                let plain = Finding::plain(Class::Transient, format!("it is {status}"), "");
                found.push(Finding {
                    address: Some(address),
                    ..plain
                });
            }
        }
    }
    found
}

/// What of the topology's own is changing at this moment, with the cloud's word for it.
fn moving(desired: &Topology, observed: &Observed) -> Vec<(Address, String)> {
    // Without that there is no plan either, and nobody asks.
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
        .filter(|(_, status)| is_passing(status))
        .collect()
}

/// The states of a CEN and of what hangs on it, but for what the file leaves to other tools.
fn states(
    comparison: &Comparison<'_>,
    name: &cen_topology::CenName,
    seen: &SeenCen,
) -> Vec<(Address, String)> {
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

/// Whether a state is one that things only pass through (source: the states that the API's listings document).
fn is_passing(status: &str) -> bool {
    matches!(
        status,
        "Creating" | "Pending" | "Attaching" | "Detaching" | "Modifying" | "Deleting"
    )
}

/// Takes drift for known until the day of its entry is over.
fn acknowledge(entries: &[Acknowledgement], today: Date, found: &mut [Finding]) {
    for finding in found
        .iter_mut()
        .filter(|finding| finding.class.is_actionable())
    {
        let mut about = entries
            .iter()
            .filter(|entry| speaks_of(entry, finding))
            .peekable();
        let Some(first) = about.peek().copied() else {
            continue;
        };
        match about.find(|entry| covers(entry, finding)) {
            Some(Acknowledgement { until, why, .. }) if today <= *until => {
                *finding = finding.reclassified(
                    Class::Acknowledged,
                    &format!("acknowledged until {until}: {why}"),
                );
            }
            Some(Acknowledgement { until, why, .. }) => {
                finding.message = format!(
                    "{}; it was acknowledged until {until}: {why}",
                    finding.message
                );
                finding.help = "settle it, or write a later day into `acknowledge`".to_owned();
            }
            None => {
                let class = finding.class.as_str();
                let covered = first.class.map_or("what is there", DriftClass::as_str);
                finding.message = format!(
                    "{}; its acknowledgement is of {covered}, not of {class}",
                    finding.message
                );
                finding.help = format!("settle it, or write `class: {class}` into `acknowledge`");
            }
        }
    }
}

fn speaks_of(entry: &Acknowledgement, finding: &Finding) -> bool {
    finding
        .address
        .as_ref()
        .is_some_and(|address| address.to_string() == entry.drift)
}

/// Whether an entry means drift of this class. Nobody who tolerates another name or a tag means that the whole thing may be gone.
fn covers(entry: &Acknowledgement, finding: &Finding) -> bool {
    let is_whole = matches!(
        finding.address,
        Some(Address::Network { .. } | Address::Cen { .. })
    );
    match entry.class {
        Some(class) => class.as_str() == finding.class.as_str(),
        None => finding.class != Class::Missing || !is_whole,
    }
}

fn idle_entry(entry: &Acknowledgement) -> Finding {
    let message = format!("`{}` is acknowledged, and is no drift", entry.drift);
    Finding::plain(
        Class::Warning,
        message,
        "remove the entry from `acknowledge`, or correct it",
    )
}
