//! Reads what a plan needs only where something of the file is missing on transit routers: which
//! edition a region offers and in which zones, whether the service is open, and the vSwitches of
//! VPCs. If nothing is missing this costs nothing, but for VPCs whose vSwitches the file manages.

use std::collections::BTreeSet;

use cen_cloud::{Client, Error, ErrorKind};
use cen_diff::instance_of;
use cen_observed::{
    Edition, GapScope, Inside, Observed, SeenCen, ServiceState, is_marked, owner_of, was_marked,
};
use cen_topology::{
    AccountName, Cen, CenName, NetworkKind, NetworkName, RegionId, Topology, Vswitches, ZoneId,
};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::vswitches::{self, Places};
use crate::observe::{Scope, concern, gap, merge};
use crate::read_cache::ReadCache;
use crate::retry::read;

/// The role by which transit routers act in the account of a network.
const SERVICE_ROLE: &str = "AliyunServiceRoleForCEN";

/// A network that the file attaches, and what was seen of its place.
struct WantedNetwork<'a> {
    /// The account that owns the CEN.
    cen_owner: &'a AccountName,
    kind: NetworkKind,
    /// The account that owns the network.
    owner: &'a AccountName,
    region: &'a RegionId,
    /// The edition of the router that is there.
    router: Option<Edition>,
    is_attached: bool,
    /// Whether the file says where the router enters the network.
    is_pinned: bool,
}

/// Reads what is needed beside an observation.
pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
    observed: &Observed,
) -> Observed {
    let wanted = wanted(topology, observed);
    let regions: BTreeSet<_> = wanted
        .iter()
        .filter(|wanted| wanted.needs_offers())
        .map(|wanted| (wanted.region, wanted.cen_owner))
        .collect();
    let offers = join_all(
        regions
            .into_iter()
            .map(|(region, account)| offers(region, account, clients, cache)),
    );
    let offers = merge(offers.await);
    let is_enterprise = |wanted: &&WantedNetwork<'_>| {
        let is_offered = offers.offers.get(wanted.region);
        match wanted.router {
            Some(edition) => edition == Edition::Enterprise,
            None => is_offered.is_some_and(|zones| !zones.is_empty()),
        }
    };
    let on_routers: Vec<_> = wanted.iter().filter(is_enterprise).collect();
    let mut takers = takers(&on_routers);
    takers.extend(linkers(topology, observed));
    let services = join_all(
        takers
            .into_iter()
            .map(|account| service(account, topology, clients, cache)),
    );
    let mut places = places(&on_routers);
    places.extend(vswitches::managed_places(topology, observed));
    places.extend(vswitches::left_places(topology, observed));
    let comes = !on_routers.is_empty();
    places.extend(vswitches::unattached_places(topology, observed, comes));
    places.extend(scope.entered(topology));
    let seen = &concern::vswitches(topology, scope, observed);
    let vswitches = join_all(
        places
            .into_iter()
            .map(|place| vswitches::list(place, seen, topology, clients, cache)),
    );
    let (services, vswitches) = tokio::join!(services, vswitches);
    merge(services.into_iter().chain(vswitches).chain([offers]))
}

/// Returns the networks that the file attaches outside CCN areas, to CENs whose content is known.
fn wanted<'a>(topology: &'a Topology, observed: &'a Observed) -> Vec<WantedNetwork<'a>> {
    let is_unread = |account: &AccountName| {
        let hides =
            |scope: &GapScope| matches!(scope, GapScope::Cens { account: of } if of == account);
        observed.gaps.iter().any(|gap| hides(&gap.scope))
    };
    let cens = topology
        .cens
        .iter()
        .filter(|(_, cen)| !is_unread(&cen.account));
    cens.flat_map(|(name, cen)| {
        let inside = match seen(topology, observed, name, cen) {
            Some(seen) => match &seen.inside {
                Some(inside) => Some(inside),
                None => return Vec::new(),
            },
            None => None,
        };
        let networks = cen.attach.iter();
        networks
            .filter_map(|network| of_network(topology, observed, cen, inside, network))
            .collect()
    })
    .collect()
}

fn of_network<'a>(
    topology: &'a Topology,
    observed: &Observed,
    cen: &'a Cen,
    inside: Option<&Inside>,
    name: &NetworkName,
) -> Option<WantedNetwork<'a>> {
    let network = &topology.networks[name];
    let region = &network.region;
    let instance = || instance_of(topology, observed, name);
    let is_attached = |inside: &Inside| {
        instance().is_some_and(|instance| inside.attachments.contains_key(&instance))
    };
    (!is_ccn_area(region)).then(|| WantedNetwork {
        cen_owner: &cen.account,
        kind: network.kind,
        owner: &network.account,
        region,
        router: inside.and_then(|inside| inside.edition(region)),
        is_attached: inside.is_some_and(is_attached),
        is_pinned: network.vswitches != Vswitches::Chosen,
    })
}

/// Returns whether a region is an area of CCNs, where only the Basic Edition is sold.
fn is_ccn_area(region: &RegionId) -> bool {
    region.as_str().starts_with("ccn-")
}

/// Returns the CEN of the cloud that the file means: by its id, its mark, or its display name.
fn seen<'a>(
    topology: &Topology,
    observed: &'a Observed,
    name: &CenName,
    cen: &Cen,
) -> Option<&'a SeenCen> {
    if let Some(id) = &cen.id {
        return observed.cens.get(id);
    }
    let of_account = |seen: &&SeenCen| seen.account == cen.account;
    let marked = observed
        .cens
        .values()
        .filter(of_account)
        .find(|seen| is_marked(&seen.tags, topology.name.as_str(), name.as_str()));
    let was = topology.renames.cens.get(name).map(CenName::as_str);
    let renamed = || {
        let mut cens = observed.cens.values().filter(of_account);
        cens.find(|seen| was_marked(&seen.tags, topology, name.as_str(), was))
    };
    let namesake = || {
        observed
            .cens
            .values()
            .filter(of_account)
            .find(|seen| owner_of(&seen.tags).is_none() && seen.name == cen.display_name)
    };
    marked.or_else(renamed).or_else(namesake)
}

impl WantedNetwork<'_> {
    /// Returns whether the plan must know what the region offers: the edition of the router to
    /// come, or the zones in which a VPC can be attached.
    fn needs_offers(&self) -> bool {
        match self.router {
            None => true,
            Some(Edition::Enterprise) => self.kind == NetworkKind::Vpc && !self.is_attached,
            Some(Edition::Basic) => false,
        }
    }
}

/// Returns the accounts that need the transit router service for what is missing.
fn takers<'a>(wanted: &[&WantedNetwork<'a>]) -> BTreeSet<&'a AccountName> {
    let missing = wanted.iter().filter(|wanted| !wanted.is_attached);
    missing
        .flat_map(|wanted| [wanted.cen_owner, wanted.owner])
        .collect()
}

/// Returns the accounts that own a CEN on whose routers a link of the file is missing.
fn linkers<'a>(topology: &'a Topology, observed: &Observed) -> BTreeSet<&'a AccountName> {
    let misses_link = |(name, cen): &(&CenName, &Cen)| {
        let seen = seen(topology, observed, name, cen);
        let Some(inside) = seen.and_then(|seen| seen.inside.as_ref()) else {
            return false;
        };
        let on_router = |region: &RegionId| inside.edition(region) == Some(Edition::Enterprise);
        cen.limits().any(|(pair, _, _)| {
            !inside.limits.contains_key(pair) && pair.regions().into_iter().any(on_router)
        })
    };
    let cens = topology.cens.iter().filter(misses_link);
    cens.map(|(_, cen)| &cen.account).collect()
}

/// Returns the places with a VPC that is to be attached, or whose vSwitches the file says.
fn places<'a>(wanted: &[&WantedNetwork<'a>]) -> Places<'a> {
    let needs = |wanted: &&&WantedNetwork<'_>| {
        wanted.kind == NetworkKind::Vpc && (!wanted.is_attached || wanted.is_pinned)
    };
    wanted
        .iter()
        .filter(needs)
        .map(|wanted| (wanted.owner, wanted.region))
        .collect()
}

/// Reads where a region offers Enterprise routers. An API that does not know the question sells
/// only the Basic Edition.
async fn offers(
    region: &RegionId,
    account: &AccountName,
    clients: &Clients,
    cache: &ReadCache,
) -> Observed {
    let client = clients.of(account);
    let ask = async || {
        let resource = read(async || {
            client
                .list_transit_router_available_resource(region.as_str())
                .await
        });
        let zones = resource.await?;
        Ok(zones.zones().into_iter().map(ZoneId::from).collect())
    };
    match cache.offers.once(region.clone(), ask).await {
        Ok(zones) => offered(region, zones),
        Err(error) if error.is_unknown_action() => offered(region, BTreeSet::new()),
        Err(error) => {
            let scope = GapScope::Offers {
                region: region.clone(),
            };
            gap(scope, &error)
        }
    }
}

fn offered(region: &RegionId, zones: BTreeSet<ZoneId>) -> Observed {
    Observed {
        offers: [(region.clone(), zones)].into(),
        ..Observed::default()
    }
}

async fn service(
    account: &AccountName,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Observed {
    let client = clients.of(account);
    let principal = cache.principal(client, &topology.account(account).id).await;
    let ask = async || {
        let state = read(async || client.check_transit_router_service().await).await?;
        match state {
            cen_cloud::router::ServiceState::Open => with_role(client).await,
            cen_cloud::router::ServiceState::Closed => Ok(ServiceState::Closed),
        }
    };
    match cache.router_services.once(principal, ask).await {
        Ok(state) => Observed {
            services: [(account.clone(), state)].into(),
            ..Observed::default()
        },
        Err(error) => {
            let scope = GapScope::Service {
                account: account.clone(),
            };
            gap(scope, &error)
        }
    }
}

/// Returns the state of an open service: whether the account has the role by which routers act in it.
/// A caller who may not read roles cannot know, and then the attachment tells.
async fn with_role(client: &Client) -> Result<ServiceState, Error> {
    match read(async || client.get_role(SERVICE_ROLE).await).await {
        Ok(None) => Ok(ServiceState::OpenWithoutRole),
        Ok(Some(_)) => Ok(ServiceState::Open),
        Err(error) if error.kind == ErrorKind::Denied => Ok(ServiceState::Open),
        Err(error) => Err(error),
    }
}
