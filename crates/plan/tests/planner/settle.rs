//! Plans, carries plans out in any order that the walk allows, and asserts the rules at every
//! moment and at the end.

use std::collections::BTreeSet;

use cen_action::Hold;
use cen_diff::Adopt;
use cen_network::{JoinedCen, Link, NetworkView};
use cen_observed::NAME_TAG;
use cen_plan::{Outcome, Plan, Walk, plan};
use cen_precondition::{Standing, standings};
use cen_topology::{CenId, InstanceId, NetworkName, PackageId, Topology};

use crate::model::Cloud;

/// Asserts that everything that the topology does not own is as it was at first.
fn assert_others_are_untouched(cloud: &Cloud) {
    let first = Cloud::fresh().observed;
    for id in ["cen-theirs", "cen-nobodys"] {
        assert_eq!(
            cloud.observed.cens.get(&CenId::from(id)),
            first.cens.get(&CenId::from(id)),
            "{id} was touched"
        );
    }
    let theirs = PackageId::from("cenbwp-theirs");
    assert_eq!(
        cloud.observed.packages.get(&theirs),
        first.packages.get(&theirs),
        "{theirs} was touched"
    );
}

/// Carries a plan out. The numbers of `choices` pick among the ready actions.
pub(crate) fn carry_out(plan: &Plan, cloud: &mut Cloud, desired: &Topology, choices: &[usize]) {
    cloud.made.clear();
    let mut walk = Walk::new(plan);
    let mut choices = choices.iter().copied().cycle();
    let mut ready = walk.start_ready(usize::MAX);
    while !ready.is_empty() {
        let choice = choices.next().unwrap_or(0);
        let index = ready.remove(choice % ready.len());
        cloud.carry_out(&plan.steps[index].action, desired);
        walk.finish(index, Outcome::Done);
        // A check takes long and the choices are random, so some moments are enough.
        if choice % 4 == 0 {
            assert_standings(plan, &walk, cloud);
        }
        ready.extend(walk.start_ready(usize::MAX));
    }
    assert!(
        walk.is_over(),
        "the plan has a cycle or waits for an action that it does not have"
    );
}

/// Asserts, at a moment of a schedule, that finished actions are recognised as done and the others
/// as still to do: a plan can be resumed anywhere.
fn assert_standings(plan: &Plan, walk: &Walk<'_>, cloud: &Cloud) {
    for (index, standing) in standings(&plan.steps, &cloud.observed)
        .into_iter()
        .enumerate()
    {
        let is_done = walk.outcome(index).is_some();
        let step = &plan.steps[index];
        match standing {
            Standing::Before => assert!(!is_done, "{} was done: {step:?}", step.action.id),
            Standing::After { output } => {
                assert!(is_done, "{} was not done: {step:?}", step.action.id);
                assert_eq!(output.as_ref(), cloud.made.get(step.action.id.as_str()));
            }
            Standing::Other(moved) => panic!("there is no other operator: {moved:?} of {step:?}"),
        }
    }
}

/// Plans, carries the plan out in some order, and plans again. Only what the vendor does not allow
/// to change or delete may remain.
pub(crate) fn settle(desired: &Topology, cloud: &mut Cloud, choices: &[usize]) {
    let planned = plan(desired, &cloud.observed).unwrap();
    crate::schema::assert_documented(&planned, desired);
    let stays = |hold: &Hold| ["CEN402", "CEN409"].contains(&hold.reason.code());
    assert!(planned.holds.iter().all(stays), "held: {:?}", planned.holds);
    let now = NetworkView::observed(desired, &cloud.observed, Adopt::No).unwrap();
    carry_out(&planned, cloud, desired, choices);
    assert_foreseen(desired, &planned, &now, cloud);
    let again = plan(desired, &cloud.observed).unwrap();
    assert!(again.is_empty(), "left over: {again:?}");
    assert_others_are_untouched(cloud);
}

/// Asserts that the plan predicted correctly what remains, and how many pairs of networks change.
fn assert_foreseen(desired: &Topology, planned: &Plan, now: &NetworkView, cloud: &Cloud) {
    let then = now.after(&planned.steps);
    let is = NetworkView::observed(desired, &cloud.observed, Adopt::No).unwrap();
    let networks = |view: &NetworkView| {
        view.networks
            .iter()
            .map(|(name, network)| (name.clone(), network.cen.clone()))
            .collect::<Vec<_>>()
    };
    let packages = |cen: &JoinedCen| {
        cen.packages
            .iter()
            .map(|(areas, package)| (*areas, package.mbps))
            .collect::<Vec<_>>()
    };
    let cens = |view: &NetworkView| {
        view.cens
            .iter()
            .map(|(name, cen)| (name.clone(), cen.limits.clone(), packages(cen)))
            .collect::<Vec<_>>()
    };
    assert_eq!((networks(&then), cens(&then)), (networks(&is), cens(&is)));
    let undone = NetworkView::before(desired, &planned.steps);
    assert_eq!(
        networks(&undone),
        networks(now),
        "what there was is known from the plan alone"
    );
    let limits = |view: &NetworkView| {
        view.cens
            .iter()
            .map(|(name, cen)| (name.clone(), cen.limits.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(limits(&undone), limits(now));
    let maps = |view: &NetworkView| {
        view.cens
            .iter()
            .map(|(name, cen)| (name.clone(), cen.route_maps.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(maps(&then), maps(&is));
    // The pairs of networks that are joined, without regard to route maps.
    let link = |view: &NetworkView, names: [&NetworkName; 2]| {
        let [one, other] = names.map(|name| view.networks.get(name));
        let joined = one.zip(other).filter(|(one, other)| one.cen == other.cen);
        let cen = joined.and_then(|(one, _)| view.cens.get(one.cen.as_ref()?));
        joined.zip(cen).map_or(Link::None, |((one, other), cen)| {
            cen.link(&one.region, &other.region)
        })
    };
    let names: BTreeSet<_> = now.networks.keys().chain(is.networks.keys()).collect();
    let pairs = names.iter().flat_map(|one| {
        names
            .iter()
            .filter(move |other| one < other)
            .map(move |other| [*one, *other])
    });
    let otherwise = pairs
        .filter(|names| link(now, *names) != link(&is, *names))
        .count();
    assert_eq!(
        planned
            .connectivity
            .iter()
            .map(|shift| shift.pairs)
            .sum::<usize>(),
        otherwise,
        "{:?}",
        planned.connectivity
    );
}

/// Returns the cloud as a topology's networks see it: attachments, limits and grants by name,
/// without the ids, which change.
pub(crate) fn shape(desired: &Topology, cloud: &Cloud) -> Vec<String> {
    let mut shape = Vec::new();
    for (id, cen) in cloud
        .observed
        .cens
        .iter()
        .filter(|(_, cen)| cen.description != "not ours")
    {
        let name = &cen.tags[NAME_TAG];
        let Some(inside) = &cen.inside else { continue };
        let label = |id: &InstanceId| {
            cloud.observed.networks[id]
                .tags
                .get(NAME_TAG)
                .cloned()
                .unwrap_or_else(|| id.to_string())
        };
        shape.extend(
            inside
                .attachments
                .keys()
                .map(|instance| format!("{name} attaches {}", label(instance))),
        );
        shape.extend(
            inside
                .grants
                .iter()
                .map(|grant| format!("{name} is granted {}", label(&grant.instance))),
        );
        shape.extend(
            inside
                .limits
                .iter()
                .map(|(pair, limit)| format!("{name} {pair} {}", limit.mbps)),
        );
        let published = inside
            .routes
            .tables
            .values()
            .flatten()
            .filter(|(_, route)| route.published);
        shape.extend(published.map(|(cidr, _)| format!("{name} learns {cidr}")));
        shape.extend(
            inside
                .routes
                .health_checks
                .iter()
                .map(|(vbr, check)| format!("{name} checks {check:?} behind {}", label(vbr))),
        );
        let zones = inside.routes.private_zone.iter();
        shape.extend(zones.map(|(access, seen)| {
            format!(
                "{name} reaches zones from {access} through {}",
                label(&seen.vpc)
            )
        }));
        let services = inside
            .routes
            .services
            .iter()
            .flat_map(|(access, all)| all.iter().map(move |(cidr, seen)| (access, cidr, seen)));
        shape.extend(services.map(|(access, cidr, seen)| {
            format!(
                "{name} reaches {cidr} from {access} through {}",
                label(&seen.vpc)
            )
        }));
        let maps = inside
            .routes
            .route_maps
            .iter()
            .filter_map(|(place, seen)| Some((place, seen.map()?)));
        shape.extend(maps.map(|(place, map)| format!("{name} {place} {:?}", map.renamed(label))));
        let packages = cloud
            .observed
            .packages
            .values()
            .filter(|package| package.cen.as_ref() == Some(id));
        shape.extend(
            packages
                .filter_map(|package| package.areas)
                .map(|areas| format!("{name} has a package {areas}")),
        );
    }
    assert_eq!(desired.cens.len() + 2, cloud.observed.cens.len());
    shape.sort();
    shape
}
