//! Which action waits for which, and why. Every dependency rule stands here, in a folder an edition.

mod basic;
mod enterprise;
mod graph;
mod index;
mod purchase;

use cen_topology::{CenName, NetworkName};

use crate::order::basic::Room;
use crate::order::graph::{Firsts, Followers, Waits, lay_out, without_implied};
use crate::order::index::{Index, IndexKey};
use cen_action::{
    Action, ActionId, Address, SmallMap, WaitReason,
    call::{ChangeKind, Noun},
};
use cen_diff::Comparison;

/// An action, and what must be done before it.
pub(crate) struct Ordered {
    pub(crate) action: Action,
    pub(crate) waits_for: SmallMap<ActionId, WaitReason>,
}

/// Orders the actions of a plan, each after all that it waits for; else by phase, then by address,
/// so that the same plan always reads the same. Each is handed over when it is asked for: no second
/// list of all actions is made.
///
/// # Errors
/// The actions that wait for one another in a circle: the rules contradict each other, which is a
/// defect.
pub(crate) fn order(
    comparison: &Comparison<'_>,
    mut actions: Vec<Action>,
) -> Result<impl ExactSizeIterator<Item = Ordered>, Vec<ActionId>> {
    actions.sort_by_cached_key(|action| (action.call.traits().phase, action.address.clone()));
    let waits = waits(comparison, &actions);
    let followers = Followers::of(&waits);
    let ids: Vec<ActionId> = actions.iter().map(|action| action.id.clone()).collect();
    let id = |place: &usize| ids[*place].clone();
    let list = lay_out(&waits, &followers);
    let list = list.map_err(|circle| circle.iter().map(id).collect::<Vec<_>>())?;
    let waits = without_implied(&waits, &followers, &list);
    let mut actions: Vec<_> = actions.into_iter().map(Some).collect();
    let ordered = move |place: usize| {
        let firsts = waits.firsts(place).iter();
        let waits_for = firsts.map(|(first, why)| (ids[*first].clone(), *why));
        let action = actions[place].take();
        Ordered {
            waits_for: waits_for.collect(),
            action: action.expect("each place is in the list once"),
        }
    };
    Ok(list.into_iter().map(ordered))
}

/// Returns what each action waits for: the new place of something comes before the old one is given up, and
/// what is free comes before what is paid for.
fn waits(comparison: &Comparison<'_>, actions: &[Action]) -> Waits {
    let rules = Rules {
        comparison,
        actions,
        index: Index::new(comparison, actions),
        room: Room::new(comparison, actions),
    };
    let mut firsts: Vec<Firsts> = actions
        .iter()
        .map(|action| rules.firsts_of(action))
        .collect();
    let replacements = firsts.iter().enumerate();
    let replacements = replacements.flat_map(|(place, firsts)| rules.replacements(place, firsts));
    let replacements: Vec<_> = replacements.collect();
    for (first, then) in replacements {
        firsts[then].push((first, WaitReason::NewPlaceReady));
    }
    let mut waits = Waits::of(firsts);
    rules.let_purchases_wait(&mut waits);
    waits
}

/// Everything that a rule looks at.
struct Rules<'a> {
    comparison: &'a Comparison<'a>,
    actions: &'a [Action],
    index: Index<'a>,
    room: Room<'a>,
}

/// What the rules of every edition ask for.
impl Rules<'_> {
    /// Waits for what does this to this part, if anything does.
    fn first(
        &self,
        (kind, noun): (ChangeKind, Noun),
        address: &Address,
        why: WaitReason,
        firsts: &mut Firsts,
    ) {
        let place = self.index.part(kind, noun, address);
        firsts.extend(place.map(|place| (place, why)));
    }

    /// Waits for all that have something in common.
    fn all(&self, key: IndexKey<'_>, why: WaitReason, firsts: &mut Firsts) {
        firsts.extend(self.index.all(key).iter().map(|place| (*place, why)));
    }

    /// Waits until a CEN is there and ours.
    fn cen(&self, cen: &CenName, firsts: &mut Firsts) {
        let address = Address::Cen { cen: cen.clone() };
        let creation = (ChangeKind::Create, Noun::Cen);
        self.first(creation, &address, WaitReason::CenActive, firsts);
        self.owned(cen, firsts);
    }

    /// Waits until a CEN is ours.
    fn owned(&self, cen: &CenName, firsts: &mut Firsts) {
        let address = Address::Cen { cen: cen.clone() };
        let mark = (ChangeKind::Change, Noun::CenMark);
        self.first(mark, &address, WaitReason::CenOwned, firsts);
    }

    /// Waits until a VPC exists.
    fn network(&self, network: &NetworkName, firsts: &mut Firsts) {
        let address = Address::Network {
            network: network.clone(),
        };
        let creation = (ChangeKind::Create, Noun::Vpc);
        self.first(creation, &address, WaitReason::VpcExists, firsts);
    }
}
