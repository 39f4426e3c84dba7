//! A CEN as the old file would have made it, with its packages.

mod routes;

use std::collections::BTreeMap;

use cen_diff::{package_mark, package_name};
use cen_observed::{Inside, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenPackage};
use cen_topology::{
    AreaPair, Bandwidth, Billing, Cen, CenName, InstanceId, Mbps, Network, NetworkName, Package,
    PackageId, RegionPair, Topology,
};

use crate::baseline::identity::{cen_id, instance, marks, package_id};
use crate::baseline::transit;

/// The size that a package named by id is taken to have: nothing says it, so the largest there is.
const LARGEST: Mbps = Mbps(10_000);

/// A CEN of the old file, built.
pub(super) struct Imagined<'a> {
    pub(super) old: &'a Topology,
    pub(super) new: &'a Topology,
    pub(super) key: &'a CenName,
    pub(super) cen: &'a Cen,
}

impl Imagined<'_> {
    pub(super) fn cen(&self) -> SeenCen {
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

    pub(super) fn package(&self, areas: AreaPair, group: &Bandwidth) -> (PackageId, SeenPackage) {
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
}

pub(super) fn seen_cen(cen: &Cen, inside: Inside) -> SeenCen {
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
