//! Measures `cen drift` over many small files: the program against the simulator, over HTTP.
//!
//! The exponent is fitted from three sizes: one means that the time on the processor is proportional
//! to the number of files. In one account there are few files, because the vendor allows an account
//! 500 calls of ListTransitRouters a minute, and each CEN takes one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]

#[expect(dead_code, reason = "the bench of the planner uses more of it")]
#[path = "../../../tests/support/measure.rs"]
mod measure;
#[path = "../../../tests/support/record.rs"]
mod record;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cen_cloud::clock::Clock;
use cen_simulator::{Options, Simulator, World, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::measure::{Row, exponent};

/// Returns the id of an account.
fn account(number: usize) -> String {
    format!("12500000000000{number:02}")
}

/// Returns a file whose CEN exists and has its two networks.
fn file(number: usize, account: &str) -> String {
    format!(
        "version: 1\nname: net-{number}\naccounts: {{ main: {{ id: \"{account}\", profile: \"{account}\" }} }}\nvpcs:\n  \
         web: {{ account: main, region: cn-hangzhou, id: vpc-{number}-web }}\n  db: {{ account: main, region: cn-beijing, id: vpc-{number}-db }}\n\
         cens:\n  net: {{ account: main, attach: [web, db] }}\n"
    )
}

/// Returns an account with the objects of these files.
fn owned(account: &str, files: &[usize]) -> Value {
    let networks = files.iter().flat_map(|number| {
        [("web", "cn-hangzhou"), ("db", "cn-beijing")]
            .map(|(name, region)| json!({ "id": format!("vpc-{number}-{name}"), "region": region }))
    });
    let cens = files.iter().map(|number| {
        let attached = ["web", "db"].map(|name| json!({ "id": format!("vpc-{number}-{name}") }));
        let tags = json!({ "cen:topology": format!("net-{number}"), "cen:name": "net" });
        json!({ "id": format!("cen-{number}"), "name": "net", "tags": tags, "attached": attached })
    });
    let (networks, cens): (Vec<_>, Vec<_>) = (networks.collect(), cens.collect());
    json!({ "id": account, "vpcs": networks, "cens": cens })
}

/// What one run took.
struct Measured {
    /// On the processor; none where the system does not say it.
    used: Option<Duration>,
    took: Duration,
    calls: usize,
}

/// Runs `cen drift` over so many files in so many accounts.
async fn measure(accounts: usize, files: usize) -> Measured {
    let folder = tempfile::tempdir().unwrap();
    let nets = folder.path().join("nets");
    std::fs::create_dir(&nets).unwrap();
    let of = |number: usize| -> Vec<usize> { (number..files).step_by(accounts).collect() };
    let mut seeds = Vec::new();
    for number in 0..accounts {
        let (id, files) = (account(number), of(number));
        seeds.push(owned(&id, &files));
        for number in files {
            let path = nets.join(format!("{number:05}.yaml"));
            std::fs::write(path, file(number, &id)).unwrap();
        }
    }
    let seed = json!({ "accounts": seeds, "quotas": "off", "editions": "basic" });
    let clock = Clock::system();
    let world = World::from_seed(&serde_json::from_value(seed).unwrap(), clock.now()).unwrap();
    std::fs::write(
        folder.path().join("profiles.json"),
        profiles(&world, accounts).to_string(),
    )
    .unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let mut options = Options::new(clock);
    options.log = Some(Box::new(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let simulator = Arc::new(Simulator::new(world, options));
    let server =
        tokio::spawn(async move { serve(simulator, listener, None, std::future::pending()).await });
    let path = folder.path().to_owned();
    let (used, took) = tokio::task::spawn_blocking(move || run(&path, &address))
        .await
        .unwrap();
    server.abort();
    let calls = calls.load(Ordering::Relaxed);
    Measured { used, took, calls }
}

/// Returns the file of profiles with a key of each account.
fn profiles(world: &World, accounts: usize) -> Value {
    let profiles = (0..accounts).map(|number| {
        let name = account(number);
        let (id, secret, _) = world.access_key(&name).unwrap();
        json!({
            "name": name, "mode": "AK", "access_key_id": id, "access_key_secret": secret,
            "region_id": "cn-hangzhou",
        })
    });
    json!({ "current": account(0), "profiles": profiles.collect::<Vec<_>>() })
}

/// Runs the program over a folder. Returns its time on the processor, and that of the clock.
fn run(folder: &Path, address: &str) -> (Option<Duration>, Duration) {
    let (before, began) = (used_by_children(), Instant::now());
    let ended = Command::new(env!("CARGO_BIN_EXE_cen"))
        .args(["drift", "nets", "--profiles", "profiles.json", "--endpoint"])
        .arg(address)
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap();
    let took = began.elapsed();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(
        ended.status.success() && said.contains("no drift"),
        "{ended:?}"
    );
    let after = used_by_children();
    (
        after.zip(before).map(|(after, before)| after - before),
        took,
    )
}

/// Returns the time on the processor of the programs that this one has started and that have ended.
fn used_by_children() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may have spaces; what follows has not.
    let (_, numbers) = stat.rsplit_once(") ")?;
    let mut numbers = numbers.split(' ').skip(13);
    let ticks = numbers.next()?.parse::<u64>().ok()? + numbers.next()?.parse::<u64>().ok()?;
    // A tick is a hundredth of a second on every system that has this file.
    Some(Duration::from_millis(10 * ticks))
}

#[tokio::main]
async fn main() {
    println!(
        "{:<8} {:>8} {:>9} {:>9} {:>8} {:>8}",
        "files", "accounts", "processor", "exponent", "clock", "calls"
    );
    for (accounts, sizes) in [(20, [500, 1_000, 2_000]), (1, [60, 120, 240])] {
        let mut rows = Vec::new();
        for files in sizes {
            let Measured { used, took, calls } = measure(accounts, files).await;
            let used = used.unwrap_or(took);
            rows.push(Row::new("drift", files, used, 0));
            let fitted = exponent(&rows.iter().collect::<Vec<_>>());
            let fitted = fitted.filter(|_| rows.len() == sizes.len());
            println!(
                "{files:<8} {accounts:>8} {:>8.2}s {:>9} {:>7.2}s {calls:>8}",
                used.as_secs_f64(),
                fitted.map_or(String::new(), |fitted| format!("{fitted:.2}")),
                took.as_secs_f64()
            );
            record::record(&json!({
                "bench": "drift", "files": files, "accounts": accounts, "calls": calls,
                "seconds": used.as_secs_f64(), "exponent": fitted,
            }));
        }
    }
}
