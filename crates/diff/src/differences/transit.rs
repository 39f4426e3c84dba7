//! What only Enterprise Edition transit routers have: their texts, settings of attachments, what their
//! default tables know, and the vSwitches that are made for them.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Cen, CenName, NetworkKind, NetworkName, RegionId, RouterId, Selector, VswitchId, Vswitches,
    ZoneId,
};

use crate::comparison::Comparison;
use crate::differences::cens::{edit, tag_changes};
use crate::differences::{Change, Difference, Extra};
use crate::edition::{RegionEdition, edition_of};
use crate::entrance::{Entrance, entrances, is_of_zone};
use cen_action::{
    Address, Edit, EditionLack, FixedAttribute, HeldDifference, HoldReason, TableEnd,
};
use cen_observed::{
    Edition, GapScope, Inside, NAME_TAG, SeenAttachment, SeenRouter, SeenTransit, SeenVswitch,
    TableUse, is_owned,
};

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
    made_otherwise(comparison, network, found);
}

fn is_same(ways: &BTreeMap<ZoneId, Entrance>, seen: &BTreeMap<ZoneId, VswitchId>) -> bool {
    let mut ways_of_zones = ways.iter();
    ways.len() == seen.len()
        && ways_of_zones.all(|(zone, way)| match way {
            Entrance::Existing(id) => seen.get(zone) == Some(id),
            Entrance::New(_) => false,
        })
}

/// Holds a vSwitch of this topology whose range is another one than the file says.
fn made_otherwise(comparison: &Comparison<'_>, network: &NetworkName, found: &mut Vec<Difference>) {
    let Vswitches::Made(ranges) = &comparison.desired.networks[network].vswitches else {
        return;
    };
    for seen in comparison.observed.vswitches.values() {
        let wanted = ranges.get(&seen.zone);
        let is_it = comparison.resolved.networks.get(network) == Some(&seen.vpc)
            && mark_of(comparison, seen).is_some_and(|mark| is_of_zone(mark, &seen.zone));
        let (Some(to), true) = (wanted.filter(|to| seen.cidr.as_ref() != Some(*to)), is_it) else {
            continue;
        };
        let address = Address::Vswitch {
            network: network.clone(),
            zone: seen.zone.clone(),
        };
        let difference = HeldDifference::Cidr {
            from: seen.cidr.iter().map(ToString::to_string).collect(),
            to: *to,
        };
        let which = FixedAttribute::Cidr;
        found.push(Difference::held(
            address,
            difference,
            HoldReason::Attribute { which },
        ));
    }
}

/// Returns the `cen:name` tag of a vSwitch that this topology has made.
fn mark_of<'a>(comparison: &Comparison<'_>, seen: &'a SeenVswitch) -> Option<&'a String> {
    let is_ours = is_owned(&seen.tags, comparison.desired);
    seen.tags.get(NAME_TAG).filter(|_| is_ours)
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

/// Reports vSwitches of this topology that nothing needs any more.
pub(super) fn diff_vswitches(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    for (id, seen) in &comparison.observed.vswitches {
        let Some(mark) = mark_of(comparison, seen) else {
            continue;
        };
        if comparison.is_ignored(seen.vpc.as_str()) || comparison.is_ignored(id.as_str()) {
            continue;
        }
        let named = comparison.resolved.names.get(&seen.vpc);
        let is_needed = named.is_some_and(|network| needs(comparison, network, id, seen));
        if is_needed || !is_of_zone(mark, &seen.zone) {
            continue;
        }
        let Some(network) = named.cloned().or_else(|| made_for(mark, &seen.zone)) else {
            continue;
        };
        let address = Address::Vswitch {
            network,
            zone: seen.zone.clone(),
        };
        // A VPC that could not be read may need it under another key.
        if let Some(scope) = hidden_vpcs(comparison, seen) {
            let reason = HoldReason::Gap { scope };
            found.push(Difference::held(address, HeldDifference::Extra, reason));
            continue;
        }
        let extra = Extra::Vswitch {
            id: id.clone(),
            account: seen.account.clone(),
        };
        found.push(Difference::Extra(address, extra));
    }
}

/// Returns the gap of the VPCs in the account and region of a vSwitch.
fn hidden_vpcs(comparison: &Comparison<'_>, vswitch: &SeenVswitch) -> Option<GapScope> {
    let mut scopes = comparison.observed.gaps.iter().map(|gap| &gap.scope);
    let hides = |scope: &&GapScope| {
        matches!(scope, GapScope::Networks { kind: NetworkKind::Vpc, account, region }
            if *account == vswitch.account && *region == vswitch.region)
    };
    scopes.find(hides).cloned()
}

/// Returns the network that a mark says a vSwitch of a zone was made for.
fn made_for(mark: &str, zone: &ZoneId) -> Option<NetworkName> {
    let network = mark.strip_suffix(zone.as_str())?.strip_suffix('/')?;
    Some(NetworkName::from(network))
}

/// Tells whether a network of the file needs a vSwitch that was made for it.
fn needs(
    comparison: &Comparison<'_>,
    network: &NetworkName,
    id: &VswitchId,
    seen: &SeenVswitch,
) -> bool {
    let Some(wanted) = comparison.desired.networks.get(network) else {
        return false;
    };
    let mut cens = comparison.desired.cens.iter();
    let on = cens
        .find(|(_, cen)| cen.attach.contains(network))
        .map(|(name, _)| name);
    match (&wanted.vswitches, &wanted.selector) {
        // They are made when the VPC is attached, and leave with its attachment.
        (Vswitches::Made(ranges), _) => on.is_some() && ranges.contains_key(&seen.zone),
        (Vswitches::Pinned(ids), _) => ids.contains(id),
        (Vswitches::Chosen, Selector::Managed { .. }) => true,
        (Vswitches::Chosen, Selector::Id(_) | Selector::Name(_)) => on.is_some_and(|cen| {
            let ways = entrances(comparison, cen, network).unwrap_or_default();
            ways.values()
                .any(|way| *way == Entrance::Existing(id.clone()))
        }),
    }
}
