//! The order of actions as a graph: laid out as a list, without the edges that others imply.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::Direction;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use cen_action::WaitReason;

/// For each action, what it waits for and why, by places in the list of actions.
pub(super) type Waits = Vec<BTreeMap<usize, WaitReason>>;

type Graph = DiGraph<(), WaitReason, usize>;

/// Lays the actions out, each after all that it waits for: of those that may come next, always the
/// first in their list.
///
/// # Errors
/// The actions that wait for one another in a circle, and those that wait for them.
pub(super) fn lay_out(waits: &Waits) -> Result<Vec<usize>, Vec<usize>> {
    let mut followers = vec![Vec::new(); waits.len()];
    for (then, firsts) in waits.iter().enumerate() {
        firsts.keys().for_each(|first| followers[*first].push(then));
    }
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

/// Lists all that waits for an action, directly or through others.
pub(super) fn beyond(waits: &Waits, action: usize) -> BTreeSet<usize> {
    let mut followers = vec![Vec::new(); waits.len()];
    for (then, firsts) in waits.iter().enumerate() {
        firsts.keys().for_each(|first| followers[*first].push(then));
    }
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
pub(super) fn without_implied(waits: &Waits, list: &[usize]) -> Waits {
    let mut graph = Graph::default();
    for _ in waits {
        graph.add_node(());
    }
    for (then, firsts) in waits.iter().enumerate() {
        for (first, why) in firsts {
            graph.add_edge(NodeIndex::new(*first), NodeIndex::new(then), *why);
        }
    }
    let sorted: Vec<_> = list.iter().copied().map(NodeIndex::new).collect();
    let (adjacencies, places) = dag_to_toposorted_adjacency_list::<_, usize>(&graph, &sorted);
    let (reduced, _) = dag_transitive_reduction_closure(&adjacencies);
    let place = |node: NodeIndex<usize>| places[node.index()];
    let kept = |then: usize| {
        let edges = graph.edges_directed(NodeIndex::new(then), Direction::Incoming);
        let kept =
            edges.filter(|edge| reduced.contains_edge(place(edge.source()), place(edge.target())));
        kept.map(|edge| (edge.source().index(), *edge.weight()))
            .collect()
    };
    (0..waits.len()).map(kept).collect()
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
