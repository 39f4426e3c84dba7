//! A network on transit routers that somebody has built without cen: call by call.

use cen_cloud::router::{
    AttachmentInTable, CreatePeerAttachment, CreateTransitRouter, CreateVpcAttachment, LinkQuality,
    PeerBandwidth, RouteTableType, RouterGrant, RouterGrantType, RouterPlace, ZoneMapping,
};
use cen_cloud::{Charge, Client, CreateCen, CreateCenBandwidthPackage, PackageAssociation, Tags};

use crate::bench::Bench;

/// The ids of what was built.
pub(super) struct Built {
    pub(super) cen: String,
    /// The router of each region.
    pub(super) routers: Vec<(&'static str, String)>,
    /// The default table of each router.
    pub(super) tables: Vec<String>,
    /// The attachments, and then the links.
    pub(super) attachments: Vec<String>,
}

/// A VPC to attach: its account, its region and its id.
pub(super) type Member = (&'static str, &'static str, &'static str);

impl Built {
    /// Creates a CEN of the account `network` with a router in each region of the members.
    pub(super) async fn with(bench: &Bench, members: &[Member]) -> Self {
        let client = bench.clients.of(&"network".into());
        let cen = CreateCen {
            name: "ocean",
            description: "",
            tags: &Tags::new(),
            client_token: "cen",
        };
        let cen = client.create_cen(cen).await.unwrap();
        client.open_transit_router_service("open").await.unwrap();
        let mut built = Self {
            cen,
            routers: Vec::new(),
            tables: Vec::new(),
            attachments: Vec::new(),
        };
        for (_, region, _) in members {
            if !built.routers.iter().any(|(known, _)| known == region) {
                built.add_router(client, region).await;
            }
        }
        for member in members {
            built.attach(bench, *member).await;
        }
        built
    }

    async fn add_router(&mut self, client: &Client, region: &'static str) {
        let router = CreateTransitRouter {
            cen_id: &self.cen,
            region_id: region,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: region,
        };
        let router = client.create_transit_router(router).await.unwrap();
        let tables = client.list_transit_router_route_tables(&router).await;
        let is_default = |kind: &RouteTableType| *kind == RouteTableType::System;
        let default = tables
            .unwrap()
            .into_iter()
            .find(|table| is_default(&table.kind));
        self.tables.push(default.unwrap().route_table_id);
        self.routers.push((region, router));
    }

    fn place(&self, region: &str) -> (RouterPlace<'_>, &str) {
        let at = self
            .routers
            .iter()
            .position(|(known, _)| *known == region)
            .unwrap();
        let place = RouterPlace {
            cen_id: &self.cen,
            region_id: self.routers[at].0,
            transit_router_id: &self.routers[at].1,
        };
        (place, &self.tables[at])
    }

    async fn attach(&mut self, bench: &Bench, (account, region, vpc): Member) {
        let client = bench.clients.of(&"network".into());
        let lender = bench.clients.of(&account.into());
        let owner = &bench.topology.accounts[account].id;
        if account != "network" {
            lender.open_transit_router_service("open").await.unwrap();
            let grant = RouterGrant {
                region_id: region,
                instance_id: vpc,
                instance_type: RouterGrantType::Vpc,
                cen_id: &self.cen,
                cen_owner_id: bench.topology.accounts["network"].id.as_str(),
            };
            lender
                .grant_instance_to_transit_router(grant)
                .await
                .unwrap();
        }
        let vswitches = lender.describe_vswitches(region).await.unwrap();
        let zones: Vec<_> = vswitches
            .iter()
            .filter(|vswitch| vswitch.vpc_id == vpc)
            .map(|vswitch| ZoneMapping {
                zone_id: vswitch.zone_id.clone(),
                vswitch_id: vswitch.vswitch_id.clone(),
            })
            .collect();
        let (router, _) = self.place(region);
        let attachment = CreateVpcAttachment {
            router,
            vpc_id: vpc,
            vpc_owner_id: owner.as_str(),
            zone_mappings: &zones,
            auto_publish_route_enabled: true,
            appliance_mode: false,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: vpc,
        };
        let id = client
            .create_transit_router_vpc_attachment(attachment)
            .await;
        self.attachments.push(id.unwrap());
    }

    /// Buys a package for two areas, and associates it.
    pub(super) async fn buy(&self, bench: &Bench, areas: [&str; 2], mbps: u32) -> String {
        let client = bench.clients.of(&"network".into());
        let package = CreateCenBandwidthPackage {
            bandwidth: mbps,
            geographic_region_a_id: areas[0],
            geographic_region_b_id: areas[1],
            name: "",
            description: "",
            charge: Charge::Postpaid,
            tags: &Tags::new(),
            client_token: "package",
        };
        let package = client.create_cen_bandwidth_package(package).await.unwrap();
        let association = PackageAssociation {
            cen_id: &self.cen,
            cen_bandwidth_package_id: &package,
        };
        client
            .associate_cen_bandwidth_package(association)
            .await
            .unwrap();
        package
    }

    /// Links two regions: with a share of a package, or billed by the GB.
    pub(super) async fn link(&mut self, bench: &Bench, ends: [&str; 2], package: Option<&str>) {
        let client = bench.clients.of(&"network".into());
        let ((from, _), (to, _)) = (self.place(ends[0]), self.place(ends[1]));
        let bandwidth = match package {
            Some(cen_bandwidth_package_id) => PeerBandwidth::Package {
                cen_bandwidth_package_id,
                mbps: 20,
            },
            None => PeerBandwidth::Traffic {
                mbps: 30,
                link: LinkQuality::Platinum,
            },
        };
        let link = CreatePeerAttachment {
            router: from,
            peer_transit_router_id: to.transit_router_id,
            peer_transit_router_region_id: to.region_id,
            bandwidth,
            auto_publish_route_enabled: true,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: "link",
        };
        let id = client.create_transit_router_peer_attachment(link).await;
        self.attachments.push(id.unwrap());
    }

    /// Associates an attachment with the default table of a region, and propagates it there.
    pub(super) async fn use_table(&self, bench: &Bench, region: &str, attachment: &str) {
        let client = bench.clients.of(&"network".into());
        let (_, table) = self.place(region);
        let pair = AttachmentInTable {
            transit_router_attachment_id: attachment,
            route_table_id: table,
            client_token: "",
        };
        client
            .associate_transit_router_attachment_with_route_table(pair)
            .await
            .unwrap();
        client
            .enable_transit_router_route_table_propagation(pair)
            .await
            .unwrap();
    }
}

/// Builds the fourth way: two accounts, two regions, a package, a link, everything in the default
/// tables.
pub(super) async fn fourth_way(bench: &Bench) -> Built {
    const HUB: &str = "cn-beijing";
    const SHOP: &str = "us-east-1";
    let members = [
        ("network", HUB, "vpc-2zehub00000000000001"),
        ("retail", SHOP, "vpc-0xishop0000000000001"),
    ];
    let mut built = Built::with(bench, &members).await;
    let package = built.buy(bench, ["China", "North-America"], 20).await;
    built.link(bench, [HUB, SHOP], Some(&package)).await;
    let [hub, shop, link] = [0, 1, 2].map(|at| built.attachments[at].clone());
    for (region, attachment) in [(HUB, &hub), (SHOP, &shop), (HUB, &link), (SHOP, &link)] {
        built.use_table(bench, region, attachment).await;
    }
    built
}
