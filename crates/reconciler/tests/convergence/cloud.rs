//! The cloud of one life: a simulator that judges every write, and the clients of each process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Client, Credential, Endpoints, Signature};
use cen_reconciler::Clients;
use cen_simulator::{Entry, InProcess, Options, Simulator, World};
use cen_topology::Topology;
use fastrand::Rng;

use crate::death::{Death, Mortal};
use crate::networks::ACCOUNTS;
use crate::rules::{Expected, reached_the_cloud};
use crate::seen::{Grant, Seen};
use crate::stranger::{Meddler, Strange};

/// The behaviour of the cloud of one life.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub(crate) pace: String,
    pub(crate) blocking: bool,
    /// Empty for no faults.
    pub(crate) faults: String,
}

pub(crate) struct Cloud {
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) judge: Arc<Judge>,
    pub(crate) clock: Clock,
}

/// Judges every write of one life.
#[derive(Default)]
pub(crate) struct Judge {
    /// The cloud as it behaves now.
    simulator: Mutex<Weak<Simulator>>,
    expected: Mutex<Expected>,
    broken: OnceLock<String>,
    /// Whether the current request comes from the stranger.
    is_strange: AtomicBool,
    /// The stranger's grants. Nobody else may revoke them.
    strange_grants: Mutex<Vec<Grant>>,
    telling: bool,
    counts: Mutex<Counts>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) writes: u64,
    pub(crate) faults: u64,
}

impl Judge {
    pub(crate) fn new(telling: bool) -> Arc<Self> {
        Arc::new(Self {
            telling,
            ..Self::default()
        })
    }

    /// Returns the first broken rule as an error.
    pub(crate) fn verdict(&self) -> Result<(), String> {
        self.broken.get().cloned().map_or(Ok(()), Err)
    }

    pub(crate) fn expected(&self) -> MutexGuard<'_, Expected> {
        self.expected.lock().unwrap()
    }

    pub(crate) fn counts(&self) -> Counts {
        *self.counts.lock().unwrap()
    }

    pub(crate) fn strange_grants(&self) -> MutexGuard<'_, Vec<Grant>> {
        self.strange_grants.lock().unwrap()
    }

    /// Sets whether the next requests come from the stranger.
    pub(crate) fn hear_stranger(&self, is_strange: bool) {
        self.is_strange.store(is_strange, Ordering::Relaxed);
    }

    fn take(&self, entry: &Entry) {
        self.counts.lock().unwrap().faults += u64::from(!entry.fault.is_empty());
        let who = if self.is_strange.load(Ordering::Relaxed) {
            "(stranger) "
        } else {
            ""
        };
        self.tell(|| {
            let Entry {
                time,
                action,
                parameters,
                status,
                code,
                fault,
                ..
            } = entry;
            format!("{who}{time} {action} {parameters:?} {status} {code} {fault}")
        });
        if !reached_the_cloud(entry) {
            return;
        }
        let Some(simulator) = self.simulator.lock().unwrap().upgrade() else {
            return;
        };
        let look = || Seen::of(&simulator);
        let mut expected = self.expected();
        if !who.is_empty() {
            return self.take_note(entry, &mut expected, look);
        }
        self.counts.lock().unwrap().writes += 1;
        let broken = match entry.code.is_empty() {
            false => expected.broken_by_refusal(entry, look),
            true => expected
                .broken_by(entry, &look())
                .or_else(|| self.revoked(entry)),
        };
        if let Some(text) = broken {
            let _only_the_first = self
                .broken
                .set(format!("{} at {}: {text}", entry.action, entry.time));
        }
    }

    /// Records a write of the stranger. It breaks no rule, but it may make the right order of ours
    /// wrong.
    fn take_note(&self, entry: &Entry, expected: &mut Expected, look: impl FnOnce() -> Seen) {
        expected.disturbed = true;
        if entry.code.is_empty() {
            let grant = grant_of(entry, GRANTS).filter(|grant| !expected.has_granted(grant));
            self.strange_grants().extend(grant);
            let seen = look();
            expected.money.know(&seen);
            expected.see(&seen);
        }
    }

    /// A grant of another user must not be revoked, unless the file has used it.
    fn revoked(&self, entry: &Entry) -> Option<String> {
        let network = match entry.action.as_str() {
            "AttachCenChildInstance" => Some("ChildInstanceId"),
            "CreateTransitRouterVpcAttachment" => Some("VpcId"),
            "CreateTransitRouterVbrAttachment" => Some("VbrId"),
            _ => None,
        };
        if let Some(network) = network {
            let [network, cen] = [network, "CenId"].map(|name| &entry.parameters[name]);
            self.strange_grants()
                .retain(|grant| grant.network != *network || grant.cen != *cen);
        }
        let revokes = [
            "RevokeInstanceFromCen",
            "RevokeInstanceFromTransitRouter",
            "RevokeInstanceFromCbn",
        ];
        let grant = grant_of(entry, revokes)?;
        self.strange_grants()
            .contains(&grant)
            .then(|| format!("{grant:?} was not ours"))
    }

    #[expect(
        clippy::print_stderr,
        reason = "the person who replays a seed wants to see it"
    )]
    pub(crate) fn tell(&self, text: impl FnOnce() -> String) {
        if self.telling {
            eprintln!("{}", text());
        }
    }
}

/// The calls that give grants.
const GRANTS: [&str; 3] = [
    "GrantInstanceToCen",
    "GrantInstanceToTransitRouter",
    "GrantInstanceToCbn",
];

/// Returns the grant that a request with one of these actions names.
fn grant_of(entry: &Entry, actions: [&str; 3]) -> Option<Grant> {
    let names = match actions.iter().position(|action| *action == entry.action)? {
        0 | 1 => ["InstanceId", "CenId"],
        _ => ["CcnInstanceId", "CenInstanceId"],
    };
    let [network, cen] = names.map(|name| entry.parameters[name].clone());
    Some(Grant { network, cen })
}

impl Cloud {
    pub(crate) fn new(world: World, manners: &Manners, judge: Arc<Judge>, clock: Clock) -> Self {
        let log = Arc::clone(&judge);
        let simulator = Arc::new(Simulator::new(
            world,
            options(manners, clock, move |entry| log.take(entry)),
        ));
        *judge.simulator.lock().unwrap() = Arc::downgrade(&simulator);
        Self {
            simulator,
            judge,
            clock,
        }
    }

    /// Returns the same world without faults and without a judge, for a look.
    pub(crate) fn undisturbed(&self, manners: &Manners) -> Self {
        let manners = Manners {
            faults: String::new(),
            ..manners.clone()
        };
        let simulator = Arc::new(Simulator::new(
            self.simulator.world(),
            options(&manners, self.clock, |_| {}),
        ));
        Self {
            simulator,
            judge: Judge::new(false),
            clock: self.clock,
        }
    }

    /// Returns the clients of a process that dies in this way, and that a stranger disturbs.
    pub(crate) fn clients(
        &self,
        topology: &Topology,
        death: &Arc<Death>,
        meddler: Option<Meddler>,
    ) -> Clients {
        let inner: Arc<dyn Transport> = Arc::new(InProcess::new(Arc::clone(&self.simulator)));
        let wire: Arc<dyn Transport> = Arc::new(Mortal {
            inner,
            death: Arc::clone(death),
            meddler,
        });
        Clients::new(
            topology
                .accounts
                .iter()
                .map(|(name, account)| (name.clone(), self.client(&wire, account.id.as_str()))),
        )
    }

    /// Returns a stranger who acts right before the n-th request of a process, counted from 1.
    pub(crate) fn meddler(&self, request: u32, random: &mut Rng) -> Meddler {
        let inner = InProcess::new(Arc::clone(&self.simulator));
        let wire: Arc<dyn Transport> = Arc::new(Strange {
            inner,
            judge: Arc::clone(&self.judge),
        });
        let clients = ACCOUNTS.map(|(_, id)| self.client(&wire, id));
        let (simulator, judge) = (Arc::clone(&self.simulator), Arc::clone(&self.judge));
        Meddler {
            clients,
            simulator,
            judge,
            left: request.into(),
            random: Mutex::new(random.fork()),
        }
    }

    fn client(&self, wire: &Arc<dyn Transport>, account: &str) -> Client {
        let key = self.simulator.look(|world| {
            world
                .access_key(account)
                .map(|(id, secret, _)| (id.to_owned(), secret.to_owned()))
        });
        let (id, secret) = key.unwrap();
        Client::new(
            Arc::clone(wire),
            Endpoints::fixed("http://cloud").unwrap(),
            Credential::new(id, secret, None),
            self.clock,
        )
        // The tests read the action and the key of a request in its form, where V1 has them.
        .with_signature(Signature::V1)
    }
}

fn options(
    manners: &Manners,
    clock: Clock,
    log: impl Fn(&Entry) + Send + Sync + 'static,
) -> Options {
    let mut options = Options::new(clock);
    options.pace = manners.pace.parse().unwrap();
    options.blocking = manners.blocking;
    if !manners.faults.is_empty() {
        options.faults = manners.faults.parse().unwrap();
    }
    options.log = Some(Box::new(log));
    options
}
