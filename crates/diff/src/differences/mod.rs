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
mod vswitches;

pub use bandwidth::ignored;
pub use transit::{RouterChange, TransitChange};

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, CenId, CenName, HealthCheck, InstanceId, Mbps, PackageId, RegionId, RegionPair,
    RouteMapId, RouteMapPlace, RouterId, VswitchId,
};
use ipnet::Ipv4Net;

use crate::comparison::Comparison;
use cen_action::{Address, Edit, HeldDifference, Hold, HoldReason};
use cen_observed::{SeenAccess, SeenAttachment, SeenRouteMap};

/// One difference between the file and the cloud.
#[derive(Clone, Debug)]
pub enum Difference {
    /// The file wants it, the cloud does not have it.
    Missing(Address),
    /// It is there, but carries no mark of ours.
    Unmarked(Address),
    /// It is there, and one of its attributes is otherwise.
    Changed(Address, Change),
    /// The bandwidth between two regions differs; 0 is none.
    Limit {
        /// The CEN, as the file calls it.
        cen: CenName,
        /// The two regions.
        pair: RegionPair,
        /// What the cloud has.
        from: Mbps,
        /// What the file wants.
        to: Mbps,
    },
    /// The cloud has it, the file does not.
    Extra(Address, Extra),
    /// A difference that is left alone.
    Held(Hold),
}

/// An attribute that can be changed in place.
#[derive(Clone, Debug)]
pub enum Change {
    /// The description of a VPC.
    Vpc {
        /// The VPC.
        id: InstanceId,
        /// Its region.
        region: RegionId,
        /// What its description is and becomes.
        description: Edit,
    },
    /// The mark of a VPC that the file only names now: it must not be deleted when the file forgets it.
    MarkedVpc {
        /// The VPC.
        id: InstanceId,
        /// Its region.
        region: RegionId,
    },
    /// The mark of a package that the file only names now.
    MarkedPackage {
        /// The package.
        id: PackageId,
    },
    /// The display name and the description of a CEN.
    CenText {
        /// The CEN.
        id: CenId,
        /// The new name; none if it stays.
        name: Option<Edit>,
        /// The new description; none if it stays.
        description: Option<Edit>,
    },
    /// The user's own tags of a CEN.
    CenTags {
        /// The CEN.
        id: CenId,
        /// The tags to add or to give another value.
        set: BTreeMap<String, String>,
        /// The keys of the tags to remove.
        unset: BTreeSet<String>,
    },
    /// The size of a package.
    Size {
        /// The package.
        id: PackageId,
        /// What the cloud has.
        from: Mbps,
        /// What the file wants.
        to: Mbps,
    },
    /// The health check of a line.
    HealthCheck {
        /// What the cloud has.
        from: HealthCheck,
        /// What the file wants.
        to: HealthCheck,
    },
    /// A route map, which stands somewhere else now if it gets another priority.
    RouteMap {
        /// Where the cloud has it.
        from: RouteMapPlace,
        /// What the cloud has.
        seen: Box<SeenRouteMap>,
    },
    /// The texts of a transit router.
    Router(Box<RouterChange>),
    /// How a network is attached to a transit router.
    Transit(TransitChange),
}

/// Something to be taken away.
#[derive(Clone, Debug)]
pub enum Extra {
    /// A network's attachment.
    Attachment {
        /// The CEN that it is attached to.
        cen: CenId,
        /// The network.
        instance: InstanceId,
        /// The attachment, as the cloud has it.
        seen: SeenAttachment,
    },
    /// A permission to attach a network of another account.
    Grant {
        /// The CEN that may attach it.
        cen: CenId,
        /// The account of the CEN.
        cen_owner: AccountName,
        /// The account of the network, which revokes it.
        owner: AccountName,
        /// The attachment for which it was given.
        attached: SeenAttachment,
        /// The network.
        instance: InstanceId,
    },
    /// A package's association with a CEN.
    Association {
        /// The CEN.
        cen: CenId,
        /// The package.
        package: PackageId,
    },
    /// A package.
    Package {
        /// The package.
        id: PackageId,
        /// The account that owns it.
        account: AccountName,
    },
    /// A CEN.
    Cen {
        /// The CEN.
        id: CenId,
    },
    /// A VPC that was made from the file.
    Vpc {
        /// The VPC.
        id: InstanceId,
        /// Its region.
        region: RegionId,
        /// The account that owns it.
        account: AccountName,
    },
    /// A published route.
    Route {
        /// The CEN that it is published to.
        cen: CenId,
        /// The VPC whose route it is.
        vpc: InstanceId,
        /// The region of the VPC.
        region: RegionId,
        /// The route.
        cidr: Ipv4Net,
    },
    /// The health check of a line.
    HealthCheck {
        /// The CEN that the line is attached to.
        cen: CenId,
        /// The line.
        vbr: InstanceId,
        /// Its attachment, as the cloud has it.
        seen: SeenAttachment,
    },
    /// The access of a region to PrivateZone.
    PrivateZone {
        /// The CEN.
        cen: CenId,
        /// The region that has access.
        access: RegionId,
        /// The access, as the cloud has it.
        seen: SeenAccess,
    },
    /// The access of a region to a cloud service.
    Service {
        /// The CEN.
        cen: CenId,
        /// The region that has access.
        access: RegionId,
        /// The access, as the cloud has it.
        seen: SeenAccess,
    },
    /// A route map.
    RouteMap {
        /// The CEN.
        cen: CenId,
        /// The route map.
        id: RouteMapId,
    },
    /// A transit router.
    Router {
        /// The CEN.
        cen: CenId,
        /// The transit router.
        router: RouterId,
    },
    /// A vSwitch that was made from the file.
    Vswitch {
        /// The vSwitch.
        id: VswitchId,
        /// The account that owns it.
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
pub fn diff(comparison: &Comparison<'_>) -> Vec<Difference> {
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
    vswitches::diff_extras(comparison, &mut found);
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
