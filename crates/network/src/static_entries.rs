//! Static entries of transit routers that lead packets elsewhere than to the network that they are for.

use cen_action::TableEnd;
use cen_topology::RegionId;
use ipnet::Ipv4Net;

use crate::route_policy::NamedNetwork;
use crate::{EntryHop, JoinedCen};

/// A static entry that leads packets for a network elsewhere.
pub(crate) struct Detour {
    /// The region of the router.
    pub(crate) region: RegionId,
    /// The packets.
    pub(crate) range: Ipv4Net,
    /// Where they go.
    pub(crate) to: EntryHop,
}

/// Lists the entries on the way from one network to another that lead packets for that one elsewhere.
/// An entry for more than a range of it does not count: the routes that a router learns are narrower.
pub(crate) fn led_elsewhere(
    cen: &JoinedCen,
    from: NamedNetwork<'_>,
    to: NamedNetwork<'_>,
) -> Vec<Detour> {
    let (here, there) = (&from.1.region, &to.1.region);
    let last = TableEnd::Network(to.0.clone());
    let mut tables = vec![(there, last)];
    if here != there {
        tables.insert(0, (here, TableEnd::Region(there.clone())));
    }
    let detours = tables
        .into_iter()
        .flat_map(|(region, next)| at_router(cen, region, &next, to));
    detours.collect()
}

fn at_router(
    cen: &JoinedCen,
    region: &RegionId,
    next: &TableEnd,
    (_, joined): NamedNetwork<'_>,
) -> Vec<Detour> {
    let entries = cen.routers.get(region).map(|router| &router.entries);
    let ranges = joined.ranges.iter().flatten();
    let leads_on = |hop: &EntryHop| matches!(hop, EntryHop::End { end } if end == next);
    let detours = ranges.flat_map(|range| {
        let inside = entries.into_iter().flatten();
        let inside = inside.filter(|(cidr, hop)| range.contains(*cidr) && !leads_on(hop));
        inside.map(|(cidr, hop)| Detour {
            region: region.clone(),
            range: *cidr,
            to: hop.clone(),
        })
    });
    detours.collect()
}
