//! Reads the CENs and packages of each account, and the content of the CENs that concern the
//! topology.

use std::collections::BTreeMap;
use std::sync::Arc;

use cen_cloud::{Cen, CenBandwidthPackage, Client, Error, ErrorKind, GrantRule};
use cen_observed::{
    GapScope, Inside, Observed, RoutePart, SeenCen, SeenGrant, SeenPackage, SeenReservation,
    SeenRoutes, TOPOLOGY_TAG,
};
use cen_topology::{
    AccountId, AccountName, Area, AreaPair, CenId, InstanceId, Mbps, NetworkKind, PackageId,
    RegionId, Topology,
};
use futures::future::{join_all, try_join_all};

use crate::clients::Clients;
use crate::observe::basic::routes::{self, CenToRead};
use crate::observe::{Scope, basic, concern, enterprise, gap, merge};
use crate::read_cache::{Principal, ReadCache};
use crate::retry::read;
use crate::rows::{Rows, Wanted};
use crate::wire::child_type;

pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
) -> Observed {
    let wanted = &concern::cens(topology, scope);
    let looked = join_all(topology.accounts.keys().map(async |account| {
        let client = clients.of(account);
        // An account without a CEN in the file may still own one that has left the file. A
        // credential that may not list CENs cannot have created one.
        let may_be_denied = topology.cens.values().all(|cen| cen.account != *account)
            && !scope.owners.contains(account);
        let passes = |error: &Error| may_be_denied && error.kind == ErrorKind::Denied;
        let asker = Asker {
            account,
            client,
            cache,
            principal: &cache.principal(client, &topology.account(account).id).await,
        };
        let (cens, listed) = tokio::join!(
            look_at_cens(topology, asker, wanted, passes),
            list_packages(asker, passes)
        );
        (cens, PackageListing { account, listed })
    }));
    let (cens, packages): (Vec<_>, Vec<_>) = looked.await.into_iter().unzip();
    let cens = merge(cens);
    let names = concern::names_of_packages(topology);
    let wanted = concern::packages(topology, &names, scope, &cens);
    let packages = packages.into_iter().map(|listed| listed.pick(&wanted));
    let packages: Vec<_> = packages.collect();
    merge([cens].into_iter().chain(packages))
}

/// An account to read.
#[derive(Clone, Copy)]
struct Asker<'a> {
    account: &'a AccountName,
    client: &'a Client,
    cache: &'a ReadCache,
    principal: &'a Principal,
}

/// The packages of an account.
struct PackageListing<'a> {
    account: &'a AccountName,
    /// None where nothing can be, because the credential may not list packages and the file has no
    /// CEN there.
    listed: Option<ListedPackages>,
}

type ListedPackages = Result<Arc<Rows<CenBandwidthPackage>>, Error>;

async fn list_packages(
    Asker {
        client,
        cache,
        principal,
        ..
    }: Asker<'_>,
    passes: impl Fn(&Error) -> bool,
) -> Option<ListedPackages> {
    let ask = async || {
        let rows = read(async || client.describe_cen_bandwidth_packages().await);
        rows.await.map(Rows::new)
    };
    match cache.packages.shared(principal.clone(), ask).await {
        Err(error) if passes(&error) => None,
        listed => Some(listed),
    }
}

impl PackageListing<'_> {
    /// Returns the packages that are asked for.
    fn pick(&self, wanted: &Wanted<'_>) -> Observed {
        let account = self.account;
        match &self.listed {
            None => Observed::default(),
            Some(Ok(rows)) => {
                let rows = rows.pick(wanted).into_iter();
                Observed {
                    packages: rows.map(|row| package(account, row.clone())).collect(),
                    ..Observed::default()
                }
            }
            Some(Err(error)) => {
                let account = account.clone();
                gap(GapScope::Packages { account }, error)
            }
        }
    }
}

fn package(account: &AccountName, row: CenBandwidthPackage) -> (PackageId, SeenPackage) {
    let areas =
        Area::parse(&row.geographic_region_a_id).zip(Area::parse(&row.geographic_region_b_id));
    let reservation = row.reservation_bandwidth.parse().ok();
    let reservation = reservation.map(|mbps| SeenReservation {
        mbps: Mbps(mbps),
        at: row.reservation_active_time,
    });
    let seen = SeenPackage {
        account: account.clone(),
        name: row.name,
        mbps: Mbps(row.bandwidth),
        areas: areas.map(|(one, other)| AreaPair::new(one, other)),
        charge: row.bandwidth_package_charge_type,
        status: row.status,
        business_status: row.business_status,
        expires: row.expired_time,
        reservation,
        cen: row.cen_ids.into_iter().next().map(CenId::new),
        tags: row.tags,
    };
    (PackageId::new(row.cen_bandwidth_package_id), seen)
}

async fn look_at_cens(
    topology: &Topology,
    asker: Asker<'_>,
    wanted: &Wanted<'_>,
    passes: impl Fn(&Error) -> bool,
) -> Observed {
    let Asker {
        account,
        client,
        cache,
        principal,
    } = asker;
    let rows = match list(client, cache, principal).await {
        Ok(rows) => rows,
        Err(error) if passes(&error) => return Observed::default(),
        Err(error) => {
            return gap(
                GapScope::Cens {
                    account: account.clone(),
                },
                &error,
            );
        }
    };
    let rows = rows.pick(wanted).into_iter();
    merge(join_all(rows.map(|row| look_at_cen(topology, row, asker))).await)
}

/// Lists the CENs of an account, once for all looks that share the cache.
pub(super) async fn list(
    client: &Client,
    cache: &ReadCache,
    principal: &Principal,
) -> Result<Arc<Rows<Cen>>, Error> {
    let ask = async || {
        let rows = read(async || client.describe_cens().await);
        rows.await.map(Rows::new)
    };
    cache.cens.shared(principal.clone(), ask).await
}

/// Reads a CEN of an account, and its content if it concerns the topology.
async fn look_at_cen(topology: &Topology, row: &Cen, asker: Asker<'_>) -> Observed {
    let account = asker.account;
    let (inside, gaps) = if concerns(topology, account, row) {
        match look_inside(topology, row, asker).await {
            Ok((inside, unread)) => {
                let gaps = unread.into_iter();
                let gaps = gaps.flat_map(|(scope, error)| gap(scope, &error).gaps);
                (Some(inside), gaps.collect())
            }
            Err(error) => (None, gap_of_content(account, &row.cen_id, &error).gaps),
        }
    } else {
        (None, Vec::new())
    };
    let seen = SeenCen {
        inside,
        ..outside(account, row)
    };
    Observed {
        cens: [(CenId::new(&*row.cen_id), seen)].into(),
        gaps,
        ..Observed::default()
    }
}

/// Returns what the listing shows of a CEN.
pub(super) fn outside(account: &AccountName, row: &Cen) -> SeenCen {
    let row = row.clone();
    SeenCen {
        account: account.clone(),
        name: row.name,
        description: row.description,
        status: row.status,
        protection_level: row.protection_level,
        tags: row.tags,
        inside: None,
    }
}

/// Returns the gap of the content of a CEN.
fn gap_of_content(account: &AccountName, cen: &str, error: &Error) -> Observed {
    let scope = GapScope::Cen {
        account: account.clone(),
        cen: CenId::new(cen),
    };
    gap(scope, error)
}

/// Returns whether a CEN concerns the topology: it owns the CEN, or may adopt it by its display
/// name.
fn concerns(topology: &Topology, account: &AccountName, row: &Cen) -> bool {
    let is_namesake = || {
        topology
            .cens
            .values()
            .any(|cen| cen.account == *account && cen.display_name == row.name)
    };
    owns(topology, &row.cen_id, &row.tags)
        || (!row.tags.contains_key(TOPOLOGY_TAG) && is_namesake())
}

/// Returns whether a CEN has the topology's mark, or the file names its id.
pub(super) fn owns(topology: &Topology, id: &str, tags: &BTreeMap<String, String>) -> bool {
    let marked = tags
        .get(TOPOLOGY_TAG)
        .is_some_and(|owner| topology.is_called(owner));
    marked
        || topology
            .cens
            .values()
            .any(|cen| cen.id.as_ref().is_some_and(|named| named.as_str() == id))
}

/// Reads the content of a CEN. Returns also the parts that could not be read.
async fn look_inside(
    topology: &Topology,
    cen: &Cen,
    Asker {
        account, client, ..
    }: Asker<'_>,
) -> Result<(Inside, Vec<(GapScope, Error)>), Error> {
    let id = cen.cen_id.as_str();
    let grants = try_join_all(GRANTABLE.into_iter().map(async |kind| {
        read(async || {
            client
                .describe_grant_rules_to_cen(id, child_type(kind))
                .await
        })
        .await
    }));
    let (children, limits, grants, routers) = tokio::try_join!(
        read(async || client.describe_cen_attached_child_instances(id).await),
        read(async || client.describe_cen_inter_region_bandwidth_limits(id).await),
        grants,
        read(async || client.list_transit_routers(id).await),
    )?;
    let mut inside = Inside {
        attachments: children.into_iter().filter_map(basic::attachment).collect(),
        limits: limits.into_iter().filter_map(basic::limit).collect(),
        grants: grants.into_iter().flatten().map(grant).collect(),
        routers: routers.into_iter().map(enterprise::router).collect(),
        routes: SeenRoutes::default(),
    };
    enterprise::drop_what_routers_have(&mut inside);
    let site = CenToRead {
        topology,
        account,
        cen,
        attachments: &inside.attachments,
        routers: &inside.routers,
    };
    let (of_routers, of_routes) = tokio::join!(
        enterprise::look(client, id, &inside.routers),
        routes::look(site, client)
    );
    let unread = unread(account, id, &of_routers.unread, &of_routes.unread);
    inside.routes = of_routes.routes;
    of_routers.add_to(&mut inside);
    Ok((inside, unread))
}

/// Returns the gaps of a CEN whose content was read.
fn unread(
    account: &AccountName,
    cen: &str,
    routers: &[(RegionId, Error)],
    parts: &[(RoutePart, Error)],
) -> Vec<(GapScope, Error)> {
    let of_router = |(region, error): &(RegionId, Error)| {
        let scope = GapScope::Router {
            account: account.clone(),
            cen: CenId::new(cen),
            region: region.clone(),
        };
        (scope, error.clone())
    };
    let of_part = |(section, error): &(RoutePart, Error)| {
        let scope = GapScope::Routes {
            account: account.clone(),
            cen: CenId::new(cen),
            section: *section,
        };
        (scope, error.clone())
    };
    routers
        .iter()
        .map(of_router)
        .chain(parts.iter().map(of_part))
        .collect()
}

/// The kinds of network whose grants are read: anybody may have granted one, and a grant may stay
/// when the last network of its kind has left the file.
const GRANTABLE: [NetworkKind; 3] = [NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn];

fn grant(row: GrantRule) -> SeenGrant {
    SeenGrant {
        instance: InstanceId::new(row.child_instance_id),
        owner: AccountId::new(row.child_instance_owner_id),
    }
}
