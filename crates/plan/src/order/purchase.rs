//! What is free goes first: nothing is paid for while something that its limits need may still be
//! refused.
//!
//! A grant, an attachment or a decrease that is refused must not leave a year of bandwidth that
//! has no use. So a purchase waits for all that the limits under it wait for. The one exception
//! is what waits for the purchase itself: a network leaves its old CEN only after the packages of
//! the new one are bought, so that a purchase that is refused does not cost it its place.

use std::collections::BTreeSet;

use crate::order::Rules;
use crate::order::graph::{Waits, before, closure};
use cen_action::{
    Action, Address, Call, WaitReason,
    call::{LinkState, PackageCall},
};
use cen_topology::Mbps;

impl Rules<'_> {
    /// Lets each purchase wait for what its limits wait for, as far as that does not wait for the
    /// purchase. One after another, so that no circle comes of two purchases.
    pub(in crate::order) fn let_purchases_wait(&self, waits: &mut Waits) {
        let purchases = (0..self.actions.len()).filter(|place| self.actions[*place].is_purchase());
        let purchases: Vec<usize> = purchases.collect();
        if purchases.is_empty() {
            return;
        }
        let mut followers_of = followers(waits);
        for purchase in purchases {
            let next = |place: usize| followers_of[place].iter().copied();
            let followers = closure(next(purchase).collect(), next);
            let raises: BTreeSet<usize> = followers
                .iter()
                .copied()
                .filter(|place| self.is_raise_under(&self.actions[*place], purchase))
                .collect();
            let free = before(waits, &raises).into_iter().filter(|place| {
                let is_it = !followers.contains(place) && *place != purchase;
                is_it && waits.why(purchase, *place).is_none()
            });
            let free: Vec<usize> = free.collect();
            waits.add(purchase, &free, WaitReason::FreeFirst);
            for place in free {
                followers_of[place].push(purchase);
            }
        }
    }

    /// Tells whether an action raises a limit under the package that a purchase is about.
    fn is_raise_under(&self, action: &Action, purchase: usize) -> bool {
        let Address::Limit { pair, .. } = &action.address else {
            return false;
        };
        let share = |state: Option<&LinkState>| state.map_or(Mbps(0), LinkState::share);
        let raises = match &action.call {
            Call::Package(PackageCall::SetLimit(limit)) => !limit.is_decrease(),
            Call::Router(call) => call
                .changes_link()
                .is_some_and(|[before, after]| share(after) > share(before)),
            Call::Package(_)
            | Call::Vpc(_)
            | Call::Cen(_)
            | Call::Attachment(_)
            | Call::Route(_) => false,
        };
        let bought = &self.actions[purchase].address;
        let under = action
            .address
            .cen()
            .map(|cen| (cen, self.comparison.group_of(cen, pair)));
        raises && under == bought.cen().map(|cen| (cen, bought.areas()))
    }
}

/// Lists for each action those that wait for it. Purchases are added to these lists.
fn followers(waits: &Waits) -> Vec<Vec<usize>> {
    let mut followers = vec![Vec::new(); waits.len()];
    for then in 0..waits.len() {
        for (first, _) in waits.firsts(then) {
            followers[*first].push(then);
        }
    }
    followers
}
