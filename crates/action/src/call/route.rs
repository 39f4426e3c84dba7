//! The calls that change what a CEN does with routes.

use cen_topology::{
    AccountId, CenId, HealthCheck, InstanceId, RegionId, RouteMap, RouteMapId, RouteMapPlace,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Noun, Protection, Traits};
use crate::phase::Phase;
use crate::reference::Ref;

family! {
    /// A call on what a CEN does with routes.
    Route(RouteCall) = PublishRoute | WithdrawRoute | EnableHealthCheck | DisableHealthCheck
        | RoutePrivateZone | UnroutePrivateZone | RouteService | UnrouteService
        | CreateRouteMap | ModifyRouteMap | DeleteRouteMap
}

impl RouteCall {
    /// Describes each call. A VPC that only carries what others reach is not changed itself.
    pub(super) fn traits(&self) -> Traits<'_> {
        let (set, change, take) = (
            |verb, noun| Traits::of(Create, verb, noun, Phase::Use),
            |verb, noun| Traits::of(Change, verb, noun, Phase::Use),
            |verb, noun| Traits::of(Remove, verb, noun, Phase::Release),
        );
        match self {
            Self::PublishRoute(publish) => set("publish", Noun::Route)
                .unseen_while_pending()
                .on(&publish.vpc),
            Self::WithdrawRoute(withdraw) => take("withdraw", Noun::Route)
                .unseen_while_pending()
                .on(&withdraw.vpc),
            Self::EnableHealthCheck(enable) => match enable.from {
                None => set("check-health", Noun::HealthCheck),
                Some(_) => change("check-health", Noun::HealthCheck),
            }
            .unseen_while_pending()
            .on(&enable.vbr),
            Self::DisableHealthCheck(disable) => take("stop-health-check", Noun::HealthCheck)
                .unseen_while_pending()
                .on(&disable.vbr),
            Self::RoutePrivateZone(_) => set("route-zone", Noun::PrivateZone),
            Self::UnroutePrivateZone(_) => take("unroute-zone", Noun::PrivateZone),
            Self::RouteService(_) => set("route-service", Noun::Service).with(Protection::Token),
            Self::UnrouteService(_) => take("unroute-service", Noun::Service),
            Self::CreateRouteMap(_) => set("route-map", Noun::RouteMap),
            Self::ModifyRouteMap(_) => change("modify-route-map", Noun::RouteMap),
            Self::DeleteRouteMap(_) => take("delete-route-map", Noun::RouteMap),
        }
        .on_cen()
    }
}

/// CBN `PublishRouteEntries`. The route table is looked up when the VPC is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishRoute {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The VPC that has the route.
    pub vpc: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// The destination.
    pub cidr: Ipv4Net,
}

/// CBN `WithdrawPublishedRouteEntries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawRoute {
    /// The CEN.
    pub cen: CenId,
    /// The VPC that has the route.
    pub vpc: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// The destination.
    pub cidr: Ipv4Net,
}

/// CBN `EnableCenVbrHealthCheck`, which also changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnableHealthCheck {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The VBR.
    pub vbr: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
    /// What it checks now; none if it checks nothing.
    pub from: Option<HealthCheck>,
    /// What it is to check.
    pub to: HealthCheck,
}

/// CBN `DisableCenVbrHealthCheck`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisableHealthCheck {
    /// The CEN.
    pub cen: CenId,
    /// The VBR.
    pub vbr: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
}

/// CBN `RoutePrivateZoneInCenToVpc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutePrivateZone {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The region, or the area of CCNs, that PrivateZone is reached from.
    pub access: RegionId,
    /// The VPC that is associated with the zone.
    pub vpc: Ref<InstanceId>,
    /// Where the VPC is.
    pub region: RegionId,
}

/// CBN `UnroutePrivateZoneInCenToVpc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnroutePrivateZone {
    /// The CEN.
    pub cen: CenId,
    /// The region, or the area of CCNs, that PrivateZone is reached from.
    pub access: RegionId,
    /// The VPC that is associated with the zone.
    pub vpc: InstanceId,
}

/// CBN `ResolveAndRouteServiceInCen`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteService {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The region, or the area of CCNs, that the service is reached from.
    pub access: RegionId,
    /// The range of the service.
    pub cidr: Ipv4Net,
    /// The VPC that it is reached through.
    pub vpc: Ref<InstanceId>,
    /// Where the VPC is.
    pub region: RegionId,
}

/// CBN `DeleteRouteServiceInCen`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnrouteService {
    /// The CEN.
    pub cen: CenId,
    /// The region, or the area of CCNs, that the service is reached from.
    pub access: RegionId,
    /// The service as it was asked for.
    pub host: String,
    /// The VPC that it is reached through.
    pub vpc: InstanceId,
    /// Where the VPC is.
    pub region: RegionId,
}

/// CBN `CreateCenRouteMap`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRouteMap {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// Where it is to stand.
    pub place: RouteMapPlace,
    /// What it is to contain.
    pub map: Box<RouteMap<Ref<InstanceId>>>,
}

/// CBN `ModifyCenRouteMap`, which also gives another priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyRouteMap {
    /// The CEN.
    pub cen: CenId,
    /// The route map.
    pub id: RouteMapId,
    /// Where it stands now.
    pub from_place: RouteMapPlace,
    /// What it says now; none if it is nothing that a file could say.
    pub from: Option<Box<RouteMap<InstanceId>>>,
    /// Where it is to stand: the same region and direction, perhaps with another priority.
    pub place: RouteMapPlace,
    /// What it is to contain.
    pub map: Box<RouteMap<Ref<InstanceId>>>,
}

/// CBN `DeleteCenRouteMap`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRouteMap {
    /// The CEN.
    pub cen: CenId,
    /// The route map.
    pub id: RouteMapId,
    /// Where it stands.
    pub place: RouteMapPlace,
}
