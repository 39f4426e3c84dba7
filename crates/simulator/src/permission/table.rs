//! What each operation needs: an action, and the resources that it is checked against.
//!
//! Source: the vendor's pages of the operations and of RAM authorization, copied row by row. What they mark as mandatory is checked, each row that
//! is about the call; where nothing is marked, one row is enough. About a third of the rows is a guess by analogy; tags of VPCs are one.

use crate::product::Product;

/// What an operation needs.
pub(crate) struct Permission {
    pub(crate) product: Product,
    pub(crate) operation: &'static str,
    pub(crate) resources: Resources,
}

/// Full names of resources, with parameters of the call in braces.
#[derive(Clone, Copy)]
pub(crate) enum Resources {
    /// Each one that is about the call must be allowed.
    All(&'static [&'static str]),
    /// One must be allowed.
    Any(&'static [&'static str]),
}

/// Returns what an operation needs; none if it needs no permission.
pub(crate) fn find(product: Product, operation: &str) -> Option<&'static Permission> {
    PERMISSIONS
        .iter()
        .find(|permission| permission.product == product && permission.operation == operation)
}

macro_rules! permissions {
    (@ all $rows:expr) => { Resources::All($rows) };
    (@ any $rows:expr) => { Resources::Any($rows) };
    ($($product:ident $operation:literal $kind:ident [$($row:literal),*];)*) => {
        &[$(Permission {
            product: Product::$product,
            operation: $operation,
            resources: permissions!(@ $kind &[$($row),*]),
        }),*]
    };
}

const PERMISSIONS: &[Permission] = permissions! {
    Cbn "CreateCen" all ["acs:cen:*:{uid}:ceninstance/*"];
    Cbn "ModifyCenAttribute" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DeleteCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCens" all ["acs:cen:*:{uid}:ceninstance/*"];
    Cbn "AttachCenChildInstance" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:*:{uid}:vpc/{VpcId}", "acs:vpc:*:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "DetachCenChildInstance" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:*:{uid}:vpc/{VpcId}", "acs:vpc:*:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "DescribeCenAttachedChildInstances" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenAttachedChildInstanceAttribute" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CreateCenBandwidthPackage" all ["acs:cen:*:{uid}:cenbandwidthpackage/*"];
    Cbn "ModifyCenBandwidthPackageAttribute" all ["acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}"];
    Cbn "ModifyCenBandwidthPackageSpec" all ["acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}"];
    Cbn "DeleteCenBandwidthPackage" all ["acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}"];
    Cbn "AssociateCenBandwidthPackage" all ["acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}", "acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "UnassociateCenBandwidthPackage" all ["acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}", "acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenBandwidthPackages" all ["acs:cen:*:{uid}:cenbandwidthpackage/*"];
    Cbn "SetCenInterRegionBandwidthLimit" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenInterRegionBandwidthLimits" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenGeographicSpanRemainingBandwidth" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenGeographicSpans" all ["*"];
    Cbn "DescribeGeographicRegionMembership" all ["*"];
    Cbn "DescribeGrantRulesToCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeGrantRulesToResource" all ["*"];
    Cbn "PublishRouteEntries" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:*:{uid}:vpc/{VpcId}", "acs:vpc:*:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "WithdrawPublishedRouteEntries" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:*:{uid}:vpc/{VpcId}"];
    Cbn "DescribePublishedRouteEntries" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeRouteConflict" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "DescribeCenChildInstanceRouteEntries" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenRegionDomainRouteEntries" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CreateCenRouteMap" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "ModifyCenRouteMap" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DeleteCenRouteMap" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenRouteMaps" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "RoutePrivateZoneInCenToVpc" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "UnroutePrivateZoneInCenToVpc" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeCenPrivateZoneRoutes" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "ResolveAndRouteServiceInCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DeleteRouteServiceInCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DescribeRouteServicesInCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "EnableCenVbrHealthCheck" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "DisableCenVbrHealthCheck" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "DescribeCenVbrHealthCheck" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Cbn "MoveResourceGroup" all ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:cen:*:{uid}:cenbandwidthpackage/{CenBandwidthPackageId}"];
    Cbn "CreateTransitRouter" any ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:cen:*:{uid}:centransitrouter/*"];
    Cbn "UpdateTransitRouter" all ["acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "DeleteTransitRouter" all ["acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "CreateTransitRouterVpcAttachment" any ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "UpdateTransitRouterVpcAttachmentAttribute" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "UpdateTransitRouterVpcAttachmentZones" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "DeleteTransitRouterVpcAttachment" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ListTransitRouterVpcAttachments" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CreateTransitRouterVbrAttachment" any ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "UpdateTransitRouterVbrAttachmentAttribute" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "DeleteTransitRouterVbrAttachment" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ListTransitRouterVbrAttachments" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CreateTransitRouterPeerAttachment" any ["acs:cen:*:{uid}:ceninstance/{CenId}", "acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "UpdateTransitRouterPeerAttachmentAttribute" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "DeleteTransitRouterPeerAttachment" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ListTransitRouterPeerAttachments" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CreateTransitRouterRouteTable" any ["acs:cen:*:{uid}:centransitrouter/{TransitRouterId}", "acs:cen:*:{uid}:centransitrouterroutetable/*"];
    Cbn "UpdateTransitRouterRouteTable" all ["acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "DeleteTransitRouterRouteTable" all ["acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "ListTransitRouterRouteTables" any ["acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}", "acs:cen:*:{uid}:centransitrouterroutetable/*", "acs:cen:*:{uid}:centransitrouter/{TransitRouterId}"];
    Cbn "AssociateTransitRouterAttachmentWithRouteTable" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ReplaceTransitRouterRouteTableAssociation" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "DissociateTransitRouterAttachmentFromRouteTable" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ListTransitRouterRouteTableAssociations" any ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}", "acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "EnableTransitRouterRouteTablePropagation" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "DisableTransitRouterRouteTablePropagation" all ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}"];
    Cbn "ListTransitRouterRouteTablePropagations" any ["acs:cen:*:{uid}:centransitrouterattachment/{TransitRouterAttachmentId}", "acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "CreateTransitRouterRouteEntry" all ["acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "UpdateTransitRouterRouteEntry" all ["acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}"];
    Cbn "DeleteTransitRouterRouteEntry" any ["acs:cen:*:{uid}:centransitrouterroutentry/{TransitRouterRouteEntryId}", "acs:cen:*:{uid}:centransitrouterroutentry/{TransitRouterRouteTableId}"];
    Cbn "ListTransitRouterRouteEntries" any ["acs:cen:*:{uid}:centransitrouterroutentry/{TransitRouterRouteEntryId}", "acs:cen:*:{uid}:centransitrouterroutetable/{TransitRouterRouteTableId}", "acs:cen:*:{uid}:centransitrouterroutentry/*"];
    Cbn "CreateCenChildInstanceRouteEntryToAttachment" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "DeleteCenChildInstanceRouteEntryToAttachment" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "ListCenChildInstanceRouteEntriesToAttachment" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "GrantInstanceToTransitRouter" all ["*"];
    Cbn "ModifyGrantInstanceToTransitRouter" all ["*"];
    Cbn "RevokeInstanceFromTransitRouter" all ["*"];
    Cbn "ListTransitRouters" all ["acs:cen:*:{uid}:centransitrouter/*"];
    Cbn "ListTransitRouterAvailableResource" all ["*"];
    Cbn "ListGrantVSwitchesToCen" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "CheckTransitRouterService" all ["*"];
    Cbn "OpenTransitRouterService" all ["*"];
    Cbn "TagResources" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "UntagResources" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Cbn "ListTagResources" all ["acs:cen:*:{uid}:ceninstance/{CenId}"];
    Vpc "CreateVpc" all ["acs:vpc:{region}:{uid}:vpc/*"];
    Vpc "ModifyVpcAttribute" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}"];
    Vpc "DeleteVpc" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}"];
    Vpc "DescribeVpcs" any ["acs:vpc:{region}:{uid}:vpc/*", "acs:vpc:{region}:{uid}:vpc/{VpcId}"];
    Vpc "DescribeVpcAttribute" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}"];
    Vpc "CreateVSwitch" all ["acs:vpc:{region}:{uid}:vswitch/*", "acs:vpc:{region}:{uid}:vpc/{VpcId}"];
    Vpc "ModifyVSwitchAttribute" all ["acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "DeleteVSwitch" all ["acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "DescribeVSwitches" all ["acs:vpc:{region}:{uid}:vswitch/*"];
    Vpc "DescribeVSwitchAttributes" all ["acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "DescribeRouteEntryList" all ["acs:vpc:{region}:{uid}:routetable/{RouteTableId}"];
    Vpc "DescribeRouteTableList" all ["acs:vpc:{region}:{uid}:routetable/*"];
    Vpc "DescribeVirtualBorderRouters" all ["acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Vpc "GrantInstanceToCen" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Vpc "RevokeInstanceFromCen" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Vpc "DescribeGrantRulesToCen" all ["acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:virtualborderrouter/{VbrId}"];
    Vpc "TagResources" any ["*", "acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "UnTagResources" any ["*", "acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "UntagResources" any ["*", "acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Vpc "ListTagResources" any ["*", "acs:vpc:{region}:{uid}:vpc/{VpcId}", "acs:vpc:{region}:{uid}:vswitch/{VSwitchId}"];
    Sts "GetCallerIdentity" all ["*"];
    Smartag "GrantInstanceToCbn" all ["acs:smartag:{region}:{uid}:ccn/{CcnInstanceId}"];
    Smartag "RevokeInstanceFromCbn" all ["acs:smartag:{region}:{uid}:ccn/{CcnInstanceId}"];
    Smartag "DescribeGrantRules" all ["acs:smartag:{region}:{uid}:ccn/{CcnInstanceId}"];
    Smartag "DescribeCloudConnectNetworks" all ["acs:smartag:{region}:{uid}:ccn/*"];
    Ram "GetRole" all ["acs:ram:*:{uid}:role/{RoleName}"];
    Ros "GetTemplateEstimateCost" all ["*"];
    ResourceManager "CreateServiceLinkedRole" all ["*"];
    Sts "AssumeRole" all ["acs:ram:*:{uid}:role/{RoleName}"];
};
