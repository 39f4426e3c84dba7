//! What `cen doctor` looks at on this machine: the clock, the endpoints, and the proxy on the way to them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::{Product, time_of};
use cen_topology::{NetworkKind, Topology};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::row::{CheckRow, CheckState};
use crate::connection::{Connector, Wire};

/// How far the clock may be off. The cloud takes requests that are up to 15 minutes off.
const MOST_OFF: SignedDuration = SignedDuration::from_mins(1);

pub(super) async fn examine(connector: &Connector<'_>, topology: &Topology) -> Vec<CheckRow> {
    let Some(wire) = connector.wire() else {
        let found = "the built-in simulator: no network, no proxy, this machine's clock";
        return vec![CheckRow::new("endpoint", CheckState::Ok, found)];
    };
    let urls = urls(&wire, topology);
    let asked = join_all(urls.iter().map(|(url, products)| ask(&wire, url, products))).await;
    let times: Vec<_> = asked.iter().filter_map(|asked| asked.off).collect();
    let mut rows = vec![clock(&times)];
    rows.extend(asked.into_iter().map(|asked| asked.row));
    rows
}

/// Returns the addresses that a run for the file calls, and what each serves.
fn urls(wire: &Wire<'_>, topology: &Topology) -> BTreeMap<String, BTreeSet<&'static str>> {
    let central = [Product::Sts, Product::Cbn].map(|product| (product, ""));
    let regional = topology.networks.values().map(|network| {
        let product = match network.kind {
            NetworkKind::Vpc | NetworkKind::Vbr => Product::Vpc,
            NetworkKind::Ccn => Product::Smartag,
        };
        (product, network.region.as_str())
    });
    let mut urls: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (product, region) in central.into_iter().chain(regional) {
        let url = wire.endpoints.url(product, region);
        urls.entry(url).or_default().insert(product.name());
    }
    urls
}

/// What an address answered.
struct Asked {
    row: CheckRow,
    /// How far this machine's clock is behind the server's.
    off: Option<SignedDuration>,
}

/// Sends a request that asks for nothing: what answers is the API if it says in JSON what it lacks.
async fn ask(wire: &Wire<'_>, url: &str, products: &BTreeSet<&'static str>) -> Asked {
    let serves = products.iter().copied().collect::<Vec<_>>().join(", ");
    let failed = |state, found: String, step: &str| Asked {
        row: CheckRow::new("endpoint", state, format!("{serves}: {found}")).next(step),
        off: None,
    };
    let Ok(request) = http::Request::get(url).body(Bytes::new()) else {
        return failed(
            CheckState::Wrong,
            format!("{url} is no URL"),
            "correct the endpoint",
        );
    };
    let way = match wire.http.way_to(request.uri()) {
        Ok(way) => way,
        Err(reason) => {
            return failed(
                CheckState::Wrong,
                reason,
                "correct the variable, or unset it",
            );
        }
    };
    let before = Clock::system().now();
    match wire.transport.send(request).await {
        Err(error) => failed(
            CheckState::Wrong,
            error.to_string(),
            "check the endpoint, the proxy and the network",
        ),
        Ok(answer) => {
            let is_api = serde_json::from_slice::<Value>(answer.body()).is_ok_and(|answer| {
                answer.get("RequestId").is_some() || answer.get("Code").is_some()
            });
            let shown = url.trim_end_matches('/');
            let way = way.map(|way| format!(" {way}")).unwrap_or_default();
            if !is_api {
                let found = format!(
                    "{shown}{way}: what answers is not the API (HTTP {})",
                    answer.status().as_u16()
                );
                return failed(
                    CheckState::Wrong,
                    found,
                    "check the endpoint, and the proxy if there is one",
                );
            }
            Asked {
                row: CheckRow::new(
                    "endpoint",
                    CheckState::Ok,
                    format!("{serves}: {shown}{way}"),
                ),
                off: time_of(&answer).map(|time| off(time, before)),
            }
        }
    }
}

/// Returns how far this machine's clock was behind a server's, whose time has whole seconds.
fn off(server: Timestamp, machine: Timestamp) -> SignedDuration {
    SignedDuration::from_secs(server.as_second() - machine.as_second())
}

fn clock(times: &[SignedDuration]) -> CheckRow {
    let Some(off) = times.iter().min_by_key(|off| off.abs()) else {
        return CheckRow::new("clock", CheckState::NotKnown, "no endpoint told its time")
            .next("see to the endpoints first");
    };
    if off.abs() <= MOST_OFF {
        return CheckRow::new("clock", CheckState::Ok, "less than a minute off");
    }
    let side = if off.is_positive() {
        "behind"
    } else {
        "ahead of"
    };
    let found = format!("{:#} {side} the cloud's", off.abs());
    CheckRow::new("clock", CheckState::Wrong, found).next("set the clock of this machine")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told() {
        let told = |seconds: &[i64]| {
            let times: Vec<_> = seconds
                .iter()
                .copied()
                .map(SignedDuration::from_secs)
                .collect();
            let row = clock(&times);
            (row.state, row.found)
        };
        assert_eq!(
            told(&[1, -2]),
            (CheckState::Ok, "less than a minute off".to_owned())
        );
        assert_eq!(
            told(&[600]),
            (CheckState::Wrong, "10m behind the cloud's".to_owned())
        );
        assert_eq!(
            told(&[-7200]),
            (CheckState::Wrong, "2h ahead of the cloud's".to_owned())
        );
        assert_eq!(told(&[]).0, CheckState::NotKnown);
    }
}
