//! The words for what a plan leaves alone.

use cen_action::{
    Blocker, EditionLack, FixedAttribute, HeldDifference, Hold, HoldReason, PackageProblem,
    RouteProblem, VswitchProblem,
};
use cen_observed::GapScope;
use cen_topology::{Charge, Mbps, NetworkName, RegionId};

use crate::words::gap::scope;

/// Returns what differs, why it is left alone, and the code of that reason.
pub fn hold(hold: &Hold) -> String {
    format!("{} [{}]", hold_without_code(hold), hold.reason.code())
}

/// Returns what differs and why it is left alone, such as `10 Mbps → 20 Mbps; limit/… is held`.
pub(crate) fn hold_without_code(hold: &Hold) -> String {
    let difference = hold.difference.as_ref();
    match (&hold.reason, difference) {
        (HoldReason::Gap { scope: hidden }, _) => {
            format!("{}: {}", perhaps(difference), unread(hidden))
        }
        (why, None) => reason(why),
        (why, Some(difference)) => format!("{}; {}", what(difference), reason(why)),
    }
}

/// Returns what a reason to hold stands for, without the case at hand.
pub fn hold_title(reason: &HoldReason) -> &'static str {
    match reason {
        HoldReason::Attribute { .. } => "the attribute cannot be changed in place",
        HoldReason::Edition { .. } => "the edition of the region's transit router cannot do it",
        HoldReason::Vswitch { .. } => "no transit router can enter the VPC",
        HoldReason::Package { .. } => "the package cannot carry its limits",
        HoldReason::Busy { .. } => "it is changing at this moment",
        HoldReason::Waits { .. } => "it depends on something that is held or stays",
        HoldReason::Grant { .. } => "no network uses the grant",
        HoldReason::KeptByCloudService { .. } => "a cloud service keeps it",
        HoldReason::PrepaidTerm { .. } => "the prepaid term has not ended",
        HoldReason::SameAddressRange { .. } => "another network has the same address range",
        HoldReason::Route { .. } => "the route cannot be published",
        HoldReason::Gap {
            scope: GapScope::Service { .. },
        } => "the account may not be ready for transit routers",
        HoldReason::Gap { .. } => "it could not be compared, because something could not be read",
        HoldReason::AttachedElsewhere { .. } => "the network is attached to another CEN",
        HoldReason::OwnedByAnother { .. } => "the object is owned by another topology",
        HoldReason::BeingDeleted { .. } => "the CEN is being deleted",
        HoldReason::NotExpressible => "a topology file cannot express it",
    }
}

fn what(difference: &HeldDifference) -> String {
    match difference {
        HeldDifference::Missing => "missing".to_owned(),
        HeldDifference::Extra => "not in the file".to_owned(),
        HeldDifference::Changed => "differs from the file".to_owned(),
        HeldDifference::Bandwidth { from, to } => format!("{from} → {to}"),
        HeldDifference::Cidr { from, to } => format!("cidr: {} → {to}", from.join(", ")),
        HeldDifference::Charge { from, to } => {
            format!("charge: {} → {}", seen_charge(from), charge(*to))
        }
    }
}

fn seen_charge(charge: &str) -> &str {
    match charge {
        "POSTPAY" => "postpaid",
        "PREPAY" => "prepaid",
        other => other,
    }
}

fn charge(charge: Charge) -> &'static str {
    match charge {
        Charge::Postpaid => "postpaid",
        Charge::Prepaid { .. } => "prepaid",
    }
}

/// Returns what may be so under a gap.
fn perhaps(difference: Option<&HeldDifference>) -> String {
    match difference {
        None => "not compared".to_owned(),
        Some(HeldDifference::Missing) => "it may exist".to_owned(),
        Some(HeldDifference::Extra) => "it may be wanted or in use".to_owned(),
        Some(HeldDifference::Bandwidth { from, to: Mbps(0) }) => {
            format!("{from} → 0 Mbps; a network that uses it may stay")
        }
        Some(
            HeldDifference::Changed
            | HeldDifference::Bandwidth { .. }
            | HeldDifference::Cidr { .. }
            | HeldDifference::Charge { .. },
        ) => "it may be as the file says".to_owned(),
    }
}

/// Returns what could not be read, and the next step where only one permission is missing.
fn unread(hidden: &GapScope) -> String {
    let text = format!("could not read {}", scope(hidden));
    match hidden {
        GapScope::Service { account } => format!(
            "{text}; if that was denied, allow `cen:CheckTransitRouterService` to the user of account `{account}`"
        ),
        GapScope::NotCovered { .. }
        | GapScope::UnknownAccount { .. }
        | GapScope::Cens { .. }
        | GapScope::Packages { .. }
        | GapScope::Networks { .. }
        | GapScope::Cen { .. }
        | GapScope::Router { .. }
        | GapScope::Offers { .. }
        | GapScope::Vswitches { .. }
        | GapScope::Routes { .. }
        | GapScope::Area { .. } => text,
    }
}

fn reason(reason: &HoldReason) -> String {
    match reason {
        HoldReason::Attribute { which } => attribute(*which).to_owned(),
        HoldReason::Edition { region, lacks } => edition(region, *lacks),
        HoldReason::Vswitch { network, problem } => vswitch(network, problem),
        HoldReason::Package { problem } => package(problem),
        HoldReason::Busy { status, through } => busy(status, through.as_ref()),
        HoldReason::Waits { r#for } => blocker(r#for),
        HoldReason::Grant { owner } => format!(
            "no network uses this grant of account {owner}; revoke it there if it is not wanted"
        ),
        HoldReason::KeptByCloudService { service } => {
            format!("the cloud service {service} keeps it")
        }
        HoldReason::PrepaidTerm { package, until } => {
            let end = until
                .as_deref()
                .map_or(String::new(), |until| format!(", {until}"));
            format!("{package} is prepaid and cannot be deleted before the end of its term{end}")
        }
        HoldReason::SameAddressRange {
            network,
            range,
            attached: true,
        } => format!("{network} has the range {range} too, so one of the two gets no traffic"),
        HoldReason::SameAddressRange { network, range, .. } => {
            format!("{network} has the range {range} too")
        }
        HoldReason::Route { network, problem } => route(network, *problem),
        HoldReason::Gap { scope: hidden } => unread(hidden),
        HoldReason::AttachedElsewhere {
            instance,
            cen,
            owner,
        } => {
            let owner = owner
                .as_ref()
                .map_or(String::new(), |owner| format!(" of topology `{owner}`"));
            match cen.as_str() {
                "" => format!(
                    "{instance} is already attached to a CEN of an account that the file does not have; detach it there first"
                ),
                cen => format!(
                    "{instance} is already attached to CEN {cen}{owner}; detach it there first"
                ),
            }
        }
        HoldReason::OwnedByAnother { id, owner } => format!(
            "{id} is owned by topology `{owner}`; change it through that topology, or remove its `cen:topology` tag there first"
        ),
        HoldReason::BeingDeleted { id } => {
            format!("{id} is being deleted; wait until it is gone and run again")
        }
        HoldReason::NotExpressible => "a topology file cannot express it, so it stays".to_owned(),
    }
}

fn edition(region: &RegionId, lacks: EditionLack) -> String {
    match lacks {
        EditionLack::BasicRoutes => format!(
            "{region} has an Enterprise Edition transit router, which refuses Basic Edition calls"
        ),
        EditionLack::Traffic => format!(
            "{region} has a Basic Edition transit router, which has no links that are billed by the GB; write the limit into a group with a package"
        ),
        EditionLack::Texts => format!(
            "{region} has a Basic Edition transit router, which has no name, description and tags; remove it from `routers`"
        ),
        EditionLack::FullProtection => format!(
            "{region} takes an Enterprise Edition transit router only, and a CEN of protection level FULL cannot have one; use another CEN"
        ),
        EditionLack::PeakPackage => format!(
            "{region} takes an Enterprise Edition transit router only, and a CEN with a package that is billed by its peaks (PayBy95) cannot have one; use another package"
        ),
    }
}

fn vswitch(network: &NetworkName, problem: &VswitchProblem) -> String {
    match problem {
        VswitchProblem::NoneUsable => format!(
            "{network} has no vSwitch with a free address in a zone of the transit router; write `vswitches: [{{ zone: …, cidr: … }}]` to have one made"
        ),
        VswitchProblem::NotInVpc { vswitch } => {
            format!("{network} has no vSwitch {vswitch}; correct `vswitches`")
        }
        VswitchProblem::NoAddress { vswitch } => {
            format!("{vswitch} of {network} is not available or has no free address; name another")
        }
        VswitchProblem::ZoneTwice { zone } => {
            format!("two of the vSwitches of {network} are in {zone}; name one for each zone")
        }
        VswitchProblem::ZoneNotOffered { zone } => {
            format!("transit routers cannot enter {network} in {zone}; use another zone")
        }
        VswitchProblem::Overlaps { cidr, vswitch } => {
            format!("{cidr} overlaps {vswitch} of {network}; choose another range")
        }
        VswitchProblem::OutsideVpc { cidr } => {
            format!("{cidr} lies outside the ranges of {network}; choose another range")
        }
    }
}

fn attribute(which: FixedAttribute) -> &'static str {
    match which {
        FixedAttribute::Cidr | FixedAttribute::Charge => {
            "it cannot be changed in place, and nothing is replaced on its own"
        }
        FixedAttribute::CrossBorderSize => "a package that crosses China's border cannot shrink",
        FixedAttribute::EmptyText => {
            "the cloud refuses an empty description, so it keeps the one that it has; write another one, or remove `description`"
        }
        FixedAttribute::UnknownAreas => "it joins areas that this version does not know",
    }
}

fn package(problem: &PackageProblem) -> String {
    match problem {
        PackageProblem::TooSmall { taken, size } => {
            format!("the limits take {taken} of a package of {size}")
        }
        PackageProblem::AreasServed { by } => {
            format!("{by}, which the file ignores, serves these areas already")
        }
        PackageProblem::ServesAnotherCen { package, cen } => {
            format!("{package} is associated with {cen}")
        }
        PackageProblem::NotNormal { package, status } => format!("{package} is {status}"),
    }
}

fn busy(status: &str, through: Option<&NetworkName>) -> String {
    let through = through.map_or(String::new(), |network| format!(" through {network}"));
    format!("the cloud says {status}{through}; wait until that is over")
}

fn blocker(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Stays { address } => format!("{address} stays"),
        Blocker::Held { address } => format!("{address} is held"),
        Blocker::Overlaps { address } => format!("{address} stays, and its range overlaps"),
        Blocker::NothingAttached { region } => {
            format!("every attachment in {region} is held")
        }
        Blocker::MakesWay { address } => {
            format!("it stays, because {address}, which it would make way for, is held")
        }
        Blocker::LimitsHeld => "all limits that would use it are held".to_owned(),
        Blocker::LimitsStay => "limits under it stay".to_owned(),
        Blocker::StaysAssociated { package } => format!("{package} stays associated"),
        Blocker::StaysAttached { instance } => format!("{instance} stays attached"),
        Blocker::OnRouter { what } => {
            format!("{what} stays on the router, because no topology file can say it")
        }
        Blocker::Ignored { what } => format!("{what} stays, because the file ignores it"),
    }
}

fn route(network: &NetworkName, problem: RouteProblem) -> String {
    match problem {
        RouteProblem::Absent => format!("{network} has no such route"),
        RouteProblem::NewNetwork => format!("{network} is yet to be created and has no routes"),
        RouteProblem::NextHop => {
            format!("the route of {network} has a next hop that cannot be published")
        }
    }
}
