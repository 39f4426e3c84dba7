//! What a CEN does with routes: set up, changed, taken away.

mod health_checks;
mod maps;
mod published;
mod services;

use cen_action::call::RouteCall;

use crate::outcome::StepError;
use crate::task::Task;

pub(super) async fn perform(task: Task<'_>, call: &RouteCall) -> Result<(), StepError> {
    match call {
        RouteCall::PublishRoute(publish) => published::publish(task, publish).await,
        RouteCall::WithdrawRoute(withdraw) => published::withdraw(task, withdraw).await,
        RouteCall::EnableHealthCheck(enable) => health_checks::enable(task, enable).await,
        RouteCall::DisableHealthCheck(disable) => health_checks::disable(task, disable).await,
        RouteCall::RoutePrivateZone(route) => services::route_zone(task, route).await,
        RouteCall::UnroutePrivateZone(unroute) => services::unroute_zone(task, unroute).await,
        RouteCall::RouteService(route) => services::route_service(task, route).await,
        RouteCall::UnrouteService(unroute) => services::unroute_service(task, unroute).await,
        RouteCall::CreateRouteMap(create) => maps::create(task, create).await,
        RouteCall::ModifyRouteMap(modify) => maps::modify(task, modify).await,
        RouteCall::DeleteRouteMap(delete) => maps::delete(task, delete).await,
    }
}
