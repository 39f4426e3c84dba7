//! What an observation says of an attribute.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use cen_topology::{CenId, HealthCheck, InstanceId, PackageId, RegionId, RegionPair};
use foldhash::HashMap;
use serde_json::{Value, json};

use crate::attribute::{Attribute, OwnershipMark};
use crate::value::{self, ABSENT};
use cen_observed::{
    Inside, NAME_TAG, Observed, SeenAccess, SeenAttachment, SeenCen, SeenNetwork, SeenPackage,
    TableUse, is_marked, owner_of,
};

/// The value of an attribute.
pub(super) struct Reading {
    pub(super) value: Arc<Value>,
    /// Whether no change of it is under way.
    pub(super) settled: bool,
}

impl Reading {
    pub(super) fn new(value: impl Into<Value>, settled: bool) -> Self {
        Self {
            value: Arc::new(value.into()),
            settled,
        }
    }
}

/// Reads attributes from an observation. What would take a search is indexed when it is first asked for.
pub struct Reader<'a> {
    observed: &'a Observed,
    /// The networks by their marks.
    networks: OnceCell<MarkedNetworks<'a>>,
    /// The marks of CENs: all that changes a CEN relies on its mark.
    cen_marks: OnceCell<HashMap<&'a str, Arc<Value>>>,
    /// The first CEN that each network is attached to.
    attached: OnceCell<HashMap<&'a str, (&'a CenId, &'a SeenAttachment)>>,
    /// The route tables that know the attachments and links of each CEN.
    tables: OnceCell<HashMap<&'a str, HashMap<&'a str, Tables<'a>>>>,
}

type MarkedNetworks<'a> = BTreeMap<OwnershipMark, Vec<(&'a InstanceId, &'a SeenNetwork)>>;

/// The route tables that know something.
pub(super) enum Tables<'a> {
    /// An attachment is at one router.
    Attachment(&'a TableUse),
    /// A link is at the routers of two regions.
    Link(&'a BTreeMap<RegionId, TableUse>),
}

pub(super) fn settled(value: impl Into<Value>) -> Reading {
    Reading::new(value, true)
}

impl<'a> Reader<'a> {
    /// Returns a reader of what was observed.
    pub fn new(observed: &'a Observed) -> Self {
        Self {
            observed,
            networks: OnceCell::new(),
            cen_marks: OnceCell::new(),
            attached: OnceCell::new(),
            tables: OnceCell::new(),
        }
    }

    fn marked_networks(&self) -> MarkedNetworks<'a> {
        let mut networks = MarkedNetworks::new();
        for (id, seen) in &self.observed.networks {
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
        networks
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
            Attribute::CenMark(id) => self.cen_mark(id),
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
                through(inside.and_then(|inside| inside.routes.private_zone.get(&**access)))
            }
            Attribute::Service { cen, access, cidr } => {
                let services = |inside: &'a Inside| inside.routes.services.get(&**access);
                let services = self.inside(cen).and_then(services);
                through(services.and_then(|services| services.get(&cidr.parse().ok()?)))
            }
            Attribute::Transit(attribute) => self.transit(attribute),
            Attribute::RouteMap { cen, place } => {
                let inside = self.inside(cen);
                let seen = inside.and_then(|inside| inside.routes.route_maps.get(place));
                seen.map_or(settled(ABSENT), |seen| {
                    let content = value::route_map_content(&seen.content);
                    Reading::new(content, seen.status == "Active")
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
        let networks = self.networks.get_or_init(|| self.marked_networks());
        networks.get(mark).cloned().unwrap_or_default()
    }

    fn cens(&self, mark: &OwnershipMark) -> Vec<(&'a CenId, &'a SeenCen)> {
        let is_it = |seen: &SeenCen| {
            seen.account == mark.account
                && seen.status != "Deleting"
                && is_marked(&seen.tags, &mark.topology, &mark.part)
        };
        let cens = self.observed.cens.iter();
        cens.filter(|(_, seen)| is_it(seen)).collect()
    }

    fn packages(&self, mark: &OwnershipMark) -> Vec<(&'a PackageId, &'a SeenPackage)> {
        let is_it = |seen: &SeenPackage| {
            seen.account == mark.account && is_marked(&seen.tags, &mark.topology, &mark.part)
        };
        let packages = self.observed.packages.iter();
        packages.filter(|(_, seen)| is_it(seen)).collect()
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

    /// Returns the mark of a CEN. What relies on the same one shares it.
    fn cen_mark(&self, id: &str) -> Reading {
        let of =
            |(id, seen): (&'a CenId, &'a SeenCen)| (id.as_str(), Arc::new(value::mark(&seen.tags)));
        let all = || self.observed.cens.iter().map(of).collect();
        let mark = self.cen_marks.get_or_init(all).get(id);
        mark.map_or(settled(ABSENT), |mark| Reading {
            value: mark.clone(),
            settled: true,
        })
    }

    /// Returns the CENs that were looked into.
    fn insides(&self) -> impl Iterator<Item = (&'a CenId, &'a Inside)> + use<'a> {
        let cens = self.observed.cens.iter();
        cens.filter_map(|(id, seen)| Some((id, seen.inside.as_ref()?)))
    }

    /// Asks every CEN that was looked into: a network is attached to one at most.
    fn attached(&self, instance: &str) -> Reading {
        let all = || {
            let mut attached = HashMap::default();
            for (cen, inside) in self.insides() {
                for (instance, seen) in &inside.attachments {
                    attached.entry(instance.as_str()).or_insert((cen, seen));
                }
            }
            attached
        };
        let on = self.attached.get_or_init(all).get(instance);
        on.map_or(settled(ABSENT), |(cen, seen)| {
            Reading::new(cen.as_str(), seen.status == "Attached")
        })
    }

    /// Returns the route tables that know an attachment or a link of a CEN.
    pub(super) fn tables(&self, cen: &str, attachment: &str) -> Option<&Tables<'a>> {
        let of = |(cen, inside): (&'a CenId, &'a Inside)| (cen.as_str(), tables(inside));
        let all = || self.insides().map(of).collect();
        self.tables.get_or_init(all).get(cen)?.get(attachment)
    }
}

/// Lists the route tables that know each attachment and each link of a CEN.
fn tables(inside: &Inside) -> HashMap<&str, Tables<'_>> {
    let links = inside.limits.values().filter_map(|seen| seen.link.as_ref());
    let links = links.map(|link| (link.id.as_str(), Tables::Link(&link.tables)));
    let transits = inside.attachments.values();
    let transits = transits.filter_map(|seen| seen.transit.as_ref());
    let transits =
        transits.map(|transit| (transit.id.as_str(), Tables::Attachment(&transit.tables)));
    links.chain(transits).collect()
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
    Reading::new(json!(seen.cidrs), seen.status == "Available")
}

fn cen(seen: &SeenCen) -> Reading {
    Reading::new(true, seen.status == "Active")
}

fn text_of_cen(seen: &SeenCen, text: &str) -> Reading {
    Reading::new(text, seen.status == "Active")
}

/// Returns the bandwidth of a pair of regions: 0 where there is no limit, and on a CEN that does not exist.
fn limit(inside: Option<&Inside>, pair: &RegionPair) -> Reading {
    let limit = inside.and_then(|inside| inside.limits.get(pair));
    limit.map_or(settled(0), |seen| {
        Reading::new(seen.mbps.0, seen.status == "Active")
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
    Reading::new(value, seen.status == "Active")
}
