//! The published schema of the plan's JSON form, and plans measured by it.

use std::sync::LazyLock;

use cen_plan::{Plan, plan, render};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::example::{bare, built, desired};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/plan.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
});

/// Asserts that a plan's JSON form is what the schema says.
pub(crate) fn assert_documented(plan: &Plan) {
    let value = serde_json::from_str(&render::json(plan)).unwrap();
    let problems: Vec<_> = SCHEMA.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {value:#}");
}

#[test]
fn plans_with_every_kind_of_action_and_holds_are_documented() {
    assert_documented(&plan(&desired(), &bare()).unwrap());
    let mut adopting = desired();
    adopting.cens.values_mut().next().unwrap().id = Some("cen-1".into());
    let mut observed = built(12, 4);
    observed.cens.get_mut("cen-1").unwrap().tags.clear();
    assert_documented(&plan(&adopting, &observed).unwrap());
    let mut less = desired();
    let cen = less.cens.values_mut().next().unwrap();
    cen.attach.remove("idc");
    cen.display_name = "Other".to_owned();
    let charge = cen_topology::Charge::Prepaid { months: 1, auto_renew: false };
    for group in cen.bandwidth.values_mut() {
        group.package = cen_topology::Package::Bought { mbps: cen_topology::Mbps(20), charge };
    }
    let held = plan(&less, &built(12, 8)).unwrap();
    assert!(!held.holds.is_empty());
    assert_documented(&held);
}

#[test]
fn the_schema_refuses_what_no_plan_says() {
    let good: Value = serde_json::from_str(&render::json(&plan(&desired(), &bare()).unwrap())).unwrap();
    assert!(SCHEMA.is_valid(&good));
    for (pointer, value) in [
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
