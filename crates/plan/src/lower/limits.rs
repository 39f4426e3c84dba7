//! The bandwidth between two regions, and the reasons why it cannot be as the file says.

use std::collections::BTreeSet;

use cen_action::{
    Address, Blocker, ChangeKind, EditionLack, HeldDifference, HoldReason, PackageProblem,
    call::{Noun, SetLimit},
};
use cen_diff::{is_enterprise, unread};
use cen_observed::SeenLimit;
use cen_topology::{AreaPair, CenName, Mbps, NetworkName, Package, RegionId, RegionPair};

use crate::lower::Lowering;
use crate::lower::references::cen_ref;

impl Lowering<'_> {
    pub(super) fn limit(&mut self, cen: &CenName, pair: RegionPair, from: Mbps, to: Mbps) {
        let address = Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        };
        let Some(account) = self.comparison.cen_account(cen) else {
            return;
        };
        match self.why_not_limit(cen, &pair, from, to) {
            // Only who pays for it differs.
            Some(reason) if from == to => self.hold(address, HeldDifference::Changed, reason),
            Some(reason) => self.hold(address, HeldDifference::Bandwidth { from, to }, reason),
            None if self.is_link(cen, &pair) => self.link(cen, pair, from, to),
            None => {
                let call = SetLimit {
                    cen: cen_ref(self.comparison, cen),
                    pair,
                    from,
                    to,
                };
                self.push(address, account, call);
            }
        }
    }

    fn why_not_limit(
        &self,
        cen: &CenName,
        pair: &RegionPair,
        from: Mbps,
        to: Mbps,
    ) -> Option<HoldReason> {
        if let Some(reason) = self.why_not_join(cen, pair, to) {
            return Some(reason);
        }
        let raises = to > self.before(cen, pair, from);
        let areas = self.comparison.group_of(cen, pair);
        let areas = areas.filter(|_| raises && !self.is_by_traffic(cen, pair));
        let blocked = self.blocked_regions(cen);
        let mut regions = pair.regions().into_iter().filter(|_| raises);
        if let Some(region) = regions.find(|region| areas.is_none() && blocked.contains(region)) {
            return Some(HoldReason::nothing_attached(region));
        }
        let areas = areas?;
        // A link that was not seen may take a part of the package.
        if let Some(reason) = self.why_links_unknown(cen) {
            return Some(reason);
        }
        if let Some((package, seen)) = self.comparison.seen_package(cen, areas)
            && !seen.is_normal()
        {
            let (package, status) = (package.clone(), seen.business_status.clone());
            let problem = PackageProblem::NotNormal { package, status };
            return Some(HoldReason::Package { problem });
        }
        let association = Address::Association {
            cen: cen.clone(),
            areas,
        };
        if self.blocked.contains(&association) {
            let address = association;
            return Some(HoldReason::waits(Blocker::Held { address }));
        }
        let blocked = self.blocked_regions(cen);
        if let Some(region) = pair
            .regions()
            .into_iter()
            .find(|region| blocked.contains(region))
        {
            return Some(HoldReason::nothing_attached(region));
        }
        let (taken, size) = self.load(cen, areas)?;
        let problem = PackageProblem::TooSmall { taken, size };
        (taken > size).then_some(HoldReason::Package { problem })
    }

    /// Returns what two regions have of the kind that the file gives them: a link that is billed by the GB has
    /// nothing of a package.
    fn before(&self, cen: &CenName, pair: &RegionPair, from: Mbps) -> Mbps {
        let inside = self.comparison.inside(cen);
        let seen = inside.and_then(|inside| inside.limits.get(pair));
        let is_other = seen.is_some_and(SeenLimit::is_traffic) && !self.is_by_traffic(cen, pair);
        if is_other { Mbps(0) } else { from }
    }

    /// Tells whether the file has the traffic between two regions billed by the GB.
    fn is_by_traffic(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let wanted = self.comparison.desired.cens.get(cen);
        wanted.is_some_and(|cen| cen.traffic.contains_key(pair))
    }

    /// Tells whether two regions are joined by a link between routers.
    pub(super) fn is_link(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let mut regions = pair.regions().into_iter();
        regions.any(|region| is_enterprise(self.comparison, cen, region))
    }

    /// Returns why the routers of two regions cannot be joined as the file says.
    pub(super) fn why_not_join(
        &self,
        cen: &CenName,
        pair: &RegionPair,
        to: Mbps,
    ) -> Option<HoldReason> {
        let comparison = self.comparison;
        let hidden = |region: &RegionId| unread(comparison, cen, region);
        if let Some(scope) = pair.regions().into_iter().find_map(hidden) {
            return Some(HoldReason::Gap { scope });
        }
        let seen = comparison
            .inside(cen)
            .and_then(|inside| inside.limits.get(pair));
        // One that leaves already is waited for, so that what follows can go too.
        let leaves = |status: &str| status == "Detaching" && to == Mbps(0);
        let is_busy = |seen: &&SeenLimit| seen.status != "Attached" && !leaves(&seen.status);
        if let Some(link) = seen.filter(|seen| seen.link.is_some()).filter(is_busy) {
            return Some(HoldReason::busy(&link.status));
        }
        let link = seen.and_then(|seen| seen.link.as_ref());
        let leaving = link.filter(|_| to == Mbps(0));
        let is_busy = |region: &RegionId| self.why_router_is_busy(cen, region);
        if let Some(reason) = leaving.and(pair.regions().into_iter().find_map(is_busy)) {
            return Some(reason);
        }
        if let Some(entry) = leaving.and_then(|link| self.leads_to(cen, &link.id)) {
            return Some(HoldReason::waits(entry));
        }
        let wanted = comparison.desired.cens.get(cen)?;
        let by_traffic = self.is_by_traffic(cen, pair) && to > Mbps(0);
        let is_basic = |region: &&RegionId| !is_enterprise(comparison, cen, region);
        if let Some(region) = pair
            .regions()
            .into_iter()
            .find(is_basic)
            .filter(|_| by_traffic)
        {
            return Some(HoldReason::edition(region, EditionLack::Traffic));
        }
        let mut regions = pair.regions().into_iter().filter(|_| to > Mbps(0));
        let is_link = self.is_link(cen, pair);
        regions.find_map(|region| {
            let refused = || self.why_no_router(cen, region, &wanted.account);
            refused().filter(|_| is_link && is_enterprise(comparison, cen, region))
        })
    }

    /// The regions of a CEN in which nothing will be attached because every attachment there is held.
    pub(super) fn blocked_regions(&self, cen: &CenName) -> BTreeSet<&RegionId> {
        let wanted = self.comparison.desired.cens.get(cen);
        let Some(wanted) = wanted.filter(|_| !self.blocked.is_empty()) else {
            return BTreeSet::new();
        };
        let region = |network: &NetworkName| &self.comparison.desired.networks[network].region;
        let held = |network: &NetworkName| {
            self.blocked.contains(&Address::Attachment {
                cen: cen.clone(),
                network: network.clone(),
            })
        };
        let usable: BTreeSet<_> = wanted
            .attach
            .iter()
            .filter(|network| !held(network))
            .map(region)
            .collect();
        wanted
            .attach
            .iter()
            .map(region)
            .filter(|region| !usable.contains(region))
            .collect()
    }

    /// Returns what the limits of a group take, together with those that the file leaves alone, and the size that its package will have.
    pub(super) fn load(&self, cen: &CenName, areas: AreaPair) -> Option<(Mbps, Mbps)> {
        let group = self
            .comparison
            .desired
            .cens
            .get(cen)
            .and_then(|cen| cen.bandwidth.get(&areas))?;
        let package = Address::Package {
            cen: cen.clone(),
            areas,
        };
        let resized = self.does(ChangeKind::Change, Noun::Package, &package);
        let size = match (&group.package, self.comparison.seen_package(cen, areas)) {
            (Package::Bought { mbps, .. }, Some(_)) if resized => *mbps,
            (_, Some((_, seen))) => seen.mbps,
            (Package::Bought { mbps, .. }, None) => *mbps,
            (Package::Existing(_), None) => Mbps(0),
        };
        let wanted: Mbps = group.limits.values().copied().sum();
        let kept = cen_diff::ignored(self.comparison, cen, areas);
        Some((
            Mbps(
                wanted
                    .0
                    .saturating_add(kept.0)
                    .saturating_add(self.left(cen, areas).0),
            ),
            size,
        ))
    }

    /// Returns what limits use of the package of two areas beyond what the file gives them, because their decreases are held.
    pub(super) fn left(&self, cen: &CenName, areas: AreaPair) -> Mbps {
        let written = |pair| {
            self.comparison
                .desired
                .cens
                .get(cen)?
                .bandwidth
                .get(&areas)?
                .limits
                .get(pair)
                .copied()
        };
        let goes = |pair: &RegionPair| {
            let address = Address::Limit {
                cen: cen.clone(),
                pair: pair.clone(),
            };
            let kinds = [ChangeKind::Create, ChangeKind::Change, ChangeKind::Remove];
            kinds
                .iter()
                .any(|kind| self.does(*kind, Noun::Limit, &address))
        };
        let limits = self
            .comparison
            .inside(cen)
            .into_iter()
            .flat_map(|inside| &inside.limits);
        let here = limits.filter(|(pair, _)| {
            self.comparison.group_of(cen, pair) == Some(areas)
                && !self.comparison.ignores_pair(cen, pair)
        });
        let left = here.filter(|(pair, _)| !goes(pair));
        left.map(|(pair, limit)| {
            Mbps(
                limit
                    .share()
                    .0
                    .saturating_sub(written(pair).unwrap_or_default().0),
            )
        })
        .sum()
    }
}
