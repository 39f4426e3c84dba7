//! Which attributes each action relies on, and what it makes of them.

mod attachment;
mod cen;
mod package;
mod route;
mod transit;
mod vpc;

use std::collections::BTreeMap;

use cen_topology::{CenId, PackageId, RegionId};
use serde_json::Value;

use crate::Outputs;
use crate::attribute::{Attribute, OwnershipMark};
use cen_action::{Action, Call, Ref};
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};

/// An attribute that an action relies on.
#[derive(Debug)]
pub(super) struct Effect {
    pub(super) attribute: Attribute,
    /// What the action makes of it; none if the action leaves it as it is.
    pub(super) after: Option<Value>,
}

pub(super) fn sets(attribute: Attribute, after: impl Into<Value>) -> Effect {
    Effect {
        attribute,
        after: Some(after.into()),
    }
}

fn relies(attribute: Attribute) -> Effect {
    Effect {
        attribute,
        after: None,
    }
}

/// Returns the mark of a CEN that exists as something to rely on. One that the plan creates has the mark of its creation.
pub(super) fn relies_on_cen(cen: &Ref<CenId>) -> Option<Effect> {
    match cen {
        Ref::Known(id) => Some(relies(Attribute::CenMark(id.shared()))),
        Ref::OutputOf(_) => None,
    }
}

/// Returns the mark of a package that exists as something to rely on.
fn relies_on_package(package: &Ref<PackageId>) -> Option<Effect> {
    match package {
        Ref::Known(id) => Some(relies(Attribute::PackageMark(id.shared()))),
        Ref::OutputOf(_) => None,
    }
}

pub(super) fn known<T: Clone>(id: &T) -> Ref<T> {
    Ref::Known(id.clone())
}

pub(super) fn mark(
    action: &Action,
    region: Option<&RegionId>,
    tags: &BTreeMap<String, String>,
) -> OwnershipMark {
    let text = |key: &str| tags.get(key).cloned().unwrap_or_default();
    OwnershipMark {
        account: action.account.clone(),
        region: region.cloned(),
        topology: text(TOPOLOGY_TAG),
        part: text(NAME_TAG),
    }
}

/// Returns what an action relies on. Every change of a CEN, a package or a VPC that exists relies on its mark: what another topology has marked
/// since is not this plan's any more.
pub(super) fn effects(action: &Action, outputs: &Outputs) -> Vec<Effect> {
    match &action.call {
        Call::Vpc(call) => vpc::of_vpc(action, call),
        Call::Cen(call) => cen::of_cen(action, call),
        Call::Attachment(call) => attachment::of_attachment(call, outputs),
        Call::Package(call) => package::of_package(action, call, outputs),
        Call::Route(call) => route::of_route(&action.address, call, outputs),
        Call::Router(call) => transit::effects(action, call, outputs),
    }
}

fn with(effect: Effect, relied: Option<Effect>) -> Vec<Effect> {
    [Some(effect), relied].into_iter().flatten().collect()
}
