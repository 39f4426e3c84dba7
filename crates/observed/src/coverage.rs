//! The parts of a cloud that a look reads.

use cen_topology::{AccountId, CenId, CenName, NetworkKind, RegionId, TopologyName};
use serde::{Deserialize, Serialize};

use crate::RoutePart;

/// A part of a cloud that a look for a topology reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "part")]
pub enum Coverage {
    /// Everything that has the mark of a topology.
    Topology {
        /// Its name.
        topology: TopologyName,
    },
    /// The networks of one kind that an account has in a region.
    Networks {
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// Whose they are.
        account: AccountId,
        /// Where they are.
        region: RegionId,
    },
    /// The grants of networks of one kind.
    Grants {
        /// VPC, VBR or CCN.
        kind: NetworkKind,
    },
    /// The area that the cloud puts a region in.
    Area {
        /// The region.
        region: RegionId,
    },
    /// The CENs and bandwidth packages of an account.
    Account {
        /// The account.
        account: AccountId,
    },
    /// The content of one CEN.
    Cen {
        /// Its id.
        cen: CenId,
    },
    /// One part of what a CEN of the file does with routes.
    Routes {
        /// The CEN's key.
        cen: CenName,
        /// Which part.
        section: RoutePart,
    },
}
