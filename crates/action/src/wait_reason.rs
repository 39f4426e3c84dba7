//! Why one action waits for another.

use serde::{Deserialize, Serialize};

/// Why one action waits for another. The name in JSON is the reason's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitReason {
    /// The CEN must be there and `Active`.
    CenActive,
    /// The CEN must carry our ownership mark.
    CenOwned,
    /// Everything must be off the CEN.
    CenEmpty,
    /// The VPC must exist.
    VpcExists,
    /// Nothing may use the VPC any more.
    VpcUnused,
    /// The owner of the network must grant it.
    Granted,
    /// The network must leave the CEN that it is on.
    LeavesOldCen,
    /// A network with the same address range must leave the CEN.
    RangeFree,
    /// A network must leave, because the quota of the CEN or its region has no place.
    PlaceFree,
    /// The region must keep a network.
    RegionKeepsNetwork,
    /// The network must be detached.
    Detached,
    /// The networks that something is set up for must be attached.
    NetworksAttached,
    /// Both regions of a limit must have their networks.
    RegionsAttached,
    /// The package must exist.
    PackageExists,
    /// The package must carry our ownership mark.
    PackageOwned,
    /// The package must be associated with no CEN.
    PackageFree,
    /// A package serves one CEN.
    PackageServesOneCen,
    /// A CEN has one package for two areas.
    CenHasOnePackage,
    /// The package that takes the place of this one must be in use.
    SuccessorInUse,
    /// The package of a limit must be associated.
    PackageAssociated,
    /// The package of a limit must be large enough.
    PackageLargeEnough,
    /// The limits under a package must fit into its new size.
    LimitsFit,
    /// The limits under a package must be zero.
    LimitsZero,
    /// Decreases under a package come before increases: their sum never exceeds it.
    DecreasesFirst,
    /// The bandwidth of the region must be given back.
    BandwidthGivenBack,
    /// What is set up for the routes of the network must be taken away.
    RoutesTakenAway,
    /// The new place must be ready before the old one is given up, so that an outage is short.
    NewPlaceReady,
    /// Nothing is paid for before all that is free and needed for it is done.
    FreeFirst,
    /// A CEN learns a route from one network.
    RouteHasOneSource,
    /// The services of one region may not overlap.
    ServicesMayNotOverlap,
    /// A region reaches PrivateZone through one VPC.
    ZoneHasOneVpc,
    /// The route map that has the same priority must be deleted.
    PriorityFree,
    /// A target is checked once.
    TargetIsCheckedOnce,
    /// The account must have the transit router service.
    ServiceOpen,
    /// Every account that takes part must have the transit router service before anything is made.
    AccountsReady,
    /// The transit router must be `Active`.
    RouterActive,
    /// Everything must be off the transit router.
    RouterEmpty,
    /// The vSwitch must be `Available`.
    VswitchAvailable,
    /// Two regions have one link.
    PairHasOneLink,
    /// The link must be there.
    LinkAttached,
    /// The route tables must know it no more.
    TablesLeft,
}
