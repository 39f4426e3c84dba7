//! Tests killed runs and the runs after them: each story ends with an empty plan and one purchase.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use cen_action::ProblemKind;
use cen_cloud::transport::{Transport, TransportError};
use cen_plan::{Outcome, Plan, plan};
use cen_reconciler::{
    How, Journal, JournalError, MemoryStorage, Operator, OutcomeKind, PastRun, Record, Report, Run,
    Storage, Subject, execute, observe, past_runs, read, where_to_look,
};
use cen_simulator::{Options, Seed, SeedPackage};
use cen_topology::{Mbps, Package, Topology};
use futures::future::BoxFuture;
use futures::stream::pending;
use tokio::sync::Notify;

use crate::bench::{Bench, example, outcome};

const BUY: &str = "CreateCenBandwidthPackage";
const PACKAGE: &str = "package/bridge/china-europe";

/// The fault of the wire for the calls of one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Pass,
    /// The process is killed before the call reaches the cloud.
    KillBefore(&'static str),
    /// The process is killed after the cloud did the work, before the answer arrives.
    KillAfter(&'static str),
    /// Every answer is lost.
    Lose(&'static str),
}

pub(crate) struct Wire {
    inner: Arc<dyn Transport>,
    switch: Switch,
}

#[derive(Clone)]
pub(crate) struct Switch {
    mode: Arc<Mutex<Mode>>,
    killed: Arc<Notify>,
}

impl Switch {
    pub(crate) fn new() -> Self {
        Self {
            mode: Arc::new(Mutex::new(Mode::Pass)),
            killed: Arc::default(),
        }
    }

    /// Returns a wire with this switch.
    pub(crate) fn wire(&self, inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
        Arc::new(Wire {
            inner,
            switch: self.clone(),
        })
    }

    fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }
}

impl Transport for Wire {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        // Some products take their parameters in the address.
        let query = request.uri().query().unwrap_or_default();
        let mut pairs = body.split('&').chain(query.split('&'));
        let action = pairs
            .find_map(|pair| pair.strip_prefix("Action="))
            .unwrap_or_default()
            .to_owned();
        let mode = *self.switch.mode.lock().unwrap();
        Box::pin(async move {
            match mode {
                Mode::KillBefore(killed) if killed == action => self.switch.killed.notify_one(),
                Mode::KillAfter(killed) if killed == action => {
                    self.inner.send(request).await?;
                    self.switch.killed.notify_one();
                }
                Mode::Lose(lost) if lost == action => {
                    self.inner.send(request).await?;
                    return Err(TransportError::NoAnswer {
                        host: "simulator".to_owned(),
                        reason: "the connection was cut".to_owned(),
                    });
                }
                _ => return self.inner.send(request).await,
            }
            std::future::pending().await
        })
    }
}

/// Returns a bench where a package takes this long to create, and its wire.
fn bench_of(topology: Topology, package: &str) -> (Bench, Switch) {
    let switch = Switch::new();
    let pace = format!("package={package}");
    let set = |options: &mut Options| options.pace = pace.parse().unwrap();
    let wire = switch.clone();
    let bench = Bench::with(
        topology,
        |_: &mut Seed| {},
        set,
        move |inner| wire.wire(inner),
    );
    (bench, switch)
}

fn bench(package: &str) -> (Bench, Switch) {
    bench_of(example("cross-region.yaml"), package)
}

/// Applies until the process is killed.
async fn killed(bench: &Bench, switch: &Switch, mode: Mode) {
    let plan = bench.plan().await;
    killed_in(bench, switch, &plan, mode).await;
}

/// Executes a plan until the process is killed.
pub(crate) async fn killed_in(bench: &Bench, switch: &Switch, plan: &Plan, mode: Mode) {
    switch.set(mode);
    tokio::select! {
        report = bench.execute(plan, 8) => panic!("it was not killed: {report:?}"),
        () = switch.killed.notified() => {}
    }
    switch.set(Mode::Pass);
}

fn count(bench: &Bench, what: &str) -> usize {
    format!("{:?}", bench.simulator.world())
        .matches(what)
        .count()
}

fn packages(bench: &Bench) -> usize {
    count(bench, "Package {")
}

/// Returns the client tokens of the purchases, in order.
fn tokens(bench: &Bench) -> Vec<String> {
    let log = bench.log.lock().unwrap();
    log.iter()
        .filter(|entry| entry.action == BUY)
        .map(|entry| entry.parameters["ClientToken"].clone())
        .collect()
}

fn history(bench: &Bench) -> Vec<PastRun> {
    past_runs(&read("test", &bench.storage().bytes()).unwrap().records)
}

/// Returns the topology with a package of this size.
fn sized(mbps: u32) -> Topology {
    let mut topology = example("cross-region.yaml");
    for group in topology
        .cens
        .values_mut()
        .flat_map(|cen| cen.bandwidth.values_mut())
    {
        match &mut group.package {
            Package::Bought { mbps: size, .. } => *size = Mbps(mbps),
            Package::Existing(_) => panic!("the example buys its package"),
        }
    }
    topology
}

#[tokio::test(start_paused = true)]
async fn a_run_killed_at_any_write_is_gone_on_with_and_buys_once() {
    let writes = [
        "CreateCen",
        "AttachCenChildInstance",
        "GrantInstanceToCen",
        BUY,
        "AssociateCenBandwidthPackage",
        "SetCenInterRegionBandwidthLimit",
    ];
    for action in writes {
        for mode in [Mode::KillBefore(action), Mode::KillAfter(action)] {
            for package in ["0", "60s"] {
                let (bench, switch) = bench_of(example("cross-account-cross-region.yaml"), package);
                killed(&bench, &switch, mode).await;
                bench.apply().await;
                assert_eq!(
                    (packages(&bench), count(&bench, "Cen {")),
                    (1, 1),
                    "{mode:?}, {package}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_package_that_no_listing_shows_yet_is_asked_for_again_with_its_own_token() {
    let (bench, switch) = bench("60s");
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    assert_eq!(packages(&bench), 1);
    bench.apply().await;
    let tokens = tokens(&bench);
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(packages(&bench), 1);
}

#[tokio::test(start_paused = true)]
async fn a_package_that_nobody_wants_any_more_while_no_listing_shows_it_is_in_doubt_until_one_does_or_an_hour_is_over()
 {
    for mode in [Mode::KillAfter(BUY), Mode::KillBefore(BUY)] {
        let (mut bench, switch) = bench("60s");
        killed(&bench, &switch, mode).await;
        bench
            .topology
            .cens
            .values_mut()
            .for_each(|cen| cen.bandwidth.clear());
        let plan = bench.plan().await;
        let report = bench.execute(&plan, 8).await;
        assert!(report.is_done(), "{report:?}");
        let left = bench.plan().await;
        assert!(
            left.is_empty(),
            "{mode:?}: no listing shows the package: {left:?}"
        );
        let doubts = bench.journal().in_doubt(&left);
        assert_eq!(
            doubts
                .iter()
                .map(|intent| intent.action.id.as_str())
                .collect::<Vec<_>>(),
            [PACKAGE],
            "{mode:?}"
        );
        tokio::time::sleep(Duration::from_secs(60)).await;
        let later = bench.plan().await;
        let is_there = later
            .steps
            .iter()
            .any(|step| step.action.id.as_str().starts_with("delete-package/"));
        assert_eq!(is_there, mode == Mode::KillAfter(BUY), "{later:?}");
        assert_eq!(bench.journal().in_doubt(&later).is_empty(), is_there);
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(bench.journal().in_doubt(&later), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_again_and_again_buys_once() {
    let (bench, switch) = bench("60s");
    for mode in [
        Mode::KillBefore(BUY),
        Mode::KillAfter(BUY),
        Mode::KillBefore(BUY),
        Mode::KillAfter(BUY),
    ] {
        killed(&bench, &switch, mode).await;
    }
    bench.apply().await;
    assert_eq!(packages(&bench), 1);
    let ends: Vec<_> = history(&bench).iter().map(|run| run.how).collect();
    assert_eq!(ends, [None, None, None, None, Some(How::Complete)]);
}

#[tokio::test(start_paused = true)]
async fn a_purchase_without_an_answer_is_unknown_and_the_next_run_learns_what_it_made() {
    let (bench, switch) = bench("900s");
    let plan = bench.plan().await;
    switch.set(Mode::Lose(BUY));
    let report = bench.execute(&plan, 8).await;
    assert!(
        matches!(outcome(&plan, &report, PACKAGE), Outcome::Unknown(_)),
        "{report:?}"
    );
    let package = plan
        .steps
        .iter()
        .find(|step| step.action.id.as_str() == PACKAGE)
        .unwrap();
    assert_eq!(
        where_to_look(&package.action, &bench.topology),
        "look at the bandwidth packages, for one tagged `cen:name=bridge/china-europe`, in account `main` (1250000000000001)"
    );
    switch.set(Mode::Pass);
    bench.apply().await;
    assert_eq!(packages(&bench), 1);
}

#[tokio::test(start_paused = true)]
async fn a_line_cut_off_anywhere_is_as_if_the_run_had_been_killed_before_it() {
    let (bench, switch) = bench("60s");
    killed(&bench, &switch, Mode::KillBefore(BUY)).await;
    let whole = bench.storage().bytes();
    let last = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    for length in (last..whole.len()).step_by(7) {
        bench.storage().set(whole[..length].to_vec());
        let kept = bench.journal();
        drop(kept);
        let read = read("test", &bench.storage().bytes()).unwrap();
        assert!(
            read.header.is_some() && !read.records.is_empty(),
            "cut at {length}"
        );
    }
    bench.storage().set(whole[..last + 40].to_vec());
    bench.apply().await;
    assert_eq!(packages(&bench), 1);
}

/// Returns the tokens of the purchases that the journal knows.
fn intended(bench: &Bench) -> Vec<String> {
    let records = read("test", &bench.storage().bytes()).unwrap().records;
    let token = |record| match record {
        Record::Intent(intent) if intent.action.id.as_str() == PACKAGE => intent.token,
        _ => None,
    };
    records.into_iter().filter_map(token).collect()
}

#[tokio::test(start_paused = true)]
async fn a_call_is_on_disc_before_it_is_sent() {
    let (mut bench, switch) = bench("60s");
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    bench.storage().lose_unsynced();
    assert_eq!(intended(&bench), tokens(&bench), "after a power cut");
    bench.topology = sized(20);
    let plan = bench.plan().await;
    bench.execute(&plan, 8).await;
    assert_eq!(packages(&bench), 1);
}

#[tokio::test(start_paused = true)]
async fn without_the_journal_the_ownership_mark_finds_what_was_bought() {
    let (bench, switch) = bench("0");
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    bench.storage().set(Vec::new());
    bench.apply().await;
    assert_eq!((packages(&bench), tokens(&bench).len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_purchase_in_doubt_is_settled_as_it_was_begun_before_the_file_of_today_counts() {
    let (mut bench, switch) = bench("60s");
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    bench.topology = sized(20);
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 8).await;
    let Outcome::Failed(reason) = outcome(&plan, &report, PACKAGE) else {
        panic!("{report:?}")
    };
    assert!(
        reason.contains("an earlier run had begun it with other parameters"),
        "{reason}"
    );
    assert_eq!(packages(&bench), 1);
    let plan = bench.apply().await;
    assert!(
        plan.steps
            .iter()
            .any(|step| step.action.id.as_str().starts_with("resize/")),
        "{plan:?}"
    );
    assert_eq!((packages(&bench), count(&bench, "mbps: 20,")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_was_found_deleted_and_wanted_again_is_bought_anew() {
    let (mut bench, switch) = bench("0");
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    let mut without = bench.topology.clone();
    without
        .cens
        .values_mut()
        .for_each(|cen| cen.bandwidth.clear());
    let with = std::mem::replace(&mut bench.topology, without);
    bench.apply().await;
    assert_eq!(packages(&bench), 0);
    bench.topology = with;
    bench.apply().await;
    let tokens = tokens(&bench);
    assert_ne!(
        tokens[0], tokens[1],
        "the old token would bring back the id of what is gone"
    );
    assert_eq!(packages(&bench), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_not_sent_again_after_its_lifetime() {
    let (bench, switch) = bench("0");
    killed(&bench, &switch, Mode::KillBefore(BUY)).await;
    killed(&bench, &switch, Mode::KillBefore(BUY)).await;
    tokio::time::advance(Duration::from_secs(24 * 3600 + 1)).await;
    killed(&bench, &switch, Mode::KillAfter(BUY)).await;
    let records = read("test", &bench.storage().bytes()).unwrap().records;
    let written: Vec<_> = records
        .into_iter()
        .filter_map(|record| {
            if let Record::Intent(intent) = record {
                Some(intent)
            } else {
                None
            }
        })
        .collect();
    let written: Vec<_> = written
        .into_iter()
        .filter(|intent| intent.action.id.as_str() == PACKAGE)
        .filter_map(|intent| intent.token)
        .collect();
    assert_eq!(written.len(), 3);
    assert_eq!(written[0], written[1]);
    assert_ne!(written[1], written[2], "the third run's own");
    bench.apply().await;
    assert_eq!(packages(&bench), 1);
}

fn marked(id: &str) -> SeedPackage {
    let tags = [
        ("cen:topology", "cross-region"),
        ("cen:name", "bridge/china-europe"),
    ];
    let tags = tags
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    SeedPackage {
        id: id.to_owned(),
        name: String::new(),
        mbps: 10,
        areas: ["china".to_owned(), "europe".to_owned()],
        tags,
        ..SeedPackage::default()
    }
}

#[tokio::test(start_paused = true)]
async fn two_candidates_stop_the_plan_and_a_run_that_meets_them_and_nothing_is_bought() {
    let two = |seed: &mut Seed| {
        seed.accounts[0]
            .packages
            .extend([marked("cenbwp-1"), marked("cenbwp-2")])
    };
    let bench = Bench::with(
        example("cross-region.yaml"),
        two,
        |_| {},
        |transport| transport,
    );
    let problems = plan(
        &bench.topology,
        &observe(&bench.topology, &bench.clients).await,
    )
    .unwrap_err();
    assert!(problems.iter().any(|problem| matches!(&problem.kind, ProblemKind::Ambiguous { candidates } if candidates.len() == 2)));
    let stale = Bench::new(example("cross-region.yaml")).plan().await;
    let report = bench.execute(&stale, 8).await;
    let Outcome::Failed(reason) = outcome(&stale, &report, PACKAGE) else {
        panic!("{report:?}")
    };
    assert!(reason.contains("cenbwp-1, cenbwp-2"), "{reason}");
    assert_eq!(tokens(&bench).len(), 0);
}

/// A storage whose disk is full after this number of appends.
struct Full {
    inner: MemoryStorage,
    left: Mutex<usize>,
}

impl Storage for Full {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn reader(&self) -> std::io::Result<Box<dyn std::io::BufRead>> {
        self.inner.reader()
    }

    fn append(&self, bytes: &[u8], durable: bool) -> std::io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(1).ok_or(std::io::ErrorKind::StorageFull)?;
        self.inner.append(bytes, durable)
    }

    fn truncate(&self, length: u64) -> std::io::Result<()> {
        self.inner.truncate(length)
    }

    fn rotate(&self, content: &[u8]) -> std::io::Result<()> {
        self.inner.rotate(content)
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_asked_for() {
    let (bench, _) = bench("0");
    let subject = || Subject::new(&bench.topology, "simulator");
    let open = |left| {
        Journal::open(
            Box::new(Full {
                inner: MemoryStorage::default(),
                left: Mutex::new(left),
            }),
            subject(),
            bench.clock,
        )
    };
    assert!(matches!(open(0), Err(JournalError::Io { .. })));
    let journal = open(1).unwrap();
    assert!(
        Run::new(
            &bench.topology,
            &bench.clients,
            &journal,
            &Operator::nobody()
        )
        .is_err()
    );
    let journal = open(2).unwrap();
    let plan = bench.plan().await;
    let run = bench.run(&journal);
    bench.take_log();
    let report = execute(&plan, &run, 8, &|_| {}, pending()).await;
    assert!(
        report
            .outcomes
            .iter()
            .all(|outcome| matches!(outcome, Some(Outcome::Failed(_) | Outcome::Skipped(_)))),
        "{report:?}"
    );
    assert_eq!(bench.take_writes(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn the_journal_tells_who_did_what_with_which_request() {
    let (bench, _) = bench("0");
    let plan = bench.apply().await;
    let history = history(&bench);
    let [run] = history.as_slice() else {
        panic!("{history:?}")
    };
    assert_eq!(
        (run.how, run.counts.unwrap().done),
        (Some(How::Complete), plan.steps.len())
    );
    let logged: Vec<_> = bench
        .log
        .lock()
        .unwrap()
        .iter()
        .map(|entry| entry.request_id.clone())
        .collect();
    for action in &run.actions {
        assert_eq!(action.outcome, Some(OutcomeKind::Done));
        assert!(
            logged.contains(action.request.as_ref().unwrap()),
            "{action:?}"
        );
        assert!(action.asked <= action.over, "{action:?}");
    }
    let bought = run
        .actions
        .iter()
        .find(|action| action.action.as_str() == PACKAGE)
        .unwrap();
    assert!(bought.output.as_ref().unwrap().starts_with("cenbwp-"));
}

#[tokio::test(start_paused = true)]
async fn a_journal_of_another_topology_target_or_account_is_refused() {
    let (bench, _) = bench("0");
    bench.apply().await;
    let mine = Subject::new(&bench.topology, "simulator");
    let other = |change: fn(&mut Subject)| {
        let mut subject = mine.clone();
        change(&mut subject);
        Journal::open(Box::new(bench.storage()), subject, bench.clock).err()
    };
    assert!(other(|_| {}).is_none());
    assert!(
        other(|subject| drop(subject.accounts.insert("new".into(), "7".into()))).is_none(),
        "an account more is no other"
    );
    for change in [
        |subject: &mut Subject| subject.target = "the cloud".to_owned(),
        |subject: &mut Subject| subject.topology = "other".into(),
        |subject: &mut Subject| {
            subject
                .accounts
                .values_mut()
                .for_each(|id| *id = "1250000000000009".into())
        },
    ] {
        let error = other(change).unwrap();
        assert!(error.is_refusal(), "{error}");
    }
}

/// Tests what the second look decides about a limit that was set while nothing could be read:
/// either the cloud shows it, or the look gives the same plan again.
async fn looked_again(shows_it: bool) -> (Plan, Report) {
    let (bench, _) = bench("0");
    let plan = bench.plan().await;
    let journal = bench.journal();
    let first = bench.run(&journal);
    let mut report = execute(&plan, &first, 8, &|_| {}, pending()).await;
    let limit = plan
        .steps
        .iter()
        .position(|step| step.action.id.as_str().starts_with("limit/"))
        .unwrap();
    report.outcomes[limit] = Some(Outcome::Unknown("no answer".to_owned()));
    let observed = observe(&bench.topology, &bench.clients).await;
    let left = if shows_it {
        cen_plan::plan(&bench.topology, &observed).unwrap()
    } else {
        plan.clone()
    };
    // This is another run, because the first one knows that the cloud accepted the call.
    let decided = bench
        .run(&journal)
        .look_again(&plan, report, &observed, &left);
    (plan, decided)
}

#[tokio::test(start_paused = true)]
async fn a_second_look_decides_what_was_unknown() {
    let (plan, report) = looked_again(true).await;
    assert!(report.is_done(), "{plan:?}");
    let (plan, report) = looked_again(false).await;
    let limit = plan
        .steps
        .iter()
        .find(|step| step.action.id.as_str().starts_with("limit/"))
        .unwrap();
    let Outcome::Failed(reason) = outcome(&plan, &report, limit.action.id.as_str()) else {
        panic!("{report:?}")
    };
    assert!(reason.contains("did not happen"), "{reason}");
}
