//! The resource groups of CENs and bandwidth packages: an operation of CBN 2017-09-12.

use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;

/// What can be moved to a resource group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupedResource<'a> {
    /// A CEN, by its id.
    Cen(&'a str),
    /// A bandwidth package, by its id.
    BandwidthPackage(&'a str),
}

/// A move to a resource group.
#[derive(Clone, Copy, Debug)]
pub struct MoveResourceGroup<'a> {
    /// What is moved.
    pub resource: GroupedResource<'a>,
    /// Where to, such as `rg-acfmxazb4ph6aiy`.
    pub new_resource_group_id: &'a str,
    /// Up to 64 ASCII characters. A second call with the same token changes nothing and gives the same answer.
    pub client_token: &'a str,
}

impl Client {
    /// Moves a CEN or a bandwidth package to another resource group. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn move_resource_group(&self, to: MoveResourceGroup<'_>) -> Result<(), Error> {
        let (kind, id) = match to.resource {
            GroupedResource::Cen(id) => ("CEN", id),
            GroupedResource::BandwidthPackage(id) => ("bandwidthpackage", id),
        };
        let parameters = Parameters::new()
            .with("ResourceType", kind)
            .with("ResourceId", id)
            .with("NewResourceGroupId", to.new_resource_group_id)
            .with_text("ClientToken", to.client_token);
        self.accepted(Operation::cbn("MoveResourceGroup"), parameters)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn a_resource_is_moved_under_the_name_that_this_operation_has_for_its_kind() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 2]);
        for resource in [
            GroupedResource::Cen("cen-1"),
            GroupedResource::BandwidthPackage("cenbwp-1"),
        ] {
            let to = MoveResourceGroup {
                resource,
                new_resource_group_id: "rg-1",
                client_token: "t",
            };
            scripted.client().move_resource_group(to).await.unwrap();
        }
        let call = |id, kind| {
            format!(
                "POST https://cbn.aliyuncs.com/ MoveResourceGroup ClientToken=t NewResourceGroupId=rg-1 ResourceId={id} ResourceType={kind}"
            )
        };
        assert_eq!(
            scripted.calls(),
            [call("cen-1", "CEN"), call("cenbwp-1", "bandwidthpackage")]
        );
    }
}
