//! vSwitches, and settings of attachments and routers, from the document to the model.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{self, VswitchEntry};
use crate::literal::range;
use crate::model::{AttachmentOptions, Router, Vswitches};
use crate::names::{NetworkName, RegionId, VswitchId, ZoneId};

pub(super) fn vswitches(written: Option<&[VswitchEntry]>) -> Option<Vswitches> {
    let Some(entries) = written else {
        return Some(Vswitches::Chosen);
    };
    let (mut pinned, mut made) = (BTreeSet::new(), BTreeMap::new());
    for entry in entries {
        match entry {
            VswitchEntry::Id(id) => {
                pinned.insert(VswitchId::from(id.as_str()));
            }
            VswitchEntry::Made(vswitch) => {
                let zone = ZoneId::from(vswitch.zone.as_deref()?);
                made.insert(zone, range(vswitch.cidr.as_ref()?)?);
            }
        }
    }
    match (pinned.is_empty(), made.is_empty()) {
        (false, true) => Some(Vswitches::Pinned(pinned)),
        (true, false) => Some(Vswitches::Made(made)),
        (true, true) | (false, false) => None,
    }
}

pub(super) fn attachments(
    written: &BTreeMap<String, document::AttachmentOptions>,
) -> BTreeMap<NetworkName, AttachmentOptions> {
    let options = |written: &document::AttachmentOptions| AttachmentOptions {
        synced: written.routes.as_deref() != Some("own"),
        appliance: written.appliance.unwrap_or_default(),
    };
    written
        .iter()
        .map(|(network, written)| (network.as_str().into(), options(written)))
        .collect()
}

pub(super) fn routers(written: BTreeMap<String, document::Router>) -> BTreeMap<RegionId, Router> {
    let router = |written: document::Router| Router {
        name: written.name,
        description: written.description,
        tags: written.tags,
    };
    written
        .into_iter()
        .map(|(region, written)| (region.as_str().into(), router(written)))
        .collect()
}
