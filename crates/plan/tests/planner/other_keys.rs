//! Files whose keys or accounts change: what is another thing, and what is the same under another name.

use cen_action::Assumption;
use cen_observed::Observed;
use cen_plan::{Plan, plan_change};
use cen_topology::Topology;

use crate::scene::{cloud, file, holds, ids, planned};

fn changed(old: &Topology, new: &Topology) -> Plan {
    // The assumptions are those of a change; the edition is the one that the other tests have.
    let assumptions = plan_change(old, new).unwrap().assumptions;
    let plan = Plan {
        assumptions,
        ..planned(new, &cloud(old, new))
    };
    crate::schema::assert_documented(&plan, new);
    plan
}

fn left_behind(plan: &Plan) -> Vec<String> {
    let all = plan.assumptions.iter();
    let objects = all.filter_map(|assumption| match assumption {
        Assumption::LeftBehind { objects, .. } => Some(objects),
        _ => None,
    });
    objects.flatten().map(ToString::to_string).collect()
}

/// A CEN with two networks, in this account.
fn of_account(id: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"{id}\" }} }}
vpcs:
  hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }}
  lab: {{ account: net, region: cn-hangzhou, cidr: 10.77.0.0/16 }}
cens: {{ bb: {{ account: net, attach: [hub, lab] }} }}
"
    ))
}

#[test]
fn another_account_id_under_one_key_changes_everything_in_it() {
    let (old, new) = (
        of_account("1250000000000001"),
        of_account("1250000000000009"),
    );
    let plan = changed(&old, &new);
    assert_eq!(
        ids(&plan),
        ["network/lab", "cen/bb", "attach/bb/hub", "attach/bb/lab"]
    );
    assert_eq!(left_behind(&plan), ["network/lab", "cen/bb"]);
}

#[test]
fn another_key_of_one_account_changes_nothing() {
    let old = of_account("1250000000000001");
    let text = "version: 1
name: t
accounts: { core: { id: \"1250000000000001\" } }
vpcs:
  hub: { account: core, region: cn-hangzhou, id: vpc-hub }
  lab: { account: core, region: cn-hangzhou, cidr: 10.77.0.0/16 }
cens: { bb: { account: core, attach: [hub, lab] } }
";
    let plan = changed(&old, &file(text));
    assert_eq!((ids(&plan), left_behind(&plan)), (vec![], vec![]));
}

#[test]
fn what_is_in_an_account_that_leaves_the_file_is_named() {
    let old = file(
        "version: 1
name: t
accounts: { core: { id: \"5100000000000001\" }, sandbox: { id: \"5100000000000005\" } }
vpcs:
  hub: { account: core, region: cn-shanghai, id: vpc-hub }
  lab: { account: sandbox, region: cn-shanghai, cidr: 10.0.0.0/16 }
  far: { account: sandbox, region: eu-central-1, cidr: 10.1.0.0/16 }
  mine: { account: sandbox, region: cn-shanghai, cidr: 10.2.0.0/16 }
cens:
  prod: { account: core, attach: [hub, mine] }
  play:
    account: sandbox
    attach: [lab, far]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-shanghai, eu-central-1], mbps: 5 }]
",
    );
    let new = file(
        "version: 1
name: t
accounts: { core: { id: \"5100000000000001\" } }
vpcs: { hub: { account: core, region: cn-shanghai, id: vpc-hub } }
cens: { prod: { account: core, attach: [hub] } }
",
    );
    let plan = changed(&old, &new);
    assert_eq!(ids(&plan), ["detach/prod/<network/mine>"]);
    assert_eq!(
        left_behind(&plan),
        [
            "network/far",
            "network/lab",
            "network/mine",
            "cen/play",
            "package/play/china-europe"
        ]
    );
    assert!(holds(&plan)[0].contains("no network uses this grant of account 5100000000000005"));
}

/// A VPC under this key that publishes this route.
fn publishes(key: &str, route: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs: {{ {key}: {{ account: net, region: cn-hangzhou, id: vpc-hub }} }}
cens: {{ bb: {{ account: net, attach: [{key}], publish: {{ {key}: [{route}] }} }} }}
"
    ))
}

#[test]
fn a_vpc_under_another_key_has_the_routes_that_it_is_to_publish() {
    let old = publishes("hub", "192.168.10.0/24");
    let new = publishes("hub2", "192.168.20.0/24");
    let plan = changed(&old, &new);
    assert_eq!(holds(&plan), [""; 0]);
    assert_eq!(
        ids(&plan),
        [
            "withdraw/bb/hub2/192.168.10.0/24",
            "publish/bb/hub2/192.168.20.0/24"
        ]
    );
}

/// A CEN under this key with a prepaid package.
fn prepaid(cen: &str) -> Topology {
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  app: {{ account: net, region: cn-hangzhou, id: vpc-1 }}
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
cens:
  {cen}
    attach: [app, far]
    bandwidth:
      - areas: [china, europe]
        package: {{ mbps: 10, charge: prepaid, months: 12 }}
        limits: [{{ between: [cn-hangzhou, eu-central-1], mbps: 5 }}]
"
    ))
}

fn built() -> Observed {
    let file = prepaid("bb:\n    account: net");
    cloud(&file, &file)
}

#[test]
fn a_cen_under_another_key_keeps_its_package() {
    let mut new = prepaid("hub:\n    account: net");
    new.cens.get_mut("hub").unwrap().id = Some("<cen/bb>".into());
    let plan = planned(&new, &built());
    assert_eq!(
        ids(&plan),
        [
            "mark/hub",
            "mark-package/hub/china-europe",
            "modify-cen/hub"
        ]
    );
}

#[test]
fn a_prepaid_package_moves_with_the_key_of_its_cen_and_none_is_bought() {
    let plan = planned(&prepaid("hub:\n    account: net"), &built());
    let ids = ids(&plan);
    assert!(!ids.iter().any(|id| id.starts_with("package/")), "{ids:?}");
    assert!(ids.contains(&"associate/hub/china-europe"), "{ids:?}");
}

#[test]
fn a_cen_with_settings_of_the_basic_edition_has_it_without_a_cloud() {
    let text = |publish: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs: {{ hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }} }}
cens: {{ bb: {{ account: net, attach: [hub], publish: {publish} }} }}
"
        ))
    };
    let (none, one) = (text("{}"), text("{ hub: [192.168.1.0/24] }"));
    let id = "/bb/hub/192.168.1.0/24";
    for (old, new, verb) in [(&none, &one, "publish"), (&one, &none, "withdraw")] {
        let plan = plan_change(old, new).unwrap();
        assert_eq!(ids(&plan), [format!("{verb}{id}")]);
        assert_eq!(holds(&plan).len(), 0);
    }
}

#[test]
fn a_package_that_moves_shrinks_after_it_has_left_its_old_cen() {
    let text = |key: &str, mbps: u32| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  app: {{ account: net, region: eu-west-1, id: vpc-1 }}
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
cens:
  {key}:
    account: net
    attach: [app, far]
    bandwidth:
      - areas: [europe, europe]
        package: {{ mbps: {mbps}, charge: prepaid, months: 12 }}
        limits: [{{ between: [eu-west-1, eu-central-1], mbps: {mbps} }}]
"
        ))
    };
    let (old, new) = (text("bb", 10), text("hub", 4));
    let plan = planned(&new, &cloud(&old, &old));
    let steps = &plan.steps;
    let resize = steps
        .iter()
        .find(|step| step.action.id.as_str().starts_with("resize/"));
    let firsts: Vec<_> = resize.unwrap().waits_for.keys().collect();
    assert!(
        firsts
            .iter()
            .any(|first| first.as_str().starts_with("unassociate/")),
        "{firsts:?}"
    );
}

#[test]
fn what_the_file_only_names_now_loses_our_mark_and_is_never_deleted() {
    let text = |lab: &str, package: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  far: {{ account: net, region: eu-central-1, id: vpc-far }}
  lab: {{ account: net, region: cn-hangzhou, {lab} }}
cens:
  bb:
    account: net
    attach: [lab, far]
    bandwidth:
      - areas: [china, europe]
        package: {{ {package} }}
        limits: [{{ between: [cn-hangzhou, eu-central-1], mbps: 5 }}]
"
        ))
    };
    let made = text("cidr: 10.9.0.0/16", "mbps: 10, charge: postpaid");
    let mut observed = cloud(&made, &made);
    let vpc = observed.networks.remove("<network/lab>").unwrap();
    observed.networks.insert("vpc-lab".into(), vpc);
    let attachments = &mut crate::scene::inside(&mut observed, "bb").attachments;
    let attached = attachments.remove("<network/lab>").unwrap();
    attachments.insert("vpc-lab".into(), attached);
    let package = observed.packages.remove("<package/bb/china-europe>");
    observed
        .packages
        .insert("cenbwp-1".into(), package.unwrap());
    let limits = crate::scene::inside(&mut observed, "bb")
        .limits
        .values_mut();
    limits.for_each(|limit| limit.package = Some("cenbwp-1".into()));
    let named = text("id: vpc-lab", "id: cenbwp-1");
    let plan = planned(&named, &observed);
    assert_eq!(
        ids(&plan),
        ["unmark-network/lab", "unmark-package/bb/china-europe"]
    );
    for seen in observed.networks.values_mut() {
        seen.tags.clear();
    }
    observed.packages.get_mut("cenbwp-1").unwrap().tags.clear();
    assert_eq!(ids(&planned(&named, &observed)), [""; 0]);
}

#[test]
fn an_access_that_the_file_does_not_manage_goes_with_its_host_and_only_then() {
    let text = |cen: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }}
  lab: {{ account: net, region: cn-hangzhou, id: vpc-lab }}
cens: {{ bb: {{ account: net, {cen} }} }}
"
        ))
    };
    let old = text("attach: [hub, lab], private-zone: [{ host: hub, from: [cn-hangzhou] }]");
    let observed = cloud(&old, &old);
    let unmanaged = text("attach: [hub, lab]");
    assert_eq!(ids(&planned(&unmanaged, &observed)), [""; 0]);
    let plan = planned(&text("attach: [lab]"), &observed);
    assert_eq!(ids(&plan), ["unroute-zone/bb/cn-hangzhou", "detach/bb/hub"]);
}
