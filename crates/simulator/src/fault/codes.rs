//! Every documented error code with the HTTP status that it comes with.
//!
//! Source: the error tables of the vendor's CBN, VPC, STS and common pages. A table of the simulator's own, so that a mistake in the client's
//! shows.

use crate::fault::router_codes;

/// The codes of each status. Those whose status no page gives are among the 400s.
const CODES: [(u16, &[&str]); 5] = [
    (
        400,
        &[
            "Abs.ApiForbiddenBySubBid",
            "CloudRoute.Conflict",
            "CloudRoute.Exist",
            "CloudRoute.VpcNotAttached",
            "DB.Error",
            "DependencyViolation.SecurityGroup",
            "DependencyViolation.VSwitch",
            "DescriptionIllegal",
            "DryRunOperation",
            "FilterKey.NotSupport",
            "Forbbiden.AttachChildInstanceAcrossBid",
            "Forbbiden.CloudBoxVSwitchExist",
            "Forbbiden.SubUser",
            "Forbidden",
            "Forbidden.AccessKeyDisabled",
            "Forbidden.NotSupportRAM",
            "Forbidden.OptimizationCCNExisted",
            "Forbidden.PrivatezoneRouteExisted",
            "Forbidden.PrivatezoneServiceNotAuthorize",
            "Forbidden.RiskControl",
            "Forbidden.SubUser",
            "Forbidden.TypeInvalid",
            "Forbidden.Unauthorized",
            "IdempotenceParam.NotMatch",
            "IdempotentParameterMismatch",
            "Illegal.SourceIpOrTargetIp",
            "IllegalParam.CenInstanceId",
            "IllegalParam.RegionId",
            "IllegalParam.ResourceGroupId",
            "IllegalParam.TagKey",
            "IllegalParam.TagValue",
            "IllegalTimestamp",
            "IncompleteSignature",
            "IncorrectStatus",
            "IncorrectStatus.RouteMap",
            "IncorrectStatus.TrFlowlog",
            "IncorrectStatus.TransitRouter",
            "IncorrectStatus.Vpc",
            "IncorrectStatus.VpcRouteTable",
            "IncorrectStatus.VpcSwitch",
            "IncorrectStatus.flowlog",
            "IncorrectVpcStatus",
            "InstanceType.NotSupport",
            "InsufficientBalance",
            "Invalid.Grant",
            "InvalidAccessKeyId.Inactive",
            "InvalidAction",
            "InvalidDescription",
            "InvalidFlowlogId.NotFound",
            "InvalidIdempotenceParameter.Mismatch",
            "InvalidIpAddress",
            "InvalidName",
            "InvalidOperation.BondVbrAssociated",
            "InvalidOperation.CenBandwidthLimitsNotZero",
            "InvalidOperation.CloudRouteNumberInvalid",
            "InvalidOperation.CustomRegionDomainRouteEntryExist",
            "InvalidOperation.EnhanceProtectionLevel",
            "InvalidOperation.InstanceNotSupportIPv6Route",
            "InvalidOperation.NoChildInstanceEitherRegion",
            "InvalidOperation.NotFoundRoute",
            "InvalidOperation.UnsupportRouteTableType",
            "InvalidOperation.UnsupportnexthopType",
            "InvalidOperation.VbrAttachedToEcr",
            "InvalidParamater",
            "InvalidParameter",
            "InvalidParameter.DurationSeconds",
            "InvalidParameter.PolicyGrammar",
            "InvalidParameter.PolicySize",
            "InvalidParameter.RoleArn",
            "InvalidParameter.RoleSessionName",
            "InvalidSecurityToken.Expired",
            "InvalidSecurityToken.Malformed",
            "InvalidSecurityToken.MismatchWithAccessKey",
            "InvalidStatus.Resource",
            "InvalidStatus.ResourceStatus",
            "InvalidTagKey",
            "InvalidTagValue",
            "InvalidTimeStamp.Expired",
            "InvalidVersion",
            "InvalidVpcID.NotFound",
            "InventoryExceeded",
            "LOCK_ERROR",
            "MissingAccessKeyId",
            "MissingParam.CenInstanceId",
            "MissingParameter",
            "MissingParameter.OwnerIdOrOwnerAccount",
            "MissingSecurityToken",
            "NameIllegal",
            "OperationFailed.AttachmentReferencedVpcRouteEntryExisted",
            "OperationFailed.CenReferencedVpcRouteEntryExisted",
            "OperationFailed.DeleteCenWithCustomRouteTable",
            "OperationFailed.DeleteCenWithRouteEntry",
            "OperationFailed.InsufficientBalance",
            "OperationFailed.InvalidTransitRouter",
            "OperationFailed.InvalidVpcStatus",
            "OperationFailed.OperationIsProcessing",
            "OperationFailed.OrderIsProcessing",
            "OperationFailed.RIInstanceExist",
            "OperationFailed.SetPostPay95BandwidthLimitError",
            "OperationFailed.StatusNotSupport",
            "OperationFailed.VbrAttachedVbrHa",
            "OperationFailed.VbrWithAllowPrefixes",
            "OperationInvalid.UserCanNotBuyBwp",
            "OperationInvalid.UserCanNotBuyCrossBorderBwp",
            "OperationInvalid.UserCanNotUseBwp",
            "OperationNotPermitted.AttachmentManagedByCloudService",
            "OperationUnsupported.CenFullLevel",
            "OperationUnsupported.CrossRegionNotSupport",
            "OperationUnsupported.TransitRouterType",
            "OperationUnsupported.VpcRoutePropagationSource",
            "Order.AccountStatusIllegal",
            "ParameterCcnInstanceId",
            "ParameterIllegal",
            "ParameterIllegal.AccessRegionId",
            "ParameterIllegal.AccessRegionIdNoCCN",
            "ParameterIllegal.AliUid",
            "ParameterIllegal.BandwidthLimit",
            "ParameterIllegal.BandwidthPackage",
            "ParameterIllegal.Bid",
            "ParameterIllegal.BwpAliUid",
            "ParameterIllegal.BwpBid",
            "ParameterIllegal.BwpInstanceId",
            "ParameterIllegal.CenAliUid",
            "ParameterIllegal.CenInstanceId",
            "ParameterIllegal.ChildInstanceBid",
            "ParameterIllegal.ChildInstanceId",
            "ParameterIllegal.ChildInstanceRegionId",
            "ParameterIllegal.ChildInstanceType",
            "ParameterIllegal.ChildInstanceUid",
            "ParameterIllegal.CloudRouteHost",
            "ParameterIllegal.ClouteRouteCidrNotAllow",
            "ParameterIllegal.ClouteRouteNotSupportIpv6",
            "ParameterIllegal.Host",
            "ParameterIllegal.InstanceId",
            "ParameterIllegal.Ipv6CloudRouteCidrNotAllow",
            "ParameterIllegal.RegionId",
            "ParameterIllegal.VbrInstanceBid",
            "ParameterIllegal.VbrInstanceId",
            "ParameterIllegal.VbrInstanceRegionId",
            "ParameterIllegal.VbrInstanceUid",
            "ParameterMustNotNull",
            "ProjectOrLogstoreNotExist",
            "QuotaExceeded.CenCountExceeded",
            "RealNameAuthenticationError",
            "Rejected.Throttling",
            "RouteConflict",
            "ServiceUnavailable",
            "ServiceUnavailable.RegionMaintaining",
            "SignatureDoesNotMatch",
            "SignatureNonceUsed",
            "SourceProjectNotExist",
            "SystemBusy",
            "TaskConflict",
            "Throttling",
            "Throttling.Api",
            "Throttling.User",
            "UnSupported.ChargeType",
            "Unauthorized",
            "UnknownError",
            "UnsupportedHTTPMethod",
            "UnsupportedParameter",
        ],
    ),
    (
        403,
        &[
            "Forbidden.AttachChildInstance",
            "Forbidden.RAM",
            "Forbidden.Release",
            "InvalidOperation.BwpInstanceStatus",
            "InvalidOperation.CloudRouteStatusNotAllow",
            "InvalidOperation.PvtzNotAssociatedWithVpc",
            "LastTokenProcessing",
            "NoPermission",
        ],
    ),
    (
        404,
        &[
            "Bid.NotFound",
            "EntityNotExist.Role",
            "GeographicSpan.NotFound",
            "Instance.NotExist",
            "InstanceType.Invalid",
            "InvalidAccessKeyId.NotFound",
            "InvalidInstanceId.NotFound",
            "InvalidRegionId.NotFound",
            "InvalidVbr.NotFound",
            "Operation.FailedAndTryAgain",
            "ParameterBwpInstanceId",
            "ParameterCenInstanceId",
            "ParameterError",
            "ParameterInstanceId",
            "QuotaExceeded.CbnGrantRules",
        ],
    ),
    (
        409,
        &[
            "Forbbiden.AttachChildInstanceAcrossUid",
            "InstanceStatus.NotSupport",
            "InvalidOperation.AttachedChildInstanceExist",
            "InvalidOperation.BwpBandwidthExceeded",
            "InvalidOperation.BwpBusinessStatus",
            "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
            "InvalidOperation.BwpForGeoSpanNotAssociated",
            "InvalidOperation.CenAlreadyAutoPubilshRouteToInstance",
            "InvalidOperation.CenInstanceStatus",
            "InvalidOperation.ChildInstanceAlreadyAttached",
            "InvalidOperation.ChildInstanceRIAlreadyExist",
            "InvalidOperation.ChildInstanceStatus",
            "InvalidOperation.PrivatezoneRouteExisted",
            "InvalidOperation.UnmatchRouteInVpcRegion",
            "InvalidOperation.VbrCenAttachmentStatus",
            "InvalidOperation.VbrNotAttachedToCen",
            "InvalidOperation.VpcNotAttachedToCen",
            "OperationConflict",
        ],
    ),
    (
        500,
        &[
            "InternalError",
            "Operation.Blocking",
            "PayFor.AccountMoneyValidateError",
        ],
    ),
];

/// Returns a documented code, and its status; none if there is no such code.
pub(super) fn find(code: &str) -> Option<(&'static str, u16)> {
    all()
        .chain(each(&router_codes::CODES))
        .find(|(known, _)| *known == code)
}

/// Returns every documented code of the Basic Edition with its status: those of which a random fault is one.
pub(super) fn all() -> impl Iterator<Item = (&'static str, u16)> {
    each(&CODES)
}

fn each(table: &'static [(u16, &[&'static str])]) -> impl Iterator<Item = (&'static str, u16)> {
    table
        .iter()
        .flat_map(|(status, codes)| codes.iter().map(move |code| (*code, *status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_that_the_client_knows_can_be_answered_and_no_other() {
        let known: Vec<_> = include_str!("../../../cloud/tests/fixtures/error-codes.txt")
            .lines()
            .collect();
        let mut ours: Vec<_> = all().map(|(code, _)| code).collect();
        ours.sort_unstable();
        assert_eq!(ours, known);
        // Codes of both editions are in the table of the Basic one.
        let enterprise = include_str!("../../../cloud/tests/fixtures/error-codes-enterprise.txt");
        let known: Vec<_> = enterprise
            .lines()
            .filter(|code| !known.contains(code))
            .collect();
        let mut ours: Vec<_> = each(&router_codes::CODES).map(|(code, _)| code).collect();
        ours.sort_unstable();
        assert_eq!(ours, known);
    }
}
