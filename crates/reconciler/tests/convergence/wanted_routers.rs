//! Compares what is on transit routers with a file, independently of the planner.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::NAME_TAG;
use serde_json::Value;

use crate::routers::{AttachedTo, Attachment, Bandwidth, Link};
use crate::seen::{Cen, is_ours};
use crate::wanted::{File, differs, texts};

impl File<'_> {
    /// Returns a difference of what is on the routers of a CEN, in words.
    pub(super) fn on_routers(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        self.entrances(wanted, cen)
            .or_else(|| self.options(wanted, cen))
            .or_else(|| self.tables(wanted, cen))
            .or_else(|| self.links(wanted, cen))
            .or_else(|| self.router_texts(wanted, cen))
            .or_else(|| self.spare_routers(wanted, cen))
    }

    /// Returns how a network of the file is attached to a router.
    fn attachment<'a>(&self, cen: &'a Cen, key: &str) -> Option<&'a Attachment> {
        let id = self.network(key)?;
        let mut attached = cen.attachments.values();
        attached.find(|attachment| attachment.network() == Some(&id))
    }

    fn entrances(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        texts(&wanted["attach"]).find_map(|key| {
            let AttachedTo::Vpc(attached) = &self.attachment(cen, key)?.to else {
                return None;
            };
            let ids = attached.zones.iter().map(|zone| zone.vswitch.as_str());
            let ids: BTreeSet<_> = ids.collect();
            if ids.is_empty() {
                return Some(format!("{key} is attached nowhere"));
            }
            let written = self.network_block(key)?.get("vswitches")?.as_array()?;
            let pinned: BTreeSet<_> = written.iter().filter_map(Value::as_str).collect();
            if !pinned.is_empty() {
                return differs(&format!("vSwitches of {key}"), &pinned, &ids);
            }
            let made = written
                .iter()
                .map(|made| made["cidr"].as_str().unwrap_or_default());
            let ranges = ids.iter().filter_map(|id| self.seen.vswitches.get(*id));
            differs(
                &format!("made vSwitches of {key}"),
                &made.collect::<BTreeSet<_>>(),
                &ranges.map(|vswitch| vswitch.cidr.as_str()).collect(),
            )
        })
    }

    fn options(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        texts(&wanted["attach"]).find_map(|key| {
            let attachment = self.attachment(cen, key)?;
            let options = &wanted["attachments"][key];
            let is_synced = options["routes"].as_str() != Some("own");
            let appliance = || {
                let AttachedTo::Vpc(attached) = &attachment.to else {
                    return None;
                };
                let is_wanted = options["appliance"].as_bool().unwrap_or_default();
                differs(
                    &format!("appliance of {key}"),
                    &is_wanted,
                    &attached.appliance_mode,
                )
            };
            differs(
                &format!("routes of {key}"),
                &is_synced,
                &attachment.publishes,
            )
            .or_else(appliance)
        })
    }

    /// Checks that the default table of each end knows each attachment of the file.
    fn tables(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let keys: Vec<_> = texts(&wanted["attach"])
            .filter_map(|key| self.network(key))
            .collect();
        let pairs = self.pairs(wanted);
        let is_wanted = |attachment: &Attachment| match attachment.link() {
            Some((pair, _)) => pairs.contains_key(&pair),
            None => attachment.network().is_some_and(|id| keys.contains(id)),
        };
        let attached = cen.attachments.iter();
        attached
            .filter(|(_, attachment)| is_wanted(attachment))
            .find_map(|(id, attachment)| {
                attachment.regions().into_iter().find_map(|region| {
                    let router = cen.routers.get(region)?;
                    if !router.is_enterprise() {
                        return None;
                    }
                    let (table, system) = router.system()?;
                    let knows = system.associations.contains_key(id)
                        && system.propagations.contains_key(id);
                    (!knows).then(|| format!("{table} of {region} does not know {id}"))
                })
            })
    }

    /// Returns the bandwidth of each pair of the file, and how it is paid for.
    fn pairs(&self, wanted: &Value) -> BTreeMap<String, (u64, String)> {
        let groups = wanted["bandwidth"].as_array().into_iter().flatten();
        let limits = groups.flat_map(|group| {
            let quality = match group["charge"].as_str() {
                Some(_) => group["link"].as_str().unwrap_or("gold"),
                None => "package",
            };
            let limits = group["limits"].as_array().into_iter().flatten();
            limits.map(move |limit| (limit, quality.to_owned()))
        });
        let pair = |limit: &Value| {
            let mut pair: Vec<_> = texts(&limit["between"]).collect();
            pair.sort_unstable();
            pair.join("/")
        };
        limits
            .map(|(limit, paid)| {
                (
                    pair(limit),
                    (limit["mbps"].as_u64().unwrap_or_default(), paid),
                )
            })
            .collect()
    }

    fn links(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let pairs = self.pairs(wanted);
        let links = cen.attachments.values().filter_map(|attachment| {
            let (pair, link) = attachment.link()?;
            Some((pair, link, attachment.publishes))
        });
        links.into_iter().find_map(|(pair, link, publishes)| {
            let (_, paid) = pairs.get(&pair)?;
            let there = paid_by(link);
            differs(&format!("charge of {pair}"), paid, &there)
                .or_else(|| (!publishes).then(|| format!("{pair} publishes nothing")))
        })
    }

    fn router_texts(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let routers = wanted["routers"].as_object()?;
        routers.iter().find_map(|(region, written)| {
            let Some(router) = cen.routers.get(region) else {
                return Some(format!("{region} has no router"));
            };
            let text = |name: &str, there: &String| {
                let wanted = written[name].as_str()?;
                differs(&format!("{name} of {region}"), &wanted, &there.as_str())
            };
            let tags = || {
                let wanted = written["tags"].as_object()?;
                let wanted = wanted
                    .iter()
                    .filter_map(|(key, tag)| Some((key.clone(), tag.as_str()?)));
                let there = router
                    .tags
                    .iter()
                    .filter(|(key, _)| !key.starts_with("cen:"));
                differs(
                    &format!("tags of {region}"),
                    &wanted.collect::<BTreeMap<_, _>>(),
                    &there
                        .map(|(key, tag)| (key.clone(), tag.as_str()))
                        .collect(),
                )
            };
            text("name", &router.name)
                .or_else(|| text("description", &router.description))
                .or_else(tags)
        })
    }

    /// Finds routers without anything on them.
    fn spare_routers(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let regions =
            texts(&wanted["attach"]).filter_map(|key| self.network_block(key)?["region"].as_str());
        let mut regions: BTreeSet<_> = regions.collect();
        regions.extend(cen.attachments.values().flat_map(Attachment::regions));
        let mut routers = cen
            .routers
            .iter()
            .filter(|(_, router)| router.is_enterprise());
        let spare = routers.find(|(region, _)| !regions.contains(region.as_str()));
        spare.map(|(region, router)| format!("{} in {region} is of no use", router.id))
    }

    /// Tells whether a CEN of the file attaches a network.
    fn attaches(&self, key: &str) -> bool {
        let cens = self.document["cens"].as_object().into_iter().flatten();
        cens.into_iter()
            .any(|(_, cen)| texts(&cen["attach"]).any(|attached| attached == key))
    }

    /// Tells whether a router enters a VPC.
    fn enters(&self, vpc: &str) -> bool {
        let cens = self.seen.cens.values();
        let mut attached = cens.flat_map(|cen| cen.attachments.values());
        attached.any(|attachment| match &attachment.to {
            AttachedTo::Vpc(attached) => attached.vpc == vpc,
            AttachedTo::Vbr(_) | AttachedTo::Peer(_) => false,
        })
    }

    /// Finds vSwitches that were made for a network of the file and are of no use.
    pub(super) fn spare_vswitch(&self) -> Option<String> {
        let ours = self
            .seen
            .vswitches
            .iter()
            .filter(|(_, vswitch)| is_ours(&vswitch.tags));
        ours.into_iter().find_map(|(id, vswitch)| {
            let mark = vswitch.tags.get(NAME_TAG)?;
            let (_, zone) = mark.split_once('/')?;
            // The mark has the key that the VPC had when the vSwitch was made.
            let keys = self.keys_of(&vswitch.vpc);
            let block = keys.iter().find_map(|key| self.network_block(key));
            let is_attached = keys.iter().any(|key| self.attaches(key));
            let is_wanted = block.is_some_and(|block| {
                let made = block["vswitches"].as_array();
                let is_it = |made: &Value| is_attached && made["zone"].as_str() == Some(zone);
                made.map_or(block.get("cidr").is_some(), |made| made.iter().any(is_it))
            });
            let is_right = vswitch.zone == zone && self.seen.networks.contains_key(&vswitch.vpc);
            // What the file says nothing of any more stays as long as its VPC is attached: no look
            // reads vSwitches only to see whether somebody took the attachment out of a zone.
            let is_chosen = block.is_some_and(|block| block["vswitches"].is_null());
            let is_kept = is_chosen && self.enters(&vswitch.vpc);
            (!(is_wanted || is_kept) || !is_right)
                .then(|| format!("vSwitch {id} of {mark} is of no use"))
        })
    }
}

fn paid_by(link: &Link) -> String {
    match &link.bandwidth {
        Bandwidth::Package { .. } => "package".to_owned(),
        Bandwidth::Traffic { .. } => link.link_type.to_lowercase(),
        Bandwidth::Test => "nothing".to_owned(),
    }
}
