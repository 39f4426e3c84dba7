//! The panels of a picture: everything on each CEN, now or afterwards.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::Address;
use cen_network::{JoinedCen, JoinedNetwork, NetworkView};
use cen_topology::{Area, AreaPair, CenName, Mbps, NetworkName, RegionId};

use crate::diagram::marks::Marks;
use crate::diagram::picture::{
    DrawnCen, DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, DrawnRouter, Mark, Panel,
};

/// The state now and afterwards, and the marks of the plan.
struct Scene<'a> {
    views: [&'a NetworkView; 2],
    marks: &'a Marks<'a>,
}

/// What pays for bandwidth between regions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PaidBy {
    /// The package of two areas; none if the areas are not known.
    Package(Option<AreaPair>),
    /// Nothing that is bought: it is billed by the GB.
    Traffic,
}

pub(super) fn panels(views: [&NetworkView; 2], marks: &Marks<'_>) -> Vec<Panel> {
    let scene = Scene { views, marks };
    let cens: BTreeSet<&CenName> = views.iter().flat_map(|view| view.cens.keys()).collect();
    let mut panels: Vec<_> = cens.iter().map(|cen| scene.panel(cen)).collect();
    let placed: BTreeSet<_> = panels
        .iter()
        .flat_map(Panel::networks)
        .map(|network| network.name.clone())
        .collect();
    let alone: Vec<_> = scene
        .names()
        .into_iter()
        .filter(|name| !placed.contains(*name))
        .filter_map(|name| scene.alone(name))
        .collect();
    if !alone.is_empty() {
        panels.push(Panel {
            cen: None,
            areas: scene.areas(None, alone),
            packages: Vec::new(),
        });
    }
    panels
}

impl<'a> Scene<'a> {
    fn names(&self) -> BTreeSet<&'a NetworkName> {
        self.views
            .iter()
            .flat_map(|view| view.networks.keys())
            .collect()
    }

    fn network(&self, name: &NetworkName) -> [Option<&'a JoinedNetwork>; 2] {
        self.views.map(|view| view.networks.get(name))
    }

    fn panel(&self, name: &CenName) -> Panel {
        let seen = self.views.map(|view| view.cens.get(name));
        let held: BTreeSet<_> = self.marks.held_networks(name).collect();
        let networks = self
            .names()
            .into_iter()
            .filter_map(|network| self.attached(name, network, held.contains(network)));
        let areas = self.areas(Some(name), networks.collect());
        Panel {
            cen: self.cen(name, seen),
            areas,
            packages: self.packages(name, seen),
        }
    }

    fn cen(&self, name: &CenName, seen: [Option<&JoinedCen>; 2]) -> Option<DrawnCen> {
        let shown = seen[1].or(seen[0])?;
        let compared = Mark::of(seen[0].map(|_| &()), seen[1].map(|_| &()));
        Some(DrawnCen {
            name: name.clone(),
            display_name: shown.display_name.clone(),
            account: shown.account.clone(),
            id: shown.id.clone(),
            mark: self
                .marks
                .of_address(&Address::Cen { cen: name.clone() }, compared),
        })
    }

    /// Draws a network on a CEN: one that is attached now or afterwards, or whose attachment is held.
    fn attached(&self, cen: &CenName, name: &NetworkName, is_held: bool) -> Option<DrawnNetwork> {
        let on = self.network(name).map(|network| {
            network
                .and_then(|network| network.cen.as_ref())
                .filter(|on| *on == cen)
        });
        if on == [None, None] && !is_held {
            return None;
        }
        let address = Address::Attachment {
            cen: cen.clone(),
            network: name.clone(),
        };
        let compared = self.marks.of_address(
            &Address::Network {
                network: name.clone(),
            },
            Mark::of(on[0], on[1]),
        );
        self.drawn(
            name,
            self.marks.of_address(&address, compared),
            self.marks.why(&address),
        )
    }

    /// Draws a network that is on no CEN.
    fn alone(&self, name: &NetworkName) -> Option<DrawnNetwork> {
        let [now, then] = self.network(name).map(|network| network.map(|_| &()));
        let address = Address::Network {
            network: name.clone(),
        };
        self.drawn(
            name,
            self.marks.of_address(&address, Mark::of(now, then)),
            self.marks.why(&address),
        )
    }

    fn drawn(&self, name: &NetworkName, mark: Mark, why: Option<String>) -> Option<DrawnNetwork> {
        let [now, then] = self.network(name);
        let JoinedNetwork {
            kind,
            account,
            region,
            id,
            ranges,
            ..
        } = then.or(now)?.clone();
        Some(DrawnNetwork {
            name: name.clone(),
            kind,
            account,
            region,
            id,
            ranges: ranges.unwrap_or_default(),
            mark,
            why,
        })
    }

    /// Groups networks by area and region. Regions of unknown areas come last.
    fn areas(
        &self,
        cen: Option<&CenName>,
        networks: Vec<DrawnNetwork>,
    ) -> Vec<(Option<Area>, Vec<DrawnRegion>)> {
        let mut areas: BTreeMap<(bool, Option<Area>), BTreeMap<RegionId, Vec<DrawnNetwork>>> =
            BTreeMap::new();
        for network in networks {
            let area = self.views[0].area(&network.region);
            areas
                .entry((area.is_none(), area))
                .or_default()
                .entry(network.region.clone())
                .or_default()
                .push(network);
        }
        let regions = |regions: BTreeMap<RegionId, Vec<DrawnNetwork>>| {
            regions
                .into_iter()
                .map(|(region, networks)| DrawnRegion {
                    router: cen.and_then(|cen| self.router(cen, &region)),
                    region,
                    networks,
                })
                .collect()
        };
        areas
            .into_iter()
            .map(|((_, area), found)| (area, regions(found)))
            .collect()
    }

    /// Draws the transit router of a region, now or afterwards.
    fn router(&self, cen: &CenName, region: &RegionId) -> Option<DrawnRouter> {
        let seen = self
            .views
            .map(|view| view.cens.get(cen).and_then(|cen| cen.routers.get(region)));
        let shown = seen[1].or(seen[0])?;
        let compared = Mark::of(seen[0].map(|_| &()), seen[1].map(|_| &()));
        let address = Address::Router {
            cen: cen.clone(),
            region: region.clone(),
        };
        Some(DrawnRouter {
            id: shown.id.clone(),
            name: shown.name.clone(),
            mark: self.marks.of_address(&address, compared),
        })
    }

    fn packages(&self, name: &CenName, seen: [Option<&JoinedCen>; 2]) -> Vec<DrawnPackage> {
        let mut links: BTreeMap<PaidBy, Vec<DrawnLink>> = BTreeMap::new();
        let pairs: BTreeSet<_> = seen
            .iter()
            .flatten()
            .flat_map(|cen| cen.limits.keys())
            .collect();
        for regions in pairs {
            let mbps = seen.map(|cen| cen.and_then(|cen| cen.limits.get(regions)).copied());
            let address = Address::Limit {
                cen: name.clone(),
                pair: regions.clone(),
            };
            let mark = self
                .marks
                .of_address(&address, Mark::of(mbps[0].as_ref(), mbps[1].as_ref()));
            let is_traffic = seen[1].or(seen[0]).map(|cen| cen.traffic.contains(regions));
            let group = match is_traffic {
                Some(true) => PaidBy::Traffic,
                Some(false) | None => PaidBy::Package(self.views[0].areas_of(regions)),
            };
            links.entry(group).or_default().push(DrawnLink {
                regions: regions.clone(),
                mbps,
                mark,
            });
        }
        let areas: BTreeSet<_> = seen
            .iter()
            .flatten()
            .flat_map(|cen| cen.packages.keys().copied())
            .map(|areas| PaidBy::Package(Some(areas)))
            .collect();
        let groups: BTreeSet<_> = areas.into_iter().chain(links.keys().copied()).collect();
        groups
            .into_iter()
            .map(|group| self.package(name, group, seen, links.remove(&group).unwrap_or_default()))
            .collect()
    }

    fn package(
        &self,
        name: &CenName,
        group: PaidBy,
        seen: [Option<&JoinedCen>; 2],
        links: Vec<DrawnLink>,
    ) -> DrawnPackage {
        let areas = match group {
            PaidBy::Package(areas) => areas,
            PaidBy::Traffic => None,
        };
        let packages =
            seen.map(|cen| areas.and_then(|areas| cen.and_then(|cen| cen.packages.get(&areas))));
        let compared = Mark::of(
            packages[0].map(|package| &package.mbps),
            packages[1].map(|package| &package.mbps),
        );
        let mark = areas.map_or(compared, |areas| {
            let package = self.marks.of_address(
                &Address::Package {
                    cen: name.clone(),
                    areas,
                },
                compared,
            );
            self.marks.of_address(
                &Address::Association {
                    cen: name.clone(),
                    areas,
                },
                package,
            )
        });
        let used = [0, 1].map(|at| links.iter().filter_map(|link| link.mbps[at]).sum::<Mbps>());
        DrawnPackage {
            is_traffic: group == PaidBy::Traffic,
            areas,
            mbps: packages.map(|package| package.and_then(|package| package.mbps)),
            used,
            mark,
            links,
        }
    }
}
