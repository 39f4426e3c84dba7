//! The calls on bandwidth packages, and on the bandwidth that regions get of them.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AreaPair, CenId, Charge, Mbps, PackageId, RegionPair};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Creation, Noun, Protection, Traits};
use crate::phase::Phase;
use crate::reference::Ref;

family! {
    /// A call on a bandwidth package, or on what two regions may exchange.
    Package(PackageCall) = CreatePackage | MarkPackage | ResizePackage | AssociatePackage | SetLimit
        | UnassociatePackage | UnmarkPackage | DeletePackage
}

impl PackageCall {
    /// Describes each call. A CEN is busy while a package that it uses changes its size.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::CreatePackage(create) => {
                Traits::of(Create, "package", Noun::Package, Phase::Prepare)
                    .creating(Creation::Package(&create.tags))
                    .with(Protection::SharedToken)
                    .costing_money(true)
            }
            Self::MarkPackage(mark) => {
                Traits::of(Change, "mark-package", Noun::PackageMark, Phase::Create)
                    .on(&mark.package)
            }
            Self::ResizePackage(resize) => {
                Traits::of(Change, "resize", Noun::Package, Phase::Detach)
                    .costing_money(resize.grows())
                    .unseen_while_pending()
                    .on_cen()
                    .on(&resize.package)
            }
            Self::AssociatePackage(associate) => {
                Traits::of(Create, "associate", Noun::Association, Phase::Attach)
                    .unseen_while_pending()
                    .on_cen()
                    .on(&associate.package)
            }
            Self::SetLimit(limit) => limit.traits().on_cen(),
            Self::UnassociatePackage(unassociate) => {
                Traits::of(Remove, "unassociate", Noun::Association, Phase::Detach)
                    .unseen_while_pending()
                    .on_cen()
                    .on(&unassociate.package)
            }
            Self::UnmarkPackage(unmark) => {
                Traits::of(Change, "unmark-package", Noun::Text, Phase::Prepare).on(&unmark.package)
            }
            Self::DeletePackage(delete) => {
                Traits::of(Remove, "delete-package", Noun::Package, Phase::Use)
                    .unseen_while_pending()
                    .on(&delete.package)
            }
        }
    }
}

impl ResizePackage {
    /// Tells whether the package becomes larger.
    pub fn grows(&self) -> bool {
        self.to > self.from
    }
}

impl SetLimit {
    /// Tells whether the regions get less than they have.
    pub fn is_decrease(&self) -> bool {
        self.to < self.from
    }

    fn traits(&self) -> Traits<'static> {
        let phase = match self.is_decrease() {
            true => Phase::Release,
            false => Phase::Use,
        };
        match (self.from, self.to) {
            (_, Mbps(0)) => Traits::of(Remove, "clear", Noun::Limit, phase),
            (Mbps(0), _) => Traits::of(Create, "limit", Noun::Limit, phase),
            (_, _) => Traits::of(Change, "limit", Noun::Limit, phase),
        }
    }
}

/// CBN `CreateCenBandwidthPackage`: costs money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePackage {
    /// Its display name.
    pub name: String,
    /// The areas it joins.
    pub areas: AreaPair,
    /// Its size.
    pub mbps: Mbps,
    /// How it is paid.
    pub charge: Charge,
    /// The ownership mark.
    pub tags: BTreeMap<String, String>,
}

/// CBN `TagResources` on a bandwidth package that was bought elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkPackage {
    /// The package.
    pub package: PackageId,
    /// The ownership mark.
    pub tags: BTreeMap<String, String>,
    /// The key in the mark that is replaced, such as `hub`, or `office: hub` if the topology had another name; none if there was no such mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// CBN `UntagResources`: takes our ownership mark from a package that the file only names now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmarkPackage {
    /// The package.
    pub package: PackageId,
    /// The keys of the mark.
    pub keys: BTreeSet<String>,
}

/// CBN `ModifyCenBandwidthPackageSpec`: a larger package costs more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResizePackage {
    /// The package.
    pub package: PackageId,
    /// Its size now.
    pub from: Mbps,
    /// Its size afterwards.
    pub to: Mbps,
}

/// CBN `AssociateCenBandwidthPackage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociatePackage {
    /// The package.
    pub package: Ref<PackageId>,
    /// The CEN.
    pub cen: Ref<CenId>,
}

/// CBN `SetCenInterRegionBandwidthLimit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLimit {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The regions.
    pub pair: RegionPair,
    /// What they may exchange now; 0 where there is no limit yet.
    pub from: Mbps,
    /// What they may exchange afterwards.
    pub to: Mbps,
}

/// CBN `UnassociateCenBandwidthPackage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnassociatePackage {
    /// The package.
    pub package: PackageId,
    /// The CEN.
    pub cen: CenId,
}

/// CBN `DeleteCenBandwidthPackage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePackage {
    /// The package.
    pub package: PackageId,
}
