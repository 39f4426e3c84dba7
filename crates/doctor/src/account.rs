//! What an account answers about itself: whose the credential is, and what is switched on.

use cen_cloud::router::ServiceState;
use cen_cloud::{CallerIdentity, Client, Error, Role};

/// The role that transit routers need in the account of each network.
pub const SERVICE_ROLE: &str = "AliyunServiceRoleForCEN";

/// What is switched on in an account. Each part is told or not by itself.
#[derive(Debug)]
pub struct Services {
    /// Whether the transit router service is open.
    pub router_service: Result<ServiceState, Error>,
    /// The role of CEN; none if there is none.
    pub role: Result<Option<Role>, Error>,
}

/// Asks whose a credential is. Safe to run again.
///
/// # Errors
/// [`Error`].
pub async fn identity(client: &Client) -> Result<CallerIdentity, Error> {
    client.get_caller_identity().await
}

/// Asks what is switched on. Safe to run again.
pub async fn services(client: &Client) -> Services {
    let (router_service, role) = futures::future::join(
        client.check_transit_router_service(),
        client.get_role(SERVICE_ROLE),
    )
    .await;
    Services {
        router_service,
        role,
    }
}
