//! Tests the commands on a cloud that can be read only in part: the rest is carried out, the gap is
//! reported, and the exit code says so.

use crate::support::{Ended, Machine};

const OFFICE: &str = r#"version: 1
name: office
accounts: { main: { id: "1250000000000001" } }
vpcs:
  web:  { account: main, region: cn-hangzhou, id: vpc-bp1web00000000000001 }
  data: { account: main, region: cn-hangzhou, id: vpc-bp1data0000000000001 }
ccns:
  stores: { account: main, region: ccn-cn-shanghai, id: ccn-0000000000000001 }
cens:
  office: { account: main, attach: [web, data, stores] }
"#;

/// Returns a machine with the file, and a function that runs a command on a simulated cloud where
/// this call fails.
fn blind(machine: &Machine, arguments: &[&str], cannot: &str) -> Ended {
    let fault = format!("{cannot}=Forbidden.RAM");
    machine.cen(&[arguments, &["--simulate", "--faults", &fault]].concat())
}

fn built() -> Machine {
    let machine = Machine::with([("office.yaml", OFFICE)]);
    let ended = machine.cen(&["apply", "office.yaml", "--simulate", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    machine
}

fn assert_says(ended: &Ended, exit: i32, stdout: &[&str], stderr: &[&str]) {
    let all = || format!("{}\n{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, Some(exit), "{}", all());
    assert!(
        stdout.iter().all(|part| ended.stdout.contains(part)),
        "{stdout:?} in {}",
        all()
    );
    assert!(
        stderr.iter().all(|part| ended.stderr.contains(part)),
        "{stderr:?} in {}",
        all()
    );
}

#[test]
fn an_apply_does_the_rest_and_ends_with_3() {
    let machine = Machine::with([("office.yaml", OFFICE)]);
    let ended = blind(
        &machine,
        &["apply", "office.yaml", "--yes"],
        "DescribeCloudConnectNetworks",
    );
    let done = "office: 9 of 9 done";
    assert_says(
        &ended,
        3,
        &["! attachment/office/stores", "[CEN412]", done],
        &["could not read CCNs of account `main` in ccn-cn-shanghai"],
    );
    let rest = machine.cen(&["diff", "office.yaml", "--simulate"]);
    assert_says(&rest, 2, &["office: 1 action: 1 attachment"], &[]);
}

#[test]
fn what_a_destroy_did_not_see_is_held_and_it_ends_with_1_if_it_did_nothing() {
    let machine = built();
    let destroy = ["destroy", "office.yaml", "--yes", "--allow-destroy"];
    let ended = blind(&machine, &destroy, "DescribeCens");
    let held = "! cen/office  not compared: could not read CENs of account `main`";
    assert_says(
        &ended,
        1,
        &[held, "[CEN412]"],
        &["error: could not read CENs of account `main`"],
    );
    let ended = blind(&machine, &destroy, "DescribeCenInterRegionBandwidthLimits");
    assert_says(
        &ended,
        1,
        &["! cen/office", "[CEN412]"],
        &["error: could not read the content of CEN"],
    );
    assert_eq!(
        machine.cen(&["diff", "office.yaml", "--simulate"]).code,
        Some(0),
        "nothing was removed"
    );
    let ended = machine.cen(&[&destroy[..], &["--simulate"]].concat());
    assert_says(&ended, 0, &["office: 9 of 9 done"], &[]);
}

#[test]
fn a_nightly_job_reports_a_gap_as_an_error() {
    let machine = built();
    let ended = blind(
        &machine,
        &["drift", "office.yaml"],
        "DescribeCenAttachedChildInstances",
    );
    assert_says(
        &ended,
        1,
        &[
            "error",
            "could not read the content of CEN",
            "1 file: 1 error",
        ],
        &[],
    );
    let ended = blind(&machine, &["drift", "office.yaml"], "DescribeVpcs");
    assert_says(
        &ended,
        1,
        &["could not read VPCs of account `main` in cn-hangzhou"],
        &[],
    );
}

#[test]
fn no_answer_and_no_picture_is_made_of_what_was_seen_in_part() {
    let machine = built();
    for command in [
        &["reach", "office.yaml", "web", "data"][..],
        &["graph", "office.yaml", "--format", "dot"],
    ] {
        let ended = blind(&machine, command, "DescribeCenAttachedChildInstances");
        let hint = "hint: a partial view would look like the whole network";
        assert_says(
            &ended,
            1,
            &[],
            &["error: could not read the content of CEN", hint],
        );
        assert_eq!(ended.stdout, "");
    }
}
