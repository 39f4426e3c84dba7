//! Transit routers as they are assumed to be: without a cloud every region has the Enterprise Edition,
//! but for areas of CCNs.

use std::collections::BTreeMap;

use cen_topology::{
    AttachmentId, Billing, Cen, CenName, Network, NetworkName, RegionId, RegionPair, RouteTableId,
    RouterId, Topology,
};

use cen_observed::{Edition, LinkCharge, SeenLink, SeenRouter, SeenTransit, TableUse};

fn is_basic(region: &RegionId) -> bool {
    region.as_str().starts_with("ccn-")
}

fn table(cen: &CenName, region: &RegionId) -> RouteTableId {
    RouteTableId::new(format!("<table/{cen}/{region}>"))
}

/// Returns the use of the default table of a router.
fn default_table(cen: &CenName, region: &RegionId) -> TableUse {
    TableUse {
        associated: Some(table(cen, region)),
        propagated: [table(cen, region)].into(),
        ..TableUse::default()
    }
}

/// Returns the routers of the regions in which something is attached.
pub(super) fn routers(
    topology: &Topology,
    key: &CenName,
    cen: &Cen,
) -> BTreeMap<RegionId, SeenRouter> {
    let regions = cen
        .attach
        .iter()
        .map(|network| &topology.networks[network].region);
    let enterprise = regions.filter(|region| !is_basic(region));
    let router = |region: &RegionId| {
        let texts = cen.routers.get(region).cloned().unwrap_or_default();
        SeenRouter {
            id: RouterId::new(format!("<router/{key}/{region}>")),
            edition: Edition::Enterprise,
            status: "Active".to_owned(),
            name: texts.name.unwrap_or_default(),
            description: texts.description.unwrap_or_default(),
            tags: texts.tags.unwrap_or_default(),
            default_table: Some(table(key, region)),
            custom_tables: [].into(),
            other_attachments: [].into(),
            static_entries: [].into(),
        }
    };
    enterprise
        .map(|region| (region.clone(), router(region)))
        .collect()
}

/// Returns what only an Enterprise router has of an attachment; which vSwitches it uses is not known.
pub(super) fn attachment(
    key: &CenName,
    cen: &Cen,
    (name, network): (&NetworkName, &Network),
) -> Option<SeenTransit> {
    let options = cen.attachment(name);
    (!is_basic(&network.region)).then(|| SeenTransit {
        id: AttachmentId::new(format!("<attach/{key}/{name}>")),
        vswitches: BTreeMap::new(),
        synced: options.synced,
        appliance: options.appliance,
        tables: default_table(key, &network.region),
    })
}

/// Returns the link between two regions; none between two areas of CCNs.
pub(super) fn link(key: &CenName, pair: &RegionPair, billing: Billing) -> Option<SeenLink> {
    if pair.regions().into_iter().all(is_basic) {
        return None;
    }
    let (charge, quality) = match billing {
        Billing::Package(_) => (LinkCharge::Package, None),
        Billing::Traffic(quality) => (LinkCharge::Traffic, Some(quality)),
    };
    let ends = pair
        .regions()
        .into_iter()
        .filter(|region| !is_basic(region));
    Some(SeenLink {
        id: AttachmentId::new(format!("<link/{key}/{pair}>")),
        charge: Some(charge),
        quality,
        publishes: true,
        tables: ends
            .map(|region| (region.clone(), default_table(key, region)))
            .collect(),
    })
}

/// Returns the state of what joins two regions, in the word of its edition.
pub(super) fn status_of_limit(pair: &RegionPair) -> &'static str {
    match pair.regions().into_iter().all(is_basic) {
        true => "Active",
        false => "Attached",
    }
}
