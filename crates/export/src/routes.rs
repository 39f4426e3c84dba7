//! What a CEN does with routes, as the file says it.
//!
//! A section that is written is the whole truth for its CEN, so one that could not say all of it is not written: then it is not managed,
//! and nothing of it changes. Of the route maps those that no file can say are ignored one by one.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Cen, CenName, HealthCheck, Ignore, InstanceId, Network, NetworkName, RegionId, RouteMap,
    RouteMapPlace, Routes,
};
use ipnet::Ipv4Net;

use crate::expressible::{can_be_ignored, why_not_routes};
use crate::networks::Networks;
use cen_observed::{NotExpressible, RoutePart, SeenAccess, SeenRouteMap, SeenRoutes};
use cen_topology::write::ServiceNotes;

/// Where a CEN stands in the file.
pub(crate) struct CenContext<'a> {
    pub(crate) key: &'a CenName,
    pub(crate) cen: &'a Cen,
    /// What the CEN is told to ignore. Nothing that is set up through such a network is touched.
    pub(crate) ignored: BTreeSet<String>,
    pub(crate) networks: &'a Networks,
    /// The parts that could not be read, and why.
    pub(crate) unread: BTreeMap<RoutePart, String>,
}

/// The sections of a CEN, and what goes with them.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    pub(crate) routes: Routes,
    /// What must be ignored for the sections to be true, and why.
    pub(crate) ignored: Vec<(Ignore, String)>,
    /// The notes on sections that are not written.
    pub(crate) notes: Vec<String>,
    /// The comments behind services.
    pub(crate) services: ServiceNotes,
    unread: BTreeMap<RoutePart, String>,
}

/// An entry of a section.
#[derive(Clone)]
enum SectionEntry {
    Route(NetworkName, Ipv4Net),
    HealthCheck(NetworkName, HealthCheck),
    PrivateZone(RegionId, NetworkName),
    Service(RegionId, Ipv4Net, NetworkName),
    RouteMap(RouteMapPlace, Box<RouteMap<NetworkName>>),
}

/// An entry and what a comment calls it; none if it is left alone anyway, an error if a file cannot have it.
type Found = Result<Option<(String, SectionEntry)>, String>;

/// Everything that a CEN was seen to do with routes.
pub(crate) fn sections(site: &CenContext<'_>, seen: &SeenRoutes) -> Sections {
    let mut sections = Sections {
        unread: site.unread.clone(),
        ..Sections::default()
    };
    let site = Attached::new(site);
    let published = seen.published().map(|(vpc, cidr)| {
        let what = format!("{cidr} of {vpc}");
        site.through(vpc, what, |network| SectionEntry::Route(network, cidr))
    });
    sections.write(RoutePart::Publish, &site, published.collect());
    let checks = seen.health_checks.iter();
    let checks = checks.map(|(vbr, check)| {
        site.through(vbr, format!("that of {vbr}"), |network| {
            SectionEntry::HealthCheck(network, *check)
        })
    });
    sections.write(RoutePart::HealthChecks, &site, checks.collect());
    let zones = seen.private_zone.iter();
    let zones = zones.map(|(from, seen)| {
        site.access(seen, format!("that from {from}"), |network| {
            SectionEntry::PrivateZone(RegionId::clone(from), network)
        })
    });
    sections.write(RoutePart::PrivateZone, &site, zones.collect());
    let services = seen
        .services
        .iter()
        .flat_map(|(from, all)| all.iter().map(move |(range, seen)| (from, *range, seen)));
    let service = |(from, range, seen): (&RegionId, Ipv4Net, &SeenAccess)| {
        site.access(seen, format!("{range} from {from}"), |network| {
            SectionEntry::Service(from.clone(), range, network)
        })
    };
    sections.write(
        RoutePart::Services,
        &site,
        services.clone().map(service).collect(),
    );
    sections.services = services
        .filter_map(|(_, range, seen)| site.domain(range, seen))
        .collect();
    sections.route_maps(&site, &seen.route_maps);
    sections.not_expressible(&seen.not_expressible);
    sections
}

impl SectionEntry {
    fn put(self, routes: &mut Routes) {
        match self {
            Self::Route(network, cidr) => {
                routes
                    .publish
                    .get_or_insert_default()
                    .entry(network)
                    .or_default()
                    .insert(cidr);
            }
            Self::HealthCheck(network, check) => {
                routes
                    .health_checks
                    .get_or_insert_default()
                    .insert(network, check);
            }
            Self::PrivateZone(from, network) => {
                routes
                    .private_zone
                    .get_or_insert_default()
                    .insert(from, network);
            }
            Self::Service(from, range, network) => {
                routes
                    .services
                    .get_or_insert_default()
                    .entry(from)
                    .or_default()
                    .insert(range, network);
            }
            Self::RouteMap(place, map) => {
                routes
                    .route_maps
                    .get_or_insert_default()
                    .insert(place, *map);
            }
        }
    }
}

impl Sections {
    /// Writes a section, unless there is something that it could not say.
    fn write(&mut self, section: RoutePart, site: &Attached<'_>, found: Vec<Found>) {
        if self.leaves_unread(section) {
            return;
        }
        let entries = found
            .into_iter()
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>, _>>();
        match entries.and_then(|entries| site.checked(entries)) {
            Ok(entries) => entries
                .into_iter()
                .for_each(|entry| entry.put(&mut self.routes)),
            Err(reason) => self.leave(section, &reason),
        }
    }

    /// Returns a section that could not be read is not written: then it is not managed.
    fn leaves_unread(&mut self, section: RoutePart) -> bool {
        let reason = self.unread.remove(&section);
        reason.iter().for_each(|reason| self.leave(section, reason));
        reason.is_some()
    }

    fn leave(&mut self, section: RoutePart, reason: &str) {
        self.notes.push(format!(
            "`{}` is not written, and all of it stays as it is: {}.",
            section.as_str(),
            reason.trim_end_matches('.')
        ));
    }

    /// Notes what no topology file can express. An apply does not remove it.
    fn not_expressible(&mut self, all: &BTreeSet<NotExpressible>) {
        for one in all {
            let what = match one {
                NotExpressible::Route { vpc, cidr } => format!("the route of {vpc} to {cidr}"),
                NotExpressible::HealthCheck { vbr, target } => {
                    format!("that of {vbr}, to {target}")
                }
                NotExpressible::Service { access, host, .. } => format!("{host} from {access}"),
            };
            self.notes.push(format!(
                "`{}` cannot say this, which stays as it is: {what}.",
                one.part().as_str()
            ));
        }
    }

    fn route_maps(&mut self, site: &Attached<'_>, seen: &BTreeMap<RouteMapPlace, SeenRouteMap>) {
        if self.leaves_unread(RoutePart::RouteMaps) {
            return;
        }
        let mut entries = Vec::new();
        for (place, seen) in seen {
            let ignore = Ignore::Id(seen.id.to_string());
            match site.route_map(place, seen) {
                Ok(entry) => entries.push(entry),
                Err(reason) if can_be_ignored(&ignore) => self
                    .ignored
                    .push((ignore, format!("route map {place}: {reason}"))),
                Err(reason) => {
                    return self.leave(RoutePart::RouteMaps, &format!("{place}: {reason}"));
                }
            }
        }
        entries
            .into_iter()
            .for_each(|entry| entry.put(&mut self.routes));
    }
}

/// A CEN with what the file attaches to it.
struct Attached<'a> {
    key: &'a CenName,
    ignored: &'a BTreeSet<String>,
    networks: BTreeMap<NetworkName, Network>,
    keys: BTreeMap<&'a InstanceId, &'a NetworkName>,
}

impl<'a> Attached<'a> {
    fn new(site: &'a CenContext<'a>) -> Self {
        let keys = site
            .networks
            .keys
            .iter()
            .filter(|(_, key)| site.cen.attach.contains(*key))
            .collect();
        let networks = site
            .cen
            .attach
            .iter()
            .map(|key| (key.clone(), site.networks.networks[key].clone()))
            .collect();
        Self {
            key: site.key,
            ignored: &site.ignored,
            networks,
            keys,
        }
    }

    /// Returns what is set up through a network.
    fn through(
        &self,
        network: &InstanceId,
        what: String,
        entry: impl FnOnce(NetworkName) -> SectionEntry,
    ) -> Found {
        match self.keys.get(network) {
            Some(key) => Ok(Some((what, entry(NetworkName::clone(key))))),
            None if self.ignored.contains(network.as_str()) => Ok(None),
            None => Err(format!("{what}: {network} is not attached by this file")),
        }
    }

    /// Returns an access through a VPC. One that is neither there nor coming would be taken away or made anew.
    fn access(
        &self,
        seen: &SeenAccess,
        what: String,
        entry: impl FnOnce(NetworkName) -> SectionEntry,
    ) -> Found {
        let found = self.through(&seen.vpc, what, entry)?;
        match found {
            Some((what, _)) if !["Active", "Creating"].contains(&seen.status.as_str()) => {
                Err(format!("{what}: it is {}", seen.status))
            }
            found => Ok(found),
        }
    }

    /// The domain name that a service was asked for by, of which the file only says the range.
    fn domain(
        &self,
        range: Ipv4Net,
        seen: &SeenAccess,
    ) -> Option<((Ipv4Net, NetworkName), String)> {
        let network = NetworkName::clone(self.keys.get(&seen.vpc)?);
        let is_range = [range.to_string(), range.addr().to_string()].contains(&seen.host);
        (!is_range).then(|| ((range, network), format!("asked for as {}", seen.host)))
    }

    /// The entries, if a file can have all of them; else the first that it cannot have beside those before it, and why.
    fn checked(&self, entries: Vec<(String, SectionEntry)>) -> Result<Vec<SectionEntry>, String> {
        let why_not = |count: usize| self.why_not(entries[..count].iter().map(|(_, entry)| entry));
        if why_not(entries.len()).is_none() {
            return Ok(entries.into_iter().map(|(_, entry)| entry).collect());
        }
        let counts: Vec<usize> = (1..=entries.len()).collect();
        let good = counts.partition_point(|count| why_not(*count).is_none());
        Err(format!(
            "{}: {}",
            entries[good].0,
            why_not(good + 1).unwrap_or_default()
        ))
    }

    fn why_not<'e>(&self, entries: impl Iterator<Item = &'e SectionEntry>) -> Option<String> {
        let mut routes = Routes::default();
        entries.cloned().for_each(|entry| entry.put(&mut routes));
        why_not_routes(self.key, &self.networks, routes)
    }

    fn route_map(
        &self,
        place: &RouteMapPlace,
        seen: &SeenRouteMap,
    ) -> Result<SectionEntry, String> {
        if seen.status == "Deleting" {
            return Err("it is being deleted".to_owned());
        }
        let map = seen.map().ok_or("it says what no file can say")?;
        if let Some(other) = map
            .networks()
            .find(|network| !self.keys.contains_key(network))
        {
            return Err(format!(
                "it names {other}, which is not attached by this file"
            ));
        }
        let entry = SectionEntry::RouteMap(
            place.clone(),
            Box::new(map.renamed(|network| NetworkName::clone(self.keys[network]))),
        );
        match self.why_not([&entry].into_iter()) {
            Some(reason) => Err(reason),
            None => Ok(entry),
        }
    }
}
