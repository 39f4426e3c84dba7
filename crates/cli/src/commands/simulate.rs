//! `cen simulate`: a simulated cloud over HTTP, for any client.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use cen_cloud::clock::Clock;
use cen_reconciler::open_private;
use cen_simulator::{AccessKey, Log, Options, Simulator, Store, Tls, World, serve};
use cen_topology::{Topology, visible_lines};
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::args::{LogForm, Logging, Simulate};
use crate::connection::{Beginning, profile_of, switch, world_failure};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::signals::asked_to_end;
use crate::write_file::Readers;
use crate::{load, log, write_file};

pub(crate) async fn run(arguments: &Simulate, output: &Output) -> anyhow::Result<Exit> {
    log::start(&Logging {
        verbose: 0,
        log: LogForm::Text,
        log_file: None,
    })?;
    let clock = Clock::starting_at(Timestamp::now() + arguments.clock);
    let beginning = arguments.seed.as_deref().map(Beginning::read).transpose()?;
    let (mut store, world) = begin(arguments, beginning.as_ref(), clock)?;
    // Write nothing before the address is known to be free: another simulator that uses it may own
    // these files.
    let listener = TcpListener::bind(&arguments.listen)
        .await
        .map_err(|error| no_listener(&arguments.listen, &error))?;
    if let Some(path) = &arguments.write_profiles {
        check_profiles(path)?;
    }
    check_machine(arguments.machine_role.as_deref(), &world)?;
    let tls = arguments.tls.as_ref();
    let tls = tls.map(|path| Served::new(path.as_deref(), &listener));
    let tls = tls.transpose()?;
    let log = arguments.request_log.as_deref().map(open_log).transpose()?;
    if let Some(store) = &mut store {
        store.save(&world).map_err(|error| world_failure(&error))?;
    }
    if let Some(path) = &arguments.write_profiles {
        write_profiles(
            path,
            &world,
            beginning.and_then(|beginning| beginning.topology).as_ref(),
        )?;
    }
    let (pace, faults) = (
        arguments.pace.clone(),
        arguments.faults.clone().unwrap_or_default(),
    );
    let options = Options {
        clock,
        pace,
        blocking: arguments.blocking,
        latency: arguments.latency,
        faults,
        log,
        machine_role: arguments.machine_role.clone(),
        store,
    };
    let (address, scheme) = (listener.local_addr()?, scheme(tls.is_some()));
    // From the line on that says so, a signal ends it in an orderly way.
    let ended = asked_to_end();
    output.data(&format!("listening on {scheme}://{address}\n"));
    if let Some(tls) = &tls {
        let authority = tls.authority.display();
        output.data(&format!(
            "its certificate is signed by the CA in {authority}\n"
        ));
    }
    // A script that waits for this line would wait forever.
    output.written()?;
    let simulator = Arc::new(Simulator::new(world, options));
    let certificates = tls.as_ref().map(|tls| &tls.tls);
    serve(Arc::clone(&simulator), listener, certificates, ended).await?;
    // A save that failed in between is made good here, or told.
    simulator
        .save()
        .await
        .map_err(|error| world_failure(&error))?;
    Ok(Exit::Done)
}

/// Returns the world of the file, if it exists, completed by the seed.
fn begin(
    arguments: &Simulate,
    beginning: Option<&Beginning>,
    clock: Clock,
) -> Result<(Option<Store>, World), Failure> {
    let (store, mut world) = match &arguments.world {
        None => (None, World::default()),
        Some(path) => {
            let store = Store::open(path).map_err(|error| world_failure(&error))?;
            (
                Some(store),
                World::load(path)
                    .map_err(|error| world_failure(&error))?
                    .unwrap_or_default(),
            )
        }
    };
    // Before, since what a topology file gets depends on it; and after, since a seed file may say
    // something else.
    switch(&mut world, arguments.editions, &arguments.assume);
    if let Some(beginning) = beginning {
        beginning.complete(&mut world, clock)?;
    }
    switch(&mut world, arguments.editions, &arguments.assume);
    if world.accounts().next().is_none() {
        let hint = "give it some with `--seed FILE`; a topology file serves";
        return Err(Failure::new(
            "the simulated world has no account, so no request could be signed",
            hint,
        ));
    }
    Ok((store, world))
}

fn no_listener(address: &str, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "end what listens there, or name another address with `--listen`; port 0 takes a free one"
        }
        _ => "write `--listen` as `127.0.0.1:8787`; port 0 takes a free one",
    };
    Failure::new(format!("cannot listen at `{address}`: {error}"), hint)
}

fn scheme(is_tls: bool) -> &'static str {
    if is_tls { "https" } else { "http" }
}

/// Refuses a machine whose role the world does not have, or that an instance could not have.
fn check_machine(role: Option<&str>, world: &World) -> Result<(), Failure> {
    match role {
        Some(role) if !world.has_role_for(role, OF_INSTANCES) => Err(Failure::new(
            format!("the simulated world has no role `{role}` that trusts `{OF_INSTANCES}`"),
            "add it to `roles` of the account in the seed file, with `trusts: ecs.aliyuncs.com`",
        )),
        Some(_) | None => Ok(()),
    }
}

/// What the server signs with, and where the certificate of its authority is.
struct Served {
    tls: Tls,
    authority: PathBuf,
}

impl Served {
    /// Makes the certificates for the address that is listened at, and writes that of the authority.
    fn new(path: Option<&Path>, listener: &TcpListener) -> anyhow::Result<Self> {
        let authority = path.unwrap_or(Path::new(AUTHORITY)).to_owned();
        check_authority(&authority)?;
        let here = listener.local_addr()?.ip().to_string();
        let mut hosts = vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        if !hosts.contains(&here) {
            hosts.push(here);
        }
        let tls = Tls::new(&hosts)?;
        let text = format!("{AUTHORITY_TITLE}\n{}", tls.authority());
        write_file::whole(&authority, &text, Readers::All)?;
        Ok(Self { tls, authority })
    }
}

/// Refuses to write over a file that this command did not write.
fn check_authority(path: &Path) -> Result<(), Failure> {
    if !path.exists() {
        return Ok(());
    }
    let is_file = path.is_file();
    let bytes = if is_file {
        load::bytes(path, load::LARGEST_DOCUMENT)?
    } else {
        Vec::new()
    };
    if bytes.starts_with(AUTHORITY_TITLE.as_bytes()) {
        return Ok(());
    }
    Err(not_ours(path))
}

fn not_ours(path: &Path) -> Failure {
    let message = format!(
        "`{}` exists and was not written by `cen simulate`; nothing was written",
        path.display()
    );
    Failure::new(message, "name another file").exit(Exit::Refused)
}

/// The service that the roles of instances trust.
const OF_INSTANCES: &str = "ecs.aliyuncs.com";

/// The file of the certification authority if none is named, and the line that it begins with.
const AUTHORITY: &str = "cen-simulate-ca.pem";
const AUTHORITY_TITLE: &str =
    "# Written by `cen simulate --tls`: a CA for this run of the simulator.";

/// What tells a file that this command wrote from one that a person keeps their keys in.
const WRITTEN_BY: (&str, &str) = ("written_by", "cen simulate");

/// Refuses to write over a file that this command did not write.
fn check_profiles(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let bytes = load::bytes(path, load::LARGEST_DOCUMENT)?;
    let written: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let (key, value) = WRITTEN_BY;
    if written.is_some_and(|written| written[key] == value) {
        return Ok(());
    }
    Err(not_ours(path))
}

/// Writes one profile for each account, named as in the topology, else after the account's id; and one for each further key of a user,
/// with the user's name behind it.
fn write_profiles(path: &Path, world: &World, topology: Option<&Topology>) -> anyhow::Result<()> {
    let name = |id: &str| {
        let named = topology.and_then(|topology| {
            topology
                .accounts
                .iter()
                .find(|(_, account)| account.id.as_str() == id)
                .zip(Some(topology))
        });
        named.map_or(id.to_owned(), |((account, _), topology)| {
            profile_of(topology, account).to_owned()
        })
    };
    let mut profiles = Vec::new();
    for id in world.accounts() {
        for (number, key) in world.access_keys(id).enumerate() {
            let name = match (number, key.user) {
                (0, _) => name(id),
                (_, Some(user)) => format!("{}-{user}", name(id)),
                (_, None) => continue,
            };
            profiles.push(profile(&name, &key));
        }
    }
    let current = profiles.first().map(|profile| profile["name"].clone());
    let text = format!(
        "{:#}\n",
        serde_json::json!({ "current": current, "profiles": profiles, "meta_path": "", WRITTEN_BY.0: WRITTEN_BY.1 })
    );
    Ok(write_file::whole(path, &text, Readers::Owner)?)
}

fn profile(name: &str, key: &AccessKey<'_>) -> serde_json::Value {
    serde_json::json!({
        "name": name,
        "mode": if key.token.is_some() { "StsToken" } else { "AK" },
        "access_key_id": key.id,
        "access_key_secret": key.secret,
        "sts_token": key.token.unwrap_or_default(),
        "region_id": "cn-hangzhou",
        "output_format": "json",
        "language": "en",
    })
}

/// Appends one line for each request to a file. A new file is readable by its owner only.
fn open_log(path: &Path) -> anyhow::Result<Log> {
    let failed = |error| {
        Failure::new(
            format!("cannot write the request log `{}`: {error}", path.display()),
            "check the path, its permissions, and the room there",
        )
    };
    let file = open_private(OpenOptions::new().create(true).append(true), path);
    let file = Mutex::new(file.map_err(failed)?);
    Ok(Box::new(move |entry| {
        // A log that cannot be written does not stop the server.
        let Ok(mut file) = file.lock() else { return };
        if let Err(error) = file.write_all(visible_lines(&entry.to_line()).as_bytes()) {
            tracing::error!(%error, "the request log could not be written");
        }
    }))
}
