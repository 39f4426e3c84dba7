//! What could not be read, and what lies under it.

use cen_topology::{AccountId, AccountName, Area, CenId, NetworkKind, RegionId};
use serde::{Deserialize, Serialize};

use crate::{Coverage, Observed, RoutePart};

/// Something that could not be read. Nothing under a gap is known to be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// What could not be read.
    pub scope: GapScope,
    /// What the cloud, or the connection to it, answered; none if nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The part of the cloud that a gap hides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "part")]
pub enum GapScope {
    /// A part that a snapshot for another file does not have.
    NotCovered {
        /// The part.
        covers: Coverage,
    },
    /// An account that a snapshot does not know by this key and id.
    UnknownAccount {
        /// The account's key.
        account: AccountName,
        /// Its id.
        id: AccountId,
    },
    /// The CENs of an account, with all that hangs on them.
    Cens {
        /// Whose they are.
        account: AccountName,
    },
    /// The bandwidth packages of an account.
    Packages {
        /// Whose they are.
        account: AccountName,
    },
    /// The networks of one kind that an account has in a region.
    Networks {
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// Whose they are.
        account: AccountName,
        /// Where they are.
        region: RegionId,
    },
    /// The content of one CEN.
    Cen {
        /// The account that owns it.
        account: AccountName,
        /// Its id.
        cen: CenId,
    },
    /// The transit router of a CEN in a region: what is attached to it, and its links and route tables.
    Router {
        /// The account that owns the CEN.
        account: AccountName,
        /// The CEN's id.
        cen: CenId,
        /// The region.
        region: RegionId,
    },
    /// Which edition of transit routers a region offers, and in which zones.
    Offers {
        /// The region.
        region: RegionId,
    },
    /// Whether the transit router service is open in an account.
    Service {
        /// The account.
        account: AccountName,
    },
    /// The vSwitches of an account in a region.
    Vswitches {
        /// Whose they are.
        account: AccountName,
        /// Where they are.
        region: RegionId,
    },
    /// One part of what a CEN does with routes.
    Routes {
        /// The account that owns the CEN.
        account: AccountName,
        /// The CEN's id.
        cen: CenId,
        /// Which part.
        section: RoutePart,
    },
    /// Which regions an area has.
    Area {
        /// The area.
        area: Area,
    },
}

impl GapScope {
    /// Tells whether nothing tells which part of a cloud it hides.
    pub fn hides_everything(&self) -> bool {
        match self {
            Self::NotCovered { .. } | Self::UnknownAccount { .. } => true,
            Self::Cens { .. }
            | Self::Packages { .. }
            | Self::Networks { .. }
            | Self::Cen { .. }
            | Self::Router { .. }
            | Self::Offers { .. }
            | Self::Service { .. }
            | Self::Vswitches { .. }
            | Self::Routes { .. }
            | Self::Area { .. } => false,
        }
    }
}

impl Observed {
    fn gap(&self, hides: impl Fn(&GapScope) -> bool) -> Option<&Gap> {
        self.gaps.iter().find(|gap| hides(&gap.scope))
    }

    /// Returns the gap that hides which CENs an account has.
    pub fn gap_of_cens(&self, of: &AccountName) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Cens { account } if account == of))
    }

    /// Returns the gap that hides which packages an account has.
    pub fn gap_of_packages(&self, of: &AccountName) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Packages { account } if account == of))
    }

    /// Returns the gap that hides which regions an area has.
    pub fn gap_of_areas(&self) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Area { .. }))
    }

    /// Returns the gap that hides something of what hangs on a CEN.
    pub fn gap_of_inside(&self, of: &CenId) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Cen { cen, .. } | GapScope::Routes { cen, .. } if cen == of))
    }

    /// Returns the gap that hides one part of what a CEN does with routes, and nothing else of it.
    pub fn gap_of_routes(&self, of: &CenId, part: RoutePart) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Routes { cen, section, .. } if cen == of && *section == part))
    }

    /// Returns the gap that hides the transit router of a CEN in a region.
    pub fn gap_of_router(&self, of: &CenId, place: &RegionId) -> Option<&Gap> {
        self.gap(
            |scope| matches!(scope, GapScope::Router { cen, region, .. } if cen == of && region == place),
        )
    }

    /// Returns the gap that hides a transit router of a CEN.
    pub fn gap_of_routers(&self, of: &CenId) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Router { cen, .. } if cen == of))
    }

    /// Returns the gap that hides which edition a region offers.
    pub fn gap_of_offers(&self, place: &RegionId) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Offers { region } if region == place))
    }

    /// Returns the gap that hides whether the transit router service is open in an account.
    pub fn gap_of_service(&self, of: &AccountName) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Service { account } if account == of))
    }

    /// Returns the gap that hides the vSwitches of an account in a region.
    pub fn gap_of_vswitches(&self, of: &AccountName, place: &RegionId) -> Option<&Gap> {
        self.gap(
            |scope| matches!(scope, GapScope::Vswitches { account, region } if account == of && region == place),
        )
    }

    /// The gap that may hide what a network of a region is attached to. A router that was not read
    /// hides the networks of its region only.
    pub fn gap_of_attachments(&self, place: &RegionId) -> Option<&Gap> {
        self.gap(|scope| match scope {
            GapScope::Cens { .. } | GapScope::Cen { .. } => true,
            GapScope::Router { region, .. } => region == place,
            _ => false,
        })
    }

    /// Returns the gap that hides the networks of one kind, in one region, of the accounts that `is_owner` accepts.
    pub fn gap_of_networks(
        &self,
        of: NetworkKind,
        place: &RegionId,
        is_owner: impl Fn(&AccountName) -> bool,
    ) -> Option<&Gap> {
        self.gap(
            |scope| matches!(scope, GapScope::Networks { kind, account, region } if *kind == of && region == place && is_owner(account)),
        )
    }

    /// Returns the gap that hides some networks, if there is one.
    pub fn gap_of_any_networks(&self) -> Option<&Gap> {
        self.gap(|scope| matches!(scope, GapScope::Networks { .. }))
    }
}
