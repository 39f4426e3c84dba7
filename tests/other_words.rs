//! Runs a second `cen` whose wordings are others: the same program, with texts of its renderers overwritten in the
//! binary. Nothing that is stored or compared may notice.

use serde_json::{Value, json};

use crate::plan_files::OFFICE;
use crate::support::{Ended, Machine};

/// Wordings of the renderers: of a hold, of a wait, and of the line that sums up.
const WORDS: [&str; 4] = [
    "it cannot be changed in place, and nothing is replaced on its own",
    "nothing may be on the router any more",
    "network to detach",
    "transit router to delete",
];

/// Writes the second `cen` into the folder of a machine. Its words are in capitals, so each is as long as before.
///
/// Only other processes write the file: Linux executes no file that a process has open for writing.
fn reword(machine: &Machine) {
    let script = WORDS.map(|words| format!("s/{words}/{}/g\n", words.to_ascii_uppercase()));
    machine.write("words.sed", script.concat());
    let binary = env!("CARGO_BIN_EXE_cen");
    let line = format!("LC_ALL=C sed -f words.sed '{binary}' > reworded && chmod 755 reworded");
    assert_eq!(machine.shell(&line).code, Some(0));
}

/// Returns a machine with the second `cen`, on which the office is built, and whose file was edited afterwards.
fn built() -> Machine {
    let machine = Machine::with([("office.yaml", OFFICE)]);
    let built = machine.shell("cen apply office.yaml --simulate --yes --allow-purchase");
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let edited = OFFICE
        .replace("[web, far]", "[far]")
        .replace("postpaid", "prepaid, months: 1")
        .replace(
            "limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]",
            "limits: []",
        );
    machine.write("office.yaml", edited);
    reword(&machine);
    machine
}

/// Runs this `cen` of the machine.
fn run(machine: &Machine, cen: &str, arguments: &str) -> Ended {
    machine.shell(&format!("{cen} {arguments}"))
}

/// Returns the records of the last run in the journal, without what differs between any two runs.
fn last_run(machine: &Machine) -> Vec<String> {
    let journal = machine.read(".cen/journal/office.simulator.jsonl");
    let records = journal
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap());
    let records: Vec<Value> = records.collect();
    let run = records.last().unwrap()["run"].clone();
    let mut last: Vec<String> = records
        .into_iter()
        .filter(|record| record["run"] == run)
        .map(without_the_moment)
        .collect();
    last.sort();
    last
}

fn without_the_moment(mut record: Value) -> String {
    for member in [
        "run", "time", "token", "request", "pid", "watched", "beside",
    ] {
        record.as_object_mut().unwrap().remove(member);
    }
    record.to_string()
}

#[test]
fn a_stored_plan_a_snapshot_and_a_journal_notice_no_other_wording() {
    let machine = built();
    let text = ["cen", "./reworded"].map(|cen| run(&machine, cen, "diff office.yaml --simulate"));
    assert_eq!([text[0].code, text[1].code], [Some(2), Some(2)]);
    for words in WORDS {
        assert!(
            text[0].stdout.contains(words),
            "{words}: {}",
            text[0].stdout
        );
        assert!(
            !text[1].stdout.contains(words),
            "{words}: {}",
            text[1].stdout
        );
        assert!(text[1].stdout.contains(&words.to_ascii_uppercase()));
    }
    for (cen, plan, seen) in [
        ("cen", "a.json", "a.seen"),
        ("./reworded", "b.json", "b.seen"),
    ] {
        let diff = format!("diff office.yaml --simulate --out {plan}");
        assert_eq!(run(&machine, cen, &diff).code, Some(2));
        let observe = format!("observe office.yaml --simulate --out {seen}");
        assert_eq!(run(&machine, cen, &observe).code, Some(0));
    }
    assert_eq!(machine.read("a.json"), machine.read("b.json"));
    let snapshot = |name| {
        let mut value: Value = serde_json::from_str(&machine.read(name)).unwrap();
        value["taken"] = json!(null);
        value
    };
    assert_eq!(snapshot("a.seen"), snapshot("b.seen"));
}

#[test]
fn a_plan_that_one_wording_stored_is_applied_by_another() {
    let machines = ["cen", "./reworded"].map(|cen| {
        let machine = built();
        let stored = run(
            &machine,
            "cen",
            "diff office.yaml --simulate --out plan.json",
        );
        assert_eq!(stored.code, Some(2), "{}", stored.stderr);
        let applied = run(
            &machine,
            cen,
            "apply plan.json --simulate --yes --allow-destroy --force",
        );
        assert_eq!(
            applied.code,
            Some(0),
            "{}{}",
            applied.stdout,
            applied.stderr
        );
        assert!(applied.stdout.contains("9 of 9 done"), "{}", applied.stdout);
        machine
    });
    let [one, other] = machines.each_ref().map(last_run);
    assert!(one.len() > 18, "{one:#?}");
    assert_eq!(one, other);
}
