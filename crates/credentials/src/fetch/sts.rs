//! Assumes roles.

use cen_cloud::{AssumeRole, AssumeRoleWithOidc, Error, Signer, TemporaryCredential};

use super::{Context, Fetched};
use crate::problem::CredentialProblem;
use crate::secret::Secret;
use crate::source::{Oidc, Role, Session};

/// The shortest and the longest token of an identity provider, in bytes. Source: the vendor's page of AssumeRoleWithOIDC.
const TOKEN: std::ops::RangeInclusive<usize> = 4..=20_000;

/// Assumes a role with the credential of `base`.
pub(super) async fn assume_role(
    role: &Role,
    base: Signer,
    context: &Context,
) -> Result<Fetched, CredentialProblem> {
    let session = &role.session;
    let request = AssumeRole {
        role_arn: &session.role_arn,
        role_session_name: &session.name,
        duration_seconds: session.seconds,
        external_id: role.external_id.as_deref(),
        policy: session.policy.as_deref(),
    };
    let client = context.client(base, session.sts_host.as_deref());
    assumed(session, client.assume_role(&request).await)
}

/// Assumes a role with the token in a file. The file is read each time, because its writer replaces the token before it ends.
pub(super) async fn assume_role_with_oidc(
    oidc: &Oidc,
    context: &Context,
) -> Result<Fetched, CredentialProblem> {
    let token = token(&oidc.token_file).await?;
    let session = &oidc.session;
    let request = AssumeRoleWithOidc {
        role_arn: &session.role_arn,
        oidc_provider_arn: &oidc.provider_arn,
        role_session_name: &session.name,
        duration_seconds: session.seconds,
        policy: session.policy.as_deref(),
    };
    let nobody = Signer::nobody(vec![token.inner().clone()]);
    let client = context.client(nobody, session.sts_host.as_deref());
    let answer = client.assume_role_with_oidc(&request, token.inner()).await;
    assumed(session, answer)
}

fn assumed(
    session: &Session,
    answer: Result<TemporaryCredential, Error>,
) -> Result<Fetched, CredentialProblem> {
    let refused = |error| CredentialProblem::Refused {
        role_arn: session.role_arn.clone(),
        error: Box::new(error),
    };
    answer.map_err(refused).map(|assumed| Fetched {
        credential: assumed.credential,
        ends: Some(assumed.expiration),
    })
}

async fn token(path: &str) -> Result<Secret, CredentialProblem> {
    let unreadable = |error: std::io::Error| CredentialProblem::TokenFile {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let text = tokio::fs::read_to_string(path).await.map_err(unreadable)?;
    let token = text.trim();
    if TOKEN.contains(&token.len()) {
        Ok(token.to_owned().into())
    } else {
        Err(CredentialProblem::NoToken {
            path: path.to_owned(),
        })
    }
}
