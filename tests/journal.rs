//! Tests the journal, the lock and the signals with the real binary: nothing is lost, nothing is
//! bought twice, and two runs never work on one network at the same time.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command};

use crate::support::demo::TOPOLOGY;
use crate::support::{Ended, Machine, Simulator};

/// Returns a machine with a topology, and a simulator of its world at this pace.
fn served(pace: &str) -> (Machine, Simulator) {
    let machine = Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", TOPOLOGY)]);
    let simulator = machine.simulate(&["--pace", pace]);
    (machine, simulator)
}

fn apply(simulator: &Simulator) -> Vec<&str> {
    vec![
        "apply",
        "t.yaml",
        "--endpoint",
        &simulator.address,
        "--profiles",
        "profiles.json",
        "--yes",
        "--allow-purchase",
    ]
}

/// A running command, and its stderr so far.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    /// Starts a command and reads its stderr until this text appears.
    fn until(machine: &Machine, arguments: &[&str], said: &str) -> Self {
        let mut child = machine.spawn(arguments);
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut running = Self { child, stderr };
        running.wait_for(said);
        running
    }

    fn wait_for(&mut self, said: &str) {
        let (mut line, mut all) = (String::new(), String::new());
        while !line.contains(said) {
            line.clear();
            assert!(
                self.stderr.read_line(&mut line).unwrap() > 0,
                "it ended without saying `{said}`: {all}"
            );
            all.push_str(&line);
        }
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    fn end(mut self) -> (Option<i32>, String) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .unwrap();
        self.stderr.read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap().code(), stdout + &stderr)
    }
}

fn done(machine: &Machine, arguments: &[&str], code: i32) -> Ended {
    let ended = machine.cen(arguments);
    assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
    ended
}

/// Counts the packages that were ordered and created, by the distinct answers to purchases.
fn purchases(machine: &Machine) -> usize {
    let log = machine.read("requests.log");
    let entries = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let tokens = entries
        .filter(|entry| entry["action"] == "CreateCenBandwidthPackage" && entry["code"] == "");
    tokens
        .map(|entry| entry["parameters"]["ClientToken"].to_string())
        .collect::<std::collections::BTreeSet<_>>()
        .len()
}

/// Returns the path of the only journal of the machine.
fn journal(machine: &Machine) -> PathBuf {
    let folder = std::fs::read_dir(machine.path(".cen/journal")).unwrap();
    let mut journals = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "jsonl"));
    let journal = journals.next().unwrap();
    assert_eq!(journals.next(), None);
    journal
}

#[test]
#[cfg(unix)]
fn a_command_under_nohup_does_not_end_with_its_terminal() {
    let (machine, simulator) = served("cen=500ms,default=0s");
    let mut child = machine.spawn_with("nohup", &apply(&simulator));
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let mut running = Running { child, stderr };
    running.wait_for("waiting  cen/office");
    running.signal("HUP");
    let (code, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
#[cfg(unix)]
fn only_their_owner_may_read_the_files_of_a_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let (machine, simulator) = served("default=0s");
    let arguments = [&apply(&simulator)[..], &["--log-file", "cen.log"]].concat();
    done(&machine, &arguments, 0);
    let beside = std::fs::read_dir(machine.path(".cen/journal")).unwrap();
    let mut files: Vec<_> = beside.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    files.extend(["cen.log", "requests.log"].map(|name| machine.path(name)));
    for file in files {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file:?}");
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_settles_what_is_in_flight_and_the_same_command_goes_on() {
    for signal in ["INT", "TERM", "HUP"] {
        let (machine, simulator) = served("cen=2s,default=0s");
        let mut running = Running::until(&machine, &apply(&simulator), "waiting  cen/office");
        running.signal(signal);
        running.wait_for("stopping, because the run was asked to end: nothing more is sent");
        let (code, said) = running.end();
        assert_eq!(code, Some(3), "{said}");
        // The service is opened beside the CEN: it is done, or it was not begun yet.
        let counts = [("1 of 12 done", 1, 11), ("2 of 12 done", 2, 10)];
        let (_, over, rest) = counts
            .into_iter()
            .find(|(text, _, _)| said.contains(&format!("demo: {text}, ")))
            .unwrap_or_else(|| panic!("{said}"));
        assert!(
            said.contains(&format!("{rest} not started"))
                && said.contains("run the same command again"),
            "{said}"
        );
        let told = done(&machine, &["history", "t.yaml"], 0).stdout;
        assert!(
            told.contains(": interrupted, ")
                && told.contains(&format!("{over} done, {rest} not started")),
            "{told}"
        );
        done(&machine, &apply(&simulator), 0);
        assert_eq!(purchases(&machine), 1);
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_twice_stops_at_once_and_the_journal_is_whole() {
    let (machine, simulator) = served("cen=1h,default=0s");
    let mut running = Running::until(&machine, &apply(&simulator), "waiting  cen/office");
    running.signal("INT");
    running.wait_for("stopping, because the run was asked to end: nothing more is sent");
    running.signal("INT");
    let (code, said) = running.end();
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("stopped at once"), "{said}");
    let told = done(&machine, &["history"], 0).stdout;
    assert!(
        told.contains(": stopped at once, ")
            && told.contains("no end   cen/office         request "),
        "{told}"
    );
}

#[test]
fn a_deadline_begins_nothing_more_and_says_how_to_go_on() {
    let (machine, simulator) = served("cen=1h,default=0s");
    let ended = done(
        &machine,
        &[apply(&simulator), vec!["--deadline", "2s"]].concat(),
        3,
    );
    let why = "the deadline of 2s was over";
    assert!(
        ended
            .stdout
            .contains("  unknown  cen/office: it was accepted, and was `Creating`"),
        "{ended:?}"
    );
    assert!(
        ended.stdout.ends_with(
            "demo: 1 of 12 done, 10 skipped, 1 unknown; a second look finds 10 actions left to do\n"
        ),
        "{ended:?}"
    );
    assert!(
        ended
            .stderr
            .contains(&format!("stopping, because {why}: nothing more is sent")),
        "{ended:?}"
    );
    let hint = "hint: run the same command again; what is done is not done twice, and with a longer `--deadline` if it is needed: `cen apply t.yaml --endpoint ";
    assert!(
        ended.stderr.lines().last().unwrap().starts_with(hint),
        "{ended:?}"
    );
    let history = done(&machine, &["history", "t.yaml"], 0).stdout;
    assert!(
        history.contains(": complete, ") || history.contains(": interrupted, "),
        "{history}"
    );
}

#[test]
fn a_deadline_bounds_the_first_look_too() {
    let machine = Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", TOPOLOGY)]);
    let simulator = machine.simulate(&["--latency", "20s"]);
    let began = std::time::Instant::now();
    let ended = done(
        &machine,
        &[apply(&simulator), vec!["--deadline", "1s"]].concat(),
        3,
    );
    assert!(began.elapsed() < std::time::Duration::from_secs(15));
    assert!(
        ended
            .stderr
            .contains("error: the deadline of 1s was over before anything was changed"),
        "{ended:?}"
    );
}

#[test]
fn a_killed_purchase_that_no_listing_shows_is_gone_on_with() {
    let (machine, simulator) = served("package=1s,default=0s");
    let mut running = Running::until(
        &machine,
        &apply(&simulator),
        "waiting  package/office/china-north-america",
    );
    running.child.kill().unwrap();
    running.end();
    done(&machine, &apply(&simulator), 0);
    assert_eq!(purchases(&machine), 1);
    let told: serde_json::Value =
        serde_json::from_str(&done(&machine, &["history", "--format", "json"], 0).stdout).unwrap();
    assert_eq!(
        (&told[0]["runs"][0]["how"], &told[0]["runs"][1]["how"]),
        (&serde_json::Value::Null, &"complete".into())
    );
    assert_eq!(told[0]["runs"][1]["actions"][0]["outcome"], "done");
    assert!(told[0]["runs"][1]["actions"][0]["call"].is_object());
}

#[test]
fn a_killed_purchase_that_the_file_does_not_ask_for_any_more_is_in_doubt() {
    let (machine, simulator) = served("package=1h,default=0s");
    let mut running = Running::until(
        &machine,
        &apply(&simulator),
        "waiting  package/office/china-north-america",
    );
    running.child.kill().unwrap();
    running.end();
    machine.write("t.yaml", TOPOLOGY.split("    bandwidth:").next().unwrap());
    for _ in 0..2 {
        // In the first round something is left to do, in the second round nothing.
        let ended = done(&machine, &apply(&simulator), 3);
        let said = "warning: an earlier run asked for package/office/china-north-america in account `main` at ";
        assert!(
            ended.stderr.contains(said)
                && ended
                    .stderr
                    .contains("run the same command again until this warning is gone"),
            "{ended:?}"
        );
    }
    assert_eq!(purchases(&machine), 1);
}

#[test]
fn a_second_apply_is_refused_with_the_holders_name_and_looking_is_free() {
    let (machine, simulator) = served("cen=1h,default=0s");
    let mut first = Running::until(&machine, &apply(&simulator), "waiting  cen/office");
    let refused = done(&machine, &apply(&simulator), 4);
    let holder = format!("process {}, since ", first.child.id());
    assert!(
        refused.stderr.contains("another run holds the lock") && refused.stderr.contains(&holder),
        "{refused:?}"
    );
    done(
        &machine,
        &[
            "diff",
            "t.yaml",
            "--endpoint",
            &simulator.address,
            "--profiles",
            "profiles.json",
        ],
        2,
    );
    let told = done(&machine, &["history"], 0).stdout;
    assert!(told.contains("killed, or still running"), "{told}");
    first.child.kill().unwrap();
    first.end();
    // A lock of a dead process does not count: this apply fails for another reason.
    let after = done(
        &machine,
        &[
            "apply",
            "t.yaml",
            "--endpoint",
            &simulator.address,
            "--profiles",
            "nowhere.json",
            "--yes",
        ],
        1,
    );
    assert!(after.stderr.contains("no credentials"), "{after:?}");
}

#[test]
fn without_a_place_for_the_journal_nothing_is_changed() {
    let (machine, simulator) = served("0s");
    machine.write(".cen", "in the way");
    let refused = done(&machine, &apply(&simulator), 1);
    assert!(
        refused.stderr.contains("nothing was changed")
            && refused.stderr.contains("make its folder writable"),
        "{refused:?}"
    );
    std::fs::remove_file(machine.path(".cen")).unwrap();
    // The same happens if only the journal itself cannot be written.
    let name = format!(
        "demo.http-{}.jsonl",
        simulator
            .address
            .strip_prefix("http://")
            .unwrap()
            .replace(':', "%3A")
    );
    std::fs::create_dir_all(machine.path(".cen/journal").join(name)).unwrap();
    let refused = done(&machine, &apply(&simulator), 1);
    assert!(
        refused.stderr.contains("cannot open the journal"),
        "{refused:?}"
    );
    assert!(
        !machine
            .read("requests.log")
            .contains("\"access\":\"write\"")
    );
}

#[test]
fn a_journal_of_another_account_another_version_or_in_pieces_is_refused() {
    let (machine, simulator) = served("0s");
    done(&machine, &apply(&simulator), 0);
    let path = journal(&machine);
    let whole = std::fs::read_to_string(&path).unwrap();
    machine.write(
        "t.yaml",
        TOPOLOGY.replace("1250000000000001", "1250000000000002"),
    );
    let refused = done(&machine, &apply(&simulator), 4);
    assert!(
        refused
            .stderr
            .contains("belongs to account `main` (1250000000000001)"),
        "{refused:?}"
    );
    machine.write("t.yaml", TOPOLOGY);
    for (bad, said) in [
        (
            whole.replacen("\"version\":1", "\"version\":9", 1),
            "has version 9",
        ),
        (
            whole.replacen("{\"record\":\"intent\"", "{\u{1b}[2J", 1),
            "is damaged at line 3",
        ),
        (
            "something else".to_owned(),
            "is damaged at line 1: it is not a journal",
        ),
    ] {
        std::fs::write(&path, bad).unwrap();
        for arguments in [apply(&simulator), vec!["history", "t.yaml"]] {
            let refused = done(&machine, &arguments, 1);
            assert!(
                refused.stderr.contains(said) && !refused.stderr.contains('\u{1b}'),
                "{refused:?}"
            );
        }
    }
    // A truncated last line is not damage.
    std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    assert_eq!(
        done(&machine, &apply(&simulator), 0).stdout,
        "demo: nothing to do\n"
    );
}

#[test]
fn history_tells_who_what_when_and_with_which_requests_on_each_target() {
    let (machine, simulator) = served("0s");
    done(&machine, &apply(&simulator), 0);
    done(
        &machine,
        &["apply", "t.yaml", "--simulate", "--yes", "--allow-purchase"],
        0,
    );
    let told = done(&machine, &["history", "t.yaml"], 0).stdout;
    assert!(
        told.contains("demo on the simulator\n")
            && told.contains(&format!("demo on endpoint {}\n", simulator.address)),
        "{told}"
    );
    let bought = told
        .lines()
        .find(|line| line.contains(" package/office/china-north-america "))
        .unwrap();
    let request = bought.split_once("request ").unwrap().1;
    assert!(
        bought.contains("    done ") && bought.contains(", cenbwp-"),
        "{bought}"
    );
    assert!(machine.read("requests.log").contains(request), "{bought}");
    let one = done(&machine, &["history", "t.yaml", "--target", "simulator"], 0).stdout;
    assert!(
        one.starts_with("demo on the simulator\n") && !one.contains("endpoint"),
        "{one}"
    );
    let none = done(&machine, &["history", "--target", "elsewhere"], 0);
    assert!(
        none.stdout.is_empty() && none.stderr.contains("there is no run in the journals"),
        "{none:?}"
    );
}

/// A CEN with these networks, of which `lab` is made here.
fn with_lab(attach: &str, lab: &str) -> String {
    format!(
        "version: 1
name: office
accounts: {{ main: {{ id: \"1250000000000001\" }} }}
vpcs:
  hub: {{ account: main, region: cn-hangzhou, id: vpc-hub }}
{lab}cens: {{ backbone: {{ account: main, attach: [{attach}] }} }}
"
    )
}

#[test]
fn what_a_run_left_where_the_file_names_nothing_is_told_until_it_is_gone() {
    let lab = "  lab: { account: main, region: cn-beijing, cidr: 10.9.0.0/16 }\n";
    let (before, after) = (with_lab("hub, lab", lab), with_lab("hub", ""));
    let machine = Machine::with([("before.yaml", before.as_str()), ("office.yaml", &after)]);
    let run = |arguments: &[&str]| machine.cen(&[arguments, &["--simulate=w.json"]].concat());
    let apply = [
        "apply",
        "office.yaml",
        "--yes",
        "--allow-destroy",
        "--force",
    ];
    assert_eq!(run(&["apply", "before.yaml", "--yes"]).code, Some(0));
    let refused = run(&[&apply[..], &["--faults", "DeleteVpc=Forbidden.RAM"]].concat());
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);

    let diff = run(&["diff", "office.yaml"]);
    assert!(
        diff.stdout.contains("delete-network/lab"),
        "{}",
        diff.stdout
    );
    let drift = run(&["drift", "office.yaml"]);
    assert!(drift.stdout.contains("network/lab"), "{}", drift.stdout);
    let rest = run(&apply);
    assert_eq!(rest.code, Some(0), "{}", rest.stderr);
    assert!(
        rest.stderr.contains("delete-network/lab"),
        "{}",
        rest.stderr
    );
    let diff = run(&["diff", "office.yaml"]);
    assert_eq!(diff.code, Some(0), "{}", diff.stdout);
    assert!(
        !machine.read("w.json").contains("10.9.0.0/16"),
        "the VPC is gone"
    );
}
