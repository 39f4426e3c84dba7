//! What a person must see to: the status of something that exists, which no action of a plan mends.

use std::collections::BTreeMap;

use cen_topology::{
    AccountId, AccountName, AreaPair, Bandwidth, CenName, Charge, InstanceId, Mbps, Package,
    PackageId, Topology,
};
use serde::{Deserialize, Serialize};

use crate::lookalike::lookalikes;
use cen_action::Address;
use cen_diff::{Adopt, Comparison, resolve};
use cen_observed::{Observed, SeenPackage};

/// Something that exists and needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is about.
    pub address: Address,
    /// What is the matter with it.
    pub concern: Concern,
}

/// What is the matter with something that exists. Times are UTC to the minute, such as `2026-02-02T16:00Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Concern {
    /// The package carries no traffic.
    Locked {
        /// The package.
        package: PackageId,
        /// The cloud's word for its business status, such as `FinancialLocked`.
        status: String,
    },
    /// The paid term of the package is over.
    Ended {
        /// The package.
        package: PackageId,
        /// When it ended.
        at: String,
    },
    /// The paid term of the package is over soon.
    Ends {
        /// The package.
        package: PackageId,
        /// When it ends.
        at: String,
        /// Whether the file says that it renews itself. The cloud does not tell whether it does.
        renews: bool,
    },
    /// A change of the size of the package is ordered and waits.
    Reserved {
        /// The package.
        package: PackageId,
        /// The size that it will have.
        to: Mbps,
        /// When it will have it.
        at: String,
    },
    /// The network carries no traffic.
    OutOfService {
        /// The network.
        instance: InstanceId,
        /// The cloud's word for its state, such as `terminated`.
        status: String,
    },
    /// The object was made here, in an account that the file does not have any more.
    LeftBehind {
        /// Its id.
        id: String,
        /// What the file called the account.
        account: AccountName,
        /// The account's id.
        owner: AccountId,
    },
    /// `auto-renew` is used when the package is bought, and not afterwards.
    RenewalNotCompared {
        /// The package.
        package: PackageId,
    },
    /// The plan makes it anew, and removes something that is like it.
    LooksRenamed {
        /// The key of what leaves.
        was: String,
    },
}

/// A moment, and the one until which an end counts as near: UTC to the minute, such as `2026-02-02T16:00Z`, so that they compare as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// This moment.
    pub now: String,
    /// The last moment that is near.
    pub soon: String,
}

impl Concern {
    /// Returns the diagnostic code, such as `CEN419`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } | Self::OutOfService { .. } => "CEN419",
            Self::Ended { .. } | Self::Ends { .. } | Self::Reserved { .. } => "CEN420",
            Self::RenewalNotCompared { .. } => "CEN421",
            Self::LooksRenamed { .. } => "CEN426",
            Self::LeftBehind { .. } => "CEN422",
        }
    }

    /// Tells whether the cloud is, or soon will be, otherwise than the file says.
    pub fn is_drift(&self) -> bool {
        match self {
            Self::Locked { .. }
            | Self::Ended { .. }
            | Self::Reserved { .. }
            | Self::LeftBehind { .. }
            | Self::OutOfService { .. } => true,
            Self::Ends { renews, .. } => !renews,
            Self::RenewalNotCompared { .. } | Self::LooksRenamed { .. } => false,
        }
    }
}

/// Lists what of the topology's own needs a person, in the order of the file's names. Nothing if no plan can be made. `bought` tells how
/// packages were bought, by their addresses, as far as that is known.
pub fn notices(
    desired: &Topology,
    observed: &Observed,
    adopt: Adopt,
    horizon: &Horizon,
    bought: &BTreeMap<String, Charge>,
) -> Vec<Notice> {
    let Ok(resolved) = resolve(desired, observed, adopt) else {
        return Vec::new();
    };
    let comparison = Comparison {
        desired,
        written: desired,
        observed,
        resolved: &resolved,
    };
    let networks = networks(&comparison);
    let cens = desired.cens.iter().flat_map(|(name, cen)| {
        let packages = cen.bandwidth.iter();
        let packages = packages.flat_map(|(areas, group)| {
            of_package(&comparison, (name, *areas), group, horizon, bought)
        });
        packages.collect::<Vec<_>>()
    });
    networks.chain(cens).chain(renamed(&comparison)).collect()
}

/// Lists the parts that look renamed.
pub(crate) fn renamed(comparison: &Comparison<'_>) -> Vec<Notice> {
    let notice = |(address, was)| Notice {
        address,
        concern: Concern::LooksRenamed { was },
    };
    lookalikes(comparison).into_iter().map(notice).collect()
}

/// Lists the parts of a file that look renamed in a cloud.
pub(crate) fn renamed_in(desired: &Topology, observed: &Observed) -> Vec<Notice> {
    let Ok(resolved) = resolve(desired, observed, Adopt::No) else {
        return Vec::new();
    };
    renamed(&Comparison {
        desired,
        written: desired,
        observed,
        resolved: &resolved,
    })
}

/// Lists the networks on CENs of the file that carry no traffic. A state that things only pass through is not told.
fn networks<'a>(comparison: &'a Comparison<'_>) -> impl Iterator<Item = Notice> + 'a {
    let attached = |network| {
        let mut cens = comparison.desired.cens.values();
        cens.any(|cen| cen.attach.contains(network))
    };
    let named = comparison.resolved.networks.iter();
    named
        .filter(move |(network, _)| attached(*network))
        .filter_map(|(network, id)| {
            let seen = comparison.observed.networks.get(id)?;
            seen.is_out_of_service().then(|| Notice {
                address: Address::Network {
                    network: network.clone(),
                },
                concern: Concern::OutOfService {
                    instance: id.clone(),
                    status: seen.status.clone(),
                },
            })
        })
}

/// Lists what is the matter with the package behind a group of the file.
fn of_package(
    comparison: &Comparison<'_>,
    (cen, areas): (&CenName, AreaPair),
    group: &Bandwidth,
    horizon: &Horizon,
    bought: &BTreeMap<String, Charge>,
) -> Vec<Notice> {
    let Some((package, seen)) = comparison.seen_package(cen, areas) else {
        return Vec::new();
    };
    let address = Address::Package {
        cen: cen.clone(),
        areas,
    };
    let (size, charge) = match &group.package {
        Package::Bought { mbps, charge } => (*mbps, Some(*charge)),
        Package::Existing(_) => (seen.mbps, None),
    };
    let renews = matches!(
        charge,
        Some(Charge::Prepaid {
            auto_renew: true,
            ..
        })
    );
    // An exported file cannot know the term, so only a renewal that was switched on since counts.
    let bought_without = matches!(
        bought.get(&address.to_string()),
        Some(Charge::Prepaid {
            auto_renew: false,
            ..
        })
    );
    let is_edited = renews && bought_without;
    let locked = || Concern::Locked {
        package: package.clone(),
        status: seen.business_status.clone(),
    };
    let reserved = seen
        .reservation
        .as_ref()
        .filter(|reservation| reservation.mbps != size)
        .map(|reservation| Concern::Reserved {
            package: package.clone(),
            to: reservation.mbps,
            at: reservation.at.clone(),
        });
    let renewal = || Concern::RenewalNotCompared {
        package: package.clone(),
    };
    let concerns = [
        (!seen.is_normal()).then(locked),
        end(package, seen, renews, horizon),
        reserved,
        (seen.charge == "PREPAY" && is_edited).then(renewal),
    ];
    let notice = |concern| Notice {
        address: address.clone(),
        concern,
    };
    concerns.into_iter().flatten().map(notice).collect()
}

/// Tells whether the paid term of a package is over, or soon is. A post-paid package has no end, whatever the cloud writes there.
fn end(
    package: &PackageId,
    seen: &SeenPackage,
    renews: bool,
    horizon: &Horizon,
) -> Option<Concern> {
    let minute = |time: &str| time.get(..16).map(str::to_owned);
    if seen.charge != "PREPAY" {
        return None;
    }
    let ends = minute(&seen.expires)?;
    let (package, at) = (package.clone(), seen.expires.clone());
    match () {
        () if ends <= minute(&horizon.now)? => Some(Concern::Ended { package, at }),
        () if ends <= minute(&horizon.soon)? => Some(Concern::Ends {
            package,
            at,
            renews,
        }),
        () => None,
    }
}
