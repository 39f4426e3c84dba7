//! The network of most tests: the desired state, the cloud without it, and the cloud with all of
//! it.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{
    Edition, Inside, NAME_TAG, Observed, SeenAttachment, SeenCen, SeenGrant, SeenLimit,
    SeenPackage, SeenRouter, TOPOLOGY_TAG,
};
use cen_topology::{
    Account, Area, AreaPair, Bandwidth, Cen, Charge, Mbps, Network, NetworkKind, Package, RegionId,
    RegionPair, Selector, Topology, ZoneId,
};

use crate::model::network;

/// The account of the CEN.
pub(crate) const A: &str = "1250000000000001";
/// The account of one network.
pub(crate) const B: &str = "1250000000000002";

pub(crate) fn pair(one: &str, other: &str) -> RegionPair {
    RegionPair::new(one.into(), other.into()).unwrap()
}

pub(crate) fn areas() -> AreaPair {
    AreaPair::new(Area::China, Area::Europe)
}

/// Returns a topology with two accounts, three regions, and one package of 20 Mbps that is split
/// into 12 and 8: the fourth documented way and a little more.
pub(crate) fn desired() -> Topology {
    let account = |id: &str| Account {
        id: id.into(),
        profile: None,
        role: None,
    };
    let vpc = |account: &str, region: &str, id: &str| Network {
        kind: NetworkKind::Vpc,
        account: account.into(),
        region: region.into(),
        selector: Selector::Id(id.into()),
        vswitches: Default::default(),
    };
    let limits = [
        (pair("cn-hangzhou", "eu-central-1"), Mbps(12)),
        (pair("cn-beijing", "eu-central-1"), Mbps(8)),
    ];
    let package = Package::Bought {
        mbps: Mbps(20),
        charge: Charge::Postpaid,
    };
    let cen = Cen {
        account: "a".into(),
        id: None,
        display_name: "Backbone".to_owned(),
        description: None,
        tags: None,
        attach: ["hub", "idc", "shop"].map(Into::into).into(),
        bandwidth: [(
            areas(),
            Bandwidth {
                package,
                limits: limits.into(),
            },
        )]
        .into(),
        traffic: Default::default(),
        attachments: Default::default(),
        routers: Default::default(),
        ignore: Vec::new(),
        routes: Default::default(),
    };
    Topology {
        name: "test".into(),
        renames: Default::default(),
        accounts: [("a".into(), account(A)), ("b".into(), account(B))].into(),
        networks: [
            ("hub".into(), vpc("a", "cn-hangzhou", "vpc-hub")),
            ("idc".into(), vpc("a", "cn-beijing", "vpc-idc")),
            ("shop".into(), vpc("b", "eu-central-1", "vpc-shop")),
        ]
        .into(),
        cens: [("backbone".into(), cen)].into(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    }
}

/// Returns the networks of [`desired`], and nothing else.
pub(crate) fn bare() -> Observed {
    let seen = |account, region| network(account, NetworkKind::Vpc, region);
    let networks = [
        ("vpc-hub".into(), seen("a", "cn-hangzhou")),
        ("vpc-idc".into(), seen("a", "cn-beijing")),
        ("vpc-shop".into(), seen("b", "eu-central-1")),
    ];
    Observed {
        networks: networks.into(),
        offers: basic_everywhere(),
        ..Observed::default()
    }
}

/// Returns an offer of the Basic Edition in every region.
pub(crate) fn basic_everywhere() -> BTreeMap<RegionId, BTreeSet<ZoneId>> {
    let basic = |region| (region, BTreeSet::new());
    cen_topology::known_regions().map(basic).collect()
}

/// Returns a transit router of the Enterprise Edition.
pub(crate) fn enterprise_router() -> SeenRouter {
    SeenRouter {
        id: "tr-1".into(),
        edition: Edition::Enterprise,
        status: "Active".to_owned(),
        name: String::new(),
        description: String::new(),
        tags: BTreeMap::new(),
        default_table: Some("vtb-1".into()),
        custom_tables: BTreeSet::new(),
        other_attachments: BTreeSet::new(),
        static_entries: Default::default(),
    }
}

/// Returns a transit router that takes nothing for now.
pub(crate) fn upgrading_router() -> SeenRouter {
    SeenRouter {
        status: "Upgrading".to_owned(),
        ..enterprise_router()
    }
}

/// Returns the same cloud with the Basic Edition: without a look at it the Enterprise Edition is
/// assumed, which the model of these tests does not know.
pub(crate) fn basic(mut imagined: Observed) -> Observed {
    imagined.is_imagined = false;
    imagined.offers = basic_everywhere();
    let cens = imagined.cens.values_mut();
    for inside in cens.filter_map(|cen| cen.inside.as_mut()) {
        inside.routers.clear();
        for seen in inside.attachments.values_mut() {
            seen.transit = None;
        }
        for seen in inside.limits.values_mut() {
            seen.link = None;
            seen.status = "Active".to_owned();
        }
    }
    imagined
}

fn marks(part: &str) -> BTreeMap<String, String> {
    [
        (TOPOLOGY_TAG.to_owned(), "test".to_owned()),
        (NAME_TAG.to_owned(), part.to_owned()),
    ]
    .into()
}

/// Returns everything of [`desired`], with limits of the given sizes.
pub(crate) fn built(hangzhou: u32, beijing: u32) -> Observed {
    let mut observed = bare();
    let attachment = |region: &str, owner: &str| SeenAttachment {
        kind: NetworkKind::Vpc,
        region: region.into(),
        owner: owner.into(),
        status: "Attached".to_owned(),
        managed_service: String::new(),
        transit: None,
    };
    let limit = |mbps| SeenLimit {
        mbps: Mbps(mbps),
        package: Some("cenbwp-1".into()),
        status: "Active".to_owned(),
        link: None,
    };
    let limits = [
        (pair("cn-hangzhou", "eu-central-1"), limit(hangzhou)),
        (pair("cn-beijing", "eu-central-1"), limit(beijing)),
    ];
    let inside = Inside {
        attachments: [
            ("vpc-hub".into(), attachment("cn-hangzhou", A)),
            ("vpc-idc".into(), attachment("cn-beijing", A)),
            ("vpc-shop".into(), attachment("eu-central-1", B)),
        ]
        .into(),
        limits: limits.into(),
        grants: [SeenGrant {
            instance: "vpc-shop".into(),
            owner: B.into(),
        }]
        .into(),
        routers: BTreeMap::new(),
        routes: Default::default(),
    };
    let cen = SeenCen {
        account: "a".into(),
        name: "Backbone".to_owned(),
        description: String::new(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: marks("backbone"),
        inside: Some(inside),
    };
    let package = SeenPackage {
        account: "a".into(),
        name: "backbone-china-europe".to_owned(),
        mbps: Mbps(20),
        areas: Some(areas()),
        charge: "POSTPAY".to_owned(),
        status: "InUse".to_owned(),
        business_status: "Normal".to_owned(),
        expires: String::new(),
        reservation: None,
        cen: Some("cen-1".into()),
        tags: marks("backbone/china-europe"),
    };
    observed.cens.insert("cen-1".into(), cen);
    observed.packages.insert("cenbwp-1".into(), package);
    observed
}
