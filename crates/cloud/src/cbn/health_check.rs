//! Health checks of the lines behind VBRs: operations of CBN 2017-09-12.

use serde::Deserialize;

use super::route::CenRegion;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// A health check as `DescribeCenVbrHealthCheck` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VbrHealthCheck {
    /// The CEN.
    #[serde(default)]
    pub cen_id: String,
    /// The VBR.
    pub vbr_instance_id: String,
    /// The VBR's region; may be empty.
    #[serde(default)]
    pub vbr_instance_region_id: String,
    /// The address that packets come from; may be empty.
    #[serde(default)]
    pub health_check_source_ip: String,
    /// The address on the customer's side that packets go to; may be empty.
    #[serde(default)]
    pub health_check_target_ip: String,
    /// Seconds between packets; none if the API does not say.
    #[serde(default, deserialize_with = "wire::some_number")]
    pub health_check_interval: Option<u32>,
    /// The threshold in packets; none if the API does not say.
    #[serde(default, deserialize_with = "wire::some_number")]
    pub healthy_threshold: Option<u32>,
    /// The API's `HealthCheckOnly`, false by default; the reference says no more of it.
    #[serde(default)]
    pub health_check_only: bool,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
}

impl ListRow for VbrHealthCheck {
    const PATH: &'static [&'static str] = &["VbrHealthChecks", "VbrHealthCheck"];

    fn identity(&self) -> String {
        format!("{} {}", self.cen_id, self.vbr_instance_id)
    }
}

/// A VBR on a CEN.
#[derive(Clone, Copy, Debug)]
pub struct CenVbr<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The VBR.
    pub vbr_instance_id: &'a str,
    /// The VBR's region.
    pub vbr_instance_region_id: &'a str,
    /// The account that owns the VBR, in digits; may be empty if that is the CEN's owner.
    pub vbr_instance_owner_id: &'a str,
}

impl CenVbr<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("CenId", self.cen_id)
            .with("VbrInstanceId", self.vbr_instance_id)
            .with("VbrInstanceRegionId", self.vbr_instance_region_id)
            .with_text("VbrInstanceOwnerId", self.vbr_instance_owner_id)
    }
}

/// A health check to set up or to change.
#[derive(Clone, Copy, Debug)]
pub struct EnableCenVbrHealthCheck<'a> {
    /// Whose line.
    pub vbr: CenVbr<'a>,
    /// The address that packets come from; empty for the API's choice of 100.96.0.0/16.
    pub health_check_source_ip: &'a str,
    /// The address on the customer's side that packets go to.
    pub health_check_target_ip: &'a str,
    /// Seconds between packets: 2 or 3.
    pub health_check_interval: u32,
    /// The threshold in packets, from 3 to 8.
    pub healthy_threshold: u32,
    /// As in [`VbrHealthCheck`].
    pub health_check_only: bool,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
}

impl Client {
    /// Returns the health checks of a CEN in a region, sorted by VBR. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_cen_vbr_health_check(
        &self,
        region: CenRegion<'_>,
    ) -> Result<Vec<VbrHealthCheck>, Error> {
        let parameters = Parameters::new()
            .with("CenId", region.cen_id)
            .with("VbrInstanceRegionId", region.region_id);
        self.numbered_pages(Operation::cbn("DescribeCenVbrHealthCheck"), parameters)
            .await
    }

    /// Begins to set up the health check of a VBR, or to change it. It is there when [`Client::describe_cen_vbr_health_check`] shows it. Safe
    /// to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn enable_cen_vbr_health_check(
        &self,
        check: EnableCenVbrHealthCheck<'_>,
    ) -> Result<(), Error> {
        let parameters = check
            .vbr
            .parameters()
            .with_text("HealthCheckSourceIp", check.health_check_source_ip)
            .with("HealthCheckTargetIp", check.health_check_target_ip)
            .with("HealthCheckInterval", check.health_check_interval)
            .with("HealthyThreshold", check.healthy_threshold)
            .with("HealthCheckOnly", check.health_check_only)
            .with_text("Description", check.description);
        self.accepted(Operation::cbn("EnableCenVbrHealthCheck"), parameters)
            .await
    }

    /// Begins to take the health check from a VBR. It is gone when [`Client::describe_cen_vbr_health_check`] no longer shows it. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn disable_cen_vbr_health_check(&self, vbr: CenVbr<'_>) -> Result<(), Error> {
        self.accepted(Operation::cbn("DisableCenVbrHealthCheck"), vbr.parameters())
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn a_health_check_is_enabled_read_and_disabled() {
        let row = json!({
            "CenId": "cen-1", "VbrInstanceId": "vbr-1", "VbrInstanceRegionId": "cn-beijing", "HealthCheckTargetIp": "10.0.0.2",
            "HealthCheckInterval": 2, "HealthyThreshold": "8", "HealthCheckOnly": true,
        });
        let listing = json!({"TotalCount": 1, "VbrHealthChecks": {"VbrHealthCheck": [row]}});
        let scripted = Scripted::new([sample("RequestId only"), listing, sample("RequestId only")]);
        let vbr = CenVbr {
            cen_id: "cen-1",
            vbr_instance_id: "vbr-1",
            vbr_instance_region_id: "cn-beijing",
            vbr_instance_owner_id: "",
        };
        let check = EnableCenVbrHealthCheck {
            vbr: CenVbr {
                vbr_instance_owner_id: "1688000000654321",
                ..vbr
            },
            health_check_source_ip: "",
            health_check_target_ip: "10.0.0.2",
            health_check_interval: 2,
            healthy_threshold: 8,
            health_check_only: true,
            description: "",
        };
        scripted
            .client()
            .enable_cen_vbr_health_check(check)
            .await
            .unwrap();
        let region = CenRegion {
            cen_id: "cen-1",
            region_id: "cn-beijing",
        };
        let checks = scripted
            .client()
            .describe_cen_vbr_health_check(region)
            .await
            .unwrap();
        let [seen] = &checks[..] else {
            panic!("{checks:?}")
        };
        assert_eq!(
            (
                seen.health_check_interval,
                seen.healthy_threshold,
                seen.health_check_only
            ),
            (Some(2), Some(8), true)
        );
        scripted
            .client()
            .disable_cen_vbr_health_check(vbr)
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ EnableCenVbrHealthCheck CenId=cen-1 HealthCheckInterval=2 HealthCheckOnly=true \
                 HealthCheckTargetIp=10.0.0.2 HealthyThreshold=8 VbrInstanceId=vbr-1 VbrInstanceOwnerId=1688000000654321 \
                 VbrInstanceRegionId=cn-beijing",
                "POST https://cbn.aliyuncs.com/ DescribeCenVbrHealthCheck CenId=cen-1 PageNumber=1 PageSize=50 VbrInstanceRegionId=cn-beijing",
                "POST https://cbn.aliyuncs.com/ DisableCenVbrHealthCheck CenId=cen-1 VbrInstanceId=vbr-1 VbrInstanceRegionId=cn-beijing",
            ]
        );
    }
}
