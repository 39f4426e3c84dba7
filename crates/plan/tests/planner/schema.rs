//! Checks plans against the published schema of their JSON form.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cen_observed::{
    Coverage, Gap, GapScope, LinkCharge, NotExpressible, Observed, RoutePart, SeenLink,
    SeenTransit, SeenVswitch, ServiceState, TableUse,
};
use cen_plan::{Plan, Snapshot, plan};
use cen_render as render;
use cen_topology::LinkQuality;
use cen_topology::Topology;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::example::{bare, built, desired, enterprise_router};

static SCHEMA: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../../../../docs/plan.schema.json")));
static SNAPSHOT: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../../../../docs/snapshot.schema.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// Asserts that a plan matches the schema, as a file and as programs see it.
pub(crate) fn assert_documented(plan: &Plan, desired: &Topology) {
    let view = serde_json::from_str(&render::json(plan, desired)).unwrap();
    for value in [serde_json::to_value(plan).unwrap(), view] {
        let problems: Vec<_> = SCHEMA
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(problems.is_empty(), "{problems:?} in {value:#}");
    }
}

#[test]
fn plans_with_every_kind_of_action_and_holds_are_documented() {
    assert_documented(&plan(&desired(), &bare()).unwrap(), &desired());
    let mut adopting = desired();
    adopting.cens.values_mut().next().unwrap().id = Some("cen-1".into());
    let mut observed = built(12, 4);
    observed.cens.get_mut("cen-1").unwrap().tags.clear();
    assert_documented(&plan(&adopting, &observed).unwrap(), &adopting);
    let mut less = desired();
    let cen = less.cens.values_mut().next().unwrap();
    cen.attach.remove("idc");
    cen.display_name = "Other".to_owned();
    let charge = cen_topology::Charge::Prepaid {
        months: 1,
        auto_renew: false,
    };
    for group in cen.bandwidth.values_mut() {
        group.package = cen_topology::Package::Bought {
            mbps: cen_topology::Mbps(20),
            charge,
        };
    }
    let held = plan(&less, &built(12, 8)).unwrap();
    assert!(!held.holds.is_empty());
    assert_documented(&held, &less);
}

#[test]
fn the_schema_refuses_what_no_plan_says() {
    let good: Value = serde_json::from_str(&render::json(
        &plan(&desired(), &bare()).unwrap(),
        &desired(),
    ))
    .unwrap();
    assert!(SCHEMA.is_valid(&good));
    assert_eq!(good["kind"], "cen-plan-view");
    assert_eq!(good["steps"][0]["text"], "create CEN \"Backbone\"");
    for (pointer, value) in [
        ("/steps/0/text", json!(7)),
        ("/version", json!(1)),
        ("/kind", json!("plan")),
        ("/steps/0/action/call/call", json!("buy-cen")),
        ("/steps/0/action/account", json!(7)),
        ("/holds", json!([{ "reason": "removal" }])),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!SCHEMA.is_valid(&bad), "{pointer}");
    }
    let mut more = good;
    more["extra"] = json!(true);
    assert!(!SCHEMA.is_valid(&more));
}

/// Returns a snapshot for [`desired`] as JSON.
fn snapshot(observed: Observed) -> Value {
    let taken = "2026-11-24T03:17:00Z".to_owned();
    serde_json::to_value(Snapshot::new(
        "the cloud".to_owned(),
        taken,
        &desired(),
        observed,
    ))
    .unwrap()
}

fn problems(schema: &Validator, value: &Value) -> Vec<String> {
    schema
        .iter_errors(value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect()
}

/// Returns an observation with everything that only the Enterprise Edition has.
fn on_transit_routers() -> Observed {
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let tables = TableUse {
        dissociating: None,
        unpropagating: Default::default(),
        associated: Some("vtb-1".into()),
        propagated: ["vtb-1".into()].into(),
    };
    inside.attachments.get_mut("vpc-hub").unwrap().transit = Some(SeenTransit {
        id: "tr-attach-1".into(),
        vswitches: [("cn-hangzhou-j".into(), "vsw-1".into())].into(),
        synced: true,
        appliance: false,
        tables: tables.clone(),
    });
    for (limit, charge) in inside.limits.values_mut().zip([
        Some((LinkCharge::Package, LinkQuality::Gold)),
        Some((LinkCharge::Traffic, LinkQuality::Platinum)),
    ]) {
        limit.link = Some(SeenLink {
            id: "tr-attach-2".into(),
            charge: charge.map(|(charge, _)| charge),
            quality: charge.map(|(_, quality)| quality),
            publishes: true,
            tables: [("cn-hangzhou".into(), tables.clone())].into(),
        });
    }
    let mut router = enterprise_router();
    router.custom_tables.insert("vtb-2".into());
    router.other_attachments.insert("tr-attach-3".into());
    inside.routers.insert("cn-hangzhou".into(), router);
    observed.offers = [
        ("cn-hangzhou".into(), ["cn-hangzhou-j".into()].into()),
        ("ccn-cn-shanghai".into(), BTreeSet::new()),
    ]
    .into();
    observed.services = [
        ("a".into(), ServiceState::Open),
        ("b".into(), ServiceState::Closed),
    ]
    .into();
    observed.vswitches.insert(
        "vsw-1".into(),
        SeenVswitch {
            account: "a".into(),
            region: "cn-hangzhou".into(),
            vpc: "vpc-hub".into(),
            zone: "cn-hangzhou-j".into(),
            cidr: Some("10.0.0.0/28".parse().unwrap()),
            free: Some(11),
            status: "Available".to_owned(),
            tags: Default::default(),
        },
    );
    observed
}

#[test]
fn snapshots_of_everything_that_can_be_seen_and_of_every_gap_are_documented() {
    let mut routes = crate::export_routes::routed();
    let scopes = [
        GapScope::UnknownAccount {
            account: "a".into(),
            id: "1250000000000001".into(),
        },
        GapScope::NotCovered {
            covers: Coverage::Cen {
                cen: "cen-1".into(),
            },
        },
        GapScope::Cens {
            account: "a".into(),
        },
        GapScope::Packages {
            account: "a".into(),
        },
        GapScope::Networks {
            kind: cen_topology::NetworkKind::Ccn,
            account: "a".into(),
            region: "ccn-cn-shanghai".into(),
        },
        GapScope::Cen {
            account: "a".into(),
            cen: "cen-1".into(),
        },
        GapScope::Router {
            account: "a".into(),
            cen: "cen-1".into(),
            region: "cn-hangzhou".into(),
        },
        GapScope::Offers {
            region: "cn-hangzhou".into(),
        },
        GapScope::Service {
            account: "a".into(),
        },
        GapScope::Vswitches {
            account: "a".into(),
            region: "cn-hangzhou".into(),
        },
        GapScope::Routes {
            account: "a".into(),
            cen: "cen-1".into(),
            section: RoutePart::HealthChecks,
        },
        GapScope::Area {
            area: cen_topology::Area::China,
        },
    ];
    let gap = |scope| Gap {
        scope,
        error: Some("no".to_owned()),
    };
    routes.gaps = scopes.map(gap).into();
    routes.elsewhere.insert("vpc-hub".into(), "cen-9".into());
    let inside = routes
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.routes.not_expressible = [
        NotExpressible::Service {
            access: "cn-hangzhou".into(),
            host: "files.example".to_owned(),
            vpc: "vpc-hub".into(),
        },
        NotExpressible::Route {
            vpc: "vpc-hub".into(),
            cidr: "2408:4000::/56".to_owned(),
        },
        NotExpressible::HealthCheck {
            vbr: "vbr-1".into(),
            target: "2408:4000::1".to_owned(),
        },
    ]
    .into();
    for seen in [bare(), built(12, 8), routes, on_transit_routers()] {
        assert_eq!(problems(&SNAPSHOT, &snapshot(seen)), Vec::<String>::new());
    }
    let good = snapshot(built(12, 8));
    for (pointer, value) in [
        ("/version", json!(9)),
        ("/observed/cens/cen-1/inside/limits", json!([])),
        ("/taken", json!("yesterday")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!SNAPSHOT.is_valid(&bad), "{pointer}");
    }
}
