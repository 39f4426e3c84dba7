//! What is planned of what a CEN does with routes, and what is held.

use std::collections::BTreeMap;

use cen_plan::{Observed, Plan, SeenRoute, plan, render};
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
