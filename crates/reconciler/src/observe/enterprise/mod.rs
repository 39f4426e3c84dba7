//! Reads the transit routers of the Enterprise Edition: the networks attached to them, the links
//! between them, and which attachments their route tables know.

mod entries;
mod rows;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::router::{PeerAttachment, RouterPlace, VbrAttachment, VpcAttachment};
use cen_cloud::{Client, Error};
use cen_observed::{Edition, Inside, SeenAttachment, SeenLimit, SeenLink, SeenRouter};
use cen_topology::{AttachmentId, InstanceId, RegionId, RegionPair, RouterId};
use futures::future::join_all;

use crate::retry::read;

pub(super) use entries::look as look_at_entries;
pub(super) use rows::router;
use tables::Tables;

/// What the Enterprise routers of a CEN have, and the regions whose router could not be read.
#[derive(Default)]
pub(super) struct Looked {
    attachments: BTreeMap<InstanceId, SeenAttachment>,
    limits: BTreeMap<RegionPair, SeenLimit>,
    tables: BTreeMap<RegionId, Tables>,
    /// Attachments of each region that no topology file can name.
    others: BTreeMap<RegionId, BTreeSet<AttachmentId>>,
    pub(super) unread: Vec<(RegionId, Error)>,
}

/// The lists of one router.
struct Lists {
    vpcs: Vec<VpcAttachment>,
    vbrs: Vec<VbrAttachment>,
    links: Vec<PeerAttachment>,
    tables: Tables,
}

/// Reads every Enterprise router of a CEN, all at the same time. One that cannot be read does not
/// affect the others.
pub(super) async fn look(
    client: &Client,
    cen_id: &str,
    routers: &BTreeMap<RegionId, SeenRouter>,
) -> Looked {
    let read = routers
        .iter()
        .filter(|(_, router)| router.edition == Edition::Enterprise)
        .map(async |(region, router)| {
            let place = RouterPlace {
                cen_id,
                region_id: region.as_str(),
                transit_router_id: router.id.as_str(),
            };
            (region, lists(client, place).await)
        });
    let regions: BTreeMap<&RouterId, &RegionId> = routers
        .iter()
        .map(|(region, router)| (&router.id, region))
        .collect();
    let mut looked = Looked::default();
    let mut links = Vec::new();
    for (region, lists) in join_all(read).await {
        match lists {
            Ok(lists) => {
                let rows = looked.take(region, lists);
                links.extend(rows.into_iter().map(|row| (region, row)));
            }
            Err(error) => looked.unread.push((region.clone(), error)),
        }
    }
    looked.take_links(links, &regions);
    looked
}

async fn lists(client: &Client, place: RouterPlace<'_>) -> Result<Lists, Error> {
    let (vpcs, vbrs, links, tables) = tokio::try_join!(
        read(async || client.list_transit_router_vpc_attachments(place).await),
        read(async || client.list_transit_router_vbr_attachments(place).await),
        read(async || client.list_transit_router_peer_attachments(place).await),
        tables::look(client, place.transit_router_id),
    )?;
    Ok(Lists {
        vpcs,
        vbrs,
        links,
        tables,
    })
}

impl Looked {
    /// Takes what a router has, and returns its links, which other routers may list as well.
    fn take(&mut self, region: &RegionId, lists: Lists) -> Vec<PeerAttachment> {
        let tables = lists.tables;
        let mut others: BTreeSet<AttachmentId> = tables.uses.keys().cloned().collect();
        let vpcs = lists.vpcs.into_iter().map(|row| rows::vpc(region, row));
        let vbrs = lists.vbrs.into_iter();
        let vbrs = vbrs.filter_map(|row| rows::vbr(region, row));
        for (instance, mut seen) in vpcs.chain(vbrs) {
            if let Some(transit) = &mut seen.transit {
                others.remove(&transit.id);
                transit.tables = tables.of(&transit.id);
            }
            self.attachments.insert(instance, seen);
        }
        self.others.insert(region.clone(), others);
        self.tables.insert(region.clone(), tables);
        lists.links
    }

    /// Takes the links, each with the region of the router that lists it. Both ends may list a link,
    /// or only the one that made it (which is not documented).
    fn take_links(
        &mut self,
        links: Vec<(&RegionId, PeerAttachment)>,
        regions: &BTreeMap<&RouterId, &RegionId>,
    ) {
        for (listed, row) in links.into_iter().filter(|(_, row)| !rows::is_gone(row)) {
            let id = AttachmentId::new(&*row.transit_router_attachment_id);
            let pair = rows::pair(listed, &row, regions);
            let Some(pair) = pair.filter(|pair| self.take_link(pair, &row)) else {
                self.others.entry(listed.clone()).or_default().insert(id);
                continue;
            };
            for region in pair.regions() {
                if let Some(others) = self.others.get_mut(region) {
                    others.remove(&id);
                }
            }
        }
    }

    /// Takes a link of a pair of regions. Returns false if the pair has another one: no file can
    /// name two.
    fn take_link(&mut self, pair: &RegionPair, row: &PeerAttachment) -> bool {
        let limit = self
            .limits
            .entry(pair.clone())
            .or_insert_with(|| rows::link(row));
        let is_it = |link: &&mut SeenLink| link.id.as_str() == row.transit_router_attachment_id;
        let Some(link) = limit.link.as_mut().filter(is_it) else {
            return false;
        };
        for region in pair.regions() {
            if let Some(tables) = self.tables.get(region) {
                link.tables.insert(region.clone(), tables.of(&link.id));
            }
        }
        true
    }

    /// Adds everything to the content of the CEN.
    pub(super) fn add_to(self, inside: &mut Inside) {
        inside.attachments.extend(self.attachments);
        inside.limits.extend(self.limits);
        for (region, tables) in self.tables {
            if let Some(router) = inside.routers.get_mut(&region) {
                router.default_table = tables.default;
                router.custom_tables = tables.custom;
            }
        }
        for (region, others) in self.others {
            if let Some(router) = inside.routers.get_mut(&region) {
                router.other_attachments = others;
            }
        }
    }
}

/// Drops what the lists of the Basic Edition show in regions with an Enterprise router: its own
/// lists show it, with all that belongs to it. Whether the lists of the Basic Edition do is not
/// documented.
pub(super) fn drop_what_routers_have(inside: &mut Inside) {
    let has_router = |region: &RegionId| {
        inside
            .routers
            .get(region)
            .is_some_and(|router| router.edition == Edition::Enterprise)
    };
    inside
        .attachments
        .retain(|_, seen| !has_router(&seen.region));
    inside
        .limits
        .retain(|pair, _| !pair.regions().into_iter().any(has_router));
}

#[cfg(test)]
mod tests {
    use cen_observed::TableUse;
    use serde_json::{Value, json};

    use super::*;

    const LOCAL: &str = "cn-hangzhou";
    const REMOTE: &str = "us-east-1";

    fn link(id: &str, from: (&str, &str), to: (&str, &str)) -> Value {
        json!({
            "TransitRouterAttachmentId": id, "Status": "Attached", "Bandwidth": 20,
            "TransitRouterId": from.0, "RegionId": from.1,
            "PeerTransitRouterId": to.0, "PeerTransitRouterRegionId": to.1,
            "BandwidthType": "BandwidthPackage", "CenBandwidthPackageId": "cenbwp-1",
            "DefaultLinkType": "Gold", "AutoPublishRouteEnabled": true,
        })
    }

    /// Returns what two routers have whose lists show these links.
    fn looked(local: Vec<Value>, remote: Vec<Value>) -> Looked {
        let (here, there) = (RouterId::new("tr-1"), RouterId::new("tr-2"));
        let (local_region, remote_region) = (RegionId::new(LOCAL), RegionId::new(REMOTE));
        let regions = [(&here, &local_region), (&there, &remote_region)].into();
        let (mut looked, mut listed) = (Looked::default(), Vec::new());
        for (region, links, table) in [
            (&local_region, local, "vtb-1"),
            (&remote_region, remote, "vtb-2"),
        ] {
            let uses = TableUse {
                associated: Some(table.into()),
                propagated: [table.into()].into(),
                ..TableUse::default()
            };
            let lists = Lists {
                vpcs: Vec::new(),
                vbrs: Vec::new(),
                links: serde_json::from_value(Value::Array(links)).unwrap(),
                tables: Tables {
                    default: Some(table.into()),
                    custom: BTreeSet::new(),
                    uses: [("tr-attach-1".into(), uses)].into(),
                },
            };
            let links = looked.take(region, lists);
            listed.extend(links.into_iter().map(|row| (region, row)));
        }
        looked.take_links(listed, &regions);
        looked
    }

    #[test]
    fn a_link_is_one_whichever_end_lists_it_and_however() {
        let ours = link("tr-attach-1", ("tr-1", LOCAL), ("tr-2", REMOTE));
        let swapped = link("tr-attach-1", ("tr-2", REMOTE), ("tr-1", LOCAL));
        let bare = link("tr-attach-1", ("tr-1", ""), ("tr-2", ""));
        for (local, remote) in [
            (vec![ours.clone()], vec![ours.clone()]),
            (vec![ours], vec![swapped.clone()]),
            (vec![bare.clone()], vec![bare]),
            (Vec::new(), vec![swapped]),
        ] {
            let looked = looked(local, remote);
            let pair = RegionPair::new(LOCAL.into(), REMOTE.into()).unwrap();
            let link = looked.limits[&pair].link.as_ref().unwrap();
            assert_eq!(looked.limits.len(), 1);
            assert_eq!(link.tables[LOCAL].associated, Some("vtb-1".into()));
            assert_eq!(link.tables[REMOTE].associated, Some("vtb-2".into()));
            assert!(looked.others.values().all(BTreeSet::is_empty));
        }
    }

    #[test]
    fn a_second_link_of_a_pair_and_an_attachment_of_another_kind_are_told_and_not_forgotten() {
        let second = link("tr-attach-2", ("tr-1", LOCAL), ("tr-2", REMOTE));
        let first = link("tr-attach-1", ("tr-1", LOCAL), ("tr-2", REMOTE));
        let looked = looked(vec![first.clone(), second], vec![first]);
        assert_eq!(looked.others[LOCAL], ["tr-attach-2".into()].into());
        assert!(looked.others[REMOTE].is_empty());
        let vpn = super::tests::looked(Vec::new(), Vec::new());
        assert_eq!(vpn.others[LOCAL], ["tr-attach-1".into()].into());
        assert!(vpn.limits.is_empty());
    }
}
