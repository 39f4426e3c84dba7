//! Grants of networks to the transit routers of another account's CEN.
//!
//! The CEN's owner sees them in [`Client::describe_grant_rules_to_cen`], as those of VPC's own grant
//! call.

use serde::Deserialize;

use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::Parameters;
use crate::rpc::Client;

/// The kind of a network that is granted; the words differ from those of other calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouterGrantType {
    /// A virtual private cloud.
    Vpc,
    /// A virtual border router.
    Vbr,
}

impl RouterGrantType {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "ExpressConnect",
        }
    }
}

/// A grant of a network, to give or to take back.
#[derive(Clone, Copy, Debug)]
pub struct RouterGrant<'a> {
    /// The network's region.
    pub region_id: &'a str,
    /// The network's id.
    pub instance_id: &'a str,
    /// Its kind.
    pub instance_type: RouterGrantType,
    /// The CEN.
    pub cen_id: &'a str,
    /// The account that owns the CEN, in digits.
    pub cen_owner_id: &'a str,
}

impl RouterGrant<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("RegionId", self.region_id)
            .with("InstanceId", self.instance_id)
            .with("InstanceType", self.instance_type.as_str())
            .with("CenId", self.cen_id)
            .with("CenOwnerId", self.cen_owner_id)
    }
}

/// A vSwitch of an attached VPC of another account, as the CEN's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GrantedVSwitch {
    /// The vSwitch.
    #[serde(rename = "VSwitchId")]
    pub vswitch_id: String,
    /// Its name; may be empty.
    #[serde(default, rename = "VSwitchName")]
    pub vswitch_name: String,
    /// Its zone.
    pub zone_id: String,
    /// The VPC; may be empty.
    #[serde(default)]
    pub vpc_id: String,
}

impl ListRow for GrantedVSwitch {
    const PATH: &'static [&'static str] = &["VSwitches"];

    fn identity(&self) -> String {
        self.vswitch_id.clone()
    }
}

impl Client {
    /// Lets another account attach a network of this one to its transit routers. The network's owner
    /// calls it, and the CEN's owner pays (the API's default). There is no client token. Safe to run
    /// again, but not at the same time for one network.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn grant_instance_to_transit_router(
        &self,
        grant: RouterGrant<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("GrantInstanceToTransitRouter");
        self.accepted(operation, grant.parameters()).await
    }

    /// Takes back what [`Client::grant_instance_to_transit_router`] gave, once the network is
    /// detached. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; while the network is attached `IncorrectStatus.Cen`, of kind
    /// [`Locked`](crate::ErrorKind::Locked).
    pub async fn revoke_instance_from_transit_router(
        &self,
        grant: RouterGrant<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("RevokeInstanceFromTransitRouter");
        self.accepted(operation, grant.parameters()).await
    }

    /// The vSwitches of another account's VPC, sorted by id, once the VPC is granted and attached
    /// (source: the operation's page). Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_grant_vswitches_to_cen(
        &self,
        region_id: &str,
        cen_id: &str,
        vpc_id: &str,
    ) -> Result<Vec<GrantedVSwitch>, Error> {
        let parameters = Parameters::new()
            .with("RegionId", region_id)
            .with("CenId", cen_id)
            .with("VpcId", vpc_id);
        self.numbered_pages(Operation::cbn("ListGrantVSwitchesToCen"), parameters)
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn a_network_is_granted_seen_and_taken_back() {
        let row = json!({"VpcId": "vpc-1", "ZoneId": "eu-central-1a", "VSwitchId": "vsw-1"});
        let scripted = Scripted::new([
            json!({"RequestId": "R"}),
            json!({"TotalCount": 1, "VSwitches": [row]}),
            json!({"RequestId": "R"}),
        ]);
        let client = scripted.client();
        let grant = |instance_type| RouterGrant {
            region_id: "eu-central-1",
            instance_id: "vpc-1",
            instance_type,
            cen_id: "cen-1",
            cen_owner_id: "1",
        };
        let vpc = grant(RouterGrantType::Vpc);
        client.grant_instance_to_transit_router(vpc).await.unwrap();
        let vswitches = client.list_grant_vswitches_to_cen("eu-central-1", "cen-1", "vpc-1");
        assert_eq!(vswitches.await.unwrap()[0].zone_id, "eu-central-1a");
        let vbr = grant(RouterGrantType::Vbr);
        client
            .revoke_instance_from_transit_router(vbr)
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ GrantInstanceToTransitRouter CenId=cen-1 CenOwnerId=1 InstanceId=vpc-1 \
                 InstanceType=VPC RegionId=eu-central-1",
                "POST https://cbn.aliyuncs.com/ ListGrantVSwitchesToCen CenId=cen-1 PageNumber=1 PageSize=50 \
                 RegionId=eu-central-1 VpcId=vpc-1",
                "POST https://cbn.aliyuncs.com/ RevokeInstanceFromTransitRouter CenId=cen-1 CenOwnerId=1 \
                 InstanceId=vpc-1 InstanceType=ExpressConnect RegionId=eu-central-1",
            ]
        );
    }
}
