//! Access to PrivateZone and to cloud services through a CEN: operations of CBN 2017-09-12.

use serde::Deserialize;

use super::route::CenRegion;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// An access to PrivateZone, as `DescribeCenPrivateZoneRoutes` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PrivateZoneInfo {
    /// The region, or the area of CCNs, that it is used from.
    pub access_region_id: String,
    /// The region of the host; may be empty.
    #[serde(default)]
    pub host_region_id: String,
    /// The VPC that is associated with the zone; may be empty.
    #[serde(default)]
    pub host_vpc_id: String,
    /// `Creating`, `Active`, `Deleting` or `Failed`.
    #[serde(default)]
    pub status: String,
}

impl ListRow for PrivateZoneInfo {
    const PATH: &'static [&'static str] = &["PrivateZoneInfos", "PrivateZoneInfo"];

    fn identity(&self) -> String {
        self.access_region_id.clone()
    }
}

/// An access to PrivateZone, to set up.
#[derive(Clone, Copy, Debug)]
pub struct PrivateZoneRoute<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region that it is used from, which must be the host's; or an area of CCNs such as `ccn-cn-shanghai`.
    pub access_region_id: &'a str,
    /// The region of the host.
    pub host_region_id: &'a str,
    /// The VPC that is associated with the zone; attached to the CEN.
    pub host_vpc_id: &'a str,
}

/// An access to a cloud service, as `DescribeRouteServicesInCen` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteServiceEntry {
    /// The region, or the area of CCNs, that it is used from.
    pub access_region_id: String,
    /// The address, the range or the domain name that was asked for.
    pub host: String,
    /// The ranges that it stands for.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub cidrs: Vec<String>,
    /// The region of the service; may be empty.
    #[serde(default)]
    pub host_region_id: String,
    /// The VPC that it is reached through; may be empty.
    #[serde(default)]
    pub host_vpc_id: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// `Creating`, `Active`, `Deleting` or `Failed`.
    #[serde(default)]
    pub status: String,
}

impl ListRow for RouteServiceEntry {
    const PATH: &'static [&'static str] = &["RouteServiceEntries", "RouteServiceEntry"];

    fn identity(&self) -> String {
        format!(
            "{} {} {} {}",
            self.access_region_id, self.host_region_id, self.host_vpc_id, self.host
        )
    }
}

/// An access to a cloud service, to set up.
#[derive(Clone, Copy, Debug)]
pub struct ResolveAndRouteService<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The regions, or areas of CCNs, that it is to be used from; at least one.
    pub access_region_ids: &'a [&'a str],
    /// An address or a range within 100.64.0.0/10.
    pub host: &'a str,
    /// The region of the service.
    pub host_region_id: &'a str,
    /// The VPC that it is reached through; attached to the CEN.
    pub host_vpc_id: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// Up to 64 ASCII characters. A second call with the same token changes nothing and gives the same answer.
    pub client_token: &'a str,
}

/// An access to a cloud service that is there.
#[derive(Clone, Copy, Debug)]
pub struct RouteService<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region, or the area of CCNs, that it is used from.
    pub access_region_id: &'a str,
    /// The address or the range that was asked for.
    pub host: &'a str,
    /// The region of the service.
    pub host_region_id: &'a str,
    /// The VPC that it is reached through; empty for any.
    pub host_vpc_id: &'a str,
}

impl Client {
    /// Returns the accesses to PrivateZone of a CEN, sorted by region. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_cen_private_zone_routes(
        &self,
        cen_id: &str,
    ) -> Result<Vec<PrivateZoneInfo>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeCenPrivateZoneRoutes"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Begins to set up an access to PrivateZone. While it is there its host cannot be detached. Safe to run again: one that is there is
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn route_private_zone_in_cen_to_vpc(
        &self,
        route: PrivateZoneRoute<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenId", route.cen_id)
            .with("AccessRegionId", route.access_region_id)
            .with("HostRegionId", route.host_region_id)
            .with("HostVpcId", route.host_vpc_id);
        self.accepted(Operation::cbn("RoutePrivateZoneInCenToVpc"), parameters)
            .await
    }

    /// Begins to take the access to PrivateZone from a region. It is gone when [`Client::describe_cen_private_zone_routes`] no longer shows
    /// it. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn unroute_private_zone_in_cen_to_vpc(
        &self,
        access: CenRegion<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenId", access.cen_id)
            .with("AccessRegionId", access.region_id);
        self.accepted(Operation::cbn("UnroutePrivateZoneInCenToVpc"), parameters)
            .await
    }

    /// Returns the accesses to cloud services of a CEN, sorted by the region that they are used from. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_route_services_in_cen(
        &self,
        cen_id: &str,
    ) -> Result<Vec<RouteServiceEntry>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeRouteServicesInCen"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Begins to set up the access to a cloud service from each of some regions. Safe to run again with the same client token; with another
    /// one, an access that is there is refused.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn resolve_and_route_service_in_cen(
        &self,
        service: ResolveAndRouteService<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenId", service.cen_id)
            .with_list("AccessRegionIds", service.access_region_ids.iter().copied())
            .with("Host", service.host)
            .with("HostRegionId", service.host_region_id)
            .with("HostVpcId", service.host_vpc_id)
            .with_text("Description", service.description)
            .with_text("ClientToken", service.client_token);
        self.accepted(Operation::cbn("ResolveAndRouteServiceInCen"), parameters)
            .await
    }

    /// Begins to take the access to a cloud service from a region. Success proves nothing: the API also answers it to parameters that name no
    /// access. It is gone when [`Client::describe_route_services_in_cen`] no longer shows it. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_route_service_in_cen(
        &self,
        service: RouteService<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenId", service.cen_id)
            .with("AccessRegionId", service.access_region_id)
            .with("Host", service.host)
            .with("HostRegionId", service.host_region_id)
            .with_text("HostVpcId", service.host_vpc_id);
        self.accepted(Operation::cbn("DeleteRouteServiceInCen"), parameters)
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn an_access_to_private_zone_is_set_up_read_and_taken() {
        let row = json!({"AccessRegionId": "cn-hangzhou", "HostRegionId": "cn-hangzhou", "HostVpcId": "vpc-1", "Status": "Active"});
        let listing = json!({"TotalCount": 1, "CenId": "cen-1", "PrivateZoneInfos": {"PrivateZoneInfo": [row]}});
        let scripted = Scripted::new([sample("RequestId only"), listing, sample("RequestId only")]);
        let (cen_id, access_region_id, host_region_id, host_vpc_id) =
            ("cen-1", "cn-hangzhou", "cn-hangzhou", "vpc-1");
        let route = PrivateZoneRoute {
            cen_id,
            access_region_id,
            host_region_id,
            host_vpc_id,
        };
        scripted
            .client()
            .route_private_zone_in_cen_to_vpc(route)
            .await
            .unwrap();
        let zones = scripted
            .client()
            .describe_cen_private_zone_routes(cen_id)
            .await
            .unwrap();
        assert_eq!(
            (zones[0].host_vpc_id.as_str(), zones[0].status.as_str()),
            ("vpc-1", "Active")
        );
        scripted
            .client()
            .unroute_private_zone_in_cen_to_vpc(CenRegion {
                cen_id,
                region_id: access_region_id,
            })
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ RoutePrivateZoneInCenToVpc AccessRegionId=cn-hangzhou CenId=cen-1 HostRegionId=cn-hangzhou \
                 HostVpcId=vpc-1",
                "POST https://cbn.aliyuncs.com/ DescribeCenPrivateZoneRoutes CenId=cen-1 PageNumber=1 PageSize=50",
                "POST https://cbn.aliyuncs.com/ UnroutePrivateZoneInCenToVpc AccessRegionId=cn-hangzhou CenId=cen-1",
            ]
        );
    }

    #[tokio::test]
    async fn an_access_to_a_cloud_service_is_set_up_read_and_taken() {
        let row = json!({
            "CenId": "cen-1", "AccessRegionId": "cn-beijing", "Host": "100.118.28.9", "Cidrs": {"Cidr": ["100.118.28.9/32"]},
            "HostRegionId": "cn-hangzhou", "HostVpcId": "vpc-1", "Status": "Creating",
        });
        let listing = json!({"TotalCount": 1, "RouteServiceEntries": {"RouteServiceEntry": [row]}});
        let scripted = Scripted::new([sample("RequestId only"), listing, sample("RequestId only")]);
        let (cen_id, host, host_region_id, host_vpc_id) =
            ("cen-1", "100.118.28.9", "cn-hangzhou", "vpc-1");
        let access_region_ids = &["cn-beijing", "cn-shanghai"];
        let (description, client_token) = ("", "t");
        let service = ResolveAndRouteService {
            cen_id,
            access_region_ids,
            host,
            host_region_id,
            host_vpc_id,
            description,
            client_token,
        };
        scripted
            .client()
            .resolve_and_route_service_in_cen(service)
            .await
            .unwrap();
        let services = scripted
            .client()
            .describe_route_services_in_cen(cen_id)
            .await
            .unwrap();
        assert_eq!(
            (
                services[0].access_region_id.as_str(),
                &services[0].cidrs[..]
            ),
            ("cn-beijing", &["100.118.28.9/32".to_owned()][..])
        );
        let service = RouteService {
            cen_id,
            access_region_id: "cn-beijing",
            host,
            host_region_id,
            host_vpc_id,
        };
        scripted
            .client()
            .delete_route_service_in_cen(service)
            .await
            .unwrap();
        let sent = "Host=100.118.28.9 HostRegionId=cn-hangzhou HostVpcId=vpc-1";
        assert_eq!(
            scripted.calls(),
            [
                format!(
                    "POST https://cbn.aliyuncs.com/ ResolveAndRouteServiceInCen AccessRegionIds.1=cn-beijing AccessRegionIds.2=cn-shanghai \
                     CenId=cen-1 ClientToken=t {sent}"
                ),
                "POST https://cbn.aliyuncs.com/ DescribeRouteServicesInCen CenId=cen-1 PageNumber=1 PageSize=50".to_owned(),
                format!("POST https://cbn.aliyuncs.com/ DeleteRouteServiceInCen AccessRegionId=cn-beijing CenId=cen-1 {sent}"),
            ]
        );
    }
}
