//! What is taken away, until the cloud does not show it any more. What is gone already is done.

use cen_action::call::{
    DeleteCen, DeletePackage, DeleteVpc, DetachInstance, RevokeInstance, UnassociatePackage,
};
use cen_cloud::{
    CbnGrant, CenGrant, ChildInstance, Error, ErrorKind, PackageAssociation, VpcPlace,
};
use cen_topology::{AccountId, AccountName, CenId, InstanceId, NetworkKind, RegionId};
use tokio::time::Instant;

use crate::awaited::{Depth, Goal, Sight};
use crate::listings::ChildPlace;
use crate::outcome::StepError;
use crate::retry::LISTING_LAGS;
use crate::task::{Task, now, unread};
use crate::wait::Progress;
use crate::wire::child_type;

/// The states of what is being removed.
const LEAVING: [&str; 4] = ["Detaching", "Deleting", "Dissociating", "Disabling"];

/// Makes a write that removes something, and waits until `state` finds it no more. `state` tells what it is in, or none once it is gone.
pub(super) async fn remove(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    state: impl AsyncFn(Instant) -> Result<Option<String>, Error>,
) -> Result<(), StepError> {
    let look = async |since| {
        Ok(state(since)
            .await?
            .map_or(Progress::Done, Progress::Pending))
    };
    remove_watching(task, write, &state, look).await
}

/// As [`remove`], where `look` is how its end is waited for.
async fn remove_watching(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    state: impl AsyncFn(Instant) -> Result<Option<String>, Error>,
    look: impl AsyncFn(Instant) -> Result<Progress, Error>,
) -> Result<(), StepError> {
    let gone = async || {
        let state = state(now()).await.map_err(|error| unread(&error))?;
        // Already detaching or being deleted: do not call again.
        Ok(state
            .is_none_or(|state| LEAVING.contains(&state.as_str()))
            .then_some(()))
    };
    let began = now();
    // That it is not found is no mistake, though the listing shows it: that is waited for.
    let lags = |error: &Error| error.kind == ErrorKind::NotFound && began.elapsed() < LISTING_LAGS;
    task.write_unless(write, gone, lags).await?;
    task.until(look).await
}

/// Detaches a network, as the CEN's owner.
pub(super) async fn detach_instance(
    task: Task<'_>,
    detach: &DetachInstance,
) -> Result<(), StepError> {
    let DetachInstance {
        cen,
        kind,
        instance,
        region,
        owner,
    } = detach;
    let account = &task.action.account;
    let client = task.client();
    let child = ChildInstance {
        cen_id: cen.as_str(),
        child_instance_id: instance.as_str(),
        child_instance_type: child_type(*kind),
        child_instance_region_id: region.as_str(),
        child_instance_owner_id: owner.as_str(),
    };
    let listings = &task.run.listings;
    let place = ChildPlace {
        cen: cen.as_str(),
        instance: instance.as_str(),
        region,
    };
    let state = async |since| {
        Ok(
            match listings.sight(account, place, since, Depth::Whole).await? {
                Sight::Status(status) => Some(status),
                Sight::Absent | Sight::Unread => None,
            },
        )
    };
    let began = now();
    let look = async |since| {
        Ok(
            match listings
                .sight(account, place, since, task.depth(began))
                .await?
            {
                Sight::Status(status) => Progress::Pending(status),
                Sight::Absent => Progress::Done,
                Sight::Unread => Progress::Unread,
            },
        )
    };
    let detach = async || client.detach_cen_child_instance(child).await;
    listings
        .awaited
        .expect(place.cen, place.instance, Goal::Gone);
    let gone = remove_watching(task, detach, state, look).await;
    listings.awaited.forget(place.cen, place.instance);
    gone
}

/// Takes a grant back, as the network's owner; the CEN's owner sees when it is gone.
pub(super) async fn revoke_instance(
    task: Task<'_>,
    revoke: &RevokeInstance,
) -> Result<(), StepError> {
    let RevokeInstance {
        kind,
        instance,
        region,
        cen,
        cen_owner,
    } = revoke;
    let owner = owner_of_cen(task, cen_owner)?;
    let state = async |since| {
        let grants = task
            .run
            .listings
            .grants(owner, cen.as_str(), *kind, since)
            .await?;
        let held = grants
            .iter()
            .any(|grant| grant.child_instance_id == instance.as_str());
        Ok(held.then(|| "still granted".to_owned()))
    };
    remove(
        task,
        async || send_revocation(task, *kind, instance, region, cen, cen_owner.as_str()).await,
        state,
    )
    .await
}

/// Returns the account of the file that has this id.
pub(super) fn owner_of_cen<'a>(
    task: Task<'a>,
    id: &AccountId,
) -> Result<&'a AccountName, StepError> {
    let accounts = &task.run.topology.accounts;
    let owner = accounts.iter().find(|(_, account)| account.id == *id);
    owner
        .map(|(name, _)| name)
        .ok_or_else(|| StepError::Failed(format!("account {id} is not in the file")))
}

async fn send_revocation(
    task: Task<'_>,
    kind: NetworkKind,
    instance: &InstanceId,
    region: &RegionId,
    cen: &CenId,
    cen_owner_id: &str,
) -> Result<(), Error> {
    let client = task.client();
    let (region_id, instance_id, cen_id) = (region.as_str(), instance.as_str(), cen.as_str());
    match kind {
        NetworkKind::Vpc | NetworkKind::Vbr => {
            let client_token = task.token();
            let grant = CenGrant {
                region_id,
                instance_id,
                instance_type: child_type(kind),
                cen_id,
                cen_owner_id,
                client_token: &client_token,
            };
            client.revoke_instance_from_cen(grant).await
        }
        NetworkKind::Ccn => {
            let grant = CbnGrant {
                region_id,
                ccn_instance_id: instance_id,
                cen_instance_id: cen_id,
                cen_uid: cen_owner_id,
            };
            client.revoke_instance_from_cbn(grant).await
        }
    }
}

/// Releases a package from its CEN.
pub(super) async fn unassociate_package(
    task: Task<'_>,
    unassociate: &UnassociatePackage,
) -> Result<(), StepError> {
    let UnassociatePackage { package, cen } = unassociate;
    let account = &task.action.account;
    let client = task.client();
    let association = PackageAssociation {
        cen_id: cen.as_str(),
        cen_bandwidth_package_id: package.as_str(),
    };
    let state = async |since| {
        let packages = task.run.listings.packages(account, since).await?;
        let seen = packages
            .iter()
            .find(|seen| seen.cen_bandwidth_package_id == package.as_str());
        Ok(seen
            .filter(|seen| seen.cen_ids.iter().any(|id| id == cen.as_str()))
            .map(|seen| seen.status.clone()))
    };
    remove(
        task,
        async || client.unassociate_cen_bandwidth_package(association).await,
        state,
    )
    .await
}

/// Deletes a package.
pub(super) async fn delete_package(
    task: Task<'_>,
    DeletePackage { package }: &DeletePackage,
) -> Result<(), StepError> {
    let account = &task.action.account;
    let client = task.client();
    let state = async |since| {
        let packages = task.run.listings.packages(account, since).await?;
        Ok(packages
            .iter()
            .find(|seen| seen.cen_bandwidth_package_id == package.as_str())
            .map(|seen| seen.status.clone()))
    };
    remove(
        task,
        async || client.delete_cen_bandwidth_package(package.as_str()).await,
        state,
    )
    .await
}

/// Deletes a CEN.
pub(super) async fn delete_cen(
    task: Task<'_>,
    DeleteCen { cen }: &DeleteCen,
) -> Result<(), StepError> {
    let account = &task.action.account;
    let client = task.client();
    let state = async |since| {
        let cens = task.run.listings.cens(account, since).await?;
        Ok(cens
            .iter()
            .find(|seen| seen.cen_id == cen.as_str())
            .map(|seen| seen.status.clone()))
    };
    remove(task, async || client.delete_cen(cen.as_str()).await, state).await
}

/// Deletes a VPC.
pub(super) async fn delete_vpc(
    task: Task<'_>,
    DeleteVpc { region, vpc }: &DeleteVpc,
) -> Result<(), StepError> {
    let account = &task.action.account;
    let client = task.client();
    let place = VpcPlace {
        region_id: region.as_str(),
        vpc_id: vpc.as_str(),
    };
    let state = async |since| {
        let vpcs = task.run.listings.vpcs(account, region, since).await?;
        Ok(vpcs
            .iter()
            .find(|seen| seen.vpc_id == vpc.as_str())
            .map(|seen| seen.status.clone()))
    };
    remove(task, async || client.delete_vpc(place).await, state).await
}
