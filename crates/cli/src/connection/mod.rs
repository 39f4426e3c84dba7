//! Connects to the target of a command: the real cloud, another address, or the built-in simulator.

mod access;
mod counting;
mod credentials;
mod endpoints;
mod profiles_file;
mod seed;
mod target_id;
mod whose;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{
    Client, Credential, CredentialProvider, Endpoints, HttpTransport, Signature, Signer, Timeouts,
};
use cen_credentials::{AccountProvider, Context, Pool};
use cen_reconciler::{Clients, IdentityProblem, ReadCache, verify_identities_sharing};
use cen_simulator::{Assumption, Editions, InProcess, Options, Simulator, Store, World};
use cen_topology::{AccountId, AccountName, Topology};

use crate::args::{SignatureVersion, Target};
use crate::exit_code::Exit;
use crate::failure::Failure;

pub(crate) use access::{Access, Wire};
use counting::Counting;
pub(crate) use counting::answers;
use endpoints::{endpoints, environment};
pub(crate) use seed::{Beginning, profile_of};
pub(crate) use target_id::{TargetId, default_world};
pub(crate) use whose::{accounts_of, profile_names};

const UNKNOWN_TO_IT: &str =
    "it sells packages between the pairs of areas that the vendor offers: correct the file";

/// Whether the command may change the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    Look,
    Change,
    /// As `Change`, with a plan for these accounts: other accounts are refused.
    CarryOut,
}

/// Clients for every account of a topology, each proven to be the account that the file says.
///
/// # Errors
/// [`Failure`] with every reason why that is not possible.
pub(crate) async fn connect(
    target: &Target,
    file: &Path,
    topology: &Topology,
    intent: Intent,
) -> Result<Clients, Failure> {
    Connector::new(target)?
        .connect(file, topology, intent, &ReadCache::default())
        .await
}

/// A connection to a target, for any number of topologies.
pub(crate) struct Connector<'a> {
    target: &'a Target,
    /// None for the simulator: each topology has its own.
    remote: Option<(Remote, Pool)>,
    /// The same transport as that of the remote, to ask it how requests go.
    http: Option<HttpTransport>,
}

/// A server and its clients.
struct Remote {
    endpoints: Endpoints,
    transport: Arc<dyn Transport>,
    signature: Signature,
    /// By account: it has one budget of calls, however many files and keys there are.
    known: Mutex<BTreeMap<AccountId, Client>>,
}

impl Remote {
    fn clients(
        &self,
        topology: &Topology,
        signers: Vec<(AccountName, Signer)>,
        clock: Clock,
    ) -> Clients {
        Clients::new(signers.into_iter().map(|(account, signer)| {
            let client = self.client(&topology.account(&account).id, signer, clock);
            (account, client)
        }))
    }

    /// Returns a client of an account, which keeps the account's budget of calls although its key may be another one than before.
    fn client(&self, account: &AccountId, signer: Signer, clock: Clock) -> Client {
        // Poisoning is harmless: entries are only added.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(account) {
            return client.with_credential(signer);
        }
        let made = match known.values().next() {
            Some(other) => other.of_account(signer),
            None => Client::new(
                Arc::clone(&self.transport),
                self.endpoints.clone(),
                signer,
                clock,
            )
            .with_signature(self.signature),
        };
        known.insert(account.clone(), made.clone());
        made
    }
}

impl<'a> Connector<'a> {
    /// Returns the cloud that it connects to.
    pub(crate) fn target(&self) -> &Target {
        self.target
    }

    /// Returns the way that the arguments say.
    ///
    /// # Errors
    /// [`Failure`] if they cannot be followed.
    pub(crate) fn new(target: &'a Target) -> Result<Self, Failure> {
        if target.simulate.is_some() {
            return Ok(Self {
                target,
                remote: None,
                http: None,
            });
        }
        let endpoints = endpoints(target)?;
        let certificates = certificates(target)?;
        let transport = transport(certificates.as_ref(), Timeouts::default())?
            .with_environment(|name| std::env::var(name).ok());
        let http = transport.clone();
        let transport: Arc<dyn Transport> = Arc::new(Counting(transport));
        let direct = transport_of_metadata(certificates.as_ref())?;
        let signature = signature(target);
        let context = Context {
            signature,
            ..Context::new(
                Arc::clone(&transport),
                Arc::new(direct),
                endpoints.clone(),
                Clock::system(),
            )
        };
        let metadata = environment("CEN_METADATA_ENDPOINT").unwrap_or(context.metadata);
        let pool = Pool::new(Context {
            metadata: metadata.trim_end_matches('/').to_owned(),
            ..context
        });
        let remote = Remote {
            endpoints,
            transport,
            signature,
            known: Mutex::default(),
        };
        Ok(Self {
            target,
            remote: Some((remote, pool)),
            http: Some(http),
        })
    }

    /// Clients for every account of a topology, each proven to be the account that the file says, unless the memory knows it already.
    ///
    /// # Errors
    /// [`Failure`] with everything that stands in the way.
    pub(crate) async fn connect(
        &self,
        file: &Path,
        topology: &Topology,
        intent: Intent,
        memory: &ReadCache,
    ) -> Result<Clients, Failure> {
        let clients = match &self.remote {
            Some((remote, pool)) => self.remote_clients(remote, pool, topology).await?,
            None => simulated(self.target, file, topology, intent)?,
        };
        match verify_identities_sharing(topology, &clients, memory).await {
            Ok(()) => Ok(clients),
            Err(problems) => {
                let is_refusal = intent == Intent::CarryOut
                    && problems
                        .iter()
                        .any(|problem| matches!(problem, IdentityProblem::OtherAccount { .. }));
                let failure = Failure::all(
                    problems
                        .iter()
                        .map(|problem| (problem.to_string(), problem.help().to_owned())),
                );
                Err(if is_refusal {
                    failure.exit(Exit::Refused)
                } else {
                    failure
                })
            }
        }
    }
}

impl Connector<'_> {
    /// Returns clients of a server for every account of a topology, whoever they are; none for a simulated world, which has no profiles.
    ///
    /// # Errors
    /// [`Failure`] with every account that has no credential.
    async fn clients_of(&self, topology: &Topology) -> Result<Clients, Failure> {
        match &self.remote {
            Some((remote, pool)) => self.remote_clients(remote, pool, topology).await,
            None => Ok(Clients::default()),
        }
    }

    async fn remote_clients(
        &self,
        remote: &Remote,
        pool: &Pool,
        topology: &Topology,
    ) -> Result<Clients, Failure> {
        let profiles = self.target.profiles.as_deref();
        let sources = credentials::find(profiles, topology, &environment)?;
        let providers = credentials::providers(pool, sources).await?;
        let signer = |(account, provider): (AccountName, _)| {
            let provider: Arc<dyn CredentialProvider> =
                Arc::new(AccountProvider::new(provider, account.as_str()));
            (account, Signer::from(provider))
        };
        let signers = providers.into_iter().map(signer).collect();
        Ok(remote.clients(topology, signers, Clock::system()))
    }
}

/// Sets what the flags say of a simulated world.
pub(crate) fn switch(world: &mut World, editions: Option<Editions>, assume: &[Assumption]) {
    if let Some(editions) = editions {
        world.sell(editions);
    }
    assume
        .iter()
        .for_each(|assumption| world.assume(assumption));
}

/// How long to wait for the metadata service: longer than its provider, which gives up after 2 s and says so in its own words.
/// Source of the first: the vendor's clients.
const TO_METADATA: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    first_byte: Duration::from_secs(3),
    request: Duration::from_secs(3),
};

/// A file of certificates, and its content.
type Certificates<'a> = (&'a Path, Vec<u8>);

/// Reads the certificates of `--ca`.
fn certificates(target: &Target) -> Result<Option<Certificates<'_>>, Failure> {
    let Some(file) = target.ca.as_deref() else {
        return Ok(None);
    };
    let pem = std::fs::read(file).map_err(|error| no_certificates(file, &error.to_string()))?;
    Ok(Some((file, pem)))
}

fn no_certificates(file: &Path, reason: &str) -> Failure {
    Failure::new(
        format!(
            "cannot use the certificates of `{}`: {reason}",
            file.display()
        ),
        "name a file of certificates in the form PEM with `--ca`",
    )
}

/// Returns a transport that trusts the certificates of `--ca` too.
fn transport(
    certificates: Option<&Certificates<'_>>,
    timeouts: Timeouts,
) -> Result<HttpTransport, Failure> {
    match certificates {
        None => HttpTransport::with_timeouts(timeouts)
            .map_err(|error| Failure::new(error.to_string(), "")),
        Some((file, pem)) => HttpTransport::trusting(timeouts, pem)
            .map_err(|error| no_certificates(file, &error.reason)),
    }
}

/// Returns a transport to the metadata service, which no proxy can reach.
fn transport_of_metadata(
    certificates: Option<&Certificates<'_>>,
) -> Result<HttpTransport, Failure> {
    transport(certificates, TO_METADATA).map(HttpTransport::without_proxies)
}

/// Returns how requests are signed.
fn signature(target: &Target) -> Signature {
    match target.signature {
        SignatureVersion::V1 => Signature::V1,
        SignatureVersion::V3 => Signature::V3,
    }
}

/// Starts the simulator in this process. A look reads its world and saves nothing; a change locks
/// the world and saves each step.
fn simulated(
    target: &Target,
    file: &Path,
    topology: &Topology,
    intent: Intent,
) -> Result<Clients, Failure> {
    let named = target.simulate.as_ref().and_then(Option::as_deref);
    let path = named.map_or_else(|| default_world(file), Path::to_owned);
    let beginning = target.seed.as_deref().map(Beginning::read).transpose()?;
    let mut store = match intent {
        Intent::Look => None,
        Intent::Change | Intent::CarryOut => {
            Some(Store::open(&path).map_err(|error| world_failure(&error))?)
        }
    };
    let clock = Clock::system();
    let mut world = World::load(&path)
        .map_err(|error| world_failure(&error))?
        .unwrap_or_default();
    if let Some(beginning) = &beginning {
        beginning.complete(&mut world, clock)?;
    }
    switch(&mut world, target.editions, &target.assume);
    world
        .complete(&seed::seed(topology), clock.now())
        .map_err(|error| {
            Failure::new(
                format!(
                    "the simulator cannot hold what `{}` names: {error}",
                    file.display()
                ),
                UNKNOWN_TO_IT,
            )
        })?;
    if let Some(store) = &mut store {
        store.save(&world).map_err(|error| world_failure(&error))?;
    }
    let keys = topology.accounts.iter().map(|(name, account)| {
        let (id, secret, token) = world
            .access_key(account.id.as_str())
            .expect("completing the world gave each account a key");
        (
            name.clone(),
            Signer::from(Credential::new(id, secret, token.map(str::to_owned))),
        )
    });
    let keys: Vec<_> = keys.collect();
    let faults = target.faults.clone().unwrap_or_default();
    let simulator = Simulator::new(
        world,
        Options {
            store,
            faults,
            ..Options::new(clock)
        },
    );
    let transport: Arc<dyn Transport> = Arc::new(Counting(InProcess::new(Arc::new(simulator))));
    let endpoints = Endpoints::fixed("http://simulator").expect("it is a URL with a host");
    Ok(Remote {
        endpoints,
        transport,
        signature: signature(target),
        known: Mutex::default(),
    }
    .clients(topology, keys, clock))
}

/// Returns the failure for a world that cannot be used.
pub(crate) fn world_failure(error: &cen_simulator::StoreError) -> Failure {
    let hint = match error {
        cen_simulator::StoreError::InUse(_) => "wait for the other process, or name another world",
        cen_simulator::StoreError::Io { .. } => "check the path and its permissions",
        cen_simulator::StoreError::NotAWorld { .. } => {
            "name another world, or delete the file to begin anew"
        }
    };
    Failure::new(error.to_string(), hint)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use cen_cloud::transport::TransportError;
    use futures::future::BoxFuture;
    use tokio::time::Instant;

    use super::*;

    /// Says of each call that there are too many.
    struct Throttling;

    impl Transport for Throttling {
        fn send(
            &self,
            _: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let answer = http::Response::builder()
                .status(400)
                .body(Bytes::from(r#"{"Code":"Throttling.User","Message":"m"}"#))
                .expect("it is a valid answer");
            Box::pin(async move { Ok(answer) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewed_key_keeps_the_budget_of_its_account() {
        let remote = Remote {
            endpoints: Endpoints::Vendor,
            transport: Arc::new(Throttling),
            signature: Signature::V3,
            known: Mutex::default(),
        };
        let wait_of = async |account: &str, key: &str| {
            let credential = Credential::new(key, "secret", None);
            let account = AccountId::new(account);
            let client = remote.client(&account, credential.into(), Clock::system());
            let began = Instant::now();
            client.describe_cens().await.expect_err("it is throttled");
            began.elapsed()
        };
        assert_eq!(wait_of("1", "first").await, Duration::ZERO);
        assert_eq!(wait_of("2", "other").await, Duration::ZERO);
        assert!(wait_of("1", "renewed").await > Duration::from_secs(1));
    }
}
