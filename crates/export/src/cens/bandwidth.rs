//! The bandwidth of one CEN as the file says it: packages, and what pairs of regions may exchange.

use std::collections::BTreeMap;

use cen_diff::package_mark;
use cen_observed::{SeenLimit, SeenPackage, is_marked};
use cen_topology::{
    AreaPair, Bandwidth, Charge, Ignore, Mbps, Package, PackageId, RegionId, RegionPair, Topology,
    TrafficLimit, area_of,
};

use super::Draft;
use crate::expressible::can_be_package;
use crate::source::Source;
use crate::transit;

/// Where the bandwidth of a pair of regions stands.
enum GroupPlace {
    /// In the group of a package.
    Package(AreaPair),
    /// In a group that is billed by the GB.
    Traffic(TrafficLimit),
}

impl Draft<'_> {
    /// The packages that serve this CEN, one for each pair of areas.
    pub(super) fn packages(&mut self) {
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
        let areas = self.areas_of(seen)?;
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

    /// Returns the areas of a package that this CEN's account owns, and that is the only one between them.
    fn areas_of(&self, seen: &SeenPackage) -> Result<AreaPair, String> {
        let areas = seen
            .areas
            .ok_or("package between areas that this version does not know")?;
        if self.cen.bandwidth.contains_key(&areas) {
            let (one, other) = (areas.first(), areas.second());
            return Err(format!("second package between {one} and {other}"));
        }
        if seen.account != self.cen.account {
            let owner = &seen.account;
            return Err(format!(
                "package of account `{owner}`, which does not own this CEN"
            ));
        }
        Ok(areas)
    }

    /// Returns a package that carries the mark of this part of the file, and nothing else does, as it would be bought.
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

    /// The bandwidth of each pair of regions.
    pub(super) fn limits(&mut self) {
        let insides = self.keyed.seen.inside.iter();
        let limits = insides.flat_map(|inside| {
            let limits = inside.limits.iter();
            limits.map(move |(pair, seen)| (inside, pair, seen))
        });
        for (inside, pair, seen) in limits.filter(|(_, _, limit)| limit.mbps > Mbps(0)) {
            let place = match transit::why_not_linked(inside, pair, seen) {
                Some(reason) => Err(reason),
                None => self.place_of(pair, seen),
            };
            match place {
                Ok(GroupPlace::Package(areas)) => {
                    if let Some(group) = self.cen.bandwidth.get_mut(&areas) {
                        group.limits.insert(pair.clone(), seen.mbps);
                    }
                }
                Ok(GroupPlace::Traffic(limit)) => {
                    self.cen.traffic.insert(pair.clone(), limit);
                }
                Err(reason) => self.ignore(
                    Ignore::Pair(pair.clone()),
                    format!("{}: {reason}", seen.mbps),
                ),
            }
        }
        self.spare_packages_that_are_too_small();
    }

    /// Returns where a limit stands, or why it stands nowhere.
    fn place_of(&self, pair: &RegionPair, seen: &SeenLimit) -> Result<GroupPlace, String> {
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
        if let Some(limit) = transit::traffic(seen) {
            return Ok(GroupPlace::Traffic(limit));
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
            true => Ok(GroupPlace::Package(areas)),
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
}

/// Tells whether a group refers to this package.
pub(crate) fn is_the_package(group: &Bandwidth, id: &PackageId) -> bool {
    matches!(&group.package, Package::Existing(named) if named == id)
}

/// Tells whether a package is one that a CEN of the file buys.
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
