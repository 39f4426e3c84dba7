//! When each difference is lowered.

use cen_action::{Address, Phase};
use cen_diff::{Change, Comparison, Difference, Extra};
use cen_observed::SeenLimit;
use cen_topology::{CenName, Mbps, RegionPair};

/// When a difference is lowered. What is lowered later may depend on whether something earlier is
/// held. `None` comes first: what is held already.
pub(super) fn phase(comparison: &Comparison<'_>, difference: &Difference) -> Option<Phase> {
    match difference {
        Difference::Held(_) => None,
        Difference::Missing(address) => Some(phase_of_missing(address)),
        Difference::Unmarked(_) => Some(Phase::Create),
        Difference::Changed(_, change) => Some(phase_of_change(change)),
        Difference::Limit {
            cen,
            pair,
            from,
            to,
        } => {
            let lowers = to < from && !takes_share(comparison, cen, pair, *to);
            match lowers || leaves_package(comparison, cen, pair, *to) {
                true => Some(Phase::Release),
                false => Some(Phase::Use),
            }
        }
        Difference::Extra(_, extra) => Some(phase_of_extra(extra)),
    }
}

/// Tells whether a link that has a share of a package is to be billed by the GB.
fn leaves_package(comparison: &Comparison<'_>, cen: &CenName, pair: &RegionPair, to: Mbps) -> bool {
    let seen = comparison
        .inside(cen)
        .and_then(|inside| inside.limits.get(pair));
    let takes_share = seen.is_some_and(|seen| seen.link.is_some() && seen.share() > Mbps(0));
    let wanted = comparison.desired.cens.get(cen);
    let by_traffic = wanted.is_some_and(|cen| cen.traffic.contains_key(pair));
    takes_share && by_traffic && to > Mbps(0)
}

/// Tells whether a link that is billed by the GB is to have a share of a package.
fn takes_share(comparison: &Comparison<'_>, cen: &CenName, pair: &RegionPair, to: Mbps) -> bool {
    let seen = comparison
        .inside(cen)
        .and_then(|inside| inside.limits.get(pair));
    let wanted = comparison.desired.cens.get(cen);
    let by_traffic = wanted.is_some_and(|cen| cen.traffic.contains_key(pair));
    seen.is_some_and(SeenLimit::is_traffic) && !by_traffic && to > Mbps(0)
}

fn phase_of_missing(address: &Address) -> Phase {
    match address {
        Address::Network { .. }
        | Address::Cen { .. }
        | Address::Package { .. }
        | Address::RouterService { .. }
        | Address::Router { .. }
        | Address::Vswitch { .. } => Phase::Create,
        Address::Grant { .. } | Address::Attachment { .. } | Address::Association { .. } => {
            Phase::Attach
        }
        Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. }
        | Address::Limit { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => Phase::Use,
    }
}

fn phase_of_change(change: &Change) -> Phase {
    match change {
        Change::Vpc { .. }
        | Change::MarkedVpc { .. }
        | Change::MarkedPackage { .. }
        | Change::CenText { .. }
        | Change::CenTags { .. }
        | Change::HealthCheck { .. } => Phase::Create,
        Change::Size { .. } => Phase::Detach,
        Change::Router(_) => Phase::Prepare,
        Change::Transit(_) => Phase::Attach,
        Change::RouteMap { .. } => Phase::Use,
    }
}

fn phase_of_extra(extra: &Extra) -> Phase {
    match extra {
        Extra::Route { .. }
        | Extra::HealthCheck { .. }
        | Extra::PrivateZone { .. }
        | Extra::Service { .. }
        | Extra::RouteMap { .. } => Phase::Release,
        Extra::Attachment { .. } | Extra::Association { .. } => Phase::Detach,
        Extra::Grant { .. } => Phase::Attach,
        Extra::Package { .. }
        | Extra::Vpc { .. }
        | Extra::Router { .. }
        | Extra::Vswitch { .. } => Phase::Use,
        Extra::Cen { .. } => Phase::Delete,
    }
}
