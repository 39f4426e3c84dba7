//! Random worlds of two accounts, as years of work with several tools leave them.

use std::collections::BTreeMap;

use cen_observed::{
    Inside, NAME_TAG, Observed, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenNetwork,
    SeenPackage, TOPOLOGY_TAG,
};
use cen_topology::{
    Account, AccountName, Area, AreaPair, CenId, InstanceId, Mbps, NetworkKind, PackageId,
    RegionId, RegionPair,
};
use proptest::prelude::*;

use crate::example::basic_everywhere;
use crate::export_routes::{add_route, routes};

/// Known regions, one that only the cloud knows, and one that is unknown to both.
pub(crate) const REGIONS: [&str; 6] = [
    "cn-beijing",
    "cn-hangzhou",
    "eu-central-1",
    "eu-west-1",
    "cn-new-1",
    "moon-1",
];
/// The areas of the packages that a random CEN may have.
const AREAS: [Option<(Area, Area)>; 4] = [
    Some((Area::China, Area::China)),
    Some((Area::China, Area::Europe)),
    Some((Area::Europe, Area::Europe)),
    None,
];
/// The accounts that own networks; the last was not named.
const OWNERS: [(&str, &str); 3] = [("a", "1"), ("b", "2"), ("", "9")];
/// The owner of a random CEN: the topology of the file, another topology, or none.
const MARKS: [Option<&str>; 3] = [Some("net"), None, Some("other")];

/// The accounts that an export is asked for.
pub(crate) fn accounts() -> BTreeMap<AccountName, Account> {
    let account = |(name, id): &(&str, &str)| {
        (
            (*name).into(),
            Account {
                id: (*id).into(),
                profile: None,
                role: None,
            },
        )
    };
    OWNERS[..2].iter().map(account).collect()
}

/// Difficult texts, and a few ordinary ones.
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

/// Tags of the user and of the vendor.
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
    /// The indices of the CENs that it is attached to. An index past the end stands for none.
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
    let statuses = prop::sample::select(vec![
        "Attached",
        "Attached",
        "Attached",
        "Attached",
        "Attached",
        "Attaching",
        "Detaching",
    ]);
    let services = prop::sample::select(vec!["", "", "", "", "", "ROUTER"]);
    let cidrs = prop::sample::select(vec![
        "10.0.0.0/8",
        "10.1.0.0/16",
        "10.2.0.0/16",
        "192.168.0.0/24",
        "",
        "10.9.9.9/16",
    ]);
    let owners = prop_oneof![5 => Just(0usize), 3 => Just(1), 1 => Just(2)];
    let regions = prop_oneof![4 => 0..4usize, 1 => 4..REGIONS.len()];
    let place = (
        owners,
        regions,
        kinds,
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.3),
    );
    (
        place,
        prop::collection::vec(0usize..4, 1..3),
        texts(),
        texts(),
        statuses,
        services,
        cidrs,
    )
        .prop_map(
            |(
                (owner, region, kind, listed, marked),
                cens,
                name,
                description,
                status,
                service,
                cidr,
            )| NetworkSeed {
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
    let package = (
        prop::sample::select(vec![1u32, 2, 10, 100, 20_000]),
        any::<bool>(),
        any::<bool>(),
    );
    let packages = prop::collection::vec(prop::option::of(package), AREAS.len());
    let limits = prop::collection::vec(
        prop::sample::select(vec![0u32, 1, 1, 1, 4, 4, 60, 20_000]),
        REGIONS.len() * (REGIONS.len() - 1) / 2,
    );
    let whose = (
        0usize..2,
        prop_oneof![2 => Just(0usize), 2 => Just(1), 1 => Just(2)],
        prop::bool::weighted(0.1),
        any::<bool>(),
    );
    (whose, keys, texts(), texts(), tags(), packages, limits).prop_map(
        |(
            (account, mark, being_deleted, grants),
            key,
            name,
            description,
            tags,
            packages,
            limits,
        )| CenSeed {
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

/// Generates the objects of two accounts, as years of work with several tools leave them.
pub(crate) fn worlds() -> impl Strategy<Value = Observed> {
    let worlds = (
        prop::collection::vec(cens(), 0..4),
        prop::collection::vec(networks(), 0..16),
        routes(),
    );
    worlds.prop_map(|(cens, networks, routes)| {
        let mut observed = world(&cens, &networks);
        routes
            .iter()
            .for_each(|route| add_route(&mut observed, route));
        observed
    })
}

fn world(cens: &[CenSeed], networks: &[NetworkSeed]) -> Observed {
    let mut observed = Observed {
        areas: [("cn-new-1".into(), Area::China)].into(),
        offers: [("cn-new-1".into(), Default::default())]
            .into_iter()
            .chain(basic_everywhere())
            .collect(),
        ..Observed::default()
    };
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
        let pairs = REGIONS
            .iter()
            .enumerate()
            .flat_map(|(at, one)| REGIONS[at + 1..].iter().map(move |other| (*one, *other)));
        for ((one, other), mbps) in pairs.zip(&seed.limits) {
            let limit = SeenLimit {
                mbps: Mbps(*mbps),
                package: None,
                status: "Active".to_owned(),
                link: None,
            };
            inside
                .limits
                .insert(RegionPair::new(one.into(), other.into()).unwrap(), limit);
        }
        if seed.grants {
            inside.grants.insert(SeenGrant {
                instance: "vpc-unused".into(),
                owner: "2".into(),
            });
        }
    }
    let seen = SeenCen {
        account: OWNERS[seed.account].0.into(),
        name: seed.name.clone(),
        description: seed.description.clone(),
        status: if seed.being_deleted {
            "Deleting"
        } else {
            "Active"
        }
        .to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags,
        inside: Some(inside),
    };
    observed.cens.insert(cen_id(number), seen);
}

fn add_packages(observed: &mut Observed, number: usize, seed: &CenSeed) {
    for (at, (areas, package)) in AREAS.into_iter().zip(&seed.packages).enumerate() {
        let Some((mbps, is_marked, prepaid)) = *package else {
            continue;
        };
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
            reservation: None,
            cen: Some(cen_id(number)),
            tags,
        };
        observed
            .packages
            .insert(PackageId::new(format!("cenbwp-{number}-{at}")), seen);
    }
}

fn add_network(observed: &mut Observed, number: usize, seed: &NetworkSeed, cens: &[CenSeed]) {
    let (account, owner) = OWNERS[seed.owner];
    let prefix = seed.kind.as_str().to_lowercase();
    let region = if seed.kind == NetworkKind::Ccn {
        format!("ccn-{}", REGIONS[seed.region])
    } else {
        REGIONS[seed.region].to_owned()
    };
    let id = InstanceId::new(format!("{prefix}-{number}"));
    for cen in seed
        .cens
        .iter()
        .filter(|at| cens.get(**at).is_some_and(|cen| !cen.being_deleted))
    {
        let inside = observed
            .cens
            .get_mut(&cen_id(*cen))
            .unwrap()
            .inside
            .as_mut()
            .unwrap();
        let seen = SeenAttachment {
            kind: seed.kind,
            region: RegionId::new(region.clone()),
            owner: owner.into(),
            status: seed.status.to_owned(),
            managed_service: seed.service.to_owned(),
            transit: None,
        };
        inside.attachments.insert(id.clone(), seen);
        if owner != "1" {
            inside.grants.insert(SeenGrant {
                instance: id.clone(),
                owner: owner.into(),
            });
        }
    }
    if seed.listed && !account.is_empty() {
        let mark = [
            (TOPOLOGY_TAG.to_owned(), "net".to_owned()),
            (NAME_TAG.to_owned(), format!("made-{}", number % 7)),
        ];
        let seen = SeenNetwork {
            kind: seed.kind,
            account: account.into(),
            region: RegionId::new(region),
            name: seed.name.clone(),
            description: seed.description.clone(),
            cidrs: vec![seed.cidr.to_owned()],
            status: "Available".to_owned(),
            tags: if seed.marked && seed.kind == NetworkKind::Vpc {
                mark.into()
            } else {
                BTreeMap::new()
            },
        };
        observed.networks.insert(id, seen);
    }
}
