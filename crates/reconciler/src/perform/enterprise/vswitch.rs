//! vSwitches through which a transit router enters a VPC, as the VPC's owner.

use cen_action::call;
use cen_cloud::{CreateVSwitch, VSwitch, VSwitchStatus, VpcPlace};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, carries, now, the_only, unread};
use crate::wait::Progress;

/// Creates a vSwitch and waits until it is Available, unless one with its mark is there already.
pub(super) async fn create(
    task: Task<'_>,
    create: &call::CreateVswitch,
) -> Result<String, StepError> {
    let vpc = task.id(&create.vpc)?;
    let marked = async |since| marked(task, create, &vpc, since).await;
    let id = match marked(now()).await? {
        Some(id) => id,
        None => {
            let (client, token) = (task.client(), task.token());
            let cidr = create.cidr.to_string();
            let vswitch = CreateVSwitch {
                vpc: VpcPlace {
                    region_id: create.region.as_str(),
                    vpc_id: &vpc,
                },
                zone_id: create.zone.as_str(),
                cidr_block: &cidr,
                tags: &create.tags,
                client_token: &token,
            };
            task.write(
                async || client.create_vswitch(vswitch).await,
                async || marked(now()).await,
            )
            .await?
        }
    };
    let look = async |since| {
        let (account, region) = (&task.action.account, &create.region);
        let rows = task.run.listings.vswitches(account, region, since).await?;
        let seen = rows.iter().find(|row| row.vswitch_id == id);
        Ok(match seen.map(|row| &row.status) {
            Some(VSwitchStatus::Available) => Progress::Done,
            Some(status) => Progress::Pending(status.to_string()),
            None => Progress::Pending("not listed yet".to_owned()),
        })
    };
    task.until(look).await?;
    Ok(id)
}

async fn marked(
    task: Task<'_>,
    create: &call::CreateVswitch,
    vpc: &str,
    since: Instant,
) -> Result<Option<String>, StepError> {
    let (account, region) = (&task.action.account, &create.region);
    let rows = task.run.listings.vswitches(account, region, since).await;
    let rows = rows.map_err(|error| unread(&error))?;
    let is_ours = |row: &&VSwitch| row.vpc_id == vpc && carries(&create.tags, &row.tags);
    let ours = rows.iter().filter(is_ours);
    the_only(
        "vSwitches",
        ours.map(|row| row.vswitch_id.clone()).collect(),
    )
}

/// Deletes a vSwitch and waits until it is gone.
pub(super) async fn delete(task: Task<'_>, delete: &call::DeleteVswitch) -> Result<(), StepError> {
    let client = task.client();
    let (region, id) = (&delete.region, delete.vswitch.as_str());
    let write = async || client.delete_vswitch(region.as_str(), id).await;
    let state = async |since| {
        let account = &task.action.account;
        let rows = task.run.listings.vswitches(account, region, since).await?;
        let seen = rows.iter().find(|row| row.vswitch_id == id);
        Ok(seen.map(|row| row.status.to_string()))
    };
    remove(task, write, state).await
}
