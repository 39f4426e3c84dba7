//! A topology file of what exists: always valid, and its plan against the same cloud marks things and does nothing else.

use std::collections::BTreeMap;

use cen_plan::{
    Action, Call, HoldReason, Inside, NAME_TAG, Observed, Plan, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenNetwork, SeenPackage,
    TOPOLOGY_TAG, export, owning_topologies, plan,
};
use cen_topology::{
    Account, AccountName, Area, AreaPair, CenId, InstanceId, Mbps, NetworkKind, PackageId, RegionId, RegionPair, Topology, parse,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::cases::cases;
use crate::export_routes::{add_route, routes};

/// Known regions, one that this version does not know but the cloud places, and one that nobody does.
pub(crate) const REGIONS: [&str; 6] = ["cn-beijing", "cn-hangzhou", "eu-central-1", "eu-west-1", "cn-new-1", "moon-1"];
/// The areas of the packages that a random CEN may have.
const AREAS: [Option<(Area, Area)>; 4] =
    [Some((Area::China, Area::China)), Some((Area::China, Area::Europe)), Some((Area::Europe, Area::Europe)), None];
/// The accounts that own networks; the last was not named.
const OWNERS: [(&str, &str); 3] = [("a", "1"), ("b", "2"), ("", "9")];
/// Who owns a random CEN: the topology of the file, nobody, or another.
const MARKS: [Option<&str>; 3] = [Some("net"), None, Some("other")];

fn accounts() -> BTreeMap<AccountName, Account> {
    let account = |(name, id): &(&str, &str)| ((*name).into(), Account { id: (*id).into(), profile: None });
    OWNERS[..2].iter().map(account).collect()
}

/// Texts as nobody should write them, and a few that somebody does.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let nasty = [
        "",
        " ",
        "hub",
        "Hub ",
        "true",
        "null",
        "~",
        "1e3",
        "0x1F",
        "- a",
        "a: b",
        "a #b",
        "{x}",
        "[x]",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%x",
        "@",
        "`",
        "'",
        "\"",
        "\\",
        "\\n",
        "two\nlines",
        "cr\rlf\n",
        "tab\t",
        "\u{0}",
        "\u{7}",
        "\u{1b}[31mred",
        "\u{85}",
        "\u{2028}",
        "\u{202e}txt",
        "\u{feff}bom",
        "\u{200b}",
        "北京中心",
        "😀",
        "https://x",
        "http://http://",
        "password=hunter2",
        "secret",
        "my password",
        "LTAIcanary0000000000",
        "Canary0000000000000000000000ab",
        "STS.NUcanary0",
        "---",
        "...",
        "? a",
        "<<",
        "cen:topology",
        "acs:rm",
        "x\u{fffe}",
        "\u{e000}",
        "ÿ",
        "a\u{301}",
    ];
    prop_oneof![
        4 => prop::sample::select(nasty.to_vec()).prop_map(str::to_owned),
        2 => "[a-zA-Z0-9 _.:/#-]{0,20}",
        1 => any::<String>(),
        1 => "\\PC{120,300}",
    ]
}

/// Tags of the user's own and the vendor's.
fn tags() -> impl Strategy<Value = BTreeMap<String, String>> {
    let key = prop_oneof![
        texts(),
        Just("env".to_owned()),
        Just("acs:rm:rgId".to_owned()),
        Just("aliyun-x".to_owned()),
        Just("cen:else".to_owned())
    ];
    prop_oneof![
        3 => Just(BTreeMap::new()),
        3 => Just([("env".to_owned(), "prod".to_owned()), ("acs:x".to_owned(), "1".to_owned())].into()),
        2 => prop::collection::btree_map(key, texts(), 0..4),
        1 => prop::collection::btree_map("[a-z]{6}", texts(), 17..21),
    ]
    .prop_map(|mut tags: BTreeMap<String, String>| {
        tags.remove(TOPOLOGY_TAG);
        tags.remove(NAME_TAG);
        tags
    })
}

/// A network: its owner, its region, its kind, whether it is listed, marked, and how its attachment is.
#[derive(Clone, Debug)]
struct NetworkSeed {
    owner: usize,
    region: usize,
    kind: NetworkKind,
    listed: bool,
    marked: bool,
    /// The CENs that it is attached to; past the last is none.
    cens: Vec<usize>,
    name: String,
    description: String,
    status: &'static str,
    service: &'static str,
    cidr: &'static str,
}

fn networks() -> impl Strategy<Value = NetworkSeed> {
    let kinds = prop::sample::select(vec![
        NetworkKind::Vpc,
        NetworkKind::Vpc,
        NetworkKind::Vpc,
        NetworkKind::Vpc,
        NetworkKind::Vbr,
        NetworkKind::Ccn,
    ]);
    let statuses = prop::sample::select(vec!["Attached", "Attached", "Attached", "Attached", "Attached", "Attaching", "Detaching"]);
    let services = prop::sample::select(vec!["", "", "", "", "", "ROUTER"]);
    let cidrs = prop::sample::select(vec!["10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "192.168.0.0/24", "", "10.9.9.9/16"]);
    let owners = prop_oneof![5 => Just(0usize), 3 => Just(1), 1 => Just(2)];
    let regions = prop_oneof![4 => 0..4usize, 1 => 4..REGIONS.len()];
    let place = (owners, regions, kinds, prop::bool::weighted(0.9), prop::bool::weighted(0.3));
    (place, prop::collection::vec(0usize..4, 1..3), texts(), texts(), statuses, services, cidrs).prop_map(
        |((owner, region, kind, listed, marked), cens, name, description, status, service, cidr)| NetworkSeed {
            owner,
            region,
            kind,
            listed,
            marked,
            cens,
            name,
            description,
            status,
            service,
            cidr,
        },
    )
}

/// A CEN: whose mark it has, its texts, its packages (size, whether marked, whether prepaid), the limits between its regions.
#[derive(Clone, Debug)]
struct CenSeed {
    account: usize,
    mark: usize,
    key: String,
    name: String,
    description: String,
    tags: BTreeMap<String, String>,
    packages: Vec<Option<(u32, bool, bool)>>,
    limits: Vec<u32>,
    grants: bool,
    being_deleted: bool,
}

fn cens() -> impl Strategy<Value = CenSeed> {
    let keys = prop_oneof![3 => prop::sample::select(vec!["main", "side", "third"]).prop_map(str::to_owned), 1 => texts()];
    let package = (prop::sample::select(vec![1u32, 2, 10, 100, 20_000]), any::<bool>(), any::<bool>());
    let packages = prop::collection::vec(prop::option::of(package), AREAS.len());
    let limits =
        prop::collection::vec(prop::sample::select(vec![0u32, 1, 1, 1, 4, 4, 60, 20_000]), REGIONS.len() * (REGIONS.len() - 1) / 2);
    let whose = (0usize..2, prop_oneof![2 => Just(0usize), 2 => Just(1), 1 => Just(2)], prop::bool::weighted(0.1), any::<bool>());
    (whose, keys, texts(), texts(), tags(), packages, limits).prop_map(
        |((account, mark, being_deleted, grants), key, name, description, tags, packages, limits)| CenSeed {
            account,
            mark,
            key,
            name,
            description,
            tags,
            packages,
            limits,
            grants,
            being_deleted,
        },
    )
}

/// What two accounts have, as some years and several tools have left it.
fn worlds() -> impl Strategy<Value = Observed> {
    let worlds = (prop::collection::vec(cens(), 0..4), prop::collection::vec(networks(), 0..16), routes());
    worlds.prop_map(|(cens, networks, routes)| {
        let mut observed = world(&cens, &networks);
        routes.iter().for_each(|route| add_route(&mut observed, route));
        observed
    })
}

fn world(cens: &[CenSeed], networks: &[NetworkSeed]) -> Observed {
    let mut observed = Observed { areas: [("cn-new-1".into(), Area::China)].into(), ..Observed::default() };
    for (number, seed) in cens.iter().enumerate() {
        add_cen(&mut observed, number, seed);
    }
    for (number, seed) in networks.iter().enumerate() {
        add_network(&mut observed, number, seed, cens);
    }
    observed
}

fn cen_id(number: usize) -> CenId {
    CenId::new(format!("cen-{number}"))
}

fn add_cen(observed: &mut Observed, number: usize, seed: &CenSeed) {
    let mut tags = seed.tags.clone();
    if let Some(owner) = MARKS[seed.mark] {
        tags.insert(TOPOLOGY_TAG.to_owned(), owner.to_owned());
        tags.insert(NAME_TAG.to_owned(), seed.key.clone());
    }
    let mut inside = Inside::default();
    if !seed.being_deleted {
        add_packages(observed, number, seed);
        let pairs = REGIONS.iter().enumerate().flat_map(|(at, one)| REGIONS[at + 1..].iter().map(move |other| (*one, *other)));
        for ((one, other), mbps) in pairs.zip(&seed.limits) {
            let limit = SeenLimit { mbps: Mbps(*mbps), package: None, status: "Active".to_owned() };
            inside.limits.insert(RegionPair::new(one.into(), other.into()).unwrap(), limit);
        }
        if seed.grants {
            inside.grants.insert(SeenGrant { instance: "vpc-unused".into(), owner: "2".into() });
        }
    }
    let seen = SeenCen {
        account: OWNERS[seed.account].0.into(),
        name: seed.name.clone(),
        description: seed.description.clone(),
        status: if seed.being_deleted { "Deleting" } else { "Active" }.to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags,
        inside: Some(inside),
    };
    observed.cens.insert(cen_id(number), seen);
}

fn add_packages(observed: &mut Observed, number: usize, seed: &CenSeed) {
    for (at, (areas, package)) in AREAS.into_iter().zip(&seed.packages).enumerate() {
        let Some((mbps, is_marked, prepaid)) = *package else { continue };
        let areas = areas.map(|(one, other)| AreaPair::new(one, other));
        let mut tags = BTreeMap::new();
        if let (true, Some(owner), Some(areas)) = (is_marked, MARKS[seed.mark], areas) {
            tags.insert(TOPOLOGY_TAG.to_owned(), owner.to_owned());
            tags.insert(NAME_TAG.to_owned(), format!("{}/{areas}", seed.key));
        }
        let seen = SeenPackage {
            account: OWNERS[seed.account].0.into(),
            name: String::new(),
            mbps: Mbps(mbps),
            areas,
            charge: if prepaid { "PREPAY" } else { "POSTPAY" }.to_owned(),
            status: "InUse".to_owned(),
            business_status: "Normal".to_owned(),
            expires: String::new(),
            cen: Some(cen_id(number)),
            tags,
        };
        observed.packages.insert(PackageId::new(format!("cenbwp-{number}-{at}")), seen);
    }
}

fn add_network(observed: &mut Observed, number: usize, seed: &NetworkSeed, cens: &[CenSeed]) {
    let (account, owner) = OWNERS[seed.owner];
    let prefix = seed.kind.as_str().to_lowercase();
    let region = if seed.kind == NetworkKind::Ccn { format!("ccn-{}", REGIONS[seed.region]) } else { REGIONS[seed.region].to_owned() };
    let id = InstanceId::new(format!("{prefix}-{number}"));
    for cen in seed.cens.iter().filter(|at| cens.get(**at).is_some_and(|cen| !cen.being_deleted)) {
        let inside = observed.cens.get_mut(&cen_id(*cen)).unwrap().inside.as_mut().unwrap();
        let seen = SeenAttachment {
            kind: seed.kind,
            region: RegionId::new(region.clone()),
            owner: owner.into(),
            status: seed.status.to_owned(),
            managed_service: seed.service.to_owned(),
        };
        inside.attachments.insert(id.clone(), seen);
        if owner != "1" {
            inside.grants.insert(SeenGrant { instance: id.clone(), owner: owner.into() });
        }
    }
    if seed.listed && !account.is_empty() {
        let mark = [(TOPOLOGY_TAG.to_owned(), "net".to_owned()), (NAME_TAG.to_owned(), format!("made-{}", number % 7))];
        let seen = SeenNetwork {
            kind: seed.kind,
            account: account.into(),
            region: RegionId::new(region),
            name: seed.name.clone(),
            description: seed.description.clone(),
            cidrs: vec![seed.cidr.to_owned()],
            status: "Available".to_owned(),
            tags: if seed.marked && seed.kind == NetworkKind::Vpc { mark.into() } else { BTreeMap::new() },
        };
        observed.networks.insert(id, seen);
    }
}

/// The file of a world, read back.
pub(crate) fn exported(observed: &Observed) -> (String, Topology) {
    let text = export(&"net".into(), &accounts(), observed);
    match parse(&text) {
        Ok(checked) => (text, checked.topology),
        Err(problems) => panic!("{}\n{text}", problems.render_short("export", &text)),
    }
}

/// Whether an action only takes over: it marks a CEN, or gives one a name whose own cannot be said.
fn takes_over(action: &Action, observed: &Observed) -> bool {
    match &action.call {
        Call::MarkCen { cen, .. } => owner(observed, cen) != Some("other"),
        Call::ModifyCen { description: None, name: Some(name), .. } => {
            name.from.is_empty()
                || name.from.chars().count() > 128
                || name.from.starts_with("http")
                || name.from.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
                || ["canary", "password="].iter().any(|secret| name.from.contains(secret) || name.from.contains("Canary"))
        }
        _ => false,
    }
}

fn owner<'a>(observed: &'a Observed, cen: &CenId) -> Option<&'a str> {
    observed.cens[cen].tags.get(TOPOLOGY_TAG).map(String::as_str)
}

/// The cloud after such actions.
fn taken_over(plan: &Plan, observed: &Observed) -> Observed {
    let mut after = observed.clone();
    for step in &plan.steps {
        match &step.action.call {
            Call::MarkCen { cen, tags } => after.cens.get_mut(cen).unwrap().tags.extend(tags.clone()),
            Call::ModifyCen { cen, name, .. } => name.iter().for_each(|name| after.cens.get_mut(cen).unwrap().name.clone_from(&name.to)),
            call => panic!("{call:?}"),
        }
    }
    after
}

/// Holds that stand whatever the file says: a grant that nothing uses, and two networks of one range.
pub(crate) fn are_unavoidable(plan: &Plan) -> bool {
    plan.holds.iter().all(|hold| matches!(hold.reason, HoldReason::Grant | HoldReason::Range))
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
        tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
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
        cen: cen.map(CenId::from),
        tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
    }
}

/// An observation of `(owner, kind and id, region, display name)`, all attached to one CEN with 8 Mbps between two regions.
pub(crate) fn estate() -> Observed {
    let mut observed = Observed::default();
    let mut inside = Inside::default();
    for (owner, id, region, name) in [
        ("1", "vpc-hub", "cn-hangzhou", "Hub Hangzhou"),
        ("2", "vpc-shop", "eu-central-1", "shop"),
        ("2", "vpc-lake", "eu-central-1", "shop"),
        ("1", "vbr-idc", "cn-beijing", "北京专线"),
        ("9", "vpc-guest", "us-east-1", "guest"),
    ] {
        let kind = if id.starts_with("vbr") { NetworkKind::Vbr } else { NetworkKind::Vpc };
        let attached = SeenAttachment {
            kind,
            region: region.into(),
            owner: owner.into(),
            status: "Attached".to_owned(),
            managed_service: String::new(),
        };
        inside.attachments.insert(id.into(), attached);
        if owner != "1" {
            inside.grants.insert(SeenGrant { instance: id.into(), owner: owner.into() });
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
    for (one, other, mbps) in [("cn-hangzhou", "eu-central-1", 8), ("cn-hangzhou", "us-east-1", 2)] {
        let limit = SeenLimit { mbps: Mbps(mbps), package: None, status: "Active".to_owned() };
        inside.limits.insert(RegionPair::new(one.into(), other.into()).unwrap(), limit);
    }
    inside.grants.insert(SeenGrant { instance: "vpc-unused".into(), owner: "2".into() });
    observed.cens.insert("cen-1".into(), seen_cen("Global: backbone", &[("env", "prod")], inside));
    observed.packages.insert("cenbwp-1".into(), seen_package(20, Some("cen-1"), &[]));
    observed
}

#[test]
fn an_unmarked_estate_is_written_with_ids_and_comments() {
    let (text, topology) = exported(&estate());
    insta::assert_snapshot!(text);
    let planned = plan(&topology, &estate()).unwrap();
    assert_eq!(planned.steps.iter().map(|step| step.action.id.as_str()).collect::<Vec<_>>(), ["mark/global-backbone"]);
}

#[test]
fn an_estate_of_one_topology_is_written_without_ids_and_needs_nothing() {
    let mut observed = estate();
    let cen = observed.cens.get_mut(&CenId::from("cen-1")).unwrap();
    cen.tags.extend([(TOPOLOGY_TAG.to_owned(), "net".to_owned()), (NAME_TAG.to_owned(), "backbone".to_owned())]);
    let marks = [(TOPOLOGY_TAG, "net"), (NAME_TAG, "backbone/china-europe")];
    observed.packages.insert("cenbwp-1".into(), seen_package(20, Some("cen-1"), &marks));
    let lake = observed.networks.get_mut(&InstanceId::from("vpc-lake")).unwrap();
    lake.cidrs = vec!["10.7.0.0/16".to_owned()];
    lake.tags = [(TOPOLOGY_TAG.to_owned(), "net".to_owned()), (NAME_TAG.to_owned(), "lake".to_owned())].into();
    assert_eq!(owning_topologies(&observed), ["net".into()].into());
    let (text, topology) = exported(&observed);
    insta::assert_snapshot!(text);
    let planned = plan(&topology, &observed).unwrap();
    assert!(planned.is_empty() && are_unavoidable(&planned), "{planned:?}");
}

#[test]
fn what_a_file_would_have_deleted_is_said_on_top() {
    let mut observed = estate();
    observed.packages.insert("cenbwp-2".into(), seen_package(5, None, &[(TOPOLOGY_TAG, "net"), (NAME_TAG, "gone/china-europe")]));
    let (text, _) = exported(&observed);
    assert!(
        text.contains("# LOOK: cenbwp-2 carries the mark of `net` and serves no CEN of this file: `cen diff` wants it deleted.\n"),
        "{text}"
    );
}

#[test]
fn a_mark_that_two_cens_carry_becomes_the_key_of_none() {
    let mut observed = Observed::default();
    let marks = [(TOPOLOGY_TAG, "net"), (NAME_TAG, "main")];
    for (id, name, tags) in [("cen-1", "main", &marks[..]), ("cen-2", "Main", &marks), ("cen-3", "main", &[])] {
        observed.cens.insert(id.into(), seen_cen(name, tags, Inside::default()));
    }
    let (text, topology) = exported(&observed);
    assert_eq!(topology.cens.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["main-2", "main-3", "main-4"], "{text}");
    let planned = plan(&topology, &observed).unwrap();
    assert!(planned.steps.iter().all(|step| takes_over(&step.action, &observed)), "{planned:?}");
}

#[test]
fn only_topologies_whose_names_a_file_can_have_count_as_owners() {
    let mut observed = Observed::default();
    for (id, owner) in [("cen-1", "net"), ("cen-2", "Not A Name"), ("cen-3", "other")] {
        observed.cens.insert(id.into(), seen_cen("", &[(TOPOLOGY_TAG, owner), (NAME_TAG, "x")], Inside::default()));
    }
    assert_eq!(owning_topologies(&observed), ["net".into(), "other".into()].into());
}

/// The properties above would say little if the random worlds were all alike.
#[test]
fn the_random_worlds_have_everything_that_a_file_can_say_or_not_say() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..400 {
        let observed = worlds().new_tree(&mut runner).unwrap().current();
        let (text, topology) = exported(&observed);
        assert_eq!(text, export(&"net".into(), &accounts(), &observed), "the same cloud gives the same file");
        let planned = plan(&topology, &observed).unwrap();
        let mut count = |what, is: bool| *seen.entry(what).or_default() += usize::from(is);
        count("an empty plan", planned.is_empty() && !topology.cens.is_empty());
        count("a mark", planned.steps.iter().any(|step| matches!(step.action.call, Call::MarkCen { .. })));
        count("a name", planned.steps.iter().any(|step| matches!(step.action.call, Call::ModifyCen { .. })));
        for what in
            ["id: cen-", "postpaid }", "prepaid, months: 1", "package: { id:", "between:", "cidr:", "attach:", "tags:", "description:"]
        {
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
