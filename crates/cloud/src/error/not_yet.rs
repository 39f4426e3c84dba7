//! Refusals that mean "not yet": right after one of our own writes the cloud may still refuse what that write makes possible. Its listings
//! show the write already, and another part of it does not know of it yet.
//!
//! Source: the codes that the reference marks "retry only after another change", with the change that they wait for; what the vendor's
//! Terraform provider retries; and field reports on grants. The table of codes of an update is older
//! than that of its create, so that the codes of the create stand for both.

use super::Error;

/// An API action, a code that it is refused with, and the writes that end the refusal.
type NotYet = (&'static str, &'static str, &'static [&'static str]);

/// Sorted by action and code.
const NOT_YET: &[NotYet] = &[
    (
        "AssociateCenBandwidthPackage",
        "InvalidOperation.BwpBusinessStatus",
        &["CreateCenBandwidthPackage"],
    ),
    (
        "AssociateCenBandwidthPackage",
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
        &["UnassociateCenBandwidthPackage"],
    ),
    (
        "AssociateCenBandwidthPackage",
        "InvalidOperation.BwpInstanceStatus",
        &[
            "CreateCenBandwidthPackage",
            "ModifyCenBandwidthPackageSpec",
            "UnassociateCenBandwidthPackage",
        ],
    ),
    (
        "AssociateTransitRouterAttachmentWithRouteTable",
        "AssociationExist.TransitRouterTable",
        &["DissociateTransitRouterAttachmentFromRouteTable"],
    ),
    (
        "AttachCenChildInstance",
        "Forbbiden.AttachChildInstanceAcrossUid",
        &["GrantInstanceToCbn", "GrantInstanceToCen"],
    ),
    (
        "AttachCenChildInstance",
        "InvalidOperation.ChildInstanceAlreadyAttached",
        &["DetachCenChildInstance"],
    ),
    (
        "CreateTransitRouter",
        "Forbbiden.TransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouter",
        "InstanceExist.TransitRouterInstance",
        &["DeleteTransitRouter"],
    ),
    (
        "CreateTransitRouterPeerAttachment",
        "Forbbiden.TransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouterPeerAttachment",
        "InvalidOperation.BwpBandwidthExceeded",
        &[
            "DeleteTransitRouterPeerAttachment",
            "ModifyCenBandwidthPackageSpec",
            "UpdateTransitRouterPeerAttachmentAttribute",
        ],
    ),
    (
        "CreateTransitRouterPeerAttachment",
        "InvalidOperation.BwpNotAssociated",
        &["AssociateCenBandwidthPackage"],
    ),
    (
        "CreateTransitRouterVbrAttachment",
        "Forbbiden.AttachChildInstanceAcrossUid",
        &["GrantInstanceToCen", "GrantInstanceToTransitRouter"],
    ),
    (
        "CreateTransitRouterVbrAttachment",
        "Forbbiden.TransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouterVbrAttachment",
        "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    // Which of the two codes a missing grant is refused with is not known.
    (
        "CreateTransitRouterVbrAttachment",
        "InvalidInstanceId.NotFound",
        &["GrantInstanceToCen", "GrantInstanceToTransitRouter"],
    ),
    (
        "CreateTransitRouterVbrAttachment",
        "NoPermission.AliyunServiceRolePolicyForCEN",
        &["CreateServiceLinkedRole", "OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "Forbbiden.AttachChildInstanceAcrossUid",
        &["GrantInstanceToCen", "GrantInstanceToTransitRouter"],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "Forbbiden.TransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "InvalidInstanceId.NotFound",
        &["GrantInstanceToCen", "GrantInstanceToTransitRouter"],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "InvalidOperation.VpcAutoRoutesPublishInOtherCEN",
        &[
            "DeleteTransitRouterVpcAttachment",
            "DetachCenChildInstance",
            "UpdateTransitRouterVpcAttachmentAttribute",
        ],
    ),
    (
        "CreateTransitRouterVpcAttachment",
        "NoPermission.AliyunServiceRoleForCEN",
        &["CreateServiceLinkedRole", "OpenTransitRouterService"],
    ),
    (
        "DeleteCen",
        "InvalidOperation.AttachedChildInstanceExist",
        &["DeleteTransitRouter", "DetachCenChildInstance"],
    ),
    (
        "DeleteCen",
        "OperationFailed.DeleteCenWithCustomRouteTable",
        &["DeleteTransitRouter"],
    ),
    (
        "DeleteCen",
        "OperationFailed.DeleteCenWithRouteEntry",
        &[
            "DeleteTransitRouter",
            "DetachCenChildInstance",
            "WithdrawPublishedRouteEntries",
        ],
    ),
    (
        "DeleteCenBandwidthPackage",
        "InvalidOperation.BwpInstanceStatus",
        &["UnassociateCenBandwidthPackage"],
    ),
    (
        "DeleteCenBandwidthPackage",
        "InvalidOperation.CenBandwidthLimitsNotZero",
        &[
            "DeleteTransitRouterPeerAttachment",
            "SetCenInterRegionBandwidthLimit",
            "UpdateTransitRouterPeerAttachmentAttribute",
        ],
    ),
    (
        "DeleteTransitRouter",
        "InvalidOperation.AttachedChildInstanceExist",
        &[
            "DeleteTransitRouterPeerAttachment",
            "DeleteTransitRouterVbrAttachment",
            "DeleteTransitRouterVpcAttachment",
        ],
    ),
    (
        "DeleteTransitRouter",
        "OperationFailed.BandwidthLimitExist",
        &["DeleteTransitRouterPeerAttachment"],
    ),
    (
        "DeleteTransitRouter",
        "OperationFailed.DeleteTransitRouter",
        &[
            "DeleteTransitRouterPeerAttachment",
            "DeleteTransitRouterVbrAttachment",
            "DeleteTransitRouterVpcAttachment",
        ],
    ),
    (
        "DeleteTransitRouterPeerAttachment",
        "OperationFailed.RouteTableAssociationExist",
        &["DissociateTransitRouterAttachmentFromRouteTable"],
    ),
    (
        "DeleteTransitRouterPeerAttachment",
        "OperationFailed.RouteTablePropagationExist",
        &["DisableTransitRouterRouteTablePropagation"],
    ),
    (
        "DeleteTransitRouterVbrAttachment",
        "OperationFailed.RouteTableAssociationExist",
        &["DissociateTransitRouterAttachmentFromRouteTable"],
    ),
    (
        "DeleteTransitRouterVbrAttachment",
        "OperationFailed.RouteTablePropagationExist",
        &["DisableTransitRouterRouteTablePropagation"],
    ),
    (
        "DeleteTransitRouterVpcAttachment",
        "OperationFailed.RouteTableAssociationExist",
        &["DissociateTransitRouterAttachmentFromRouteTable"],
    ),
    (
        "DeleteTransitRouterVpcAttachment",
        "OperationFailed.RouteTablePropagationExist",
        &["DisableTransitRouterRouteTablePropagation"],
    ),
    (
        "DeleteVpc",
        "DependencyViolation.VSwitch",
        &["DeleteVSwitch"],
    ),
    (
        "DetachCenChildInstance",
        "Forbidden.PrivatezoneRouteExisted",
        &["UnroutePrivateZoneInCenToVpc"],
    ),
    (
        "DissociateTransitRouterAttachmentFromRouteTable",
        "OperationUnsupported.dissociateRouteTable",
        &["DisableTransitRouterRouteTablePropagation"],
    ),
    (
        "EnableCenVbrHealthCheck",
        "InvalidOperation.VbrNotAttachedToCen",
        &["AttachCenChildInstance"],
    ),
    (
        "GrantInstanceToTransitRouter",
        "Forbbiden.TransitRouterServiceNotOpen",
        &["OpenTransitRouterService"],
    ),
    (
        "GrantInstanceToTransitRouter",
        "NoPermission.AliyunServiceRoleForCEN",
        &["CreateServiceLinkedRole"],
    ),
    (
        "ModifyCenBandwidthPackageSpec",
        "InvalidOperation.BwpBandwidthExceeded",
        &[
            "DeleteTransitRouterPeerAttachment",
            "SetCenInterRegionBandwidthLimit",
            "UpdateTransitRouterPeerAttachmentAttribute",
        ],
    ),
    (
        "ResolveAndRouteServiceInCen",
        "CloudRoute.Conflict",
        &["DeleteRouteServiceInCen"],
    ),
    (
        "ResolveAndRouteServiceInCen",
        "CloudRoute.Exist",
        &["DeleteRouteServiceInCen"],
    ),
    (
        "ResolveAndRouteServiceInCen",
        "CloudRoute.VpcNotAttached",
        &["AttachCenChildInstance"],
    ),
    (
        "RoutePrivateZoneInCenToVpc",
        "InvalidOperation.NoChildInstanceEitherRegion",
        &["AttachCenChildInstance"],
    ),
    (
        "RoutePrivateZoneInCenToVpc",
        "InvalidOperation.PrivatezoneRouteExisted",
        &["UnroutePrivateZoneInCenToVpc"],
    ),
    (
        "RoutePrivateZoneInCenToVpc",
        "InvalidOperation.VpcNotAttachedToCen",
        &["AttachCenChildInstance"],
    ),
    (
        "SetCenInterRegionBandwidthLimit",
        "InvalidOperation.BwpBandwidthExceeded",
        &[
            "ModifyCenBandwidthPackageSpec",
            "SetCenInterRegionBandwidthLimit",
        ],
    ),
    (
        "SetCenInterRegionBandwidthLimit",
        "InvalidOperation.BwpForGeoSpanNotAssociated",
        &["AssociateCenBandwidthPackage"],
    ),
    (
        "UnassociateCenBandwidthPackage",
        "InvalidOperation.BwpInstanceStatus",
        &[
            "AssociateCenBandwidthPackage",
            "ModifyCenBandwidthPackageSpec",
            "SetCenInterRegionBandwidthLimit",
        ],
    ),
    (
        "UnassociateCenBandwidthPackage",
        "InvalidOperation.CenBandwidthLimitsNotZero",
        &[
            "DeleteTransitRouterPeerAttachment",
            "SetCenInterRegionBandwidthLimit",
            "UpdateTransitRouterPeerAttachmentAttribute",
        ],
    ),
    (
        "UpdateTransitRouterPeerAttachmentAttribute",
        "InvalidOperation.BwpBandwidthExceeded",
        &[
            "DeleteTransitRouterPeerAttachment",
            "ModifyCenBandwidthPackageSpec",
            "UpdateTransitRouterPeerAttachmentAttribute",
        ],
    ),
    (
        "UpdateTransitRouterPeerAttachmentAttribute",
        "InvalidOperation.BwpNotAssociated",
        &["AssociateCenBandwidthPackage"],
    ),
];

impl Error {
    /// Returns the writes of our own after which this refusal means "not yet", by their API actions. Empty if it does not pass.
    pub fn passes_after(&self) -> &'static [&'static str] {
        let row = (self.action, self.code.as_str());
        NOT_YET
            .binary_search_by_key(&row, |(action, code, _)| (action, code))
            .map_or(&[], |index| NOT_YET[index].2)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::kind::ErrorKind;
    use super::super::table::row;
    use super::*;

    #[test]
    fn the_list_is_sorted_and_names_known_codes_and_actions() {
        let read =
            |text| -> BTreeMap<String, serde_json::Value> { serde_json::from_str(text).unwrap() };
        let mut operations = read(include_str!("../../tests/fixtures/contract.json"));
        operations.extend(read(include_str!(
            "../../tests/fixtures/contract-enterprise.json"
        )));
        let keys: Vec<_> = NOT_YET
            .iter()
            .map(|(action, code, _)| (action, code))
            .collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        for (action, code, after) in NOT_YET {
            for action in after.iter().chain([action]) {
                assert!(operations.contains_key(*action), "{action}");
            }
            // What is busy is waited for in any case.
            let (_, kind, _) = row(code).unwrap();
            assert!(
                !matches!(
                    kind,
                    ErrorKind::Busy | ErrorKind::Locked | ErrorKind::Unknown
                ),
                "{code}"
            );
        }
    }

    #[test]
    fn a_refusal_passes_only_where_its_own_action_is_refused() {
        let refused = |action| {
            let error = Error::not_sent(action, String::new());
            error.with_code("InvalidOperation.BwpForGeoSpanNotAssociated".to_owned())
        };
        assert_eq!(
            refused("SetCenInterRegionBandwidthLimit").passes_after(),
            ["AssociateCenBandwidthPackage"]
        );
        assert!(refused("DeleteCen").passes_after().is_empty());
    }
}
