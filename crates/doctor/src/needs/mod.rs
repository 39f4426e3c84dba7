//! The calls that a plan for a topology can make, for each account, on both editions of transit routers.

mod groups;

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::{Called, Permission, permission};
use cen_topology::{
    AccountName, Cen, Network, NetworkKind, Package, Selector, Topology, Vswitches,
    documented_area_of,
};

use self::groups::CallGroup;

pub(crate) use self::groups::ASSUME_ROLE;

/// What a credential is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `cen diff`, `cen drift` and whatever else only reads.
    Reader,
    /// `cen apply` and `cen destroy`, which read too.
    Applier,
}

/// What an account's credential must be allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    reader: BTreeSet<Called>,
    applier: BTreeSet<Called>,
    /// The roles of other accounts that it assumes.
    pub roles: BTreeSet<String>,
}

impl Needs {
    /// Lists the permissions of a part, in order. The applier has those of the reader too.
    pub fn permissions(&self, part: Part) -> impl Iterator<Item = &'static Permission> {
        let called: BTreeSet<_> = match part {
            Part::Reader => self.reader.clone(),
            Part::Applier => &self.reader | &self.applier,
        };
        called.into_iter().map(|called| {
            permission(called.product, called.operation).expect("a test finds a row for each call")
        })
    }

    fn take(&mut self, group: &CallGroup) {
        self.reader.extend(group.reads);
        self.applier.extend(group.looks);
        self.applier.extend(group.writes);
    }
}

/// Returns what each account of a topology needs, so that every plan for it can be made and carried out: from nothing to what the file says,
/// back from what somebody else has changed, and down to nothing.
pub fn needs(topology: &Topology) -> BTreeMap<AccountName, Needs> {
    let mut all = Found(BTreeMap::new());
    for (name, account) in &topology.accounts {
        all.take(name, &groups::ACCOUNT);
        if let Some(role) = &account.role
            && let Some(via) = role.via.as_deref()
            && let Some(base) = topology.accounts.keys().find(|name| name.as_str() == via)
        {
            let needs = all.0.entry(base.clone()).or_default();
            needs.reader.insert(groups::ASSUME_ROLE);
            needs.roles.insert(role.arn.clone());
        }
    }
    for (name, network) in &topology.networks {
        all.network(network);
        let renames = &topology.renames;
        let is_renamed = renames.topology.is_some() || renames.networks.contains_key(name);
        let is_made = matches!(network.selector, Selector::Managed { .. });
        all.take_if(
            &network.account,
            is_renamed && is_made,
            &groups::RENAMED_VPC,
        );
    }
    for cen in topology.cens.values() {
        all.cen(topology, cen);
    }
    all.0
}

struct Found(BTreeMap<AccountName, Needs>);

impl Found {
    fn take(&mut self, account: &AccountName, group: &CallGroup) {
        self.0.entry(account.clone()).or_default().take(group);
    }

    fn take_if(&mut self, account: &AccountName, is_needed: bool, group: &CallGroup) {
        if is_needed {
            self.take(account, group);
        }
    }

    fn network(&mut self, network: &Network) {
        let owner = &network.account;
        match network.kind {
            NetworkKind::Vpc => self.take(owner, &groups::VPC),
            NetworkKind::Vbr => self.take(owner, &groups::VBR),
            NetworkKind::Ccn => self.take(owner, &groups::CCN),
        }
        match (&network.selector, network.kind) {
            (Selector::Managed { description, .. }, _) => {
                self.take(owner, &groups::MADE_VPC);
                self.take_if(owner, description.is_some(), &groups::DESCRIBED_VPC);
            }
            (Selector::Id(_) | Selector::Name(_), NetworkKind::Vpc) => {
                self.take(owner, &groups::NAMED_VPC);
            }
            (Selector::Id(_) | Selector::Name(_), NetworkKind::Vbr | NetworkKind::Ccn) => {}
        }
        let makes = matches!(network.vswitches, Vswitches::Made(_));
        self.take_if(owner, makes, &groups::MADE_VSWITCHES);
    }

    fn cen(&mut self, topology: &Topology, cen: &Cen) {
        let owner = &cen.account;
        self.take(owner, &groups::CEN);
        self.take_if(owner, cen.tags.is_some(), &groups::TAGS);
        for network in cen.attach.iter().map(|name| &topology.networks[name]) {
            self.attached(topology, cen, network);
        }
        for group in cen.bandwidth.values() {
            self.take(owner, &groups::PACKAGE);
            match group.package {
                Package::Bought { .. } => self.take(owner, &groups::BOUGHT_PACKAGE),
                Package::Existing(_) => self.take(owner, &groups::TAGS),
            }
        }
        let joins_regions = cen.limits().next().is_some();
        self.take_if(owner, joins_regions, &groups::BANDWIDTH);
        self.take_if(owner, !cen.routers.is_empty(), &groups::ROUTER_TEXTS);
        let routes = &cen.routes;
        self.take_if(owner, routes.publish.is_some(), &groups::PUBLISH);
        self.take_if(
            owner,
            routes.health_checks.is_some(),
            &groups::HEALTH_CHECKS,
        );
        self.take_if(owner, routes.private_zone.is_some(), &groups::PRIVATE_ZONE);
        self.take_if(owner, routes.services.is_some(), &groups::SERVICES);
        self.take_if(owner, routes.route_maps.is_some(), &groups::ROUTE_MAPS);
    }

    fn attached(&mut self, topology: &Topology, cen: &Cen, network: &Network) {
        let (owner, lender) = (&cen.account, &network.account);
        self.take(owner, &groups::ATTACHMENT);
        let is_lent = topology.account(owner).id != topology.account(lender).id;
        if documented_area_of(&network.region).is_none() {
            let first = topology.accounts.keys().next().cloned();
            self.take(
                &first.unwrap_or_else(|| owner.clone()),
                &groups::UNKNOWN_REGION,
            );
        }
        // The areas of CCNs have the Basic Edition.
        match network.kind {
            NetworkKind::Ccn => return self.take_if(lender, is_lent, &groups::CCN_GRANT),
            NetworkKind::Vpc => {
                self.take(owner, &groups::ROUTER_VPC);
                self.take(lender, &groups::ENTRANCE);
                let is_said = !matches!(network.vswitches, Vswitches::Chosen);
                self.take_if(owner, is_said, &groups::ROUTER_ZONES);
            }
            NetworkKind::Vbr => self.take(owner, &groups::ROUTER_VBR),
        }
        self.take(owner, &groups::ROUTER);
        self.take(lender, &groups::ROUTER_NETWORK);
        self.take_if(lender, is_lent, &groups::GRANT);
    }
}

#[cfg(test)]
mod tests {
    use cen_cloud::permissions;

    use super::*;

    /// Operations of the client that no plan needs.
    const NOT_OF_A_PLAN: [&str; 9] = [
        // Only `cen diff --prices` asks for it, and goes on without.
        "GetTemplateEstimateCost",
        // It is not signed.
        "AssumeRoleWithOIDC",
        // The client has them, and no plan makes these calls.
        "DescribeCenChildInstanceRouteEntries",
        "DescribeCenRegionDomainRouteEntries",
        "DescribeRouteConflict",
        "GetRole",
        "ListGrantVSwitchesToCen",
        "MoveResourceGroup",
        "ReplaceTransitRouterRouteTableAssociation",
    ];

    #[test]
    fn every_operation_of_the_client_is_in_a_group_or_of_no_plan() {
        let grouped: BTreeSet<_> = groups::ALL
            .into_iter()
            .flat_map(|group| [group.reads, group.looks, group.writes].concat())
            .collect();
        let known: BTreeSet<_> = permissions()
            .iter()
            .map(|row| row.called)
            .filter(|called| !NOT_OF_A_PLAN.contains(&called.operation))
            .collect();
        assert_eq!(grouped, known);
    }
}
