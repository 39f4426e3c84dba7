//! Obtains a credential from a source, once.

mod external;
mod metadata;
mod sts;
mod uri;

use std::sync::Arc;

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints, Product, Signature, Signer};
use jiff::Timestamp;
use serde::Deserialize;

use crate::problem::CredentialProblem;
use crate::secret::Secret;
use crate::source::{AccessKey, Source};

/// What is needed to ask for credentials.
#[derive(Clone)]
pub struct Context {
    /// Reaches STS and other services, through a proxy if there is one.
    pub transport: Arc<dyn Transport>,
    /// Reaches the metadata service, which no proxy can.
    pub direct: Arc<dyn Transport>,
    /// Where STS is.
    pub endpoints: Endpoints,
    /// The address of the metadata service, without a slash at its end.
    pub metadata: String,
    /// The time.
    pub clock: Clock,
    /// How requests are signed.
    pub signature: Signature,
}

/// The address of the metadata service on every ECS instance.
pub(crate) const METADATA: &str = "http://100.100.100.200";

impl Context {
    /// Returns what is needed on a machine with this network.
    pub fn new(
        transport: Arc<dyn Transport>,
        direct: Arc<dyn Transport>,
        endpoints: Endpoints,
        clock: Clock,
    ) -> Self {
        Self {
            transport,
            direct,
            endpoints,
            metadata: METADATA.to_owned(),
            clock,
            signature: Signature::default(),
        }
    }

    /// Returns a client of STS, at this host if one is given and the endpoints are the vendor's.
    pub(crate) fn client(&self, signer: impl Into<Signer>, sts_host: Option<&str>) -> Client {
        let host = sts_host.filter(|_| self.endpoints.are_vendors(Product::Sts));
        let named = host.and_then(|host| Endpoints::fixed(&format!("https://{host}")).ok());
        let endpoints = named.unwrap_or_else(|| self.endpoints.clone());
        Client::new(Arc::clone(&self.transport), endpoints, signer, self.clock)
            .with_signature(self.signature)
    }
}

/// A credential, and when it ends.
pub(crate) struct Fetched {
    pub(crate) credential: Credential,
    /// None if the time is not known.
    pub(crate) ends: Option<Timestamp>,
}

/// Asks a source for a credential. `base` is the credential that assumes the role of a [`Source::Role`].
pub(crate) async fn fetch(
    source: &Source,
    base: Option<Signer>,
    context: &Context,
) -> Result<Fetched, CredentialProblem> {
    match source {
        Source::AccessKey(key) => Ok(of_key(key)),
        Source::Role(role) => {
            let base = base.expect("the provider of a role has a provider of its base");
            sts::assume_role(role, base, context).await
        }
        Source::Oidc(oidc) => sts::assume_role_with_oidc(oidc, context).await,
        Source::Metadata(metadata) => metadata::fetch(metadata, context).await,
        Source::External(external) => external::fetch(external).await,
        Source::Uri(uri) => uri::fetch(uri, context).await,
    }
}

fn of_key(key: &AccessKey) -> Fetched {
    let token = key.token.as_ref().map(|token| token.expose().to_owned());
    Fetched {
        credential: Credential::new(&key.access_key_id, key.secret.expose(), token),
        ends: key.ends,
    }
}

/// The keys as the metadata service and a CredentialsURI answer them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct KeysAnswer {
    code: String,
    access_key_id: String,
    access_key_secret: Secret,
    security_token: Secret,
    expiration: String,
}

impl KeysAnswer {
    /// Reads the keys from the body of an answer.
    fn read(service: &'static str, body: &[u8]) -> Result<Fetched, CredentialProblem> {
        let lacks = |lacks| CredentialProblem::Answer { service, lacks };
        // What serde says may repeat a secret, so it is dropped.
        let answer: Self =
            serde_json::from_slice(body).map_err(|_| lacks("it is not the JSON of one"))?;
        if answer.code != "Success" {
            return Err(lacks("its `Code` is not `Success`"));
        }
        if answer.access_key_id.is_empty() {
            return Err(lacks("`AccessKeyId` is missing"));
        }
        if answer.access_key_secret.is_empty() {
            return Err(lacks("`AccessKeySecret` is missing"));
        }
        if answer.security_token.is_empty() {
            return Err(lacks("`SecurityToken` is missing"));
        }
        let ends = answer
            .expiration
            .parse()
            .map_err(|_| lacks("`Expiration` is not a time such as 2026-01-02T03:04:05Z"))?;
        let token = Some(answer.security_token.expose().to_owned());
        Ok(Fetched {
            credential: Credential::new(
                answer.access_key_id,
                answer.access_key_secret.expose(),
                token,
            ),
            ends: Some(ends),
        })
    }
}
