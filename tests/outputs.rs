//! Output arrives complete, or the command ends with an error: a full disk, a folder that does not
//! exist, a file in the way.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::support::{Ended, Machine};

const TOPOLOGY: &str = include_str!("../topologies/same-region.yaml");

/// Arguments with which each command prints something to stdout.
const PRINTS: [&[&str]; 16] = [
    &["validate", "t.yaml"],
    &["validate", "t.yaml", "--format", "sarif"],
    &["diff", "t.yaml", "--simulate"],
    &["diff", "t.yaml", "--simulate", "--format", "json"],
    &["drift", "t.yaml", "--simulate"],
    &["apply", "t.yaml", "--simulate", "--yes"],
    &[
        "destroy",
        "t.yaml",
        "--simulate",
        "--yes",
        "--allow-destroy",
    ],
    &["history", "t.yaml"],
    &["export", "--account", "main=1250000000000001", "--simulate"],
    &["reach", "t.yaml", "web", "database"],
    &["graph", "t.yaml"],
    &["explain", "CEN001"],
    &["schema"],
    &["completions", "bash"],
    &["--help"],
    &["simulate", "--listen", "127.0.0.1:0", "--seed", "t.yaml"],
];

/// Runs `cen` in a shell after this preparation. `cen` stands for the command with its arguments.
fn staged(machine: &Machine, stage: &str, arguments: &[&str]) -> Ended {
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(stage.replace("cen", "\"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_cen"))
        .args(arguments);
    let output = shell
        .current_dir(machine.path(""))
        .env_clear()
        .env("HOME", machine.path(""))
        .env("PATH", "/usr/bin:/bin");
    let output = output.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let ended = Ended {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert!(
        !ended.stderr.contains("panicked"),
        "{stage}: {arguments:?}: {ended:?}"
    );
    ended
}

/// Returns a machine with a topology that was applied.
fn applied() -> Machine {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let applied = machine.cen(&["apply", "t.yaml", "--simulate", "--yes"]);
    assert_eq!(applied.code, Some(0), "{applied:?}");
    machine
}

/// Lists the files of a folder, to find unexpected ones.
fn files(machine: &Machine, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(machine.path(folder)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
#[cfg(target_os = "linux")]
fn every_command_whose_output_has_no_room_ends_with_an_error() {
    for arguments in PRINTS {
        let machine = applied();
        let ended = staged(&machine, "cen > /dev/full", arguments);
        assert!(
            ended.code == Some(1)
                && ended
                    .stderr
                    .contains("error: cannot write to stdout: No space left"),
            "{arguments:?}: {ended:?}"
        );
        assert_eq!(
            ended.stderr.matches("cannot write to stdout").count(),
            1,
            "{arguments:?}: {ended:?}"
        );
    }
}

#[test]
fn a_reader_who_has_gone_away_is_no_error() {
    let machine = applied();
    for arguments in [
        ["schema"].as_slice(),
        &["completions", "bash"],
        &["graph", "t.yaml"],
        &["explain", "CEN001"],
        &["--help"],
    ] {
        let ended = staged(&machine, "(cen; echo $? >&2) | true", arguments);
        assert_eq!(ended.stderr, "0\n", "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_changed_by_a_plan_that_could_not_be_shown() {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let ended = staged(
        &machine,
        "cen > /dev/full",
        &["apply", "t.yaml", "--simulate", "--yes"],
    );
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        machine
            .cen(&["history", "t.yaml"])
            .stderr
            .contains("there is no run in the journals")
    );
    assert_eq!(machine.cen(&["diff", "t.yaml", "--simulate"]).code, Some(2));
}

/// Each command that writes a file: the arguments before the file's name.
const WRITES: [&[&str]; 6] = [
    &["diff", "t.yaml", "--simulate", "--out"],
    &["observe", "t.yaml", "--simulate", "--out"],
    &["graph", "t.yaml", "--format", "svg", "--out"],
    &[
        "export",
        "--account",
        "main=1250000000000001",
        "--simulate",
        "--out",
    ],
    &["drift", "t.yaml", "--simulate", "--metrics"],
    &["drift", "t.yaml", "--simulate", "--log-file"],
];

#[test]
fn a_file_that_cannot_be_written_is_an_error_and_leaves_nothing() {
    let machine = applied();
    machine.write("file", "in the way");
    std::fs::create_dir(machine.path("folder")).unwrap();
    let before = files(&machine, "");
    for arguments in WRITES {
        for place in ["nowhere/x", "file/x", "folder"] {
            let ended = machine.cen(&[arguments, &[place]].concat());
            assert!(
                matches!(ended.code, Some(1 | 4)) && ended.stderr.contains(place),
                "{arguments:?} {place}: {ended:?}"
            );
        }
        assert_eq!(
            (files(&machine, ""), files(&machine, "folder")),
            (before.clone(), Vec::new()),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_disc_that_is_full_leaves_the_old_file_and_no_half_of_a_new_one() {
    let machine = applied();
    std::fs::create_dir(machine.path("folder")).unwrap();
    // The limit of the file size is zero.
    let full = "trap '' XFSZ; ulimit -f 0; cen";
    for arguments in &WRITES[..5] {
        let force: &[&str] = if arguments[0] == "export" {
            &["--force"]
        } else {
            &[]
        };
        let arguments = [*arguments, &["folder/x"], force].concat();
        let ended = staged(&machine, full, &arguments);
        assert!(
            ended.code == Some(1) && ended.stderr.contains("cannot write `folder/x`"),
            "{arguments:?}: {ended:?}"
        );
        assert_eq!(
            files(&machine, "folder"),
            [""; 0],
            "{arguments:?}: {ended:?}"
        );
        let written = machine.cen(&arguments);
        assert!(
            matches!(written.code, Some(0 | 2)),
            "{arguments:?}: {written:?}"
        );
        let whole = machine.read("folder/x");
        assert_eq!(
            staged(&machine, full, &arguments).code,
            Some(1),
            "{arguments:?}"
        );
        assert_eq!(
            (files(&machine, "folder"), machine.read("folder/x")),
            (vec!["x".to_owned()], whole),
            "{arguments:?}"
        );
        std::fs::remove_file(machine.path("folder/x")).unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_log_file_without_room_is_an_error_in_the_end_and_stops_nothing() {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let ended = machine.cen(&[
        "apply",
        "t.yaml",
        "--simulate",
        "--yes",
        "-vv",
        "--log-file",
        "/dev/full",
    ]);
    assert!(
        ended.code == Some(1) && ended.stdout.contains("9 of 9 done"),
        "{ended:?}"
    );
    assert_eq!(
        ended
            .stderr
            .matches("cannot write the log file `/dev/full`: No space left")
            .count(),
        1,
        "{ended:?}"
    );
    assert!(!ended.stderr.contains("tracing"), "{ended:?}");
}

#[test]
fn what_is_written_may_be_a_link_or_a_pipe_and_stays_one() {
    let machine = applied();
    machine.write("real.svg", "old");
    std::os::unix::fs::symlink("real.svg", machine.path("link.svg")).unwrap();
    assert_eq!(
        machine.cen(&["graph", "t.yaml", "--out", "link.svg"]).code,
        Some(0)
    );
    assert!(machine.path("link.svg").is_symlink() && machine.read("real.svg").contains("</svg>"));
    let ended = machine.cen(&["graph", "t.yaml", "--format", "svg", "--out", "/dev/stdout"]);
    assert!(
        ended.code == Some(0) && ended.stdout.contains("</svg>"),
        "{ended:?}"
    );
}

/// The journal must not be lost: if it cannot be written, no call changes the cloud.
#[test]
fn a_journal_without_room_lets_nothing_be_changed() {
    let machine = Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", TOPOLOGY)]);
    let simulator = machine.simulate(&[]);
    let arguments = [
        "apply",
        "t.yaml",
        "--endpoint",
        &simulator.address,
        "--profiles",
        "profiles.json",
        "--yes",
    ];
    let ended = staged(&machine, "trap '' XFSZ; ulimit -f 1; cen", &arguments);
    assert!(matches!(ended.code, Some(1 | 3)), "{ended:?}");
    let log = machine.read("requests.log");
    let writes = log
        .lines()
        .filter(|line| line.contains("\"access\":\"write\""))
        .count();
    let told = machine.cen(&["history", "t.yaml"]).stdout;
    // Half a kilobyte is enough for the start of a run and one intent, so everything that was sent
    // is in the journal.
    assert!(
        writes <= told.matches("  done ").count() + told.matches("no end").count(),
        "{writes} writes: {told}\n{ended:?}"
    );
}

/// A first plan of about 80 actions, on two screens of 50 lines.
#[test]
fn a_brief_plan_has_a_line_for_each_action_and_a_full_one_has_all() {
    let machine = Machine::with([("estate.yaml", &crate::support::estate::estate(30))]);
    let diff = |flag: &[&str]| {
        let file = ["diff", "estate.yaml", "--simulate", "--editions", "basic"];
        let ended = machine.cen(&[&file[..], flag].concat());
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        ended.stdout
    };
    let brief = diff(&["--brief"]);
    let actions: usize = brief
        .lines()
        .last()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .unwrap();
    assert!((70..=90).contains(&actions), "{actions}");
    assert!(brief.lines().count() <= 100, "{brief}");
    assert_eq!(
        brief
            .lines()
            .filter(|line| line.starts_with("  + ") && line[4..].contains('/'))
            .count(),
        actions,
        "{brief}"
    );
    let [usual, full] = [diff(&[]), diff(&["--full"])];
    assert!(usual.lines().count() > brief.lines().count());
    assert!(full.lines().count() >= usual.lines().count());
    assert_eq!(diff(&["--full", "--brief"]), brief);
}
