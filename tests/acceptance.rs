//! The whole system as a user meets it: every example applied on the simulator, and every console of the README and the docs.

use std::path::{Path, PathBuf};

use crate::support::{Ended, Machine};

const EXAMPLES: [&str; 5] = ["same-region", "cross-region", "cross-account", "cross-account-cross-region", "global-backbone"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A machine with the example topologies on it.
fn scratch() -> Machine {
    let machine = Machine::new();
    std::fs::create_dir(machine.path("topologies")).unwrap();
    for name in EXAMPLES {
        let file = format!("topologies/{name}.yaml");
        std::fs::copy(root().join(&file), machine.path(&file)).unwrap();
    }
    machine
}

/// Runs a command that must end with this exit code, and returns its stdout.
fn stdout(machine: &Machine, exit: i32, arguments: &[&str]) -> String {
    let ended = machine.cen(arguments);
    assert_eq!(ended.code, Some(exit), "cen {arguments:?}\n{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

#[test]
fn every_example_is_shown_applied_and_then_needs_nothing() {
    for name in EXAMPLES {
        let machine = scratch();
        let file = format!("topologies/{name}.yaml");
        let shown = stdout(&machine, 2, &["diff", &file, "--simulate"]);
        assert!(!machine.path("topologies/.cen").exists(), "a diff saves nothing");
        let applied = stdout(&machine, 0, &["apply", &file, "--simulate", "--yes", "--allow-purchase"]);
        assert!(applied.starts_with(&shown), "the plan that is applied is the one that was shown");
        insta::assert_snapshot!(format!("apply-{name}"), applied);
        let nothing = format!("{name}: nothing to do\n");
        assert_eq!(stdout(&machine, 0, &["apply", &file, "--simulate", "--yes", "--allow-purchase"]), nothing);
        assert_eq!(stdout(&machine, 0, &["diff", &file, "--simulate"]), nothing);
    }
}

#[test]
fn the_plan_for_programs_is_json_with_a_version() {
    let machine = scratch();
    let json = stdout(&machine, 2, &["diff", "topologies/global-backbone.yaml", "--simulate", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["kind"], &value["version"]), (&"cen-plan".into(), &2.into()));
    insta::assert_snapshot!("diff-global-backbone-json", json);
}

/// The writes in the request log, and empties it.
fn take_writes(machine: &Machine) -> usize {
    let text = machine.read("requests.log");
    machine.write("requests.log", "");
    text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).filter(|entry| entry["access"] == "write").count()
}

#[test]
fn a_second_apply_over_http_makes_no_write_call_at_all() {
    for name in EXAMPLES {
        let machine = scratch();
        let file = format!("topologies/{name}.yaml");
        machine.write("seed.yaml", machine.read(&file));
        let server = machine.simulate(&[]);
        let apply = ["apply", &file, "--endpoint", &server.address, "--profiles", "profiles.json", "--yes", "--allow-purchase"];
        let first = stdout(&machine, 0, &apply);
        assert!(first.ends_with("a second look finds nothing left to do\n"), "{first}");
        assert!(take_writes(&machine) > 0);
        assert_eq!(stdout(&machine, 0, &apply), format!("{name}: nothing to do\n"));
        assert_eq!(take_writes(&machine), 0, "{name}");
    }
}

#[test]
fn a_served_world_is_kept_in_its_file_and_served_again() {
    let machine = scratch();
    let file = "topologies/cross-account.yaml";
    machine.write("seed.yaml", machine.read(file));
    let diff = |address: &str, exit| stdout(&machine, exit, &["diff", file, "--endpoint", address, "--profiles", "profiles.json"]);
    let server = machine.simulate(&["--world", "world.json"]);
    diff(&server.address, 2);
    stdout(&machine, 0, &["apply", file, "--endpoint", &server.address, "--profiles", "profiles.json", "--yes"]);
    drop(server);
    diff(&machine.simulate(&["--world", "world.json"]).address, 0);
}

/// A page with its console blocks as they really come out: `$ cen …`, then `? N` unless the exit code is 0, then what the command says.
fn play(page: &str, machine: &Machine) -> (String, usize) {
    let (mut played, mut commands) = (String::new(), 0);
    for (index, part) in page.split("```console\n").enumerate() {
        if index == 0 {
            played.push_str(part);
            continue;
        }
        let (block, after) = part.split_once("```").unwrap();
        let shown: Vec<_> = block.lines().filter_map(|line| line.strip_prefix("$ ")).map(|line| answer(line, machine)).collect();
        commands += shown.len();
        played.push_str(&format!("```console\n{}```{after}", shown.concat()));
    }
    (played, commands)
}

/// A command line and what comes of it, as a page shows it.
fn answer(line: &str, machine: &Machine) -> String {
    let arguments: Vec<_> = line.strip_prefix("cen ").unwrap_or_else(|| panic!("`{line}` is not ours")).split_whitespace().collect();
    let ended = machine.cen(&arguments);
    let exit = ended.code.unwrap();
    let exit = if exit == 0 { String::new() } else { format!("? {exit}\n") };
    format!("$ {line}\n{exit}{}", said(&ended))
}

/// Writes the files that a page shows: blocks that begin with a line such as ```` ```yaml office.yaml ````.
fn write_files(page: &str, machine: &Machine) {
    for block in page.split("\n```yaml ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        machine.write(name.trim(), rest.split("```").next().unwrap());
    }
}

/// What a command says, without the lines that show how long each action took.
fn said(ended: &Ended) -> String {
    let talk: Vec<_> = ended.stderr.lines().filter(|line| !line.starts_with("  done ")).collect();
    let talk: String = talk.iter().map(|line| format!("{line}\n")).collect();
    format!("{}{talk}", ended.stdout).lines().map(|line| format!("{}\n", without_times(line))).collect()
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
    let docs = ["docs", "docs/codes"].into_iter().flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap());
    let docs = docs.map(|entry| entry.unwrap().path());
    let pages: Vec<_> = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md")).chain([root().join("README.md")]).collect();
    let mut commands = 0;
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let machine = scratch();
        write_files(&page, &machine);
        let (played, count) = play(&page, &machine);
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
