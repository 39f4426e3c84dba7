//! A cloud with Enterprise Edition transit routers, as far as its rules go: it panics where the real
//! one would refuse.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Action, Address, Call, Ref, TableEnd,
    call::{AttachmentCall, CenCall, LinkBilling, LinkState, PackageCall, RouterCall, VpcCall},
};
use cen_observed::{
    Edition, Inside, LinkCharge, Observed, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenLink,
    SeenNetwork, SeenPackage, SeenRouter, SeenTransit, SeenVswitch, ServiceState, TableUse,
};
use cen_plan::Plan;
use cen_topology::{
    CenId, InstanceId, Mbps, NetworkKind, RegionId, RegionPair, Selector, Topology, VswitchId,
};

/// Returns what a file names by id, in a cloud that offers the Enterprise Edition in two zones of each
/// region: each VPC has a vSwitch in both, and no account has the service open.
pub(crate) fn cloud(desired: &Topology) -> Observed {
    let mut observed = Observed::default();
    for account in desired.accounts.keys() {
        observed
            .services
            .insert(account.clone(), ServiceState::Closed);
    }
    for network in desired.networks.values() {
        let zones = ["a", "b"].map(|zone| format!("{}-{zone}", network.region).as_str().into());
        if !network.region.as_str().starts_with("ccn-") {
            observed.offers.insert(network.region.clone(), zones.into());
        }
        let Selector::Id(id) = &network.selector else {
            continue;
        };
        let number = observed.networks.len();
        let seen = seen(network.kind, &network.account, &network.region, number);
        observed.networks.insert(id.clone(), seen);
        for (place, zone) in ["a", "b"].into_iter().enumerate() {
            add_vswitch(&mut observed, (id, zone), (number, place));
        }
    }
    observed
}

fn seen(
    kind: NetworkKind,
    account: &cen_topology::AccountName,
    region: &RegionId,
    number: usize,
) -> SeenNetwork {
    SeenNetwork {
        kind,
        account: account.clone(),
        region: region.clone(),
        name: String::new(),
        description: String::new(),
        cidrs: vec![format!("10.{number}.0.0/16")],
        status: "Available".to_owned(),
        tags: BTreeMap::new(),
    }
}

fn add_vswitch(observed: &mut Observed, (vpc, zone): (&InstanceId, &str), at: (usize, usize)) {
    let of = &observed.networks[vpc];
    if of.kind != NetworkKind::Vpc {
        return;
    }
    let seen = SeenVswitch {
        account: of.account.clone(),
        region: of.region.clone(),
        vpc: vpc.clone(),
        zone: format!("{}-{zone}", of.region).as_str().into(),
        cidr: format!("10.{}.{}.0/24", at.0, at.1).parse().ok(),
        free: Some(250),
        status: "Available".to_owned(),
        tags: BTreeMap::new(),
    };
    let id = VswitchId::new(format!(
        "vsw-{}-{zone}",
        vpc.as_str().trim_start_matches("vpc-")
    ));
    observed.vswitches.insert(id, seen);
}

/// Carries a plan out, in its order.
pub(crate) fn carry_out(plan: &Plan, desired: &Topology, observed: &mut Observed) {
    let mut cloud = Cloud {
        desired,
        observed,
        outputs: BTreeMap::new(),
    };
    for step in &plan.steps {
        cloud.act(&step.action);
    }
}

struct Cloud<'a> {
    desired: &'a Topology,
    observed: &'a mut Observed,
    outputs: BTreeMap<String, String>,
}

impl Cloud<'_> {
    fn id<T: ToString>(&self, reference: &Ref<T>) -> String {
        match reference {
            Ref::Known(id) => id.to_string(),
            Ref::OutputOf(action) => self.outputs[action.as_str()].clone(),
        }
    }

    fn made(&mut self, action: &Action, prefix: &str) -> String {
        let id = format!("{prefix}-{}", self.outputs.len());
        self.outputs.insert(action.id.to_string(), id.clone());
        id
    }

    fn inside(&mut self, cen: &str) -> &mut Inside {
        let seen = self.observed.cens.get_mut(cen).unwrap();
        seen.inside.as_mut().unwrap()
    }

    fn is_open(&self, account: &cen_topology::AccountId) -> bool {
        let named = self
            .desired
            .accounts
            .iter()
            .find(|(_, known)| known.id == *account);
        self.observed.services.get(named.unwrap().0) == Some(&ServiceState::Open)
    }

    fn act(&mut self, action: &Action) {
        match &action.call {
            Call::Vpc(call) => self.vpc(action, call),
            Call::Cen(call) => self.cen(action, call),
            Call::Package(call) => self.package(action, call),
            Call::Router(call) => self.router(action, call),
            Call::Attachment(call) => self.basic(call),
            Call::Route(call) => panic!("{call:?}"),
        }
    }

    fn vpc(&mut self, action: &Action, call: &VpcCall) {
        match call {
            VpcCall::CreateVpc(create) => {
                let id = InstanceId::new(self.made(action, "vpc-made"));
                let seen = SeenNetwork {
                    cidrs: vec![create.cidr.clone()],
                    tags: create.tags.clone(),
                    ..seen(NetworkKind::Vpc, &action.account, &create.region, 0)
                };
                self.observed.networks.insert(id, seen);
            }
            VpcCall::DeleteVpc(delete) => {
                assert!(
                    !self
                        .observed
                        .vswitches
                        .values()
                        .any(|seen| seen.vpc == delete.vpc)
                );
                self.observed.networks.remove(&delete.vpc);
            }
            VpcCall::MarkVpc(mark) => {
                let seen = self.observed.networks.get_mut(&mark.vpc).unwrap();
                seen.tags.extend(mark.tags.clone());
            }
            VpcCall::ModifyVpc(_) | VpcCall::UnmarkVpc(_) => {}
        }
    }

    fn cen(&mut self, action: &Action, call: &CenCall) {
        match call {
            CenCall::CreateCen(create) => {
                let id = CenId::new(self.made(action, "cen"));
                let seen = SeenCen {
                    account: action.account.clone(),
                    name: create.name.clone(),
                    description: String::new(),
                    status: "Active".to_owned(),
                    protection_level: "REDUCED".to_owned(),
                    tags: create.tags.clone(),
                    inside: Some(Inside::default()),
                };
                self.observed.cens.insert(id, seen);
            }
            CenCall::DeleteCen(delete) => {
                let inside = self.inside(delete.cen.as_str());
                assert!(inside.attachments.is_empty() && inside.routers.is_empty());
                self.observed.cens.remove(&delete.cen);
            }
            CenCall::MarkCen(_)
            | CenCall::ModifyCen(_)
            | CenCall::TagCen(_)
            | CenCall::UntagCen(_) => panic!("{call:?}"),
        }
    }

    fn package(&mut self, action: &Action, call: &PackageCall) {
        match call {
            PackageCall::CreatePackage(create) => {
                let id = self.made(action, "cenbwp");
                let seen = SeenPackage {
                    account: action.account.clone(),
                    name: create.name.clone(),
                    mbps: create.mbps,
                    areas: Some(create.areas),
                    charge: "POSTPAY".to_owned(),
                    status: "Idle".to_owned(),
                    business_status: "Normal".to_owned(),
                    reservation: Default::default(),
                    expires: String::new(),
                    cen: None,
                    tags: create.tags.clone(),
                };
                self.observed.packages.insert(id.as_str().into(), seen);
            }
            PackageCall::AssociatePackage(associate) => {
                let (package, cen) = (self.id(&associate.package), self.id(&associate.cen));
                let seen = self.observed.packages.get_mut(package.as_str()).unwrap();
                seen.cen = Some(cen.as_str().into());
            }
            PackageCall::UnassociatePackage(unassociate) => {
                assert_eq!(self.used(unassociate.package.as_str()), 0);
                let packages = &mut self.observed.packages;
                packages.get_mut(&unassociate.package).unwrap().cen = None;
            }
            PackageCall::DeletePackage(delete) => {
                self.observed.packages.remove(&delete.package);
            }
            PackageCall::SetLimit(limit) => {
                let cen = self.id(&limit.cen);
                let seen = SeenLimit {
                    mbps: limit.to,
                    package: None,
                    status: "Active".to_owned(),
                    link: None,
                };
                self.inside(&cen).limits.insert(limit.pair.clone(), seen);
            }
            PackageCall::MarkPackage(_)
            | PackageCall::UnmarkPackage(_)
            | PackageCall::ResizePackage(_) => panic!("{call:?}"),
        }
    }

    /// Returns what links take of a package.
    fn used(&self, package: &str) -> u32 {
        let insides = self
            .observed
            .cens
            .values()
            .filter_map(|cen| cen.inside.as_ref());
        let limits = insides.flat_map(|inside| inside.limits.values());
        let mut under = limits.filter(|seen| {
            seen.package
                .as_ref()
                .is_some_and(|id| id.as_str() == package)
        });
        under.by_ref().map(|seen| seen.mbps.0).sum()
    }

    fn basic(&mut self, call: &AttachmentCall) {
        let AttachmentCall::AttachInstance(attach) = call else {
            panic!("{call:?}");
        };
        let (cen, instance) = (self.id(&attach.cen), self.id(&attach.instance));
        let seen = SeenAttachment {
            kind: attach.kind,
            region: attach.region.clone(),
            owner: attach.owner.clone(),
            status: "Attached".to_owned(),
            managed_service: String::new(),
            transit: None,
        };
        let region = attach.region.clone();
        let inside = self.inside(&cen);
        inside.attachments.insert(instance.as_str().into(), seen);
        inside.routers.entry(region).or_insert(SeenRouter {
            edition: Edition::Basic,
            default_table: None,
            ..crate::example::enterprise_router()
        });
    }

    fn router(&mut self, action: &Action, call: &RouterCall) {
        match call {
            RouterCall::OpenService(_) => {
                let state = self.observed.services.get_mut(&action.account).unwrap();
                assert_eq!(
                    std::mem::replace(state, ServiceState::Open),
                    ServiceState::Closed
                );
            }
            RouterCall::CreateRouter(create) => {
                let (cen, id) = (self.id(&create.cen), self.made(action, "tr"));
                let owner = self.observed.cens[cen.as_str()].account.clone();
                assert_eq!(self.observed.services[&owner], ServiceState::Open);
                let seen = SeenRouter {
                    id: id.as_str().into(),
                    name: create.name.clone().unwrap_or_default(),
                    description: create.description.clone().unwrap_or_default(),
                    tags: create.tags.clone(),
                    default_table: Some(format!("vtb-{id}").as_str().into()),
                    ..crate::example::enterprise_router()
                };
                let before = self
                    .inside(&cen)
                    .routers
                    .insert(create.region.clone(), seen);
                assert!(before.is_none(), "{}", action.id);
            }
            RouterCall::ModifyRouter(modify) => {
                let inside = self.inside(modify.cen.as_str());
                let router = inside.routers.get_mut(&modify.region).unwrap();
                modify
                    .name
                    .iter()
                    .for_each(|edit| router.name.clone_from(&edit.to));
            }
            RouterCall::DeleteRouter(delete) => {
                let inside = self.inside(delete.cen.as_str());
                let here = |seen: &SeenAttachment| seen.region == delete.region;
                assert!(!inside.attachments.values().any(here));
                assert!(
                    !inside
                        .limits
                        .keys()
                        .any(|pair| pair.regions().contains(&&delete.region))
                );
                inside.routers.remove(&delete.region).unwrap();
            }
            RouterCall::CreateVswitch(create) => {
                let vpc = InstanceId::new(self.id(&create.vpc));
                let id = self.made(action, "vsw-made");
                let seen = SeenVswitch {
                    account: action.account.clone(),
                    region: create.region.clone(),
                    vpc,
                    zone: create.zone.clone(),
                    cidr: Some(create.cidr),
                    free: Some(10),
                    status: "Available".to_owned(),
                    tags: create.tags.clone(),
                };
                self.observed.vswitches.insert(id.as_str().into(), seen);
            }
            RouterCall::DeleteVswitch(delete) => {
                let insides = self
                    .observed
                    .cens
                    .values()
                    .filter_map(|cen| cen.inside.as_ref());
                let mut all = insides.flat_map(|inside| inside.attachments.values());
                let uses = |seen: &SeenAttachment| {
                    let transit = seen.transit.as_ref().unwrap();
                    transit.vswitches.values().any(|id| *id == delete.vswitch)
                };
                assert!(!all.any(uses));
                self.observed.vswitches.remove(&delete.vswitch).unwrap();
            }
            RouterCall::GrantToRouter(grant) => {
                let (cen, instance) = (self.id(&grant.cen), self.id(&grant.instance));
                let owner = self.desired.accounts[&action.account].id.clone();
                assert!(self.is_open(&owner));
                let instance = instance.as_str().into();
                self.inside(&cen)
                    .grants
                    .insert(SeenGrant { instance, owner });
            }
            RouterCall::RevokeFromRouter(revoke) => {
                let inside = self.inside(revoke.cen.as_str());
                assert!(!inside.attachments.contains_key(&revoke.instance));
                inside
                    .grants
                    .retain(|grant| grant.instance != revoke.instance);
            }
            RouterCall::AttachToRouter(_)
            | RouterCall::ChangeZones(_)
            | RouterCall::ModifyAttachment(_)
            | RouterCall::DetachFromRouter(_) => self.attachment(action, call),
            RouterCall::CreateLink(create) => {
                let (cen, id) = (self.id(&create.cen), self.made(action, "tr-attach"));
                let seen = self.link(&id, &create.state);
                for region in create.pair.regions() {
                    assert!(
                        self.inside(&cen).routers.contains_key(region),
                        "{}",
                        action.id
                    );
                }
                let before = self.inside(&cen).limits.insert(create.pair.clone(), seen);
                assert!(before.is_none(), "{}", action.id);
            }
            RouterCall::ModifyLink(modify) => {
                let seen = self.link(modify.link.as_str(), &modify.to);
                let inside = self.inside(modify.cen.as_str());
                let before = inside.limits.get_mut(&modify.pair).unwrap();
                let tables = before.link.as_ref().unwrap().tables.clone();
                *before = seen;
                before.link.as_mut().unwrap().tables = tables;
            }
            RouterCall::DeleteLink(delete) => {
                let inside = self.inside(delete.cen.as_str());
                let gone = inside.limits.remove(&delete.pair).unwrap().link.unwrap();
                assert!(
                    gone.tables
                        .values()
                        .all(|tables| *tables == TableUse::default())
                );
            }
            RouterCall::AssociateTable(associate) => {
                let cen = self.id(&associate.cen);
                let (tables, table) =
                    self.tables(&cen, &associate.region, &action.address, &associate.end);
                assert_eq!(tables.associated.replace(table), None);
            }
            RouterCall::PropagateRoutes(propagate) => {
                let cen = self.id(&propagate.cen);
                let (tables, table) =
                    self.tables(&cen, &propagate.region, &action.address, &propagate.end);
                assert!(tables.propagated.insert(table));
            }
            RouterCall::DissociateTable(out) => {
                let cen = out.cen.to_string();
                let (tables, _) = self.tables(&cen, &out.region, &action.address, &out.end);
                assert_eq!(tables.associated.take().as_ref(), Some(&out.table));
            }
            RouterCall::UnpropagateRoutes(out) => {
                let cen = out.cen.to_string();
                let (tables, _) = self.tables(&cen, &out.region, &action.address, &out.end);
                assert!(tables.propagated.remove(&out.table));
            }
            RouterCall::TagRouter(_)
            | RouterCall::UntagRouter(_)
            | RouterCall::CreateServiceRole(_) => panic!("{call:?}"),
        }
    }

    fn attachment(&mut self, action: &Action, call: &RouterCall) {
        match call {
            RouterCall::AttachToRouter(attach) => {
                let (cen, instance) = (self.id(&attach.cen), self.id(&attach.instance));
                let id = self.made(action, "tr-attach");
                assert!(self.is_open(&attach.owner), "{}", action.id);
                let owner = self.desired.accounts[&self.observed.cens[cen.as_str()].account]
                    .id
                    .clone();
                let is_granted = |grant: &SeenGrant| grant.instance.as_str() == instance;
                assert!(owner == attach.owner || self.inside(&cen).grants.iter().any(is_granted));
                let ways = attach.vswitches.iter();
                let ways = ways.map(|(zone, id)| (zone.clone(), self.id(id).as_str().into()));
                let seen = SeenAttachment {
                    kind: attach.kind,
                    region: attach.region.clone(),
                    owner: attach.owner.clone(),
                    status: "Attached".to_owned(),
                    managed_service: String::new(),
                    transit: Some(SeenTransit {
                        id: id.as_str().into(),
                        vswitches: ways.collect(),
                        synced: attach.synced,
                        appliance: attach.appliance,
                        tables: TableUse::default(),
                    }),
                };
                let inside = self.inside(&cen);
                assert!(inside.routers.contains_key(&attach.region));
                inside.attachments.insert(instance.as_str().into(), seen);
            }
            RouterCall::ChangeZones(change) => {
                let add = change.add.iter();
                let add: Vec<_> = add.map(|(zone, id)| (zone.clone(), self.id(id))).collect();
                let inside = self.inside(change.cen.as_str());
                let seen = inside.attachments.get_mut(&change.instance).unwrap();
                let ways = &mut seen.transit.as_mut().unwrap().vswitches;
                for (zone, id) in &change.remove {
                    assert_eq!(ways.remove(zone).as_ref(), Some(id));
                }
                ways.extend(add.into_iter().map(|(zone, id)| (zone, id.as_str().into())));
            }
            RouterCall::ModifyAttachment(modify) => {
                let inside = self.inside(modify.cen.as_str());
                let seen = inside.attachments.get_mut(&modify.instance).unwrap();
                let transit = seen.transit.as_mut().unwrap();
                transit.synced = modify.synced.unwrap_or(transit.synced);
                transit.appliance = modify.appliance.unwrap_or(transit.appliance);
            }
            RouterCall::DetachFromRouter(detach) => {
                let inside = self.inside(detach.cen.as_str());
                let gone = inside.attachments.remove(&detach.instance).unwrap();
                assert_eq!(gone.transit.unwrap().tables, TableUse::default());
            }
            _ => panic!("{call:?}"),
        }
    }

    fn link(&mut self, id: &str, state: &LinkState) -> SeenLimit {
        let (charge, quality, package) = match &state.billing {
            LinkBilling::Package { package } => {
                let package = self.id(package.as_ref().unwrap());
                let seen = &self.observed.packages[package.as_str()];
                assert!(seen.cen.is_some() && state.mbps <= seen.mbps);
                (LinkCharge::Package, None, Some(package.as_str().into()))
            }
            LinkBilling::Traffic { quality } => (LinkCharge::Traffic, Some(*quality), None),
        };
        SeenLimit {
            mbps: state.mbps,
            package,
            status: "Attached".to_owned(),
            link: Some(SeenLink {
                id: id.into(),
                charge: Some(charge),
                quality,
                publishes: state.publishes,
                tables: BTreeMap::new(),
            }),
        }
    }

    /// Returns what the tables of a region know of an end, and its default table.
    fn tables(
        &mut self,
        cen: &str,
        region: &RegionId,
        address: &Address,
        end: &TableEnd,
    ) -> (&mut TableUse, cen_topology::RouteTableId) {
        let named = self.desired.networks.get(&match end {
            TableEnd::Network(network) => network.clone(),
            TableEnd::Region(_) => "none".into(),
        });
        let known = named.and_then(|network| match &network.selector {
            Selector::Id(id) => Some(id.clone()),
            Selector::Name(_) | Selector::Managed { .. } => None,
        });
        let marked = || {
            let marks = |seen: &SeenNetwork| {
                seen.tags.get("cen:name").map(String::as_str) == Some(end.to_string().as_str())
            };
            let all = self.observed.networks.iter();
            all.filter(|(_, seen)| marks(seen))
                .map(|(id, _)| id.clone())
                .next()
        };
        let instance = known
            .or_else(marked)
            .unwrap_or_else(|| InstanceId::new(end.to_string()));
        let inside = self.inside(cen);
        let table = inside.routers[region].default_table.clone().unwrap();
        let tables = match end {
            TableEnd::Network(_) => {
                let seen = inside.attachments.get_mut(&instance);
                let seen = seen.unwrap_or_else(|| panic!("{address}"));
                &mut seen.transit.as_mut().unwrap().tables
            }
            TableEnd::Region(other) => {
                let pair = RegionPair::new(region.clone(), other.clone()).unwrap();
                let link = inside.limits.get_mut(&pair).unwrap().link.as_mut().unwrap();
                link.tables.entry(region.clone()).or_default()
            }
        };
        (tables, table)
    }
}

/// The zones that a region offers in this cloud.
pub(crate) fn zones(observed: &Observed, region: &str) -> BTreeSet<String> {
    observed.offers[region]
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Returns what two regions may exchange.
pub(crate) fn mbps(observed: &Observed, one: &str, other: &str) -> Option<Mbps> {
    let pair = RegionPair::new(one.into(), other.into())?;
    let mut insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
    insides.find_map(|inside| Some(inside.limits.get(&pair)?.mbps))
}
