//! The calls on links: connections between the transit routers of two regions.

use cen_topology::{
    AttachmentId, CenId, LinkQuality, Mbps, PackageId, RegionId, RegionPair, RouterId,
};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Metered, Noun, Protection, Traits};
use crate::phase::Phase;
use crate::reference::Ref;

/// CBN `CreateTransitRouterPeerAttachment`. Its output is the id of the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateLink {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The regions.
    pub pair: RegionPair,
    /// The end that makes it: it has the Enterprise Edition.
    pub from: LinkEnd,
    /// The other end.
    pub to: LinkEnd,
    /// What the regions may exchange, and who pays for it.
    pub state: LinkState,
}

/// One end of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEnd {
    /// Its region.
    pub region: RegionId,
    /// The router there. None is the Basic Edition router that comes with the first network of the
    /// region: it is looked up before the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub router: Option<Ref<RouterId>>,
}

/// What a link carries, and how it is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// The bandwidth: a share of the package, or the most that is carried.
    pub mbps: Mbps,
    /// How it is paid for.
    pub billing: LinkBilling,
    /// Whether each end tells the other its routes (`AutoPublishRouteEnabled`).
    pub publishes: bool,
}

/// How a link is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum LinkBilling {
    /// By a share of a bandwidth package.
    Package {
        /// The package; none if the cloud does not say which.
        package: Option<Ref<PackageId>>,
    },
    /// By the GB.
    Traffic {
        /// The quality of the link.
        quality: LinkQuality,
    },
}

/// CBN `UpdateTransitRouterPeerAttachmentAttribute`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyLink {
    /// The CEN.
    pub cen: CenId,
    /// The regions.
    pub pair: RegionPair,
    /// The link.
    pub link: AttachmentId,
    /// What it is now.
    pub from: LinkState,
    /// What it becomes.
    pub to: LinkState,
}

/// CBN `DeleteTransitRouterPeerAttachment`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteLink {
    /// The CEN.
    pub cen: CenId,
    /// The regions.
    pub pair: RegionPair,
    /// The link.
    pub link: AttachmentId,
    /// What it is now.
    pub from: LinkState,
}

impl LinkBilling {
    /// Returns the package that pays; none if none does, or if it is not known.
    pub fn package(&self) -> Option<&Ref<PackageId>> {
        match self {
            Self::Package { package } => package.as_ref(),
            Self::Traffic { .. } => None,
        }
    }

    /// Returns the quality of a link that is paid for by the GB.
    pub fn quality(&self) -> Option<LinkQuality> {
        match self {
            Self::Package { .. } => None,
            Self::Traffic { quality } => Some(*quality),
        }
    }

    /// Tells whether it is paid for by the GB.
    pub fn is_traffic(&self) -> bool {
        match self {
            Self::Package { .. } => false,
            Self::Traffic { .. } => true,
        }
    }
}

impl LinkState {
    /// Returns the share of a package that it takes: nothing if it is billed by the GB.
    pub fn share(&self) -> Mbps {
        match self.billing {
            LinkBilling::Package { .. } => self.mbps,
            LinkBilling::Traffic { .. } => Mbps(0),
        }
    }
}

impl CreateLink {
    pub(super) fn traits(&self) -> Traits<'_> {
        let row = Traits::of(Create, "limit", Noun::Limit, Phase::Use)
            .with(Protection::Token)
            .on_routers(self.pair.regions());
        match self.state.billing.is_traffic() {
            true => row.billed(Metered::ByTheGb),
            false => row,
        }
    }
}

impl ModifyLink {
    /// Tells whether the link takes less of its package than it does, so that others may take more.
    pub fn is_decrease(&self) -> bool {
        self.to.share() < self.from.share()
    }

    pub(super) fn traits(&self) -> Traits<'_> {
        let phase = match self.is_decrease() {
            true => Phase::Release,
            false => Phase::Use,
        };
        let row = Traits::of(Change, "limit", Noun::Limit, phase)
            .with(Protection::Token)
            .on_routers(self.pair.regions());
        match self.to.billing.is_traffic() {
            true => row.billed(Metered::ByTheGb),
            false => row,
        }
    }
}

impl DeleteLink {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "clear", Noun::Limit, Phase::Release)
            .with(Protection::Token)
            .on_routers(self.pair.regions())
    }
}
