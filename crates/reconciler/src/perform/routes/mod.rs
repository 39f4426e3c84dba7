//! What a CEN does with routes: set up, changed, taken away.

mod health_checks;
mod maps;
mod published;
mod services;

use cen_cloud::{CenVbr, PrivateZoneRoute, RouteService};
use cen_plan::RouteCall;
use cen_topology::{AccountId, RegionId};

use crate::outcome::StepError;
use crate::task::Task;

pub(super) async fn perform(task: Task<'_>, call: &RouteCall) -> Result<(), StepError> {
    match call {
        RouteCall::PublishRoute {
            cen,
            vpc,
            region,
            cidr,
        } => published::publish(task, &task.id(cen)?, &task.id(vpc)?, region, *cidr).await,
        RouteCall::WithdrawRoute {
            cen,
            vpc,
            region,
            cidr,
        } => published::withdraw(task, cen.as_str(), vpc.as_str(), region, *cidr).await,
        RouteCall::EnableHealthCheck {
            cen,
            vbr,
            region,
            owner,
            to,
            ..
        } => {
            let (cen, vbr) = (task.id(cen)?, task.id(vbr)?);
            health_checks::enable(task, line(&cen, &vbr, region, owner), *to).await
        }
        RouteCall::RoutePrivateZone {
            cen,
            access,
            vpc,
            region,
        } => {
            let (cen_id, host_vpc_id) = (&*task.id(cen)?, &*task.id(vpc)?);
            let (access_region_id, host_region_id) = (access.as_str(), region.as_str());
            services::route_zone(
                task,
                PrivateZoneRoute {
                    cen_id,
                    access_region_id,
                    host_region_id,
                    host_vpc_id,
                },
            )
            .await
        }
        RouteCall::UnroutePrivateZone { cen, access, vpc } => {
            services::unroute_zone(task, cen.as_str(), access.as_str(), vpc.as_str()).await
        }
        RouteCall::RouteService {
            cen,
            access,
            cidr,
            vpc,
            region,
        } => {
            let (host, cen_id, host_vpc_id) =
                (&*cidr.to_string(), &*task.id(cen)?, &*task.id(vpc)?);
            let (access_region_id, host_region_id) = (access.as_str(), region.as_str());
            services::route_service(
                task,
                RouteService {
                    cen_id,
                    access_region_id,
                    host,
                    host_region_id,
                    host_vpc_id,
                },
                *cidr,
            )
            .await
        }
        RouteCall::UnrouteService {
            cen,
            access,
            host,
            vpc,
            region,
        } => {
            let (cen_id, access_region_id, host_region_id, host_vpc_id) =
                (cen.as_str(), access.as_str(), region.as_str(), vpc.as_str());
            services::unroute_service(
                task,
                RouteService {
                    cen_id,
                    access_region_id,
                    host,
                    host_region_id,
                    host_vpc_id,
                },
            )
            .await
        }
        RouteCall::CreateRouteMap { cen, place, map } => {
            maps::create(task, &task.id(cen)?, place, map).await
        }
        RouteCall::ModifyRouteMap {
            cen,
            id,
            place,
            map,
            ..
        } => maps::modify(task, (cen, id), place, map).await,
        RouteCall::DeleteRouteMap { cen, id, place } => maps::delete(task, (cen, id), place).await,
        RouteCall::DisableHealthCheck {
            cen,
            vbr,
            region,
            owner,
        } => health_checks::disable(task, line(cen.as_str(), vbr.as_str(), region, owner)).await,
    }
}

fn line<'a>(
    cen_id: &'a str,
    vbr_instance_id: &'a str,
    region: &'a RegionId,
    owner: &'a AccountId,
) -> CenVbr<'a> {
    CenVbr {
        cen_id,
        vbr_instance_id,
        vbr_instance_region_id: region.as_str(),
        vbr_instance_owner_id: owner.as_str(),
    }
}
