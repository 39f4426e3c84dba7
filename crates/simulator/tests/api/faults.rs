//! Tests injected faults with our own client, in this process and over HTTP. Both must give the
//! same result.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use cen_cloud::transport::Transport;
use cen_cloud::{
    ChildInstance, ChildInstanceType, Client, CreateCen, Credential, Endpoints, Error, ErrorKind,
    HttpTransport, Tags, Timeouts,
};
use cen_simulator::{Faults, InProcess};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use crate::client::{A, Bench, CBN, SEED, reply};

fn struck(spec: &str) -> Bench {
    Bench::with(SEED, |options| options.faults = spec.parse().unwrap())
}

fn client(bench: &Bench, transport: Arc<dyn Transport>, endpoint: &str) -> Client {
    Client::new(
        transport,
        Endpoints::fixed(endpoint).unwrap(),
        Credential::new("keyA", "secretA", None),
        bench.clock,
    )
}

fn in_process(bench: &Bench) -> Client {
    client(
        bench,
        Arc::new(InProcess::new(bench.simulator.clone())),
        "http://simulator",
    )
}

async fn served(bench: &Bench) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(cen_simulator::serve(
        Arc::clone(&bench.simulator),
        listener,
        None,
        std::future::pending(),
    ));
    address
}

async fn over_http(bench: &Bench, patience: Duration) -> Client {
    let timeouts = Timeouts {
        request: patience,
        ..Timeouts::default()
    };
    client(
        bench,
        Arc::new(HttpTransport::with_timeouts(timeouts).unwrap()),
        &format!("http://{}", served(bench).await),
    )
}

async fn create(client: &Client) -> Result<String, Error> {
    client
        .create_cen(CreateCen {
            name: "hub",
            description: "",
            tags: &Tags::new(),
            client_token: "t",
        })
        .await
}

/// Creates a CEN. Returns the client's result and the number of CENs.
async fn outcome(bench: &Bench, client: &Client) -> (Result<(), ErrorKind>, usize) {
    let told = create(client).await.map(|_| ()).map_err(|error| error.kind);
    (
        told,
        bench
            .simulator
            .look(|world| format!("{world:?}").matches("Cen {").count()),
    )
}

/// The result of each fault of a write: the client's error, and how often the work was done.
const OUTCOMES: [(&str, Result<(), ErrorKind>, usize); 11] = [
    ("latency:20ms", Ok(()), 1),
    ("throttle", Err(ErrorKind::Throttled), 0),
    ("blocking", Err(ErrorKind::Locked), 0),
    ("Forbidden.RAM", Err(ErrorKind::Denied), 0),
    ("InternalError", Err(ErrorKind::Unknown), 0),
    ("cut-before", Err(ErrorKind::Unknown), 0),
    ("cut-after", Err(ErrorKind::Unknown), 1),
    ("half", Err(ErrorKind::Unknown), 1),
    ("drip:20ms", Ok(()), 1),
    ("malformed", Err(ErrorKind::Unknown), 1),
    ("lag:1", Ok(()), 1),
];

#[tokio::test(start_paused = true)]
async fn in_process_a_lost_answer_is_never_a_success_and_never_a_failure() {
    for (fault, told, made) in OUTCOMES {
        let bench = struck(&format!("CreateCen#1={fault}"));
        assert_eq!(
            outcome(&bench, &in_process(&bench)).await,
            (told, made),
            "{fault}"
        );
    }
    for fault in ["latency:31s", "drip:31s"] {
        let (bench, began) = (struck(&format!("CreateCen={fault}")), Instant::now());
        assert_eq!(
            outcome(&bench, &in_process(&bench)).await,
            (Err(ErrorKind::Unknown), 1),
            "{fault}"
        );
        assert_eq!(began.elapsed().as_secs(), 30, "{fault}");
    }
}

#[tokio::test]
async fn over_http_each_fault_comes_to_the_same_and_the_next_call_is_served() {
    for (fault, told, made) in OUTCOMES {
        let bench = struck(&format!("CreateCen#1={fault}"));
        let client = over_http(&bench, Duration::from_secs(30)).await;
        assert_eq!(outcome(&bench, &client).await, (told, made), "{fault}");
        assert_eq!(
            outcome(&bench, &client).await,
            (Ok(()), 1),
            "{fault}: the token makes it the same CEN"
        );
    }
    for fault in ["latency:20s", "drip:20s"] {
        let bench = struck(&format!("CreateCen#1={fault}"));
        let client = over_http(&bench, Duration::from_millis(200)).await;
        assert_eq!(
            outcome(&bench, &client).await,
            (Err(ErrorKind::Unknown), 1),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn over_http_half_an_answer_is_half_of_the_bytes_that_were_promised() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    for (fault, share) in [
        ("half", Some(2)),
        ("cut-after", None),
        ("malformed", Some(1)),
    ] {
        let bench = struck(&format!("CreateCen={fault}"));
        let mut stream = tokio::net::TcpStream::connect(served(&bench).await)
            .await
            .unwrap();
        let query = crate::client::encode(&bench.sign(
            "POST",
            ("keyA", "secretA"),
            CBN,
            "CreateCen",
            &[("Name", "hub")],
        ));
        let head = format!(
            "POST /?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // The operating system words the error of a closed connection.
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).unwrap();
        let Some(share) = share else {
            assert_eq!(answer, "");
            continue;
        };
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let promised = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .parse::<usize>()
            .unwrap();
        assert_eq!(body.len(), promised / share, "{fault}");
        assert!(
            serde_json::from_str::<serde_json::Value>(body).is_err(),
            "{fault}: {body}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_throttles_so_many_calls_and_no_more() {
    let bench = struck("Describe*#2=throttle:3");
    let client = in_process(&bench);
    let mut kinds = Vec::new();
    for _ in 0..6 {
        kinds.push(
            client
                .describe_cens()
                .await
                .map(|_| ())
                .map_err(|error| error.kind),
        );
    }
    let throttled = Err(ErrorKind::Throttled);
    assert_eq!(
        kinds,
        [Ok(()), throttled, throttled, throttled, Ok(()), Ok(())]
    );
}

#[tokio::test(start_paused = true)]
async fn listings_lag_behind_a_write_for_so_many_reads_or_so_long() {
    let bench = struck("CreateCen#1=lag:2,CreateCen#2=lag:10s");
    let client = in_process(&bench);
    create(&client).await.unwrap();
    let listed = async || client.describe_cens().await.unwrap().len();
    assert_eq!([listed().await, listed().await, listed().await], [0, 0, 1]);
    bench.cen().await;
    assert_eq!(listed().await, 1);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(listed().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_sticks_moves_on_when_its_time_is_over_or_never() {
    for (fault, minutes, state) in [
        ("stick:30m", 29, "Attaching"),
        ("stick:30m", 31, "Attached"),
        ("stick", 10_000, "Attaching"),
    ] {
        let bench = struck(&format!("AttachCenChildInstance={fault}"));
        let (cen, client) = (bench.cen().await, in_process(&bench));
        let child = ChildInstance {
            cen_id: &cen,
            child_instance_id: "vpc-a1",
            child_instance_type: ChildInstanceType::Vpc,
            child_instance_region_id: "cn-hangzhou",
            child_instance_owner_id: A,
        };
        client.attach_cen_child_instance(child).await.unwrap();
        sleep(Duration::from_secs(minutes * 60)).await;
        assert_eq!(
            client
                .describe_cen_attached_child_instances(&cen)
                .await
                .unwrap()[0]
                .status,
            state,
            "{fault} after {minutes} min"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn rows_that_move_between_two_pages_are_all_seen_or_the_list_is_not_believed() {
    let seed = SEED.replacen(
        "{ id: vpc-a2, region: cn-shanghai,",
        "{ id: \"vpc-{00..59}\", region: cn-shanghai,",
        1,
    );
    for (calls, rows) in [("#2", Ok(60)), ("#2-", Err(ErrorKind::Unknown))] {
        let bench = Bench::with(&seed, |options| {
            options.faults = format!("DescribeVpcs{calls}=shift").parse().unwrap()
        });
        let listed = in_process(&bench).describe_vpcs("cn-shanghai").await;
        assert_eq!(
            listed.map(|vpcs| vpcs.len()).map_err(|error| error.kind),
            rows
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_no_key_signed_is_refused_as_always_and_the_log_tells_what_was_on_purpose() {
    let bench = struck("CreateCen#1=cut-after,CreateCen#2=Forbidden.RAM,CreateCen#3=blocking");
    assert!(create(&in_process(&bench)).await.is_err());
    assert_eq!(bench.cbn(A, "CreateCen", &[]).await.code(), "Forbidden.RAM");
    let forged = bench.sign("POST", ("keyA", "wrong"), CBN, "CreateCen", &[]);
    assert_eq!(
        reply(&bench.send("POST", &forged).await).code(),
        "SignatureDoesNotMatch"
    );
    let log: Vec<_> = bench
        .log
        .lock()
        .unwrap()
        .iter()
        .map(|entry| (entry.status, entry.fault.clone()))
        .collect();
    let expected = [
        (0, "cut-after"),
        (403, "Forbidden.RAM"),
        (400, "Operation.Blocking"),
    ];
    assert_eq!(
        log,
        expected.map(|(status, fault)| (status, fault.to_owned()))
    );
}

#[test]
fn nothing_goes_wrong_unless_it_is_asked_for() {
    assert_eq!(
        cen_simulator::Options::new(cen_cloud::clock::Clock::system()).faults,
        Faults::default()
    );
}
