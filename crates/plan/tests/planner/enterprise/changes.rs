//! Each change and each removal of what is on transit routers.

use cen_observed::{Observed, TableUse};
use cen_plan::{Plan, plan};
use cen_topology::{AttachmentId, Mbps};

use super::cloud::{cloud, mbps};
use super::ways::CROSS_REGION;
use super::{built, holds, ids, settled, topology};

const OFFICE: &str = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [web, lab] }
";

#[test]
fn what_is_attached_stays_until_the_file_names_other_vswitches() {
    let mut observed = built(&topology(OFFICE));
    // A better one comes later.
    let better = cen_observed::SeenVswitch {
        cidr: "10.0.9.0/28".parse().ok(),
        ..observed.vswitches["vsw-web-a"].clone()
    };
    observed.vswitches.insert("vsw-better".into(), better);
    assert!(plan(&topology(OFFICE), &observed).unwrap().is_empty());
    let pinned = OFFICE.replace(
        "id: vpc-web",
        "id: vpc-web, vswitches: [vsw-better, vsw-web-b]",
    );
    let (planned, text) = settled(&topology(&pinned), &mut observed);
    assert_eq!(ids(&planned), ["zones/office/web"], "{text}");
}

#[test]
fn vswitches_are_made_used_and_deleted_with_the_file() {
    let made = OFFICE.replace(
        "id: vpc-web",
        "id: vpc-web, vswitches: [{ zone: cn-hangzhou-a, cidr: 10.1.255.240/28 }]",
    );
    let mut observed = built(&topology(OFFICE));
    let (planned, text) = settled(&topology(&made), &mut observed);
    assert_eq!(
        ids(&planned),
        ["vswitch/web/cn-hangzhou-a", "zones/office/web"],
        "{text}"
    );
    let pinned = OFFICE.replace("id: vpc-web", "id: vpc-web, vswitches: [vsw-web-a]");
    let (planned, text) = settled(&topology(&pinned), &mut observed);
    assert_eq!(
        ids(&planned),
        ["zones/office/web", "delete-vswitch/web/cn-hangzhou-a"],
        "{text}"
    );
}

#[test]
fn made_vswitches_leave_with_the_attachment_and_come_back_with_it() {
    let made = OFFICE.replace(
        "id: vpc-web",
        "id: vpc-web, vswitches: [{ zone: cn-hangzhou-a, cidr: 10.1.255.240/28 }]",
    );
    let mut observed = built(&topology(&made));
    let detached = topology(&made.replace("attach: [web, lab]", "attach: [lab]"));
    let (planned, text) = settled(&detached, &mut observed);
    let gone = ids(&planned);
    let place = |id: &str| gone.iter().position(|it| it == id);
    assert!(
        place("detach/office/web").is_some_and(|detach| {
            place("delete-vswitch/web/cn-hangzhou-a").is_some_and(|delete| detach < delete)
        }),
        "{text}"
    );
    let (planned, text) = settled(&topology(&made), &mut observed);
    let come = ids(&planned);
    assert!(
        come.contains(&"vswitch/web/cn-hangzhou-a".to_owned()),
        "{text}"
    );
}

#[test]
fn settings_of_attachments_and_texts_of_routers_are_changed_in_place() {
    let more = OFFICE.replace(
            "attach: [web, lab]",
            "attach: [web, lab], attachments: { web: { routes: own, appliance: true } }, routers: { cn-hangzhou: { name: hz } }",
        );
    let mut observed = built(&topology(OFFICE));
    let (planned, text) = settled(&topology(&more), &mut observed);
    assert_eq!(
        ids(&planned),
        [
            "modify-router/office/cn-hangzhou",
            "modify-attachment/office/web"
        ],
        "{text}"
    );
}

#[test]
fn what_the_default_table_does_not_know_is_put_there() {
    let desired = topology(OFFICE);
    let mut observed = built(&desired);
    let inside = observed
        .cens
        .values_mut()
        .next()
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let seen = inside.attachments.get_mut("vpc-web").unwrap();
    seen.transit.as_mut().unwrap().tables = cen_observed::TableUse::default();
    let (planned, text) = settled(&desired, &mut observed);
    assert_eq!(
        ids(&planned),
        [
            "associate-table/office/cn-hangzhou/web",
            "propagate/office/cn-hangzhou/system/web"
        ],
        "{text}"
    );
}

#[test]
fn an_attachment_in_a_table_of_somebody_else_is_left_there() {
    let desired = topology(OFFICE);
    let mut observed = built(&desired);
    let inside = observed
        .cens
        .values_mut()
        .next()
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let seen = inside.attachments.get_mut("vpc-web").unwrap();
    seen.transit.as_mut().unwrap().tables.associated = Some("vtb-other".into());
    assert_eq!(
        holds(&desired, &observed),
        [
            "table-association/office/cn-hangzhou/web: differs from the file; a topology file cannot express it, so it stays [CEN414]"
        ]
    );
}

#[test]
fn a_link_grows_shrinks_and_changes_who_pays_for_it_in_place() {
    let traffic = CROSS_REGION.replace(
        "      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
",
        "      - charge: traffic
        link: platinum
",
    );
    let mut observed = built(&topology(CROSS_REGION));
    let less = CROSS_REGION.replace("mbps: 10 }]", "mbps: 4 }]");
    let (planned, text) = settled(&topology(&less), &mut observed);
    assert_eq!(
        ids(&planned),
        ["limit/bridge/cn-hangzhou/eu-central-1"],
        "{text}"
    );
    assert_eq!(
        mbps(&observed, "cn-hangzhou", "eu-central-1"),
        Some(Mbps(4))
    );
    settled(&topology(CROSS_REGION), &mut observed);
    let (planned, text) = settled(&topology(&traffic), &mut observed);
    insta::assert_snapshot!(text);
    assert_eq!(ids(&planned).len(), 3);
    let (planned, text) = settled(&topology(CROSS_REGION), &mut observed);
    assert_eq!(
        ids(&planned),
        [
            "package/bridge/china-europe",
            "associate/bridge/china-europe",
            "limit/bridge/cn-hangzhou/eu-central-1"
        ],
        "{text}"
    );
    assert!(
        text.contains("1 link less, each GB that it carried"),
        "{text}"
    );
}

#[test]
fn a_link_by_the_gb_that_goes_is_in_the_costs() {
    let group = CROSS_REGION.split_once("    bandwidth:\n").unwrap();
    let traffic = format!(
        "{}    bandwidth:
      - charge: traffic
        limits: [{{ between: [cn-hangzhou, eu-central-1], mbps: 10 }}]
",
        group.0
    );
    let mut observed = built(&topology(&traffic));
    let (planned, text) = settled(&topology(group.0), &mut observed);
    let gone = ids(&planned);
    assert!(
        gone.contains(&"clear/bridge/cn-hangzhou/eu-central-1".to_owned()),
        "{gone:?}"
    );
    assert!(
        text.contains("1 link less, each GB that it carried"),
        "{text}"
    );
}

#[test]
fn a_region_that_is_emptied_loses_its_router_after_its_link() {
    let mut observed = built(&topology(CROSS_REGION));
    let one = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge: { account: main, attach: [hangzhou] }
";
    let (_, text) = settled(&topology(one), &mut observed);
    insta::assert_snapshot!(text);
}

#[test]
fn a_network_moves_to_another_cen_when_its_router_there_is_ready() {
    let one = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  old: { account: main, attach: [web, lab] }
  new: { account: main }
";
    let mut observed = built(&topology(one));
    let moved = one.replace("attach: [web, lab]", "attach: [web]").replace(
        "new: { account: main }",
        "new: { account: main, attach: [lab] }",
    );
    let (planned, text) = settled(&topology(&moved), &mut observed);
    let ids = ids(&planned);
    let place = |id: &str| ids.iter().position(|other| other == id).unwrap();
    assert!(
        place("router/new/cn-hangzhou") < place("detach/old/lab"),
        "{text}"
    );
    assert!(place("detach/old/lab") < place("attach/new/lab"), "{text}");
    assert_eq!(planned.interruptions.len(), 1);
}

#[test]
fn the_change_of_a_file_is_planned_for_the_enterprise_edition() {
    let (old, new) = (
        topology(OFFICE),
        topology(&OFFICE.replace("[web, lab]", "[web]")),
    );
    let planned = cen_plan::plan_change(&old, &new).unwrap();
    assert!(ids(&planned).contains(&"dissociate-table/office/cn-hangzhou/lab".to_owned()));
    assert!(cen_plan::plan_change(&old, &old).unwrap().is_empty());
    let observed = cloud(&new);
    assert!(!plan(&new, &observed).unwrap().is_empty());
}

#[test]
fn the_table_entries_of_a_link_that_comes_in_the_place_of_another_are_others() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    let forget = |observed: &mut Observed, id: Option<&str>| {
        let seen = observed.cens.values_mut().next().unwrap();
        let limits = &mut seen.inside.as_mut().unwrap().limits;
        for link in limits.values_mut().filter_map(|limit| limit.link.as_mut()) {
            link.tables
                .values_mut()
                .for_each(|table| *table = TableUse::default());
            link.id = id.map_or_else(|| link.id.clone(), AttachmentId::from);
        }
    };
    forget(&mut observed, None);
    let before = plan(&desired, &observed).unwrap();
    let again = plan(&desired, &observed).unwrap();
    forget(&mut observed, Some("tr-attach-another"));
    let after = plan(&desired, &observed).unwrap();
    let created = plan(&desired, &cloud(&desired)).unwrap();
    let entries = before.steps.iter().map(|step| &step.action);
    let entries: Vec<_> = entries.collect();
    assert_eq!(entries.len(), 4, "two tables learn it and use it");
    for entry in entries {
        let same = |plan: &Plan| {
            let steps = plan.steps.iter();
            steps
                .clone()
                .filter(|step| step.action.id == entry.id)
                .count()
                == 1
                && steps.clone().any(|step| entry.is_same(&step.action))
        };
        assert!(same(&again), "{}", entry.id);
        assert!(!same(&after), "{} is about another link", entry.id);
        let planned_first = created.steps.iter().find(|step| step.action.id == entry.id);
        let planned_first = &planned_first.unwrap().action;
        assert!(
            planned_first.is_same(entry),
            "{} was planned before its link",
            entry.id
        );
    }
}
