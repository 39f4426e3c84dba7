//! A test bench: a topology, a world with the objects that it names, and a log of every request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints, Signature};
use cen_diff::Adopt;
use cen_plan::{Outcome, Plan, plan_adopting};
use cen_reconciler::{
    Clients, Event, Journal, MemoryStorage, Operator, Report, Run, Subject, execute, observe,
    verify_identities,
};
use cen_simulator::{
    Editions, Entry, EntryKind, InProcess, Options, Quotas, Seed, SeedAccount, SeedNetwork,
    SeedPackage, SeedRoute, Simulator, World,
};
use cen_topology::{AccountId, NetworkKind, Package, Selector, Topology, TopologyName};
use futures::stream::pending;

pub(crate) struct Bench {
    pub(crate) topology: Topology,
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) log: Arc<Mutex<Vec<Entry>>>,
    pub(crate) events: Mutex<Vec<Event>>,
    pub(crate) clients: Clients,
    /// Each topology has a journal of its own, as on a disk.
    storages: Mutex<BTreeMap<TopologyName, MemoryStorage>>,
    pub(crate) clock: Clock,
}

pub(crate) fn topology(text: &str) -> Topology {
    cen_topology::parse(text)
        .map_err(|problems| problems.render_short("test", text))
        .unwrap()
        .topology
}

/// Returns the example of this name.
pub(crate) fn example(name: &str) -> Topology {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../topologies")
        .join(name);
    topology(&std::fs::read_to_string(path).unwrap())
}

/// Returns a seed with everything that must exist before the topology can be applied, in a cloud that
/// sells the Basic Edition.
pub(crate) fn seed(topology: &Topology) -> Seed {
    // Most of these tests are about more networks than the vendor's quotas allow.
    let mut seed = Seed {
        editions: Some(Editions::Basic),
        quotas: Some(Quotas::UNLIMITED),
        ..Seed::default()
    };
    for (name, account) in &topology.accounts {
        let mut owned = SeedAccount {
            id: account.id.to_string(),
            vbr_grants: true,
            ..SeedAccount::default()
        };
        for network in topology
            .networks
            .values()
            .filter(|network| network.account == *name)
        {
            let (id, name) = match &network.selector {
                Selector::Id(id) => (Some(id.to_string()), String::new()),
                Selector::Name(name) => (None, name.clone()),
                Selector::Managed { .. } => continue,
            };
            let list = match network.kind {
                NetworkKind::Vpc => &mut owned.vpcs,
                NetworkKind::Vbr => &mut owned.vbrs,
                NetworkKind::Ccn => &mut owned.ccns,
            };
            let routes = if network.kind == NetworkKind::Vpc {
                custom_routes(topology)
            } else {
                Vec::new()
            };
            list.push(SeedNetwork {
                id,
                name,
                region: vec![network.region.to_string()],
                routes,
                ..SeedNetwork::default()
            });
        }
        for cen in topology.cens.values().filter(|cen| cen.account == *name) {
            for (areas, group) in &cen.bandwidth {
                if let Package::Existing(id) = &group.package {
                    let areas = [areas.first().to_string(), areas.second().to_string()];
                    let package = SeedPackage {
                        id: id.to_string(),
                        name: String::new(),
                        mbps: 10_000,
                        areas,
                        tags: Default::default(),
                        ..SeedPackage::default()
                    };
                    owned.packages.push(package);
                }
            }
        }
        seed.accounts.push(owned);
    }
    seed
}

/// Returns a custom route for each one that the topology publishes. Every VPC gets all of them, so
/// that a route can be published from any.
fn custom_routes(topology: &Topology) -> Vec<SeedRoute> {
    let publish = topology
        .cens
        .values()
        .filter_map(|cen| cen.routes.publish.as_ref())
        .flat_map(|publish| publish.values().flatten());
    let (next_hop_type, next_hop) = ("Instance".to_owned(), "i-1".to_owned());
    publish
        .map(|cidr| SeedRoute {
            cidr: cidr.to_string(),
            next_hop_type: next_hop_type.clone(),
            next_hop: next_hop.clone(),
        })
        .collect()
}

/// A client for each account of a topology, which signs with what this returns.
pub(crate) fn clients(
    topology: &Topology,
    transport: &Arc<dyn Transport>,
    clock: Clock,
    credential: impl Fn(&AccountId) -> Credential,
) -> Clients {
    clients_at("http://127.0.0.1:1", topology, transport, clock, credential)
}

/// The same, for a server at this address.
pub(crate) fn clients_at(
    address: &str,
    topology: &Topology,
    transport: &Arc<dyn Transport>,
    clock: Clock,
    credential: impl Fn(&AccountId) -> Credential,
) -> Clients {
    let endpoints = Endpoints::fixed(address).unwrap();
    Clients::new(topology.accounts.iter().map(|(name, account)| {
        let credential = credential(&account.id);
        let client = Client::new(transport.clone(), endpoints.clone(), credential, clock);
        // The tests read the action and the key of a request in its form, where V1 has them.
        let client = client.with_signature(Signature::V1);
        (name.clone(), client)
    }))
}

impl Bench {
    pub(crate) fn new(topology: Topology) -> Self {
        Self::with(topology, |_| {}, |_| {}, |transport| transport)
    }

    /// Returns a bench whose seed, simulator and wire these functions adjust.
    pub(crate) fn with(
        topology: Topology,
        change: impl FnOnce(&mut Seed),
        set: impl FnOnce(&mut Options),
        wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> Self {
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse().unwrap());
        let log: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let mut options = Options::new(clock);
        let sink = log.clone();
        options.log = Some(Box::new(move |entry| {
            sink.lock().unwrap().push(entry.clone())
        }));
        set(&mut options);
        let mut seed = seed(&topology);
        change(&mut seed);
        let world = World::from_seed(&seed, clock.now()).unwrap();
        let simulator = Arc::new(Simulator::new(world.clone(), options));
        let transport = wrap(Arc::new(InProcess::new(simulator.clone())));
        let clients = clients(&topology, &transport, clock, |account| {
            let (id, secret, _) = world.access_key(account.as_str()).unwrap();
            Credential::new(id, secret, None)
        });
        Self {
            topology,
            simulator,
            log,
            events: Mutex::default(),
            clients,
            storages: Mutex::default(),
            clock,
        }
    }

    /// Returns a client that signs for an account of the topology, for what somebody else does.
    pub(crate) fn client(&self, account: &AccountId) -> Client {
        let transport: Arc<dyn Transport> = Arc::new(InProcess::new(self.simulator.clone()));
        let endpoints = Endpoints::fixed("http://127.0.0.1:1").unwrap();
        let key = |world: &World| {
            let (id, secret, _) = world.access_key(account.as_str()).unwrap();
            Credential::new(id, secret, None)
        };
        Client::new(transport, endpoints, self.simulator.look(key), self.clock)
    }

    /// Returns the log so far, and empties it.
    pub(crate) fn take_log(&self) -> Vec<Entry> {
        std::mem::take(&mut self.log.lock().unwrap())
    }

    /// Returns the successful writes so far as `account action`, and empties the log.
    pub(crate) fn take_writes(&self) -> Vec<String> {
        let writes = self
            .take_log()
            .into_iter()
            .filter(|entry| entry.access == EntryKind::Write && entry.code.is_empty());
        writes
            .map(|entry| format!("{} {}", entry.account, entry.action))
            .collect()
    }

    pub(crate) async fn plan(&self) -> Plan {
        self.plan_adopting(Adopt::No).await
    }

    pub(crate) async fn plan_adopting(&self, adopt: Adopt) -> Plan {
        verify_identities(&self.topology, &self.clients)
            .await
            .unwrap();
        let observed = observe(&self.topology, &self.clients).await;
        self.journal().settle(&observed);
        plan_adopting(&self.topology, &observed, adopt).unwrap()
    }

    /// Returns the storage of the topology's journal.
    pub(crate) fn storage(&self) -> MemoryStorage {
        self.storages
            .lock()
            .unwrap()
            .entry(self.topology.name.clone())
            .or_default()
            .clone()
    }

    /// Opens the journal again, as each run does.
    pub(crate) fn journal(&self) -> Journal {
        Journal::open(
            Box::new(self.storage()),
            Subject::new(&self.topology, "simulator"),
            self.clock,
        )
        .unwrap()
    }

    /// A run that has begun.
    pub(crate) fn run<'a>(&'a self, journal: &'a Journal) -> Run<'a> {
        Run::new(&self.topology, &self.clients, journal, &Operator::nobody()).unwrap()
    }

    pub(crate) async fn execute(&self, plan: &Plan, parallel: usize) -> Report {
        let journal = self.journal();
        let run = self.run(&journal);
        execute(
            plan,
            &run,
            parallel,
            &|event| self.events.lock().unwrap().push(event),
            pending(),
        )
        .await
    }

    /// Applies the topology, then plans again and expects nothing: no action, no hold, and not one write.
    pub(crate) async fn apply(&self) -> Plan {
        let plan = self.plan().await;
        let report = self.execute(&plan, 8).await;
        assert!(report.is_done(), "{:?}", report.outcomes);
        let writes = self.take_log();
        let again = self.plan().await;
        assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
        assert_eq!(self.take_writes(), [""; 0]);
        self.log.lock().unwrap().extend(writes);
        plan
    }
}

/// Returns the outcome of the action with this id.
pub(crate) fn outcome<'a>(plan: &Plan, report: &'a Report, id: &str) -> &'a Outcome {
    let index = plan
        .steps
        .iter()
        .position(|step| step.action.id.as_str() == id)
        .unwrap();
    report.outcomes[index].as_ref().unwrap()
}
