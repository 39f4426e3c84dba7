//! What is planned of what a CEN does with routes, and what is held.

use std::collections::BTreeMap;

use cen_plan::{Edition, HoldReason, Observed, Plan, SeenRoute, plan, render};
use cen_topology::Topology;

use crate::facts::{built, desired};
use crate::schema::assert_documented;

fn planned(desired: &Topology, observed: &Observed) -> (Plan, String) {
    let plan = plan(desired, observed).unwrap();
    assert_documented(&plan);
    let text = render::text(&plan, desired);
    (plan, text)
}

#[test]
fn only_routes_that_the_network_has_and_that_can_be_published_are_published() {
    let mut desired = desired();
    let routes = ["192.168.1.0/24", "192.168.2.0/24", "192.168.3.0/24"].map(|cidr| cidr.parse().unwrap());
    desired.cens.get_mut("backbone").unwrap().routes.publish = Some([("hub".into(), routes.into())].into());
    let mut observed = built(12, 8);
    let route = |published, changeable| SeenRoute { published, changeable };
    let table: BTreeMap<_, _> =
        [("192.168.1.0/24".parse().unwrap(), route(false, true)), ("192.168.2.0/24".parse().unwrap(), route(false, false))].into();
    let inside = observed.cens.get_mut("cen-1").unwrap().inside.as_mut().unwrap();
    inside.routes.tables.insert("vpc-hub".into(), table);
    insta::assert_snapshot!(planned(&desired, &observed).1);
}

#[test]
fn a_plan_about_routes_is_read_back_from_its_json() {
    let mut desired = desired();
    let cen = desired.cens.get_mut("backbone").unwrap();
    let cidr = "192.168.1.0/24".parse().unwrap();
    cen.routes.publish = Some([("hub".into(), [cidr].into())].into());
    cen.routes.private_zone = Some([("cn-hangzhou".into(), "hub".into())].into());
    cen.routes.services = Some([("cn-beijing".into(), [("100.118.28.0/24".parse().unwrap(), "hub".into())].into())].into());
    let (plan, _) = planned(&desired, &built(12, 8));
    assert_eq!(plan.steps.len(), 3);
    assert_eq!(serde_json::from_str::<Plan>(&render::json(&plan)).unwrap(), plan);
}

#[test]
fn nothing_is_set_up_where_the_transit_router_is_an_enterprise_one() {
    let mut desired = desired();
    let cen = desired.cens.get_mut("backbone").unwrap();
    cen.routes.publish = Some([("hub".into(), ["192.168.1.0/24".parse().unwrap()].into())].into());
    cen.routes.private_zone = Some([("cn-hangzhou".into(), "hub".into())].into());
    let mut observed = built(12, 8);
    let inside = observed.cens.get_mut("cen-1").unwrap().inside.as_mut().unwrap();
    inside.editions.insert("cn-hangzhou".into(), Edition::Enterprise);
    let (plan, _) = planned(&desired, &observed);
    assert!(plan.is_empty(), "{plan:?}");
    assert!(plan.holds.iter().all(|hold| hold.reason == HoldReason::Edition) && plan.holds.len() == 2, "{:?}", plan.holds);
}
