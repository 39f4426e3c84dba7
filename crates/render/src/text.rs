//! The plan as text: grouped by CEN, every number with its unit, every wait with its reason.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Action, ActionId, Address, Call, Hold, Step, WaitReason,
    call::{AttachmentCall, Metered, RouterCall},
};
use cen_plan::Plan;
use cen_topology::{AccountName, CenName, NetworkKind, Topology};

use crate::connectivity;
use crate::costs::{self, Prices};
use crate::document::{Document, Label, Line, widest};
use crate::fold;
use crate::sign::Sign;
use crate::summary::summary;
use crate::words;
use crate::words::call::CallWords;
use crate::words::count::few;
use crate::words::wait::wait_text;

/// How much of a plan is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// One line for each action, with what it waits for only where that is no matter of course.
    Brief,
    /// Each action with what it waits for. What goes along with another action is not shown.
    #[default]
    Usual,
    /// Every action with all that it waits for.
    Full,
}

/// Renders a plan. One line if there is nothing to do and nothing to say.
pub fn text(plan: &Plan, desired: &Topology) -> Document {
    text_in(plan, desired, Detail::Usual)
}

/// Renders a plan with more or less detail.
pub fn text_in(plan: &Plan, desired: &Topology, detail: Detail) -> Document {
    text_priced(plan, desired, detail, &Prices::default())
}

/// Renders a plan with more or less detail, and with prices.
pub fn text_priced(plan: &Plan, desired: &Topology, detail: Detail, prices: &Prices) -> Document {
    let mut out = Document::default();
    let mut groups: BTreeMap<Option<&CenName>, (Vec<&Step>, Vec<&Hold>)> = BTreeMap::new();
    let folded = match detail {
        Detail::Brief | Detail::Usual => fold::folded(&plan.steps),
        Detail::Full => BTreeSet::new(),
    };
    let shown = plan
        .steps
        .iter()
        .filter(|step| !folded.contains(&step.action.id));
    for step in shown {
        let group = groups.entry(step.action.address.cen()).or_default();
        group.0.push(step);
    }
    for hold in &plan.holds {
        let group = groups.entry(hold.address.cen()).or_default();
        group.1.push(hold);
    }
    for (cen, (steps, holds)) in &groups {
        let group = CenLines::new(*cen, desired, steps, holds);
        out.push(group.heading());
        steps.iter().for_each(|step| match detail {
            Detail::Brief => out.push(group.brief(step, &folded)),
            Detail::Usual | Detail::Full => group.step(&mut out, step, &folded),
        });
        out.extend(holds.iter().map(|hold| group.hold(hold)));
        out.blank();
    }
    out.extend(meaning(plan));
    out.extend(costs::lines(plan, desired, prices));
    out.push(summary(plan));
    out
}

/// An action as a line without what it waits for.
pub(crate) struct ActionLine<'a> {
    pub(crate) action: &'a Action,
    /// What the call does, in words.
    pub(crate) words: String,
}

/// Lists every action and what it does, for a reader who sees elsewhere what it waits for.
pub(crate) fn actions<'a>(plan: &'a Plan, desired: &Topology) -> Vec<ActionLine<'a>> {
    let mut groups: BTreeMap<Option<&CenName>, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        groups
            .entry(step.action.address.cen())
            .or_default()
            .push(step);
    }
    let lines = groups.into_iter().flat_map(|(cen, steps)| {
        let words = CenLines::new(cen, desired, &steps, &[]).words();
        let line = |step: &'a Step| ActionLine {
            action: &step.action,
            words: words.of(&step.action),
        };
        steps.into_iter().map(line).collect::<Vec<_>>()
    });
    lines.collect()
}

/// Says what the plan means for traffic, what it interrupts, and what it does not know.
pub(crate) fn meaning(plan: &Plan) -> Document {
    let mut out = connectivity::lines(&plan.connectivity);
    interruptions(&mut out, plan);
    assumptions(&mut out, plan);
    notices(&mut out, plan);
    gaps(&mut out, plan);
    out
}

/// Adds what is interrupted while the plan runs.
fn interruptions(out: &mut Document, plan: &Plan) {
    if plan.interruptions.is_empty() {
        return;
    }
    out.push(Line::of(Label::Danger, "interrupted while the plan runs"));
    for interruption in &plan.interruptions {
        out.push(format!("  {}", words::interrupted(&interruption.what)));
        let row = interruption.actions_in_a_row;
        let span = format!(
            "      from {} until {}: {row} actions one after another",
            interruption.from, interruption.until
        );
        out.push(Line::of(Label::Muted, span));
    }
    out.blank();
}

/// Adds what the plan assumes.
fn assumptions(out: &mut Document, plan: &Plan) {
    if plan.assumptions.is_empty() {
        return;
    }
    out.push(Line::of(
        Label::Heading,
        "assumed, because the cloud was not read",
    ));
    let lines = plan
        .assumptions
        .iter()
        .map(|assumption| format!("  {}", words::assumption(assumption)));
    out.extend(lines.map(Line::from));
    out.blank();
}

/// Adds what needs a person.
fn notices(out: &mut Document, plan: &Plan) {
    if plan.notices.is_empty() {
        return;
    }
    out.push(Line::of(Label::Heading, "needs a person"));
    let width = widest(plan.notices.iter().map(|notice| notice.address.to_string()));
    out.extend(plan.notices.iter().map(|notice| {
        let line = Line::from("  ").join(Sign::Held.line());
        let line = line.column(Label::Plain, notice.address.to_string(), width);
        line.text(format!("  {}", words::notice(notice)))
    }));
    out.blank();
}

/// Adds what could not be read, because the plan is not complete then.
fn gaps(out: &mut Document, plan: &Plan) {
    if plan.gaps.is_empty() {
        return;
    }
    out.push(Line::of(
        Label::Heading,
        "could not be read; nothing under it is changed",
    ));
    let lines = plan.gaps.iter().map(|gap| format!("  {}", words::gap(gap)));
    out.extend(lines.map(Line::from));
    out.blank();
}

/// The lines of one CEN, or of everything outside the CENs.
struct CenLines<'a> {
    cen: Option<&'a CenName>,
    desired: &'a Topology,
    /// The account that signs, unless a line names another one.
    owner: Option<&'a AccountName>,
    /// The heading if there is no CEN.
    outside: &'static str,
    /// The width of the column of names.
    width: usize,
}

impl<'a> CenLines<'a> {
    fn new(
        cen: Option<&'a CenName>,
        desired: &'a Topology,
        steps: &[&'a Step],
        holds: &[&Hold],
    ) -> Self {
        let ids = steps.iter().map(|step| step.action.id.to_string());
        let held = holds.iter().map(|hold| hold.address.to_string());
        let addresses = steps.iter().map(|step| &step.action.address);
        let addresses = addresses.chain(holds.iter().map(|hold| &hold.address));
        let written = cen.and_then(|cen| desired.cens.get(cen));
        // A CEN that leaves the file belongs to the account that signs for it. Grants are signed by the owners of networks.
        let signers = steps
            .iter()
            .map(|step| &step.action)
            .filter(|action| !action.call.traits().is_lenders);
        let owner = written
            .map(|cen| &cen.account)
            .or_else(|| cen.and(signers.map(|action| &action.account).next()));
        Self {
            cen,
            desired,
            owner,
            outside: outside(addresses),
            width: widest(ids.chain(held)),
        }
    }

    fn words(&self) -> CallWords<'a> {
        CallWords {
            desired: self.desired,
            owner: self.owner,
        }
    }

    fn heading(&self) -> Line {
        let text = match (self.cen, self.owner) {
            (Some(cen), Some(owner)) => {
                format!(
                    "cen {cen} (account {owner}, {})",
                    self.desired.account(owner).id
                )
            }
            (Some(cen), None) => format!("cen {cen}"),
            (None, _) => self.outside.to_owned(),
        };
        Line::of(Label::Heading, text)
    }

    /// Returns the line of an action: its name, what it does, who signs it, and what it costs.
    fn action(&self, action: &Action) -> Line {
        let signer = match self.owner == Some(&action.account) {
            true => String::new(),
            false => format!(", as {}", action.account),
        };
        let line = Line::from("  ")
            .join(Sign::of(action).line())
            .column(Label::Plain, action.id.as_str(), self.width)
            .text(format!("  {}{signer}", self.words().of(action)));
        line.join(condition(action))
    }

    /// Returns an action with the waits that explain something, in one line.
    fn brief(&self, step: &Step, folded: &BTreeSet<&ActionId>) -> Line {
        let waits = step.waits_for.iter();
        let telling = waits.filter(|(first, why)| !folded.contains(first) && explains(**why));
        let firsts: BTreeSet<&str> = telling.map(|(first, _)| first.as_str()).collect();
        let line = self.action(&step.action);
        match firsts.is_empty() {
            true => line,
            false => {
                let firsts: Vec<_> = firsts.into_iter().collect();
                line.with(Label::Muted, format!("  (after {})", few(&firsts)))
            }
        }
    }

    fn step(&self, out: &mut Document, step: &Step, folded: &BTreeSet<&ActionId>) {
        let action = &step.action;
        out.push(self.action(action));
        let details = words::entrance(action).map(|details| format!("      {details}"));
        out.extend(details.map(|details| Line::of(Label::Muted, details)));
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let waits = step.waits_for.iter();
        for (first, why) in waits.filter(|(first, _)| !folded.contains(first)) {
            let firsts = reasons.entry(wait_text(*why)).or_default();
            firsts.push(first.as_str());
        }
        let waits = reasons
            .iter()
            .map(|(why, firsts)| format!("      after {}: {why}", few(firsts)));
        out.extend(waits.map(|wait| Line::of(Label::Muted, wait)));
    }

    fn hold(&self, hold: &Hold) -> Line {
        Line::from("  ")
            .join(Sign::Held.line())
            .column(Label::Plain, hold.address.to_string(), self.width)
            .text(format!("  {}", words::hold(hold)))
    }
}

/// Tells whether a wait is no matter of course. That a thing must exist before it is used, and be unused before it goes, needs no words.
fn explains(why: WaitReason) -> bool {
    match why {
        WaitReason::LeavesOldCen
        | WaitReason::RangeFree
        | WaitReason::PlaceFree
        | WaitReason::RegionKeepsNetwork
        | WaitReason::PackageServesOneCen
        | WaitReason::CenHasOnePackage
        | WaitReason::SuccessorInUse
        | WaitReason::PackageLargeEnough
        | WaitReason::LimitsFit
        | WaitReason::DecreasesFirst
        | WaitReason::BandwidthGivenBack
        | WaitReason::NewPlaceReady
        | WaitReason::RouteHasOneSource
        | WaitReason::ServicesMayNotOverlap
        | WaitReason::ZoneHasOneVpc
        | WaitReason::PriorityFree
        | WaitReason::TargetIsCheckedOnce
        | WaitReason::PairHasOneLink => true,
        WaitReason::CenActive
        | WaitReason::CenOwned
        | WaitReason::CenEmpty
        | WaitReason::VpcExists
        | WaitReason::VpcUnused
        | WaitReason::Granted
        | WaitReason::Detached
        | WaitReason::NetworksAttached
        | WaitReason::RegionsAttached
        | WaitReason::PackageExists
        | WaitReason::PackageOwned
        | WaitReason::PackageFree
        | WaitReason::PackageAssociated
        | WaitReason::LimitsZero
        | WaitReason::RoutesTakenAway
        | WaitReason::FreeFirst
        | WaitReason::ServiceOpen
        | WaitReason::AccountsReady
        | WaitReason::RouterActive
        | WaitReason::RouterEmpty
        | WaitReason::VswitchAvailable
        | WaitReason::LinkAttached
        | WaitReason::TablesLeft => false,
    }
}

/// Returns the heading of addresses that are on no CEN.
pub(crate) fn outside<'a>(mut addresses: impl Iterator<Item = &'a Address>) -> &'static str {
    let heading = |address: &Address| {
        if let Address::Network { .. } | Address::Vswitch { .. } = address {
            return Some("VPCs");
        }
        matches!(address, Address::RouterService { .. }).then_some("accounts")
    };
    let first = addresses.next();
    let first = first.map_or(Some("VPCs"), heading);
    let alike = first.filter(|first| addresses.all(|address| heading(address) == Some(first)));
    alike.unwrap_or("on no CEN of the file")
}

/// Returns what an action means besides the call: a removal, money, or a permission.
fn condition(action: &Action) -> Line {
    if action.is_destructive() {
        return Line::from("  ").with(Label::Danger, "[removes]");
    }
    if action.is_purchase() {
        return Line::from("  ").with(Label::Cost, "[costs money]");
    }
    match &action.call {
        Call::Attachment(AttachmentCall::GrantInstance(grant))
            if grant.kind == NetworkKind::Vbr =>
        {
            Line::from("  [the vendor must have allowed this account to grant VBRs]")
        }
        Call::Router(RouterCall::GrantToRouter(grant)) if grant.kind == NetworkKind::Vbr => {
            Line::from("  [the vendor must have allowed this account to grant VBRs]")
        }
        Call::Vpc(_)
        | Call::Cen(_)
        | Call::Attachment(_)
        | Call::Package(_)
        | Call::Route(_)
        | Call::Router(_) => metered(action),
    }
}

/// Says what is billed by use once the action is done.
fn metered(action: &Action) -> Line {
    match action.call.traits().metered {
        Some(Metered::ByTheHour) => Line::from("  ").with(Label::Cost, "[billed by the hour]"),
        Some(Metered::ByTheGb) => Line::from("  ").with(Label::Cost, "[billed by the GB]"),
        None => Line::default(),
    }
}
