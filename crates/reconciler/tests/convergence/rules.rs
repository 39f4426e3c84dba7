//! The rules: checked after every write.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Call, Ref,
    call::{
        AttachmentCall, CenCall, DeleteCen, DeletePackage, DeleteRouteMap, DeleteVpc,
        DetachInstance, DisableHealthCheck, PackageCall, RevokeInstance, RouteCall, SetLimit,
        UnassociatePackage, UnroutePrivateZone, UnrouteService, VpcCall, WithdrawRoute,
    },
};
use cen_observed::NAME_TAG;
use cen_plan::Plan;
use cen_simulator::{Entry, EntryKind};
use cen_topology::Mbps;
use serde_json::Value;

use crate::money::Money;
use crate::networks::ACCOUNTS;
use crate::prefix::{Arrivals, Moment, OnRouter, equal_ranges};
use crate::routers::{doubled, forbidden, removal, removal_of as removal_on_routers};
use crate::seen::{Cen, Grant, Seen, is_ours};

/// Refusals that prove a wrong order of calls. In the right order they cannot happen.
const WRONG_ORDER: [&str; 6] = [
    "InvalidOperation.BwpBandwidthExceeded",
    "InvalidOperation.AttachedChildInstanceExist",
    "InvalidOperation.CenBandwidthLimitsNotZero",
    "Forbidden.PrivatezoneRouteExisted",
    "IdempotenceParam.NotMatch",
    "IdempotentParameterMismatch",
];

/// The writes that are allowed now: those of the current plan and its file.
#[derive(Default)]
pub(crate) struct Expected {
    removals: BTreeSet<String>,
    pub(crate) money: Money,
    document: Value,
    /// The name in the mark of each object, and its owner, including deleted objects.
    names: BTreeMap<String, (String, String)>,
    grants: BTreeSet<Grant>,
    /// The sizes of the packages that exist.
    sizes: BTreeMap<String, u32>,
    /// What the plan brings, and what it holds.
    arrivals: Arrivals,
    /// The network or the pair of regions of each attachment to a router, including deleted ones.
    attached: BTreeMap<String, OnRouter>,
    /// Whether the stranger has changed the cloud since the plan was made.
    pub(crate) disturbed: bool,
}

/// A write that had its effect, or that the cloud itself refused.
pub(crate) fn reached_the_cloud(entry: &Entry) -> bool {
    entry.access == EntryKind::Write
        && entry.fault != "cut-before"
        && entry.fault != entry.code.as_str()
        || entry.access == EntryKind::Write && entry.fault.is_empty()
}

impl Expected {
    /// Allows no write for this file.
    pub(crate) fn of_file(document: &Value) -> Self {
        Self {
            document: document.clone(),
            ..Self::default()
        }
    }

    /// Allows this removal.
    pub(crate) fn allow(&mut self, entry: &Entry) {
        self.removals.extend(removal_of(entry));
    }

    /// Allows the writes of this plan.
    pub(crate) fn plan(&mut self, plan: &Plan, document: &Value) {
        self.removals = removals(plan);
        self.money.plan(plan);
        self.arrivals = Arrivals::of(plan);
        self.document = document.clone();
        self.disturbed = false;
    }

    /// Returns the rule that a refused write broke, in words. The stranger may have made the right
    /// order wrong.
    pub(crate) fn broken_by_refusal(
        &self,
        entry: &Entry,
        seen: impl FnOnce() -> Seen,
    ) -> Option<String> {
        let ungranted = || {
            entry.code == "Forbbiden.AttachChildInstanceAcrossUid" && is_ungranted(entry, &seen())
        };
        let broken = !self.disturbed && (WRONG_ORDER.contains(&entry.code.as_str()) || ungranted());
        broken.then(|| format!("{} was refused with {}", entry.action, entry.code))
    }

    /// Returns the rule that a write broke, in words.
    pub(crate) fn broken_by(&mut self, entry: &Entry, seen: &Seen) -> Option<String> {
        let removal = removal_of(entry).filter(|removal| !self.removals.contains(removal));
        let broken = removal
            .map(|removal| format!("no plan contains `{removal}`"))
            .or_else(|| self.protected(entry))
            .or_else(|| self.ignored(entry))
            .or_else(|| self.at_this_moment(entry, seen))
            .or_else(|| self.money.broken_by(entry, seen))
            .or_else(|| forbidden(entry, seen));
        self.see(seen);
        broken
            .or_else(|| equal_ranges(seen))
            .or_else(|| twice(seen))
            .or_else(|| doubled(seen))
            .or_else(|| over_a_cap(seen))
            .or_else(|| ungranted(seen))
    }

    /// Checks what is taken away and paid for at this moment. Somebody else may have taken away what
    /// was there.
    fn at_this_moment(&self, entry: &Entry, seen: &Seen) -> Option<String> {
        let moment = Moment {
            arrivals: &self.arrivals,
            document: &self.document,
            seen,
            names: &self.names,
            sizes: &self.sizes,
            attached: &self.attached,
        };
        let in_vain = moment.taken_in_vain(entry);
        in_vain.or_else(|| moment.paid_too_early(entry).filter(|_| !self.disturbed))
    }

    /// Tells whether a grant existed at the last look at the world.
    pub(crate) fn has_granted(&self, grant: &Grant) -> bool {
        self.grants.contains(grant)
    }

    /// Records the objects that exist.
    pub(crate) fn see(&mut self, seen: &Seen) {
        self.grants = seen.grants.iter().cloned().collect();
        let cens = seen.cens.iter();
        let attachments =
            cens.flat_map(|(cen, seen)| seen.attachments.iter().map(move |it| (cen, it)));
        self.attached
            .extend(attachments.filter_map(|(cen, (id, seen))| {
                let pair = seen.link().map(|(pair, _)| pair);
                let (cen, end) = (cen.clone(), seen.network().cloned().or(pair)?);
                Some((id.clone(), OnRouter { cen, end }))
            }));
        let cens = seen
            .cens
            .iter()
            .map(|(id, cen)| (id, &cen.owner, &cen.tags));
        let networks = seen
            .networks
            .iter()
            .map(|(id, network)| (id, &network.owner, &network.tags));
        let packages = seen
            .packages
            .iter()
            .map(|(id, package)| (id, &package.owner, &package.tags));
        let sizes = seen.packages.iter();
        self.sizes = sizes
            .map(|(id, package)| (id.clone(), package.mbps))
            .collect();
        let all = networks.chain(cens).chain(packages);
        let marked = all.filter(|(_, _, tags)| is_ours(tags));
        self.names.extend(marked.filter_map(|(id, owner, tags)| {
            Some((id.clone(), (tags.get(NAME_TAG)?.clone(), owner.clone())))
        }));
    }

    /// Returns the file's name of an object: by its mark, or by the id or name in the file.
    fn name(&self, id: &str) -> Option<&str> {
        let named = ["vpcs", "vbrs", "ccns", "cens"]
            .into_iter()
            .filter_map(|section| self.document[section].as_object())
            .flatten();
        let by_id = named
            .filter(|(_, block)| block["id"] == id)
            .map(|(key, _)| key.as_str())
            .next();
        by_id.or_else(|| self.names.get(id).map(|(name, _)| name.as_str()))
    }

    /// Returns the file's entry of a CEN, unless the CEN or its account has left the file.
    fn cen(&self, id: &str) -> Option<&Value> {
        let cen = self.document["cens"].get(self.name(id)?)?;
        let (_, owner) = self.names.get(id)?;
        ACCOUNTS
            .iter()
            .any(|(account, number)| cen["account"] == *account && number == owner)
            .then_some(cen)
    }

    /// Checks that protected objects are neither detached nor deleted.
    fn protected(&self, entry: &Entry) -> Option<String> {
        let id = match entry.action.as_str() {
            "DetachCenChildInstance" => &entry.parameters["ChildInstanceId"],
            "DeleteTransitRouterVpcAttachment" | "DeleteTransitRouterVbrAttachment" => {
                let id = &entry.parameters["TransitRouterAttachmentId"];
                &self.attached.get(id)?.end
            }
            "DeleteCen" => &entry.parameters["CenId"],
            "DeleteVpc" => &entry.parameters["VpcId"],
            _ => return None,
        };
        let protects = |name: &&str| {
            self.document["protect"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|protected| protected == *name)
        };
        self.name(id).filter(protects).map(|name| {
            format!(
                "{} takes away {name}, which the file protects",
                entry.action
            )
        })
    }

    /// Checks that ignored objects stay as they are.
    fn ignored(&self, entry: &Entry) -> Option<String> {
        let cen = self.cen(entry.parameters.get("CenId")?)?;
        let what = match entry.action.as_str() {
            "DetachCenChildInstance"
                if entry.parameters["ChildInstanceId"].starts_with("vpc-legacy") =>
            {
                "vpc-legacy*".to_owned()
            }
            "SetCenInterRegionBandwidthLimit" => pair_of(entry),
            _ => return None,
        };
        let ignored = cen["ignore"]
            .as_array()?
            .iter()
            .any(|ignored| *ignored == what);
        ignored.then(|| format!("{} changes {what}, which the file ignores", entry.action))
    }
}

fn pair_of(entry: &Entry) -> String {
    let mut pair =
        ["LocalRegionId", "OppositeRegionId"].map(|name| entry.parameters[name].as_str());
    pair.sort_unstable();
    pair.join("/")
}

/// Checks that no two objects carry the same mark. Two packages with one mark are a double
/// purchase.
fn twice(seen: &Seen) -> Option<String> {
    let mut marks = BTreeSet::new();
    seen.marks()
        .find(|mark| !marks.insert(mark.clone()))
        .map(|mark| format!("there are two of {mark}"))
}

fn over_a_cap(seen: &Seen) -> Option<String> {
    let mut used: BTreeMap<&str, u32> = BTreeMap::new();
    for (package, mbps) in seen.cens.values().flat_map(Cen::shares) {
        *used.entry(package).or_default() += mbps;
    }
    let over = |(id, used): &(&&str, &u32)| {
        seen.packages
            .get(**id)
            .is_none_or(|package| **used > package.mbps)
    };
    used.iter()
        .find(over)
        .map(|(id, used)| format!("{used} Mbps are used of {id}"))
}

fn ungranted(seen: &Seen) -> Option<String> {
    let children = seen
        .cens
        .iter()
        .flat_map(|(id, cen)| cen.networks().map(move |child| (id, cen, child)));
    let foreign = children.filter(|(_, cen, child)| {
        seen.networks
            .get(*child)
            .is_some_and(|network| network.owner != cen.owner)
    });
    let ungranted = foreign.filter(|(id, _, child)| {
        !seen
            .grants
            .iter()
            .any(|grant| grant.network == **child && grant.cen == **id)
    });
    ungranted
        .map(|(id, _, child)| format!("{child} is on {id} without a grant"))
        .next()
}

/// Tells whether an attachment was refused for want of a grant. A grant that has not taken effect
/// yet does not count.
fn is_ungranted(entry: &Entry, seen: &Seen) -> bool {
    let names = ["ChildInstanceId", "VpcId", "VbrId"];
    let network = names.iter().find_map(|name| entry.parameters.get(*name));
    let granted =
        |grant: &Grant| Some(&grant.network) == network && grant.cen == entry.parameters["CenId"];
    !seen.grants.iter().any(granted)
}

/// Returns the object that a request removes.
fn removal_of(entry: &Entry) -> Option<String> {
    let names: &[&str] = match entry.action.as_str() {
        "DetachCenChildInstance" => &["CenId", "ChildInstanceId"],
        "RevokeInstanceFromCen" => &["CenId", "InstanceId"],
        "RevokeInstanceFromCbn" => &["CenInstanceId", "CcnInstanceId"],
        "UnassociateCenBandwidthPackage" => &["CenId", "CenBandwidthPackageId"],
        "DeleteCenBandwidthPackage" => &["CenBandwidthPackageId"],
        "DeleteCen" => &["CenId"],
        "DeleteVpc" => &["VpcId"],
        "SetCenInterRegionBandwidthLimit" if entry.parameters["BandwidthLimit"] == "0" => {
            &["CenId", "LocalRegionId", "OppositeRegionId"]
        }
        "WithdrawPublishedRouteEntries" => &["CenId", "ChildInstanceId", "DestinationCidrBlock"],
        "DisableCenVbrHealthCheck" => &["CenId", "VbrInstanceId"],
        "UnroutePrivateZoneInCenToVpc" => &["CenId", "AccessRegionId"],
        "DeleteRouteServiceInCen" => &["CenId", "Host"],
        "DeleteCenRouteMap" => &["CenId", "RouteMapId"],
        _ => removal_on_routers(entry)?,
    };
    let values: Vec<_> = names
        .iter()
        .map(|name| entry.parameters[*name].as_str())
        .collect();
    Some(format!("{} {}", entry.action, values.join(" ")))
}

/// Returns the objects that a plan removes, in the form of requests.
fn removals(plan: &Plan) -> BTreeSet<String> {
    let removal = |call: &Call| match call {
        Call::Attachment(AttachmentCall::DetachInstance(DetachInstance {
            cen, instance, ..
        })) => Some(format!("DetachCenChildInstance {cen} {instance}")),
        Call::Attachment(AttachmentCall::RevokeInstance(RevokeInstance {
            cen, instance, ..
        })) if instance.as_str().starts_with("ccn-") => {
            Some(format!("RevokeInstanceFromCbn {cen} {instance}"))
        }
        Call::Attachment(AttachmentCall::RevokeInstance(RevokeInstance {
            cen, instance, ..
        })) => Some(format!("RevokeInstanceFromCen {cen} {instance}")),
        Call::Package(PackageCall::UnassociatePackage(UnassociatePackage { package, cen })) => {
            Some(format!("UnassociateCenBandwidthPackage {cen} {package}"))
        }
        Call::Package(PackageCall::DeletePackage(DeletePackage { package })) => {
            Some(format!("DeleteCenBandwidthPackage {package}"))
        }
        Call::Cen(CenCall::DeleteCen(DeleteCen { cen })) => Some(format!("DeleteCen {cen}")),
        Call::Vpc(VpcCall::DeleteVpc(DeleteVpc { vpc, .. })) => Some(format!("DeleteVpc {vpc}")),
        Call::Package(PackageCall::SetLimit(SetLimit {
            cen: Ref::Known(cen),
            pair,
            to: Mbps(0),
            ..
        })) => Some(format!(
            "SetCenInterRegionBandwidthLimit {cen} {} {}",
            pair.first(),
            pair.second()
        )),
        Call::Route(RouteCall::WithdrawRoute(WithdrawRoute { cen, vpc, cidr, .. })) => {
            Some(format!("WithdrawPublishedRouteEntries {cen} {vpc} {cidr}"))
        }
        Call::Route(RouteCall::DisableHealthCheck(DisableHealthCheck { cen, vbr, .. })) => {
            Some(format!("DisableCenVbrHealthCheck {cen} {vbr}"))
        }
        Call::Route(RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, access, .. })) => {
            Some(format!("UnroutePrivateZoneInCenToVpc {cen} {access}"))
        }
        Call::Route(RouteCall::UnrouteService(UnrouteService { cen, host, .. })) => {
            Some(format!("DeleteRouteServiceInCen {cen} {host}"))
        }
        Call::Route(RouteCall::DeleteRouteMap(DeleteRouteMap { cen, id, .. })) => {
            Some(format!("DeleteCenRouteMap {cen} {id}"))
        }
        Call::Router(call) => removal(call),
        _ => None,
    };
    plan.steps
        .iter()
        .filter_map(|step| removal(&step.action.call))
        .collect()
}
