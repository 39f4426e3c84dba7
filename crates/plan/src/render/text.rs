//! The plan as text for a terminal: grouped by CEN, every number with its unit, every wait with its reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cen_topology::{CenName, Charge, Mbps, Topology};

use crate::action::{Action, Address, Call, Ref};
use crate::hold::Hold;
use crate::plan::{Plan, Step};

/// The plan as text. One line if there is nothing to do and nothing to say.
pub fn text(plan: &Plan, desired: &Topology) -> String {
    let mut out = String::new();
    let mut groups: BTreeMap<Option<&CenName>, (Vec<&Step>, Vec<&Hold>)> = BTreeMap::new();
    for step in &plan.steps {
        groups.entry(step.action.address.cen()).or_default().0.push(step);
    }
    for hold in &plan.holds {
        groups.entry(hold.address.cen()).or_default().1.push(hold);
    }
    for (cen, (steps, holds)) in &groups {
        out.push_str(&heading(*cen, desired));
        steps.iter().for_each(|step| step_lines(&mut out, step));
        holds.iter().for_each(|hold| hold_line(&mut out, hold));
        out.push('\n');
    }
    out.push_str(&summary(plan));
    out
}

fn heading(cen: Option<&CenName>, desired: &Topology) -> String {
    let owner = cen.and_then(|cen| desired.cens.get(cen)).map(|cen| &cen.account);
    match (cen, owner.and_then(|owner| desired.accounts.get_key_value(owner))) {
        (Some(cen), Some((name, account))) => format!("cen {cen} (account {name}, {})\n", account.id),
        (Some(cen), None) => format!("cen {cen}\n"),
        (None, _) => "outside the CENs of the file\n".to_owned(),
    }
}

fn step_lines(out: &mut String, step: &Step) {
    let action = &step.action;
    let sign = if matches!(action.call, Call::SetLimit { from, .. } if from > Mbps(0)) { '~' } else { '+' };
    let money = if action.is_purchase() { "  [costs money]" } else { "" };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  {sign} {:<48} {}, as {}{money}", action.id.as_str(), call_text(action), action.account);
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (first, why) in &step.waits_for {
        reasons.entry(why).or_default().push(first.as_str());
    }
    for (why, firsts) in reasons {
        let _ = writeln!(out, "      after {}: {why}", firsts.join(", "));
    }
}

fn hold_line(out: &mut String, hold: &Hold) {
    let _ = writeln!(out, "  ! {:<48} {}; {} [{}]", hold.address.to_string(), hold.difference, hold.reason.as_str(), hold.reason.code());
}

/// What a call does, in words.
fn call_text(action: &Action) -> String {
    match &action.call {
        Call::CreateVpc { region, cidr, .. } => format!("create VPC {cidr} in {region}"),
        Call::CreateCen { name, .. } => format!("create CEN {name:?}"),
        Call::MarkCen { cen, .. } => format!("adopt {cen}"),
        Call::GrantInstance { kind, instance, region, .. } => format!("grant {kind} {} in {region}", reference(instance)),
        Call::AttachInstance { kind, instance, region, owner, .. } => {
            format!("attach {kind} {} in {region} (account {owner})", reference(instance))
        }
        Call::CreatePackage { areas, mbps, charge, .. } => {
            format!("buy {mbps} between {} and {}, {}", areas.first(), areas.second(), charge_text(*charge))
        }
        Call::AssociatePackage { package, .. } => format!("associate {}", reference(package)),
        Call::SetLimit { pair, from, to, .. } => format!("{} and {}: {from} → {to}", pair.first(), pair.second()),
    }
}

fn reference<T: std::fmt::Display>(reference: &Ref<T>) -> String {
    match reference {
        Ref::Known(id) => id.to_string(),
        Ref::OutputOf(_) => "(new)".to_owned(),
    }
}

fn charge_text(charge: Charge) -> String {
    match charge {
        Charge::Postpaid => "postpaid".to_owned(),
        Charge::Prepaid { months, auto_renew } => {
            let plural = if months == 1 { "" } else { "s" };
            format!("prepaid for {months} month{plural}{}", if auto_renew { ", renewed by itself" } else { "" })
        }
    }
}

fn summary(plan: &Plan) -> String {
    let held = if plan.holds.is_empty() { String::new() } else { format!("; {} held", plan.holds.len()) };
    if plan.is_empty() {
        return format!("{}: nothing to do{held}\n", plan.topology);
    }
    let changes = plan.steps.iter().filter(|step| matches!(step.action.address, Address::Limit { .. }));
    let limits = changes.count();
    let purchases = plan.steps.iter().filter(|step| step.action.is_purchase()).count();
    let creates = plan.steps.len() - limits;
    format!("{}: {creates} to create ({purchases} cost money), {limits} limits to set{held}\n", plan.topology)
}
