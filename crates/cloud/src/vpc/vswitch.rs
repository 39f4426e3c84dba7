//! vSwitches, through which a transit router enters a VPC: operations of VPC 2016-04-28, by the
//! VPC's owner in its region.

use serde::Deserialize;

use super::{VpcPlace, vpc};
use crate::error::Error;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;
use crate::words::words;

words! {
    /// What a vSwitch is going through.
    pub VSwitchStatus {
        /// Being made or changed.
        Pending = "Pending",
        /// In use.
        Available = "Available",
    }
}

/// A vSwitch as `DescribeVSwitches` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VSwitch {
    /// Its id, such as `vsw-bp1s5fnvk4gn2tws0****`.
    #[serde(rename = "VSwitchId")]
    pub vswitch_id: String,
    /// The VPC.
    pub vpc_id: String,
    /// Its zone.
    pub zone_id: String,
    /// Its IPv4 range; may be empty.
    #[serde(default)]
    pub cidr_block: String,
    /// What it is going through.
    #[serde(default)]
    pub status: VSwitchStatus,
    /// How many addresses of it are free; none if the answer does not say.
    #[serde(default, deserialize_with = "wire::some_number")]
    pub available_ip_address_count: Option<u32>,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for VSwitch {
    const PATH: &'static [&'static str] = &["VSwitches", "VSwitch"];

    fn identity(&self) -> String {
        self.vswitch_id.clone()
    }
}

/// A vSwitch to create.
#[derive(Clone, Copy, Debug)]
pub struct CreateVSwitch<'a> {
    /// The VPC.
    pub vpc: VpcPlace<'a>,
    /// The zone.
    pub zone_id: &'a str,
    /// Its IPv4 range, within the VPC's, of a mask from /16 to /29.
    pub cidr_block: &'a str,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token creates nothing and gives the
    /// same answer.
    pub client_token: &'a str,
}

impl Client {
    /// Returns the vSwitches of all VPCs of a region, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_vswitches(&self, region_id: &str) -> Result<Vec<VSwitch>, Error> {
        let parameters = Parameters::new().with("RegionId", region_id);
        self.numbered_pages(vpc(region_id, "DescribeVSwitches"), parameters)
            .await
    }

    /// Creates a vSwitch and returns its id. It is `Pending` until it is `Available`. Safe to run
    /// again with the same client token.
    ///
    /// # Errors
    /// [`Error`]; an answer without an id is one, of kind [`Unknown`](crate::ErrorKind::Unknown).
    pub async fn create_vswitch(&self, create: CreateVSwitch<'_>) -> Result<String, Error> {
        let parameters = Parameters::new()
            .with("RegionId", create.vpc.region_id)
            .with("VpcId", create.vpc.vpc_id)
            .with("ZoneId", create.zone_id)
            .with("CidrBlock", create.cidr_block)
            .with_tags(create.tags)
            .with_text("ClientToken", create.client_token);
        let operation = vpc(create.vpc.region_id, "CreateVSwitch");
        self.created(operation, parameters, "VSwitchId").await
    }

    /// Deletes a vSwitch that nothing is in. There is no client token. Safe to run again: one that
    /// is gone is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_vswitch(&self, region_id: &str, vswitch_id: &str) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("RegionId", region_id)
            .with("VSwitchId", vswitch_id);
        self.accepted(vpc(region_id, "DeleteVSwitch"), parameters)
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn vswitches_are_read_made_and_deleted() {
        let row = json!({
            "VSwitchId": "vsw-1", "VpcId": "vpc-1", "ZoneId": "eu-central-1a",
            "CidrBlock": "10.0.0.0/28", "Status": "Available", "AvailableIpAddressCount": 12,
            "Tags": {"Tag": [{"Key": "env", "Value": "prod"}]},
        });
        let scripted = Scripted::new([
            json!({"TotalCount": 1, "VSwitches": {"VSwitch": [row]}}),
            json!({"VSwitchId": "vsw-2", "RequestId": "R"}),
            json!({"RequestId": "R"}),
        ]);
        let client = scripted.client();
        let vswitch = VSwitch {
            vswitch_id: "vsw-1".to_owned(),
            vpc_id: "vpc-1".to_owned(),
            zone_id: "eu-central-1a".to_owned(),
            cidr_block: "10.0.0.0/28".to_owned(),
            status: VSwitchStatus::Available,
            available_ip_address_count: Some(12),
            tags: Tags::from([("env".to_owned(), "prod".to_owned())]),
        };
        let read = client.describe_vswitches("eu-central-1").await;
        assert_eq!(read, Ok(vec![vswitch]));
        let create = CreateVSwitch {
            vpc: VpcPlace {
                region_id: "eu-central-1",
                vpc_id: "vpc-1",
            },
            zone_id: "eu-central-1b",
            cidr_block: "10.0.0.16/28",
            tags: &Tags::new(),
            client_token: "t",
        };
        assert_eq!(client.create_vswitch(create).await.unwrap(), "vsw-2");
        client
            .delete_vswitch("eu-central-1", "vsw-2")
            .await
            .unwrap();
        assert_eq!(
            scripted.calls()[1..],
            [
                "POST https://vpc.eu-central-1.aliyuncs.com/ CreateVSwitch CidrBlock=10.0.0.16/28 ClientToken=t \
                 RegionId=eu-central-1 VpcId=vpc-1 ZoneId=eu-central-1b",
                "POST https://vpc.eu-central-1.aliyuncs.com/ DeleteVSwitch RegionId=eu-central-1 VSwitchId=vsw-2",
            ]
        );
    }
}
