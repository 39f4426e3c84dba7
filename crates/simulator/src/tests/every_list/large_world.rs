//! A world in which every list has so many rows.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::world::{
    Account, AttachedTo, AttachedVbr, AttachedVpc, Attachment, Cen, Charge, Child, Grant,
    HealthCheck, Limit, Link, LinkBandwidth, Map, Network, NetworkKind, Package, PackageState,
    Protection, Route, RouteMap, RouteMapSettings, Router, Routing, ServiceRoute, StaticEntry,
    Table, Tags, VSwitch, World, ZoneMapping, ZoneRoute,
};

/// The account that owns everything.
pub(super) const OWNER: &str = "1";

const HERE: &str = "cn-hangzhou";
const THERE: &str = "cn-beijing";

/// Returns the number of a thing as ids have it.
fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}-{number:05}")
}

/// Returns the n-th range of a kind.
fn range(kind: u8, number: usize) -> String {
    format!("{kind}.{}.{}.0/24", number / 256, number % 256)
}

fn tags() -> Tags {
    Tags::from([("k".to_owned(), "v".to_owned())])
}

/// Returns a world of one account in which each list that [`super::LISTS`] asks for has about so many rows.
pub(super) fn world(size: usize) -> World {
    let mut world = World::default();
    world.accounts.insert(OWNER.to_owned(), Account::default());
    add_networks(&mut world, size);
    for number in 0..size {
        let cen = cen(Routing::default(), router(number, Table::new(now(), true)));
        world.cens.insert(id("cen", number), cen);
        let package = package(id("cen", number / 2));
        world.packages.insert(id("cenbwp", number), package);
        for (network, cen) in [
            (id("vpc", number), "cen-basic".to_owned()),
            ("vpc-many".to_owned(), id("cen", number)),
            ("ccn-many".to_owned(), id("cen", number)),
        ] {
            let key = Grant::key_of(&network, &cen);
            world.grants.insert(key, grant(network, cen));
        }
    }
    world.cens.insert("cen-basic".to_owned(), basic(size));
    world
        .cens
        .insert("cen-enterprise".to_owned(), enterprise(size));
    world
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// Adds VPCs, VBRs and CCNs, and one VPC with many vSwitches and routes that another has, too.
fn add_networks(world: &mut World, size: usize) {
    for number in 0..size {
        for (kind, prefix, region) in [
            (NetworkKind::Vpc, "vpc", HERE),
            (NetworkKind::Vbr, "vbr", HERE),
            (NetworkKind::Ccn, "ccn", "ccn-cn-shanghai"),
        ] {
            let network = network(kind, region, range(10, number));
            world.networks.insert(id(prefix, number), network);
        }
        let vswitches = [("vsw", "vpc-many"), ("vsw-own", &id("vpc", number))];
        for (prefix, vpc) in vswitches {
            let vswitch = vswitch(vpc, number);
            world.vswitches.insert(id(prefix, number), vswitch);
        }
    }
    let route = || Route::new("Instance".to_owned(), "i-1".to_owned());
    let to_attachment = || Route::new("Attachment".to_owned(), "tr-attach-vpc-00000".to_owned());
    let routes = |route: &dyn Fn() -> Route| (0..size).map(|n| (range(11, n), route())).collect();
    for (name, region, routes) in [
        ("vpc-a-many", THERE, routes(&route)),
        ("vpc-many", THERE, routes(&route)),
        ("vpc-routed", THERE, routes(&to_attachment)),
        ("ccn-many", "ccn-cn-shanghai", BTreeMap::new()),
    ] {
        let kind = NetworkKind::of(&name[..3]).expect("the name begins with the kind");
        let network = Network {
            routes,
            ..network(kind, region, "172.16.0.0/12".to_owned())
        };
        world.networks.insert(name.to_owned(), network);
    }
}

fn network(kind: NetworkKind, region: &str, cidr: String) -> Network {
    Network {
        kind,
        owner: OWNER.to_owned(),
        region: region.to_owned(),
        name: String::new(),
        description: String::new(),
        cidr,
        status: "Available".to_owned(),
        tags: tags(),
        created: now(),
        is_default: false,
        user_cidrs: Vec::new(),
        resource_group: None,
        last_grant: None,
        routes: BTreeMap::new(),
    }
}

fn vswitch(vpc: &str, number: usize) -> VSwitch {
    VSwitch {
        vpc: vpc.to_owned(),
        zone: "cn-beijing-a".to_owned(),
        cidr: range(172, number).parse().expect("it is a range"),
        name: String::new(),
        description: String::new(),
        status: "Available".to_owned(),
        tags: tags(),
        created: now(),
        is_default: false,
        taken: 0,
    }
}

fn cen(routing: Routing, router: Router) -> Cen {
    Cen {
        owner: OWNER.to_owned(),
        name: String::new(),
        description: String::new(),
        status: "Active".to_owned(),
        tags: tags(),
        created: now(),
        children: Map::new(),
        former: Map::new(),
        limits: Map::new(),
        routers: [(HERE.to_owned(), router)].into_iter().collect(),
        attachments: Map::new(),
        routing,
        resource_group: None,
        protection: Protection::Reduced,
    }
}

/// Returns a router with one table.
fn router(number: usize, table: Table) -> Router {
    Router {
        tags: tags(),
        tables: [(id("vtb", number), table)].into_iter().collect(),
        ..Router::enterprise(id("tr", number), String::new(), now())
    }
}

/// Returns a CEN with networks of the Basic Edition, limits, and all that can be set up besides.
fn basic(size: usize) -> Cen {
    let mut cen = cen(routing(size), router(90_000, Table::new(now(), true)));
    for number in 0..size {
        let child = Child::new("Attached", now());
        cen.children.insert(id("vpc", number), child);
        let limit = Limit {
            local: HERE.to_owned(),
            opposite: THERE.to_owned(),
            mbps: 1,
            package: "cenbwp-none".to_owned(),
            status: "Active".to_owned(),
        };
        cen.limits.insert(format!("{number:05}/"), limit);
    }
    for many in ["vpc-a-many", "vpc-many"] {
        let mut child = Child::new("Attached", now());
        child.published = (0..size).map(|number| range(11, number)).collect();
        cen.children.insert(many.to_owned(), child);
    }
    cen
}

fn routing(size: usize) -> Routing {
    let mut routing = Routing::default();
    let here = || HERE.to_owned();
    for number in 0..size {
        let route_map = RouteMap {
            region: here(),
            direction: "RegionIn".to_owned(),
            router_table: String::new(),
            status: "Active".to_owned(),
            settings: RouteMapSettings {
                priority: 1,
                preference: None,
                next_priority: None,
                description: None,
                words: BTreeMap::new(),
                flags: BTreeMap::new(),
                lists: BTreeMap::new(),
            },
        };
        routing.route_maps.insert(id("cenrmap", number), route_map);
        let zone = ZoneRoute {
            host_region: here(),
            host_vpc: "vpc-many".to_owned(),
            status: "Active".to_owned(),
        };
        routing.zones.insert(id("region", number), zone);
        let service = ServiceRoute {
            access_region: here(),
            host_region: here(),
            host_vpc: "vpc-many".to_owned(),
            host: range(100, number),
            cidr: range(100, number),
            description: String::new(),
            status: "Active".to_owned(),
        };
        routing.services.insert(id("service", number), service);
        let check = HealthCheck {
            source_ip: String::new(),
            target_ip: String::new(),
            interval: 2,
            threshold: 8,
            only: false,
            description: String::new(),
        };
        routing.health_checks.insert(id("vbr", number), check);
    }
    routing
}

/// Returns a CEN with one router to which everything is attached, and as many tables.
fn enterprise(size: usize) -> Cen {
    let mut table = Table::new(now(), true);
    let mut attachments = Map::new();
    for number in 0..size {
        for (kind, to) in [
            ("vpc", AttachedTo::Vpc(vpc(number))),
            ("vbr", AttachedTo::Vbr(vbr(number))),
            ("peer", AttachedTo::Peer(link())),
        ] {
            attachments.insert(id(&format!("tr-attach-{kind}"), number), attachment(to));
        }
        let of = id("tr-attach-vpc", number);
        table.associations.insert(of.clone(), "Active".to_owned());
        table.propagations.insert(of, "Active".to_owned());
        table.entries.insert(id("rte", number), entry(number));
    }
    let routed = AttachedVpc {
        vpc: "vpc-routed".to_owned(),
        zones: Vec::new(),
        ..vpc(0)
    };
    let routed = attachment(AttachedTo::Vpc(routed));
    attachments.insert("tr-attach-vpc-00000".to_owned(), routed);
    let mut router = router(80_000, table);
    for number in 0..size {
        let table = Table {
            tags: tags(),
            ..Table::new(now(), false)
        };
        router.tables.insert(id("vtb-custom", number), table);
    }
    Cen {
        attachments,
        ..cen(Routing::default(), router)
    }
}

fn vpc(number: usize) -> AttachedVpc {
    AttachedVpc {
        vpc: id("vpc", number),
        zones: vec![ZoneMapping {
            zone: "cn-beijing-a".to_owned(),
            vswitch: id("vsw-own", number),
            interface: id("eni", number),
        }],
        leaving: Vec::new(),
        order: "PayByCenOwner".to_owned(),
        appliance_mode: false,
        ipv6: false,
        service: String::new(),
    }
}

fn vbr(number: usize) -> AttachedVbr {
    AttachedVbr {
        vbr: id("vbr", number),
        order: "PayByCenOwner".to_owned(),
    }
}

fn link() -> Link {
    Link {
        peer_region: THERE.to_owned(),
        bandwidth: LinkBandwidth::Traffic { mbps: 1 },
        link_type: "Gold".to_owned(),
    }
}

fn attachment(to: AttachedTo) -> Attachment {
    Attachment {
        region: HERE.to_owned(),
        to,
        name: String::new(),
        description: String::new(),
        status: "Attached".to_owned(),
        tags: tags(),
        created: now(),
        publishes: true,
    }
}

fn entry(number: usize) -> StaticEntry {
    StaticEntry {
        cidr: range(12, number),
        next_hop: None,
        name: String::new(),
        description: String::new(),
        status: "Active".to_owned(),
        created: now(),
    }
}

fn package(cen: String) -> Package {
    Package {
        owner: OWNER.to_owned(),
        name: String::new(),
        description: String::new(),
        mbps: 2,
        areas: ["china".to_owned(), "china".to_owned()],
        charge: Charge::Postpay,
        state: PackageState::InUse,
        business_status: "Normal".to_owned(),
        cen: Some(cen),
        tags: tags(),
        created: now(),
        expires: None,
        renews: 0,
        reservation: None,
        pays_by_95: false,
        resource_group: None,
    }
}

fn grant(network: String, cen: String) -> Grant {
    Grant {
        network,
        cen,
        cen_owner: OWNER.to_owned(),
        created: now(),
        effective: true,
        order: "PayByCenOwner".to_owned(),
    }
}
