//! A stranger: another user who works on the same accounts by hand and knows no file.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_cloud::{
    CbnGrant, CenGrant, CenRegion, CenRouteMap, CenVbr, Charge, ChildInstance, ChildInstanceType,
    Client, CreateCen, CreateCenBandwidthPackage, CreateVpc, InterRegionBandwidthLimit, ModifyCen,
    PackageAssociation, TaggedResource, Tags,
};
use cen_simulator::{InProcess, Simulator};
use fastrand::Rng;
use futures::future::BoxFuture;

use crate::cloud::Judge;
use crate::networks::ACCOUNTS;
use crate::routers::Router;
use crate::seen::{Cen, Network, Seen, is_ours};
use crate::stranger_routers::Routers;

/// The wire of the stranger. It tells the judge who makes the request.
pub(crate) struct Strange {
    pub(crate) inner: InProcess,
    pub(crate) judge: Arc<Judge>,
}

impl Transport for Strange {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut sent = self.inner.send(request);
        Box::pin(std::future::poll_fn(move |context| {
            self.judge.hear_stranger(true);
            let polled: Poll<_> = sent.as_mut().poll(context);
            self.judge.hear_stranger(false);
            polled
        }))
    }
}

/// The stranger, and the time of the next act.
pub(crate) struct Meddler {
    pub(crate) clients: [Client; 2],
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) judge: Arc<Judge>,
    /// The number of requests until then; 0 is never again.
    pub(crate) left: AtomicU32,
    pub(crate) random: Mutex<Rng>,
}

impl Meddler {
    /// Counts a request, and acts if it is the right one.
    pub(crate) async fn count(&self) {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        if left == Ok(1) {
            let mut random = self.random.lock().unwrap().fork();
            let done = meddle(&self.clients, &Seen::of(&self.simulator), &mut random).await;
            self.judge.tell(|| format!("-- a stranger: {done}"));
        }
    }
}

/// Does one thing, if an object for it exists. Refusals are ignored.
async fn meddle(clients: &[Client; 2], seen: &Seen, random: &mut Rng) -> String {
    let own: Vec<_> = seen.own_cens().collect();
    let Some((id, cen)) = random.choice(own) else {
        return unrelated(clients, random).await;
    };
    let site = Site {
        client: &clients[account(&cen.owner)],
        id,
        cen,
        seen,
    };
    let has_routers = cen.routers.values().any(Router::is_enterprise);
    if has_routers && random.u8(..4) > 0 {
        let routers = Routers {
            client: site.client,
            id,
            cen,
            seen,
            legacy: LEGACY[account(&cen.owner)],
        };
        let (deed, done) = routers.meddle(random).await;
        return format!("{deed} of {id}: {done:?}");
    }
    let (deed, done) = match random.u8(..12) {
        0 | 1 => return unrelated(clients, random).await,
        2 => ("attach", site.attach().await),
        3 => ("limit", site.limit(random).await),
        4 => ("detach", site.detach(random).await),
        5 => ("rename", site.rename().await),
        6 => ("tag", site.tag().await),
        7 => ("resize", site.resize().await),
        8 => ("grant", site.grant(clients).await),
        9 => ("route map", site.route_map(random).await),
        10 => ("health check", site.health_check().await),
        _ => ("rival package", site.rival().await),
    };
    format!("{deed} on {id}: {done:?}")
}

/// A VPC of each account that no file has.
const LEGACY: [&str; 2] = ["vpc-legacy-a", "vpc-legacy-b"];

fn account(id: &str) -> usize {
    usize::from(id == ACCOUNTS[1].1)
}

fn kind(network: &Network) -> ChildInstanceType {
    match network.kind.as_str() {
        "VPC" => ChildInstanceType::Vpc,
        "VBR" => ChildInstanceType::Vbr,
        _ => ChildInstanceType::Ccn,
    }
}

/// Acts on objects outside the file.
async fn unrelated([client, _]: &[Client; 2], random: &mut Rng) -> String {
    let (tags, token) = (Tags::new(), format!("stranger-{}", random.u32(..)));
    let done = match random.u8(..3) {
        0 => {
            client
                .create_cen(CreateCen {
                    name: "main",
                    description: "",
                    tags: &tags,
                    client_token: &token,
                })
                .await
        }
        1 => {
            let package = CreateCenBandwidthPackage {
                bandwidth: 2,
                geographic_region_a_id: "China",
                geographic_region_b_id: "Europe",
                name: "strange",
                description: "",
                charge: Charge::Postpaid,
                tags: &tags,
                client_token: &token,
            };
            client.create_cen_bandwidth_package(package).await
        }
        _ => {
            let (region_id, cidr_block) = ("cn-hangzhou", "192.168.0.0/16");
            client
                .create_vpc(CreateVpc {
                    region_id,
                    cidr_block,
                    vpc_name: "",
                    description: "",
                    tags: &tags,
                    client_token: &token,
                })
                .await
        }
    };
    format!("something unrelated: {done:?}")
}

/// A CEN of the file that the stranger changes.
struct Site<'a> {
    client: &'a Client,
    id: &'a str,
    cen: &'a Cen,
    seen: &'a Seen,
}

pub(crate) type Done = Result<(), cen_cloud::Error>;

impl Site<'_> {
    fn child<'a>(&'a self, network: &'a str) -> Option<ChildInstance<'a>> {
        let seen = self.seen.networks.get(network)?;
        Some(ChildInstance {
            cen_id: self.id,
            child_instance_id: network,
            child_instance_type: kind(seen),
            child_instance_region_id: &seen.region,
            child_instance_owner_id: &seen.owner,
        })
    }

    /// Attaches a network that no file has.
    async fn attach(&self) -> Done {
        let legacy = LEGACY[account(&self.cen.owner)];
        // Where the Enterprise Edition is sold, the old call might make a router of the Basic one.
        match self.child(legacy).filter(|_| !self.seen.sells_enterprise()) {
            Some(child) => self.client.attach_cen_child_instance(child).await,
            None => Ok(()),
        }
    }

    async fn detach(&self, random: &mut Rng) -> Done {
        match random
            .choice(self.cen.children.keys())
            .and_then(|network| self.child(network))
        {
            Some(child) => self.client.detach_cen_child_instance(child).await,
            None => Ok(()),
        }
    }

    async fn limit(&self, random: &mut Rng) -> Done {
        let mut regions: Vec<_> = self
            .cen
            .children
            .keys()
            .filter_map(|network| Some(self.seen.networks.get(network)?.region.as_str()))
            .collect();
        random.shuffle(&mut regions);
        let Some(pair) = regions
            .first_chunk::<2>()
            .filter(|[one, other]| one != other)
        else {
            return Ok(());
        };
        let bandwidth_limit = random.u32(..4);
        let limit = InterRegionBandwidthLimit {
            cen_id: self.id,
            local_region_id: pair[0],
            opposite_region_id: pair[1],
            bandwidth_limit,
        };
        self.client
            .set_cen_inter_region_bandwidth_limit(limit)
            .await
    }

    async fn rename(&self) -> Done {
        let (name, description) = (Some("renamed"), Some("by hand"));
        self.client
            .modify_cen_attribute(ModifyCen {
                cen_id: self.id,
                name,
                description,
            })
            .await
    }

    async fn tag(&self) -> Done {
        self.client
            .tag_resources(
                TaggedResource::Cen(self.id),
                &Tags::from([("by".to_owned(), "hand".to_owned())]),
            )
            .await
    }

    async fn resize(&self) -> Done {
        let mut packages = self.seen.packages.iter();
        match packages
            .find(|(_, package)| is_ours(&package.tags) && package.owner == self.cen.owner)
        {
            Some((id, package)) => {
                self.client
                    .modify_cen_bandwidth_package_spec(id, package.mbps + 1)
                    .await
            }
            None => Ok(()),
        }
    }

    /// Gives a grant that nothing uses yet.
    async fn grant(&self, clients: &[Client; 2]) -> Done {
        let owner = 1 - account(&self.cen.owner);
        let (client, cen_owner_id) = (&clients[owner], self.cen.owner.as_str());
        let free = self.seen.networks.iter().filter(|(id, network)| {
            network.owner == ACCOUNTS[owner].1 && !self.cen.children.contains_key(*id)
        });
        let Some((id, network)) = free.max_by_key(|(id, _)| id.as_str() == "vpc-legacy-b") else {
            return Ok(());
        };
        match network.kind.as_str() {
            "CCN" => {
                let (region_id, ccn_instance_id) = (network.region.as_str(), id.as_str());
                client
                    .grant_instance_to_cbn(CbnGrant {
                        region_id,
                        ccn_instance_id,
                        cen_instance_id: self.id,
                        cen_uid: cen_owner_id,
                    })
                    .await
            }
            _ => {
                let (region_id, instance_id, instance_type) =
                    (network.region.as_str(), id.as_str(), kind(network));
                let grant = CenGrant {
                    region_id,
                    instance_id,
                    instance_type,
                    cen_id: self.id,
                    cen_owner_id,
                    client_token: "by-hand",
                };
                client.grant_instance_to_cen(grant).await
            }
        }
    }

    async fn route_map(&self, random: &mut Rng) -> Done {
        let maps = &self.cen.routing.route_maps;
        let Some((id, map)) = random.choice(maps) else {
            return Ok(());
        };
        self.client
            .delete_cen_route_map(CenRouteMap {
                cen_id: self.id,
                cen_region_id: &map.region,
                route_map_id: id,
            })
            .await
    }

    async fn health_check(&self) -> Done {
        let Some(vbr) = self.cen.routing.health_checks.keys().next() else {
            let Some(access) = self.cen.routing.zones.keys().next() else {
                return Ok(());
            };
            return self
                .client
                .unroute_private_zone_in_cen_to_vpc(CenRegion {
                    cen_id: self.id,
                    region_id: access,
                })
                .await;
        };
        let Some(network) = self.seen.networks.get(vbr) else {
            return Ok(());
        };
        let line = CenVbr {
            cen_id: self.id,
            vbr_instance_id: vbr,
            vbr_instance_region_id: &network.region,
            vbr_instance_owner_id: &network.owner,
        };
        self.client.disable_cen_vbr_health_check(line).await
    }

    /// Buys another package for two areas where a CEN has none.
    async fn rival(&self) -> Done {
        let association = PackageAssociation {
            cen_id: self.id,
            cen_bandwidth_package_id: "cenbwp-others",
        };
        self.client
            .associate_cen_bandwidth_package(association)
            .await
    }
}
