//! The CENs and packages of each account, and what hangs on the CENs that the topology has to do with.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::{
    AttachedChildInstance, Cen, CenBandwidthPackage, CenInterRegionBandwidthLimit, Client, Error,
    ErrorKind, GrantRule, TransitRouter,
};
use cen_plan::{
    Edition, GapScope, Inside, Observed, RoutePart, SeenAttachment, SeenCen, SeenGrant, SeenLimit,
    SeenPackage, TOPOLOGY_TAG,
};
use cen_topology::{
    AccountId, AccountName, Area, AreaPair, CenId, InstanceId, Mbps, NetworkKind, PackageId,
    RegionId, RegionPair, Topology,
};
use futures::future::{join_all, try_join_all};

use crate::clients::Clients;
use crate::observe::gap;
use crate::observe::routes::{self, Looked, Site};
use crate::read_cache::{Principal, ReadCache};
use crate::retry::read;
use crate::wire::child_type;

pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<Observed> {
    let looked = join_all(topology.accounts.keys().map(async |account| {
        let client = clients.of(account);
        // An account without a CEN in the file may still have one that has left it. A credential that may not even look has made none.
        let may_be_denied = topology.cens.values().all(|cen| cen.account != *account)
            && !cache.owners.contains(account);
        let passes = |error: &Error| may_be_denied && error.kind == ErrorKind::Denied;
        let asker = Asker {
            account,
            client,
            cache,
            principal: &cache.principal(client, &topology.account(account).id).await,
        };
        let (cens, packages) = tokio::join!(
            look_at_cens(topology, asker, passes),
            look_at_packages(asker, passes)
        );
        [cens, packages]
    }));
    looked.await.into_iter().flatten().collect()
}

/// An account that is looked at, and what is known of it already.
#[derive(Clone, Copy)]
struct Asker<'a> {
    account: &'a AccountName,
    client: &'a Client,
    cache: &'a ReadCache,
    principal: &'a Principal,
}

async fn look_at_packages(
    Asker {
        account,
        client,
        cache,
        principal,
    }: Asker<'_>,
    passes: impl Fn(&Error) -> bool,
) -> Observed {
    let ask = async || read(async || client.describe_cen_bandwidth_packages().await).await;
    match cache.packages.once(principal.clone(), ask).await {
        Ok(rows) => Observed {
            packages: rows.into_iter().map(|row| package(account, row)).collect(),
            ..Observed::default()
        },
        Err(error) if passes(&error) => Observed::default(),
        Err(error) => gap(
            GapScope::Packages {
                account: account.clone(),
            },
            format!("bandwidth packages of account `{account}`"),
            &error,
        ),
    }
}

fn package(account: &AccountName, row: CenBandwidthPackage) -> (PackageId, SeenPackage) {
    let areas =
        Area::parse(&row.geographic_region_a_id).zip(Area::parse(&row.geographic_region_b_id));
    let seen = SeenPackage {
        account: account.clone(),
        name: row.name,
        mbps: Mbps(row.bandwidth),
        areas: areas.map(|(one, other)| AreaPair::new(one, other)),
        charge: row.bandwidth_package_charge_type,
        status: row.status,
        business_status: row.business_status,
        expires: row.expired_time,
        cen: row.cen_ids.into_iter().next().map(CenId::new),
        tags: row.tags,
    };
    (PackageId::new(row.cen_bandwidth_package_id), seen)
}

async fn look_at_cens(
    topology: &Topology,
    asker: Asker<'_>,
    passes: impl Fn(&Error) -> bool,
) -> Observed {
    let Asker {
        account,
        client,
        cache,
        principal,
    } = asker;
    let ask = async || read(async || client.describe_cens().await).await;
    let rows = match cache.cens.once(principal.clone(), ask).await {
        Ok(rows) => rows,
        Err(error) if passes(&error) => return Observed::default(),
        Err(error) => {
            return gap(
                GapScope::Cens {
                    account: account.clone(),
                },
                format!("CENs of account `{account}`"),
                &error,
            );
        }
    };
    let mut observed = Observed::default();
    let looked = join_all(rows.into_iter().map(async |row| {
        let inside = if concerns(topology, account, &row) {
            Some(look_inside(topology, &row, asker).await)
        } else {
            None
        };
        (row, inside)
    }));
    for (row, inside) in looked.await {
        let inside = match inside {
            Some(Ok((inside, unread))) => {
                observed
                    .gaps
                    .extend(unread.iter().flat_map(|(part, error)| {
                        gap_of_routes(account, &row.cen_id, *part, error).gaps
                    }));
                Some(inside)
            }
            Some(Err(error)) => {
                let scope = GapScope::Cen {
                    cen: CenId::new(row.cen_id.as_str()),
                };
                observed.gaps.extend(
                    gap(
                        scope,
                        format!("what hangs on CEN {} of account `{account}`", row.cen_id),
                        &error,
                    )
                    .gaps,
                );
                None
            }
            None => None,
        };
        let seen = SeenCen {
            account: account.clone(),
            name: row.name,
            description: row.description,
            status: row.status,
            protection_level: row.protection_level,
            tags: row.tags,
            inside,
        };
        observed.cens.insert(CenId::new(row.cen_id), seen);
    }
    observed
}

/// The gap of a part of what a CEN does with routes.
fn gap_of_routes(account: &AccountName, cen: &str, section: RoutePart, error: &Error) -> Observed {
    gap(
        GapScope::Routes {
            cen: CenId::new(cen),
            section,
        },
        format!("`{}` of CEN {cen} of account `{account}`", section.as_str()),
        error,
    )
}

/// Whether the topology has to do with a CEN: it owns it, or may take it over by its display name.
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

/// Whether a CEN carries the topology's mark, or the file names its id.
pub(super) fn owns(topology: &Topology, id: &str, tags: &BTreeMap<String, String>) -> bool {
    let marked = tags
        .get(TOPOLOGY_TAG)
        .is_some_and(|owner| owner == topology.name.as_str());
    marked
        || topology
            .cens
            .values()
            .any(|cen| cen.id.as_ref().is_some_and(|named| named.as_str() == id))
}

/// What hangs on a CEN, and which parts of what it does with routes could not be read.
async fn look_inside(
    topology: &Topology,
    cen: &Cen,
    Asker {
        account, client, ..
    }: Asker<'_>,
) -> Result<(Inside, Vec<(RoutePart, Error)>), Error> {
    let id = cen.cen_id.as_str();
    let grants = try_join_all(grantable(topology).into_iter().map(async |kind| {
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
    let attachments = children.into_iter().filter_map(attachment).collect();
    let editions = editions(routers);
    let Looked { routes, unread } = routes::look(
        Site {
            topology,
            account,
            cen,
            attachments: &attachments,
            editions: &editions,
        },
        client,
    )
    .await;
    let inside = Inside {
        attachments,
        limits: limits.into_iter().filter_map(limit).collect(),
        grants: grants.into_iter().flatten().map(grant).collect(),
        editions,
        routes,
    };
    Ok((inside, unread))
}

/// The kinds of network whose grants are read: VPCs always, because anybody may have granted one, and the others where the file has some.
fn grantable(topology: &Topology) -> BTreeSet<NetworkKind> {
    topology
        .networks
        .values()
        .map(|network| network.kind)
        .chain([NetworkKind::Vpc])
        .collect()
}

/// An attachment of a kind that this version does not know is left out: it is nothing that a file could name.
fn attachment(row: AttachedChildInstance) -> Option<(InstanceId, SeenAttachment)> {
    let kind = [NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn];
    let kind = kind
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(&row.child_instance_type))?;
    let seen = SeenAttachment {
        kind,
        region: RegionId::new(row.child_instance_region_id),
        owner: AccountId::new(row.child_instance_owner_id),
        status: row.status,
        managed_service: row.managed_service,
    };
    Some((InstanceId::new(row.child_instance_id), seen))
}

fn limit(row: CenInterRegionBandwidthLimit) -> Option<(RegionPair, SeenLimit)> {
    let pair = RegionPair::new(
        RegionId::new(row.local_region_id),
        RegionId::new(row.opposite_region_id),
    )?;
    let package = Some(row.bandwidth_package_id)
        .filter(|id| !id.is_empty())
        .map(PackageId::new);
    Some((
        pair,
        SeenLimit {
            mbps: Mbps(row.bandwidth_limit),
            package,
            status: row.status,
        },
    ))
}

fn grant(row: GrantRule) -> SeenGrant {
    SeenGrant {
        instance: InstanceId::new(row.child_instance_id),
        owner: AccountId::new(row.child_instance_owner_id),
    }
}

/// A region has one transit router at most; anything that is not plainly Basic is taken for Enterprise, which changes nothing there.
fn editions(routers: Vec<TransitRouter>) -> BTreeMap<RegionId, Edition> {
    let edition = |name: &str| {
        if name.eq_ignore_ascii_case("Basic") {
            Edition::Basic
        } else {
            Edition::Enterprise
        }
    };
    routers
        .into_iter()
        .map(|router| (RegionId::new(router.region_id), edition(&router.edition)))
        .collect()
}
