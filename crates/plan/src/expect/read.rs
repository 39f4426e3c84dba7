//! What an observation says of a fact.

use std::collections::BTreeMap;

use cen_topology::{HealthCheck, InstanceId, PackageId, RouteMap, RouteMapPlace};

use crate::expect::fact::{Fact, Mark};
use crate::observed::{
    Inside, NAME_TAG, Observed, SeenAccess, SeenCen, SeenNetwork, SeenPackage, owner_of,
};
use crate::render::route_map_text;

/// What is not there.
pub(super) const ABSENT: &str = "absent";
/// What is on no CEN, or reached through nothing.
pub(super) const NOTHING: &str = "nothing";
/// What nobody owns.
pub(super) const NOBODY: &str = "nobody";
/// A CEN that is there.
pub(super) const THERE: &str = "there";

/// The value of a fact.
pub(super) struct Seen {
    pub(super) value: String,
    /// Whether nothing is under way.
    pub(super) settled: bool,
}

/// An observation, with what is needed to find things by their marks.
pub(crate) struct Sight<'a> {
    observed: &'a Observed,
    networks: BTreeMap<Mark, Vec<(&'a InstanceId, &'a SeenNetwork)>>,
}

fn settled(value: impl Into<String>) -> Seen {
    Seen {
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

impl<'a> Sight<'a> {
    pub(crate) fn new(observed: &'a Observed) -> Self {
        let mut networks: BTreeMap<Mark, Vec<_>> = BTreeMap::new();
        for (id, seen) in &observed.networks {
            if let Some((topology, name)) = owner_of(&seen.tags).zip(seen.tags.get(NAME_TAG)) {
                let (account, region) = (seen.account.clone(), Some(seen.region.clone()));
                let mark = Mark {
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

    pub(super) fn read(&self, fact: &Fact) -> Seen {
        match fact {
            Fact::MadeVpc(mark) => only(self.vpcs(mark), vpc),
            Fact::MadeCen(mark) => only(self.cens(mark), cen),
            Fact::MadePackage(mark) => {
                only(self.packages(mark), |seen| settled(seen.mbps.to_string()))
            }
            Fact::Vpc(id) => self.network(id).map_or(settled(ABSENT), vpc),
            Fact::VpcDescription(id) => settled(
                self.network(id)
                    .map_or(ABSENT.to_owned(), |seen| quoted(&seen.description)),
            ),
            Fact::Cen(id) => self.cen(id).map_or(settled(ABSENT), cen),
            Fact::CenOwner(id) => settled(
                self.cen(id)
                    .map_or(ABSENT, |seen| owner_of(&seen.tags).unwrap_or(NOBODY)),
            ),
            Fact::CenName(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.name)),
            Fact::CenDescription(id) => self
                .cen(id)
                .map_or(settled(ABSENT), |seen| text_of_cen(seen, &seen.description)),
            Fact::CenTag { cen, key } => {
                let value = self.cen(cen).and_then(|seen| seen.tags.get(key));
                settled(value.map_or(ABSENT.to_owned(), |value| quoted(value)))
            }
            Fact::PackageSize(id) => settled(
                self.package(id)
                    .map_or(ABSENT.to_owned(), |seen| seen.mbps.0.to_string()),
            ),
            Fact::PackageOwner(id) => settled(
                self.package(id)
                    .map_or(ABSENT, |seen| owner_of(&seen.tags).unwrap_or(NOBODY)),
            ),
            Fact::PackageCen(id) => {
                let cen = self.package(id).and_then(|seen| seen.cen.as_ref());
                settled(cen.map_or(NOTHING, |cen| cen.as_str()))
            }
            Fact::Attached(instance) => self.attached(instance),
            Fact::Limit { cen, .. }
            | Fact::Grant { cen, .. }
            | Fact::Published { cen, .. }
            | Fact::HealthCheck { cen, .. }
            | Fact::HealthSource { cen, .. }
            | Fact::Zone { cen, .. }
            | Fact::Service { cen, .. }
            | Fact::RouteMap { cen, .. } => {
                inside(fact, self.cen(cen).and_then(|seen| seen.inside.as_ref()))
            }
        }
    }

    /// The id of what a fact says was made, if exactly one is there.
    pub(super) fn created(&self, fact: &Fact) -> Option<String> {
        match fact {
            Fact::MadeVpc(mark) => id_of(self.vpcs(mark)),
            Fact::MadeCen(mark) => id_of(self.cens(mark)),
            Fact::MadePackage(mark) => id_of(self.packages(mark)),
            _ => None,
        }
    }

    fn vpcs(&self, mark: &Mark) -> Vec<(&'a InstanceId, &'a SeenNetwork)> {
        self.networks.get(mark).cloned().unwrap_or_default()
    }

    fn cens(&self, mark: &'a Mark) -> Vec<(&'a cen_topology::CenId, &'a SeenCen)> {
        let here = |seen: &SeenCen| seen.account == mark.account && seen.status != "Deleting";
        self.observed
            .cens_marked(&mark.topology, &mark.name)
            .filter(|(_, seen)| here(seen))
            .collect()
    }

    fn packages(&self, mark: &'a Mark) -> Vec<(&'a PackageId, &'a SeenPackage)> {
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
    fn attached(&self, instance: &str) -> Seen {
        let inside = self
            .observed
            .cens
            .iter()
            .filter_map(|(id, seen)| Some((id, seen.inside.as_ref()?)));
        let on = inside
            .filter_map(|(id, inside)| Some((id, inside.attachments.get(instance)?)))
            .next();
        on.map_or(settled(NOTHING), |(id, seen)| Seen {
            value: id.to_string(),
            settled: seen.status == "Attached",
        })
    }
}

/// The one thing that carries a mark.
fn only<I: ToString, T>(marked: Vec<(&I, &T)>, read: impl Fn(&T) -> Seen) -> Seen {
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

fn vpc(seen: &SeenNetwork) -> Seen {
    Seen {
        value: seen.cidrs.join(", "),
        settled: seen.status == "Available",
    }
}

fn cen(seen: &SeenCen) -> Seen {
    Seen {
        value: THERE.to_owned(),
        settled: seen.status == "Active",
    }
}

fn text_of_cen(seen: &SeenCen, text: &str) -> Seen {
    Seen {
        value: quoted(text),
        settled: seen.status == "Active",
    }
}

/// A fact of what hangs on a CEN. On one that is not there nothing does.
fn inside(fact: &Fact, inside: Option<&Inside>) -> Seen {
    let check = |vbr: &str| inside.and_then(|inside| inside.routes.health_checks.get(vbr));
    match fact {
        Fact::Limit { pair, .. } => {
            let limit = inside.and_then(|inside| {
                inside
                    .limits
                    .iter()
                    .find(|(other, _)| other.to_string() == *pair)
            });
            limit.map_or(settled("0"), |(_, seen)| Seen {
                value: seen.mbps.0.to_string(),
                settled: seen.status == "Active",
            })
        }
        Fact::Grant { instance, .. } => settled(yes_or_no(inside.is_some_and(|inside| {
            inside
                .grants
                .iter()
                .any(|grant| grant.instance.as_str() == instance)
        }))),
        Fact::Published { vpc, cidr, .. } => {
            let table = inside.and_then(|inside| inside.routes.tables.get(vpc.as_str()));
            let route = table.and_then(|table| table.get(&cidr.parse().ok()?));
            settled(yes_or_no(route.is_some_and(|route| route.published)))
        }
        Fact::HealthCheck { vbr, .. } => settled(check(vbr).map_or(ABSENT.to_owned(), check_text)),
        Fact::HealthSource { vbr, .. } => settled(
            check(vbr)
                .and_then(|check| check.source)
                .map_or(ABSENT.to_owned(), |source| source.to_string()),
        ),
        Fact::Zone { access, .. } => {
            through(inside.and_then(|inside| inside.routes.private_zone.get(access.as_str())))
        }
        Fact::Service { access, cidr, .. } => through(inside.and_then(|inside| {
            inside
                .routes
                .services
                .get(access.as_str())?
                .get(&cidr.parse().ok()?)
        })),
        Fact::RouteMap { place, .. } => {
            let seen = inside.and_then(|inside| inside.routes.route_maps.get(place));
            seen.map_or(settled(ABSENT), |seen| Seen {
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
fn through(access: Option<&SeenAccess>) -> Seen {
    let Some(seen) = access else {
        return settled(NOTHING);
    };
    let value = if seen.status == "Failed" {
        format!("{} (Failed)", seen.vpc)
    } else {
        seen.vpc.to_string()
    };
    Seen {
        value,
        settled: seen.status == "Active",
    }
}
