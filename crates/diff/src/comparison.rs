//! The inputs of every comparison, and what they say about a name of the file.

use cen_topology::{
    AccountName, Area, AreaPair, Cen, CenId, CenName, InstanceId, Mbps, NetworkName, PackageId,
    RegionId, RegionPair, Topology,
};

use crate::resolve::Resolved;
use cen_action::Address;
use cen_observed::{Gap, Inside, NAME_TAG, Observed, SeenCen, SeenLimit, SeenPackage, is_owned};

/// The inputs of every comparison.
pub struct Comparison<'a> {
    /// What the file wants.
    pub desired: &'a Topology,
    /// The file as it is written. What it leaves to other tools is left to them on a CEN that is to go away, too.
    pub written: &'a Topology,
    /// What the cloud has.
    pub observed: &'a Observed,
    /// Which thing of the cloud each part of the file is.
    pub resolved: &'a Resolved,
}

impl<'a> Comparison<'a> {
    /// Returns the id of a CEN of the file, or of one that is leaving it.
    pub fn cen_id(&self, cen: &CenName) -> Option<&'a CenId> {
        self.resolved
            .cens
            .get(cen)
            .or_else(|| self.resolved.leaving.get(cen))
    }

    /// Returns the CEN of the cloud behind a name.
    pub fn seen_cen(&self, cen: &CenName) -> Option<&'a SeenCen> {
        self.observed.cens.get(self.cen_id(cen)?)
    }

    /// Returns the account that owns a CEN; none for a name that nothing has.
    pub fn cen_account(&self, cen: &CenName) -> Option<&'a AccountName> {
        let wanted = self.desired.cens.get(cen).map(|cen| &cen.account);
        wanted.or_else(|| self.seen_cen(cen).map(|seen| &seen.account))
    }

    /// Returns what hangs on the CEN behind a name.
    pub fn inside(&self, cen: &CenName) -> Option<&'a Inside> {
        self.seen_cen(cen)?.inside.as_ref()
    }

    /// Returns the gap that hides all of a CEN: whether it is there, which packages it may have, or what hangs on it.
    pub(crate) fn gap_of_cen(&self, cen: &CenName) -> Option<&'a Gap> {
        let of_account = |account| {
            self.observed
                .gap_of_cens(account)
                .or_else(|| self.observed.gap_of_packages(account))
        };
        let of_inside = || self.observed.gap_of_inside(self.cen_id(cen)?);
        self.cen_account(cen)
            .and_then(of_account)
            .or_else(of_inside)
    }

    /// Returns the package behind a bandwidth group of the file.
    pub fn seen_package(
        &self,
        cen: &CenName,
        areas: AreaPair,
    ) -> Option<(&'a PackageId, &'a SeenPackage)> {
        self.observed
            .packages
            .get_key_value(self.resolved.packages.get(&(cen.clone(), areas))?)
    }

    /// Returns the packages that a CEN has.
    pub fn packages_on(
        &self,
        cen: &CenId,
    ) -> impl Iterator<Item = (&'a PackageId, &'a SeenPackage)> + use<'a> {
        let observed = self.observed;
        let ids = self.resolved.packages_on.get(cen).into_iter().flatten();
        ids.filter_map(|id| observed.packages.get_key_value(id))
    }

    /// Returns the package that serves two areas on a CEN now. The file may name another one.
    pub fn associated(
        &self,
        cen: &CenName,
        areas: AreaPair,
    ) -> Option<(&'a PackageId, &'a SeenPackage)> {
        self.packages_on(self.cen_id(cen)?)
            .find(|(_, package)| package.areas == Some(areas))
    }

    /// Another package than the file's serves two areas on a CEN, and the file does not say to leave it.
    pub fn is_replaced(&self, cen: &CenName, areas: AreaPair) -> bool {
        let Some((id, _)) = self.associated(cen, areas) else {
            return false;
        };
        Some(id) != self.resolved.packages.get(&(cen.clone(), areas))
            && !self.ignores_id(cen, id.as_str())
    }

    /// Returns what the file says of a CEN, also of one that leaves and goes by its id.
    fn written_cen(&self, cen: &CenName) -> Option<&Cen> {
        self.written
            .cens
            .get(cen)
            .or_else(|| self.written.cens.get(&self.seen_cen(cen)?.marked()?))
    }

    /// Tells whether the file leaves something inside a CEN to other tools.
    pub fn ignores_id(&self, cen: &CenName, id: &str) -> bool {
        self.written_cen(cen)
            .is_some_and(|cen| cen.ignore.iter().any(|ignore| ignore.covers_id(id)))
    }

    /// Tells whether any CEN of the file leaves something to other tools. It stays then, also when it is on no CEN and bears our mark.
    pub fn is_ignored(&self, id: &str) -> bool {
        let mut ignored = self.written.cens.values().flat_map(|cen| &cen.ignore);
        ignored.any(|ignore| ignore.covers_id(id))
    }

    /// Tells whether the file leaves the bandwidth of a pair to other tools: itself, or with the package that it comes from.
    pub fn ignores_pair(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let is_named = self
            .written_cen(cen)
            .is_some_and(|cen| cen.ignore.iter().any(|ignore| ignore.covers_pair(pair)));
        is_named
            || self
                .package_of_limit(cen, pair)
                .is_some_and(|package| self.ignores_id(cen, package.as_str()))
    }

    /// Returns the package that the bandwidth of two regions comes from: the one that the cloud names, else the one that serves their areas.
    fn package_of_limit(&self, cen: &CenName, pair: &RegionPair) -> Option<&'a PackageId> {
        let seen = self.inside(cen)?.limits.get(pair)?;
        let serving = || Some(self.associated(cen, self.areas_of(pair)?)?.0);
        seen.package.as_ref().or_else(serving)
    }

    /// Everything on a CEN that the file leaves to other tools.
    pub fn left_alone(&self, cen: &CenName) -> Vec<String> {
        let Some((id, inside)) = self.cen_id(cen).zip(self.inside(cen)) else {
            return Vec::new();
        };
        let packages = self.packages_on(id).map(|(package, _)| package.as_str());
        let route_maps = inside
            .routes
            .route_maps
            .values()
            .map(|seen| seen.id.as_str());
        let ids = inside
            .attachments
            .keys()
            .map(InstanceId::as_str)
            .chain(packages)
            .chain(route_maps);
        let ids = ids.filter(|id| self.ignores_id(cen, id)).map(str::to_owned);
        ids.chain(
            inside
                .limits
                .keys()
                .filter(|pair| self.ignores_pair(cen, pair))
                .map(ToString::to_string),
        )
        .collect()
    }

    /// Returns what the file calls an instance; else what its mark calls it, if the file calls no other network so and it is the first that leaves under
    /// that mark; else its id.
    pub fn network_label(&self, instance: &InstanceId) -> NetworkName {
        let named = self.resolved.names.get(instance).cloned();
        let marked = || {
            let mark = self.network_mark(instance)?;
            if self.desired.networks.contains_key(mark) {
                return None;
            }
            let before = self
                .observed
                .networks
                .range(..instance.clone())
                .map(|(other, _)| other);
            let mut leaving = before.filter(|other| !self.resolved.names.contains_key(*other));
            leaving
                .all(|other| self.network_mark(other) != Some(mark))
                .then(|| NetworkName::from(mark))
        };
        named
            .or_else(marked)
            .unwrap_or_else(|| NetworkName::from(instance.as_str()))
    }

    /// Returns the key of the file that the mark of an instance names, if the mark is this topology's.
    pub fn network_mark(&self, instance: &InstanceId) -> Option<&'a str> {
        let seen = self
            .observed
            .networks
            .get(instance)
            .filter(|seen| is_owned(&seen.tags, self.desired))?;
        seen.tags.get(NAME_TAG).map(String::as_str)
    }

    /// Tells whether a network of the file is attached in a region of a CEN now, and stays there.
    pub fn keeps_network_in(&self, cen: &CenName, region: &RegionId) -> bool {
        let attached = |network| {
            let seen = self.inside(cen).zip(self.resolved.networks.get(network));
            seen.is_some_and(|(inside, id)| inside.attachments.contains_key(id))
        };
        let mut wanted = self
            .desired
            .cens
            .get(cen)
            .into_iter()
            .flat_map(|cen| &cen.attach);
        wanted.any(|network| self.desired.networks[network].region == *region && attached(network))
    }

    /// Returns the areas that a pair of regions joins, as far as they are known.
    pub fn areas_of(&self, pair: &RegionPair) -> Option<AreaPair> {
        let area = |region| self.area_of(region);
        Some(AreaPair::new(area(pair.first())?, area(pair.second())?))
    }

    /// Returns the area of a region: what the cloud says, else what the built-in table says.
    pub(crate) fn area_of(&self, region: &RegionId) -> Option<Area> {
        let told = self.observed.areas.get(region).copied();
        told.or_else(|| cen_topology::area_of(region))
    }

    /// Which bandwidth group of a CEN a limit belongs to: that of its regions' areas, or else that of its package.
    pub fn group_of(&self, cen: &CenName, pair: &RegionPair) -> Option<AreaPair> {
        let wanted = self.desired.cens.get(cen);
        let by_traffic = wanted.is_some_and(|cen| cen.traffic.contains_key(pair));
        let seen = self.inside(cen).and_then(|inside| inside.limits.get(pair));
        let takes_share = seen.is_some_and(|seen| seen.share() > Mbps(0));
        if !takes_share && (by_traffic || seen.is_some_and(SeenLimit::is_traffic)) {
            let is_written = wanted.is_some_and(|cen| {
                cen.bandwidth
                    .values()
                    .any(|group| group.limits.contains_key(pair))
            });
            if !is_written {
                return None;
            }
        }
        let written = wanted.and_then(|cen| {
            cen.bandwidth
                .iter()
                .find(|(_, group)| group.limits.contains_key(pair))
                .map(|(areas, _)| *areas)
        });
        let by_package = || {
            let package = self.inside(cen)?.limits.get(pair)?.package.as_ref()?;
            self.observed.packages.get(package)?.areas
        };
        written.or_else(by_package).or_else(|| self.areas_of(pair))
    }

    /// Returns the VPC that an access of the file goes through.
    pub fn access_host(&self, address: &Address) -> Option<&'a NetworkName> {
        let routes = &self.desired.cens.get(address.cen()?)?.routes;
        if let Address::PrivateZone { region, .. } = address {
            return routes.private_zone.as_ref()?.get(region);
        }
        let Address::Service { region, cidr, .. } = address else {
            return None;
        };
        routes.services.as_ref()?.get(region)?.get(cidr)
    }
}
