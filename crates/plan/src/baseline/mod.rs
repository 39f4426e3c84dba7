//! Reviews the change of a file without looking at any cloud: the old file counts as built.

mod areas;
mod assumptions;
mod cen;
mod identity;
mod imagine;
mod transit;

pub use imagine::imagine;

use cen_topology::{AreaPair, Bandwidth, CenName, Charge, Package, Topology};

use crate::baseline::identity::package_id;
use crate::notice::{Concern, Notice, renamed_in};
use crate::plan::{Plan, plan};
use cen_action::{Address, Problem};

/// Plans what the change of a file means: how to get from everything that `old` wants to everything that `new` wants. What only the cloud
/// could tell is taken to be as the files need it, and listed in [`Plan::assumptions`].
///
/// # Errors
/// Every reason why no plan can be made, all at once.
pub fn plan_change(old: &Topology, new: &Topology) -> Result<Plan, Vec<Problem>> {
    let assumptions = assumptions::assumptions(old, new);
    let imagined = imagine(old, new);
    plan(new, &imagined).map(|plan| Plan {
        assumptions,
        notices: [without_effect(old, new, &plan), renamed_in(new, &imagined)].concat(),
        ..plan
    })
}

/// Lists the packages whose term or renewal the new file changes, which has no effect on a package that stays.
fn without_effect(old: &Topology, new: &Topology, plan: &Plan) -> Vec<Notice> {
    let groups = new.cens.iter().flat_map(|(key, cen)| {
        let before = old.cens.get(key).map(|cen| &cen.bandwidth);
        let both = cen.bandwidth.iter();
        both.filter_map(move |(areas, group)| Some((key, *areas, before?.get(areas)?, group)))
    });
    let notice = |(key, areas, before, after): (&CenName, AreaPair, &Bandwidth, &Bandwidth)| {
        let address = Address::Package {
            cen: key.clone(),
            areas,
        };
        let is_bought = plan
            .steps
            .iter()
            .any(|step| step.action.address == address && step.action.is_purchase());
        let package = package_id(key, areas, before);
        (changes_term(&before.package, &after.package) && !is_bought).then_some(Notice {
            address,
            concern: Concern::RenewalNotCompared { package },
        })
    };
    groups.filter_map(notice).collect()
}

/// Tells whether both packages are prepaid, for other terms.
fn changes_term(before: &Package, after: &Package) -> bool {
    let charge = |package: &Package| match package {
        Package::Bought { charge, .. } if *charge != Charge::Postpaid => Some(*charge),
        Package::Bought { .. } | Package::Existing(_) => None,
    };
    let both = charge(before).zip(charge(after));
    both.is_some_and(|(before, after)| before != after)
}
