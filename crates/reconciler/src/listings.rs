//! The listings of one run: all actions that wait for the same listing at the same time share one call.

use std::sync::Arc;

use cen_cloud::router::{
    Association, PeerAttachment, Propagation, RouteTable, RouterPlace, TransitRouter,
    VbrAttachment, VpcAttachment,
};
use cen_cloud::{
    AttachedChildInstance, Cen, CenBandwidthPackage, CenChildInstance,
    CenInterRegionBandwidthLimit, CenRegion, Client, Error, FirstRows, GrantRule, PrivateZoneInfo,
    PublishedRouteEntry, RouteMap, RouteServiceEntry, VSwitch, VbrHealthCheck, Vpc,
};
use cen_topology::{AccountName, NetworkKind, RegionId};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::awaited::{Awaited, Depth, Sight};
use crate::clients::Clients;
use crate::retry::patient_read;
use crate::single_flight::SingleFlight;
use crate::wire::child_type;

/// A network and the CEN that it is looked for on.
#[derive(Clone, Copy)]
pub(crate) struct ChildPlace<'a> {
    pub(crate) cen: &'a str,
    pub(crate) instance: &'a str,
    pub(crate) region: &'a RegionId,
}

/// The rows of a listing.
pub(crate) type Rows<T> = Result<Arc<Vec<T>>, Error>;

/// One kind of listing, by what it lists.
type Listing<K, T> = SingleFlight<K, Vec<T>>;

/// The listings of one run. Each method returns rows that the cloud was asked for at `since` or later; the errors are those of the call, after
/// it was tried again as reads are.
pub(crate) struct Listings<'a> {
    clients: &'a Clients,
    /// When the call began that the last answer came from.
    asked: Mutex<Instant>,
    cens: Listing<AccountName, Cen>,
    packages: Listing<AccountName, CenBandwidthPackage>,
    vpcs: Listing<(AccountName, RegionId), Vpc>,
    /// The networks that the run attaches and detaches.
    pub(crate) awaited: Awaited,
    children: Listing<String, AttachedChildInstance>,
    regional_children: Listing<(String, RegionId), AttachedChildInstance>,
    first_children: SingleFlight<String, FirstRows<AttachedChildInstance>>,
    limits: Listing<String, CenInterRegionBandwidthLimit>,
    grants: Listing<(String, NetworkKind), GrantRule>,
    published: Listing<(String, String), PublishedRouteEntry>,
    health_checks: Listing<(String, String), VbrHealthCheck>,
    private_zones: Listing<String, PrivateZoneInfo>,
    services: Listing<String, RouteServiceEntry>,
    route_maps: Listing<String, RouteMap>,
    vswitches: Listing<(AccountName, RegionId), VSwitch>,
    routers: Listing<String, TransitRouter>,
    vpc_attachments: Listing<(String, RegionId), VpcAttachment>,
    vbr_attachments: Listing<(String, RegionId), VbrAttachment>,
    links: Listing<(String, RegionId), PeerAttachment>,
    tables: Listing<String, RouteTable>,
    associations: Listing<String, Association>,
    propagations: Listing<String, Propagation>,
}

impl<'a> Listings<'a> {
    pub(crate) fn new(clients: &'a Clients) -> Self {
        Self {
            clients,
            asked: Mutex::new(Instant::now()),
            cens: Listing::default(),
            packages: Listing::default(),
            vpcs: Listing::default(),
            awaited: Awaited::default(),
            children: Listing::default(),
            regional_children: Listing::default(),
            first_children: SingleFlight::default(),
            limits: Listing::default(),
            grants: Listing::default(),
            published: Listing::default(),
            health_checks: Listing::default(),
            private_zones: Listing::default(),
            services: Listing::default(),
            route_maps: Listing::default(),
            vswitches: Listing::default(),
            routers: Listing::default(),
            vpc_attachments: Listing::default(),
            vbr_attachments: Listing::default(),
            links: Listing::default(),
            tables: Listing::default(),
            associations: Listing::default(),
            propagations: Listing::default(),
        }
    }

    /// Returns when the call began that the last answer came from. Whoever asks right after a
    /// listing, without a wait in between, learns it of this listing.
    pub(crate) fn asked(&self) -> Instant {
        *self.asked.lock()
    }

    /// Reads a listing, unless another caller has read it at `since` or later.
    async fn read<K: Ord, T>(
        &self,
        listing: &Listing<K, T>,
        key: K,
        since: Instant,
        list: impl AsyncFn() -> Result<Vec<T>, Error>,
    ) -> Rows<T> {
        let ask = async || patient_read(list).await;
        let (began, rows) = listing.since(key, since, ask).await?;
        *self.asked.lock() = began;
        Ok(rows)
    }

    fn client(&self, account: &AccountName) -> &Client {
        self.clients.of(account)
    }

    /// Returns the CENs of an account.
    pub(crate) async fn cens(&self, account: &AccountName, since: Instant) -> Rows<Cen> {
        let list = async || self.client(account).describe_cens().await;
        self.read(&self.cens, account.clone(), since, list).await
    }

    /// Returns the bandwidth packages of an account.
    pub(crate) async fn packages(
        &self,
        account: &AccountName,
        since: Instant,
    ) -> Rows<CenBandwidthPackage> {
        let list = async || self.client(account).describe_cen_bandwidth_packages().await;
        self.read(&self.packages, account.clone(), since, list)
            .await
    }

    /// Returns the VPCs of an account in a region.
    pub(crate) async fn vpcs(
        &self,
        account: &AccountName,
        region: &RegionId,
        since: Instant,
    ) -> Rows<Vpc> {
        let list = async || self.client(account).describe_vpcs(region.as_str()).await;
        self.read(&self.vpcs, (account.clone(), region.clone()), since, list)
            .await
    }

    /// Returns the networks that are attached to a CEN.
    pub(crate) async fn children(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<AttachedChildInstance> {
        let client = self.client(owner);
        let about = self.awaited.about(cen);
        let since = self.awaited.not_before(cen, since);
        let list = async || {
            client
                .describe_about_cen_attached_child_instances(cen, about)
                .await
        };
        self.read(&self.children, cen.to_owned(), since, list).await
    }

    /// Returns the networks of a region that are attached to a CEN.
    async fn regional_children(
        &self,
        owner: &AccountName,
        cen: &str,
        region: &RegionId,
        since: Instant,
    ) -> Rows<AttachedChildInstance> {
        let client = self.client(owner);
        let since = self.awaited.not_before(cen, since);
        let list = async || {
            client
                .describe_regional_cen_attached_child_instances(cen, region.as_str())
                .await
        };
        let key = (cen.to_owned(), region.clone());
        self.read(&self.regional_children, key, since, list).await
    }

    /// Looks for a network on a CEN. If the run waits for no other network of the CEN, only those of its
    /// region are read: where a CEN is changed once at a time, that is one page in place of many.
    pub(crate) async fn sight(
        &self,
        owner: &AccountName,
        ChildPlace {
            cen,
            instance,
            region,
        }: ChildPlace<'_>,
        since: Instant,
        depth: Depth,
    ) -> Result<Sight, Error> {
        if self.awaited.is_only_one(cen) {
            let rows = self.regional_children(owner, cen, region, since).await?;
            self.awaited.looked(cen, self.asked());
            return Ok(find(&rows, instance).map_or(Sight::Absent, Sight::Status));
        }
        if depth == Depth::First {
            let first = self.first_children(owner, cen, since).await?;
            match find(&first.rows, instance) {
                Some(status) => return Ok(Sight::Status(status)),
                None if first.are_all() => return Ok(Sight::Absent),
                None if self.awaited.is_under_way(cen, &first) => return Ok(Sight::Unread),
                None => {}
            }
        }
        let rows = self.children(owner, cen, since).await?;
        Ok(find(&rows, instance).map_or(Sight::Absent, Sight::Status))
    }

    async fn first_children(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Result<Arc<FirstRows<AttachedChildInstance>>, Error> {
        let client = self.client(owner);
        let first = async || {
            client
                .describe_first_cen_attached_child_instances(cen)
                .await
        };
        let ask = async || patient_read(first).await;
        let answer = self
            .first_children
            .since(cen.to_owned(), since, ask)
            .await?;
        *self.asked.lock() = answer.0;
        self.awaited.looked(cen, answer.0);
        Ok(answer.1)
    }

    /// Returns the bandwidth limits of a CEN.
    pub(crate) async fn limits(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<CenInterRegionBandwidthLimit> {
        let client = self.client(owner);
        let list = async || client.describe_cen_inter_region_bandwidth_limits(cen).await;
        self.read(&self.limits, cen.to_owned(), since, list).await
    }

    /// Returns the grants of networks of one kind to a CEN.
    pub(crate) async fn grants(
        &self,
        owner: &AccountName,
        cen: &str,
        kind: NetworkKind,
        since: Instant,
    ) -> Rows<GrantRule> {
        let (client, wanted) = (self.client(owner), child_type(kind));
        let list = async || client.describe_grant_rules_to_cen(cen, wanted).await;
        self.read(&self.grants, (cen.to_owned(), kind), since, list)
            .await
    }

    /// Returns the routes of a network, published to a CEN or not.
    pub(crate) async fn published(
        &self,
        owner: &AccountName,
        child: CenChildInstance<'_>,
        since: Instant,
    ) -> Rows<PublishedRouteEntry> {
        let client = self.client(owner);
        let list = async || client.describe_published_route_entries(child).await;
        let key = (child.cen_id.to_owned(), child.child_instance_id.to_owned());
        self.read(&self.published, key, since, list).await
    }

    /// Returns the health checks of a CEN in a region.
    pub(crate) async fn health_checks(
        &self,
        owner: &AccountName,
        region: CenRegion<'_>,
        since: Instant,
    ) -> Rows<VbrHealthCheck> {
        let client = self.client(owner);
        let list = async || client.describe_cen_vbr_health_check(region).await;
        let key = (region.cen_id.to_owned(), region.region_id.to_owned());
        self.read(&self.health_checks, key, since, list).await
    }

    /// Returns the accesses to PrivateZone of a CEN.
    pub(crate) async fn private_zones(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<PrivateZoneInfo> {
        let client = self.client(owner);
        let list = async || client.describe_cen_private_zone_routes(cen).await;
        self.read(&self.private_zones, cen.to_owned(), since, list)
            .await
    }

    /// Returns the accesses to cloud services of a CEN.
    pub(crate) async fn services(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<RouteServiceEntry> {
        let client = self.client(owner);
        let list = async || client.describe_route_services_in_cen(cen).await;
        self.read(&self.services, cen.to_owned(), since, list).await
    }

    /// Returns the route maps of a CEN.
    pub(crate) async fn route_maps(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<RouteMap> {
        let client = self.client(owner);
        let list = async || client.describe_cen_route_maps(cen).await;
        self.read(&self.route_maps, cen.to_owned(), since, list)
            .await
    }

    /// Returns the vSwitches of an account in a region.
    pub(crate) async fn vswitches(
        &self,
        account: &AccountName,
        region: &RegionId,
        since: Instant,
    ) -> Rows<VSwitch> {
        let client = self.client(account);
        let list = async || client.describe_vswitches(region.as_str()).await;
        let key = (account.clone(), region.clone());
        self.read(&self.vswitches, key, since, list).await
    }

    /// Returns the transit routers of a CEN.
    pub(crate) async fn routers(
        &self,
        owner: &AccountName,
        cen: &str,
        since: Instant,
    ) -> Rows<TransitRouter> {
        let client = self.client(owner);
        let list = async || client.list_transit_routers(cen).await;
        self.read(&self.routers, cen.to_owned(), since, list).await
    }

    /// Returns the VPCs on the transit router of a CEN in a region.
    pub(crate) async fn vpc_attachments(
        &self,
        owner: &AccountName,
        cen: &str,
        region: &RegionId,
        since: Instant,
    ) -> Rows<VpcAttachment> {
        let (client, place) = (self.client(owner), place(cen, region));
        let list = async || client.list_transit_router_vpc_attachments(place).await;
        let key = (cen.to_owned(), region.clone());
        self.read(&self.vpc_attachments, key, since, list).await
    }

    /// Returns the VBRs on the transit router of a CEN in a region.
    pub(crate) async fn vbr_attachments(
        &self,
        owner: &AccountName,
        cen: &str,
        region: &RegionId,
        since: Instant,
    ) -> Rows<VbrAttachment> {
        let (client, place) = (self.client(owner), place(cen, region));
        let list = async || client.list_transit_router_vbr_attachments(place).await;
        let key = (cen.to_owned(), region.clone());
        self.read(&self.vbr_attachments, key, since, list).await
    }

    /// Returns the links of the transit router of a CEN in a region.
    pub(crate) async fn links(
        &self,
        owner: &AccountName,
        cen: &str,
        region: &RegionId,
        since: Instant,
    ) -> Rows<PeerAttachment> {
        let (client, place) = (self.client(owner), place(cen, region));
        let list = async || client.list_transit_router_peer_attachments(place).await;
        let key = (cen.to_owned(), region.clone());
        self.read(&self.links, key, since, list).await
    }

    /// Returns the route tables of a transit router.
    pub(crate) async fn tables(
        &self,
        owner: &AccountName,
        router: &str,
        since: Instant,
    ) -> Rows<RouteTable> {
        let client = self.client(owner);
        let list = async || client.list_transit_router_route_tables(router).await;
        self.read(&self.tables, router.to_owned(), since, list)
            .await
    }

    /// Returns the attachments that are looked up in a route table.
    pub(crate) async fn associations(
        &self,
        owner: &AccountName,
        table: &str,
        since: Instant,
    ) -> Rows<Association> {
        let client = self.client(owner);
        let list = async || {
            client
                .list_transit_router_route_table_associations(table)
                .await
        };
        self.read(&self.associations, table.to_owned(), since, list)
            .await
    }

    /// Returns the attachments whose routes a route table has.
    pub(crate) async fn propagations(
        &self,
        owner: &AccountName,
        table: &str,
        since: Instant,
    ) -> Rows<Propagation> {
        let client = self.client(owner);
        let list = async || {
            client
                .list_transit_router_route_table_propagations(table)
                .await
        };
        self.read(&self.propagations, table.to_owned(), since, list)
            .await
    }
}

/// Returns the place of the only transit router of a CEN in a region.
fn place<'a>(cen_id: &'a str, region: &'a RegionId) -> RouterPlace<'a> {
    RouterPlace {
        cen_id,
        region_id: region.as_str(),
        transit_router_id: "",
    }
}

/// Returns the state of a network.
fn find(rows: &[AttachedChildInstance], instance: &str) -> Option<String> {
    let row = rows.iter().find(|row| row.child_instance_id == instance);
    row.map(|row| row.status.clone())
}
