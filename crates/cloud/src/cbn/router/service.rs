//! Whether an account may use transit routers: a service that each account that takes part opens
//! once, for free.

use serde::Deserialize;

use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;

/// Whether the transit router service is open in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceState {
    /// It is.
    Open,
    /// It is not: the account can have no transit router, and can grant no network to one.
    Closed,
}

/// The codes that say that the service is closed.
const CLOSED: [&str; 2] = [
    "Forbbiden.TransitRouterServiceNotOpen",
    "USER_NOT_OPEN_TR_SERVICE",
];

/// The codes that say that it is open already.
const OPENED: [&str; 2] = ["ORDER.OPEND", "Order.Opened"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    /// `true` or `false`, as a text.
    enabled: String,
}

impl Client {
    /// Tells whether the account has opened the transit router service. Safe to run again.
    ///
    /// # Errors
    /// [`Error`], but not the codes that say that it is closed.
    pub async fn check_transit_router_service(&self) -> Result<ServiceState, Error> {
        let operation = Operation::cbn("CheckTransitRouterService");
        match self.call::<Service>(operation, Vec::new()).await {
            Ok(service) if service.enabled.eq_ignore_ascii_case("true") => Ok(ServiceState::Open),
            Ok(_) => Ok(ServiceState::Closed),
            Err(error) if CLOSED.contains(&error.code.as_str()) => Ok(ServiceState::Closed),
            Err(error) => Err(error),
        }
    }

    /// Opens the transit router service, which is free. Safe to run again: one that is open stays
    /// so. The call makes the service-linked role of CEN as well, if the caller may.
    ///
    /// # Errors
    /// [`Error`]; those that name a payment or a risk need a person.
    pub async fn open_transit_router_service(&self, client_token: &str) -> Result<(), Error> {
        let operation = Operation::cbn("OpenTransitRouterService");
        let parameters = Parameters::new().with_text("ClientToken", client_token);
        match self.accepted(operation, parameters).await {
            Err(error) if OPENED.contains(&error.code.as_str()) => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn the_service_is_open_or_closed() {
        for (answer, state) in [
            ((200, json!({"Enabled": "true"})), ServiceState::Open),
            ((200, json!({"Enabled": "false"})), ServiceState::Closed),
            (
                (400, json!({"Code": "USER_NOT_OPEN_TR_SERVICE"})),
                ServiceState::Closed,
            ),
        ] {
            let scripted = Scripted::with_statuses([answer]);
            let told = scripted.client().check_transit_router_service().await;
            assert_eq!(told, Ok(state));
        }
    }

    #[tokio::test]
    async fn opening_it_twice_is_no_error_and_a_refusal_is_one() {
        for (answer, is_open) in [
            ((200, json!({"OrderId": "1", "RequestId": "R"})), true),
            ((400, json!({"Code": "Order.Opened"})), true),
            ((400, json!({"Code": "ORDER.OPEND"})), true),
            ((400, json!({"Code": "Risk.RiskControlRejection"})), false),
        ] {
            let scripted = Scripted::with_statuses([answer.clone()]);
            let opened = scripted.client().open_transit_router_service("t").await;
            assert_eq!(opened.is_ok(), is_open, "{answer:?}");
        }
    }
}
