//! Whose a credential is: an operation of STS 2015-04-01.

use serde::Deserialize;

use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::rpc::Client;
use crate::wire;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    /// The account, in digits.
    #[serde(deserialize_with = "wire::digits")]
    pub account_id: String,
    /// The full name of the user or role, such as `acs:ram::1250123456123456:user/cen-bot`; may be empty.
    #[serde(default)]
    pub arn: String,
}

impl Client {
    /// Tells which account this client's credential belongs to. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; the API takes this call over HTTPS only.
    pub async fn get_caller_identity(&self) -> Result<CallerIdentity, Error> {
        self.call(
            Operation {
                product: Product::Sts,
                region: "",
                action: "GetCallerIdentity",
            },
            Vec::new(),
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn the_account_of_a_credential_is_read() {
        let scripted = Scripted::new([sample("GetCallerIdentity 200")]);
        let arn = "acs:ram::1250123456123456:user/cen-bot".to_owned();
        let identity = CallerIdentity {
            account_id: "1250123456123456".to_owned(),
            arn,
        };
        assert_eq!(scripted.client().get_caller_identity().await, Ok(identity));
        assert_eq!(
            scripted.calls(),
            ["POST https://sts.aliyuncs.com/ GetCallerIdentity"]
        );
    }
}
