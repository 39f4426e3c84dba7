//! Plays docs/pull-request.md literally: its script and its jobs, against the simulator and a small
//! copy of the APIs of GitHub and GitLab.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::estate::changed;
use crate::support::{Ended, Machine, http, server};

const BEFORE: &str = r#"version: 1
name: backbone
accounts:
  network: { id: "1250000000000001" }
  retail: { id: "1250000000000002" }
vpcs:
  hub:  { account: network, region: cn-hangzhou,  id: vpc-bp1hub00000000000001 }
  shop: { account: retail, region: eu-central-1, id: vpc-gw8shop0000000000001 }
  lab:  { account: network, region: cn-hangzhou,  id: vpc-bp1lab00000000000001 }
cens:
  backbone:
    account: network
    attach: [hub, shop, lab]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits:
          - { between: [cn-hangzhou, eu-central-1], mbps: 10 }
"#;

/// The file of the pull request: the package grows, and a network leaves.
fn after() -> String {
    BEFORE
        .replace("attach: [hub, shop, lab]", "attach: [hub, shop]")
        .replace("mbps: 10,", "mbps: 20,")
        .replace("eu-central-1], mbps: 10", "eu-central-1], mbps: 15")
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pull-request.md");
    std::fs::read_to_string(path).unwrap()
}

/// Returns the block of the page for this file.
fn block(kind: &str, name: &str) -> String {
    let page = page();
    let (_, rest) = page.split_once(&format!("\n```{kind} {name}\n")).unwrap();
    rest.split("\n```").next().unwrap().to_owned() + "\n"
}

/// The comments of a pull request: ids and texts.
type Comments = Arc<Mutex<Vec<(u64, String)>>>;

/// Starts a copy of a hosting API. It has 130 comments of people already, two pages of them.
fn hosting() -> (String, Comments) {
    let chatter = (1..=130).map(|id| (id, format!("comment {id}")));
    let comments: Comments = Arc::new(Mutex::new(chatter.collect()));
    let kept = Arc::clone(&comments);
    let url = server(move |request| answer(request, &kept));
    (url, comments)
}

fn answer(request: &str, comments: &Comments) -> Vec<u8> {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut words = head.lines().next().unwrap().split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let head = head.to_ascii_lowercase();
    assert!(
        head.contains("authorization: bearer secret-token")
            || head.contains("private-token: secret-token"),
        "{head}"
    );
    let mut comments = comments.lock().unwrap();
    let text = || {
        serde_json::from_str::<Value>(body).unwrap()["body"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    match method {
        "GET" => {
            let page: usize = path.rsplit("page=").next().unwrap().parse().unwrap();
            let page = comments.iter().skip((page - 1) * 100).take(100);
            let page: Vec<_> = page
                .map(|(id, body)| json!({ "id": id, "body": body }))
                .collect();
            http("200 OK", "", &json!(page).to_string())
        }
        "POST" => {
            let id = 1000 + comments.len() as u64;
            comments.push((id, text()));
            http("201 Created", "", &json!({ "id": id }).to_string())
        }
        "PATCH" | "PUT" => {
            let id: u64 = path.rsplit('/').next().unwrap().parse().unwrap();
            let found = comments.iter_mut().find(|(each, _)| *each == id).unwrap();
            found.1 = text();
            http("200 OK", "", "{}")
        }
        _ => http("405 Method Not Allowed", "", "{}"),
    }
}

/// Returns the comments that the script wrote.
fn written(comments: &Comments) -> Vec<String> {
    let comments = comments.lock().unwrap();
    let ours = comments.iter().filter(|(id, _)| *id >= 1000);
    ours.map(|(_, text)| text.clone()).collect()
}

/// Returns a machine with the script, and a world in which the first file was applied.
fn machine() -> Option<Machine> {
    for program in ["curl", "jq"] {
        let found = Command::new(program).arg("--version").output();
        if !found.is_ok_and(|output| output.status.success()) {
            let is_required =
                std::env::var_os("CEN_REVIEW_REQUIRED").is_some_and(|value| value == "1");
            assert!(!is_required, "{program} is not installed");
            return None;
        }
    }
    let machine = Machine::with([("backbone.yaml", BEFORE)]);
    machine.write("review.sh", block("sh", "review.sh"));
    machine.write("by-hand.sh", block("sh", "by-hand.sh"));
    let arguments = [
        "apply",
        "backbone.yaml",
        "--simulate=world.json",
        "--editions=basic",
        "--yes",
        "--allow-purchase",
    ];
    let applied = machine.cen(&arguments);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    machine.write("backbone.yaml", after());
    Some(machine)
}

/// Runs a job's command with the variables of its hosting.
fn run(machine: &Machine, variables: &[(&str, &str)], command: &str) -> Ended {
    let set = |(name, value): &(&str, &str)| format!("export {name}='{value}'; ");
    let set: String = variables.iter().map(set).collect();
    machine.shell(&format!(
        "{set}export CEN_FLAGS=--simulate=world.json NO_PROXY=127.0.0.1; {command}"
    ))
}

/// Plays both jobs: the plan twice, because there is a second push, and then the apply.
fn play(variables: &[(&str, &str)], comments: &Comments, [plan, apply]: [&str; 2]) {
    let Some(machine) = machine() else { return };
    machine.write("backbone.yaml", after().replace("mbps: 15", "mbps: 12"));
    let first = run(&machine, variables, plan);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(
        written(comments)[0].contains("10 → 12 Mbps"),
        "{comments:?}"
    );
    machine.write("backbone.yaml", after());
    let second = run(&machine, variables, plan);
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    let ours = written(comments);
    assert_eq!(
        ours.len(),
        1,
        "the second push replaces the comment: {ours:?}"
    );
    leads_with_what_matters(&ours[0]);
    assert!(machine.read("plan.html").starts_with("<!DOCTYPE html>"));

    let applied = run(&machine, variables, apply);
    assert_eq!(
        applied.code,
        Some(0),
        "{}{}",
        applied.stderr,
        machine.read("report.txt")
    );
    let ours = written(comments);
    assert_eq!(ours.len(), 2, "{ours:?}");
    assert!(
        ours[1].starts_with("<!-- cen:apply:backbone -->\n### `backbone`: carried out\n")
            && ours[1].contains("a second look finds nothing left to do"),
        "{}",
        ours[1]
    );
    let diff = machine.cen(&["diff", "backbone.yaml", "--simulate=world.json"]);
    assert_eq!(diff.code, Some(0), "{}", diff.stdout);

    machine.write("backbone.yaml", after().replace("mbps: 20", "mbps: 0"));
    let broken = run(&machine, variables, plan);
    assert_eq!(broken.code, Some(1), "{}", broken.stdout);
    let ours = written(comments);
    assert!(
        ours.len() == 2 && ours[0].contains("no plan can be made"),
        "{ours:?}"
    );
}

/// What is removed and bought stands above the first fold, with the rest that a reviewer must know,
/// on one screen.
fn leads_with_what_matters(comment: &str) {
    let (above, _) = comment.split_once("<details").unwrap();
    assert!(above.lines().count() <= 40, "{above}");
    for part in [
        "<!-- cen:plan:backbone -->\n### `backbone`: ",
        "🔴 **1 action removes something in use**: the apply needs `--allow-destroy`",
        "- detach/backbone/lab",
        "💰 **1 action costs money**: the apply needs `--allow-purchase`",
        "10 → 20 Mbps",
        "| signs | network (1250000000000001): ",
        "packages 10 → 20 Mbps in all; between regions 10 → 15 Mbps in all",
        "| target | `simulated world world.json` |",
        "| commit | `0123abc` |",
        "| made | 2",
        "[The plan as a picture](<https://host/plan.html>)",
    ] {
        assert!(above.contains(part), "{part}:\n{comment}");
    }
    let at = |part: &str| above.find(part).unwrap();
    assert!(at("🔴") < at("💰") && at("💰") < at("| signs"));
}

const REVIEW: [(&str, &str); 2] = [("COMMIT", "0123abc"), ("PICTURE", "https://host/plan.html")];

#[test]
fn the_jobs_of_github_comment_replace_apply_and_report() {
    let workflow = block("yml", ".github/workflows/network.yml");
    let jobs: Vec<_> = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- run: "))
        .collect();
    let (url, comments) = hosting();
    let variables = [
        ("GITHUB_API_URL", url.as_str()),
        ("GITHUB_REPOSITORY", "team/network"),
        ("GITHUB_TOKEN", "secret-token"),
        ("PULL_REQUEST", "7"),
    ];
    for name in ["GITHUB_TOKEN", "PULL_REQUEST", "COMMIT", "PICTURE"] {
        assert!(workflow.contains(&format!("\n  {name}: ${{{{")), "{name}");
    }
    play(
        &[&variables[..], &REVIEW].concat(),
        &comments,
        jobs.try_into().unwrap(),
    );
}

#[test]
fn the_jobs_of_gitlab_comment_replace_apply_and_report() {
    let pipeline = block("yml", ".gitlab-ci.yml");
    let jobs: Vec<_> = pipeline
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- sh "))
        .map(|rest| format!("sh {rest}"))
        .collect();
    let (url, comments) = hosting();
    let variables = [
        ("CI_API_V4_URL", url.as_str()),
        ("CI_PROJECT_ID", "42"),
        ("CI_MERGE_REQUEST_IID", "7"),
        ("GITLAB_TOKEN", "secret-token"),
    ];
    play(
        &[&variables[..], &REVIEW].concat(),
        &comments,
        [&jobs[0], &jobs[1]],
    );
}

#[test]
fn by_hand_the_comment_is_shown_and_the_answer_decides() {
    let Some(machine) = machine() else { return };
    let refused = run(&machine, &REVIEW, "echo no | sh by-hand.sh");
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    leads_with_what_matters(&refused.stdout[refused.stdout.find("<!--").unwrap()..]);
    let applied = run(&machine, &REVIEW, "echo yes | sh by-hand.sh");
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert!(
        applied.stdout.contains("### `backbone`: carried out"),
        "{}",
        applied.stdout
    );
}

/// On Enterprise Edition routers, each network that leaves takes its entries of route tables along. They would hide what matters.
#[test]
fn removals_are_listed_and_what_goes_along_with_them_is_counted() {
    let (before, after) = changed();
    let machine = Machine::with([("before.yaml", &before), ("after.yaml", &after)]);
    let apply = [
        "apply",
        "before.yaml",
        "--simulate",
        "--yes",
        "--allow-purchase",
    ];
    assert_eq!(machine.cen(&apply).code, Some(0));
    let diff = machine.cen(&["diff", "after.yaml", "--simulate", "-f", "markdown"]);
    let (above, below) = diff.stdout.split_once("<details").unwrap();
    for part in [
        " actions remove something in use**: ",
        "\n- detach/backbone/vpc-d7oshop0000000000001  detach VPC",
        " route table entries of what leaves\n",
    ] {
        assert!(above.contains(part), "{part}: {above}");
    }
    assert!(!above.contains("unpropagate/"), "{above}");
    assert!(below.contains("\n- unpropagate/backbone/"), "{below}");
}
