//! Tests exports: the file is always valid, and its plan against the same cloud only marks objects.

use cen_action::{
    Action, Call,
    call::{CenCall, MarkCen, ModifyCen, PackageCall, VpcCall},
};
use cen_export::{export, owning_topologies};
use cen_observed::{
    Inside, NAME_TAG, Observed, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenNetwork,
    SeenPackage, TOPOLOGY_TAG,
};
use cen_plan::{Plan, plan};
use cen_topology::{
    Area, AreaPair, CenId, InstanceId, Mbps, NetworkKind, RegionPair, Topology, parse,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use std::collections::BTreeMap;

use crate::cases::cases;
use crate::example::basic_everywhere;
use crate::export_worlds::{accounts, worlds};

/// Exports a world and parses the file again.
pub(crate) fn exported(observed: &Observed) -> (String, Topology) {
    let text = export(&"net".into(), &accounts(), observed);
    match parse(&text) {
        Ok(checked) => (text, checked.topology),
        Err(problems) => panic!("{}\n{text}", problems.render_short("export", &text)),
    }
}

/// Tells whether an action only adopts: it marks a CEN, or renames one whose name a file cannot
/// contain.
fn takes_over(action: &Action, observed: &Observed) -> bool {
    match &action.call {
        Call::Cen(CenCall::MarkCen(MarkCen { cen, .. })) => owner(observed, cen) != Some("other"),
        Call::Cen(CenCall::ModifyCen(ModifyCen {
            description: None,
            name: Some(name),
            ..
        })) => {
            name.from.is_empty()
                || name.from.chars().count() > 128
                || name.from.starts_with("http")
                || name
                    .from
                    .chars()
                    .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
                || ["canary", "password="]
                    .iter()
                    .any(|secret| name.from.contains(secret) || name.from.contains("Canary"))
        }
        // What the exported file names by id must not bear our mark.
        Call::Vpc(VpcCall::UnmarkVpc(_)) | Call::Package(PackageCall::UnmarkPackage(_)) => true,
        _ => false,
    }
}

fn owner<'a>(observed: &'a Observed, cen: &CenId) -> Option<&'a str> {
    observed.cens[cen]
        .tags
        .get(TOPOLOGY_TAG)
        .map(String::as_str)
}

/// Returns the cloud after such actions.
fn taken_over(plan: &Plan, observed: &Observed) -> Observed {
    let mut after = observed.clone();
    for step in &plan.steps {
        match &step.action.call {
            Call::Cen(CenCall::MarkCen(MarkCen { cen, tags, .. })) => {
                after.cens.get_mut(cen).unwrap().tags.extend(tags.clone())
            }
            Call::Cen(CenCall::ModifyCen(ModifyCen { cen, name, .. })) => name
                .iter()
                .for_each(|name| after.cens.get_mut(cen).unwrap().name.clone_from(&name.to)),
            Call::Vpc(VpcCall::UnmarkVpc(unmark)) => {
                after.networks.get_mut(&unmark.vpc).unwrap().tags.clear();
            }
            Call::Package(PackageCall::UnmarkPackage(unmark)) => {
                after
                    .packages
                    .get_mut(&unmark.package)
                    .unwrap()
                    .tags
                    .clear();
            }
            call => panic!("{call:?}"),
        }
    }
    after
}

/// Tells whether all holds would remain with any file: a grant that nothing uses, and two networks
/// with the same range.
pub(crate) fn are_unavoidable(plan: &Plan) -> bool {
    plan.holds
        .iter()
        .all(|hold| ["CEN407", "CEN410"].contains(&hold.reason.code()))
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn whatever_exists_is_exported_to_a_valid_file_whose_plan_only_takes_over(observed in worlds()) {
        let (text, topology) = exported(&observed);
        let staying = observed.cens.iter().filter(|(id, seen)| owner(&observed, id) != Some("other") && seen.status == "Active");
        prop_assert_eq!(topology.cens.len(), staying.count(), "every CEN that no other topology owns is there: {}", text);
        let planned = plan(&topology, &observed).unwrap();
        let others: Vec<_> = planned.steps.iter().filter(|step| !takes_over(&step.action, &observed)).collect();
        prop_assert!(others.is_empty(), "{others:#?}\n{text}");
        prop_assert!(are_unavoidable(&planned), "{:?}\n{text}", planned.holds);
        let after = taken_over(&planned, &observed);
        prop_assert!(plan(&topology, &after).unwrap().is_empty(), "{text}");
        let (_, again) = exported(&after);
        prop_assert!(plan(&again, &after).unwrap().is_empty(), "an export of what was taken over needs nothing");
    }
}

fn seen_cen(name: &str, tags: &[(&str, &str)], inside: Inside) -> SeenCen {
    SeenCen {
        account: "a".into(),
        name: name.to_owned(),
        description: String::new(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        inside: Some(inside),
    }
}

fn seen_package(mbps: u32, cen: Option<&str>, tags: &[(&str, &str)]) -> SeenPackage {
    SeenPackage {
        account: "a".into(),
        name: String::new(),
        mbps: Mbps(mbps),
        areas: Some(AreaPair::new(Area::China, Area::Europe)),
        charge: "POSTPAY".to_owned(),
        status: "InUse".to_owned(),
        business_status: "Normal".to_owned(),
        expires: String::new(),
        reservation: None,
        cen: cen.map(CenId::from),
        tags: tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

/// Returns an observation of networks, given as `(owner, kind and id, region, display name)`. All
/// are attached to one CEN with 8 Mbps between two regions.
pub(crate) fn estate() -> Observed {
    let mut observed = Observed {
        offers: basic_everywhere(),
        ..Observed::default()
    };
    let mut inside = Inside::default();
    for (owner, id, region, name) in [
        ("1", "vpc-hub", "cn-hangzhou", "Hub Hangzhou"),
        ("2", "vpc-shop", "eu-central-1", "shop"),
        ("2", "vpc-lake", "eu-central-1", "shop"),
        ("1", "vbr-idc", "cn-beijing", "北京专线"),
        ("9", "vpc-guest", "us-east-1", "guest"),
    ] {
        let kind = if id.starts_with("vbr") {
            NetworkKind::Vbr
        } else {
            NetworkKind::Vpc
        };
        let attached = SeenAttachment {
            kind,
            region: region.into(),
            owner: owner.into(),
            status: "Attached".to_owned(),
            managed_service: String::new(),
            transit: None,
        };
        inside.attachments.insert(id.into(), attached);
        if owner != "1" {
            inside.grants.insert(SeenGrant {
                instance: id.into(),
                owner: owner.into(),
            });
        }
        if owner != "9" {
            let network = SeenNetwork {
                kind,
                account: if owner == "1" { "a" } else { "b" }.into(),
                region: region.into(),
                name: name.to_owned(),
                description: String::new(),
                cidrs: Vec::new(),
                status: "Available".to_owned(),
                tags: BTreeMap::new(),
            };
            observed.networks.insert(id.into(), network);
        }
    }
    for (one, other, mbps) in [
        ("cn-hangzhou", "eu-central-1", 8),
        ("cn-hangzhou", "us-east-1", 2),
    ] {
        let limit = SeenLimit {
            mbps: Mbps(mbps),
            package: None,
            status: "Active".to_owned(),
            link: None,
        };
        inside
            .limits
            .insert(RegionPair::new(one.into(), other.into()).unwrap(), limit);
    }
    inside.grants.insert(SeenGrant {
        instance: "vpc-unused".into(),
        owner: "2".into(),
    });
    observed.cens.insert(
        "cen-1".into(),
        seen_cen("Global: backbone", &[("env", "prod")], inside),
    );
    observed
        .packages
        .insert("cenbwp-1".into(), seen_package(20, Some("cen-1"), &[]));
    observed
}

#[test]
fn an_unmarked_estate_is_written_with_ids_and_comments() {
    let (text, topology) = exported(&estate());
    insta::assert_snapshot!(text);
    let planned = plan(&topology, &estate()).unwrap();
    assert_eq!(
        planned
            .steps
            .iter()
            .map(|step| step.action.id.as_str())
            .collect::<Vec<_>>(),
        ["mark/global-backbone"]
    );
}

#[test]
fn an_estate_of_one_topology_is_written_without_ids_and_needs_nothing() {
    let mut observed = estate();
    let cen = observed.cens.get_mut(&CenId::from("cen-1")).unwrap();
    cen.tags.extend([
        (TOPOLOGY_TAG.to_owned(), "net".to_owned()),
        (NAME_TAG.to_owned(), "backbone".to_owned()),
    ]);
    let marks = [(TOPOLOGY_TAG, "net"), (NAME_TAG, "backbone/china-europe")];
    observed
        .packages
        .insert("cenbwp-1".into(), seen_package(20, Some("cen-1"), &marks));
    let lake = observed
        .networks
        .get_mut(&InstanceId::from("vpc-lake"))
        .unwrap();
    lake.cidrs = vec!["10.7.0.0/16".to_owned()];
    lake.tags = [
        (TOPOLOGY_TAG.to_owned(), "net".to_owned()),
        (NAME_TAG.to_owned(), "lake".to_owned()),
    ]
    .into();
    assert_eq!(owning_topologies(&observed), ["net".into()].into());
    let (text, topology) = exported(&observed);
    insta::assert_snapshot!(text);
    let planned = plan(&topology, &observed).unwrap();
    assert!(
        planned.is_empty() && are_unavoidable(&planned),
        "{planned:?}"
    );
}

#[test]
fn what_a_file_would_have_deleted_is_said_on_top() {
    let mut observed = estate();
    observed.packages.insert(
        "cenbwp-2".into(),
        seen_package(
            5,
            None,
            &[(TOPOLOGY_TAG, "net"), (NAME_TAG, "gone/china-europe")],
        ),
    );
    let (text, _) = exported(&observed);
    assert!(
        text.contains("# LOOK: cenbwp-2 carries the mark of `net` and serves no CEN of this file: `cen diff` wants it deleted.\n"),
        "{text}"
    );
}

#[test]
fn a_mark_that_two_cens_carry_becomes_the_key_of_none() {
    let mut observed = Observed {
        offers: basic_everywhere(),
        ..Observed::default()
    };
    let marks = [(TOPOLOGY_TAG, "net"), (NAME_TAG, "main")];
    for (id, name, tags) in [
        ("cen-1", "main", &marks[..]),
        ("cen-2", "Main", &marks),
        ("cen-3", "main", &[]),
    ] {
        observed
            .cens
            .insert(id.into(), seen_cen(name, tags, Inside::default()));
    }
    let (text, topology) = exported(&observed);
    assert_eq!(
        topology
            .cens
            .keys()
            .map(|key| key.as_str())
            .collect::<Vec<_>>(),
        ["main-2", "main-3", "main-4"],
        "{text}"
    );
    let planned = plan(&topology, &observed).unwrap();
    assert!(
        planned
            .steps
            .iter()
            .all(|step| takes_over(&step.action, &observed)),
        "{planned:?}"
    );
}

#[test]
fn only_topologies_whose_names_a_file_can_have_count_as_owners() {
    let mut observed = Observed {
        offers: basic_everywhere(),
        ..Observed::default()
    };
    for (id, owner) in [
        ("cen-1", "net"),
        ("cen-2", "Not A Name"),
        ("cen-3", "other"),
    ] {
        observed.cens.insert(
            id.into(),
            seen_cen(
                "",
                &[(TOPOLOGY_TAG, owner), (NAME_TAG, "x")],
                Inside::default(),
            ),
        );
    }
    assert_eq!(
        owning_topologies(&observed),
        ["net".into(), "other".into()].into()
    );
}

/// Guards the properties above: they would prove little if the random worlds were all alike.
#[test]
fn the_random_worlds_have_everything_that_a_file_can_say_or_not_say() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..400 {
        let observed = worlds().new_tree(&mut runner).unwrap().current();
        let (text, topology) = exported(&observed);
        assert_eq!(
            text,
            export(&"net".into(), &accounts(), &observed),
            "the same cloud gives the same file"
        );
        let planned = plan(&topology, &observed).unwrap();
        let mut count = |what, is: bool| *seen.entry(what).or_default() += usize::from(is);
        count(
            "an empty plan",
            planned.is_empty() && !topology.cens.is_empty(),
        );
        count(
            "a mark",
            planned
                .steps
                .iter()
                .any(|step| matches!(step.action.call, Call::Cen(CenCall::MarkCen(_)))),
        );
        count(
            "a name",
            planned
                .steps
                .iter()
                .any(|step| matches!(step.action.call, Call::Cen(CenCall::ModifyCen(_)))),
        );
        for what in [
            "id: cen-",
            "postpaid }",
            "prepaid, months: 1",
            "package: { id:",
            "between:",
            "cidr:",
            "attach:",
            "tags:",
            "description:",
        ] {
            count(what, text.contains(what));
        }
        for what in [
            "was not named",
            "being detached",
            "by the service",
            "lists no such",
            "already, and",
            "areas that this",
            "is attached by",
            "has granted",
            "publish:",
            "health-checks:",
            "private-zone:",
            "services:",
            "route-maps:",
            "asked for as",
            "`publish` is not written",
            "`health-checks` is not written",
            "`private-zone` is not written",
            "`services` is not written",
            "it says what no file can say",
            "which is not attached by this file",
            "# route map",
        ] {
            count(what, text.contains(what));
        }
    }
    let rare: Vec<_> = seen.iter().filter(|(_, count)| **count < 5).collect();
    assert!(rare.is_empty(), "{rare:?} of {seen:?}");
}
