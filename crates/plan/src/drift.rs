//! What a night's look finds: the differences that a plan would settle, those that are only passing, and those that the file acknowledges.

use cen_topology::{Acknowledgement, Topology};
use jiff::civil::Date;

use crate::action::Address;
use crate::diff::Comparison;
use crate::finding::{Class, Finding, findings};
use crate::observed::{Observed, SeenCen};
use crate::plan::Plan;
use crate::resolve::{Adopt, resolve};

/// Everything that is to be said of a topology on a day (in UTC), given the plan that was made of the same look.
pub fn drift(desired: &Topology, observed: &Observed, plan: &Plan, today: Date) -> Vec<Finding> {
    let mut found = findings(plan, desired);
    for (address, status) in moving(desired, observed) {
        match found.iter_mut().find(|finding| finding.address.as_ref() == Some(&address)) {
            Some(finding) if finding.class == Class::Transient => {}
            Some(finding) => *finding = finding.reclassified(Class::Transient, &format!("it is {status}")),
            None => {
                let plain = Finding::plain(Class::Transient, format!("it is {status}"), "");
                found.push(Finding { address: Some(address), ..plain });
            }
        }
    }
    for entry in &desired.acknowledge {
        acknowledge(entry, today, &mut found);
    }
    found
}

/// What of the topology's own is changing at this moment, with the cloud's word for it.
fn moving(desired: &Topology, observed: &Observed) -> Vec<(Address, String)> {
    // Without that there is no plan either, and nobody asks.
    let Ok(resolved) = resolve(desired, observed, Adopt::No) else { return Vec::new() };
    let comparison = Comparison { desired, written: desired, observed, resolved: &resolved };
    let cens = resolved.cens.iter().chain(&resolved.leaving);
    let seen = cens.filter_map(|(name, id)| Some((name, observed.cens.get(id)?)));
    let on_cens = seen.flat_map(|(name, seen)| states(&comparison, name, seen));
    let networks = resolved.networks.iter().filter_map(|(name, id)| {
        let status = observed.networks.get(id)?.status.clone();
        Some((Address::Network { network: name.clone() }, status))
    });
    on_cens.chain(networks).filter(|(_, status)| is_passing(status)).collect()
}

/// The states of a CEN and of what hangs on it, but for what the file leaves to other tools.
fn states(comparison: &Comparison<'_>, name: &cen_topology::CenName, seen: &SeenCen) -> Vec<(Address, String)> {
    let cen = || name.clone();
    let mut states = vec![(Address::Cen { cen: cen() }, seen.status.clone())];
    let Some(inside) = &seen.inside else { return states };
    let attachments = inside.attachments.iter().filter(|(instance, _)| !comparison.ignores_id(name, instance.as_str()));
    states
        .extend(attachments.map(|(instance, seen)| {
            (Address::Attachment { cen: cen(), network: comparison.network_label(instance) }, seen.status.clone())
        }));
    let limits = inside.limits.iter().filter(|(pair, _)| !comparison.ignores_pair(name, pair));
    states.extend(limits.map(|(pair, seen)| (Address::Limit { cen: cen(), pair: pair.clone() }, seen.status.clone())));
    let zones = inside.routes.private_zone.iter();
    states.extend(zones.map(|(region, seen)| (Address::PrivateZone { cen: cen(), region: region.clone() }, seen.status.clone())));
    let services = inside.routes.services.iter().flat_map(|(region, ranges)| ranges.iter().map(move |(cidr, seen)| (region, cidr, seen)));
    states.extend(
        services.map(|(region, cidr, seen)| (Address::Service { cen: cen(), region: region.clone(), cidr: *cidr }, seen.status.clone())),
    );
    states
}

/// Whether a state is one that things only pass through (source: the states that the API's listings document).
fn is_passing(status: &str) -> bool {
    matches!(status, "Creating" | "Pending" | "Attaching" | "Detaching" | "Modifying" | "Deleting")
}

/// Takes the drift that an entry speaks of for known until its day is over; says so if there is none.
fn acknowledge(entry: &Acknowledgement, today: Date, found: &mut Vec<Finding>) {
    let Acknowledgement { drift, until, why } = entry;
    let speaks = |finding: &Finding| finding.address.as_ref().is_some_and(|address| address.to_string() == *drift);
    match found.iter_mut().filter(|finding| speaks(finding)).max_by_key(|finding| finding.class.is_actionable()) {
        Some(finding) if finding.class.is_actionable() && today <= *until => {
            *finding = finding.reclassified(Class::Acknowledged, &format!("acknowledged until {until}: {why}"));
        }
        Some(finding) if finding.class.is_actionable() => {
            finding.message = format!("{}; it was acknowledged until {until}: {why}", finding.message);
            finding.help = "settle it, or write a later day into `acknowledge`".to_owned();
        }
        Some(_) => {}
        None => {
            let message = format!("`{drift}` is acknowledged, and is no drift");
            found.push(Finding::plain(Class::Warning, message, "remove the entry from `acknowledge`, or correct it"));
        }
    }
}
