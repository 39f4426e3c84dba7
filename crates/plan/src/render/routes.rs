//! The words of what a CEN does with routes.

use crate::action::RouteCall;
use crate::render::text::reference;

/// What a call does.
pub(super) fn call_text(call: &RouteCall) -> String {
    match call {
        RouteCall::PublishRoute { vpc, region, cidr, .. } => format!("publish {cidr} of VPC {} in {region}", reference(vpc)),
        RouteCall::WithdrawRoute { vpc, region, cidr, .. } => format!("withdraw {cidr} of VPC {vpc} in {region}"),
    }
}

/// A kind of action: its place in the summary, and its word for one and for many.
pub(super) fn kind(call: &RouteCall) -> (u8, &'static str, &'static str) {
    match call {
        RouteCall::PublishRoute { .. } => (20, "route to publish", "routes to publish"),
        RouteCall::WithdrawRoute { .. } => (21, "route to withdraw", "routes to withdraw"),
    }
}
