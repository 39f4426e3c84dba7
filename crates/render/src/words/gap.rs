//! The words for what could not be read.

use cen_observed::{Coverage, Gap, GapScope};

/// Returns what could not be read and why, such as `could not read VPCs of account …: Forbidden.RAM`.
pub fn gap(gap: &Gap) -> String {
    let why = gap.error.as_deref().unwrap_or_else(|| why(&gap.scope));
    format!("could not read {}: {why}", scope(&gap.scope))
}

/// Returns why nothing was asked.
fn why(scope: &GapScope) -> &'static str {
    match scope {
        GapScope::NotCovered { .. } => {
            "the snapshot was made for another file and does not have this"
        }
        GapScope::UnknownAccount { .. } => "the snapshot has no account of this name and id",
        GapScope::Cens { .. }
        | GapScope::Packages { .. }
        | GapScope::Networks { .. }
        | GapScope::Cen { .. }
        | GapScope::Router { .. }
        | GapScope::Offers { .. }
        | GapScope::Service { .. }
        | GapScope::Vswitches { .. }
        | GapScope::Routes { .. }
        | GapScope::Area { .. } => "no answer",
    }
}

/// Returns what a gap hides, such as `VPCs of account …`.
pub(crate) fn scope(scope: &GapScope) -> String {
    match scope {
        GapScope::NotCovered { covers } => coverage(covers),
        GapScope::UnknownAccount { account, id } => format!("account `{account}` ({id})"),
        GapScope::Cens { account } => format!("CENs of account `{account}`"),
        GapScope::Packages { account } => format!("bandwidth packages of account `{account}`"),
        GapScope::Networks {
            kind,
            account,
            region,
        } => format!("{kind}s of account `{account}` in {region}"),
        GapScope::Cen { account, cen } => {
            format!("the content of CEN {cen} of account `{account}`")
        }
        GapScope::Router {
            account,
            cen,
            region,
        } => format!("the transit router of CEN {cen} of account `{account}` in {region}"),
        GapScope::Offers { region } => format!("the edition of transit routers in {region}"),
        GapScope::Service { account } => {
            format!("whether the transit router service is open in account `{account}`")
        }
        GapScope::Vswitches { account, region } => {
            format!("vSwitches of account `{account}` in {region}")
        }
        GapScope::Routes {
            account,
            cen,
            section,
        } => format!("`{}` of CEN {cen} of account `{account}`", section.as_str()),
        GapScope::Area { area } => format!("regions of area {area}"),
    }
}

fn coverage(covers: &Coverage) -> String {
    match covers {
        Coverage::Topology { topology } => format!("what topology `{topology}` owns"),
        Coverage::Networks {
            kind,
            account,
            region,
        } => format!("{kind}s of account {account} in {region}"),
        Coverage::Grants { kind } => format!("grants of {kind}s"),
        Coverage::Area { region } => format!("the area of {region}"),
        Coverage::Account { account } => format!("CENs and packages of account {account}"),
        Coverage::Cen { cen } => format!("the content of CEN {cen}"),
        Coverage::Routes { cen, section } => format!("`{}` of CEN `{cen}`", section.as_str()),
    }
}
