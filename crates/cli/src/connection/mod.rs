//! Connects to the target of a command: the real cloud, another address, or the built-in simulator.

mod credentials;
mod seed;
mod target_id;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints, HttpTransport};
use cen_reconciler::{Clients, IdentityProblem, ReadCache, verify_identities_sharing};
use cen_simulator::{InProcess, Options, Simulator, Store, World};
use cen_topology::{AccountName, Topology};

use crate::args::Target;
use crate::exit_code::Exit;
use crate::failure::Failure;

pub(crate) use seed::{Beginning, profile_of};
pub(crate) use target_id::{TargetId, default_world};
use target_id::{endpoint, environment};

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
    remote: Option<Remote>,
}

/// A server and its clients.
struct Remote {
    endpoints: Endpoints,
    transport: Arc<dyn Transport>,
    /// By access key: who signs with one key has one budget of calls, however many files there are.
    known: Mutex<BTreeMap<String, Client>>,
}

impl Remote {
    fn clients(&self, credentials: Vec<(AccountName, Credential)>, clock: Clock) -> Clients {
        // A map that only grows is whole, whatever happened while it was held.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut client = |credential: Credential| {
            let key = credential.access_key_id().to_owned();
            if let Some(client) = known.get(&key) {
                return client.clone();
            }
            let made = match known.values().next() {
                Some(other) => other.of_account(credential),
                None => Client::new(
                    Arc::clone(&self.transport),
                    self.endpoints.clone(),
                    credential,
                    clock,
                ),
            };
            known.insert(key, made.clone());
            made
        };
        Clients::new(
            credentials
                .into_iter()
                .map(|(account, credential)| (account, client(credential))),
        )
    }
}

impl<'a> Connector<'a> {
    /// The way that the arguments say.
    ///
    /// # Errors
    /// [`Failure`] if they cannot be followed.
    pub(crate) fn new(target: &'a Target) -> Result<Self, Failure> {
        if target.simulate.is_some() {
            return Ok(Self {
                target,
                remote: None,
            });
        }
        let endpoints = endpoints(target)?;
        let transport =
            HttpTransport::new().map_err(|error| Failure::new(error.to_string(), ""))?;
        Ok(Self {
            target,
            remote: Some(Remote {
                endpoints,
                transport: Arc::new(transport),
                known: Mutex::default(),
            }),
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
            Some(remote) => {
                let credentials =
                    credentials::find(self.target.profiles.as_deref(), topology, environment)?;
                remote.clients(credentials, Clock::system())
            }
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

/// Returns the endpoints: of the flag, else of the environment, else the vendor's.
fn endpoints(target: &Target) -> Result<Endpoints, Failure> {
    Ok(endpoint(target)?.map_or(Endpoints::Vendor, |(_, endpoints)| endpoints))
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
    let store = match intent {
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
    if let Some(store) = &store {
        store.save(&world).map_err(|error| world_failure(&error))?;
    }
    let keys = topology.accounts.iter().map(|(name, account)| {
        let (id, secret, token) = world
            .access_key(account.id.as_str())
            .expect("completing the world gave each account a key");
        (
            name.clone(),
            Credential::new(id, secret, token.map(str::to_owned)),
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
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(Arc::new(simulator)));
    let endpoints = Endpoints::fixed("http://simulator").expect("it is a URL with a host");
    Ok(Remote {
        endpoints,
        transport,
        known: Mutex::default(),
    }
    .clients(keys, clock))
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
