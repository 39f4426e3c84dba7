//! Routes of attached VPCs, published and withdrawn.

use cen_action::call::{PublishRoute, WithdrawRoute};
use cen_cloud::{
    CenChildInstance, ChildInstanceRoute, ChildInstanceType, Error, PublishedRouteEntry,
};
use cen_topology::RegionId;
use ipnet::Ipv4Net;
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;

fn child<'a>(cen_id: &'a str, vpc: &'a str, region: &'a RegionId) -> CenChildInstance<'a> {
    let child_instance_region_id = region.as_str();
    CenChildInstance {
        cen_id,
        child_instance_id: vpc,
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id,
    }
}

/// Publishes a route and waits until it is `Published`.
pub(super) async fn publish(task: Task<'_>, publish: &PublishRoute) -> Result<(), StepError> {
    let (cen, vpc, cidr) = (task.id(&publish.cen)?, task.id(&publish.vpc)?, publish.cidr);
    let child = child(&cen, &vpc, &publish.region);
    let absent = || {
        StepError::Failed(format!(
            "{vpc} has no route to {cidr}: add it there, or remove it from `publish`"
        ))
    };
    let row = find(task, child, cidr, now())
        .await
        .map_err(|error| unread(&error))?
        .ok_or_else(absent)?;
    let is_published = async |since| {
        Ok::<_, Error>(
            find(task, child, cidr, since)
                .await?
                .is_some_and(|row| row.publish_status == "Published"),
        )
    };
    let present = async || {
        is_published(now())
            .await
            .map(|published| published.then_some(()))
            .map_err(|error| unread(&error))
    };
    let client = task.client();
    let cidr = cidr.to_string();
    let route = ChildInstanceRoute {
        child_instance: child,
        child_instance_route_table_id: &row.child_instance_route_table_id,
        destination_cidr_block: &cidr,
    };
    task.write(async || client.publish_route_entries(route).await, present)
        .await?;
    let look = async |since| {
        let published = is_published(since).await?;
        Ok(if published {
            Progress::Done
        } else {
            Progress::Pending("not published yet".to_owned())
        })
    };
    task.until(look).await
}

/// Withdraws a route and waits until it is not `Published` any more. A route that is gone needs nothing.
pub(super) async fn withdraw(task: Task<'_>, withdraw: &WithdrawRoute) -> Result<(), StepError> {
    let WithdrawRoute {
        cen, vpc, region, ..
    } = withdraw;
    let (child, cidr) = (child(cen.as_str(), vpc.as_str(), region), withdraw.cidr);
    let row = find(task, child, cidr, now())
        .await
        .map_err(|error| unread(&error))?;
    let Some(row) = row else { return Ok(()) };
    let client = task.client();
    let destination = cidr.to_string();
    let route = ChildInstanceRoute {
        child_instance: child,
        child_instance_route_table_id: &row.child_instance_route_table_id,
        destination_cidr_block: &destination,
    };
    let state = async |since| {
        let row = find(task, child, cidr, since).await?;
        Ok(row
            .filter(|row| row.publish_status == "Published")
            .map(|row| row.publish_status))
    };
    remove(
        task,
        async || client.withdraw_published_route_entries(route).await,
        state,
    )
    .await
}

async fn find(
    task: Task<'_>,
    child: CenChildInstance<'_>,
    cidr: Ipv4Net,
    since: Instant,
) -> Result<Option<PublishedRouteEntry>, Error> {
    let rows = task
        .run
        .listings
        .published(&task.action.account, child, since)
        .await?;
    Ok(rows
        .iter()
        .find(|row| row.destination_cidr_block.parse() == Ok(cidr))
        .cloned())
}
