//! Tests what a person at a terminal sees: the question before an apply, the answer to Ctrl-C, and
//! the progress of a slow look.

use std::process::Command;

use crate::support::Machine;
use crate::support::demo::TOPOLOGY;

const QUESTION: &str = "Carry out this plan? Type `yes`: ";

/// A topology of four networks in one region.
const FOUR: &str = r#"version: 1
name: four
accounts: { main: { id: "1250000000000001" } }
vpcs:
  a: { account: main, region: cn-hangzhou, id: vpc-000000000000000001 }
  b: { account: main, region: cn-hangzhou, id: vpc-000000000000000002 }
  c: { account: main, region: cn-hangzhou, id: vpc-000000000000000003 }
  d: { account: main, region: cn-hangzhou, id: vpc-000000000000000004 }
cens: { office: { account: main, attach: [a, b, c, d] } }
"#;

#[test]
fn the_question_repeats_what_is_paid_for() {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let mut person = machine.at_terminal(&["apply", "t.yaml", "--simulate"], false);
    person.wait_for(QUESTION);
    // An empty line parts what is asked from the plan.
    let (_, asked) = person.seen.rsplit_once("\r\n\r\ncosts money: ").unwrap();
    assert!(
        asked.starts_with("1 action\r\n  package/office/china-north-america  buy 2 Mbps"),
        "{asked}"
    );
    person.type_line("yes");
    let ended = person.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn a_plan_that_removes_much_asks_for_the_name_of_the_topology() {
    let machine = Machine::with([("t.yaml", FOUR)]);
    let applied = machine.cen(&["apply", "t.yaml", "--simulate", "--yes"]);
    assert_eq!(applied.code, Some(0), "{applied:?}");
    machine.write("t.yaml", FOUR.replace("[a, b, c, d]", "[a]"));
    for (answer, code) in [("yes", 4), ("four", 0)] {
        let mut person = machine.at_terminal(&["apply", "t.yaml", "--simulate"], false);
        person.wait_for("Carry out this plan? Type `four`: ");
        assert!(
            person
                .seen
                .contains("takes away what is in use: 3 actions\r\n  detach/office/b  "),
            "{}",
            person.seen
        );
        person.type_line(answer);
        let ended = person.end();
        assert_eq!(ended.code, Some(code), "{ended:?}");
    }
}

#[test]
fn nothing_is_asked_that_the_terminal_has_not_shown() {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let mut person = machine.at_terminal(&["apply", "t.yaml", "--simulate"], true);
    person.wait_for(QUESTION);
    assert!(person.seen.contains("  + cen/office"), "{}", person.seen);
    person.type_line("no");
    let ended = person.end();
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.piped.contains("  + cen/office"), "{ended:?}");
}

#[test]
fn ctrl_c_is_answered_and_the_summary_comes_last() {
    let machine = Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", TOPOLOGY)]);
    let simulator = machine.simulate(&["--pace", "cen=1s,default=0s"]);
    let endpoint = simulator.address.as_str();
    let arguments = [
        "apply",
        "t.yaml",
        "--endpoint",
        endpoint,
        "--profiles",
        "profiles.json",
    ];
    let arguments = [&arguments[..], &["--yes", "--allow-purchase"]].concat();
    let mut person = machine.at_terminal(&arguments, false);
    person.wait_for("cen/office  Creating");
    let id = person.child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status();
    assert!(killed.unwrap().success());
    let ended = person.end();
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.terminal.contains("of 12 over"), "{ended:?}");
    let expected = [
        "stopping, because the run was asked to end: nothing more is sent, cen waits for the actions in flight; press Ctrl-C again to stop at once",
        "  not started: 10 actions, because the run was asked to end",
        "demo: 2 of 12 done, 10 not started; a second look finds 10 actions left to do",
        "hint: run the same command again; what is done is not done twice: `cen apply t.yaml --endpoint ",
    ];
    let screen = ended.screen.trim_end();
    let places = expected.map(|line| {
        screen
            .find(line)
            .unwrap_or_else(|| panic!("{line}: {screen}"))
    });
    assert!(places.is_sorted(), "{screen}");
}

#[test]
fn a_look_that_takes_longer_than_a_second_shows_its_progress() {
    let machine = Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", TOPOLOGY)]);
    let simulator = machine.simulate(&["--latency", "800ms"]);
    let endpoint = simulator.address.as_str();
    let arguments = [
        "diff",
        "t.yaml",
        "--endpoint",
        endpoint,
        "--profiles",
        "profiles.json",
    ];
    let slow = machine.at_terminal(&arguments, false).end();
    assert_eq!(slow.code, Some(2), "{slow:?}");
    assert!(
        slow.terminal.contains("reading the cloud: 1 answers in "),
        "{slow:?}"
    );
    let quick = machine
        .at_terminal(&["diff", "t.yaml", "--simulate"], false)
        .end();
    assert!(!quick.terminal.contains("reading the cloud"), "{quick:?}");
}
