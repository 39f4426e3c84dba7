//! What the API may change one at a time.

use cen_topology::{CenName, InstanceId, PackageId};

use crate::action::{Action, ActionId, Call, Ref, RouteCall};

/// Something that the API may change one at a time, and answers `Operation.Blocking` or `TaskConflict` to a second change. No call of the
/// Basic edition changes a transit router.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// A CEN, by its name: with it a change is known to be its own before the CEN has an id.
    Cen(CenName),
    /// A VPC, VBR or CCN.
    Network(Ref<InstanceId>),
    /// A bandwidth package.
    Package(Ref<PackageId>),
}

/// The lanes that an action is in from its call until the cloud shows that it is done.
pub(crate) fn lanes(action: &Action) -> Vec<Lane> {
    let cen = || action.address.cen().cloned().map(Lane::Cen);
    let (cen, own) = match &action.call {
        Call::CreateVpc { .. } => (None, Some(Lane::Network(output(&action.id)))),
        Call::ModifyVpc { vpc, .. } | Call::DeleteVpc { vpc, .. } => (None, Some(network(vpc))),
        Call::CreateCen { .. }
        | Call::MarkCen { .. }
        | Call::ModifyCen { .. }
        | Call::TagCen { .. }
        | Call::UntagCen { .. }
        | Call::SetLimit { .. }
        | Call::DeleteCen { .. } => (cen(), None),
        // A grant is a change of the network; its CEN only sees it.
        Call::GrantInstance { instance, .. } => (None, Some(Lane::Network(instance.clone()))),
        Call::RevokeInstance { instance, .. } => (None, Some(network(instance))),
        Call::AttachInstance { instance, .. } => (cen(), Some(Lane::Network(instance.clone()))),
        Call::DetachInstance { instance, .. } => (cen(), Some(network(instance))),
        Call::CreatePackage { .. } => (None, Some(Lane::Package(output(&action.id)))),
        Call::MarkPackage { package, .. } | Call::DeletePackage { package } => {
            (None, Some(self::package(package)))
        }
        // The CEN is busy while a package that it uses changes its size.
        Call::ResizePackage { package, .. } | Call::UnassociatePackage { package, .. } => {
            (cen(), Some(self::package(package)))
        }
        Call::AssociatePackage { package, .. } => (cen(), Some(Lane::Package(package.clone()))),
        Call::Route(call) => (cen(), routed(call)),
    };
    cen.into_iter().chain(own).collect()
}

/// The network whose own routes or lines a call changes. One that only carries what others reach is not changed itself.
fn routed(call: &RouteCall) -> Option<Lane> {
    match call {
        RouteCall::PublishRoute { vpc: changed, .. }
        | RouteCall::EnableHealthCheck { vbr: changed, .. } => Some(Lane::Network(changed.clone())),
        RouteCall::WithdrawRoute { vpc: changed, .. }
        | RouteCall::DisableHealthCheck { vbr: changed, .. } => Some(network(changed)),
        RouteCall::RoutePrivateZone { .. }
        | RouteCall::UnroutePrivateZone { .. }
        | RouteCall::RouteService { .. }
        | RouteCall::UnrouteService { .. }
        | RouteCall::CreateRouteMap { .. }
        | RouteCall::ModifyRouteMap { .. }
        | RouteCall::DeleteRouteMap { .. } => None,
    }
}

fn output<T>(action: &ActionId) -> Ref<T> {
    Ref::OutputOf(action.clone())
}

fn network(id: &InstanceId) -> Lane {
    Lane::Network(Ref::Known(id.clone()))
}

fn package(id: &PackageId) -> Lane {
    Lane::Package(Ref::Known(id.clone()))
}
