//! The calls that change what a CEN does with routes.

use cen_topology::{
    AccountId, CenId, HealthCheck, InstanceId, RegionId, RouteMap, RouteMapId, RouteMapPlace,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::action::reference::Ref;

/// Which call about routes, with everything it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "call")]
pub enum RouteCall {
    /// CBN `PublishRouteEntries`. The route table is looked up when the VPC is attached.
    PublishRoute {
        /// The CEN.
        cen: Ref<CenId>,
        /// The VPC that has the route.
        vpc: Ref<InstanceId>,
        /// Where it is.
        region: RegionId,
        /// The destination.
        cidr: Ipv4Net,
    },
    /// CBN `WithdrawPublishedRouteEntries`.
    WithdrawRoute {
        /// The CEN.
        cen: CenId,
        /// The VPC that has the route.
        vpc: InstanceId,
        /// Where it is.
        region: RegionId,
        /// The destination.
        cidr: Ipv4Net,
    },
    /// CBN `EnableCenVbrHealthCheck`, which also changes one.
    EnableHealthCheck {
        /// The CEN.
        cen: Ref<CenId>,
        /// The VBR.
        vbr: Ref<InstanceId>,
        /// Where it is.
        region: RegionId,
        /// Whose it is.
        owner: AccountId,
        /// What it checks now; none if it checks nothing.
        from: Option<HealthCheck>,
        /// What it shall check.
        to: HealthCheck,
    },
    /// CBN `DisableCenVbrHealthCheck`.
    DisableHealthCheck {
        /// The CEN.
        cen: CenId,
        /// The VBR.
        vbr: InstanceId,
        /// Where it is.
        region: RegionId,
        /// Whose it is.
        owner: AccountId,
    },
    /// CBN `RoutePrivateZoneInCenToVpc`.
    RoutePrivateZone {
        /// The CEN.
        cen: Ref<CenId>,
        /// The region, or the area of CCNs, that PrivateZone is reached from.
        access: RegionId,
        /// The VPC that is associated with the zone.
        vpc: Ref<InstanceId>,
        /// Where the VPC is.
        region: RegionId,
    },
    /// CBN `UnroutePrivateZoneInCenToVpc`.
    UnroutePrivateZone {
        /// The CEN.
        cen: CenId,
        /// The region, or the area of CCNs, that PrivateZone is reached from.
        access: RegionId,
        /// The VPC that is associated with the zone.
        vpc: InstanceId,
    },
    /// CBN `ResolveAndRouteServiceInCen`.
    RouteService {
        /// The CEN.
        cen: Ref<CenId>,
        /// The region, or the area of CCNs, that the service is reached from.
        access: RegionId,
        /// The range of the service.
        cidr: Ipv4Net,
        /// The VPC that it is reached through.
        vpc: Ref<InstanceId>,
        /// Where the VPC is.
        region: RegionId,
    },
    /// CBN `DeleteRouteServiceInCen`.
    UnrouteService {
        /// The CEN.
        cen: CenId,
        /// The region, or the area of CCNs, that the service is reached from.
        access: RegionId,
        /// The service as it was asked for.
        host: String,
        /// The VPC that it is reached through.
        vpc: InstanceId,
        /// Where the VPC is.
        region: RegionId,
    },
    /// CBN `CreateCenRouteMap`.
    CreateRouteMap {
        /// The CEN.
        cen: Ref<CenId>,
        /// Where it shall stand.
        place: RouteMapPlace,
        /// What it shall say.
        map: Box<RouteMap<Ref<InstanceId>>>,
    },
    /// CBN `ModifyCenRouteMap`, which also gives another priority.
    ModifyRouteMap {
        /// The CEN.
        cen: CenId,
        /// The route map.
        id: RouteMapId,
        /// Where it stands now.
        from_place: RouteMapPlace,
        /// What it says now; none if it is nothing that a file could say.
        from: Option<Box<RouteMap<InstanceId>>>,
        /// Where it shall stand: another priority perhaps, but the same region and direction.
        place: RouteMapPlace,
        /// What it shall say.
        map: Box<RouteMap<Ref<InstanceId>>>,
    },
    /// CBN `DeleteCenRouteMap`.
    DeleteRouteMap {
        /// The CEN.
        cen: CenId,
        /// The route map.
        id: RouteMapId,
        /// Where it stands.
        place: RouteMapPlace,
    },
}

impl RouteCall {
    /// What is done, as the first part of an action's id.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::PublishRoute { .. } => "publish",
            Self::WithdrawRoute { .. } => "withdraw",
            Self::EnableHealthCheck { .. } => "check-health",
            Self::DisableHealthCheck { .. } => "stop-health-check",
            Self::RoutePrivateZone { .. } => "route-zone",
            Self::UnroutePrivateZone { .. } => "unroute-zone",
            Self::RouteService { .. } => "route-service",
            Self::UnrouteService { .. } => "unroute-service",
            Self::CreateRouteMap { .. } => "route-map",
            Self::ModifyRouteMap { .. } => "modify-route-map",
            Self::DeleteRouteMap { .. } => "delete-route-map",
        }
    }

    /// Whether it changes what is there already.
    pub fn is_change(&self) -> bool {
        matches!(
            self,
            Self::EnableHealthCheck { from: Some(_), .. } | Self::ModifyRouteMap { .. }
        )
    }

    /// Whether it takes something away that is in use.
    pub(crate) fn is_removal(&self) -> bool {
        self.leaves().is_some()
    }

    /// The CEN that it takes something off, if it does that.
    pub(crate) fn leaves(&self) -> Option<&CenId> {
        match self {
            Self::WithdrawRoute { cen, .. }
            | Self::DisableHealthCheck { cen, .. }
            | Self::UnroutePrivateZone { cen, .. }
            | Self::UnrouteService { cen, .. }
            | Self::DeleteRouteMap { cen, .. } => Some(cen),
            Self::PublishRoute { .. }
            | Self::EnableHealthCheck { .. }
            | Self::RoutePrivateZone { .. }
            | Self::RouteService { .. }
            | Self::CreateRouteMap { .. }
            | Self::ModifyRouteMap { .. } => None,
        }
    }
}
