//! Tests how many writes a run sends to a CEN at once. It learns this by probing, once for each
//! CEN.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_reconciler::Event;
use futures::future::BoxFuture;

use crate::bench::{Bench, topology};

/// Returns two CENs of one account. Each has this many networks in two regions with bandwidth, half
/// of them of another account.
fn two_cens(networks: usize) -> String {
    let mut text = String::from(
        "version: 1\nname: lanes\naccounts:\n  a: { id: \"1\" }\n  b: { id: \"2\" }\nvpcs:\n",
    );
    let mut cens = String::from("cens:\n");
    for cen in ["one", "two"] {
        let names: Vec<_> = (0..networks)
            .map(|number| format!("{cen}-{number}"))
            .collect();
        for (number, name) in names.iter().enumerate() {
            let (account, region) = if number % 2 == 0 {
                ("a", "cn-beijing")
            } else {
                ("b", "eu-central-1")
            };
            text.push_str(&format!(
                "  {name}: {{ account: {account}, region: {region}, id: vpc-{name} }}\n"
            ));
        }
        let limits = "limits: [{ between: [cn-beijing, eu-central-1], mbps: 2 }]";
        let bandwidth = format!(
            "[{{ areas: [china, europe], package: {{ mbps: 2, charge: postpaid }}, {limits} }}]"
        );
        cens.push_str(&format!(
            "  {cen}: {{ account: a, attach: [{}], bandwidth: {bandwidth} }}\n",
            names.join(", ")
        ));
    }
    text + &cens
}

/// Counts the blocking answers of each CEN.
fn blockings(bench: &Bench) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in bench
        .log
        .lock()
        .unwrap()
        .iter()
        .filter(|entry| entry.code == "Operation.Blocking")
    {
        *counts.entry(entry.parameters["CenId"].clone()).or_insert(0) += 1;
    }
    counts
}

/// Returns the largest number of actions that were in flight at once.
fn peak(bench: &Bench) -> usize {
    let (mut now, mut most) = (0, 0);
    for event in bench.events.lock().unwrap().iter() {
        match event {
            Event::Started(_) => now += 1,
            // A skipped action never started.
            Event::Finished {
                outcome: cen_plan::Outcome::Skipped(_),
                ..
            } => {}
            Event::Finished { .. } | Event::NotBegun { .. } => now -= 1,
            Event::Waiting { .. } | Event::Retrying { .. } => {}
        }
        most = most.max(now);
    }
    most
}

fn bench(networks: usize, pace: &str, blocking: bool) -> Bench {
    let set = |options: &mut cen_simulator::Options| {
        options.pace = pace.parse().unwrap();
        options.latency = std::time::Duration::from_millis(30);
        options.blocking = blocking;
    };
    Bench::with(
        topology(&two_cens(networks)),
        |_| {},
        set,
        |transport| transport,
    )
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_blocks_does_so_once_in_each_cen_and_run() {
    for pace in [
        "2s",
        "100ms",
        "attach=5s,detach=5s,default=10ms",
        "reads:2",
        "limit=3s,associate=9s,default=0",
    ] {
        let mut bench = bench(20, pace, true);
        bench.apply().await;
        let built = blockings(&bench);
        assert!(built.values().all(|count| *count <= 1), "{pace}: {built:?}");
        bench.take_log();
        bench
            .topology
            .cens
            .values_mut()
            .for_each(|cen| cen.attach.clear());
        bench
            .topology
            .cens
            .values_mut()
            .for_each(|cen| cen.bandwidth.clear());
        bench.apply().await;
        let emptied = blockings(&bench);
        assert!(
            emptied.values().all(|count| *count <= 1),
            "{pace}: {emptied:?}"
        );
        if pace == "2s" {
            assert_eq!((built.len(), emptied.len()), (2, 2), "it was tried");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_does_not_block_is_used_to_the_full() {
    let bench = bench(20, "2s", false);
    let plan = bench.plan().await;
    assert!(bench.execute(&plan, 12).await.is_done());
    assert_eq!(peak(&bench), 12);
}

#[tokio::test(start_paused = true)]
async fn while_one_cen_takes_one_at_a_time_the_other_has_all_the_room() {
    let bench = bench(20, "2s", true);
    let plan = bench.plan().await;
    assert!(bench.execute(&plan, 12).await.is_done());
    let log = bench.take_log();
    let (start, end) = (log[0].time, log[log.len() - 1].time);
    // Twenty attachments, an association and a limit take two seconds each, and the end of each is
    // noticed within half a second.
    let took = end.duration_since(start).as_secs();
    assert!(
        (44..=60).contains(&took),
        "{took} s: the CENs went side by side, each one by one"
    );
}

/// A transport that answers the first attachments as if another operator were changing the CEN.
struct Foreigner {
    inner: Arc<dyn Transport>,
    left: AtomicUsize,
}

impl Transport for Foreigner {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let is_attach =
            String::from_utf8_lossy(request.body()).contains("Action=AttachCenChildInstance");
        let less = |left: usize| left.checked_sub(1);
        let is_blocked = is_attach
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok();
        Box::pin(async move {
            match is_blocked {
                true => {
                    let body = r#"{"RequestId":"1","Code":"Operation.Blocking","Message":"Operation blocking, try again later."}"#;
                    Ok(http::Response::builder()
                        .status(500)
                        .body(Bytes::from(body))
                        .unwrap())
                }
                false => self.inner.send(request).await,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_lock_is_waited_out_and_leaves_the_lane_as_wide_as_before() {
    let set = |options: &mut cen_simulator::Options| options.pace = "2s".parse().unwrap();
    let wrap = |inner| -> Arc<dyn Transport> {
        Arc::new(Foreigner {
            inner,
            left: AtomicUsize::new(5),
        })
    };
    let bench = Bench::with(topology(&two_cens(20)), |_| {}, set, wrap);
    let plan = bench.plan().await;
    assert!(bench.execute(&plan, 12).await.is_done());
    assert_eq!(peak(&bench), 12);
    let retried = bench
        .events
        .lock()
        .unwrap()
        .iter()
        .filter(|event| matches!(event, Event::Retrying { .. }))
        .count();
    assert_eq!(retried, 5, "no other action was blocked");
}
