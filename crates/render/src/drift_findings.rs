//! The findings of one look at the cloud: what is gone, the differences that a plan would remove, those that are transient, and those that
//! the file acknowledges.

use std::collections::BTreeMap;

use cen_action::{Address, Step};
use cen_diff::{Adopt, in_transition, present};
use cen_observed::Observed;
use cen_plan::{Concern, Horizon, Notice, Plan, notices, plan};
use cen_topology::{Acknowledgement, DriftClass, Topology};
use jiff::civil::Date;

use crate::finding::{Class, Finding, findings};

/// Compares a topology with an observation on a day (in UTC). What the file names and the cloud does not have is missing; everything else
/// is judged without it.
///
/// What has no effect in a file that did not change is not told every night: so is `auto-renew`. `others` is what the journals know
/// besides.
pub fn drift(
    desired: &Topology,
    observed: &Observed,
    today: Date,
    horizon: &Horizon,
    others: Vec<Notice>,
) -> Vec<Finding> {
    let mut entries = desired.acknowledge.clone();
    let (present, vanished) = present(desired, observed, Adopt::No);
    let mut found: Vec<Finding> = vanished.iter().map(Finding::of_vanished).collect();
    match plan(&present, observed) {
        Ok(mut plan) => {
            let is_told =
                |notice: &Notice| !matches!(notice.concern, Concern::RenewalNotCompared { .. });
            plan.notices = notices(&present, observed, Adopt::No, horizon, &BTreeMap::new());
            plan.notices.retain(is_told);
            plan.notices.extend(others);
            entries
                .iter_mut()
                .for_each(|entry| by_address(entry, &plan));
            found.extend(differences(&present, observed, &plan));
        }
        Err(problems) => found.extend(problems.iter().map(Finding::of_problem)),
    }
    let is_whole = vanished.is_empty() && found.iter().all(|finding| finding.class != Class::Error);
    acknowledge(&entries, today, &mut found);
    // An entry may be about something that could not be judged.
    if is_whole {
        let idle = entries
            .iter()
            .filter(|entry| found.iter().all(|finding| !speaks_of(entry, finding)));
        let idle: Vec<_> = idle.map(idle_entry).collect();
        found.extend(idle);
    }
    found
}

/// Lists what the plan of this look would change, and what is transient.
fn differences(desired: &Topology, observed: &Observed, plan: &Plan) -> Vec<Finding> {
    let mut found = findings(plan, desired);
    for (address, status) in in_transition(desired, observed) {
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

/// Marks drift as acknowledged until the day of its entry is over.
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

/// Lets an entry that names an action, as `cen diff` prints it, speak of what the action is about.
fn by_address(entry: &mut Acknowledgement, plan: &Plan) {
    let named = |step: &&Step| step.action.id.as_str() == entry.drift;
    if let Some(step) = plan.steps.iter().find(named) {
        entry.drift = step.action.address.to_string();
    }
}

fn speaks_of(entry: &Acknowledgement, finding: &Finding) -> bool {
    finding
        .address
        .as_ref()
        .is_some_and(|address| address.to_string() == entry.drift)
}

/// Tells whether an entry covers drift of this class. An entry without a class does not cover that a whole network or CEN is missing.
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
