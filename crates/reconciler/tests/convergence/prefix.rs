//! Rules about each moment of a run: what a plan must not take away, what must not meet on one CEN,
//! and what must be there before anything is paid for it. They ask for attachments, packages and
//! grants only, so they hold for both editions of transit routers.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Address, Call, HeldDifference,
    call::{PackageCall, RouterCall},
};
use cen_plan::Plan;
use cen_simulator::Entry;
use cen_topology::CenName;
use serde_json::Value;

use crate::seen::{Grant, Seen, is_ours};
use crate::wanted::{File, group_with, mark_of};

/// What a plan says about arrivals: those that it holds, and those that it brings.
#[derive(Default)]
pub(crate) struct Arrivals {
    pub(crate) held: BTreeSet<Address>,
    /// The CEN and the key of each network that is attached.
    pub(crate) attached: Vec<(String, String)>,
    /// The CEN and the regions of each limit that is raised.
    pub(crate) raised: BTreeSet<(String, BTreeSet<String>)>,
    /// The ids of the networks that are detached.
    pub(crate) leaving: BTreeSet<String>,
}

impl Arrivals {
    pub(crate) fn of(plan: &Plan) -> Self {
        let brings = |difference: &Option<HeldDifference>| match difference {
            Some(HeldDifference::Missing) => true,
            Some(HeldDifference::Bandwidth { from, to }) => to > from,
            _ => false,
        };
        let held = plan.holds.iter().filter(|hold| brings(&hold.difference));
        let actions = || plan.steps.iter().map(|step| &step.action);
        let attached = actions().filter(|action| action.id.as_str().starts_with("attach/"));
        let parts = |address: &Address| match address {
            Address::Attachment { cen, network } => Some((cen.to_string(), network.to_string())),
            _ => None,
        };
        let raised = actions().filter_map(|action| match &action.address {
            Address::Limit { cen, pair } if joins_regions(&action.call) => {
                let regions = pair.regions().into_iter().map(ToString::to_string);
                Some((cen.to_string(), regions.collect()))
            }
            _ => None,
        });
        let leaving = actions().filter(|action| action.id.as_str().starts_with("detach/"));
        let leaving = leaving.filter_map(|action| action.call.traits().network());
        Self {
            held: held.map(|hold| hold.address.clone()).collect(),
            attached: attached
                .filter_map(|action| parts(&action.address))
                .collect(),
            raised: raised.collect(),
            leaving: leaving.map(ToString::to_string).collect(),
        }
    }

    fn holds_network(&self, key: &str) -> bool {
        self.held.iter().any(|address| match address {
            Address::Attachment { network, .. } | Address::Network { network } => {
                network.as_str() == key
            }
            _ => false,
        })
    }

    fn holds_package(&self, mark: &str) -> bool {
        self.held.iter().any(|address| match address {
            Address::Association { cen, areas } | Address::Package { cen, areas } => {
                format!("{cen}/{areas}") == mark
            }
            _ => false,
        })
    }
}

/// A write, and what is known at that moment.
pub(crate) struct Moment<'a> {
    pub(crate) arrivals: &'a Arrivals,
    pub(crate) document: &'a Value,
    /// The world after the write.
    pub(crate) seen: &'a Seen,
    /// The name in the mark of each object that existed before, and its owner.
    pub(crate) names: &'a BTreeMap<String, (String, String)>,
    /// The size of each package before.
    pub(crate) sizes: &'a BTreeMap<String, u32>,
    /// Each attachment of a transit router before, by its id.
    pub(crate) attached: &'a BTreeMap<String, OnRouter>,
}

/// What is attached to a transit router.
pub(crate) struct OnRouter {
    /// The CEN's id.
    pub(crate) cen: String,
    /// The network's id, or the two regions of a link.
    pub(crate) end: String,
}

impl Moment<'_> {
    fn file(&self) -> File<'_> {
        File {
            document: self.document,
            seen: self.seen,
        }
    }

    fn mark(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(|(name, _)| name.as_str())
    }

    /// Returns the file's name of a CEN. A CEN of another account is another one.
    fn cen(&self, id: &str) -> Option<&str> {
        let cens = self.document["cens"].as_object()?;
        let by_id = cens.iter().find(|(_, block)| block["id"] == id);
        let by_mark = || {
            let (mark, owner) = self.names.get(id)?;
            let (key, block) = cens.get_key_value(mark)?;
            (self.file().account(block) == owner).then_some(key)
        };
        by_id
            .map(|(key, _)| key)
            .or_else(by_mark)
            .map(String::as_str)
    }

    /// Checks that nothing is taken away for the sake of something that the plan holds.
    pub(crate) fn taken_in_vain(&self, entry: &Entry) -> Option<String> {
        let parameter = |name: &str| entry.parameters.get(name).map(String::as_str);
        let held = match entry.action.as_str() {
            "DetachCenChildInstance" => {
                self.detached_in_vain(parameter("ChildInstanceId")?, parameter("CenId")?)
            }
            "DeleteTransitRouterVpcAttachment" | "DeleteTransitRouterVbrAttachment" => {
                let on = self.attached.get(parameter("TransitRouterAttachmentId")?)?;
                self.detached_in_vain(&on.end, &on.cen)
            }
            "DeleteTransitRouterPeerAttachment" => {
                let on = self.attached.get(parameter("TransitRouterAttachmentId")?)?;
                let (one, other) = on.end.split_once('/')?;
                self.limit_in_vain(&on.cen, [one, other])
            }
            "DeleteVpc" => {
                let key = self.mark(parameter("VpcId")?)?;
                self.arrivals.holds_network(key).then(|| key.to_owned())
            }
            "UnassociateCenBandwidthPackage" => {
                let package = self
                    .seen
                    .packages
                    .get(parameter("CenBandwidthPackageId")?)?;
                let mark = format!("{}/{}", self.cen(parameter("CenId")?)?, package.areas());
                self.arrivals.holds_package(&mark).then_some(mark)
            }
            "DeleteCenBandwidthPackage" => {
                let mark = self.mark(parameter("CenBandwidthPackageId")?)?;
                self.arrivals.holds_package(mark).then(|| mark.to_owned())
            }
            "SetCenInterRegionBandwidthLimit" if parameter("BandwidthLimit") == Some("0") => {
                let regions = [parameter("LocalRegionId")?, parameter("OppositeRegionId")?];
                self.limit_in_vain(parameter("CenId")?, regions)
            }
            _ => None,
        };
        held.map(|what| {
            format!(
                "{} makes way for {what}, which the plan holds",
                entry.action
            )
        })
    }

    /// Returns the package for whose sake two regions lose their bandwidth, if the plan holds it.
    fn limit_in_vain(&self, cen: &str, regions: [&str; 2]) -> Option<String> {
        let key = self.cen(cen)?;
        let group = group_with(&self.document["cens"][key], regions)?;
        let mark = format!("{key}/{}", mark_of(group));
        self.arrivals.holds_package(&mark).then_some(mark)
    }

    /// Returns the network for whose sake another one leaves a CEN, if the plan holds it: the same
    /// network elsewhere, or one with its range on the same CEN.
    fn detached_in_vain(&self, id: &str, cen: &str) -> Option<String> {
        let file = self.file();
        let range = self.seen.networks.get(id).map(|seen| seen.cidr.as_str());
        let is_here = |key: &CenName| self.cen(cen) == Some(key.as_str());
        let is_for = |on: &CenName, key: &str| {
            let arriving = file.network(key);
            let its_range = arriving
                .as_ref()
                .and_then(|id| self.seen.networks.get(id))
                .map(|seen| seen.cidr.as_str());
            arriving.as_deref() == Some(id)
                || self.mark(id) == Some(key)
                || (is_here(on)
                    && range.is_some_and(|range| !range.is_empty())
                    && range == its_range)
        };
        let is_it = |address: &&Address| match address {
            Address::Attachment { cen, network } => is_for(cen, network.as_str()),
            _ => false,
        };
        let held = self.arrivals.held.iter().find(is_it);
        held.map(ToString::to_string)
    }

    /// Checks that a package is bought or enlarged only when the networks are there that its limits
    /// join. A network that must first leave another place may come later: it keeps that place
    /// until everything for it is ready.
    pub(crate) fn paid_too_early(&self, entry: &Entry) -> Option<String> {
        let paid = ["CreateCenBandwidthPackage", "ModifyCenBandwidthPackageSpec"];
        if !paid.contains(&entry.action.as_str()) {
            return None;
        }
        let is_larger = |id: &str, mbps| self.sizes.get(id).is_none_or(|size| *size < mbps);
        let mut bought = self.seen.packages.iter().filter_map(|(id, package)| {
            let mark = package.mark()?;
            is_larger(id, package.mbps).then_some((id, mark))
        });
        bought.find_map(|(id, mark)| {
            let missing = self.missing_for(mark)?;
            Some(format!("{id} is paid for before {missing} is attached"))
        })
    }

    /// Returns a network of the plan that the limits under a package need and that is not attached.
    fn missing_for(&self, mark: &str) -> Option<String> {
        let (key, areas) = mark.split_once('/')?;
        let block = &self.document["cens"][key];
        let groups = block["bandwidth"].as_array()?;
        let group = groups.iter().find(|group| mark_of(group) == areas)?;
        let limits = group["limits"].as_array()?.iter().map(regions_of);
        let is_raised = |regions: &BTreeSet<String>| {
            let limit = (key.to_owned(), regions.clone());
            self.arrivals.raised.contains(&limit)
        };
        let regions: BTreeSet<String> = limits.filter(is_raised).flatten().collect();
        let file = self.file();
        let cen = self
            .seen
            .cens
            .iter()
            .find(|(id, _)| self.cen(id) == Some(key));
        let needed = self.arrivals.attached.iter().filter(|(on, network)| {
            let region = file.network_block(network).map(|block| &block["region"]);
            on == key && region.is_some_and(|region| regions.contains(region.as_str().unwrap()))
        });
        let is_there = |network: &str| {
            let child = file.network(network).zip(cen);
            child.is_some_and(|(id, (_, cen))| cen.is_attached(&id))
        };
        let mut missing =
            needed.filter(|(_, network)| !is_there(network) && !self.must_leave_first(network));
        missing.next().map(|(_, network)| network.clone())
    }

    /// Tells whether a network, or another one with its range, must first leave a CEN.
    fn must_leave_first(&self, key: &str) -> bool {
        let Some(id) = self.file().network(key) else {
            return false;
        };
        let range = |id: &str| self.seen.networks.get(id).map(|seen| seen.cidr.as_str());
        let mut leaving = self.arrivals.leaving.iter();
        leaving.any(|other| *other == id || range(other) == range(&id))
    }
}

/// Tells whether a call lets regions exchange more than before, for which their networks must be
/// there. A link that exists joins its regions already: it needs no network for another size or
/// billing.
pub(crate) fn joins_regions(call: &Call) -> bool {
    match call {
        Call::Package(PackageCall::SetLimit(limit)) => limit.to > limit.from,
        Call::Router(RouterCall::CreateLink(_)) => true,
        _ => false,
    }
}

fn regions_of(limit: &Value) -> BTreeSet<String> {
    let between = limit["between"].as_array().into_iter().flatten();
    between
        .filter_map(|region| region.as_str().map(str::to_owned))
        .collect()
}

/// Checks that no two networks with one range are on a CEN.
pub(crate) fn equal_ranges(seen: &Seen) -> Option<String> {
    seen.cens.iter().find_map(|(id, cen)| {
        let mut taken = BTreeMap::new();
        let mut ranges = cen.networks().filter_map(|child| {
            let range = seen.networks.get(child)?.cidr.as_str();
            (!range.is_empty()).then_some((child, range))
        });
        ranges.find_map(|(child, range)| {
            let other = taken.insert(range, child)?;
            Some(format!("{other} and {child} are on {id} with {range}"))
        })
    })
}

/// Returns an object with the file's mark that the file does not name and that a plan tells nothing
/// about: no action, no hold, no notice. A plan with gaps knows less.
pub(crate) fn untold(plan: &Plan, document: &Value, seen: &Seen) -> Option<String> {
    if !plan.gaps.is_empty() {
        return None;
    }
    let told = serde_json::to_string(&(&plan.steps, &plan.holds, &plan.notices)).unwrap();
    let held: BTreeSet<_> = plan
        .holds
        .iter()
        .map(|hold| hold.address.to_string())
        .collect();
    let is_told = |section: &str, id: &str, mark: &str| {
        told.contains(&format!("\"{id}\"")) || held.contains(&format!("{section}/{mark}"))
    };
    let file = File { document, seen };
    let (section, id, mark) = file
        .unnamed()
        .find(|(section, id, mark)| !is_told(section, id, mark))?;
    Some(format!(
        "{section} {id} ({mark}) is not in the file, and the plan does not tell it"
    ))
}

/// Returns a grant to a CEN of the file that no network there uses, and that a plan tells nothing
/// about. The grants of others are none of our business, and a grant to a CEN that is gone has no
/// use.
pub(crate) fn forgotten_grant(
    plan: &Plan,
    document: &Value,
    seen: &Seen,
    is_of_others: impl Fn(&Grant) -> bool,
) -> Option<String> {
    let told = serde_json::to_string(&(&plan.steps, &plan.holds)).unwrap();
    let file = File { document, seen };
    let is_told = |id: &str| {
        let keys = file.keys_of(id);
        told.contains(&format!("\"{id}\""))
            || plan.holds.iter().any(|hold| match &hold.address {
                Address::Grant { network, .. } => keys.contains(network.as_str()),
                _ => false,
            })
    };
    let unused = seen.grants.iter().filter(|grant| {
        let cen = seen.cens.get(&grant.cen);
        let is_used =
            cen.is_some_and(|cen| cen.networks().any(|network| *network == grant.network));
        let is_ours = cen.is_some_and(|cen| is_ours(&cen.tags));
        is_ours && !is_used && !is_of_others(grant)
    });
    let mut left = unused.filter(|grant| !is_told(&grant.network));
    left.next().map(|grant| format!("{grant:?} is left behind"))
}
