//! The simulator in the hands of the vendor's own clients, of both generations and in four languages: each plays the fourth way and its removal, on
//! either edition.
//!
//! They run if `CEN_INTEROP_PYTHON` names a Python that has the SDKs, `CEN_INTEROP_NODE` a node_modules with the Node clients, `CEN_INTEROP_GO` the
//! play in Go, and `CEN_INTEROP_JAVA` the class path of the play in Java; the scripts `.ci/interop-…` make them. With `CEN_INTEROP_REQUIRED=1`, as
//! in CI, not to run is to fail.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The script that installs the clients of each variable.
const CLIENTS: [(&str, &str); 4] = [
    ("CEN_INTEROP_PYTHON", ".ci/interop-environment"),
    ("CEN_INTEROP_NODE", ".ci/interop-node"),
    ("CEN_INTEROP_GO", ".ci/interop-go"),
    ("CEN_INTEROP_JAVA", ".ci/interop-java"),
];

/// The refusals that a play expects, in order: account, action, status and code. An unsigned
/// request has no account.
pub(crate) type Refusals<'a> = &'a [(&'a str, &'a str, u64, &'a str)];

/// The worlds that plays begin in, one for each edition.
pub(crate) const BASIC: &str = "world.yaml";
pub(crate) const ENTERPRISE: &str = "world-enterprise.yaml";

const A: &str = "1000000000000001";
const B: &str = "1000000000000002";

const PLAY: Refusals<'_> = &[
    ("", "DescribeCens", 400, "SignatureDoesNotMatch"),
    ("", "DescribeCens", 404, "InvalidAccessKeyId.NotFound"),
    (
        "",
        "DescribeVpcs",
        400,
        "InvalidSecurityToken.MismatchWithAccessKey",
    ),
    (A, "CreateCen", 400, "IdempotenceParam.NotMatch"),
    (A, "DeleteCen", 404, "ParameterCenInstanceId"),
    (
        A,
        "AttachCenChildInstance",
        409,
        "Forbbiden.AttachChildInstanceAcrossUid",
    ),
    (B, "RevokeInstanceFromCen", 400, "IncorrectStatus"),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
    (
        A,
        "DescribeCenAttachedChildInstances",
        404,
        "ParameterCenInstanceId",
    ),
];

const PLAY_V3: Refusals<'_> = &[
    ("", "DescribeCens", 400, "SignatureDoesNotMatch"),
    ("", "DescribeCens", 404, "InvalidAccessKeyId.NotFound"),
    ("", "", 400, "UnsupportedParameter"),
    (
        "",
        "DescribeVpcs",
        400,
        "InvalidSecurityToken.MismatchWithAccessKey",
    ),
    (A, "DescribeCens", 400, "InvalidParameter"),
    (
        A,
        "AttachCenChildInstance",
        409,
        "Forbbiden.AttachChildInstanceAcrossUid",
    ),
    (
        A,
        "SetCenInterRegionBandwidthLimit",
        409,
        "InvalidOperation.BwpBandwidthExceeded",
    ),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
];

/// What a play of both generations is refused.
pub(crate) const BOTH: Refusals<'_> = &[
    ("", "DescribeCens", 400, "SignatureDoesNotMatch"),
    ("", "DescribeCens", 400, "SignatureDoesNotMatch"),
    ("", "DescribeCens", 404, "InvalidAccessKeyId.NotFound"),
    (
        A,
        "AttachCenChildInstance",
        409,
        "Forbbiden.AttachChildInstanceAcrossUid",
    ),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
    (
        A,
        "DescribeCenAttachedChildInstanceAttribute",
        400,
        "ParameterInstanceId",
    ),
];

/// What a play on transit routers is refused.
const ROUTERS: Refusals<'_> = &[
    (
        A,
        "CheckTransitRouterService",
        400,
        "USER_NOT_OPEN_TR_SERVICE",
    ),
    (
        A,
        "CreateTransitRouterVpcAttachment",
        409,
        "Forbbiden.AttachChildInstanceAcrossUid",
    ),
    (
        A,
        "CreateTransitRouterPeerAttachment",
        400,
        "InvalidOperation.BwpBandwidthExceeded",
    ),
    (
        B,
        "RevokeInstanceFromTransitRouter",
        400,
        "IncorrectStatus.Cen",
    ),
];

/// What a play of both generations on transit routers is refused.
pub(crate) const BOTH_ON_ROUTERS: Refusals<'_> = &[(
    A,
    "CreateTransitRouterVpcAttachment",
    409,
    "Forbbiden.AttachChildInstanceAcrossUid",
)];

/// A simulator that runs until this value is dropped.
pub(crate) struct Simulator {
    process: Child,
    pub(crate) address: String,
}

impl Simulator {
    /// Starts a simulator on a free port. It has printed its address when this returns.
    fn start(seed: &Path, folder: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cen"));
        command
            .args(["simulate", "--listen", "127.0.0.1:0", "--pace", "reads:1"])
            .args(more)
            .arg("--seed")
            .arg(seed);
        command
            .arg("--log")
            .arg(folder.join("requests.jsonl"))
            .arg("--write-profiles")
            .arg(folder.join("profiles.json"));
        let mut simulator = Self {
            process: command.stdout(Stdio::piped()).spawn().unwrap(),
            address: String::new(),
        };
        let mut line = String::new();
        BufReader::new(simulator.process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line.trim().strip_prefix("listening on ");
        let address = url.and_then(|url| url.split_once("://"));
        simulator.address = address
            .map(|(_, address)| address)
            .unwrap_or_else(|| panic!("the simulator printed `{line}` and no address"))
            .to_owned();
        simulator
    }
}

impl Drop for Simulator {
    /// Ends the simulator, also when the test panics.
    fn drop(&mut self) {
        // It may have ended already, and `drop` cannot return an error.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the folder of the clients that a variable names. `None` skips the test; an error means
/// that the test must not be skipped.
fn clients(
    variable: &str,
    named: Option<OsString>,
    is_required: bool,
) -> Result<Option<PathBuf>, String> {
    let made_by = CLIENTS
        .iter()
        .find(|(of, _)| *of == variable)
        .map_or("nothing", |(_, made_by)| made_by);
    match named.filter(|path| !path.is_empty()) {
        Some(path) => Ok(Some(path.into())),
        None if is_required => Err(format!(
            "{variable} names no clients of the vendor; run: {variable}=\"$({made_by})\" cargo test --workspace"
        )),
        None => Ok(None),
    }
}

/// Returns the clients that a variable names. `None` skips the tests, with a message.
pub(crate) fn found(variable: &str) -> Option<PathBuf> {
    let is_required = std::env::var_os("CEN_INTEROP_REQUIRED").is_some_and(|value| value == "1");
    let found = clients(variable, std::env::var_os(variable), is_required)
        .unwrap_or_else(|how| panic!("{how}"));
    if found.is_none() {
        // `eprintln!` would be captured in a passing test.
        std::io::stderr()
            .write_all(
                format!("skipped an interoperability test: {variable} is not set\n").as_bytes(),
            )
            .unwrap();
    }
    found
}

/// Returns the Python of the environment. `None` skips the tests, with a message.
pub(crate) fn sdk() -> Option<PathBuf> {
    found("CEN_INTEROP_PYTHON")
}

/// Lists the refused requests of a log.
fn refusals(log: &Path) -> Vec<(String, String, u64, String)> {
    let text = std::fs::read_to_string(log).unwrap();
    let entries = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let refused = entries.filter(|entry| entry["status"] != 200);
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    refused
        .map(|entry| {
            (
                word(&entry["account"]),
                word(&entry["action"]),
                entry["status"].as_u64().unwrap(),
                word(&entry["code"]),
            )
        })
        .collect()
}

/// Returns the folder of the plays.
fn plays() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop")
}

/// Prepares a play in Python. It imports only its own folder and the environment, and writes
/// nothing into its folder.
fn in_python(python: &Path, script: &str) -> Command {
    let mut play = Command::new(python);
    play.args(["-E", "-s", "-B"]).arg(plays().join(script));
    play
}

/// Starts a simulator of a world, and a folder for its files.
pub(crate) fn simulator(world: &str) -> (Simulator, tempfile::TempDir) {
    let scratch = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(&plays().join(world), scratch.path(), &[]);
    (simulator, scratch)
}

/// Starts a simulator of a world over TLS; the certificate of its authority is `ca.pem` in its folder.
pub(crate) fn simulator_over_tls(world: &str) -> (Simulator, tempfile::TempDir) {
    let scratch = tempfile::tempdir().unwrap();
    let tls = format!("--tls={}", scratch.path().join("ca.pem").display());
    let simulator = Simulator::start(&plays().join(world), scratch.path(), &[&tls]);
    (simulator, scratch)
}

/// Prepares a play without a proxy: the SDKs ignore NO_PROXY and would send local requests through
/// one too.
pub(crate) fn without_proxy(play: &mut Command) -> &mut Command {
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
        play.env_remove(name);
    }
    play
}

/// Runs a play, which must succeed with this output.
pub(crate) fn run(play: &mut Command, says: &str) {
    let output = play.output().unwrap();
    let (said, complained) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(
        (output.status.code(), said.as_ref()),
        (Some(0), says),
        "{complained}"
    );
}

/// Starts a simulator of a world and runs a play, which must succeed with this output. Returns the
/// folder with the simulator's files.
fn play(
    mut play: Command,
    world: &str,
    more: &[&str],
    says: &str,
) -> (Simulator, tempfile::TempDir) {
    let (simulator, scratch) = simulator(world);
    play.arg(&simulator.address).args(more);
    run(without_proxy(&mut play), says);
    (simulator, scratch)
}

/// Compares the refusals in a simulator's folder.
pub(crate) fn assert_refused(folder: &Path, expected: Refusals<'_>) {
    let expected = expected.iter().map(|(account, action, status, code)| {
        ((*account).into(), (*action).into(), *status, (*code).into())
    });
    assert_eq!(
        refusals(&folder.join("requests.jsonl")),
        expected.collect::<Vec<_>>()
    );
}

/// Runs a play and compares the refusals.
fn play_and_be_refused(command: Command, world: &str, expected: Refusals<'_>) {
    let (_simulator, scratch) = play(command, world, &[], "played\n");
    assert_refused(scratch.path(), expected);
}

#[test]
fn the_vendors_python_sdk_plays_the_fourth_way_and_its_removal() {
    let Some(python) = sdk() else { return };
    play_and_be_refused(in_python(&python, "play.py"), BASIC, PLAY);
}

#[test]
fn the_vendors_current_python_sdk_plays_them_with_signature_v3() {
    let Some(python) = sdk() else { return };
    play_and_be_refused(in_python(&python, "play_v3.py"), BASIC, PLAY_V3);
}

#[test]
fn the_vendors_node_clients_play_them_with_both_signatures() {
    let Some(modules) = found("CEN_INTEROP_NODE") else {
        return;
    };
    let mut node = Command::new("node");
    node.arg(plays().join("node/play.js"))
        .env("NODE_PATH", modules);
    play_and_be_refused(node, BASIC, BOTH);
}

#[test]
fn the_vendors_python_sdks_play_them_on_transit_routers_with_both_signatures() {
    let Some(python) = sdk() else { return };
    for script in ["routers_v1.py", "routers_v3.py"] {
        play_and_be_refused(in_python(&python, script), ENTERPRISE, ROUTERS);
    }
}

#[test]
fn the_vendors_node_clients_play_them_on_transit_routers() {
    let Some(modules) = found("CEN_INTEROP_NODE") else {
        return;
    };
    let mut node = Command::new("node");
    node.arg(plays().join("node/routers.js"))
        .env("NODE_PATH", modules);
    play_and_be_refused(node, ENTERPRISE, BOTH_ON_ROUTERS);
}

#[test]
fn what_an_sdk_built_is_exported_taken_over_and_then_needs_nothing() {
    let Some(python) = sdk() else { return };
    for (script, world) in [
        ("play.py", BASIC),
        ("play_v3.py", BASIC),
        ("routers_v1.py", ENTERPRISE),
        ("routers_v3.py", ENTERPRISE),
    ] {
        let (simulator, scratch) = play(in_python(&python, script), world, &["build"], "built\n");
        take_over(&format!("http://{}", simulator.address), scratch.path());
    }
}

/// Exports the network of two accounts, adopts it, and compares again.
fn take_over(url: &str, folder: &Path) {
    let cen = |exit, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cen"));
        let target = ["--endpoint", url, "--profiles", "profiles.json"];
        let output = command
            .args(arguments)
            .args(target)
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            output.status.code(),
            Some(exit),
            "{arguments:?}\n{shown}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        shown
    };
    let accounts = [format!("network={A}:{A}"), format!("retail={B}:{B}")];
    cen(
        0,
        &[
            "export",
            "--account",
            &accounts[0],
            "--account",
            &accounts[1],
            "--name",
            "sea",
            "--out",
            "sea.yaml",
        ],
    );
    let taken_over = cen(2, &["diff", "sea.yaml"]);
    assert!(
        taken_over.ends_with("sea: 1 action: 1 CEN to adopt\n"),
        "{taken_over}"
    );
    cen(0, &["apply", "sea.yaml", "--yes"]);
    assert_eq!(cen(0, &["diff", "sea.yaml"]), "sea: nothing to do\n");
}

#[test]
fn not_to_play_is_to_skip_unless_it_is_required() {
    for (variable, made_by) in CLIENTS {
        assert_eq!(clients(variable, None, false), Ok(None));
        let how =
            clients(variable, Some("".into()), true).expect_err("an empty variable names nothing");
        assert!(how.contains(made_by), "{how}");
        assert_eq!(
            clients(variable, Some("there".into()), true),
            Ok(Some("there".into()))
        );
    }
}
