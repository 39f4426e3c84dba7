//! Health checks of the lines behind VBRs.

use cen_action::call::{DisableHealthCheck, EnableHealthCheck};
use cen_cloud::{CenRegion, CenVbr, EnableCenVbrHealthCheck, Error, VbrHealthCheck};
use cen_topology::{AccountId, HealthCheck, RegionId};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;
use crate::wire::health_check;

/// Sets a health check up, or changes it, and waits until the listing shows it so. What the file cannot say of one stays as it is.
pub(super) async fn enable(task: Task<'_>, enable: &EnableHealthCheck) -> Result<(), StepError> {
    let (cen, vbr, to) = (task.id(&enable.cen)?, task.id(&enable.vbr)?, enable.to);
    let vbr = line(&cen, &vbr, &enable.region, &enable.owner);
    let before = find(task, vbr, now())
        .await
        .map_err(|error| unread(&error))?;
    let source = to.source.map_or(String::new(), |source| source.to_string());
    let target = to.target.to_string();
    let check = EnableCenVbrHealthCheck {
        vbr,
        health_check_source_ip: &source,
        health_check_target_ip: &target,
        health_check_interval: to.interval,
        healthy_threshold: to.threshold,
        health_check_only: before
            .as_ref()
            .is_some_and(|before| before.health_check_only),
        description: before.as_ref().map_or("", |before| &before.description),
    };
    let is_so = async |since| {
        let seen = find(task, vbr, since)
            .await?
            .and_then(|row| health_check(&row));
        Ok::<_, Error>(seen.is_some_and(|seen| {
            seen == HealthCheck {
                source: to.source.or(seen.source),
                ..to
            }
        }))
    };
    let present = async || {
        is_so(now())
            .await
            .map(|so| so.then_some(()))
            .map_err(|error| unread(&error))
    };
    let client = task.client();
    task.write(
        async || client.enable_cen_vbr_health_check(check).await,
        present,
    )
    .await?;
    let look = async |since| {
        let so = is_so(since).await?;
        Ok(if so {
            Progress::Done
        } else {
            Progress::Pending("not shown yet".to_owned())
        })
    };
    task.until(look).await
}

/// Takes a health check away and waits until it is not listed.
pub(super) async fn disable(task: Task<'_>, disable: &DisableHealthCheck) -> Result<(), StepError> {
    let DisableHealthCheck {
        cen,
        vbr,
        region,
        owner,
    } = disable;
    let vbr = line(cen.as_str(), vbr.as_str(), region, owner);
    let client = task.client();
    let state = async |since| {
        Ok(find(task, vbr, since)
            .await?
            .map(|_| "still there".to_owned()))
    };
    remove(
        task,
        async || client.disable_cen_vbr_health_check(vbr).await,
        state,
    )
    .await
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

async fn find(
    task: Task<'_>,
    vbr: CenVbr<'_>,
    since: Instant,
) -> Result<Option<VbrHealthCheck>, Error> {
    let region = CenRegion {
        cen_id: vbr.cen_id,
        region_id: vbr.vbr_instance_region_id,
    };
    let rows = task
        .run
        .listings
        .health_checks(&task.action.account, region, since)
        .await?;
    Ok(rows
        .iter()
        .find(|row| row.vbr_instance_id == vbr.vbr_instance_id)
        .cloned())
}
