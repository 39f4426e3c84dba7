//! The simulator in the hands of the vendor's own Python SDK: `tests/interop/play.py` plays the fourth way and its removal.
//!
//! It runs if `CEN_INTEROP_PYTHON` names a Python that has the SDK; `.ci/interop-environment` makes one. With `CEN_INTEROP_REQUIRED=1`,
//! as in CI, not to run is to fail.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const HOW: &str = "CEN_INTEROP_PYTHON names no Python that has the vendor's SDK; run: CEN_INTEROP_PYTHON=\"$(.ci/interop-environment)\" \
                   cargo test --workspace";

/// What the play is refused, in its order: account, action, status and code. Who could not sign is nobody.
const REFUSALS: [(&str, &str, u64, &str); 10] = [
    ("", "DescribeCens", 400, "SignatureDoesNotMatch"),
    ("", "DescribeCens", 404, "InvalidAccessKeyId.NotFound"),
    ("", "DescribeVpcs", 400, "InvalidSecurityToken.MismatchWithAccessKey"),
    ("1000000000000001", "CreateCen", 400, "IdempotenceParam.NotMatch"),
    ("1000000000000001", "DeleteCen", 404, "ParameterCenInstanceId"),
    ("1000000000000001", "AttachCenChildInstance", 409, "Forbbiden.AttachChildInstanceAcrossUid"),
    ("1000000000000002", "RevokeInstanceFromCen", 400, "IncorrectStatus"),
    ("1000000000000001", "DescribeCenAttachedChildInstanceAttribute", 400, "ParameterInstanceId"),
    ("1000000000000001", "DescribeCenAttachedChildInstanceAttribute", 400, "ParameterInstanceId"),
    ("1000000000000001", "DescribeCenAttachedChildInstances", 404, "ParameterCenInstanceId"),
];

/// A simulator that serves as long as this value lives.
struct Simulator {
    process: Child,
    address: String,
}

impl Simulator {
    /// Starts one at a free port; it has printed its address when this returns.
    fn start(seed: &Path, folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cen"));
        command.args(["simulate", "--listen", "127.0.0.1:0", "--pace", "reads:1"]).arg("--seed").arg(seed);
        command.arg("--log").arg(folder.join("requests.jsonl")).arg("--write-profiles").arg(folder.join("profiles.json"));
        let mut simulator = Self { process: command.stdout(Stdio::piped()).spawn().unwrap(), address: String::new() };
        let mut line = String::new();
        BufReader::new(simulator.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://");
        simulator.address = address.unwrap_or_else(|| panic!("the simulator printed `{line}` and no address")).to_owned();
        simulator
    }
}

impl Drop for Simulator {
    /// Also when the test panics.
    fn drop(&mut self) {
        // What has ended already needs no end, and a drop has nobody to tell.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python to play with; none if the test is to be skipped, an error if it must not be.
fn python(named: Option<OsString>, is_required: bool) -> Result<Option<PathBuf>, &'static str> {
    match named.filter(|path| !path.is_empty()) {
        Some(path) => Ok(Some(path.into())),
        None if is_required => Err(HOW),
        None => Ok(None),
    }
}

/// The requests of a log that were refused.
fn refusals(log: &Path) -> Vec<(String, String, u64, String)> {
    let text = std::fs::read_to_string(log).unwrap();
    let entries = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let refused = entries.filter(|entry| entry["status"] != 200);
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    refused
        .map(|entry| (word(&entry["account"]), word(&entry["action"]), entry["status"].as_u64().unwrap(), word(&entry["code"])))
        .collect()
}

/// The Python of the environment; none if the tests are to be skipped, which is said.
pub(crate) fn sdk() -> Option<PathBuf> {
    let is_required = std::env::var_os("CEN_INTEROP_REQUIRED").is_some_and(|value| value == "1");
    let found = python(std::env::var_os("CEN_INTEROP_PYTHON"), is_required).unwrap_or_else(|how| panic!("{how}"));
    if found.is_none() {
        // Not `eprintln!`, which a passing test keeps to itself.
        std::io::stderr().write_all(format!("skipped the interoperability test: {HOW}\n").as_bytes()).unwrap();
    }
    found
}

/// Starts a simulator and plays with the SDK, which must end well and say this. What it wrote lies in the folder.
fn play(python: &Path, more: &[&str], says: &str) -> (Simulator, tempfile::TempDir) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop");
    let scratch = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(&folder.join("world.yaml"), scratch.path());
    let mut play = Command::new(python);
    play.arg("-I").arg(folder.join("play.py")).arg(&simulator.address).args(more);
    // The SDK would send even what goes to this machine through a proxy: it does not know NO_PROXY.
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
        play.env_remove(name);
    }
    let output = play.output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), said.as_ref()), (Some(0), says), "{complained}");
    (simulator, scratch)
}

#[test]
fn the_vendors_python_sdk_plays_the_fourth_way_and_its_removal() {
    let Some(python) = sdk() else { return };
    let (_simulator, scratch) = play(&python, &[], "played\n");
    let expected = REFUSALS.map(|(account, action, status, code)| (account.to_owned(), action.to_owned(), status, code.to_owned()));
    assert_eq!(refusals(&scratch.path().join("requests.jsonl")), expected);
}

#[test]
fn what_the_sdk_built_is_exported_taken_over_and_then_needs_nothing() {
    let Some(python) = sdk() else { return };
    let (simulator, scratch) = play(&python, &["build"], "built\n");
    let url = format!("http://{}", simulator.address);
    let cen = |exit, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cen"));
        let target = ["--endpoint", &url, "--profiles", "profiles.json"];
        let output = command.args(arguments).args(target).current_dir(scratch.path()).env("NO_COLOR", "1").output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{shown}{}", String::from_utf8_lossy(&output.stderr));
        shown
    };
    let accounts = ["network=1000000000000001:1000000000000001", "retail=1000000000000002:1000000000000002"];
    cen(0, &["export", "--account", accounts[0], "--account", accounts[1], "--name", "sea", "--out", "sea.yaml"]);
    let taken_over = cen(2, &["diff", "sea.yaml"]);
    assert!(taken_over.ends_with("sea: 1 action: 1 CEN to adopt\n"), "{taken_over}");
    cen(0, &["apply", "sea.yaml", "--yes"]);
    assert_eq!(cen(0, &["diff", "sea.yaml"]), "sea: nothing to do\n");
}

#[test]
fn not_to_play_is_to_skip_unless_it_is_required() {
    assert_eq!(python(None, false), Ok(None));
    assert_eq!(python(None, true), Err(HOW));
    assert_eq!(python(Some("".into()), true), Err(HOW), "an empty variable names nothing");
    assert_eq!(python(Some("python3".into()), true), Ok(Some("python3".into())));
}
