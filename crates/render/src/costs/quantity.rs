//! What a plan costs, in quantities: they are always known, also where no price is.

use cen_action::call::{LinkBilling, LinkState, PackageCall, RouterCall, SetLimit};
use cen_action::{Action, ActionId, Address, Call, Step};
use cen_plan::Plan;
use cen_topology::{AccountName, AreaPair, Charge, LinkQuality, Mbps, Package, Topology};
use serde::Serialize;

/// The hours of a month, as the vendor's estimates count them.
const HOURS_OF_A_MONTH: u32 = 730;

/// What one action changes in a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quantity {
    /// The action.
    pub action: ActionId,
    /// The account that pays.
    pub account: AccountName,
    /// What is billed.
    #[serde(flatten)]
    pub item: Item,
}

/// What is billed, before and after an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "item")]
pub enum Item {
    /// A bandwidth package.
    Package {
        /// The areas that it joins.
        areas: Option<AreaPair>,
        /// Its size; none if the plan does not have it.
        mbps: [Option<Mbps>; 2],
        /// How it is paid, if the file says it.
        term: Option<Charge>,
    },
    /// A network on an Enterprise Edition transit router: by the hour, and each GB that it sends.
    Attachment {
        /// The connection-hours of a month.
        hours_a_month: [u32; 2],
    },
    /// A link between two regions whose traffic is billed by the GB.
    Traffic {
        /// The most that it carries; none if it is not there, or its size is not in the plan.
        most: [Option<Mbps>; 2],
        /// The quality of the link, which decides the price of a GB.
        quality: Option<LinkQuality>,
    },
}

/// Lists what a plan changes in a bill, in the order of its actions.
pub fn quantities(plan: &Plan, desired: &Topology) -> Vec<Quantity> {
    let quantity = |step: &Step| {
        let action = &step.action;
        Some(Quantity {
            action: action.id.clone(),
            account: action.account.clone(),
            item: item(step, desired)?,
        })
    };
    plan.steps.iter().filter_map(quantity).collect()
}

/// Sums up what regions may exchange of packages, before and after, as far as the plan changes it.
pub(crate) fn limits(plan: &Plan) -> Option<[Mbps; 2]> {
    let limits = plan
        .steps
        .iter()
        .filter_map(|step| match &step.action.call {
            Call::Package(PackageCall::SetLimit(SetLimit { from, to, .. })) => Some([*from, *to]),
            Call::Router(call) => {
                let mbps = |state: Option<&LinkState>| state.map_or(Mbps(0), |state| state.mbps);
                Some(call.changes_link()?.map(mbps))
            }
            Call::Package(_)
            | Call::Vpc(_)
            | Call::Cen(_)
            | Call::Attachment(_)
            | Call::Route(_) => None,
        });
    limits.reduce(|[from, to], [more, also]| [Mbps(from.0 + more.0), Mbps(to.0 + also.0)])
}

fn item(step: &Step, desired: &Topology) -> Option<Item> {
    let action = &step.action;
    let package = |before, after| Item::Package {
        areas: areas(&action.address),
        mbps: [before, after],
        term: term(action, desired),
    };
    match &action.call {
        Call::Package(PackageCall::CreatePackage(create)) => Some(Item::Package {
            areas: Some(create.areas),
            mbps: [Some(Mbps(0)), Some(create.mbps)],
            term: Some(create.charge),
        }),
        Call::Package(PackageCall::ResizePackage(resize)) => {
            Some(package(Some(resize.from), Some(resize.to)))
        }
        Call::Package(PackageCall::DeletePackage(_)) => Some(package(seen(step), Some(Mbps(0)))),
        Call::Router(call) => router_item(call),
        // Marking a package, associating it and setting its limits costs nothing.
        Call::Package(
            PackageCall::MarkPackage(_)
            | PackageCall::UnmarkPackage(_)
            | PackageCall::AssociatePackage(_)
            | PackageCall::UnassociatePackage(_)
            | PackageCall::SetLimit(_),
        )
        | Call::Vpc(_)
        | Call::Cen(_)
        | Call::Attachment(_)
        | Call::Route(_) => None,
    }
}

fn router_item(call: &RouterCall) -> Option<Item> {
    match call {
        RouterCall::AttachToRouter(_) => Some(Item::Attachment {
            hours_a_month: [0, HOURS_OF_A_MONTH],
        }),
        RouterCall::DetachFromRouter(_) => Some(Item::Attachment {
            hours_a_month: [HOURS_OF_A_MONTH, 0],
        }),
        RouterCall::CreateLink(_) | RouterCall::ModifyLink(_) | RouterCall::DeleteLink(_) => {
            let [before, after] = call.changes_link()?;
            traffic(before, after)
        }
        RouterCall::OpenService(_)
        | RouterCall::CreateServiceRole(_)
        | RouterCall::CreateRouter(_)
        | RouterCall::ModifyRouter(_)
        | RouterCall::TagRouter(_)
        | RouterCall::UntagRouter(_)
        | RouterCall::DeleteRouter(_)
        | RouterCall::CreateVswitch(_)
        | RouterCall::DeleteVswitch(_)
        | RouterCall::GrantToRouter(_)
        | RouterCall::RevokeFromRouter(_)
        | RouterCall::ChangeZones(_)
        | RouterCall::ModifyAttachment(_)
        | RouterCall::AssociateTable(_)
        | RouterCall::DissociateTable(_)
        | RouterCall::PropagateRoutes(_)
        | RouterCall::UnpropagateRoutes(_) => None,
    }
}

/// Returns what a link is billed for by the GB; none if it never is.
fn traffic(before: Option<&LinkState>, after: Option<&LinkState>) -> Option<Item> {
    let metered = |state: Option<&LinkState>| match &state?.billing {
        LinkBilling::Traffic { quality } => Some((state?.mbps, *quality)),
        LinkBilling::Package { .. } => None,
    };
    let states = [before, after].map(metered);
    let quality = states[1].or(states[0])?.1;
    Some(Item::Traffic {
        most: states.map(|state| state.map(|(mbps, _)| mbps)),
        quality: Some(quality),
    })
}

/// Returns the size of a package as the plan saw it.
fn seen(step: &Step) -> Option<Mbps> {
    let mbps = step.preconditions.get("mbps")?.as_u64()?;
    u32::try_from(mbps).ok().map(Mbps)
}

fn areas(address: &Address) -> Option<AreaPair> {
    let (Address::Package { areas, .. } | Address::Association { areas, .. }) = address else {
        return None;
    };
    Some(*areas)
}

/// Returns how a package is paid, as the file says it.
fn term(action: &Action, desired: &Topology) -> Option<Charge> {
    let group = desired
        .cens
        .get(action.address.cen()?)?
        .bandwidth
        .get(&areas(&action.address)?)?;
    match group.package {
        Package::Bought { charge, .. } => Some(charge),
        Package::Existing(_) => None,
    }
}
