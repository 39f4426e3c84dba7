//! Secrets are used in signatures, and security tokens are sent to the server. They never appear on
//! the terminal, in a log or in a plan, no matter what a server answers.

use std::path::{Path, PathBuf};

use crate::support::demo::TOPOLOGY;
use crate::support::{Ended, Machine, http, server};

/// A part of every secret. Each secret contains it several times, so that a fragment is found as
/// well.
const CANARY: &str = "canary";
const SECRET: &str = "canary7Kcanary+canary/Qcanary9";
const TOKEN: &str = "CAIScanary+canary/canary==canary7canary+canary/canary==canary8canary";
/// A secret of the right form that the cloud does not know.
const OTHER_SECRET: &str = "canary8Zcanary+canary/Xcanary1";
const OTHER_TOKEN: &str = "CAIScanary/canary+canary==canary9";

/// The source of a credential.
#[derive(Clone, Copy, Debug)]
enum Source {
    Profile,
    Environment,
}

/// The options for logging.
const LOGS: [&[&str]; 4] = [
    &["-vv"],
    &["-vv", "--log", "json"],
    &["-vv", "--log-file", "text.log"],
    &["-vv", "--log", "json", "--log-file", "json.log"],
];

fn seed(secret: &str, token: &str) -> String {
    format!(
        "accounts:\n  - id: \"1250000000000001\"\n    keys: [{{ id: STS.K1, secret: \"{secret}\", token: \"{token}\" }}]\n    \
         vpcs: [{{ id: vpc-1, region: cn-hangzhou, name: web }}, {{ id: vpc-2, region: us-east-1, name: far }}]\n"
    )
}

fn profiles(secret: &str, token: &str) -> String {
    let profile = serde_json::json!({
        "name": "main", "mode": "StsToken", "access_key_id": "STS.K1", "access_key_secret": secret, "sts_token": token,
    });
    serde_json::json!({ "profiles": [profile] }).to_string()
}

fn machine() -> Machine {
    Machine::with([
        ("t.yaml", TOPOLOGY),
        ("seed.yaml", &seed(SECRET, TOKEN)),
        ("p.json", &profiles(SECRET, TOKEN)),
    ])
}

/// Runs a command at this address with the canaries as its credential. The output must contain no
/// part of them.
fn run(machine: &Machine, source: Source, address: &str, arguments: &[&str]) -> Ended {
    let (more, variables): (&[&str], &[(&str, &str)]) = match source {
        Source::Profile => (&["--profiles", "p.json"], &[]),
        Source::Environment => (
            &[],
            &[
                ("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.K1"),
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET),
                ("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN),
            ],
        ),
    };
    let ended = machine.cen_with(
        &[arguments, &["--endpoint", address], more].concat(),
        variables,
    );
    unseen(&format!("{ended:?}"), arguments);
    ended
}

fn unseen(text: &str, what: &[&str]) {
    assert!(!text.to_lowercase().contains(CANARY), "{what:?}: {text}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// Asserts that only the files that are meant to hold secrets contain one.
fn no_file_holds_a_secret(machine: &Machine, but: &[&str]) {
    let files = files_below(&machine.path(""));
    let others: Vec<_> = files
        .iter()
        .filter(|path| !but.contains(&path.file_name().unwrap().to_str().unwrap()))
        .collect();
    for path in &others {
        unseen(
            &String::from_utf8_lossy(&std::fs::read(path).unwrap()),
            &[path.to_str().unwrap()],
        );
    }
    assert!(others.len() > 1, "only the topology was looked at");
}

#[test]
fn a_whole_life_leaves_secrets_only_where_they_were() {
    for source in [Source::Profile, Source::Environment] {
        let machine = machine();
        let simulator = machine.simulate(&["--world", "w.json"]);
        let address = simulator.address.clone();
        let run = |arguments: &[&str], code| {
            assert_eq!(
                run(&machine, source, &address, arguments).code,
                Some(code),
                "{arguments:?}"
            )
        };
        for log in LOGS {
            run(&[&["diff", "t.yaml", "--format", "json"], log].concat(), 2);
        }
        run(
            &["apply", "t.yaml", "--yes", "-vv", "--log-file", "text.log"],
            4,
        );
        run(
            &[
                "apply",
                "t.yaml",
                "--yes",
                "--allow-purchase",
                "-vv",
                "--log",
                "json",
                "--log-file",
                "json.log",
            ],
            0,
        );
        run(&["diff", "t.yaml", "-vv"], 0);
        for form in ["text", "json"] {
            let told = machine.cen(&["history", "t.yaml", "--format", form]);
            assert!(
                told.stdout.contains("package/office/china-north-america"),
                "{told:?}"
            );
            unseen(&format!("{told:?}"), &["history"]);
        }
        assert_eq!(
            files_below(&machine.path(".cen/journal")).len(),
            2,
            "a journal and a lock"
        );
        unseen(&simulator.end(), &["simulate"]);
        let seen = [
            ("text.log", "DescribeCens"),
            ("json.log", "CreateCenBandwidthPackage"),
            ("requests.log", "CreateCenBandwidthPackage"),
        ];
        for (log, call) in seen {
            assert!(machine.read(log).contains(call), "{log} holds nothing");
        }
        no_file_holds_a_secret(
            &machine,
            &["seed.yaml", "p.json", "profiles.json", "w.json"],
        );
    }
}

#[test]
fn a_simulator_in_this_process_does_not_show_the_keys_of_its_world() {
    let machine = machine();
    drop(machine.simulate(&["--world", "w.json"]));
    for arguments in [
        ["diff", "t.yaml", "--simulate=w.json", "-vv"].as_slice(),
        &[
            "apply",
            "t.yaml",
            "--simulate=w.json",
            "--yes",
            "--allow-purchase",
            "-vv",
            "--log",
            "json",
        ],
    ] {
        let ended = machine.cen(arguments);
        assert!(matches!(ended.code, Some(0 | 2)), "{ended:?}");
        unseen(&format!("{ended:?}"), arguments);
    }
}

#[test]
fn the_cloud_repeats_what_was_signed_and_nobody_sees_the_token_in_it() {
    let machine = machine();
    for (secret, token) in [
        (OTHER_SECRET, TOKEN),
        (SECRET, OTHER_TOKEN),
        (OTHER_SECRET, ""),
    ] {
        machine.write("seed.yaml", seed(secret, token));
        let simulator = machine.simulate(&[]);
        for log in LOGS {
            let ended = run(
                &machine,
                Source::Profile,
                &simulator.address,
                &[&["diff", "t.yaml"], log].concat(),
            );
            assert_eq!(ended.code, Some(1));
        }
        unseen(&simulator.end(), &["simulate"]);
    }
    no_file_holds_a_secret(&machine, &["seed.yaml", "p.json", "profiles.json"]);
}

/// Every way in which a server may repeat a request: in the message of an error, in its other
/// texts, or anywhere else.
fn echoes() -> Vec<fn(&str) -> Vec<u8>> {
    fn body(request: &str) -> &str {
        // Only the end: otherwise the text before the token fills the part that is shown.
        let at = request.find("x-acs-security-token").unwrap();
        &request[at..]
    }
    fn error(request: &str) -> Vec<u8> {
        let text = body(request);
        http(
            "400 Bad Request",
            "",
            &serde_json::json!({ "Code": text, "Message": text, "RequestId": text }).to_string(),
        )
    }
    fn message(request: &str) -> Vec<u8> {
        http(
            "400 Bad Request",
            "",
            &serde_json::json!({ "Code": "Bad", "Message": request }).to_string(),
        )
    }
    fn decoded(_: &str) -> Vec<u8> {
        let message = format!(
            "{SECRET} {TOKEN} {} {}",
            TOKEN.replace('/', "\\/"),
            TOKEN.replace('+', "&#43;")
        );
        http(
            "403 Forbidden",
            "",
            &serde_json::json!({ "Code": "Bad", "Message": message }).to_string(),
        )
    }
    fn cut_off(_: &str) -> Vec<u8> {
        // 200 characters are shown, so the token begins within them.
        http("403 Forbidden", "", &format!("{}{TOKEN}", "x".repeat(180)))
    }
    fn encoded_again(request: &str) -> Vec<u8> {
        http("400 Bad Request", "", &body(request).replace('%', "%25"))
    }
    fn page(request: &str) -> Vec<u8> {
        http("502 Bad Gateway", "", body(request))
    }
    fn success(request: &str) -> Vec<u8> {
        http(
            "200 OK",
            "",
            &serde_json::json!({ "AccountId": body(request) }).to_string(),
        )
    }
    fn array(request: &str) -> Vec<u8> {
        http(
            "200 OK",
            "",
            &serde_json::json!([body(request)]).to_string(),
        )
    }
    fn redirect(request: &str) -> Vec<u8> {
        http(
            "302 Found",
            &format!("Location: http://h/?{}\r\n", body(request)),
            "",
        )
    }
    fn garbage(request: &str) -> Vec<u8> {
        request.as_bytes().to_vec()
    }
    fn header(request: &str) -> Vec<u8> {
        http("200 OK", &format!("{}: x\r\n", body(request)), "")
    }
    vec![
        error,
        message,
        decoded,
        cut_off,
        encoded_again,
        page,
        success,
        array,
        redirect,
        garbage,
        header,
    ]
}

#[test]
fn a_server_that_repeats_what_it_was_sent_is_quoted_without_secrets() {
    std::thread::scope(|scope| {
        for (number, echo) in echoes().into_iter().enumerate() {
            scope.spawn(move || {
                let machine = machine();
                let address = server(echo);
                let source = if number % 2 == 0 {
                    Source::Profile
                } else {
                    Source::Environment
                };
                for log in [LOGS[number % 2], LOGS[2 + number % 2]] {
                    assert_eq!(
                        run(
                            &machine,
                            source,
                            &address,
                            &[&["diff", "t.yaml"], log].concat()
                        )
                        .code,
                        Some(1)
                    );
                }
                no_file_holds_a_secret(&machine, &["seed.yaml", "p.json"]);
            });
        }
    });
}

#[test]
fn a_server_that_repeats_later_what_it_was_sent_is_quoted_without_secrets() {
    let machine = machine();
    let address = server(
        |request| match request.contains("x-acs-action: GetCallerIdentity") {
            true => http(
                "200 OK",
                "",
                "{\"AccountId\": \"1250000000000001\", \"RequestId\": \"R\"}",
            ),
            false => {
                let text = &request[request.find("x-acs-security-token").unwrap()..];
                http(
                    "400 Bad Request",
                    "",
                    &serde_json::json!({ "Code": "Bad", "Message": text, "RequestId": text })
                        .to_string(),
                )
            }
        },
    );
    for log in LOGS {
        let ended = run(
            &machine,
            Source::Profile,
            &address,
            &[&["apply", "t.yaml", "--yes"], log].concat(),
        );
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.stderr.contains("error: could not read ") && ended.stderr.contains("***"),
            "{}",
            ended.stderr
        );
    }
    no_file_holds_a_secret(&machine, &["seed.yaml", "p.json"]);
}

#[test]
fn a_file_that_holds_secrets_and_cannot_be_read_is_not_quoted() {
    let machine = machine();
    for (file, text) in [
        (
            "p.json",
            format!("{{\"profiles\": [{{\"name\": \"main\", \"access_key_secret\": {SECRET}"),
        ),
        ("p.json", format!("{{\"profiles\": \"{SECRET}\"}}")),
        ("w.json", format!("{{\"version\": \"{SECRET}\"}}")),
        (
            "seed.yaml",
            format!("accounts: [{{ id: 7, keys: \"{SECRET}\" }}]"),
        ),
        (
            "seed.yaml",
            format!("accounts: [{{ id: 7, keys: [{SECRET}] }}]"),
        ),
        (
            "seed.yaml",
            format!("accounts: [{{ id: 7, keys: [{{ id: k, secret: [{SECRET}] }}] }}]"),
        ),
        (
            "seed.yaml",
            format!("accounts: [{{ id: 7, keys: [{{ id: k, secret: *{SECRET} }}] }}]"),
        ),
        ("seed.yaml", format!("accounts: [{{ id: \"{SECRET}\" }}]")),
        ("t.yaml", format!("{TOPOLOGY}secret: {SECRET}\n")),
    ] {
        machine.write(file, &text);
        let arguments: &[&str] = match file {
            "p.json" => &[
                "diff",
                "t.yaml",
                "--profiles",
                "p.json",
                "--endpoint",
                "http://127.0.0.1:1",
            ],
            "w.json" => &["diff", "t.yaml", "--simulate=w.json"],
            "seed.yaml" => &["simulate", "--listen", "127.0.0.1:0", "--seed", "seed.yaml"],
            _ => &["diff", "t.yaml", "--simulate"],
        };
        let ended = machine.cen(arguments);
        assert_eq!(ended.code, Some(1), "{text}: {ended:?}");
        unseen(&format!("{ended:?}"), &[&text]);
    }
}

/// Arguments for each command. A command that is missing here fails the test: add it, so that its
/// output and files are searched for secrets.
const COMMANDS: [(&str, &[&str]); 20] = [
    ("validate", &["t.yaml"]),
    ("diff", &["t.yaml"]),
    ("diff", &["t.yaml", "--out", "plan.json"]),
    ("apply", &["plan.json", "--yes"]),
    ("observe", &["t.yaml", "--out", "snapshot.json"]),
    ("doctor", &["t.yaml"]),
    (
        "apply",
        &["t.yaml", "--yes", "--allow-purchase", "--allow-destroy"],
    ),
    ("drift", &["t.yaml"]),
    ("history", &["t.yaml"]),
    (
        "export",
        &["--account", "main=1250000000000001", "--name", "demo"],
    ),
    (
        "init",
        &["--account", "main=1250000000000001", "-o", "init.yaml"],
    ),
    ("fmt", &["--check", "t.yaml"]),
    ("reach", &["t.yaml", "web", "far", "--live"]),
    ("graph", &["t.yaml", "--live"]),
    ("destroy", &["t.yaml", "--yes", "--allow-destroy"]),
    ("simulate", &["--listen", "nowhere", "--seed", "seed.yaml"]),
    ("explain", &["Throttling.User"]),
    ("schema", &[]),
    ("completions", &["bash"]),
    ("man", &["--out", "man"]),
];

/// Lists the names of all commands, from the help.
fn commands(machine: &Machine) -> Vec<String> {
    let help = machine.cen(&["--help"]).stdout;
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Returns further arguments for a command: each of its formats and each way of logging.
fn variants(machine: &Machine, command: &str) -> Vec<Vec<String>> {
    let help = machine.cen(&[command, "-h"]).stdout;
    let formats = help
        .split_once("--format <")
        .and_then(|(_, rest)| Some(rest.split_once("[possible values: ")?.1.split_once(']')?.0));
    let formats = formats.into_iter().flat_map(|formats| {
        formats
            .split(',')
            .map(|format| vec!["--format".to_owned(), format.trim().to_owned()])
    });
    let logs = LOGS
        .iter()
        .filter(|_| help.contains("--log-file"))
        .map(|log| log.iter().map(|part| (*part).to_owned()).collect());
    let all: Vec<_> = formats.chain(logs).collect();
    if all.is_empty() {
        vec![Vec::new()]
    } else {
        all
    }
}

#[test]
fn no_command_shows_a_secret_in_any_form_at_any_level_of_logging() {
    let machine = machine();
    let all = commands(&machine);
    assert!(all.len() > 10, "{all:?}");
    for command in &all {
        assert!(
            COMMANDS.iter().any(|(known, _)| known == command),
            "`{command}` is not searched for secrets: add it to COMMANDS"
        );
    }
    let simulator = machine.simulate(&["--world", "w.json"]);
    let echo = server(|request| {
        let text = &request[request.find("x-acs-security-token").unwrap_or(0)..];
        http(
            "400 Bad Request",
            "",
            &serde_json::json!({ "Code": text, "Message": text, "RequestId": text }).to_string(),
        )
    });
    for (command, arguments) in COMMANDS
        .iter()
        .filter(|(command, _)| all.iter().any(|known| known == command))
    {
        let asks = machine.cen(&[command, "-h"]).stdout.contains("--endpoint");
        for (number, variant) in variants(&machine, command).iter().enumerate() {
            let variant: Vec<&str> = variant.iter().map(String::as_str).collect();
            let whole = [&[*command], *arguments, &variant].concat();
            let source = if number % 2 == 0 {
                Source::Profile
            } else {
                Source::Environment
            };
            let runs = match asks {
                true => vec![
                    run(&machine, source, &simulator.address, &whole),
                    run(&machine, source, &echo, &whole),
                ],
                false => vec![machine.cen(&whole)],
            };
            for ended in runs {
                assert_ne!(ended.code, Some(64), "{whole:?}: {ended:?}");
                unseen(&format!("{ended:?}"), &whole);
            }
        }
    }
    unseen(&simulator.end(), &["simulate"]);
    no_file_holds_a_secret(
        &machine,
        &["seed.yaml", "p.json", "profiles.json", "w.json"],
    );
    let journals = files_below(&machine.path(".cen/journal"));
    assert!(
        journals.len() > 1
            && machine
                .read("requests.log")
                .contains("CreateCenBandwidthPackage"),
        "{journals:?}"
    );
}

#[test]
fn an_address_that_is_told_of_drift_is_seen_nowhere() {
    let machine = machine();
    // The notified server repeats everything that it received.
    let echo = server(|request| {
        http(
            "200 OK",
            &format!("X-Echo: {}\r\n", request.lines().next().unwrap()),
            request,
        )
    });
    let refusing = server(|request| {
        http(
            &format!("403 {}", request.lines().next().unwrap()),
            "",
            request,
        )
    });
    let notify = format!(
        "{echo}/canary?token=canary slack:{refusing}/canary dingtalk:{echo}/?access_token=canary slack:http://canary:canary@127.0.0.1:1/canary"
    );
    let variables = [
        ("CEN_NOTIFY", notify.as_str()),
        ("CEN_DINGTALK_SECRET", "SECcanary0000000000"),
    ];
    for log in LOGS {
        let arguments = [
            &["drift", "t.yaml", "--simulate", "--metrics", "x.prom"],
            log,
        ]
        .concat();
        let ended = machine.cen_with(&arguments, &variables);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(
            ended.stderr.matches("could not send the message").count(),
            3,
            "{ended:?}"
        );
        unseen(&format!("{ended:?}"), &arguments);
    }
    let help = machine.cen_with(&["drift", "--help"], &variables);
    unseen(&format!("{help:?}"), &["drift", "--help"]);
    no_file_holds_a_secret(&machine, &["seed.yaml", "p.json"]);
}
