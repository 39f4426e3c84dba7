//! A machine with a small network, and commands that must be refused on it.

use super::{Ended, Machine};

/// One network, selected by its name, on a CEN.
pub(crate) const TOPOLOGY: &str = r#"version: 1
name: demo
accounts:
  main: { id: "1250000000000001" }
vpcs:
  web: { account: main, region: cn-hangzhou, name: web }
cens:
  office: { account: main, attach: [web] }
"#;

/// One usable profile and two unusable ones.
pub(crate) const PROFILES: &str = r#"{"profiles": [
    {"name": "main", "mode": "AK", "access_key_id": "K1", "access_key_secret": "the secret"},
    {"name": "role", "mode": "RsaKeyPair", "ram_role_name": "r"},
    {"name": "half", "mode": "AK", "access_key_id": "K1"}
]}"#;

/// The account of the topology, and another account.
pub(crate) const SEED: &str = r#"accounts:
  - { id: "1250000000000001", keys: [{ id: K1, secret: the secret }], vpcs: [{ id: vpc-1, region: cn-hangzhou, name: web }] }
  - { id: "1250000000000002", keys: [{ id: K2, secret: another secret }] }
"#;

/// Returns a machine with the files `t.yaml`, `p.json` and `seed.yaml`.
pub(crate) fn machine() -> Machine {
    Machine::with([
        ("t.yaml", TOPOLOGY),
        ("p.json", PROFILES),
        ("seed.yaml", SEED),
    ])
}

/// Asserts this exit code and an empty stdout. Returns stderr.
pub(crate) fn silent(ended: Ended, code: i32) -> String {
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(code), ""),
        "{}",
        ended.stderr
    );
    ended.stderr
}

/// Runs `diff` and `apply` with these arguments; both must refuse with the same message.
pub(crate) fn refused_with(
    machine: &Machine,
    arguments: &[&str],
    variables: &[(&str, &str)],
    code: i32,
) -> String {
    let run = |command: &[&str]| {
        silent(
            machine.cen_with(&[command, arguments].concat(), variables),
            code,
        )
    };
    let said = run(&["diff"]);
    assert_eq!(run(&["apply", "--yes", "--allow-purchase"]), said);
    said
}

/// The same, for an error that is not a usage error.
pub(crate) fn refused(machine: &Machine, arguments: &[&str]) -> String {
    refused_with(machine, arguments, &[], 1)
}
