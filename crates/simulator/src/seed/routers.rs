//! The transit routers that a CEN begins with, and what is attached to them.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use jiff::Timestamp;
use serde::Deserialize;

use crate::area::area_of;
use crate::seed::error::SeedError;
use crate::world::{
    Account, AttachedTo, AttachedVbr, AttachedVpc, Attachment, Edition, Link, LinkBandwidth, Map,
    NetworkKind, Router, StaticEntry, Table, Tags, World, ZoneMapping,
};

/// The name by which a seed calls the table that comes with a router.
const SYSTEM: &str = "system";

/// A transit router of the Enterprise Edition.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRouter {
    /// Its region.
    pub region: String,
    /// Its id; without one it gets one.
    pub id: Option<String>,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its state; `Active` by default. A state given here does not change by itself.
    pub status: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// Its tables besides the one that comes with it; `system` is that one, and stands here to have routes.
    #[serde(default)]
    pub tables: Vec<SeedTable>,
}

/// A route table of a router.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedTable {
    /// Its display name.
    pub name: String,
    /// Its id; without one it gets one.
    pub id: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// Its static entries: for each destination the attachment that it leads to, or `drop`.
    #[serde(default)]
    pub routes: BTreeMap<String, String>,
}

/// What is attached to routers: a `vpc`, a `vbr`, or the `link` between two regions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAttachment {
    /// Its id.
    pub id: String,
    /// The VPC.
    pub vpc: Option<String>,
    /// The vSwitches that the router enters the VPC through.
    #[serde(default)]
    pub vswitches: Vec<String>,
    /// The border router.
    pub vbr: Option<String>,
    /// The two regions of a link, that of the end that made it first.
    pub link: Option<[String; 2]>,
    /// The bandwidth of a link.
    #[serde(default)]
    pub mbps: u32,
    /// The package that carries a link. Without one it is paid by traffic.
    pub package: Option<String>,
    /// The type of a link, `Gold` if not said.
    #[serde(rename = "type")]
    pub link_type: Option<String>,
    /// Whether routes are published: into the VPC, to the border router, or over the link.
    #[serde(default)]
    pub synced: bool,
    /// Whether both directions of a connection pass the same zone of the VPC.
    #[serde(default)]
    pub appliance: bool,
    /// The cloud service that made it, if one did.
    #[serde(default)]
    pub service: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its state; `Attached` by default. A state given here does not change by itself.
    pub status: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// The table that it is associated with at each of its routers: `system` if not said, or `none`.
    pub table: Option<String>,
    /// The tables that it propagates to; `system` if not said.
    pub propagates: Option<Vec<String>>,
}

impl World {
    /// Returns the routers of a CEN as a seed says them, by region: Basic ones where a network is attached the old way.
    pub(super) fn seeded_routers(
        &mut self,
        cen: &str,
        (enterprise, more): (&[String], &[SeedRouter]),
        attached_in: impl IntoIterator<Item = String>,
        now: Timestamp,
    ) -> Result<Map<Router>, SeedError> {
        let mut routers = Map::new();
        for region in attached_in {
            routers.insert(region, Router::basic(self.new_id("tr"), now));
        }
        for region in enterprise {
            let (id, table) = (self.new_id("tr"), self.new_id("vtb"));
            routers.insert(region.clone(), Router::enterprise(id, table, now));
        }
        for router in more {
            if routers.contains_key(&router.region) {
                return Err(SeedError::new(format!(
                    "`{cen}` has two transit routers in {}",
                    router.region
                )));
            }
            routers.insert(router.region.clone(), self.seeded_router(router, now)?);
        }
        Ok(routers)
    }

    fn seeded_router(&mut self, seed: &SeedRouter, now: Timestamp) -> Result<Router, SeedError> {
        if area_of(&seed.region).is_none() || seed.region.starts_with("ccn-") {
            return Err(SeedError::new(format!(
                "no Enterprise Edition transit router is sold in `{}`",
                seed.region
            )));
        }
        let id = seed.id.clone().unwrap_or_else(|| self.new_id("tr"));
        let mut router = Router {
            name: seed.name.clone(),
            description: seed.description.clone(),
            tags: seed.tags.clone(),
            ..Router::enterprise(id, self.new_id("vtb"), now)
        };
        if let Some(status) = &seed.status {
            router.status.clone_from(status);
        }
        for table in &seed.tables {
            self.add_table(&mut router, table, now)?;
        }
        Ok(router)
    }

    fn add_table(
        &mut self,
        router: &mut Router,
        seed: &SeedTable,
        now: Timestamp,
    ) -> Result<(), SeedError> {
        let mut entries = Vec::new();
        for (cidr, to) in &seed.routes {
            let range: Ipv4Net = cidr
                .parse()
                .map_err(|_| SeedError::new(format!("`{cidr}` is no CIDR")))?;
            let entry = StaticEntry {
                cidr: range.trunc().to_string(),
                next_hop: Some(to.clone()).filter(|to| to != "drop"),
                name: String::new(),
                description: String::new(),
                status: "Active".to_owned(),
                created: now,
            };
            entries.push((self.new_id("rte"), entry));
        }
        if seed.name == SYSTEM {
            if let Some((_, table)) = router.tables.filter_mut(|_, table| table.is_system).next() {
                table.entries.extend(entries);
            }
            return Ok(());
        }
        let id = seed.id.clone().unwrap_or_else(|| self.new_id("vtb"));
        let table = Table {
            name: seed.name.clone(),
            tags: seed.tags.clone(),
            entries: entries.into_iter().collect(),
            ..Table::new(now, false)
        };
        router.tables.insert(id, table);
        Ok(())
    }

    /// Attaches to the routers of a CEN what a seed says.
    pub(super) fn attach_seeded(
        &mut self,
        cen: &str,
        routers: &mut Map<Router>,
        seed: &[SeedAttachment],
        now: Timestamp,
    ) -> Result<Map<Attachment>, SeedError> {
        let mut attachments = Map::new();
        for attached in seed {
            let attachment = self.seeded_attachment(attached, now)?;
            let regions = [
                Some(&attachment.region),
                attachment.link().map(|link| &link.peer_region),
            ];
            for region in regions.into_iter().flatten() {
                let router = routers
                    .get_mut(region)
                    .filter(|router| router.edition == Edition::Enterprise)
                    .ok_or_else(|| {
                        SeedError::new(format!(
                            "`{cen}` has no Enterprise Edition transit router in {region} for `{}`",
                            attached.id
                        ))
                    })?;
                join(router, attached)?;
            }
            self.open_for(&attachment);
            attachments.insert(attached.id.clone(), attachment);
        }
        Ok(attachments)
    }

    /// Whoever's network is attached has opened the service.
    fn open_for(&mut self, attachment: &Attachment) {
        let network = attachment.network().and_then(|id| self.networks.get(id));
        if let Some(owner) = network.map(|network| network.owner.clone()) {
            let account = self.accounts.get_or_insert_with(&owner, Account::default);
            account.router_service = true;
        }
    }

    fn seeded_attachment(
        &mut self,
        seed: &SeedAttachment,
        now: Timestamp,
    ) -> Result<Attachment, SeedError> {
        let order = "PayByCenOwner".to_owned();
        let (region, to) = match (&seed.vpc, &seed.vbr, &seed.link) {
            (Some(vpc), None, None) => {
                let attached = AttachedVpc {
                    vpc: vpc.clone(),
                    zones: self.seeded_zones(vpc, seed)?,
                    leaving: Vec::new(),
                    order,
                    appliance_mode: seed.appliance,
                    ipv6: false,
                    service: seed.service.clone(),
                };
                (
                    self.region_of(vpc, NetworkKind::Vpc)?,
                    AttachedTo::Vpc(attached),
                )
            }
            (None, Some(vbr), None) => {
                let attached = AttachedVbr {
                    vbr: vbr.clone(),
                    order,
                };
                (
                    self.region_of(vbr, NetworkKind::Vbr)?,
                    AttachedTo::Vbr(attached),
                )
            }
            (None, None, Some([region, peer])) => {
                let link = Link {
                    peer_region: peer.clone(),
                    bandwidth: bandwidth(seed),
                    link_type: seed.link_type.clone().unwrap_or_else(|| "Gold".to_owned()),
                };
                (region.clone(), AttachedTo::Peer(link))
            }
            _ => {
                return Err(SeedError::new(format!(
                    "`{}` must have one of `vpc`, `vbr` and `link`",
                    seed.id
                )));
            }
        };
        Ok(Attachment {
            region,
            to,
            name: seed.name.clone(),
            description: seed.description.clone(),
            status: seed.status.clone().unwrap_or_else(|| "Attached".to_owned()),
            tags: seed.tags.clone(),
            created: now,
            publishes: seed.synced,
        })
    }

    fn region_of(&self, network: &str, kind: NetworkKind) -> Result<String, SeedError> {
        let held = self.networks.get(network).filter(|held| held.kind == kind);
        held.map(|held| held.region.clone()).ok_or_else(|| {
            SeedError::new(format!(
                "there is no {} `{network}` to attach",
                kind.as_str()
            ))
        })
    }

    fn seeded_zones(
        &mut self,
        vpc: &str,
        seed: &SeedAttachment,
    ) -> Result<Vec<ZoneMapping>, SeedError> {
        let mut zones = Vec::new();
        for id in &seed.vswitches {
            let vswitch = self.vswitches.get(id).filter(|vswitch| vswitch.vpc == vpc);
            let zone = vswitch
                .map(|vswitch| vswitch.zone.clone())
                .ok_or_else(|| SeedError::new(format!("`{vpc}` has no vSwitch `{id}`")))?;
            zones.push(ZoneMapping {
                zone,
                vswitch: id.clone(),
                interface: self.new_id("eni"),
            });
        }
        match zones.is_empty() {
            true => Err(SeedError::new(format!(
                "`{}` must name the vSwitches that the router enters `{vpc}` through",
                seed.id
            ))),
            false => Ok(zones),
        }
    }
}

fn bandwidth(seed: &SeedAttachment) -> LinkBandwidth {
    match (&seed.package, seed.mbps) {
        (Some(package), mbps) => LinkBandwidth::Package {
            package: package.clone(),
            mbps,
        },
        (None, 0) => LinkBandwidth::Test,
        (None, mbps) => LinkBandwidth::Traffic { mbps },
    }
}

/// Associates an attachment with a table of a router, and lets it propagate, as a seed says.
fn join(router: &mut Router, seed: &SeedAttachment) -> Result<(), SeedError> {
    let active = || (seed.id.clone(), "Active".to_owned());
    let table = seed.table.as_deref().unwrap_or(SYSTEM);
    if table != "none" {
        find(router, table)?.associations.extend([active()]);
    }
    let usual = [SYSTEM.to_owned()];
    for table in seed.propagates.as_deref().unwrap_or(&usual) {
        find(router, table)?.propagations.extend([active()]);
    }
    Ok(())
}

fn find<'a>(router: &'a mut Router, name: &str) -> Result<&'a mut Table, SeedError> {
    let id = router.id.clone();
    let is_it = |held: &String, table: &Table| {
        if name == SYSTEM {
            table.is_system
        } else {
            table.name == name || held == name
        }
    };
    let found = router.tables.filter_mut(is_it).next();
    found
        .map(|(_, table)| table)
        .ok_or_else(|| SeedError::new(format!("the transit router {id} has no table `{name}`")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn world(cen: &str) -> Result<World, SeedError> {
        let vswitch = "vswitches: [{ id: vsw-1, zone: cn-hangzhou-h, cidr: 10.0.0.0/28 }]";
        let seed = format!(
            "accounts: [{{ id: 7, vpcs: [{{ id: vpc-1, region: cn-hangzhou, cidr: 10.0.0.0/16, {vswitch} }}], cens: [{{ id: cen-1, {cen} }}] }}]"
        );
        let seed = Seed::parse(&seed)?;
        let mut world = World::from_seed(&seed, Timestamp::UNIX_EPOCH)?;
        world.complete(&seed, Timestamp::UNIX_EPOCH)?;
        Ok(world)
    }

    #[test]
    fn routers_tables_and_attachments_are_there_once() {
        let world = world(
            "routers: [{ region: cn-hangzhou, tables: [{ name: t, routes: { 0.0.0.0/0: tr-attach-1, 10.9.0.0/16: drop } }] }, { region: cn-shanghai }], \
             attachments: [{ id: tr-attach-1, vpc: vpc-1, vswitches: [vsw-1], synced: true, table: t }, \
             { id: tr-attach-2, link: [cn-hangzhou, cn-shanghai], mbps: 5, propagates: [] }]",
        )
        .unwrap();
        let cen = &world.cens["cen-1"];
        let tables: Vec<_> = cen.routers["cn-hangzhou"].tables.values().collect();
        let (system, custom) = (tables[0], tables[1]);
        assert!(system.is_system && system.associations.contains_key("tr-attach-2"));
        assert!(custom.associations.contains_key("tr-attach-1"));
        assert_eq!((system.propagations.len(), custom.entries.len()), (1, 2));
        assert_eq!(cen.attachments.len(), 2);
        assert_eq!(world.interfaces_in("vsw-1"), 1);
        assert!(world.accounts["7"].router_service);
    }

    #[test]
    fn what_does_not_fit_together_is_refused_in_words() {
        let router = "routers: [{ region: cn-hangzhou }], attachments:";
        for (cen, part) in [
            (
                "routers: [{ region: ccn-cn-shanghai }]".to_owned(),
                "no Enterprise",
            ),
            (
                "enterprise: [cn-hangzhou], routers: [{ region: cn-hangzhou }]".to_owned(),
                "two transit routers",
            ),
            (
                "attachments: [{ id: a, vpc: vpc-1, vswitches: [vsw-1] }]".to_owned(),
                "has no Enterprise",
            ),
            (format!("{router} [{{ id: a }}]"), "one of"),
            (
                format!("{router} [{{ id: a, vpc: vpc-1 }}]"),
                "must name the vSwitches",
            ),
            (
                format!("{router} [{{ id: a, vpc: vpc-1, vswitches: [vsw-2] }}]"),
                "no vSwitch `vsw-2`",
            ),
            (
                format!("{router} [{{ id: a, vpc: vpc-2, vswitches: [vsw-1] }}]"),
                "vpc-2",
            ),
            (
                format!("{router} [{{ id: a, vpc: vpc-1, vswitches: [vsw-1], table: t }}]"),
                "no table `t`",
            ),
        ] {
            let error = world(&cen).unwrap_err().to_string();
            assert!(error.contains(part), "{cen}: {error}");
        }
    }
}
