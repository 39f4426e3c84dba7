//! Refusals that mean "not yet": right after one of our own writes the cloud may still refuse what that write makes possible. Its listings
//! show the write already, and another part of it does not know of it yet.
//!
//! Source: the codes that the reference marks "retry only after another change", with the change that they wait for; what the vendor's
//! Terraform provider retries; and field reports on grants.

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
        "DeleteCen",
        "InvalidOperation.AttachedChildInstanceExist",
        &["DetachCenChildInstance"],
    ),
    (
        "DeleteCen",
        "OperationFailed.DeleteCenWithRouteEntry",
        &["DetachCenChildInstance", "WithdrawPublishedRouteEntries"],
    ),
    (
        "DeleteCenBandwidthPackage",
        "InvalidOperation.BwpInstanceStatus",
        &["UnassociateCenBandwidthPackage"],
    ),
    (
        "DeleteCenBandwidthPackage",
        "InvalidOperation.CenBandwidthLimitsNotZero",
        &["SetCenInterRegionBandwidthLimit"],
    ),
    (
        "DetachCenChildInstance",
        "Forbidden.PrivatezoneRouteExisted",
        &["UnroutePrivateZoneInCenToVpc"],
    ),
    (
        "EnableCenVbrHealthCheck",
        "InvalidOperation.VbrNotAttachedToCen",
        &["AttachCenChildInstance"],
    ),
    (
        "ModifyCenBandwidthPackageSpec",
        "InvalidOperation.BwpBandwidthExceeded",
        &["SetCenInterRegionBandwidthLimit"],
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
        &["SetCenInterRegionBandwidthLimit"],
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
        let contract = include_str!("../../tests/fixtures/contract.json");
        let operations: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(contract).unwrap();
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
            error.with_code("InvalidOperation.CenBandwidthLimitsNotZero".to_owned())
        };
        assert_eq!(
            refused("UnassociateCenBandwidthPackage").passes_after(),
            ["SetCenInterRegionBandwidthLimit"]
        );
        assert!(refused("DeleteCen").passes_after().is_empty());
    }
}
