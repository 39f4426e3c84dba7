//! What is known of the access to each account, one by one, for `cen doctor`: what is wrong with one says nothing of the others.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, CredentialProvider, Endpoints, HttpTransport, Signer};
use cen_credentials::{AccountProvider, Pool};
use cen_topology::{AccountName, Topology};
use futures::future::join_all;
use jiff::Timestamp;

use super::credentials::{Found, find_each};
use super::endpoints::environment;
use super::{Connector, Intent, Remote, simulated};
use crate::failure::Failure;

/// The access to an account. Whose the credential is has not been asked.
pub(crate) struct Access {
    /// Where the credential comes from, for people.
    pub(crate) origin: String,
    /// When it ends; none if it does not, or that is not known.
    pub(crate) ends: Option<Timestamp>,
    pub(crate) client: Client,
}

/// What lies between this machine and the cloud.
pub(crate) struct Wire<'a> {
    pub(crate) transport: &'a Arc<dyn Transport>,
    pub(crate) http: &'a HttpTransport,
    pub(crate) endpoints: &'a Endpoints,
}

impl Connector<'_> {
    /// Returns what lies between this machine and the cloud; none for the built-in simulator.
    pub(crate) fn wire(&self) -> Option<Wire<'_>> {
        let (remote, _) = self.remote.as_ref()?;
        Some(Wire {
            transport: &remote.transport,
            http: self.http.as_ref()?,
            endpoints: &remote.endpoints,
        })
    }

    /// Obtains the credential of each account, or the problem and the next step.
    ///
    /// # Errors
    /// [`Failure`] about what concerns every account: a file that cannot be read, or a simulated world that cannot be used.
    pub(crate) async fn each(
        &self,
        file: &Path,
        topology: &Topology,
    ) -> Result<BTreeMap<AccountName, Result<Access, (String, String)>>, Failure> {
        let Some((remote, pool)) = &self.remote else {
            let clients = simulated(self.target, file, topology, Intent::Look)?;
            let access = |name: &AccountName| Access {
                origin: "the key of the built-in simulator".to_owned(),
                ends: None,
                client: clients.of(name).clone(),
            };
            let accounts = topology.accounts.keys();
            return Ok(accounts
                .map(|name| (name.clone(), Ok(access(name))))
                .collect());
        };
        let found = find_each(self.target.profiles.as_deref(), topology, &environment)?;
        let obtained = found.into_iter().map(async |(name, source)| {
            let access = obtain(remote, pool, topology, &name, source).await;
            (name, access)
        });
        Ok(join_all(obtained).await.into_iter().collect())
    }
}

async fn obtain(
    remote: &Remote,
    pool: &Pool,
    topology: &Topology,
    name: &AccountName,
    source: Found,
) -> Result<Access, (String, String)> {
    let provider = pool.provider(&source?);
    let (_, ends) = provider.current().await.map_err(|error| {
        let next_step = error.problem.next_step().to_owned();
        (error.to_string(), next_step)
    })?;
    let origin = provider.source().origin().to_owned();
    let signing: Arc<dyn CredentialProvider> =
        Arc::new(AccountProvider::new(provider, name.as_str()));
    let client = remote.client(
        &topology.account(name).id,
        Signer::from(signing),
        Clock::system(),
    );
    Ok(Access {
        origin,
        ends,
        client: client.with_name(name.as_str()),
    })
}
