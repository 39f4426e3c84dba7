//! The view of a cloud that was looked at, in the words of the file.

use std::collections::BTreeMap;

use cen_topology::{
    AccountId, AccountName, AttachmentId, CenId, CenName, InstanceId, Mbps, RegionId, Topology,
};
use ipnet::Ipv4Net;

use crate::{EntryHop, JoinedCen, JoinedNetwork, JoinedPackage, JoinedRouter, NetworkView};
use cen_action::{Problem, TableEnd};
use cen_diff::{Adopt, Comparison, resolve};
use cen_observed::{
    Inside, Observed, SeenAttachment, SeenCen, SeenPackage, SeenRouteMap, SeenRouter, SeenTransit,
    TableUse,
};

impl NetworkView {
    /// Returns what was seen of a file's networks and CENs.
    ///
    /// # Errors
    /// Every reason why the file's names cannot be told in this cloud; the same that leave a file without a plan.
    pub fn observed(
        desired: &Topology,
        observed: &Observed,
        adopt: Adopt,
    ) -> Result<Self, Vec<Problem>> {
        let resolved = resolve(desired, observed, adopt)?;
        Ok(Self::seen(&Comparison {
            desired,
            written: desired,
            observed,
            resolved: &resolved,
        }))
    }

    /// Returns what is attached and joined in the cloud.
    pub fn seen(comparison: &Comparison<'_>) -> Self {
        let Comparison {
            observed, resolved, ..
        } = comparison;
        let mut view = Self {
            areas: observed.areas.clone(),
            ..Self::default()
        };
        view.sizes = observed
            .packages
            .iter()
            .map(|(id, seen)| (id.clone(), seen.mbps))
            .collect();
        for (name, id) in &resolved.networks {
            if let Some(network) = seen_network(comparison, id) {
                view.networks.insert(name.clone(), network);
            }
            let seen = observed.networks.get(id);
            if let Some(seen) = seen.filter(|seen| seen.is_out_of_service()) {
                view.out_of_service
                    .insert(name.clone(), seen.status.clone());
            }
        }
        for (name, id) in resolved.cens.iter().chain(&resolved.leaving) {
            if let Some(seen) = observed.cens.get(id) {
                let cen = seen_cen(comparison, id, seen);
                view.cens.insert(name.clone(), cen);
                view.attach_seen(comparison, name, seen);
                view.add_route_maps(comparison, name, seen);
            }
        }
        view
    }

    /// Adds the route maps of a CEN. Their networks go by the names that the view has by then.
    fn add_route_maps(&mut self, comparison: &Comparison<'_>, name: &CenName, seen: &SeenCen) {
        let insides = seen.inside.iter();
        let maps = insides.flat_map(|inside| &inside.routes.route_maps);
        let named =
            |seen: &SeenRouteMap| Some(seen.map()?.renamed(|network| self.name_of(network)));
        let maps: BTreeMap<_, _> = maps
            .map(|(place, seen)| (place.clone(), named(seen)))
            .collect();
        let desired = comparison.desired.cens.get(name);
        let manages = desired.is_none_or(|cen| cen.routes.route_maps.is_some());
        if let Some(cen) = self.cens.get_mut(name) {
            cen.route_maps = maps;
            cen.may_have_route_maps = !manages;
        }
    }

    /// Attaches what was seen on a CEN. What is just being detached counts as gone.
    fn attach_seen(&mut self, comparison: &Comparison<'_>, cen: &CenName, seen: &SeenCen) {
        let attachments = seen.inside.iter().flat_map(|inside| &inside.attachments);
        for (id, attachment) in
            attachments.filter(|(_, attachment)| attachment.status != "Detaching")
        {
            let label = comparison
                .resolved
                .names
                .get(id)
                .cloned()
                .unwrap_or_else(|| comparison.network_label(id));
            if attachment.status == "Attaching" {
                let status = attachment.status.clone();
                self.attaching.insert(label.clone(), status);
            }
            let unnamed = || attached_network(comparison, id, attachment);
            let network = self.networks.entry(label).or_insert_with(unnamed);
            network.cen = Some(cen.clone());
        }
    }
}

/// Returns a network that only its attachment shows.
fn attached_network(
    comparison: &Comparison<'_>,
    id: &InstanceId,
    attachment: &SeenAttachment,
) -> JoinedNetwork {
    let seen = comparison.observed.networks.get(id);
    JoinedNetwork {
        kind: attachment.kind,
        account: account(comparison.desired, &attachment.owner),
        region: attachment.region.clone(),
        id: Some(id.clone()),
        ranges: seen.map(|seen| ranges(&seen.cidrs)),
        cen: None,
    }
}

/// Returns the file's name of an account, or its id.
pub(super) fn account(desired: &Topology, id: &AccountId) -> AccountName {
    let named = desired
        .accounts
        .iter()
        .find(|(_, account)| account.id == *id)
        .map(|(name, _)| name.clone());
    named.unwrap_or_else(|| AccountName::from(id.as_str()))
}

fn ranges(cidrs: &[String]) -> Vec<ipnet::Ipv4Net> {
    cidrs.iter().filter_map(|cidr| cidr.parse().ok()).collect()
}

fn seen_network(comparison: &Comparison<'_>, id: &InstanceId) -> Option<JoinedNetwork> {
    let seen = comparison.observed.networks.get(id)?;
    let (account, region) = (seen.account.clone(), seen.region.clone());
    Some(JoinedNetwork {
        kind: seen.kind,
        account,
        region,
        id: Some(id.clone()),
        ranges: Some(ranges(&seen.cidrs)),
        cen: None,
    })
}

fn seen_cen(comparison: &Comparison<'_>, id: &CenId, seen: &SeenCen) -> JoinedCen {
    let inside = seen.inside.as_ref();
    let limits = inside
        .iter()
        .flat_map(|inside| &inside.limits)
        .filter(|(_, limit)| limit.mbps > Mbps(0));
    let packages = comparison.packages_on(id);
    JoinedCen {
        account: seen.account.clone(),
        id: Some(id.clone()),
        display_name: seen.name.clone(),
        is_full: seen.protection_level.eq_ignore_ascii_case("FULL"),
        packages: packages
            .filter_map(|(id, package)| Some((package.areas?, seen_package(id, package))))
            .collect(),
        limits: limits
            .map(|(pair, limit)| (pair.clone(), limit.mbps))
            .collect(),
        route_maps: BTreeMap::new(),
        may_have_route_maps: false,
        traffic: inside
            .iter()
            .flat_map(|inside| &inside.limits)
            .filter(|(_, limit)| limit.is_traffic())
            .map(|(pair, _)| pair.clone())
            .collect(),
        routers: inside
            .map(|inside| routers(comparison, inside))
            .unwrap_or_default(),
        apart: inside
            .iter()
            .flat_map(|inside| apart(comparison, inside))
            .collect(),
        in_other_tables: inside
            .iter()
            .flat_map(|inside| in_other_tables(comparison, inside))
            .collect(),
        links: inside
            .iter()
            .flat_map(|inside| &inside.limits)
            .filter(|(_, limit)| limit.link.is_some())
            .map(|(pair, _)| pair.clone())
            .collect(),
    }
}

/// Returns the transit routers that have route tables.
fn routers(comparison: &Comparison<'_>, inside: &Inside) -> BTreeMap<RegionId, JoinedRouter> {
    let with_tables = inside
        .routers
        .iter()
        .filter(|(_, router)| router.default_table.is_some());
    let routers = with_tables.map(|(region, router)| {
        let id = Some(router.id.clone());
        let name = Some(router.name.clone()).filter(|name| !name.is_empty());
        let entries = entries(comparison, inside, region, router);
        (region.clone(), JoinedRouter { id, name, entries })
    });
    routers.collect()
}

/// Returns the static entries of the default table of a router, as far as they were read.
fn entries(
    comparison: &Comparison<'_>,
    inside: &Inside,
    region: &RegionId,
    router: &SeenRouter,
) -> BTreeMap<Ipv4Net, EntryHop> {
    let end = |id: &AttachmentId| {
        let is_it = |transit: &SeenTransit| transit.id == *id;
        let mut attachments = inside.attachments.iter();
        let network = attachments.find(|(_, seen)| seen.transit.as_ref().is_some_and(is_it));
        let network =
            network.map(|(network, _)| TableEnd::Network(comparison.network_label(network)));
        let mut limits = inside.limits.iter();
        let link = limits.find(|(_, seen)| seen.link.as_ref().is_some_and(|link| link.id == *id));
        let other = link.and_then(|(pair, _)| {
            let regions = pair.regions().into_iter();
            regions.into_iter().find(|other| *other != region)
        });
        network.or_else(|| other.cloned().map(TableEnd::Region))
    };
    let hop = |leads: &Option<AttachmentId>| match leads {
        None => EntryHop::Dropped,
        Some(id) => end(id).map_or_else(
            || EntryHop::Other { id: id.clone() },
            |end| EntryHop::End { end },
        ),
    };
    let read = router.static_entries.iter();
    read.filter_map(|(cidr, leads)| Some((cidr.parse().ok()?, hop(leads))))
        .collect()
}

/// Returns what is attached to a transit router and not known to its default table.
fn apart(comparison: &Comparison<'_>, inside: &Inside) -> Vec<(RegionId, TableEnd)> {
    let knows = |region: &RegionId, tables: &TableUse| {
        let router = inside.routers.get(region);
        let default = router.and_then(|router| router.default_table.as_ref());
        default.is_none_or(|table| {
            tables.associated.as_ref() == Some(table) && tables.propagated.contains(table)
        })
    };
    let attachments = inside.attachments.iter().filter_map(|(id, seen)| {
        let tables = &seen.transit.as_ref()?.tables;
        let end = TableEnd::Network(comparison.network_label(id));
        (!knows(&seen.region, tables)).then(|| (seen.region.clone(), end))
    });
    let links = inside.limits.iter().flat_map(|(pair, seen)| {
        let tables = seen.link.iter().flat_map(|link| &link.tables);
        let unknown = tables.filter(|(region, tables)| !knows(region, tables));
        unknown.filter_map(move |(region, _)| {
            let other = pair.regions().into_iter().find(|other| *other != region)?;
            Some((region.clone(), TableEnd::Region(other.clone())))
        })
    });
    attachments.chain(links).collect()
}

/// Returns what is looked up in another table than the default one of its router.
fn in_other_tables(comparison: &Comparison<'_>, inside: &Inside) -> Vec<(RegionId, TableEnd)> {
    let is_other = |region: &RegionId, tables: &TableUse| {
        let router = inside.routers.get(region);
        let default = router.and_then(|router| router.default_table.as_ref());
        tables.associated.is_some() && default.is_some() && tables.associated.as_ref() != default
    };
    let attachments = inside.attachments.iter().filter_map(|(id, seen)| {
        let tables = &seen.transit.as_ref()?.tables;
        let end = TableEnd::Network(comparison.network_label(id));
        is_other(&seen.region, tables).then(|| (seen.region.clone(), end))
    });
    let links = inside.limits.iter().flat_map(|(pair, seen)| {
        let tables = seen.link.iter().flat_map(|link| &link.tables);
        let others = tables.filter(|(region, tables)| is_other(region, tables));
        others.filter_map(move |(region, _)| {
            let other = pair.regions().into_iter().find(|other| *other != region)?;
            Some((region.clone(), TableEnd::Region(other.clone())))
        })
    });
    attachments.chain(links).collect()
}

fn seen_package(id: &cen_topology::PackageId, seen: &SeenPackage) -> JoinedPackage {
    let locked = (seen.business_status != "Normal").then(|| seen.business_status.clone());
    JoinedPackage {
        id: Some(id.clone()),
        mbps: Some(seen.mbps),
        locked,
    }
}
