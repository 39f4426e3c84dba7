//! The order of actions as a graph: laid out as a list, without the edges that others imply.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use cen_action::WaitReason;

/// What an action waits for, and why: places in the list of actions.
pub(super) type Firsts = Vec<(usize, WaitReason)>;

/// For each action, what it waits for and why, sorted by the places in the list of actions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waits(Vec<Firsts>);

impl Waits {
    /// Sorts what each action waits for. Of several reasons for one wait the last counts.
    pub(super) fn of(mut waits: Vec<Firsts>) -> Self {
        for firsts in &mut waits {
            firsts.sort_by_key(|(first, _)| *first);
            firsts.dedup_by(|later, kept| {
                let is_same = later.0 == kept.0;
                if is_same {
                    kept.1 = later.1;
                }
                is_same
            });
        }
        Self(waits)
    }

    /// Returns how many actions there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Lists what an action waits for.
    pub(super) fn firsts(&self, action: usize) -> &[(usize, WaitReason)] {
        &self.0[action]
    }

    /// Returns why an action waits for another one; none if it does not.
    pub(super) fn why(&self, action: usize, first: usize) -> Option<WaitReason> {
        let firsts = &self.0[action];
        let found = firsts.binary_search_by_key(&first, |(place, _)| *place);
        found.ok().map(|place| firsts[place].1)
    }

    /// Lets an action wait for more, which it did not wait for.
    pub(super) fn add(&mut self, action: usize, more: &[usize], why: WaitReason) {
        let firsts = &mut self.0[action];
        firsts.extend(more.iter().map(|first| (*first, why)));
        firsts.sort_unstable_by_key(|(first, _)| *first);
    }
}

/// For each action, those that wait for it.
pub(super) struct Followers {
    /// Where the followers of each action begin, and where the last ones end.
    starts: Vec<usize>,
    all: Vec<usize>,
}

impl Followers {
    /// Lists for each action those that wait for it, the first of the list of actions first.
    pub(super) fn of(waits: &Waits) -> Self {
        let firsts = || waits.0.iter().flatten().map(|(first, _)| *first);
        let mut starts = vec![0; waits.len() + 1];
        firsts().for_each(|first| starts[first + 1] += 1);
        for action in 1..starts.len() {
            starts[action] += starts[action - 1];
        }
        let mut next = starts.clone();
        let mut all = vec![0; starts[waits.len()]];
        for (then, firsts) in waits.0.iter().enumerate() {
            for (first, _) in firsts {
                all[next[*first]] = then;
                next[*first] += 1;
            }
        }
        Self { starts, all }
    }

    /// Lists those that wait for an action.
    pub(super) fn of_action(&self, action: usize) -> &[usize] {
        &self.all[self.starts[action]..self.starts[action + 1]]
    }
}

/// Lays the actions out, each after all that it waits for: of those that may come next, always the
/// first in their list.
///
/// # Errors
/// The actions that wait for one another in a circle, and those that wait for them.
pub(super) fn lay_out(waits: &Waits, followers: &Followers) -> Result<Vec<usize>, Vec<usize>> {
    let mut missing: Vec<usize> = waits.0.iter().map(Vec::len).collect();
    let ready = (0..waits.len()).filter(|action| missing[*action] == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = ready.map(Reverse).collect();
    let mut list = Vec::with_capacity(waits.len());
    while let Some(Reverse(next)) = ready.pop() {
        list.push(next);
        for then in followers.of_action(next) {
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

/// Lists all that these actions wait for, directly or through others.
pub(super) fn before(waits: &Waits, actions: &BTreeSet<usize>) -> BTreeSet<usize> {
    let firsts = |place: usize| waits.firsts(place).iter().map(|(first, _)| *first);
    closure(actions.iter().copied().flat_map(firsts).collect(), firsts)
}

/// Lists some actions and all that is reached from them, step by step.
pub(super) fn closure<I: Iterator<Item = usize>>(
    mut open: Vec<usize>,
    next: impl Fn(usize) -> I,
) -> BTreeSet<usize> {
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
pub(super) fn without_implied(waits: &Waits, followers: &Followers, list: &[usize]) -> Waits {
    let mut place_of = vec![0; list.len()];
    for (place, action) in list.iter().enumerate() {
        place_of[*action] = place;
    }
    let mut reached: Vec<Box<[usize]>> = vec![Box::default(); list.len()];
    let mut kept: Vec<Firsts> = vec![Firsts::new(); list.len()];
    let mut is_reached = vec![false; list.len()];
    let (mut nearest, mut all) = (Vec::new(), Vec::new());
    for action in list.iter().rev() {
        nearest.extend_from_slice(followers.of_action(*action));
        nearest.sort_unstable_by_key(|follower| place_of[*follower]);
        for follower in nearest.drain(..) {
            if is_reached[follower] {
                continue;
            }
            kept[follower].extend(waits.why(follower, *action).map(|why| (*action, why)));
            let beyond = reached[follower].iter().chain([&follower]);
            let start = all.len();
            all.extend(beyond.filter(|place| !is_reached[**place]));
            for place in &all[start..] {
                is_reached[*place] = true;
            }
        }
        all.iter()
            .for_each(|place: &usize| is_reached[*place] = false);
        reached[*action] = all.as_slice().into();
        all.clear();
    }
    Waits::of(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits<const N: usize>(edges: &[(usize, usize)]) -> Waits {
        let mut waits = vec![Firsts::new(); N];
        for (first, then) in edges {
            waits[*then].push((*first, WaitReason::CenActive));
        }
        Waits::of(waits)
    }

    fn laid_out(waits: &Waits) -> Result<Vec<usize>, Vec<usize>> {
        lay_out(waits, &Followers::of(waits))
    }

    #[test]
    fn each_action_comes_after_what_it_waits_for_else_in_the_order_of_the_list() {
        assert_eq!(
            laid_out(&waits::<4>(&[(3, 1), (1, 0)])),
            Ok(vec![2, 3, 1, 0])
        );
    }

    #[test]
    fn a_circle_is_an_error_that_names_who_is_in_it_or_behind_it() {
        assert_eq!(
            laid_out(&waits::<4>(&[(0, 1), (1, 2), (2, 1), (2, 3)])),
            Err(vec![1, 2, 3])
        );
    }

    #[test]
    fn a_wait_that_others_imply_is_left_out() {
        let waits = waits::<3>(&[(0, 1), (1, 2), (0, 2)]);
        let list = laid_out(&waits).unwrap();
        let kept = without_implied(&waits, &Followers::of(&waits), &list);
        assert_eq!(kept, self::waits::<3>(&[(0, 1), (1, 2)]));
    }

    #[test]
    fn the_last_of_several_reasons_counts_and_more_waits_can_be_added() {
        let (active, owned) = (WaitReason::CenActive, WaitReason::CenOwned);
        let firsts = vec![(2, owned), (1, active), (2, active), (1, owned)];
        let mut waits = Waits::of(vec![firsts]);
        assert_eq!(waits.firsts(0), [(1, owned), (2, active)]);
        waits.add(0, &[3, 0], active);
        assert_eq!(
            waits.firsts(0),
            [(0, active), (1, owned), (2, active), (3, active)]
        );
        assert_eq!((waits.why(0, 1), waits.why(0, 4)), (Some(owned), None));
    }

    #[test]
    fn followers_are_what_waits() {
        let followers = Followers::of(&waits::<4>(&[(0, 3), (0, 1), (1, 2)]));
        let of = |action| followers.of_action(action).to_vec();
        assert_eq!(
            [of(0), of(1), of(2), of(3)],
            [vec![1, 3], vec![2], vec![], vec![]]
        );
    }
}
