//! `cen simulate`: a simulated cloud over HTTP, for any client.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cen_cloud::clock::Clock;
use cen_reconciler::open_private;
use cen_simulator::{Log, Options, Simulator, Store, World, serve};
use cen_topology::{Topology, visible_lines};
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
    let clock = Clock::system();
    let beginning = arguments.seed.as_deref().map(Beginning::read).transpose()?;
    let (store, world) = begin(arguments, beginning.as_ref(), clock)?;
    // Write nothing before the address is known to be free: another simulator that uses it may own
    // these files.
    let listener = TcpListener::bind(&arguments.listen)
        .await
        .map_err(|error| no_listener(&arguments.listen, &error))?;
    if let Some(path) = &arguments.write_profiles {
        check_profiles(path)?;
    }
    let log = arguments.request_log.as_deref().map(open_log).transpose()?;
    if let Some(store) = &store {
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
        store,
    };
    output.data(&format!("listening on http://{}\n", listener.local_addr()?));
    // A script that waits for this line would wait forever.
    output.written()?;
    let simulator = Arc::new(Simulator::new(world, options));
    serve(Arc::clone(&simulator), listener, asked_to_end()).await?;
    // A save that failed in between is made good here, or told.
    simulator.save().map_err(|error| world_failure(&error))?;
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
    let message = format!(
        "`{}` exists and was not written by `cen simulate`; nothing was written",
        path.display()
    );
    Err(Failure::new(message, "name another file").exit(Exit::Refused))
}

/// Writes one profile for each account, named as in the topology, else after the account's id.
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
        let Some((key, secret, token)) = world.access_key(id) else {
            continue;
        };
        profiles.push(serde_json::json!({
            "name": name(id),
            "mode": if token.is_some() { "StsToken" } else { "AK" },
            "access_key_id": key,
            "access_key_secret": secret,
            "sts_token": token.unwrap_or_default(),
            "region_id": "cn-hangzhou",
            "output_format": "json",
            "language": "en",
        }));
    }
    let current = profiles.first().map(|profile| profile["name"].clone());
    let text = format!(
        "{:#}\n",
        serde_json::json!({ "current": current, "profiles": profiles, "meta_path": "", WRITTEN_BY.0: WRITTEN_BY.1 })
    );
    Ok(write_file::whole(path, &text, Readers::Owner)?)
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
