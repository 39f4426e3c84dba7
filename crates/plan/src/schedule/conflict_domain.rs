//! What the API may change one at a time.

use cen_topology::{CenName, InstanceId, PackageId, RegionId};

use crate::action::call::{Object, Target};
use crate::action::{Action, Ref};

/// Something that the API may change one at a time, and answers `Operation.Blocking` or
/// `TaskConflict` to a second change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ConflictDomain {
    /// A CEN, by its name: with it a change is known to be its own before the CEN has an id.
    Cen(CenName),
    /// The transit router that a CEN has in a region.
    Router(CenName, RegionId),
    /// A VPC, VBR or CCN.
    Network(Ref<InstanceId>),
    /// A bandwidth package.
    Package(Ref<PackageId>),
}

/// Lists the domains that an action is in from its call until the cloud shows that it is done.
pub(super) fn domains(action: &Action) -> Vec<ConflictDomain> {
    let traits = action.call.traits();
    let cen = action.address.cen().filter(|_| traits.changes_cen);
    let object = traits.object.map(|object| match object {
        Object::Network(target) => ConflictDomain::Network(reference(target, action)),
        Object::Package(target) => ConflictDomain::Package(reference(target, action)),
    });
    let routers = traits.routers.into_iter().flatten();
    let routers = routers.zip(std::iter::repeat(action.address.cen()));
    let routers = routers
        .filter_map(|(region, cen)| Some(ConflictDomain::Router(cen?.clone(), region.clone())));
    let cen = cen.cloned().map(ConflictDomain::Cen);
    cen.into_iter().chain(routers).chain(object).collect()
}

/// What a call creates is the output of its own action.
fn reference<T: Clone>(target: Target<'_, T>, action: &Action) -> Ref<T> {
    match target {
        Target::Known(id) => Ref::Known(id.clone()),
        Target::Ref(reference) => reference.clone(),
        Target::New => Ref::OutputOf(action.id.clone()),
    }
}
