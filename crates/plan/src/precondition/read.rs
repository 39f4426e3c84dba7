//! What an observation says of an attribute.

use std::collections::BTreeMap;

use cen_topology::{HealthCheck, InstanceId, PackageId, RouteMap, RouteMapPlace};

use crate::observed::{
    Inside, NAME_TAG, Observed, SeenAccess, SeenCen, SeenNetwork, SeenPackage, owner_of,
};
use crate::precondition::attribute::{Attribute, OwnershipMark};
use crate::route_map_text::route_map_text;

/// What is not there.
pub(super) const ABSENT: &str = "absent";
/// What is on no CEN, or reached through nothing.
pub(super) const NOTHING: &str = "nothing";
/// What nobody owns.
pub(super) const NOBODY: &str = "nobody";
/// A CEN that is there.
pub(super) const THERE: &str = "there";

/// The value of an attribute.
pub(super) struct Reading {
    pub(super) value: String,
    /// Whether nothing is under way.
    pub(super) settled: bool,
}

/// An observation, with what is needed to find things by their marks.
pub(crate) struct Reader<'a> {
    observed: &'a Observed,
    networks: BTreeMap<OwnershipMark, Vec<(&'a InstanceId, &'a SeenNetwork)>>,
}

fn settled(value: impl Into<String>) -> Reading {
    Reading {
        value: value.into(),
        settled: true,
    }
}

/// Texts stand in quotes, so that none is taken for a word such as `absent`.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

pub(super) fn yes_or_no(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

/// What a health check does, but for its source, which the cloud may choose.
pub(super) fn check_text(check: &HealthCheck) -> String {
    format!(
        "{}, every {} s, threshold {} packets",
        check.target, check.interval, check.threshold
    )
}

impl<'a> Reader<'a> {
    pub(crate) fn new(observed: &'a Observed) -> Self {
        let mut networks: BTreeMap<OwnershipMark, Vec<_>> = BTreeMap::new();
        for (id, seen) in &observed.networks {
            if let Some((topology, name)) = owner_of(&seen.tags).zip(seen.tags.get(NAME_TAG)) {
                let (account, region) = (seen.account.clone(), Some(seen.region.clone()));
                let mark = OwnershipMark {
                    account,
                    region,
                    topology: topology.to_owned(),
                    name: name.clone(),
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
            Attribute::MadePackage(mark) => {
                only(self.packages(mark), |seen| settled(seen.mbps.to_string()))
            }
            Attribute::Vpc(id) => self.network(id).map_or(settled(ABSENT), vpc),
            Attribute::VpcDescription(id) => settled(
                self.network(id)
                    .map_or(ABSENT.to_owned(), |seen| quoted(&seen.description)),
            ),
            Attribute::Cen(id) => self.cen(id).map_or(settled(ABSENT), cen),
            Attribute::CenOwner(id) => settled(
                self.cen(id)
                    .map_or(ABSENT, |seen| owner_of(&seen.tags).unwrap_or(NOBODY)),
            ),
            Attribute::CenName(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.name)),
            Attribute::CenDescription(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.description)),
            Attribute::CenTag { cen, key } => {
                let value = self.cen(cen).and_then(|seen| seen.tags.get(key));
                settled(value.map_or(ABSENT.to_owned(), |value| quoted(value)))
            }
            Attribute::PackageSize(id) => settled(
                self.package(id)
                    .map_or(ABSENT.to_owned(), |seen| seen.mbps.0.to_string()),
            ),
            Attribute::PackageOwner(id) => settled(
                self.package(id)
                    .map_or(ABSENT, |seen| owner_of(&seen.tags).unwrap_or(NOBODY)),
            ),
            Attribute::PackageCen(id) => {
                let cen = self.package(id).and_then(|seen| seen.cen.as_ref());
                settled(cen.map_or(NOTHING, |cen| cen.as_str()))
            }
            Attribute::Attached(instance) => self.attached(instance),
            Attribute::Limit { cen, .. }
            | Attribute::Grant { cen, .. }
            | Attribute::Published { cen, .. }
            | Attribute::HealthCheck { cen, .. }
            | Attribute::HealthSource { cen, .. }
            | Attribute::Zone { cen, .. }
            | Attribute::Service { cen, .. }
            | Attribute::RouteMap { cen, .. } => inside(
                attribute,
                self.cen(cen).and_then(|seen| seen.inside.as_ref()),
            ),
        }
    }

    /// The id of what an attribute says was made, if exactly one is there.
    pub(super) fn created(&self, attribute: &Attribute) -> Option<String> {
        match attribute {
            Attribute::MadeVpc(mark) => id_of(self.vpcs(mark)),
            Attribute::MadeCen(mark) => id_of(self.cens(mark)),
            Attribute::MadePackage(mark) => id_of(self.packages(mark)),
            _ => None,
        }
    }

    fn vpcs(&self, mark: &OwnershipMark) -> Vec<(&'a InstanceId, &'a SeenNetwork)> {
        self.networks.get(mark).cloned().unwrap_or_default()
    }

    fn cens(&self, mark: &'a OwnershipMark) -> Vec<(&'a cen_topology::CenId, &'a SeenCen)> {
        let here = |seen: &SeenCen| seen.account == mark.account && seen.status != "Deleting";
        self.observed
            .cens_marked(&mark.topology, &mark.name)
            .filter(|(_, seen)| here(seen))
            .collect()
    }

    fn packages(&self, mark: &'a OwnershipMark) -> Vec<(&'a PackageId, &'a SeenPackage)> {
        self.observed
            .packages_marked(&mark.topology, &mark.name)
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

    /// Every CEN that was looked into is asked: a network is on one at most.
    fn attached(&self, instance: &str) -> Reading {
        let inside = self
            .observed
            .cens
            .iter()
            .filter_map(|(id, seen)| Some((id, seen.inside.as_ref()?)));
        let on = inside
            .filter_map(|(id, inside)| Some((id, inside.attachments.get(instance)?)))
            .next();
        on.map_or(settled(NOTHING), |(id, seen)| Reading {
            value: id.to_string(),
            settled: seen.status == "Attached",
        })
    }
}

/// The one thing that carries a mark.
fn only<I: ToString, T>(marked: Vec<(&I, &T)>, read: impl Fn(&T) -> Reading) -> Reading {
    match marked.as_slice() {
        [] => settled(ABSENT),
        [(_, seen)] => read(seen),
        several => settled(format!(
            "several: {}",
            several
                .iter()
                .map(|(id, _)| id.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        )),
    }
}

fn id_of<I: ToString, T>(marked: Vec<(&I, &T)>) -> Option<String> {
    match marked.as_slice() {
        [(id, _)] => Some(id.to_string()),
        _ => None,
    }
}

fn vpc(seen: &SeenNetwork) -> Reading {
    Reading {
        value: seen.cidrs.join(", "),
        settled: seen.status == "Available",
    }
}

fn cen(seen: &SeenCen) -> Reading {
    Reading {
        value: THERE.to_owned(),
        settled: seen.status == "Active",
    }
}

fn text_of_cen(seen: &SeenCen, text: &str) -> Reading {
    Reading {
        value: quoted(text),
        settled: seen.status == "Active",
    }
}

/// A attribute of what hangs on a CEN. On one that is not there nothing does.
fn inside(attribute: &Attribute, inside: Option<&Inside>) -> Reading {
    let check = |vbr: &str| inside.and_then(|inside| inside.routes.health_checks.get(vbr));
    match attribute {
        Attribute::Limit { pair, .. } => {
            let limit = inside.and_then(|inside| {
                inside
                    .limits
                    .iter()
                    .find(|(other, _)| other.to_string() == *pair)
            });
            limit.map_or(settled("0"), |(_, seen)| Reading {
                value: seen.mbps.0.to_string(),
                settled: seen.status == "Active",
            })
        }
        Attribute::Grant { instance, .. } => settled(yes_or_no(inside.is_some_and(|inside| {
            inside
                .grants
                .iter()
                .any(|grant| grant.instance.as_str() == instance)
        }))),
        Attribute::Published { vpc, cidr, .. } => {
            let table = inside.and_then(|inside| inside.routes.tables.get(vpc.as_str()));
            let route = table.and_then(|table| table.get(&cidr.parse().ok()?));
            settled(yes_or_no(route.is_some_and(|route| route.published)))
        }
        Attribute::HealthCheck { vbr, .. } => {
            settled(check(vbr).map_or(ABSENT.to_owned(), check_text))
        }
        Attribute::HealthSource { vbr, .. } => settled(
            check(vbr)
                .and_then(|check| check.source)
                .map_or(ABSENT.to_owned(), |source| source.to_string()),
        ),
        Attribute::Zone { access, .. } => {
            through(inside.and_then(|inside| inside.routes.private_zone.get(access.as_str())))
        }
        Attribute::Service { access, cidr, .. } => through(inside.and_then(|inside| {
            inside
                .routes
                .services
                .get(access.as_str())?
                .get(&cidr.parse().ok()?)
        })),
        Attribute::RouteMap { place, .. } => {
            let seen = inside.and_then(|inside| inside.routes.route_maps.get(place));
            seen.map_or(settled(ABSENT), |seen| Reading {
                value: map_text(place, seen.map.as_ref()),
                settled: seen.status == "Active",
            })
        }
        _ => settled(ABSENT),
    }
}

/// What a route map says, if a file could say it.
pub(super) fn map_text<N: Ord + std::fmt::Display>(
    place: &RouteMapPlace,
    map: Option<&RouteMap<N>>,
) -> String {
    map.map_or("what no file can say".to_owned(), |map| {
        route_map_text(place, map)
    })
}

/// The VPC that something is reached through. One that could not be set up is not what anybody wanted.
fn through(access: Option<&SeenAccess>) -> Reading {
    let Some(seen) = access else {
        return settled(NOTHING);
    };
    let value = if seen.status == "Failed" {
        format!("{} (Failed)", seen.vpc)
    } else {
        seen.vpc.to_string()
    };
    Reading {
        value,
        settled: seen.status == "Active",
    }
}
