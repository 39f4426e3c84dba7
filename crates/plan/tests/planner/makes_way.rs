//! Nothing is taken away to make room for something that the same plan holds.

use cen_observed::{SeenLimit, SeenPackage};
use cen_plan::Plan;
use cen_topology::{Mbps, Topology};

use crate::example::{pair, upgrading_router};
use crate::scene::{attach, cloud, elsewhere, file, holds, ids, inside, package, planned, range};

/// A network on one of two CENs, beside others.
fn two_cens(old: &str, new: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }}, ret: {{ id: \"1250000000000002\" }} }}
vpcs:
  n: {{ account: ret, region: cn-hangzhou, id: vpc-n }}
  m: {{ account: net, region: cn-hangzhou, cidr: 10.9.0.0/16 }}
  twin: {{ account: net, region: cn-hangzhou, id: vpc-twin }}
  x: {{ account: net, region: cn-hangzhou, id: vpc-x }}
cens:
  old: {{ account: net, attach: [{old}] }}
  new: {{ account: net, attach: [{new}] }}
"
    ))
}

fn nothing_is_done(plan: &Plan) {
    assert_eq!(ids(plan), Vec::<&str>::new(), "{:#?}", holds(plan));
}

fn is_held(plan: &Plan, what: &str) {
    let holds = holds(plan);
    assert!(holds.iter().any(|hold| hold.contains(what)), "{holds:#?}");
}

#[test]
fn a_network_stays_on_its_cen_if_another_has_its_range_on_the_new_one() {
    let (old, new) = (two_cens("n, x", "twin"), two_cens("x", "twin, n"));
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-n", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-twin", &["10.1.0.0/16"]);
    let planned = planned(&new, &observed);
    nothing_is_done(&planned);
    is_held(
        &planned,
        "attachment/old/n: not in the file; it stays, because attachment/new/n, which it would \
         make way for, is held",
    );
    is_held(&planned, "grant/old/n: not in the file");
}

#[test]
fn a_network_stays_on_its_cen_if_the_new_one_is_enterprise() {
    let (old, new) = (two_cens("n, x", "twin"), two_cens("x", "twin, n"));
    let mut observed = cloud(&old, &new);
    let routers = &mut inside(&mut observed, "new").routers;
    routers.insert("cn-hangzhou".into(), upgrading_router());
    nothing_is_done(&planned(&new, &observed));
}

#[test]
fn a_network_stays_on_its_cen_if_somebodys_network_has_its_range_on_the_new_one() {
    let (old, mut new) = (two_cens("n, x", "twin"), two_cens("x", "twin, n"));
    let ignore = cen_topology::Ignore::Id("vpc-theirs".to_owned());
    new.cens.get_mut("new").unwrap().ignore.push(ignore);
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-n", &["10.1.0.0/16"]);
    attach(&mut observed, "new", "vpc-theirs", &["10.1.0.0/16"]);
    let planned = planned(&new, &observed);
    nothing_is_done(&planned);
    is_held(
        &planned,
        "attachment/new/n: missing; vpc-theirs has the range",
    );
}

#[test]
fn what_is_set_up_for_a_network_that_stays_stays_too() {
    let text = |old: &str, new: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  n: {{ account: net, region: cn-hangzhou, id: vpc-n }}
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
  twin: {{ account: net, region: cn-hangzhou, id: vpc-twin }}
cens:
  old: {{ account: net, {old} }}
  new: {{ account: net, attach: [{new}] }}
"
        ))
    };
    let group = "bandwidth: [{ areas: [china, europe], package: { mbps: 10, charge: postpaid }, \
                 limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }] }]";
    let old = text(
        &format!(
            "attach: [n, far], publish: {{ n: [192.168.1.0/24] }}, private-zone: [{{ host: n, \
             from: [cn-hangzhou] }}], {group}"
        ),
        "twin",
    );
    let new = text("attach: [far], publish: {}, private-zone: []", "twin, n");
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-n", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-twin", &["10.1.0.0/16"]);
    let planned = planned(&new, &observed);
    nothing_is_done(&planned);
    is_held(
        &planned,
        "route/old/n/192.168.1.0/24: not in the file; it stays",
    );
    is_held(
        &planned,
        "private-zone/old/cn-hangzhou: not in the file; it stays",
    );
    is_held(
        &planned,
        "limit/old/cn-hangzhou/eu-central-1: 10 Mbps → 0 Mbps; it stays",
    );
    is_held(&planned, "association/old/china-europe: not in the file");
}

#[test]
fn the_bandwidth_of_a_region_that_a_network_stays_in_ends_with_the_other_regions_last() {
    let text = |old: &str, new: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  n: {{ account: net, region: cn-hangzhou, id: vpc-n }}
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
  twin: {{ account: net, region: cn-hangzhou, id: vpc-twin }}
cens:
  old: {{ account: net, {old} }}
  new: {{ account: net, attach: [{new}] }}
"
        ))
    };
    let old = text(
        "attach: [n, far], bandwidth: [{ areas: [china, europe], package: { mbps: 10, charge: \
         postpaid }, limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }] }]",
        "twin",
    );
    let new = text("attach: []", "twin, n, far");
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-n", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-twin", &["10.1.0.0/16"]);
    let planned = planned(&new, &observed);
    let ids = ids(&planned);
    assert!(!ids.contains(&"detach/old/n"), "{ids:?}");
    assert!(ids.contains(&"attach/new/far"), "{ids:?}");
    assert!(
        ids.contains(&"clear/old/cn-hangzhou/eu-central-1"),
        "{ids:?}"
    );
}

/// A VPC that is made here, or one that is named under the same key.
fn replaced(selector: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  lab: {{ account: net, {selector} }}
  x: {{ account: net, region: cn-hangzhou, id: vpc-x }}
cens: {{ bb: {{ account: net, attach: [lab, x] }} }}
"
    ))
}

#[test]
fn a_vpc_is_not_deleted_for_one_of_the_same_key_that_is_held() {
    let old = replaced("region: cn-hangzhou, cidr: 10.50.0.0/16");
    let new = replaced("region: cn-hangzhou, id: vpc-m");
    let mut observed = cloud(&old, &new);
    elsewhere(&mut observed, "vpc-m");
    let planned = planned(&new, &observed);
    nothing_is_done(&planned);
    is_held(
        &planned,
        "it stays, because attachment/bb/lab, which it would make way for",
    );
}

#[test]
fn a_vpc_is_deleted_when_the_one_of_the_same_key_is_attached() {
    let old = replaced("region: cn-hangzhou, cidr: 10.50.0.0/16");
    let new = replaced("region: cn-hangzhou, id: vpc-m");
    let planned = planned(&new, &cloud(&old, &new));
    let delete = "delete-network/<network/lab>";
    assert!(crate::scene::waits(&planned, delete).contains(&"attach/bb/lab"));
}

/// A file whose bandwidth comes from this package.
fn bandwidth(package: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  x: {{ account: net, region: cn-hangzhou, id: vpc-x }}
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
cens:
  bb:
    account: net
    attach: [x, far]
    ignore: [cn-shanghai/eu-central-1]
    bandwidth:
      - areas: [china, europe]
        package: {{ {package} }}
        limits: [{{ between: [cn-hangzhou, eu-central-1], mbps: 10 }}]
"
    ))
}

/// Plans another package, which this function makes unfit.
fn swap(change: impl FnOnce(&mut SeenPackage)) -> Plan {
    let (old, new) = (
        bandwidth("mbps: 10, charge: postpaid"),
        bandwidth("id: cenbwp-2"),
    );
    let mut observed = cloud(&old, &new);
    let mut second = package(&mut observed, "cenbwp-2");
    change(&mut second);
    observed.packages.insert("cenbwp-2".into(), second);
    planned(&new, &observed)
}

#[test]
fn a_package_stays_if_the_next_one_is_locked_or_foreign_or_too_small() {
    assert!(!ids(&swap(|_| {})).is_empty());
    nothing_is_done(&swap(|next| {
        next.business_status = "FinancialLocked".to_owned()
    }));
    nothing_is_done(&swap(|next| next.cen = Some("cen-foreign".into())));
    let small = swap(|next| next.mbps = Mbps(5));
    nothing_is_done(&small);
    is_held(
        &small,
        "limit/bb/cn-hangzhou/eu-central-1: the limits take 10 Mbps of a package of 5 Mbps",
    );
}

#[test]
fn a_package_stays_that_an_ignored_limit_uses_and_nothing_is_cleared_or_bought() {
    for next in ["id: cenbwp-2", "mbps: 20, charge: postpaid"] {
        let (old, new) = (bandwidth("id: cenbwp-1"), bandwidth(next));
        let mut observed = cloud(&old, &new);
        if next == "id: cenbwp-2" {
            let second = package(&mut observed, "cenbwp-2");
            observed.packages.insert("cenbwp-2".into(), second);
        }
        let limit = SeenLimit {
            mbps: Mbps(3),
            package: Some("cenbwp-1".into()),
            status: "Active".to_owned(),
            link: None,
        };
        let limits = &mut inside(&mut observed, "bb").limits;
        limits.insert(pair("cn-shanghai", "eu-central-1"), limit);
        let planned = planned(&new, &observed);
        nothing_is_done(&planned);
        is_held(&planned, "association/bb/china-europe: missing");
    }
}

#[test]
fn an_access_or_a_route_stays_if_its_new_host_is_held() {
    let text = |host: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  one: {{ account: net, region: cn-hangzhou, id: vpc-one }}
  two: {{ account: net, region: cn-hangzhou, id: vpc-two }}
  far: {{ account: net, region: cn-beijing, id: vpc-far }}
cens:
  bb:
    account: net
    attach: [one, {also} far]
    publish: {{ {host}: [192.168.1.0/24] }}
    private-zone: [{{ host: {host}, from: [cn-hangzhou] }}]
    services: [{{ host: 100.118.28.52, via: {host}, from: [cn-beijing] }}]
",
            also = if host == "two" { "two," } else { "" },
        ))
    };
    let (old, new) = (text("one"), text("two"));
    let mut observed = cloud(&old, &new);
    assert_eq!(ids(&planned(&new, &observed)).len(), 7);
    elsewhere(&mut observed, "vpc-two");
    nothing_is_done(&planned(&new, &observed));
}

#[test]
fn a_region_under_a_limit_keeps_its_last_network_if_the_next_one_is_held() {
    let text = |id: &str| {
        let text = bandwidth("mbps: 10, charge: postpaid");
        let mut text = text;
        let network = text.networks.get_mut("x").unwrap();
        network.selector = cen_topology::Selector::Id(id.into());
        text
    };
    let (old, new) = (text("vpc-1"), text("vpc-2"));
    let mut observed = cloud(&old, &new);
    assert_eq!(
        ids(&planned(&new, &observed)),
        ["attach/bb/x", "detach/bb/vpc-1"]
    );
    elsewhere(&mut observed, "vpc-2");
    nothing_is_done(&planned(&new, &observed));
}
