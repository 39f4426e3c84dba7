//! Tests on worlds that sell Enterprise Edition transit routers.

mod built;
mod exported;
pub(crate) mod kills;
mod look;
mod scale;
mod ways;

use std::sync::Arc;

use cen_cloud::transport::Transport;
use cen_simulator::{Editions, Options, Rules, Seed};
use cen_topology::Topology;

use crate::bench::Bench;

/// Returns a bench whose world sells Enterprise routers, with these answers to open questions. Each
/// VPC has vSwitches in two zones.
pub(crate) fn bench(topology: Topology, assume: &[&str]) -> Bench {
    bench_with(topology, assume, |_| {}, |_| {})
}

/// Returns such a bench, whose seed and simulator these functions adjust.
pub(crate) fn bench_with(
    topology: Topology,
    assume: &[&str],
    change: impl FnOnce(&mut Seed),
    set: impl FnOnce(&mut Options),
) -> Bench {
    bench_on(topology, assume, change, set, |transport| transport)
}

/// Returns such a bench, whose wire this function adjusts as well.
pub(crate) fn bench_on(
    topology: Topology,
    assume: &[&str],
    change: impl FnOnce(&mut Seed),
    set: impl FnOnce(&mut Options),
    wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>,
) -> Bench {
    let change = |seed: &mut Seed| {
        seed.editions = Some(Editions::Enterprise);
        seed.assume = assume.iter().map(|word| word.parse().unwrap()).collect();
        seed.fills_vswitches = true;
        seed.rules = seed.rules.take().map(|rules| Rules {
            grant_interval_ms: 0,
            ..rules
        });
        change(seed);
    };
    Bench::with(topology, change, set, wrap)
}
