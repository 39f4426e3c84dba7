//! What a transit router can hold at most.

use std::collections::BTreeMap;

use cen_action::{Address, Problem, ProblemKind};
use cen_diff::{Comparison, is_enterprise};
use cen_topology::{NetworkKind, RegionId};

/// A transit router writes its routes into this many VPCs at most (source: the vendor's page on route
/// synchronization; the quota cannot be raised).
const MOST_SYNCED: usize = 50;

/// Reports routers that would have to write their routes into too many VPCs.
pub(crate) fn too_many_synced(comparison: &Comparison<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, cen) in &comparison.desired.cens {
        let mut synced: BTreeMap<&RegionId, usize> = BTreeMap::new();
        for network in &cen.attach {
            let wanted = &comparison.desired.networks[network];
            if wanted.kind == NetworkKind::Vpc && cen.attachment(network).synced {
                *synced.entry(&wanted.region).or_default() += 1;
            }
        }
        let many = synced.into_iter().filter(|(_, count)| *count > MOST_SYNCED);
        let many = many.filter(|(region, _)| is_enterprise(comparison, name, region));
        problems.extend(many.map(|(region, count)| {
            let address = Address::Router {
                cen: name.clone(),
                region: region.clone(),
            };
            let most = MOST_SYNCED;
            Problem::of(address, ProblemKind::TooManySynced { count, most })
        }));
    }
    problems
}
