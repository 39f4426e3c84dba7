//! The parameters of a call that is only asked for its permission.

use cen_cloud::{Access, Permission, Product};

use super::subjects::ProbeSubjects;

/// The end of every id of what cannot exist.
pub(super) const NOT_THERE: &str = "-not-there";

/// The region where the file names none.
pub(super) const ANY_REGION: &str = "cn-hangzhou";

/// Returns the parameters that the API asks for. A read names what exists, if anything does; a write names only what cannot exist.
pub(super) fn parameters(
    permission: &Permission,
    subjects: &ProbeSubjects,
) -> Vec<(String, String)> {
    let pair = |name: &&str| ((*name).to_owned(), value(name, permission, subjects));
    let mut pairs: Vec<_> = permission.required.iter().map(pair).collect();
    if permission.dry_run {
        pairs.push(("DryRun".to_owned(), "true".to_owned()));
    }
    pairs
}

fn value(name: &str, permission: &Permission, subjects: &ProbeSubjects) -> String {
    let there = match permission.access {
        Access::Read => there(name, permission, subjects),
        Access::Write => None,
    };
    there.unwrap_or_else(|| said(name, permission.called.product, subjects).to_owned())
}

/// Returns the id of what exists.
fn there(name: &str, permission: &Permission, subjects: &ProbeSubjects) -> Option<String> {
    let of_router = permission.required.contains(&"TransitRouterId");
    match name {
        "CenId" => subjects.cen.clone(),
        "TransitRouterId" => subjects.router.as_ref().map(|(id, _)| id.clone()),
        "RegionId" if of_router => subjects.router.as_ref().map(|(_, region)| region.clone()),
        "TransitRouterRouteTableId" => subjects.table.clone(),
        _ => None,
    }
}

/// Returns a value of the right form. Its ids are those of nothing: the vendor's have letters and digits after the hyphen, and none is named by
/// words. Addresses are of a range for documentation.
fn said<'a>(name: &str, product: Product, subjects: &'a ProbeSubjects) -> &'a str {
    match name.trim_end_matches(".1") {
        "CenOwnerId" | "CenUid" => &subjects.account,
        "CenId" | "CenInstanceId" => "cen-doctor-not-there",
        "CcnInstanceId" => "ccn-doctor-not-there",
        "CenBandwidthPackageId" => "cenbwp-doctor-not-there",
        "ChildInstanceId" | "InstanceId" | "HostVpcId" | "VpcId" => "vpc-doctor-not-there",
        "VbrId" | "VbrInstanceId" => "vbr-doctor-not-there",
        "VSwitchId" | "ZoneMappings.1.VSwitchId" => "vsw-doctor-not-there",
        "ChildInstanceRouteTableId" | "TransitRouterRouteTableId" => "vtb-doctor-not-there",
        "TransitRouterId" | "PeerTransitRouterId" => "tr-doctor-not-there",
        "TransitRouterAttachmentId" => "tr-attach-doctor-not-there",
        "RouteMapId" => "cenrmap-doctor-not-there",
        "NewResourceGroupId" => "rg-doctor-not-there",
        "ResourceId" if product == Product::Vpc => "vpc-doctor-not-there",
        "ResourceId" => "cen-doctor-not-there",
        "ResourceType" if product == Product::Vpc => "VPC",
        "ResourceType" => "cen",
        "ChildInstanceType" | "InstanceType" | "ProductType" => "VPC",
        "RoleName" => "AliyunServiceRoleForCEN",
        "Tag.1.Key" | "TagKey" => "cen:doctor",
        "Host" | "DestinationCidrBlock" => "192.0.2.0/24",
        "CidrBlock" => "192.168.0.0/16",
        "HealthCheckTargetIp" => "192.0.2.1",
        "GeographicRegionId" => "China",
        "BandwidthLimit" => "1",
        "MapResult" => "Permit",
        "TransmitDirection" => "RegionIn",
        "Priority" => "100",
        "ZoneId" | "ZoneMappings.1.ZoneId" => "cn-hangzhou-doctor",
        "OppositeRegionId" => "eu-central-1",
        region if region.ends_with("RegionId") || region.ends_with("RegionIds") => {
            subjects.region.as_deref().unwrap_or(ANY_REGION)
        }
        _ => "doctor",
    }
}

#[cfg(test)]
mod tests {
    use cen_cloud::permissions;

    use super::*;

    /// Returns the permissions that are asked for. Two are of no plan: nobody signs the one, and the other asks for a price.
    fn tried() -> impl Iterator<Item = &'static Permission> {
        let never = super::super::NEVER_TRIED;
        permissions()
            .iter()
            .filter(|row| !row.action.is_empty() && row.called.product != Product::Ros)
            .filter(move |row| !never.contains(&row.called.operation))
    }

    #[test]
    fn a_write_names_nothing_that_exists() {
        let subjects = ProbeSubjects {
            account: "1".to_owned(),
            region: Some("cn-beijing".to_owned()),
            cen: Some("cen-real".to_owned()),
            router: Some(("tr-real".to_owned(), "cn-beijing".to_owned())),
            table: Some("vtb-real".to_owned()),
        };
        for row in tried().filter(|row| row.access == Access::Write) {
            let values: Vec<_> = parameters(row, &subjects);
            assert!(
                !values.iter().any(|(_, value)| value.ends_with("-real")),
                "{values:?}"
            );
            let names_nothing = values.iter().any(|(_, value)| value.ends_with(NOT_THERE));
            assert!(
                names_nothing || row.dry_run,
                "{row:?} would create something"
            );
        }
    }

    #[test]
    fn a_read_names_what_exists_and_every_parameter_has_a_value_of_its_own() {
        let subjects = ProbeSubjects {
            cen: Some("cen-real".to_owned()),
            ..ProbeSubjects::default()
        };
        for row in tried() {
            for (name, value) in parameters(row, &subjects) {
                assert_ne!(value, "doctor", "{name} of {:?}", row.called);
                let is_cen = name == "CenId" && row.access == Access::Read;
                assert_eq!(value == "cen-real", is_cen, "{name} of {:?}", row.called);
            }
        }
    }
}
