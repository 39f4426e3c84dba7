//! Every error code of the reference, its kind, and what it means. Misspellings are the API's own and must be matched as they are.

use crate::error::ErrorKind::{
    self, AlreadyExists, Busy, Denied, Invalid, Locked, NotFound, Quota, Throttled, Unknown,
};
use crate::error_table_enterprise::ENTERPRISE;

/// What is known of a code: code, kind, gist.
pub(crate) type Row = (&'static str, ErrorKind, &'static str);

/// The row of a code; none if the reference does not have it.
pub(crate) fn row(code: &str) -> Option<Row> {
    let find = |table: &'static [Row]| {
        table
            .binary_search_by_key(&code, |(code, _, _)| code)
            .ok()
            .map(|row| table[row])
    };
    find(TABLE).or_else(|| find(ENTERPRISE))
}

/// All rows.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().chain(ENTERPRISE)
}

/// The codes of the Basic edition and of the products around it, sorted by code.
pub(crate) const TABLE: &[Row] = &[
    (
        "Abs.ApiForbiddenBySubBid",
        Denied,
        "API not open to this site/BID (CEN table)",
    ),
    (
        "Bid.NotFound",
        NotFound,
        "owner uid/BID cannot be resolved (e.g. wrong ChildInstanceOwnerId)",
    ),
    (
        "CloudRoute.Conflict",
        Invalid,
        "conflicts with another service route",
    ),
    ("CloudRoute.Exist", AlreadyExists, "already configured"),
    (
        "CloudRoute.VpcNotAttached",
        Invalid,
        "host VPC not attached",
    ),
    ("DB.Error", Unknown, "database error (CEN table)"),
    (
        "DependencyViolation.SecurityGroup",
        Invalid,
        "security groups remain",
    ),
    ("DependencyViolation.VSwitch", Invalid, "vSwitches remain"),
    ("DescriptionIllegal", Invalid, "bad description (older)"),
    ("DryRunOperation", Invalid, "dry run would have succeeded"),
    ("EntityNotExist.Role", NotFound, "no such role"),
    ("FilterKey.NotSupport", Invalid, "unknown Filter.N.Key"),
    (
        "Forbbiden.AttachChildInstanceAcrossBid",
        Denied,
        "child belongs to another site/BID (China vs International) - not attachable",
    ),
    (
        "Forbbiden.AttachChildInstanceAcrossUid",
        Denied,
        "no grant from the child's owner to this CEN (code is spelled with double b)",
    ),
    (
        "Forbbiden.CloudBoxVSwitchExist",
        Denied,
        "VPC has CloudBox vSwitches",
    ),
    (
        "Forbbiden.SubUser",
        Denied,
        "RAM user may not do this (the CEN table's own misspelling)",
    ),
    (
        "Forbidden",
        Denied,
        "listed for any CEN operation, not explained",
    ),
    ("Forbidden.AccessKeyDisabled", Denied, "AccessKey disabled"),
    (
        "Forbidden.AttachChildInstance",
        Denied,
        "attachment forbidden for this instance/account",
    ),
    ("Forbidden.NotSupportRAM", Denied, "RAM not supported"),
    (
        "Forbidden.OptimizationCCNExisted",
        Denied,
        "CCN optimisation still configured",
    ),
    (
        "Forbidden.PrivatezoneRouteExisted",
        Denied,
        "PrivateZone routing still configured on this VPC",
    ),
    (
        "Forbidden.PrivatezoneServiceNotAuthorize",
        Denied,
        "service-linked authorisation missing",
    ),
    (
        "Forbidden.RAM",
        Denied,
        "RAM policy denies the action; may carry AccessDeniedDetail",
    ),
    (
        "Forbidden.Release",
        Denied,
        "PREPAY package inside its paid period",
    ),
    ("Forbidden.RiskControl", Denied, "risk control"),
    ("Forbidden.SubUser", Denied, "RAM user may not do this"),
    (
        "Forbidden.TypeInvalid",
        Denied,
        "only Basic Edition transit routers are accepted",
    ),
    (
        "Forbidden.Unauthorized",
        Denied,
        "a necessary service role is missing",
    ),
    ("GeographicSpan.NotFound", NotFound, "area pair not offered"),
    (
        "IdempotenceParam.NotMatch",
        Invalid,
        "same ClientToken, different parameters (CEN table)",
    ),
    (
        "IdempotentParameterMismatch",
        Invalid,
        "same ClientToken, different parameters (ECS/VPC)",
    ),
    (
        "Illegal.SourceIpOrTargetIp",
        Invalid,
        "bad source/target IP",
    ),
    ("IllegalParam.CenInstanceId", Invalid, "CenId malformed"),
    ("IllegalParam.RegionId", Invalid, "region invalid"),
    (
        "IllegalParam.ResourceGroupId",
        Invalid,
        "resource group invalid",
    ),
    ("IllegalParam.TagKey", Invalid, "bad tag key"),
    ("IllegalParam.TagValue", Invalid, "bad tag value"),
    ("IllegalTimestamp", Invalid, "timestamp format bad"),
    (
        "IncompleteSignature",
        Denied,
        "signature computed over a different string; Go SDK parses it like SignatureDoesNotMatch",
    ),
    (
        "IncorrectStatus",
        Locked,
        "current instance status does not support this operation",
    ),
    (
        "IncorrectStatus.RouteMap",
        Busy,
        "policy busy; status unverified",
    ),
    (
        "IncorrectStatus.TrFlowlog",
        Busy,
        "flow log busy; HTTP status unverified",
    ),
    (
        "IncorrectStatus.TransitRouter",
        Busy,
        "transit router is busy",
    ),
    ("IncorrectStatus.Vpc", Busy, "the VPC is busy"),
    (
        "IncorrectStatus.VpcRouteTable",
        Busy,
        "a VPC route table is not in a stable state",
    ),
    (
        "IncorrectStatus.VpcSwitch",
        Busy,
        "a vSwitch of the VPC is not in a stable state",
    ),
    (
        "IncorrectStatus.flowlog",
        Busy,
        "flow log busy; HTTP status unverified",
    ),
    ("IncorrectVpcStatus", Busy, "the VPC is busy"),
    ("Instance.NotExist", NotFound, "instance does not exist"),
    (
        "InstanceStatus.NotSupport",
        Busy,
        "instance status does not allow it",
    ),
    ("InstanceType.Invalid", Invalid, "bad InstanceType (404!)"),
    ("InstanceType.NotSupport", Invalid, "bad ChildInstanceType"),
    ("InsufficientBalance", Denied, "balance too low"),
    ("InternalError", Unknown, "internal"),
    (
        "Invalid.Grant",
        Invalid,
        "cannot grant (VBR) to another owner's CEN",
    ),
    (
        "InvalidAccessKeyId.Inactive",
        Denied,
        "disabled AccessKey (name from general POP practice)",
    ),
    (
        "InvalidAccessKeyId.NotFound",
        Denied,
        "unknown AccessKeyId (400 in ECS/SLB docs; 404 seen in field reports)",
    ),
    (
        "InvalidAction",
        Invalid,
        "unknown action (ECS table); gateway form InvalidAction.NotFound 404 unverified",
    ),
    ("InvalidDescription", Invalid, "bad description"),
    (
        "InvalidFlowlogId.NotFound",
        NotFound,
        "gone; status unverified",
    ),
    (
        "InvalidIdempotenceParameter.Mismatch",
        Invalid,
        "same ClientToken, different parameters (older)",
    ),
    (
        "InvalidInstanceId.NotFound",
        NotFound,
        "network instance not found for this account/region",
    ),
    ("InvalidIpAddress", Invalid, "bad IP"),
    ("InvalidName", Invalid, "bad name"),
    (
        "InvalidOperation.AttachedChildInstanceExist",
        Invalid,
        "children still attached",
    ),
    (
        "InvalidOperation.BondVbrAssociated",
        Invalid,
        "bonded VBR associated",
    ),
    (
        "InvalidOperation.BwpBandwidthExceeded",
        Invalid,
        "(guess) downgrade below the sum of limits; the rule is documented, the code for this op is not",
    ),
    (
        "InvalidOperation.BwpBusinessStatus",
        Invalid,
        "package locked/overdue/order unpaid",
    ),
    (
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
        AlreadyExists,
        "CEN already has a package for that area pair",
    ),
    (
        "InvalidOperation.BwpForGeoSpanNotAssociated",
        Invalid,
        "no associated package covers the two regions' areas",
    ),
    (
        "InvalidOperation.BwpInstanceStatus",
        Invalid,
        "package still InUse (associated), or changing at this moment",
    ),
    (
        "InvalidOperation.CenAlreadyAutoPubilshRouteToInstance",
        Invalid,
        "conflict with auto route publishing (code is misspelled)",
    ),
    (
        "InvalidOperation.CenBandwidthLimitsNotZero",
        Invalid,
        "limits still configured; status unverified",
    ),
    (
        "InvalidOperation.CenInstanceStatus",
        Locked,
        "CEN is not in a state valid for the operation",
    ),
    (
        "InvalidOperation.ChildInstanceAlreadyAttached",
        AlreadyExists,
        "child already attached (to this or another CEN)",
    ),
    (
        "InvalidOperation.ChildInstanceRIAlreadyExist",
        Invalid,
        "VPC still has an Express Connect router interface",
    ),
    (
        "InvalidOperation.ChildInstanceStatus",
        Locked,
        "child instance (network or its attachment) is busy / not in a valid state",
    ),
    (
        "InvalidOperation.CloudRouteNumberInvalid",
        Invalid,
        "not exactly the expected number of routes",
    ),
    (
        "InvalidOperation.CloudRouteStatusNotAllow",
        Busy,
        "service route is in a transient state",
    ),
    (
        "InvalidOperation.CustomRegionDomainRouteEntryExist",
        Invalid,
        "custom routes in region domain exist",
    ),
    (
        "InvalidOperation.EnhanceProtectionLevel",
        Invalid,
        "cannot tighten protection level (REDUCED->FULL)",
    ),
    (
        "InvalidOperation.InstanceNotSupportIPv6Route",
        Invalid,
        "IPv6 unsupported",
    ),
    (
        "InvalidOperation.NoChildInstanceEitherRegion",
        Invalid,
        "no attachment in access or host region; status unverified",
    ),
    (
        "InvalidOperation.NotFoundRoute",
        NotFound,
        "no such route in that table",
    ),
    (
        "InvalidOperation.PrivatezoneRouteExisted",
        AlreadyExists,
        "already configured",
    ),
    (
        "InvalidOperation.PvtzNotAssociatedWithVpc",
        Invalid,
        "PrivateZone not associated with host VPC",
    ),
    (
        "InvalidOperation.UnmatchRouteInVpcRegion",
        Invalid,
        "route mismatch in VPC region",
    ),
    (
        "InvalidOperation.UnsupportRouteTableType",
        Invalid,
        "route table type not supported (custom table)",
    ),
    (
        "InvalidOperation.UnsupportnexthopType",
        Invalid,
        "next hop type cannot be published/withdrawn",
    ),
    (
        "InvalidOperation.VbrAttachedToEcr",
        Invalid,
        "VBR already on an Express Connect Router",
    ),
    (
        "InvalidOperation.VbrCenAttachmentStatus",
        Busy,
        "attachment busy",
    ),
    (
        "InvalidOperation.VbrNotAttachedToCen",
        Invalid,
        "VBR not attached",
    ),
    (
        "InvalidOperation.VpcNotAttachedToCen",
        Invalid,
        "host VPC not attached",
    ),
    (
        "InvalidParamater",
        Invalid,
        "SignatureMethod/SignatureVersion not accepted (documented with this misspelling)",
    ),
    (
        "InvalidParameter",
        Invalid,
        "value not accepted (Action/Version/...)",
    ),
    ("InvalidParameter.DurationSeconds", Invalid, "bad duration"),
    (
        "InvalidParameter.PolicyGrammar",
        Invalid,
        "bad session policy",
    ),
    (
        "InvalidParameter.PolicySize",
        Invalid,
        "session policy too long",
    ),
    ("InvalidParameter.RoleArn", Invalid, "bad role ARN"),
    (
        "InvalidParameter.RoleSessionName",
        Invalid,
        "bad session name",
    ),
    ("InvalidRegionId.NotFound", Invalid, "unknown region"),
    (
        "InvalidSecurityToken.Expired",
        Denied,
        "STS token expired (status 400 or 403 not confirmed here)",
    ),
    (
        "InvalidSecurityToken.Malformed",
        Denied,
        "STS token malformed",
    ),
    (
        "InvalidSecurityToken.MismatchWithAccessKey",
        Denied,
        "STS token does not belong to AccessKey",
    ),
    ("InvalidStatus.Resource", Busy, "package is busy"),
    (
        "InvalidStatus.ResourceStatus",
        Busy,
        "resource not in a stable state",
    ),
    ("InvalidTagKey", Invalid, "bad tag key"),
    ("InvalidTagValue", Invalid, "tag value invalid"),
    (
        "InvalidTimeStamp.Expired",
        Invalid,
        "timestamp outside 15 minutes",
    ),
    ("InvalidVbr.NotFound", NotFound, "VBR not found"),
    (
        "InvalidVersion",
        Invalid,
        "unknown API version (unverified)",
    ),
    (
        "InvalidVpcID.NotFound",
        NotFound,
        "absent VPC; the provider also treats an empty VpcId in a 200 body as absent",
    ),
    ("InventoryExceeded", Invalid, "the vendor has no stock"),
    (
        "LOCK_ERROR",
        Locked,
        "lock contention; HTTP status unverified",
    ),
    (
        "LastTokenProcessing",
        Busy,
        "previous request with that ClientToken is still running",
    ),
    ("MissingAccessKeyId", Denied, "AccessKeyId missing"),
    ("MissingParam.CenInstanceId", Invalid, "CenId missing"),
    (
        "MissingParameter",
        Invalid,
        "a mandatory parameter (incl. Action, Version, AccessKeyId, Signature, Timestamp) is missing",
    ),
    (
        "MissingParameter.OwnerIdOrOwnerAccount",
        Invalid,
        "caller identity missing",
    ),
    (
        "MissingSecurityToken",
        Denied,
        "temporary AccessKey used without SecurityToken",
    ),
    (
        "NameIllegal",
        Invalid,
        "bad name (older spelling in the global table)",
    ),
    ("NoPermission", Denied, "STS / RAM style denial"),
    ("Operation.Blocking", Locked, "concurrency lock (CEN table)"),
    (
        "Operation.FailedAndTryAgain",
        Busy,
        "transient failure, retry (note HTTP 404!)",
    ),
    ("OperationConflict", Locked, "concurrent operation"),
    (
        "OperationFailed.AttachmentReferencedVpcRouteEntryExisted",
        Invalid,
        "VPC route entries point at the attachment",
    ),
    (
        "OperationFailed.CenReferencedVpcRouteEntryExisted",
        Invalid,
        "VPC route entries reference the CEN",
    ),
    (
        "OperationFailed.DeleteCenWithCustomRouteTable",
        Invalid,
        "a transit-router custom route table still exists",
    ),
    (
        "OperationFailed.DeleteCenWithRouteEntry",
        Invalid,
        "route entries still exist",
    ),
    (
        "OperationFailed.InsufficientBalance",
        Denied,
        "balance too low",
    ),
    (
        "OperationFailed.InvalidTransitRouter",
        Invalid,
        "the region's transit router is not usable with this call (e.g. Enterprise Edition)",
    ),
    (
        "OperationFailed.InvalidVpcStatus",
        Busy,
        "VPC not in a stable state",
    ),
    (
        "OperationFailed.OperationIsProcessing",
        Locked,
        "a previous operation is in progress",
    ),
    (
        "OperationFailed.OrderIsProcessing",
        Busy,
        "a previous order is in progress",
    ),
    (
        "OperationFailed.RIInstanceExist",
        Invalid,
        "router interface exists",
    ),
    (
        "OperationFailed.SetPostPay95BandwidthLimitError",
        Invalid,
        "95th-percentile package limit failure",
    ),
    (
        "OperationFailed.StatusNotSupport",
        Busy,
        "status does not allow it; HTTP status unverified",
    ),
    (
        "OperationFailed.VbrAttachedVbrHa",
        Invalid,
        "VBR is in a VBR failover group",
    ),
    (
        "OperationFailed.VbrWithAllowPrefixes",
        Invalid,
        "VBR has allowed prefixes",
    ),
    (
        "OperationInvalid.UserCanNotBuyBwp",
        Denied,
        "account not entitled",
    ),
    (
        "OperationInvalid.UserCanNotBuyCrossBorderBwp",
        Denied,
        "account not entitled to cross-border packages",
    ),
    (
        "OperationInvalid.UserCanNotUseBwp",
        Denied,
        "account may not use the package",
    ),
    (
        "OperationNotPermitted.AttachmentManagedByCloudService",
        Invalid,
        "attachment is owned by a cloud service (see ManagedService)",
    ),
    (
        "OperationUnsupported.CenFullLevel",
        Invalid,
        "CEN with FULL protection level not supported",
    ),
    (
        "OperationUnsupported.CrossRegionNotSupport",
        Invalid,
        "access and host region must match (except CCN)",
    ),
    (
        "OperationUnsupported.TransitRouterType",
        Invalid,
        "(seen on a sibling op; expected on Enterprise TRs) not Basic Edition",
    ),
    (
        "OperationUnsupported.VpcRoutePropagationSource",
        Invalid,
        "VPC has a route propagation source that forbids it",
    ),
    (
        "Order.AccountStatusIllegal",
        Denied,
        "billing account status bad",
    ),
    (
        "ParameterBwpInstanceId",
        NotFound,
        "bandwidth package does not exist",
    ),
    ("ParameterCcnInstanceId", NotFound, "CCN not found"),
    (
        "ParameterCenInstanceId",
        NotFound,
        "CEN does not exist (or is not owned by the caller)",
    ),
    (
        "ParameterError",
        NotFound,
        "child is not attached to that CEN",
    ),
    (
        "ParameterIllegal",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.AccessRegionId",
        Invalid,
        "bad access region",
    ),
    (
        "ParameterIllegal.AccessRegionIdNoCCN",
        Invalid,
        "no CCN in the access region",
    ),
    ("ParameterIllegal.AliUid", Invalid, "bad uid"),
    ("ParameterIllegal.BandwidthLimit", Invalid, "bad bandwidth"),
    (
        "ParameterIllegal.BandwidthPackage",
        Invalid,
        "bad package parameters",
    ),
    (
        "ParameterIllegal.Bid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.BwpAliUid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.BwpBid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.BwpInstanceId",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.CenAliUid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.CenInstanceId",
        Invalid,
        "malformed CEN id",
    ),
    (
        "ParameterIllegal.ChildInstanceBid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    ("ParameterIllegal.ChildInstanceId", Invalid, "bad child id"),
    (
        "ParameterIllegal.ChildInstanceRegionId",
        Invalid,
        "bad child region",
    ),
    (
        "ParameterIllegal.ChildInstanceType",
        Invalid,
        "bad ChildInstanceType",
    ),
    (
        "ParameterIllegal.ChildInstanceUid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    ("ParameterIllegal.CloudRouteHost", Invalid, "bad host"),
    (
        "ParameterIllegal.ClouteRouteCidrNotAllow",
        Invalid,
        "Host outside 100.64.0.0/10 (code misspelled)",
    ),
    (
        "ParameterIllegal.ClouteRouteNotSupportIpv6",
        Invalid,
        "IPv6 not supported (code misspelled)",
    ),
    ("ParameterIllegal.Host", Invalid, "bad host"),
    (
        "ParameterIllegal.InstanceId",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.Ipv6CloudRouteCidrNotAllow",
        Invalid,
        "IPv6 CIDR not allowed",
    ),
    ("ParameterIllegal.RegionId", Invalid, "bad region"),
    (
        "ParameterIllegal.VbrInstanceBid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.VbrInstanceId",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.VbrInstanceRegionId",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterIllegal.VbrInstanceUid",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "ParameterInstanceId",
        NotFound,
        "specified instance id does not exist",
    ),
    (
        "ParameterMustNotNull",
        Invalid,
        "listed for any CEN operation, not explained",
    ),
    (
        "PayFor.AccountMoneyValidateError",
        Denied,
        "balance check failed (HTTP 500!)",
    ),
    (
        "ProjectOrLogstoreNotExist",
        NotFound,
        "SLS project/logstore missing; status unverified",
    ),
    (
        "QuotaExceeded.CbnGrantRules",
        Quota,
        "grant quota reached (404!)",
    ),
    (
        "QuotaExceeded.CenCountExceeded",
        Quota,
        "account CEN quota reached; HTTP status unverified (constant in old provider, upstream text not seen)",
    ),
    (
        "RealNameAuthenticationError",
        Denied,
        "real-name registration missing",
    ),
    (
        "Rejected.Throttling",
        Throttled,
        "flow control; retried by provider (HTTP status unverified)",
    ),
    (
        "RouteConflict",
        Invalid,
        "health-check route already exists",
    ),
    (
        "ServiceUnavailable",
        Unknown,
        "service temporarily unavailable",
    ),
    (
        "ServiceUnavailable.RegionMaintaining",
        Unknown,
        "region under maintenance",
    ),
    (
        "SignatureDoesNotMatch",
        Denied,
        "signature wrong; message carries 'server string to sign is:<StringToSign>'; some pages list 403",
    ),
    (
        "SignatureNonceUsed",
        Invalid,
        "nonce seen before (window at least 15 min)",
    ),
    (
        "SourceProjectNotExist",
        NotFound,
        "SLS project missing; status unverified",
    ),
    ("SystemBusy", Busy, "retry"),
    ("TaskConflict", Locked, "operation too frequent"),
    ("Throttling", Throttled, "system flow control"),
    (
        "Throttling.Api",
        Throttled,
        "per-API flow control (name used in other products)",
    ),
    (
        "Throttling.User",
        Throttled,
        "per-user flow control ('Request was denied due to user flow control.')",
    ),
    (
        "UnSupported.ChargeType",
        Invalid,
        "charge type not allowed for the account",
    ),
    (
        "Unauthorized",
        Denied,
        "AccessKeyId is not authorised (listed on every recent CBN page; 401 in the 2019 global table)",
    ),
    ("UnknownError", Unknown, "unknown"),
    ("UnsupportedHTTPMethod", Invalid, "method not allowed"),
    ("UnsupportedParameter", Invalid, "parameter not supported"),
];
