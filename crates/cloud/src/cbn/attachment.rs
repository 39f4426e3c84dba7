//! What is attached to a CEN, and what may be: operations of CBN 2017-09-12.

use std::fmt;

use serde::Deserialize;

use crate::error::Error;
use crate::operation::Operation;
use crate::page::{FirstRows, ListRow};
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// The kind of a network that can be attached to a CEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChildInstanceType {
    /// A virtual private cloud.
    Vpc,
    /// A virtual border router.
    Vbr,
    /// A cloud connect network.
    Ccn,
}

impl ChildInstanceType {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }
}

impl fmt::Display for ChildInstanceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A network attached to a CEN, as `DescribeCenAttachedChildInstances` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedChildInstance {
    /// The network's id.
    pub child_instance_id: String,
    /// Its kind, such as `VPC`; may be one that [`ChildInstanceType`] does not have.
    pub child_instance_type: String,
    /// Its region; a CCN's is an area such as `ccn-cn-shanghai`.
    pub child_instance_region_id: String,
    /// The account that owns it, in digits; may be empty.
    #[serde(default, deserialize_with = "wire::digits")]
    pub child_instance_owner_id: String,
    /// `Attaching`, `Attached` or `Detaching`.
    #[serde(default)]
    pub status: String,
    /// The cloud service that made the attachment and alone may take it back; empty for most.
    #[serde(default)]
    pub managed_service: String,
}

impl ListRow for AttachedChildInstance {
    const PATH: &'static [&'static str] = &["ChildInstances", "ChildInstance"];

    fn identity(&self) -> String {
        format!("{} {}", self.child_instance_type, self.child_instance_id)
    }
}

/// A grant of somebody else's network to a CEN, as the CEN's owner sees it in CBN's `DescribeGrantRulesToCen`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GrantRule {
    /// The CEN.
    pub cen_id: String,
    /// The account that owns the CEN, in digits; may be empty.
    #[serde(default, deserialize_with = "wire::digits")]
    pub cen_owner_id: String,
    /// The network's id.
    pub child_instance_id: String,
    /// The network's kind; may be empty.
    #[serde(default)]
    pub child_instance_type: String,
    /// The network's region; may be empty.
    #[serde(default)]
    pub child_instance_region_id: String,
    /// The account that owns the network, in digits; may be empty.
    #[serde(default, deserialize_with = "wire::digits")]
    pub child_instance_owner_id: String,
}

impl ListRow for GrantRule {
    const PATH: &'static [&'static str] = &["GrantRules", "GrantRule"];

    fn identity(&self) -> String {
        format!("{} {}", self.child_instance_type, self.child_instance_id)
    }
}

/// A network to attach to a CEN, or to detach from it.
#[derive(Clone, Copy, Debug)]
pub struct ChildInstance<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The network's id.
    pub child_instance_id: &'a str,
    /// Its kind.
    pub child_instance_type: ChildInstanceType,
    /// Its region; a CCN's is an area such as `ccn-cn-shanghai`.
    pub child_instance_region_id: &'a str,
    /// The account that owns it, in digits.
    pub child_instance_owner_id: &'a str,
}

impl ChildInstance<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("CenId", self.cen_id)
            .with("ChildInstanceId", self.child_instance_id)
            .with("ChildInstanceType", self.child_instance_type)
            .with("ChildInstanceRegionId", self.child_instance_region_id)
            .with("ChildInstanceOwnerId", self.child_instance_owner_id)
    }
}

impl Client {
    /// Returns the networks attached to a CEN, sorted by kind and id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`]; a CEN that is not there is [`NotFound`](crate::ErrorKind::NotFound).
    pub async fn describe_cen_attached_child_instances(
        &self,
        cen_id: &str,
    ) -> Result<Vec<AttachedChildInstance>, Error> {
        self.describe_about_cen_attached_child_instances(cen_id, 0)
            .await
    }

    /// As [`Client::describe_cen_attached_child_instances`], where about so many networks are attached: as many pages are asked for at once.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_about_cen_attached_child_instances(
        &self,
        cen_id: &str,
        about: usize,
    ) -> Result<Vec<AttachedChildInstance>, Error> {
        self.numbered_pages_of(
            Operation::cbn("DescribeCenAttachedChildInstances"),
            Parameters::new().with("CenId", cen_id),
            about,
        )
        .await
    }

    /// Returns the networks of one region that are attached to a CEN, sorted by kind and id. For a Cloud
    /// Connect Network the region is its area, such as `ccn-cn-shanghai`. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_regional_cen_attached_child_instances(
        &self,
        cen_id: &str,
        region_id: &str,
    ) -> Result<Vec<AttachedChildInstance>, Error> {
        let parameters = Parameters::new()
            .with("CenId", cen_id)
            .with("ChildInstanceRegionId", region_id);
        let operation = Operation::cbn("DescribeCenAttachedChildInstances");
        self.numbered_pages_of(operation, parameters, 0).await
    }

    /// The first fifty networks that are attached to a CEN, in one call. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_first_cen_attached_child_instances(
        &self,
        cen_id: &str,
    ) -> Result<FirstRows<AttachedChildInstance>, Error> {
        self.first_page(
            Operation::cbn("DescribeCenAttachedChildInstances"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Returns the networks of this kind that other accounts have granted to a CEN, sorted by id. This is CBN's operation of that name, for the CEN's
    /// owner. Safe to run again.
    ///
    /// An empty list proves nothing: the API gives one to a question that it does not understand as well.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn describe_grant_rules_to_cen(
        &self,
        cen_id: &str,
        product_type: ChildInstanceType,
    ) -> Result<Vec<GrantRule>, Error> {
        let parameters = Parameters::new()
            .with("CenId", cen_id)
            .with("ProductType", product_type);
        self.token_pages_or_none(Operation::cbn("DescribeGrantRulesToCen"), parameters)
            .await
    }

    /// Begins to attach a network; it is done when [`Client::describe_cen_attached_child_instances`] shows it `Attached`. Safe to run again:
    /// what is attached is [`AlreadyExists`](crate::ErrorKind::AlreadyExists), but to which CEN the answer does not say.
    ///
    /// # Errors
    /// [`Error`]; without a grant by the network's owner `Forbbiden.AttachChildInstanceAcrossUid`, for some seconds even with a fresh one.
    pub async fn attach_cen_child_instance(&self, child: ChildInstance<'_>) -> Result<(), Error> {
        self.accepted(Operation::cbn("AttachCenChildInstance"), child.parameters())
            .await
    }

    /// Begins to detach a network; it is done when [`Client::describe_cen_attached_child_instances`] no longer shows it. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; `Invalid` codes name what still refers to the attachment.
    pub async fn detach_cen_child_instance(&self, child: ChildInstance<'_>) -> Result<(), Error> {
        self.accepted(Operation::cbn("DetachCenChildInstance"), child.parameters())
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn attachments_are_read() {
        let scripted = Scripted::new([sample("DescribeCenAttachedChildInstances 200")]);
        let children = scripted
            .client()
            .describe_cen_attached_child_instances("cen-1")
            .await
            .unwrap();
        let attached = AttachedChildInstance {
            child_instance_id: "vpc-bp18sth14qii3pnvcccc".to_owned(),
            child_instance_type: "VPC".to_owned(),
            child_instance_region_id: "cn-hangzhou".to_owned(),
            child_instance_owner_id: "1250123456123456".to_owned(),
            status: "Attached".to_owned(),
            managed_service: String::new(),
        };
        assert_eq!((children.len(), &children[0]), (2, &attached));
        assert_eq!(children[1].status, "Attaching");
        let call = "POST https://cbn.aliyuncs.com/ DescribeCenAttachedChildInstances CenId=cen-1 PageNumber=1 PageSize=50";
        assert_eq!(scripted.calls(), [call]);
    }

    #[tokio::test]
    async fn grants_are_read_and_none_is_no_error() {
        let scripted = Scripted::new([
            sample("CBN DescribeGrantRulesToCen 200"),
            json!({"RequestId": "R"}),
        ]);
        let rules = scripted
            .client()
            .describe_grant_rules_to_cen("cen-1", ChildInstanceType::Vpc)
            .await
            .unwrap();
        let rule = GrantRule {
            cen_id: "cen-7qthudw0ll6jmcaaaa".to_owned(),
            cen_owner_id: "1250123456123456".to_owned(),
            child_instance_id: "vpc-gw85r5kr8urw957sdddd".to_owned(),
            child_instance_type: "VPC".to_owned(),
            child_instance_region_id: "eu-central-1".to_owned(),
            child_instance_owner_id: "1688000000654321".to_owned(),
        };
        assert_eq!(rules, [rule]);
        assert_eq!(
            scripted
                .client()
                .describe_grant_rules_to_cen("cen-1", ChildInstanceType::Ccn)
                .await,
            Ok(vec![])
        );
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribeGrantRulesToCen CenId=cen-1 MaxResults=50 ProductType=VPC",
                "POST https://cbn.aliyuncs.com/ DescribeGrantRulesToCen CenId=cen-1 MaxResults=50 ProductType=CCN",
            ]
        );
    }

    #[tokio::test]
    async fn a_network_is_attached_and_detached() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 2]);
        let child = ChildInstance {
            cen_id: "cen-1",
            child_instance_id: "ccn-1",
            child_instance_type: ChildInstanceType::Ccn,
            child_instance_region_id: "ccn-cn-shanghai",
            child_instance_owner_id: "1688000000654321",
        };
        scripted
            .client()
            .attach_cen_child_instance(child)
            .await
            .unwrap();
        scripted
            .client()
            .detach_cen_child_instance(child)
            .await
            .unwrap();
        let sent = "CenId=cen-1 ChildInstanceId=ccn-1 ChildInstanceOwnerId=1688000000654321 ChildInstanceRegionId=ccn-cn-shanghai \
                    ChildInstanceType=CCN";
        let call = |action| format!("POST https://cbn.aliyuncs.com/ {action} {sent}");
        assert_eq!(
            scripted.calls(),
            [
                call("AttachCenChildInstance"),
                call("DetachCenChildInstance")
            ]
        );
    }
}
