//! The whole system as a user meets it: every example applied on the simulator, and every console of the README and the docs.

#![expect(clippy::unwrap_used, reason = "an unwrap that fails is a test that fails")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

const EXAMPLES: [&str; 5] = ["same-region", "cross-region", "cross-account", "cross-account-cross-region", "global-backbone"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own with the example topologies in it.
fn scratch() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("topologies")).unwrap();
    for name in EXAMPLES {
        let file = format!("topologies/{name}.yaml");
        std::fs::copy(root().join(&file), folder.path().join(&file)).unwrap();
    }
    folder
}

/// The command in a folder, untouched by the settings of whoever runs the tests.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cen"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").env("HOME", folder).stdin(Stdio::null());
    for variable in ["CEN_ENDPOINT", "ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"] {
        command.env_remove(variable);
    }
    command
}

fn cen(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Runs a command that must end with this exit code, and returns its stdout.
fn stdout(folder: &Path, exit: i32, arguments: &[&str]) -> String {
    let output = cen(folder, arguments);
    assert_eq!(output.status.code(), Some(exit), "cen {arguments:?}\n{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout).to_owned()
}

#[test]
fn every_example_is_shown_applied_and_then_needs_nothing() {
    for name in EXAMPLES {
        let folder = scratch();
        let file = format!("topologies/{name}.yaml");
        let shown = stdout(folder.path(), 2, &["diff", &file, "--simulate"]);
        assert!(!folder.path().join("topologies/.cen").exists(), "a diff saves nothing");
        let applied = stdout(folder.path(), 0, &["apply", &file, "--simulate", "--yes", "--allow-purchase"]);
        assert!(applied.starts_with(&shown), "the plan that is applied is the one that was shown");
        insta::assert_snapshot!(format!("apply-{name}"), applied);
        let nothing = format!("{name}: nothing to do\n");
        assert_eq!(stdout(folder.path(), 0, &["apply", &file, "--simulate", "--yes", "--allow-purchase"]), nothing);
        assert_eq!(stdout(folder.path(), 0, &["diff", &file, "--simulate"]), nothing);
    }
}

#[test]
fn the_plan_for_programs_is_json_with_a_version() {
    let folder = scratch();
    let json = stdout(folder.path(), 2, &["diff", "topologies/global-backbone.yaml", "--simulate", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["kind"], &value["version"]), (&"cen-plan".into(), &1.into()));
    insta::assert_snapshot!("diff-global-backbone-json", json);
}

/// `cen simulate`, ended with the test.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let all = [&["simulate", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = command(folder, &all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already needs no ending.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The writes in a request log, and empties it.
fn take_writes(log: &Path) -> usize {
    let text = std::fs::read_to_string(log).unwrap();
    std::fs::write(log, "").unwrap();
    text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).filter(|entry| entry["access"] == "write").count()
}

#[test]
fn a_second_apply_over_http_makes_no_write_call_at_all() {
    for name in EXAMPLES {
        let folder = scratch();
        let file = format!("topologies/{name}.yaml");
        let server = Server::start(folder.path(), &["--seed", &file, "--log", "log.jsonl", "--write-profiles", "profiles.json"]);
        let apply = ["apply", &file, "--endpoint", &server.url, "--profiles", "profiles.json", "--yes", "--allow-purchase"];
        let first = stdout(folder.path(), 0, &apply);
        assert!(first.ends_with("a second look finds nothing left to do\n"), "{first}");
        let log = folder.path().join("log.jsonl");
        assert!(take_writes(&log) > 0);
        assert_eq!(stdout(folder.path(), 0, &apply), format!("{name}: nothing to do\n"));
        assert_eq!(take_writes(&log), 0, "{name}");
    }
}

#[test]
fn a_served_world_is_kept_in_its_file_and_served_again() {
    let folder = scratch();
    let file = "topologies/cross-account.yaml";
    let serve = || Server::start(folder.path(), &["--seed", file, "--world", "world.json", "--write-profiles", "profiles.json"]);
    let diff =
        |server: &Server, exit| stdout(folder.path(), exit, &["diff", file, "--endpoint", &server.url, "--profiles", "profiles.json"]);
    let server = serve();
    diff(&server, 2);
    stdout(folder.path(), 0, &["apply", file, "--endpoint", &server.url, "--profiles", "profiles.json", "--yes"]);
    drop(server);
    diff(&serve(), 0);
}

/// A page with its console blocks as they really come out: `$ cen …`, then `? N` unless the exit code is 0, then what the command says.
fn play(page: &str, folder: &Path) -> (String, usize) {
    let (mut played, mut commands) = (String::new(), 0);
    for (index, part) in page.split("```console\n").enumerate() {
        if index == 0 {
            played.push_str(part);
            continue;
        }
        let (block, after) = part.split_once("```").unwrap();
        let shown: Vec<_> = block.lines().filter_map(|line| line.strip_prefix("$ ")).map(|line| answer(line, folder)).collect();
        commands += shown.len();
        played.push_str(&format!("```console\n{}```{after}", shown.concat()));
    }
    (played, commands)
}

/// A command line and what comes of it, as a page shows it.
fn answer(line: &str, folder: &Path) -> String {
    let arguments: Vec<_> = line.strip_prefix("cen ").unwrap_or_else(|| panic!("`{line}` is not ours")).split_whitespace().collect();
    let output = cen(folder, &arguments);
    let exit = output.status.code().unwrap();
    let exit = if exit == 0 { String::new() } else { format!("? {exit}\n") };
    format!("$ {line}\n{exit}{}", said(&output))
}

/// Writes the files that a page shows: blocks that begin with a line such as ```` ```yaml office.yaml ````.
fn write_files(page: &str, folder: &Path) {
    for block in page.split("\n```yaml ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        std::fs::write(folder.join(name.trim()), rest.split("```").next().unwrap()).unwrap();
    }
}

/// What a command says, without the lines that show how long each action took.
fn said(output: &Output) -> String {
    let talk: Vec<_> = text(&output.stderr).lines().filter(|line| !line.starts_with("  done ")).collect();
    let talk: String = talk.iter().map(|line| format!("{line}\n")).collect();
    format!("{}{talk}", text(&output.stdout)).lines().map(|line| format!("{}\n", without_times(line))).collect()
}

/// A line whose times of day, which are others each day, are written as their pattern.
fn without_times(line: &str) -> String {
    let pattern = "YYYY-MM-DDThh:mmZ";
    let fits = |word: &str| {
        word.len() == pattern.len()
            && word.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
                b'-' | b':' | b'T' | b'Z' => byte == like,
                _ => byte.is_ascii_digit(),
            })
    };
    let word = |word: &str| match word.split_at_checked(pattern.len()) {
        Some((time, rest)) if fits(time) => format!("{pattern}{rest}"),
        _ => word.to_owned(),
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With `CEN_ACCEPT=1` the pages are rewritten to show what really happens; look at the difference before you commit it.
#[test]
fn the_consoles_of_the_readme_and_the_docs_show_what_really_happens() {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<_> = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md")).chain([root().join("README.md")]).collect();
    let mut commands = 0;
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let folder = scratch();
        write_files(&page, folder.path());
        let (played, count) = play(&page, folder.path());
        commands += count;
        if std::env::var_os("CEN_ACCEPT").is_some() {
            std::fs::write(&path, played).unwrap();
        } else {
            let differs = page.lines().zip(played.lines()).find(|(shown, real)| shown != real);
            assert!(page == played, "{} shows otherwise: {differs:?}; `CEN_ACCEPT=1` takes over what is real", path.display());
        }
    }
    assert!(commands >= 10, "only {commands} commands were found");
}
