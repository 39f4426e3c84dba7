//! The rules of the cloud as a pure model: it panics where the real one would refuse.

use std::collections::BTreeMap;

use cen_action::{
    Action, Call, Ref,
    call::{
        AssociatePackage, AttachInstance, AttachmentCall, CenCall, CreateCen, CreatePackage,
        CreateVpc, DeleteCen, DeletePackage, DeleteVpc, DetachInstance, GrantInstance, MarkCen,
        MarkPackage, ModifyCen, ModifyVpc, PackageCall, ResizePackage, RevokeInstance, SetLimit,
        TagCen, UnassociatePackage, UntagCen, VpcCall,
    },
};
use cen_observed::{
    Inside, NAME_TAG, Observed, SeenAttachment, SeenCen, SeenGrant, SeenLimit, SeenNetwork,
    SeenPackage, SeenRoute, TOPOLOGY_TAG,
};
use cen_topology::{
    Area, AreaPair, CenId, Charge, InstanceId, Mbps, NetworkKind, PackageId, RegionId, RegionPair,
    Selector, Topology,
};

use crate::example::basic_everywhere;
use crate::random::{POOL, custom_route, pairs, places};

/// The cloud, as far as the rules go: it panics where the real one would refuse.
pub(crate) struct Cloud {
    pub(crate) observed: Observed,
    /// The output of each action of the plan that was carried out.
    pub(crate) made: BTreeMap<String, String>,
    serial: u32,
}

impl Cloud {
    /// Returns a cloud with every network that has an id, and nothing else.
    pub(crate) fn fresh() -> Self {
        let mut observed = Observed {
            offers: basic_everywhere(),
            ..Observed::default()
        };
        observed.networks.extend(
            places()
                .into_iter()
                .map(|place| (place.id, network("a", place.kind, place.region))),
        );
        let pool = SeenPackage {
            account: "a".into(),
            name: "pool".to_owned(),
            mbps: Mbps(100),
            areas: Some(AreaPair::new(Area::China, Area::Europe)),
            charge: "POSTPAY".to_owned(),
            status: "Idle".to_owned(),
            business_status: "Normal".to_owned(),
            expires: String::new(),
            reservation: None,
            cen: None,
            tags: BTreeMap::new(),
        };
        observed.packages.insert(POOL.into(), pool.clone());
        observed.packages.insert(
            "cenbwp-theirs".into(),
            SeenPackage {
                cen: Some("cen-theirs".into()),
                ..pool
            },
        );
        for (id, owner) in [("cen-theirs", Some("theirs")), ("cen-nobodys", None)] {
            observed.cens.insert(id.into(), others(owner));
        }
        Self {
            observed,
            made: BTreeMap::new(),
            serial: 0,
        }
    }

    /// Gives each network the owner that the file names.
    pub(crate) fn owned_as(mut self, desired: &Topology) -> Self {
        for network in desired.networks.values() {
            if let Selector::Id(id) = &network.selector {
                self.observed.networks.get_mut(id).unwrap().account = network.account.clone();
            }
        }
        self
    }

    pub(crate) fn id<T: ToString>(&self, reference: &Ref<T>) -> String {
        match reference {
            Ref::Known(id) => id.to_string(),
            Ref::OutputOf(action) => self.made[action.as_str()].clone(),
        }
    }

    fn make(&mut self, action: &Action, prefix: &str) -> String {
        let id = self.new_id(prefix);
        self.made.insert(action.id.to_string(), id.clone());
        id
    }

    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        self.serial += 1;
        format!("{prefix}-{}", self.serial)
    }

    pub(crate) fn inside(&mut self, cen: &str) -> &mut Inside {
        self.observed
            .cens
            .get_mut(&CenId::from(cen))
            .expect("the CEN exists")
            .inside
            .get_or_insert_default()
    }

    pub(crate) fn carry_out(&mut self, action: &Action, desired: &Topology) {
        match &action.call {
            Call::Vpc(VpcCall::CreateVpc(CreateVpc {
                region, cidr, tags, ..
            })) => {
                let id = self.make(action, "vpc");
                let mut seen = network(action.account.as_str(), NetworkKind::Vpc, region.as_str());
                seen.cidrs = vec![cidr.clone()];
                seen.tags = tags.clone();
                self.observed.networks.insert(InstanceId::new(id), seen);
            }
            Call::Cen(CenCall::CreateCen(CreateCen { name, tags, .. })) => {
                let id = self.make(action, "cen");
                let (name, status) = (name.clone(), "Active".to_owned());
                let seen = SeenCen {
                    account: action.account.clone(),
                    name,
                    description: String::new(),
                    status,
                    protection_level: "REDUCED".to_owned(),
                    tags: tags.clone(),
                    inside: Some(Inside::default()),
                };
                self.observed.cens.insert(CenId::new(id), seen);
            }
            Call::Cen(CenCall::MarkCen(MarkCen { cen, tags, .. })) => self
                .observed
                .cens
                .get_mut(cen)
                .unwrap()
                .tags
                .extend(tags.clone()),
            Call::Attachment(AttachmentCall::GrantInstance(GrantInstance {
                kind,
                instance,
                cen,
                ..
            })) => {
                let (instance, cen) = (InstanceId::new(self.id(instance)), self.id(cen));
                let owner = desired.account(&action.account).id.clone();
                assert_eq!(
                    self.observed.networks[&instance].account, action.account,
                    "only the owner can grant"
                );
                assert_eq!(
                    self.observed.networks[&instance].kind, *kind,
                    "each kind is granted through another API"
                );
                self.inside(&cen)
                    .grants
                    .insert(SeenGrant { instance, owner });
            }
            Call::Attachment(AttachmentCall::AttachInstance(AttachInstance {
                instance,
                cen,
                kind,
                region,
                owner,
            })) => {
                let (instance, cen) = (InstanceId::new(self.id(instance)), self.id(cen));
                let foreign = self.observed.networks[&instance].account != action.account;
                let inside = self.inside(&cen);
                assert!(
                    !foreign || inside.grants.iter().any(|grant| grant.instance == instance),
                    "no grant for {instance}"
                );
                let (kind, region, owner) = (*kind, region.clone(), owner.clone());
                assert!(
                    !self.is_attached(&instance),
                    "{instance} is attached already"
                );
                let inside = self.inside(&cen);
                let seen = SeenAttachment {
                    kind,
                    region,
                    owner,
                    status: "Attached".to_owned(),
                    managed_service: String::new(),
                    transit: None,
                };
                if kind == NetworkKind::Vpc {
                    let table = [(
                        custom_route(&seen.region),
                        SeenRoute {
                            published: false,
                            changeable: true,
                        },
                    )];
                    inside.routes.tables.insert(instance.clone(), table.into());
                }
                assert!(
                    inside.attachments.insert(instance, seen).is_none(),
                    "attached twice"
                );
            }
            Call::Package(PackageCall::CreatePackage(CreatePackage {
                areas,
                mbps,
                charge,
                name,
                tags,
            })) => {
                let id = self.make(action, "cenbwp");
                let seen = SeenPackage {
                    charge: word(*charge),
                    ..package(action, name, *mbps, *areas, tags.clone())
                };
                self.observed.packages.insert(PackageId::new(id), seen);
            }
            Call::Package(PackageCall::AssociatePackage(AssociatePackage { package, cen })) => {
                let (package, cen) = (PackageId::new(self.id(package)), self.id(cen));
                self.inside(&cen);
                let areas = self.observed.packages[&package].areas;
                let rival = self.observed.packages.values().any(|other| {
                    other.cen.as_ref().is_some_and(|on| on.as_str() == cen) && other.areas == areas
                });
                assert!(!rival, "{cen} has a package for these areas");
                let seen = self.observed.packages.get_mut(&package).unwrap();
                assert_eq!(seen.cen.replace(CenId::new(cen)), None, "associated twice");
            }
            Call::Package(PackageCall::SetLimit(SetLimit { cen, pair, to, .. })) => {
                let cen = self.id(cen);
                self.set_limit(&cen, pair, *to);
            }
            Call::Package(PackageCall::MarkPackage(MarkPackage { package, tags, .. })) => self
                .observed
                .packages
                .get_mut(package)
                .unwrap()
                .tags
                .extend(tags.clone()),
            Call::Vpc(VpcCall::MarkVpc(mark)) => self
                .observed
                .networks
                .get_mut(&mark.vpc)
                .unwrap()
                .tags
                .extend(mark.tags.clone()),
            Call::Vpc(VpcCall::ModifyVpc(ModifyVpc { vpc, to, .. })) => self
                .observed
                .networks
                .get_mut(vpc)
                .unwrap()
                .description
                .clone_from(to),
            Call::Cen(CenCall::ModifyCen(ModifyCen {
                cen,
                name,
                description,
            })) => {
                let seen = self.observed.cens.get_mut(cen).unwrap();
                name.iter().for_each(|edit| seen.name.clone_from(&edit.to));
                description
                    .iter()
                    .for_each(|edit| seen.description.clone_from(&edit.to));
            }
            Call::Cen(CenCall::TagCen(TagCen { cen, tags })) => self
                .observed
                .cens
                .get_mut(cen)
                .unwrap()
                .tags
                .extend(tags.clone()),
            Call::Cen(CenCall::UntagCen(UntagCen { cen, keys })) => self
                .observed
                .cens
                .get_mut(cen)
                .unwrap()
                .tags
                .retain(|key, _| !keys.contains(key)),
            Call::Package(PackageCall::ResizePackage(ResizePackage { package, from, to })) => {
                assert!(
                    self.used(package) <= *to,
                    "{package} is used more than {to}"
                );
                let seen = self.observed.packages.get_mut(package).unwrap();
                assert_eq!(std::mem::replace(&mut seen.mbps, *to), *from);
            }
            Call::Route(call) => self.route(call),
            _ => self.take_away(action, desired),
        }
    }

    fn take_away(&mut self, action: &Action, desired: &Topology) {
        match &action.call {
            Call::Attachment(AttachmentCall::DetachInstance(DetachInstance {
                cen,
                instance,
                region,
                ..
            })) => {
                let inside = self.inside(cen.as_str());
                assert!(
                    inside.attachments.remove(instance).is_some(),
                    "{instance} was not attached"
                );
                self.leave(cen, instance, region, desired);
            }
            Call::Attachment(AttachmentCall::RevokeInstance(RevokeInstance {
                cen,
                instance,
                ..
            })) => {
                assert_eq!(
                    self.observed.networks[instance].account, action.account,
                    "only the owner can revoke"
                );
                let inside = self.inside(cen.as_str());
                assert!(
                    !inside.attachments.contains_key(instance),
                    "{instance} is still attached"
                );
                inside.grants.retain(|grant| grant.instance != *instance);
            }
            Call::Package(PackageCall::UnassociatePackage(UnassociatePackage { package, cen })) => {
                assert_eq!(self.used(package), Mbps(0), "{package} still has limits");
                let seen = self.observed.packages.get_mut(package).unwrap();
                assert_eq!(seen.cen.take().as_ref(), Some(cen));
            }
            Call::Package(PackageCall::DeletePackage(DeletePackage { package })) => {
                let seen = self.observed.packages.remove(package).unwrap();
                assert!(
                    seen.cen.is_none() && seen.tags.contains_key(TOPOLOGY_TAG),
                    "{package} is in use or not ours"
                );
                assert_eq!(seen.charge, "POSTPAY", "{package} is in its term");
            }
            Call::Cen(CenCall::DeleteCen(DeleteCen { cen })) => {
                let seen = self.observed.cens.remove(cen).unwrap();
                let inside = seen.inside.unwrap_or_default();
                assert!(
                    inside.attachments.is_empty()
                        && inside.limits.is_empty()
                        && seen.tags.contains_key(TOPOLOGY_TAG)
                );
                assert!(
                    self.observed
                        .packages
                        .values()
                        .all(|package| package.cen.as_ref() != Some(cen)),
                    "{cen} has a package"
                );
            }
            Call::Vpc(VpcCall::DeleteVpc(DeleteVpc { vpc, .. })) => {
                assert!(!self.is_attached(vpc), "{vpc} is still attached");
                assert!(
                    self.observed
                        .networks
                        .remove(vpc)
                        .unwrap()
                        .tags
                        .contains_key(TOPOLOGY_TAG),
                    "{vpc} is not ours"
                );
            }
            call => panic!("{call:?} takes nothing away"),
        }
    }

    fn is_attached(&self, instance: &InstanceId) -> bool {
        self.observed
            .cens
            .values()
            .filter_map(|cen| cen.inside.as_ref())
            .any(|inside| inside.attachments.contains_key(instance))
    }

    /// Returns the sum of the limits under a package.
    fn used(&self, package: &PackageId) -> Mbps {
        let limits = self
            .observed
            .cens
            .values()
            .filter_map(|cen| cen.inside.as_ref())
            .flat_map(|inside| inside.limits.values());
        limits
            .filter(|limit| limit.package.as_ref() == Some(package))
            .map(|limit| limit.mbps)
            .sum()
    }

    fn set_limit(&mut self, cen: &str, pair: &RegionPair, to: Mbps) {
        let areas = pairs()
            .into_iter()
            .find(|(known, _)| known == pair)
            .unwrap()
            .1;
        let package = self.observed.packages.iter().find(|(_, package)| {
            package.areas == Some(areas)
                && package
                    .cen
                    .as_ref()
                    .is_some_and(|associated| associated.as_str() == cen)
        });
        let (id, size) = package
            .map(|(id, package)| (id.clone(), package.mbps))
            .expect("a package of these areas is associated");
        let inside = self.inside(cen);
        let attached = |region: &RegionId| {
            inside
                .attachments
                .values()
                .any(|attachment| attachment.region == *region)
        };
        assert!(
            pair.regions().iter().all(|region| attached(region)),
            "{pair} is not attached at both ends"
        );
        if to == Mbps(0) {
            assert!(inside.limits.remove(pair).is_some(), "{pair} had no limit");
            return;
        }
        let limit = SeenLimit {
            mbps: to,
            package: Some(id.clone()),
            status: "Active".to_owned(),
            link: None,
        };
        inside.limits.insert(pair.clone(), limit);
        let sum: Mbps = inside
            .limits
            .values()
            .filter(|limit| limit.package.as_ref() == Some(&id))
            .map(|limit| limit.mbps)
            .sum();
        assert!(sum <= size, "{sum} on a package of {size}");
    }
}

/// Returns a CEN of another topology, or of none, with a name that our topology uses too.
fn others(owner: Option<&str>) -> SeenCen {
    let tag = |owner: &str| (TOPOLOGY_TAG.to_owned(), owner.to_owned());
    SeenCen {
        account: "a".into(),
        name: "main".to_owned(),
        description: "not ours".to_owned(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: owner
            .map(tag)
            .into_iter()
            .chain([(NAME_TAG.to_owned(), "main".to_owned())])
            .collect(),
        inside: None,
    }
}

/// Returns the cloud's word for the payment type of a package.
fn word(charge: Charge) -> String {
    match charge {
        Charge::Postpaid => "POSTPAY".to_owned(),
        Charge::Prepaid { .. } => "PREPAY".to_owned(),
    }
}

pub(crate) fn network(account: &str, kind: NetworkKind, region: &str) -> SeenNetwork {
    SeenNetwork {
        kind,
        account: account.into(),
        region: region.into(),
        name: String::new(),
        description: String::new(),
        cidrs: Vec::new(),
        status: "Available".to_owned(),
        tags: BTreeMap::new(),
    }
}

fn package(
    action: &Action,
    name: &str,
    mbps: Mbps,
    areas: AreaPair,
    tags: BTreeMap<String, String>,
) -> SeenPackage {
    SeenPackage {
        account: action.account.clone(),
        name: name.to_owned(),
        mbps,
        areas: Some(areas),
        charge: "POSTPAY".to_owned(),
        status: "Idle".to_owned(),
        business_status: "Normal".to_owned(),
        expires: String::new(),
        reservation: None,
        cen: None,
        tags,
    }
}
