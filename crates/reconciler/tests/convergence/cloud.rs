//! The cloud of one life: a simulator whose every write is judged, and the clients of one process after another.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, Weak};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints};
use cen_plan::Plan;
use cen_reconciler::Clients;
use cen_simulator::{Entry, InProcess, Options, Simulator, World};
use cen_topology::Topology;

use crate::death::{Death, Mortal};
use crate::rules::{broken_by, reached_the_cloud, removals};
use crate::seen::Seen;

/// How the cloud of one life behaves.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub(crate) pace: String,
    pub(crate) blocking: bool,
    /// None at all if empty.
    pub(crate) faults: String,
}

pub(crate) struct Cloud {
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) judge: Arc<Judge>,
    pub(crate) clock: Clock,
}

/// Looks at every write.
#[derive(Default)]
pub(crate) struct Judge {
    simulator: OnceLock<Weak<Simulator>>,
    /// What the plan that is carried out takes away.
    removals: Mutex<BTreeSet<String>>,
    broken: Mutex<Option<String>>,
    telling: bool,
    pub(crate) writes: Mutex<u64>,
    pub(crate) faults: Mutex<u64>,
}

impl Judge {
    pub(crate) fn new(telling: bool) -> Arc<Self> {
        Arc::new(Self { telling, ..Self::default() })
    }

    /// What was broken first, if anything was.
    pub(crate) fn verdict(&self) -> Result<(), String> {
        self.broken.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    /// This plan is carried out now.
    pub(crate) fn expect(&self, plan: &Plan) {
        *self.removals.lock().unwrap() = removals(plan);
    }

    fn take(&self, entry: &Entry) {
        *self.faults.lock().unwrap() += u64::from(!entry.fault.is_empty());
        if self.telling {
            self.tell(&format!("{} {} {:?} {} {} {}", entry.time, entry.action, entry.parameters, entry.status, entry.code, entry.fault));
        }
        if !reached_the_cloud(entry) {
            return;
        }
        *self.writes.lock().unwrap() += 1;
        let Some(simulator) = self.simulator.get().and_then(Weak::upgrade) else { return };
        if let Some(text) = broken_by(entry, &Seen::of(&simulator), &self.removals.lock().unwrap()) {
            self.broken.lock().unwrap().get_or_insert(format!("{} at {}: {text}", entry.action, entry.time));
        }
    }

    #[expect(clippy::print_stderr, reason = "whoever replays a seed wants to see it")]
    pub(crate) fn tell(&self, text: &str) {
        if self.telling {
            eprintln!("{text}");
        }
    }
}

impl Cloud {
    pub(crate) fn new(world: World, manners: &Manners, telling: bool, clock: Clock) -> Self {
        let judge = Judge::new(telling);
        let mut options = Options::new(clock);
        options.pace = manners.pace.parse().unwrap();
        options.blocking = manners.blocking;
        if !manners.faults.is_empty() {
            options.faults = manners.faults.parse().unwrap();
        }
        let log = Arc::clone(&judge);
        options.log = Some(Box::new(move |entry| log.take(entry)));
        let simulator = Arc::new(Simulator::new(world, options));
        judge.simulator.set(Arc::downgrade(&simulator)).unwrap();
        Self { simulator, judge, clock }
    }

    /// The clients of a process that dies in this way.
    pub(crate) fn clients(&self, topology: &Topology, death: &Arc<Death>) -> Clients {
        let inner: Arc<dyn Transport> = Arc::new(InProcess::new(Arc::clone(&self.simulator)));
        let wire: Arc<dyn Transport> = Arc::new(Mortal { inner, death: Arc::clone(death) });
        let clients = topology.accounts.iter().map(|(name, account)| {
            let key = self
                .simulator
                .look(|world| world.access_key(account.id.as_str()).map(|(id, secret, _)| (id.to_owned(), secret.to_owned())));
            let (id, secret) = key.unwrap();
            let credential = Credential::new(id, secret, None);
            (name.clone(), Client::new(Arc::clone(&wire), Endpoints::fixed("http://cloud").unwrap(), credential, self.clock))
        });
        Clients::new(clients)
    }
}
