//! The order of actions as a graph: laid out as a list, without the edges that others imply.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use cen_action::WaitReason;

/// For each action, what it waits for and why, by places in the list of actions.
pub(super) type Waits = Vec<BTreeMap<usize, WaitReason>>;

/// Lays the actions out, each after all that it waits for: of those that may come next, always the
/// first in their list.
///
/// # Errors
/// The actions that wait for one another in a circle, and those that wait for them.
pub(super) fn lay_out(waits: &Waits) -> Result<Vec<usize>, Vec<usize>> {
    let followers = followers(waits);
    let mut missing: Vec<usize> = waits.iter().map(BTreeMap::len).collect();
    let ready = (0..waits.len()).filter(|action| missing[*action] == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = ready.map(Reverse).collect();
    let mut list = Vec::with_capacity(waits.len());
    while let Some(Reverse(next)) = ready.pop() {
        list.push(next);
        for then in &followers[next] {
            missing[*then] -= 1;
            if missing[*then] == 0 {
                ready.push(Reverse(*then));
            }
        }
    }
    if list.len() == waits.len() {
        return Ok(list);
    }
    Err((0..waits.len())
        .filter(|action| missing[*action] > 0)
        .collect())
}

/// Lists for each action those that wait for it.
pub(super) fn followers(waits: &Waits) -> Vec<Vec<usize>> {
    let mut followers = vec![Vec::new(); waits.len()];
    for (then, firsts) in waits.iter().enumerate() {
        firsts.keys().for_each(|first| followers[*first].push(then));
    }
    followers
}

/// Lists all that waits for an action, directly or through others.
pub(super) fn beyond(followers: &[Vec<usize>], action: usize) -> BTreeSet<usize> {
    closure(followers[action].clone(), |place| followers[place].clone())
}

/// Lists all that these actions wait for, directly or through others.
pub(super) fn before(waits: &Waits, actions: &BTreeSet<usize>) -> BTreeSet<usize> {
    let firsts = |place: usize| waits[place].keys().copied().collect::<Vec<_>>();
    closure(actions.iter().copied().flat_map(firsts).collect(), firsts)
}

fn closure(mut open: Vec<usize>, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    while let Some(place) = open.pop() {
        if found.insert(place) {
            open.extend(next(place));
        }
    }
    found
}

/// Returns the waits without those that others imply: they would only make the plan longer to read.
/// `list` is the layout of the actions.
///
/// Each action, the last of the list first, keeps the nearest of its followers and leaves out those
/// that a kept one reaches.
pub(super) fn without_implied(waits: &Waits, list: &[usize]) -> Waits {
    let mut place_of = vec![0; list.len()];
    for (place, action) in list.iter().enumerate() {
        place_of[*action] = place;
    }
    let followers = followers(waits);
    let mut reached: Vec<Vec<usize>> = vec![Vec::new(); list.len()];
    let mut kept: Waits = vec![BTreeMap::new(); list.len()];
    let mut is_reached = vec![false; list.len()];
    for action in list.iter().rev() {
        let mut nearest = followers[*action].clone();
        nearest.sort_unstable_by_key(|follower| place_of[*follower]);
        let mut all: Vec<usize> = Vec::new();
        for follower in nearest {
            if is_reached[follower] {
                continue;
            }
            kept[follower].insert(*action, waits[follower][action]);
            let beyond = reached[follower].iter().chain([&follower]);
            let start = all.len();
            all.extend(beyond.filter(|place| !is_reached[**place]));
            all[start..]
                .iter()
                .for_each(|place| is_reached[*place] = true);
        }
        all.iter().for_each(|place| is_reached[*place] = false);
        reached[*action] = all;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits<const N: usize>(edges: &[(usize, usize)]) -> Waits {
        let mut waits: Waits = vec![BTreeMap::new(); N];
        for (first, then) in edges {
            waits[*then].insert(*first, WaitReason::CenActive);
        }
        waits
    }

    #[test]
    fn each_action_comes_after_what_it_waits_for_else_in_the_order_of_the_list() {
        assert_eq!(
            lay_out(&waits::<4>(&[(3, 1), (1, 0)])),
            Ok(vec![2, 3, 1, 0])
        );
    }

    #[test]
    fn a_circle_is_an_error_that_names_who_is_in_it_or_behind_it() {
        assert_eq!(
            lay_out(&waits::<4>(&[(0, 1), (1, 2), (2, 1), (2, 3)])),
            Err(vec![1, 2, 3])
        );
    }

    #[test]
    fn a_wait_that_others_imply_is_left_out() {
        let waits = waits::<3>(&[(0, 1), (1, 2), (0, 2)]);
        let list = lay_out(&waits).unwrap();
        let kept: Vec<Vec<usize>> = without_implied(&waits, &list)
            .iter()
            .map(|firsts| firsts.keys().copied().collect())
            .collect();
        assert_eq!(kept, [vec![], vec![0], vec![1]]);
    }
}
