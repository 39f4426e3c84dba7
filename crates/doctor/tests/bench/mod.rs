//! A world in which each account of a topology has a key that may do what a policy says, and one that may do everything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use cen_cloud::clock::Clock;
use cen_cloud::router::{
    ModifyAttachment, ModifyPeerAttachment, PeerBandwidth, RouterPlace, Texts,
};
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints, ModifyCen, TaggedResource, permissions};
use cen_diff::Adopt;
use cen_plan::{plan_adopting, plan_destruction};
use cen_reconciler::{
    Clients, Journal, MemoryStorage, Operator, ReadCache, Run, Scope, Subject, execute, observe,
    observe_everywhere, observe_sharing, verify_identities,
};
use cen_simulator::{
    Editions, Entry, InProcess, Options, Policy, Quotas, Seed, SeedAccount, SeedKey, SeedNetwork,
    Simulator, World,
};
use cen_topology::{AccountId, AccountName, Package, Selector, Topology};
use futures::stream::pending;

pub(crate) struct Bench {
    pub(crate) topology: Topology,
    /// They sign with the keys of the policies.
    pub(crate) clients: Clients,
    root: Clients,
    simulator: Arc<Simulator>,
    log: Arc<Mutex<Vec<Entry>>>,
    clock: Clock,
    storage: MemoryStorage,
}

/// Returns the example of this name.
pub(crate) fn example(name: &str) -> Topology {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../topologies")
        .join(name);
    cen_topology::parse(&std::fs::read_to_string(path).unwrap())
        .unwrap()
        .topology
}

/// Returns a seed with the networks that the topology names. One of each account bears our mark, as if the topology had made it before. No
/// account has the service-linked role.
fn seed(topology: &Topology, editions: Editions, policies: &BTreeMap<AccountName, Policy>) -> Seed {
    let account = |name: &AccountName| {
        let own = topology
            .networks
            .values()
            .filter(|network| network.account == *name);
        let vpcs = own.map(|network| {
            let Selector::Id(id) = &network.selector else {
                panic!("the ways name their networks by id");
            };
            let marks =
                ["cen:topology", "cen:name"].map(|key| (key.to_owned(), topology.name.to_string()));
            SeedNetwork {
                id: Some(id.to_string()),
                region: vec![network.region.to_string()],
                tags: marks.into(),
                ..SeedNetwork::default()
            }
        });
        SeedAccount {
            id: topology.account(name).id.to_string(),
            role: Some(false),
            keys: keys(&topology.account(name).id, policies[name].clone()),
            vpcs: vpcs.collect(),
            ..SeedAccount::default()
        }
    };
    Seed {
        quotas: Some(Quotas::UNLIMITED),
        accounts: topology.accounts.keys().map(account).collect(),
        editions: Some(editions),
        is_rehearsal: true,
        fills_vswitches: true,
        ..Seed::default()
    }
}

/// Returns the topology with more bandwidth in each package that it buys.
fn larger(topology: &Topology) -> Topology {
    let mut larger = topology.clone();
    let groups = larger
        .cens
        .values_mut()
        .flat_map(|cen| cen.bandwidth.values_mut());
    for group in groups {
        if let Package::Bought { mbps, .. } = &mut group.package {
            mbps.0 += 5;
        }
    }
    larger
}

/// The names of the keys that a policy limits, and of those that may do everything.
const USER: &str = "user";
const ROOT: &str = "root";

const SECRET: &str = "secret";

fn key_id(user: &str, account: &AccountId) -> String {
    format!("LTAI{user}{account}")
}

fn keys(account: &AccountId, policy: Policy) -> Vec<SeedKey> {
    let key = |user, named: Option<&str>, policy| SeedKey {
        id: key_id(user, account),
        secret: SECRET.to_owned(),
        user: named.map(str::to_owned),
        policy,
        ..SeedKey::default()
    };
    vec![key(USER, Some("cen"), Some(policy)), key(ROOT, None, None)]
}

impl Bench {
    /// Returns a bench in which each account has a key with its policy.
    pub(crate) fn new(
        topology: Topology,
        editions: Editions,
        policies: &BTreeMap<AccountName, Policy>,
    ) -> Self {
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse().unwrap());
        let world = World::from_seed(&seed(&topology, editions, policies), clock.now()).unwrap();
        let log: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let sink = Arc::clone(&log);
        let options = Options {
            log: Some(Box::new(move |entry| {
                sink.lock().unwrap().push(entry.clone());
            })),
            ..Options::new(clock)
        };
        let simulator = Arc::new(Simulator::new(world, options));
        let transport: Arc<dyn Transport> = Arc::new(InProcess::new(Arc::clone(&simulator)));
        let clients = |user: &str| {
            Clients::new(topology.accounts.iter().map(|(name, account)| {
                let credential = Credential::new(key_id(user, &account.id), SECRET, None);
                let endpoints = Endpoints::fixed("http://127.0.0.1:1").unwrap();
                let client = Client::new(Arc::clone(&transport), endpoints, credential, clock);
                (name.clone(), client)
            }))
        };
        Self {
            clients: clients(USER),
            root: clients(ROOT),
            topology,
            simulator,
            log,
            clock,
            storage: MemoryStorage::default(),
        }
    }

    /// The actions of the calls that were allowed so far, with their accounts.
    pub(crate) fn used(&self) -> BTreeSet<(String, String)> {
        let log = self.log.lock().unwrap();
        let own = log.iter().filter(|entry| !entry.caller.is_empty());
        let allowed = own.filter(|entry| {
            !entry.code.starts_with("Forbidden.RAM") && entry.code != "NoPermission"
        });
        allowed
            .map(|entry| {
                let mut rows = permissions().iter();
                let row = rows
                    .find(|row| row.called.operation == entry.action)
                    .unwrap();
                (entry.account.clone(), row.action.to_owned())
            })
            .collect()
    }

    /// Returns what there is, as text.
    pub(crate) fn world(&self) -> String {
        format!("{:?}", self.simulator.world())
    }

    /// Looks at the cloud as a comparison does.
    pub(crate) async fn read(&self) -> Result<(), String> {
        verify_identities(&self.topology, &self.clients)
            .await
            .map_err(|problems| format!("{problems:?}"))?;
        let observed = observe(&self.topology, &self.clients).await;
        match observed.gaps.as_slice() {
            [] => Ok(()),
            gaps => Err(format!("{gaps:?}")),
        }
    }

    /// Applies, lets somebody change what was made, applies again, and destroys it.
    pub(crate) async fn life(&self) -> Result<(), String> {
        self.read().await?;
        self.apply(&self.topology, &self.clients, Adopt::No).await?;
        self.disturb().await;
        let larger = larger(&self.topology);
        self.apply(&larger, &self.clients, Adopt::No).await?;
        self.unmark().await;
        self.apply(&larger, &self.clients, Adopt::Yes).await?;
        self.destroy().await
    }

    /// Applies with keys that may do everything.
    pub(crate) async fn build_as_root(&self) {
        self.apply(&self.topology, &self.root, Adopt::No)
            .await
            .unwrap();
    }

    async fn apply(
        &self,
        topology: &Topology,
        clients: &Clients,
        adopt: Adopt,
    ) -> Result<(), String> {
        let observed = observe(topology, clients).await;
        if !observed.gaps.is_empty() {
            return Err(format!("{:?}", observed.gaps));
        }
        let plan = plan_adopting(topology, &observed, adopt)
            .map_err(|problems| format!("{problems:?}"))?;
        assert!(plan.holds.is_empty(), "{:?}", plan.holds);
        self.execute(topology, clients, &plan).await?;
        // The second look of an apply reads the CENs of every account that the plan says owns some.
        let observed = observe_sharing(
            topology,
            clients,
            &ReadCache::default(),
            &Scope::about(&plan, topology),
        )
        .await;
        if !observed.gaps.is_empty() {
            return Err(format!("second look: {:?}", observed.gaps));
        }
        let again = plan_adopting(topology, &observed, adopt).unwrap();
        assert!(again.is_empty(), "{again:?}");
        Ok(())
    }

    async fn destroy(&self) -> Result<(), String> {
        let everything = self.topology.managing_all_routes();
        let observed = observe_everywhere(
            &everything,
            &self.clients,
            &ReadCache::default(),
            &Scope::default(),
        )
        .await;
        if !observed.gaps.is_empty() {
            return Err(format!("{:?}", observed.gaps));
        }
        let plan = plan_destruction(&self.topology, &observed)
            .map_err(|problems| format!("{problems:?}"))?;
        self.execute(&self.topology, &self.clients, &plan).await?;
        let scope = Scope::about(&plan, &self.topology);
        let second =
            observe_everywhere(&everything, &self.clients, &ReadCache::default(), &scope).await;
        if !second.gaps.is_empty() {
            return Err(format!("second look: {:?}", second.gaps));
        }
        let left = observe(&self.topology, &self.root).await;
        assert!(left.cens.is_empty() && left.packages.is_empty(), "{left:?}");
        Ok(())
    }

    async fn execute(
        &self,
        topology: &Topology,
        clients: &Clients,
        plan: &cen_plan::Plan,
    ) -> Result<(), String> {
        let subject = Subject::new(topology, "simulator");
        let journal = Journal::open(Box::new(self.storage.clone()), subject, self.clock).unwrap();
        let run = Run::new(topology, clients, &journal, &Operator::nobody()).unwrap();
        let report = execute(plan, &run, 8, &|_| {}, pending()).await;
        if report.is_done() {
            Ok(())
        } else {
            Err(format!("{:?}", report.outcomes))
        }
    }

    /// Changes as somebody else what the topology manages.
    async fn disturb(&self) {
        for client in self.topology.accounts.keys().map(|name| self.root.of(name)) {
            for cen in client.describe_cens().await.unwrap() {
                let rename = ModifyCen {
                    cen_id: &cen.cen_id,
                    name: Some("renamed"),
                    description: None,
                };
                self.disturb_routers(client, &cen.cen_id).await;
                client.modify_cen_attribute(rename).await.unwrap();
            }
        }
    }

    /// Takes our marks off as somebody else.
    async fn unmark(&self) {
        for client in self.topology.accounts.keys().map(|name| self.root.of(name)) {
            for cen in client.describe_cens().await.unwrap() {
                let marks = cen.tags.into_keys().collect();
                let cen = TaggedResource::Cen(&cen.cen_id);
                client.untag_resources(cen, &marks).await.unwrap();
            }
            for package in client.describe_cen_bandwidth_packages().await.unwrap() {
                let marks = package.tags.into_keys().collect();
                let package = TaggedResource::BandwidthPackage(&package.cen_bandwidth_package_id);
                client.untag_resources(package, &marks).await.unwrap();
            }
        }
    }

    async fn disturb_routers(&self, client: &Client, cen_id: &str) {
        let texts = Texts {
            name: None,
            description: None,
        };
        for router in client.list_transit_routers(cen_id).await.unwrap() {
            let place = RouterPlace {
                cen_id,
                region_id: &router.region_id,
                transit_router_id: &router.transit_router_id,
            };
            for row in client
                .list_transit_router_vpc_attachments(place)
                .await
                .unwrap_or_default()
            {
                let modify = ModifyAttachment {
                    transit_router_attachment_id: &row.transit_router_attachment_id,
                    texts,
                    auto_publish_route_enabled: Some(false),
                    client_token: &row.transit_router_attachment_id,
                };
                client
                    .update_transit_router_vpc_attachment_attribute(modify, None)
                    .await
                    .unwrap();
            }
            for row in client
                .list_transit_router_peer_attachments(place)
                .await
                .unwrap_or_default()
            {
                let modify = ModifyPeerAttachment {
                    transit_router_attachment_id: &row.transit_router_attachment_id,
                    texts,
                    bandwidth: Some(PeerBandwidth::Package {
                        cen_bandwidth_package_id: &row.cen_bandwidth_package_id,
                        mbps: 3,
                    }),
                    auto_publish_route_enabled: None,
                    client_token: &row.transit_router_id,
                };
                client
                    .update_transit_router_peer_attachment_attribute(modify)
                    .await
                    .unwrap();
            }
        }
    }
}
