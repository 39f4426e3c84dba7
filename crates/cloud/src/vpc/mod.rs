//! VPCs, border routers, and the grants of both to CENs: operations of VPC 2016-04-28, in the region of the network.

mod vswitch;

use std::collections::BTreeSet;

use serde::Deserialize;

pub use self::vswitch::{CreateVSwitch, VSwitch, VSwitchStatus};
use crate::cbn::ChildInstanceType;
use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;

/// A VPC as `DescribeVpcs` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    /// Its id, such as `vpc-bp18sth14qii3pnvcccc`.
    pub vpc_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub vpc_name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// Its IPv4 range, such as `10.0.0.0/16`; may be empty.
    #[serde(default)]
    pub cidr_block: String,
    /// Its further IPv4 ranges.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub secondary_cidr_blocks: Vec<String>,
    /// `Pending` or `Available`.
    #[serde(default)]
    pub status: String,
    /// `Attached` if it is on a CEN of any account; else empty.
    #[serde(default)]
    pub cen_status: String,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
    /// The account that owns it, in digits; may be empty.
    #[serde(default, deserialize_with = "wire::digits")]
    pub owner_id: String,
}

impl ListRow for Vpc {
    const PATH: &'static [&'static str] = &["Vpcs", "Vpc"];

    fn identity(&self) -> String {
        self.vpc_id.clone()
    }
}

/// A virtual border router as `DescribeVirtualBorderRouters` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VirtualBorderRouter {
    /// Its id, such as `vbr-bp1jcg5cmxjbl9xgcdddd`.
    pub vbr_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// Its state, such as `active`; may be empty.
    #[serde(default)]
    pub status: String,
    /// The CENs that it is on, of any account.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub associated_cens: Vec<AssociatedCen>,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

/// A CEN that a border router is on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssociatedCen {
    /// Its id.
    pub cen_id: String,
}

impl ListRow for VirtualBorderRouter {
    const PATH: &'static [&'static str] = &["VirtualBorderRouterSet", "VirtualBorderRouterType"];

    fn identity(&self) -> String {
        self.vbr_id.clone()
    }
}

/// A VPC to create.
#[derive(Clone, Copy, Debug)]
pub struct CreateVpc<'a> {
    /// The region.
    pub region_id: &'a str,
    /// Its IPv4 range, such as `10.0.0.0/16`; empty for the API's choice.
    pub cidr_block: &'a str,
    /// Its name; may be empty.
    pub vpc_name: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token creates nothing and gives the same answer.
    pub client_token: &'a str,
}

/// A VPC to delete.
#[derive(Clone, Copy, Debug)]
pub struct VpcPlace<'a> {
    /// The region.
    pub region_id: &'a str,
    /// The VPC's id.
    pub vpc_id: &'a str,
}

/// A grant of a VPC or a border router to a CEN of another account, to give or to take back.
#[derive(Clone, Copy, Debug)]
pub struct CenGrant<'a> {
    /// The network's region.
    pub region_id: &'a str,
    /// The network's id.
    pub instance_id: &'a str,
    /// Its kind; for a CCN see [`Client::grant_instance_to_cbn`].
    pub instance_type: ChildInstanceType,
    /// The CEN.
    pub cen_id: &'a str,
    /// The account that owns the CEN, in digits.
    pub cen_owner_id: &'a str,
    /// Up to 64 ASCII characters. A second call with the same token changes nothing and gives the same answer.
    pub client_token: &'a str,
}

impl CenGrant<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("RegionId", self.region_id)
            .with("InstanceId", self.instance_id)
            .with("InstanceType", self.instance_type)
            .with("CenId", self.cen_id)
            .with("CenOwnerId", self.cen_owner_id)
            .with_text("ClientToken", self.client_token)
    }
}

fn vpc<'a>(region: &'a str, action: &'static str) -> Operation<'a> {
    Operation {
        product: Product::Vpc,
        region,
        action,
    }
}

impl Client {
    /// Returns the VPCs of a region, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_vpcs(&self, region_id: &str) -> Result<Vec<Vpc>, Error> {
        self.numbered_pages(
            vpc(region_id, "DescribeVpcs"),
            Parameters::new().with("RegionId", region_id),
        )
        .await
    }

    /// Returns the virtual border routers of a region, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_virtual_border_routers(
        &self,
        region_id: &str,
    ) -> Result<Vec<VirtualBorderRouter>, Error> {
        self.numbered_pages(
            vpc(region_id, "DescribeVirtualBorderRouters"),
            Parameters::new().with("RegionId", region_id),
        )
        .await
    }

    /// Creates a VPC and returns its id. It is `Pending` until it is `Available`. Safe to run again with the same client token.
    ///
    /// # Errors
    /// [`Error`]; an answer without an id is one, of kind [`Unknown`](crate::ErrorKind::Unknown).
    pub async fn create_vpc(&self, create: CreateVpc<'_>) -> Result<String, Error> {
        let parameters = Parameters::new()
            .with("RegionId", create.region_id)
            .with_text("CidrBlock", create.cidr_block)
            .with_text("VpcName", create.vpc_name)
            .with_text("Description", create.description)
            .with_tags(create.tags)
            .with_text("ClientToken", create.client_token);
        self.created(vpc(create.region_id, "CreateVpc"), parameters, "VpcId")
            .await
    }

    /// Changes the description of a VPC. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn modify_vpc_attribute(
        &self,
        place: VpcPlace<'_>,
        description: &str,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("RegionId", place.region_id)
            .with("VpcId", place.vpc_id)
            .with("Description", description);
        self.accepted(vpc(place.region_id, "ModifyVpcAttribute"), parameters)
            .await
    }

    /// Sets these tags of a VPC, and leaves its others alone. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn tag_vpc(&self, place: VpcPlace<'_>, tags: &Tags) -> Result<(), Error> {
        self.tag_of_vpc(place.region_id, "VPC", place.vpc_id, tags)
            .await
    }

    /// Sets these tags of a vSwitch, and leaves its others alone. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn tag_vswitch(
        &self,
        region_id: &str,
        vswitch_id: &str,
        tags: &Tags,
    ) -> Result<(), Error> {
        self.tag_of_vpc(region_id, "VSWITCH", vswitch_id, tags)
            .await
    }

    async fn tag_of_vpc(
        &self,
        region_id: &str,
        kind: &'static str,
        id: &str,
        tags: &Tags,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("RegionId", region_id)
            .with("ResourceType", kind)
            .with_list("ResourceId", [id])
            .with_tags(tags);
        self.accepted(vpc(region_id, "TagResources"), parameters)
            .await
    }

    /// Takes the tags with these keys from a VPC; nothing if there are none: without keys the API
    /// might take every tag. Safe to run again. VPC spells it `UnTagResources` (source: traces of
    /// providers).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn untag_vpc(
        &self,
        place: VpcPlace<'_>,
        tag_keys: &BTreeSet<String>,
    ) -> Result<(), Error> {
        if tag_keys.is_empty() {
            return Ok(());
        }
        let parameters = Parameters::new()
            .with("RegionId", place.region_id)
            .with("ResourceType", "VPC")
            .with_list("ResourceId", [place.vpc_id])
            .with_list("TagKey", tag_keys.iter().map(String::as_str));
        self.accepted(vpc(place.region_id, "UnTagResources"), parameters)
            .await
    }

    /// Deletes a VPC, which must be empty and attached to no CEN. Safe to run again: one that is gone is
    /// [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_vpc(&self, delete: VpcPlace<'_>) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("RegionId", delete.region_id)
            .with("VpcId", delete.vpc_id);
        self.accepted(vpc(delete.region_id, "DeleteVpc"), parameters)
            .await
    }

    /// Lets another account attach a network of this one to its CEN. The network's owner calls it; the grant takes some seconds to be seen.
    /// Safe to run again, but not at the same time for one network.
    ///
    /// # Errors
    /// [`Error`]; a grant to the wrong region is [`NotFound`](crate::ErrorKind::NotFound).
    pub async fn grant_instance_to_cen(&self, grant: CenGrant<'_>) -> Result<(), Error> {
        self.accepted(
            vpc(grant.region_id, "GrantInstanceToCen"),
            grant.parameters(),
        )
        .await
    }

    /// Takes back what [`Client::grant_instance_to_cen`] gave, once the network is detached. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::grant_instance_to_cen`].
    pub async fn revoke_instance_from_cen(&self, grant: CenGrant<'_>) -> Result<(), Error> {
        self.accepted(
            vpc(grant.region_id, "RevokeInstanceFromCen"),
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
    async fn networks_of_a_region_are_read() {
        let tags = json!({"Tag": [{"Key": "env", "Value": "prod"}]});
        let vpc = json!({
            "VpcId": "vpc-1", "VpcName": "eu", "CidrBlock": "10.1.0.0/16", "SecondaryCidrBlocks": {"SecondaryCidrBlock": ["10.9.0.0/16"]},
            "Status": "Available", "Tags": tags, "OwnerId": 1_688_000_000_654_321_u64,
        });
        let router = json!({"VbrId": "vbr-1", "Name": "line", "Status": "active", "Tags": {"Tags": [{"Key": "env", "Value": "prod"}]}});
        let scripted = Scripted::new([
            json!({"TotalCount": 1, "Vpcs": {"Vpc": [vpc]}}),
            json!({"TotalCount": 1, "VirtualBorderRouterSet": {"VirtualBorderRouterType": [router]}}),
        ]);
        let vpcs = scripted
            .client()
            .describe_vpcs("eu-central-1")
            .await
            .unwrap();
        assert_eq!(vpcs[0].owner_id, "1688000000654321");
        assert_eq!(vpcs[0].secondary_cidr_blocks, ["10.9.0.0/16"]);
        let routers = scripted
            .client()
            .describe_virtual_border_routers("eu-central-1")
            .await
            .unwrap();
        assert_eq!(
            (routers[0].name.as_str(), &routers[0].tags),
            ("line", &vpcs[0].tags)
        );
        let sent = "PageNumber=1 PageSize=50 RegionId=eu-central-1";
        let call = |action| format!("POST https://vpc.eu-central-1.aliyuncs.com/ {action} {sent}");
        assert_eq!(
            scripted.calls(),
            [call("DescribeVpcs"), call("DescribeVirtualBorderRouters")]
        );
    }

    #[tokio::test]
    async fn a_vpc_is_created_and_deleted() {
        let scripted = Scripted::new([sample("CreateVpc 200"), sample("RequestId only")]);
        let tags = Tags::from([("env".to_owned(), "prod".to_owned())]);
        let (region_id, cidr_block, vpc_name, description, client_token) =
            ("eu-central-1", "10.1.0.0/16", "eu", "d", "t");
        let create = CreateVpc {
            region_id,
            cidr_block,
            vpc_name,
            description,
            tags: &tags,
            client_token,
        };
        assert_eq!(
            scripted.client().create_vpc(create).await,
            Ok("vpc-gw8newnewnewnewnewnew".to_owned())
        );
        scripted
            .client()
            .delete_vpc(VpcPlace {
                region_id,
                vpc_id: "vpc-1",
            })
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://vpc.eu-central-1.aliyuncs.com/ CreateVpc CidrBlock=10.1.0.0/16 ClientToken=t Description=d \
                 RegionId=eu-central-1 Tag.1.Key=env Tag.1.Value=prod VpcName=eu",
                "POST https://vpc.eu-central-1.aliyuncs.com/ DeleteVpc RegionId=eu-central-1 VpcId=vpc-1",
            ]
        );
    }

    #[tokio::test]
    async fn a_grant_is_given_and_taken_back_in_the_region_of_the_network() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 2]);
        let grant = CenGrant {
            region_id: "eu-central-1",
            instance_id: "vbr-1",
            instance_type: ChildInstanceType::Vbr,
            cen_id: "cen-1",
            cen_owner_id: "1250123456123456",
            client_token: "t",
        };
        scripted
            .client()
            .grant_instance_to_cen(grant)
            .await
            .unwrap();
        scripted
            .client()
            .revoke_instance_from_cen(grant)
            .await
            .unwrap();
        let sent = "CenId=cen-1 CenOwnerId=1250123456123456 ClientToken=t InstanceId=vbr-1 InstanceType=VBR RegionId=eu-central-1";
        let call = |action| format!("POST https://vpc.eu-central-1.aliyuncs.com/ {action} {sent}");
        assert_eq!(
            scripted.calls(),
            [call("GrantInstanceToCen"), call("RevokeInstanceFromCen")]
        );
    }
}
