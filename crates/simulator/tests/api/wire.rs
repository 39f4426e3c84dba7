//! Replays recorded requests of a real third-party client, signed by its own SDKs, and tests the
//! simulator on a socket.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_simulator::{Options, Seed, Simulator, World};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::client::{A, Bench, CBN, encode, reply, whole};

/// One line of the recording.
#[derive(Deserialize)]
struct Sample {
    action: String,
    method: String,
    target: String,
    headers: std::collections::BTreeMap<String, String>,
    body: String,
    answered_status: u16,
    answered_code: String,
}

/// The world of the recording, with its ids.
const RECORDED: &str = r#"
accounts:
  - id: "1000000000000001"
    keys: [{ id: LTAIfakeA0000001, secret: secretA }]
    vpcs: [{ id: vpc-54036e7fa4b664d346, region: cn-hangzhou }]
    cens: [{ id: cen-aab7e7a5511af9f030 }]
    packages: [{ id: cenbwp-27d9331d1a1a1aa46f, mbps: 20, areas: [china, china] }]
  - id: "1000000000000002"
    keys: [{ id: LTAIfakeB0000002, secret: secretB }]
    vpcs: [{ id: vpc-b6b128471c11e1bfb6, region: cn-shanghai }]
"#;

#[tokio::test(start_paused = true)]
async fn the_recorded_requests_of_a_third_party_verify_and_are_answered_as_they_were() {
    let samples: Vec<Sample> = include_str!("../fixtures/wire-samples.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(samples.len(), 23);
    let clock = Clock::starting_at("2026-11-23T04:51:20Z".parse().unwrap());
    let world = World::from_seed(&Seed::parse(RECORDED).unwrap(), clock.now()).unwrap();
    let simulator = Simulator::new(world, Options::new(clock));
    for sample in samples {
        // A grant and its revocation did not follow each other at once.
        tokio::time::advance(Duration::from_secs(2)).await;
        let mut request = http::Request::builder()
            .method(sample.method.as_str())
            .uri(&sample.target);
        for (name, value) in &sample.headers {
            request = request.header(name, value);
        }
        let answer = reply(&whole(
            simulator
                .answer(request.body(Bytes::from(sample.body)).unwrap())
                .await,
        ));
        let expected = (sample.answered_status, sample.answered_code.as_str());
        assert_eq!(
            (answer.status, answer.code()),
            expected,
            "{}: {}",
            sample.action,
            answer.body
        );
    }
}

/// Sends one request over a socket and reads the answer to its end.
async fn over_a_socket(address: std::net::SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A server of a bench, until the test ends.
async fn server(bench: &Bench) -> std::net::SocketAddr {
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

const PLAIN: &str = "GET /?Action=X HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn connections_have_a_number_and_those_that_say_nothing_make_room() {
    let address = server(&Bench::new()).await;
    let mut silent = Vec::new();
    for _ in 0..256 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let began = Instant::now();
    let answer = over_a_socket(address, PLAIN).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(
        began.elapsed() >= Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
    for mut stream in silent {
        assert_eq!(stream.read(&mut [0; 9]).await.unwrap(), 0, "it was ended");
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_or_a_body_that_never_comes_whole_is_not_waited_for_for_ever() {
    let address = server(&Bench::new()).await;
    for (part, answered) in [
        ("POST / HTTP/1.1\r\nHost:", ""),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
            "HTTP/1.1 413",
        ),
    ] {
        let began = Instant::now();
        let answer = over_a_socket(address, part).await;
        let took = began.elapsed();
        assert!(
            answer.starts_with(answered) && answer.is_empty() == answered.is_empty(),
            "{answer}"
        );
        assert!(
            (Duration::from_secs(30)..Duration::from_secs(70)).contains(&took),
            "{took:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_no_answer_loses_its_connection() {
    let address = server(&Bench::new()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let requests = PLAIN.replace("Connection: close\r\n", "").repeat(400_000);
    assert!(
        stream.write_all(requests.as_bytes()).await.is_err(),
        "every answer found room"
    );
}

#[tokio::test]
async fn a_socket_serves_absolute_targets_any_host_and_many_connections_until_it_is_stopped() {
    let bench = Bench::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(cen_simulator::serve(
        Arc::clone(&bench.simulator),
        listener,
        None,
        async move { drop(stopped.await) },
    ));
    for target in [
        "/?",
        "http://cbn.aliyuncs.com/?",
        "http://vpc.eu-central-1.aliyuncs.com/?",
    ] {
        let query = encode(&bench.sign("POST", ("keyA", "secretA"), CBN, "DescribeCens", &[]));
        let head = format!(
            "POST {target}{query} HTTP/1.1\r\nHost: cbn.aliyuncs.com\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        let answer = over_a_socket(address, &head).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("\"TotalCount\":0"),
            "{answer}"
        );
    }
    let garbage = over_a_socket(
        address,
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n\u{1}\u{2}x",
    )
    .await;
    assert!(
        garbage.starts_with("HTTP/1.1 400") && garbage.contains("MissingParameter"),
        "{garbage}"
    );
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(
        bench
            .log
            .lock()
            .unwrap()
            .iter()
            .filter(|entry| entry.account == A)
            .count()
            == 3
    );
}
