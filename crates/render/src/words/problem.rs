//! The words for the reasons why no plan can be made.

use cen_action::{ActionId, Address, Problem, ProblemKind, SearchedPlace, Wanted};

use crate::words::gap::gap;

/// Returns a problem with its subject, such as "network `hub`: no VPC vpc-1 in …".
pub fn problem(problem: &Problem) -> String {
    let text = problem_alone(problem);
    match &problem.address {
        Some(address) => format!("{}: {text}", subject(address)),
        None => text,
    }
}

/// Returns a problem for a reader who sees its subject elsewhere.
pub(crate) fn problem_alone(problem: &Problem) -> String {
    match &problem.kind {
        ProblemKind::Gap { gap: unread } => gap(unread),
        ProblemKind::NotFound {
            wanted: what,
            place: at,
        } => {
            format!("no {} in {}", wanted(what), place(at))
        }
        ProblemKind::Ambiguous { candidates } => {
            format!("more than one fits: {}", candidates.join(", "))
        }
        ProblemKind::OtherAreas {
            package,
            areas: Some(areas),
        } => format!("{package} joins {areas}"),
        ProblemKind::OtherAreas { package, .. } => {
            format!("{package} joins areas that this version does not know")
        }
        ProblemKind::LimitOfOtherAreas { areas } => format!("its regions join {areas}"),
        ProblemKind::NamedTwice { id, other } => format!("{id} is {} as well", subject(other)),
        ProblemKind::NotOffered { region } => format!("CEN is not offered in {region}"),
        ProblemKind::TooManySynced { count, most } => {
            format!("{count} VPCs with `routes: synced`, and a transit router takes {most}")
        }
        ProblemKind::Circle { actions } => {
            let ids: Vec<_> = actions.iter().map(ActionId::as_str).collect();
            format!("these actions wait for one another: {}", ids.join(", "))
        }
    }
}

/// Returns the next step.
pub fn problem_help(problem: &Problem) -> &'static str {
    match problem.kind {
        ProblemKind::Gap { .. } => {
            "a plan needs this; repair it, or take a new snapshot for this file, and run again"
        }
        ProblemKind::NotFound {
            wanted: Wanted::Network { .. } | Wanted::NetworkNamed { .. },
            ..
        } => {
            "check the id or name, the region and the account in the file: another account may own it"
        }
        ProblemKind::NotFound { .. } => {
            "check the id or name, the region and the account in the file"
        }
        ProblemKind::Ambiguous { .. } => {
            "write the `id` of the right one; or rename the others, or remove their ownership tags if they have any"
        }
        ProblemKind::OtherAreas { .. } | ProblemKind::LimitOfOtherAreas { .. } => {
            "correct `areas`, or name another package"
        }
        ProblemKind::NamedTwice { .. } => {
            "keep one of the two entries, or correct the id or name of the other"
        }
        ProblemKind::NotOffered { .. } => {
            "check the spelling of the region; the cloud lists it in no area"
        }
        ProblemKind::TooManySynced { .. } => {
            "write `routes: own` for some of them under `attachments`, and write the routes into these VPCs with another tool"
        }
        ProblemKind::Circle { .. } => {
            "this is a defect of cen: report it, with the topology file and a snapshot"
        }
    }
}

/// Returns a part of the file in its words.
fn subject(address: &Address) -> String {
    match address {
        Address::Network { network } => format!("network `{network}`"),
        Address::Cen { cen } => format!("cen `{cen}`"),
        Address::Package { cen, areas } => format!("package {areas} of cen `{cen}`"),
        Address::Limit { cen, pair } => format!("limit {pair} of cen `{cen}`"),
        Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Association { .. }
        | Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. }
        | Address::RouterService { .. }
        | Address::Router { .. }
        | Address::Vswitch { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => address.to_string(),
    }
}

fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Network { kind, id } => format!("{kind} {id}"),
        Wanted::NetworkNamed { kind, name } => format!("{kind} named `{name}`"),
        Wanted::Cen { id } => format!("CEN {id}"),
        Wanted::Package { id } => format!("bandwidth package {id}"),
    }
}

fn place(place: &SearchedPlace) -> String {
    let account = format!("account `{}` ({})", place.account, place.account_id);
    match &place.region {
        Some(region) => format!("{region} of {account}"),
        None => account,
    }
}
