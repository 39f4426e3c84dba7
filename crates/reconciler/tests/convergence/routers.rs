//! Transit routers of the Enterprise Edition: how the rules see them, what of them a plan removes, and
//! the rules that only they have.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::call::RouterCall;
use cen_simulator::Entry;
use serde::Deserialize;

use crate::seen::{Cen, Seen, Tags};

#[derive(Debug, Deserialize)]
pub(crate) struct Router {
    pub(crate) id: String,
    pub(crate) edition: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) tags: Tags,
    pub(crate) tables: BTreeMap<String, Table>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub(crate) is_system: bool,
    /// The attachments whose packets are looked up here, each with a state.
    pub(crate) associations: BTreeMap<String, String>,
    /// The attachments whose routes it has, each with a state.
    pub(crate) propagations: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) region: String,
    pub(crate) to: AttachedTo,
    pub(crate) status: String,
    pub(crate) publishes: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AttachedTo {
    Vpc(AttachedVpc),
    Vbr(AttachedVbr),
    Peer(Link),
}

#[derive(Debug, Deserialize)]
pub(crate) struct AttachedVpc {
    pub(crate) vpc: String,
    pub(crate) zones: Vec<Zone>,
    pub(crate) appliance_mode: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Zone {
    pub(crate) vswitch: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct AttachedVbr {
    pub(crate) vbr: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) peer_region: String,
    pub(crate) bandwidth: Bandwidth,
    pub(crate) link_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Bandwidth {
    Test,
    Package { package: String, mbps: u32 },
    Traffic { mbps: u32 },
}

#[derive(Debug, Deserialize)]
pub(crate) struct Vswitch {
    pub(crate) vpc: String,
    pub(crate) zone: String,
    pub(crate) cidr: String,
    pub(crate) tags: Tags,
}

impl Router {
    pub(crate) fn is_enterprise(&self) -> bool {
        self.edition == "Enterprise"
    }

    /// Returns its default table.
    pub(crate) fn system(&self) -> Option<(&String, &Table)> {
        self.tables.iter().find(|(_, table)| table.is_system)
    }
}

impl Attachment {
    /// Returns the attached network.
    pub(crate) fn network(&self) -> Option<&String> {
        match &self.to {
            AttachedTo::Vpc(attached) => Some(&attached.vpc),
            AttachedTo::Vbr(attached) => Some(&attached.vbr),
            AttachedTo::Peer(_) => None,
        }
    }

    /// Returns the link, and its two regions as the file writes them.
    pub(crate) fn link(&self) -> Option<(String, &Link)> {
        let AttachedTo::Peer(link) = &self.to else {
            return None;
        };
        let mut pair = [self.region.as_str(), link.peer_region.as_str()];
        pair.sort_unstable();
        Some((pair.join("/"), link))
    }

    /// Returns the regions whose routers it is attached to.
    pub(crate) fn regions(&self) -> Vec<&str> {
        let other = self.link().map(|(_, link)| link.peer_region.as_str());
        [self.region.as_str()].into_iter().chain(other).collect()
    }
}

impl Link {
    pub(crate) fn mbps(&self) -> u32 {
        match &self.bandwidth {
            Bandwidth::Test => 0,
            Bandwidth::Package { mbps, .. } | Bandwidth::Traffic { mbps } => *mbps,
        }
    }
}

impl Cen {
    /// Returns the networks on it, through routers of either edition.
    pub(crate) fn networks(&self) -> impl Iterator<Item = &String> {
        let attached = self.attachments.values().filter_map(Attachment::network);
        self.children.keys().chain(attached)
    }

    /// Returns what its limits and links take of packages.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (&str, u32)> {
        let limits = self.limits.values();
        let links = self.attachments.values().filter_map(|attachment| {
            match &attachment.link()?.1.bandwidth {
                Bandwidth::Package { package, mbps } => Some((package.as_str(), *mbps)),
                Bandwidth::Test | Bandwidth::Traffic { .. } => None,
            }
        });
        limits
            .map(|limit| (limit.package.as_str(), limit.mbps))
            .chain(links)
    }
}

/// Returns what nothing of a world may have: two links of a pair, a network twice on a CEN, and a
/// table that knows an attachment twice.
pub(crate) fn doubled(seen: &Seen) -> Option<String> {
    seen.cens.iter().find_map(|(id, cen)| {
        let mut networks = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        let mut links = cen.attachments.values().filter_map(Attachment::link);
        let network = cen.networks().find(|network| !networks.insert(*network));
        network
            .map(|network| format!("{network} is twice on {id}"))
            .or_else(|| {
                let twice = links.find(|(pair, _)| !pairs.insert(pair.clone()));
                twice.map(|(pair, _)| format!("{id} has two links of {pair}"))
            })
    })
}

/// Returns a request that no run may make.
pub(crate) fn forbidden(entry: &Entry, seen: &Seen) -> Option<String> {
    let has = |name: &str| entry.parameters.contains_key(name);
    let asked = |name: &str| {
        entry
            .parameters
            .get(name)
            .is_some_and(|value| value == "true")
    };
    if asked("Force") {
        return Some("it uses force".to_owned());
    }
    if asked("RouteTableAssociationEnabled") || asked("RouteTablePropagationEnabled") {
        return Some("it sends the old flags of tables".to_owned());
    }
    let makes = [
        "CreateTransitRouterVpcAttachment",
        "CreateTransitRouterVbrAttachment",
    ];
    if makes.contains(&entry.action.as_str()) && !has("TransitRouterId") {
        return Some("it makes a router by the way".to_owned());
    }
    let is_old = entry.action == "AttachCenChildInstance" && seen.sells_enterprise();
    let region = entry
        .parameters
        .get("ChildInstanceRegionId")
        .filter(|_| is_old)?;
    let cen = seen.cens.get(entry.parameters.get("CenId")?)?;
    let is_basic = cen
        .routers
        .get(region)
        .is_some_and(|router| !router.is_enterprise());
    (!region.starts_with("ccn-") && !is_basic)
        .then(|| format!("it attaches the old way in {region}"))
}

/// Returns what a request on routers removes.
pub(crate) fn removal_of(entry: &Entry) -> Option<&'static [&'static str]> {
    let names: &[&str] = match entry.action.as_str() {
        "DeleteTransitRouterVpcAttachment"
        | "DeleteTransitRouterVbrAttachment"
        | "DeleteTransitRouterPeerAttachment" => &["TransitRouterAttachmentId"],
        "DeleteTransitRouter" => &["TransitRouterId"],
        "DissociateTransitRouterAttachmentFromRouteTable"
        | "DisableTransitRouterRouteTablePropagation" => {
            &["TransitRouterRouteTableId", "TransitRouterAttachmentId"]
        }
        "DeleteVSwitch" => &["VSwitchId"],
        "RevokeInstanceFromTransitRouter" => &["CenId", "InstanceId"],
        _ => return None,
    };
    Some(names)
}

/// Returns what a call on routers removes, in the form of a request.
pub(crate) fn removal(call: &RouterCall) -> Option<String> {
    let text = match call {
        RouterCall::DetachFromRouter(detach) => {
            let kind = match detach.instance.as_str().starts_with("vbr-") {
                true => "Vbr",
                false => "Vpc",
            };
            format!("DeleteTransitRouter{kind}Attachment {}", detach.attachment)
        }
        RouterCall::DeleteLink(delete) => {
            format!("DeleteTransitRouterPeerAttachment {}", delete.link)
        }
        RouterCall::DeleteRouter(delete) => format!("DeleteTransitRouter {}", delete.router),
        RouterCall::DissociateTable(dissociate) => format!(
            "DissociateTransitRouterAttachmentFromRouteTable {} {}",
            dissociate.table, dissociate.attachment
        ),
        RouterCall::UnpropagateRoutes(unpropagate) => format!(
            "DisableTransitRouterRouteTablePropagation {} {}",
            unpropagate.table, unpropagate.attachment
        ),
        RouterCall::DeleteVswitch(delete) => format!("DeleteVSwitch {}", delete.vswitch),
        RouterCall::RevokeFromRouter(revoke) => format!(
            "RevokeInstanceFromTransitRouter {} {}",
            revoke.cen, revoke.instance
        ),
        _ => return None,
    };
    Some(text)
}
