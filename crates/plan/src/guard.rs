//! Consents that a plan needs, all of them before its first call.

use cen_topology::Topology;

use crate::plan::Plan;
use cen_action::{
    Action, ActionId, Call,
    call::{CenCall, ChangeKind, Noun},
};
use cen_observed::{Inside, NAME_TAG, Observed, SeenCen, is_owned};

/// How many removals are suspicious: as many as this at least, and more than this part of what exists.
const MOST_REMOVALS: usize = 3;
const MOST_PERCENT: usize = 30;

/// What the operator has consented to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// Things that cost money may be bought.
    pub purchase: bool,
    /// Things that are in use may be taken away.
    pub destroy: bool,
    /// Also many of them at once.
    pub force: bool,
}

/// Why a plan must not be carried out. Nothing may be while there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// These actions cost money.
    Purchase(Vec<ActionId>),
    /// These actions take something away.
    Destruction(Vec<ActionId>),
    /// These actions take away what the file protects.
    Protected(Vec<ActionId>),
    /// So much of what exists would be taken away that it may be a mistake.
    TooMany {
        /// The removals.
        removals: usize,
        /// What exists.
        existing: usize,
    },
}

/// Every reason why a plan must not be carried out with this consent. What the file protects needs no consent: none is enough.
pub fn refusals(
    plan: &Plan,
    desired: &Topology,
    observed: &Observed,
    consent: Consent,
) -> Vec<PlanRefusal> {
    let ids = |is: &dyn Fn(&Action) -> bool| -> Vec<ActionId> {
        plan.steps
            .iter()
            .map(|step| &step.action)
            .filter(|action| is(action))
            .map(|action| action.id.clone())
            .collect()
    };
    let (purchases, removals) = (ids(&Action::is_purchase), ids(&Action::is_destructive));
    let protected = ids(&|action| is_protected(desired, observed, action));
    let existing = existing(desired, observed);
    let counted = ids(&|action| action.is_destructive() && is_counted(action)).len();
    let mut refusals = Vec::new();
    if !protected.is_empty() {
        refusals.push(PlanRefusal::Protected(protected));
    }
    if !consent.purchase && !purchases.is_empty() {
        refusals.push(PlanRefusal::Purchase(purchases));
    }
    if !consent.force && counted >= MOST_REMOVALS && counted * 100 > existing * MOST_PERCENT {
        refusals.push(PlanRefusal::TooMany {
            removals: counted,
            existing,
        });
    }
    if !consent.destroy && !removals.is_empty() {
        refusals.push(PlanRefusal::Destruction(removals));
    }
    refusals
}

/// Tells whether an action detaches or deletes something that the file protects. A CEN that leaves because the file has its name in another account
/// is that CEN all the same.
fn is_protected(desired: &Topology, observed: &Observed, action: &Action) -> bool {
    let protects = |name: &str| desired.protect.contains(name);
    let traits = action.call.traits();
    if traits.kind != ChangeKind::Remove {
        return false;
    }
    match traits.noun {
        Noun::Vpc | Noun::Attachment => {
            let seen = traits.network().and_then(|id| observed.networks.get(id));
            let mark = seen.and_then(|seen| {
                let is_ours = is_owned(&seen.tags, desired);
                seen.tags.get(NAME_TAG).filter(|_| is_ours)
            });
            let network = action.address.network();
            network.is_some_and(|network| protects(network.as_str()))
                || mark.is_some_and(|mark| protects(mark))
        }
        Noun::Cen => {
            let Call::Cen(CenCall::DeleteCen(delete)) = &action.call else {
                return false;
            };
            let mark = observed.cens.get(&delete.cen).and_then(SeenCen::marked);
            let mut names = action.address.cen().cloned().into_iter().chain(mark);
            names.any(|name| protects(name.as_str()))
        }
        Noun::CenMark
        | Noun::PackageMark
        | Noun::Text
        | Noun::Grant
        | Noun::Package
        | Noun::Association
        | Noun::Limit
        | Noun::Route
        | Noun::HealthCheck
        | Noun::PrivateZone
        | Noun::Service
        | Noun::RouteMap
        | Noun::RouterService
        | Noun::ServiceRole
        | Noun::Router
        | Noun::Vswitch
        | Noun::TableUse => false,
    }
}

/// Tells whether a removal counts beside what exists. What a route table knows, and a vSwitch that is
/// made for a router, go with their attachment.
fn is_counted(action: &Action) -> bool {
    !matches!(action.call.traits().noun, Noun::TableUse | Noun::Vswitch)
}

/// Returns how many things of this topology exist that could be taken away.
fn existing(desired: &Topology, observed: &Observed) -> usize {
    let ours = |tags| is_owned(tags, desired);
    let cens = observed.cens.values().filter(|cen| ours(&cen.tags));
    let on_cen = |inside: &Inside| {
        let things = inside.attachments.len() + inside.limits.len() + inside.routes.count();
        things
            + inside
                .routers
                .values()
                .filter(|router| router.default_table.is_some())
                .count()
    };
    let on_cens: usize = cens
        .map(|cen| 1 + cen.inside.as_ref().map_or(0, on_cen))
        .sum();
    let packages = observed
        .packages
        .values()
        .filter(|package| ours(&package.tags))
        .count();
    let networks = observed
        .networks
        .values()
        .filter(|network| ours(&network.tags))
        .count();
    on_cens + packages + networks
}
