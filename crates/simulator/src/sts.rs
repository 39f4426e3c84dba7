//! STS 2015-04-01: whose a credential is, and temporary credentials of roles.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::call::{Answer, Call, seconds};
use crate::identity::{Principal, role_id};
use crate::identity_token::Claims;
use crate::parameters::Parameters;
use crate::pattern::fits;
use crate::refusal::{DeniedAccess, Refusal};
use crate::session_token::Session;
use crate::world::{IdentityProvider, Policy, Role, World, role_of};

/// The shortest session, in seconds.
const SHORTEST: u64 = 900;

/// How long a session lives if the call does not say, in seconds.
const USUAL: u64 = 3600;

pub(crate) fn get_caller_identity(call: &mut Call<'_>) -> Answer {
    let identity = call.identity;
    let mut answer = json!({
        "AccountId": identity.account,
        "Arn": identity.arn(),
        "PrincipalId": identity.principal_id(),
    });
    match &identity.principal {
        Principal::Root | Principal::Nobody => {
            answer["IdentityType"] = "Account".into();
            answer["UserId"] = identity.account.clone().into();
            answer["RoleId"] = "".into();
        }
        Principal::User(_) => {
            answer["IdentityType"] = "RAMUser".into();
            answer["UserId"] = identity.principal_id().into();
        }
        Principal::Role { name, .. } => {
            answer["IdentityType"] = "AssumedRoleUser".into();
            answer["RoleId"] = role_id(&identity.account, name).into();
        }
    }
    Ok(answer)
}

pub(crate) fn assume_role(call: &mut Call<'_>) -> Answer {
    let asked = Asked::of(call.parameters, call.world)?;
    let external_id = call.parameters.get("ExternalId");
    if external_id.is_some_and(|id| !is_external_id(id)) {
        return Err(wrong("ExternalId"));
    }
    let identity = call.identity;
    let is_trusted = asked
        .role
        .trusts
        .iter()
        .any(|trusted| identity.is_meant_by(trusted));
    // The condition of a trust policy is as much a part of it as its principal.
    let fits = asked.role.external_id.is_none() || asked.role.external_id.as_deref() == external_id;
    if !is_trusted || !fits {
        return Err(not_trusted(call));
    }
    let nonce = call.parameters.get("SignatureNonce").unwrap_or_default();
    Ok(asked.answer(call.now, nonce))
}

pub(crate) fn assume_role_with_oidc(call: &mut Call<'_>) -> Answer {
    let token = call.parameters.required("OIDCToken")?;
    let asked = Asked::of(call.parameters, call.world)?;
    let provider = provider(call)?;
    let claims = Claims::read(token).ok_or_else(|| of_token("Invalid", "is invalid"))?;
    if claims.issuer != provider.issuer {
        return Err(of_token(
            "IssuerNotMatch",
            "has another issuer than the identity provider",
        ));
    }
    if claims.ends() <= call.now {
        return Err(of_token("Expired", "has expired"));
    }
    let is_meant = |audience| provider.audiences.contains(audience);
    if !claims.audiences().iter().any(is_meant) {
        return Err(of_token(
            "AudienceNotMatch",
            "has an audience that the identity provider does not take",
        ));
    }
    let is_trusted = asked.role.trusts_tokens.iter().any(|trusted| {
        trusted.provider == provider.name && fits(&trusted.subject, &claims.subject)
    });
    if !is_trusted {
        return Err(no_permission_for_token());
    }
    let mut answer = asked.answer(call.now, token);
    answer["OIDCTokenInfo"] = json!({
        "Subject": claims.subject,
        "Issuer": claims.issuer,
        "ClientIds": claims.audiences().join(","),
        "ExpirationTime": seconds(claims.ends()),
        "IssuanceTime": seconds(claims.given()),
        "VerificationInfo": "The simulator does not verify signatures.",
    });
    Ok(answer)
}

/// Returns the keys of a role for a service of the cloud that it trusts, such as the metadata service of an instance; none if there is no such role.
pub(crate) fn keys_for_service(
    world: &World,
    arn: &str,
    service: &str,
    now: Timestamp,
    mark: &str,
) -> Option<Value> {
    let (account, name) = role_of(arn)?;
    let role = world.accounts.get(account)?.roles.get(name)?;
    if !role.trusts.iter().any(|trusted| trusted == service) {
        return None;
    }
    let asked = Asked {
        account: account.to_owned(),
        name: name.to_owned(),
        role,
        session: "instance".to_owned(),
        seconds: role.longest.min(USUAL * 6),
        policy: None,
    };
    Some(asked.keys(now, mark))
}

/// A session that is asked for, of a role that there is.
struct Asked<'a> {
    account: String,
    name: String,
    role: &'a Role,
    session: String,
    seconds: u64,
    policy: Option<Policy>,
}

impl<'a> Asked<'a> {
    /// Reads what both operations have in common.
    fn of(parameters: &Parameters, world: &'a World) -> Result<Self, Refusal> {
        let (account, name) =
            role_of(parameters.required("RoleArn")?).ok_or_else(|| wrong("RoleArn"))?;
        let session = parameters.required("RoleSessionName")?;
        let fits = |c: u8| c.is_ascii_alphanumeric() || b".@-_".contains(&c);
        if !(2..=64).contains(&session.len()) || !session.bytes().all(fits) {
            return Err(wrong("RoleSessionName"));
        }
        let seconds = parameters
            .number("DurationSeconds")
            .map_err(|_| wrong("DurationSeconds"))?;
        let policy = parameters.get("Policy").map(policy).transpose()?;
        let held = world.accounts.get(account);
        let role = held.and_then(|account| account.roles.get(name));
        let role = role.ok_or_else(|| {
            let message = format!("The role not exists: acs:ram::{account}:role/{name}.");
            Refusal::new(404, "EntityNotExist.Role", message)
        })?;
        let seconds = seconds.unwrap_or(USUAL.min(role.longest));
        if !(SHORTEST..=role.longest).contains(&seconds) {
            return Err(wrong("DurationSeconds"));
        }
        Ok(Self {
            account: account.to_owned(),
            name: name.to_owned(),
            role,
            session: session.to_owned(),
            seconds,
            policy,
        })
    }

    fn answer(&self, now: Timestamp, mark: &str) -> Value {
        let (account, name, session) = (&self.account, &self.name, &self.session);
        json!({
            "AssumedRoleUser": {
                "Arn": format!("acs:ram::{account}:role/{name}/{session}"),
                "AssumedRoleId": format!("{}:{session}", role_id(account, name)),
            },
            "Credentials": self.keys(now, mark),
        })
    }

    fn keys(&self, now: Timestamp, mark: &str) -> Value {
        let usual = SignedDuration::from_secs(self.seconds.cast_signed());
        let life = self
            .role
            .life_ms
            .map(|ms| SignedDuration::from_millis(ms.cast_signed()));
        let session = Session {
            account: self.account.clone(),
            role: self.name.clone(),
            name: self.session.clone(),
            given: now,
            ends: end(now, life.unwrap_or(usual)),
            policy: self.policy.clone(),
        };
        let key = session.key(mark);
        json!({
            "AccessKeyId": key.id,
            "AccessKeySecret": key.secret,
            "SecurityToken": key.token,
            "Expiration": seconds(key.ends),
        })
    }
}

/// Returns the end of a life that begins now. Clients are told it to the second, so it is the next full second.
fn end(now: Timestamp, life: SignedDuration) -> Timestamp {
    let end = now.checked_add(life).unwrap_or(Timestamp::MAX);
    let begun = i64::from(end.subsec_nanosecond() > 0);
    Timestamp::from_second(end.as_second() + begun).unwrap_or(end)
}

/// Returns the identity provider that a call names.
fn provider<'a>(call: &'a Call<'_>) -> Result<&'a IdentityProvider, Refusal> {
    let arn = call.parameters.required("OIDCProviderArn")?;
    let parts = arn.strip_prefix("acs:ram::");
    let (account, name) = parts
        .and_then(|rest| rest.split_once(":oidc-provider/"))
        .ok_or_else(|| wrong("OIDCProviderArn"))?;
    let account = call.world.accounts.get(account);
    let mut known = account.into_iter().flat_map(|account| &account.providers);
    known
        .find(|provider| provider.name == name)
        .ok_or_else(no_permission_for_token)
}

/// Returns a policy that narrows a session.
fn policy(text: &str) -> Result<Policy, Refusal> {
    if text.len() > 2048 {
        return Err(wrong("PolicySize"));
    }
    serde_json::from_str(text).map_err(|_| wrong("PolicyGrammar"))
}

fn is_external_id(id: &str) -> bool {
    let fits = |c: u8| c.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&c);
    (2..=1224).contains(&id.len()) && id.bytes().all(fits)
}

fn wrong(name: &str) -> Refusal {
    let message = format!("The parameter {name} is wrongly formed.");
    Refusal::new(400, &format!("InvalidParameter.{name}"), message)
}

/// The trust policy of the role does not name the caller, or asks for another external id: the API does not tell which.
fn not_trusted(call: &Call<'_>) -> Refusal {
    let message = "You are not authorized to do this action. You should be authorized by RAM.";
    let identity = call.identity;
    Refusal::new(403, "NoPermission", message).with_access(DeniedAccess {
        action: "sts:AssumeRole".to_owned(),
        resource: call
            .parameters
            .get("RoleArn")
            .unwrap_or_default()
            .to_owned(),
        principal_type: identity.principal.auth_type(),
        principal_name: identity.principal.auth_name(&identity.account),
        owner: identity.account.clone(),
        is_explicit: false,
        policy_type: "AssumeRolePolicy",
    })
}

/// The account does not know the provider, or the role does not trust the token. The status is not documented.
fn no_permission_for_token() -> Refusal {
    let message = "You are not authorized to do this action. You should be authorized by RAM.";
    Refusal::new(403, "AuthenticationFail.NoPermission", message)
}

/// The token is not one that the provider gives for this. The status is not documented.
fn of_token(code: &str, what: &str) -> Refusal {
    Refusal::new(
        400,
        &format!("AuthenticationFail.OIDCToken.{code}"),
        format!("This OIDC token {what}."),
    )
}
