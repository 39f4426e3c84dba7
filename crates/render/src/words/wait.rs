//! The words of why one action waits for another.

use cen_action::WaitReason;

/// Says why an action waits.
pub(crate) fn wait_text(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::CenActive => "the CEN must be active",
        WaitReason::CenOwned => "the CEN must be ours",
        WaitReason::CenEmpty => "it must be empty",
        WaitReason::VpcExists => "the VPC must exist",
        WaitReason::VpcUnused => "nothing may use it any more",
        WaitReason::Granted => "its owner must grant it",
        WaitReason::LeavesOldCen => "it must leave the CEN that it is on",
        WaitReason::RangeFree => "a network with the same range must leave the CEN",
        WaitReason::PlaceFree => "the quota has no place before another network leaves",
        WaitReason::RegionKeepsNetwork => "the region must keep a network",
        WaitReason::Detached => "it must be detached before",
        WaitReason::NetworksAttached => "the networks that it needs must be attached",
        WaitReason::RegionsAttached => "both regions must have their networks",
        WaitReason::PackageExists => "the package must exist",
        WaitReason::PackageOwned => "the package must be ours",
        WaitReason::PackageFree => "it must be free",
        WaitReason::PackageServesOneCen => "a package serves one CEN",
        WaitReason::CenHasOnePackage => "a CEN has one package for two areas",
        WaitReason::SuccessorInUse => "its successor must be in use",
        WaitReason::PackageAssociated => "its package must be associated",
        WaitReason::PackageLargeEnough => "its package must be large enough",
        WaitReason::LimitsFit => "its limits must fit before",
        WaitReason::LimitsZero => "its limits must be zero",
        WaitReason::DecreasesFirst => "decreases come before increases under one package",
        WaitReason::BandwidthGivenBack => "the bandwidth of its region must be given back",
        WaitReason::RoutesTakenAway => "what is set up for its routes must be taken away",
        WaitReason::NewPlaceReady => "prepare the destination first, to keep the outage short",
        WaitReason::FreeFirst => "what is free goes first: if it is refused, nothing is bought",
        WaitReason::RouteHasOneSource => "a CEN learns a route from one network",
        WaitReason::ServicesMayNotOverlap => "the services of one region may not overlap",
        WaitReason::ZoneHasOneVpc => "a region reaches PrivateZone through one VPC",
        WaitReason::PriorityFree => "the route map of the same priority must be deleted",
        WaitReason::TargetIsCheckedOnce => "a target is checked once",
        WaitReason::ServiceOpen => "the transit router service must be open",
        WaitReason::AccountsReady => {
            "an account that may not open its service leaves nothing half built"
        }
        WaitReason::RouterActive => "the transit router must be active",
        WaitReason::RouterEmpty => "nothing may be on the router any more",
        WaitReason::VswitchAvailable => "the vSwitch must be available",
        WaitReason::PairHasOneLink => "two regions have one link",
        WaitReason::LinkAttached => "the link must be there",
        WaitReason::TablesLeft => "the route tables must know it no more",
    }
}
