//! What an observation says of transit routers, and of what is attached to them.

use cen_topology::{RegionPair, RouteTableId};
use serde_json::Value;

use crate::attribute::OwnershipMark;
use crate::attribute::transit::{DEFAULT_TABLE, TransitAttribute};
use crate::read::{Reader, Reading, Tables, settled};
use crate::value::{self, ABSENT};
use cen_observed::{
    LinkCharge, NAME_TAG, SeenAttachment, SeenLimit, SeenLink, SeenRouter, SeenTransit,
    SeenVswitch, ServiceState, TableUse, owner_of,
};

impl<'a> Reader<'a> {
    /// Reads an attribute of a transit router, or of something on it.
    pub(super) fn transit(&self, attribute: &TransitAttribute) -> Reading {
        match attribute {
            // Where nothing that needs it is missing, it was not asked for.
            TransitAttribute::Service(account) => {
                let state = self.observed().services.get(account);
                settled(state.is_none_or(|state| *state == ServiceState::Open))
            }
            TransitAttribute::Router { cen, region } => router_state(self.router(cen, region)),
            TransitAttribute::RouterName { cen, region } => {
                settled(self.router(cen, region).map(|router| router.name.as_str()))
            }
            TransitAttribute::RouterDescription { cen, region } => {
                let router = self.router(cen, region);
                settled(router.map(|router| router.description.as_str()))
            }
            TransitAttribute::RouterTag { cen, region, key } => {
                let router = self.router(cen, region);
                settled(
                    router
                        .and_then(|router| router.tags.get(key))
                        .map(String::as_str),
                )
            }
            TransitAttribute::MadeVswitch(mark) => made_vswitch(&self.vswitches(mark)),
            TransitAttribute::Vswitch(id) => {
                let seen = self.observed().vswitches.get(&**id);
                settled(seen.map_or(ABSENT, cidr))
            }
            TransitAttribute::OnRouter { cen, instance } => {
                settled(self.attachment(cen, instance).is_some())
            }
            TransitAttribute::Zone {
                cen,
                instance,
                zone,
            } => vswitch_in(self.attachment(cen, instance), zone),
            TransitAttribute::Synced { cen, instance } => {
                self.setting(cen, instance, |transit| transit.synced)
            }
            TransitAttribute::Appliance { cen, instance } => {
                self.setting(cen, instance, |transit| transit.appliance)
            }
            TransitAttribute::Link { cen, pair } => match self.link(cen, pair) {
                Some((limit, link)) => {
                    Reading::new(link_value(limit, link), limit.status == "Attached")
                }
                None => settled(ABSENT),
            },
            TransitAttribute::Associated {
                cen,
                region,
                attachment,
            } => {
                let uses = self.table_use(cen, region, attachment);
                let table = uses.and_then(|tables| tables.associated.as_ref());
                settled(table.map(|table| self.table_name(cen, region, table)))
            }
            TransitAttribute::Propagated {
                cen,
                region,
                attachment,
                table,
            } => {
                let uses = self.table_use(cen, region, attachment);
                let mut tables = uses.iter().flat_map(|uses| &uses.propagated);
                settled(tables.any(|other| self.table_name(cen, region, other) == &**table))
            }
        }
    }

    /// Returns the id of what an attribute says was created.
    pub(super) fn transit_created(&self, attribute: &TransitAttribute) -> Option<String> {
        match attribute {
            TransitAttribute::Router { cen, region } => {
                self.router(cen, region).map(|router| router.id.to_string())
            }
            TransitAttribute::MadeVswitch(mark) => {
                let [(id, _)] = self.vswitches(mark)[..] else {
                    return None;
                };
                Some(id.to_owned())
            }
            TransitAttribute::OnRouter { cen, instance } => {
                let (_, transit) = self.attachment(cen, instance)?;
                Some(transit.id.to_string())
            }
            TransitAttribute::Link { cen, pair } => {
                self.link(cen, pair).map(|(_, link)| link.id.to_string())
            }
            TransitAttribute::Service(_)
            | TransitAttribute::RouterName { .. }
            | TransitAttribute::RouterDescription { .. }
            | TransitAttribute::RouterTag { .. }
            | TransitAttribute::Vswitch(_)
            | TransitAttribute::Zone { .. }
            | TransitAttribute::Synced { .. }
            | TransitAttribute::Appliance { .. }
            | TransitAttribute::Associated { .. }
            | TransitAttribute::Propagated { .. } => None,
        }
    }

    fn router(&self, cen: &str, region: &str) -> Option<&'a SeenRouter> {
        self.inside(cen)?.routers.get(region)
    }

    fn vswitches(&self, mark: &OwnershipMark) -> Vec<(&'a str, &'a SeenVswitch)> {
        let is_it = |seen: &SeenVswitch| {
            seen.account == mark.account
                && Some(&seen.region) == mark.region.as_ref()
                && owner_of(&seen.tags) == Some(mark.topology.as_str())
                && seen.tags.get(NAME_TAG) == Some(&mark.part)
        };
        let all = self.observed().vswitches.iter();
        all.filter(|(_, seen)| is_it(seen))
            .map(|(id, seen)| (id.as_str(), seen))
            .collect()
    }

    fn attachment(
        &self,
        cen: &str,
        instance: &str,
    ) -> Option<(&'a SeenAttachment, &'a SeenTransit)> {
        let seen = self.inside(cen)?.attachments.get(instance)?;
        Some((seen, seen.transit.as_ref()?))
    }

    fn setting(&self, cen: &str, instance: &str, read: impl Fn(&SeenTransit) -> bool) -> Reading {
        let attachment = self.attachment(cen, instance);
        Reading::new(
            attachment.map(|(_, transit)| read(transit)),
            attachment.is_none_or(|(seen, _)| seen.status == "Attached"),
        )
    }

    fn link(&self, cen: &str, pair: &RegionPair) -> Option<(&'a SeenLimit, &'a SeenLink)> {
        let seen = self.inside(cen)?.limits.get(pair)?;
        Some((seen, seen.link.as_ref()?))
    }

    /// Returns the tables of a region that know an attachment or a link.
    fn table_use(&self, cen: &str, region: &str, attachment: &str) -> Option<&'a TableUse> {
        match self.tables(cen, attachment)? {
            Tables::Attachment(tables) => Some(tables),
            Tables::Link(ends) => ends.get(region),
        }
    }

    fn table_name<'t>(&self, cen: &str, region: &str, table: &'t RouteTableId) -> &'t str {
        let default = self
            .router(cen, region)
            .and_then(|router| router.default_table.as_ref());
        match default == Some(table) {
            true => DEFAULT_TABLE,
            false => table.as_str(),
        }
    }
}

fn router_state(router: Option<&SeenRouter>) -> Reading {
    // One that is being deleted is waited for by what comes after it.
    let exists = router.is_some_and(|router| router.status != "Deleting");
    let settled = router.is_none_or(|router| router.status == "Active");
    Reading::new(exists, settled)
}

/// Returns the range of a vSwitch that was made; none if there is not exactly one.
fn made_vswitch(found: &[(&str, &SeenVswitch)]) -> Reading {
    let [(_, seen)] = found else {
        return settled(ABSENT);
    };
    Reading::new(cidr(seen), seen.status == "Available")
}

/// Returns the vSwitch through which the router enters a VPC in a zone.
fn vswitch_in(attachment: Option<(&SeenAttachment, &SeenTransit)>, zone: &str) -> Reading {
    let vswitch = attachment.and_then(|(_, transit)| transit.vswitches.get(zone));
    Reading::new(
        vswitch.map(|id| id.as_str()),
        attachment.is_none_or(|(seen, _)| seen.status == "Attached"),
    )
}

fn cidr(seen: &SeenVswitch) -> Value {
    seen.cidr.map(|cidr| cidr.to_string()).into()
}

fn link_value(limit: &SeenLimit, link: &SeenLink) -> Value {
    let quality = match link.charge {
        Some(LinkCharge::Traffic) => Some(link.quality.unwrap_or_default()),
        Some(LinkCharge::Package) | None => None,
    };
    value::link(limit.mbps, quality, link.publishes)
}
