//! Measures over HTTP for real: an apply against the simulator's server, and the pages of a list
//! beside servers that do nothing.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/bench.rs"]
mod bench;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/bound.rs"]
mod bound;
#[path = "../tests/apply/estates.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod estates;
#[path = "http/lists.rs"]
mod lists;
#[path = "../../../tests/support/record.rs"]
mod record;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Credential, HttpTransport, Timeouts};
use cen_plan::plan;
use cen_reconciler::{Clients, Journal, MemoryStorage, Operator, Run, Subject, execute, observe};
use cen_simulator::{Options, Simulator, World, serve};
use cen_topology::Topology;
use futures::stream::pending;
use tokio::net::TcpListener;

use crate::bench::{clients_at, seed, topology};
use crate::bound::{Pace, longest_way};

/// A simulator that serves a topology, and clients for it.
struct Server {
    topology: Topology,
    clients: Clients,
    clock: Clock,
}

impl Server {
    async fn start(text: &str, pace: Option<Pace>) -> Self {
        let topology = topology(text);
        let clock = Clock::system();
        let world = World::from_seed(&seed(&topology), clock.now()).unwrap();
        let mut options = Options::new(clock);
        if let Some(pace) = pace {
            options.pace = pace.text().parse().unwrap();
            options.latency = pace.call;
        }
        let simulator = Arc::new(Simulator::new(world, options));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::clone(&simulator);
        tokio::spawn(async move { serve(served, listener, None, std::future::pending()).await });
        let transport: Arc<dyn Transport> =
            Arc::new(HttpTransport::direct(Timeouts::default()).unwrap());
        let clients = clients_of(&address, &topology, &transport, clock, &simulator);
        Self {
            topology,
            clients,
            clock,
        }
    }

    /// Builds everything. Returns the bound, and the time it took.
    async fn apply(&self, pace: Pace) -> (Duration, Duration) {
        let observed = observe(&self.topology, &self.clients).await;
        let plan = plan(&self.topology, &observed).unwrap();
        let subject = Subject::new(&self.topology, "simulator");
        let storage = Box::new(MemoryStorage::default());
        let journal = Journal::open(storage, subject, self.clock).unwrap();
        let run = Run::new(&self.topology, &self.clients, &journal, &Operator::nobody()).unwrap();
        let began = Instant::now();
        let report = execute(&plan, &run, usize::MAX, &|_| {}, pending()).await;
        assert!(report.is_done(), "{report:?}");
        (longest_way(&plan, pace), began.elapsed())
    }
}

fn clients_of(
    address: &str,
    topology: &Topology,
    transport: &Arc<dyn Transport>,
    clock: Clock,
    simulator: &Simulator,
) -> Clients {
    clients_at(address, topology, transport, clock, |account| {
        simulator.look(|world| {
            let (id, secret, _) = world.access_key(account.as_str()).unwrap();
            Credential::new(id, secret, None)
        })
    })
}

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let pace = Pace {
        call: Duration::from_millis(50),
        attach: Duration::from_secs(2),
        other: Duration::from_millis(500),
    };
    println!(
        "{:<44} {:>6} {:>9} {:>9}",
        "over HTTP", "ratio", "bound", "time"
    );
    let server = Server::start(&estates::one_cen(200), Some(pace)).await;
    let (bound, took) = server.apply(pace).await;
    let ratio = took.as_secs_f64() / bound.as_secs_f64();
    println!(
        "{:<44} {ratio:>6.3} {:>8.2}s {:>8.2}s",
        "200 attachments, first run",
        bound.as_secs_f64(),
        took.as_secs_f64()
    );
    record::record(&serde_json::json!({ "bench": "http", "case": "apply 200", "ratio": ratio }));
    lists::print_head();
    for size in [200, 10_000] {
        lists::measure(size).await;
    }
}
