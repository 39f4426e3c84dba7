//! The error codes of the Enterprise edition, and of the roles and vSwitches that it needs, which
//! the Basic one does not have, with what the vendor's pages say of each.
//!
//! One table and nothing else, a line a code: the only file that is longer than a file should be.

use super::kind::CodeRow;
use super::kind::ErrorKind::{
    AlreadyExists, Busy, Denied, Invalid, Locked, NotFound, Quota, Throttled,
};

/// Code, kind, gist; sorted by code.
pub(crate) const ENTERPRISE: &[CodeRow] = &[
    (
        "AssociationExist.TrafficQos",
        Invalid,
        "the traffic qos with the specified attachment already exists",
    ),
    (
        "AssociationExist.TransitQosQueueExist",
        Invalid,
        "the qos queue with the specified TrafficQosPolicyId exists",
    ),
    (
        "AssociationExist.TransitQosRuleExist",
        Invalid,
        "the rule with the specified TrafficMarkingPolicy already exists",
    ),
    (
        "AssociationExist.TransitRouterTable",
        AlreadyExists,
        "the specified association already exists",
    ),
    (
        "AssociationExist.VSwitchIds",
        AlreadyExists,
        "the association already exists",
    ),
    (
        "AttachmentNotFound",
        NotFound,
        "'The attachment does not exist",
    ),
    (
        "AttrMismatching.CbnBandwidthPackageId",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "AttrMismatching.CidrAddressFamily",
        Invalid,
        "attribute SrcCidr or DstCidr of TrafficMarkRule does not match AddressFamily",
    ),
    (
        "AttrMismatching.CidrProtocol",
        Invalid,
        "attribute SrcCidr or DstCidr of TrafficMarkRule does not match Protocol",
    ),
    (
        "AttrMismatching.SrcCidrDstCidr",
        Invalid,
        "attribute SrcCidr of TrafficMarkRule does not match DstCidr",
    ),
    (
        "BothEmpty.TagsAndResources",
        Invalid,
        "both of Tags and ResourceIds is empty",
    ),
    (
        "Conflict.ASNOfVBR",
        Invalid,
        "ASN already used by other VBR",
    ),
    (
        "Conflict.Lock",
        Locked,
        "there are other unfinished operations",
    ),
    (
        "Duplicated.AddTrafficMatchRules",
        Invalid,
        "the parameter AddTrafficMatchRules are duplicated",
    ),
    (
        "Duplicated.AddTrafficMatchRulesAndDeleteTrafficMatchRules",
        Invalid,
        "the same rule in AddTrafficMatchRules and DeleteTrafficMatchRules is not supported",
    ),
    (
        "Duplicated.DeleteTrafficMatchRulese",
        Invalid,
        "the parameter DeleteTrafficMatchRules are duplicated",
    ),
    (
        "Duplicated.Dscps",
        Invalid,
        "the parameter Dscps are duplicated",
    ),
    (
        "Duplicated.MarkingDscp",
        Invalid,
        "the parameter MarkingDscp is duplicated",
    ),
    (
        "Duplicated.Priority",
        Invalid,
        "the parameter Priority is duplicated",
    ),
    (
        "Duplicated.TrafficMatchRules",
        Invalid,
        "the parameter AddTrafficMatchRules are duplicated",
    ),
    (
        "Duplicated.ZoneMapping",
        Invalid,
        "the parameter ZoneMapping is duplicated",
    ),
    (
        "DuplicatedParam.TagKey",
        Invalid,
        "the parameter TagKey is duplicated",
    ),
    (
        "EntityAlreadyExists.Role",
        AlreadyExists,
        "the role exists already",
    ),
    (
        "EntityNotExist.Account",
        Invalid,
        "the role not exists: AliyunServiceRoleForCEN",
    ),
    (
        "EntityNotExist.Service",
        NotFound,
        "no such service can have a role",
    ),
    (
        "ExclusiveParam.TransitRouterIdAndVpcId",
        Invalid,
        "A private network instance cannot be bound to a forwarding router instance at the same time",
    ),
    (
        "FilterKeyDuplicated.RouteFilter",
        Invalid,
        "the keys in RouteFilter are duplicated",
    ),
    (
        "Flowlog.AlreayExist",
        AlreadyExists,
        "this attachment already has existed flowlog instance",
    ),
    (
        "Forbbiden",
        Denied,
        "not authorised on this resource (VPC, older spelling)",
    ),
    (
        "Forbbiden.TransitRouterServiceNotOpen",
        Denied,
        "the user has not open transit router service",
    ),
    (
        "Forbidden.CenRouteMapExist",
        Denied,
        "the specified CEN route map ID already exists",
    ),
    (
        "Forbidden.NotAllowedCategary",
        Denied,
        "the System tag is not valid",
    ),
    (
        "Forbidden.RegionNotFound",
        NotFound,
        "the instance was not found while the caller was authorised (DeleteVSwitch)",
    ),
    (
        "Forbidden.ResourceOwnerTransitRouterServiceExpired",
        Denied,
        "listed by the reference without a message",
    ),
    (
        "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
        Denied,
        "the resource owner user has not opened transit router service",
    ),
    (
        "Forbidden.TagKeys",
        Denied,
        "the request do not allow to operate the tag keys",
    ),
    (
        "Forbidden.TransitRouterServiceExpired",
        Denied,
        "listed by the reference without a message",
    ),
    (
        "Forbidden.VbrDeviceModel",
        Denied,
        "attach VBR on some access device models are forbidden",
    ),
    (
        "Forbidden.VpcAsInternetGateway",
        Denied,
        "it’s forbidden that using Vpc as internet gateway for your private IDC",
    ),
    (
        "Forbidden.VpcNotFound",
        NotFound,
        "the VPC does not exist; no denial, in spite of its name",
    ),
    (
        "INVALID_OPERATION_RESOURCE_NOT_SUPPORT_APPLIANCE_MODE",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "IdentityRegistrationStatusNotSupport",
        Invalid,
        "real name registration of enterprises required",
    ),
    ("Illegal.Description", Invalid, "description is illegal"),
    ("Illegal.Name", Invalid, "name is illegal"),
    (
        "Illegal.TrType",
        Invalid,
        "the TransitRouter type is illegal",
    ),
    ("IllegalParam.%s", Invalid, "the param of %s is illegal"),
    (
        "IllegalParam.AddOrRemoveZoneMappings",
        Invalid,
        "the specified AddZoneMappings or RemoveZoneMappings are illegal",
    ),
    (
        "IllegalParam.AddressFamily",
        Invalid,
        "addressFamily is illegal",
    ),
    (
        "IllegalParam.AggregationRouteCidr",
        Invalid,
        "the aggregation route cidr is illegal",
    ),
    (
        "IllegalParam.AssociateRouteTableId",
        Invalid,
        "the specified AssociateRouteTableId is illegal",
    ),
    (
        "IllegalParam.AttachmentId",
        Invalid,
        "the specified AttachmentId is illegal",
    ),
    ("IllegalParam.Bandwidth", Invalid, "bandwidth is illegal"),
    (
        "IllegalParam.BandwidthType",
        Invalid,
        "bandwidthType is illegal",
    ),
    (
        "IllegalParam.CenBandwidthPackageId",
        Invalid,
        "parameter CenBandwidthPackageId is illegal",
    ),
    (
        "IllegalParam.CenId",
        Invalid,
        "the specified CenId is illegal",
    ),
    (
        "IllegalParam.CenIdOrRegionId",
        Invalid,
        "the specified CenId or RegionId is invalid",
    ),
    (
        "IllegalParam.ChargeType",
        Invalid,
        "the specified ChargeType is illegal",
    ),
    ("IllegalParam.Cidr", Invalid, "cidr is illegal"),
    (
        "IllegalParam.DstCidr",
        Invalid,
        "the specified DstCidr is invalid",
    ),
    (
        "IllegalParam.DstPortRange",
        Invalid,
        "the specified DstPortRange is illegal",
    ),
    (
        "IllegalParam.GroupIpAddress",
        Invalid,
        "the specified GroupIpAddress is illegal",
    ),
    (
        "IllegalParam.Ipv6Support",
        Invalid,
        "ipv6Support is illegal. Valid Values are [enable, disable]",
    ),
    (
        "IllegalParam.LongestPrefixMatchCidr",
        Invalid,
        "longestPrefixMatchCidr is invalid",
    ),
    (
        "IllegalParam.MarkingDscp",
        Invalid,
        "markingDscp is illegal",
    ),
    ("IllegalParam.MatchDscp", Invalid, "markingDscp is invalid"),
    (
        "IllegalParam.MaxResults",
        Invalid,
        "the specified MaxResults is illegal",
    ),
    (
        "IllegalParam.NextHopType",
        Invalid,
        "the NextHopType is illegal",
    ),
    (
        "IllegalParam.NextToken",
        Invalid,
        "the nextToken is illegal",
    ),
    (
        "IllegalParam.PeerRegionId",
        Invalid,
        "peerRegionId is illegal",
    ),
    (
        "IllegalParam.PeerTrMulticastDomainId",
        Invalid,
        "the specified PeerTrMulticastDomainId is illegal",
    ),
    (
        "IllegalParam.PeerTransitRouterId",
        Invalid,
        "peerTransitRouterId is illegal",
    ),
    (
        "IllegalParam.PrefixExactMatchCidr",
        Invalid,
        "prefixExactMatchCidr is invalid",
    ),
    ("IllegalParam.Priority", Invalid, "priority is illegal"),
    (
        "IllegalParam.Protocol",
        Invalid,
        "the specified Protocol is invalid",
    ),
    (
        "IllegalParam.Region",
        Invalid,
        "the specified region is invalid",
    ),
    (
        "IllegalParam.RegionIdOrTransitRouterId",
        Invalid,
        "the specified TransitRouterId or RegionId is invalid",
    ),
    (
        "IllegalParam.RemainBandwidthPercent",
        Invalid,
        "the specified RemainBandwidthPercent is invalid",
    ),
    (
        "IllegalParam.ServiceMode",
        Invalid,
        "the specified ServiceMode is invalid",
    ),
    (
        "IllegalParam.SrcCidr",
        Invalid,
        "the specified SrcCidr is invalid",
    ),
    (
        "IllegalParam.SrcPortRange",
        Invalid,
        "the specified SrcPortRange is illegal",
    ),
    (
        "IllegalParam.SubnetOfMatchCidr",
        Invalid,
        "subnetOfMatchCidr is invalid",
    ),
    (
        "IllegalParam.SupernetOfMatchCidr",
        Invalid,
        "supernetOfMatchCidr is invalid",
    ),
    (
        "IllegalParam.SupportMulticast",
        Invalid,
        "basic Transit router is not support multicast",
    ),
    (
        "IllegalParam.TrInstance",
        Invalid,
        "the specified TransitRouter is invalid",
    ),
    (
        "IllegalParam.TrafficMarkingRuleIds",
        Invalid,
        "the specified TrafficMarkingRuleIds is invalid",
    ),
    (
        "IllegalParam.TransitRouteTableAggregationCidr",
        Invalid,
        "the param TransitRouteTableAggregationCidr is illegal",
    ),
    (
        "IllegalParam.TransitRouterAttachmentId",
        Invalid,
        "transitRouterAttachmentId is illegal",
    ),
    (
        "IllegalParam.TransitRouterDestinationCidrBlock",
        Invalid,
        "transitRouterDestinationCidrBlock is illegal",
    ),
    (
        "IllegalParam.TransitRouterId",
        Invalid,
        "the specified TransitRouterId is illegal",
    ),
    (
        "IllegalParam.TransitRouterMulticastDomainId",
        Invalid,
        "the specified TransitRouterMulticastDomainId is illegal",
    ),
    (
        "IllegalParam.TransitRouterRegionId",
        Invalid,
        "transitRouterRegionId is illegal",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryId",
        NotFound,
        "transitRouterRouteEntryId is not found",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryNextHopAttachmentId",
        Invalid,
        "transitRouterRouteEntryNextHopAttachmentId is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryNextHopResourceId",
        Invalid,
        "transitRouterRouteEntryNextHopResourceId is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryNextHopResourceType",
        Invalid,
        "transitRouterRouteEntryNextHopResourceType is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryNextHopType",
        Invalid,
        "transitRouterRouteEntryNextHopType is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryOriginResourceId",
        Invalid,
        "transitRouterRouteEntryOriginResourceId is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryOriginResourceType",
        Invalid,
        "transitRouterRouteEntryOriginResourceType is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryStatus",
        Invalid,
        "transitRouterRouteEntryStatus is illegal",
    ),
    (
        "IllegalParam.TransitRouterRouteEntryType",
        Invalid,
        "transitRouterRouteEntryType is invalid",
    ),
    (
        "IllegalParam.TransitRouterRouteTableId",
        Invalid,
        "the transitRouter route table id is illegal",
    ),
    (
        "IllegalParam.TransitRouterTableId",
        Invalid,
        "the specified TransitRouterTableId is invalid",
    ),
    (
        "IllegalParam.TransitRouterTableType",
        Invalid,
        "when peer attachment is associated with a custom routeTable, the Transit Router in both regions must be enterprise",
    ),
    ("IllegalParam.VSwitchId", Invalid, "VSwitchId is illegal"),
    (
        "IllegalParam.ZoneId",
        Invalid,
        "the specified ZoneId is illegal",
    ),
    (
        "IllegalParam.ZoneMappings",
        Invalid,
        "the Specified Parameter ZoneMappings is illegal",
    ),
    (
        "IllegalParamFormat.%s",
        Invalid,
        "the param format of %s is illegal",
    ),
    (
        "IllegalParamFormat.AllowedPrefixes",
        Invalid,
        "the prefix parameter format is invalid. Procedure",
    ),
    (
        "IllegalParamFormat.CenId",
        Invalid,
        "the format of the entered Cen instance ID is incorrect",
    ),
    (
        "IllegalParamLength.Tag",
        Invalid,
        "the specified length of Tag is invalid",
    ),
    (
        "IllegalParamSize.AllowedPrefixes",
        Invalid,
        "the number of prefix routes exceeded the quota",
    ),
    (
        "IncorrectStatus.AggregationRoute",
        Busy,
        "listed by the reference without a message",
    ),
    (
        "IncorrectStatus.Attachment",
        Busy,
        "the status of Attachment is incorrect",
    ),
    (
        "IncorrectStatus.AttachmentId",
        Busy,
        "the status of AttachmentId is incorrect",
    ),
    (
        "IncorrectStatus.AttachmentOrRouteTable",
        Busy,
        "the resource is not in a valid state for the operation",
    ),
    (
        "IncorrectStatus.Cen",
        Locked,
        "the status of Cen is incorrect",
    ),
    (
        "IncorrectStatus.CenInstance",
        Locked,
        "the status of CenInstance is incorrect",
    ),
    (
        "IncorrectStatus.ConnectPeerIds",
        Busy,
        "connect Peer statuses are incorrect",
    ),
    (
        "IncorrectStatus.Ecr",
        Busy,
        "ecr Status does not allow current operation",
    ),
    (
        "IncorrectStatus.EcrAssociation",
        Busy,
        "ecr Association Status does not allow current operation",
    ),
    (
        "IncorrectStatus.EcrResource",
        Busy,
        "the ECR resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.MulticastDomain",
        Busy,
        "the status of MulticastDomain is incorrect",
    ),
    (
        "IncorrectStatus.MulticastDomainId",
        Busy,
        "the status of MulticastDomainId is incorrect",
    ),
    (
        "IncorrectStatus.MulticastGroup",
        Busy,
        "the status of MulticastGroup is incorrect",
    ),
    (
        "IncorrectStatus.PeerTrMulticastDomainId",
        Busy,
        "the status of PeerTrMulticastDomainId is incorrect",
    ),
    (
        "IncorrectStatus.ResourceStatus",
        Busy,
        "the resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.RouteTable",
        Busy,
        "routeTable status is invalid",
    ),
    (
        "IncorrectStatus.Status",
        Busy,
        "the TransitRouterRouteTable or TransitRouterAttachment Status is illegal",
    ),
    (
        "IncorrectStatus.TrafficMarkingPolicy",
        Busy,
        "the status of TrafficMarkingPolicy is incorrect",
    ),
    (
        "IncorrectStatus.TrafficQosPolicy",
        Busy,
        "the status of TrafficQosPolicy is incorrect",
    ),
    (
        "IncorrectStatus.TransitRouteTable",
        Busy,
        "the transitRouter route table is not in a valid state for the operation",
    ),
    (
        "IncorrectStatus.TransitRouterAttachment",
        Busy,
        "the status of TransitRouterAttachment is incorrect",
    ),
    (
        "IncorrectStatus.TransitRouterAttachmentId",
        Busy,
        "the resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.TransitRouterConnectPeer",
        Busy,
        "the resource is not in a valid state for the operation",
    ),
    (
        "IncorrectStatus.TransitRouterInstance",
        Busy,
        "the status of TransitRouter is incorrect",
    ),
    (
        "IncorrectStatus.TransitRouterRouteTable",
        Busy,
        "transitRouterRouteTable status is invalid",
    ),
    (
        "IncorrectStatus.VbrResource",
        Busy,
        "the resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.VpcOrVswitch",
        Busy,
        "the Vpc Or Vswith is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.VpcResource",
        Busy,
        "the resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.VpcRouteEntry",
        Busy,
        "the resource is not in a valid state for the attachment operation",
    ),
    (
        "IncorrectStatus.cbnStatus",
        Locked,
        "current CBN status does not support this operation",
    ),
    (
        "InstanceExist",
        AlreadyExists,
        "the instance already exists",
    ),
    (
        "InstanceExist.AddTrafficMatchRules",
        AlreadyExists,
        "the instance already exists",
    ),
    (
        "InstanceExist.AggregationRoute",
        AlreadyExists,
        "this aggregation route is already created",
    ),
    (
        "InstanceExist.TrafficMatchRules",
        AlreadyExists,
        "the instance already exists",
    ),
    (
        "InstanceExist.TransitRouterInstance",
        AlreadyExists,
        "the instance already exists",
    ),
    (
        "InstanceExist.TransitRouterRouteEntry",
        AlreadyExists,
        "the instance TransitRouterRouteEntry already exists",
    ),
    ("InstanceNotExist", NotFound, "the instance is not exist"),
    (
        "InstanceNotExist.AggregationRoute",
        NotFound,
        "this aggregation route is not exist",
    ),
    (
        "InstanceNotExist.TransitRouteTable",
        NotFound,
        "the transitRouter route table is not exist",
    ),
    (
        "InstanceNotExist.TransitRouter",
        NotFound,
        "the aggregation route is not exist",
    ),
    (
        "InstanceNotExist.TransitRouterRouteTable",
        Invalid,
        "the transitRouter route table is not found",
    ),
    (
        "InstanceReferenced.VpcRouteEntry",
        Invalid,
        "the specified attachment is referenced by vpc route entry",
    ),
    (
        "InstanceStatusNotSupport",
        Busy,
        "the status of instance not support the operation",
    ),
    (
        "InsufficientIpAddr.vsw",
        Invalid,
        "insufficient available IP addresses in the vSwitch",
    ),
    (
        "InvalidAction.NotFound",
        Invalid,
        "the API has no such operation",
    ),
    (
        "InvalidAttachmentId.NotFound",
        NotFound,
        "the specified AttachmentId is not found",
    ),
    (
        "InvalidAvailable.NoResource",
        Invalid,
        "no resource in the available zone",
    ),
    (
        "InvalidCIDRBlock.Duplicate",
        Invalid,
        "specified CIDR block is already exists",
    ),
    ("InvalidCenId.NotFound", NotFound, "cenId is not found"),
    ("InvalidCidrBlock", Invalid, "the cidr block is invalid"),
    (
        "InvalidCidrBlock.Malformed",
        Invalid,
        "specified CIDR block is not valid",
    ),
    (
        "InvalidConnectPeerIds.NotFound",
        NotFound,
        "the Connect Peer Ids are invalid",
    ),
    (
        "InvalidDeleteTrafficMatchRules.NotFound",
        NotFound,
        "the specified DeleteTrafficMatchRules are not found",
    ),
    (
        "InvalidDestinationCidrBlock.NotFound",
        NotFound,
        "destinationCidrBlock is not found",
    ),
    ("InvalidFilterKey", Invalid, "the key in filter is invalid"),
    (
        "InvalidFlowlogId.exist",
        AlreadyExists,
        "this cenId already has flowlog instance existed",
    ),
    (
        "InvalidInstanceIds.NotFound",
        NotFound,
        "the instanceIds are not found",
    ),
    (
        "InvalidInstanceType.NotFound",
        NotFound,
        "the instance type is not found",
    ),
    (
        "InvalidMulticastDomain.NotFound",
        NotFound,
        "the specified MulticastDomain is not found",
    ),
    (
        "InvalidMulticastDomainId.NotFound",
        NotFound,
        "the specified MulticastDomainId is not found",
    ),
    ("InvalidOperation", Invalid, "operation is invalid"),
    (
        "InvalidOperation.BandwidthLimitNotExist",
        NotFound,
        "operation is invalid because a bandwidth limit not exist",
    ),
    (
        "InvalidOperation.BondVbrExist",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidOperation.BwpNotAssociated",
        Invalid,
        "operation is invalid because a bandwidth package corresponding to the geographic span is not associated",
    ),
    (
        "InvalidOperation.CENInstanceStatus",
        Locked,
        "the CEN instance is not in a valid state for the operation",
    ),
    (
        "InvalidOperation.CenRouteMapExist",
        Invalid,
        "operation is invalid because an route map config exist",
    ),
    (
        "InvalidOperation.MulticastDomainAssociationExist",
        Invalid,
        "operation is invalid because multicast domain associations exist",
    ),
    (
        "InvalidOperation.MulticastDomainAssociationNotExist",
        NotFound,
        "operation is invalid because multicast association domain association not exist",
    ),
    (
        "InvalidOperation.MulticastDomainAssociationStatus",
        Busy,
        "operation is invalid, due to multicast domain association not Active",
    ),
    (
        "InvalidOperation.MulticastDomainInGroup",
        Invalid,
        "operation is invalid because multicast domain has registered as multicast group member",
    ),
    (
        "InvalidOperation.MulticastDomainStatus",
        Busy,
        "operation is invalid, due to multicast domain not Active",
    ),
    (
        "InvalidOperation.MulticastGroupExist",
        Busy,
        "operation is invalid because multicast groups exist",
    ),
    (
        "InvalidOperation.NTRNetworkInterfaceNotSupport",
        Invalid,
        "operation is invalid, due to ntr eni not support",
    ),
    (
        "InvalidOperation.NetworkInterfaceNotExist",
        NotFound,
        "operation is invalid bacause network interface not exist",
    ),
    (
        "InvalidOperation.NoEffictiveAction",
        Invalid,
        "no effective action be configured",
    ),
    (
        "InvalidOperation.OnlyOneRegionSupportIpv6",
        Invalid,
        "peer Attachment is only allowed when both regions support IPv6 or do not support IPv6 at all",
    ),
    (
        "InvalidOperation.PeerMulticastDomainRegion",
        Invalid,
        "operation is invalid because to peer multicast domain in the same region with multicast domain",
    ),
    (
        "InvalidOperation.PeerMulticastDomainSource",
        Invalid,
        "operation is invalid because peer multicast domain can not be group source",
    ),
    (
        "InvalidOperation.RegionNotSupport",
        Invalid,
        "the Operation is not Support in this region",
    ),
    (
        "InvalidOperation.RelatedEcrExists",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidOperation.TransitRouterNotExist",
        NotFound,
        "operation is invalid because the transit router not exist",
    ),
    (
        "InvalidOperation.UnsupportChargeType",
        Invalid,
        "the charge type is not supported by this operation",
    ),
    (
        "InvalidOperation.UnsupportFilter",
        Invalid,
        "the specified FeatureFilter is not supported by this operation",
    ),
    (
        "InvalidOperation.UnsupportFilterValue",
        Invalid,
        "the specified FeatureFilter Value is not supported by this operation",
    ),
    (
        "InvalidOperation.VpcAutoRoutesPublishInOtherCEN",
        Invalid,
        "the specified VPC already has its routes synchronized with another CEN instance",
    ),
    (
        "InvalidOperation.VpnAssociated",
        Invalid,
        "the operation is not supported because the VPC is associated with VPN",
    ),
    (
        "InvalidOperation.VpnNetworkTypeInvalid",
        Invalid,
        "the network type of child-instance is invalid",
    ),
    (
        "InvalidParam.CenId",
        Invalid,
        "the specified CEN does not exist",
    ),
    (
        "InvalidParam.RoutFilterKey",
        Invalid,
        "the specified Key of RouteFilter is invalid",
    ),
    (
        "InvalidParam.RouteFilter",
        Invalid,
        "the parameter RouteFilter is invalid",
    ),
    (
        "InvalidParameter.ApplianceModeSupport",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidParameter.CustomSuffix.InvalidChars",
        Invalid,
        "a role's suffix has characters that it may not have",
    ),
    (
        "InvalidParameter.CustomSuffix.Length",
        Invalid,
        "a role's suffix is too long",
    ),
    (
        "InvalidParameter.CustomSuffix.NotAllowed",
        Invalid,
        "the role takes no suffix",
    ),
    (
        "InvalidParameter.Description.Length",
        Invalid,
        "a role's description is too long",
    ),
    (
        "InvalidParameter.Description.NotAllowed",
        Invalid,
        "the role takes no description",
    ),
    (
        "InvalidParameter.FlowLogId",
        Invalid,
        "the specified flowlog id does not exist or does not match the cen Id",
    ),
    (
        "InvalidParameter.FlowLogVersion",
        Invalid,
        "flowlog version is invalid",
    ),
    ("InvalidParameter.Interval", Invalid, "interval is invalid"),
    (
        "InvalidParameter.Ipv6Support",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidParameter.LogFormatString",
        Invalid,
        "logFormatString is invalid",
    ),
    (
        "InvalidParameter.MaxResults",
        Invalid,
        "the specified MaxResults is invalid",
    ),
    (
        "InvalidParameter.PeerTransitRouterId",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidParameter.ProjectName",
        Invalid,
        "project name is invalid or does not belong to specified region",
    ),
    (
        "InvalidParameter.RegionId",
        Invalid,
        "the specified Region Id is invalid",
    ),
    (
        "InvalidParameter.ResourceType",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "InvalidParameterCombination.TransitRouter",
        Invalid,
        "region ID is required if no TransitRouterId or CenId specified",
    ),
    (
        "InvalidPeerTrMulticastDomainId.NotFound",
        NotFound,
        "the specified PeerTrMulticastDomainId is not found",
    ),
    (
        "InvalidPeerTransitRouterId.NotFound",
        NotFound,
        "the specified PeerTransitRouterId is not found",
    ),
    (
        "InvalidRouteEntry.NotFound",
        NotFound,
        "route entry not exists",
    ),
    (
        "InvalidRouteTableId.NotFound",
        NotFound,
        "the specified RouteTableId is not found",
    ),
    (
        "InvalidStatus.Prefixlist",
        Busy,
        "prefixlist is not in a operate status",
    ),
    (
        "InvalidStatus.PrefixlistAssociation",
        Busy,
        "the prefix list association is not in a valid state for the operation",
    ),
    (
        "InvalidStatus.VpcAttachedFullModeCen",
        Invalid,
        "the VPC has been attached to another CEN instance whose protection level is FULL",
    ),
    (
        "InvalidTagScope.NotFound",
        NotFound,
        "the tag scope is not found",
    ),
    (
        "InvalidTrafficMarkingPolicyId.NotFound",
        NotFound,
        "operation is failed because traffic marking policy id is not found",
    ),
    (
        "InvalidTrafficQosPolicyId.NotFound",
        NotFound,
        "the specified TrafficQosPolicyId is not found",
    ),
    (
        "InvalidTrafficQosQueueId.NotFound",
        NotFound,
        "the specified TrafficQosQueueId is not found",
    ),
    (
        "InvalidTransitQosId.NotFound",
        NotFound,
        "the specified TrafficQosPolicyId is not found",
    ),
    (
        "InvalidTransitRouterAttachmentId.NotFound",
        NotFound,
        "the TransitRouterAttachmentId is not found",
    ),
    (
        "InvalidTransitRouterId.NotFound",
        NotFound,
        "the specified TransitRouterId is not found",
    ),
    (
        "InvalidTransitRouterInstance.NotFound",
        NotFound,
        "listed by the reference without a message",
    ),
    (
        "InvalidTransitRouterMode.NeedUpgrade",
        Invalid,
        "transitRouter need to upgrade",
    ),
    (
        "InvalidTransitRouterMulticastDomainId.NotFound",
        NotFound,
        "the specified TransitRouterMulticastDomainId is not found",
    ),
    (
        "InvalidTransitRouterRouteEntryNextHopId.NotFound",
        NotFound,
        "transitRouterRouteEntryNextHopId is not found",
    ),
    (
        "InvalidTransitRouterRouteTableId.NotFound",
        NotFound,
        "transitRouterRouteTableId is not found",
    ),
    (
        "InvalidVSwitchId.NotFound",
        NotFound,
        "the specified VSwitchId is not found",
    ),
    (
        "InvalidValue.PrefixlistCidr",
        Invalid,
        "invalid cidr exist in the specified prefixlist",
    ),
    (
        "InvalidVpcId.NotFound",
        NotFound,
        "the specified VpcId is not found",
    ),
    (
        "Invid.Parameter",
        Invalid,
        "when using PrependAsPath in the RegionIn, SourceRegionId must be local region Id",
    ),
    (
        "LimitExceeded.Role",
        Quota,
        "the account has as many roles as it may have",
    ),
    (
        "MissingParam",
        Invalid,
        "listed by the reference without a message",
    ),
    ("MissingParam.%s", Invalid, "the param of %s is missing"),
    (
        "MissingParam.Bandwidth",
        Invalid,
        "the parameter Bandwidth is mandatory",
    ),
    (
        "MissingParam.CbnBandwidthPackageId",
        Invalid,
        "there are more than one suitable cen bandwidth package",
    ),
    (
        "MissingParam.CenIdOrRegionId",
        Invalid,
        "either CenId or RegionId must be specified",
    ),
    (
        "MissingParam.ChildInstanceRouteTableId",
        Invalid,
        "the parameter ChildInstanceRouteTableId is Missing",
    ),
    (
        "MissingParam.TrafficMatchRules",
        Invalid,
        "the parameter TrafficMatchRules is empty",
    ),
    (
        "MissingParam.TransitRouterAttachmentId",
        Invalid,
        "the parameter TransitRouterAttachmentId is Missing",
    ),
    (
        "MissingParam.TransitRouterId",
        Invalid,
        "the parameter TransitrouterId is mandatory",
    ),
    (
        "MissingParam.TransitRouterIdOrTrafficMarkingPolicyId",
        Invalid,
        "either TransitRouterId or TrafficMarkingPolicyId must be specified",
    ),
    (
        "MissingParam.TransitRouterIdOrTrafficQosPolicyId",
        Invalid,
        "either TransitRouterId or TrafficQosPolicyId must be specified",
    ),
    (
        "MissingParam.TransitRouterIdOrTrafficQosPolicyIdOrTrafficQosQueueId",
        Invalid,
        "either TransitRouterId or TrafficQosPolicyId or TrafficQosQueueId must be specified",
    ),
    (
        "MissingParam.TransitRouterIdOrTransitRouterRouteTables",
        Invalid,
        "either TransitRouterId or TransitRouterRouteTables must be specified",
    ),
    (
        "MissingParam.TransitRouterRouteEntryNextHopId",
        Invalid,
        "the parameter TransitRouterRouteEntryNextHopId is mandatory",
    ),
    (
        "MissingParam.TransitRouterRouteTableId",
        Invalid,
        "the parameter TransitRouterRouteTableId is mandatory",
    ),
    (
        "MissingParam.VSwitchIds",
        Invalid,
        "the parameter VSwitchIds is mandatory",
    ),
    (
        "MissingParam.transitRouterRouteTableId",
        Invalid,
        "missing the parameter transitRouter route table id",
    ),
    (
        "MissingParameter.CenId",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "MissingParameter.InstanceId",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "MissingParameter.TagKey",
        Invalid,
        "tagKey must be specified",
    ),
    (
        "MissingParameter.TagValue",
        Invalid,
        "the specified parameter TagValue is missing",
    ),
    (
        "MultipleFound.PrefixlistAssociation",
        Invalid,
        "multiple same prefix association record found",
    ),
    (
        "NoPermission.AliyunServiceRoleForCEN",
        Denied,
        "you are not authorized to create the service linked role. Role Name: AliyunServiceRoleForCEN. Service Name: cen.aliyuncs.com. Make sure that the user has been granted the ram:CreateServiceLinkedRole permission",
    ),
    (
        "NoPermission.AliyunServiceRoleForTRFlowLog",
        Denied,
        "you are not authorized to create service linked role AliyunServiceRoleForTRFlowLog",
    ),
    (
        "NoPermission.AliyunServiceRolePolicyForCEN",
        Denied,
        "you are not authorized to create the service linked role. Role Name: AliyunServiceRolePolicyForCEN. Service Name: cen.aliyuncs.com. Make sure that the user has been granted the ram:CreateServiceLinkedRole permission",
    ),
    (
        "NotSupport.TrType",
        Invalid,
        "the basic tr type is not support for this operation",
    ),
    (
        "ORDER.OPEND",
        AlreadyExists,
        "the service is open already (spelled so on the wire)",
    ),
    (
        "OperationDenied.AttachmentInCurrentRegionExisted",
        Invalid,
        "only one forwarding router can be bound to an area",
    ),
    (
        "OperationDenied.CrossAccountAttaching",
        Invalid,
        "if the forwarding router is bound to another account, perform this operation on the same account",
    ),
    (
        "OperationDenied.CrossAccountDisassociating",
        Invalid,
        "unbind cross-account",
    ),
    (
        "OperationDenied.CrossBidAssociating",
        Invalid,
        "cross-border binding of resources is subject to compliance constraints",
    ),
    (
        "OperationDenied.EcrAttachmentExisted",
        Invalid,
        "ecr and TR have been linked",
    ),
    (
        "OperationDenied.ForceDeleting",
        Invalid,
        "the current instance is being deleted",
    ),
    (
        "OperationDenied.NotGrantedByNodeOwner",
        Invalid,
        "the node owner is not authorized",
    ),
    (
        "OperationDenied.RouteEntryOnEni",
        Invalid,
        "operation is failed because there is at least one route entry which next hop is the specified eni",
    ),
    (
        "OperationDenied.RouteTableTypeNotPermitted",
        Invalid,
        "the operation is not allowed because of RouteTableTypeNotPermitted",
    ),
    (
        "OperationDenied.SystemPrefixList",
        Invalid,
        "systemPrefixList can not be operated",
    ),
    (
        "OperationFailed.AggregationRouteExist",
        Invalid,
        "operation is invalid because transit router aggregation route exists",
    ),
    (
        "OperationFailed.AllocateCidrFailed",
        Busy,
        "operation failed because vpn allocate cidr failed",
    ),
    (
        "OperationFailed.BandwidthLimitExist",
        Invalid,
        "operation is invalid because a bandwidth limit exist",
    ),
    (
        "OperationFailed.BasicInfoUncompleted",
        Invalid,
        "your information is incomplete. Complete your information before the operation",
    ),
    (
        "OperationFailed.BasicTrNotSupport",
        Invalid,
        "operation failed because the Basic TransitRouter does not support RouteTable",
    ),
    (
        "OperationFailed.CCNAttached",
        Invalid,
        "can not delete transit router because CCN still attached",
    ),
    (
        "OperationFailed.CCNTrNotSupport",
        Invalid,
        "operation failed because the CCN transit router does not support route table",
    ),
    (
        "OperationFailed.CallingVpcYaochi",
        Invalid,
        "the system is abnormal. Please try again later",
    ),
    (
        "OperationFailed.CdtCrossBoarderNotOpened",
        Invalid,
        "the Cdt cross-border transmission function is disabled",
    ),
    (
        "OperationFailed.CdtNotOpened",
        Invalid,
        "the Cdt function is disabled",
    ),
    (
        "OperationFailed.CenInstanceStatus",
        Locked,
        "the CEN instance is not in a valid state for the operation",
    ),
    (
        "OperationFailed.CidrBlockAllocated",
        Busy,
        "cidr blocks are allocated from the cidr, which should be released first",
    ),
    (
        "OperationFailed.CidrConflict",
        Invalid,
        "operation is invalid because the cidr conflict",
    ),
    (
        "OperationFailed.CidrNotExist",
        NotFound,
        "cidr is not exist",
    ),
    (
        "OperationFailed.CloudRouteExist",
        Invalid,
        "operation is invalid because cloud route exists",
    ),
    (
        "OperationFailed.ConcurrentOperation",
        Locked,
        "the operation failed caused by concurrent operation",
    ),
    (
        "OperationFailed.CreateRouteEntryWithCCNAttachment",
        Invalid,
        "operation failed because Create RouteEntry to CCN Attachment does not support",
    ),
    (
        "OperationFailed.CreateRouteEntryWithConnectAttachment",
        Invalid,
        "operation failed because Create RouteEntry to connect Attachment does not support",
    ),
    (
        "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock",
        Busy,
        "operation failed because Create RouteEntry with same destination cidrblock does not support",
    ),
    (
        "OperationFailed.CreateTransitRouterRouteEntryWithVPCAttachment",
        Invalid,
        "the specified VPC Attachment has not enable IPv6",
    ),
    (
        "OperationFailed.CreateTransitRouterRouteEntryWithVPNAttachment",
        Invalid,
        "create RouteEntry to VPN Attachment does not support IPv6",
    ),
    (
        "OperationFailed.CrossBorderNotAllowed",
        Invalid,
        "there is no qualification for creating cross-border links",
    ),
    (
        "OperationFailed.DeleteRouteTableWithAssociation",
        Invalid,
        "operation failed because you are not allowed to delete TransitRouterRouteTable with association",
    ),
    (
        "OperationFailed.DeleteRouteTableWithPropagation",
        Invalid,
        "operation failed because you are not allowed to delete transit router route table with propagation",
    ),
    (
        "OperationFailed.DeleteRouteTableWithRouteAggregation",
        Invalid,
        "operation is invalid because delete route table with route aggregation",
    ),
    (
        "OperationFailed.DeleteRouteTableWithRouteEntry",
        Invalid,
        "operation failed because you are not allowed to delete transit touter route table with route entry",
    ),
    (
        "OperationFailed.DeleteSystemRouteTable",
        Invalid,
        "operation failed because You are not allowed to Delete System Transit Route Table",
    ),
    (
        "OperationFailed.DeleteTransitRouter",
        Invalid,
        "operation failed because TransitRouterRouteTable or TransitRouterRouteEntry or BandwidthTransitRegion exists",
    ),
    (
        "OperationFailed.DeleteTransitRouterRouteEntry",
        Invalid,
        "operation failed because this route entry is created automatically",
    ),
    (
        "OperationFailed.FlowLogExist",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "OperationFailed.FlowLogExistOrNisOpened",
        Invalid,
        "operation failed because FlowLog exists or Nis opened",
    ),
    (
        "OperationFailed.GrantCrossAccountNotExist",
        NotFound,
        "listed by the reference without a message",
    ),
    (
        "OperationFailed.InterRegionCloudRouteEntryExist",
        Invalid,
        "operation failed because inter region cloud route associated with specified attachment exist",
    ),
    (
        "OperationFailed.InvalidOperation",
        Invalid,
        "the operation is failed because the operation is not support",
    ),
    (
        "OperationFailed.MulticastDomainAssociationExist",
        Invalid,
        "the specified TransitRouterAttachment has configured MulticastDomainAssociation. Please remove the configuration first",
    ),
    (
        "OperationFailed.MulticastDomainExist",
        Invalid,
        "operation is invalid because multicast domain exists",
    ),
    (
        "OperationFailed.MulticastGroupExist",
        Invalid,
        "operation is failed because attachment exists in multicast groups",
    ),
    (
        "OperationFailed.NoAvailablePaymentMethod",
        Invalid,
        "no payment method is specified for your account. We recommend that you add a payment method",
    ),
    (
        "OperationFailed.NotSupportForceDelete",
        Invalid,
        "not support force delete attachment",
    ),
    (
        "OperationFailed.OperateShareResource",
        Invalid,
        "operate share prefixlist failed",
    ),
    (
        "OperationFailed.PostPay95BwpNotAllowEnterpriseTr",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "OperationFailed.PrefixListAssociationExist",
        Invalid,
        "operation is invalid because prefixList association exists",
    ),
    (
        "OperationFailed.PrefixListExist",
        Invalid,
        "operation is invalid because prefix list exists",
    ),
    (
        "OperationFailed.PurchaseQuantityLimit",
        Invalid,
        "you have exceeded the maximum quantity you can purchase",
    ),
    (
        "OperationFailed.QuotaNotEnough",
        Invalid,
        "the quota is not enough",
    ),
    (
        "OperationFailed.RejectedByCenYaochi",
        Invalid,
        "cen Yaochi has rejected your current request",
    ),
    (
        "OperationFailed.RejectedByEcYaochi",
        Invalid,
        "the request was rejected by Ec Yaochi",
    ),
    (
        "OperationFailed.RejectedByVpcYaochi",
        Invalid,
        "vpc Yaochi has rejected your current request",
    ),
    (
        "OperationFailed.Risk",
        Invalid,
        "系统检测到您的支付方式存在风险，请通过邮件或站内信中的链接完成验证。验证完成后重新下单。",
    ),
    (
        "OperationFailed.RouteConflict",
        Invalid,
        "route conflict exists in routing table",
    ),
    (
        "OperationFailed.RouteEntryExist",
        Invalid,
        "operation failed because the TransitRouterAttachment exists in RouteTable",
    ),
    (
        "OperationFailed.RouteTableAssociationExist",
        Invalid,
        "operation failed because TransitRouterRouteTable exists",
    ),
    (
        "OperationFailed.RouteTablePropagationExist",
        Invalid,
        "the specified TransitRouterAttachment has configured RouteTablePropagation. Please remove the configuration first",
    ),
    (
        "OperationFailed.TaskConflict",
        Locked,
        "the operation is too frequent, please wait a moment and try again",
    ),
    (
        "OperationFailed.TrafficMarkingPolicyExist",
        Invalid,
        "operation is invalid because transit router traffic marking policy exists",
    ),
    (
        "OperationFailed.TrafficQosExist",
        Invalid,
        "operation failed because TrafficQos exists",
    ),
    (
        "OperationFailed.TrafficQosPolicyExist",
        Invalid,
        "operation is invalid because traffic qos policy exists",
    ),
    (
        "OperationFailed.TransitRouterNotExist",
        NotFound,
        "operation failed because transit router not exist",
    ),
    (
        "OperationFailed.TransitRouterType",
        Invalid,
        "operation failed because transit router type not support this operation",
    ),
    (
        "OperationFailed.UseStoredCardFailed",
        Invalid,
        "operation failed because use stored card failed",
    ),
    (
        "OperationFailed.UsedInRouteEntryNextHop",
        Invalid,
        "the VPC also has a static route pointing to the ECR, and it is not allowed to disassociate the ECR",
    ),
    (
        "OperationFailed.VSwitchIpv6CidrNotAllocated",
        Invalid,
        "the specified vswitch does not have IPv6 address allocated",
    ),
    (
        "OperationFailed.VSwitchNotFound",
        NotFound,
        "the specified vswitch not found",
    ),
    (
        "OperationFailed.ValidateVbrInstanceFailedForLowLatencyCircuit",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "OperationInvalid.AttachmentReferencedIPv6RouteEntryExisted",
        Invalid,
        "operation is failed because there is at least one route entry(IPv6) which next hop is the specified attachment",
    ),
    (
        "OperationInvalid.AttachmentReferencedVpcIPv6RouteEntryExisted",
        Invalid,
        "the specified attachment is referenced by vpc route entry(IPv6)",
    ),
    (
        "OperationInvalid.EniReferencedIPv6RouteEntryExisted",
        Invalid,
        "operation is failed because there is at least one route entry(IPv6) which next hop is network interface that the specified attachment referenced",
    ),
    (
        "OperationInvalid.IdentityRegistrationStatusNotSupport",
        Invalid,
        "real name registration of enterprises required",
    ),
    (
        "OperationInvalid.IncompatibleFlowlogExist",
        Invalid,
        "operation is invalid because incompatible flowlog config exists",
    ),
    (
        "OperationNotAllowed.DefaultLinkTypeOnlySupportGold",
        Invalid,
        "operation is not allowed because this user can only set default link type to Gold",
    ),
    (
        "OperationNotAllowed.DefaultLinkTypeOnlySupportUnderlaySilver",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "OperationNotSupport.VpcAutoRoutesPublish",
        Invalid,
        "auto publish vpc routes is not supported in this region",
    ),
    (
        "OperationUnsupported.AdvancedFeature",
        Invalid,
        "the specified vpc does not support the operation",
    ),
    (
        "OperationUnsupported.Associate",
        Invalid,
        "the specified attachment or routeTable is not supported by this operation",
    ),
    (
        "OperationUnsupported.Attachment",
        Invalid,
        "the cross region connection contains an existing bandwidth. The operation is not supported",
    ),
    (
        "OperationUnsupported.BandwidthHS",
        Invalid,
        "this bandwidth limit can only be set in China-AsiaPacific-HS",
    ),
    (
        "OperationUnsupported.BandwidthType",
        Invalid,
        "the specified BandwidthType does not support the operation",
    ),
    (
        "OperationUnsupported.CloudBoxVbrNotSupport",
        Invalid,
        "cloud Box Vbr does not support",
    ),
    (
        "OperationUnsupported.CloudBoxVpc",
        Invalid,
        "the specified CloudBoxVpc does not support the operation",
    ),
    (
        "OperationUnsupported.CloudBoxVswNotSupport",
        Invalid,
        "cloud Box vsw does not support",
    ),
    (
        "OperationUnsupported.CloudDataTransferService",
        Invalid,
        "CCN region not support cloud data transfer service",
    ),
    (
        "OperationUnsupported.DisablePropagation",
        Invalid,
        "the specified attachment or routeTable is not supported by this operation",
    ),
    (
        "OperationUnsupported.EnablePropagation",
        Invalid,
        "the specified attachment or routeTable is not supported by this operation",
    ),
    (
        "OperationUnsupported.MultiRegionEcmp",
        Invalid,
        "this region does not support MultiRegionEcmp",
    ),
    (
        "OperationUnsupported.RegionId",
        Invalid,
        "the specified Region is not supported",
    ),
    (
        "OperationUnsupported.ServiceMode",
        Invalid,
        "the operation is not supported because of the wrong transitRouter service mode",
    ),
    (
        "OperationUnsupported.SupportMulticast",
        Invalid,
        "the multicast is not supported in the specified region",
    ),
    (
        "OperationUnsupported.Tag",
        Invalid,
        "the Tag is not supported in the specified region",
    ),
    (
        "OperationUnsupported.TrafficQosPolicyExist",
        Invalid,
        "operation unsupported because traffic qos policy exists",
    ),
    (
        "OperationUnsupported.TransitAttachment",
        Invalid,
        "the specified TransitAttachment does not support the operation",
    ),
    (
        "OperationUnsupported.TransitRouterAttachment",
        Invalid,
        "the specified TransitRouterAttachment has configured TransitRegion. Please remove the configuration first",
    ),
    (
        "OperationUnsupported.TransitRouterCidr",
        Invalid,
        "transit region does not support the operation",
    ),
    (
        "OperationUnsupported.TransitRouterCidrList",
        Invalid,
        "the TransitRouterCidrList is not support in the specified Region",
    ),
    (
        "OperationUnsupported.TransitRouterId",
        Invalid,
        "transitRouterId is unsupported",
    ),
    (
        "OperationUnsupported.TransitRouterRegionId",
        Invalid,
        "the specified TransitRouterRegion does not support the operation",
    ),
    (
        "OperationUnsupported.TransitRouterSupportMulticast",
        Invalid,
        "the specified TransitRouterSupportMulticast does not support the operation",
    ),
    (
        "OperationUnsupported.VbrAttachment",
        Invalid,
        "this region not support vbr attachment",
    ),
    (
        "OperationUnsupported.VpcRegion",
        Invalid,
        "the specified Region is not support for this operation",
    ),
    (
        "OperationUnsupported.VpnAttachment",
        Invalid,
        "the specified region does not support the operation",
    ),
    (
        "OperationUnsupported.ZoneId",
        Invalid,
        "the specified ZoneId does not support the operation",
    ),
    (
        "OperationUnsupported.action",
        Invalid,
        "this action is not support",
    ),
    (
        "OperationUnsupported.dissociateRouteTable",
        Invalid,
        "the specified attachment or routeTable is not supported by this operation",
    ),
    (
        "Order.Opened",
        AlreadyExists,
        "您已开通本服务，请前往控制台使用。",
    ),
    (
        "OverLappingExist.Cidr",
        Invalid,
        "the cidr overlapping exist",
    ),
    (
        "ParamExclusive.BandwidthTypeAndCenBandwidthPackageId",
        Invalid,
        "dataTransfer and CenBandwidthPackageId is mutually exclusive",
    ),
    (
        "ParamExclusive.BasicAndMultiPrimary",
        Invalid,
        "basic and MultiPrimary is mutually exclusive",
    ),
    (
        "ParamExclusive.BasicAndPrimaryStandby",
        Invalid,
        "basic and PrimaryStandby is mutually exclusive",
    ),
    (
        "ParamExclusive.NextHopTypeBlackHoleAndNextHopId",
        Invalid,
        "transitRouterRouteEntryNextHopType(BlackHole) and TransitRouterRouteEntryNextHopId is mutually exclusive",
    ),
    (
        "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock",
        Invalid,
        "routeEntryId and TransitRouterRouteTableIdOrDestCidrBlock is mutually exclusive",
    ),
    (
        "ParamExclusive.RouteEntryIdsAndStatus",
        Invalid,
        "transitRouterRouteEntryIds and TransitRouterRouteEntryStatus is mutually exclusive",
    ),
    (
        "ParamExclusive.ServiceModeAndSupportMulticast",
        Invalid,
        "serviceMode and SupportMulticast is mutually exclusive",
    ),
    (
        "ParamExclusive.ServiceModeAndTransitRouterCidrList",
        Invalid,
        "serviceMode and TransitRouterCidrList is mutually exclusive",
    ),
    (
        "ParamExclusive.TransitRouterVPCAttachmentOptionsAndOptions",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "ParameterIllegal.BandwidthPackageDefaultLinkTypeOnlySupportGold",
        Invalid,
        "cen bandwidthPackage only support Gold",
    ),
    (
        "ParameterIllegal.CdtDefaultLinkTypeOnlySupportGold",
        Invalid,
        "CDT only support Gold when both transitrouters for cross regional connections are not all enterprise version",
    ),
    (
        "ParameterIllegal.CdtDefaultLinkTypeOnlySupportPlatinumOrGold",
        Invalid,
        "dataTransfer only support Platinum and Gold",
    ),
    (
        "ParameterIllegal.CdtDefaultLinkTypeOnlySupportUnderlaySilver",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "ParameterIllegal.DefaultLinkTypeOnlySupportUnderlaySilver",
        Invalid,
        "listed by the reference without a message",
    ),
    (
        "PayFor.CreditPayInsufficientBalance",
        Invalid,
        "额度不足,请联系您的渠道合作伙伴提升额度。",
    ),
    (
        "ProjectExist",
        Invalid,
        "project already exist, please try a different project name",
    ),
    (
        "QuotaExceeded.AggregationRoute",
        Quota,
        "the aggregation route count is over limit",
    ),
    (
        "QuotaExceeded.Bandwidth",
        Quota,
        "listed by the reference without a message",
    ),
    (
        "QuotaExceeded.CenQuotaEcrAttachPerTransitRouter",
        Quota,
        "the maximum number of ECR attachment per Transit Router is exceeded",
    ),
    (
        "QuotaExceeded.CenQuotaVbrAttachPerTransitRouter",
        Quota,
        "the maximum number of VBR attachment per Transit Router is exceeded",
    ),
    (
        "QuotaExceeded.CenQuotaVpcAttachPerTransitRouter",
        Quota,
        "the maximum number of VPC attachment per Transit Router is exceeded",
    ),
    (
        "QuotaExceeded.CenQuotaVpnAttachPerTransitRouter",
        Quota,
        "the maximum number of VPN attachment per Transit Router is exceeded",
    ),
    (
        "QuotaExceeded.FlowlogCount",
        Quota,
        "this user has reached the maximum instance number of flowlog",
    ),
    (
        "QuotaExceeded.MulticastDomain",
        Quota,
        "the MulticastDomain quota is exceeded",
    ),
    ("QuotaExceeded.TagNum", Quota, "custom Tags quota exceeded"),
    (
        "QuotaExceeded.TrCountPerEcr",
        Quota,
        "the number of TR bound to the ECR exceeds the quota",
    ),
    (
        "QuotaExceeded.TrafficMatchRule",
        Quota,
        "the maximum number of TrafficMatchRule per Transit Router is exceeded",
    ),
    (
        "QuotaExceeded.TransitRouterRoutEntry",
        Quota,
        "transitRouterRoutEntry quota exceeded",
    ),
    (
        "QuotaExceeded.TransitRouterRoutTable",
        Quota,
        "transitRouterRoutTable quota exceeded",
    ),
    (
        "QuotaExceeded.VpcAutoRoutesPublishPerTransitRouter",
        Quota,
        "the number of VPCs that have route synchronization enabled has reached the upper limit",
    ),
    (
        "QuotaExceeded.VpcCountPerEcr",
        Quota,
        "the number of VPC bound to the ECR exceeds the quota",
    ),
    (
        "QuotaFull.ChildInstanceRelatedCen",
        Quota,
        "the childinstance has exceed the quota of the times that a childinstance can be attached as an attachment",
    ),
    (
        "QuotaFull.MulticastGroupPerDomain",
        Quota,
        "the number of multicast group has exceed the maximum value that can be created",
    ),
    (
        "QuotaFull.MulticastMemberPerGroup",
        Quota,
        "the number of multicast group member has exceed the maximum value that can be created",
    ),
    (
        "QuotaFull.MulticastPeerMemberPerGroup",
        Quota,
        "the number of multicast group member peer domain has exceed the maximum value that can be created",
    ),
    (
        "QuotaFull.MulticastSourcePerGroup",
        Quota,
        "the number of multicast group source has exceed the maximum value that can be created",
    ),
    (
        "QuotaFull.VswitchPerMulticastDomain",
        Quota,
        "the number of vswitch associated with multicast domain has exceed the maximum value that can be created",
    ),
    (
        "QuotaReached.Route",
        Quota,
        "the quota of the route table is not enough for the request prefix list",
    ),
    (
        "RegionNotSupport.Prefixlist",
        Invalid,
        "prefixlist association are not supported in this region",
    ),
    (
        "ResourceConflict.Route",
        Invalid,
        "some of the prefixes of the prefix list are conflicted with exsited routes",
    ),
    (
        "ResourceExisted.PrefixlistAssociation",
        AlreadyExists,
        "the prefix list has been already associated with this route table",
    ),
    (
        "ResourceMismatch.Nexthop",
        Invalid,
        "the specified nexthop and nexthop type mismatched",
    ),
    (
        "ResourceNotFound.AssociationId",
        NotFound,
        "ecrAssociationId not found",
    ),
    ("ResourceNotFound.CenId", Invalid, "cenId not found"),
    ("ResourceNotFound.EcrId", NotFound, "ecrId not found"),
    (
        "ResourceNotFound.Nexthop",
        NotFound,
        "the specified nexthop instance is not exsit",
    ),
    (
        "ResourceNotFound.PrefixList",
        NotFound,
        "the specified prefixlist does not found",
    ),
    (
        "ResourceNotFound.PrefixlistAssociation",
        NotFound,
        "the prefix list is not associated with this route table",
    ),
    (
        "ResourceNotFound.PrefixlistCidrs",
        NotFound,
        "can not find any cidr of specified prefix list",
    ),
    ("ResourceNotFound.TrId", Invalid, "TRId not found"),
    (
        "ResourceNotFound.TransitRouterAttachment",
        Invalid,
        "the specified TransitRouterAttachment does not exist",
    ),
    (
        "ResourceNotSupport.CCN",
        Invalid,
        "CCN not support prefix list",
    ),
    (
        "ResourceNotSupport.Nexthop",
        Invalid,
        "the specified nexthop instance type is not support for the operation",
    ),
    (
        "Risk.RiskControlRejection",
        Invalid,
        "为保护您的账户安全，下单被中止，详情请联系客服。",
    ),
    ("RuleExist", AlreadyExists, "the rule has already existed"),
    (
        "SizeLimitExceeded.ResourceIdNum",
        Invalid,
        "the ResourceIds parameter's number is exceed , Valid : 20",
    ),
    (
        "Throttling.user",
        Throttled,
        "listed by the reference without a message",
    ),
    (
        "TokenProcessing",
        Busy,
        "listed by the reference without a message",
    ),
    (
        "TransitRouterRouteEntryNextHopId.NotFound",
        NotFound,
        "transitRouterRouteEntryNextHopId is not found",
    ),
    (
        "USER_NOT_OPEN_TR_SERVICE",
        Denied,
        "the user has not open transit router service",
    ),
    (
        "UnsupportedRegion",
        Invalid,
        "feature not supported in specified region",
    ),
];
