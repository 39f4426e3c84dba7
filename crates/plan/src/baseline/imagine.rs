//! The cloud as a file would make it: an observation without a cloud.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, Area, AreaPair, Bandwidth, Billing, Cen, CenId, CenName, InstanceId, Mbps,
    Network, NetworkName, Package, PackageId, RegionId, RegionPair, RouteMap, RouteMapId,
    RouteMapPlace, Selector, Topology, area_of, documented_area_of,
};
use ipnet::Ipv4Net;

use crate::baseline::transit;
use cen_diff::{package_mark, package_name};
use cen_observed::{
    Inside, NAME_TAG, Observed, RouteMapContent, SeenAccess, SeenAttachment, SeenCen, SeenGrant,
    SeenLimit, SeenNetwork, SeenPackage, SeenRoute, SeenRouteMap, SeenRoutes, TOPOLOGY_TAG,
};

/// The size that a package named by id is taken to have: nothing says it, so the largest there is.
const LARGEST: Mbps = Mbps(10_000);

/// Returns the cloud as it is when `old` is built, with what `new` names and does not make itself.
pub fn imagine(old: &Topology, new: &Topology) -> Observed {
    let mut observed = Observed {
        areas: areas(old).into_iter().chain(areas(new)).collect(),
        is_imagined: true,
        ..Observed::default()
    };
    for (key, network) in &old.networks {
        if let Some(account) = account_in(new, old, &network.account) {
            let seen = SeenNetwork {
                account,
                ..seen_network(old, key, network)
            };
            observed.networks.insert(instance(key, network), seen);
        }
    }
    for (key, network) in &new.networks {
        if !matches!(network.selector, Selector::Managed { .. }) {
            let seen = seen_network(new, key, network);
            observed.networks.insert(instance(key, network), seen);
        }
    }
    for (key, cen) in &old.cens {
        let Some(account) = account_in(new, old, &cen.account) else {
            continue;
        };
        let imagined = Imagined { old, new, key, cen };
        let packages = cen.bandwidth.iter().map(|(areas, group)| {
            let (id, seen) = imagined.package(*areas, group);
            let account = account.clone();
            (id, SeenPackage { account, ..seen })
        });
        observed.packages.extend(packages);
        let seen = imagined.cen();
        let id = cen_id(key, cen);
        observed.cens.insert(id, SeenCen { account, ..seen });
    }
    named_elsewhere(new, &mut observed);
    observed
}

/// Returns the key that the new file gives to an account of the old file, found by its id. None if the account has left the file; everything in
/// it has left too then.
fn account_in(new: &Topology, old: &Topology, account: &AccountName) -> Option<AccountName> {
    let id = &old.account(account).id;
    let mut named = new.accounts.iter().filter(|(_, other)| other.id == *id);
    named.next().map(|(name, _)| name.clone())
}

/// Adds what `new` takes over or refers to and `old` did not know: it exists and is unused.
fn named_elsewhere(new: &Topology, observed: &mut Observed) {
    for (key, cen) in &new.cens {
        if let Some(id) = &cen.id {
            let taken_over = || SeenCen {
                tags: cen.tags.clone().unwrap_or_default(),
                ..seen_cen(cen, Inside::default())
            };
            observed.cens.entry(id.clone()).or_insert_with(taken_over);
        }
        for (areas, group) in cen
            .bandwidth
            .iter()
            .filter(|(_, group)| matches!(group.package, Package::Existing(_)))
        {
            let (id, package) = Imagined {
                old: new,
                new,
                key,
                cen,
            }
            .package(*areas, group);
            observed.packages.entry(id).or_insert(SeenPackage {
                cen: None,
                status: "Idle".to_owned(),
                ..package
            });
        }
    }
}

/// Returns the id of a network, or a stand-in in angle brackets for one that only the cloud knows.
fn instance(key: &NetworkName, network: &Network) -> InstanceId {
    match &network.selector {
        Selector::Id(id) => id.clone(),
        Selector::Name(name) => {
            InstanceId::new(format!("<{}/{}/{name}>", network.account, network.region))
        }
        Selector::Managed { .. } => InstanceId::new(format!("<network/{key}>")),
    }
}

fn cen_id(key: &CenName, cen: &Cen) -> CenId {
    cen.id
        .clone()
        .unwrap_or_else(|| CenId::new(format!("<cen/{key}>")))
}

pub(super) fn package_id(key: &CenName, areas: AreaPair, group: &Bandwidth) -> PackageId {
    match &group.package {
        Package::Existing(id) => id.clone(),
        Package::Bought { .. } => PackageId::new(format!("<package/{}>", package_mark(key, areas))),
    }
}

fn marks(topology: &Topology, part: &str) -> BTreeMap<String, String> {
    [
        (TOPOLOGY_TAG.to_owned(), topology.name.to_string()),
        (NAME_TAG.to_owned(), part.to_owned()),
    ]
    .into()
}

fn seen_network(topology: &Topology, key: &NetworkName, network: &Network) -> SeenNetwork {
    let (name, description, cidrs, tags) = match &network.selector {
        Selector::Id(_) => (String::new(), String::new(), Vec::new(), BTreeMap::new()),
        Selector::Name(name) => (name.clone(), String::new(), Vec::new(), BTreeMap::new()),
        Selector::Managed { cidr, description } => {
            let description = description.clone().unwrap_or_default();
            (
                key.to_string(),
                description,
                vec![cidr.to_string()],
                marks(topology, key.as_str()),
            )
        }
    };
    let (kind, account, region) = (
        network.kind,
        network.account.clone(),
        network.region.clone(),
    );
    SeenNetwork {
        kind,
        account,
        region,
        name,
        description,
        cidrs,
        status: "Available".to_owned(),
        tags,
    }
}

fn seen_cen(cen: &Cen, inside: Inside) -> SeenCen {
    SeenCen {
        account: cen.account.clone(),
        name: cen.display_name.clone(),
        description: cen.description.clone().unwrap_or_default(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: BTreeMap::new(),
        inside: Some(inside),
    }
}

/// Assumes the areas of regions that the vendor does not document: what their limits say, else what
/// the built-in table says, else any.
fn areas(topology: &Topology) -> BTreeMap<RegionId, Area> {
    let unknown = topology
        .networks
        .values()
        .map(|network| &network.region)
        .filter(|region| documented_area_of(region).is_none());
    let groups = || topology.cens.values().flat_map(|cen| &cen.bandwidth);
    let told = |region| {
        groups().find_map(|(areas, group)| {
            let pair = group
                .limits
                .keys()
                .find(|pair| pair.regions().contains(&region))?;
            let other = pair
                .regions()
                .into_iter()
                .find(|other| *other != region)
                .and_then(area_of);
            Some(if other == Some(areas.first()) {
                areas.second()
            } else {
                areas.first()
            })
        })
    };
    let assumed = |region| {
        told(region)
            .or_else(|| area_of(region))
            .unwrap_or(Area::China)
    };
    unknown
        .map(|region| (region.clone(), assumed(region)))
        .collect()
}

/// A CEN of the old file, built.
struct Imagined<'a> {
    old: &'a Topology,
    new: &'a Topology,
    key: &'a CenName,
    cen: &'a Cen,
}

impl Imagined<'_> {
    fn cen(&self) -> SeenCen {
        let tags = self
            .cen
            .tags
            .iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.clone()));
        let tags = tags.chain(marks(self.old, self.key.as_str())).collect();
        SeenCen {
            tags,
            ..seen_cen(self.cen, self.inside())
        }
    }

    /// Tells whether the CEN is taken to have the Basic Edition: one of the files needs it.
    fn is_basic(&self) -> bool {
        let is_it = |(key, cen): &(&CenName, &Cen)| {
            *key == self.key || (cen.id.is_some() && cen.id == self.cen.id)
        };
        let new = self.new.cens.iter().find(is_it);
        let needs_it = new.is_some_and(|(_, cen)| cen.needs_basic_edition());
        self.cen.needs_basic_edition() || (needs_it && !self.cen.needs_enterprise_edition())
    }

    /// Returns what an Enterprise Edition router has of something; none if the CEN has the Basic Edition.
    fn enterprise<T>(&self, of_router: impl FnOnce() -> Option<T>) -> Option<T> {
        match self.is_basic() {
            true => None,
            false => of_router(),
        }
    }

    fn status_of_limit(&self, pair: &RegionPair) -> &'static str {
        match self.is_basic() {
            true => "Active",
            false => transit::status_of_limit(pair),
        }
    }

    /// Returns the networks that are attached, each with its id.
    fn attached(&self) -> impl Iterator<Item = (&NetworkName, &Network, InstanceId)> {
        self.cen.attach.iter().map(|key| {
            let network = &self.old.networks[key];
            (key, network, instance(key, network))
        })
    }

    fn inside(&self) -> Inside {
        let owner = |network: &Network| self.old.account(&network.account).id.clone();
        let attachments = self.attached().map(|(key, network, id)| {
            let (kind, region, status) =
                (network.kind, network.region.clone(), "Attached".to_owned());
            (
                id,
                SeenAttachment {
                    kind,
                    region,
                    owner: owner(network),
                    status,
                    managed_service: String::new(),
                    transit: self
                        .enterprise(|| transit::attachment(self.key, self.cen, (key, network))),
                },
            )
        });
        let foreign = self
            .attached()
            .filter(|(_, network, _)| network.account != self.cen.account);
        let package = |areas| package_id(self.key, areas, &self.cen.bandwidth[&areas]);
        let limits = self.cen.limits().map(|(pair, mbps, billing)| {
            let limit = SeenLimit {
                mbps,
                package: match billing {
                    Billing::Package(areas) => Some(package(areas)),
                    Billing::Traffic(_) => None,
                },
                status: self.status_of_limit(pair).to_owned(),
                link: self.enterprise(|| transit::link(self.key, pair, billing)),
            };
            (pair.clone(), limit)
        });
        Inside {
            attachments: attachments.collect(),
            limits: limits.collect(),
            grants: foreign
                .map(|(_, network, instance)| SeenGrant {
                    instance,
                    owner: owner(network),
                })
                .collect(),
            routes: self.routes(),
            routers: match self.is_basic() {
                true => BTreeMap::new(),
                false => transit::routers(self.old, self.key, self.cen),
            },
        }
    }

    fn package(&self, areas: AreaPair, group: &Bandwidth) -> (PackageId, SeenPackage) {
        let (mbps, charge, tags) = match &group.package {
            Package::Existing(_) => (LARGEST, "POSTPAY", BTreeMap::new()),
            Package::Bought { mbps, charge } => {
                let charge = if *charge == cen_topology::Charge::Postpaid {
                    "POSTPAY"
                } else {
                    "PREPAY"
                };
                (
                    *mbps,
                    charge,
                    marks(self.old, &package_mark(self.key, areas)),
                )
            }
        };
        let seen = SeenPackage {
            account: self.cen.account.clone(),
            name: package_name(self.key, areas),
            mbps,
            areas: Some(areas),
            charge: charge.to_owned(),
            status: "InUse".to_owned(),
            business_status: "Normal".to_owned(),
            expires: String::new(),
            reservation: None,
            cen: Some(cen_id(self.key, self.cen)),
            tags,
        };
        (package_id(self.key, areas, group), seen)
    }

    fn routes(&self) -> SeenRoutes {
        let routes = &self.cen.routes;
        let id = |key: &NetworkName| instance(key, &self.old.networks[key]);
        let access = |key: &NetworkName, host: String| SeenAccess {
            host,
            vpc: id(key),
            region: self.old.networks[key].region.clone(),
            status: "Active".to_owned(),
        };
        let zones = routes
            .private_zone
            .iter()
            .flatten()
            .map(|(region, key)| (region.clone(), access(key, String::new())));
        let services = routes.services.iter().flatten().map(|(region, services)| {
            let services = services
                .iter()
                .map(|(cidr, key)| (*cidr, access(key, cidr.to_string())));
            (region.clone(), services.collect())
        });
        SeenRoutes {
            tables: self
                .attached()
                .map(|(key, _, id)| (id, self.table(key)))
                .collect(),
            health_checks: routes
                .health_checks
                .iter()
                .flatten()
                .map(|(key, check)| (id(key), *check))
                .collect(),
            private_zone: zones.collect(),
            services: services.collect(),
            route_maps: self.route_maps(),
            not_expressible: BTreeSet::new(),
        }
    }

    fn route_maps(&self) -> BTreeMap<RouteMapPlace, SeenRouteMap> {
        let seen = |place: &RouteMapPlace, map: &RouteMap<NetworkName>| SeenRouteMap {
            id: RouteMapId::new(format!("<route-map/{place}>")),
            status: "Active".to_owned(),
            content: RouteMapContent::Expressible(Box::new(
                map.renamed(|network| instance(network, &self.old.networks[network])),
            )),
        };
        self.cen
            .routes
            .route_maps
            .iter()
            .flatten()
            .map(|(place, map)| (place.clone(), seen(place, map)))
            .collect()
    }

    /// A network has every route that one of the files publishes; those of the old file are published.
    fn table(&self, key: &NetworkName) -> BTreeMap<Ipv4Net, SeenRoute> {
        let published = self
            .cen
            .routes
            .publish
            .iter()
            .flatten()
            .filter(|(network, _)| *network == key)
            .flat_map(|(_, cidrs)| cidrs);
        let published: BTreeSet<_> = published.copied().collect();
        let id = instance(key, &self.old.networks[key]);
        let is_it = |key: &NetworkName| instance(key, &self.new.networks[key]) == id;
        let wanted = self
            .new
            .cens
            .values()
            .flat_map(|cen| cen.routes.publish.iter().flatten())
            .filter(|(key, _)| is_it(key))
            .flat_map(|(_, cidrs)| cidrs)
            .copied();
        let routes: BTreeSet<_> = published.iter().copied().chain(wanted).collect();
        routes
            .into_iter()
            .map(|cidr| {
                (
                    cidr,
                    SeenRoute {
                        published: published.contains(&cidr),
                        changeable: true,
                    },
                )
            })
            .collect()
    }
}
