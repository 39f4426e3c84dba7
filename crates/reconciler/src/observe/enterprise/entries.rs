//! Reads the static entries of the default tables of routers that something is to leave: an entry
//! that leads to an attachment keeps it, and any entry keeps its router.

use cen_cloud::Error;
use cen_diff::routers_that_lose;
use cen_observed::{GapScope, Observed};
use cen_topology::{AttachmentId, CenId, RegionId, Topology};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::gap;
use crate::retry::read;

/// The static entries of a table: where each destination leads, or none where packets are dropped.
type Entries = std::collections::BTreeMap<String, Option<AttachmentId>>;

/// Adds the static entries of each router that loses something, or everything. Costs nothing if
/// nothing leaves.
pub(in crate::observe) async fn look(
    topology: &Topology,
    clients: &Clients,
    all: bool,
    mut observed: Observed,
) -> Observed {
    let losing = routers_that_lose(topology, &observed, all);
    let places: Vec<_> = losing
        .into_iter()
        .flat_map(|(id, regions)| regions.into_iter().map(move |region| (id.clone(), region)))
        .collect();
    let looked = join_all(
        places
            .into_iter()
            .map(async |place| (entries(&observed, clients, &place).await, place)),
    );
    for (entries, (id, region)) in looked.await {
        let Some(seen) = observed.cens.get_mut(&id) else {
            continue;
        };
        let inside = seen.inside.as_mut();
        let router = inside.and_then(|inside| inside.routers.get_mut(&region));
        match (entries, router) {
            (Ok(entries), Some(router)) => router.static_entries = entries,
            (Err(error), _) => {
                let (account, cen) = (seen.account.clone(), id);
                let scope = GapScope::Router {
                    account,
                    cen,
                    region,
                };
                observed.gaps.extend(gap(scope, &error).gaps);
            }
            (Ok(_), None) => {}
        }
    }
    observed
}

async fn entries(
    observed: &Observed,
    clients: &Clients,
    (cen, region): &(CenId, RegionId),
) -> Result<Entries, Error> {
    let seen = observed.cens.get(cen);
    let router = seen.and_then(|seen| seen.inside.as_ref()?.routers.get(region));
    let table = router.and_then(|router| router.default_table.as_ref());
    let (Some(seen), Some(table)) = (seen, table) else {
        return Ok(Entries::new());
    };
    let client = clients.of(&seen.account);
    let rows = read(async || {
        client
            .list_transit_router_static_entries(table.as_str())
            .await
    });
    let entry = |row: cen_cloud::router::StaticEntry| {
        let leads = Some(row.next_hop_id).filter(|id| !id.is_empty());
        (row.destination, leads.map(AttachmentId::new))
    };
    Ok(rows.await?.into_iter().map(entry).collect())
}
