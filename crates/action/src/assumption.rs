//! What a plan assumes that was made from two files, without a look at the cloud.

use crate::address::Address;
use cen_topology::{
    AccountId, AccountName, CenId, CenName, NetworkName, PackageId, RegionId, TopologyName,
};
use serde::{Deserialize, Serialize};

/// Something that only a look at the cloud can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Assumption {
    /// The cloud is as the old file says, and every region but areas of CCNs has the Enterprise Edition.
    CloudIsAsWritten,
    /// The new file has another name, so it owns nothing of what the old one owns.
    Renamed {
        /// The name of the old file.
        from: TopologyName,
    },
    /// An account has left the file, or its key has another id now: what the old file made in it stays, because nothing looks there any more.
    LeftBehind {
        /// The account's key in the old file.
        account: AccountName,
        /// Its id.
        id: AccountId,
        /// The CENs, packages and VPCs that the old file made in it.
        objects: Vec<Address>,
    },
    /// Exactly one network has this display name.
    NetworkIsUnique {
        /// The network's key.
        network: NetworkName,
        /// The display name.
        name: String,
    },
    /// No two networks on a CEN have the same address range.
    AddressRangesDiffer,
    /// Nothing is attached to a CEN that the new file takes over.
    CenIsEmpty {
        /// The CEN's key.
        cen: CenName,
        /// Its id.
        id: CenId,
    },
    /// A package is free, large enough and of the right areas.
    PackageFits {
        /// The package.
        package: PackageId,
    },
    /// The networks of a CEN have the routes that are to be published.
    RoutesExist {
        /// The CEN's key.
        cen: CenName,
    },
    /// A region that the built-in table does not know is in the area that its limits say.
    AreaOfRegion {
        /// The region.
        region: RegionId,
    },
}
