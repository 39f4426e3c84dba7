//! Cloud connect networks, and their grants to CENs: operations of smartag 2018-03-13.
//!
//! CBN calls the area of a CCN `ccn-cn-shanghai`. This product is served in plain regions, and takes the plain region, `cn-shanghai`.

use serde::Deserialize;

use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;

/// A cloud connect network as `DescribeCloudConnectNetworks` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CloudConnectNetwork {
    /// Its id, such as `ccn-1`.
    pub ccn_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// The CEN that it is attached to; empty for none.
    #[serde(default)]
    pub associated_cen_id: String,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for CloudConnectNetwork {
    const PATH: &'static [&'static str] = &["CloudConnectNetworks", "CloudConnectNetwork"];

    fn identity(&self) -> String {
        self.ccn_id.clone()
    }
}

/// A grant of a CCN to a CEN of another account, to give or to take back.
#[derive(Clone, Copy, Debug)]
pub struct CbnGrant<'a> {
    /// The CCN's region, with or without `ccn-` before it.
    pub region_id: &'a str,
    /// The CCN.
    pub ccn_instance_id: &'a str,
    /// The CEN.
    pub cen_instance_id: &'a str,
    /// The account that owns the CEN, in digits. Of no meaning when the grant is taken back.
    pub cen_uid: &'a str,
}

impl CbnGrant<'_> {
    fn parameters(self) -> Parameters {
        in_region(self.region_id)
            .with("CcnInstanceId", self.ccn_instance_id)
            .with("CenInstanceId", self.cen_instance_id)
    }
}

fn smartag<'a>(region: &'a str, action: &'static str) -> Operation<'a> {
    Operation {
        product: Product::Smartag,
        region,
        action,
    }
}

fn in_region(region: &str) -> Parameters {
    Parameters::new().with("RegionId", region.strip_prefix("ccn-").unwrap_or(region))
}

impl Client {
    /// Returns the cloud connect networks of a region, with or without `ccn-` before it, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_cloud_connect_networks(
        &self,
        region_id: &str,
    ) -> Result<Vec<CloudConnectNetwork>, Error> {
        self.numbered_pages(
            smartag(region_id, "DescribeCloudConnectNetworks"),
            in_region(region_id),
        )
        .await
    }

    /// Lets another account attach a CCN of this one to its CEN. The CCN's owner calls it. Takes no client token: look before running it
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn grant_instance_to_cbn(&self, grant: CbnGrant<'_>) -> Result<(), Error> {
        self.accepted(
            smartag(grant.region_id, "GrantInstanceToCbn"),
            grant.parameters().with("CenUid", grant.cen_uid),
        )
        .await
    }

    /// Takes back what [`Client::grant_instance_to_cbn`] gave, once the CCN is detached. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn revoke_instance_from_cbn(&self, grant: CbnGrant<'_>) -> Result<(), Error> {
        self.accepted(
            smartag(grant.region_id, "RevokeInstanceFromCbn"),
            grant.parameters(),
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn ccns_are_read_in_the_plain_region() {
        let ccn = json!({"CcnId": "ccn-1", "Name": "branches", "AssociatedCenId": "cen-1", "Tags": {"Tag": [{"Key": "env", "Value": "prod"}]}});
        let scripted = Scripted::new([
            json!({"TotalCount": 1, "CloudConnectNetworks": {"CloudConnectNetwork": [ccn]}}),
        ]);
        let ccn = CloudConnectNetwork {
            ccn_id: "ccn-1".to_owned(),
            name: "branches".to_owned(),
            description: String::new(),
            associated_cen_id: "cen-1".to_owned(),
            tags: Tags::from([("env".to_owned(), "prod".to_owned())]),
        };
        assert_eq!(
            scripted
                .client()
                .describe_cloud_connect_networks("ccn-cn-shanghai")
                .await,
            Ok(vec![ccn])
        );
        let sent = "DescribeCloudConnectNetworks PageNumber=1 PageSize=50 RegionId=cn-shanghai";
        assert_eq!(
            scripted.calls(),
            [format!(
                "POST https://smartag.cn-shanghai.aliyuncs.com/ {sent}"
            )]
        );
    }

    #[tokio::test]
    async fn a_grant_is_given_and_taken_back() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 2]);
        let (ccn_instance_id, cen_instance_id, cen_uid) = ("ccn-1", "cen-1", "1250123456123456");
        let grant = CbnGrant {
            region_id: "ccn-cn-shanghai",
            ccn_instance_id,
            cen_instance_id,
            cen_uid,
        };
        scripted
            .client()
            .grant_instance_to_cbn(grant)
            .await
            .unwrap();
        scripted
            .client()
            .revoke_instance_from_cbn(grant)
            .await
            .unwrap();
        let host = "POST https://smartag.cn-shanghai.aliyuncs.com/";
        let sent = "CcnInstanceId=ccn-1 CenInstanceId=cen-1";
        assert_eq!(
            scripted.calls(),
            [
                format!(
                    "{host} GrantInstanceToCbn {sent} CenUid=1250123456123456 RegionId=cn-shanghai"
                ),
                format!("{host} RevokeInstanceFromCbn {sent} RegionId=cn-shanghai"),
            ]
        );
    }
}
