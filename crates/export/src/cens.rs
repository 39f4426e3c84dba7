//! One CEN as the file says it: its texts, what is attached, its bandwidth, and what the file has to leave alone.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AreaPair, Bandwidth, Cen, CenId, CenName, Charge, Ignore, InstanceId, Mbps, Package, PackageId,
    RegionId, RegionPair, Topology, area_of,
};

use crate::expressible::{
    can_be_description, can_be_ignored, can_be_name, can_be_package, can_be_tags, nearest_name,
};
use crate::keys::KeyedCen;
use crate::networks::{Fate, Networks};
use crate::routes::{CenContext, sections};
use crate::source::Source;
use cen_plan::package_mark;
use cen_plan::{NAME_TAG, RoutePart, SeenLimit, SeenPackage, TOPOLOGY_TAG, is_marked};
use cen_topology::write::{Notes, ServiceNotes, written};

/// The CENs of the file. Remarks on them go into the notes.
pub(crate) fn cens(
    source: &Source<'_>,
    keyed: &[KeyedCen<'_>],
    fates: &BTreeMap<&CenId, BTreeMap<&InstanceId, Fate>>,
    networks: &Networks,
    notes: &mut Notes,
) -> BTreeMap<CenName, Cen> {
    let none = BTreeMap::new();
    let mut cens = BTreeMap::new();
    for cen in keyed {
        let mut draft = Draft::new(source, cen);
        draft.texts();
        draft.attachments(fates.get(cen.id).unwrap_or(&none), networks);
        draft.packages();
        draft.limits();
        draft.grants();
        draft.routes(networks);
        let finished = draft.finish(notes);
        cens.insert(cen.key.clone(), finished);
    }
    cens
}

/// A CEN in the making.
struct Draft<'a> {
    source: &'a Source<'a>,
    keyed: &'a KeyedCen<'a>,
    cen: Cen,
    /// The regions in which the file has something attached.
    regions: BTreeSet<RegionId>,
    ignored: Vec<(Ignore, String)>,
    package_notes: BTreeMap<AreaPair, String>,
    service_notes: ServiceNotes,
    notes: Vec<String>,
}

impl<'a> Draft<'a> {
    fn new(source: &'a Source<'a>, keyed: &'a KeyedCen<'a>) -> Self {
        let cen = Cen {
            account: keyed.seen.account.clone(),
            id: (!keyed.is_marked).then(|| keyed.id.clone()),
            display_name: keyed.key.to_string(),
            description: None,
            tags: None,
            attach: BTreeSet::new(),
            bandwidth: BTreeMap::new(),
            traffic: BTreeMap::new(),
            attachments: BTreeMap::new(),
            routers: BTreeMap::new(),
            ignore: Vec::new(),
            routes: cen_topology::Routes::default(),
        };
        Self {
            source,
            keyed,
            cen,
            regions: BTreeSet::new(),
            ignored: Vec::new(),
            package_notes: BTreeMap::new(),
            service_notes: ServiceNotes::new(),
            notes: Vec::new(),
        }
    }

    /// The display name, the description and the user's own tags, as far as a file can say them.
    fn texts(&mut self) {
        let seen = self.keyed.seen;
        if can_be_name(&seen.name) {
            self.cen.display_name.clone_from(&seen.name);
        } else {
            let nearest = Some(nearest_name(&seen.name)).filter(|name| can_be_name(name));
            let gets = if nearest.is_some() {
                "gives it the one below"
            } else {
                "names it after its key"
            };
            self.cen.display_name = nearest.unwrap_or_else(|| self.keyed.key.to_string());
            let what = if seen.name.is_empty() {
                "It has no display name"
            } else {
                "Its display name is not one that a file can say"
            };
            self.notes.push(format!("{what}: `cen apply` {gets}."));
        }
        match can_be_description(&seen.description) {
            true => {
                self.cen.description =
                    Some(seen.description.clone()).filter(|text| !text.is_empty())
            }
            false => self.notes.push(
                "Its description is not one that a file can say, and is left as it is.".to_owned(),
            ),
        }
        let own = |key: &str| {
            [TOPOLOGY_TAG, NAME_TAG].contains(&key)
                || key.starts_with("acs:")
                || key.starts_with("aliyun")
        };
        let tags: BTreeMap<_, _> = seen
            .tags
            .iter()
            .filter(|(key, _)| !own(key))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        match can_be_tags(&tags) {
            true => self.cen.tags = Some(tags).filter(|tags| !tags.is_empty()),
            false => self.notes.push(
                "Some of its tags are not such that a file can say them: all are left as they are."
                    .to_owned(),
            ),
        }
    }

    fn attachments(&mut self, fates: &BTreeMap<&InstanceId, Fate>, networks: &Networks) {
        for (instance, fate) in fates {
            match (fate, networks.keys.get(*instance)) {
                (Fate::Attach, Some(key)) => {
                    self.regions.insert(networks.networks[key].region.clone());
                    self.cen.attach.insert(key.clone());
                }
                (Fate::Attach, None) => self.ignore_id(
                    instance.as_str(),
                    "it is not among the networks that were listed".to_owned(),
                ),
                (Fate::Ignore(reason), _) => self.ignore_id(instance.as_str(), reason.clone()),
            }
        }
    }

    fn ignore_id(&mut self, id: &str, reason: String) {
        self.ignore(Ignore::Id(id.to_owned()), reason);
    }

    fn ignore(&mut self, what: Ignore, reason: String) {
        match can_be_ignored(&what) {
            true => self.ignored.push((what, reason)),
            false => self.notes.push(format!(
                "LOOK: {} is not in this file ({reason}), and no file can say to ignore it.",
                written(&what)
            )),
        }
    }

    /// The packages that serve this CEN, one for each pair of areas.
    fn packages(&mut self) {
        for (id, seen) in self
            .source
            .observed
            .packages
            .iter()
            .filter(|(_, seen)| seen.cen.as_ref() == Some(self.keyed.id))
        {
            match self.package(id, seen) {
                Ok((areas, package, note)) => {
                    self.cen.bandwidth.insert(
                        areas,
                        Bandwidth {
                            package,
                            limits: BTreeMap::new(),
                        },
                    );
                    self.package_notes.extend(note.map(|note| (areas, note)));
                }
                Err(reason) => self.ignore_id(id.as_str(), reason),
            }
        }
    }

    /// A package as the file says it, or why it cannot.
    fn package(
        &self,
        id: &PackageId,
        seen: &SeenPackage,
    ) -> Result<(AreaPair, Package, Option<String>), String> {
        let areas = seen
            .areas
            .ok_or("package between areas that this version does not know")?;
        if self.cen.bandwidth.contains_key(&areas) {
            return Err(format!(
                "second package between {} and {}",
                areas.first(),
                areas.second()
            ));
        }
        if seen.account != self.cen.account {
            return Err(format!(
                "package of account `{}`, which does not own this CEN",
                seen.account
            ));
        }
        let says = |package: &Package| {
            can_be_package(
                areas,
                &Bandwidth {
                    package: package.clone(),
                    limits: BTreeMap::new(),
                },
            )
        };
        if let Some((package, note)) = self
            .bought(areas, seen)
            .filter(|(package, _)| says(package))
        {
            return Ok((areas, package, note));
        }
        let package = Package::Existing(id.clone());
        if !says(&package) {
            return Err("package whose id is not one that a file can say".to_owned());
        }
        let charge = match seen.charge.as_str() {
            "POSTPAY" => ", postpaid",
            "PREPAY" => ", prepaid",
            _ => "",
        };
        Ok((areas, package, Some(format!("{}{charge}", seen.mbps))))
    }

    /// A package that carries the mark of this part of the file, and nothing else does, as it would be bought.
    fn bought(&self, areas: AreaPair, seen: &SeenPackage) -> Option<(Package, Option<String>)> {
        let (topology, mark) = (
            self.source.name.as_str(),
            package_mark(&self.keyed.key, areas),
        );
        let marked = self
            .source
            .observed
            .packages
            .values()
            .filter(|other| is_marked(&other.tags, topology, &mark));
        if !is_marked(&seen.tags, topology, &mark) || marked.count() > 1 {
            return None;
        }
        let (charge, note) = match seen.charge.as_str() {
            "POSTPAY" => (Charge::Postpaid, None),
            "PREPAY" => {
                let note = "no listing tells its term and whether it renews itself; neither is ever compared";
                (
                    Charge::Prepaid {
                        months: 1,
                        auto_renew: false,
                    },
                    Some(note.to_owned()),
                )
            }
            _ => return None,
        };
        Some((
            Package::Bought {
                mbps: seen.mbps,
                charge,
            },
            note,
        ))
    }

    fn limits(&mut self) {
        let limits = self
            .keyed
            .seen
            .inside
            .iter()
            .flat_map(|inside| &inside.limits);
        for (pair, seen) in limits.filter(|(_, limit)| limit.mbps > Mbps(0)) {
            match self.group_of(pair, seen) {
                Ok(areas) => drop(
                    self.cen
                        .bandwidth
                        .get_mut(&areas)
                        .map(|group| group.limits.insert(pair.clone(), seen.mbps)),
                ),
                Err(reason) => self.ignore(
                    Ignore::Pair(pair.clone()),
                    format!("{}: {reason}", seen.mbps),
                ),
            }
        }
        self.spare_packages_that_are_too_small();
    }

    /// The group that a limit stands in, or why it stands in none.
    fn group_of(&self, pair: &RegionPair, seen: &SeenLimit) -> Result<AreaPair, String> {
        if let Some(region) = pair
            .regions()
            .into_iter()
            .find(|region| !self.regions.contains(*region))
        {
            return Err(format!("nothing in {region} is attached by this file"));
        }
        if seen.mbps > Mbps(10_000) {
            return Err("more than a file can say".to_owned());
        }
        let area = |region: &RegionId| {
            self.source
                .observed
                .areas
                .get(region)
                .copied()
                .or_else(|| area_of(region))
        };
        let by_regions = area(pair.first())
            .zip(area(pair.second()))
            .map(|(one, other)| AreaPair::new(one, other));
        let by_package = || {
            self.source
                .observed
                .packages
                .get(seen.package.as_ref()?)?
                .areas
        };
        let areas = by_regions
            .or_else(by_package)
            .ok_or("the areas of its regions are not known")?;
        match self.cen.bandwidth.contains_key(&areas) {
            true => Ok(areas),
            false => Err(format!(
                "no package of this file joins {} and {}",
                areas.first(),
                areas.second()
            )),
        }
    }

    /// A file whose limits exceed a package that it buys is refused; one that a file only refers to is not measured.
    fn spare_packages_that_are_too_small(&mut self) {
        let packages = &self.source.observed.packages;
        for (areas, group) in &mut self.cen.bandwidth {
            let sum: u64 = group.limits.values().map(|mbps| u64::from(mbps.0)).sum();
            let Package::Bought { mbps, .. } = group.package else {
                continue;
            };
            if sum <= u64::from(mbps.0) {
                continue;
            }
            let mark = package_mark(&self.keyed.key, *areas);
            let marked = packages
                .iter()
                .find(|(_, seen)| is_marked(&seen.tags, self.source.name.as_str(), &mark));
            if let Some((id, _)) = marked {
                group.package = Package::Existing(id.clone());
                self.package_notes
                    .insert(*areas, format!("{mbps}, less than its limits"));
            }
        }
    }

    /// Grants are never written. Unused grants are noted, because a diff lists them too.
    fn grants(&mut self) {
        let Some(inside) = &self.keyed.seen.inside else {
            return;
        };
        for grant in inside
            .grants
            .iter()
            .filter(|grant| !inside.attachments.contains_key(&grant.instance))
        {
            self.notes.push(format!(
                "Account {} has granted {}, which is not attached: `cen diff` tells that as held.",
                grant.owner, grant.instance
            ));
        }
    }

    /// What the CEN does with routes, after what is attached and what is ignored are known.
    fn routes(&mut self, networks: &Networks) {
        let Some(inside) = &self.keyed.seen.inside else {
            return;
        };
        let id = |(what, _): &(Ignore, String)| match what {
            Ignore::Id(id) => Some(id.clone()),
            Ignore::Pair(_) => None,
        };
        let ignored = self.ignored.iter().filter_map(id).collect();
        let observed = self.source.observed;
        let gap = |part| {
            let gap = observed.gap_of_routes(self.keyed.id, part)?;
            let error = gap.error.as_deref().unwrap_or_default();
            Some((part, format!("it could not be read: {error}")))
        };
        let unread = RoutePart::ALL.into_iter().filter_map(gap).collect();
        let found = sections(
            &CenContext {
                key: &self.keyed.key,
                cen: &self.cen,
                ignored,
                networks,
                unread,
            },
            &inside.routes,
        );
        self.cen.routes = found.routes;
        self.ignored.extend(found.ignored);
        self.notes.extend(found.notes);
        self.service_notes = found.services;
    }

    fn finish(mut self, notes: &mut Notes) -> Cen {
        let key = &self.keyed.key;
        if !self.keyed.is_marked {
            self.notes.insert(
                0,
                "It carries no mark of this topology yet: `cen apply` tags it.".to_owned(),
            );
        }
        for (what, reason) in self.ignored {
            if notes
                .ignored
                .insert((key.clone(), written(&what)), reason)
                .is_none()
            {
                self.cen.ignore.push(what);
            }
        }
        notes.packages.extend(
            self.package_notes
                .into_iter()
                .map(|(areas, note)| ((key.clone(), areas), note)),
        );
        notes.services.insert(key.clone(), self.service_notes);
        notes.cens.insert(key.clone(), self.notes);
        self.cen
    }
}

/// Whether a group refers to this package.
pub(crate) fn is_the_package(group: &Bandwidth, id: &PackageId) -> bool {
    matches!(&group.package, Package::Existing(named) if named == id)
}

/// Whether a package is one that a CEN of the file buys.
pub(crate) fn is_bought(source: &Source<'_>, topology: &Topology, id: &PackageId) -> bool {
    let Some(seen) = source.observed.packages.get(id) else {
        return false;
    };
    topology.cens.iter().any(|(name, cen)| {
        let group = seen
            .areas
            .and_then(|areas| cen.bandwidth.get(&areas).map(|group| (areas, group)));
        group.is_some_and(|(areas, group)| {
            let mark = package_mark(name, areas);
            matches!(group.package, Package::Bought { .. })
                && is_marked(&seen.tags, source.name.as_str(), &mark)
        })
    })
}
