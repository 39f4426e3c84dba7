//! Grants of networks to the transit routers of another account's CEN, by the network's owner. The
//! CEN's owner sees them.

use cen_action::call::{GrantToRouter, RevokeFromRouter};
use cen_cloud::Error;
use cen_cloud::router::{RouterGrant, RouterGrantType};
use cen_topology::NetworkKind;

use crate::outcome::StepError;
use crate::perform::removal::{owner_of_cen, remove};
use crate::task::{Task, now, unread};
use crate::wait::Progress;

/// Grants a network and waits until the CEN's owner sees it.
pub(super) async fn grant(task: Task<'_>, grant: &GrantToRouter) -> Result<(), StepError> {
    let (instance, cen) = (task.id(&grant.instance)?, task.id(&grant.cen)?);
    let owner = task.run.cen_owner(task.cen_name()?);
    let is_granted = async |since| {
        let grants = task
            .run
            .listings
            .grants(owner, &cen, grant.kind, since)
            .await?;
        let is_it = |seen: &cen_cloud::GrantRule| seen.child_instance_id == instance;
        Ok::<_, Error>(grants.iter().any(is_it))
    };
    let present = async || {
        let is_granted = is_granted(now()).await.map_err(|error| unread(&error))?;
        Ok(is_granted.then_some(()))
    };
    let client = task.client();
    let sent = RouterGrant {
        region_id: grant.region.as_str(),
        instance_id: &instance,
        instance_type: wire_type(grant.kind)?,
        cen_id: &cen,
        cen_owner_id: grant.cen_owner.as_str(),
    };
    task.write(
        async || client.grant_instance_to_transit_router(sent).await,
        present,
    )
    .await?;
    let look = async |since| {
        Ok(if is_granted(since).await? {
            Progress::Done
        } else {
            Progress::Pending("not seen by the CEN's owner yet".to_owned())
        })
    };
    task.until(look).await
}

/// Takes a grant back and waits until the CEN's owner does not see it any more.
pub(super) async fn revoke(task: Task<'_>, revoke: &RevokeFromRouter) -> Result<(), StepError> {
    let owner = owner_of_cen(task, &revoke.cen_owner)?;
    let client = task.client();
    let sent = RouterGrant {
        region_id: revoke.region.as_str(),
        instance_id: revoke.instance.as_str(),
        instance_type: wire_type(revoke.kind)?,
        cen_id: revoke.cen.as_str(),
        cen_owner_id: revoke.cen_owner.as_str(),
    };
    let state = async |since| {
        let cen = revoke.cen.as_str();
        let grants = task
            .run
            .listings
            .grants(owner, cen, revoke.kind, since)
            .await?;
        let is_it =
            |seen: &cen_cloud::GrantRule| seen.child_instance_id == revoke.instance.as_str();
        Ok(grants.iter().any(is_it).then(|| "still granted".to_owned()))
    };
    let write = async || client.revoke_instance_from_transit_router(sent).await;
    remove(task, write, state).await
}

/// Returns the kind in the words of the call. A CCN is on no Enterprise router.
fn wire_type(kind: NetworkKind) -> Result<RouterGrantType, StepError> {
    match kind {
        NetworkKind::Vpc => Ok(RouterGrantType::Vpc),
        NetworkKind::Vbr => Ok(RouterGrantType::Vbr),
        NetworkKind::Ccn => Err(StepError::Failed(
            "an Enterprise Edition transit router takes no CCN".to_owned(),
        )),
    }
}
