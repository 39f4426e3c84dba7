//! The plan as text for a terminal: grouped by CEN, every number with its unit, every wait with its reason.

use std::collections::BTreeMap;

use cen_plan::{Action, Call, Hold, Plan, Step};
use cen_topology::{AccountName, CenName, NetworkKind, Topology, visible};

use crate::connectivity;
use crate::words::call::{CallWords, kind, sign};

/// The plan as text. One line if there is nothing to do and nothing to say.
pub fn text(plan: &Plan, desired: &Topology) -> String {
    let mut out = String::new();
    let mut groups: BTreeMap<Option<&CenName>, (Vec<&Step>, Vec<&Hold>)> = BTreeMap::new();
    for step in &plan.steps {
        groups
            .entry(step.action.address.cen())
            .or_default()
            .0
            .push(step);
    }
    for hold in &plan.holds {
        groups.entry(hold.address.cen()).or_default().1.push(hold);
    }
    for (cen, (steps, holds)) in &groups {
        let group = Group::new(*cen, desired, steps, holds);
        line(&mut out, &group.heading());
        steps
            .iter()
            .for_each(|step| group.step_lines(&mut out, step));
        holds
            .iter()
            .for_each(|hold| group.hold_line(&mut out, hold));
        out.push('\n');
    }
    out.push_str(&reachability_and_summary(plan));
    out
}

/// Every action with its sign and what it does, for a reader who sees elsewhere what it waits for.
pub(super) fn actions<'a>(plan: &'a Plan, desired: &Topology) -> Vec<(&'a Action, char, String)> {
    let mut groups: BTreeMap<Option<&CenName>, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        groups
            .entry(step.action.address.cen())
            .or_default()
            .push(step);
    }
    let lines = groups.into_iter().flat_map(|(cen, steps)| {
        let group = Group::new(cen, desired, &steps, &[]);
        steps
            .into_iter()
            .map(|step| {
                (
                    &step.action,
                    sign(&step.action),
                    group.words().of(&step.action),
                )
            })
            .collect::<Vec<_>>()
    });
    lines.collect()
}

/// What the plan means for traffic, what it interrupts, and what it does, counted.
pub(super) fn reachability_and_summary(plan: &Plan) -> String {
    let mut out = connectivity::lines(&plan.connectivity);
    interruption_lines(&mut out, plan);
    unknown_lines(&mut out, plan);
    gap_lines(&mut out, plan);
    out.push_str(&summary(plan));
    out
}

/// What the network does without for a while, said before anything runs.
fn interruption_lines(out: &mut String, plan: &Plan) {
    if plan.interruptions.is_empty() {
        return;
    }
    out.push_str("interrupted while this is carried out\n");
    for interruption in &plan.interruptions {
        line(out, &format!("  {}", interruption.what));
        let row = interruption.actions_in_a_row;
        line(
            out,
            &format!(
                "      from {} until {}, for {row} actions in a row",
                interruption.from, interruption.until
            ),
        );
    }
    out.push('\n');
}

/// What was not seen, so that nobody takes the plan for the whole of it.
fn gap_lines(out: &mut String, plan: &Plan) {
    if plan.gaps.is_empty() {
        return;
    }
    out.push_str("not seen, and nothing under it is touched\n");
    plan.gaps
        .iter()
        .for_each(|gap| line(out, &format!("  {gap}")));
    out.push('\n');
}

/// Adds a line. What the cloud says may be in it: whatever that holds, it stays this one line and is seen as it is.
fn line(out: &mut String, text: &str) {
    out.push_str(&visible(text));
    out.push('\n');
}

/// What the plan takes for granted.
fn unknown_lines(out: &mut String, plan: &Plan) {
    if plan.unknown.is_empty() {
        return;
    }
    out.push_str("not known without a look at the cloud\n");
    plan.unknown
        .iter()
        .for_each(|unknown| line(out, &format!("  {unknown}")));
    out.push('\n');
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
    fn new(
        cen: Option<&'a CenName>,
        desired: &'a Topology,
        steps: &[&'a Step],
        holds: &[&Hold],
    ) -> Self {
        let names = steps
            .iter()
            .map(|step| step.action.id.as_str().len())
            .chain(holds.iter().map(|hold| hold.address.to_string().len()));
        let written = cen
            .and_then(|cen| desired.cens.get(cen))
            .map(|cen| &cen.account);
        // A CEN that leaves the file belongs to the account that signs for it; grants are the networks' owners' business.
        let signers = steps
            .iter()
            .map(|step| &step.action)
            .filter(|action| !matches!(action.call, Call::RevokeInstance { .. }));
        let owner = written.or_else(|| cen.and(signers.map(|action| &action.account).next()));
        Self {
            cen,
            desired,
            owner,
            width: names.max().unwrap_or_default(),
        }
    }

    fn words(&self) -> CallWords<'a> {
        CallWords {
            desired: self.desired,
            owner: self.owner,
        }
    }

    fn heading(&self) -> String {
        match (self.cen, self.owner) {
            (Some(cen), Some(owner)) => format!(
                "cen {cen} (account {owner}, {})",
                self.desired.account(owner).id
            ),
            (Some(cen), None) => format!("cen {cen}"),
            (None, _) => "outside the CENs of the file".to_owned(),
        }
    }

    fn step_lines(&self, out: &mut String, step: &Step) {
        let action = &step.action;
        let sign = sign(action);
        let signer = if self.owner == Some(&action.account) {
            String::new()
        } else {
            format!(", as {}", action.account)
        };
        let condition = match &action.call {
            _ if action.is_purchase() => "  [costs money]",
            Call::GrantInstance {
                kind: NetworkKind::Vbr,
                ..
            } => "  [the vendor must have allowed this account to grant VBRs]",
            _ => "",
        };
        line(
            out,
            &format!(
                "  {sign} {:<width$}  {}{signer}{condition}",
                action.id,
                self.words().of(action),
                width = self.width
            ),
        );
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (first, why) in &step.waits_for {
            reasons.entry(why).or_default().push(first.as_str());
        }
        for (why, firsts) in reasons {
            line(out, &format!("      after {}: {why}", few(&firsts)));
        }
    }

    fn hold_line(&self, out: &mut String, hold: &Hold) {
        let (address, difference, reason) =
            (hold.address.to_string(), &hold.difference, hold.reason);
        line(
            out,
            &format!(
                "  ! {address:<width$}  {difference}; {} [{}]",
                reason.as_str(),
                reason.code(),
                width = self.width
            ),
        );
    }
}

/// How many of many names are shown where all of them would be too long to read.
const SHOWN: usize = 5;

/// Names in a row: all if they are few, else the first ones and how many more there are. The JSON form has them all.
fn few(names: &[&str]) -> String {
    match names.len() {
        all if all <= SHOWN + 1 => names.join(", "),
        all => format!("{} and {} more", names[..SHOWN].join(", "), all - SHOWN),
    }
}

/// What the plan does, counted by kind, and what it has nothing to do with.
fn summary(plan: &Plan) -> String {
    let held = if plan.holds.is_empty() {
        String::new()
    } else {
        format!("; {} held", plan.holds.len())
    };
    let unmanaged = format!("{}{}", unseen_text(plan), unmanaged_text(plan));
    if plan.is_empty() {
        return format!("{}: nothing to do{held}{unmanaged}\n", plan.topology);
    }
    let mut counts: BTreeMap<(u8, &str, &str), usize> = BTreeMap::new();
    for step in &plan.steps {
        *counts.entry(kind(&step.action.call)).or_default() += 1;
    }
    let parts: Vec<_> = counts
        .iter()
        .map(|((_, one, many), count)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    let actions = if plan.steps.len() == 1 {
        "action"
    } else {
        "actions"
    };
    format!(
        "{}: {} {actions}: {}{held}{unmanaged}\n",
        plan.topology,
        plan.steps.len(),
        parts.join(", ")
    )
}

fn unseen_text(plan: &Plan) -> String {
    match plan.gaps.len() {
        0 => String::new(),
        1 => "; 1 thing could not be read".to_owned(),
        gaps => format!("; {gaps} things could not be read"),
    }
}

fn unmanaged_text(plan: &Plan) -> String {
    let unmanaged = plan.unmanaged;
    let counts = [
        (unmanaged.cens, "CEN", "CENs"),
        (unmanaged.packages, "package", "packages"),
        (unmanaged.ignored, "ignored thing", "ignored things"),
    ];
    let parts: Vec<_> = counts
        .iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" (not managed here: {})", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::few;

    #[test]
    fn of_many_names_the_first_are_shown_and_the_rest_is_counted() {
        assert_eq!(few(&["a", "b", "c", "d", "e", "f"]), "a, b, c, d, e, f");
        assert_eq!(
            few(&["a", "b", "c", "d", "e", "f", "g"]),
            "a, b, c, d, e and 2 more"
        );
    }
}
