//! Which calls belong together: those that one section of a topology file can lead to.

use cen_cloud::{Called, Product};

/// The calls that one section of a file can lead to, in one account.
pub(super) struct CallGroup {
    /// What a comparison reads.
    pub(super) reads: &'static [Called],
    /// What only an apply or a destroy reads.
    pub(super) looks: &'static [Called],
    /// What an apply or a destroy writes.
    pub(super) writes: &'static [Called],
}

const fn cbn(operation: &'static str) -> Called {
    Called {
        product: Product::Cbn,
        operation,
    }
}

const fn vpc(operation: &'static str) -> Called {
    Called {
        product: Product::Vpc,
        operation,
    }
}

const fn smartag(operation: &'static str) -> Called {
    Called {
        product: Product::Smartag,
        operation,
    }
}

/// Assumes the role of another account.
pub(crate) const ASSUME_ROLE: Called = Called {
    product: Product::Sts,
    operation: "AssumeRole",
};

/// Every account: the proof whose its credential is. A destroy looks for forgotten VPCs.
pub(super) const ACCOUNT: CallGroup = CallGroup {
    reads: &[Called {
        product: Product::Sts,
        operation: "GetCallerIdentity",
    }],
    looks: &[vpc("DescribeVpcs")],
    writes: &[],
};

/// A region that the vendor's pages do not place in an area.
pub(super) const UNKNOWN_REGION: CallGroup = CallGroup {
    reads: &[cbn("DescribeGeographicRegionMembership")],
    looks: &[],
    writes: &[],
};

/// A CEN, in the account that owns it. A destroy looks at its routes, of whatever kind.
pub(super) const CEN: CallGroup = CallGroup {
    reads: &[
        cbn("DescribeCens"),
        cbn("DescribeCenBandwidthPackages"),
        cbn("DescribeCenAttachedChildInstances"),
        cbn("DescribeCenInterRegionBandwidthLimits"),
        cbn("DescribeGrantRulesToCen"),
        cbn("ListTransitRouters"),
    ],
    looks: &[
        cbn("DescribePublishedRouteEntries"),
        cbn("DescribeCenPrivateZoneRoutes"),
        cbn("DescribeRouteServicesInCen"),
        cbn("DescribeCenRouteMaps"),
    ],
    writes: &[
        cbn("CreateCen"),
        cbn("ModifyCenAttribute"),
        cbn("TagResources"),
        cbn("DeleteCen"),
    ],
};

/// Tags that the file manages, or our mark on what the file names by its id.
pub(super) const TAGS: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[cbn("UntagResources")],
};

/// Any network on a CEN, in the account of the CEN.
pub(super) const ATTACHMENT: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[cbn("AttachCenChildInstance"), cbn("DetachCenChildInstance")],
};

/// A VPC or VBR on a CEN where the Enterprise Edition may be sold, in the account of the CEN. Before something leaves a router, its static
/// entries are read.
pub(super) const ROUTER: CallGroup = CallGroup {
    reads: &[
        cbn("ListTransitRouterAvailableResource"),
        cbn("CheckTransitRouterService"),
        cbn("ListTransitRouterVpcAttachments"),
        cbn("ListTransitRouterVbrAttachments"),
        cbn("ListTransitRouterPeerAttachments"),
        cbn("ListTransitRouterRouteTables"),
        cbn("ListTransitRouterRouteTableAssociations"),
        cbn("ListTransitRouterRouteTablePropagations"),
    ],
    looks: &[cbn("ListTransitRouterRouteEntries")],
    writes: &[
        cbn("OpenTransitRouterService"),
        Called {
            product: Product::ResourceManager,
            operation: "CreateServiceLinkedRole",
        },
        cbn("CreateTransitRouter"),
        cbn("DeleteTransitRouter"),
        cbn("AssociateTransitRouterAttachmentWithRouteTable"),
        cbn("DissociateTransitRouterAttachmentFromRouteTable"),
        cbn("EnableTransitRouterRouteTablePropagation"),
        cbn("DisableTransitRouterRouteTablePropagation"),
    ],
};

/// A VPC on a transit router, in the account of the CEN.
pub(super) const ROUTER_VPC: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        cbn("CreateTransitRouterVpcAttachment"),
        cbn("UpdateTransitRouterVpcAttachmentAttribute"),
        cbn("DeleteTransitRouterVpcAttachment"),
    ],
};

/// A VPC whose vSwitches the file says, in the account of the CEN.
pub(super) const ROUTER_ZONES: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[cbn("UpdateTransitRouterVpcAttachmentZones")],
};

/// A VBR on a transit router, in the account of the CEN.
pub(super) const ROUTER_VBR: CallGroup = CallGroup {
    reads: &[],
    looks: &[cbn("DescribeCenVbrHealthCheck")],
    writes: &[
        cbn("CreateTransitRouterVbrAttachment"),
        cbn("UpdateTransitRouterVbrAttachmentAttribute"),
        cbn("DeleteTransitRouterVbrAttachment"),
    ],
};

/// The texts of transit routers.
pub(super) const ROUTER_TEXTS: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[cbn("UpdateTransitRouter"), cbn("UntagResources")],
};

/// Bandwidth between two regions, in the account of the CEN.
pub(super) const BANDWIDTH: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        cbn("SetCenInterRegionBandwidthLimit"),
        cbn("CreateTransitRouterPeerAttachment"),
        cbn("UpdateTransitRouterPeerAttachmentAttribute"),
        cbn("DeleteTransitRouterPeerAttachment"),
    ],
};

/// A bandwidth package.
pub(super) const PACKAGE: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        cbn("AssociateCenBandwidthPackage"),
        cbn("UnassociateCenBandwidthPackage"),
    ],
};

/// A bandwidth package that the topology buys.
pub(super) const BOUGHT_PACKAGE: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        cbn("CreateCenBandwidthPackage"),
        cbn("ModifyCenBandwidthPackageSpec"),
        cbn("DeleteCenBandwidthPackage"),
    ],
};

/// A VPC, in the account that owns it.
pub(super) const VPC: CallGroup = CallGroup {
    reads: &[vpc("DescribeVpcs")],
    looks: &[],
    writes: &[],
};

/// A VPC that the file names by its id or name, and that may bear our mark.
pub(super) const NAMED_VPC: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[vpc("UnTagResources")],
};

/// A VPC that the topology makes.
pub(super) const MADE_VPC: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[vpc("CreateVpc"), vpc("DeleteVpc")],
};

/// A VPC that the topology makes and that was called otherwise.
pub(super) const RENAMED_VPC: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[vpc("TagResources")],
};

/// A VPC that the topology makes and describes.
pub(super) const DESCRIBED_VPC: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[vpc("ModifyVpcAttribute")],
};

/// VSwitches that the topology makes.
pub(super) const MADE_VSWITCHES: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[vpc("CreateVSwitch"), vpc("DeleteVSwitch")],
};

/// A VPC that enters a transit router, in the account that owns the VPC.
pub(super) const ENTRANCE: CallGroup = CallGroup {
    reads: &[vpc("DescribeVSwitches")],
    looks: &[],
    writes: &[],
};

/// A network on a transit router, in the account that owns the network.
pub(super) const ROUTER_NETWORK: CallGroup = CallGroup {
    reads: &[cbn("CheckTransitRouterService")],
    looks: &[],
    writes: &[
        cbn("OpenTransitRouterService"),
        Called {
            product: Product::ResourceManager,
            operation: "CreateServiceLinkedRole",
        },
    ],
};

/// A VBR, in the account that owns it.
pub(super) const VBR: CallGroup = CallGroup {
    reads: &[vpc("DescribeVirtualBorderRouters")],
    looks: &[],
    writes: &[],
};

/// A CCN, in the account that owns it.
pub(super) const CCN: CallGroup = CallGroup {
    reads: &[smartag("DescribeCloudConnectNetworks")],
    looks: &[],
    writes: &[],
};

/// A VPC or VBR on a CEN of another account, in the account that owns the network.
pub(super) const GRANT: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        vpc("GrantInstanceToCen"),
        vpc("RevokeInstanceFromCen"),
        cbn("GrantInstanceToTransitRouter"),
        cbn("RevokeInstanceFromTransitRouter"),
    ],
};

/// A CCN on a CEN of another account, in the account that owns the CCN.
pub(super) const CCN_GRANT: CallGroup = CallGroup {
    reads: &[],
    looks: &[],
    writes: &[
        smartag("GrantInstanceToCbn"),
        smartag("RevokeInstanceFromCbn"),
    ],
};

/// Published routes.
pub(super) const PUBLISH: CallGroup = CallGroup {
    reads: &[cbn("DescribePublishedRouteEntries")],
    looks: &[],
    writes: &[
        cbn("PublishRouteEntries"),
        cbn("WithdrawPublishedRouteEntries"),
    ],
};

/// Health checks of leased lines.
pub(super) const HEALTH_CHECKS: CallGroup = CallGroup {
    reads: &[cbn("DescribeCenVbrHealthCheck")],
    looks: &[],
    writes: &[
        cbn("EnableCenVbrHealthCheck"),
        cbn("DisableCenVbrHealthCheck"),
    ],
};

/// Access to PrivateZone.
pub(super) const PRIVATE_ZONE: CallGroup = CallGroup {
    reads: &[cbn("DescribeCenPrivateZoneRoutes")],
    looks: &[],
    writes: &[
        cbn("RoutePrivateZoneInCenToVpc"),
        cbn("UnroutePrivateZoneInCenToVpc"),
    ],
};

/// Access to cloud services.
pub(super) const SERVICES: CallGroup = CallGroup {
    reads: &[cbn("DescribeRouteServicesInCen")],
    looks: &[],
    writes: &[
        cbn("ResolveAndRouteServiceInCen"),
        cbn("DeleteRouteServiceInCen"),
    ],
};

/// Route maps.
pub(super) const ROUTE_MAPS: CallGroup = CallGroup {
    reads: &[cbn("DescribeCenRouteMaps")],
    looks: &[],
    writes: &[
        cbn("CreateCenRouteMap"),
        cbn("ModifyCenRouteMap"),
        cbn("DeleteCenRouteMap"),
    ],
};

/// Every group.
#[cfg(test)]
pub(super) const ALL: [&CallGroup; 31] = [
    &ACCOUNT,
    &UNKNOWN_REGION,
    &CEN,
    &TAGS,
    &ATTACHMENT,
    &ROUTER,
    &ROUTER_VPC,
    &ROUTER_ZONES,
    &ROUTER_VBR,
    &ROUTER_TEXTS,
    &BANDWIDTH,
    &PACKAGE,
    &BOUGHT_PACKAGE,
    &VPC,
    &NAMED_VPC,
    &MADE_VPC,
    &RENAMED_VPC,
    &DESCRIBED_VPC,
    &MADE_VSWITCHES,
    &ENTRANCE,
    &ROUTER_NETWORK,
    &VBR,
    &CCN,
    &GRANT,
    &CCN_GRANT,
    &PUBLISH,
    &HEALTH_CHECKS,
    &PRIVATE_ZONE,
    &SERVICES,
    &ROUTE_MAPS,
    &CallGroup {
        reads: &[ASSUME_ROLE],
        looks: &[],
        writes: &[],
    },
];
