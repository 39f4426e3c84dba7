//! Bad input of any kind: the message names it and the next step, the exit code is the documented
//! one, stdout stays empty, and nothing is changed.

use crate::support::demo;
use crate::support::refusals::{TOPOLOGY, machine, refused, refused_with, silent};

/// A topology whose account names a profile.
fn with_profile(name: &str) -> String {
    TOPOLOGY.replace(
        "\"1250000000000001\"",
        &format!("\"1250000000000001\", profile: {name}"),
    )
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let machine = machine();
    std::fs::create_dir(machine.path("folder")).unwrap();
    for (file, hint) in [
        ("missing.yaml", "check the path and its permissions"),
        ("folder", "it is a folder: name a file in it"),
    ] {
        let said = refused(&machine, &[file]);
        assert!(
            said.starts_with(&format!("error: cannot read `{file}`: "))
                && said.ends_with(&format!("\nhint: {hint}\n")),
            "{said}"
        );
        assert_eq!(silent(machine.cen(&["validate", file]), 1), said);
    }
}

#[test]
fn a_file_that_is_no_topology_is_refused_with_place_and_help() {
    let machine = machine();
    for (bytes, expected) in [
        (
            b"".to_vec(),
            "error[CEN002]: the file has no content\n--> f.yaml:1:1\n = help: begin with `version: 1`\n",
        ),
        (
            b"version: 1\nname: \xff\n".to_vec(),
            "error[CEN001]: the file is not UTF-8: byte 17 is not text\n --> f.yaml:2:7\n  |\n2 | name: \u{fffd}\n  |       ^\n  |\n  = help: save it as UTF-8\n",
        ),
        (
            TOPOLOGY.replace("attach", "atach").into_bytes(),
            "error[CEN010]: unknown key `atach`\n --> f.yaml:8:28\n  |\n8 |   office: { account: main, atach: [web] }\n  |                            ^^^^^\n  |\n  = help: did you mean `attach`?\n",
        ),
        (
            TOPOLOGY
                .replace("account: main, region", "account: mian, region")
                .into_bytes(),
            "error[CEN030]: unknown account `mian`\n --> f.yaml:6:19\n  |\n6 |   web: { account: mian, region: cn-hangzhou, name: web }\n  |                   ^^^^\n  |\n  = help: did you mean `main`?\n",
        ),
    ] {
        machine.write("f.yaml", bytes);
        assert_eq!(refused(&machine, &["f.yaml"]), expected);
        assert_eq!(silent(machine.cen(&["validate", "f.yaml"]), 1), expected);
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_told_with_what_to_do() {
    let machine = machine();
    for (profile, expected) in [
        (
            "mian",
            "error: `p.json`: account `main`: there is no profile `mian` (did you mean `main`?); there are `main`, `role`, `half`\n\
             hint: name another with `profile:` at account `main` in the topology file, or make it with `aliyun configure --profile mian`\n",
        ),
        (
            "role",
            "error: `p.json`: account `main`: profile `role` has mode `RsaKeyPair`, which is not supported\n\
             hint: make one with `aliyun configure --mode AK --profile NAME`, and write `profile: NAME` at account `main`\n",
        ),
        (
            "half",
            "error: `p.json`: account `main`: profile `half` has no `access_key_secret`\n\
             hint: complete it with `aliyun configure --profile half`\n",
        ),
    ] {
        machine.write("t.yaml", with_profile(profile));
        assert_eq!(
            refused(&machine, &["t.yaml", "--profiles", "p.json"]),
            expected
        );
    }
}

#[test]
fn a_profiles_file_that_is_not_there_is_told_with_the_ways_out_that_there_are() {
    let machine = machine();
    let home = machine.path(".aliyun/config.json").display().to_string();
    let missing = |place: &str, hint: &str| {
        format!(
            "error: no credentials: cannot read `{place}`, where the profile `main` should be: {NO_FILE}\nhint: {hint}\n"
        )
    };
    let any = "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a file with `--profiles`, or rehearse with `--simulate`";
    let named = "check the path after `--profiles`, or rehearse with `--simulate`";
    assert_eq!(refused(&machine, &["t.yaml"]), missing(&home, any));
    assert_eq!(
        refused(&machine, &["t.yaml", "--profiles", "none.json"]),
        missing("none.json", named)
    );
    let by_variable = refused_with(
        &machine,
        &["t.yaml"],
        &[("ALIBABA_CLOUD_CONFIG_FILE", "none.json")],
        1,
    );
    assert_eq!(by_variable, missing("none.json", any));
    machine.write("t.yaml", with_profile("main"));
    let make = "make each profile with `aliyun configure --profile NAME`, or name a file with `--profiles`, or rehearse with `--simulate`";
    assert_eq!(refused(&machine, &["t.yaml"]), missing(&home, make));
}

#[cfg(unix)]
const NO_FILE: &str = "No such file or directory (os error 2)";
#[cfg(windows)]
const NO_FILE: &str = "The system cannot find the file specified. (os error 2)";

#[test]
fn a_profiles_file_that_is_none_is_told_with_a_place_and_nothing_of_what_is_there() {
    let machine = machine();
    let hint = "it should be the `config.json` that `aliyun configure` writes; name another with `--profiles`";
    for (bytes, reason) in [
        (
            b"secret".as_slice(),
            "the profiles cannot be read: line 1, column 1 is not what a file of profiles has there",
        ),
        (b"\xff", "the file is not UTF-8"),
    ] {
        machine.write("wrong.json", bytes);
        let said = refused(&machine, &["t.yaml", "--profiles", "wrong.json"]);
        assert_eq!(
            said,
            format!("error: `wrong.json`: {reason}\nhint: {hint}\n")
        );
    }
}

#[test]
fn half_a_credential_in_the_environment_names_the_other_half() {
    let said = refused_with(
        &machine(),
        &["t.yaml"],
        &[("ALIBABA_CLOUD_ACCESS_KEY_ID", "K1")],
        1,
    );
    let expected = "error: `ALIBABA_CLOUD_ACCESS_KEY_ID` is set, but `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is not\nhint: set both, or neither\n";
    assert_eq!(said, expected);
}

#[test]
fn a_file_that_cannot_be_written_is_named_before_anything_begins() {
    let machine = machine();
    let hint = "check the path, its permissions, and the room there";
    let said = refused(
        &machine,
        &["t.yaml", "--simulate=w.json", "--log-file", "none/cen.log"],
    );
    assert_eq!(
        said,
        format!("error: cannot write the log file `none/cen.log`: {NO_FILE}\nhint: {hint}\n")
    );
    let simulate = ["simulate", "--listen", "127.0.0.1:0", "--seed", "seed.yaml"];
    for (flag, expected) in [
        (
            "--log",
            format!("cannot write the request log `none/file`: {NO_FILE}"),
        ),
        ("--write-profiles", "cannot write `none/file`: ".to_owned()),
    ] {
        let said = silent(
            machine.cen(&[simulate.as_slice(), &[flag, "none/file"]].concat()),
            1,
        );
        assert!(
            said.starts_with(&format!("error: {expected}"))
                && said.ends_with(&format!("\nhint: {hint}\n")),
            "{said}"
        );
    }
    assert!(!machine.path("w.json").exists());
}

#[test]
fn no_parallel_action_at_all_is_a_usage_error() {
    let said = silent(
        machine().cen(&["apply", "t.yaml", "--simulate", "--parallel", "0"]),
        64,
    );
    assert!(
        said.starts_with(
            "error: invalid value '0' for '--jobs <N>': it must be a whole number, 1 or more\n"
        ),
        "{said}"
    );
}

#[test]
fn without_consent_nothing_is_changed() {
    let unanswered = "error: stdin is not a terminal, so cen cannot ask for confirmation; nothing was changed\n\
                      hint: run it on a terminal, or with `--yes` (and `--allow-purchase` if the plan costs money)\n";
    let unpaid = "error: this plan costs money (package/office/china-north-america); nothing was changed\n\
                  hint: consent to it with `--allow-purchase`\n";
    let machine = machine();
    let topology = demo::TOPOLOGY.replace(
        "\"1250000000000001\"",
        "\"1250000000000001\", profile: main",
    );
    machine.write("t.yaml", &topology);
    machine.write("seed.yaml", &topology);
    let simulator = machine.simulate(&[]);
    let remote = [
        "t.yaml",
        "--profiles",
        "profiles.json",
        "--endpoint",
        &simulator.address,
    ];
    let here = ["t.yaml", "--simulate=w.json"];
    let mut world = None;
    for (consent, expected) in [
        ([].as_slice(), unanswered),
        (&["--allow-purchase"], unanswered),
        (&["--yes"], unpaid),
        (&["--yes", "--allow-destroy"], unpaid),
    ] {
        for target in [remote.as_slice(), &here] {
            let ended = machine.cen(&[&["apply"], target, consent].concat());
            assert_eq!(
                (ended.code, ended.stderr.as_str()),
                (Some(4), expected),
                "{consent:?}"
            );
            assert!(
                ended.stdout.contains("\n  + cen/office "),
                "the plan is shown before it is refused: {}",
                ended.stdout
            );
        }
        let now = machine.read("w.json");
        assert_eq!(world.get_or_insert_with(|| now.clone()), &now);
    }
    let log = machine.read("requests.log");
    assert!(
        log.contains("\"access\":\"read\"") && !log.contains("\"access\":\"write\""),
        "{log}"
    );
}

#[test]
fn a_plan_in_a_topologys_place_is_called_what_it_is_also_if_it_was_cut_off() {
    let machine = machine();
    for text in [
        "{\"kind\": \"cen-plan\", \"version\": 3}",
        "{\n  \"kind\": \"cen-plan\",\n  \"ver",
    ] {
        machine.write("f.yaml", text);
        let said = silent(machine.cen(&["diff", "f.yaml"]), 1);
        assert!(
            said.starts_with(
                "error: `f.yaml` is a `cen-plan`, not a topology file\nhint: name the topology file"
            ),
            "{said}"
        );
        assert_eq!(silent(machine.cen(&["validate", "f.yaml"]), 1), said);
    }
    let cut = silent(machine.cen(&["apply", "f.yaml", "--simulate"]), 1);
    assert!(
        cut.starts_with("error: `f.yaml`: it cannot be understood"),
        "{cut}"
    );
}

#[test]
fn what_cannot_be_written_is_named_as_it_was_asked_for() {
    let machine = machine();
    let ended = machine.cen(&["observe", "t.yaml", "--simulate", "--out", "nowhere/s.json"]);
    let expected = format!(
        "error: cannot write `nowhere/s.json`: {NO_FILE}\nhint: check the path, its permissions, and the room there\n"
    );
    assert_eq!((ended.code, ended.stderr), (Some(1), expected));
    let ended = machine.cen(&["graph", "t.yaml", "--out", "-"]);
    assert_eq!(ended.code, Some(64));
    assert!(
        ended
            .stderr
            .contains("it must be a file; leave this flag out to write to stdout"),
        "{}",
        ended.stderr
    );
}
