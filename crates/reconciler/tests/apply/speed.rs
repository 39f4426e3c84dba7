//! Holds the numbers of docs/performance.md that are exact: calls, looks and the ratio to the bound,
//! under a paused clock. No test here depends on how fast the machine is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cen_reconciler::{Journal, MemoryStorage, Operator, Run, Storage, Subject, execute};
use cen_simulator::Editions;
use futures::stream::pending;

use crate::bench::{Bench, topology};
use crate::bound::Pace;
use crate::estates::{many_cens, one_cen};
use crate::measured::Scene;

const PACE: Pace = Pace {
    call: Duration::from_millis(50),
    attach: Duration::from_secs(2),
    other: Duration::from_millis(500),
};

#[tokio::test(start_paused = true)]
async fn an_apply_takes_little_more_than_its_longest_way() {
    let mut scene = Scene::new(&one_cen(200), PACE, false);
    let first = scene.apply().await;
    assert!(first.ratio() < 1.1, "{first:?}");
    assert!(first.calls() <= 286, "{} calls: {first:?}", first.calls());
    let destroyed = scene.destroy().await;
    assert!(destroyed.ratio() < 1.1, "{destroyed:?}");
    assert!(destroyed.reads <= 36, "{destroyed:?}");
    // 200 of them read the routes of one network each.
    assert!(destroyed.looks <= 251, "{destroyed:?}");
    let second = scene.apply().await;
    assert!(second.ratio() < 1.04, "{second:?}");
    assert!(
        second.calls() <= 257,
        "{} calls: {second:?}",
        second.calls()
    );
}

#[tokio::test(start_paused = true)]
async fn actions_that_take_turns_share_the_list_before_a_creation() {
    let mut scene = Scene::on(Editions::Enterprise, &one_cen(200), PACE, false);
    let first = scene.apply().await;
    assert!(first.ratio() < 1.18, "{} {first:?}", first.ratio());
    assert!(first.reads <= 258, "{first:?}");
    scene.destroy().await;
    let second = scene.apply().await;
    assert!(second.ratio() < 1.05, "{} {second:?}", second.ratio());
    assert!(second.reads <= 97, "{second:?}");
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_changes_one_thing_at_a_time_is_never_left_idle() {
    let mut scene = Scene::new(&one_cen(60), PACE, true);
    let first = scene.apply().await;
    let destroyed = scene.destroy().await;
    for run in [first, destroyed] {
        assert!(run.ratio() < 1.04, "{run:?}");
        assert!(run.reads <= 2 * run.writes, "{run:?}");
        assert_eq!(run.blocked, 1, "{run:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_does_not_grow_with_the_number_of_attachments() {
    let small = Scene::new(&many_cens(1, 20), PACE, false).apply().await;
    let large = Scene::new(&many_cens(4, 200), PACE, false).apply().await;
    assert!(
        large.took < small.took + PACE.call * 8,
        "{small:?} {large:?}"
    );
}

/// A storage that counts how often something must be on disc.
#[derive(Clone, Default)]
struct Counting {
    inner: MemoryStorage,
    syncs: Arc<AtomicUsize>,
}

impl Storage for Counting {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn reader(&self) -> io::Result<Box<dyn io::BufRead>> {
        self.inner.reader()
    }

    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.syncs
            .fetch_add(usize::from(durable), Ordering::Relaxed);
        self.inner.append(bytes, durable)
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.inner.truncate(length)
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        self.inner.rotate(content)
    }
}

#[tokio::test(start_paused = true)]
async fn one_sync_of_the_journal_serves_all_actions_that_begin_together() {
    let bench = Bench::new(topology(&many_cens(1, 200)));
    let plan = bench.plan().await;
    let storage = Counting::default();
    let subject = Subject::new(&bench.topology, "simulator");
    let journal = Journal::open(Box::new(storage.clone()), subject, bench.clock).unwrap();
    let run = Run::new(
        &bench.topology,
        &bench.clients,
        &journal,
        &Operator::nobody(),
    )
    .unwrap();
    let report = execute(&plan, &run, usize::MAX, &|_| {}, pending()).await;
    assert!(report.is_done(), "{report:?}");
    let syncs = storage.syncs.load(Ordering::Relaxed);
    assert!(syncs <= 10, "{syncs} syncs for 201 intents");
}
