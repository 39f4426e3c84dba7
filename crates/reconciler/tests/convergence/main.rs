//! Deterministic simulation: one seed is one life of a network, under a paused clock.
//!
//! A seed determines the networks of two accounts, two or three states of a file that use the whole
//! language, a cloud with its own faults, a stranger who uses the same accounts by hand, and
//! processes that are killed at a request or while they write into the journal. Each process
//! observes, makes a plan or takes a reviewed one, and applies it until it ends or dies; then the
//! next process takes over.
//!
//! Where a file has been reached, some of its keys may change, with `was` ([`renames`]).
//!
//! After every write, the rules check that nothing forbidden has happened. After every report, they
//! check that it is true. At the end, one apply without faults must reach the state of the file, a
//! further plan must be empty, and a reader that is independent of the planner must find the world
//! as the file says. `proofs` shows that each rule fails when it is broken.
//!
//! `CEN_SEED=7` replays one seed and prints every request; `CEN_SEEDS=100000` runs more of them,
//! from `CEN_FROM=0` on.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod cloud;
mod death;
mod files;
mod life;
mod money;
mod networks;
mod others;
mod prefix;
mod prefix_proofs;
mod process;
mod proofs;
mod renames;
mod routers;
mod routes;
mod rules;
mod sale;
mod seen;
mod stranger;
mod stranger_routers;
mod tally;
mod wanted;
mod wanted_routers;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::life::live;
use crate::tally::Tally;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The default number of seeds. It is smaller in debug builds, where the six minutes of a release
/// build would take too long.
const SEEDS: u64 = if cfg!(debug_assertions) { 100 } else { 10_000 };
/// The number of failing seeds to print before the run stops.
const MOST_BROKEN: usize = 15;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| {
        text.parse()
            .unwrap_or_else(|_| panic!("`{variable}={text}` is no number"))
    })
}

/// The result of one seed, which may be a panic of the product.
fn run(seed: u64, telling: bool) -> Result<Tally, String> {
    let words = |panic: Box<dyn Any + Send>| match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => other
            .downcast_ref::<&str>()
            .copied()
            .unwrap_or("it panicked without words")
            .to_owned(),
    };
    let lived = catch_unwind(AssertUnwindSafe(|| live(seed, telling)))
        .unwrap_or_else(|panic| Err(format!("panic: {}", words(panic))));
    let replay =
        format!("CEN_SEED={seed} cargo test -p cen-reconciler --test convergence -- --nocapture");
    lived.map_err(|broken| format!("seed {seed}: {broken}\nreplay it with: {replay}"))
}

#[expect(
    clippy::print_stderr,
    reason = "the person who runs many seeds wants the statistics"
)]
fn tell(text: &str) {
    eprintln!("{text}");
}

#[test]
fn every_life_converges_or_tells_the_truth_and_never_breaks_a_rule() {
    if let Some(seed) = number("CEN_SEED") {
        run(seed, true).unwrap_or_else(|broken| panic!("{broken}"));
        return;
    }
    let (from, count) = (
        number("CEN_FROM").unwrap_or(0),
        number("CEN_SEEDS").unwrap_or(SEEDS),
    );
    let (next, broken, total) = (
        AtomicU64::new(from),
        Mutex::new(Vec::new()),
        Mutex::new(Tally::default()),
    );
    let work = || {
        while broken.lock().unwrap().len() < MOST_BROKEN {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + count {
                break;
            }
            match run(seed, false) {
                Ok(tally) => total.lock().unwrap().add(&tally),
                Err(text) => broken.lock().unwrap().push(text),
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let (broken, total) = (broken.into_inner().unwrap(), total.into_inner().unwrap());
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    if number("CEN_SEEDS").is_some() {
        tell(&total.to_string());
    }
    total.assert_varied(count);
}
