//! Address ranges of other networks that get in the way of one of the two.

use cen_topology::CenName;
use ipnet::Ipv4Net;

use crate::reach::answer::{Note, Obstacle, Reach};
use crate::route_policy::NamedNetwork;
use crate::{JoinedCen, JoinedNetwork, NetworkView};

/// Networks of the CEN whose ranges get in the way of one of the two.
pub(super) fn ranges(
    view: &NetworkView,
    name: &CenName,
    cen: &JoinedCen,
    ends: [NamedNetwork<'_>; 2],
    answer: &mut Reach,
) {
    let unknown = ends
        .iter()
        .filter(|(_, network)| network.ranges.is_none())
        .map(|(name, _)| (*name).clone());
    let unknown: Vec<_> = unknown.collect();
    if !unknown.is_empty() && answer.is_reachable() {
        answer.notes.push(Note::RangesUnknown { networks: unknown });
    }
    for (index, (network, joined)) in ends.into_iter().enumerate() {
        // The second end has been held against the first already.
        let others = view
            .attached(name)
            .filter(|(other, _)| *other != network && !(index == 1 && *other == ends[0].0));
        for (other, theirs) in others {
            for (range, their) in shared(joined, theirs) {
                let is_conflict = range == their || cen.is_full;
                let (network, other) = (network.clone(), other.clone());
                match is_conflict {
                    true => answer.obstacles.push(Obstacle::Range {
                        network,
                        other,
                        range: their,
                    }),
                    false if range.contains(&their) => answer.notes.push(Note::Overlap {
                        ranges: [(network, range), (other, their)],
                    }),
                    false => answer.notes.push(Note::Overlap {
                        ranges: [(other, their), (network, range)],
                    }),
                }
            }
        }
    }
}

/// Returns the ranges of two networks that overlap.
fn shared(one: &JoinedNetwork, other: &JoinedNetwork) -> Vec<(Ipv4Net, Ipv4Net)> {
    let theirs = || other.ranges.iter().flatten().copied();
    let overlap = |one: Ipv4Net| {
        theirs()
            .filter(move |other| one.contains(other) || other.contains(&one))
            .map(move |other| (one, other))
    };
    one.ranges
        .iter()
        .flatten()
        .copied()
        .flat_map(overlap)
        .collect()
}
