//! Reads everything that a topology names, by listings only: never one call for each object. What
//! cannot be read becomes a gap, not an error.

mod basic;
mod cens;
mod concern;
mod elsewhere;
mod enterprise;
mod leaving;
mod missing;
mod networks;
mod places;
mod scope;
mod survey;
mod vswitches;

use std::collections::BTreeSet;

use cen_cloud::{Error, next_step};
use cen_observed::{Gap, GapScope, Observed};
use cen_topology::{Area, RegionId, Topology, area_of, documented_area_of};
use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, join_all};

use crate::clients::Clients;
use crate::observe::leaving::Leaving;
use crate::observe::networks::Known;
use crate::read_cache::ReadCache;
use crate::retry::read;

pub use scope::Scope;
pub use survey::survey;

/// Reads the cloud once. Reads of different accounts and products run at the same time.
///
/// Costs ⌈n/50⌉ calls for the n networks of each kind, account and region that the topology names; for each account ⌈n/50⌉ for
/// its CENs and its packages; for each CEN of the topology ⌈n/50⌉ for its children, limits, transit routers, and grants of each kind, and what
/// it does with routes as far as the file manages it (published routes are listed for each VPC); one for each area if a region is not in
/// the built-in table; ⌈n/50⌉ for each account and region that the file does not name and something of the account is attached in; and if a
/// network is not attached as the file wants it, ⌈n/50⌉ for the children of each other CEN of the accounts. Changes nothing, so it is safe to
/// run again.
pub async fn observe(topology: &Topology, clients: &Clients) -> Observed {
    observe_sharing(topology, clients, &ReadCache::default(), &Scope::default()).await
}

/// Reads the cloud as [`observe`] does, without asking again what the cache holds: the listings of
/// a whole account are read once for all looks that share the cache. Covers what the scope adds: the
/// VPCs and the vSwitches of each further account and region, two listings each.
pub fn observe_sharing<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    cache: &'a ReadCache,
    scope: &'a Scope,
) -> LocalBoxFuture<'a, Observed> {
    look_sharing(topology, clients, cache, scope, Known::default()).boxed_local()
}

/// Reads again, after a plan was carried out to its end, what the topology names: as
/// [`observe_sharing`], without the networks of places in which the plan changed none. These are as the
/// look before saw them. It must have read the same topology, and the scope must cover the plan.
pub fn observe_again<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    cache: &'a ReadCache,
    scope: &'a Scope,
    before: &'a Observed,
) -> LocalBoxFuture<'a, Observed> {
    let known = Known::of(topology, before, scope);
    look_sharing(topology, clients, cache, scope, known).boxed_local()
}

async fn look_sharing(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
    known: Known<'_>,
) -> Observed {
    let aims = Aims {
        topology,
        wanted: topology,
        known,
    };
    let observed = look_for(aims, clients, cache, scope).await;
    let observed = leaving::look(topology, clients, Leaving::Some, observed).await;
    enterprise::look_at_entries(topology, clients, false, observed).await
}

/// The aims of a look.
struct Aims<'a> {
    /// The topology whose CENs and networks are read.
    topology: &'a Topology,
    /// The topology that a plan is to reach: parts of it that are missing decide what else is read.
    wanted: &'a Topology,
    /// Networks that are not read again.
    known: Known<'a>,
}

async fn look_for(
    Aims {
        topology,
        wanted,
        known,
    }: Aims<'_>,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
) -> Observed {
    let (mut listed, cens, areas) = tokio::join!(
        networks::look(topology, clients, cache, &known),
        cens::look(topology, clients, cache, scope),
        areas(topology, clients, cache)
    );
    let more = networks::look_elsewhere(topology, &cens, clients, cache, scope).await;
    listed.extend(more);
    let networks = networks::pick(&listed, &concern::networks(topology, scope, &cens));
    let observed = merge([known.seen(), networks, cens].into_iter().chain(areas));
    let (elsewhere, missing) = tokio::join!(
        elsewhere::look(wanted, clients, cache, scope, &observed),
        missing::look(wanted, clients, cache, scope, &observed)
    );
    merge([observed, elsewhere, missing])
}

/// Reads also the VPCs of every account in all documented regions: to remove everything, cen must
/// find a VPC in a region that the file does not name any more, even if it is not attached. Costs
/// a call more for each account and region. Does not ask what only an arrival needs.
pub fn observe_everywhere<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    cache: &'a ReadCache,
    scope: &'a Scope,
) -> LocalBoxFuture<'a, Observed> {
    let places = places::everywhere(topology);
    look_at_all_of(places, topology, clients, cache, scope).boxed_local()
}

/// Reads again, after a removal, what is left of it: as [`observe_everywhere`], without the regions in
/// which that look saw nothing of the topology. It must have read the same topology, and the scope
/// must cover the removal.
pub fn observe_rest<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    cache: &'a ReadCache,
    scope: &'a Scope,
    before: &Observed,
) -> LocalBoxFuture<'a, Observed> {
    let places = places::occupied(topology, before);
    look_at_all_of(places, topology, clients, cache, scope).boxed_local()
}

/// Reads everything that a topology has made, with the VPCs of these places.
async fn look_at_all_of(
    places: BTreeSet<places::Place>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
) -> Observed {
    // Nothing is to come, so that nothing is needed for it.
    let aims = Aims {
        topology,
        wanted: &topology.emptied(),
        known: Known::default(),
    };
    let (observed, around) = tokio::join!(
        look_for(aims, clients, cache, scope),
        networks::look_around(&places, topology, clients, cache)
    );
    let observed = merge([around, observed]);
    let vswitches = vswitches::look_at_all(topology, clients, cache, &observed).await;
    let observed = merge([observed, vswitches]);
    let observed = leaving::look(topology, clients, Leaving::All, observed).await;
    enterprise::look_at_entries(topology, clients, true, observed).await
}

/// Adds the static entries of the default tables of all transit routers of the file's CENs, with a call
/// for each hundred entries of a router. They say where packets go; a plan needs only those of routers
/// that lose something.
pub fn observe_static_entries<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    observed: Observed,
) -> LocalBoxFuture<'a, Observed> {
    enterprise::look_at_entries(topology, clients, true, observed).boxed_local()
}

/// Merges the parts of an observation.
fn merge(parts: impl IntoIterator<Item = Observed>) -> Observed {
    let mut observed = Observed::default();
    for part in parts {
        observed.networks.extend(part.networks);
        observed.cens.extend(part.cens);
        observed.packages.extend(part.packages);
        observed.areas.extend(part.areas);
        observed.elsewhere.extend(part.elsewhere);
        observed.offers.extend(part.offers);
        observed.services.extend(part.services);
        observed.vswitches.extend(part.vswitches);
        // Two reads of the same place report the same gap.
        observed.gaps.extend(
            part.gaps
                .into_iter()
                .filter(|gap| !observed.gaps.contains(gap))
                .collect::<Vec<_>>(),
        );
    }
    observed
}

/// Returns an observation that has only this gap.
fn gap(scope: GapScope, error: &Error) -> Observed {
    Observed {
        gaps: vec![Gap {
            scope,
            error: Some(match next_step(error) {
                Some(step) => format!("{error}; {step}"),
                None => error.to_string(),
            }),
        }],
        ..Observed::default()
    }
}

/// Reads the areas of regions that the vendor does not document: asks every area for its members,
/// also those that only the file names, because no other call maps them.
async fn areas(topology: &Topology, clients: &Clients, cache: &ReadCache) -> Vec<Observed> {
    // Both regions of a limit have an attached network, so the regions of networks are enough.
    let attached = topology
        .cens
        .values()
        .flat_map(|cen| &cen.attach)
        .map(|network| &topology.networks[network].region);
    let unknown: BTreeSet<&RegionId> = attached
        .filter(|region| documented_area_of(region).is_none())
        .collect();
    let Some((_, client)) = clients.iter().next().filter(|_| !unknown.is_empty()) else {
        return Vec::new();
    };
    let members = async |area: Area| {
        let ask = async || {
            read(async || {
                client
                    .describe_geographic_region_membership(area.as_str())
                    .await
            })
            .await
        };
        cache.regions.once(area, ask).await
    };
    let named = topology.cens.values().flat_map(|cen| cen.bandwidth.keys());
    let named = named.flat_map(|areas| [areas.first(), areas.second()]);
    let all: BTreeSet<Area> = Area::KNOWN.into_iter().chain(named).collect();
    let asked = all.into_iter().map(async |area| match members(area).await {
        Ok(regions) => {
            let regions = regions
                .into_iter()
                .map(RegionId::new)
                .filter(|region| unknown.contains(region));
            Observed {
                areas: regions.map(|region| (region, area)).collect(),
                ..Observed::default()
            }
        }
        Err(error) => gap(GapScope::Area { area }, &error),
    });
    let answers = join_all(asked).await;
    let is_known = |region: &&RegionId| {
        let mut told = answers.iter();
        told.any(|answer| answer.areas.contains_key(*region)) || area_of(region).is_some()
    };
    let all_are_known = unknown.iter().all(is_known);
    // A question that the cloud refuses hides only what no other answer has.
    answers
        .into_iter()
        .filter(|answer| answer.gaps.is_empty() || !all_are_known)
        .collect()
}
