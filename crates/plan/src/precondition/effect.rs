//! Which attributes each action looks at, and what it makes of them.

use std::collections::BTreeMap;

use cen_topology::{InstanceId, RegionId, RouteMap, RouteMapPlace};

use crate::action::{Action, Address, Call, Edit, Ref, RouteCall};
use crate::observed::{NAME_TAG, TOPOLOGY_TAG};
use crate::precondition::Outputs;
use crate::precondition::attribute::{Attribute, OwnershipMark};
use crate::precondition::read::{ABSENT, NOTHING, THERE, check_text, map_text, quoted, yes_or_no};

/// A attribute that an action looks at.
#[derive(Debug)]
pub(super) struct Effect {
    pub(super) attribute: Attribute,
    /// What the action makes of it; none if it only relies on it.
    pub(super) after: Option<String>,
}

fn sets(attribute: Attribute, after: impl Into<String>) -> Effect {
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

fn mark(
    action: &Action,
    region: Option<&RegionId>,
    tags: &BTreeMap<String, String>,
) -> OwnershipMark {
    let text = |key: &str| tags.get(key).cloned().unwrap_or_default();
    OwnershipMark {
        account: action.account.clone(),
        region: region.cloned(),
        topology: text(TOPOLOGY_TAG),
        name: text(NAME_TAG),
    }
}

/// The attributes of an action.
pub(super) fn effects(action: &Action, outputs: &Outputs) -> Vec<Effect> {
    match &action.call {
        Call::CreateVpc {
            region, cidr, tags, ..
        } => vec![sets(
            Attribute::MadeVpc(mark(action, Some(region), tags)),
            cidr,
        )],
        Call::CreateCen { tags, .. } => {
            vec![sets(Attribute::MadeCen(mark(action, None, tags)), THERE)]
        }
        Call::CreatePackage { mbps, tags, .. } => vec![sets(
            Attribute::MadePackage(mark(action, None, tags)),
            mbps.to_string(),
        )],
        Call::MarkCen { cen, tags } => vec![sets(
            Attribute::CenOwner(cen.to_string()),
            mark(action, None, tags).topology,
        )],
        Call::MarkPackage { package, tags } => vec![sets(
            Attribute::PackageOwner(package.to_string()),
            mark(action, None, tags).topology,
        )],
        Call::ModifyVpc { vpc, to, .. } => {
            vec![sets(Attribute::VpcDescription(vpc.to_string()), quoted(to))]
        }
        Call::ModifyCen {
            cen,
            name,
            description,
        } => {
            let set = |attribute, edit: &Edit| sets(attribute, quoted(&edit.to));
            let name = name
                .iter()
                .map(|edit| set(Attribute::CenName(cen.to_string()), edit));
            name.chain(
                description
                    .iter()
                    .map(|edit| set(Attribute::CenDescription(cen.to_string()), edit)),
            )
            .collect()
        }
        Call::TagCen { cen, tags } => {
            let tag = |key: &String| Attribute::CenTag {
                cen: cen.to_string(),
                key: key.clone(),
            };
            tags.iter()
                .map(|(key, value)| sets(tag(key), quoted(value)))
                .collect()
        }
        Call::UntagCen { cen, keys } => keys
            .iter()
            .map(|key| {
                sets(
                    Attribute::CenTag {
                        cen: cen.to_string(),
                        key: key.clone(),
                    },
                    ABSENT,
                )
            })
            .collect(),
        Call::GrantInstance { instance, cen, .. } => {
            vec![sets(
                Attribute::Grant {
                    cen: outputs.id(cen),
                    instance: outputs.id(instance),
                },
                yes_or_no(true),
            )]
        }
        Call::RevokeInstance { instance, cen, .. } => {
            vec![sets(
                Attribute::Grant {
                    cen: cen.to_string(),
                    instance: instance.to_string(),
                },
                yes_or_no(false),
            )]
        }
        Call::AttachInstance { cen, instance, .. } => {
            vec![sets(
                Attribute::Attached(outputs.id(instance)),
                outputs.id(cen),
            )]
        }
        Call::DetachInstance { instance, .. } => {
            vec![sets(Attribute::Attached(instance.to_string()), NOTHING)]
        }
        Call::ResizePackage { package, to, .. } => vec![sets(
            Attribute::PackageSize(package.to_string()),
            to.0.to_string(),
        )],
        Call::AssociatePackage { package, cen } => {
            let known = matches!(package, Ref::Known(_))
                .then(|| relies(Attribute::PackageSize(outputs.id(package))));
            known
                .into_iter()
                .chain([sets(
                    Attribute::PackageCen(outputs.id(package)),
                    outputs.id(cen),
                )])
                .collect()
        }
        Call::UnassociatePackage { package, .. } => {
            vec![sets(Attribute::PackageCen(package.to_string()), NOTHING)]
        }
        Call::DeletePackage { package } => {
            vec![
                sets(Attribute::PackageSize(package.to_string()), ABSENT),
                relies(Attribute::PackageCen(package.to_string())),
            ]
        }
        Call::SetLimit { cen, pair, to, .. } => {
            vec![sets(
                Attribute::Limit {
                    cen: outputs.id(cen),
                    pair: pair.to_string(),
                },
                to.0.to_string(),
            )]
        }
        Call::DeleteCen { cen } => vec![sets(Attribute::Cen(cen.to_string()), ABSENT)],
        Call::DeleteVpc { vpc, .. } => vec![sets(Attribute::Vpc(vpc.to_string()), ABSENT)],
        Call::Route(call) => of_route(&action.address, call, outputs),
    }
}

fn of_route(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Effect> {
    let published = |cen, vpc, cidr: &ipnet::Ipv4Net| Attribute::Published {
        cen,
        vpc,
        cidr: cidr.to_string(),
    };
    let zone = |cen, access: &cen_topology::RegionId| Attribute::Zone {
        cen,
        access: access.to_string(),
    };
    // The call that takes a service away names it by its host; its address has the range.
    let range = |cidr: &dyn std::fmt::Display| match address {
        Address::Service { cidr, .. } => cidr.to_string(),
        _ => cidr.to_string(),
    };
    match call {
        RouteCall::PublishRoute { cen, vpc, cidr, .. } => vec![sets(
            published(outputs.id(cen), outputs.id(vpc), cidr),
            yes_or_no(true),
        )],
        RouteCall::WithdrawRoute { cen, vpc, cidr, .. } => vec![sets(
            published(cen.to_string(), vpc.to_string(), cidr),
            yes_or_no(false),
        )],
        RouteCall::EnableHealthCheck { cen, vbr, to, .. } => {
            let (cen, vbr) = (outputs.id(cen), outputs.id(vbr));
            let source = to.source.map(|source| {
                sets(
                    Attribute::HealthSource {
                        cen: cen.clone(),
                        vbr: vbr.clone(),
                    },
                    source.to_string(),
                )
            });
            [
                Some(sets(Attribute::HealthCheck { cen, vbr }, check_text(to))),
                source,
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        RouteCall::DisableHealthCheck { cen, vbr, .. } => {
            vec![sets(
                Attribute::HealthCheck {
                    cen: cen.to_string(),
                    vbr: vbr.to_string(),
                },
                ABSENT,
            )]
        }
        RouteCall::RoutePrivateZone {
            cen, access, vpc, ..
        } => vec![sets(zone(outputs.id(cen), access), outputs.id(vpc))],
        RouteCall::UnroutePrivateZone { cen, access, .. } => {
            vec![sets(zone(cen.to_string(), access), NOTHING)]
        }
        RouteCall::RouteService {
            cen,
            access,
            cidr,
            vpc,
            ..
        } => {
            let service = Attribute::Service {
                cen: outputs.id(cen),
                access: access.to_string(),
                cidr: range(cidr),
            };
            vec![sets(service, outputs.id(vpc))]
        }
        RouteCall::UnrouteService {
            cen, access, host, ..
        } => {
            let service = Attribute::Service {
                cen: cen.to_string(),
                access: access.to_string(),
                cidr: range(host),
            };
            vec![sets(service, NOTHING)]
        }
        RouteCall::CreateRouteMap { cen, place, map } => {
            vec![maps(outputs.id(cen), place, map, outputs)]
        }
        RouteCall::ModifyRouteMap {
            cen,
            from_place,
            place,
            map,
            ..
        } => {
            let left = Attribute::RouteMap {
                cen: cen.to_string(),
                place: from_place.clone(),
            };
            let moved = (from_place != place).then(|| sets(left, ABSENT));
            moved
                .into_iter()
                .chain([maps(cen.to_string(), place, map, outputs)])
                .collect()
        }
        RouteCall::DeleteRouteMap { cen, place, .. } => {
            vec![sets(
                Attribute::RouteMap {
                    cen: cen.to_string(),
                    place: place.clone(),
                },
                ABSENT,
            )]
        }
    }
}

/// A route map that shall say this.
fn maps(
    cen: String,
    place: &RouteMapPlace,
    map: &RouteMap<Ref<InstanceId>>,
    outputs: &Outputs,
) -> Effect {
    let said = map_text(place, Some(&map.renamed(|network| outputs.id(network))));
    sets(
        Attribute::RouteMap {
            cen,
            place: place.clone(),
        },
        said,
    )
}
