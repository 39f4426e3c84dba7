//! Compares what is wanted with what is there, one function a kind of thing. Knows no API verb and no order.

mod bandwidth;
mod cens;
mod extras;
mod foreign;
mod gaps;
mod networks;
mod route_maps;
mod routes;
mod services;
mod transit;

pub(crate) use bandwidth::ignored;
pub(crate) use transit::{RouterChange, TransitChange};

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, CenId, CenName, HealthCheck, InstanceId, Mbps, PackageId, RegionId, RegionPair,
    RouteMapId, RouteMapPlace, RouterId, VswitchId,
};
use ipnet::Ipv4Net;

use crate::action::{Address, Edit};
use crate::comparison::Comparison;
use crate::hold::{HeldDifference, Hold, HoldReason};
use crate::observed::{SeenAccess, SeenAttachment, SeenRouteMap};

/// One difference between the file and the cloud.
#[derive(Clone, Debug)]
pub(crate) enum Difference {
    /// The file wants it, the cloud does not have it.
    Missing(Address),
    /// It is there, but carries no mark of ours.
    Unmarked(Address),
    /// It is there, and one of its attributes is otherwise.
    Changed(Address, Change),
    /// Two regions may exchange another amount than they shall; 0 is none.
    Limit {
        cen: CenName,
        pair: RegionPair,
        from: Mbps,
        to: Mbps,
    },
    /// The cloud has it, the file does not.
    Extra(Address, Extra),
    /// A difference that is left alone.
    Held(Hold),
}

/// An attribute that can be changed in place.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The description of a VPC.
    Vpc {
        id: InstanceId,
        region: RegionId,
        description: Edit,
    },
    /// The mark of a VPC that the file only names now: it must not be deleted when the file forgets it.
    MarkedVpc { id: InstanceId, region: RegionId },
    /// The mark of a package that the file only names now.
    MarkedPackage { id: PackageId },
    /// The display name and the description of a CEN.
    CenText {
        id: CenId,
        name: Option<Edit>,
        description: Option<Edit>,
    },
    /// The user's own tags of a CEN.
    CenTags {
        id: CenId,
        set: BTreeMap<String, String>,
        unset: BTreeSet<String>,
    },
    /// The size of a package.
    Size { id: PackageId, from: Mbps, to: Mbps },
    /// The health check of a line.
    HealthCheck { from: HealthCheck, to: HealthCheck },
    /// A route map, which stands somewhere else now if it gets another priority.
    RouteMap {
        from: RouteMapPlace,
        seen: Box<SeenRouteMap>,
    },
    /// The texts of a transit router.
    Router(Box<RouterChange>),
    /// How a network is attached to a transit router.
    Transit(TransitChange),
}

/// Something to be taken away.
#[derive(Clone, Debug)]
pub(crate) enum Extra {
    Attachment {
        cen: CenId,
        instance: InstanceId,
        seen: SeenAttachment,
    },
    Grant {
        cen: CenId,
        cen_owner: AccountName,
        owner: AccountName,
        attached: SeenAttachment,
        instance: InstanceId,
    },
    Association {
        cen: CenId,
        package: PackageId,
    },
    Package {
        id: PackageId,
        account: AccountName,
    },
    Cen {
        id: CenId,
    },
    Vpc {
        id: InstanceId,
        region: RegionId,
        account: AccountName,
    },
    Route {
        cen: CenId,
        vpc: InstanceId,
        region: RegionId,
        cidr: Ipv4Net,
    },
    HealthCheck {
        cen: CenId,
        vbr: InstanceId,
        seen: SeenAttachment,
    },
    PrivateZone {
        cen: CenId,
        access: RegionId,
        seen: SeenAccess,
    },
    Service {
        cen: CenId,
        access: RegionId,
        seen: SeenAccess,
    },
    RouteMap {
        cen: CenId,
        id: RouteMapId,
    },
    Router {
        cen: CenId,
        router: RouterId,
    },
    Vswitch {
        id: VswitchId,
        account: AccountName,
    },
}

impl Difference {
    fn held(address: Address, difference: HeldDifference, reason: HoldReason) -> Self {
        Self::Held(Hold {
            address,
            difference: Some(difference),
            reason,
        })
    }
}

/// Every difference, in the order of the file's names.
pub(crate) fn diff(comparison: &Comparison<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    networks::diff(comparison, &mut found);
    for (name, cen) in &comparison.desired.cens {
        cens::diff(comparison, name, cen, &mut found);
        cens::diff_attachments(comparison, name, cen, &mut found);
        for (&areas, group) in &cen.bandwidth {
            bandwidth::diff(comparison, name, areas, group, &mut found);
        }
        bandwidth::diff_traffic(comparison, name, cen, &mut found);
        transit::diff(comparison, name, cen, &mut found);
        routes::diff(comparison, name, cen, &mut found);
        services::diff(comparison, name, cen, &mut found);
        route_maps::diff(comparison, name, cen, &mut found);
        extras::diff(comparison, name, Some(cen), &mut found);
    }
    for name in comparison.resolved.leaving.keys() {
        extras::diff(comparison, name, None, &mut found);
    }
    extras::diff_unclaimed(comparison, &mut found);
    transit::diff_vswitches(comparison, &mut found);
    gaps::withhold(comparison, foreign::withhold(comparison, found))
}

/// Returns what a difference is about.
fn address(difference: &Difference) -> Address {
    match difference {
        Difference::Missing(address)
        | Difference::Unmarked(address)
        | Difference::Changed(address, _)
        | Difference::Extra(address, _)
        | Difference::Held(Hold { address, .. }) => address.clone(),
        Difference::Limit { cen, pair, .. } => Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        },
    }
}
