//! Bad input for `cen simulate`: it reports the fault before it starts, and leaves existing files
//! alone.

use std::net::TcpListener;

use crate::support::refusals::{machine, refused, silent};

#[test]
fn the_simulator_and_an_endpoint_exclude_each_other_but_the_variable_is_overruled() {
    let machine = machine();
    for command in ["diff", "apply"] {
        let said = silent(
            machine.cen(&[
                command,
                "t.yaml",
                "--simulate",
                "--endpoint",
                "http://127.0.0.1:1",
            ]),
            64,
        );
        assert!(said.starts_with("error: the argument '--simulate[=<WORLD>]' cannot be used with '--endpoint <URL>'\n"), "{said}");
    }
    let ended = machine.cen_with(
        &["diff", "t.yaml", "--simulate"],
        &[("CEN_ENDPOINT", "nonsense")],
    );
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), ""));
}

#[test]
fn a_world_that_is_none_is_named_and_left_alone() {
    let machine = machine();
    for (text, reason) in [
        ("{}", "line 1, column 2 is not what a world has there"),
        ("no world", "line 1, column 2 is not what a world has there"),
        ("", "line 1, column 0 is not what a world has there"),
    ] {
        machine.write("w.json", text);
        let expected = format!(
            "error: `w.json` is no simulator world: {reason}\nhint: name another world, or delete the file to begin anew\n"
        );
        assert_eq!(
            refused(&machine, &["t.yaml", "--simulate=w.json"]),
            expected
        );
        assert_eq!(
            silent(
                machine.cen(&["simulate", "--listen", "127.0.0.1:0", "--world", "w.json"]),
                1
            ),
            expected
        );
        assert_eq!(machine.read("w.json"), text);
    }
}

#[test]
fn a_world_that_another_process_has_can_be_looked_at_and_not_changed() {
    let machine = machine();
    let _simulator = machine.simulate(&["--world", "w.json"]);
    let expected = "error: `w.json` is in use by another process\nhint: wait for the other process, or name another world\n";
    assert_eq!(
        silent(
            machine.cen(&["apply", "t.yaml", "--simulate=w.json", "--yes"]),
            1
        ),
        expected
    );
    assert_eq!(
        silent(
            machine.cen(&["simulate", "--listen", "127.0.0.1:0", "--world", "w.json"]),
            1
        ),
        expected
    );
    assert_eq!(
        machine.cen(&["diff", "t.yaml", "--simulate=w.json"]).code,
        Some(2)
    );
}

#[test]
fn a_simulator_that_cannot_begin_says_why_and_writes_nothing() {
    let machine = machine();
    let simulator = machine.simulate(&[]);
    let profiles = machine.read("profiles.json");
    machine.write("broken.yaml", "accounts: [{ id: 7, vpc: [] }]");
    machine.write(
        "mars.yaml",
        "accounts: [{ id: 7, vpcs: [{ id: v, region: mars-1 }] }]",
    );
    machine.write("binary.yaml", b"accounts: \xff");
    machine.write(
        "wrong.yaml",
        "version: 1\nname: x\naccounts: { main: {} }\ncens: {}\n",
    );
    let taken = simulator.address.strip_prefix("http://").unwrap();
    let in_use = TcpListener::bind(taken).unwrap_err();
    let as_seed = "a topology file serves as one, or a file with `accounts:` as docs/simulator.md describes it";
    for (arguments, error, hint) in [
        (
            ["--listen", taken, "--seed", "t.yaml"],
            format!("cannot listen at `{taken}`: {in_use}"),
            "end what listens there, or name another address with `--listen`; port 0 takes a free one",
        ),
        (
            ["--listen", "nowhere", "--seed", "t.yaml"],
            "cannot listen at `nowhere`: invalid socket address".to_owned(),
            "write `--listen` as `127.0.0.1:8787`; port 0 takes a free one",
        ),
        (
            ["--listen", "127.0.0.1:0", "--pace", "0"],
            "the simulated world has no account, so no request could be signed".to_owned(),
            "give it some with `--seed FILE`; a topology file serves",
        ),
        (
            ["--listen", "127.0.0.1:0", "--seed", "broken.yaml"],
            "`broken.yaml` is no seed: accounts[0]: unknown field `vpc`, expected one of `id`, `keys`, `roles`, `identity-providers`, `vbr-grants`, `postpaid`, \
             `cross-border`, `router-service`, `role`, `may-make-roles`, `vpcs`, `vbrs`, `ccns`, `cens`, `packages` at line 1 column 21"
                .to_owned(),
            as_seed,
        ),
        (["--listen", "127.0.0.1:0", "--seed", "wrong.yaml"], "`wrong.yaml` at 3:13: [CEN011] `id` is missing".to_owned(), "add `id: …`"),
        (["--listen", "127.0.0.1:0", "--seed", "binary.yaml"], "`binary.yaml` is no seed: the file is not UTF-8".to_owned(), as_seed),
        (
            ["--listen", "127.0.0.1:0", "--seed", "mars.yaml"],
            "`mars.yaml` cannot be used as a seed: unknown region `mars-1`".to_owned(),
            "correct that in the file",
        ),
    ] {
        let writing = ["--world", "new.json", "--write-profiles", "profiles.json", "--log", "new.log"];
        let said = silent(machine.cen(&[&["simulate"], arguments.as_slice(), &writing].concat()), 1);
        assert_eq!(said, format!("error: {error}\nhint: {hint}\n"));
        assert!(!machine.path("new.json").exists() && !machine.path("new.log").exists());
        assert_eq!(machine.read("profiles.json"), profiles, "the first simulator's profiles are its own");
    }
}

#[test]
fn profiles_are_never_written_over_a_file_of_somebody_else() {
    let machine = machine();
    let mine = r#"{ "current": "prod", "profiles": [] }"#;
    machine.write("config.json", mine);
    let arguments = [
        "simulate",
        "--listen",
        "127.0.0.1:0",
        "--seed",
        "t.yaml",
        "--world",
        "new.json",
        "--log",
        "new.log",
        "--write-profiles",
        "config.json",
    ];
    assert_eq!(
        silent(machine.cen(&arguments), 4),
        "error: `config.json` exists and was not written by `cen simulate`; nothing was written\nhint: name another file\n"
    );
    assert_eq!(machine.read("config.json"), mine);
    assert!(!machine.path("new.json").exists() && !machine.path("new.log").exists());
    drop(machine.simulate(&[]));
    let ours = machine.read("profiles.json");
    drop(machine.simulate(&[]));
    assert_eq!(
        machine.read("profiles.json"),
        ours,
        "its own file is written again"
    );
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_the_request_log() {
    use std::os::unix::fs::PermissionsExt as _;
    let machine = machine();
    let _simulator = machine.simulate(&[]);
    let log = std::fs::metadata(machine.path("requests.log")).unwrap();
    assert_eq!(log.permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_world_that_could_not_be_saved_is_an_error() {
    let machine = machine();
    let mut simulator = machine.simulate(&["--world", "folder/w.json"]);
    std::fs::remove_dir_all(machine.path("folder")).unwrap();
    let (code, said) = simulator.interrupt();
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("error: cannot write `folder/w.json`"),
        "{said}"
    );
}

#[test]
fn how_a_simulator_behaves_is_checked_on_the_command_line() {
    let machine = machine();
    machine.write("faults.txt", "# a remark\nseed=1\n*=hafl\n");
    for (flag, value, reason) in [
        ("--latency", "-1s", "such as `50ms` or `2s`"),
        ("--pace", "x", "neither a time such as `2s` nor `reads:2`"),
        (
            "--faults",
            "CreateCne=half",
            "`CreateCne=half` is no fault: the simulator has no action `CreateCne`",
        ),
        (
            "--faults",
            "@faults.txt",
            "`*=hafl` is no fault: there is no fault `hafl`",
        ),
        ("--faults", "@none.txt", "cannot read `none.txt`"),
    ] {
        let said = silent(
            machine.cen(&["simulate", "--seed", "t.yaml", &format!("{flag}={value}")]),
            64,
        );
        assert!(
            said.starts_with(&format!("error: invalid value '{value}' for '{flag} <"))
                && said.contains(reason),
            "{said}"
        );
    }
}
