//! Tests gaps: objects under a gap are held, and the rest of the plan goes on.

use std::collections::BTreeSet;

use cen_observed::{Gap, GapScope, Observed, RoutePart, SeenCen, SeenRoutes, TOPOLOGY_TAG};
use cen_plan::{Plan, plan, plan_destruction};
use cen_render::{self as render, Class, findings};
use cen_topology::{InstanceId, NetworkKind, RegionId, Topology};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::cases::cases;
use crate::example::{bare, built, desired};
use crate::model::Cloud;
use crate::random::{CENS, pairs_of_topologies, places};
use crate::settle::{carry_out, settle};

/// Returns an observation that could not read this.
fn without(observed: &Observed, scope: &GapScope) -> Observed {
    let mut observed = observed.clone();
    match scope {
        GapScope::Cens { account } => observed.cens.retain(|_, cen| cen.account != *account),
        GapScope::Packages { account } => observed
            .packages
            .retain(|_, package| package.account != *account),
        GapScope::Networks {
            kind,
            account,
            region,
        } => {
            observed.networks.retain(|_, seen| {
                (seen.kind, &seen.account, &seen.region) != (*kind, account, region)
            });
        }
        GapScope::Cen { cen, .. } => observed.cens.get_mut(cen).unwrap().inside = None,
        GapScope::Routes { cen, .. } => {
            observed
                .cens
                .get_mut(cen)
                .unwrap()
                .inside
                .as_mut()
                .unwrap()
                .routes = SeenRoutes::default()
        }
        GapScope::Router { cen, region, .. } => {
            let cen = observed.cens.get_mut(cen).unwrap();
            let inside = cen.inside.as_mut().unwrap();
            inside.attachments.retain(|_, seen| seen.region != *region);
            inside
                .limits
                .retain(|pair, _| !pair.regions().contains(&region));
        }
        GapScope::Offers { region } => drop(observed.offers.remove(region)),
        GapScope::Service { account } => drop(observed.services.remove(account)),
        GapScope::Vswitches { account, region } => observed
            .vswitches
            .retain(|_, seen| (&seen.account, &seen.region) != (account, region)),
        GapScope::Area { .. } | GapScope::NotCovered { .. } | GapScope::UnknownAccount { .. } => {}
    }
    observed.gaps.push(gap(scope.clone()));
    observed
}

fn gap(scope: GapScope) -> Gap {
    Gap {
        scope,
        error: Some("Forbidden.RAM".to_owned()),
    }
}

fn vpcs(account: &str, region: &str) -> GapScope {
    GapScope::Networks {
        kind: NetworkKind::Vpc,
        account: account.into(),
        region: region.into(),
    }
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect()
}

/// Lists the objects that are held because of a gap.
fn held(plan: &Plan) -> Vec<String> {
    plan.holds
        .iter()
        .filter(|hold| hold.reason.code() == "CEN412")
        .map(|hold| hold.address.to_string())
        .collect()
}

/// Returns the file without one of its networks and its limit.
fn without_network(name: &str, region: &str) -> Topology {
    let mut desired = desired();
    let cen = desired.cens.values_mut().next().unwrap();
    cen.attach.remove(name);
    let region = RegionId::from(region);
    cen.bandwidth.values_mut().for_each(|group| {
        group
            .limits
            .retain(|pair, _| !pair.regions().contains(&&region))
    });
    desired
}

#[test]
fn a_gap_forbids_a_removal_under_it() {
    let less = without_network("idc", "cn-beijing");
    let whole = plan(&less, &built(12, 8)).unwrap();
    assert_eq!(
        ids(&whole),
        [
            "clear/backbone/cn-beijing/eu-central-1",
            "detach/backbone/idc"
        ]
    );
    for (scope, on) in [
        (
            vpcs("a", "cn-beijing"),
            vec![
                "attachment/backbone/vpc-idc",
                "limit/backbone/cn-beijing/eu-central-1",
            ],
        ),
        (
            GapScope::Cens {
                account: "a".into(),
            },
            vec!["cen/backbone"],
        ),
        (
            GapScope::Packages {
                account: "a".into(),
            },
            vec!["cen/backbone"],
        ),
        (
            GapScope::Cen {
                account: "a".into(),
                cen: "cen-1".into(),
            },
            vec!["cen/backbone"],
        ),
    ] {
        let planned = plan(&less, &without(&built(12, 8), &scope)).unwrap();
        assert_eq!(ids(&planned), Vec::<&str>::new(), "{scope:?}");
        // Under some gaps the plan names the network by its id, because nothing identifies it as
        // the file's.
        let held: Vec<_> = held(&planned)
            .into_iter()
            .map(|address| address.replace("/idc", "/vpc-idc"))
            .collect();
        assert_eq!(held, on, "{scope:?}");
        assert_eq!(planned.gaps, [gap(scope)]);
    }
}

#[test]
fn what_a_gap_hides_is_not_destroyed_in_silence() {
    let mut desired = desired();
    let managed = cen_topology::Selector::Managed {
        cidr: "10.9.0.0/16".parse().unwrap(),
        description: None,
    };
    desired.networks.get_mut("shop").unwrap().selector = managed;
    for (scope, on) in [
        (
            GapScope::Cens {
                account: "a".into(),
            },
            "cen/backbone",
        ),
        (
            GapScope::Packages {
                account: "a".into(),
            },
            "cen/backbone",
        ),
        (
            GapScope::Cen {
                account: "a".into(),
                cen: "cen-1".into(),
            },
            "cen/backbone",
        ),
        (vpcs("b", "eu-central-1"), "network/shop"),
    ] {
        let planned = plan_destruction(&desired, &without(&built(12, 8), &scope)).unwrap();
        assert!(
            held(&planned).iter().any(|address| address == on),
            "{scope:?}: {:?}",
            planned.holds
        );
    }
    let planned = plan_destruction(
        &desired,
        &without(
            &built(12, 8),
            &GapScope::Cens {
                account: "a".into(),
            },
        ),
    )
    .unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    assert_eq!(
        held(&planned),
        ["package/backbone/china-europe", "cen/backbone"],
        "what the package serves was not seen"
    );
    insta::assert_snapshot!(
        "what_a_gap_hides_is_not_destroyed",
        render::text(&planned, &desired)
    );
    let other = plan_destruction(
        &desired,
        &without(
            &built(12, 8),
            &GapScope::Cens {
                account: "b".into(),
            },
        ),
    )
    .unwrap();
    assert_eq!(
        held(&other),
        Vec::<String>::new(),
        "no CEN of the file is of that account"
    );
    assert!(ids(&other).contains(&"delete-cen/backbone"));
}

#[test]
fn what_does_not_depend_on_a_gap_goes_on() {
    let less = without_network("idc", "cn-beijing");
    let planned = plan(&less, &without(&built(12, 8), &vpcs("b", "eu-central-1"))).unwrap();
    assert_eq!(
        ids(&planned),
        [
            "clear/backbone/cn-beijing/eu-central-1",
            "detach/backbone/idc"
        ]
    );
    assert_eq!(held(&planned), Vec::<String>::new());
    let mut observed = bare();
    observed.networks.remove(&InstanceId::from("vpc-shop"));
    observed.gaps.push(gap(vpcs("b", "eu-central-1")));
    insta::assert_snapshot!(
        "a_region_that_could_not_be_read",
        render::text(&plan(&desired(), &observed).unwrap(), &desired())
    );
}

#[test]
fn nothing_is_made_or_bought_that_may_be_there() {
    for scope in [
        GapScope::Cens {
            account: "a".into(),
        },
        GapScope::Packages {
            account: "a".into(),
        },
    ] {
        let planned = plan(&desired(), &without(&bare(), &scope)).unwrap();
        assert_eq!(
            (ids(&planned), held(&planned)),
            (Vec::new(), vec!["cen/backbone".to_owned()]),
            "{scope:?}"
        );
    }
}

#[test]
fn a_network_does_not_leave_for_a_cen_that_was_not_seen() {
    let mut moved = without_network("idc", "cn-beijing");
    let mut side = moved.cens.values().next().unwrap().clone();
    side.account = "b".into();
    side.bandwidth.clear();
    side.attach = [("idc").into()].into();
    moved.cens.insert("side".into(), side);
    let planned = plan(
        &moved,
        &without(
            &built(12, 8),
            &GapScope::Cens {
                account: "b".into(),
            },
        ),
    )
    .unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    assert_eq!(
        held(&planned),
        [
            "cen/side",
            "attachment/backbone/idc",
            "limit/backbone/cn-beijing/eu-central-1"
        ]
    );
}

#[test]
fn a_network_is_not_attached_while_it_may_hang_on_a_cen_that_was_not_seen() {
    let mut observed = built(12, 8);
    let seen = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    seen.attachments.remove("vpc-idc");
    seen.limits.retain(|pair, _| {
        !pair
            .regions()
            .iter()
            .any(|region| region.as_str() == "cn-beijing")
    });
    observed.gaps.push(gap(GapScope::Cens {
        account: "b".into(),
    }));
    let planned = plan(&desired(), &observed).unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    assert_eq!(held(&planned), ["attachment/backbone/idc"]);
}

#[test]
fn what_is_destroyed_under_a_gap_stays() {
    let planned = plan_destruction(
        &desired(),
        &without(
            &built(12, 8),
            &GapScope::Cen {
                account: "a".into(),
                cen: "cen-1".into(),
            },
        ),
    )
    .unwrap();
    assert_eq!(
        (ids(&planned), held(&planned).is_empty()),
        (Vec::new(), false)
    );
    // The network that stays keeps its bandwidth. Whatever it does not need is removed.
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.limits.retain(|pair, _| {
        pair.regions()
            .iter()
            .any(|region| region.as_str() == "cn-beijing")
    });
    let planned =
        plan_destruction(&desired(), &without(&observed, &vpcs("b", "eu-central-1"))).unwrap();
    assert_eq!(ids(&planned), ["detach/backbone/hub"]);
}

#[test]
fn a_gap_is_said_in_the_plan_even_if_nothing_is_held() {
    let planned = plan(
        &desired(),
        &without(&built(12, 8), &vpcs("a", "cn-beijing")),
    )
    .unwrap();
    assert!(planned.is_empty() && planned.holds.is_empty());
    insta::assert_snapshot!(
        "nothing_to_do_in_what_was_seen",
        render::text(&planned, &desired())
    );
    crate::schema::assert_documented(&planned, &desired());
    // A reader of the findings alone gets an error, because an error beats drift.
    assert_eq!(
        findings(&planned, &desired())
            .iter()
            .map(|finding| finding.class)
            .collect::<Vec<_>>(),
        [Class::Error]
    );
}

/// Generates a gap of any kind in this cloud.
fn scope(cloud: &Cloud, choice: usize) -> GapScope {
    let mut all: Vec<_> = ["a", "b"]
        .into_iter()
        .flat_map(|account| {
            let networks = places().into_iter().map(move |place| GapScope::Networks {
                kind: place.kind,
                account: account.into(),
                region: place.region.into(),
            });
            [
                GapScope::Cens {
                    account: account.into(),
                },
                GapScope::Packages {
                    account: account.into(),
                },
            ]
            .into_iter()
            .chain(networks)
        })
        .collect();
    let ours = cloud.observed.cens.iter().filter(|(_, seen)| {
        seen.tags
            .get(TOPOLOGY_TAG)
            .is_some_and(|owner| owner == "random")
    });
    let in_part = |(id, seen): (&cen_topology::CenId, &SeenCen)| {
        [
            GapScope::Cen {
                account: seen.account.clone(),
                cen: id.clone(),
            },
            GapScope::Routes {
                account: seen.account.clone(),
                cen: id.clone(),
                section: RoutePart::Publish,
            },
        ]
    };
    all.extend(ours.flat_map(in_part));
    all.swap_remove(choice % all.len())
}

/// Returns the names of the CENs of these topologies that are under a gap.
fn cens_under<'a>(cloud: &'a Cloud, scope: &'a GapScope) -> BTreeSet<&'a str> {
    CENS.into_iter()
        .filter(|(name, owner)| match scope {
            GapScope::Cens { account } | GapScope::Packages { account } => {
                account.as_str() == *owner
            }
            GapScope::Cen { cen, .. }
            | GapScope::Router { cen, .. }
            | GapScope::Routes { cen, .. } => cloud.observed.cens[cen].name == *name,
            GapScope::Networks { .. }
            | GapScope::Offers { .. }
            | GapScope::Service { .. }
            | GapScope::Vswitches { .. }
            | GapScope::Area { .. }
            | GapScope::NotCovered { .. }
            | GapScope::UnknownAccount { .. } => false,
        })
        .map(|(name, _)| name)
        .collect()
}

/// Returns the quoted ids and names of the networks that are under a gap.
fn networks_under(cloud: &Cloud, desired: &Topology, scope: &GapScope) -> Vec<String> {
    let GapScope::Networks {
        kind,
        account,
        region,
    } = scope
    else {
        return Vec::new();
    };
    let there = (kind, account, region);
    let seen = cloud
        .observed
        .networks
        .iter()
        .filter(|(_, seen)| (&seen.kind, &seen.account, &seen.region) == there);
    let named = desired
        .networks
        .iter()
        .filter(|(_, network)| (&network.kind, &network.account, &network.region) == there);
    let ids = seen
        .map(|(id, _)| id.to_string())
        .chain(named.map(|(name, _)| name.to_string()));
    ids.map(|id| format!("{id:?}")).collect()
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_action_touches_what_lies_under_a_gap_and_what_is_done_breaks_no_rule(
        (first, second) in pairs_of_topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
        gaps in prop::collection::vec(any::<usize>(), 1..3),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &choices);
        let scopes: BTreeSet<_> = gaps.iter().map(|choice| scope(&cloud, *choice)).collect();
        let seen = scopes.iter().fold(cloud.observed.clone(), |seen, scope| match scope {
            GapScope::Cen { cen, .. } | GapScope::Routes { cen, .. }
                if seen.cens.get(cen).is_none_or(|cen| cen.inside.is_none()) =>
            {
                seen
            }
            scope => without(&seen, scope),
        });
        let planned = plan(&second, &seen).unwrap();
        crate::schema::assert_documented(&planned, &second);
        for scope in &scopes {
            let (cens, networks) = (cens_under(&cloud, scope), networks_under(&cloud, &second, scope));
            for action in planned.steps.iter().map(|step| &step.action) {
                prop_assert!(!action.address.cen().is_some_and(|cen| cens.contains(cen.as_str())), "{} under {scope:?}", action.id);
                let written = format!("{action:?}");
                prop_assert!(!networks.iter().any(|network| written.contains(network)), "{written} under {scope:?}");
            }
        }
        // The rules hold for the whole cloud, including the part that was not read. Once everything
        // can be read again, everything is reached.
        carry_out(&planned, &mut cloud, &second, &choices);
        settle(&second, &mut cloud, &choices);
    }
}

/// Guards the property above: it would prove little if gaps held everything or nothing.
#[test]
fn gaps_hold_some_things_and_leave_others() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let [mut held_removals, mut removals, mut creations] = [0, 0, 0];
    for round in 0..300 {
        let (first, second) = pairs_of_topologies()
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let whole = plan(&second, &cloud.observed).unwrap();
        let planned = plan(&second, &without(&cloud.observed, &scope(&cloud, round))).unwrap();
        let count = |plan: &Plan| {
            plan.steps
                .iter()
                .filter(|step| step.action.is_destructive())
                .count()
        };
        held_removals += count(&whole).saturating_sub(count(&planned));
        removals += count(&planned);
        creations += planned.steps.len() - count(&planned);
    }
    assert!(
        held_removals > 100 && removals > 100 && creations > 100,
        "{held_removals} held, {removals} and {creations} done"
    );
}
