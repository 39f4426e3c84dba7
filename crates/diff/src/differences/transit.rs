//! Differences of Enterprise Edition transit routers: their texts, the settings of attachments, and the
//! entries of their default tables.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{Cen, CenName, NetworkName, RegionId, RouterId, VswitchId, ZoneId};

use crate::comparison::Comparison;
use crate::differences::cens::{edit, tag_changes};
use crate::differences::{Change, Difference, Extra, vswitches};
use crate::edition::{RegionEdition, edition_of};
use crate::entrance::{Entrance, entrances};
use cen_action::{Address, Edit, EditionLack, HeldDifference, HoldReason, TableEnd};
use cen_observed::{Edition, Inside, SeenAttachment, SeenRouter, SeenTransit, TableUse};

/// The texts of a router that are to change.
#[derive(Clone, Debug)]
pub struct RouterChange {
    /// The transit router.
    pub router: RouterId,
    /// The new name; none if it stays.
    pub name: Option<Edit>,
    /// The new description; none if it stays.
    pub description: Option<Edit>,
    /// The tags to add or to give another value.
    pub set: BTreeMap<String, String>,
    /// The keys of the tags to remove.
    pub unset: BTreeSet<String>,
}

/// What is to change of an attachment to a transit router.
#[derive(Clone, Debug)]
pub enum TransitChange {
    /// The vSwitches through which the router enters the VPC.
    Zones,
    /// Its settings; none stays as it is.
    Settings {
        /// Whether the router writes its routes into the VPC or to the line.
        synced: Option<bool>,
        /// Whether both directions of a connection take the same zone.
        appliance: Option<bool>,
    },
}

/// Compares the routers of a CEN in the file with those in the cloud.
pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    no_texts(comparison, name, cen, found);
    let Some(inside) = comparison.inside(name) else {
        return;
    };
    let routers = inside.routers.iter();
    for (region, router) in routers.filter(|(_, router)| is_enterprise(router)) {
        texts(name, cen, (region, router), found);
        for (pair, seen) in inside
            .limits
            .iter()
            .filter(|(pair, _)| pair.regions().contains(&region))
        {
            let is_wanted = cen.limits().any(|(written, ..)| written == pair);
            let tables = seen.link.as_ref().and_then(|link| link.tables.get(region));
            let other = pair.regions().into_iter().find(|other| *other != region);
            let is_leaving = seen.status == "Detaching";
            let (Some(tables), Some(other), true) = (tables, other, is_wanted && !is_leaving)
            else {
                continue;
            };
            let end = TableEnd::Region(other.clone());
            of_tables(name, (region, router), &end, tables, found);
        }
    }
    for network in &cen.attach {
        let instance = comparison.resolved.networks.get(network);
        let seen = instance.and_then(|instance| inside.attachments.get(instance));
        let transit = seen.and_then(|seen| Some((seen, seen.transit.as_ref()?)));
        if let Some((seen, transit)) = transit.filter(|(seen, _)| seen.status != "Detaching") {
            attachment(comparison, (name, cen), network, (seen, transit), found);
            let router = inside
                .routers
                .get(&seen.region)
                .map(|router| (&seen.region, router));
            if let Some(router) = router {
                let end = TableEnd::Network(network.clone());
                of_tables(name, router, &end, &transit.tables, found);
            }
        }
    }
}

fn is_enterprise(router: &SeenRouter) -> bool {
    match router.edition {
        Edition::Basic => false,
        Edition::Enterprise => true,
    }
}

/// Holds texts of routers that have none: those of the Basic Edition.
fn no_texts(comparison: &Comparison<'_>, name: &CenName, cen: &Cen, found: &mut Vec<Difference>) {
    for region in cen.routers.keys() {
        if edition_of(comparison, name, region) == RegionEdition::Known(Edition::Basic) {
            let address = Address::Router {
                cen: name.clone(),
                region: region.clone(),
            };
            let reason = HoldReason::edition(region, EditionLack::Texts);
            found.push(Difference::held(address, HeldDifference::Changed, reason));
        }
    }
}

fn texts(
    name: &CenName,
    cen: &Cen,
    (region, seen): (&RegionId, &SeenRouter),
    found: &mut Vec<Difference>,
) {
    let Some(wanted) = cen.routers.get(region) else {
        return;
    };
    let tags = wanted.tags.as_ref();
    let (set, unset) = tags
        .and_then(|tags| tag_changes(&seen.tags, tags))
        .unwrap_or_default();
    let change = RouterChange {
        router: seen.id.clone(),
        name: edit(&seen.name, wanted.name.as_ref()),
        description: edit(&seen.description, wanted.description.as_ref()),
        set,
        unset,
    };
    let is_change = change.name.is_some()
        || change.description.is_some()
        || !change.set.is_empty()
        || !change.unset.is_empty();
    if is_change {
        let address = Address::Router {
            cen: name.clone(),
            region: region.clone(),
        };
        found.push(Difference::Changed(
            address,
            Change::Router(Box::new(change)),
        ));
    }
}

fn attachment(
    comparison: &Comparison<'_>,
    (name, cen): (&CenName, &Cen),
    network: &NetworkName,
    (_, transit): (&SeenAttachment, &SeenTransit),
    found: &mut Vec<Difference>,
) {
    let address = Address::Attachment {
        cen: name.clone(),
        network: network.clone(),
    };
    let options = cen.attachment(network);
    let synced = (options.synced != transit.synced).then_some(options.synced);
    let appliance = (options.appliance != transit.appliance).then_some(options.appliance);
    if synced.is_some() || appliance.is_some() {
        let change = TransitChange::Settings { synced, appliance };
        found.push(Difference::Changed(
            address.clone(),
            Change::Transit(change),
        ));
    }
    match entrances(comparison, name, network) {
        Ok(ways) => {
            if !ways.is_empty() && !is_same(&ways, &transit.vswitches) {
                let change = Change::Transit(TransitChange::Zones);
                found.push(Difference::Changed(address, change));
            }
        }
        Err(reason) => {
            found.push(Difference::held(address, HeldDifference::Changed, reason));
        }
    }
    vswitches::diff_ranges(comparison, network, found);
}

fn is_same(ways: &BTreeMap<ZoneId, Entrance>, seen: &BTreeMap<ZoneId, VswitchId>) -> bool {
    let mut ways_of_zones = ways.iter();
    ways.len() == seen.len()
        && ways_of_zones.all(|(zone, way)| match way {
            Entrance::Existing(id) => seen.get(zone) == Some(id),
            Entrance::New(_) => false,
        })
}

/// Reports what the default table does not know of an end. One that is associated with another table
/// is somebody's own arrangement: it stays.
fn of_tables(
    cen: &CenName,
    (region, router): (&RegionId, &SeenRouter),
    end: &TableEnd,
    tables: &TableUse,
    found: &mut Vec<Difference>,
) {
    let association = Address::TableAssociation {
        cen: cen.clone(),
        region: region.clone(),
        end: end.clone(),
    };
    match &tables.associated {
        None => found.push(Difference::Missing(association)),
        associated if *associated == router.default_table => {}
        Some(_) => {
            let reason = HoldReason::NotExpressible;
            let difference = HeldDifference::Changed;
            return found.push(Difference::held(association, difference, reason));
        }
    }
    let knows = router
        .default_table
        .as_ref()
        .is_some_and(|table| tables.propagated.contains(table));
    if !knows {
        found.push(Difference::Missing(Address::TablePropagation {
            cen: cen.clone(),
            region: region.clone(),
            table: "system".into(),
            end: end.clone(),
        }));
    }
}

/// Reports routers in regions in which nothing of the CEN is left.
pub(super) fn diff_extras(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&cen_topology::CenId, &Inside),
    cen: Option<&Cen>,
    found: &mut Vec<Difference>,
) {
    let is_wanted = |region: &RegionId| {
        let mut attach = cen.into_iter().flat_map(|cen| &cen.attach);
        attach.any(|network| comparison.desired.networks[network].region == *region)
    };
    let is_left_alone = |region: &RegionId| {
        let mut here = inside
            .attachments
            .iter()
            .filter(|(_, seen)| seen.region == *region);
        here.any(|(instance, seen)| {
            cen.is_some()
                && (comparison.ignores_id(name, instance.as_str())
                    || !seen.managed_service.is_empty())
        })
    };
    let routers = inside
        .routers
        .iter()
        .filter(|(_, router)| is_enterprise(router));
    for (region, router) in
        routers.filter(|(region, _)| !is_wanted(region) && !is_left_alone(region))
    {
        let address = Address::Router {
            cen: name.clone(),
            region: region.clone(),
        };
        found.push(match router.status.as_str() {
            // One that is being deleted is waited for, so that what follows can go too.
            "Active" | "Deleting" => {
                let extra = Extra::Router {
                    cen: id.clone(),
                    router: router.id.clone(),
                };
                Difference::Extra(address, extra)
            }
            status => {
                let reason = HoldReason::busy(status);
                Difference::held(address, HeldDifference::Extra, reason)
            }
        });
    }
}
