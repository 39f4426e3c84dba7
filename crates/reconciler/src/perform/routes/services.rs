//! Access to PrivateZone and to cloud services.

use cen_action::call;
use cen_cloud::{
    CenRegion, Error, PrivateZoneInfo, PrivateZoneRoute, ResolveAndRouteService, RouteService,
    RouteServiceEntry,
};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;
use crate::wire::service_range;

/// Sets up an access to PrivateZone and waits until it is Active.
pub(super) async fn route_zone(
    task: Task<'_>,
    call: &call::RoutePrivateZone,
) -> Result<(), StepError> {
    let (cen, vpc) = (task.id(&call.cen)?, task.id(&call.vpc)?);
    let route = PrivateZoneRoute {
        cen_id: &cen,
        access_region_id: call.access.as_str(),
        host_region_id: call.region.as_str(),
        host_vpc_id: &vpc,
    };
    let status = async |since| {
        let zone = zone(
            task,
            (route.cen_id, route.access_region_id, route.host_vpc_id),
            since,
        )
        .await?;
        Ok(zone.map(|zone| zone.status))
    };
    let client = task.client();
    set_up(
        task,
        async || client.route_private_zone_in_cen_to_vpc(route).await,
        status,
    )
    .await
}

/// Takes an access to PrivateZone away and waits until it is not listed.
pub(super) async fn unroute_zone(
    task: Task<'_>,
    call: &call::UnroutePrivateZone,
) -> Result<(), StepError> {
    let (cen_id, region_id, vpc) = (call.cen.as_str(), call.access.as_str(), call.vpc.as_str());
    let client = task.client();
    let state = async |since| {
        Ok(zone(task, (cen_id, region_id, vpc), since)
            .await?
            .map(|zone| zone.status))
    };
    remove(
        task,
        async || {
            client
                .unroute_private_zone_in_cen_to_vpc(CenRegion { cen_id, region_id })
                .await
        },
        state,
    )
    .await
}

async fn zone(
    task: Task<'_>,
    (cen, access, vpc): (&str, &str, &str),
    since: Instant,
) -> Result<Option<PrivateZoneInfo>, Error> {
    let rows = task
        .run
        .listings
        .private_zones(&task.action.account, cen, since)
        .await?;
    Ok(rows
        .iter()
        .find(|row| row.access_region_id == access && row.host_vpc_id == vpc)
        .cloned())
}

/// Sets up an access to a cloud service and waits until it is Active. The same token goes with every attempt.
pub(super) async fn route_service(
    task: Task<'_>,
    call: &call::RouteService,
) -> Result<(), StepError> {
    let (cen, vpc, host) = (
        task.id(&call.cen)?,
        task.id(&call.vpc)?,
        call.cidr.to_string(),
    );
    let (access_region_ids, token) = ([call.access.as_str()], task.token());
    let create = ResolveAndRouteService {
        cen_id: &cen,
        access_region_ids: &access_region_ids,
        host: &host,
        host_region_id: call.region.as_str(),
        host_vpc_id: &vpc,
        description: "",
        client_token: &token,
    };
    let access = Access {
        cen: &cen,
        region: call.access.as_str(),
        vpc: &vpc,
    };
    let is_it = |row: &RouteServiceEntry| service_range(row) == Some(call.cidr);
    let status = async |since| {
        Ok(find(task, access, is_it, since)
            .await?
            .map(|row| row.status))
    };
    let client = task.client();
    set_up(
        task,
        async || client.resolve_and_route_service_in_cen(create).await,
        status,
    )
    .await
}

/// Takes an access to a cloud service away and waits until it is not listed.
pub(super) async fn unroute_service(
    task: Task<'_>,
    call: &call::UnrouteService,
) -> Result<(), StepError> {
    let client = task.client();
    let service = RouteService {
        cen_id: call.cen.as_str(),
        access_region_id: call.access.as_str(),
        host: &call.host,
        host_region_id: call.region.as_str(),
        host_vpc_id: call.vpc.as_str(),
    };
    let access = Access {
        cen: service.cen_id,
        region: service.access_region_id,
        vpc: service.host_vpc_id,
    };
    let is_it = |row: &RouteServiceEntry| row.host == service.host;
    let state = async |since| {
        Ok(find(task, access, is_it, since)
            .await?
            .map(|row| row.status))
    };
    remove(
        task,
        async || client.delete_route_service_in_cen(service).await,
        state,
    )
    .await
}

/// Where a service is reached from, and through which VPC.
#[derive(Clone, Copy)]
struct Access<'a> {
    cen: &'a str,
    region: &'a str,
    vpc: &'a str,
}

async fn find(
    task: Task<'_>,
    access: Access<'_>,
    is_it: impl Fn(&RouteServiceEntry) -> bool,
    since: Instant,
) -> Result<Option<RouteServiceEntry>, Error> {
    let rows = task
        .run
        .listings
        .services(&task.action.account, access.cen, since)
        .await?;
    let here = |row: &&RouteServiceEntry| {
        row.access_region_id == access.region && row.host_vpc_id == access.vpc
    };
    Ok(rows.iter().filter(here).find(|row| is_it(row)).cloned())
}

/// Makes a write that sets something up, and waits until `status` is Active.
async fn set_up(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    status: impl AsyncFn(Instant) -> Result<Option<String>, Error>,
) -> Result<(), StepError> {
    let present = async || {
        let status = status(now()).await.map_err(|error| unread(&error))?;
        Ok(status
            .filter(|status| status == "Active" || status == "Creating")
            .map(|_| ()))
    };
    task.write(write, present).await?;
    let look = async |since| {
        Ok(match status(since).await?.as_deref() {
            Some("Active") => Progress::Done,
            Some("Failed") => Progress::Failed("the cloud could not set it up".to_owned()),
            Some(status) => Progress::Pending(status.to_owned()),
            None => Progress::Pending("not listed yet".to_owned()),
        })
    };
    task.until(look).await
}
