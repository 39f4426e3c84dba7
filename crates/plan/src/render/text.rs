//! The plan as text for a terminal: grouped by CEN, every number with its unit, every wait with its reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cen_topology::{AccountId, AccountName, CenName, Charge, Mbps, Topology};

use crate::action::{Action, Call, Ref};
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
        let group = Group::new(*cen, desired, steps, holds);
        out.push_str(&group.heading());
        steps.iter().for_each(|step| group.step_lines(&mut out, step));
        holds.iter().for_each(|hold| group.hold_line(&mut out, hold));
        out.push('\n');
    }
    out.push_str(&summary(plan));
    out
}

/// The lines of one CEN, or of what stands outside of any.
struct Group<'a> {
    cen: Option<&'a CenName>,
    desired: &'a Topology,
    /// The account that signs whatever the lines do not say otherwise.
    owner: Option<&'a AccountName>,
    /// The width of the column of names.
    width: usize,
}

impl<'a> Group<'a> {
    fn new(cen: Option<&'a CenName>, desired: &'a Topology, steps: &[&Step], holds: &[&Hold]) -> Self {
        let names = steps.iter().map(|step| step.action.id.as_str().len()).chain(holds.iter().map(|hold| hold.address.to_string().len()));
        let owner = cen.and_then(|cen| desired.cens.get(cen)).map(|cen| &cen.account);
        Self { cen, desired, owner, width: names.max().unwrap_or_default() }
    }

    fn heading(&self) -> String {
        match (self.cen, self.owner) {
            (Some(cen), Some(owner)) => format!("cen {cen} (account {owner}, {})\n", self.desired.account(owner).id),
            (Some(cen), None) => format!("cen {cen}\n"),
            (None, _) => "outside the CENs of the file\n".to_owned(),
        }
    }

    fn step_lines(&self, out: &mut String, step: &Step) {
        let action = &step.action;
        let sign = if matches!(action.call, Call::SetLimit { from, .. } if from > Mbps(0)) { '~' } else { '+' };
        let signer = if self.owner == Some(&action.account) { String::new() } else { format!(", as {}", action.account) };
        let money = if action.is_purchase() { "  [costs money]" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {sign} {:<width$}  {}{signer}{money}", action.id, self.call_text(action), width = self.width);
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (first, why) in &step.waits_for {
            reasons.entry(why).or_default().push(first.as_str());
        }
        for (why, firsts) in reasons {
            let _ = writeln!(out, "      after {}: {why}", firsts.join(", "));
        }
    }

    fn hold_line(&self, out: &mut String, hold: &Hold) {
        let (address, difference, reason) = (hold.address.to_string(), &hold.difference, hold.reason);
        let _ = writeln!(out, "  ! {address:<width$}  {difference}; {} [{}]", reason.as_str(), reason.code(), width = self.width);
    }

    /// What a call does, in words.
    fn call_text(&self, action: &Action) -> String {
        match &action.call {
            Call::CreateVpc { region, cidr, .. } => format!("create VPC {cidr} in {region}"),
            Call::CreateCen { name, .. } => format!("create CEN {name:?}"),
            Call::MarkCen { cen, .. } => format!("adopt {cen}"),
            Call::GrantInstance { kind, instance, region, .. } => format!("grant {kind} {} in {region}", reference(instance)),
            Call::AttachInstance { kind, instance, region, owner, .. } => {
                format!("attach {kind} {} in {region}{}", reference(instance), self.other_owner(owner))
            }
            Call::CreatePackage { areas, mbps, charge, .. } => {
                format!("buy {mbps} between {} and {}, {}", areas.first(), areas.second(), charge_text(*charge))
            }
            Call::AssociatePackage { package: Ref::Known(id), .. } => format!("associate {id}"),
            Call::AssociatePackage { package: Ref::OutputOf(_), .. } => "associate the new package".to_owned(),
            Call::SetLimit { pair, from: Mbps(0), to, .. } => format!("{to} between {} and {}", pair.first(), pair.second()),
            Call::SetLimit { pair, from, to, .. } => format!("{from} → {to} between {} and {}", pair.first(), pair.second()),
        }
    }

    /// The owner of a network, if it is not the CEN's.
    fn other_owner(&self, owner: &AccountId) -> String {
        let name = self.desired.accounts.iter().find(|(_, account)| account.id == *owner).map(|(name, _)| name);
        match name {
            Some(name) if self.owner == Some(name) => String::new(),
            Some(name) => format!(" of account {name}"),
            None => format!(" of account {owner}"),
        }
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

/// What the plan does, counted by kind.
fn summary(plan: &Plan) -> String {
    let held = if plan.holds.is_empty() { String::new() } else { format!("; {} held", plan.holds.len()) };
    if plan.is_empty() {
        return format!("{}: nothing to do{held}\n", plan.topology);
    }
    let count = |is: fn(&Call) -> bool| plan.steps.iter().filter(|step| is(&step.action.call)).count();
    let kinds = [
        (count(|call| matches!(call, Call::CreateVpc { .. })), "VPC to create", "VPCs to create"),
        (count(|call| matches!(call, Call::CreateCen { .. })), "CEN to create", "CENs to create"),
        (count(|call| matches!(call, Call::MarkCen { .. })), "CEN to adopt", "CENs to adopt"),
        (count(|call| matches!(call, Call::GrantInstance { .. })), "grant", "grants"),
        (count(|call| matches!(call, Call::AttachInstance { .. })), "attachment", "attachments"),
        (count(|call| matches!(call, Call::CreatePackage { .. })), "package to buy", "packages to buy"),
        (count(|call| matches!(call, Call::AssociatePackage { .. })), "association", "associations"),
        (count(|call| matches!(call, Call::SetLimit { .. })), "limit to set", "limits to set"),
    ];
    let parts: Vec<_> =
        kinds.iter().filter(|(count, _, _)| *count > 0).map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many })).collect();
    let actions = if plan.steps.len() == 1 { "action" } else { "actions" };
    format!("{}: {} {actions}: {}{held}\n", plan.topology, plan.steps.len(), parts.join(", "))
}
