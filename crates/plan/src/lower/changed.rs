//! The calls that change what exists.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Address, Blocker, Call, Edit, HeldDifference, HoldReason,
    call::{ModifyCen, ModifyVpc, ResizePackage, TagCen, UnmarkPackage, UnmarkVpc, UntagCen},
};
use cen_diff::Change;
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};
use cen_topology::{AccountName, CenId, HealthCheck, Mbps, PackageId};

use crate::lower::Lowering;
use crate::lower::basic::routes;

impl Lowering<'_> {
    pub(super) fn changed(&mut self, address: Address, change: Change) {
        let comparison = self.comparison;
        let account = match &address {
            Address::Network { network } => comparison
                .desired
                .networks
                .get(network)
                .map(|network| &network.account),
            other => other.cen().and_then(|cen| comparison.cen_account(cen)),
        };
        let Some(account) = account else { return };
        match change {
            Change::HealthCheck { from, to } => {
                self.change_health_check(address, account, from, to);
            }
            Change::RouteMap { from, seen } => self.change_route_map(address, from, *seen),
            Change::Router(change) => self.change_router(address, *change),
            Change::Transit(change) => self.change_attachment(address, change),
            Change::Size { id, from, to } => self.resize(address, account, (id, from, to)),
            Change::Vpc { .. }
            | Change::MarkedVpc { .. }
            | Change::MarkedPackage { .. }
            | Change::CenText { .. }
            | Change::CenTags { .. } => {
                for call in edits(change) {
                    self.push(address.clone(), account, call);
                }
            }
        }
    }

    fn change_health_check(
        &mut self,
        address: Address,
        account: &AccountName,
        from: HealthCheck,
        to: HealthCheck,
    ) {
        let Some(part) = address.cen().zip(address.network()) else {
            return;
        };
        if let Some(reason) = self.why_no_routes_of(part.0, part.1) {
            return self.hold(address, HeldDifference::Changed, reason);
        }
        let call = routes::check_health(self.comparison, part, Some(from), to);
        self.push(address.clone(), account, call);
    }

    /// A package does not shrink below limits that stay.
    fn resize(
        &mut self,
        address: Address,
        account: &AccountName,
        (package, from, to): (PackageId, Mbps, Mbps),
    ) {
        if let Address::Package { cen, areas } = &address
            && to < from
            && self.left(cen, *areas) > Mbps(0)
        {
            let reason = HoldReason::waits(Blocker::LimitsStay);
            return self.hold(address, HeldDifference::Bandwidth { from, to }, reason);
        }
        if let Address::Package { cen, .. } = &address
            && to < from
            && let Some(reason) = self.why_links_unknown(cen)
        {
            return self.hold(address, HeldDifference::Bandwidth { from, to }, reason);
        }
        self.push(address, account, ResizePackage { package, from, to });
    }
}

/// Returns the calls that edit texts and tags; none for a change of another kind.
fn edits(change: Change) -> Vec<Call> {
    match change {
        Change::Vpc {
            id,
            region,
            description,
        } => {
            let (vpc, Edit { from, to }) = (id, description);
            let modify = ModifyVpc {
                region,
                vpc,
                from,
                to,
            };
            vec![modify.into()]
        }
        Change::MarkedVpc { id, region } => {
            let (vpc, keys) = (id, mark_keys());
            vec![UnmarkVpc { region, vpc, keys }.into()]
        }
        Change::MarkedPackage { id } => {
            let (package, keys) = (id, mark_keys());
            vec![UnmarkPackage { package, keys }.into()]
        }
        Change::CenText {
            id,
            name,
            description,
        } => {
            let cen = id;
            let modify = ModifyCen {
                cen,
                name,
                description,
            };
            vec![modify.into()]
        }
        Change::CenTags { id, set, unset } => change_tags(id, set, unset),
        Change::HealthCheck { .. }
        | Change::RouteMap { .. }
        | Change::Router(_)
        | Change::Transit(_)
        | Change::Size { .. } => Vec::new(),
    }
}

/// Returns the keys of our ownership mark.
fn mark_keys() -> BTreeSet<String> {
    [TOPOLOGY_TAG, NAME_TAG].map(str::to_owned).into()
}

/// Returns the calls that set and remove tags of a CEN.
fn change_tags(cen: CenId, set: BTreeMap<String, String>, unset: BTreeSet<String>) -> Vec<Call> {
    let tag = (!set.is_empty()).then(|| {
        let (cen, tags) = (cen.clone(), set);
        TagCen { cen, tags }.into()
    });
    let untag = (!unset.is_empty()).then(|| UntagCen { cen, keys: unset }.into());
    tag.into_iter().chain(untag).collect()
}
