//! Which attributes each action relies on, and what it makes of them.

mod transit;

use std::collections::BTreeMap;

use cen_topology::{CenId, InstanceId, PackageId, RegionId, RouteMap, RouteMapPlace};
use serde_json::{Value, json};

use crate::Outputs;
use crate::attribute::{Attribute, OwnershipMark};
use crate::value::{self, ABSENT};
use cen_action::{
    Action, Address, Call, Edit, Ref,
    call::{
        AssociatePackage, AttachInstance, AttachmentCall, CenCall, CreateCen, CreatePackage,
        CreateRouteMap, CreateVpc, DeleteCen, DeletePackage, DeleteRouteMap, DeleteVpc,
        DetachInstance, DisableHealthCheck, EnableHealthCheck, GrantInstance, MarkCen, MarkPackage,
        ModifyCen, ModifyRouteMap, ModifyVpc, PackageCall, PublishRoute, ResizePackage,
        RevokeInstance, RouteCall, RoutePrivateZone, RouteService, SetLimit, TagCen,
        UnassociatePackage, UnmarkPackage, UnmarkVpc, UnroutePrivateZone, UnrouteService, UntagCen,
        VpcCall, WithdrawRoute,
    },
};
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};

/// An attribute that an action relies on.
#[derive(Debug)]
pub(super) struct Effect {
    pub(super) attribute: Attribute,
    /// What the action makes of it; none if the action leaves it as it is.
    pub(super) after: Option<Value>,
}

pub(super) fn sets(attribute: Attribute, after: impl Into<Value>) -> Effect {
    Effect {
        attribute,
        after: Some(after.into()),
    }
}

fn relies(attribute: Attribute) -> Effect {
    Effect {
        attribute,
        after: None,
    }
}

/// Returns the mark of a CEN that exists as something to rely on. One that the plan creates has the mark of its creation.
pub(super) fn relies_on_cen(cen: &Ref<CenId>) -> Option<Effect> {
    match cen {
        Ref::Known(id) => Some(relies(Attribute::CenMark(id.to_string()))),
        Ref::OutputOf(_) => None,
    }
}

/// Returns the mark of a package that exists as something to rely on.
fn relies_on_package(package: &Ref<PackageId>) -> Option<Effect> {
    match package {
        Ref::Known(id) => Some(relies(Attribute::PackageMark(id.to_string()))),
        Ref::OutputOf(_) => None,
    }
}

pub(super) fn known<T: Clone>(id: &T) -> Ref<T> {
    Ref::Known(id.clone())
}

pub(super) fn mark(
    action: &Action,
    region: Option<&RegionId>,
    tags: &BTreeMap<String, String>,
) -> OwnershipMark {
    let text = |key: &str| tags.get(key).cloned().unwrap_or_default();
    OwnershipMark {
        account: action.account.clone(),
        region: region.cloned(),
        topology: text(TOPOLOGY_TAG),
        part: text(NAME_TAG),
    }
}

/// Returns what an action relies on. Every change of a CEN, a package or a VPC that exists relies on its mark: what another topology has marked
/// since is not this plan's any more.
pub(super) fn effects(action: &Action, outputs: &Outputs) -> Vec<Effect> {
    match &action.call {
        Call::Vpc(VpcCall::CreateVpc(CreateVpc {
            region, cidr, tags, ..
        })) => vec![sets(
            Attribute::MadeVpc(mark(action, Some(region), tags)),
            json!([cidr]),
        )],
        Call::Cen(CenCall::CreateCen(CreateCen { tags, .. })) => {
            vec![sets(Attribute::MadeCen(mark(action, None, tags)), true)]
        }
        Call::Package(PackageCall::CreatePackage(CreatePackage { mbps, tags, .. })) => vec![sets(
            Attribute::MadePackage(mark(action, None, tags)),
            mbps.0,
        )],
        Call::Cen(CenCall::MarkCen(MarkCen { cen, tags })) => {
            vec![sets(Attribute::CenMark(cen.to_string()), value::mark(tags))]
        }
        Call::Package(PackageCall::MarkPackage(MarkPackage { package, tags })) => vec![sets(
            Attribute::PackageMark(package.to_string()),
            value::mark(tags),
        )],
        Call::Package(PackageCall::UnmarkPackage(UnmarkPackage { package, .. })) => vec![sets(
            Attribute::PackageMark(package.to_string()),
            value::mark(&BTreeMap::new()),
        )],
        Call::Vpc(VpcCall::UnmarkVpc(UnmarkVpc { vpc, .. })) => vec![sets(
            Attribute::VpcMark(vpc.to_string()),
            value::mark(&BTreeMap::new()),
        )],
        Call::Vpc(VpcCall::ModifyVpc(ModifyVpc { vpc, to, .. })) => vec![
            sets(Attribute::VpcDescription(vpc.to_string()), to.as_str()),
            relies(Attribute::VpcMark(vpc.to_string())),
        ],
        Call::Cen(CenCall::ModifyCen(ModifyCen {
            cen,
            name,
            description,
        })) => of_cen_texts(cen, name.as_ref(), description.as_ref()),
        Call::Cen(CenCall::TagCen(TagCen { cen, tags })) => {
            let values = tags
                .iter()
                .map(|(key, value)| (key, Value::from(value.as_str())));
            of_cen_tags(cen, values)
        }
        Call::Cen(CenCall::UntagCen(UntagCen { cen, keys })) => {
            of_cen_tags(cen, keys.iter().map(|key| (key, ABSENT)))
        }
        Call::Attachment(AttachmentCall::GrantInstance(GrantInstance {
            instance, cen, ..
        })) => {
            let grant = Attribute::Grant {
                cen: outputs.id(cen),
                instance: outputs.id(instance),
            };
            with(sets(grant, true), relies_on_cen(cen))
        }
        Call::Attachment(AttachmentCall::RevokeInstance(RevokeInstance {
            instance, cen, ..
        })) => {
            let grant = Attribute::Grant {
                cen: cen.to_string(),
                instance: instance.to_string(),
            };
            with(sets(grant, false), relies_on_cen(&known(cen)))
        }
        Call::Attachment(AttachmentCall::AttachInstance(AttachInstance {
            cen, instance, ..
        })) => with(
            sets(Attribute::Attached(outputs.id(instance)), outputs.id(cen)),
            relies_on_cen(cen),
        ),
        Call::Attachment(AttachmentCall::DetachInstance(DetachInstance {
            cen, instance, ..
        })) => with(
            sets(Attribute::Attached(instance.to_string()), ABSENT),
            relies_on_cen(&known(cen)),
        ),
        Call::Package(PackageCall::ResizePackage(ResizePackage { package, to, .. })) => with(
            sets(Attribute::PackageSize(package.to_string()), to.0),
            relies_on_package(&known(package)),
        ),
        Call::Package(PackageCall::AssociatePackage(AssociatePackage { package, cen })) => {
            of_association(package, cen, outputs)
        }
        Call::Package(PackageCall::UnassociatePackage(UnassociatePackage { package, cen })) => {
            let mut effects = with(
                sets(Attribute::PackageCen(package.to_string()), ABSENT),
                relies_on_package(&known(package)),
            );
            effects.extend(relies_on_cen(&known(cen)));
            effects
        }
        Call::Package(PackageCall::DeletePackage(DeletePackage { package })) => vec![
            sets(Attribute::PackageSize(package.to_string()), ABSENT),
            sets(Attribute::PackageMark(package.to_string()), ABSENT),
            relies(Attribute::PackageCen(package.to_string())),
        ],
        Call::Package(PackageCall::SetLimit(SetLimit { cen, pair, to, .. })) => {
            let limit = Attribute::Limit {
                cen: outputs.id(cen),
                pair: pair.to_string(),
            };
            with(sets(limit, to.0), relies_on_cen(cen))
        }
        Call::Cen(CenCall::DeleteCen(DeleteCen { cen })) => vec![
            sets(Attribute::Cen(cen.to_string()), ABSENT),
            sets(Attribute::CenMark(cen.to_string()), ABSENT),
        ],
        Call::Vpc(VpcCall::DeleteVpc(DeleteVpc { vpc, .. })) => vec![
            sets(Attribute::Vpc(vpc.to_string()), ABSENT),
            sets(Attribute::VpcMark(vpc.to_string()), ABSENT),
        ],
        Call::Route(call) => of_route(&action.address, call, outputs),
        Call::Router(call) => transit::effects(action, call, outputs),
    }
}

fn with(effect: Effect, relied: Option<Effect>) -> Vec<Effect> {
    [Some(effect), relied].into_iter().flatten().collect()
}

fn of_cen_texts(cen: &CenId, name: Option<&Edit>, description: Option<&Edit>) -> Vec<Effect> {
    let edits = [
        name.map(|edit| (Attribute::CenName(cen.to_string()), edit)),
        description.map(|edit| (Attribute::CenDescription(cen.to_string()), edit)),
    ];
    edits
        .into_iter()
        .flatten()
        .map(|(attribute, edit)| sets(attribute, edit.to.as_str()))
        .chain(relies_on_cen(&known(cen)))
        .collect()
}

fn of_cen_tags<'a>(cen: &CenId, tags: impl Iterator<Item = (&'a String, Value)>) -> Vec<Effect> {
    let tag = |(key, value): (&String, Value)| {
        let (cen, key) = (cen.to_string(), key.clone());
        sets(Attribute::CenTag { cen, key }, value)
    };
    tags.map(tag).chain(relies_on_cen(&known(cen))).collect()
}

/// The mark and the size of a package that the plan buys are those of its purchase.
fn of_association(package: &Ref<PackageId>, cen: &Ref<CenId>, outputs: &Outputs) -> Vec<Effect> {
    let id = outputs.id(package);
    let known = matches!(package, Ref::Known(_));
    let size = known.then(|| relies(Attribute::PackageSize(id.clone())));
    let serves = sets(Attribute::PackageCen(id), outputs.id(cen));
    [size, Some(serves), relies_on_package(package)]
        .into_iter()
        .flatten()
        .collect()
}

fn of_route(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Effect> {
    let mut effects = of_route_alone(address, call, outputs);
    effects.extend(relies_on_cen(&cen_of(call)));
    effects
}

/// Returns the CEN that a route call changes.
fn cen_of(call: &RouteCall) -> Ref<CenId> {
    match call {
        RouteCall::PublishRoute(PublishRoute { cen, .. })
        | RouteCall::EnableHealthCheck(EnableHealthCheck { cen, .. })
        | RouteCall::RoutePrivateZone(RoutePrivateZone { cen, .. })
        | RouteCall::RouteService(RouteService { cen, .. })
        | RouteCall::CreateRouteMap(CreateRouteMap { cen, .. }) => cen.clone(),
        RouteCall::WithdrawRoute(WithdrawRoute { cen, .. })
        | RouteCall::DisableHealthCheck(DisableHealthCheck { cen, .. })
        | RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, .. })
        | RouteCall::UnrouteService(UnrouteService { cen, .. })
        | RouteCall::ModifyRouteMap(ModifyRouteMap { cen, .. })
        | RouteCall::DeleteRouteMap(DeleteRouteMap { cen, .. }) => known(cen),
    }
}

fn of_route_alone(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Effect> {
    let published = |cen, vpc, cidr: &ipnet::Ipv4Net| Attribute::Published {
        cen,
        vpc,
        cidr: cidr.to_string(),
    };
    let zone = |cen, access: &RegionId| Attribute::Zone {
        cen,
        access: access.to_string(),
    };
    let service = |cen, access: &RegionId, cidr| Attribute::Service {
        cen,
        access: access.to_string(),
        cidr,
    };
    match call {
        RouteCall::PublishRoute(PublishRoute { cen, vpc, cidr, .. }) => vec![sets(
            published(outputs.id(cen), outputs.id(vpc), cidr),
            true,
        )],
        RouteCall::WithdrawRoute(WithdrawRoute { cen, vpc, cidr, .. }) => vec![sets(
            published(cen.to_string(), vpc.to_string(), cidr),
            false,
        )],
        RouteCall::EnableHealthCheck(EnableHealthCheck { cen, vbr, to, .. }) => {
            let (cen, vbr) = (outputs.id(cen), outputs.id(vbr));
            let source = to.source.map(|source| {
                let (cen, vbr) = (cen.clone(), vbr.clone());
                sets(Attribute::HealthSource { cen, vbr }, source.to_string())
            });
            let check = Attribute::HealthCheck { cen, vbr };
            with(sets(check, value::health_check(to)), source)
        }
        RouteCall::DisableHealthCheck(DisableHealthCheck { cen, vbr, .. }) => {
            let (cen, vbr) = (cen.to_string(), vbr.to_string());
            vec![sets(Attribute::HealthCheck { cen, vbr }, ABSENT)]
        }
        RouteCall::RoutePrivateZone(RoutePrivateZone {
            cen, access, vpc, ..
        }) => vec![sets(zone(outputs.id(cen), access), outputs.id(vpc))],
        RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, access, .. }) => {
            vec![sets(zone(cen.to_string(), access), ABSENT)]
        }
        RouteCall::RouteService(RouteService {
            cen,
            access,
            cidr,
            vpc,
            ..
        }) => {
            let service = service(outputs.id(cen), access, range(address, cidr));
            vec![sets(service, outputs.id(vpc))]
        }
        RouteCall::UnrouteService(UnrouteService {
            cen, access, host, ..
        }) => {
            let service = service(cen.to_string(), access, range(address, host));
            vec![sets(service, ABSENT)]
        }
        RouteCall::CreateRouteMap(CreateRouteMap { cen, place, map }) => {
            vec![says(outputs.id(cen), place, map, outputs)]
        }
        RouteCall::ModifyRouteMap(ModifyRouteMap {
            cen,
            from_place,
            place,
            map,
            ..
        }) => {
            let left = Attribute::RouteMap {
                cen: cen.to_string(),
                place: from_place.clone(),
            };
            let moved = (from_place != place).then(|| sets(left, ABSENT));
            with(says(cen.to_string(), place, map, outputs), moved)
        }
        RouteCall::DeleteRouteMap(DeleteRouteMap { cen, place, .. }) => {
            let (cen, place) = (cen.to_string(), place.clone());
            vec![sets(Attribute::RouteMap { cen, place }, ABSENT)]
        }
    }
}

/// Returns the range of a service. The call that takes a service away names it by its host; its address has the range.
fn range(address: &Address, otherwise: &dyn std::fmt::Display) -> String {
    match address {
        Address::Service { cidr, .. } => cidr.to_string(),
        _ => otherwise.to_string(),
    }
}

/// Returns the effect that a route map says this.
fn says(
    cen: String,
    place: &RouteMapPlace,
    map: &RouteMap<Ref<InstanceId>>,
    outputs: &Outputs,
) -> Effect {
    let map = value::route_map(&map.renamed(|network| outputs.id(network)));
    let place = place.clone();
    sets(Attribute::RouteMap { cen, place }, map)
}
