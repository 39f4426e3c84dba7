//! What an account does once before it takes part: opens the service, and makes the role by which the
//! service acts.

use cen_cloud::Error;
use cen_cloud::router::ServiceState;

use crate::outcome::StepError;
use crate::task::{Task, unread};
use crate::wait::Progress;

/// The role by which transit routers act in an account, and the service that it belongs to.
const ROLE: &str = "AliyunServiceRoleForCEN";
const SERVICE: &str = "cen.aliyuncs.com";

/// Opens the transit router service of the account, which is free, and waits until it is open.
pub(super) async fn open(task: Task<'_>) -> Result<(), StepError> {
    let (client, reader) = (task.client(), task.run.client(&task.action.account));
    let is_open = async || {
        let state = reader.check_transit_router_service().await?;
        Ok::<_, Error>(state == ServiceState::Open)
    };
    let present = async || {
        let is_open = is_open().await.map_err(|error| unread(&error))?;
        Ok(is_open.then_some(()))
    };
    let token = task.token();
    task.write(
        async || client.open_transit_router_service(&token).await,
        present,
    )
    .await?;
    let look = async |_| {
        Ok(if is_open().await? {
            Progress::Done
        } else {
            Progress::Pending("not open yet".to_owned())
        })
    };
    task.until(look).await
}

/// Makes the service-linked role in the account. One that is there stays as it is.
pub(super) async fn create_role(task: Task<'_>) -> Result<(), StepError> {
    let (client, reader) = (task.client(), task.run.client(&task.action.account));
    let present = async || {
        let role = reader
            .get_role(ROLE)
            .await
            .map_err(|error| unread(&error))?;
        Ok(role.map(|_| ()))
    };
    task.write(
        async || client.create_service_linked_role(SERVICE).await,
        present,
    )
    .await
}
