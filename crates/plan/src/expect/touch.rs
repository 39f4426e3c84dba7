//! Which facts each action looks at, and what it makes of them.

use std::collections::BTreeMap;

use cen_topology::{InstanceId, RegionId, RouteMap, RouteMapPlace};

use crate::action::{Action, Address, Call, Edit, Ref, RouteCall};
use crate::expect::Outputs;
use crate::expect::fact::{Fact, Mark};
use crate::expect::read::{ABSENT, NOTHING, THERE, check_text, map_text, quoted, yes_or_no};
use crate::observed::{NAME_TAG, TOPOLOGY_TAG};

/// A fact that an action looks at.
#[derive(Debug)]
pub(super) struct Touch {
    pub(super) fact: Fact,
    /// What the action makes of it; none if it only relies on it.
    pub(super) after: Option<String>,
}

fn sets(fact: Fact, after: impl Into<String>) -> Touch {
    Touch {
        fact,
        after: Some(after.into()),
    }
}

fn relies(fact: Fact) -> Touch {
    Touch { fact, after: None }
}

fn mark(action: &Action, region: Option<&RegionId>, tags: &BTreeMap<String, String>) -> Mark {
    let text = |key: &str| tags.get(key).cloned().unwrap_or_default();
    Mark {
        account: action.account.clone(),
        region: region.cloned(),
        topology: text(TOPOLOGY_TAG),
        name: text(NAME_TAG),
    }
}

/// The facts of an action.
pub(super) fn touches(action: &Action, outputs: &Outputs) -> Vec<Touch> {
    match &action.call {
        Call::CreateVpc {
            region, cidr, tags, ..
        } => vec![sets(Fact::MadeVpc(mark(action, Some(region), tags)), cidr)],
        Call::CreateCen { tags, .. } => vec![sets(Fact::MadeCen(mark(action, None, tags)), THERE)],
        Call::CreatePackage { mbps, tags, .. } => vec![sets(
            Fact::MadePackage(mark(action, None, tags)),
            mbps.to_string(),
        )],
        Call::MarkCen { cen, tags } => vec![sets(
            Fact::CenOwner(cen.to_string()),
            mark(action, None, tags).topology,
        )],
        Call::MarkPackage { package, tags } => vec![sets(
            Fact::PackageOwner(package.to_string()),
            mark(action, None, tags).topology,
        )],
        Call::ModifyVpc { vpc, to, .. } => {
            vec![sets(Fact::VpcDescription(vpc.to_string()), quoted(to))]
        }
        Call::ModifyCen {
            cen,
            name,
            description,
        } => {
            let set = |fact, edit: &Edit| sets(fact, quoted(&edit.to));
            let name = name
                .iter()
                .map(|edit| set(Fact::CenName(cen.to_string()), edit));
            name.chain(
                description
                    .iter()
                    .map(|edit| set(Fact::CenDescription(cen.to_string()), edit)),
            )
            .collect()
        }
        Call::TagCen { cen, tags } => {
            let tag = |key: &String| Fact::CenTag {
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
                    Fact::CenTag {
                        cen: cen.to_string(),
                        key: key.clone(),
                    },
                    ABSENT,
                )
            })
            .collect(),
        Call::GrantInstance { instance, cen, .. } => {
            vec![sets(
                Fact::Grant {
                    cen: outputs.id(cen),
                    instance: outputs.id(instance),
                },
                yes_or_no(true),
            )]
        }
        Call::RevokeInstance { instance, cen, .. } => {
            vec![sets(
                Fact::Grant {
                    cen: cen.to_string(),
                    instance: instance.to_string(),
                },
                yes_or_no(false),
            )]
        }
        Call::AttachInstance { cen, instance, .. } => {
            vec![sets(Fact::Attached(outputs.id(instance)), outputs.id(cen))]
        }
        Call::DetachInstance { instance, .. } => {
            vec![sets(Fact::Attached(instance.to_string()), NOTHING)]
        }
        Call::ResizePackage { package, to, .. } => vec![sets(
            Fact::PackageSize(package.to_string()),
            to.0.to_string(),
        )],
        Call::AssociatePackage { package, cen } => {
            let known = matches!(package, Ref::Known(_))
                .then(|| relies(Fact::PackageSize(outputs.id(package))));
            known
                .into_iter()
                .chain([sets(Fact::PackageCen(outputs.id(package)), outputs.id(cen))])
                .collect()
        }
        Call::UnassociatePackage { package, .. } => {
            vec![sets(Fact::PackageCen(package.to_string()), NOTHING)]
        }
        Call::DeletePackage { package } => {
            vec![
                sets(Fact::PackageSize(package.to_string()), ABSENT),
                relies(Fact::PackageCen(package.to_string())),
            ]
        }
        Call::SetLimit { cen, pair, to, .. } => {
            vec![sets(
                Fact::Limit {
                    cen: outputs.id(cen),
                    pair: pair.to_string(),
                },
                to.0.to_string(),
            )]
        }
        Call::DeleteCen { cen } => vec![sets(Fact::Cen(cen.to_string()), ABSENT)],
        Call::DeleteVpc { vpc, .. } => vec![sets(Fact::Vpc(vpc.to_string()), ABSENT)],
        Call::Route(call) => of_route(&action.address, call, outputs),
    }
}

fn of_route(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Touch> {
    let published = |cen, vpc, cidr: &ipnet::Ipv4Net| Fact::Published {
        cen,
        vpc,
        cidr: cidr.to_string(),
    };
    let zone = |cen, access: &cen_topology::RegionId| Fact::Zone {
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
                    Fact::HealthSource {
                        cen: cen.clone(),
                        vbr: vbr.clone(),
                    },
                    source.to_string(),
                )
            });
            [
                Some(sets(Fact::HealthCheck { cen, vbr }, check_text(to))),
                source,
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        RouteCall::DisableHealthCheck { cen, vbr, .. } => {
            vec![sets(
                Fact::HealthCheck {
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
            let service = Fact::Service {
                cen: outputs.id(cen),
                access: access.to_string(),
                cidr: range(cidr),
            };
            vec![sets(service, outputs.id(vpc))]
        }
        RouteCall::UnrouteService {
            cen, access, host, ..
        } => {
            let service = Fact::Service {
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
            let left = Fact::RouteMap {
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
                Fact::RouteMap {
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
) -> Touch {
    let said = map_text(place, Some(&map.renamed(|network| outputs.id(network))));
    sets(
        Fact::RouteMap {
            cen,
            place: place.clone(),
        },
        said,
    )
}
