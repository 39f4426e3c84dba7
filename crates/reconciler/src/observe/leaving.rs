//! Reads what goes through networks that are to leave a CEN, where the file does not manage it: the
//! cloud refuses to detach a network before that is taken away.

use cen_cloud::Error;
use cen_diff::cens_that_lose_networks;
use cen_observed::{GapScope, Observed, RoutePart};
use cen_topology::{AccountName, CenId, Topology};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::basic::routes::access;
use crate::observe::gap;

/// Which networks leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Those that the file does not have.
    Some,
    /// All of them.
    All,
}

/// Adds the access to PrivateZone and to services of each CEN that networks leave. Costs nothing if
/// none leaves.
pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    leaving: Leaving,
    mut observed: Observed,
) -> Observed {
    let cens = cens_that_lose_networks(topology, &observed, leaving == Leaving::All);
    let looked = join_all(cens.iter().map(async |id| {
        let account = observed.cens.get(id).map(|seen| seen.account.clone());
        let account = account?;
        let (zones, services) = access(clients.of(&account), id.as_str()).await;
        Some((id, account, zones, services))
    }));
    for (id, account, zones, services) in looked.await.into_iter().flatten() {
        let inside = observed
            .cens
            .get_mut(id)
            .and_then(|seen| seen.inside.as_mut());
        let Some(inside) = inside else { continue };
        match zones {
            Ok(zones) => inside.routes.private_zone = zones,
            Err(error) => {
                let unread = unread(&account, id, RoutePart::PrivateZone, &error);
                observed.gaps.extend(unread.gaps);
            }
        }
        match services {
            Ok(services) => inside.routes.services = services,
            Err(error) => {
                let unread = unread(&account, id, RoutePart::Services, &error);
                observed.gaps.extend(unread.gaps);
            }
        }
    }
    observed
}

fn unread(account: &AccountName, cen: &CenId, section: RoutePart, error: &Error) -> Observed {
    let (account, cen) = (account.clone(), cen.clone());
    let scope = GapScope::Routes {
        account,
        cen,
        section,
    };
    gap(scope, error)
}
