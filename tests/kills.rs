//! Kills an apply with `kill -9` at any moment that matters. A proxy counts the requests and kills
//! the apply when a request is about to reach the cloud, or when the answer is about to come back.
//! The next apply must complete the work, and every router, link and package exists once, on both
//! editions of transit routers.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cen_simulator::World;

use crate::support::{Machine, Simulator, read_request};

/// The number of stories, each with one or two kills. `CEN_KILLS` sets another number, `CEN_SEED`
/// another seed.
const KILLS: u64 = 12;

/// The number of stories that run at the same time.
const AT_ONCE: usize = 8;

/// No listing shows a package while it is being created, so the journal is needed. Other changes
/// take a few reads.
const PACE: &str = "package=300ms,cen=50ms,attach=50ms,default=0s";

/// The moment of a kill.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// The number of the request, counted from 1.
    request: usize,
    /// Whether the cloud has done the work by that moment.
    after_the_work: bool,
}

/// The state of a proxy.
#[derive(Default)]
struct Doom {
    requests: usize,
    moment: Option<Moment>,
    process: Option<u32>,
}

/// A proxy in front of a simulator. Every run of a story uses the same one, because each address is
/// a separate target.
struct Proxy {
    address: String,
    doom: Arc<Mutex<Doom>>,
}

impl Proxy {
    fn new(simulator: &str) -> Self {
        let simulator = simulator.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let doom: Arc<Mutex<Doom>> = Arc::default();
        let shared = doom.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, simulator, doom) =
                    (stream.unwrap(), simulator.clone(), shared.clone());
                std::thread::spawn(move || relay(stream, &simulator, &doom));
            }
        });
        Self { address, doom }
    }
}

fn relay(mut client: TcpStream, simulator: &str, doom: &Mutex<Doom>) {
    let request = read_request(&mut client);
    if request.is_empty() {
        return;
    }
    let hit = {
        let mut doom = doom.lock().unwrap();
        doom.requests += 1;
        doom.moment
            .filter(|moment| moment.request == doom.requests)
            .map(|moment| (moment, doom.process))
    };
    if let Some((
        Moment {
            after_the_work: false,
            ..
        },
        process,
    )) = hit
    {
        return kill(process);
    }
    let mut server = TcpStream::connect(simulator).unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    server
        .write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes())
        .unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    match hit {
        Some((_, process)) => kill(process),
        // A client that has closed its connection is not an error here.
        None => drop(client.write_all(&answer)),
    }
}

fn kill(process: Option<u32>) {
    let status = std::process::Command::new("kill")
        .args(["-9", &process.unwrap().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Returns a pseudo-random number below `bound` (splitmix64).
fn draw(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % bound
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Counts what exists in the simulator's world file: CENs, packages, transit routers, links, and
/// attachments of networks to Enterprise Edition routers.
fn counts(machine: &Machine) -> [usize; 5] {
    let world = World::load(&machine.path("w.json")).unwrap();
    let world = serde_json::to_value(world).unwrap();
    let objects = |value: &serde_json::Value| value.as_object().cloned().unwrap_or_default();
    let (cens, packages) = (objects(&world["cens"]), objects(&world["packages"]));
    let inside = |what: &str| -> usize {
        let all = cens.values().map(|cen| objects(&cen[what]).len());
        all.sum()
    };
    let attachments = cens.values().flat_map(|cen| objects(&cen["attachments"]));
    let links = attachments
        .filter(|(_, attachment)| !attachment["to"]["peer"].is_null())
        .count();
    let attached = inside("attachments") - links;
    [
        cens.len(),
        packages.len(),
        inside("routers"),
        links,
        attached,
    ]
}

/// Applies until the moment of the kill, or to the end if that comes first. Returns the number of
/// requests.
fn apply(machine: &Machine, proxy: &Proxy, moment: Option<Moment>) -> usize {
    let arguments = [
        "apply",
        "t.yaml",
        "--endpoint",
        &proxy.address,
        "--profiles",
        "profiles.json",
        "--yes",
        "--allow-purchase",
    ];
    let mut held = proxy.doom.lock().unwrap();
    let mut child = machine.spawn(&arguments);
    *held = Doom {
        requests: 0,
        moment,
        process: Some(child.id()),
    };
    drop(held);
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    let code = child.wait().unwrap().code();
    let requests = proxy.doom.lock().unwrap().requests;
    let is_killed = moment.is_some_and(|moment| requests >= moment.request);
    assert_eq!(
        code,
        if is_killed { None } else { Some(0) },
        "{moment:?}: {stdout}{stderr}"
    );
    requests
}

/// An edition of transit routers, and what [`counts`] finds when the fourth way is built: one router
/// in each region, one link between them, one package.
#[derive(Clone, Copy, Debug)]
struct Edition {
    name: &'static str,
    built: [usize; 5],
}

const EDITIONS: [Edition; 2] = [
    Edition {
        name: "enterprise",
        built: [1, 1, 2, 1, 2],
    },
    Edition {
        name: "basic",
        built: [1, 1, 2, 0, 0],
    },
];

fn machine(edition: Edition) -> (Machine, Simulator, Proxy) {
    let topology = include_str!("../topologies/cross-account-cross-region.yaml");
    let machine = Machine::with([("t.yaml", topology), ("seed.yaml", topology)]);
    let flags = [
        "--world",
        "w.json",
        "--pace",
        PACE,
        "--editions",
        edition.name,
    ];
    let simulator = machine.simulate(&flags);
    let proxy = Proxy::new(&simulator.address);
    (machine, simulator, proxy)
}

/// Runs one story: an apply that is killed once or twice, one that completes, and one that finds
/// nothing to do.
fn story(seed: u64, most: usize, edition: Edition) -> Vec<Moment> {
    let (machine, _simulator, proxy) = machine(edition);
    let mut state = seed;
    let mut moments = Vec::new();
    for _ in 0..=draw(&mut state, 2) {
        let request = 1 + usize::try_from(draw(&mut state, most as u64)).unwrap();
        let moment = Moment {
            request,
            after_the_work: draw(&mut state, 2) == 1,
        };
        apply(&machine, &proxy, Some(moment));
        moments.push(moment);
    }
    apply(&machine, &proxy, None);
    let ended = machine.cen(&[
        "diff",
        "t.yaml",
        "--endpoint",
        &proxy.address,
        "--profiles",
        "profiles.json",
    ]);
    let again = format!("CEN_SEED={seed} CEN_KILLS=1, {}: {moments:?}", edition.name);
    assert_eq!(ended.code, Some(0), "{again}: {ended:?}");
    assert_eq!(counts(&machine), edition.built, "{again}");
    moments
}

#[test]
#[cfg(unix)]
fn a_run_that_is_killed_at_any_request_is_gone_on_with_and_buys_once() {
    let most = EDITIONS.map(|edition| {
        let (calm, _simulator, proxy) = machine(edition);
        apply(&calm, &proxy, None)
    });
    let (first, kills) = (number("CEN_SEED", 1), number("CEN_KILLS", KILLS));
    let (next, made) = (AtomicU64::new(first), AtomicUsize::new(0));
    // Stories mostly wait, so many can run at once.
    let tell = || {
        let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed))
            .take_while(|seed| *seed < first + kills);
        for seed in seeds {
            let which = usize::try_from(seed % 2).unwrap();
            let moments = story(seed, most[which], EDITIONS[which]);
            made.fetch_add(moments.len(), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(tell))));
    let made = made.into_inner();
    assert!(
        made as u64 >= kills && most.iter().all(|most| *most > 20),
        "{made} kills in {kills} stories, each at one of {most:?} requests"
    );
}
