//! What the API may change one at a time.

use cen_topology::{CenName, InstanceId, PackageId, RegionId};

use cen_action::{
    Action, Ref,
    call::{Object, Target},
};

/// Something that the API may change one at a time, and answers `Operation.Blocking` or
/// `TaskConflict` to a second change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ConflictDomain {
    /// A CEN, by its name: with it a change is known to be its own before the CEN has an id.
    Cen(CenName),
    /// All transit routers of a CEN together. Whether a change of one locks the others is not
    /// documented, so this one is loose: it takes any number of writes until one is locked that no
    /// other domain explains.
    Routers(CenName),
    /// The transit router that a CEN has in a region.
    Router(CenName, RegionId),
    /// A VPC, VBR or CCN.
    Network(Ref<InstanceId>),
    /// A bandwidth package.
    Package(Ref<PackageId>),
}

impl ConflictDomain {
    /// Tells whether it is a network, which few actions share.
    pub(super) fn is_network(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::Cen(_) | Self::Routers(_) | Self::Router(..) | Self::Package(_) => false,
        }
    }

    /// Tells whether it takes any number of writes until it is known to take one at a time.
    pub(super) fn is_loose(&self) -> bool {
        match self {
            Self::Routers(_) => true,
            Self::Cen(_) | Self::Router(..) | Self::Network(_) | Self::Package(_) => false,
        }
    }
}

/// Lists the domains that an action is in from its call until the cloud shows that it is done.
pub(super) fn domains(action: &Action) -> Vec<ConflictDomain> {
    let traits = action.call.traits();
    let cen = action.address.cen().filter(|_| traits.changes_cen);
    let object = traits.object.map(|object| match object {
        Object::Network(target) => ConflictDomain::Network(reference(target, action)),
        Object::Package(target) => ConflictDomain::Package(reference(target, action)),
    });
    let regions = traits.routers.into_iter().flatten();
    let routers = regions.zip(std::iter::repeat(action.address.cen()));
    let mut routers = routers
        .filter_map(|(region, cen)| Some(ConflictDomain::Router(cen?.clone(), region.clone())))
        .peekable();
    let is_inside = routers.peek().is_some() && !traits.changes_cen;
    let all = action.address.cen().filter(|_| is_inside);
    let all = all.cloned().map(ConflictDomain::Routers);
    let cen = cen.cloned().map(ConflictDomain::Cen);
    let cen = cen.into_iter().chain(all);
    cen.chain(routers).chain(object).collect()
}

/// Returns what a call creates is the output of its own action.
fn reference<T: Clone>(target: Target<'_, T>, action: &Action) -> Ref<T> {
    match target {
        Target::Known(id) => Ref::Known(id.clone()),
        Target::Ref(reference) => reference.clone(),
        Target::New => Ref::OutputOf(action.id.clone()),
    }
}
