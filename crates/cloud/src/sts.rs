//! Whose a credential is, and temporary credentials of roles: operations of STS 2015-04-01.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::credentials::Credential;
use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
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

/// A role that is assumed, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole<'a> {
    /// The role, such as `acs:ram::1250123456123456:role/cen`.
    pub role_arn: &'a str,
    /// What the role's account sees as the name of the session: 2 to 64 letters, digits and `.@-_`.
    pub role_session_name: &'a str,
    /// From 900 to the role's longest session; the API's default is 3600.
    pub duration_seconds: Option<u32>,
    /// What the trust policy of the role may ask for.
    pub external_id: Option<&'a str>,
    /// A policy that takes away some of what the role may do.
    pub policy: Option<&'a str>,
}

/// A role that is assumed with the token of an identity provider.
#[derive(Clone, Debug)]
pub struct AssumeRoleWithOidc<'a> {
    /// The role, such as `acs:ram::1250123456123456:role/cen`.
    pub role_arn: &'a str,
    /// The provider as the role's account knows it, such as `acs:ram::1250123456123456:oidc-provider/ack`.
    pub oidc_provider_arn: &'a str,
    /// As in [`AssumeRole`].
    pub role_session_name: &'a str,
    /// As in [`AssumeRole`].
    pub duration_seconds: Option<u32>,
    /// As in [`AssumeRole`].
    pub policy: Option<&'a str>,
}

/// The credential of a role, and when it ends.
#[derive(Clone, Debug)]
pub struct TemporaryCredential {
    /// The key with its token.
    pub credential: Credential,
    /// When the server stops taking it.
    pub expiration: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Assumed {
    credentials: Keys,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    access_key_id: String,
    access_key_secret: SecretString,
    security_token: SecretString,
    expiration: Timestamp,
}

impl Client {
    /// Tells which account this client's credential belongs to. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; the API takes this call over HTTPS only.
    pub async fn get_caller_identity(&self) -> Result<CallerIdentity, Error> {
        self.call(operation("GetCallerIdentity"), Vec::new()).await
    }

    /// Obtains a temporary credential of a role. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; [`sts_next_step`] tells what to do about its code.
    pub async fn assume_role(&self, role: &AssumeRole<'_>) -> Result<TemporaryCredential, Error> {
        let parameters = Parameters::new()
            .with("RoleArn", role.role_arn)
            .with("RoleSessionName", role.role_session_name)
            .with_some("DurationSeconds", role.duration_seconds)
            .with_some("ExternalId", role.external_id)
            .with_some("Policy", role.policy);
        self.assume("AssumeRole", parameters).await
    }

    /// Obtains a temporary credential of a role for a token of an identity provider. The call is not signed: the client must be one whose
    /// signer is [`nobody`](crate::Signer::nobody), with the token among its secrets. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::assume_role`].
    pub async fn assume_role_with_oidc(
        &self,
        role: &AssumeRoleWithOidc<'_>,
        token: &SecretString,
    ) -> Result<TemporaryCredential, Error> {
        let parameters = Parameters::new()
            .with("RoleArn", role.role_arn)
            .with("OIDCProviderArn", role.oidc_provider_arn)
            .with("OIDCToken", token.expose_secret())
            .with("RoleSessionName", role.role_session_name)
            .with_some("DurationSeconds", role.duration_seconds)
            .with_some("Policy", role.policy);
        self.assume("AssumeRoleWithOIDC", parameters).await
    }

    async fn assume(
        &self,
        action: &'static str,
        parameters: Parameters,
    ) -> Result<TemporaryCredential, Error> {
        let assumed: Assumed = self
            .call(operation(action), parameters.into_pairs())
            .await?;
        let keys = assumed.credentials;
        Ok(TemporaryCredential {
            credential: Credential::new(
                keys.access_key_id,
                keys.access_key_secret.expose_secret(),
                Some(keys.security_token.expose_secret().to_owned()),
            ),
            expiration: keys.expiration,
        })
    }
}

fn operation(action: &'static str) -> Operation<'static> {
    Operation {
        product: Product::Sts,
        region: "",
        action,
    }
}

/// Returns what a person does about a code with which STS refuses a role; none if nothing particular is known of it.
///
/// Source: the table of codes in the vendor's pages of AssumeRole and AssumeRoleWithOIDC.
pub fn sts_next_step(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(about, _)| *about == code)
        .map(|(_, step)| *step)
}

const CODES: &[(&str, &str)] = &[
    (
        "AuthenticationFail.NoPermission",
        "the role's account does not know the identity provider, or the role's trust policy does not name this token: compare the policy's issuer, audience and subject with those of the token",
    ),
    (
        "AuthenticationFail.OIDCToken.AudienceNotMatch",
        "ask for a token with the audience `sts.aliyuncs.com`, or add its audience to the identity provider in RAM",
    ),
    (
        "AuthenticationFail.OIDCToken.Expired",
        "the token in the file has ended: see why it is not written anew",
    ),
    (
        "AuthenticationFail.OIDCToken.Invalid",
        "the file does not hold a token of this identity provider: check its path",
    ),
    (
        "AuthenticationFail.OIDCToken.IssuerConfigurationBroken",
        "the vendor cannot read the issuer's configuration: check the identity provider in RAM",
    ),
    (
        "AuthenticationFail.OIDCToken.IssuerNotMatch",
        "the token comes from another issuer than that of the identity provider in RAM: name the right provider",
    ),
    (
        "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch",
        "the issuer has a new certificate: correct the fingerprint of the identity provider in RAM",
    ),
    (
        "EntityNotExist.Role",
        "the account has no role of this name: check the account's id and the role's name",
    ),
    (
        "InvalidAccessKeyId.Inactive",
        "the access key that assumes the role is disabled: enable it in RAM, or use another",
    ),
    (
        "InvalidAccessKeyId.NotFound",
        "the access key that assumes the role does not exist, or is a temporary one whose token is missing: replace it",
    ),
    (
        "InvalidParameter.DurationSeconds",
        "ask for at least 900 seconds, or raise the role's longest session (MaxSessionDuration)",
    ),
    (
        "InvalidParameter.ExternalId",
        "correct the external id: 2 to 1224 letters, digits and `+=,.@:/-_`",
    ),
    (
        "InvalidParameter.PolicyGrammar",
        "correct the policy that narrows the role",
    ),
    (
        "InvalidParameter.PolicySize",
        "shorten the policy that narrows the role to 2048 characters",
    ),
    (
        "InvalidParameter.RoleArn",
        "write the role as `acs:ram::ACCOUNT-ID:role/NAME`",
    ),
    (
        "InvalidParameter.RoleSessionName",
        "correct the session name: 2 to 64 letters, digits and `.@-_`",
    ),
    (
        "InvalidSecurityToken.Expired",
        "the temporary credential that assumes the role has ended: get a new one",
    ),
    (
        "InvalidSecurityToken.Malformed",
        "the security token is not complete: get a new one",
    ),
    (
        "InvalidSecurityToken.MismatchWithAccessKey",
        "the security token belongs to another access key: set key and token together",
    ),
    (
        "MissingSecurityToken",
        "the access key is a temporary one: set its security token too",
    ),
    (
        "NoPermission",
        "allow `sts:AssumeRole` to the one who asks (AliyunSTSAssumeRoleAccess), and name it in the role's trust policy; if that policy asks for an external id, it must be the same here; a key of the account itself, without a RAM user, cannot assume roles",
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    const ROLE: AssumeRole<'_> = AssumeRole {
        role_arn: "acs:ram::1250123456123456:role/cen",
        role_session_name: "cen",
        duration_seconds: Some(900),
        external_id: Some("office"),
        policy: None,
    };

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

    #[tokio::test]
    async fn a_role_is_assumed_and_its_credential_read() {
        let keys = json!({"AccessKeyId": "STS.1", "AccessKeySecret": "canary", "SecurityToken": "canary", "Expiration": "2026-01-02T03:04:05Z"});
        let scripted = Scripted::new([json!({"RequestId": "R", "Credentials": keys})]);
        let assumed = scripted.client().assume_role(&ROLE).await.unwrap();
        let shown = format!("{assumed:?}");
        assert!(
            shown.contains("STS.1") && !shown.contains("canary"),
            "{shown}"
        );
        assert_eq!(assumed.expiration.to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(
            scripted.calls(),
            [
                "POST https://sts.aliyuncs.com/ AssumeRole DurationSeconds=900 ExternalId=office \
                 RoleArn=acs:ram::1250123456123456:role/cen RoleSessionName=cen"
            ]
        );
    }

    #[tokio::test]
    async fn an_answer_with_keys_that_cannot_be_read_is_not_repeated() {
        for answer in [
            json!({"Credentials": {"AccessKeyId": "STS.1", "AccessKeySecret": "canary"}}),
            json!({"Credentials": {"AccessKeyId": "STS.1", "AccessKeySecret": ["canary"], "SecurityToken": "canary", "Expiration": "canary"}}),
            json!(["canary"]),
        ] {
            let error = Scripted::new([answer])
                .client()
                .assume_role(&ROLE)
                .await
                .unwrap_err();
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
