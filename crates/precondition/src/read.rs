//! What an observation says of an attribute.

use std::collections::BTreeMap;

use cen_topology::{CenId, HealthCheck, InstanceId, PackageId};
use serde_json::{Value, json};

use crate::attribute::{Attribute, OwnershipMark};
use crate::value::{self, ABSENT};
use cen_observed::{
    Inside, NAME_TAG, Observed, SeenAccess, SeenCen, SeenNetwork, SeenPackage, owner_of,
};

/// The value of an attribute.
pub(super) struct Reading {
    pub(super) value: Value,
    /// Whether no change of it is under way.
    pub(super) settled: bool,
}

/// Reads attributes from an observation. Finds objects by their marks, too.
pub struct Reader<'a> {
    observed: &'a Observed,
    networks: BTreeMap<OwnershipMark, Vec<(&'a InstanceId, &'a SeenNetwork)>>,
}

pub(super) fn settled(value: impl Into<Value>) -> Reading {
    Reading {
        value: value.into(),
        settled: true,
    }
}

impl<'a> Reader<'a> {
    /// Returns a reader of what was observed.
    pub fn new(observed: &'a Observed) -> Self {
        let mut networks: BTreeMap<OwnershipMark, Vec<_>> = BTreeMap::new();
        for (id, seen) in &observed.networks {
            if let Some((topology, part)) = owner_of(&seen.tags).zip(seen.tags.get(NAME_TAG)) {
                let (account, region) = (seen.account.clone(), Some(seen.region.clone()));
                let mark = OwnershipMark {
                    account,
                    region,
                    topology: topology.to_owned(),
                    part: part.clone(),
                };
                networks.entry(mark).or_default().push((id, seen));
            }
        }
        Self { observed, networks }
    }

    pub(super) fn read(&self, attribute: &Attribute) -> Reading {
        match attribute {
            Attribute::MadeVpc(mark) => only(self.vpcs(mark), vpc),
            Attribute::MadeCen(mark) => only(self.cens(mark), cen),
            Attribute::MadePackage(mark) => only(self.packages(mark), |seen| settled(seen.mbps.0)),
            Attribute::Vpc(id) => self.network(id).map_or(settled(ABSENT), vpc),
            Attribute::VpcDescription(id) => {
                let seen = self.network(id);
                settled(seen.map(|seen| seen.description.as_str()))
            }
            Attribute::VpcMark(id) => mark(self.network(id).map(|seen| &seen.tags)),
            Attribute::Cen(id) => self.cen(id).map_or(settled(ABSENT), cen),
            Attribute::CenMark(id) => mark(self.cen(id).map(|seen| &seen.tags)),
            Attribute::CenName(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.name)),
            Attribute::CenDescription(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.description)),
            Attribute::CenTag { cen, key } => {
                let value = self.cen(cen).and_then(|seen| seen.tags.get(key));
                settled(value.map(String::as_str))
            }
            Attribute::PackageSize(id) => settled(self.package(id).map(|seen| seen.mbps.0)),
            Attribute::PackageMark(id) => mark(self.package(id).map(|seen| &seen.tags)),
            Attribute::PackageCen(id) => {
                let cen = self.package(id).and_then(|seen| seen.cen.as_ref());
                settled(cen.map(CenId::as_str))
            }
            Attribute::Attached(instance) => self.attached(instance),
            Attribute::Limit { cen, pair } => limit(self.inside(cen), pair),
            Attribute::Grant { cen, instance } => {
                let inside = self.inside(cen);
                settled(inside.is_some_and(|inside| is_granted(inside, instance)))
            }
            Attribute::Published { cen, vpc, cidr } => {
                let inside = self.inside(cen);
                settled(inside.is_some_and(|inside| is_published(inside, vpc, cidr)))
            }
            Attribute::HealthCheck { cen, vbr } => {
                let check = self.health_check(cen, vbr);
                settled(check.map_or(ABSENT, value::health_check))
            }
            Attribute::HealthSource { cen, vbr } => {
                let source = self.health_check(cen, vbr).and_then(|check| check.source);
                settled(source.map(|source| source.to_string()))
            }
            Attribute::Zone { cen, access } => {
                let inside = self.inside(cen);
                through(inside.and_then(|inside| inside.routes.private_zone.get(access.as_str())))
            }
            Attribute::Service { cen, access, cidr } => {
                let services = |inside: &'a Inside| inside.routes.services.get(access.as_str());
                let services = self.inside(cen).and_then(services);
                through(services.and_then(|services| services.get(&cidr.parse().ok()?)))
            }
            Attribute::Transit(attribute) => self.transit(attribute),
            Attribute::RouteMap { cen, place } => {
                let inside = self.inside(cen);
                let seen = inside.and_then(|inside| inside.routes.route_maps.get(place));
                seen.map_or(settled(ABSENT), |seen| Reading {
                    value: value::route_map_content(&seen.content),
                    settled: seen.status == "Active",
                })
            }
        }
    }

    /// Returns the id of what an attribute says was created, if exactly one such object exists.
    pub(super) fn created(&self, attribute: &Attribute) -> Option<String> {
        match attribute {
            Attribute::MadeVpc(mark) => id_of(self.vpcs(mark)),
            Attribute::MadeCen(mark) => id_of(self.cens(mark)),
            Attribute::MadePackage(mark) => id_of(self.packages(mark)),
            Attribute::Vpc(_)
            | Attribute::VpcDescription(_)
            | Attribute::VpcMark(_)
            | Attribute::Cen(_)
            | Attribute::CenMark(_)
            | Attribute::CenName(_)
            | Attribute::CenDescription(_)
            | Attribute::CenTag { .. }
            | Attribute::PackageSize(_)
            | Attribute::PackageMark(_)
            | Attribute::PackageCen(_)
            | Attribute::Limit { .. }
            | Attribute::Grant { .. }
            | Attribute::Attached(_)
            | Attribute::Published { .. }
            | Attribute::HealthCheck { .. }
            | Attribute::HealthSource { .. }
            | Attribute::Zone { .. }
            | Attribute::Service { .. }
            | Attribute::RouteMap { .. } => None,
            Attribute::Transit(attribute) => self.transit_created(attribute),
        }
    }

    pub(super) fn observed(&self) -> &'a Observed {
        self.observed
    }

    fn vpcs(&self, mark: &OwnershipMark) -> Vec<(&'a InstanceId, &'a SeenNetwork)> {
        self.networks.get(mark).cloned().unwrap_or_default()
    }

    fn cens(&self, mark: &'a OwnershipMark) -> Vec<(&'a CenId, &'a SeenCen)> {
        let here = |seen: &SeenCen| seen.account == mark.account && seen.status != "Deleting";
        self.observed
            .cens_marked(&mark.topology, &mark.part)
            .filter(|(_, seen)| here(seen))
            .collect()
    }

    fn packages(&self, mark: &'a OwnershipMark) -> Vec<(&'a PackageId, &'a SeenPackage)> {
        self.observed
            .packages_marked(&mark.topology, &mark.part)
            .filter(|(_, seen)| seen.account == mark.account)
            .collect()
    }

    fn network(&self, id: &str) -> Option<&'a SeenNetwork> {
        self.observed.networks.get(id)
    }

    fn cen(&self, id: &str) -> Option<&'a SeenCen> {
        self.observed.cens.get(id)
    }

    fn package(&self, id: &str) -> Option<&'a SeenPackage> {
        self.observed.packages.get(id)
    }

    pub(super) fn inside(&self, cen: &str) -> Option<&'a Inside> {
        self.cen(cen)?.inside.as_ref()
    }

    fn health_check(&self, cen: &str, vbr: &str) -> Option<&'a HealthCheck> {
        self.inside(cen)?.routes.health_checks.get(vbr)
    }

    /// Asks every CEN that was looked into: a network is attached to one at most.
    fn attached(&self, instance: &str) -> Reading {
        let inside = self
            .observed
            .cens
            .iter()
            .filter_map(|(id, seen)| Some((id, seen.inside.as_ref()?)));
        let on = inside
            .filter_map(|(id, inside)| Some((id, inside.attachments.get(instance)?)))
            .next();
        on.map_or(settled(ABSENT), |(id, seen)| Reading {
            value: id.as_str().into(),
            settled: seen.status == "Attached",
        })
    }
}

/// Returns the one object that has a mark.
fn only<I: ToString, T>(marked: Vec<(&I, &T)>, read: impl Fn(&T) -> Reading) -> Reading {
    match marked.as_slice() {
        [] => settled(ABSENT),
        [(_, seen)] => read(seen),
        several => {
            let ids: Vec<_> = several.iter().map(|(id, _)| id.to_string()).collect();
            settled(json!({ "several": ids }))
        }
    }
}

fn id_of<I: ToString, T>(marked: Vec<(&I, &T)>) -> Option<String> {
    match marked.as_slice() {
        [(id, _)] => Some(id.to_string()),
        _ => None,
    }
}

fn mark(tags: Option<&BTreeMap<String, String>>) -> Reading {
    settled(tags.map_or(ABSENT, value::mark))
}

fn vpc(seen: &SeenNetwork) -> Reading {
    Reading {
        value: json!(seen.cidrs),
        settled: seen.status == "Available",
    }
}

fn cen(seen: &SeenCen) -> Reading {
    Reading {
        value: true.into(),
        settled: seen.status == "Active",
    }
}

fn text_of_cen(seen: &SeenCen, text: &str) -> Reading {
    Reading {
        value: text.into(),
        settled: seen.status == "Active",
    }
}

/// Returns the bandwidth of a pair of regions: 0 where there is no limit, and on a CEN that does not exist.
fn limit(inside: Option<&Inside>, pair: &str) -> Reading {
    let limits = inside.into_iter().flat_map(|inside| &inside.limits);
    let mut limits = limits.filter(|(other, _)| other.to_string() == pair);
    limits.next().map_or(settled(0), |(_, seen)| Reading {
        value: seen.mbps.0.into(),
        settled: seen.status == "Active",
    })
}

fn is_granted(inside: &Inside, instance: &str) -> bool {
    let mut grants = inside.grants.iter();
    grants.any(|grant| grant.instance.as_str() == instance)
}

fn is_published(inside: &Inside, vpc: &str, cidr: &str) -> bool {
    let table = inside.routes.tables.get(vpc);
    let route = table.and_then(|table| table.get(&cidr.parse().ok()?));
    route.is_some_and(|route| route.published)
}

/// Returns the VPC that something is reached through. An access that could not be set up is not what any file wants.
fn through(access: Option<&SeenAccess>) -> Reading {
    let Some(seen) = access else {
        return settled(ABSENT);
    };
    let value = match seen.status.as_str() {
        "Failed" => json!({ "vpc": seen.vpc, "status": seen.status }),
        _ => seen.vpc.as_str().into(),
    };
    Reading {
        value,
        settled: seen.status == "Active",
    }
}
