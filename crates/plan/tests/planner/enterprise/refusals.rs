//! What no transit router can do is held or refused before the first write.

use cen_observed::{Edition, Gap, GapScope, ServiceState};
use cen_plan::plan;
use cen_topology::Mbps;

use super::cloud::cloud;
use super::ways::CROSS_REGION;
use super::{built, holds, topology};

const WEB: &str = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
cens:
  office: { account: main, attach: [web] }
";

fn unread(scope: GapScope) -> Gap {
    Gap {
        scope,
        error: Some("Throttling.User".to_owned()),
    }
}

#[test]
fn a_vpc_without_a_way_in_is_held() {
    let desired = topology(WEB);
    let mut observed = cloud(&desired);
    observed
        .vswitches
        .values_mut()
        .for_each(|seen| seen.free = Some(0));
    insta::assert_snapshot!(holds(&desired, &observed).join("\n"));
    let cases = [
        ("[vsw-other]", "CEN415"),
        ("[vsw-web-c]", "CEN415"),
        ("[vsw-web-a, vsw-web-d]", "CEN415"),
        ("[{ zone: cn-hangzhou-x, cidr: 10.0.9.0/28 }]", "CEN415"),
        ("[{ zone: cn-hangzhou-a, cidr: 10.0.0.0/28 }]", "CEN415"),
        ("[{ zone: cn-hangzhou-a, cidr: 10.9.0.0/28 }]", "CEN415"),
    ];
    let mut told = Vec::new();
    for (vswitches, code) in cases {
        let pinned = WEB.replace(
            "id: vpc-web",
            &format!("id: vpc-web, vswitches: {vswitches}"),
        );
        let mut observed = cloud(&desired);
        // In a zone that is not offered, and a second one in the zone of `vsw-web-a`.
        for (id, zone) in [
            ("vsw-web-c", "cn-hangzhou-c"),
            ("vsw-web-d", "cn-hangzhou-a"),
        ] {
            let seen = cen_observed::SeenVswitch {
                zone: zone.into(),
                cidr: "10.0.7.0/24".parse().ok(),
                ..observed.vswitches["vsw-web-a"].clone()
            };
            observed.vswitches.insert(id.into(), seen);
        }
        let holds = holds(&topology(&pinned), &observed);
        assert!(holds[0].contains(code), "{vswitches}: {holds:?}");
        told.extend(holds);
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn one_usable_zone_is_enough_and_is_said() {
    let desired = topology(WEB);
    let mut observed = cloud(&desired);
    observed.vswitches.remove("vsw-web-b");
    let planned = plan(&desired, &observed).unwrap();
    let text = cen_render::text(&planned, &desired).to_string();
    assert!(
        text.contains("at vsw-web-a (cn-hangzhou-a) only, in one zone"),
        "{text}"
    );
}

#[test]
fn what_a_region_offers_decides_and_unread_holds() {
    let desired = topology(WEB);
    let mut observed = cloud(&desired);
    observed
        .offers
        .insert("cn-hangzhou".into(), Default::default());
    let planned = plan(&desired, &observed).unwrap();
    assert_eq!(super::ids(&planned), ["cen/office", "attach/office/web"]);
    observed.offers.clear();
    let scope = GapScope::Offers {
        region: "cn-hangzhou".into(),
    };
    observed.gaps.push(unread(scope));
    insta::assert_snapshot!(holds(&desired, &observed).join("\n"));
}

#[test]
fn an_old_cen_and_a_busy_router_take_nothing() {
    let desired = topology(WEB);
    let more = topology(
        &WEB.replace(
            "cens:",
            "  lab: { account: main, region: cn-hangzhou, id: vpc-lab }\ncens:",
        )
        .replace("[web]", "[web, lab]"),
    );
    let with_lab = |change: &dyn Fn(&mut cen_observed::SeenCen)| {
        let mut observed = built(&desired);
        let lab = cloud(&more);
        observed.networks.extend(lab.networks.clone());
        observed.vswitches.extend(lab.vswitches.clone());
        change(observed.cens.values_mut().next().unwrap());
        holds(&more, &observed)
    };
    let router = |seen: &mut cen_observed::SeenCen, status: &str| {
        let inside = seen.inside.as_mut().unwrap();
        inside.routers.get_mut("cn-hangzhou").unwrap().status = status.to_owned();
    };
    let mut told = with_lab(&|seen| seen.protection_level = "FULL".to_owned());
    told.extend(with_lab(&|seen| router(seen, "Upgrading")));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_package_that_is_billed_by_its_peaks_is_no_ground_for_a_router() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    for seen in observed.packages.values_mut() {
        seen.charge = "PayBy95".to_owned();
    }
    for seen in observed.cens.values_mut() {
        let inside = seen.inside.as_mut().unwrap();
        inside.attachments.clear();
        inside.limits.clear();
        inside.routers.clear();
    }
    let holds = holds(&desired, &observed);
    assert!(
        holds.iter().any(|hold| hold.contains("PayBy95")),
        "{holds:?}"
    );
}

#[test]
fn traffic_between_basic_regions_and_texts_of_basic_routers_are_held() {
    let traffic = CROSS_REGION
        .replace(
            "      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
",
            "      - charge: traffic
",
        )
        .replace(
            "    bandwidth:",
            "    routers: { cn-hangzhou: { name: hz } }\n    bandwidth:",
        );
    let desired = topology(&traffic);
    let mut observed = cloud(&desired);
    observed.offers.values_mut().for_each(|zones| zones.clear());
    insta::assert_snapshot!(holds(&desired, &observed).join("\n"));
}

#[test]
fn fifty_one_synced_vpcs_are_refused() {
    let mut vpcs = String::from("vpcs:\n");
    let mut attach = Vec::new();
    for number in 0..51 {
        vpcs +=
            &format!("  n{number}: {{ account: main, region: cn-hangzhou, id: vpc-{number} }}\n");
        attach.push(format!("n{number}"));
    }
    let attach = attach.join(", ");
    let desired = topology(&format!(
        "{vpcs}cens:\n  office: {{ account: main, attach: [{attach}] }}\n"
    ));
    let problems = plan(&desired, &cloud(&desired)).unwrap_err();
    let problems: Vec<_> = problems.iter().map(cen_render::words::problem).collect();
    assert_eq!(
        problems,
        ["router/office/cn-hangzhou: 51 VPCs with `routes: synced`, and a transit router takes 50"]
    );
}

#[test]
fn a_router_that_was_not_read_holds_its_region_and_no_other() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    let (cen, _) = observed.cens.iter().next().unwrap();
    let scope = GapScope::Router {
        account: "main".into(),
        cen: cen.clone(),
        region: "eu-central-1".into(),
    };
    observed.gaps.push(unread(scope));
    for seen in observed.cens.values_mut() {
        let inside = seen.inside.as_mut().unwrap();
        inside.attachments.remove("vpc-shop");
        inside.attachments.remove("vpc-web");
        inside.limits.clear();
        assert_eq!(
            inside.edition(&"eu-central-1".into()),
            Some(Edition::Enterprise)
        );
    }
    let planned = plan(&desired, &observed).unwrap();
    let ids = super::ids(&planned);
    assert!(
        ids.contains(&"attach/bridge/hangzhou".to_owned()),
        "{ids:?}"
    );
    assert!(
        !ids.iter()
            .any(|id| id.contains("frankfurt") || id.contains("eu-central-1")),
        "{ids:?}"
    );
}

#[test]
fn nothing_more_is_taken_of_a_package_while_links_may_be_hidden() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    let (cen, seen) = observed.cens.iter_mut().next().unwrap();
    let limits = &mut seen.inside.as_mut().unwrap().limits;
    limits.values_mut().for_each(|limit| limit.mbps = Mbps(4));
    let scope = GapScope::Router {
        account: "main".into(),
        cen: cen.clone(),
        region: "ap-southeast-1".into(),
    };
    let grows = plan(&desired, &observed).unwrap();
    assert_eq!(
        super::ids(&grows),
        ["limit/bridge/cn-hangzhou/eu-central-1"]
    );
    observed.gaps.push(unread(scope));
    let held = plan(&desired, &observed).unwrap();
    assert!(held.is_empty(), "{:?}", super::ids(&held));
    let held = held.holds.iter().map(|hold| hold.address.to_string());
    assert_eq!(
        held.collect::<Vec<_>>(),
        ["limit/bridge/cn-hangzhou/eu-central-1"]
    );
}

#[test]
fn a_link_waits_for_the_role_that_its_account_lacks() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    observed
        .services
        .insert("main".into(), ServiceState::OpenWithoutRole);
    for seen in observed.cens.values_mut() {
        seen.inside.as_mut().unwrap().limits.clear();
    }
    let planned = plan(&desired, &observed).unwrap();
    let ids = super::ids(&planned);
    assert!(ids.contains(&"service-role/main".to_owned()), "{ids:?}");
    let mut links = planned.steps.iter();
    let link =
        links.find(|step| step.action.id.as_str() == "limit/bridge/cn-hangzhou/eu-central-1");
    let waits = &link.unwrap().waits_for;
    assert!(
        waits
            .keys()
            .any(|first| first.as_str() == "service-role/main"),
        "{waits:?}"
    );
}

#[test]
fn a_line_that_is_terminated_is_attached_on_no_edition() {
    let desired = topology(
        "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
vbrs:
  line: { account: main, region: cn-hangzhou, id: vbr-line }
cens:
  office: { account: main, attach: [web, line] }
",
    );
    for is_offered in [true, false] {
        let mut observed = cloud(&desired);
        if !is_offered {
            observed.offers.values_mut().for_each(|zones| zones.clear());
        }
        let line = observed.networks.get_mut("vbr-line").unwrap();
        line.status = "terminated".to_owned();
        let planned = plan(&desired, &observed).unwrap();
        let ids = super::ids(&planned);
        assert!(ids.contains(&"attach/office/web".to_owned()), "{ids:?}");
        assert!(!ids.contains(&"attach/office/line".to_owned()), "{ids:?}");
        assert_eq!(
            holds(&desired, &observed),
            [
                "attachment/office/line: missing; the cloud says terminated; wait until that is over [CEN405]"
            ]
        );
        let line = observed.networks.get_mut("vbr-line").unwrap();
        line.status = "active".to_owned();
        assert!(holds(&desired, &observed).is_empty());
    }
}

#[test]
fn an_account_whose_service_is_unread_is_held_with_the_action_to_allow() {
    let desired = topology(WEB);
    let mut observed = cloud(&desired);
    observed.services.clear();
    let account = "main".into();
    observed.gaps.push(unread(GapScope::Service { account }));
    insta::assert_snapshot!(holds(&desired, &observed).join("\n"));
}
