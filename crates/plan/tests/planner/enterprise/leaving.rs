//! What leaves transit routers, what keeps it there, and what comes in its place first.

use cen_diff::in_transition;
use cen_observed::{Gap, GapScope, Inside, Observed};
use cen_plan::plan;
use cen_precondition::{Standing, standings};
use cen_topology::NetworkKind;

use super::cloud::cloud;
use super::ways::CROSS_REGION;
use super::{built, holds, ids, settled, topology};

const OFFICE: &str = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [web] }
";

fn inside(observed: &mut Observed) -> &mut Inside {
    let seen = observed.cens.values_mut().next().unwrap();
    seen.inside.as_mut().unwrap()
}

#[test]
fn a_static_entry_keeps_what_it_leads_to_and_its_router() {
    let mut observed = built(&topology(CROSS_REGION));
    let hangzhou = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge: { account: main, attach: [hangzhou] }
";
    let link = inside(&mut observed).limits.values().next().unwrap();
    let link = link.link.as_ref().unwrap().id.clone();
    let shop = inside(&mut observed).attachments["vpc-shop"].clone();
    let router = inside(&mut observed)
        .routers
        .get_mut("eu-central-1")
        .unwrap();
    router
        .static_entries
        .insert("10.8.0.0/16".to_owned(), Some(shop.transit.unwrap().id));
    router
        .static_entries
        .insert("10.9.0.0/16".to_owned(), Some(link));
    let told = holds(&topology(hangzhou), &observed);
    insta::assert_snapshot!(told.join("\n"));
    inside(&mut observed)
        .routers
        .get_mut("eu-central-1")
        .unwrap()
        .static_entries = [("10.7.0.0/16".to_owned(), None)].into();
    let told = holds(&topology(hangzhou), &observed);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("router/bridge/eu-central-1: "),
        "{told:?}"
    );
}

#[test]
fn an_upgrading_router_keeps_what_is_on_it_and_is_listed_as_changing() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    let router = inside(&mut observed)
        .routers
        .get_mut("cn-hangzhou")
        .unwrap();
    router.status = "Upgrading".to_owned();
    let changing = in_transition(&desired, &observed);
    let told: Vec<_> = changing
        .iter()
        .map(|(address, status)| format!("{address} {status}"))
        .collect();
    assert_eq!(told, ["router/bridge/cn-hangzhou Upgrading"]);
    let texts = CROSS_REGION.replace(
        "    bandwidth:",
        "    routers: { cn-hangzhou: { name: hz } }\n    bandwidth:",
    );
    let told = holds(&topology(&texts), &observed);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with("[CEN405]"), "{told:?}");
    let gone = "vpcs:
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge: { account: main, attach: [frankfurt] }
";
    let planned = plan(&topology(gone), &observed).unwrap();
    assert!(planned.is_empty(), "{:?}", ids(&planned));
    let codes = planned.holds.iter().map(|hold| hold.reason.code());
    assert!(
        codes
            .clone()
            .all(|code| matches!(code, "CEN404" | "CEN405" | "CEN406")),
        "{:?}",
        codes.collect::<Vec<_>>()
    );
}

#[test]
fn the_last_network_of_a_region_leaves_after_the_one_that_comes_is_in_the_table() {
    let mut observed = built(&topology(OFFICE));
    let (planned, text) = settled(&topology(&OFFICE.replace("[web]", "[lab]")), &mut observed);
    let ids = ids(&planned);
    let place = |id: &str| ids.iter().position(|other| other == id).unwrap();
    for comes in [
        "attach/office/lab",
        "associate-table/office/cn-hangzhou/lab",
    ] {
        for goes in [
            "dissociate-table/office/cn-hangzhou/web",
            "detach/office/web",
        ] {
            assert!(place(comes) < place(goes), "{comes}, {goes}\n{text}");
        }
    }
    assert!(planned.interruptions.is_empty(), "{text}");
}

#[test]
fn a_region_full_of_synced_vpcs_is_left_before_others_come() {
    let mut vpcs = String::from("vpcs:\n");
    for number in 0..51 {
        vpcs +=
            &format!("  n{number}: {{ account: main, region: cn-hangzhou, id: vpc-{number} }}\n");
    }
    let file = |members: std::ops::Range<u32>| {
        let attach: Vec<_> = members.map(|number| format!("n{number}")).collect();
        topology(&format!(
            "{vpcs}cens:\n  office: {{ account: main, attach: [{}] }}\n",
            attach.join(", ")
        ))
    };
    let mut observed = built(&file(0..50));
    let (planned, text) = settled(&file(1..51), &mut observed);
    let ids = ids(&planned);
    let place = |id: &str| ids.iter().position(|other| other == id).unwrap();
    assert!(
        place("detach/office/n0") < place("attach/office/n50"),
        "{text}"
    );
}

#[test]
fn a_network_that_moves_keeps_the_vswitches_that_were_made_for_it() {
    let one = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web, vswitches: [{ zone: cn-hangzhou-a, cidr: 10.0.255.240/28 }] }
cens:
  old: { account: main, attach: [web] }
  new: { account: main }
";
    let mut observed = built(&topology(one));
    let moved = one
        .replace(
            ", vswitches: [{ zone: cn-hangzhou-a, cidr: 10.0.255.240/28 }]",
            "",
        )
        .replace(
            "old: { account: main, attach: [web] }",
            "old: { account: main }",
        )
        .replace(
            "new: { account: main }",
            "new: { account: main, attach: [web] }",
        );
    let (planned, text) = settled(&topology(&moved), &mut observed);
    assert!(
        !ids(&planned).iter().any(|id| id.contains("vswitch")),
        "{text}"
    );
    let made = observed
        .vswitches
        .values()
        .filter(|seen| !seen.tags.is_empty());
    assert_eq!(made.count(), 1);
}

#[test]
fn vswitches_of_a_vpc_that_leaves_the_file_are_deleted() {
    let one = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web, vswitches: [{ zone: cn-hangzhou-a, cidr: 10.1.255.240/28 }] }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [web, lab] }
";
    let mut observed = built(&topology(one));
    let without = "vpcs:
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [lab] }
";
    let planned = plan(&topology(without), &observed).unwrap();
    let ids = ids(&planned);
    assert!(
        ids.contains(&"delete-vswitch/web/cn-hangzhou-a".to_owned()),
        "{ids:?}"
    );
    super::cloud::carry_out(&planned, &topology(without), &mut observed);
    assert!(
        !observed
            .vswitches
            .values()
            .any(|seen| !seen.tags.is_empty())
    );
    assert!(cloud(&topology(without)).cens.is_empty());
}

#[test]
fn a_link_that_becomes_smaller_under_a_package_waits_for_room_there() {
    let both = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
  beijing: { account: main, region: cn-beijing, id: vpc-bei }
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge:
    account: main
    attach: [hangzhou, beijing, frankfurt]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]
      - charge: traffic
        limits: [{ between: [cn-beijing, eu-central-1], mbps: 20 }]
";
    let mut observed = built(&topology(both));
    let under = both
        .replace("mbps: 10 }]", "mbps: 4 }, { between: [cn-beijing, eu-central-1], mbps: 6 }]")
        .replace("      - charge: traffic\n        limits: [{ between: [cn-beijing, eu-central-1], mbps: 20 }]\n", "");
    let (planned, text) = settled(&topology(&under), &mut observed);
    let order = ids(&planned);
    assert_eq!(
        order,
        [
            "limit/bridge/cn-hangzhou/eu-central-1",
            "limit/bridge/cn-beijing/eu-central-1"
        ],
        "{text}"
    );
}

#[test]
fn a_router_that_is_being_deleted_is_not_deleted_yet() {
    let mut observed = built(&topology(CROSS_REGION));
    let alone = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
cens:
  bridge: { account: main, attach: [hangzhou] }
";
    let desired = topology(alone);
    let planned = plan(&desired, &observed).unwrap();
    let delete = "delete-router/bridge/eu-central-1";
    let standing = |observed: &Observed| {
        let all = planned
            .steps
            .iter()
            .zip(standings(&planned.steps, observed));
        let mut found = all.filter(|(step, _)| step.action.id.as_str() == delete);
        found.next().unwrap().1
    };
    let router = inside(&mut observed).routers.get_mut("eu-central-1");
    router.unwrap().status = "Deleting".to_owned();
    assert_eq!(standing(&observed), Standing::Before);
    inside(&mut observed).routers.remove("eu-central-1");
    assert!(matches!(standing(&observed), Standing::After { .. }));
}

#[test]
fn made_vswitches_of_a_vpc_that_was_renamed_and_could_not_be_read_stay() {
    let made = "vpcs:
  web: { account: main, region: cn-hangzhou, cidr: 10.7.0.0/16 }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [web, lab] }
";
    let mut observed = built(&topology(made));
    let vpc = observed.networks.keys().find(|id| id.as_str() != "vpc-lab");
    let vpc = vpc.unwrap().clone();
    assert!(observed.vswitches.values().any(|seen| seen.vpc == vpc));
    let renamed = made
        .replace("  web: {", "  site: { was: web,")
        .replace("[web, lab]", "[site, lab]");
    observed.networks.clear();
    let error = Some("Throttling.User".to_owned());
    let scope = GapScope::Networks {
        kind: NetworkKind::Vpc,
        account: "main".into(),
        region: "cn-hangzhou".into(),
    };
    observed.gaps.push(Gap { scope, error });
    let attached = |keep: bool, mut observed: Observed| {
        if !keep {
            inside(&mut observed).attachments.clear();
        }
        ids(&plan(&topology(&renamed), &observed).unwrap())
    };
    for keep in [true, false] {
        let planned = attached(keep, observed.clone());
        let removes = |id: &&String| id.starts_with("delete-vswitch/");
        assert_eq!(planned.iter().find(removes), None, "{planned:?}");
    }
}
