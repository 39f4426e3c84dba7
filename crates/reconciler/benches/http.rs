//! Measures over HTTP for real: an apply against the simulator's server, and the pages of a list
//! beside a server that does nothing.

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
mod estates;
#[path = "../../../tests/support/record.rs"]
mod record;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{Credential, HttpTransport, Operation, Product, Timeouts};
use cen_plan::plan;
use cen_reconciler::{Clients, Journal, MemoryStorage, Operator, Run, Subject, execute, observe};
use cen_simulator::{Options, Simulator, World, serve};
use cen_topology::Topology;
use futures::stream::pending;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::bench::{clients_at, seed, topology};
use crate::bound::{Pace, longest_way};

/// A simulator that serves a topology, and clients for it.
struct Server {
    topology: Topology,
    clients: Clients,
    simulator: Arc<Simulator>,
    transport: Arc<dyn Transport>,
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
            simulator,
            transport,
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

    /// Returns how long a page of the list of attached networks takes.
    async fn page(&self, number: usize) -> Duration {
        let observed = observe(&self.topology, &self.clients).await;
        let cen = observed.cens.keys().next().unwrap().to_string();
        time_of_page(&self.topology, &self.clients, &cen, number).await
    }

    /// Returns how long the same takes on a server that does nothing.
    async fn nothing(&self) -> Duration {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(do_nothing(listener));
        let (topology, clock) = (&self.topology, self.clock);
        let clients = clients_of(&address, topology, &self.transport, clock, &self.simulator);
        time_of_page(topology, &clients, "cen-1", 1).await
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

/// Returns the shortest of some times, because every disturbance makes them longer.
async fn time_of_page(
    topology: &Topology,
    clients: &Clients,
    cen: &str,
    number: usize,
) -> Duration {
    let client = clients.of(topology.accounts.keys().next().unwrap());
    let operation = Operation {
        product: Product::Cbn,
        region: "cn-hangzhou",
        action: "DescribeCenAttachedChildInstances",
    };
    let number = number.to_string();
    let parameters = [("CenId", cen), ("PageSize", "50"), ("PageNumber", &number)];
    let parameters = parameters.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut shortest = Duration::MAX;
    for _ in 0..100 {
        let began = Instant::now();
        let answer: Value = client.call(operation, parameters.to_vec()).await.unwrap();
        assert!(answer["RequestId"].is_string());
        shortest = shortest.min(began.elapsed());
    }
    shortest
}

/// Answers every request with an empty list.
async fn do_nothing(listener: TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(answer_all(stream));
    }
}

async fn answer_all(mut stream: TcpStream) {
    let body = r#"{"RequestId":"1","TotalCount":0,"ChildInstances":{"ChildInstance":[]}}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut buffer = vec![0; 1 << 16];
    // Each request of this measurement comes in one piece or two, the second one its body.
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..read]);
        let is_whole = text.split_once("\r\n\r\n").is_none_or(|(head, body)| {
            !body.is_empty() || head.to_lowercase().contains("content-length: 0")
        });
        if is_whole && stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

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
    for size in [200, 2_000] {
        let server = Server::start(&estates::many_cens(1, size), None).await;
        let none = Pace {
            call: Duration::ZERO,
            attach: Duration::ZERO,
            other: Duration::ZERO,
        };
        server.apply(none).await;
        let (nothing, page) = (server.nothing().await, server.page(2).await);
        let ratio = nothing.as_secs_f64() / page.as_secs_f64();
        println!(
            "{:<44} {ratio:>6.3} {:>7.0}us {:>7.0}us",
            format!("a page of {size} attached networks"),
            nothing.as_secs_f64() * 1e6,
            page.as_secs_f64() * 1e6
        );
        record::record(&serde_json::json!({
            "bench": "http", "case": format!("page of {size}"), "ratio": ratio,
            "nothing_seconds": nothing.as_secs_f64(), "seconds": page.as_secs_f64(),
        }));
    }
}
