//! The service-linked role that transit routers need in the account of each network: operations of
//! RAM 2015-05-01 and Resource Manager 2020-03-31, both over HTTPS only.

use serde::Deserialize;
use serde_json::Value;

use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    /// Its name, such as `AliyunServiceRoleForCEN`.
    pub role_name: String,
    /// Its full name; may be empty.
    #[serde(default)]
    pub arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoleAnswer {
    role: Role,
}

impl Client {
    /// Returns the role of this name; none if the account has no such role. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; a caller who may not read roles cannot know.
    pub async fn get_role(&self, role_name: &str) -> Result<Option<Role>, Error> {
        let operation = Operation {
            product: Product::Ram,
            region: "",
            action: "GetRole",
        };
        let parameters = Parameters::new().with("RoleName", role_name);
        let mut answer: Value = match self.call(operation, parameters.into_pairs()).await {
            Ok(answer) => answer,
            Err(error) if error.code == "EntityNotExist.Role" => return Ok(None),
            Err(error) => return Err(error),
        };
        wire::drop_nulls(&mut answer);
        let answer: RoleAnswer = self.read(operation, answer)?;
        Ok(Some(answer.role))
    }

    /// Makes the role of a service, such as `cen.aliyuncs.com`. Safe to run again: one that is there
    /// stays as it is.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_service_linked_role(&self, service_name: &str) -> Result<(), Error> {
        let operation = Operation {
            product: Product::ResourceManager,
            region: "",
            action: "CreateServiceLinkedRole",
        };
        let parameters = Parameters::new().with("ServiceName", service_name);
        match self.accepted(operation, parameters).await {
            Err(error) if error.code == "EntityAlreadyExists.Role" => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::scripted::Scripted;

    #[tokio::test]
    async fn a_role_is_there_or_not() {
        let name = "AliyunServiceRoleForCEN";
        let scripted = Scripted::with_statuses([
            (
                200,
                json!({"Role": {"RoleName": name, "Arn": "acs:ram::1:role/x"}}),
            ),
            (404, json!({"Code": "EntityNotExist.Role"})),
            (403, json!({"Code": "NoPermission"})),
        ]);
        let client = scripted.client();
        assert_eq!(
            client.get_role(name).await.unwrap().unwrap().role_name,
            name
        );
        assert_eq!(client.get_role(name).await, Ok(None));
        client.get_role(name).await.unwrap_err();
        assert_eq!(
            scripted.calls()[0],
            "POST https://ram.aliyuncs.com/ GetRole RoleName=AliyunServiceRoleForCEN"
        );
    }

    #[tokio::test]
    async fn a_role_that_is_there_is_made() {
        let scripted = Scripted::with_statuses([
            (200, json!({"RequestId": "R", "Role": {"RoleName": "r"}})),
            (409, json!({"Code": "EntityAlreadyExists.Role"})),
        ]);
        let client = scripted.client();
        for _ in 0..2 {
            let made = client.create_service_linked_role("cen.aliyuncs.com").await;
            assert_eq!(made, Ok(()));
        }
        assert_eq!(
            scripted.calls()[0],
            "POST https://resourcemanager.aliyuncs.com/ CreateServiceLinkedRole ServiceName=cen.aliyuncs.com"
        );
    }
}
